"""JSON Schemas of the file formats, made from the models that read them.

Every scalar of a file is read as text and then typed, so a schema takes the numbers
and booleans that an editor sees there as well as texts. What a model checks beyond
its fields' types stands in `conditions`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic import BaseModel, BeforeValidator, StringConstraints
from pydantic.fields import FieldInfo
from typing_extensions import is_typeddict

from servanda.agreement import AgreementFile, Provision
from servanda.dates import FORMS
from servanda.expression import Condition, Id, Pattern, When, as_list, written_date
from servanda.plan import Plan
from servanda.scenario import ReportRecord, Scenario
from servanda.sweep.plan import Plan as Sweep
from tools.conditions import CONDITIONS, NARROWED, SHORT_FORMS, Schema
from tools.wording import Words, words

FOLDER = Path(__file__).parents[1] / "schemas"
# Each file format: its title, and what a file of it holds.
FORMATS: Mapping[str, tuple[str, Any]] = MappingProxyType(
    {
        "agreement": ("An agreement: who, when and which powers", AgreementFile),
        "provisions": ("Provisions of an agreement, by id", dict[Id, Provision]),
        "plan": ("A what-if planned: its changes, and what they make differ", Plan),
        "scenario": ("A scenario: who reported what, and when", Scenario),
        "sweep": ("A sweep planned: what varies, how, and what is asked", Sweep),
    }
)
ID = get_args(Id)[1].pattern
DRAFT = "http://json-schema.org/draft-07/schema#"
DAYS_OF = (
    r"(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])",
    r"(0[469]|11)-(0[1-9]|[12]\d|30)",
    r"02-(0[1-9]|[12]\d)",
)
DAY = rf"\d{{4}}-({'|'.join(DAYS_OF)})"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-](0\d|1[0-5]):[0-5]\d)?"
PART = rf"(\d{{4}}(-(0[1-9]|1[0-2]))?|{DAY}(T{CLOCK})?)"
DATE: Mapping[str, Any] = MappingProxyType(
    {
        "type": ["string", "integer"],
        "pattern": f"^{PART}(/{PART})?$",
        "patternErrorMessage": FORMS,
    }
)
OPEN = "open"
# What limits a number, with its attribute and the keyword for it.
LIMITS = ((Ge, "ge", "minimum"), (Gt, "gt", "exclusiveMinimum"), (Le, "le", "maximum"))
SCALAR = ("string", "number", "boolean")
YES_NO: Mapping[str, Any] = MappingProxyType(
    {"type": ["boolean", "string"], "pattern": "^(true|false)$"}
)


def text(name: str) -> str:
    """Write the schema of a file format as its file has it."""
    return json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n"


def schema(name: str) -> Schema:
    """Make the schema of a file format."""
    title, annotation = FORMATS[name]
    maker = Maker(words())
    root = maker.of(annotation)
    if "$ref" in root:
        root = maker.definitions.pop(root["$ref"].rpartition("/")[2])
    head = {"$schema": DRAFT, "title": title}
    own = {key: value for key, value in root.items() if key not in head}
    return {**head, **own, "definitions": dict(sorted(maker.definitions.items()))}


class Key(NamedTuple):
    """A key of a mapping: its name, what may stand there, whether it must."""

    name: str
    annotation: Any
    limits: tuple[Any, ...]
    required: bool


def keys(model: Any) -> Iterator[Key]:
    """Give the keys that a file may write for a model."""
    hints = get_type_hints(model, include_extras=True)
    if is_typeddict(model):
        for name, hint in hints.items():
            alias = [one.alias for one in _limits(hint) if isinstance(one, FieldInfo)]
            yield Key(next(filter(None, alias), name), hint, (), False)
        return
    for name, info in model.model_fields.items():
        bare = get_args(hints[name])[0] if _limits(hints[name]) else hints[name]
        limits = tuple(info.metadata)
        yield Key(info.alias or name, bare, limits, info.is_required())


def _limits(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()


@dataclass
class Maker:
    """Turns types into schemas; a model is defined once, and referred to."""

    words: Words
    definitions: dict[str, Schema] = field(default_factory=dict)

    def of(self, annotation: Any, limits: tuple[Any, ...] = ()) -> Schema:
        """Make the schema of a type, with the limits that its field sets."""
        origin = get_origin(annotation)
        if origin is Annotated:
            return self.of(get_args(annotation)[0], (*_limits(annotation), *limits))
        first = [one for one in limits if isinstance(one, BeforeValidator)]
        if first:
            rest = tuple(one for one in limits if one not in first)
            return self._read_first(first[-1], annotation, rest)
        if origin in {Union, UnionType}:
            return self._any_of(annotation, limits)
        if origin is Literal:
            return _words(get_args(annotation))
        if origin is tuple:
            return self._sequence(get_args(annotation)) | _sized("Items", limits)
        if origin is dict:
            return self._mapping(*get_args(annotation)) | _sized("Properties", limits)
        if is_typeddict(annotation) or _is_model(annotation):
            return self._reference(annotation)
        return _scalar(annotation, limits)

    def _read_first(
        self, reader: BeforeValidator, annotation: Any, limits: tuple[Any, ...]
    ) -> Schema:
        """Make the schema of what a function reads before the type is looked at."""
        if reader.func is written_date:
            return dict(DATE)
        if reader.func in SHORT_FORMS:
            whole = self.of(annotation, limits)
            return {"anyOf": [self.of(SHORT_FORMS[reader.func]), whole]}
        if reader.func is not as_list:
            raise TypeError(f"no schema is known for what {reader.func} reads")
        listed = self.of(annotation, limits)
        return {"anyOf": [listed["items"], listed]}

    def _any_of(self, annotation: Any, limits: tuple[Any, ...]) -> Schema:
        # A key that is there has a value: nulls are errors wherever they stand.
        given = [one for one in get_args(annotation) if one is not NoneType]
        ways = [self.of(one, limits) for one in given]
        return ways[0] if len(ways) == 1 else {"anyOf": ways}

    def _sequence(self, kinds: tuple[Any, ...]) -> Schema:
        found: Schema = {"type": "array", "items": self.of(kinds[0])}
        if kinds[-1] is Ellipsis:
            return found
        if len(set(kinds)) > 1:
            raise TypeError(f"no schema is known for a list of {kinds}")
        return found | {"minItems": len(kinds), "maxItems": len(kinds)}

    def _mapping(self, key: Any, value: Any) -> Schema:
        names = self.of(key)
        named = {name: names[name] for name in ("pattern", "enum") if name in names}
        found: Schema = {"type": "object", "additionalProperties": self.of(value)}
        return {**found, "propertyNames": named} if named else found

    def _reference(self, model: Any) -> Schema:
        name = model.__name__.removesuffix("File").removesuffix("Record")
        if name not in self.definitions:
            self.definitions[name] = {}  # it may hold itself
            self.definitions[name] = self._definition(model)
        return {"$ref": f"#/definitions/{name}"}

    def _definition(self, model: Any) -> Schema:
        """Make the schema of a model, with the short forms that it reads."""
        said = {
            "title": self.words.titles.get(model, model.__name__),
            "description": " ".join((model.__doc__ or "").split("\n\n")[0].split()),
        }
        shape = self._object(model)
        if model is When:
            pattern = f"^({OPEN}|{DATE['pattern'].strip('^$')})$"
            short = {**DATE, "pattern": pattern, "examples": [OPEN]}
            return {**said, **_or_short(shape, short)}
        if model is Condition:
            listed = shape["properties"]["one_of"]["anyOf"][1]
            short = {"type": [*SCALAR, "array"], "items": listed["items"]}
            return {**said, **_or_short(shape, short)}
        return {**said, **shape}

    def _object(self, model: Any) -> Schema:
        found = {key.name: key for key in keys(model)}
        required = [key.name for key in found.values() if key.required]
        shape: Schema = {
            "type": "object",
            "properties": {name: self._key(model, key) for name, key in found.items()},
        }
        if required:
            shape["required"] = required
        return {
            **shape,
            "additionalProperties": self._other_keys(model),
            **CONDITIONS.get(model, {}),
        }

    def _key(self, model: Any, key: Key) -> Schema:
        bases = model.__mro__ if isinstance(model, type) else (model,)
        closer = [
            NARROWED[base, key.name] for base in bases if (base, key.name) in NARROWED
        ]
        shape = self.of(closer[0]) if closer else self.of(key.annotation, key.limits)
        return {**_told(self.words.of(model, key.name)), **shape}

    def _other_keys(self, model: Any) -> Any:
        if model is ReportRecord:
            return _scalar(str, ())
        if issubclass(model, Pattern):
            return self.of(Condition)
        return False


def _told(text: str) -> Schema:
    """Give what is said of a key: in plain text, and as Markdown where that differs."""
    bare = text.replace("`", "")
    return {"description": bare} | (
        {"markdownDescription": text} if bare != text else {}
    )


def _or_short(shape: Schema, short: Schema) -> Schema:
    """Let a mapping also be written in a short form.

    Most of what a schema says is of one type only, so no choice between the two has to
    be made, and an editor says what is wrong with the one that was written.
    """
    own = {name: shape.pop(name) for name in ("oneOf",) if name in shape}
    ruled = {"if": {"type": "object"}, "then": own} if own else {}
    return {**shape, **short, "type": [*short["type"], "object"], **ruled}


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _words(known: tuple[str, ...]) -> Schema:
    """Make the schema of one of some words; an editor takes `true` for no word."""
    bare = [word == "true" for word in known if word in {"true", "false"}]
    return {"enum": [*known, *bare]}


def _sized(what: str, limits: tuple[Any, ...]) -> Schema:
    least = {f"min{what}": x.min_length for x in limits if isinstance(x, MinLen)}
    most = {f"max{what}": x.max_length for x in limits if isinstance(x, MaxLen)}
    return least | most


def _scalar(annotation: Any, limits: tuple[Any, ...]) -> Schema:
    """Make the schema of one plain value."""
    flat = [inner for one in limits for inner in getattr(one, "metadata", (one,))]
    if annotation is bool:
        return dict(YES_NO)
    if annotation is int:
        return _number("integer", "[0-9]+", flat)
    if annotation is float:
        return _number("number", r"[0-9]+(\.[0-9]*)?", flat)
    if annotation is str:
        return {"type": [*SCALAR], **_of_a_text(flat)}
    raise TypeError(f"no schema is known for {annotation}")


def _number(kind: str, digits: str, limits: list[Any]) -> Schema:
    """Make the schema of a number, which may be quoted."""
    found: Schema = {"type": [kind, "string"], "pattern": f"^-?{digits}$"}
    for limit in limits:
        for known, name, keyword in LIMITS:
            if isinstance(limit, known):
                found[keyword] = getattr(limit, name)
    least = [found[key] for key in ("minimum", "exclusiveMinimum") if key in found]
    return found | {"pattern": f"^{digits}$"} if least and least[0] >= 0 else found


def _of_a_text(limits: list[Any]) -> Schema:
    found: Schema = {}
    for limit in limits:
        if isinstance(limit, MinLen):
            found["minLength"] = limit.min_length
        if isinstance(limit, MaxLen):
            found["maxLength"] = limit.max_length
        if isinstance(limit, StringConstraints):
            wanted = {"pattern": limit.pattern, "minLength": limit.min_length}
            found |= {name: value for name, value in wanted.items() if value}
        if found.get("pattern") == ID:
            found["patternErrorMessage"] = (
                "an id: small letters, digits, single hyphens"
            )
    return found
