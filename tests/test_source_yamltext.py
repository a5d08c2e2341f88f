"""YAML text as nodes: every scalar is text, and every node knows its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.source.nodes import Mapping, Plain, plain
from servanda.source.text import Text
from servanda.source.yamltext import DEEPEST, MOST_ALIASED, parse_yaml, title_of


def codes(content: str) -> list[str]:
    """Return the codes of the problems that a text has."""
    return [problem.code for problem in parse_yaml(Text("f.yaml", content))[1]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a: no", {"a": "no"}),
        ("a: 15:00", {"a": "15:00"}),
        ("a: 2025-02-30", {"a": "2025-02-30"}),
        ("a: 0x1F", {"a": "0x1F"}),
        ("a: 1e3\nb: 0123", {"a": "1e3", "b": "0123"}),
        ("a: 'it''s'", {"a": "it's"}),
        ('a: "x\\ty"', {"a": "x\ty"}),
        ('a: ""', {"a": ""}),
        ("a: 'null'", {"a": "null"}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("a: [b, c]\nd: {e: f}", {"a": ["b", "c"], "d": {"e": "f"}}),
        ("a: &x {b: c}\nd: *x", {"a": {"b": "c"}, "d": {"b": "c"}}),
        ("a: b # c\n# d\n", {"a": "b"}),
        ("title: عنوان\n", {"title": "عنوان"}),
        ("- a\n- b\n", ["a", "b"]),
    ],
)
def test_every_scalar_is_text(content: str, expected: Plain) -> None:
    document, problems = parse_yaml(Text("f.yaml", content))
    assert not problems
    assert document is not None
    assert plain(document.root) == expected


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", ["empty-file"]),
        ("# only a remark\n", ["empty-file"]),
        ("---\n", ["empty-file"]),
        ("a:\n", ["null-value"]),
        ("a: ~\n", ["null-value"]),
        ("a: null\n", ["null-value"]),
        ("a: [b, ~]\n", ["null-value"]),
        ("{a: b, c}\n", ["null-value"]),
        ("a: 1\na: 2\na: 3\n", ["duplicate-key", "duplicate-key"]),
        ("a: {b: 1, b: 2}\n", ["duplicate-key"]),
        ("<<: {a: b}\n", ["merge-key"]),
        ("'<<': {a: b}\n", []),
        ("a: !!str b\n", ["tag"]),
        ("a: !x [b]\n", ["tag"]),
        ("a: &k !x b\n", ["tag"]),
        ("[a]: b\n", ["bad-key"]),
        ("a: *b\n", ["unknown-alias"]),
        ("a: [*b]\n", ["unknown-alias"]),
        ("*b : a\n", ["unknown-alias"]),
        ("a: &b [*b]\n", ["recursive-alias"]),
        ("a: b\n---\nc: d\n", ["second-document"]),
        ("a: b\n...\n", []),
        ("a: b: c\n", ["yaml-syntax"]),
        ("a: 1\na: 2\nb: 'x\n", ["duplicate-key", "yaml-syntax"]),
        ("[" * DEEPEST + "]" * DEEPEST, []),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), ["nested-too-deeply"]),
        ("[" * 100_000, ["nested-too-deeply"]),
        ("- " * 100_000, ["nested-too-deeply"]),
        ("a: " + "{b: " * 100_000, ["nested-too-deeply"]),
    ],
)
def test_what_yaml_allows_and_we_do_not_is_a_problem(
    content: str, found: list[str]
) -> None:
    assert codes(content) == found


def test_aliases_bring_in_so_much_and_no_more() -> None:
    ten = "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
    assert not codes(ten + f"b: [{', '.join(['*a'] * (MOST_ALIASED // 10))}]\n")
    assert codes(ten + f"b: [{', '.join(['*a'] * (MOST_ALIASED // 10 + 1))}]\n") == [
        "too-many-aliases"
    ]


@pytest.mark.parametrize(
    "content",
    [
        "a: b\nkey: value\n",
        "a: b\r\nkey: value\r\n",
        "a: b\rkey: value\r",
        "a: 北\u2028 x\nkey: value\n",
        "a: 'x\u0085y'\nkey: value\n",
        "a: 😀\nkey: value\n",
        "a: |\n  x\nkey: value\n",
        "a: &anchor x\nkey: &other value\n",
    ],
)
def test_places_are_those_of_the_users_own_lines(content: str) -> None:
    text = Text("f.yaml", content)
    document, _ = parse_yaml(text)
    assert document is not None
    assert isinstance(document.root, Mapping)
    entry = document.root.entries["key"]
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = 1 + next(n for n, line in enumerate(lines) if line.startswith("key"))
    column = lines[line - 1].index("value") + 1
    assert text.place(entry.key.start) == ("f.yaml", line, 1)
    assert text.place(entry.value.start) == ("f.yaml", line, column)
    assert content[entry.value.start : entry.value.end] == "value"


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ("a: 'x\nb: c\n", (1, 4), "the quote that opens here is never closed"),
        ("a: {b: c\nd: e\n", (1, 4), "the { that opens here is not closed"),
        ("a: {b: c, d: e: f}\n", (1, 15), "a comma or } is missing before this"),
        ("a: [b, c}\n", (1, 9), "a comma or ] is missing before this"),
        ("a: {b: c", (1, 4), "the { that opens here is not closed"),
        ("a: b\nfoo\nc: d\n", (2, 1), 'this line is no "key: value"'),
        ("a: b\n c: d\n", (2, 3), "this key is read as part of the value above it"),
        ("a: b\n}\n", (2, 1), "this closes nothing"),
        ("a: {b: c}}\n", (1, 10), "this closes nothing"),
        (": x\n", (1, 1), "there is no key before this colon"),
        ("a: 'x' y\n", (1, 8), "the value before this has ended already"),
        ("a: b\n- c\n", (2, 1), "this does not line up with the keys above it"),
        ("- a\nb: c\n", (2, 1), "this does not line up with the list above it"),
        ("a: - b\n", (1, 4), "a list cannot start here"),
        ("a: ? b\n", (1, 4), "a key cannot stand here"),
        ("a: @b\n", (1, 4), "a text cannot start with this character"),
        ("a: `b`\n", (1, 4), "a text cannot start with this character"),
        ("a: %b\n", (1, 4), "a text cannot start with this character"),
        ("a: !b!c d\n", (1, 4), "YAML tags are not used here"),
        ("a: !<x y\n", (1, 7), "YAML tags are not used here"),
        ("a: * b\n", (1, 5), "this is no name of an anchor or alias"),
        ('a: "\\q"\n', (1, 4), "unknown escape in double quotes"),
        ('a: "\\xZZ"\n', (1, 4), "unknown escape in double quotes"),
        ("{a: b,, c: d}\n", (1, 7), "a value is missing here"),
        ("a: >x\n  y\n", (1, 5), "a text after | or > starts on the next line"),
        ("%YAML 3.0\n---\na: b\n", (1, 1), "only YAML 1.1 and 1.2 are read"),
        ("a: b\n--- c\n}\n", None, "a second YAML document starts here"),
        ("a: b\n...\nc: d\n", None, ""),
    ],
)
def test_syntax_is_told_in_plain_words_where_it_went_wrong(
    content: str, place: tuple[int, int] | None, message: str
) -> None:
    _, problems = parse_yaml(Text("f.yaml", content))
    assert len(problems) == 1
    assert message in problems[0].message
    if place is not None:
        assert (problems[0].line, problems[0].column) == place


def test_a_text_that_a_comma_cut_in_two_is_shown_whole() -> None:
    _, problems = parse_yaml(Text("f.yaml", "a: {b: The National, 16 Jan 2025}\n"))
    assert '"The National, 16 Jan 2025" with quotes' in problems[0].hint


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (b"scenario: a\nparties: {title: no}\ntitle: Yes\n", "Yes"),
        (b"title: [no]\n", ""),
        (b"a: title\n", ""),
        (b"- title\n", ""),
        (b"a: 'x\n", ""),
        (b"\xff\x00", ""),
        (b"", ""),
    ],
)
def test_a_title_is_found_without_reading_the_rest(
    content: bytes, title: str, tmp_path: Path
) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    assert title_of(path) == title
    assert title_of(tmp_path / "missing.yaml") == ""
