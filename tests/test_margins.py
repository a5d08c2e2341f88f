"""How late a step can be, held against trying every delay the long way round."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests.generators import World, worlds

from servanda.agreement import Agreement
from servanda.changes import Change, Shift
from servanda.dates import NEVER, Calendar
from servanda.edition import View
from servanda.evaluate import Docket, docket
from servanda.inference import Inference
from servanda.margins import Slack, slacks
from servanda.ruleset import RULES
from servanda.scenario import Report, ReportRecord, resolve
from servanda.situation import FIELDS
from servanda.standing import FLAGS
from servanda.touched import Base

# As in test_against_oracle: worlds are not traced.
pytestmark = pytest.mark.no_cover

RECORD: TypeAdapter[ReportRecord] = TypeAdapter(ReportRecord)
CALENDAR = Calendar("UTC")


@pytest.fixture(scope="module")
def inference() -> Iterator[Inference]:
    """Give the status tables, compiled once."""
    with Inference(RULES, FIELDS) as made:
        yield made


def duty(**terms: Any) -> dict[str, Any]:
    """Give an achievement of the north's."""
    base = {"title": "T", "modality": "achievement", "bearer": "north", "due": "open"}
    return {**base, **terms}


AGREEMENT = Agreement.model_validate(
    {
        "agreement": "river",
        "title": "River accord",
        "zone": "UTC",
        "in_force": "2025-03-01",
        "parties": {"north": {"name": "North"}, "south": {"name": "South"}},
        "sources": {"monitor": {"tier": "authority"}},
        "provisions": {
            "opened": duty(due="2025-03-10", performed_by={"kind": "opened"}),
            "cleared": duty(
                due="2025-03-20",
                **{"from": {"met": "opened"}},
                performed_by={"kind": "cleared"},
            ),
            "rung": duty(
                due={"hours": 6, "after": {"met": "called"}},
                performed_by={"kind": "rung"},
            ),
            "called": duty(performed_by={"kind": "called"}),
            "apart": duty(performed_by={"kind": "apart"}),
            "signed": duty(due="2025-03-31T12:00", performed_by={"kind": "signed"}),
            "closed": duty(due="2025-04-05", performed_by={"kind": "closed"}),
            "checked": duty(
                due={"days": 2, "before": {"done": "closed"}},
                performed_by={"kind": "checked"},
            ),
            "missed": duty(due="2025-03-05", performed_by={"kind": "missed"}),
            "kept": duty(modality="maintenance", violated_by={"kind": "shots"}),
        },
    }
)


def told(id: str, date: str, kind: str) -> Report:
    """Give a report of the monitor's."""
    record = {"id": id, "source": "monitor", "date": date, "kind": kind}
    report = resolve(RECORD.validate_python(record), CALENDAR, None)
    assert isinstance(report, Report), report
    return report


REPORTS = (
    told("o", "2025-03-08", "opened"),
    told("c", "2025-03-12", "cleared"),
    told("call", "2025-03-11T08:00", "called"),
    told("ring", "2025-03-11T13:00", "rung"),
    told("a", "2025-03-02", "apart"),
    told("end", "2025-03-25", "statement"),
)
# How late each can be, until when, and what falls first beyond.
FOUND = {
    # Opened after 12 March, what was cleared that day came before its time.
    "opened": ("2 days", "2025-03-10", "opened late"),
    "cleared": ("8 days", "2025-03-20", "cleared late"),
    "rung": ("3600 seconds", "2025-03-11T14:00:00+00:00", "rung late"),
    "called": (None, None, None),
    "apart": (None, None, None),
    "signed": ("475201 seconds", "2025-03-31T12:00:00+00:00", "signed late"),
    "closed": ("11 days", "2025-04-05", "closed late"),
    "checked": ("9 days", "2025-04-03", "checked late"),
}


@pytest.fixture(scope="module")
def base(inference: Inference) -> Base:
    """Evaluate the story once."""
    return Base(AGREEMENT, REPORTS, None, inference)


def test_the_slack_of_each_step(base: Base) -> None:
    found = {one.provision: one for one in slacks(base)}
    assert {id: shown(one) for id, one in found.items()} == FOUND


