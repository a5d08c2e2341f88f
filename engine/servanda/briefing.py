"""A brief: what changed since a date, what falls due next, what would settle disputes.

It fits a page. What changed is told as it became known, each provision once: where it
stood when the time began, where it stands now, and what brought the last change about.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from servanda.appointments import Agenda
from servanda.chronicle import Chronicle, Event
from servanda.flips import Flips, flips
from servanda.question import Head, Question
from servanda.report import ActTold, Row, StatusReport, status_report
from servanda.upcoming import SETTLES, Item, upcoming

WEEK = 7
MOST_CHANGED, MOST_MOVED, MOST_DUE, MOST_DISPUTED = 8, 5, 6, 6


class Changed(NamedTuple):
    """A provision that changed: where it stood before and stands now, and the cause.

    `event` is its last change of `times`; it may be back where it was.
    """

    before: Row
    now: Row
    event: Event
    times: int


class Moved(NamedTuple):
    """A date that is another than it was: as ISO texts, None where there is none."""

    title: str
    provision: str
    before: str | None
    now: str | None
    known: str


class Disputed(NamedTuple):
    """A provision in dispute: what settles its kind of dispute, and what this one."""

    row: Row
    settled_by: str
    flips: Flips | None


class Brief(NamedTuple):
    """What a page tells; the numbers say how many more there are of each."""

    head: Head
    since: str
    counts: Mapping[str, int]
    counts_before: Mapping[str, int]
    reports: int
    changed: tuple[Changed, ...]
    changed_left_out: int
    moved: tuple[Moved, ...]
    moved_left_out: int
    acts: tuple[ActTold, ...]
    due: tuple[Item, ...]
    due_left_out: int
    disputed: tuple[Disputed, ...]
    disputed_left_out: int


class Before(NamedTuple):
    """What was asked when the time of a brief began: its instant and its answer."""

    since: int
    report: StatusReport


def brief(
    question: Question, before: Before, chronicle: Chronicle, agenda: Agenda
) -> Brief:
    """Sum up what happened since, what is ahead, and what is in dispute.

    The chronicle and the agenda begin when the time of the brief does.
    """
    calendar, since = question.calendar, before.since
    began = calendar.instant_text(since)
    report, told = status_report(question), question.told.values()
    changed = tuple(_changed(chronicle.transitions, before.report, report))
    moved = tuple(_moved(agenda))
    due = [i for i in upcoming(question).items if _ahead(question, i)]
    disputed = [row for row in report.tracked if row.status == "disputed"]
    return Brief(
        head=report.head,
        since=began,
        counts=report.counts,
        counts_before=before.report.counts,
        reports=sum(since < r.reported <= question.known_by for r in told),
        changed=changed[:MOST_CHANGED],
        changed_left_out=max(0, len(changed) - MOST_CHANGED),
        moved=moved[:MOST_MOVED],
        moved_left_out=max(0, len(moved) - MOST_MOVED),
        acts=tuple(
            one
            for one in report.acts
            if one.date is not None and _after(question, one.date, since)
        ),
        due=tuple(due[:MOST_DUE]),
        due_left_out=max(0, len(due) - MOST_DUE),
        disputed=tuple(_disputed(question, row) for row in disputed[:MOST_DISPUTED]),
        disputed_left_out=max(0, len(disputed) - MOST_DISPUTED),
    )


def _after(question: Question, text: str, since: int) -> bool:
    return question.calendar.read(text).lo > since


def _changed(
    events: Iterable[Event], before: StatusReport, now: StatusReport
) -> Iterator[Changed]:
    """Give each provision that changed, the one that did last first."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.provision, []).append(event)
    then, rows = ({row.id: row for row in one.provisions} for one in (before, now))
    for each in sorted(found.values(), key=lambda each: each[-1].at, reverse=True):
        id = each[-1].provision
        yield Changed(then[id], rows[id], each[-1], len(each))


def _moved(agenda: Agenda) -> Iterator[Moved]:
    """Give the dates that are others than when the time began."""
    for one in agenda.appointments:
        if not one.earlier:
            continue
        then = one.earlier[0].slot
        now = None if one.cancelled else one.slot
        if then != now:
            text = agenda.calendar.text
            name = f" ({one.row.instance_name})" if one.row.instance_name else ""
            yield Moved(
                title=f"{one.row.title}{name}",
                provision=one.row.id,
                before=None if then is None else text(then.last),
                now=None if now is None else text(now.last),
                known=agenda.calendar.instant_text(one.earlier[-1].until),
            )


def _ahead(question: Question, item: Item) -> bool:
    """Tell whether a date is still to come."""
    date = item.due or item.ends
    return date is not None and question.calendar.read(date).hi >= question.as_of


def _disputed(question: Question, row: Row) -> Disputed:
    found = flips(question.docket, row.id, None, question.as_of)
    return Disputed(row, SETTLES.get(row.ground, ""), found)


def a_week_before(question: Question) -> int:
    """Give the instant at which a brief begins unless another is asked for."""
    calendar = question.calendar
    return calendar.last_second(calendar.day_of(question.as_of) - WEEK)
