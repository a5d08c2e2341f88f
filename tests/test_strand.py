"""A provision through time: its steps, those of its instances, and its dates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.accord import (
    Asked,
    achieve,
    at,
    dated,
    inference,
    keep,
    key,
    quota,
    short,
    walk,
)

from servanda.evidence import LONG_AGO
from servanda.kin import Kin
from servanda.paths import Path, Standing, changes_of
from servanda.standing import GRAVITY, GROUNDS, Step, step_at
from servanda.strand import Strand, gravest, since, steps_of, together


def steps(words: str) -> tuple[Step, ...]:
    """Read `from status ground; …`, `ever` for the beginning."""
    found = []
    for word in words.split(";"):
        start, status, *ground = word.split()
        second = LONG_AGO if start == "ever" else at(start).lo
        found.append(Step(second, status, " ".join(ground), "row"))  # type: ignore[arg-type]
    return tuple(found)


RUN = steps("ever pending; 3 breached missed; 5 breached finding; 7 met; 9 pending")


@pytest.mark.parametrize(
    ("day", "status", "start"),
    [
        ("1", "pending", "ever"),
        ("3", "breached", "3"),
        ("4T12:00", "breached", "3"),
        ("5", "breached", "3"),
        ("6", "breached", "3"),
        ("7", "met", "7"),
        ("20", "pending", "9"),
    ],
)
def test_a_status_has_stood_since_the_last_other_one(
    day: str, status: str, start: str
) -> None:
    second = at(day).lo
    assert step_at(RUN, second).status == status
    assert short(since(RUN, second)) == start


def test_before_the_first_step_it_stands_as_in_the_first() -> None:
    assert step_at(RUN[1:], LONG_AGO) == RUN[1]


# -- what a provision takes from its instances -----------------------------------------

GRAVEST: list[tuple[list[str], str]] = [
    (["met", "breached missed", "disputed fact"], "breached missed"),
    (["met", "disputed fact", "pending"], "disputed fact"),
    (["met", "pending"], "pending"),
    (["met", "suspended", "holding"], "suspended"),
    (["met", "holding"], "holding"),
    (["void", "met"], "met"),
    (["void", "dormant"], "void"),
    (["void", "not-in-force"], "void"),
    (["dormant", "not-in-force"], "not-in-force"),
    (["dormant"], "dormant"),
    (["not-tracked", "not-tracked"], "not-tracked"),
    ([], "dormant"),
    # Of several grounds the first of the page's list.
    (["breached missed", "breached finding", "breached violation"], "breached finding"),
    (["breached missed", "breached violation"], "breached violation"),
    (["disputed position", "disputed allegation"], "disputed allegation"),
    (["disputed obligation", "disputed conformity"], "disputed conformity"),
    (["disputed reading", "disputed position"], "disputed position"),
    (["disputed else", "disputed reading"], "disputed reading"),
]


def standing(text: str) -> Standing:
    """Read `status ground`."""
    status, _, ground = text.partition(" ")
    return status, ground  # type: ignore[return-value]


@pytest.mark.parametrize(("present", "taken"), GRAVEST)
def test_the_gravest_of_several_counts(present: list[str], taken: str) -> None:
    counts = {standing(text): 1 for text in present}
    assert gravest(counts) == standing(taken)
    gone = {standing(text): 0 for text in ("breached finding", "void")}
    assert gravest({**gone, **counts}) == standing(taken)


def test_every_status_that_counts_has_its_place() -> None:
    order = [gravest(dict.fromkeys([(a, ""), ("void", "")], 1)) for a in GRAVITY]
    assert [status for status, _ in order] == list(GRAVITY)
    grounds = [gravest({("disputed", g): 1, ("disputed", "?"): 1}) for g in GROUNDS]
    assert [ground for _, ground in grounds] == list(GROUNDS)


WITHOUT = "ever not-in-force; 2 holding; 20 met"
TOGETHER: dict[str, tuple[list[tuple[str, str]], str]] = {
    "none has arisen": ([], WITHOUT),
    "one": (
        [("3", "ever not-in-force; 3 pending; 5 met")],
        "ever not-in-force; 2 holding; 3 pending; 5 met",
    ),
    "that ends before it arises": (
        [("6", "ever not-in-force; 3 pending; 5 met")],
        "ever not-in-force; 2 holding; 6 met",
    ),
    "from the beginning": ([("ever", "ever pending; 5 met")], "ever pending; 5 met"),
    "the gravest of two": (
        [
            ("3", "ever pending; 5 met"),
            ("4", "ever pending; 6 breached missed; 8 met"),
        ],
        "ever not-in-force; 2 holding; 3 pending; 6 breached missed; 8 met",
    ),
    "two at one instant": (
        [("3", "ever pending; 5 met"), ("3", "ever pending; 5 breached missed")],
        "ever not-in-force; 2 holding; 3 pending; 5 breached missed",
    ),
    "one leaves and one comes": (
        [("3", "ever pending; 5 met"), ("5", "ever pending; 7 met")],
        "ever not-in-force; 2 holding; 3 pending; 7 met",
    ),
    "another ground": (
        [("3", "ever disputed position"), ("4", "ever disputed fact; 6 met")],
        "ever not-in-force; 2 holding; 3 disputed position; 4 disputed fact; "
        "6 disputed position",
    ),
}


@pytest.mark.parametrize(("instances", "found"), TOGETHER.values(), ids=TOGETHER.keys())
def test_instances_make_up_a_provision(
    instances: list[tuple[str, str]], found: str
) -> None:
    paths = [
        path(LONG_AGO if arises == "ever" else at(arises).lo, steps(text))
        for arises, text in instances
    ]
    assert walk(together(changes_of(paths), steps(WITHOUT))) == found


def path(arises: int, taken: tuple[Step, ...]) -> Path:
    """Let one instance arise at a second, and take some steps."""
    case = replace(Asked(achieve(), "").docket().strand("p").case(None), arises=arises)
    return Path([Kin.of(case)], lambda _: taken)


# -- from cases ------------------------------------------------------------------------

ASKED = "for_each: {kind: asked}, keyed_by: [batch]"
TWO_DAYS = f"{ASKED}, due: {{days: 2, after: {{instance: start}}}}"
BATCHES = """
    t 3 watch kind=asked batch=1
    u 6 watch kind=asked batch=2
    a 4 watch kind=act batch=1
