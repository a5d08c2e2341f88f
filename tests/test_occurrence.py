"""Which reports speak of one occurrence, and what they make of it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.test_known import CALENDAR, told

from servanda.agreement import Agreement
from servanda.known import known
from servanda.occurrence import Occurrence, is_account, occurrences, weighable
from servanda.pattern import places
from servanda.roster import roster

AGREEMENT = Agreement.model_validate(
    {
        "agreement": "river",
        "title": "River accord",
        "zone": "UTC",
        "in_force": "2025-03-01",
        "parties": {
            "north": {"name": "North"},
            "south": {"name": "South"},
            "corps": {"name": "Observer corps", "side": "south", "tier": "independent"},
        },
        "sources": {
            "judge": {"tier": "authority"},
            "watch": {"tier": "independent"},
            "paper": {"tier": "press"},
        },
        "places": {
            "region": {"parts": ["hill", "river"]},
            "river": {"parts": ["ford"]},
        },
        "same": ["kind", "batch"],
    }
)


def built(lines: str, **more: Any) -> list[Occurrence]:
    """Build what is known at the end of March 2025."""
    agreement = AGREEMENT.model_copy(update=more)
    reports = [told(line) for line in lines.strip().splitlines()]
    found = occurrences(
        agreement,
        roster(agreement),
        places(agreement),
        known(reports, CALENDAR.read("2025-03-31").hi),
    )
    return sorted(found, key=lambda occurrence: occurrence.order)


def words(occurrence: Occurrence) -> str:
    """Write who affirms an occurrence, and after a stroke who denies it."""
    yes = " ".join(sorted(report.id for report in occurrence.affirmations))
    no = " ".join(sorted(report.id for report in occurrence.denials))
    return f"{yes} / {no}" if no else yes


JOINED: dict[str, tuple[str, list[str]]] = {
    "each report is its own": (
        """a 1 north kind=shots
           b 1 south kind=shots""",
        ["a", "b"],
    ),
    "a shared name": (
        """a 1 north kind=shots occurrence=dawn
           b 2 south kind=fire occurrence=dawn""",
        ["a b"],
    ),
    "another name": (
        """a 1 north kind=shots occurrence=dawn
           b 2 south kind=shots occurrence=dusk""",
        ["a", "b"],
    ),
    "a link": (
        """a 1 north kind=shots
           b 1 south of=a""",
        ["a b"],
    ),
    "a link to a link": (
        """a 1 north kind=shots
           b 1 south of=a
           c 1 watch of=b""",
        ["a b c"],
    ),
    "a link told before what it links to": (
        """b 1 south of=a
           a 1 north kind=shots""",
        ["a b"],
    ),
    "links to a report that is retracted": (
        """a 1 north kind=shots
           b 1 south kind=shots of=a
           c 1 watch kind=shots of=a
           d - north retracts=a reported=2""",
        ["b c"],
    ),
    "a link to a report that is replaced": (
        """a 1 north kind=shots
           b 1 south of=a
           c 2 north kind=shots replaces=a reported=3""",
        ["b c"],
    ),
    "a link to the first of four accounts": (
        """a 1 north kind=shots
           b 1 north kind=shots replaces=a reported=2
           c 1 north kind=shots replaces=b reported=3
           d 1 north kind=shots replaces=c reported=4
           x 1 south of=a""",
        ["d x"],
    ),
    "equal keys": (
        """a 1 north kind=handover batch=one
           b 2 south kind=handover batch=one""",
        ["a b"],
    ),
    "another key": (
        """a 1 north kind=handover batch=one
           b 1 south kind=handover batch=two
           c 1 south kind=names batch=one""",
        ["a", "b", "c"],
    ),
    "a report lacking a key agrees with none": (
        """a 1 north kind=handover batch=one
           b 1 south kind=handover
           c 1 watch kind=handover""",
        ["a", "b", "c"],
    ),
    "a report that names two others joins them": (
        """a 1 north kind=handover batch=one
           b 1 south kind=handover occurrence=dawn
           c 1 watch kind=handover batch=one occurrence=dawn""",
        ["a b c"],
    ),
    "a report that names two others, told first": (
        """c 1 watch kind=handover batch=one occurrence=dawn
           a 1 north kind=handover batch=one
           b 1 south kind=handover occurrence=dawn""",
        ["a b c"],
    ),
    "a link that repeats what the name says": (
        """a 1 north kind=shots occurrence=dawn
           b 1 south of=a occurrence=dawn""",
        ["a b"],
    ),
    "what cannot be confirmed is no word": (
        """a 1 north kind=handover batch=one
           b 1 south kind=handover occurrence=dawn
           c 1 watch says=unconfirmed kind=handover batch=one occurrence=dawn""",
        ["a", "b"],
    ),
    "nothing that is undated": ("a - south of=z reported=2", []),
    "positions, totals, access and acts are no occurrences": (
        """a 1 north kind=shots position=breached about=p
           b 1 north kind=shots total=3
           c 1 watch kind=shots access=none
           d 1 north kind=shots act=extend to=2025-04-01 about=p
           e 1 north kind=shots""",
        ["e"],
    ),
}


@pytest.mark.parametrize(("lines", "found"), JOINED.values(), ids=JOINED.keys())
def test_reports_of_one_occurrence_are_joined(lines: str, found: list[str]) -> None:
    assert sorted(words(occurrence) for occurrence in built(lines)) == found


def test_a_link_leads_to_the_last_of_five_accounts() -> None:
    lines = """a 1 north kind=shots
               b 1 north kind=shots replaces=a reported=2
               c 1 north kind=shots replaces=b reported=3
               d 1 north kind=shots replaces=c reported=4
               e 1 north kind=shots replaces=d reported=5
               x 1 south of=a"""
    assert [words(occurrence) for occurrence in built(lines)] == ["e x"]


def test_without_keys_only_names_and_links_join() -> None:
    lines = "a 1 north kind=handover batch=one\nb 1 south kind=handover batch=one"
    assert [words(occurrence) for occurrence in built(lines, same=())] == ["a", "b"]


TWO = """a 3 north kind=shots place=hill
         b 5 north kind=shots place=ford"""
DENIED: dict[str, tuple[str, list[str]]] = {
    "by link": (
        """a 1 north kind=shots
           b 1 north kind=shots
           n - south says=denied of=a reported=2""",
        ["a / n", "b"],
    ),
    "by a link to one of several accounts": (
        """a 1 north kind=shots
           b 1 watch of=a
           n - south says=denied of=b reported=2""",
        ["a b / n"],
    ),
    "by a link to an account that was replaced": (
        """a 1 north kind=shots
           b 2 north kind=shots replaces=a reported=3
           n - south says=denied of=a reported=2""",
        ["b / n"],
    ),
    "by name": (
        """a 1 north kind=shots occurrence=dawn
           n - south says=denied occurrence=dawn reported=2""",
        ["a / n"],
    ),
    "by keys, whatever the date": (
        """a 1 north kind=handover batch=one
           n 9 south says=denied kind=handover batch=one""",
        ["a / n"],
    ),
    "by a name nothing has: nothing": (
        """a 1 north kind=shots
           n - south says=denied kind=shots occurrence=dusk reported=2""",
        ["a"],
    ),
    "by a link to a report not known: nothing": (
        """a 1 north kind=shots
           n - south says=denied kind=shots of=z reported=2""",
        ["a"],
    ),
    "unlinked: all of its kind and date": (
        f"{TWO}\nc 4 north kind=fire\nn 4 south says=denied kind=shots",
        ["a", "b", "c"],
    ),
    "unlinked: all of its span": (
        f"{TWO}\nn 3/5 south says=denied kind=shots",
        ["a / n", "b / n"],
    ),
    "unlinked: what its span overlaps": (
        """a 2/4 north kind=shots
           n 4 south says=denied kind=shots""",
        ["a / n"],
    ),
    "unlinked: not what ended before it": (
        """a 2/3 north kind=shots
           n 4 south says=denied kind=shots""",
        ["a"],
    ),
    "unlinked: of a place": (
        f"{TWO}\nn 3 south says=denied kind=shots place=hill",
        ["a / n", "b"],
    ),
    "unlinked: of all the places within one": (
        f"{TWO}\nn 5 south says=denied kind=shots place=river",
        ["a", "b / n"],
    ),
    "unlinked: not of the place around": (
        """a 3 north kind=shots place=river
           n 3 south says=denied kind=shots place=ford""",
        ["a"],
    ),
    "unlinked: not what does not say where": (
        """a 3 north kind=shots
           n 3 south says=denied kind=shots place=hill""",
        ["a"],
    ),
    "unlinked: of another attribute": (
        """a 3 north kind=shots weapon=mortar
           b 3 north kind=shots weapon=rifle
           n 3 south says=denied kind=shots weapon=mortar""",
        ["a / n", "b"],
    ),
    "unlinked: count, extent and by do not matter": (
        """a 3 north kind=shots by=south count=3 extent=full
           n 3 south says=denied kind=shots by=north count=1 extent=none""",
        ["a / n"],
    ),
    "unlinked: beside one that is linked": (
        """a 3 north kind=shots
           m - judge says=denied of=a reported=4
           n 3 south says=denied kind=shots""",
        ["a / m n"],
    ),
}


@pytest.mark.parametrize(("lines", "found"), DENIED.values(), ids=DENIED.keys())
def test_a_denial_speaks_of_what_it_names(lines: str, found: list[str]) -> None:
    assert sorted(words(occurrence) for occurrence in built(lines)) == found


def test_a_denial_that_leads_to_two_joins_neither_and_denies_one() -> None:
    found = built(
        """a 1 north kind=handover batch=one
           b 1 watch kind=handover occurrence=dawn
           n - south says=denied kind=handover batch=one occurrence=dawn reported=2"""
    )
    assert sum(bool(occurrence.denials) for occurrence in found) == 1
    assert len(found) == 2


def test_a_denial_speaks_of_what_it_links_to_whatever_else_it_states() -> None:
    found = built(
        """a 1 north kind=handover batch=one
           b 1 north kind=handover batch=two
           n - south says=denied of=a kind=handover batch=two reported=2"""
    )
    assert sorted(words(occurrence) for occurrence in found) == ["a / n", "b"]


TOLD: dict[str, tuple[str, str, dict[str, str], str]] = {
    "one report tells all": (
        "a 1 north kind=shots place=hill count=3",
        "shots",
        {"place": "hill", "count": "3"},
        "2025-03-01",
    ),
    "the highest tier that states it": (
        """a 1 north kind=shots place=hill count=1
           b 2 paper of=a count=2 reported=9
           c 3 watch of=a reported=9""",
        "shots",
        {"place": "hill", "count": "2"},
        "2025-03-03",
    ),
    "there the earliest reported": (
        """a 1 watch kind=shots count=1 reported=5
           b 2 watch of=a count=2 reported=4""",
        "shots",
        {"count": "2"},
        "2025-03-02",
    ),
    "there the earliest dated": (
        """a 2 watch kind=shots count=2 reported=5
           b 1 watch of=a count=1 reported=5""",
        "shots",
        {"count": "1"},
        "2025-03-01",
    ),
    "there the smallest value": (
        """a 1 watch kind=shots count=9
           b 1 watch of=a count=10""",
        "shots",
        {"count": "10"},
        "2025-03-01",
    ),
    "the kind too": (
        """a 1 north kind=shots
           b 1 judge kind=fire of=a""",
        "fire",
        {},
        "2025-03-01",
    ),
    "a report that leaves the date to others": (
        """a 1 north kind=shots
           b - judge of=a count=4 reported=3""",
        "shots",
        {"count": "4"},
        "2025-03-01",
    ),
    "a party's own tier for what it says of others": (
        """a 1 paper kind=shots count=1
           b 2 corps of=a count=2 by=north""",
        "shots",
        {"count": "2", "by": "north"},
        "2025-03-02",
    ),
    "but not of its own side": (
        """a 1 paper kind=shots count=1
           b 2 corps of=a count=2 by=south""",
        "shots",
        {"count": "1", "by": "south"},
        "2025-03-01",
    ),
}


@pytest.mark.parametrize(
    ("lines", "kind", "attributes", "date"), TOLD.values(), ids=TOLD.keys()
)
def test_an_attribute_comes_from_the_best_placed_report(
    lines: str, kind: str, attributes: dict[str, str], date: str
) -> None:
    (occurrence,) = built(lines)
    assert occurrence.kind == kind
    assert occurrence.attributes == attributes
    assert CALENDAR.text(occurrence.date) == date


def test_accounts_of_which_none_is_dated_are_no_occurrence() -> None:
    lines = "a - north of=z reported=1\nb - south of=z reported=2"
    assert built(lines) == []


CONTESTED: dict[str, tuple[str, bool]] = {
    "one date": ("a 1 north kind=shots\nb 1 judge of=a", False),
    "two dates": ("a 1 north kind=shots\nb 2 judge of=a", True),
    "a date of a lower tier": ("a 1 judge kind=shots\nb 2 paper of=a", True),
    "no date of its own": ("a 1 north kind=shots\nb - judge of=a reported=2", False),
}


@pytest.mark.parametrize(
    ("lines", "contested"), CONTESTED.values(), ids=CONTESTED.keys()
)
def test_other_dates_are_shown(lines: str, contested: bool) -> None:
    (occurrence,) = built(lines)
    assert occurrence.contested is contested


EXTENTS: dict[str, tuple[str, str]] = {
    "full where nobody says": ("a 1 north kind=left", "full"),
    "as one says": ("a 1 north kind=left extent=partial", "partial"),
    "the lowest of the deciding tier": (
        """a 1 watch kind=left extent=substantial
           b 1 watch of=a extent=partial""",
        "partial",
    ),
    "not of a lower tier": (
        """a 1 watch kind=left extent=substantial
           b 1 paper of=a extent=none""",
        "substantial",
    ),
    "full where the deciding tier does not say": (
        """a 1 watch kind=left
           b 1 paper of=a extent=partial""",
        "full",
    ),
}


@pytest.mark.parametrize(("lines", "extent"), EXTENTS.values(), ids=EXTENTS.keys())
def test_the_extent_is_the_lowest(lines: str, extent: str) -> None:
    (occurrence,) = built(lines)
    assert occurrence.extent == extent


def test_reports_are_named_in_the_order_they_were_told() -> None:
    lines = """c 1 north kind=shots reported=2
               a 1 watch of=c reported=3
               n - south says=denied of=c reported=2"""
    (occurrence,) = built(lines)
    assert occurrence.reports == ("c", "n", "a")


def test_occurrences_are_ordered_by_what_they_are() -> None:
    lines = """d 2 north kind=shots
               c 1 north kind=shots place=hill
               b 1 north kind=shots place=ford
               a 1 north kind=fire place=hill
               e 1/2 north kind=fire"""
    assert [words(occurrence) for occurrence in built(lines)] == list("abced")


GRADES: list[tuple[dict[str, Any], str, bool]] = [
    ({}, "reliability=E credibility=5", True),
    ({"reliability": "C"}, "", True),
    ({"reliability": "C"}, "reliability=C", True),
    ({"reliability": "C"}, "reliability=D", False),
    ({"reliability": "C"}, "reliability=F", True),
    ({"reliability": "C"}, "credibility=5", True),
    ({"credibility": 3}, "credibility=3", True),
    ({"credibility": 3}, "credibility=4", False),
    ({"credibility": 3}, "credibility=6", True),
    ({"credibility": 3}, "reliability=E", True),
    ({"reliability": "C", "credibility": 3}, "reliability=A credibility=4", False),
    ({"reliability": "C", "credibility": 3}, "reliability=D credibility=1", False),
    ({"unjudged": "left-out"}, "reliability=F", False),
    ({"unjudged": "left-out"}, "credibility=6", False),
    ({"unjudged": "left-out"}, "reliability=F credibility=1", False),
    ({"unjudged": "left-out"}, "reliability=E credibility=5", True),
    ({"unjudged": "left-out"}, "", True),
]


@pytest.mark.parametrize(("policy", "grade", "counts"), GRADES)
def test_a_policy_leaves_out_what_is_graded_worse(
    policy: dict[str, Any], grade: str, counts: bool
) -> None:
    agreement = Agreement.model_validate(
        {**AGREEMENT.model_dump(exclude_unset=True), "weigh": policy}
    )
    report = told(f"a 1 north kind=shots {grade}")
    assert weighable(agreement, report) is counts


def test_what_is_left_out_neither_joins_nor_denies_but_still_takes_back() -> None:
    weigh = AGREEMENT.weigh.model_copy(update={"reliability": "B"})
    lines = """a 1 north kind=shots
               b 1 south kind=fire occurrence=dawn
               c 1 watch of=a occurrence=dawn count=3 reliability=E
               n - south says=denied of=a reported=2 reliability=E
               x 2 north kind=shots
               y - judge retracts=x reported=3 reliability=E"""
    found = built(lines, weigh=weigh)
    assert sorted(words(occurrence) for occurrence in found) == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "account"),
    [
        ("a 1 north kind=shots", True),
        ("a 1 north of=b", True),
        ("a 1 north kind=shots replaces=b", True),
        ("a 1 north kind=shots says=unconfirmed", True),
        ("a 1 north kind=shots position=breached about=p", False),
        ("a 1 north kind=trucks total=9", False),
        ("a 1 north kind=mines remaining=some", False),
        ("a 1 watch access=none", False),
        ("a 1 north act=resume about=p", False),
        ("a 1 judge ruling=base about=p", False),
        ("a - north retracts=b reported=1", False),
        ("a 1 north withdraws=b", False),
    ],
)
def test_only_accounts_of_what_happened_are_weighed_as_such(
    line: str, account: bool
) -> None:
    assert is_account(told(line)) is account
