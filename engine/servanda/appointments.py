"""The dates of duties as a calendar keeps them: each with how often it has moved.

Somebody who took the calendar anew whenever something became known has seen each date
come, move and go. That history is told here, from the dockets of those instants: as of
each, by what was known at it, until the instants asked about.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Literal, NamedTuple

from servanda.agreement import Agreement
from servanda.dates import Calendar, Moment
from servanda.evaluate import Docket
from servanda.evidence import LONG_AGO
from servanda.explanation import Words, words_of
from servanda.history import Stretch
from servanda.question import Head, Question
from servanda.reasons import AROUND, Reason
from servanda.report import Row, row
from servanda.standing import Key, step_at
from servanda.upcoming import OPEN, SETTLES, moves

Kind = Literal["due", "window"]
# What is void, or waits for what has not come, has no date that anybody must keep.
DATELESS = frozenset({"void", "dormant", "not-tracked"})


class Slot(NamedTuple):
    """What a calendar has to show: a due date, or a window from its start to its end.

    Of a due date both are the same moment.
    """

    kind: Kind
    first: Moment
    last: Moment


class Earlier(NamedTuple):
    """A date as it stood until something else became known."""

    slot: Slot | None
    known: int
    until: int


class Appointment(NamedTuple):
    """One duty's date: where it lies now, or lay last, and what it was before."""

    id: str
    row: Row
    slot: Slot
    cancelled: bool
    open: bool
    moved: int
    known: int | None
    earlier: tuple[Earlier, ...]
    derivation: Reason | None
    changed_by: tuple[Reason, ...]
    words: Words | None
    moves: tuple[str, ...]


class Agenda(NamedTuple):
    """Every date of an agreement's duties, as known; `calendar` writes them."""

    head: Head
    calendar: Calendar
    as_of: int
    known_by: int
    themes: Mapping[str, str]
    appointments: tuple[Appointment, ...]


Unit = tuple[str, Key | None, Kind]
History = dict[Unit, list[tuple[int, Slot | None]]]


def agenda(question: Question, stretches: Iterable[Stretch]) -> Agenda:
    """List every date there is or was, from what was known at each instant."""
    history: History = {}
    for stretch in stretches:
        for at in _turns(stretch):
            _note(stretch.docket, at, at, history)
    _note(question.docket, question.as_of, question.known_by, history)
    found = [
        appointment
        for unit, dates in history.items()
        if (appointment := _appointment(question, unit, dates)) is not None
    ]
    themes = {id: theme.title for id, theme in question.agreement.themes.items()}
    return Agenda(
        question.head,
        question.calendar,
        question.as_of,
        question.known_by,
        themes,
        tuple(sorted(found, key=lambda one: (one.slot.last.hi, one.id))),
    )


def _turns(stretch: Stretch) -> tuple[int, ...]:
    """List when a stretch's dates may move: at its start, and as acts take effect."""
    editions = stretch.docket.course.editions
    within = {one.at for one in editions if stretch.start < one.at <= stretch.end}
    return (stretch.start, *sorted(within))


def _note(known: Docket, as_of: int, at: int, history: History) -> None:
    """Note what differs from the date a unit had before."""
    now = dict(_slots(known, as_of))
    for unit in (*now, *(unit for unit in history if unit not in now)):
        slot = now.get(unit)
        dates = history.setdefault(unit, [])
        if not dates or dates[-1][1] != slot:
            dates.append((at, slot))


def _slots(known: Docket, as_of: int) -> Iterator[tuple[Unit, Slot]]:
    for provision in known.agreement.provisions:
        for key in known.units(provision):
            status = step_at(known.steps(provision, key), as_of).status
            slot = _slot(known, provision, key, as_of)
            if slot is not None and status not in DATELESS:
                yield (provision, key, slot.kind), slot


def _slot(known: Docket, provision: str, key: Key | None, as_of: int) -> Slot | None:
    """Give the date of a duty: by when it is due, or else how long it lasts."""
    strand = known.strand(provision, as_of)
    if key is None and strand.in_instances:
        return None
    case = known.case(provision, key, as_of)
    window = case.window
    if case.achievement and window.due is not None:
        return Slot("due", window.due, window.due)
    if window.start is not None and window.ends is not None:
        return Slot("window", window.start, window.ends)
    return None


def _appointment(
    question: Question, unit: Unit, dates: list[tuple[int, Slot | None]]
) -> Appointment | None:
    provision, key, _ = unit
    slots = [slot for _, slot in dates if slot is not None]
    if not slots:
        return None
    there = dates[-1][1] is not None
    known = question.docket
    has = key in known.units(provision)
    shown = row(question, provision, key if has else None)
    if not has:
        shown = shown._replace(instance_name=question.names.key(key))
    terms = known.terms(provision, question.as_of)
    settles = [SETTLES[shown.ground]] if shown.ground in SETTLES else []
    is_open = there and shown.status in OPEN
    first = dates[0][0]
    return Appointment(
        id=_id(question.agreement, question.scenario.scenario, unit),
        row=shown,
        slot=slots[-1],
        cancelled=not there,
        open=is_open and slots[-1].last.hi >= question.as_of,
        moved=len(dates) - 1,
        known=None if first == dates[-1][0] == LONG_AGO else dates[-1][0],
        earlier=tuple(
            Earlier(slot, known, until) for (known, slot), (until, _) in pairwise(dates)
        ),
        derivation=question.derivation(provision, key) if there else None,
        changed_by=tuple(
            reason
            for reason in question.premises(provision, key if has else None)
            if reason.kind in AROUND
        ),
        words=words_of(question.agreement, terms.clause),
        moves=(*settles, *moves(terms, question.names)) if is_open else (),
    )


def _id(agreement: Agreement, scenario: str, unit: Unit) -> str:
    """Name a date so that its name never changes, however often the date does."""
    provision, key, kind = unit
    keys = ",".join(f"{name}={value}" for name, value in key or ())
    instance = f"[{keys}]" if keys else ""
    return f"{agreement.agreement}/{scenario}/{provision}{instance}#{kind}"
