"""The slack of steps as data to show: how late each can be, and what falls first."""

from collections.abc import Iterable
from typing import NamedTuple

from servanda import durations
from servanda.dates import Calendar
from servanda.evidence import LONG_AGO
from servanda.margins import Fall, Slack
from servanda.question import Head, Question
from servanda.scenario import Scenario
from servanda.touched import Base


class Falling(NamedTuple):
    """A provision that falls once a step comes too late; `late`: it is merely late."""

    provision: str
    title: str
    at: str | None
    before: str
    after: str
    ground: str
    rule: str
    late: bool


class SlackRow(NamedTuple):
    """How late one step can be. Times are ISO texts; None where nothing falls."""

    id: str
    title: str
    bearer_names: tuple[str, ...]
    status: str
    ground: str
    performed: str | None
    due: str | None
    since: str
    slack: str | None
    latest: str | None
    tips: str | None
    falls: tuple[Falling, ...]


class SlackReport(NamedTuple):
    """How late each step can be that is open or met, the tightest first."""

    head: Head
    carry: bool
    steps: tuple[SlackRow, ...]


def slack_report(
    found: Iterable[Slack], base: Base, scenario: Scenario, carry: bool
) -> SlackReport:
    """Put names and dates to the slack of steps."""
    at = base.latest if base.as_of is None else base.as_of
    known = at if base.known_by is None else base.known_by
    question = Question(
        agreement=base.agreement,
        scenario=scenario,
        told={report.id: report for report in base.reports},
        calendar=base.ground.calendar,
        as_of=at,
        known_by=known,
        docket=base.docket(base.latest),
    )
    ordered = sorted(found, key=_tightness)
    return SlackReport(question.head, carry, tuple(_row(question, o) for o in ordered))


def _tightness(one: Slack) -> tuple[bool, int]:
    latest = one.latest
    return latest is None, 0 if latest is None else latest - one.since


def _row(question: Question, one: Slack) -> SlackRow:
    names, calendar = question.names, question.calendar
    terms = question.agreement.provisions[one.provision]
    return SlackRow(
        id=one.provision,
        title=terms.title,
        bearer_names=names.sources(terms.bearer),
        status=one.standing.status,
        ground=one.standing.ground,
        performed=question.moment(one.performed),
        # Of instances, each has a due date of its own.
        due=None if one.standing.instances else question.moment(one.standing.due),
        since=calendar.instant_text(one.since),
        slack=_length(one),
        latest=_end(calendar, one.latest),
        tips=question.instant(one.tips),
        falls=tuple(_falling(question, fall) for fall in one.falls),
    )


def _length(one: Slack) -> str | None:
    if one.days is not None:
        return durations.of_days(one.days)
    return None if one.seconds is None else durations.of_seconds(one.seconds)


def _end(calendar: Calendar, second: int | None) -> str | None:
    """Write an instant, as a day where it is a day's last second."""
    if second is None:
        return None
    day = calendar.day_of(second)
    if second == calendar.last_second(day):
        return calendar.text(calendar.day(day))
    return calendar.instant_text(second)


def _falling(question: Question, fall: Fall) -> Falling:
    return Falling(
        provision=fall.provision,
        title=question.names.provision(fall.provision),
        at=None if fall.at <= LONG_AGO else question.instant(fall.at),
        before=fall.before.status,
        after=fall.after.status,
        ground=fall.after.ground,
        rule=fall.after.rule,
        late=fall.late,
    )
