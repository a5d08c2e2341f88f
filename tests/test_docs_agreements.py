"""The pages on agreements that come with the engine: they name what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from servanda.source import library
from servanda.source.load import load_agreement

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "agreements").glob("[a-z]*.md"))
NAMES = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)*)`")


def named(page: Path) -> set[str]:
    """Give the ids that a page names."""
    return set(NAMES.findall(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("told", PAGES, ids=lambda path: path.stem)
def test_a_page_names_the_stories_of_its_agreement(told: Path) -> None:
    stories = {path.stem for path in (ROOT / "scenarios" / told.stem).glob("*.yaml")}
    assert stories
    assert sorted(stories - named(told)) == []


@pytest.mark.parametrize("told", PAGES, ids=lambda path: path.stem)
def test_a_page_names_the_provisions_of_its_agreement(told: Path) -> None:
    agreement = load_agreement(library.shipped("rules") / told.stem).value
    assert agreement is not None
    assert sorted(set(agreement.provisions) - named(told)) == []
