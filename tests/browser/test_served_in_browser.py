"""What is served, as people use it: what-ifs by mouse and keys, files that change."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from tests.browser.conftest import DESK, PATIENCE, PHONE, Open
from tests.browser.test_page_in_browser import PICTURES, counts, violations

from servanda import api

# What runs here is in the browser.
pytestmark = pytest.mark.no_cover

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).parents[2]
LAKESIDE = ROOT / "tests" / "lakeside"
SPRING = "/scenario/lakeside-2030/spring"
ARTICLE = "gaza-2025/as-reported-27-february"
RECORD = "gaza-2025/record-to-18-march"
TALKS = "article-talks-begin"
HOSTILE = "</script><img src=x onerror=alert(1)>"


class Site(NamedTuple):
    """A folder that is served, and its address without the last slash."""

    address: str
    folder: Path

    @property
    def spring(self) -> Path:
        """Give the file of the scenario that tests change."""
        return self.folder / "scenarios" / "lakeside-2030" / "spring.yaml"


@contextmanager
def serving(folder: Path | None, *, edit: bool = False) -> Iterator[Site]:
    """Serve a folder, in a thread, while a test lasts."""
    from servanda.commands.serve import listen
    from servanda.serve.routes import application
    from servanda.serve.running import address, server
    from servanda.serve.terms import Terms
    from servanda.serve.watch import watched

    listening = listen("127.0.0.1", 0)
    app, shelf = application(Terms(folder=folder, edit=edit), watched, print)
    running = server(app, shelf)
    thread = threading.Thread(target=running.run, args=([listening],))
    thread.start()
    try:
        yield Site(address(listening, "127.0.0.1", None).rstrip("/"), folder or ROOT)
    finally:
        running.should_exit = True
        thread.join()
        listening.close()


def copied(folder: Path) -> Path:
    """Copy an agreement and its scenario into a folder."""
    for part in ("rules", "scenarios"):
        without = shutil.ignore_patterns("what-ifs")
        shutil.copytree(LAKESIDE / part, folder / part, ignore=without)
    return folder


@pytest.fixture(scope="module")
def shipped(chromium: Any) -> Iterator[Site]:
    """Serve what comes with servanda, read-only."""
    assert chromium.is_connected()
    with serving(None) as site:
        yield site


@pytest.fixture
def own(tmp_path: Path, chromium: Any) -> Iterator[Site]:
    """Serve a folder of one's own, in which plans may be saved."""
    assert chromium.is_connected()
    with serving(copied(tmp_path), edit=True) as site:
        yield site


def mark(page: Page, report: str) -> Locator:
    """Find a report on the track."""
    return page.locator(f'.report-mark[data-report="{report}"]')


def unfold(page: Page) -> None:
    """Unfold the panel of what-ifs."""
    page.locator(".suppose > summary").click()


