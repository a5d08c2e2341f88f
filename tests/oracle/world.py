"""All provisions under one edition at K, and the joined history before it (E1, E2)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from tests.oracle.duty import Duty
from tests.oracle.editions import Edition
from tests.oracle.testimony import Known
from tests.oracle.times import Times, Value, whens

from servanda.agreement import Agreement, Provision
from servanda.dates import Moment
from servanda.expression import Pattern, When
from servanda.standing import Key

Facts = Mapping[tuple[str, Key | None], Value | None]


class World:
    """All provisions under one edition, solved in the order they depend on each other."""

    def __init__(
        self,
        known: Known,
        covers: frozenset[str] | None,
        edition: Edition,
        earlier: "World | None" = None,
    ) -> None:
        self.known = known
        self.covers = covers
        self.edition = edition
        self.agreement = edition.agreement
        self.calendar = known.calendar
        self.earlier = earlier
        self.at = edition.at
        self.needs = cache(lambda pid: frozenset(_needs(self.agreement, pid)))
        self.partners = cache(lambda pid: partners(self.agreement, pid))
        self.candidates = cache(self._candidates)
        self._reached = cache(self._reachable)
        self._solved: dict[str, Duty] = {}
        self.view = View(self, {})
        self.times = Times(self.agreement, self.calendar, self.view, edition)

    def holding(self, instant: int) -> "World":
        """E1: the edition that holds at an instant."""
        world = self
        while world.earlier is not None and instant < world.at:
            world = world.earlier
        return world

    def kept(self, instant: int, pid: str) -> "World":
        """Give the edition to ask what stood at an instant; a ruling re-reads all."""
        world = self
        while world.earlier is not None and instant < world.at:
            if world.edition.rereads(pid):
                break
            world = world.earlier
        return world

    def _candidates(self, pid: str) -> tuple[int, ...]:
        """Give the instants at which a provision may change in the joined history."""
        found = set(self.duty(pid).candidates())
        if self.earlier is not None:
            found |= {self.at, *self.earlier.candidates(pid)}
        return tuple(sorted(found))

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
            for other in self.needs(todo.pop()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def _cycle(self, pid: str) -> list[str]:
        return [pid] + sorted(
            other
            for other in self._reached(pid)
            if other != pid and pid in self._reached(other)
        )

    def _solve(self, members: list[str]) -> None:
        # T11: from "nothing is known" upwards, each round from the last one's.
        if len(members) == 1 and members[0] not in self._reached(members[0]):
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
        provision = self.agreement.provisions[pid]
        view = View(self, known) if known else self.view
        times = self.times
        if known:
            times = Times(self.agreement, self.calendar, view, self.edition)
        testimony = self.known.testimony(pid, provision)
        return Duty(testimony, times, view, self)


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
        if not self.world.tracked(provision):
            # Not tracked, it is neither met nor breached.
            if head in ("met", "breached"):
                return None
            head = "due" if head == "done" else head
        if provision in self.round_facts:
            facts = self.round_facts[provision]
            return facts.get((head, key), facts.get((head, None)))
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
        world = self.world
        instants = sorted({i for pid in status for i in world.candidates(pid)})
        for instant in instants:
            # E2: before an edition as it was, from it on as it says.
            then = world.holding(instant)
            if all(
                then.duty(pid).status_at(instant) in words
                for pid, words in status.items()
            ):
                return Value(Moment(instant, instant))
        return None


def partners(agreement: Agreement, pid: str) -> tuple[str, ...]:
    """G1: together_with holds both ways."""
    own = agreement.provisions[pid].together_with
    return tuple(
        name
        for name, other in agreement.provisions.items()
        if name != pid and (name in own or pid in other.together_with)
    )


def _needs(agreement: Agreement, pid: str) -> Iterator[str]:
    """Give the provisions whose timelines a provision's dates and conditions need."""
    provision = agreement.provisions[pid]
    if provision.on_breach_of:
        yield provision.on_breach_of
    if provision.void_if:
        yield from provision.void_if.status
    yield from partners(agreement, pid)
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
