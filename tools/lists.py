"""The lists of pages in the folders of the documents, made from their headings."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
INDEX = "README.md"
MARK = "<!-- What follows is made from the pages: make golden. -->\n"


def folders() -> tuple[Path, ...]:
    """Give the folders that have pages, by name."""
    return tuple(sorted({path.parent for path in DOCS.glob("*/*.md")}))


def pages(folder: Path) -> tuple[Path, ...]:
    """Give the pages of a folder, by name, without the list of them."""
    return tuple(page for page in sorted(folder.glob("*.md")) if page.name != INDEX)


def text(folder: Path) -> str:
    """Write a folder's list: below what stands there by hand, a line for each page."""
    index = folder / INDEX
    there = index.read_text(encoding="utf-8") if index.exists() else ""
    by_hand = there.partition(MARK)[0] or f"# {folder.name.capitalize()}\n\n"
    return f"{by_hand}{MARK}\n" + "".join(map(line, pages(folder)))


def line(page: Path) -> str:
    """Write the line of a page: its heading, linked."""
    heading = page.read_text(encoding="utf-8").partition("\n")[0]
    return f"- [{heading.removeprefix('# ')}]({page.name})\n"
