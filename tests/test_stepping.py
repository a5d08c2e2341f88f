"""Going through a scenario one moment at a time: where one comes to, what one sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from servanda import api
from servanda.errors import QuestionError
from servanda.report import StatusReport
from servanda.stepping import Place, Sight, Walk

LAKESIDE = Path(__file__).parent / "lakeside"
SPRING = LAKESIDE / "scenarios" / "lakeside-2030" / "spring.yaml"


@cache
def story() -> api.Story:
    """Load the story once."""
    return api.load(SPRING)


@pytest.fixture
def walk() -> Walk:
    """Begin anew, with nothing remembered."""
    return api.walk(story())


def instant(second: int) -> str:
    """Write a second as questions take it."""
    return story().loaded.calendar.instant_text(second)


def places(walk: Walk, place: Place) -> Iterator[Place]:
    """Go forward as long as anything happens."""
    place = walk.first(place)
    while True:
        yield place
        following = walk.forward(place)
        if following == place:
            return
        place = following


def reported() -> set[str]:
    """Give when something became known."""
    return {instant(report.reported) for report in story().loaded.reports}


def dated() -> set[str]:
    """Give the beginnings of what reports are about."""
    dates = (report.date for report in story().loaded.reports)
    return {instant(date.lo) for date in dates if date is not None}


def assert_alike(sight: Sight, asked: StatusReport) -> None:
    """Compare what is seen with what `status` says."""
    assert sight.head == asked.head
    assert sight.counts == asked.counts
    assert [(row.id, row.title, row.status) for row in sight.provisions] == [
        (row.id, row.title, row.status) for row in asked.tracked
    ]


@pytest.mark.parametrize(("hindsight", "told"), [(False, reported), (True, dated)])
def test_one_comes_by_every_report_and_every_change_and_nothing_else(
    walk: Walk, *, hindsight: bool, told: Callable[[], set[str]]
) -> None:
    known = walk.latest if hindsight else None
    found = list(places(walk, Place(walk.latest, known)))
    chronicle = api.replay(
        story(), hindsight=hindsight, as_of="2030-12-31", known_by=instant(walk.latest)
    )
    changes = {event.at for event in chronicle.transitions}
    assert {instant(place.as_of) for place in found} == changes | told()


@pytest.mark.parametrize("hindsight", [False, True])
def test_the_way_back_is_the_way_forward(walk: Walk, *, hindsight: bool) -> None:
    start = Place(walk.latest, walk.latest if hindsight else None)
    there = list(places(walk, start))
    back = [there[-1]]
    while (before := walk.back(back[-1])) != back[-1]:
        back.append(before)
    assert back[::-1] == there


def test_one_sees_what_status_says(walk: Walk) -> None:
    for place in places(walk, Place(walk.latest)):
        asked = api.status(story(), as_of=instant(place.as_of))
        assert_alike(walk.sight(place), asked)


def test_one_sees_what_has_changed(walk: Walk) -> None:
    chronicle = api.replay(story(), as_of="2030-12-31")
    for place in places(walk, Place(walk.latest)):
        told = {
            event.provision
            for event in chronicle.transitions
            if event.at == instant(place.as_of)
        }
        seen = walk.sight(place).provisions
        assert {row.id for row in seen if row.new} == told


def test_nothing_is_known_of_later_reports(walk: Walk) -> None:
    early = Place(walk.second("2030-03-08"), walk.second("2030-03-06"))
    late = early._replace(known_by=walk.latest)
    marks = [walk.why(place, "ferry-reopens").row.marks for place in (early, late)]
    assert ["projected" in found for found in marks] == [True, False]
    assert walk.sight(early).head.projected
    heard = [{one.report for one in walk.sight(place).heard} for place in (early, late)]
    assert heard[1] - heard[0] == {"patrol", "water", "will-not"}


def test_reports_are_heard_the_last_first_and_those_of_the_day_are_new(
    walk: Walk,
) -> None:
    heard = walk.sight(Place(walk.second("2030-03-08"))).heard
    assert [one.report for one in heard] == [
        "will-not",
        "water",
        "patrol",
        "returned-1",
        "names-1",
        "announced-1",
        "entry",
    ]
    assert [one.report for one in heard if one.new] == ["will-not", "water"]
    assert (heard[2].when, heard[2].source) == ("2030-03-07", "Lowland")


def test_a_day_is_gone_to_at_its_end(walk: Walk) -> None:
    place = Place(walk.second("2030-03-08T12:00"))
    assert walk.day(place, 1).as_of == walk.second("2030-03-09")
    assert walk.day(place, -1).as_of == walk.second("2030-03-07")


def test_one_can_go_far_beyond_what_is_told(walk: Walk) -> None:
    late = walk.sight(Place(walk.second("2040-01-01")))
    assert_alike(late, api.status(story(), as_of="2040-01-01"))
    assert not any(row.new for row in late.provisions)


@pytest.mark.parametrize("text", ["", "soon", "2030-02-30", "2030-03"])
def test_what_is_no_date_is_not_gone_to(walk: Walk, text: str) -> None:
    with pytest.raises(QuestionError):
        walk.second(text)


def test_why_there_is_as_why_is(walk: Walk) -> None:
    found = walk.why(Place(walk.second("2030-03-08")), "patrols-stop")
    asked = api.why(story(), "patrols-stop", as_of="2030-03-08")
    assert found == asked._replace(flips=None)
