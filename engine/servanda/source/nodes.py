"""What YAML, JSON and CSV are read into: nodes that know their place in the text."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.source.text import Text


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text."""

    text: str
    start: int
    end: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: list[Node]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Nodes by key; `empty` are the keys that were left without a value."""

    entries: dict[str, Entry]
    start: int
    end: int
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value."""

    key: Scalar
    value: Node


Node = Scalar | Sequence | Mapping
Plain = str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True)
class Document:
    """A file's text and its nodes."""

    text: Text
    root: Node


def plain(node: Node) -> Plain:
    """Return a node as nothing but dicts, lists and text."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def entry_of(node: Node, key: str) -> Entry | None:
    """Return the entry that a mapping has under a key."""
    return node.entries.get(key) if isinstance(node, Mapping) else None
