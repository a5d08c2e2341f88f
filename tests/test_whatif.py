"""The difference of two histories: what ends elsewhere, when they part, and why."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from servanda.agreement import Agreement
from servanda.changes import Change, parse_change
from servanda.dates import Calendar
from servanda.edition import View
from servanda.evaluate import docket
from servanda.inference import Inference
from servanda.ruleset import RULES
from servanda.scenario import Report, ReportRecord, resolve
from servanda.situation import FIELDS
from servanda.source import load_scenario
from servanda.standing import Step
from servanda.touched import Base
from servanda.whatif import Difference, WhatIf, parting, run

RECORD: TypeAdapter[ReportRecord] = TypeAdapter(ReportRecord)
CALENDAR = Calendar("UTC")


def duty(**terms: Any) -> dict[str, Any]:
    """Give a provision of the north's; an achievement that is due some day."""
    base = {"title": "T", "modality": "achievement", "bearer": "north", "due": "open"}
    return {**base, **terms}


AGREEMENT = Agreement.model_validate(
    {
        "agreement": "river",
        "title": "River accord",
        "zone": "UTC",
        "in_force": "2025-03-01",
        "parties": {"north": {"name": "North"}, "south": {"name": "South"}},
        "sources": {"monitor": {"tier": "authority"}, "paper": {"tier": "press"}},
        "same": ["kind", "batch"],
        "provisions": {
            # Written so that what is read stands after what reads it.
            "reopened": duty(
                due={"days": 5, "after": {"met": "cleared"}},
                performed_by={"kind": "reopened"},
            ),
            "cleared": duty(
                due={"days": 5, "after": {"done": "opened"}},
                performed_by={"kind": "cleared"},
            ),
            "opened": duty(due="2025-03-10", performed_by={"kind": "opened"}),
            "fund": duty(
                on_breach_of="opened",
                due={"days": 2, "after": {"breached": "opened"}},
                performed_by={"kind": "paid"},
            ),
            "sealed": duty(
                due={"days": 4, "after": {"due": "opened"}},
                performed_by={"kind": "sealed"},
            ),
            "names": duty(
                for_each={"kind": "release"},
                keyed_by="batch",
                due={"days": 1, "after": {"instance": "start"}},
                performed_by={"kind": "named"},
            ),
            "truce": duty(modality="maintenance", violated_by={"kind": "shots"}),
            "answered": duty(
                for_each={"kind": "release"},
                keyed_by="batch",
                due={"days": 2, "after": {"met": "names"}},
                performed_by={"kind": "answered"},
            ),
            "then": duty(**{"from": {"status": {"apart": "met"}}}),
            "watch": duty(
                modality="maintenance",
                until={"days": 90, "after": {"met": "reopened"}},
                violated_by={"kind": "absent"},
            ),
            "apart": duty(due="2025-03-20", performed_by={"kind": "apart"}),
        },
    }
)


def told(id: str, date: str | None = None, **more: Any) -> Report:
    """Give a report as a scenario's file would say it, by the monitor if by nobody."""
    record = {"id": id, "source": "monitor", **more}
    if date is not None:
        record["date"] = date
    record = {key: v if isinstance(v, list) else str(v) for key, v in record.items()}
    report = resolve(RECORD.validate_python(record), CALENDAR, None)
    assert isinstance(report, Report), report
    return report


REPORTS = (
    told("o", "2025-03-09", kind="opened"),
    told("c", "2025-03-13", kind="cleared"),
    told("r", "2025-03-17", kind="reopened"),
    told("release-1", "2025-03-02", kind="release", batch=1),
    told("release-2", "2025-03-05", kind="release", batch=2),
    told("named-1", "2025-03-03", kind="named", batch=1),
    told("named-2", "2025-03-06", kind="named", batch=2),
    told("remark", "2025-03-25", kind="statement"),
)


@pytest.fixture(scope="module")
def inference() -> Iterator[Inference]:
    """Give the status tables, compiled once."""
    with Inference(RULES, FIELDS) as made:
        yield made


