"""What a scenario expects, compared with a standing: equal, or told apart by field."""

from __future__ import annotations

from typing import Any

import pytest

from servanda.dates import Calendar
from servanda.expect import duration, failures, matching_keys
from servanda.scenario import Expectation
from servanda.standing import Key, Late, Standing

CALENDAR = Calendar("Europe/Zurich")
DUE = CALENDAR.read("2030-03-10")
INSTANT = CALENDAR.read("2030-03-10T08:30")
MET = Standing(
    provision="ferry",
    instance=None,
    status="met",
    since=CALENDAR.read("2030-03-12T09:00").lo,
    due=DUE,
    late=Late(2, None),
    support="press",
    marks=("date-contested", "unobserved"),
    instances={"met": 2, "pending": 1},
)
ON_TIME = Standing("ferry", None, "met", due=DUE)
HOURS_LATE = Standing("ferry", None, "met", due=INSTANT, late=Late(None, 5400))
PENDING = Standing("ferry", None, "pending")
KEYS: tuple[Key, ...] = ((("batch", "1"),), (("batch", "2"), ("place", "west")))


class OneStanding:
    """Answers every question with one standing, and keeps what was asked."""

    def __init__(self, standing: Standing) -> None:
        self.found = standing
        self.asked: list[tuple[object, ...]] = []

    def standing(self, provision: str, as_of: int) -> Standing:
        """Give it, whichever provision."""
        self.asked.append((provision, as_of))
        return self.found

    def units(self, provision: str) -> tuple[Key | None, ...]:
        """Give the same instances for all."""
        self.asked.append((provision,))
        return KEYS

    def unit_standing(self, provision: str, key: Key | None, as_of: int) -> Standing:
        """Give it, whichever instance."""
        self.asked.append((provision, key, as_of))
        return self.found


def told(standing: Standing, **expected: Any) -> list[tuple[str, str, str]]:
    """Give each difference: the field, what was expected, what was got."""
    wanted = Expectation.model_validate(
        {"as_of": "2030-03-12", "provision": "ferry", **expected}
    )
    found = failures([wanted], CALENDAR, lambda *_: OneStanding(standing))
    return [(one.field, one.expected, one.got) for one in found]


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (MET, {"status": "met", "flag": "met", "support": "press"}),
        (PENDING, {"flag": "pending", "ground": ""}),
        (MET, {"since": "2030-03-12"}),
        (MET, {"since": "2030-03-12T09:00"}),
        (MET, {"due": "2030-03-10"}),
        (HOURS_LATE, {"due": "2030-03-10T08:30"}),
        (HOURS_LATE, {"due": "2030-03-10T07:30Z"}),
        (MET, {"late_by": "P2D"}),
        (HOURS_LATE, {"late_by": "PT1H30M"}),
        (HOURS_LATE, {"late_by": "PT90M"}),
        (ON_TIME, {"late_by": "P0D"}),
        (ON_TIME, {"late_by": "PT0H"}),
        (MET, {"marks": ["unobserved", "date-contested"]}),
        (PENDING, {"marks": []}),
        (MET, {"instances": {"met": 2, "breached": 0}}),
        (MET, {"instance": {"batch": "2"}, "status": "met"}),
    ],
)
def test_what_holds(standing: Standing, expected: dict[str, Any]) -> None:
    assert told(standing, **expected) == []


@pytest.mark.parametrize(
    ("standing", "expected", "found"),
    [
        (MET, {"status": "pending"}, ("status", "pending", "met")),
        (MET, {"ground": "missed"}, ("ground", "missed", "nothing")),
        (MET, {"support": "authority"}, ("support", "authority", "press")),
        (
            MET,
            {"since": "2030-03-11"},
            ("since", "2030-03-11", "2030-03-12T09:00:00+01:00"),
        ),
        (PENDING, {"since": "2030-03-11"}, ("since", "2030-03-11", "nothing")),
        (MET, {"due": "2030-03-11"}, ("due", "2030-03-11", "2030-03-10")),
        (
            HOURS_LATE,
            {"due": "2030-03-10"},
            ("due", "2030-03-10", "2030-03-10T08:30:00+01:00"),
        ),
        (PENDING, {"due": "2030-03-11"}, ("due", "2030-03-11", "nothing")),
        (MET, {"late_by": "P1D"}, ("late_by", "P1D", "P2D")),
        (MET, {"late_by": "PT48H"}, ("late_by", "PT48H", "P2D")),
        (MET, {"late_by": "two days"}, ("late_by", "two days", "P2D")),
        (PENDING, {"late_by": "P0D"}, ("late_by", "P0D", "not met")),
        (MET, {"marks": []}, ("marks", "nothing", "date-contested, unobserved")),
        (MET, {"instances": {"met": 1}}, ("instances.met", "1", "2")),
        (
            MET,
            {"instance": {"batch": "3"}, "status": "met"},
            ("instance", "batch 3", "no such instances"),
        ),
    ],
)
def test_what_does_not_hold(
    standing: Standing, expected: dict[str, Any], found: tuple[str, str, str]
) -> None:
    assert told(standing, **expected) == [found]


def test_every_difference_is_told() -> None:
    found = told(MET, status="breached", ground="missed", due="2030-03-11")
    assert [field for field, _, _ in found] == ["status", "ground", "due"]


def test_an_expectation_is_asked_as_of_the_end_of_its_day() -> None:
    asked: list[tuple[int, int]] = []

    def docket_at(known_by: int, as_of: int) -> OneStanding:
        asked.append((known_by, as_of))
        return OneStanding(MET)

    texts = ({"as_of": "2030-03-10"}, {"as_of": "2030-03-10", "known_by": "2030-03-12"})
    wanted = [Expectation.model_validate({"provision": "f", **one}) for one in texts]
    assert failures(wanted, CALENDAR, docket_at) == ()
    later = CALENDAR.read("2030-03-12").hi
    assert asked == [(DUE.hi, DUE.hi), (later, DUE.hi)]


@pytest.mark.parametrize(
    ("instance", "found"),
    [
        ({"batch": "1"}, 1),
        ({"place": "west"}, 1),
        ({"batch": "2", "place": "west"}, 1),
        ({"batch": "1", "place": "west"}, 0),
        ({}, 2),
        (None, 2),
    ],
)
def test_instances_are_found_by_what_is_named(
    instance: dict[str, str] | None, found: int
) -> None:
    assert len(matching_keys((None, *KEYS), instance)) == found


def test_days_and_hours_are_not_the_same() -> None:
    assert duration("P1D") != duration("PT24H")
    assert duration("P1DT0H") == duration("P1D")
    assert duration("later") == "later"
