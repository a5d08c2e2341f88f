"""The story of a scenario: as it became known, and with hindsight."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.accord import Asked, achieve, at, inference, keep, key, short

from servanda.history import replay
from servanda.standing import Transition, step_at
from servanda.strand import since

LATE = "a 5 watch kind=act reported=15"
ASKED = (
    "for_each: {kind: asked}, keyed_by: [batch], "
    "due: {days: 2, after: {instance: start}}"
)
OTHER = (
    "q: {title: Duty q, modality: achievement, bearer: south, "
    "performed_by: {kind: deed}, due: 2025-03-07}\n"
)


def story(
    asked: Asked,
    until: str = "31",
    known_by: str | None = None,
    *,
    hindsight: bool = False,
    instances: bool = False,
) -> tuple[Transition, ...]:
    """Tell what changed until a day."""
    return replay(
        asked.agreement,
        asked.view,
        at(until).hi,
        inference(),
        known_by=None if known_by is None else at(known_by).hi,
        hindsight=hindsight,
        instances=instances,
    )


def line(told: Transition) -> str:
    """Write `when [about when] provision [instance]: before -> after ground`."""
    about = "" if told.effective == told.at else f" about {short(told.effective)}"
    part = "".join(f" {name}={value}" for name, value in told.instance or ())
    before = told.before or "new"
    change = f"{before} -> {told.after} {told.ground}".rstrip()
    return f"{short(told.at)}{about} {told.provision}{part}: {change}"


def lines(found: tuple[Transition, ...]) -> list[str]:
    """Write a story."""
    return [line(told) for told in found]


IN_FORCE = "1 p: not-in-force -> pending"
HELD = "1 p: not-in-force -> holding"
STORIES: dict[str, tuple[str, str, list[str], list[str]]] = {
    "nothing is told": (
        achieve(),
        "",
        [IN_FORCE, "11 p: pending -> breached missed"],
        [IN_FORCE, "11 p: pending -> breached missed"],
    ),
    "told as it happens": (
        achieve(),
        "a 5 watch kind=act",
        [IN_FORCE, "5 p: pending -> met"],
        [IN_FORCE, "5 p: pending -> met"],
    ),
    "told late": (
        achieve(),
        LATE,
        [
            IN_FORCE,
            "11 p: pending -> breached missed",
            "15 about 5 p: breached -> met",
        ],
        [IN_FORCE, "5 p: pending -> met"],
    ),
    "taken back": (
        achieve(),
        "a 5 watch kind=act\n b - watch retracts=a reported=8",
        [
            IN_FORCE,
            "5 p: pending -> met",
            "8 about 1 p: met -> pending",
            "11 p: pending -> breached missed",
        ],
        [IN_FORCE, "11 p: pending -> breached missed"],
    ),
    "another ground is a change, but no other status": (
        keep(),
        "a 3 south kind=harm\n b 5 watch position=performed about=p\n"
        "c 5 scout position=breached about=p",
        [
            HELD,
            "3 p: holding -> disputed allegation",
            "5 about 3 p: disputed -> disputed fact",
        ],
        [
            HELD,
            "3 p: holding -> disputed allegation",
            "5 about 3 p: disputed -> disputed fact",
        ],
    ),
    "later knowledge moves the due date": (
        achieve("due: {days: 2, after: {report: {kind: opened}}}"),
        "a 3 watch kind=opened reported=8",
        [IN_FORCE, "8 about 6 p: pending -> breached missed"],
        [IN_FORCE, "6 p: pending -> breached missed"],
    ),
    "a report of no concern changes nothing": (
        achieve(),
        "a 5 watch kind=rain\n b 6 watch kind=act",
        [IN_FORCE, "6 p: pending -> met"],
        [IN_FORCE, "6 p: pending -> met"],
    ),
    "two provisions at one instant, as they are written": (
        achieve("due: 2025-03-07") + OTHER,
        "",
        [
            IN_FORCE,
            "1 q: not-in-force -> pending",
            "8 p: pending -> breached missed",
            "8 q: pending -> breached missed",
        ],
        [
            IN_FORCE,
            "1 q: not-in-force -> pending",
            "8 p: pending -> breached missed",
            "8 q: pending -> breached missed",
        ],
    ),
    "in force from the beginning of time: no news": (
        achieve("from: 2025-03-05, due: 2025-03-04"),
        "a 5 watch kind=act",
        [],
        [],
    ),
}


@pytest.mark.parametrize(
    ("provision", "told", "known", "seen"), STORIES.values(), ids=STORIES.keys()
)
def test_a_story_is_told_as_known_and_with_hindsight(
    provision: str, told: str, known: list[str], seen: list[str]
) -> None:
    asked = Asked(provision, told)
    assert lines(story(asked)) == known
    assert lines(story(asked, hindsight=True)) == seen


BOUNDS: dict[str, tuple[str, str | None, bool, list[str]]] = {
    "until the day before": ("10", None, False, [IN_FORCE]),
    "until the day": (
        "11",
        None,
        False,
        [IN_FORCE, "11 p: pending -> breached missed"],
    ),
    "hindsight knows what is told until then": (
        "12",
        None,
        True,
        [IN_FORCE, "11 p: pending -> breached missed"],
    ),
    "hindsight may know more": ("12", "15", True, [IN_FORCE, "5 p: pending -> met"]),
    "a story may know less: the rest is projected": (
        "31",
        "14",
        False,
        [IN_FORCE, "11 p: pending -> breached missed"],
    ),
    "and hindsight less": (
        "31",
        "14",
        True,
        [IN_FORCE, "11 p: pending -> breached missed"],
    ),
    "to know more than is asked about changes nothing": (
        "12",
        "15",
        False,
        [IN_FORCE, "11 p: pending -> breached missed"],
    ),
}


@pytest.mark.parametrize(
    ("until", "known_by", "hindsight", "told"), BOUNDS.values(), ids=BOUNDS.keys()
)
def test_a_story_has_an_end_and_a_day_by_which_it_is_known(
    until: str, known_by: str | None, hindsight: bool, told: list[str]
) -> None:
    found = story(Asked(achieve(), LATE), until, known_by, hindsight=hindsight)
    assert lines(found) == told


BATCHES = """
    t 3 watch kind=asked batch=1
    a 4 watch kind=act batch=1 reported=7
    u 5 watch kind=asked batch=2