"""
STEPS: dict[str, tuple[str, str, str]] = {
    "a duty": (
        achieve(),
        "a 5 watch kind=act",
        "ever not-in-force; 1 pending; 5 met",
    ),
    "instances": (
        achieve(TWO_DAYS),
        BATCHES,
        "ever not-in-force; 1 holding; 3 pending; 4 met; 6 pending; 9 breached missed",
    ),
    "no instance, in an open window": (
        achieve(TWO_DAYS),
        "",
        "ever not-in-force; 1 holding",
    ),
    "no instance, in a window that ends": (
        achieve(f"{TWO_DAYS}, until: 2025-03-20"),
        "",
        "ever not-in-force; 1 holding; 21 met",
    ),
    "no instance, in no window yet": (
        achieve(f"{TWO_DAYS}, from: {{start: talks}}"),
        "",
        "ever not-in-force",
    ),
    "no instance, in a window that waits": (
        achieve(f"{TWO_DAYS}, from: {{status: {{q: breached}}}}") + "q: {modality: "
        "achievement, bearer: south, performed_by: {kind: deed}, due: 2025-03-05}",
        "",
        "ever dormant; 6 holding",
    ),
    "no instance, in no window": (
        achieve(f"{TWO_DAYS}, from: 2025-03-05, until: 2025-03-04"),
        "",
        "ever void",
    ),
    "no instance, ended early": (
        achieve(f"{TWO_DAYS}, void_if: {{status: {{q: breached}}}}") + "q: {modality: "
        "achievement, bearer: south, performed_by: {kind: deed}, due: 2025-03-05}",
        "",
        "ever not-in-force; 1 holding; 6 met",
    ),
    "a trigger in dispute": (
        achieve(TWO_DAYS),
        "t 3 watch kind=asked batch=1\n n - scout says=denied of=t reported=3",
        "ever not-in-force; 1 holding; 3 disputed fact",
    ),
}


@pytest.mark.parametrize(
    ("provision", "lines", "told"), STEPS.values(), ids=STEPS.keys()
)
def test_a_provision_goes_through_steps(provision: str, lines: str, told: str) -> None:
    assert walk(Asked(provision, lines).docket().steps("p")) == told


def test_outside_what_is_covered_it_has_one_step() -> None:
    for provision in (achieve(), achieve(TWO_DAYS)):
        asked = Asked(provision, BATCHES, covers=frozenset({"q"}))
        found = asked.docket().strand("p")
        assert {step.status for step in found.steps} == {"not-tracked"}


def test_the_provision_as_a_whole_names_no_row() -> None:
    found = Asked(achieve(TWO_DAYS), BATCHES).docket().strand("p")
    assert {step.rule for step in found.steps} == {"no-instance", "gravest-instance"}
    assert {step.rule for steps in found.kin_steps for step in steps} == {
        "not-in-force",
        "achievement-1-performed",
        "achievement-5-missed",
        "achievement-7-pending",
    }


def numbers(found: Strand, day: str) -> dict[str, int]:
    """Count the instances by status at the end of a day."""
    return {one.step.status: one.number for one in found.alike(at(day).hi)}


def test_a_strand_finds_its_instances() -> None:
    found = Asked(achieve(TWO_DAYS), BATCHES).docket().strand("p")
    one = key("batch=1")
    assert found.in_instances
    assert found.case(one).key == one
    assert found.steps_for(one) == steps_of(found.case(one), inference())
    assert found.steps_for(None) == found.steps
    assert [[*kin.named()] for kin, _ in found.arisen(at("5").hi)] == [[one]]
    assert len(found.arisen(at("6").hi)) == 2
    assert numbers(found, "2") == {}
    assert numbers(found, "7") == {"met": 1, "pending": 1}


def test_a_duty_in_one_piece_is_its_only_case() -> None:
    found = Asked(achieve(), "").docket().strand("p")
    assert not found.in_instances
    assert found.case(None).key is None
    assert found.steps == found.kin_steps[0]
    assert numbers(found, "2") == {"pending": 1}


# -- dates -----------------------------------------------------------------------------

DATES: dict[str, tuple[str, str, str]] = {
    "not done": (
        achieve(),
        "",
        "start 1, end 10, due 10, met -, done 10, breached 10",
    ),
    "done in time": (
        achieve(),
        "a 5 watch kind=act",
        "start 1, end 10, due 10, met 5, done 5, breached -",
    ),
    "done late": (
        achieve(),
        "a 12 watch kind=act",
        "start 1, end 10, due 10, met 12, done 10, breached 10",
    ),
    "done in part of a span": (
        achieve("due: 2025-03-10/2025-03-12"),
        "a 5/6 watch kind=act",
        "start 1, end 10/12, due 10/12, met 5/6, done 5/6, breached -",
    ),
    "with an end of its own": (
        achieve("due: 2025-03-10, until: 2025-03-20"),
        "",
        "start 1, end 20, due 10, met -, done 10, breached 10",
    ),
    "no date": (
        achieve("due: open"),
        "",
        "start 1, end -, due -, met -, done -, breached -",
    ),
    "found in breach": (
        achieve(),
        "a 5 judge position=breached about=p\n b 4 watch position=breached about=p",
        "start 1, end 10, due 10, met -, done 10, breached 5",
    ),
    "found in breach by two": (
        achieve(),
        "b 4/5 judge position=breached about=p\n a 4 court position=breached about=p",
        "start 1, end 10, due 10, met -, done 10, breached 4",
    ),
    "found in breach once it is over": (
        achieve("due: 2025-03-10, void_if: {status: {q: breached}}")
        + "q: {modality: achievement, bearer: south, performed_by: {kind: deed}, "
        "due: 2025-03-05}",
        "a 4 judge position=breached about=p",
        "start 1, end 10, due 10, met -, done 10, breached 4",
    ),
    "kept": (keep(), "", "start 1, end 20, due 20, met 20, done 20, breached -"),
    "violated": (
        keep(),
        "a 5 watch kind=harm\n b 7 watch kind=harm",
        "start 1, end 20, due 20, met -, done 20, breached 5",
    ),
    "found violated": (
        keep(),
        "a 5 judge position=breached about=p",
        "start 1, end 20, due 20, met -, done 20, breached 5",
    ),
    "kept without end": (
        keep("until: open"),
        "",
        "start 1, end -, due -, met -, done -, breached -",
    ),
    "not in force": (
        keep("from: {start: talks}, until: 2025-03-20"),
        "",
        "start -, end 20, due 20, met -, done 20, breached -",
    ),
    "nothing was asked for": (
        quota("target: {times: 3, of: {kind: freed}}, due: 2025-03-10"),
        "",
        "start 1, end 10, due 10, met 10, done 10, breached -",
    ),
    "instances: the last to be met, the first to be breached": (
        achieve(TWO_DAYS),
        f"{BATCHES} b 10 watch kind=act batch=2",
        "start 3, end 8, due 8, met 10, done 8, breached 8",
    ),
    "instances: not met until all are": (
        achieve(TWO_DAYS),
        BATCHES,
        "start 3, end 8, due 8, met -, done 8, breached 8",
    ),
    "no instance": (
        achieve(TWO_DAYS),
        "",
        "start -, end -, due -, met -, done -, breached -",
    ),
    "no instance was breached": (
        achieve(TWO_DAYS),
        "t 3 watch kind=asked batch=1\n a 4 watch kind=act batch=1",
        "start 3, end 5, due 5, met 4, done 4, breached -",
    ),
}
HEADS = ("start", "end", "due", "met", "done", "breached")
COURT = """
sources:
  {judge: {tier: authority}, court: {tier: authority}, watch: {tier: independent}}
"""


@pytest.mark.parametrize(
    ("provision", "lines", "told"), DATES.values(), ids=DATES.keys()
)
def test_a_provision_has_dates(provision: str, lines: str, told: str) -> None:
    found = Asked(provision, lines, head=COURT).docket()
    dates = (f"{head} {dated(found.date_of('p', head, ()))}" for head in HEADS)
    assert ", ".join(dates) == told


def test_an_instance_has_dates_of_its_own() -> None:
    found = Asked(achieve(TWO_DAYS), BATCHES).docket()
    one = {head: dated(found.date_of("p", head, key("batch=1"))) for head in HEADS}
    assert one == {
        "start": "3",
        "end": "5",
        "due": "5",
        "met": "4",
        "done": "4",
        "breached": "-",
    }
    other = found.date_of("p", "due", key("batch=7"))
    assert dated(other) == "8", "where no instance shares the key, of all together"
