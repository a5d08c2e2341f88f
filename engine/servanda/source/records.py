"""Reports as files give them: one record validated, resolved, or placed as problems."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from pydantic import ValidationError

from servanda.batch import Columns, Reports
from servanda.dates import Calendar
from servanda.problems import Problem, Severity
from servanda.scenario import (
    NO_LINKS,
    Origin,
    RecordProblem,
    Report,
    ReportRecord,
    resolve,
)
from servanda.source.mending import RECORD, mended, other_problems
from servanda.source.nodes import Document, Mapping, Node, plain
from servanda.source.soundcsv import Sound
from servanda.source.validate import problems_of, refused_json

MOST_PROBLEMS = 1000
NO_CITE = RecordProblem(
    "",
    "missing-cite",
    'this report has no "cite"',
    "as in cite: {outlet: Reuters, date: 2025-03-01}; "
    "only a scenario marked hypothetical: true goes without",
)


@dataclass
class Intake:
    """The reports taken in so far, and the problems found with others.

    Reports that say the same, id apart, may share one value: the first's. `distinct`
    are those values, `repeats` say how often each was told again, `lines` where.
    `sorts` have one of each sort: what nothing is wrong with in it, in none is.
    `tables` hold reports that nothing is wrong with and that say nothing of others:
    they are not among the other values until they are opened.
    Reports that are `refused` go nowhere but into further checks. `nodes` has the
    places of reports that were read as nodes anyway.
    """

    calendar: Calendar
    reports: dict[str, Report] = field(default_factory=dict)
    distinct: list[Report] = field(default_factory=list)
    sorts: list[Report] = field(default_factory=list)
    repeats: Counter[str] = field(default_factory=Counter)
    lines: array[int] = field(default_factory=lambda: array("Q"))
    shares: bool = True
    tables: list[Columns] = field(default_factory=list)
    refused: list[Report] = field(default_factory=list)
    nodes: dict[Origin, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    noted: Counter[tuple[str, Severity]] = field(default_factory=Counter)

    def note(self, problems: Iterable[Problem]) -> None:
        """Keep problems: so many of one file, beyond which they are counted."""
        for problem in problems:
            if self.keeps(problem.file, problem.severity):
                self.problems.append(problem)

    def keeps(self, file: str, severity: Severity) -> bool:
        """Count one more problem of a file; tell whether it is to be kept."""
        self.noted[file, severity] += 1
        return self.noted[file, severity] <= MOST_PROBLEMS

    def all_problems(self) -> list[Problem]:
        """Return the problems, with how many more there were than were kept."""
        return self.problems + [
            _more(file, severity, count - MOST_PROBLEMS)
            for (file, severity), count in self.noted.items()
            if count > MOST_PROBLEMS
        ]

    def everything(self) -> dict[str, Report]:
        """Return the reports by id, those refused included, those in tables not."""
        if not self.refused:
            return self.reports
        return {report.id: report for report in self.refused} | self.reports

    def admit(
        self, record: ReportRecord, origin: Origin, hypothetical: bool
    ) -> tuple[RecordProblem, ...]:
        """Take a report in, or return what is wrong with it."""
        found = resolve(record, self.calendar, origin)
        if not hypothetical and "cite" not in record:
            known = () if isinstance(found, Report) else found
            return (*known, NO_CITE)
        if not isinstance(found, Report):
            return found
        if self._in_table(found.id):
            self.open()
        if self.reports.setdefault(found.id, found) is not found:
            return (self._duplicate(found.id),)
        self.distinct.append(found)
        self.sorts.append(found)
        return ()

    def admit_sound(self, sound: Sound) -> bool:
        """Take in a table that nothing is wrong with, unless an id is taken."""
        ids = sound.columns.ids.keys()
        if ids & self.reports.keys() or any(ids & t.ids.keys() for t in self.tables):
            return False
        self.tables.append(sound.columns)
        self.sorts += sound.sorts
        return True

    def _in_table(self, id: str) -> bool:
        return any(id in table.ids for table in self.tables)

    def open(self) -> None:
        """Give each report of the tables a value of its own."""
        opened = [report for table in self.tables for report in table.reports()]
        self.reports.update((report.id, report) for report in opened)
        self.distinct += opened
        self.tables.clear()

    def repeat(self, report: Report, id: str, line: int) -> bool:
        """Take in a line that says the same again, unless it has to be looked at."""
        if id in self.reports or self._in_table(id) or not self.shares:
            return False
        self.reports[id] = report
        self.repeats[report.id] += 1
        self.lines.append(line)
        return True

    def told(self) -> Reports:
        """Give each value once, with how many times it was told."""
        often = self.repeats
        single = (
            report._replace(times=1 + often[report.id])
            if report.id in often
            else report
            for report in self.distinct
        )
        return Reports(single, (b for table in self.tables for b in table.batches))

    def apart(self) -> Iterator[Report]:
        """Give every report as it was written, by itself."""
        lines = iter(self.lines)
        for id, report in self.reports.items():
            yield report if report.id == id else _own(report, id, next(lines))
        for table in self.tables:
            yield from table.reports()

    def part(self, alike: Collection[str]) -> None:
        """Give each of those that share some values one of its own."""
        shared = array("Q")
        for line, (id, report) in zip(
            self.lines,
            [(id, one) for id, one in self.reports.items() if one.id != id],
            strict=True,
        ):
            if report.id in alike:
                self.reports[id] = _own(report, id, line)
            else:
                shared.append(line)
        self.lines = shared
        for id in alike:
            self.repeats.pop(id, None)
        self.distinct = [one for id, one in self.reports.items() if one.id == id]
        self.sorts = list(self.distinct)

    def part_linked(self) -> None:
        """Give those that others refer to a value of their own."""
        if not (self.repeats or self.tables):
            return
        told = (*self.distinct, *self.refused)
        linked = [report.links for report in told if report.links is not NO_LINKS]
        named = {name for links in linked for name in links} - {None}
        if not named <= self.reports.keys():
            self.open()
        found = (self.reports.get(name or "") for name in named)
        alike = {r.id for r in found if r is not None} & self.repeats.keys()
        if alike:
            self.part(alike)

    def _duplicate(self, id: str) -> RecordProblem:
        if self.repeats:
            # It is told where the first of the name is.
            self.shares = False
            self.part(tuple(self.repeats))
        return _duplicate(self.reports[id])

    def take(self, document: Document, hypothetical: bool) -> None:
        """Take in the report that a document holds."""
        origin = Origin(*document.text.place(document.root.start))
        self.nodes[origin] = document
        try:
            record = RECORD.adapter.validate_python(plain(document.root))
        except ValidationError as error:
            self.misfit(error, document, origin)
            return
        found = self.admit(record, origin, hypothetical)
        if found:
            self.refuse(document, origin, found)

    def refuse(
        self, document: Document, origin: Origin, found: tuple[RecordProblem, ...]
    ) -> None:
        """Note what is wrong with the record that a document holds."""
        root = document.root
        empty = isinstance(root, Mapping) and bool(root.empty)
        told = [one for one in found if one.key or not empty]
        self.note(record_problem(document, one) for one in told)
        self._keep_refused(mended(document, {one.key for one in found}, origin))

    def misfit(
        self,
        error: ValidationError,
        document: Document,
        origin: Origin,
        noted: bool = False,
    ) -> None:
        """Note why a record is none, unless nulls that were noted explain it."""
        problems = problems_of(error, RECORD, document)
        if not problems and not noted:
            problems = [refused_json(error, document.text)]
        self.note(problems)
        wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
        found = other_problems(document, wrong, self.calendar)
        self.note(record_problem(document, one) for one in found)
        wrong |= {one.key for one in found}
        self._keep_refused(mended(document, wrong, origin))

    def _keep_refused(self, report: Report | None) -> None:
        if report is not None and len(self.refused) < MOST_PROBLEMS:
            self.refused.append(report)


def _more(file: str, severity: Severity, count: int) -> Problem:
    message = f"{count:,} more {severity}s in this file"
    return Problem(file, 1, 1, "more-problems", message, severity)


def _own(report: Report, id: str, line: int) -> Report:
    origin = None if report.origin is None else report.origin._replace(line=line)
    return report._replace(id=id, origin=origin)


def _duplicate(first: Report) -> RecordProblem:
    where = f"{first.origin.file}:{first.origin.line}" if first.origin else "elsewhere"
    message = f'there is a report "{first.id}" already'
    return RecordProblem("id", "duplicate-id", message, f"it is at {where}")


def record_problem(document: Document, found: RecordProblem) -> Problem:
    """Place what is wrong with a key of a record."""
    shown = value_at(document.root, found.key)
    return document.text.problem(
        found.code, found.message, shown.start, shown.end, hint=found.hint
    )


def value_at(node: Node, key: str) -> Node:
    """Return a key's value in a record, or what stands for the record as a whole."""
    if not isinstance(node, Mapping) or not node.entries:
        return node
    if key in node.entries:
        return node.entries[key].value
    first = next(iter(node.entries.values())).key
    return node.entries["id"].value if "id" in node.entries else first
