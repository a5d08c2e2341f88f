"""The page as people use it: by slider, filter and keyboard, wide and narrow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import DESK, PHONE, Open

from servanda import api
from servanda.render import html, pagejson

# What runs here is in the browser.
pytestmark = pytest.mark.no_cover

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
SCENARIO = "gaza-2025/record-to-18-march"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = ("met", "pending", "disputed", "breached")
CORRIDOR = "Israel has left the Philadelphi corridor"
LOOKS = [
    ("desk", DESK, "light"),
    ("desk", DESK, "dark"),
    ("phone", PHONE, "light"),
    ("phone", PHONE, "dark"),
]


def counts(page: Page) -> dict[str, int]:
    """Read the counts that a page shows."""
    return {
        flag: int(page.locator(f"button.tile.{flag} .number").inner_text())
        for flag in FLAGS
    }


def told(as_of: str, known_by: str | None = None) -> dict[str, int]:
    """Ask the engine for the counts."""
    found = api.status(SCENARIO, as_of=as_of, known_by=known_by).counts
    return {flag: found[flag] for flag in FLAGS}


def rows(page: Page) -> list[str]:
    """Read the titles of the rows that the table shows."""
    return page.locator(".table tbody tr:not([hidden]) .open").all_inner_texts()


def settled(page: Page) -> None:
    """Wait until what was asked for is drawn."""
    twice = "requestAnimationFrame(() => requestAnimationFrame(done))"
    page.evaluate(f"new Promise((done) => {twice})")


def violations(page: Page) -> list[str]:
    """Name what axe finds against a page."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": RULES}}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"]
    ]


def draw_all(page: Page) -> None:
    """Draw every row, wherever on the page it is."""
    for sign in ("beforeprint", "afterprint"):
        page.evaluate(f"window.dispatchEvent(new Event('{sign}'))")


def overlaps(page: Page) -> list[str]:
    """Name the rows that lie over the next one, in the table and in the timeline."""
    found: list[str] = page.evaluate(
        """[".table tbody tr", ".timeline .row", ".card li"].flatMap((rows) => {
            const all = [...document.querySelectorAll(rows)];
            return all.filter((one, place) => {
                const next = all[place + 1];
                return next && one.parentNode === next.parentNode &&
                    one.getBoundingClientRect().bottom - 1 >
                    next.getBoundingClientRect().top;
            }).map((one) => one.textContent);
        })"""
    )
    return found


# -- through time ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "day", ["2025-01-20", "2025-02-07", "2025-02-28", "2025-03-02"]
)
def test_it_counts_on_each_day_what_status_counts(
    day: str, record: Path, open_page: Open
) -> None:
    page = open_page(record)
    page.fill("#as-of-day", day)
    settled(page)
    assert counts(page) == told(day)


def test_hindsight_counts_what_was_known_later(record: Path, open_page: Open) -> None:
    page = open_page(record, "#as-of=2025-02-07")
    page.get_by_label("All that is known by now").check()
    settled(page)
    assert counts(page) == told("2025-02-07", "2025-03-18")
    page.get_by_label("What was known by another day").check()
    page.locator("#known-by").wait_for()
    page.locator("#known-by").press("Home")
    settled(page)
    assert "before the first report" in page.locator(".known-row").inner_text()
    assert counts(page)["disputed"] == 0


def test_the_slider_moves_by_days_and_the_buttons_by_changes(
    record: Path, open_page: Open
) -> None:
    page = open_page(record, "#as-of=2025-02-28")
    slider = page.locator("#as-of")
    slider.press("ArrowLeft")
    settled(page)
    assert slider.get_attribute("aria-valuetext") == "27 Feb 2025"
    assert counts(page) == told("2025-02-27")
    page.get_by_role("button", name="Next change of status").click()
    settled(page)
    assert page.locator("output.as-of").inner_text() == "2 Mar 2025"
    page.wait_for_url("**#as-of=2025-03-02")