def ask(
    inference: Inference,
    *changes: str | Change,
    as_of: str | None = "2025-03-25",
    known_by: str | None = None,
    covers: frozenset[str] | None = None,
    reports: tuple[Report, ...] = REPORTS,
) -> WhatIf:
    """Ask what differs with changes, each written as its option and value."""
    made = []
    for each in changes:
        found: object = each
        if isinstance(each, str):
            option, value = each.split(" ", 1)
            found = parse_change(option, value, AGREEMENT, CALENDAR)
        assert isinstance(found, Change), found
        made.append(found)
    a, k = (text and CALENDAR.read(text).hi for text in (as_of, known_by))
    base = Base(
        AGREEMENT, reports, covers, inference, known_by=k or None, as_of=a or None
    )
    return run(base, made)


def story(found: WhatIf) -> dict[str, str]:
    """Give for each difference where the provision stands before and after."""
    return {
        d.provision: f"{_stands(d, 0)} -> {_stands(d, 1)}" for d in found.differences
    }


def _stands(one: Difference, side: int) -> str:
    standing = (one.before, one.after)[side]
    if standing is None:
        return "-"
    late = f" {standing.late.days} late" if standing.late else ""
    return f"{standing.status}{late}"


# -- what differs -----------------------------------------------------------------

NOTHING: dict[str, tuple[str, ...]] = {
    "no change": (),
    "a report nothing reads": ("drop remark",),
    "moving what nothing reads": ("move remark=-3d",),
    "missing what was not done": ("miss apart",),
}


@pytest.mark.parametrize("changes", NOTHING.values(), ids=NOTHING)
def test_nothing_differs(inference: Inference, changes: tuple[str, ...]) -> None:
    found = ask(inference, *changes)
    assert (found.differences, found.refusals) == ((), ())


def test_taking_a_report_away_and_adding_it_again_differs_in_nothing(
    inference: Inference,
) -> None:
    assert not ask(inference, "drop o", Change("add", reports=REPORTS[:1])).differences


def test_the_source_of_what_is_supposed_changes_nothing(inference: Inference) -> None:
    found = ask(inference)
    plain = docket(AGREEMENT, View(REPORTS), found.known_by, found.as_of, inference)
    for id in AGREEMENT.provisions:
        assert found.before.steps(id) == plain.steps(id)
        assert found.before.standing(id, found.as_of) == plain.standing(id, found.as_of)


DIFFERS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "perform, late": (
        ("perform apart=2025-03-22",),
        {"then": "dormant -> pending", "apart": "breached -> met 2 late"},
    ),
    "delay from the due date": (
        ("delay apart=2d",),
        {"then": "dormant -> pending", "apart": "breached -> met 2 late"},
    ),
    "miss, with a duty that only a breach brings": (
        ("miss opened",),
        {
            "cleared": "met -> met",
            "opened": "met -> breached",
            "fund": "dormant -> breached",
        },
    ),
    "what only moves a due date": (
        ("delay cleared=2d",),
        {"reopened": "met -> met", "cleared": "met -> met 1 late"},
    ),
    "a date that nothing can count from any more": (
        ("miss cleared",),
        {"reopened": "met -> met", "cleared": "met -> breached"},
    ),
    "deny at the same tier": (
        ("deny o=monitor",),
        {"cleared": "met -> met", "opened": "met -> disputed"},
    ),
    "deny at a lower one": (("deny o=paper",), {}),
    "each of two changes": (
        ("miss apart", "move r=9d"),
        {"reopened": "met -> met 8 late", "watch": "holding -> holding"},
    ),
}


@pytest.mark.parametrize(("changes", "stands"), DIFFERS.values(), ids=DIFFERS)
def test_differs(
    inference: Inference, changes: tuple[str, ...], stands: dict[str, str]
) -> None:
    found = ask(inference, *changes, as_of="2025-03-27")
    assert story(found) == stands


def test_what_differs_only_ahead_is_no_difference_yet(inference: Inference) -> None:
    change = "perform apart=2025-03-18"
    # When a duty starts is a date of its own, which is known by then.
    assert set(story(ask(inference, change, as_of="2025-03-12"))) == {"then"}
    assert "apart" in story(ask(inference, change, as_of="2025-03-18"))


def test_what_is_not_tracked_does_not_differ(inference: Inference) -> None:
    found = ask(inference, "miss opened", covers=frozenset({"opened"}))
    assert story(found) == {"opened": "met -> breached"}


CALM = told("calm", "2025-03-24", kind="shots", says="denied")


