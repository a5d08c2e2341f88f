"""Problems in the user's input, as values: collected, sorted by place, then rendered.

Lines and columns count from 1, in characters of the user's own line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]

_WIDTH = 110
_BEFORE = 50
_LONGEST_WORD = 60
_LONGEST_LIST = 100
_INVISIBLE = frozenset(
    "\ufeff\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class Spot(NamedTuple):
    """A spot in a file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a line to show, and what to underline in it."""

    text: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that its author should look at."""

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"
    hint: str = ""
    excerpt: Excerpt | None = None
    context: str = ""


def excerpt(line: str, column: int, length: int) -> Excerpt:
    """Cut out of a line what is shown around a column, with the part to underline."""
    start = min(column - 1, len(line))
    end = min(start + max(length, 1), max(len(line), start + 1))
    first, last = _window(len(line), start)
    lead, tail = "…" if first else "", "…" if last < len(line) else ""
    before = lead + visible(line[first:start])
    marked = visible(line[start : min(end, last)])
    after = visible(line[min(end, last) : last]) + tail
    return Excerpt(before + marked + after, len(before), max(len(marked), 1))


def _window(size: int, start: int) -> tuple[int, int]:
    """Return which part of a line of this size is shown around start."""
    if size <= _WIDTH:
        return 0, size
    first = max(0, start - _BEFORE)
    return first, min(size, first + _WIDTH)


def visible(text: str) -> str:
    """Write characters that would disturb a terminal as escapes; tabs stay."""
    if text.isprintable():
        return text
    return "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    disturbs = (
        unicodedata.category(character) in {"Cc", "Cs"} or character in _INVISIBLE
    )
    if not disturbs or character == "\t":
        return character
    if character in "\n\r":
        return "\\n" if character == "\n" else "\\r"
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, kept by its decoder
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def quote(word: str) -> str:
    """Quote a word of the user's for a message: on one line, and not too long."""
    if len(word) > _LONGEST_WORD:
        word = word[: _LONGEST_WORD - 1] + "…"
    return '"' + visible(word).replace("\t", "\\t") + '"'


def render(problem: Problem) -> str:
    """Render a problem as text: its place, the line with an underline, and a hint."""
    warning = "warning: " if problem.severity == "warning" else ""
    place = f"{visible(problem.file)}:{problem.line}:{problem.column}"
    parts = [f"{place}: {problem.code}: {warning}{problem.message}"]
    if problem.excerpt is not None:
        parts += _underlined(problem.line, problem.excerpt)
    if problem.context:
        parts.append(f"   {problem.context}")
    if problem.hint:
        parts.append(f"   hint: {problem.hint}")
    return "\n".join(parts)


def _underlined(line: int, shown: Excerpt) -> list[str]:
    number = f"{line:5d}"
    before = shown.text[: shown.start]
    marked = shown.text[shown.start : shown.start + shown.length]
    under = "".join(map(_blank, before)) + "^" * max(_columns(marked), 1)
    rows = (f"{number} | {shown.text}", f"{' ' * len(number)} | {under}")
    return [row.rstrip() for row in rows]


def _blank(character: str) -> str:
    """Return the white space that is as wide as the character."""
    return "\t" if character == "\t" else " " * _columns(character)


def _columns(text: str) -> int:
    """Count the terminal columns that a text takes."""
    return len(text) if text.isascii() else sum(map(_character_columns, text))


def _character_columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by place, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=_order))


def _order(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.file, problem.line, problem.column, problem.code, problem.message


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of the problems is an error."""
    return any(problem.severity == "error" for problem in problems)


def as_json(problem: Problem) -> dict[str, str | int]:
    """Return a problem as `check --format json` writes it."""
    keys = ("file", "line", "column", "code", "severity", "message", "hint")
    return {key: getattr(problem, key) for key in keys}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that the given one was most likely meant to be."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        word[:200],
        list(known),
        scorer=fuzz.ratio,
        processor=_comparable,
        score_cutoff=65,
    )
    return None if found is None else found[0]


def _comparable(word: str) -> str:
    return word.casefold().replace("_", "-").replace(" ", "-")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, or else the few there are."""
    words = sorted(set(known))
    close = nearest(word, words)
    if close is not None:
        return f"did you mean {quote(close)}?"
    listed = ", ".join(words)
    return f"known: {listed}" if 0 < len(listed) <= _LONGEST_LIST else ""
