"""The report as one file: it fetches nothing and runs nothing but its own."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from tests.pages import record

from servanda import api
from servanda.pagedata import Page, Stage
from servanda.render import html, pagejson, timeline
from servanda.render.markup import asset, escape, tag

ROOT = Path(__file__).parents[1]
SPRING = ROOT / "tests" / "lakeside" / "scenarios" / "lakeside-2030" / "spring.yaml"
ASSETS = ROOT / "engine" / "servanda" / "render" / "assets"
PICTURE = ROOT / "docs" / "timeline.svg"
# One worker makes the large page; the others need not make it again.
pytestmark = pytest.mark.xdist_group("page")
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]>&lt;b&gt;",
    "\u2028\u2029\u202e\x07",
    "javascript:alert(1)",
)


class Element(NamedTuple):
    """An opening tag, and the text right after it."""

    tag: str
    attributes: dict[str, str | None]
    text: str


class Reader(HTMLParser):
    """Reads the elements of a page as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Element(tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(Element(f"/{tag}", {}, ""))

    def handle_data(self, data: str) -> None:
        if self.found:
            last = self.found[-1]
            self.found[-1] = last._replace(text=last.text + data)


def elements(text: str, tag: str = "") -> list[Element]:
    """Give the elements of a page, all or those of a tag."""
    reader = Reader()
    reader.feed(text)
    return [one for one in reader.found if tag in ("", one.tag)]


@cache
def spring() -> tuple[str, Page]:
    """Write the page of a small story."""
    story = api.load(SPRING)
    page = api.page(story)
    return html.page(api.status(story), page, "1.0"), page


@pytest.fixture
def hostile(tmp_path: Path) -> str:
    """Write the page of a story whose every text wants to be more than text."""
    folder = tmp_path / "rules" / "hostile"
    folder.mkdir(parents=True)
    words = [json.dumps(text) for text in HOSTILE]
    (folder / "agreement.yaml").write_text(
        f"agreement: hostile\ntitle: {words[1]}\nzone: UTC\nin_force: 2025-03-01\n"
        f"parties:\n  north: {{name: {words[0]}}}\n  south: {{name: {words[2]}}}\n"
        f"themes:\n  t: {{title: {words[3]}}}\n",
        encoding="utf-8",
    )
    (folder / "duties.yaml").write_text(
        f"duty:\n  title: {words[0]}\n  modality: maintenance\n  bearer: north\n"
        f"  theme: t\n  note: {words[1]}\n  violated_by: {{kind: harm}}\n",
        encoding="utf-8",
    )
    told = "".join(
        f"  - {{id: {json.dumps(f'r{n} {text}')}, date: 2025-03-0{n + 2}, "
        f"source: south, kind: harm, note: {word}, "
        f"cite: {{outlet: {word}, date: 2025-03-09, url: {word}}}}}\n"
        for n, (text, word) in enumerate(zip(HOSTILE, words, strict=True))
    )
    story = tmp_path / "scenarios" / "hostile" / "story.yaml"
    story.parent.mkdir(parents=True)
    story.write_text(
        f"scenario: story\nagreement: hostile\ntitle: {words[1]}\n"
        f"summary: {words[2]}\nreports:\n{told}",
        encoding="utf-8",
    )
    loaded = api.load(story)
    return html.page(api.status(loaded), api.page(loaded), "1.0")


def data_of(text: str) -> dict[str, Any]:
    """Read the data that stands in a page."""
    (data,) = (
        one
        for one in elements(text, "script")
        if one.attributes.get("type") == "application/json"
    )
    found: dict[str, Any] = json.loads(data.text)
    return found


# -- the file -------------------------------------------------------------------------


def test_the_page_of_the_record_is_under_a_megabyte() -> None:
    assert len(record()[2].encode()) < 1_000_000


def test_the_same_question_gives_the_same_file() -> None:
    story = api.load(SPRING)
    again = html.page(api.status(story), api.page(story), "1.0")
    assert again == spring()[0]


@pytest.mark.parametrize(
    "write", [lambda: record()[2], lambda: spring()[0]], ids=["gaza", "spring"]
)
def test_nothing_is_fetched(write: Any) -> None:
    text = write()
    fetching = {"src", "srcset", "data", "poster", "background", "action", "ping"}
    for one in elements(text):
        assert not fetching & one.attributes.keys(), one
        if one.tag == "link":
            assert one.attributes == {"rel": "icon", "href": "data:,"}
    style = "".join(one.text for one in elements(text, "style"))
    assert "@import" not in style
    assert re.findall(r"url\((?!#)", style) == []
    assert not re.search(
        r"\b(?:fetch|XMLHttpRequest|WebSocket|import)\(", html.program()
    )


def test_the_policy_lets_run_and_wear_what_stands_in_the_file_alone() -> None:
    text = record()[2]
    (policy,) = (
        one.attributes["content"] or ""
        for one in elements(text, "meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (style,) = elements(text, "style")
    (script,) = (
        one for one in elements(text, "script") if one.attributes["type"] == "module"
    )
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'{sha256(script.text)}'"
    assert rules["style-src"] == f"'{sha256(style.text)}'"
    assert "unsafe" not in policy
    assert [one for one in elements(text) if "style" in one.attributes] == []
    handlers = [k for one in elements(text) for k in one.attributes if k[:2] == "on"]
    assert handlers == []


def sha256(text: str) -> str:
    """Give a text's hash as a policy names it."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def test_what_came_from_files_stays_text(hostile: str) -> None:
    tags = {one.tag for one in elements(hostile)}
    assert "img" not in tags
    assert len(elements(hostile, "script")) == 2
    assert len(elements(hostile, "style")) == 1
    for character in "\u2028\u2029\u202e\x07":
        assert character not in hostile
    for link in elements(hostile, "a"):
        assert (link.attributes["href"] or "").startswith("#")


def test_hostile_words_arrive_whole_in_the_data(hostile: str) -> None:
    data = data_of(hostile)
    assert data["head"]["agreement_title"] == HOSTILE[1]
    assert data["provisions"][0]["title"] == HOSTILE[0]
    assert {one["note"] for one in data["reports"]} == set(HOSTILE)


def test_the_modules_make_no_markup_out_of_text() -> None:
    makers = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\("
    for path in ASSETS.glob("*.js"):
        assert not re.search(makers, path.read_text(encoding="utf-8")), path.name


def test_the_data_keeps_what_it_needs_and_leaves_out_what_goes_without_saying() -> None:
    data = data_of(spring()[0])
    assert data["schema_version"] == pagejson.SCHEMA_VERSION == 1
    ferry = next(one for one in data["provisions"] if one["id"] == "ferry-reopens")
    assert ferry["records"][0][0] == 0
    assert "note" not in ferry
    assert "" not in ferry.values()
    assert data["words"]["marks"]["met"] == "✓"


@pytest.mark.parametrize("key", [*Page._fields, "schema_version", "words"])
def test_every_part_of_the_data_is_documented(key: str) -> None:
    text = (ROOT / "docs" / "page.md").read_text(encoding="utf-8")
    assert f"`{key}`" in text


# -- the modules ----------------------------------------------------------------------


def imports(name: str) -> dict[str, set[str]]:
    """Give what a module imports, by module."""
    found = re.findall(r'^import \{([^}]*)\} from "\./(\w+\.js)";', asset(name), re.M)
    return {
        module: {word.strip() for word in words.split(",") if word.strip()}
        for words, module in found
    }


def exports(name: str) -> set[str]:
    """Give what a module exports."""
    return set(re.findall(r"^export (?:class|function|const) (\w+)", asset(name), re.M))


@pytest.mark.parametrize("name", html.MODULES)
def test_a_module_follows_those_it_imports(name: str) -> None:
    place = html.MODULES.index(name)
    for module, words in imports(name).items():
        assert html.MODULES.index(module) < place
        assert words <= exports(module)


def test_every_module_is_in_the_file_and_none_imports_any_more() -> None:
    assert {path.name for path in ASSETS.glob("*.js")} == set(html.MODULES)
    assert not re.search(r"^(?:import|export) ", html.program(), re.M)


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.js")), ids=lambda p: p.name)
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320


# -- without a program, and the picture -----------------------------------------------


def test_without_its_program_the_page_shows_statuses_and_the_picture() -> None:
    text = spring()[0]
    words = " ".join(one.text for one in elements(text))
    assert "The ferry reopens" in words or "ferry" in words
    assert len(elements(text, "svg")) == 1
    assert len(elements(text, "tr")) > 3
    assert "disputed" in words


def test_a_picture_stands_alone_as_svg() -> None:
    _, page = spring()
    tree = ElementTree.fromstring(timeline.picture(page))
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    titles = [one.text or "" for one in tree.iter("{http://www.w3.org/2000/svg}title")]
    tracked = [entry for entry in page.provisions if entry.records]
    assert len(titles) == len(tracked)
    assert any("disputed (position)" in title for title in titles)


BOX = re.compile(
    r'<rect class="phase" x="(\S+)" y="(\S+)" width="(\S+)".*?(?=</g>)', re.DOTALL
)


@pytest.mark.parametrize(
    ("phases", "lines", "cut"),
    [
        # Days of March 2030: from, until.
        ((("first", 1, 4), ("second", 4, 8)), (0, 0), ()),
        ((("whole", 1, 9), ("part", 3, 5), ("rest", 5, 9)), (0, 1, 1), ()),
        ((("a", 1, 5), ("b", 1, 5), ("c", 2, 9), ("d", 5, 9)), (0, 1, 2, 0), ()),
        ((("w" * 200, 1, 9),), (0,), ("w" * 200,)),
    ],
)
def test_phases_do_not_lie_over_each_other(
    phases: tuple[tuple[str, int, int], ...],
    lines: tuple[int, ...],
    cut: tuple[str, ...],
) -> None:
    _, page = spring()
    first = page.moments[0].second - 86400
    stages = tuple(
        Stage(title, title, first + start * 86400, first + end * 86400)
        for title, start, end in phases
    )
    drawn = timeline.picture(page._replace(phases=stages))
    found = BOX.findall(drawn)
    boxes = [(float(x), float(y), float(width)) for x, y, width in found]
    tops = sorted(y for _, y, _ in boxes)
    assert tops == sorted(4.0 + timeline.LINE * line for line in lines)
    for (x, y, width), (other, beside, _) in pairwise(sorted(boxes, key=by_line)):
        assert y != beside or x + width <= other + 0.2
    titles = re.findall(r"<g><title>(.*?)</title>", drawn)
    assert tuple(titles) == cut


def by_line(box: Iterable[float]) -> tuple[float, float]:
    """Order boxes down, then across."""
    x, y, _ = box
    return y, x


def test_a_picture_that_stands_alone_needs_no_names_of_colours() -> None:
    drawn = timeline.picture(spring()[1])
    light, dark = timeline.palettes()
    assert "var(" not in drawn
    assert light.keys() == dark.keys()
    assert light["breached"] in drawn.partition("@media")[0]
    assert dark["breached"] in drawn.partition("@media")[2]


def test_a_long_picture_says_how_many_rows_it_leaves_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, page = spring()
    monkeypatch.setattr(timeline, "MOST_ROWS", 2)
    drawn = timeline.picture(page)
    tracked = sum(bool(entry.records) for entry in page.provisions)
    assert f"and {tracked - 2} more" in drawn
    assert drawn.count("<title>") == 2


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ('"quoted"', "&quot;quoted&quot;"),
        ("עברית", "עברית"),
    ],
)
def test_text_is_escaped(text: str, written: str) -> None:
    assert escape(text) == written
    assert tag("p", {"title": text}) == f'<p title="{written}"></p>'


def test_the_picture_of_the_readme_is_what_the_program_draws(
    request: pytest.FixtureRequest,
) -> None:
    drawn = timeline.picture(api.page("gaza-2025/as-reported-27-february"))
    if request.config.getoption("--update-golden"):
        PICTURE.write_text(drawn, encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == drawn
