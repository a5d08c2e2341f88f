"""What keys a model knows at a place, for "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import is_typeddict

Step = str | int


def keys_at(shape: Any, path: Iterable[Step]) -> tuple[str, ...]:
    """Return the keys that the mapping at this path of a shape may have."""
    shapes = [shape]
    for step in path:
        shapes = _descend(shapes, step)
    return tuple(
        dict.fromkeys(key for one in _single(shapes) for key, _ in _fields(one))
    )


def _descend(shapes: list[Any], step: Step) -> list[Any]:
    """Return the shapes below; a step that fits none names one of a union's ways."""
    below = [inner for one in _single(shapes) for inner in _inner(one, step)]
    return below or shapes


def _single(shapes: Iterable[Any]) -> Iterator[Any]:
    """Take unions and annotations apart."""
    for shape in shapes:
        origin = get_origin(shape)
        if origin is Annotated:
            yield from _single(get_args(shape)[:1])
        elif origin in {Union, UnionType}:
            yield from _single(get_args(shape))
        else:
            yield shape


def _inner(shape: Any, step: Step) -> list[Any]:
    origin = get_origin(shape)
    if origin is dict:
        return [get_args(shape)[1]] if isinstance(step, str) else []
    if origin in {tuple, list}:
        return [get_args(shape)[0]] if isinstance(step, int) else []
    return [inner for key, inner in _fields(shape) if key == step]


def _fields(shape: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        for name, info in shape.model_fields.items():
            yield info.alias or name, info.annotation
    elif is_typeddict(shape):
        for name, hint in get_type_hints(shape, include_extras=True).items():
            yield _alias(hint) or name, hint


def _alias(hint: Any) -> str | None:
    infos = (part for part in get_args(hint)[1:] if isinstance(part, FieldInfo))
    return next((info.alias for info in infos if info.alias), None)
