"""A real browser for pages: found here, named by CHROMIUM, or asked for plainly."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import pages

from servanda import api
from servanda.render import html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HOW = (
    "no browser to test pages in: install Chromium (Debian: apt-get install chromium), "
    "or name one with CHROMIUM=/path"
)
DESK, PHONE = (1280, 900), (390, 844)
PATIENCE = 10_000
Open = Callable[..., "Page"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker have the browser; where there is none, skip all in one line."""
    missing = lacking()
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("page"))
            if missing and os.environ.get("REQUIRE_BROWSER") != "1":
                item.add_marker(pytest.mark.skip(reason=missing))


def executable() -> str | None:
    """Find a browser: the one that is named, or one that is installed."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def lacking() -> str:
    """Say what is missing to test pages, and how to get it; "" where nothing is."""
    if executable() is None:
        return HOW
    if find_spec("playwright") is None or find_spec("axe_playwright_python") is None:
        return "playwright is not installed: make test installs it"
    return ""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start a browser without a window."""
    missing = lacking()
    if missing:
        pytest.fail(missing, pytrace=False)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable())
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Open pages in the browser; whatever they complain of or fetch fails the test.

    A file fetches nothing, what is served nothing from elsewhere.
    """
    complaints: list[str] = []
    contexts = []

    def opened(
        path: Path | str,
        address: str = "",
        *,
        shown: str = ".timeline",
        size: tuple[int, int] = DESK,
        scheme: str = "light",
        script: bool = True,
        expected: str = "\0",
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                None
                if expected in said.text
                else complaints.append(f"{said.type}: {said.text}")
            ),
        )
        page.on("dialog", lambda dialog: complaints.append(f"asked: {dialog.message}"))
        where = path if isinstance(path, str) else path.as_uri()
        here = path if isinstance(path, str) else "file:"
        page.on("request", lambda request: _fetched(request.url, here, complaints))
        page.goto(f"{where}{address}")
        if script:
            page.wait_for_selector(shown, state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _fetched(url: str, here: str, complaints: list[str]) -> None:
    if not url.startswith((here, "data:")):
        complaints.append(f"fetched {url}")


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the longest record of the Gaza agreement."""
    path = tmp_path_factory.mktemp("pages") / "record.html"
    path.write_text(pages.record()[2], encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of what one article told."""
    story = api.load("gaza-2025/as-reported-27-february")
    path = tmp_path_factory.mktemp("pages") / "article.html"
    text = html.page(api.status(story), api.page(story), "1.0")
    path.write_text(text, encoding="utf-8")
    return path
