"""A question: one scenario, asked as of an instant by what was known by another."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from servanda.batch import Reports
from servanda.dates import Calendar, DateError, Moment, is_day
from servanda.errors import QuestionError
from servanda.naming import Names
from servanda.reasons import Reason, Reasons
from servanda.scenario import Report, Scenario

if TYPE_CHECKING:
    from servanda.agreement import Agreement
    from servanda.evaluate import Docket
    from servanda.standing import Key, Standing


DAY = 86400


class Head(NamedTuple):
    """What every answer says first: about what it is, as of when, known by when."""

    agreement: str
    agreement_title: str
    scenario: str
    scenario_title: str
    hypothetical: bool
    as_of: str
    known_by: str
    zone: str
    projected: bool


class Question(NamedTuple):
    """A scenario with the two instants it is asked about; `told` is its reports."""

    agreement: "Agreement"
    scenario: Scenario
    told: Mapping[str, Report]
    calendar: Calendar
    as_of: int
    known_by: int
    docket: "Docket"

    @property
    def names(self) -> Names:
        """Give the agreement's names."""
        return Names(self.agreement)

    @property
    def reasons(self) -> Reasons:
        """Give what turns premises into reasons."""
        return Reasons(self.names, self.told, self.calendar)

    @property
    def head(self) -> Head:
        """Say what is asked."""
        return Head(
            agreement=self.agreement.agreement,
            agreement_title=self.agreement.title,
            scenario=self.scenario.scenario,
            scenario_title=self.scenario.title,
            hypothetical=self.scenario.hypothetical,
            as_of=self.calendar.instant_text(self.as_of),
            known_by=self.calendar.instant_text(self.known_by),
            zone=self.agreement.zone,
            projected=self.known_by < self.as_of,
        )

    def premises(
        self, provision: str, key: "Key | None" = None, at: int | None = None
    ) -> tuple[Reason, ...]:
        """Say why a provision, or an instance of it, stands where it does (at `at`)."""
        second = self.as_of if at is None else at
        from servanda.premises import why  # only an answer needs the engine

        return self.reasons.of(why(self.docket, provision, second, key))

    def derivation(self, provision: str, key: "Key | None" = None) -> Reason | None:
        """Say how a due date came about; None where there is none."""
        found = self.docket.due_derivation(provision, key)
        return None if found is None else self.reasons.derivation(found)

    def standing(self, provision: str, key: "Key | None" = None) -> "Standing":
        """Ask where a provision stands, or an instance of it."""
        if key is None:
            return self.docket.standing(provision, self.as_of)
        return self.docket.unit_standing(provision, key, self.as_of)

    def instant(self, second: int | None) -> str | None:
        """Write a second as RFC 3339, None as None."""
        return None if second is None else self.calendar.instant_text(second)

    def moment(self, moment: Moment | None) -> str | None:
        """Write a moment as a day, an instant or a span, None as None."""
        return None if moment is None else self.calendar.text(moment)


def last_second(text: str, calendar: Calendar, option: str = "as_of") -> int:
    """Read a day (its last second) or an instant; raise QuestionError otherwise."""
    try:
        moment = calendar.read(text)
    except DateError as error:
        raise QuestionError(f"{option}: {error.message}", error.hint) from None
    if not (moment.exact or is_day(text)):
        hint = "as in 2025-02-28 or 2025-02-28T14:00"
        raise QuestionError(f'{option}: "{text}" is no day and no instant', hint)
    return moment.hi


def latest(reports: Iterable[Report], calendar: Calendar) -> int | None:
    """Give the last second of the latest `date` or `reported`; None without reports."""
    given = Reports.of(reports).sorts
    if not given:
        return None
    last = max(report.reported for report in given)
    # Only the last days can hold the last second: a day is no longer than 25 hours.
    near = {r.reported for r in given if r.reported > last - 2 * DAY}
    dated = (report.date.hi for report in given if report.date is not None)
    return max([*dated, *(_end(second, calendar) for second in near)])


def _end(reported: int, calendar: Calendar) -> int:
    # What was reported on a day is known from its first second on; asked about
    # that day, one asks about its last.
    day = calendar.day_of(reported)
    if calendar.first_second(day) == reported:
        return calendar.last_second(day)
    return reported
