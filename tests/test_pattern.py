"""Patterns over kinds and attributes, and the places within places."""

from __future__ import annotations

from typing import Any

import pytest

from servanda.agreement import Agreement
from servanda.expression import Pattern
from servanda.pattern import as_number, contradicts, matches, places

AGREEMENT = Agreement.model_validate(
    {
        "agreement": "river",
        "title": "River accord",
        "zone": "UTC",
        "in_force": "2025-03-01",
        "parties": {"north": {"name": "North"}},
        "places": {
            "region": {"parts": ["hill", "valley"]},
            "valley": {"parts": ["river", "mill"]},
            "river": {"parts": ["ford"]},
            "border": {"parts": ["ford", "pass"]},
            "sea": {},
        },
    }
)
PLACES = places(AGREEMENT)


@pytest.mark.parametrize(
    ("place", "whole", "inside"),
    [
        ("ford", "ford", True),
        ("ford", "river", True),
        ("ford", "region", True),
        ("ford", "border", True),
        ("pass", "border", True),
        ("pass", "region", False),
        ("river", "ford", False),
        ("hill", "valley", False),
        ("sea", "region", False),
        ("region", "region", True),
        # Not declared: within nothing but itself.
        ("island", "island", True),
        ("island", "region", False),
    ],
)
def test_a_place_lies_within_another(place: str, whole: str, inside: bool) -> None:
    assert PLACES.inside(place, whole) is inside


@pytest.mark.parametrize(
    ("one", "other", "met"),
    [
        ("ford", "region", True),
        ("region", "ford", True),
        ("ford", "ford", True),
        ("ford", "hill", False),
        ("river", "border", False),  # they share the ford, neither contains the other
    ],
)
def test_places_meet_where_one_contains_the_other(
    one: str, other: str, met: bool
) -> None:
    assert PLACES.meet(one, other) is met


def test_places_within_each_other_are_one() -> None:
    # `check` names such a circle; here it must only come to an end.
    data = AGREEMENT.model_dump(exclude_unset=True)
    data["places"] = {"east": {"parts": ["west"]}, "west": {"parts": ["east"]}}
    found = places(Agreement.model_validate(data))
    assert found.inside("east", "west")
    assert found.inside("west", "east")


SHOTS: dict[str, Any] = {"kind": "shots"}
MATCHES: list[tuple[dict[str, Any], str, bool]] = [
    (SHOTS, "shots", True),
    (SHOTS, "fire", False),
    ({"kind": ["shots", "fire"]}, "fire", True),
    ({"kind": ["shots", "fire"]}, "flood", False),
    (SHOTS, "-", False),
    ({}, "shots", True),
    ({}, "-", True),
    ({"batch": "one"}, "shots batch=one", True),
    ({"batch": "one"}, "- batch=one", True),
    ({"batch": "one"}, "shots batch=two", False),
    ({"batch": "one"}, "shots", False),
    ({"batch": ["one", "two"]}, "shots batch=two", True),
    ({"batch": {"one_of": ["one", "two"]}}, "shots batch=two", True),
    ({"batch": {"not": "one"}}, "shots batch=two", True),
    ({"batch": {"not": "one"}}, "shots batch=one", False),
    ({"batch": {"not": ["one", "two"]}}, "shots batch=two", False),
    ({"batch": {"not": "one"}}, "shots", False),
    ({"batch": {"one_of": ["one", "two"], "not": "one"}}, "shots batch=one", False),
    ({"dead": {"at_least": 3}}, "shots dead=3", True),
    ({"dead": {"at_least": 3}}, "shots dead=12", True),
    ({"dead": {"at_least": 3}}, "shots dead=2", False),
    ({"dead": {"at_least": 3}}, "shots dead=several", False),
    ({"dead": {"at_least": 3}}, "shots", False),
    ({"dead": {"at_least": 0, "not": "0"}}, "shots dead=0", False),
    ({"place": "valley"}, "shots place=ford", True),
    ({"place": "valley"}, "shots place=valley", True),
    ({"place": "valley"}, "shots place=region", False),
    ({"place": "valley"}, "shots place=hill", False),
    ({"place": ["hill", "valley"]}, "shots place=mill", True),
    ({"place": {"not": "valley"}}, "shots place=ford", False),
    ({"place": {"not": "valley"}}, "shots place=hill", True),
    ({"place": {"not": "valley"}}, "shots", False),
    ({"size": {"at_least": 3}}, "shots size=3.5", True),
    ({"size": {"at_least": 3}}, "shots size=2.9", False),
    # Only `place` knows what lies within what.
    ({"area": "valley"}, "shots area=ford", False),
    ({**SHOTS, "batch": "one", "place": "valley"}, "shots batch=one place=mill", True),
    ({**SHOTS, "batch": "one", "place": "valley"}, "shots batch=two place=mill", False),
]
CONTRADICTS: list[tuple[dict[str, Any], str, bool]] = [
    (SHOTS, "shots", False),
    (SHOTS, "fire", True),
    (SHOTS, "-", False),
    ({"batch": "one"}, "shots batch=one", False),
    ({"batch": "one"}, "shots batch=two", True),
    ({"batch": "one"}, "shots", False),
    ({**SHOTS, "batch": "one"}, "- place=hill", False),
    ({"batch": {"not": "one"}}, "shots batch=one", True),
    ({"dead": {"at_least": 3}}, "shots dead=several", True),
    ({"place": "valley"}, "shots place=ford", False),
    ({"place": "valley"}, "shots place=hill", True),
    ({}, "shots batch=one", False),
]


def stated(text: str) -> tuple[str | None, dict[str, str]]:
    """Read `kind name=value …`, no kind as `-`."""
    kind, *pairs = text.split()
    return None if kind == "-" else kind, dict(pair.split("=") for pair in pairs)


@pytest.mark.parametrize(("pattern", "text", "met"), MATCHES)
def test_an_occurrence_meets_a_pattern(
    pattern: dict[str, Any], text: str, met: bool
) -> None:
    assert matches(Pattern.model_validate(pattern), *stated(text), PLACES) is met


@pytest.mark.parametrize(("pattern", "text", "fails"), CONTRADICTS)
def test_what_is_stated_fails_a_pattern_what_is_not_does_not(
    pattern: dict[str, Any], text: str, fails: bool
) -> None:
    assert contradicts(Pattern.model_validate(pattern), *stated(text), PLACES) is fails


@pytest.mark.parametrize(
    ("value", "number"),
    [("12", 12), ("-3", -3), ("0", 0), ("many", None), (None, None)],
)
def test_a_whole_number_is_read(value: str | None, number: int | None) -> None:
    assert as_number(value) == number
