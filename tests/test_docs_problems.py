"""The page on problems: every code of the engine, each as the engine tells it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from tests.test_bad_input import BAD, ELSEWHERE, codes_made

from servanda.check.silencing import WARNINGS

PAGE = (Path(__file__).parents[1] / "docs" / "problems.md").read_text("utf-8")
TOLD = re.compile(r"^\S+:\d+:\d+: ([a-z0-9-]+): (warning: )?(.*)$", re.MULTILINE)
HEADED = re.compile(r"^### `([a-z-]+)`\n([\s\S]*?)(?=^#|\Z)", re.MULTILINE)
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (.+) \| `(.+?)` \| (.+) \|$", re.MULTILINE)


@cache
def told() -> list[tuple[str, str, str]]:
    """Give the code, severity and message of every problem kept beside a bad file."""
    texts = (path.read_text("utf-8") for path in BAD.rglob("*.expected"))
    return [found for text in texts for found in TOLD.findall(text)]


def examples() -> dict[str, str]:
    """Give each code of the page with the message shown for it."""
    found = {code: message for code, _, message, _ in ROW.findall(PAGE)}
    for code, text in HEADED.findall(PAGE):
        found[code] = re.findall(r"^- Example: `(.+)`$", text, re.MULTILINE)[0]
    return found


def test_every_code_is_documented_and_no_other() -> None:
    codes = codes_made() | {code for code, *_ in told()} | set(WARNINGS)
    assert examples().keys() == codes


def test_no_code_is_documented_twice() -> None:
    codes = [code for code, *_ in (*ROW.findall(PAGE), *HEADED.findall(PAGE))]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", sorted(examples().keys() - ELSEWHERE.keys()))
def test_an_example_is_what_the_engine_says(code: str) -> None:
    assert examples()[code] in {
        message for known, _, message in told() if known == code
    }


def test_every_warning_has_a_section_that_says_what_to_do() -> None:
    sections = dict(HEADED.findall(PAGE))
    assert sections.keys() == set(WARNINGS)
    assert [code for code, text in sections.items() if "- Do: " not in text] == []


def test_what_can_be_silenced_is_what_comes_as_a_warning() -> None:
    warned = {code for code, warning, _ in told() if warning}
    assert warned | (ELSEWHERE.keys() & set(WARNINGS)) == set(WARNINGS)