def shown(one: Slack) -> tuple[str | None, str | None, str | None]:
    """Show how late a step can be, until when, and what falls first."""
    if one.latest is None:
        return (None, None, None)
    length = f"{one.days} days" if one.days is not None else f"{one.seconds} seconds"
    day = CALENDAR.day_of(one.latest)
    ends = one.latest == CALENDAR.last_second(day)
    until = (
        CALENDAR.text(CALENDAR.day(day)) if ends else CALENDAR.instant_text(one.latest)
    )
    first = one.falls[0]
    return (length, until, f"{first.provision} {'late' if first.late else first.after}")


def test_what_falls_elsewhere_is_named(inference: Inference) -> None:
    sooner = (*REPORTS[:1], told("c", "2025-03-09", "cleared"), *REPORTS[2:])
    (found,) = slacks(Base(AGREEMENT, sooner, None, inference), ["opened"])
    assert (found.days, found.tips) == (1, CALENDAR.read("2025-03-10").lo)
    (fall,) = found.falls
    assert (fall.provision, fall.before.status) == ("cleared", "met")
    assert fall.after.status != "met"


def test_with_carrying_what_waits_does_not_fall(inference: Inference) -> None:
    sooner = (*REPORTS[:1], told("c", "2025-03-09", "cleared"), *REPORTS[2:])
    made = Base(AGREEMENT, sooner, None, inference)
    (found,) = slacks(made, ["opened"], carry=True)
    assert (found.days, [fall.provision for fall in found.falls]) == (2, ["opened"])


def test_an_open_step_is_counted_from_the_instant_asked_about(base: Base) -> None:
    (found,) = slacks(base, ["closed"])
    assert found.open
    assert found.since == CALENDAR.read("2025-03-25").hi


# -- held against trying every delay ------------------------------------------------


def path(found: Docket, provision: str, until: int) -> tuple[object, ...]:
    """Give the flags a provision passes through, and how many of its parts are late."""
    flags: list[str] = []
    for step in found.steps(provision):
        if step.at <= until and flags[-1:] != [FLAGS[step.status]]:
            flags.append(FLAGS[step.status])
    units = found.units(provision)
    late = 0
    if found.agreement.provisions[provision].is_achievement:
        for key in units:
            one = found.standing(provision, until)
            if key is not None:
                one = found.unit_standing(provision, key, until)
            late += one.late is not None
    return (*flags, late)


def unchanged(base: Base, change: Change, until: int) -> bool:
    """Evaluate a delay whole, and tell whether anything falls."""
    reports = base.apply([change]).reports
    sides = [
        docket(base.agreement, View(told, base.covers), NEVER, until, base.inference)
        for told in (base.reports, reports)
    ]
    every = base.agreement.provisions
    return all(path(sides[0], id, until) == path(sides[1], id, until) for id in every)


def test_no_shorter_delay_makes_anything_fall(inference: Inference) -> None:
    tried = 0

    @seed(20)
    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds(), st.data())
    def always(world: World, data: st.DataObject) -> None:
        nonlocal tried
        base = Base(world.agreement, world.reports, world.covers, inference)
        end = base.latest
        now = base.docket(end)
        met = [
            id
            for id, terms in world.agreement.provisions.items()
            if terms.is_achievement and now.standing(id, end).status == "met"
        ]
        assume(met)
        found = slacks(base, [data.draw(st.sampled_from(met))])
        assume(found)
        (one,) = found
        tried += 1

        def falls(delay: int) -> bool:
            by = Shift(days=delay) if days else Shift(seconds=delay)
            return not unchanged(base, Change("delay", one.provision, by=by), end)

        days = one.performed is not None and one.performed.day is not None
        longest = one.days if days else one.seconds
        if longest is not None:
            assert falls(longest + 1), f"{one.provision} {longest}"
        whole = end - one.since
        if one.performed is not None and one.performed.day is not None:
            whole = world.calendar.day_of(end) - one.performed.day
        last = whole if longest is None else longest
        if last <= 0:
            return
        for delay in data.draw(st.lists(st.integers(1, last), min_size=1, max_size=2)):
            assert not falls(delay), f"{one.provision} {delay} of {longest}"

    always()
    assert tried > 3
