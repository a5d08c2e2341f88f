"""Comments that silence: which are comments, and of which line they speak."""

from __future__ import annotations

import pytest

from servanda.source.silences import silences, unclear
from servanda.source.text import Text


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a: 1  # servanda: ignore[x-y]", [("x-y", 1)]),
        ("a: 1  #servanda:ignore[x, y] why", [("x", 1), ("y", 1)]),
        ("a: 1  # why # servanda: ignore[x]", [("x", 1)]),
        ("a: 1# servanda: ignore[x]", []),
        ("a: '1 # servanda: ignore[x]'", []),
        ('a: "1\n  # servanda: ignore[x]"', []),
        ("a: |\n  1 # servanda: ignore[x]\nb: 2", []),
        ("a: >-\n  1\n  # servanda: ignore[x]\nb: 2 # servanda: ignore[y]", [("y", 4)]),
        ("# servanda: ignore[x]\n\n# why\na: 1", [("x", 4)]),
        ("a: 1\r\n# servanda: ignore[x]\r\nb: 1", [("x", 3)]),
        ("a: 1\n# servanda: ignore[x]\n", [("x", 2)]),
        ("a: [1,  # servanda: ignore[x]\n  2]", [("x", 1)]),
        ("a: {1: 'é # servanda: ignore[x]'}  # servanda: ignore[y]", [("y", 1)]),
        ("a: 1  # servanda: ignore[x]\nb: [", [("x", 1)]),
        ("a: 1  # servanda: ignore x", []),
        ("a: 1  # Servanda: ignore[x]", []),
    ],
)  # fmt: skip
def test_what_a_comment_silences(content: str, found: list[tuple[str, int]]) -> None:
    text = Text("file.yaml", content)
    assert [(one.code, one.line) for one in silences(text)] == found


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("a: 1  # servanda: ignore[x]", []),
        ("a: 1  # servanda: ignore", [7]),
        ("a: 1  # servanda: ignore[ , ]", [7]),
        ("a: '# servanda: ignore'", []),
    ],
)
def test_comments_that_are_not_understood(content: str, columns: list[int]) -> None:
    found = list(unclear(Text("file.yaml", content)))
    assert [one.column for one in found] == columns
    assert {one.severity for one in found} <= {"warning"}
