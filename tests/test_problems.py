"""Problems: how they look, in which order they come, what is suggested."""

from __future__ import annotations

import pytest

from servanda.problems import (
    Excerpt,
    Problem,
    Severity,
    as_json,
    did_you_mean,
    excerpt,
    has_errors,
    in_order,
    nearest,
    quote,
    render,
    visible,
)


def problem(
    line: int = 1,
    column: int = 1,
    code: str = "bad-value",
    severity: Severity = "error",
    shown: Excerpt | None = None,
) -> Problem:
    return Problem("a.yaml", line, column, code, "it is bad", severity, "", shown)


def test_a_problem_shows_place_line_underline_heading_and_hint() -> None:
    told = Problem(
        file="scenarios/riverline/breach.yaml",
        line=14,
        column=9,
        code="unknown-party",
        message='no party is called "nothern"',
        hint='did you mean "northern"?',
        excerpt=excerpt("    by: nothern", 9, 7),
        context="withdrawal: Withdrawal of heavy weapons",
    )
    assert render(told) == (
        "scenarios/riverline/breach.yaml:14:9: unknown-party: "
        'no party is called "nothern"\n'
        "   14 |     by: nothern\n"
        "      |         ^^^^^^^\n"
        "   withdrawal: Withdrawal of heavy weapons\n"
        '   hint: did you mean "northern"?'
    )


def test_a_warning_says_that_it_is_one() -> None:
    told = render(problem(severity="warning"))
    assert told == "a.yaml:1:1: bad-value: warning: it is bad"


@pytest.mark.parametrize(
    ("line", "column", "length", "shown", "under"),
    [
        ("by: north", 5, 5, "by: north", "    ^^^^^"),
        ("\tby: north", 6, 5, "\tby: north", "\t    ^^^^^"),
        ("by: north", 5, 99, "by: north", "    ^^^^^"),
        ("by:", 4, 1, "by:", "   ^"),
        ("名: 北方", 4, 2, "名: 北方", "    ^^^^"),
        ("cafe\u0301: x", 8, 1, "cafe\u0301: x", "      ^"),
        ("a: \x00b", 4, 1, "a: \\x00b", "   ^^^^"),
        ("a: \u202eb", 5, 1, "a: \\u202eb", "         ^"),
        ("a: \udce9b", 4, 1, "a: \\xe9b", "   ^^^^"),
        ("", 1, 1, "", "^"),
    ],
)
def test_the_underline_stands_below_what_is_meant(
    line: str, column: int, length: int, shown: str, under: str
) -> None:
    rows = render(problem(shown=excerpt(line, column, length))).split("\n")
    assert rows[1:] == [f"    1 | {shown}".rstrip(), f"      | {under}"]


@pytest.mark.parametrize("column", [1, 500, 50_000, 100_000])
def test_of_a_very_long_line_the_part_around_the_place_is_shown(column: int) -> None:
    line = "." * (column - 1) + "here" + "." * (100_000 - column)
    shown = excerpt(line, column, 4)
    assert shown.text[shown.start : shown.start + shown.length] == "here"
    assert len(shown.text) < 120


def test_problems_come_in_order_of_place_and_once() -> None:
    first, second, third = problem(2, 9), problem(10, 1), problem(10, 1, "z-code")
    assert in_order([third, second, first, second]) == (first, second, third)


def test_warnings_are_no_errors() -> None:
    assert not has_errors([problem(severity="warning")])
    assert has_errors([problem(severity="warning"), problem()])


def test_json_carries_the_keys_that_others_rely_on() -> None:
    keys = ["file", "line", "column", "code", "severity", "message", "hint"]
    assert list(as_json(problem())) == keys


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("nroth", ["north", "south"], 'did you mean "north"?'),
        (
            "performedBy",
            ["performed_by", "violated_by"],
            'did you mean "performed_by"?',
        ),
        ("phase_one", ["phase-one", "phase-two"], 'did you mean "phase-one"?'),
        ("xyz", ["north", "south"], "known: north, south"),
        ("xyz", [f"provision-number-{n}" for n in range(20)], ""),
        ("xyz", [], ""),
        ("", ["north"], "known: north"),
        ("n" * 100_000, ["north"], "known: north"),
    ],
)
def test_the_nearest_known_word_is_suggested(
    word: str, known: list[str], hint: str
) -> None:
    assert did_you_mean(word, known) == hint


def test_nothing_is_nearest_to_what_is_far_from_all() -> None:
    assert nearest("withdrawl", ["withdrawal", "truce"]) == "withdrawal"
    assert nearest("zzz", ["withdrawal", "truce"]) is None


def test_a_quoted_word_is_short_and_on_one_line() -> None:
    assert quote("a\nb\tc\x1b") == '"a\\nb\\tc\\x1b"'
    assert len(quote("long " * 100)) == 62


def test_plain_text_is_shown_as_it_is() -> None:
    assert visible("הפסקת אש – وقف إطلاق النار") == "הפסקת אש – وقف إطلاق النار"
