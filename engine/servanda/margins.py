"""How late a step can be before something falls, and what falls first.

The slack of a step is the longest delay such that neither it nor any shorter one
changes through which flags any provision passes by the instant asked about, nor makes
one late that was not. What is dated by day is delayed by days, and every number of
days is tried. What is dated by an instant is delayed by seconds: flags can change only
where a date that moves meets one that does not, or the end of a day, so these delays
are tried in order; where a change lies between two of them, it is bisected.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from servanda.changes import Change, Shift
from servanda.dates import HOUR, LAST_DAY, NEVER, Moment
from servanda.deadline import operands
from servanda.evaluate import Docket
from servanda.evidence import LONG_AGO
from servanda.expression import When
from servanda.kept import Kept
from servanda.standing import FLAGS, Flag, Standing, Step, step_at
from servanda.touched import Base, Rerun, rerun, standing_of

# A delay is tried at so many instants at most; further ones are bisected.
MOST_TRIED = 1500
OPEN = frozenset({"position", "obligation", ""})
Path = tuple[Flag, ...]


class Fall(NamedTuple):
    """A provision that falls: from when, and where it is then without and with delay.

    `late` where it passes through the same flags, but is performed late.
    """

    provision: str
    at: int
    before: Step
    after: Step
    late: bool = False


@dataclass(frozen=True, slots=True)
class Slack:
    """How much later a step can be performed, in whole days or in seconds.

    It is counted from `since`: when the step was performed, or, while it is open, from
    the instant asked about. `latest` is the last second at which it can come so that
    nothing falls, None where nothing ever does (or not by the instant asked about);
    `falls` is what does when it comes later.
    """

    provision: str
    standing: Standing
    performed: Moment | None
    since: int
    days: int | None
    seconds: int | None
    latest: int | None
    falls: tuple[Fall, ...]

    @property
    def open(self) -> bool:
        """Tell whether it is not performed yet."""
        return self.performed is None

    @property
    def tips(self) -> int | None:
        """Give the first second at which it is too late."""
        return None if self.latest is None else self.latest + 1


def slacks(
    base: Base, provisions: Iterable[str] = (), carry: bool = False
) -> tuple[Slack, ...]:
    """Find the slack of every step that is open or met, or of those that are named."""
    named = tuple(provisions) or tuple(base.agreement.provisions)
    found = (_Search(base, id, carry).slack() for id in named)
    return tuple(one for one in found if one is not None)


def is_step(base: Base, provision: str) -> bool:
    """Tell whether a provision is a step that is open or met."""
    return _Search(base, provision, False).asked is not None


class _Search:
    """The search for one provision's slack."""

    def __init__(self, base: Base, provision: str, carry: bool) -> None:
        self.base = base
        self.provision = provision
        self.carry = carry
        self.at = base.latest if base.as_of is None else base.as_of
        self.terms = base.agreement.provisions[provision]
        self.found = base.docket(base.latest)
        self.standing = self.found.standing(provision, self.at)
        # What is still to come is compared too where the step is still to come.
        self.until = self.at

    @property
    def asked(self) -> bool | None:
        """Tell whether it is met, or open; None where it is neither."""
        if not self.terms.is_achievement:
            return None
        if self.standing.status == "met":
            return True
        due = self.standing.due
        waits = due is None or due.hi >= self.at
        still = self.standing.status == "pending" or (
            self.standing.status == "disputed" and self.standing.ground in OPEN
        )
        return False if still and waits else None

    def slack(self) -> Slack | None:
        """Find it; None where there is no such step, or nothing to delay."""
        if self.asked is None:
            return None
        if self.asked:
            return self.met()
        return self.open()

    def met(self) -> Slack | None:
        """Delay what performed it, by days where it is dated by day."""
        first = rerun(self.base, [self.delayed(1)], self.carry)
        moved = [r.date for e in first.applied.edits for r in e.removed if r.date]
        if first.applied.refusals or not moved:
            return None
        performed = self.performed(moved)
        if performed.day is None:
            seconds = {s for date in moved for s in (date.lo, date.hi, date.hi + 1)}
            return self.by_seconds(self.found, performed, seconds)
        last = self.base.ground.calendar.day_of(self.at)
        return self.by_days(self.found, performed, performed.day, last)

    def performed(self, moved: Sequence[Moment]) -> Moment:
        """Give the date it was performed: of instances, the last."""
        if self.standing.performed is not None:
            return self.standing.performed
        keys = self.found.units(self.provision)
        units = (self.found.unit_standing(self.provision, key, self.at) for key in keys)
        dates = [unit.performed for unit in units if unit.performed is not None]
        return max(dates or moved, key=lambda date: (date.lo, date.hi))

    def open(self) -> Slack | None:
        """Perform it on later and later days, or at later instants if due at one."""
        exact = self.standing.due is not None and self.standing.due.exact
        change = self.performed_at if exact else self.performed_on
        first = rerun(self.base, [change(0)])
        if first.applied.refusals:
            return None
        self.until = NEVER
        if exact:
            return self.by_seconds(first.docket, None, {self.at})
        today = self.base.ground.calendar.day_of(self.at)
        return self.by_days(first.docket, None, today, None)

    def delayed(self, seconds: int) -> Change:
        return Change("delay", self.provision, by=Shift(seconds=seconds))

    def delayed_days(self, days: int) -> Change:
        return Change("delay", self.provision, by=Shift(days=days))

    def performed_at(self, seconds: int) -> Change:
        calendar = self.base.ground.calendar
        on = calendar.instant_text(self.at + seconds)
        return Change("perform", self.provision, on=on)

    def performed_on(self, days: int) -> Change:
        calendar = self.base.ground.calendar
        day = calendar.day(calendar.day_of(self.at) + days)
        return Change("perform", self.provision, on=calendar.text(day))

    def by_days(
        self, before: Docket, performed: Moment | None, first: int, last: int | None
    ) -> Slack:
        """Try every number of days: what is dated by day moves by days."""
        calendar = self.base.ground.calendar
        change = self.performed_on if performed is None else self.delayed_days
        trial = self.trial(before, change, performed)
        if last is None:
            fixed = self.fixed(before, self.reached(trial))
            known = [
                at for at in fixed if self.at < at < calendar.last_second(LAST_DAY)
            ]
            last = calendar.day_of(max(known, default=self.at)) + 1
        most = min(last - first, MOST_TRIED)
        tip = _first(trial.differs, range(1, most + 1), last - first)
        return Slack(
            provision=self.provision,
            standing=self.standing,
            performed=performed,
            since=self.at if performed is None else performed.lo,
            days=None if tip is None else tip - 1,
            seconds=None,
            latest=None if tip is None else calendar.last_second(first + tip - 1),
            falls=() if tip is None else trial.falls(tip),
        )

    def by_seconds(
        self, before: Docket, performed: Moment | None, moved: set[int]
    ) -> Slack:
        """Try the delays at which something that moves meets what does not."""
        since = self.at if performed is None else performed.lo
        change = self.performed_at if performed is None else self.delayed
        trial = self.trial(before, change, performed)
        longest = NEVER if performed is None else self.at - since
        candidates = self.candidates(before, self.reached(trial), moved, longest)
        tip = _first(trial.differs, candidates, longest)
        return Slack(
            provision=self.provision,
            standing=self.standing,
            performed=performed,
            since=since,
            days=None,
            seconds=None if tip is None else tip - 1,
            latest=None if tip is None else since + tip - 1,
            falls=() if tip is None else trial.falls(tip),
        )

    def trial(
        self, before: Docket, change: Callable[[int], Change], performed: Moment | None
    ) -> "_Trial":
        waiting = None if performed else (self.provision, self.standing.flag)
        base, carry, until = self.base, self.carry, self.until
        return _Trial(base, before, change, carry, until, waiting)

    def fixed(self, before: Docket, reached: Iterable[str]) -> set[int]:
        """List the instants at which the provisions that are reached may change."""
        return {at for id in reached for at in _instants(before, id)}

    def reached(self, trial: "_Trial") -> frozenset[str]:
        """Name the provisions that a delay may touch, directly or not."""
        found = set(trial.run(1).docket.differing) | {self.provision}
        waiting = list(found)
        while waiting:
            more = self.base.readers.get(waiting.pop(), frozenset()) - found
            found |= more
            waiting += more
        return frozenset(found)

    def candidates(
        self, before: Docket, reached: Iterable[str], moved: set[int], longest: int
    ) -> tuple[int, ...]:
        """List in order the delays at which something that moves meets what does not.

        What is counted in hours from what moves, moves with it at that distance; what
        is counted in days moves at the end of a day.
        """
        fixed = self.fixed(before, reached)
        offsets = {0, *(h for id in reached for h in self.hours(id))}
        last = max((at for at in fixed if at < NEVER), default=self.at)
        bound = min(longest, max(last - min(moved), 0) + 1)
        found = {
            at - second - offset + near
            for at in fixed
            for second in moved
            for offset in offsets
            for near in (-1, 0, 1)
        }
        if len(frozenset(reached)) > 1 or self.terms.every or self.terms.target:
            found |= self.days(moved, offsets, bound)
        within = sorted(delay for delay in found if 0 < delay <= bound)
        return tuple(within[:MOST_TRIED])

    def days(
        self, moved: Iterable[int], offsets: Iterable[int], bound: int
    ) -> set[int]:
        calendar = self.base.ground.calendar
        found: set[int] = set()
        for second in moved:
            for offset in offsets:
                first = calendar.day_of(second + offset)
                for number in range(1, min(bound // (24 * HOUR) + 2, MOST_TRIED)):
                    found.add(calendar.first_second(first + number) - second - offset)
        return found

    def hours(self, provision: str) -> Iterator[int]:
        """Give the distances in seconds at which a provision's dates are counted."""
        terms = self.base.agreement.provisions[provision]
        for when in (terms.from_, terms.due, terms.until, terms.not_before):
            yield from _hours(when)
        for phase in self.base.agreement.phases.values():
            yield from _hours(phase.from_)
            yield from _hours(phase.until)


def _hours(when: When | None) -> Iterator[int]:
    if when is None:
        return
    if when.hours is not None:
        yield when.hours * HOUR
        yield -when.hours * HOUR
    for part in operands(when):
        yield from _hours(part)


def _instants(found: Docket, provision: str) -> Iterator[int]:
    """List every instant at which a provision's cases may change."""
    strand = found.strand(provision)
    for kin in strand.kin:
        yield from (kin.seconds or kin.model.instants())
        for date in (kin.window.start, kin.window.due, kin.window.ends):
            if date is not None:
                yield from (date.lo, date.hi, date.hi + 1)
        if not kin.shared:
            for item in (*kin.model.items, *kin.model.apart):
                yield from (item.date.lo, item.date.hi, item.date.hi + 1)
    yield from (step.at for step in strand.steps)


def _first(
    differs: Callable[[int], bool], candidates: Sequence[int], longest: int
) -> int | None:
    """Find the first delay that differs, among candidates and between them."""
    last = 0
    for delay in candidates:
        if differs(delay):
            return _bisected(differs, last, delay)
        last = delay
    # Beyond the last instant there is nothing left to meet.
    if last < longest < NEVER and differs(longest):
        return _bisected(differs, last, longest)
    return None


def _bisected(differs: Callable[[int], bool], good: int, bad: int) -> int:
    while bad - good > 1:
        middle = (good + bad) // 2
        if differs(middle):
            bad = middle
        else:
            good = middle
    return bad


class _Trial:
    """Delays of one step, compared with how it was; `waiting` if that is still open."""

    def __init__(
        self,
        base: Base,
        before: Docket,
        change: Callable[[int], Change],
        carry: bool,
        until: int,
        waiting: tuple[str, Flag] | None = None,
    ) -> None:
        self.base = base
        self.waiting = waiting
        self.before = before
        self.change = change
        self.carry = carry
        self.until = until
        self._paths: dict[str, tuple[Path, int]] = {}
        self._runs: dict[int, Rerun] = {}

    def run(self, delay: int) -> Rerun:
        """Evaluate the scenario with a delay."""
        if delay not in self._runs:
            self._runs.clear()
            self._runs[delay] = rerun(self.base, [self.change(delay)], self.carry)
        return self._runs[delay]

    def differs(self, delay: int) -> bool:
        """Tell whether any provision passes through other flags."""
        return any(True for _ in self.fallen(delay))

    def fallen(self, delay: int) -> Iterator[str]:
        """Name the provisions that pass through other flags, or are late then."""
        after = self.run(delay).docket
        for id in self.ids(after):
            if id not in self._paths:
                self._paths[id] = self.path(self.before, id)
            if self.path(after, id) != self._paths[id]:
                yield id

    def path(self, found: Docket, provision: str) -> tuple[Path, int]:
        """Give the flags a provision passes through, and how much of it is late."""
        steps = self.shown(found, provision)
        at = min(self.until, max(steps[-1].at, self.base.latest))
        late = 0
        if self.base.agreement.provisions[provision].is_achievement:
            units = found.units(provision)
            standings = (standing_of(found, provision, key, at) for key in units)
            late = sum(one.late is not None for one in standings)
        return path(steps, self.until), late

    def ids(self, after: Docket) -> tuple[str, ...]:
        """Name the provisions that may differ, in the agreement's order."""
        sides = [one for one in (after, self.before) if isinstance(one, Kept)]
        every = self.base.agreement.provisions
        return tuple(id for id in every if any(one.touches(id) for one in sides))

    def falls(self, delay: int) -> tuple[Fall, ...]:
        """Say what falls with a delay, the first first."""
        after = self.run(delay).docket
        found = []
        for id in self.fallen(delay):
            was, now = self.shown(self.before, id), self.shown(after, id)
            found.append(fall(id, was, now, self.until))
        return tuple(sorted(found, key=lambda one: one.at))

    def shown(self, found: Docket, provision: str) -> tuple[Step, ...]:
        """Give the steps of a provision that count.

        While an open step is not performed it stays as it is, and falls nowhere.
        """
        steps = found.steps(provision)
        if self.waiting is None or provision != self.waiting[0]:
            return steps
        kept = tuple(s for s in steps if FLAGS[s.status] != self.waiting[1])
        return kept or steps


def _flags(steps: Sequence[Step], until: int) -> list[tuple[Flag, int]]:
    """Give the flags passed through by an instant, each with when it began."""
    told = ((FLAGS[step.status], step.at) for step in steps if step.at <= until)
    return [next(group) for _, group in groupby(told, key=lambda one: one[0])]


def path(steps: Sequence[Step], until: int) -> Path:
    """Give the flags that a provision passes through, in order."""
    return tuple(flag for flag, _ in _flags(steps, until))


def fall(
    provision: str, before: Sequence[Step], after: Sequence[Step], until: int
) -> Fall:
    """Say from when a provision passes through other flags than it did."""
    was, now = _flags(before, until), _flags(after, until)
    same = 0
    while same < min(len(was), len(now)) and was[same][0] == now[same][0]:
        same += 1
    if same == len(was) == len(now):
        at = now[-1][1]
        return Fall(provision, at, step_at(before, at), step_at(after, at), late=True)
    # Where one path ends, it is the other that goes on.
    at = now[same][1] if same < len(now) else min(until, was[same][1])
    # What is otherwise from the beginning on is told by how it ends.
    seen = at if at > LONG_AGO else until
    return Fall(provision, at, step_at(before, seen), step_at(after, seen))
