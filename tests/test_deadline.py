"""Time expressions, as a mediator writes them, and the dates they give.

`dates/expressions.csv` has a row a case. `expression` is read as in a file, in the
world below, of which `in_force` (19 January 2025 where empty) and what is `known`
differ: `{report K: D}` dates the earliest report of kind K, `{due P: D}` a date of
provision P (so do start, end, met, done and breached), `{status P words: D}` the
first instant of a condition, `{instance name: D}` a bound or an attribute of the
instance that asks. `expected` is the value as it is shown, `second` the one second
of it that counts: the first of a start, the last of an end. A `defect` is a row the
engine does not meet yet.

What the texts on time limits say and an expression cannot:

- clear days that skip weekends within the period (CPR 2.8, periods of five days or
  fewer: a hearing on Monday 20 October means Tuesday the 14th; FRCP before 2009), and
  a period with two working days in it at least (Regulation 1182/71 art. 3(5)): `roll`
  moves a last day, it does not count working days;
- a backward period that falls on the preceding open day (FRCP 6(a)): `roll` only
  goes forward, as both European texts want it;
- a fraction of a month as thirtieths (Basel 1972): periods are whole numbers;
- a clerk's closing hour as the end of a last day only: `day_ends` is for all days;
- days that begin at sunset, and feasts of a religious calendar (the end of Ramadan or
  Passover): the date is written out, with its source;
- on day N alone, neither before nor after: that is `due:` with `not_before:`;
- "midnight on Saturday": whoever writes it down says whether 00:00 or the last second.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.accord import Asked

from servanda.agreement import Agreement
from servanda.dates import Calendar, Moment
from servanda.deadline import (
    FROM_DAY_END,
    Dates,
    Instance,
    conditions,
    counted_back,
    operands,
)
from servanda.expression import HEADS, Pattern, StatusWords, When
from servanda.occurrence import Occurrence
from servanda.scenario import Report
from servanda.standing import Derivation, Key

TABLE = Path(__file__).parent / "dates" / "expressions.csv"

WORLD = """
agreement: river
title: River accord
parties: {north: {name: North}, south: {name: South}}
anchors:
  ceasefire:
    {title: Ceasefire, planned: 2025-01-19T08:30, actual: {kind: ceasefire-began}}
  signing: {planned: 2025-01-17}
  review: {title: Review, planned: {days: 3, after: {anchor: signing}}}
  undated: {}
  egg: {planned: {days: 1, after: {anchor: hen}}}
  hen: {planned: {anchor: egg}}
phases:
  phase-one: {title: phase one, from: {day: 1}, until: {day: 42}}
  talks: {from: {report: {kind: talks-opened}}, until: {report: {kind: talks-ended}}}
  later-talks:
    {from: {report: {kind: later-opened}}, until: {report: {kind: later-ended}}}
  always: {}
  chicken: {from: {start: other-chicken}}
  other-chicken: {from: {start: chicken}}
provisions:
  begins: {title: It begins, modality: achievement, bearer: north, due: open}
  completes: {title: It completes, modality: achievement, bearer: north, due: open}
