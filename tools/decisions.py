"""The list of all decisions, made from their headings."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "decisions"
PAGE = FOLDER / "README.md"
HEADING = re.compile(r"# (\d{4}) (.+)")
HEAD = """\
# Decisions

One page a decision: what had to be decided, what was, and what follows from it. A later
one that takes the place of another names it. This list is made from the pages.

| | |
|---|---|
"""


def pages() -> tuple[Path, ...]:
    """Give the pages of all decisions, in order."""
    return tuple(sorted(FOLDER.glob("[0-9]*.md")))


def text() -> str:
    """Write the list of all decisions."""
    return HEAD + "".join(map(row, pages()))


def row(page: Path) -> str:
    """Write one decision's line."""
    first = page.read_text(encoding="utf-8").partition("\n")[0]
    found = HEADING.fullmatch(first)
    if found is None or not page.name.startswith(f"{found[1]}-"):
        raise ValueError(f"{page.name} begins with # and its number, not {first!r}")
    return f"| {found[1]} | [{found[2]}]({page.name}) |\n"
