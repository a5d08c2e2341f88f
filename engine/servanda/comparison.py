"""A what-if as data to show: what differs, from when, and the chain of causes."""

from collections.abc import Mapping
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.changes import SUPPOSED
from servanda.dates import Calendar
from servanda.evaluate import Docket
from servanda.question import Head, Question
from servanda.reasons import Citation
from servanda.report import Row, counts, row, status_report
from servanda.scenario import Scenario
from servanda.whatif import Cause, Difference, Link, WhatIf


class Changed(NamedTuple):
    """One change of the scenario, and the reports it touched."""

    kind: str
    target: str
    text: str
    reports: tuple[str, ...]


class Because(NamedTuple):
    """Why a provision differs: a change (by number, from 1), or another provision."""

    kind: str
    ref: str
    text: str
    path: str
    citations: tuple[Citation, ...]


class Step(NamedTuple):
    """One step of a chain: a provision, the rule it now stands by, and why."""

    provision: str
    title: str
    rule: str
    because: tuple[Because, ...]


class Compared(NamedTuple):
    """Where a provision stands without and with the changes, and when they part."""

    provision: str
    title: str
    instance: Mapping[str, str] | None
    instance_name: str
    before: Row | None
    after: Row | None
    parts_at: str | None
    chain: tuple[Step, ...]
    instances: tuple["Compared", ...]


class Comparison(NamedTuple):
    """A scenario beside itself with changes."""

    head: Head
    changes: tuple[Changed, ...]
    counts_before: Mapping[str, int]
    counts_after: Mapping[str, int]
    differences: tuple[Compared, ...]


def comparison(found: WhatIf, scenario: Scenario, calendar: Calendar) -> Comparison:
    """Put names and dates to what a what-if found."""
    return _Comparer(found, scenario, calendar).comparison()


class _Comparer(NamedTuple):
    """The two sides of a what-if, ready to be asked."""

    found: WhatIf
    scenario: Scenario
    calendar: Calendar

    def comparison(self) -> Comparison:
        before, after = self._side(self.found.before), self._side(self.found.after)
        return Comparison(
            head=before.head,
            changes=tuple(
                Changed(
                    kind=edit.change.kind,
                    target=edit.change.name,
                    text=edit.change.describe(),
                    reports=edit.touched,
                )
                for edit in self.found.edits
            ),
            counts_before=counts(status_report(before).provisions),
            counts_after=counts(status_report(after).provisions),
            differences=tuple(
                self._compared(one, before, after) for one in self.found.differences
            ),
        )

    def _side(self, docket: Docket) -> Question:
        agreement: Agreement = self.found.agreement
        return Question(
            agreement=agreement,
            scenario=self.scenario,
            told={report.id: report for report in self.found.reports},
            calendar=self.calendar,
            as_of=self.found.as_of,
            known_by=self.found.known_by,
            docket=docket,
        )

    def _compared(self, one: Difference, before: Question, after: Question) -> Compared:
        key = one.instance
        return Compared(
            provision=one.provision,
            title=before.names.provision(one.provision),
            instance=dict(key) if key else None,
            instance_name=before.names.key(key),
            before=None if one.before is None else row(before, one.provision, key),
            after=None if one.after is None else row(after, one.provision, key),
            parts_at=before.instant(one.parts_at),
            chain=tuple(self._step(link, after) for link in one.chain),
            instances=tuple(
                self._compared(each, before, after) for each in one.instances
            ),
        )

    def _step(self, link: Link, after: Question) -> Step:
        return Step(
            provision=link.provision,
            title=after.names.provision(link.provision),
            rule=link.rule,
            because=tuple(self._because(cause, after) for cause in link.because),
        )

    def _because(self, cause: Cause, after: Question) -> Because:
        return Because(
            kind=cause.kind,
            ref=cause.ref,
            text=cause.text,
            path=cause.path,
            citations=tuple(
                citation
                for citation in after.reasons.citations(cause.reports)
                if citation.source != SUPPOSED
            ),
        )