def differs(page: Page, words: str) -> None:
    """Wait until it is said what differs."""
    page.locator(".difference[aria-busy=false]", has_text=words).wait_for()


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds that happens outside of the page."""
    for _ in range(PATIENCE // 50):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to be")


# -- the list and the page -------------------------------------------------------------


def test_from_the_list_to_a_page_that_moves_through_time(
    shipped: Site, open_page: Open
) -> None:
    page = open_page(shipped.address, "/", shown="#scenarios a")
    assert violations(page) == []
    page.get_by_role("link", name="The state of the agreement as one article").click()
    page.wait_for_selector(".timeline", state="attached")
    assert "Gaza ceasefire" in page.get_by_role("heading", level=1).inner_text()
    page.fill("#as-of-day", "2025-02-28")
    page.locator("output.as-of", has_text="28 Feb 2025").wait_for()
    page.locator("#as-of").press("ArrowLeft")
    found = api.status(ARTICLE, as_of="2025-02-27").counts
    until(page, lambda: counts(page) == {flag: found[flag] for flag in counts(page)})


def test_what_is_due_and_owed_follows_the_slider(
    shipped: Site, open_page: Open
) -> None:
    address = f"/scenario/{ARTICLE}#as-of=2025-02-20"
    page = open_page(shipped.address, address)
    page.locator(".panel > summary", has_text="Still owed").click()
    page.locator(".panel", has_text="As of 20 Feb 2025").wait_for()
    page.fill("#as-of-day", "2025-03-05")
    page.locator(".panel", has_text="As of 5 Mar 2025").wait_for()
    found = api.owed(ARTICLE, as_of="2025-03-05")
    rows = page.locator(".panel[open] ol > li")
    until(page, lambda: rows.count() == sum(len(one.debts) for one in found.accounts))


# -- what-ifs --------------------------------------------------------------------------


def test_a_report_is_dragged_to_another_day(own: Site, open_page: Open) -> None:
    page = open_page(own.address, SPRING)
    unfold(page)
    refusal = mark(page, "will-not")
    box = refusal.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.mouse.move(x - 400, y, steps=8)
    assert "earlier" in page.locator(".track-tip").inner_text()
    page.mouse.up()
    differs(page, "1 provision differs")
    assert "earlier" in page.locator(".changes").inner_text()
    page.get_by_role("button", name="Undo all").click()
    assert not page.locator(".made").is_visible()


def test_a_what_if_is_made_and_saved_by_keys_alone(own: Site, open_page: Open) -> None:
    page = open_page(own.address, SPRING)
    page.locator(".suppose > summary").focus()
    page.keyboard.press("Enter")
    mark(page, "will-not").wait_for()
    page.locator("#reports-about").focus()
    page.keyboard.press("Tab")
    for _ in range(20):
        if page.evaluate("document.activeElement.dataset.report") == "will-not":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    differs(page, "The ferry runs again")
    assert "was never made" in page.locator(".changes").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator(".made").is_visible()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowRight")
    differs(page, "differ")
    assert "comes 6 days earlier" in page.locator(".changes").inner_text()

    page.locator("#plan-title").focus()
    page.keyboard.type("What if: it was said at once")
    page.keyboard.press("Enter")
    page.get_by_text("Saved as what-ifs/it-was-said-at-once.yaml.").wait_for()
    plan = own.spring.parent / "what-ifs" / "it-was-said-at-once.yaml"
    assert "{move: will-not, by: -6d}" in plan.read_text(encoding="utf-8")
    assert api.run_tests([plan]).passed

    page.get_by_role("button", name="Undo all").click()
    page.locator("#plan-saved").select_option("it-was-said-at-once")
    differs(page, "differ")
    assert "comes 6 days earlier" in page.locator(".changes").inner_text()


def test_steps_and_reports_are_supposed_and_the_page_shows_it(
    own: Site, open_page: Open
) -> None:
    page = open_page(own.address, SPRING)
    before = counts(page)
    unfold(page)
    page.select_option("#step-of", "ferry-reopens")
    page.select_option("#step-how", "perform")
    page.fill("#step-day", "2030-03-05")
    page.get_by_role("button", name="Suppose", exact=True).click()
    differs(page, "The ferry runs again")
    page.select_option("#report-by", "river-watch")
    page.select_option("#report-says", "performed")
    page.select_option("#report-of", "landing-repaired")
    page.fill("#report-day", "2030-03-06")
    page.get_by_role("button", name="Add report").click()
    differs(page, "3 provisions differ")
    page.get_by_label("Show the page below as it would be").check()
    page.locator("#page.supposed").wait_for()
    until(page, lambda: counts(page)["met"] > before["met"])
    page.get_by_label("Show the page below as it would be").uncheck()
    until(page, lambda: counts(page) == before)


def test_without_edit_there_is_nothing_to_save_by(
    shipped: Site, open_page: Open
) -> None:
    page = open_page(shipped.address, f"/scenario/{ARTICLE}")
    unfold(page)
    mark(page, TALKS).press("ArrowRight")
    differs(page, "differ")
    assert "started without --edit" in page.locator(".made").inner_text()
    assert page.get_by_role("button", name="Save as a plan").count() == 0
    page.get_by_text("The plan as a file").click()
    assert f"move: {TALKS}" in page.locator(".made pre").inner_text()


# -- files -----------------------------------------------------------------------------


def test_files_that_change_are_shown_as_they_are_at_the_same_moment(
    own: Site, open_page: Open
) -> None:
    # The browser itself says so where files cannot be used for a while.
    refused = "status of 422"
    page = open_page(own.address, f"{SPRING}#as-of=2030-03-06", expected=refused)
    sound = own.spring.read_text(encoding="utf-8")

    def write(text: str, shown: str) -> None:
        for turn in range(20):  # until the system tells of it
            own.spring.write_text(f"{text}# {turn}\n", encoding="utf-8")
            try:
                page.locator("body", has_text=shown).wait_for(timeout=1500)
            except Exception:
                continue
            return
        raise AssertionError(f"{shown} is never shown")

    write(sound.replace("The first days of spring", "The thaw"), "The thaw")
    assert page.locator("output.as-of").inner_text() == "6 Mar 2030"
    page.locator(".told", has_text="The files have changed").wait_for()
    write(sound.replace("source: lowland,", "source: lowlands,"), "unknown-source")
    assert "^^^^^^^^" in page.locator("#problems").inner_text()
    write(sound, "The first days of spring")


@pytest.mark.parametrize("page_of", ["/", SPRING])
def test_hostile_texts_are_shown_and_do_nothing(
    page_of: str, own: Site, open_page: Open
) -> None:
    for name in (
        "rules/lakeside-2030/agreement.yaml",
        "scenarios/lakeside-2030/spring.yaml",
    ):
        path = own.folder / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        title = f"title: {json.dumps(HOSTILE)}\n"
        changed = (title if line.startswith("title:") else line for line in lines)
        path.write_text("".join(changed), encoding="utf-8")
    text = own.spring.read_text(encoding="utf-8")
    text = text.replace('"Two boats', json.dumps(HOSTILE)[:-1])
    own.spring.write_text(text, encoding="utf-8")
    shown = "#scenarios a" if page_of == "/" else ".timeline"
    page = open_page(own.address, page_of, shown=shown)
    page.locator("body", has_text=HOSTILE).wait_for()
    if page_of == SPRING:
        unfold(page)
        mark(page, "patrol").press("ArrowRight")
        differs(page, "differ")
    assert page.locator("img").count() == 0


# -- for everybody ---------------------------------------------------------------------


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    size: tuple[int, int], scheme: str, own: Site, open_page: Open
) -> None:
    page = open_page(own.address, SPRING, size=size, scheme=scheme)
    for summary in page.locator(".panel > summary").all():
        summary.click()
    mark(page, "patrol").press("ArrowLeft")
    mark(page, "water").press("Delete")
    differs(page, "differ")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize(("name", "size"), [("desk", DESK), ("phone", PHONE)])
def test_the_pictures_of_it_in_the_docs_are_small(
    name: str,
    size: tuple[int, int],
    shipped: Site,
    open_page: Open,
    request: pytest.FixtureRequest,
) -> None:
    picture = PICTURES / f"serve-{name}.jpg"
    if request.config.getoption("--update-golden"):
        page = open_page(
            shipped.address, f"/scenario/{RECORD}#as-of=2025-02-28", size=size
        )
        unfold(page)
        page.select_option("#reports-about", "phase-two-talks-begin")
        mark(page, TALKS).click()
        mark(page, TALKS).press("Shift+ArrowRight")
        differs(page, "3 provisions differ")
        page.locator(".difference summary").first.click()
        page.locator(".track").evaluate("one => one.scrollIntoView()")
        page.screenshot(path=picture, type="jpeg", quality=72)
    found = picture.read_bytes()
    assert found.startswith(b"\xff\xd8")
    assert len(found) < 200_000