"""


def test_instances_are_told_where_they_are_asked_for() -> None:
    found = lines(story(Asked(achieve(ASKED), BATCHES), instances=True))
    assert found == [
        HELD,
        "3 p: holding -> pending",
        "3 p batch=1: new -> pending",
        "5 p batch=2: new -> pending",
        "6 p: pending -> breached missed",
        "6 p batch=1: pending -> breached missed",
        "7 about 5 p: breached -> pending",
        "7 about 4 p batch=1: breached -> met",
        "8 p: pending -> breached missed",
        "8 p batch=2: pending -> breached missed",
    ]
    whole = [told for told in found if "batch" not in told]
    assert lines(story(Asked(achieve(ASKED), BATCHES))) == whole


def test_every_transition_has_premises_of_what_was_known_then() -> None:
    early, missed, met = story(Asked(achieve(), LATE))
    assert all(told.premises for told in (early, missed, met))
    assert [p.reports for p in missed.premises if p.kind == "occurrence"] == []
    assert [p.reports for p in met.premises if p.kind == "occurrence"] == [("a",)]
    assert (missed.rule, met.rule) == (
        "achievement-5-missed",
        "achievement-1-performed",
    )


def test_an_instances_premises_are_its_own() -> None:
    found = story(Asked(achieve(ASKED), BATCHES), instances=True)
    met = next(told for told in found if told.instance and told.after == "met")
    assert met.instance == key("batch=1")
    assert ("a",) in [premise.reports for premise in met.premises]


TELLINGS = (
    "a 5 watch kind=act reported=9",
    "b 6 paper kind=act",
    "c - watch says=denied of=b reported=7",
    "d 8 south position=breached about=p",
    "e 12 north position=performed about=p",
    "f - paper retracts=b reported=13",
    "g 9 north position=refuses about=p",
    "h 14 judge position=breached about=p",
    "i 15 watch kind=act reported=16",
)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(TELLINGS)), st.booleans())
def test_a_story_goes_from_each_status_to_the_next(
    told: set[str], hindsight: bool
) -> None:
    asked = Asked(achieve(), "\n".join(sorted(told)))
    found = story(asked, "20", hindsight=hindsight)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert all(one.premises for one in found)
    for earlier, later in pairwise(found):
        assert later.before == earlier.after
        assert (later.after, later.ground) != (earlier.after, earlier.ground)
    last = asked._replace(known="20").docket("20").standing("p", at("20").hi)
    assert (found[-1].after, found[-1].ground) == (last.status, last.ground)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.sampled_from(TELLINGS)))
def test_hindsight_tells_what_is_known_in_the_end(told: set[str]) -> None:
    asked = Asked(achieve(), "\n".join(sorted(told)), known="20")
    steps = asked.docket("20").steps("p")
    for one in story(asked, "20", hindsight=True):
        step = step_at(steps, one.at)
        assert (one.after, one.ground, one.rule) == (
            step.status,
            step.ground,
            step.rule,
        )
        assert one.effective == since(steps, one.at)
