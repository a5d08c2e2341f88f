"""The navigation of the site: the pages in the order in which their index lists them.

A hook of MkDocs, named in `mkdocs.yml`; so no page is listed twice.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

INDEX = "README.md"
LINK = re.compile(r"^\| \[[^\]]+\]\(([^)]+)\)", re.MULTILINE)


def on_config(config: Any) -> Any:
    """Give the site its navigation before it is built."""
    config.nav = navigation(Path(config.docs_dir))
    return config


def navigation(docs: Path) -> list[Any]:
    """List the pages: the index, and what it lists; a folder with all its pages."""
    listed = LINK.findall((docs / INDEX).read_text(encoding="utf-8"))
    return [INDEX, *(_entry(docs, page) for page in listed)]


def _entry(docs: Path, page: str) -> Any:
    folder, _, name = page.rpartition("/")
    if name != INDEX:
        return page
    pages = sorted(one.name for one in (docs / folder).glob("*.md"))
    pages.sort(key=lambda one: one != INDEX)
    return {folder.capitalize(): [f"{folder}/{one}" for one in pages]}
