"""The site of the documents: built without a warning, and whole without a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.conftest import Golden
from tools import lists, site

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SOURCES = sorted(path.relative_to(DOCS) for path in DOCS.rglob("*.md"))
WEB = re.compile(r"https?://[^\s)>\"'`}\]]+")
# What makes a browser fetch something at once.
FETCHES = {("script", "src"), ("img", "src"), ("iframe", "src"), ("link", "href")}
HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}|127\.0\.0\.1:\d+")


class Page(HTMLParser):
    """A page's links, by element and attribute, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element links to."""
        kinds = dict(attrs)
        for name in ("href", "src"):
            if value := kinds.get(name):
                self.links.append((tag, name, value))


@pytest.mark.parametrize("folder", lists.folders(), ids=lambda path: path.name)
def test_a_folder_lists_its_pages(folder: Path, golden: Golden) -> None:
    golden(folder / lists.INDEX, lists.text(folder))


def test_decisions_are_numbered_each_by_a_number_of_its_own() -> None:
    pages = lists.pages(DOCS / "decisions")
    assert len({page.name[:4] for page in pages}) == len(pages)
    for page in pages:
        assert page.read_text(encoding="utf-8").startswith(f"# {page.name[:4]} ")


def test_the_navigation_has_every_page_once() -> None:
    entries = site.navigation(DOCS)
    sections = [one for one in entries if isinstance(one, dict)]
    below = [
        page for section in sections for found in section.values() for page in found
    ]
    pages = [one for one in entries if isinstance(one, str)]
    assert sorted(map(Path, (*pages, *below))) == SOURCES
    assert [found[0] for section in sections for found in section.values()] == [
        f"{folder.name}/README.md" for folder in lists.folders()
    ]


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_links_to_the_web_are_well_formed(source: Path) -> None:
    for address in WEB.findall((DOCS / source).read_text(encoding="utf-8")):
        found = urlsplit(address)
        if found.hostname == "127.0.0.1":  # what is served here
            continue
        assert HOST.fullmatch(found.netloc), address


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_fetches_nothing(
    tmp_path: Path,
) -> None:
    command = (*("-W", "error"), "-m", "mkdocs", "build", "--site-dir", str(tmp_path))
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    built = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.html")}
    wanted = {path.with_suffix(".html") for path in SOURCES}
    assert {Path(str(path).replace("README", "index")) for path in wanted} <= built
    for path in sorted(built):
        page = Page((tmp_path / path).read_text(encoding="utf-8"))
        fetched = [link for tag, name, link in page.links if (tag, name) in FETCHES]
        assert fetched
        assert [link for link in fetched if urlsplit(link).netloc] == [], path
    # A title that a fence carries is shown, and every fence has become a block.
    formats = (tmp_path / "formats.html").read_text(encoding="utf-8")
    assert "rules/river-accord/agreement.yaml</span>" in formats
    assert "```" not in formats
