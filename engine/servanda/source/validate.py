"""Plain data against the models: pydantic's errors as problems at their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from servanda.problems import Problem, nearest
from servanda.source.messages import told
from servanda.source.nodes import Document, Mapping, Node, Scalar, Sequence, plain
from servanda.source.shapes import Step, keys_at
from servanda.source.text import Text

T = TypeVar("T")
Path = tuple[Step, ...]
_MISFITS = frozenset(
    {"tuple_type", "model_type", "dict_type", "literal_error", "string_type"}
)


@dataclass(frozen=True)
class Shape:
    """A model's shape, and how values are made to fit it."""

    adapter: TypeAdapter[Any]
    annotation: Any


def shape_of(annotation: Any) -> Shape:
    """Return the shape of a model or of any other annotation."""
    return Shape(TypeAdapter(annotation), annotation)


class Found(NamedTuple):
    """Where a path leads in the nodes: how far, to what, and under which key.

    `way` names which of the things a value may be the path speaks of, and where.
    """

    path: Path
    node: Node
    key: Scalar | None
    way: tuple[Path, Step] | None


def validate(shape: Shape, document: Document) -> tuple[Any, list[Problem]]:
    """Validate a document's nodes; None and the problems where they do not fit."""
    try:
        return shape.adapter.validate_python(plain(document.root)), []
    except ValidationError as error:
        return None, problems_of(error, shape, document)


def problems_of(
    error: ValidationError, shape: Shape, document: Document
) -> list[Problem]:
    """Return a validation error's findings as problems of the file."""
    details = [(find(document.root, _path(one)), one) for one in _details(error)]
    kept = _without_misspelt(list(_settled(details)), shape)
    return [_problem(found, one, shape, document.text) for found, one in kept]


def _path(error: ErrorDetails) -> Path:
    """Return the path to what the error is about: the mapping that lacks a key."""
    return error["loc"][:-1] if error["type"] == "missing" else error["loc"]


def _without_misspelt(
    details: list[tuple[Found, ErrorDetails]], shape: Shape
) -> list[tuple[Found, ErrorDetails]]:
    """Leave out missing keys that are there, but empty or misspelt."""
    meant = {
        (
            *one["loc"][:-1],
            nearest(str(one["loc"][-1]), keys_at(shape.annotation, one["loc"][:-1])),
        )
        for _, one in details
        if one["type"] == "extra_forbidden"
    }
    return [
        (found, one)
        for found, one in details
        if one["type"] != "missing"
        or not (one["loc"] in meant or _is_empty(found.node, one["loc"][-1]))
    ]


def _is_empty(node: Node, key: Step) -> bool:
    return isinstance(node, Mapping) and key in node.empty


def refused_json(error: ValidationError, text: Text) -> Problem:
    """Return why pydantic refuses a text that is JSON by the letter."""
    said = str(error.errors()[0]["msg"]).removeprefix("Invalid JSON: ")
    reason, _, column = said.partition(" at line 1 column ")
    start = max(int(column) - 1, 0) if column.isdigit() else 0
    return text.problem("bad-json", f"this is no JSON: {reason}", start)


def _details(error: ValidationError) -> list[ErrorDetails]:
    return [one for one in error.errors(include_url=False) if not _is_consequence(one)]


def _is_consequence(error: ErrorDetails) -> bool:
    """Tell whether this follows from a wrong entry of a list, a null or broken JSON."""
    if error["input"] is None or error["type"] == "json_invalid":
        return True
    return error["type"] == "too_short" and len(error["input"]) > 0


def find(node: Node, path: Path) -> Found:
    """Follow a path into the nodes, past the names of a union's ways."""
    key: Scalar | None = None
    walked: list[Step] = []
    way: tuple[Path, Step] | None = None
    for step in path:
        if isinstance(node, Mapping) and step in node.entries:
            key, node = node.entries[str(step)].key, node.entries[str(step)].value
            walked.append(step)
        elif (
            isinstance(node, Sequence)
            and isinstance(step, int)
            and step < len(node.items)
        ):
            node = node.items[step]
            walked.append(step)
        elif isinstance(step, str):
            way = way or (tuple(walked), step)
    return Found(tuple(walked), node, key, way)


def _settled(
    details: list[tuple[Found, ErrorDetails]],
) -> Iterable[tuple[Found, ErrorDetails]]:
    """Keep, where a value may be one of several things, the one it was meant to be."""
    ways: dict[Path, dict[Step, list[tuple[Found, ErrorDetails]]]] = {}
    for found, one in details:
        if found.way is None:
            yield found, one
        else:
            ways.setdefault(found.way[0], {}).setdefault(found.way[1], []).append(
                (found, one)
            )
    for path, by_way in ways.items():
        fitting = [rows for rows in by_way.values() if not _is_misfit(rows, path)]
        yield from (fitting or list(by_way.values()))[0]


def _is_misfit(rows: list[tuple[Found, ErrorDetails]], path: Path) -> bool:
    return all(found.path == path and one["type"] in _MISFITS for found, one in rows)


def _problem(found: Found, error: ErrorDetails, shape: Shape, text: Text) -> Problem:
    start, end = found.node.start, found.node.end
    key = next(
        (str(step) for step in reversed(found.path) if isinstance(step, str)), ""
    )
    if error["type"] == "missing":
        start, end = _holder(found)
        key = str(error["loc"][-1])
    elif found.key and (
        error["type"] == "extra_forbidden" or error["loc"][-1:] == ("[key]",)
    ):
        start, end, key = found.key.start, found.key.end, found.key.text
    known = keys_at(shape.annotation, error["loc"][:-1])
    code, message, hint = told(error, key, known)
    return text.problem(code, message, start, end, hint=hint)


def _holder(found: Found) -> tuple[int, int]:
    """Return what to underline where a mapping lacks a key."""
    node = found.node
    if found.path and isinstance(found.path[-1], str) and found.key is not None:
        return found.key.start, found.key.end
    if isinstance(node, Mapping) and node.entries:
        first = next(iter(node.entries.values())).key
        return first.start, first.end
    return node.start, node.end
