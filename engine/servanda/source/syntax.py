"""What YAML's parser objects to, in words that say what to write instead."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from servanda.problems import Problem
from servanda.source.text import Text


class Meaning(NamedTuple):
    """What the parser's words mean, and what to do about it."""

    words: tuple[str, ...]
    message: str
    hint: str = ""


_QUOTE = "put the whole text in quotes"
_CLOSE = "close it with the same quote mark"
_ESCAPE = "in double quotes \\ starts an escape: use single quotes"
_TAGS = "YAML tags are not used here"
_MARKED = "a text with any of , : { } [ ] # in it needs quotes"
_MEANINGS = (
    Meaning(
        ("quoted scalar", "end of stream"),
        "the quote that opens here is never closed",
        _CLOSE,
    ),
    Meaning(
        ("quoted scalar", "document indicator"),
        "the quote that opens here is never closed",
        _CLOSE,
    ),
    Meaning(
        ("could not find expected ':'",),
        'this line is no "key: value"',
        "write a colon and a space after the key; "
        "a text that goes on from the line above is indented more than its key",
    ),
    Meaning(("unknown escape character",), "unknown escape in double quotes", _ESCAPE),
    Meaning(("invalid Unicode",), "unknown escape in double quotes", _ESCAPE),
    Meaning(("hexdecimal",), "unknown escape in double quotes", _ESCAPE),
    Meaning(
        ("',' or '}'",),
        "the { that opens here is not closed where it should be",
        f"a comma between entries or the closing }} is missing; {_MARKED}",
    ),
    Meaning(
        ("',' or ']'",),
        "the [ that opens here is not closed where it should be",
        f"a comma between entries or the closing ] is missing; {_MARKED}",
    ),
    Meaning(
        ("sequence entries are not allowed",),
        "a list cannot start here",
        "start it on a line of its own, below its key",
    ),
    Meaning(("mapping keys are not allowed",), "a key cannot stand here", _QUOTE),
    Meaning(
        ("cannot start any token",), "a text cannot start with this character", _QUOTE
    ),
    Meaning(("tag handle",), _TAGS, "a text that starts with ! needs quotes"),
    Meaning(("parsing a tag",), _TAGS, "a text that starts with ! needs quotes"),
    Meaning(("scanning a tag",), _TAGS, "a text that starts with ! needs quotes"),
    Meaning(
        ("document start",),
        "something stands after the end of the YAML document",
        "is a line not indented as it should be, or a bracket closed too early?",
    ),
    Meaning(
        ("alphabetic or numeric",),
        "this is no name of an anchor or alias",
        "a text that starts with & or * needs quotes",
    ),
    Meaning(("expected node content",), "a value is missing here", "a comma too many?"),
    Meaning(("block scalar",), "a text after | or > starts on the next line", _QUOTE),
    Meaning(
        ("plain multi-line",),
        "a text in { } or [ ] that spans lines needs quotes",
        _QUOTE,
    ),
    Meaning(
        ("incompatible YAML document",),
        "only YAML 1.1 and 1.2 are read",
        "take the %YAML line out",
    ),
)
# Noticed long after the cause: these point to where it opened.
_AT_CONTEXT = ("quoted scalar", "flow mapping", "flow sequence", "simple key")


def syntax_problem(text: Text, error: yaml.YAMLError) -> Problem:
    """Return the parser's objection as a problem."""
    said = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    index = _index(text, error, context)
    found = _by_place(text, index, said) or _by_words(f"{context}|{said}")
    return text.problem("yaml-syntax", found.message, index, index + 1, hint=found.hint)


def _index(text: Text, error: yaml.YAMLError, context: str) -> int:
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    if opened is not None and any(where in context for where in _AT_CONTEXT):
        same_line = mark is not None and mark.line == opened.line
        mark = mark if same_line and "flow" in context else opened
    return min(mark.index, len(text.content)) if mark is not None else 0


def _by_place(text: Text, index: int, said: str) -> Meaning | None:
    """Return what went wrong where the parser's words mean several things."""
    before = text.line_at(index)[: text.place(index).column - 1].strip()
    character = text.content[index : index + 1]
    if character == "\t" and not before:
        return Meaning((), "a tab cannot indent", "indent with spaces")
    if "',' or '" in said and character not in {"{", "["}:
        closing = said[-2]
        return Meaning((), f"a comma or {closing} is missing before this", _MARKED)
    if "mapping values are not allowed" in said:
        return _unexpected_colon(before)
    if "expected key" in said or "expected '-'" in said:
        return _unexpected(before, character, "keys" if "key" in said else "list")
    return None


def _unexpected_colon(before: str) -> Meaning:
    if ": " in before:
        return Meaning((), "a colon and a space cannot stand inside this value", _QUOTE)
    hint = "indent it like the keys beside it, and see that the line above has a colon"
    return Meaning((), "this key is read as part of the value above it", hint)


def _unexpected(before: str, character: str, above: str) -> Meaning:
    if character in {"}", "]"}:
        return Meaning((), "this closes nothing", _QUOTE if before else "take it out")
    if character == ":" and not before:
        return Meaning((), "there is no key before this colon")
    if before:
        return Meaning((), "the value before this has ended already", _QUOTE)
    hint = "indent all keys or all - of one level alike"
    return Meaning((), f"this does not line up with the {above} above it", hint)


def _by_words(whole: str) -> Meaning:
    for meaning in _MEANINGS:
        if all(part in whole for part in meaning.words):
            return meaning
    said = whole.partition("|")[2]
    return Meaning((), f"this is not YAML: {said}")
