"""What falls due next: what is open, in which order, and what would move it."""

from __future__ import annotations

from pathlib import Path

import pytest

import servanda
from servanda.agreement import Target
from servanda.expression import Pattern
from servanda.naming import Names
from servanda.upcoming import Item, aim, matching

LAKESIDE = Path(__file__).parent / "lakeside"
SPRING = LAKESIDE / "scenarios" / "lakeside-2030" / "spring.yaml"


def items(as_of: str) -> dict[str, Item]:
    """Ask what is open in spring."""
    return {one.row.id: one for one in servanda.next_due(SPRING, as_of=as_of).items}


def test_what_is_due_first_comes_first_and_the_undated_last() -> None:
    assert list(items("2030-03-08")) == [
        "ferry-reopens",
        "landing-repaired",
        "prisoners-20",
        "patrols-stop",
        "seat",
    ]


def test_what_is_settled_or_untracked_is_not_open() -> None:
    later = items("2030-03-12")
    assert "ferry-reopens" not in later, "breached"
    assert "names-first" not in later, "met"
    assert "fishing-rights" not in later, "not tracked"
    assert later["toll-refunded"].due == "2030-03-15"


@pytest.mark.parametrize(
    ("provision", "then"),
    [
        ("ferry-reopens", ("breached", "missed", "2030-03-11T00:00:00+01:00")),
        ("seat", None),
    ],
)
def test_what_comes_if_nothing_more_is_reported(
    provision: str, then: tuple[str, str, str] | None
) -> None:
    assert items("2030-03-08")[provision].then == then


def test_a_date_carries_its_derivation() -> None:
    derivation = items("2030-03-08")["landing-repaired"].derivation
    assert derivation is not None
    assert derivation.text == "7 days after: 2030-03-17"
    assert "The ferry runs again" in derivation.parts[0].text


@pytest.mark.parametrize(
    ("provision", "moves"),
    [
        (
            "landing-repaired",
            ("met once this is reported: landing-repaired, place West bank",),
        ),
        ("prisoners-20", ("met once this reaches 20 prisoners: prisoners-returned",)),
        (
            "patrols-stop",
            (
                "settled by anybody else's word, an admission, or by taking it back",
                "moved by a report of: patrol",
            ),
        ),
    ],
)
def test_what_would_move_it(provision: str, moves: tuple[str, ...]) -> None:
    assert items("2030-03-08")[provision].moves == moves


def test_what_would_move_a_rate() -> None:
    assert items("2030-03-05")["water-share"].moves == (
        "moved by a total below 50 barrels per day: water-delivered",
    )


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ({"total": 33, "unit": "hostage"}, "33 hostages"),
        ({"total": 1, "unit": "body"}, "1 body"),
        ({"rate": 600, "unit": "truck"}, "600 trucks per day"),
        ({"remaining": 0, "unit": "body"}, "0 bodies remaining"),
        ({"total": 1000}, "1,000"),
        (
            {"times": 30, "of": {"kind": "returned"}, "unit": "prisoner"},
            "30 prisoners for each of returned",
        ),
    ],
)
def test_what_a_quota_asks_for(target: dict[str, object], shown: str) -> None:
    assert aim(Target.model_validate(target), names()) == shown


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ({"kind": "patrol"}, "patrol"),
        ({"kind": ["patrol", "raid"], "by": "upland"}, "patrol or raid, by Upland"),
        ({"kind": "patrol", "boats": {"at_least": 4}}, "patrol, boats at least 4"),
        (
            {"kind": "patrol", "place": {"not": ["west-bank"]}},
            "patrol, place other than West bank",
        ),
        ({"kind": "patrol", "at_least": 3}, "patrol, 3 times"),
        ({}, "anything"),
    ],
)
def test_what_a_pattern_matches(pattern: dict[str, object], shown: str) -> None:
    assert matching(Pattern.model_validate(pattern), names()) == shown


def names() -> Names:
    """Give the names of the lakeside agreement."""
    return Names(servanda.load(SPRING).loaded.agreement)
