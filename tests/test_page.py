"""A page's data: at every moment and in every epoch it says what `status` says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.accord import Asked, achieve, inference, keep, march
from tests.generators import World, worlds
from tests.pages import record
from tests.test_formats import WHOLE

from servanda import Story, api
from servanda import page as pages
from servanda.accounts import shares
from servanda.dates import Calendar
from servanda.edition import View
from servanda.evaluate import docket
from servanda.naming import Names
from servanda.pagedata import Entry, Page, State
from servanda.question import Question
from servanda.report import row_and_reasons
from servanda.scenario import Scenario
from servanda.telling import shape, telling

ROOT = Path(__file__).parents[1]
SPRING = ROOT / "tests" / "lakeside" / "scenarios" / "lakeside-2030" / "spring.yaml"
# One worker makes the large page; the others need not make it again.
pytestmark = pytest.mark.xdist_group("page")
STORY = Scenario(scenario="made-up", agreement="river", title="Made up")


def at(pairs: tuple[tuple[int, int], ...], place: int) -> int:
    """Find what holds at a place."""
    return [value for start, value in pairs if start <= place][-1]


def state_of(page: Page, entry: Entry, moment: int, epoch: int) -> State:
    """Look up where a provision stands."""
    record = page.records[at(entry.records, epoch)]
    return page.states[at(record.states, moment)]


def told(page: Page, state: State) -> dict[str, Any]:
    """Give what a state says, its places turned into what stands there."""
    return {
        "status": state.status,
        "ground": state.ground,
        "rule": state.rule,
        "since": state.since,
        "due": state.due,
        "ends": state.ends,
        "performed": state.performed,
        "late_by": state.late_by,
        "support": state.support,
        "word": state.word,
        "marks": state.marks,
        "accused": state.accused,
        "violations": state.violations,
        "counts": [(one.source, one.reached, one.wanted) for one in state.progress],
        "instances": dict(state.instances),
        "readings": dict(state.readings),
        "owed": [tuple(one) for one in state.owed],
        "why": [page.texts[page.reasons[place].text] for place in state.why],
        "reasons": [page.texts[page.reasons[place].text] for place in state.reasons],
    }


def asked(question: Question, name: str) -> dict[str, Any]:
    """Give what the engine says when it is asked."""
    row, said = row_and_reasons(question, name)
    return {
        **{key: getattr(row, key) for key in ("status", "ground", "rule", "since")},
        **{key: getattr(row, key) for key in ("due", "ends", "performed", "late_by")},
        **{key: getattr(row, key) for key in ("support", "word", "accused")},
        "marks": tuple(mark for mark in row.marks if mark != "projected"),
        "violations": row.violations,
        "counts": [(one.source_name, one.reached, one.wanted) for one in row.progress],
        "instances": dict(row.instances),
        "readings": dict(row.readings),
        "owed": [tuple(one) for one in shares(question, name)],
        "why": [reason.text for reason in said],
        "reasons": [reason.text for reason in question.premises(name)],
    }


def compared(about: pages.Asked, page: Page, number: int) -> Iterator[str]:
    """Ask the engine at so many moments and epochs; name where the page differs."""
    random = Random(1)
    for _ in range(number):
        moment = random.randrange(len(page.moments))
        epoch = random.randrange(len(page.epochs))
        known_by = page.epochs[epoch].second
        if known_by is None:
            continue
        horizon = page.moments[-1].second
        known = docket(about.agreement, about.view, known_by, horizon, about.inference)
        question = about.question(known, page.moments[moment].second)
        for entry in page.provisions:
            if entry.records:
                shown = told(page, state_of(page, entry, moment, epoch))
                if shown != asked(question, entry.id):
                    when = f"{page.moments[moment].text} {page.epochs[epoch].text}"
                    yield f"{entry.id} at {when}: {shown} {asked(question, entry.id)}"


def about(story: Story) -> pages.Asked:
    """Ask for the page of a story as it is by default."""
    assert story.latest is not None
    loaded, latest = story.loaded, story.latest
    return pages.Asked(
        loaded.agreement,
        loaded.scenario,
        loaded.calendar,
        story.view,
        story.inference,
        latest,
        latest,
        latest,
    )


@pytest.fixture
def river(tmp_path: Path) -> Story:
    """Give a story of the agreement with readings and acts that the docs describe."""
    for example in WHOLE:
        path = tmp_path / example.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example.text, encoding="utf-8")
    return api.load(tmp_path / "scenarios" / "river-accord" / "first-weeks.yaml")


# -- what it says ----------------------------------------------------------------------


def test_the_record_says_at_each_moment_what_status_says() -> None:
    story, page, _ = record()
    assert list(compared(about(story), page, 4)) == []


def test_a_small_story_says_at_each_moment_what_status_says() -> None:
    story = api.load(SPRING)
    assert list(compared(about(story), api.page(story), 20)) == []


def test_readings_and_acts_are_told_as_status_tells_them(river: Story) -> None:
    page = api.page(river)
    assert list(compared(about(river), page, 4)) == []
    assert any(state.readings for state in page.states)
    assert {deed.word for deed in page.acts} >= {"extend"}
    assert page.epochs[-1].acts


@given(worlds())
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_made_up_stories_say_what_status_says(world: World) -> None:
    reports = world.reports
    last = max([report.reported for report in reports], default=0)
    view = View(reports, world.covers)
    asked = pages.Asked(
        world.agreement,
        STORY,
        world.calendar,
        view,
        inference(),
        max(last, world.calendar.read(world.first_day).hi),
        last,
        last,
    )
    assert list(compared(asked, pages.page(asked), 3)) == []


def test_a_reading_moves_where_no_instance_has_arisen() -> None:
    terms = "for_each: {kind: asked}, keyed_by: [batch], readings: {first: "
    duty = keep(f"{terms}{{held_by: [north], until: 2025-03-03}}}}")
    found = page_of(Asked(duty, "a 3 judge kind=rain"))
    (entry,) = found.provisions
    days = {moment.text: place for place, moment in enumerate(found.moments)}
    under = [
        dict(state_of(found, entry, days[f"2025-03-0{day}"], 1).readings)
        for day in (3, 4)
    ]
    assert under == [{"first": "holding"}, {"first": "met"}]


def test_a_dispute_is_told_by_the_words_of_its_present_ground() -> None:
    lines = "a 4 south position=breached about=p\nb 6 north position=excused about=p"
    found = page_of(Asked(achieve(), lines), as_of="7")
    (entry,) = found.provisions
    state = state_of(found, entry, found.moment, 2)
    assert (state.ground, state.since) == ("obligation", "2025-03-04T00:00:00+00:00")
    assert told(found, state)["why"] == [
        "North said on 2025-03-06 that it is excused",
        "South said on 2025-03-04 that it is breached",
    ]


# -- how it is put together ------------------------------------------------------------


def page_of(about: Asked, as_of: str = "20", known_by: str = "31") -> Page:
    """Give the page of a small accord."""
    calendar = Calendar("UTC")
    second = calendar.read(march(known_by)).hi
    return pages.page(
        pages.Asked(
            about.agreement,
            STORY,
            calendar,
            about.view,
            inference(),
            calendar.read(march(as_of)).hi,
            second,
            second,
        )
    )


DUTY = achieve()


def test_epochs_begin_where_something_becomes_known() -> None:
    found = page_of(Asked(DUTY, "a 4 north kind=act\nb 4 paper kind=act reported=6"))
    assert [(one.text, one.reports) for one in found.epochs] == [
        (None, 0),
        ("2025-03-04", 1),
        ("2025-03-06", 2),
    ]


def test_what_is_told_alike_is_kept_once() -> None:
    found = page_of(Asked(DUTY, "a 4 north kind=act\nb 8 paper kind=rain"))
    (entry,) = found.provisions
    assert [epoch for epoch, _ in entry.records] == [0, 1]
    assert [found.reports[place].id for place in entry.reports] == ["a"]


def test_moments_are_days_and_reach_what_is_due_soon() -> None:
    found = page_of(Asked(DUTY, "a 4 north kind=act"), as_of="5")
    texts = [moment.text for moment in found.moments]
    assert texts[0] < "2025-03-01"
    assert "2025-03-11" in texts
    assert texts == sorted(texts)
    assert found.moments[found.moment].text == "2025-03-05"


def test_what_is_asked_about_is_a_moment_even_within_a_day() -> None:
    soon = DUTY.replace("2025-03-10", "2025-03-05")
    found = page_of(Asked(soon, "a 4T08:30 north kind=act"), as_of="4T12:00")
    assert found.moments[found.moment].text == "2025-03-04T12:00:00+00:00"
    assert "2025-03-04T08:30:00+00:00" in [moment.text for moment in found.moments]


def test_later_reports_are_left_out_where_known_by_is_given() -> None:
    story = api.load(SPRING)
    found = api.page(story, as_of="2030-03-05", known_by="2030-03-05")
    assert {report.id for report in found.reports} < {
        report.id for report in api.page(story).reports
    }
    assert max(report.known for report in found.reports) <= found.moments[-1].second
    assert not any(report.reported > "2030-03-06" for report in found.reports)


def test_a_page_opens_as_of_the_day_asked_for_and_knows_what_came_later() -> None:
    found = api.page(api.load(SPRING), as_of="2030-03-04")
    assert found.moments[found.moment].text == "2030-03-04"
    assert found.epochs[found.epoch].text == "2030-03-04T15:00:00+01:00"
    assert found.epochs[-1].text == "2030-03-08"


def test_provisions_outside_the_scenario_have_no_record() -> None:
    found = api.page(api.load(SPRING))
    without = {entry.id for entry in found.provisions if not entry.records}
    assert "fishing-rights" in without
    assert "ferry-reopens" not in without


def test_quotas_say_what_each_source_counts() -> None:
    _, page, _ = record()
    trucks = next(entry for entry in page.provisions if entry.id == "aid-trucks")
    state = state_of(page, trucks, page.moment, page.epoch)
    assert trucks.aim == "600 trucks per day"
    assert {one.source for one in state.progress} == {
        "UN OCHA",
        "Gaza Government Media Office (Hamas-run)",
        "COGAT (Israel, civil coordination)",
    }


def test_phases_and_themes_are_those_of_the_agreement() -> None:
    _, page, _ = record()
    by_id = {entry.id: entry for entry in page.provisions}
    assert by_id["hostages-33"].phase == "phase-one"
    assert by_id["hostages-33"].theme == "exchange"
    assert page.phases[0].id == "phase-one"
    assert next(iter(page.themes)) == "truce"


@pytest.mark.parametrize(
    ("number", "most", "kept"),
    [
        (0, 3, []),
        (2, 3, [0, 1]),
        (3, 3, [0, 1, 2]),
        (7, 3, [0, 3, 6]),
        (100, 4, [0, 33, 66, 99]),
    ],
)
def test_epochs_are_thinned_evenly(number: int, most: int, kept: list[int]) -> None:
    assert list(pages.thinned(range(number), most)) == kept


@pytest.mark.parametrize(
    ("provisions", "epochs"), [(1, 400), (100, 400), (1000, 40), (100_000, 24)]
)
def test_more_provisions_leave_time_for_fewer_epochs(
    provisions: int, epochs: int
) -> None:
    assert pages.most_epochs(provisions) == epochs


@pytest.mark.parametrize(
    ("line", "form", "says"),
    [
        (
            "a 4 north kind=bridge-left place=mill",
            "account",
            "bridge left (place Mill)",
        ),
        ("a 4 north says=denied kind=act", "denial", "denies act"),
        ("a - north says=denied of=b reported=4", "denial", "denies what b tells"),
        ("a 4 paper says=unconfirmed kind=act", "denial", "cannot confirm act"),
        (
            "a 4 north position=refuses about=p",
            "position",
            "says that it will not do it",
        ),
        ("a 4 watch kind=trucks total=1200", "count", "counts 1,200: trucks"),
        ("a 4 watch kind=trucks remaining=some", "count", "some remain: trucks"),
        ("a 4 watch access=none place=mill", "other", "access: none"),
        ("a 4 north act=extend about=p to=8", "other", "extend"),
        ("a - north retracts=b reported=4", "other", "retracts b"),
    ],
)
def test_a_report_is_told_in_a_line(line: str, form: str, says: str) -> None:
    found = Asked(DUTY, line)
    (report,) = found.view.reports
    assert shape(report) == form
    assert telling(report, Names(found.agreement)) == says