def test_a_reader_finds_what_is_in_dispute_on_28_february_and_why(
    record: Path, open_page: Open
) -> None:
    page = open_page(record, "#as-of=2025-02-28")
    card = page.locator(".disputes")
    disputed = told("2025-02-28")["disputed"]
    assert f"In dispute on 28 Feb 2025: {disputed}" in card.inner_text()
    first = card.locator("li:has(> .open)").first.inner_text()
    assert "Philadelphi corridor" in first
    assert "refused, or said to be breached, before the date" in first
    assert "Israel said on 27 Feb 2025 that it will not do it" in first
    assert "Hamas said on 27 Feb 2025 that it is breached" in first
    box = card.bounding_box()
    assert box is not None
    assert box["y"] < DESK[1] / 2, "it can be seen without scrolling"


# -- filters and details ---------------------------------------------------------------


def test_filters_narrow_table_and_timeline_alike(record: Path, open_page: Open) -> None:
    page = open_page(record, "#as-of=2025-02-28")
    every = len(rows(page))
    page.locator("button.tile.disputed").click()
    assert len(rows(page)) == told("2025-02-28")["disputed"]
    assert page.locator(".timeline li.row:not([hidden])").count() == len(rows(page))
    page.get_by_label("Theme", exact=True).select_option(label="Withdrawal")
    assert rows(page) == [
        "Israel begins to leave the Philadelphi corridor",
        CORRIDOR,
    ]
    page.get_by_label("Party", exact=True).select_option(label="Hamas")
    page.get_by_label("Search").fill("has left")
    assert rows(page) == [CORRIDOR]
    page.get_by_role("button", name="Show all").click()
    assert len(rows(page)) == every


def test_a_provision_opens_down_to_its_cited_sources(
    record: Path, open_page: Open
) -> None:
    page = open_page(record, "#as-of=2025-02-28")
    page.locator(".table .open", has_text=CORRIDOR).click()
    dialog = page.get_by_role("dialog", name=CORRIDOR)
    text = dialog.inner_text()
    assert "The agreement says" in text
    assert "no later than day 50" in text
    assert "8 days after: 9 Mar 2025" in text
    assert "Evidence by tier" in text
    assert "What would move it" in text
    tree = dialog.locator(".why-tree")
    assert tree.locator(".source").count() > 4
    branch = tree.locator("details").first
    branch.locator("summary").first.click()
    assert branch.get_attribute("open") is None
    page.keyboard.press("Escape")
    assert dialog.count() == 0
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == CORRIDOR


def test_an_address_leads_to_a_day_and_a_provision(
    record: Path, open_page: Open
) -> None:
    page = open_page(
        record, "#as-of=2025-03-10&provision=corridor-withdrawal-completes"
    )
    text = page.get_by_role("dialog").inner_text()
    assert "Status on 10 Mar 2025" in text
    assert "date missed" in text


def test_quantities_and_parties_follow(record: Path, open_page: Open) -> None:
    page = open_page(record, "#as-of=2025-02-28")
    page.locator("#quantities").scroll_into_view_if_needed()
    trucks = page.locator(".quantity", has_text="600 trucks of aid a day")
    trucks.locator("svg").first.wait_for()
    assert trucks.locator("svg").count() == 3
    assert "12,600 counted, 12,000 trucks due" in trucks.inner_text()
    page.locator("#parties").scroll_into_view_if_needed()
    row = page.locator(".matrix tr", has_text=CORRIDOR)
    assert row.locator("td").all_inner_texts()[:2] == ["? disputed", "is owed"]


def test_what_each_party_owes_follows(record: Path, open_page: Open) -> None:
    page = open_page(record, "#as-of=2025-03-10")
    page.locator("#owed").scroll_into_view_if_needed()
    israel = page.locator("#owed .card", has=page.get_by_role("heading", name="Israel"))
    israel.locator("li").first.wait_for()
    text = israel.inner_text()
    account = api.owed(SCENARIO, by="israel", as_of="2025-03-10").accounts[0]
    assert f"Overdue ({account.number('overdue')})" in text
    assert f"To be kept ({account.number('standing')})" in text
    assert CORRIDOR in text


