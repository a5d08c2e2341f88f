"""Small random worlds: an agreement, its reports, and questions about them.

Everything is drawn as plain data, as files would say it, so that a failing case can
be printed and read. Dates crowd a few days, so that edges and ties happen often.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

import yaml
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests.maker import Data, Dice
from tests.maker_acts import ActMaker

from servanda.agreement import Agreement
from servanda.dates import Calendar
from servanda.scenario import Report, ReportRecord, resolve

RECORD: TypeAdapter[ReportRecord] = TypeAdapter(ReportRecord)


def read_report(data: Mapping[str, Any], calendar: Calendar) -> Report:
    """Read one report's plain data as the source module would."""
    report = resolve(RECORD.validate_python(dict(data)), calendar, None)
    if not isinstance(report, Report):
        raise ValueError(f"no report: {report} in {dict(data)}")
    return report


@dataclass(frozen=True)
class World:
    """One generated case: plain data, and the models made of it."""

    plain: Data
    told: tuple[Data, ...]
    covers: frozenset[str] | None = None
    picks: tuple[int, ...] = ()

    @cached_property
    def agreement(self) -> Agreement:
        """Read the agreement."""
        return Agreement.model_validate(self.plain)

    @cached_property
    def calendar(self) -> Calendar:
        """Give the agreement's calendar."""
        return Calendar(self.agreement.zone, self.agreement.day_ends)

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """Read the reports."""
        return tuple(read_report(data, self.calendar) for data in self.told)

    @property
    def first_day(self) -> str:
        """Give a day before or among the drawn dates."""
        began: str = self.plain["anchors"]["began"]["planned"]["date"]
        return began[:10]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def __str__(self) -> str:
        covers = None if self.covers is None else sorted(self.covers)
        return "\n" + "\n".join(
            (
                yaml.safe_dump(self.plain, sort_keys=False, default_flow_style=None),
                "reports:",
                *(f"  - {_flow(report)}" for report in self.told),
                f"covers: {covers}",
                f"picks: {self.picks}",
            )
        )


def _flow(data: Data) -> str:
    return yaml.safe_dump(
        data, sort_keys=False, default_flow_style=True, width=1000
    ).strip()


VOICES = {"spoke-a": "ada", "spoke-b": "ben"}


def _no_tied_totals(told: Sequence[Data], calendar: Calendar) -> tuple[Data, ...]:
    """Leave out totals that tie with another answer of their source.

    Which of two totals of one source, date and hour is meant, no page can say.
    """
    seen: dict[tuple[str, int, int], bool] = {}
    kept = []
    for data in told:
        tally = "total" in data or "remaining" in data
        if tally or "position" in data:
            report = read_report(data, calendar)
            assert report.date
            voice = VOICES.get(report.source, report.source)
            name = (voice, report.date.lo, report.reported)
            if name in seen and (tally or seen[name]):
                continue
            seen[name] = tally
        kept.append(data)
    left = {data["id"] for data in kept}
    links = ("of", "retracts", "replaces", "withdraws")
    while True:  # what was linked to what was left out goes with it
        told = [d for d in kept if all(d[n] in left for n in links if n in d)]
        if len(told) == len(kept):
            return tuple(told)
        kept, left = told, {data["id"] for data in told}


def world(dice: Dice, most: int = 14) -> World:
    """Draw a whole world."""
    maker = ActMaker(dice)
    plain = maker.agreement()
    maker.tell(maker.number(0, most))
    calendar = Calendar(plain["zone"], plain["day_ends"])
    told = _no_tied_totals(maker.reports, calendar)
    covers = None
    if maker.chance(8):
        covers = frozenset({"p1", maker.pick(("aid", "p2"))})
    picks = tuple(maker.number(0, 999) for _ in range(4))
    return World(plain, told, covers, picks)


def drawn(number: int, most: int = 14) -> World:
    """Draw the world of a number: quick, and the same each time."""
    return world(Random(number).randint, most)


@st.composite
def worlds(draw: Callable[[st.SearchStrategy[Any]], Any], most: int = 14) -> World:
    """Draw a world that Hypothesis can make plainer."""
    return world(lambda low, high: int(draw(st.integers(low, high))), most)
