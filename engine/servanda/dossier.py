"""All that a report of record holds: standings, instances, statements, dates."""

from collections.abc import Iterator
from typing import NamedTuple

from servanda.explanation import Explanation, explanation
from servanda.pagedata import Page
from servanda.question import Question
from servanda.reasons import Citation
from servanda.report import Row, StatusReport, row, status_report
from servanda.scenario import Report
from servanda.telling import telling
from servanda.upcoming import Upcoming, upcoming


class Statement(NamedTuple):
    """A report as it was made: who says what of which day, and where one can read it.

    `date` and `reported` are ISO texts; `times` is how often the same was said.
    """

    citation: Citation
    tier: str
    says: str
    date: str | None
    reported: str
    about: tuple[str, ...]
    grade: str
    times: int


class Dossier(NamedTuple):
    """A status report with everything that stands behind it, as known."""

    report: StatusReport
    upcoming: Upcoming
    instances: tuple[Row, ...]
    statements: tuple[Statement, ...]

    @property
    def title(self) -> str:
        """Name what it is about: the agreement and the scenario."""
        head = self.report.head
        return f"{head.agreement_title}: {head.scenario_title}"


class Booklet(NamedTuple):
    """A dossier to be read as a book: with every reason, and its timeline."""

    dossier: Dossier
    explanations: tuple[Explanation, ...]
    page: Page


def dossier(question: Question) -> Dossier:
    """Put together all that is known as of an instant."""
    return Dossier(
        status_report(question),
        upcoming(question),
        tuple(_instances(question)),
        tuple(_statements(question)),
    )


def explanations(question: Question) -> tuple[Explanation, ...]:
    """Explain every provision that the scenario speaks of."""
    provisions = question.agreement.provisions
    found = (explanation(question, id, flipping=False) for id in provisions)
    return tuple(one for one in found if one.row.status != "not-tracked")


def _instances(question: Question) -> Iterator[Row]:
    for provision in question.agreement.provisions:
        for key in question.docket.units(provision):
            if key is not None:
                yield row(question, provision, key)


def _statements(question: Question) -> Iterator[Statement]:
    """List the reports that are known, in the order in which they became so."""
    known = (r for r in question.told.values() if r.reported <= question.known_by)
    for report in sorted(known, key=lambda r: (r.reported, r.id)):
        yield _statement(question, report)


def _statement(question: Question, report: Report) -> Statement:
    names, grade = question.names, report.grade
    return Statement(
        citation=question.reasons.citations((report.id,))[0],
        tier=names.tier(report.source),
        says=telling(report, names),
        date=question.moment(report.date),
        reported=question.calendar.instant_text(report.reported),
        about=report.about,
        grade=f"{grade.reliability or ''}{grade.credibility or ''}" if grade else "",
        times=report.times,
    )
