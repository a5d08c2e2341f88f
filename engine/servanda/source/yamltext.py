"""YAML text as nodes that know their place.

Built from the C parser's events rather than its composed nodes, which need no
recursion: deep nesting and alias bombs are problems, not crashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from yaml import CSafeLoader

from servanda.problems import Problem, did_you_mean, quote
from servanda.source.nodes import Document, Entry, Mapping, Node, Scalar, Sequence
from servanda.source.syntax import syntax_problem
from servanda.source.text import Text

DEEPEST = 40
MOST_ALIASED = 5000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_Tagged = yaml.ScalarEvent | yaml.CollectionStartEvent


def parse_yaml(text: Text) -> tuple[Document | None, list[Problem]]:
    """Parse YAML text; None where it cannot be taken apart."""
    builder = _Builder(text)
    try:
        root = builder.build(yaml.parse(text.content, Loader=CSafeLoader))
    except yaml.YAMLError as error:
        return None, [*builder.problems, syntax_problem(text, error)]
    except _Stop:
        return None, builder.problems
    if root is None:
        return None, builder.problems
    return Document(text, root), builder.problems


class _Stop(Exception):  # noqa: N818
    """The rest of the file cannot be read; the problem is noted."""


@dataclass
class _Open:
    """A collection whose end has not been reached."""

    is_mapping: bool
    flow: bool
    start: int
    anchor: str | None
    count: int
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    key: Node | None = None


@dataclass
class _Builder:
    text: Text
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int] | None] = field(default_factory=dict)
    count: int = 0
    aliased: int = 0
    root: Node | None = None

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        """Build the tree of the only document."""
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(_span(event)[1])
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                self._second_document(event)
        if self.root is None:
            self._empty()
        return self.root

    def _note(
        self, code: str, message: str, start: int, end: int, hint: str = ""
    ) -> None:
        self.problems.append(self.text.problem(code, message, start, end, hint=hint))

    def _empty(self) -> None:
        message = "there is nothing in this file"
        self.problems.append(Problem(self.text.file, 1, 1, "empty-file", message))

    def _second_document(self, event: yaml.Event) -> None:
        start = _span(event)[0]
        message = "a second YAML document starts here"
        hint = "keep one document a file: take out the line ---"
        self._note("second-document", message, start, start + 3, hint)
        raise _Stop

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        start, end = _span(event)
        self._refuse_tag(event)
        start = self._after_properties(event, start)
        node = Scalar(event.value, start, end, bool(event.style))
        self.count += 1
        if event.anchor is not None:
            self.anchors[event.anchor] = node, 1
        self._add(node)

    def _after_properties(self, event: _Tagged, start: int) -> int:
        """Return where the value itself starts, behind its anchor and tag."""
        content = self.text.content
        while content[start : start + 1] in {"&", "!"} and (event.anchor or event.tag):
            while start < len(content) and not content[start].isspace():
                start += 1
            while start < len(content) and content[start] in " \t":
                start += 1
        return start

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        self._refuse_tag(event)
        start = _span(event)[0]
        if len(self.stack) >= DEEPEST:
            message = f"this is nested more than {DEEPEST} levels deep"
            self._note("nested-too-deeply", message, start, start + 1)
            raise _Stop
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        start = self._after_properties(event, start)
        flow = bool(event.flow_style)
        self.stack.append(_Open(is_mapping, flow, start, event.anchor, self.count))
        self.count += 1

    def _close(self, end: int) -> None:
        done = self.stack.pop()
        node: Node
        if done.is_mapping:
            node = Mapping(done.entries, done.start, end, frozenset(done.empty))
        else:
            node = Sequence(done.items, done.start, end)
        if done.anchor is not None:
            self.anchors[done.anchor] = node, self.count - done.count
        self._add(node)

    def _alias(self, event: yaml.AliasEvent) -> None:
        start, end = _span(event)
        name = event.anchor or ""
        known = self.anchors.get(name)
        if known is None:
            self._unknown_alias(name, start, end)
            self._add_nothing()
            return
        node, size = known
        self.count += size
        self.aliased += size
        if self.aliased > MOST_ALIASED:
            message = f"aliases bring in more than {MOST_ALIASED} values by here"
            self._note("too-many-aliases", message, start, end, "write the values out")
            raise _Stop
        self._add(node)

    def _add_nothing(self) -> None:
        """Leave out a value whose problem is noted already."""
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.key, Scalar):
            top.empty.append(top.key.text)
            top.key = None

    def _unknown_alias(self, name: str, start: int, end: int) -> None:
        if name in self.anchors:
            message = f"*{name} stands inside what it repeats"
            self._note("recursive-alias", message, start, end, "write the value out")
            return
        message = f"nothing above is marked &{name}"
        hint = (
            did_you_mean(name, self.anchors)
            or 'a text that starts with "*" needs quotes'
        )
        self._note("unknown-alias", message, start, end, hint)

    def _refuse_tag(self, event: _Tagged) -> None:
        if event.tag is None:
            return
        start = _span(event)[0]
        if event.anchor is not None:
            start = self.text.content.find("!", start)
        length = len(self.text.content[start : start + 80].split(maxsplit=1)[0])
        hint = "take it out; a text that starts with ! needs quotes"
        self._note("tag", "YAML tags are not used here", start, start + length, hint)

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            if _is_null(node):
                self._empty()
                raise _Stop
            return
        top = self.stack[-1]
        if not top.is_mapping:
            self._add_item(top, node)
        elif top.key is None:
            top.key = node
        else:
            key, top.key = top.key, None
            self._add_entry(top, key, node)

    def _add_item(self, top: _Open, node: Node) -> None:
        if _is_null(node):
            hint = "write a value, or take the line out"
            self._note(
                "null-value",
                "this entry of the list is empty",
                node.start - 1,
                node.start,
                hint,
            )
        else:
            top.items.append(node)

    def _add_entry(self, top: _Open, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar) or (_is_null(key) and not key.text):
            hint = "a text that starts with { or [ needs quotes"
            self._note("bad-key", "a key is one word", key.start, key.end, hint)
        elif key.text == "<<" and not key.quoted:
            hint = "write the keys out, or repeat a whole value with an alias"
            message = "merge keys are not used here"
            self._note("merge-key", message, key.start, key.end, hint)
        elif key.text in top.entries:
            self._duplicate(top.entries[key.text].key, key)
        elif _is_null(value):
            top.empty.append(key.text)
            self._null(top, key, value)
        else:
            top.entries[key.text] = Entry(key, value)

    def _duplicate(self, first: Scalar, second: Scalar) -> None:
        line = self.text.place(first.start).line
        message = f"the key {quote(second.text)} stands here twice"
        hint = f"it is first given in line {line}; keep one of them"
        self._note("duplicate-key", message, second.start, second.end, hint)

    def _null(self, top: _Open, key: Scalar, value: Node) -> None:
        message = f"{quote(key.text)} has no value"
        hint = "write a value after the colon, or leave the key out"
        between = self.text.content[key.end : value.start]
        if top.flow and ":" not in between:
            whole = _with_previous(top, key)
            hint = f"inside {{ }} a comma ends a value: write {whole} with quotes"
        self._note("null-value", message, key.start, key.end, hint)


def _with_previous(top: _Open, key: Scalar) -> str:
    """Return the text that a comma has cut in two, quoted."""
    last = next(reversed(top.entries.values()), None)
    if last is not None and isinstance(last.value, Scalar):
        return quote(f"{last.value.text}, {key.text}")
    return "a text that has commas"


def _span(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    assert start is not None
    assert end is not None
    return start.index, end.index


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.quoted and node.text in _NULLS


def title_of(path: Path) -> str:
    """Return the `title:` of a YAML file, or nothing, without reading all of it."""
    try:
        with path.open("rb") as file:
            return _title(yaml.parse(file, Loader=CSafeLoader))
    except (yaml.YAMLError, OSError, ValueError):
        return ""


def _title(events: Iterator[yaml.Event]) -> str:
    depth, key = 0, ""
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth, key = depth - 1, ""
        elif isinstance(event, yaml.ScalarEvent) and depth == 1:
            if key == "title":
                return str(event.value)
            key = "" if key else event.value
    return ""
