"""JSON Schemas of what `--format json` writes, made from the types of the answers.

A value is written by its fields, as `render.json` has it; what is written otherwise
stands here by its keys. Later versions may add keys, so others than these may be there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from servanda.accounts import Account, Debt, Left, Partner
from servanda.briefing import Changed as ChangedSince
from servanda.briefing import Disputed, Moved
from servanda.chronicle import Event
from servanda.comparison import Bough, Changed, Compared
from servanda.covering import Tried
from servanda.explanation import Words
from servanda.flips import Flip, Flips, Further
from servanda.inputs import Misplaced, Named, Tested
from servanda.problems import Problem
from servanda.question import Head
from servanda.reasons import Reason
from servanda.report import ActTold, Count, Row
from servanda.scores import Score, Share
from servanda.slackreport import SlackRow
from servanda.sweep.report import SweepReport
from servanda.upcoming import Item, Then
from tools.schemas import DRAFT, FOLDER

Schema = dict[str, Any]
Keys = Mapping[str, Any]
PLACE = FOLDER / "answers"
KEYED = Mapping[str, str] | None
COUNTS = Mapping[str, int]
STATUS = {"status": str, "ground": str}


def own(kind: type) -> Keys:
    """Give the fields of a value, and their types."""
    hints = get_type_hints(kind)
    names = [f.name for f in fields(kind)] if is_dataclass(kind) else kind._fields  # type: ignore[attr-defined]
    return {name: hints[name] for name in names}


def without(kind: type, *left_out: str) -> Keys:
    """Give the fields of a value but some."""
    return {name: hint for name, hint in own(kind).items() if name not in left_out}


HEAD = own(Head)
ROW = without(Row, "matrix")  # it shows no more than the instances do
COUNTED = {**own(Count), "percent": int | None}
# What is not written by its fields alone, by its keys.
WRITTEN: Mapping[type, Keys] = MappingProxyType(
    {
        Row: ROW,
        Count: COUNTED,
        Event: {
            **dict.fromkeys(("at", "effective", "provision", "title"), str),
            "instance": KEYED,
            "from": str | None,
            **dict.fromkeys(("to", "ground", "rule"), str),
            "premises": tuple[Reason, ...],
        },
        Item: {
            "provision": str,
            "title": str,
            "bearer": tuple[str, ...],
            "instance": KEYED,
            **dict.fromkeys(("due", "ends", "time_left"), str | None),
            "derivation": Reason | None,
            **STATUS,
            "then": Then | None,
            "moves": tuple[str, ...],
        },
        Account: {"party": str, "name": str, "debts": tuple[Debt, ...]},
        Debt: {
            **dict.fromkeys(("state", "provision", "title"), str),
            "instance": KEYED,
            "jointly_with": tuple[str, ...],
            "to": tuple[str, ...],
            **STATUS,
            **dict.fromkeys(
                ("due", "overdue", "time_left", "ends", "stated"), str | None
            ),
            "derivation": Reason | None,
            "discharged_by": tuple[str, ...],
            "left": tuple[Left, ...],
            "together_with": tuple[Partner, ...],
            "waits_for": tuple[str, ...],
            "left_out": int,
        },
        Left: {"left": int, "hedge": str, **COUNTED},
        Flip: {**STATUS, "flag": str, "reports": tuple[Further, ...]},
        Further: without(Further, "reports"),
        Compared: without(Compared, "instance_name"),
        Problem: {
            **dict.fromkeys(("file", "code", "severity", "message", "hint"), str),
            **dict.fromkeys(("line", "column"), int),
        },
        Tested: {
            "scenario": str,
            "path": str,
            "expectations": int,
            "held": int,
            "unreadable": bool,
            "failures": tuple[Misplaced, ...],
            "problems": tuple[Problem, ...],
        },
        Misplaced: {
            **dict.fromkeys(("file", "as_of", "known_by", "provision", "field"), str),
            **dict.fromkeys(("expected", "got"), str),
            **dict.fromkeys(("line", "column", "index"), int),
            "instance": KEYED,
        },
        ChangedSince: {
            "provision": str,
            "title": str,
            "before": Mapping[str, str],
            "now": Mapping[str, str],
            "times": int,
            "last": Event,
        },
        Disputed: {**ROW, "settled_by": str},
        Share: {
            **dict.fromkeys(("theme", "title"), str),
            "numbers": COUNTS,
            **dict.fromkeys(("left_out", "points", "disputed", "open"), int),
            **dict.fromkeys(("percent", "percent_most"), int | None),
        },
        Score: {
            **dict.fromkeys(("provision", "title", "theme", *STATUS), str),
            **dict.fromkeys(("score", "score_most"), int | None),
        },
    }
)
STANDINGS: Keys = {
    **HEAD,
    "counts": COUNTS,
    "themes": Mapping[str, str],
    "provisions": tuple[Row, ...],
    "acts": tuple[ActTold, ...],
}
# Each answer: what asks for it, and the keys of its document.
ANSWERS: Mapping[str, tuple[str, Keys]] = MappingProxyType(
    {
        "list": (
            "list",
            dict.fromkeys(("agreements", "scenarios", "plans"), tuple[Named, ...]),
        ),
        "check": (
            "check",
            {
                **dict.fromkeys(("agreements", "scenarios", "plans", "sweeps"), int),
                "problems": tuple[Problem, ...],
            },
        ),
        "coverage": (
            "coverage",
            {
                "agreement": str,
                "title": str,
                "scenarios": tuple[str, ...],
                "provisions": tuple[Tried, ...],
                "unmoved": tuple[str, ...],
                "unreported": tuple[str, ...],
            },
        ),
        "sweep": ("sweep", own(SweepReport)),
        "status": ("status", STANDINGS),
        "report": ("report", {**STANDINGS, "next": tuple[Item, ...]}),
        "replay": (
            "replay",
            {**HEAD, "hindsight": bool, "transitions": tuple[Event, ...]},
        ),
        "why": (
            "why",
            {
                **HEAD,
                "provision": Row,
                "premises": tuple[Reason, ...],
                "derivation": Reason | None,
                "words": Words | None,
                "instances": tuple[Row, ...],
                "instances_left_out": int,
                "flips": Flips | None,
            },
        ),
        "next": ("next", {**HEAD, "items": tuple[Item, ...]}),
        "owed": ("owed", {**HEAD, "by": str | None, "accounts": tuple[Account, ...]}),
        "test": ("test", {"passed": bool, "scenarios": tuple[Tested, ...]}),
        "what-if": (
            "what-if",
            {
                **HEAD,
                "summary": str,
                "changes": tuple[Changed, ...],
                "counts": Mapping[str, COUNTS],
                "differences": tuple[Compared, ...],
                "causes": tuple[tuple[Bough, ...], ...],
                "unchanged": tuple[Row, ...],
            },
        ),
        "slack": ("slack", {**HEAD, "carry": bool, "steps": tuple[SlackRow, ...]}),
        "brief": (
            "report --brief",
            {
                **HEAD,
                "since": str,
                "counts": Mapping[str, COUNTS],
                "reports": int,
                "changed": tuple[ChangedSince, ...],
                "moved": tuple[Moved, ...],
                "acts": tuple[ActTold, ...],
                "next": tuple[Item, ...],
                "disputed": tuple[Disputed, ...],
                "left_out": COUNTS,
            },
        ),
        "scores": (
            "report --scores",
            {
                **HEAD,
                "mapping": Mapping[str, str],
                "disputed": str,
                "left_out": str,
                "themes": tuple[Share, ...],
                "all": Share,
                "provisions": tuple[Score, ...],
            },
        ),
    }
)


def text(name: str) -> str:
    """Write the schema of an answer as its file has it."""
    return json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n"


def schema(name: str) -> Schema:
    """Make the schema of an answer."""
    command, keys = ANSWERS[name]
    definitions: dict[str, Schema] = {}
    version = {"schema_version": {"const": 1}}
    whole = _object(keys, definitions)
    return {
        "$schema": DRAFT,
        "title": f"What `servanda {command} --format json` writes",
        "type": "object",
        "properties": {**version, **whole["properties"]},
        "required": ["schema_version", *whole["required"]],
        "definitions": dict(sorted(definitions.items())),
    }


def _object(keys: Keys, definitions: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": {name: _of(hint, definitions) for name, hint in keys.items()},
        "required": list(keys),
    }


PLAIN: Mapping[Any, str] = MappingProxyType(
    {
        str: "string",
        int: "integer",
        float: "number",
        bool: "boolean",
        NoneType: "null",
    }
)


def _of(hint: Any, definitions: dict[str, Schema]) -> Schema:
    """Make the schema of a type; a value with fields is defined once."""
    if hint in PLAIN:
        return {"type": PLAIN[hint]}
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _any_of([_of(one, definitions) for one in inner])
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple:
        return {"type": "array", "items": _of(inner[0], definitions)}
    if origin is not None:
        return {"type": "object", "additionalProperties": _of(inner[1], definitions)}
    name = "Since" if hint is ChangedSince else hint.__name__
    if name not in definitions:
        definitions[name] = {}
        told = str(hint.__doc__).strip().partition("\n")[0]
        keys = WRITTEN.get(hint) or own(hint)
        definitions[name] = {"description": told, **_object(keys, definitions)}
    return {"$ref": f"#/definitions/{name}"}


def _any_of(schemas: list[Schema]) -> Schema:
    types = [one["type"] for one in schemas if set(one) == {"type"}]
    return {"type": types} if len(types) == len(schemas) else {"anyOf": schemas}
