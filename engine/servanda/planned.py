"""A plan's changes as values, made ready for the scenario it is of.

What is wrong with a change, or cannot be done, is a problem where it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.added import load_added
from servanda.changes import Change, Refusal, unsuitable, with_value
from servanda.dates import Calendar, DateError
from servanda.plan import ASKS, ExpectedDifference, Plan, PlannedChange
from servanda.problems import Problem, did_you_mean, in_order, quote
from servanda.scenario import Expectation, Report
from servanda.source.nodes import Document, Scalar
from servanda.source.records import value_at
from servanda.source.whatifs import ReadPlan, added_items, problem_at

if TYPE_CHECKING:
    from servanda.agreement import Agreement
    from servanda.source import Loaded

FORM = "a number of days, hours or weeks, as in 3d, 6h or 2w"


@dataclass(frozen=True)
class Planned:
    """A plan whose changes are ready to be made; `places` are where they stand.

    What has `problems` lacks the changes that are wrong.
    """

    read: ReadPlan
    plan: Plan
    changes: tuple[Change, ...]
    places: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def whole(self) -> bool:
        """Tell whether every report there is to add is there."""
        added = sum(change.kind == "add" for change in self.changes)
        return added == sum(one.add is not None for _, one in self.read.changes)

    def refused(self, refusals: Iterable[Refusal]) -> tuple[Problem, ...]:
        """Place what cannot be done where it is asked for."""
        return in_order(
            problem_at(
                self.places[one.number - 1],
                self.changes[one.number - 1].kind,
                one.code,
                one.message,
                one.hint,
            )
            for one in refusals
        )


def planned(
    read: ReadPlan, plan: Plan, loaded: Loaded, scenario: str, rules: Path | None
) -> Planned:
    """Make a plan's changes ready for the scenario it is of; note what is wrong."""
    added, problems = _added(read, scenario, rules)
    maker = _Maker(loaded.agreement, loaded.calendar, added)
    changes: list[Change] = []
    places: list[Document] = []
    for document, written in read.changes:
        change = maker.change(document, written)
        if change is None or isinstance(change, Problem):
            problems += () if change is None else (change,)
        else:
            changes.append(change)
            places.append(document)
    problems += _names(read, loaded.agreement)
    problems += _dates(read, plan, loaded.calendar)
    found = in_order((*read.problems, *problems))
    return Planned(read, plan, tuple(changes), tuple(places), found)


def _added(
    read: ReadPlan, scenario: str, rules: Path | None
) -> tuple[dict[str, Report], list[Problem]]:
    """Read the reports that a plan adds, by id."""
    written = [
        Document(document.text, item)
        for document, change in read.changes
        if change.add is not None
        for item in added_items(document)
    ]
    if not written:
        return {}, []
    outcome = load_added(scenario, rules, (), written)
    reports = outcome.value or ()
    return {report.id: report for report in reports}, list(outcome.problems)


@dataclass(frozen=True)
class _Maker:
    """Turns what a plan writes into changes."""

    agreement: Agreement
    calendar: Calendar
    added: dict[str, Report]

    def change(
        self, document: Document, written: PlannedChange
    ) -> Change | Problem | None:
        """Give a change; None where the problem with it is known already."""
        kind = written.kinds[0]
        if kind == "add":
            reports = tuple(self.reports(document))
            return Change("add", reports=reports) if reports else None
        keys = tuple((written.instance or {}).items())
        named = Change(kind, getattr(written, kind), keys)  # type: ignore[arg-type]
        asked = ASKS[kind]
        value = getattr(written, "as_" if asked == "as" else asked) if asked else ""
        try:
            made = with_value(named, value, self.calendar)
        except DateError as error:
            return problem_at(document, asked, error.code, error.message, error.hint)
        if made is None:
            message = f"{quote(value)} is no length of time to {kind} by"
            return problem_at(document, asked, "bad-change", message, FORM)
        wrong = unsuitable(made, self.agreement)
        if wrong is None:
            return made
        at = {"unknown-instance": "instance", "unknown-reading": "as"}.get(
            wrong.code, kind
        )
        return problem_at(document, at, wrong.code, wrong.message, wrong.hint)

    def reports(self, document: Document) -> Iterator[Report]:
        for item in added_items(document):
            named = value_at(item, "id")
            if isinstance(named, Scalar) and named.text in self.added:
                yield self.added[named.text]


def _names(read: ReadPlan, agreement: Agreement) -> Iterator[Problem]:
    """Find the provisions expected of that the agreement does not have."""
    asked: list[tuple[Document, Expectation | ExpectedDifference]] = [
        *read.expected,
        *(read.differs or ()),
    ]
    for document, one in asked:
        if one.provision not in agreement.provisions:
            message = f"no provision is called {quote(one.provision)}"
            hint = did_you_mean(one.provision, agreement.provisions)
            yield problem_at(document, "provision", "unknown-provision", message, hint)


def _dates(read: ReadPlan, plan: Plan, calendar: Calendar) -> Iterator[Problem]:
    """Find the dates that are none in this calendar."""
    assert read.document is not None
    asked: list[tuple[Document, object]] = [(read.document, plan)]
    asked += [*read.expected, *(read.differs or ())]
    for document, one in asked:
        for key in ("as_of", "known_by", "since", "due", "parts_at"):
            text = getattr(one, key, None)
            try:
                if text is not None:
                    calendar.read(text)
            except DateError as error:
                yield problem_at(document, key, error.code, error.message, error.hint)
