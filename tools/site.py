"""The navigation of the site: the pages in the order in which their index lists them.

A hook of MkDocs, named in `mkdocs.yml`; so no page is listed twice.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

INDEX = "README.md"
DECISIONS = "decisions"
LINK = re.compile(r"^\| \[[^\]]+\]\(([^)]+)\)", re.MULTILINE)


def on_config(config: Any) -> Any:
    """Give the site its navigation before it is built."""
    config.nav = navigation(Path(config.docs_dir))
    return config


def navigation(docs: Path) -> list[Any]:
    """List the pages: the index, what it lists, and the decisions under one heading."""
    listed = LINK.findall((docs / INDEX).read_text(encoding="utf-8"))
    pages = [page for page in listed if not page.startswith(DECISIONS)]
    decided = sorted((docs / DECISIONS).glob("[0-9]*.md"))
    below = [f"{DECISIONS}/{page.name}" for page in decided]
    return [INDEX, *pages, {"Decisions": [f"{DECISIONS}/{INDEX}", *below]}]
