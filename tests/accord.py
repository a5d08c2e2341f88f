"""A small accord nobody signed; its provisions and reports are written a line each.

Everything happens in March 2025, in UTC: `4` is the fourth, `4T08:30` an instant of
it, `4/6` a span and `-` no date.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import yaml
from tests.generators import read_report

from servanda.agreement import Agreement
from servanda.dates import Calendar, Moment
from servanda.edition import View
from servanda.evaluate import Docket, docket
from servanda.evidence import LONG_AGO
from servanda.inference import Inference
from servanda.question import Question
from servanda.ruleset import RULES
from servanda.scenario import Report, Scenario
from servanda.situation import FIELDS
from servanda.standing import Key, Step

CALENDAR = Calendar("UTC")
DATED = ("reported", "since", "from", "to")
DAY = re.compile(r"(\d+)(T.*)?")
HEAD = """
agreement: river
title: River accord
zone: UTC
in_force: 2025-03-01
parties:
  north: {name: North}
  ally: {name: Ally of the north, side: north}
  south: {name: South}
  east: {name: East}
sources:
  judge: {tier: authority, name: The Judge}
  watch: {tier: independent, name: The Watch}
  scout: {tier: independent}
  paper: {tier: press, name: The Paper}
  wire: {tier: press}
  blog: {tier: party}
  spoke: {tier: party, speaks_for: north}
places: {region: {parts: [hill, valley]}, valley: {parts: [mill]}, sea: {}}
phases: {talks: {from: {report: {kind: opened}}, until: {report: {kind: ended}}}}
"""


def march(text: str) -> str:
    """Write a date of March 2025 as files do."""
    return "/".join(_written(part) for part in text.split("/"))


def _written(part: str) -> str:
    match = DAY.fullmatch(part)
    assert match, f"no day of March: {part}"
    return f"2025-03-{int(match[1]):02}{match[2] or ''}"


def at(text: str) -> Moment:
    """Read a date of March 2025."""
    return CALENDAR.read(march(text))


def short(second: int | None) -> str:
    """Write a second as the day of March it begins, or as an instant of it."""
    if second is None or second == LONG_AGO:
        return "ever"
    text = CALENDAR.short(second)
    assert text.startswith("2025-03-"), f"not in March: {text}"
    day, clock = str(int(text[8:10])), text[11:]
    return day if clock == "00:00" else f"{day}T{clock}"


def dated(moment: Moment | None) -> str:
    """Write a date as it would be told, nothing as `-`."""
    if moment is None:
        return "-"
    days = CALENDAR.day_of(moment.hi) - CALENDAR.day_of(moment.lo)
    if moment.day is None or not days:
        return short(moment.lo)
    return f"{short(moment.lo)}/{short(CALENDAR.first_second(moment.day))}"


def told(line: str) -> Report:
    """Read `id date source key=value …`."""
    id, date, source, *more = line.split()
    data: dict[str, Any] = {"id": id, "source": source}
    pairs = (pair.partition("=") for pair in more)
    data.update((name, value) for name, _, value in pairs)
    for name in DATED:
        if name in data:
            data[name] = march(data[name])
    if date != "-":
        data["date"] = march(date)
    return read_report(data, CALENDAR)


def reports(lines: str) -> tuple[Report, ...]:
    """Read a report a line."""
    return tuple(told(line) for line in lines.strip().splitlines() if line.strip())


def agreement(provisions: str, head: str = "") -> Agreement:
    """Read provisions, one a line as `name: terms`, into the accord."""
    data = {**read(HEAD), **(read(head) or {})}
    data["provisions"] = read(provisions) or {}
    for name, terms in data["provisions"].items():
        data["provisions"][name] = {"title": f"Duty {name}", **terms}
    return Agreement.model_validate(data)


def read(text: str) -> Any:
    """Read YAML with every scalar as text, as files are read."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def achieve(terms: str = "due: 2025-03-10", bearer: str = "north") -> str:
    """Write a duty `p` to act."""
    given = f"modality: achievement, bearer: {bearer}, performed_by: {{kind: act}}"
    return f"p: {{{given}, {terms}}}\n"


def keep(terms: str = "until: 2025-03-20", bearer: str = "north") -> str:
    """Write a duty `p` not to harm."""
    given = f"modality: maintenance, bearer: {bearer}, violated_by: {{kind: harm}}"
    return f"p: {{{given}, {terms}}}\n"


def quota(terms: str = "target: {total: 10}, due: 2025-03-10") -> str:
    """Write a duty `p` of the north to bring goods."""
    given = "modality: quota, bearer: north, counted_by: {kind: goods}"
    return f"p: {{{given}, {terms}}}\n"


@cache
def inference() -> Inference:
    """Compile the tables once."""
    return Inference(RULES, FIELDS)


class Asked(NamedTuple):
    """An accord and what is reported of it, known by a day."""

    provisions: str
    lines: str = ""
    known: str = "31"
    head: str = ""
    covers: frozenset[str] | None = None

    @property
    def view(self) -> View:
        """Give what the scenario lets one see."""
        return View(reports(self.lines), self.covers)

    @property
    def agreement(self) -> Agreement:
        """Give the agreement asked about."""
        return agreement(self.provisions, self.head)

    def docket(self, horizon: str = "31") -> Docket:
        """Weigh what is known."""
        known, end = at(self.known).hi, at(horizon).hi
        return docket(self.agreement, self.view, known, end, inference())

    def question(self, as_of: str) -> Question:
        """Ask as of a day."""
        data = {"scenario": "told", "agreement": "river", "title": "As told"}
        return Question(
            self.agreement,
            Scenario.model_validate(data),
            {report.id: report for report in self.view.reports},
            CALENDAR,
            at(as_of).hi,
            at(self.known).hi,
            self.docket(),
        )


def key(text: str) -> Key:
    """Read `name=value,…`."""
    pairs = (pair.split("=") for pair in text.split(",") if pair)
    return tuple((name, value) for name, value in pairs)


def walk(steps: tuple[Step, ...]) -> str:
    """Write steps as `from status ground; …`."""
    return "; ".join(
        " ".join(word for word in (short(step.at), step.status, step.ground) if word)
        for step in steps
    )
