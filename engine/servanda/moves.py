"""How acts move the window of a duty: extended, suspended, ended (C8–C13)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from servanda.agreement import Provision
from servanda.dates import NEVER, Calendar, Moment
from servanda.expression import StatusWord
from servanda.standing import Derivation, Key
from servanda.window import Window

Keys = Mapping[str, str]
Stretch = tuple[int, int]


class Extended(NamedTuple):
    """That a due date (or end) is `to` since `at`, by the act with that root."""

    at: int
    to: Moment
    keys: Keys
    root: str
    reports: tuple[str, ...] = ()


class Suspended(NamedTuple):
    """That a duty rests from `begins` until `ends`, by an act on an object.

    Once its dates are amended, the time it rested moves them no more.
    """

    begins: int
    ends: int | None
    keys: Keys
    object: tuple[str, frozenset[tuple[str, str]]]
    moves: bool = True


class Closed(NamedTuple):
    """That a duty ended at an instant."""

    at: int
    keys: Keys


Move = Extended | Suspended | Closed


class Earlier(NamedTuple):
    """A window in the edition before, and the status at its last second."""

    window: Window
    status: StatusWord


class Revision(NamedTuple):
    """What acts have made of the windows of a provision since an edition began.

    `reopens` is the second from which an act says that a closed window is open again.
    """

    begins: int
    by_acts: bool
    reopens: int | None
    moves: tuple[Move, ...]
    earlier: Callable[[Key | None], Earlier | None]


class Subject(NamedTuple):
    """The part of a provision whose window it is; `whole` stands for its instances."""

    key: Key | None
    arises: int
    terms: Provision
    whole: bool
    stretch: bool
    names: Callable[[Keys], bool | None]


def moved(
    revision: Revision, subject: Subject, window: Window, calendar: Calendar
) -> Window:
    """Give a window as acts have left it."""
    mine = [move for move in revision.moves if _is_about(subject, move)]
    earlier = revision.earlier(subject.key)
    rests = united(move for move in mine if isinstance(move, Suspended))
    closed = min(
        (move.at for move in mine if isinstance(move, Closed)), default=window.closed
    )
    if window.closed is not None and closed is not None:
        closed = min(closed, window.closed)
    since = next((begins for begins, ends in rests if ends == NEVER), None)
    found = _redated(subject, mine, window, calendar)
    found = found._replace(closed=closed, suspended=since)
    if since is not None and found.due is not None and found.due.hi >= since:
        text = "not known while it is suspended"
        found = found._replace(due=None, due_by=Derivation(text, None, (found.due_by,)))
    found = _voided(revision, subject, found, earlier, rests)
    reopened = _reopened(revision, subject, found)
    gaps = tuple((begins, ends - 1) for begins, ends in rests)
    return found._replace(reopened=reopened, gaps=(*gaps, *reopened))


def _is_about(subject: Subject, move: Move) -> bool:
    """Tell whether a move reaches a part: by its keys, or by naming none (C8)."""
    named = subject.names(move.keys)
    if named is not None and (subject.whole or not named):
        return False
    if not isinstance(move, Extended):
        return True
    # What is extended are the instances there are, or what stretches are cut from.
    cut = subject.terms.every is not None
    return subject.arises <= move.at and (cut or not subject.whole)


def united(rests: Iterator[Suspended]) -> list[Stretch]:
    """Unite stretches of suspension; one that is still open ends never."""
    found: list[Stretch] = []
    for rest in sorted(rests, key=lambda r: r.begins):
        ends = NEVER if rest.ends is None else rest.ends
        if found and rest.begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((rest.begins, ends))
    return found


def _redated(
    subject: Subject, mine: Sequence[Move], window: Window, calendar: Calendar
) -> Window:
    """Apply extensions and pauses in the order in which they came."""
    rests = united(m for m in mine if isinstance(m, Suspended) and m.moves)
    extensions = [m for m in mine if isinstance(m, Extended)]
    # Of dates set at one instant the latest counts, as they read by now (C6, R6).
    events: list[tuple[int, int, int, Extended | Stretch]] = [
        *((move.at, 0, move.to.hi, move) for move in extensions),
        *((ends, 1, 0, (begins, ends)) for begins, ends in rests if ends != NEVER),
    ]
    for *_, event in sorted(events, key=lambda one: one[:3]):
        if isinstance(event, Extended):
            window = _extended(subject, window, event)
        elif subject.terms.on_suspension != "excuse":
            window = _shifted(subject, window, event, calendar)
    return window


def _extended(subject: Subject, window: Window, move: Extended) -> Window:
    text = "extended to the date set"
    if subject.terms.every is not None or not subject.terms.is_achievement:
        if subject.stretch:
            return window  # the stretches follow from the window they are cut from
        by = Derivation(text, move.to, (window.ends_by,), move.reports)
        return window._replace(ends=move.to, ends_by=by)
    by = Derivation(text, move.to, (window.due_by,), move.reports)
    return window._replace(due=move.to, due_by=by)


def _shifted(
    subject: Subject, window: Window, rest: Stretch, calendar: Calendar
) -> Window:
    """Move a due date by the time rested, or start its period again (C12)."""
    due, start = window.due, window.start
    begins, ends = rest
    if due is None or start is None or due.hi < begins or start.lo >= ends:
        return window
    resets = subject.terms.on_suspension == "reset"
    begun = start.lo if resets else max(begins, start.lo)
    if due.day is None:
        second = calendar.within_reach(due.lo + ends - begun)
        value = Moment(second, second)
    else:
        days = calendar.day_of(ends) - calendar.day_of(begun)
        value = calendar.days(calendar.day_of(due.lo) + days, due.day + days)
    text = "its period starts again" if resets else "moved by the time suspended"
    by = Derivation(text, value, (window.due_by,))
    return window._replace(due=value, due_by=by)


def _voided(
    revision: Revision,
    subject: Subject,
    window: Window,
    earlier: Earlier | None,
    rests: Sequence[Stretch],
) -> Window:
    """End what a suspension excuses, once it is over (C12)."""
    if earlier is None or subject.whole:
        return window
    if earlier.window.voided is not None:
        return window._replace(
            voided=earlier.window.voided, closed=earlier.window.closed
        )
    if subject.terms.on_suspension != "excuse" or earlier.status != "suspended":
        return window
    for begins, ends in rests:
        if ends == revision.begins:
            closed = begins if window.closed is None else min(begins, window.closed)
            return window._replace(voided=ends, closed=closed)
    return window


def _reopened(
    revision: Revision, subject: Subject, window: Window
) -> tuple[Stretch, ...]:
    """Give the stretches between an end that had passed and its extension (C9)."""
    earlier = revision.earlier(None if subject.stretch else subject.key)
    if earlier is None or subject.terms.is_achievement:
        return ()
    found, old = earlier.window.reopened, earlier.window.ends
    if not revision.by_acts or old is None or old.hi >= revision.begins:
        return found
    if window.ends is not None and window.ends.hi <= old.hi:
        return found
    last = (revision.begins if revision.reopens is None else revision.reopens) - 1
    return (*found, (old.hi + 1, last)) if last > old.hi else found
