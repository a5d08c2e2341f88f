"""The oracle: what is asked of it, and how provisions that depend on others wait."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from tests.oracle.duty import Duty
from tests.oracle.marks import marked
from tests.oracle.tables import Verdict
from tests.oracle.testimony import Known, Testimony
from tests.oracle.times import Times, Value, whens

from servanda.agreement import Agreement, Provision
from servanda.dates import Calendar, Moment
from servanda.expression import Pattern, When
from servanda.scenario import Report
from servanda.standing import Key

Facts = Mapping[tuple[str, Key | None], Value | None]


class World:
    """All provisions at K, solved in the order they depend on each other."""

    def __init__(
        self,
        agreement: Agreement,
        calendar: Calendar,
        reports: tuple[Report, ...],
        covers: frozenset[str] | None,
        known_by: int,
    ) -> None:
        self.agreement = agreement
        self.calendar = calendar
        self.covers = covers
        self.known = Known(agreement, calendar, reports, known_by)
        self.needs = {pid: set(_needs(agreement, pid)) for pid in agreement.provisions}
        self.testimony = cache(lambda pid: Testimony(self.known, pid))
        self._solved: dict[str, Duty] = {}

    def tracked(self, pid: str) -> bool:
        if self.covers is None:
            return True
        theme = self.agreement.provisions[pid].theme
        return pid in self.covers or theme in self.covers

    def duty(self, pid: str) -> Duty:
        if pid not in self._solved:
            self._solve(self._cycle(pid))
        return self._solved[pid]

    def _reachable(self, pid: str) -> set[str]:
        found: set[str] = set()
        todo = [pid]
        while todo:
            for other in self.needs.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def _cycle(self, pid: str) -> list[str]:
        return [pid] + sorted(
            other
            for other in self._reachable(pid)
            if other != pid and pid in self._reachable(other)
        )

    def _solve(self, members: list[str]) -> None:
        # T11: from "nothing is known" upwards, each round from the last one's.
        if len(members) == 1 and members[0] not in self._reachable(members[0]):
            pid = members[0]
            self._solved[pid] = self._make(pid, {})
            return
        last: dict[str, Facts] = {pid: {} for pid in members}
        for _ in range(len(members) + 2):
            duties = {pid: self._make(pid, last) for pid in members}
            facts: dict[str, Facts] = {pid: d.facts() for pid, d in duties.items()}
            if facts == last:
                break
            last = facts
        self._solved.update(duties)

    def _make(self, pid: str, known: Mapping[str, Facts]) -> Duty:
        view = View(self, known)
        times = Times(self.agreement, self.calendar, view)
        return Duty(self.testimony(pid), times, view)


class View:
    """What one provision's dates may ask, in one round of its cycle (T11)."""

    def __init__(self, world: World, round_facts: Mapping[str, Facts]) -> None:
        self.world = world
        self.round_facts = round_facts
        self._held: dict[str, Value | None] = {}

    def earliest_report(self, pattern: Pattern) -> Value | None:
        found = self.world.known.nth_true(pattern)
        return Value(found) if found else None

    def of_provision(self, provision: str, head: str, key: Key | None) -> Value | None:
        if provision in self.round_facts:
            facts = self.round_facts[provision]
            return facts.get((head, key), facts.get((head, None)))
        if not self.world.tracked(provision):
            # Not tracked, it is neither met nor breached.
            if head in ("met", "breached"):
                return None
            head = "due" if head == "done" else head
        return self.world.duty(provision).fact(head, key)

    def first_holding(self, status: Mapping[str, Sequence[str]]) -> Value | None:
        """T8: the first instant at which all hold together, as known at K."""
        name = str(status)
        if name not in self._held:
            self._held[name] = self._first(status)
        return self._held[name]

    def _first(self, status: Mapping[str, Sequence[str]]) -> Value | None:
        if not all(self.world.tracked(pid) for pid in status):
            return None
        duties = [(self.world.duty(pid), words) for pid, words in status.items()]
        instants = sorted({i for duty, _ in duties for i in duty.candidates()})
        for instant in instants:
            if all(duty.status_at(instant) in words for duty, words in duties):
                return Value(Moment(instant, instant))
        return None


def _needs(agreement: Agreement, pid: str) -> Iterator[str]:
    """Give the provisions whose timelines a provision's dates and conditions need."""
    provision = agreement.provisions[pid]
    if provision.on_breach_of:
        yield provision.on_breach_of
    if provision.void_if:
        yield from provision.void_if.status
    seen: set[int] = set()
    for when in _dates(provision):
        yield from _named(agreement, when, seen)
    yield from _named(agreement, agreement.in_force, seen)


def _dates(p: Provision) -> list[When]:
    return [w for w in (p.from_, p.until, p.due, p.not_before) if w is not None]


def _named(agreement: Agreement, when: When, seen: set[int]) -> Iterator[str]:
    if id(when) in seen:
        return
    seen.add(id(when))
    for part in whens(when):
        yield from part.status or ()
        name = getattr(part, part.head)
        if part.head == "anchor":
            planned = agreement.anchors[name].planned
            if planned and agreement.anchors[name].actual is None:
                yield from _named(agreement, planned, seen)
        elif part.head in ("start", "end", "due", "met", "done", "breached"):
            if name in agreement.provisions:
                yield name
                continue
            phase = agreement.phases[name]
            for bound in (phase.from_, phase.until):
                if bound:
                    yield from _named(agreement, bound, seen)


class Oracle:
    """Where every provision stands at (A, K), pointwise from the set of reports."""

    def __init__(
        self,
        agreement: Agreement,
        reports: Sequence[Report],
        covers: frozenset[str] | None = None,
    ) -> None:
        self.agreement = agreement
        self.calendar = Calendar(agreement.zone, agreement.day_ends)
        self.world = cache(
            lambda known_by: World(
                agreement, self.calendar, tuple(reports), covers, known_by
            )
        )

    def has_instances(self, provision: str) -> bool:
        p = self.agreement.provisions[provision]
        return bool(p.for_each or p.each or p.every)

    def standing(self, provision: str, as_of: int, known_by: int) -> Verdict:
        world = self.world(known_by)
        if not world.tracked(provision):
            return Verdict("not-tracked")
        duty = world.duty(provision)
        return marked(duty, None, duty.verdict(as_of), as_of, known_by)

    def instances(
        self, provision: str, as_of: int, known_by: int
    ) -> dict[Key, Verdict]:
        world = self.world(known_by)
        duty = world.duty(provision)
        if not (world.tracked(provision) and duty.has_instances):
            return {}
        return {
            unit.key or (): marked(
                duty, unit, duty.unit_at(unit, as_of), as_of, known_by
            )
            for unit in duty.units_at(as_of)
        }

    def since(self, provision: str, as_of: int, known_by: int) -> int | None:
        """Give the start of the unbroken run of the status (S9); None: always so."""
        world = self.world(known_by)
        if not world.tracked(provision):
            return None
        duty = world.duty(provision)
        status = duty.status_at(as_of)
        found = as_of
        for instant in reversed([c for c in duty.candidates() if c <= as_of]):
            if duty.status_at(instant) != status:
                return found
            found = instant
        before = duty.candidates()[0] - 1
        return None if duty.status_at(before) == status else found