"""


def read(text: str) -> Any:
    """Read YAML with every scalar as text, as files are read."""
    return yaml.load(text, Loader=yaml.BaseLoader)


@dataclass(frozen=True)
class Facts:
    """What is known, by `head name`: a lookup that looks nothing up but this."""

    dates: Mapping[str, Moment]

    def earliest(self, pattern: Pattern) -> Occurrence | None:
        kind = pattern.kind[0]
        date = self.dates.get(f"report {kind}")
        if date is None:
            return None
        report = Report(f"said-{kind}", "south", date, date.lo, kind=kind)
        return Occurrence(kind, {}, date, False, "full", (report,))

    def date_of(self, provision: str, head: str, key: Key) -> Moment | None:
        where = "".join(f" {name}={value}" for name, value in key)
        return self.dates.get(f"{head} {provision}{where}")

    def first_held(self, conditions: Mapping[str, StatusWords]) -> int | None:
        parts = (f"{name} {' or '.join(words)}" for name, words in conditions.items())
        held = self.dates.get("status " + " ".join(parts))
        return None if held is None else held.lo


@dataclass(frozen=True)
class Case:
    """One question: an expression in a world."""

    expression: str
    start: bool = False
    zone: str = "Asia/Jerusalem"
    day_ends: str = "00:00"
    in_force: str = "2025-01-19"
    known: str = "{}"

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.zone, self.day_ends)

    @cached_property
    def facts(self) -> dict[str, str]:
        return dict(read(self.known))

    @cached_property
    def dates(self) -> Dates:
        more = {"zone": self.zone, "in_force": read(self.in_force)}
        agreement = Agreement.model_validate({**read(WORLD), **more})
        known = {
            name: self.calendar.read(text)
            for name, text in self.facts.items()
            if not name.startswith("instance ")
        }
        return Dates(agreement, self.calendar, Facts(known))

    @property
    def instance(self) -> Instance | None:
        own = {
            name.removeprefix("instance "): text
            for name, text in self.facts.items()
            if name.startswith("instance ")
        }
        start, end = (
            self.calendar.read(own[bound]) if bound in own else None
            for bound in ("start", "end")
        )
        key = (("batch", own["batch"]),) if "batch" in own else ()
        return Instance(start, end, own, key) if own else None

    @property
    def derivation(self) -> Derivation:
        ask = self.dates.as_start if self.start else self.dates.as_end
        return ask(when(self.expression), self.instance)

    def told(self, value: Moment | None) -> tuple[str, str]:
        """Write a value, and the one second of it that counts."""
        if value is None:
            return "unknown", ""
        second = value.lo if self.start else value.hi
        return self.calendar.text(value), self.calendar.instant_text(second)


def when(text: str) -> When:
    return When.model_validate(read(text))


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parameter(row: dict[str, str]) -> Any:
    defect = row["defect"]
    marks = [pytest.mark.xfail(strict=True, reason=defect)] if defect else []
    return pytest.param(row, marks=marks, id=row["name"])


@pytest.mark.parametrize("row", [parameter(row) for row in rows()])
def test_an_expression_gives_its_date(row: Mapping[str, str]) -> None:
    case = Case(
        row["expression"],
        row["as"] == "start",
        row["zone"],
        row["day_ends"] or "00:00",
        row["in_force"] or "2025-01-19",
        row["known"] or "{}",
    )
    found = case.derivation
    assert case.told(found.value) == (row["expected"], row["second"])


NTH: dict[str, tuple[str, str]] = {
    "one is not yet two": ("a 3 watch kind=shots", "unknown"),
    "the second by date, whenever it was told": (
        """c 9 watch kind=shots
           b 7 watch kind=shots reported=8
           a 3 watch kind=shots reported=10""",
        "2025-03-07",
    ),
    "of those that are true": (
        """a 3 watch kind=shots
           b 5 watch kind=shots
           n - judge says=denied of=b reported=6
           d 8 watch kind=shots
           e 9 watch kind=other""",
        "2025-03-08",
    ),
    "two accounts of one are one": (
        "a 3 watch kind=shots\n b 4 scout of=a",
        "unknown",
    ),
}


@pytest.mark.parametrize(("lines", "date"), NTH.values(), ids=NTH.keys())
def test_of_several_reports_the_nth_by_date_counts(lines: str, date: str) -> None:
    docket = Asked("", lines).docket()
    dates = docket.course.last.dates
    found = dates.as_end(when("{report: {kind: shots, at_least: 2}}")).value
    assert ("unknown" if found is None else dates.calendar.text(found)) == date


def tree(case: Case, found: Derivation, indent: str = "") -> Iterator[str]:
    """Write a derivation as lines: what was applied to what, giving which."""
    reports = f" [{', '.join(found.reports)}]" if found.reports else ""
    yield f"{indent}{found.text}: {case.told(found.value)[0]}{reports}"
    for part in found.parts:
        yield from tree(case, part, indent + "  ")


TREES = {
    "{days: 8, after: {day: 42}}": """
        8 days after: 2025-03-09
          day 42, counting the first as day 1: 2025-03-01
            the date set: 2025-01-19
    """,
    "{weeks: 1, before: 2025-02-01}": """
        1 week before: 2025-01-25
          the date set: 2025-02-01
    """,
    "{hours: 6, after: 2025-02-01}": """
        6 hours after the end of the day: 2025-02-02T06:00:00+02:00
          the date set: 2025-02-01
    """,
    "{hours: 6, before: 2025-02-01}": """
        6 hours before the day's start: 2025-01-31T18:00:00+02:00
          the date set: 2025-02-01
    """,
    "{hours: 6, after: {anchor: ceasefire}}": """
        6 hours after: 2025-01-19T17:15:00+02:00
          Ceasefire: ceasefire-began: 2025-01-19T11:15:00+02:00 [said-ceasefire-began]
    """,
    "{before: {report: {kind: talks-opened}}}": """
        until the second before: unknown
          the report of talks-opened, not reported: unknown
    """,
    "{anchor: review}": """
        Review, as planned: 2025-01-20
          3 days after: 2025-01-20
            signing, as planned: 2025-01-17
              the date set: 2025-01-17
    """,
    "{anchor: undated}": "undated, not dated: unknown",
    "{latest: [{end: phase-one}, {end: talks, if_any: true}]}": """
        the latest of: 2025-03-01
          the end of phase one: 2025-03-01
            day 42, counting the first as day 1: 2025-03-01
              the date set: 2025-01-19
    """,
    "{earliest: [{due: completes}, {done: begins}, open]}": """
        the earliest of: 2025-02-26
          the due date of "It completes": unknown
          the performance (if late, the due date) of "It begins": 2025-02-26
          the text sets no date: unknown
    """,
    "{start: always}": "the start of always: 2025-01-19",
    "{end: always}": "the end of always, for which no date is set: unknown",
    "{start: chicken}": """
        the start of chicken: unknown
          the start of other-chicken: unknown
            the start of chicken: unknown
    """,
    "{status: {begins: [met, holding], completes: breached}}": (
        "the first instant at which begins is met or holding "
        "and completes is breached: unknown"
    ),
    "{instance: release-time}": "the instance's release-time: unknown",
    "{date: 2025-02-01, roll: next-working-day}": """
        rolled to the next working day: 2025-02-03
          the date set: 2025-02-01
    """,
    "{date: 2025-02-03, roll: next-working-day}": "the date set: 2025-02-03",
}


@pytest.mark.parametrize(("expression", "told"), TREES.items())
def test_a_date_remembers_how_it_came_about(expression: str, told: str) -> None:
    known = "{report ceasefire-began: 2025-01-19T11:15, done begins: 2025-02-26}"
    case = Case(expression, known=known)
    lines = [line.removeprefix(" " * 8) for line in told.strip().splitlines()]
    assert list(tree(case, case.derivation)) == lines


MARKED = {
    "{hours: 6, after: 2025-02-01}": True,
    "{hours: 6, before: 2025-02-01}": True,
    "{hours: 6, after: 2025-02-01T08:30}": False,
    "{hours: 6, before: 2025-02-01T08:30}": False,
    "{days: 1, after: {hours: 6, after: 2025-02-01}}": True,
    "{days: 1, after: 2025-02-01}": False,
    "{latest: [2025-02-01, {hours: 6, after: {day: 1}}]}": True,
}


@pytest.mark.parametrize(("expression", "marked"), MARKED.items())
def test_hours_counted_from_a_day_are_marked(expression: str, marked: bool) -> None:
    assert (FROM_DAY_END in Case(expression).derivation.marks) is marked


def test_a_title_is_no_mark() -> None:
    title = "Both report within 24 hours, at the latest by the end of the day"
    assert not Derivation(f'the due date of "{title}"', None).marks


BACK = {
    "{days: 60, before: 2027-02-22}": True,
    "{hours: 24, before: {instance: release-time}}": True,
    "{day: 2, of: {weeks: 1, before: 2025-03-01}}": True,
    "{days: 1, after: {months: 1, before: 2025-03-01}}": True,
    "{earliest: [2025-03-01, {days: 1, before: 2025-02-01}]}": True,
    "{latest: [2025-03-01, {days: 1, before: 2025-02-01}]}": True,
    "{before: {days: 1, before: 2025-02-01}}": True,
    "{before: 2025-03-01}": False,
    "{days: 1, after: {before: 2025-03-01}}": False,
    "{days: 1, after: 2025-03-01}": False,
    "open": False,
}


@pytest.mark.parametrize(("expression", "back"), BACK.items())
def test_what_counts_back_lets_early_performance_count(
    expression: str, back: bool
) -> None:
    assert counted_back(when(expression)) is back


def test_no_expression_counts_back_and_none_waits() -> None:
    assert not counted_back(None)
    assert not list(conditions(None))


CONDITIONS = {
    "{status: {a: met}}": ["a"],
    "{latest: [{day: 3}, {status: {a: met}}, {days: 1, after: {status: {b: met}}}]}": [
        "a",
        "b",
    ],
    "{day: 3, of: {before: {earliest: [{status: {a: met}}, open]}}}": ["a"],
    "{met: a}": [],
}


@pytest.mark.parametrize(("expression", "names"), CONDITIONS.items())
def test_conditions_are_found_wherever_they_stand(
    expression: str, names: list[str]
) -> None:
    found = [
        name for part in conditions(when(expression)) for name in part.status or {}
    ]
    assert found == names


def test_every_head_of_an_expression_has_a_case() -> None:
    met = [row["expression"] for row in rows() if not row["defect"]]
    used = {part.head for text in met for part in walk(when(text))}
    assert used == {*HEADS, "before"}


def walk(whole: When) -> Iterator[When]:
    yield whole
    for part in operands(whole):
        yield from walk(part)