def test_being_observed_or_not_is_a_difference(inference: Inference) -> None:
    (truce,) = ask(inference, Change("add", reports=(CALM,))).differences
    assert (_stands(truce, 0), _stands(truce, 1)) == ("holding", "holding")
    assert truce.chain[0].because[0].reports == ("calm",)
    blind = told("blind", "2025-03-24", access="none")
    seen = (*REPORTS, CALM)
    added = Change("add", reports=(blind,))
    truce = {d.provision: d for d in ask(inference, added, reports=seen).differences}[
        "truce"
    ]
    assert truce.chain[0].because[0].reports == ("blind",)


def test_a_position_reaches_what_it_is_about(inference: Inference) -> None:
    found = told("finding", "2025-03-24", position="breached", about=["truce"])
    (truce,) = ask(inference, Change("add", reports=(found,))).differences
    assert truce.chain[0].because[0].reports == ("finding",)


def test_an_added_violation_differs(inference: Inference) -> None:
    shots = told("shots", "2025-03-24", kind="shots", by="north")
    (one,) = ask(inference, Change("add", reports=(shots,))).differences
    assert (one.provision, _stands(one, 1), one.ends_elsewhere) == (
        "truce",
        "breached",
        True,
    )
    assert one.parts_at == CALENDAR.read("2025-03-24").lo


def test_a_due_date_that_moves_ends_nowhere_else(inference: Inference) -> None:
    (moved, _) = ask(inference, "delay cleared=2d").differences
    assert moved.before is not None
    assert moved.after is not None
    assert moved.before.due == CALENDAR.read("2025-03-18")
    assert moved.after.due == CALENDAR.read("2025-03-20")
    assert (moved.parts_at, moved.ends_elsewhere) == (None, False)


# -- when they part ---------------------------------------------------------------

PARTINGS: dict[str, tuple[str, str, int | None]] = {
    "never": ("0p 5m", "0p 5m", None),
    "written otherwise": ("0p 5m", "0p 3p 5m", None),
    "later on one side": ("0p 5m", "0p 7m", 5),
    "from the first": ("0p", "0m", 0),
    "for a while": ("0p 5b 9m", "0p 9m", 5),
    "where there is nothing on one side": ("", "3p", 3),
}


@pytest.mark.parametrize(("one", "other", "at"), PARTINGS.values(), ids=PARTINGS)
def test_histories_part(one: str, other: str, at: int | None) -> None:
    words = {"p": "pending", "m": "met", "b": "breached"}
    sides = [
        [Step(int(step[0]), words[step[1]], "", "") for step in text.split()]  # type: ignore[arg-type]
        for text in (one, other)
    ]
    assert parting(*sides) == at
    assert parting(*reversed(sides)) == at


@pytest.mark.parametrize(
    ("change", "provision", "at"),
    [
        ("miss opened", "opened", "2025-03-09"),  # when it had been performed
        ("miss opened", "fund", "2025-03-11"),  # when it comes into force
        ("perform apart=2025-03-22", "apart", "2025-03-22"),
        ("perform apart=2025-03-18", "apart", "2025-03-18"),
    ],
)
def test_they_part(inference: Inference, change: str, provision: str, at: str) -> None:
    parted = {d.provision: d.parts_at for d in ask(inference, change).differences}
    assert parted[provision] == CALENDAR.read(at).lo


# -- chains -----------------------------------------------------------------------


def chain(found: WhatIf, provision: str) -> list[tuple[str, list[str]]]:
    """Give a chain as provisions and what each is because of."""
    (one,) = [d for d in found.differences if d.provision == provision]
    return [
        (
            link.provision,
            [f"{c.ref} {c.path}{','.join(c.reports)}" for c in link.because],
        )
        for link in one.chain
    ]


def test_a_chain_leads_from_the_change_through_what_differs(
    inference: Inference,
) -> None:
    found = ask(inference, "miss opened", "move c=3d")
    assert chain(found, "fund") == [
        ("opened", ["1 o"]),
        ("fund", ["opened due.after", "opened on_breach_of"]),
    ]
    assert chain(found, "reopened") == [
        ("opened", ["1 o"]),
        ("cleared", ["opened due.after", "2 c"]),
        ("reopened", ["cleared due.after"]),
    ]


