"""What waits for a delayed step comes as much later, and nothing else does."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from servanda.agreement import Agreement
from servanda.changes import Change, Shift
from servanda.dates import Calendar
from servanda.inference import Inference
from servanda.ruleset import RULES
from servanda.scenario import Report, ReportRecord, resolve
from servanda.situation import FIELDS
from servanda.touched import Base, rerun

RECORD: TypeAdapter[ReportRecord] = TypeAdapter(ReportRecord)
CALENDAR = Calendar("UTC")
THREE = Shift(days=3)


def duty(**terms: Any) -> dict[str, Any]:
    """Give an achievement of the north's."""
    base = {"title": "T", "modality": "achievement", "bearer": "north", "due": "open"}
    return {**base, **terms}


AGREEMENT = Agreement.model_validate(
    {
        "agreement": "river",
        "title": "River accord",
        "zone": "UTC",
        "in_force": {"anchor": "signed"},
        "anchors": {"signed": {"actual": {"kind": "signed"}}},
        "parties": {"north": {"name": "North"}, "south": {"name": "South"}},
        "sources": {"monitor": {"tier": "authority"}},
        "same": ["kind", "batch"],
        "phases": {"talks": {"from": {"report": {"kind": "opened"}}}},
        "provisions": {
            "opened": duty(due="2025-03-10", performed_by={"kind": "opened"}),
            "cleared": duty(
                due={"days": 5, "after": {"done": "opened"}},
                performed_by={"kind": "cleared"},
            ),
            "rebuilt": duty(
                due={
                    "latest": ["2025-03-20", {"days": 5, "after": {"met": "cleared"}}]
                },
                performed_by={"kind": "rebuilt"},
            ),
            "sealed": duty(
                due={"days": 4, "after": {"due": "opened"}},
                performed_by={"kind": "sealed"},
            ),
            "guarded": duty(
                **{"from": {"start": "talks"}}, performed_by={"kind": "guarded"}
            ),
            "watched": duty(
                modality="maintenance",
                until={"met": "cleared"},
                violated_by={"kind": "absent"},
            ),
            "names": duty(
                for_each={"kind": "release"},
                keyed_by="batch",
                due={"days": 1, "after": {"instance": "start"}},
                performed_by={"kind": "named"},
            ),
            "released": duty(
                each={"batch": ["1", "2"]},
                due="2025-03-08",
                performed_by={"kind": "release"},
            ),
            "apart": duty(due="2025-03-20", performed_by={"kind": "apart"}),
        },
    }
)


def told(id: str, date: str, **more: Any) -> Report:
    """Give a report of the monitor's."""
    record = {"id": id, "source": "monitor", "date": date, **more}
    record = {key: v if isinstance(v, list) else str(v) for key, v in record.items()}
    report = resolve(RECORD.validate_python(record), CALENDAR, None)
    assert isinstance(report, Report), report
    return report


REPORTS = (
    told("signed", "2025-03-01", kind="signed"),
    told("opened", "2025-03-09", kind="opened"),
    told("cleared", "2025-03-13", kind="cleared"),
    told("rebuilt", "2025-03-17", kind="rebuilt"),
    told("sealed", "2025-03-08", kind="sealed"),
    told("guarded", "2025-03-10", kind="guarded"),
    told("release-1", "2025-03-02", kind="release", batch=1),
    told("release-2", "2025-03-05", kind="release", batch=2),
    told("named-1", "2025-03-03", kind="named", batch=1),
    told("named-2", "2025-03-06", kind="named", batch=2),
    told("apart", "2025-03-19", kind="apart"),
)

CARRIED: dict[str, tuple[Change, dict[str, str]]] = {
    # What was sealed before the opening did not wait for it; the rest did.
    "all that waits, and what waits for that": (
        Change("delay", "opened", by=THREE),
        {
            "opened": "2025-03-12",
            "cleared": "2025-03-16",
            "rebuilt": "2025-03-20",
            "guarded": "2025-03-13",
        },
    ),
    "from the middle of a chain": (
        Change("delay", "cleared", by=THREE),
        {"cleared": "2025-03-16", "rebuilt": "2025-03-20"},
    ),
    "by hours": (
        Change("delay", "cleared", by=Shift(hours=6)),
        {
            "cleared": "2025-03-13T06:00:00+00:00/2025-03-14T05:59:59+00:00",
            "rebuilt": "2025-03-17T06:00:00+00:00/2025-03-18T05:59:59+00:00",
        },
    ),
    "the instance a trigger is of": (
        Change("delay", "released", (("batch", "1"),), by=THREE),
        {"release-1": "2025-03-05", "named-1": "2025-03-06"},
    ),
    "a report that is moved": (
        Change("move", "release-2", by=THREE),
        {"release-2": "2025-03-08", "named-2": "2025-03-09"},
    ),
    "nothing where something comes earlier": (
        Change("move", "cleared", by=Shift(days=-1)),
        {"cleared": "2025-03-12"},
    ),
    "nothing behind it": (
        Change("delay", "apart", by=THREE),
        {"apart": "2025-03-22"},
    ),
    "not what is performed on a date": (
        Change("perform", "opened", on="2025-03-20"),
        {},
    ),
}


@pytest.fixture(scope="module")
def base() -> Iterator[Base]:
    """Evaluate the story once."""
    with Inference(RULES, FIELDS) as inference:
        yield Base(AGREEMENT, REPORTS, None, inference)


@pytest.mark.parametrize(("asked", "left"), CARRIED.values(), ids=CARRIED)
def test_what_waits_is_carried_along(
    base: Base, asked: Change, left: dict[str, str]
) -> None:
    applied = base.apply([asked], carry=True)
    assert applied.refusals == ()
    assert _moved(applied.reports) == left


def _moved(reports: tuple[Report, ...]) -> dict[str, str]:
    before = {report.id: report.date for report in REPORTS}
    return {
        r.id: CALENDAR.text(r.date)
        for r in reports
        if r.date is not None and before.get(r.id, r.date) != r.date
    }


def test_without_carrying_only_the_step_moves(base: Base) -> None:
    applied = base.apply([Change("delay", "opened", by=THREE)])
    assert _moved(applied.reports) == {"opened": "2025-03-12"}


def test_each_carried_step_says_what_it_waits_for(base: Base) -> None:
    found = base.apply([Change("delay", "opened", by=THREE)], carry=True)
    assert [edit.change.describe() for edit in found.edits] == [
        "opened is performed 3 days later",
        "cleared is performed 3 days later, as it waits for opened",
        "guarded is performed 3 days later, as it waits for opened",
        "rebuilt is performed 3 days later, as it waits for cleared",
    ]


def test_a_step_that_never_came_carries_what_came_after_it_was_due(
    base: Base,
) -> None:
    changes = [Change("miss", "opened"), Change("delay", "opened", by=THREE)]
    applied = base.apply(changes, carry=True)
    # It was due on 10 March; what was guarded and cleared came on that day or later.
    assert _moved(applied.reports) == {
        "cleared": "2025-03-16",
        "rebuilt": "2025-03-20",
        "guarded": "2025-03-13",
    }


def test_what_is_carried_moves_once(base: Base) -> None:
    changes = [
        Change("delay", "opened", by=THREE),
        Change("delay", "cleared", by=THREE),
    ]
    found = rerun(base, changes, carry=True)
    assert _moved(found.applied.reports)["rebuilt"] == "2025-03-23"
    assert found.flags(CALENDAR.read("2025-03-31").hi)["rebuilt"] == "met"
