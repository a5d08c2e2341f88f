"""The pages on agreements that come with the engine: they name what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from servanda.source import library
from servanda.source.load import load_agreement

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "agreements").glob("*.md"))
NAMES = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)*)`")


def named(page: Path) -> set[str]:
    """Give the ids that a page names."""
    return set(NAMES.findall(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_the_stories_of_its_agreement(page: Path) -> None:
    stories = {path.stem for path in (ROOT / "scenarios" / page.stem).glob("*.yaml")}
    assert stories
    assert sorted(stories - named(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_the_provisions_of_its_agreement(page: Path) -> None:
    agreement = load_agreement(library.shipped("rules") / page.stem).value
    assert agreement is not None
    assert sorted(set(agreement.provisions) - named(page)) == []
