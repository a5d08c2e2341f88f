"""One JSON text as nodes that know their place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from servanda.problems import Problem, quote
from servanda.source.nodes import Document, Entry, Mapping, Node, Scalar, Sequence
from servanda.source.text import Text

_TOKEN = re.compile(r'\s*(?:([{}\[\],:])|("(?:[^"\\]|\\.)*")|([^\s{}\[\],:"]+))')
_DEEPEST = 40


def parse_json(text: Text) -> tuple[Document | None, list[Problem]]:
    """Parse a text that holds one JSON object."""
    try:
        json.loads(text.content)
    except RecursionError:
        return None, [text.problem("nested-too-deeply", "this is nested too deeply")]
    except ValueError as error:
        return None, [_no_json(text, error)]
    builder = _Builder(text)
    try:
        root = builder.build()
    except _TooDeep as error:
        message = f"this is nested more than {_DEEPEST} levels deep"
        return None, [text.problem("nested-too-deeply", message, error.index)]
    if root is None:
        return None, [text.problem("bad-value", "there is nothing in this line")]
    return Document(text, root), builder.problems


class _TooDeep(Exception):  # noqa: N818
    """The text is nested too deeply, at this index."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


def _no_json(text: Text, error: ValueError) -> Problem:
    index, said = 0, str(error)
    if isinstance(error, json.JSONDecodeError):
        index, said = error.pos, error.msg
    message = f"this is no JSON: {said[:1].lower()}{said[1:]}"
    hint = 'one report a line, as in {"id": "r1", …}'
    return text.problem("bad-json", message, index, index + 1, hint=hint)


class _Builder:
    """Nodes out of text that is known to be JSON."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.tokens = self._tokens()

    def build(self) -> Node | None:
        """Build the node of the whole text."""
        return self._value(next(self.tokens), 0)

    def _tokens(self) -> Iterator[tuple[str, int, int]]:
        for match in _TOKEN.finditer(self.text.content):
            group = match.lastindex or 0
            yield match[group], match.start(group), match.end(group)

    def _value(self, token: tuple[str, int, int], depth: int) -> Node | None:
        word, start, end = token
        if word not in {"{", "["}:
            return None if word == "null" else _scalar(word, start, end)
        if depth == _DEEPEST:
            raise _TooDeep(start)
        if word == "[":
            return self._sequence(start, depth)
        return self._mapping(start, depth)

    def _sequence(self, start: int, depth: int) -> Sequence:
        items: list[Node] = []
        while (token := next(self.tokens))[0] != "]":
            if token[0] != ",":
                item = self._value(token, depth + 1)
                if item is None:
                    self._null("this entry of the list", *token[1:])
                else:
                    items.append(item)
        return Sequence(items, start, token[2])

    def _mapping(self, start: int, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        empty: list[str] = []
        while (token := next(self.tokens))[0] != "}":
            if token[0] == ",":
                continue
            key = _scalar(*token)
            next(self.tokens)
            value = self._value(next(self.tokens), depth + 1)
            if value is None:
                empty.append(key.text)
                self._null(quote(key.text), key.start, key.end)
            elif key.text in entries:
                self._repeated(key)
            else:
                entries[key.text] = Entry(key, value)
        return Mapping(entries, start, token[2], frozenset(empty))

    def _null(self, what: str, start: int, end: int) -> None:
        message, hint = f"{what} has no value", "leave it out"
        self.problems.append(
            self.text.problem("null-value", message, start, end, hint=hint)
        )

    def _repeated(self, key: Scalar) -> None:
        message, hint = (
            f"the key {quote(key.text)} stands here twice",
            "keep one of them",
        )
        self.problems.append(
            self.text.problem("duplicate-key", message, key.start, key.end, hint=hint)
        )


def _scalar(word: str, start: int, end: int) -> Scalar:
    if word.startswith('"'):
        return Scalar(json.loads(word), start, end, quoted=True)
    return Scalar(word, start, end)
