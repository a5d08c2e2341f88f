"""One what-if of a sweep: which flag each provision ends in, at each date asked."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.changes import Change, Refusal
from servanda.dates import NEVER, DateError
from servanda.edition import View
from servanda.edits import Applied
from servanda.inference import Inference
from servanda.ruleset import RULES
from servanda.scenario import NO_LINKS, Report
from servanda.situation import FIELDS
from servanda.standing import FLAGS, Flag, step_at
from servanda.touched import Base, without_effect

# A flag as one letter: what a ledger holds of a run is one short text.
LETTERS: Mapping[Flag, str] = {
    "met": "m",
    "pending": "p",
    "disputed": "d",
    "breached": "b",
    "dormant": "w",
    "void": "v",
    "not-tracked": "n",
}
REFUSED = "!"
# A report that an axis leaves out may be gone already, by what another axis does.
TAKEN_AWAY = "unknown-report"


class Subject(NamedTuple):
    """The scenario that a sweep changes, and what is asked of it.

    `provisions` are those it tracks; `as_of` are seconds, in order.
    """

    agreement: Agreement
    reports: tuple[Report, ...]
    covers: frozenset[str] | None
    provisions: tuple[str, ...]
    as_of: tuple[int, ...]


def subject_of(
    agreement: Agreement,
    reports: Iterable[Report],
    covers: frozenset[str] | None,
    as_of: int,
) -> Subject:
    """Take a scenario as a subject, to be asked about what it tracks."""
    told = tuple(reports)
    view = View(told, covers)
    terms = agreement.provisions.items()
    tracked = tuple(name for name, one in terms if view.tracks(name, one))
    return Subject(agreement, told, covers, tracked, (as_of,))


class Case(NamedTuple):
    """A set of changes, and the provisions they are to be evaluated for."""

    changes: tuple[Change, ...]
    provisions: tuple[str, ...]


class Trials:
    """A scenario ready to be changed again and again, in one process.

    Sent elsewhere, it takes along the scenario alone; what it infers is its own.
    """

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def __getstate__(self) -> Subject:
        """Give what can be sent to another process."""
        plain = (
            r._replace(attributes=dict(r.attributes)) for r in self.subject.reports
        )
        return self.subject._replace(reports=tuple(plain))

    def __setstate__(self, subject: Subject) -> None:
        """Take what was sent; that a report has no links is told by identity."""
        whole = (
            r._replace(links=NO_LINKS) if r.links == NO_LINKS else r
            for r in subject.reports
        )
        self.subject = subject._replace(reports=tuple(whole))

    @cached_property
    def _inference(self) -> Inference:
        return Inference(RULES, FIELDS)

    @cached_property
    def base(self) -> Base:
        """Give the scenario without changes, evaluated once."""
        agreement, reports, covers, _, as_of = self.subject
        return Base(agreement, reports, covers, self._inference, as_of=as_of[-1])

    def close(self) -> None:
        """Give back what the rules hold outside Python's memory."""
        self._inference.close()

    def refusal(self, changes: Iterable[Change]) -> Refusal | None:
        """Say why changes cannot be made; None where they can."""
        return next(iter(self.base.apply(changes).refusals), None)

    def flags(self, case: Case) -> str:
        """Give the flags' letters, date by date, or say why there are none."""
        try:
            return self._flags(case)
        except DateError as error:  # a delay has led out of the calendar
            return f"{REFUSED}{error.message}"

    def _flags(self, case: Case) -> str:
        applied: Applied = self.base.apply(case.changes)
        for refusal in applied.refusals:
            if refusal.code != TAKEN_AWAY:
                return f"{REFUSED}{refusal.message}"
        found = self.base.again(applied.reports, NEVER, self.base.latest)
        for refusal in without_effect(applied, found):
            return f"{REFUSED}{refusal.message}"
        steps = [found.steps(provision) for provision in case.provisions]
        return "".join(
            LETTERS[FLAGS[step_at(own, second).status]]
            for second in self.subject.as_of
            for own in steps
        )

    def unchanged(self) -> Mapping[tuple[str, int], Flag]:
        """Give the flags of all provisions, at each date, without any change."""
        return {
            (provision, second): FLAGS[step_at(steps, second).status]
            for provision in self.subject.provisions
            for steps in (self.base.docket(self.base.latest).steps(provision),)
            for second in self.subject.as_of
        }


def evaluate(trials: Trials, cases: Iterable[Case]) -> tuple[str, ...]:
    """Evaluate a chunk of cases."""
    return tuple(map(trials.flags, cases))