def test_by_keyboard_alone(record: Path, open_page: Open) -> None:
    page = open_page(record, "#as-of=2025-02-28")
    press = page.keyboard.press

    def focus() -> str:
        return str(page.evaluate("document.activeElement.outerHTML"))

    def reach(words: str, most: int = 80) -> None:
        for _ in range(most):
            press("Tab")
            if words in focus():
                return
        pytest.fail(f"{words} is not reached: {focus()[:200]}")

    press("Tab")
    assert "Skip to the provisions" in focus()
    reach('id="as-of"')
    press("ArrowRight")
    reach("tile disputed")
    press("Space")
    settled(page)
    assert len(rows(page)) == told("2025-03-01")["disputed"]
    reach('class="open"')
    press("Enter")
    assert page.get_by_role("dialog").count() == 1
    for _ in range(60):
        press("Tab")
        inside = page.evaluate(
            "document.activeElement === document.body ||"
            " Boolean(document.activeElement.closest('dialog'))"
        )
        assert inside, "the keyboard stays within what is open"
    press("Escape")
    assert page.get_by_role("dialog").count() == 0


# -- for everybody ---------------------------------------------------------------------


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_axe_finds_nothing(
    size: tuple[int, int], scheme: str, article: Path, open_page: Open
) -> None:
    page = open_page(article, size=size, scheme=scheme)
    draw_all(page)
    assert violations(page) == []


def test_axe_would_find_something(article: Path, open_page: Open) -> None:
    page = open_page(article)
    page.evaluate("document.querySelector('.tile').replaceChildren()")
    assert any("button-name" in one for one in violations(page))


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_nothing_is_cut_off_or_lies_over_anything_else(
    size: tuple[int, int], record: Path, open_page: Open
) -> None:
    page = open_page(record, "#as-of=2025-02-28", size=size)
    draw_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert overlaps(page) == []


def test_axe_finds_nothing_in_what_opens(record: Path, open_page: Open) -> None:
    address = "#as-of=2025-02-28&provision=aid-trucks"
    page = open_page(record, address, scheme="dark")
    assert violations(page) == []


@pytest.mark.parametrize(("name", "size", "scheme"), LOOKS)
def test_the_pictures_in_the_docs_are_small(
    name: str,
    size: tuple[int, int],
    scheme: str,
    record: Path,
    open_page: Open,
    request: pytest.FixtureRequest,
) -> None:
    picture = PICTURES / f"page-{name}-{scheme}.jpg"
    if request.config.getoption("--update-golden"):
        page = open_page(record, "#as-of=2025-02-28", size=size, scheme=scheme)
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=picture, type="jpeg", quality=72)
    found = picture.read_bytes()
    assert found.startswith(b"\xff\xd8")
    assert len(found) < 200_000


def test_without_its_script_it_shows_the_table_and_the_picture(
    record: Path, open_page: Open
) -> None:
    page = open_page(record, script=False)
    assert page.locator("svg.picture").is_visible()
    assert page.locator("tbody tr").count() == len(api.status(SCENARIO).tracked)
    assert CORRIDOR in page.locator("tbody").inner_text()


def test_it_prints_on_a4_with_every_row_drawn(article: Path, open_page: Open) -> None:
    page = open_page(article)
    page.emulate_media(media="print")
    sheets = page.pdf(format="A4", print_background=True)
    assert sheets.startswith(b"%PDF")
    assert page.locator(".timeline .strip").count() == len(rows(page))
    assert not page.locator("#as-of").is_visible()


# -- what comes from files -------------------------------------------------------------