def test_a_chain_passes_no_date_that_stays_as_it_was(inference: Inference) -> None:
    found = ask(inference, "delay cleared=1d", "move r=1d")
    assert chain(found, "reopened") == [
        ("cleared", ["1 c"]),
        ("reopened", ["cleared due.after", "2 r"]),
    ]
    # "sealed" counts from when "opened" is due, which no change moves.
    found = ask(inference, "miss opened", "perform sealed=2025-03-13")
    assert chain(found, "sealed") == [("sealed", ["2 what-if-2-1"])]


def test_a_chain_passes_a_condition(inference: Inference) -> None:
    assert chain(ask(inference, "perform apart=2025-03-22"), "then") == [
        ("apart", ["1 what-if-1-1"]),
        ("then", ["apart from"]),
    ]


def test_a_chain_passes_from_instance_to_instance(inference: Inference) -> None:
    # The last names come when they came before; those of batch 1 alone are later.
    assert chain(ask(inference, "delay names[batch=1]=2d"), "answered") == [
        ("names", ["1 named-1"]),
        ("answered", ["names due.after"]),
    ]


def test_a_chain_begins_with_the_denial(inference: Inference) -> None:
    found = ask(inference, "deny o=monitor")
    assert chain(found, "opened") == [("opened", ["1 what-if-1"])]


def test_every_difference_has_a_cause(inference: Inference) -> None:
    changes = ("miss opened", "delay cleared=2d", "drop release-1", "move named-2=5d")
    found = ask(inference, *changes)
    assert len(found.differences) == 6
    for one in found.differences:
        assert one.chain[-1].provision == one.provision
        assert all(link.because for link in one.chain)


# -- instances --------------------------------------------------------------------


def test_instances_that_differ_stand_under_their_provision(
    inference: Inference,
) -> None:
    names, answered = ask(inference, "miss names[batch=2]").differences
    assert answered.provision == "answered"
    assert _stands(names, 1) == "breached"
    (second,) = names.instances
    assert second.instance == (("batch", "2"),)
    assert (_stands(second, 0), _stands(second, 1)) == ("met", "breached")


def test_an_instance_may_be_there_on_one_side_alone(inference: Inference) -> None:
    names, answered = ask(inference, "drop release-2").differences
    assert answered.provision == "answered"
    (second,) = names.instances
    assert (_stands(second, 0), _stands(second, 1)) == ("met", "-")
    assert not names.ends_elsewhere


# -- the question -----------------------------------------------------------------


def test_nothing_differs_where_a_change_is_refused(inference: Inference) -> None:
    found = ask(inference, "miss opened", "drop nothing")
    assert [refusal.code for refusal in found.refusals] == ["unknown-report"]
    assert found.differences == ()
    assert found.after is found.before


def test_by_default_one_asks_about_the_latest_date_of_either_side(
    inference: Inference,
) -> None:
    assert ask(inference, as_of=None).as_of == CALENDAR.read("2025-03-25").hi
    later = ask(inference, "perform apart=2025-04-02", as_of=None)
    assert later.as_of == CALENDAR.read("2025-04-02").hi
    assert story(later)["apart"] == "breached -> met 13 late"


def test_what_is_supposed_is_known_and_what_was_not_yet_reported_is_not(
    inference: Inference,
) -> None:
    found = ask(inference, "perform opened=2025-03-08", "drop c", known_by="2025-03-04")
    assert [refusal.code for refusal in found.refusals] == ["unknown-report"]
    found = ask(inference, "perform opened=2025-03-08", known_by="2025-03-04")
    assert story(found)["opened"] == "breached -> met"
    assert {report.id for report in found.reports} == {
        "release-1",
        "named-1",
        "what-if-1-1",
    }


def test_the_corridor_of_the_shipped_story(inference: Inference) -> None:
    loaded = load_scenario("gaza-2025/as-reported-27-february").value
    assert loaded is not None
    read = loaded.calendar.read
    text = "corridor-withdrawal-begins=2025-03-03"
    asked = parse_change("perform", text, loaded.agreement, loaded.calendar)
    assert isinstance(asked, Change)
    covers = frozenset(loaded.scenario.covers)
    as_of = read("2025-03-05").hi
    base = Base(loaded.agreement, loaded.reports, covers, inference, as_of=as_of)
    found = run(base, [asked])
    assert story(found) == {"corridor-withdrawal-begins": "breached -> met 2 late"}
    assert found.differences[0].parts_at == read("2025-03-03").lo
