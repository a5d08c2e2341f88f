"""The parts of an agreement's models, each with the path it is written at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel

from servanda.source.validate import Path

M = TypeVar("M", bound=BaseModel)


def parts(model: BaseModel, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Yield a model and every model within it that was written, with their paths."""
    yield path, model
    for name in model.model_fields_set:
        info = type(model).model_fields.get(name)
        key = (info.alias if info is not None else None) or name
        yield from _within(getattr(model, name), (*path, key))


def _within(value: object, path: Path) -> Iterator[tuple[Path, BaseModel]]:
    if isinstance(value, BaseModel):
        yield from parts(value, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _within(inner, (*path, index))


def those(kind: type[M], model: BaseModel, path: Path = ()) -> Iterator[tuple[Path, M]]:
    """Yield the parts of one kind, with their paths."""
    for where, part in parts(model, path):
        if isinstance(part, kind):
            yield where, part
