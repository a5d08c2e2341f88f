"""What the models check beyond the types of their fields, as JSON Schema says it.

`NARROWED` gives a key a type closer than its field has, `CONDITIONS` what must hold
between keys. What no schema can say (names of other parts, circles, the zones there
are) is left to `servanda check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import GenericAlias, MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from servanda.agreement import (
    AgreementFile,
    Every,
    Needs,
    Power,
    Provision,
    Target,
    Terms,
)
from servanda.expression import COUNTED, HEADS, Id, When, Words, as_list
from servanda.plan import ASKS, PlannedChange, as_difference
from servanda.scenario import (
    CONTENT,
    CONTENT_TOO,
    ActWord,
    Expectation,
    ReportRecord,
    Scenario,
)
from servanda.standing import FLAGS, GROUNDS, MARKS, SUPPORTS
from servanda.sweep.plan import KINDS, Axis

Schema = dict[str, Any]

Powers = Annotated[tuple[Power, ...], BeforeValidator(as_list)]
Reports = Annotated[tuple[ReportRecord, ...], BeforeValidator(as_list)]
UNOBSERVED = "breached-unobserved"


def words(known: Iterable[str]) -> Any:
    """Give the type of a text that is one of some words."""
    return Literal.__getitem__(tuple(dict.fromkeys(known)))


# What a text alone is read as, where a function reads it first.
SHORT_FORMS: Mapping[Callable[..., Any], Any] = MappingProxyType({as_difference: Id})
NARROWED: Mapping[tuple[type, str], Any] = MappingProxyType(
    {
        (AgreementFile, "powers"): dict[ActWord, Powers],
        (Terms, "each"): dict[Literal["bearer", "place"], Words],
        (PlannedChange, "add"): Reports,
        (Expectation, "flag"): words((*FLAGS.values(), UNOBSERVED)),
        (Expectation, "ground"): words(GROUNDS),
        (Expectation, "support"): words(SUPPORTS),
        (Expectation, "marks"): GenericAlias(tuple, (words(MARKS), ...)),
    }
)


def has(*keys: str) -> Schema:
    """Ask for some keys."""
    return {"required": list(keys)}


def any_of(keys: Iterable[str]) -> Schema:
    """Ask for at least one of some keys."""
    return {"anyOf": [has(key) for key in keys]}


def one_of(keys: Iterable[str]) -> Schema:
    """Ask for exactly one of some keys."""
    return {"oneOf": [has(key) for key in keys]}


def none_of(*keys: str) -> Schema:
    """Ask that none of some keys be there; an editor then marks the key itself."""
    return {"properties": dict.fromkeys(keys, False)}


def where(key: str, *values: Any) -> Schema:
    """Ask that a key be there with one of some values."""
    return {"properties": {key: {"enum": list(values)}}, **has(key)}


def given(condition: Schema, then: Schema, otherwise: Schema | None = None) -> Schema:
    """Ask for something where a condition holds."""
    found = {"if": condition, "then": then}
    return found if otherwise is None else {**found, "else": otherwise}


def forms_of_a_time() -> Schema:
    """Give the forms of a time: one head, with the operands that go with it."""
    counted = [
        {**has(head), **none_of("of"), **one_of(("after", "before"))}
        for head in COUNTED
    ]
    others = [
        {**has(head), **none_of("of", "after", "before")}
        for head in HEADS
        if head not in (*COUNTED, "day")
    ]
    day = {**has("day"), **none_of("after", "before")}
    alone = {**has("before"), **none_of(*HEADS, "of", "after")}
    return {"oneOf": [day, *counted, *others, alone]}


def needs_of_a_provision() -> Schema:
    """Give what a provision of each modality needs, and what it cannot have."""
    rate = {"properties": {"target": has("rate")}, **has("target")}
    recurs = {"anyOf": [has("every"), none_of("until")]}
    quota = given(rate, none_of("due"), {**has("due"), **recurs})
    return {
        "allOf": [
            given(
                where("modality", "achievement"),
                {**has("due", "performed_by"), **recurs},
            ),
            given(
                where("modality", "maintenance"),
                {**has("violated_by"), **none_of("due")},
            ),
            given(
                where("modality", "quota"),
                {**has("target", "counted_by"), "allOf": [quota]},
            ),
        ],
        "dependencies": {"keyed_by": ["for_each"]},
    }


def needs_of_a_report() -> Schema:
    """Give what a report needs, by what it says."""
    linked = any_of(("of", "occurrence"))
    undated = any_of(("of", "occurrence", "retracts"))
    denial = where("says", "denied")
    extends, amends = where("act", "extend"), where("act", "amend")
    return {
        **has("id", "source"),
        "allOf": [
            any_of((*CONTENT, *CONTENT_TOO)),
            {"not": has("count", "total")},
            given(undated, any_of(("reported", "date")), any_of(("date", "from"))),
            given({"allOf": [denial, linked]}, none_of("date")),
            given({"allOf": [denial, {"not": linked}]}, has("kind")),
            given({"anyOf": [extends, amends, where("act", "waive")]}, has("about")),
            given(extends, has("to")),
            given(amends, has("set")),
        ],
        "dependencies": {"position": ["about"]},
    }


def needs_of_a_change() -> Schema:
    """Give the forms of a planned change: one kind, with what that kind asks for."""
    more = {asked for asked in ASKS.values() if asked}
    return {
        "oneOf": [
            {**has(kind, *filter(None, [asked])), **none_of(*sorted(more - {asked}))}
            for kind, asked in ASKS.items()
        ]
    }


def needs_of_an_axis() -> Schema:
    """Give the forms of an axis: one kind, with what there is to vary of that kind."""
    lengths = ("range", "values", "distribution")
    choice = {**has("among"), **none_of(*lengths, "probability")}
    chance = none_of(*lengths, "among", "weights")
    drawn = {**one_of(lengths), "dependencies": {"weights": ["values"]}}
    forms = {
        "delay": {**drawn, **none_of("among", "probability")},
        "miss": chance,
        "report": chance,
        "read": choice,
        "extend": choice,
    }
    return {
        "oneOf": [
            {
                "allOf": [
                    {**has(kind), **none_of(*(k for k in KINDS if k != kind))},
                    forms[kind],
                ]
            }
            for kind in KINDS
        ]
    }


def needs_of_a_scenario() -> Schema:
    """Give what reports of a scenario need, unless it is hypothetical."""
    cited = {"properties": {"reports": {"items": has("cite")}}}
    return given(where("hypothetical", True, "true"), {}, cited)


CONDITIONS: Mapping[type, Schema] = MappingProxyType(
    {
        When: forms_of_a_time(),
        Every: one_of(Every.model_fields),
        Needs: one_of(("votes", "any")),
        Target: {
            **one_of(("total", "rate", "times", "remaining")),
            "dependencies": {"times": ["of"], "of": ["times"], "rate": ["per"]},
        },
        Provision: needs_of_a_provision(),
        PlannedChange: needs_of_a_change(),
        Axis: needs_of_an_axis(),
        ReportRecord: needs_of_a_report(),
        Scenario: needs_of_a_scenario(),
    }
)