def made(folder: Path, titles: list[str], *, copies: int = 1) -> Path:
    """Write the page of an agreement whose texts are given."""
    rules, stories = folder / "rules" / "made", folder / "scenarios" / "made"
    rules.mkdir(parents=True)
    stories.mkdir(parents=True)
    words = [json.dumps(title) for title in titles]
    (rules / "agreement.yaml").write_text(
        f"agreement: made\ntitle: {words[0]}\nzone: UTC\nin_force: 2025-03-01\n"
        f"parties: {{north: {{name: {words[0]}}}, south: {{name: South}}}}\n",
        encoding="utf-8",
    )
    duties = "".join(
        f"duty-{place}:\n  title: {word}\n  modality: maintenance\n  bearer: north\n"
        f"  violated_by: {{kind: harm-{place}}}\n"
        for place, word in enumerate(words)
    )
    (rules / "duties.yaml").write_text(duties, encoding="utf-8")
    told = "".join(
        f"  - {{id: r{place}, date: 2025-03-0{place % 9 + 1}, source: south, "
        f"kind: harm-{place}, note: {word}, "
        f"cite: {{outlet: {word}, date: 2025-03-09, url: {word}}}}}\n"
        for place, word in enumerate(words)
    )
    story = stories / "story.yaml"
    story.write_text(
        f"scenario: story\nagreement: made\ntitle: {words[0]}\nreports:\n{told}",
        encoding="utf-8",
    )
    loaded = api.load(story)
    text = html.page(api.status(loaded), api.page(loaded), "1.0")
    if copies > 1:
        document = pagejson.document(api.page(loaded))
        text = text.replace(
            pagejson.embedded(document), pagejson.embedded(many(document, copies))
        )
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8")
    return path


def many(document: dict[str, Any], copies: int) -> dict[str, Any]:
    """Repeat the provisions and reports of a page so often, under other ids."""
    provisions = [
        {**one, "id": f"{one['id']}-{copy}"}
        for copy in range(copies)
        for one in document["provisions"]
    ]
    reports = [
        {**one, "id": f"{one['id']}-{copy}"}
        for copy in range(copies * 10)
        for one in document["reports"]
    ]
    return {**document, "provisions": provisions, "reports": reports}


def test_hostile_texts_are_shown_and_do_nothing(
    tmp_path: Path, open_page: Open
) -> None:
    texts = [
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(2)</script>",
        "javascript:alert(3)",
        "<svg onload=alert(4)>",
    ]
    page = open_page(made(tmp_path, texts))
    shown = page.locator(".table").inner_text()
    assert all(text in shown for text in texts)
    page.locator(".table .open").first.click()
    assert texts[0] in page.get_by_role("dialog").inner_text()
    assert page.locator("img, script:not([type]), a[href^=javascript]").count() == 0


def test_text_from_right_to_left_runs_so_in_its_own_place(
    tmp_path: Path, open_page: Open
) -> None:
    title = "נסיגה מהמסדרון (Philadelphi) עד 9 במרץ"
    page = open_page(made(tmp_path, [title, "Left to right"]), size=PHONE)
    directions = page.locator(".table .open").evaluate_all(
        "all => all.map(one => getComputedStyle(one).direction)"
    )
    assert directions == ["rtl", "ltr"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_thousand_provisions_are_drawn_as_they_come_near(
    tmp_path: Path, open_page: Open
) -> None:
    titles = [f"Duty number {place}" for place in range(10)]
    page = open_page(made(tmp_path, titles, copies=100))
    assert page.locator(".timeline li.row").count() == 1000
    assert page.locator(".timeline .strip").count() < 100
    page.locator(".timeline li.row").last.scroll_into_view_if_needed()
    page.locator(".timeline li.row").last.locator(".strip").wait_for()
    page.locator("#as-of").press("ArrowLeft")
    settled(page)
    assert sum(counts(page).values()) == 1000
    summary = page.locator("#reports summary")
    assert "10,000 reports" in summary.inner_text()
    summary.click()
    page.locator("#reports li:not(:empty)").first.wait_for()
    assert page.locator("#reports li:not(:empty)").count() < 100
