"""One provision at K: its instances, their windows, and where each stands at A."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

from tests.oracle.aggregate import over
from tests.oracle.evidence_at import EvidenceAt
from tests.oracle.tables import Verdict, achievement, maintenance
from tests.oracle.testimony import Testimony
from tests.oracle.times import Outlook, Times, Value, whens
from tests.oracle.units import Unit, split, stretches, triggered, violation_key

from servanda.dates import Moment
from servanda.expression import COUNTED, When
from servanda.standing import Key

KEPT_GROUNDS = ("fact", "conformity")
WAITING = ("dormant", "not-in-force")


class StatusOutlook(Outlook, Protocol):
    """The outlook a provision is asked with."""


class Duty:
    """A provision as it is at K, its dates resolved by an outlook."""

    def __init__(
        self, testimony: Testimony, times: Times, outlook: StatusOutlook
    ) -> None:
        self.testimony = testimony
        self.known = testimony.known
        self.provision = testimony.provision
        self.calendar = self.known.calendar
        self.times = times
        self.outlook = outlook
        p = self.provision
        self.has_instances = bool(p.for_each or p.each or p.every)
        # §5: the default where the due date counts back, anywhere, from something.
        back = [w for w in whens(p.due) if w.head in COUNTED and w.before]
        self.early = p.early == "counts" or (p.early is None and bool(back))
        # Of the provision as a whole, `{instance: …}` is unknown.
        self.whole = self._windowed(Unit(None, p.bearer, whole=True))
        self.base = [self._windowed(unit) for unit in self._split()]
        self.breach_of = self._breach_of()
        self.void_at = self._void_at()
        self.units_at = cache(self._units_at)
        self.stand = cache(self._stand_by_id)
        self.status_at = cache(lambda as_of: self.verdict(as_of).status)
        self._by_id: dict[int, Unit] = {}
        self.candidates = cache(self._candidates)

    # The window (§3, T2, T3, T13).

    def _split(self) -> list[Unit]:
        p = self.provision
        if p.for_each:
            return triggered(self.known, p)
        return split(p) if p.each else [Unit(None, p.bearer)]

    def _breach_of(self) -> Value | None:
        p = self.provision
        if p.on_breach_of is None:
            return None
        return self.outlook.first_holding({p.on_breach_of: ("breached",)})

    def _void_at(self) -> int | None:
        condition = self.provision.void_if
        held = self.outlook.first_holding(condition.status) if condition else None
        return held.moment.lo if held else None

    def _from(self, unit: Unit) -> Value | None:
        p = self.provision
        own = self.times.value(p.from_, "start", unit) if p.from_ else None
        start = own if p.from_ else self.times.in_force()
        if p.on_breach_of:  # T8: from: {latest: [from, {status: {P: breached}}]}
            return _later(start, self._breach_of())
        return start

    def _windowed(self, unit: Unit) -> Unit:
        p = self.provision
        unit.calendar = self.calendar
        unit.start = self._from(unit)
        if unit.trigger is not None:
            unit.start = _later(unit.start, Value(unit.trigger.date))
        unit.until = self.times.value(p.until, "end", unit) if p.until else None
        return self._dated(unit)

    def _dated(self, unit: Unit) -> Unit:
        p = self.provision
        unit.due = self.times.value(p.due, "end", unit) if p.due else None
        nb = p.not_before
        unit.not_before = self.times.value(nb, "start", unit) if nb else None
        return unit

    def empty(self, unit: Unit) -> bool:
        # T13: a due date, or an until, before the window's start.
        if unit.start is None:
            return False
        ends = [unit.until, unit.due if self.provision.is_achievement else None]
        return any(e.moment.hi < unit.start.moment.lo for e in ends if e is not None)

    # Which instances there are at A (T12, S1, S3).

    def _units_at(self, as_of: int) -> tuple[Unit, ...]:
        if self.void_at is not None and as_of >= self.void_at:
            as_of = self.void_at - 1
        found = [
            u for u in self.base if u.trigger is None or u.trigger.date.lo <= as_of
        ]
        found = [*found, *self._unattributed(found, as_of)]
        if self.provision.every:
            found = [s for u in found for s in self._stretches(u, as_of)]
            found = [u for u in found if self._real(u, as_of)]
        for unit in found:
            self._by_id[id(unit)] = unit
        return tuple(found)

    def _stretches(self, unit: Unit, as_of: int) -> list[Unit]:
        every = self.provision.every
        assert every
        whole = replace(unit, until=self._closing(unit, as_of))
        return [self._dated(s) for s in stretches(self.calendar, every, whole, as_of)]

    def _closing(self, unit: Unit, _as_of: int) -> Value | None:
        """Give where a maintenance's window ends: `void_if` may close it (S5)."""
        if self.provision.is_achievement or self.void_at is None:
            return unit.until
        last = self.void_at - 1
        if unit.until and unit.until.moment.hi <= last:
            return unit.until
        return Value(Moment(last, last))

    def _unattributed(self, found: Sequence[Unit], as_of: int) -> Iterator[Unit]:
        if not self.provision.each or self.provision.is_achievement:
            return
        keys: set[Key | None] = {u.key for u in found}
        for unit in found:
            for o, _, accused in self.testimony.violations:
                key = violation_key(self.known.places, unit, o, accused)
                if key is None or key in keys or o.date.lo > as_of:
                    continue
                chosen = dict(key)
                whole = "bearer" in chosen and chosen["bearer"] == "unattributed"
                bearers = self.provision.bearer if whole else unit.bearers
                extra = self._windowed(Unit(key, bearers, chosen))
                if self._real(extra, as_of):
                    keys.add(key)
                    yield extra

    def _real(self, unit: Unit, as_of: int) -> bool:
        """Tell whether an `unattributed` instance has a violation of its own."""
        if all(value != "unattributed" for value in unit.chosen.values()):
            return True
        return EvidenceAt(self, unit, as_of).has_violations()

    # Where a unit stands (§5's order).

    def unit_at(self, unit: Unit, as_of: int) -> Verdict:
        self._by_id[id(unit)] = unit
        return self.stand(id(unit), as_of)

    def _stand_by_id(self, unit_id: int, as_of: int) -> Verdict:
        unit = self._by_id[unit_id]
        return replace(
            self._stand(unit, as_of),
            ends=self._end(unit),
            due=unit.due.moment if unit.due and self.provision.is_achievement else None,
        )

    def _end(self, unit: Unit) -> Moment | None:
        end = None if self.provision.is_achievement else self._closing(unit, 0)
        return end.moment if end else None

    def _stand(self, unit: Unit, as_of: int) -> Verdict:
        if self.empty(unit):
            return Verdict("void")
        if self.void_at is not None and as_of >= self.void_at:
            return self._voided(unit, self.void_at - 1)
        return self._plain(unit, as_of, closed=self._closed(unit, as_of))

    def _closed(self, unit: Unit, as_of: int) -> bool:
        return unit.until is not None and as_of > unit.until.moment.hi

    def _voided(self, unit: Unit, last: int) -> Verdict:
        # S5: what it stood at the second before, or void; a maintenance is judged.
        if not self.provision.is_achievement:
            judged = self._plain(unit, last, closed=True)
            return Verdict("void") if judged.status in WAITING else judged
        before = self._plain(unit, last, closed=False)
        kept = before.status in ("met", "breached") or (
            before.status == "disputed" and before.ground in KEPT_GROUNDS
        )
        return before if kept else Verdict("void")

    def waiting(self, unit: Unit, as_of: int) -> str | None:
        if unit.start is not None and unit.start.moment.lo <= as_of:
            return None
        # T8: dormant while a condition in `from` has not come true.
        conditions = [self._breach_of()] if self.provision.on_breach_of else []
        for part in whens(self.provision.from_):
            if part.status:
                conditions.append(self.outlook.first_holding(part.status))
        dormant = any(c is None or c.moment.lo > as_of for c in conditions)
        return "dormant" if dormant else "not-in-force"

    def _plain(self, unit: Unit, as_of: int, closed: bool) -> Verdict:
        waiting = self.waiting(unit, as_of)
        if waiting:
            return Verdict(waiting)
        if unit.disputed:  # S1
            return Verdict("disputed", "fact")
        evidence = EvidenceAt(self, unit, as_of)
        if self.provision.is_achievement:
            p, owed = evidence.performance()
            found = achievement(self.calendar, self.provision, p, owed, unit.due, as_of)
        else:
            v, owed, excused, only = evidence.violation()
            found = maintenance(self.provision, v, owed, excused, only, closed)
        return replace(found, marks=tuple(evidence.marks))

    # The provision over its instances (S4).

    def verdict(self, as_of: int) -> Verdict:
        units = self.units_at(as_of)
        if not self.has_instances:
            return self.unit_at(units[0], as_of)
        standings = [self.unit_at(u, as_of) for u in units]
        return over(standings) if standings else self._no_instance(as_of)

    def _no_instance(self, as_of: int) -> Verdict:
        marks = ("no-instance",)
        if self.empty(self.whole):
            return Verdict("void", marks=marks)
        if self.void_at is not None and as_of >= self.void_at:
            waited = self.waiting(self.whole, self.void_at - 1)
            return Verdict("void" if waited else "met", marks=marks)
        waiting = self.waiting(self.whole, as_of)
        closed = self._closed(self.whole, as_of)
        return Verdict(waiting or ("met" if closed else "holding"), marks=marks)

    # The timeline: the instants at which anything may change.

    def _candidates(self) -> tuple[int, ...]:
        found = set(self.known_instants())
        for unit in (self.whole, *self.base):
            found |= self._bounds(unit)
        if self.void_at is not None:
            found.add(self.void_at)
        if self.provision.every:
            last = max(found, default=0)
            every = self.provision.every
            days = every.days or 7 * (every.weeks or 0) or 31 * (every.months or 0)
            for unit in self._units_at(last + 2 * days * 86400):
                found |= self._bounds(unit)
        return tuple(sorted(found)) or (0,)

    def known_instants(self) -> Iterator[int]:
        quiet = self.provision.cured_by.quiet if self.provision.cured_by else None
        for report in self.known.record.standing:
            date = report.date
            if date is None:
                continue
            yield from (date.lo, date.hi, date.hi + 1)
            if quiet:
                day = self.calendar.civil_day(date)
                yield self.calendar.first_second(day + quiet.days + 1)
        p = self.provision
        conditions: list[Mapping[str, Sequence[str]]] = [
            part.status for part in whens(p.from_) if part.status
        ]
        if p.on_breach_of:
            conditions.append({p.on_breach_of: ("breached",)})
        for condition in conditions:
            held = self.outlook.first_holding(condition)
            if held:
                yield held.moment.lo

    def _bounds(self, unit: Unit) -> set[int]:
        found = set()
        if unit.start:
            found.add(unit.start.moment.lo)
        for value in (unit.until, unit.due):
            if value:
                found |= {value.moment.hi, value.moment.hi + 1}
        return found

    @property
    def last(self) -> int:
        """The last instant of the timeline: nothing changes after it (T10)."""
        return self.candidates()[-1] + 1

    # What other provisions' dates ask of this one (T7, T10).

    def fact(self, head: str, key: Key | None) -> Value | None:
        units = self.units_at(self.last)
        if not self.has_instances:
            return self.unit_fact(head, units[0])
        if key is not None:
            for unit in units:
                if unit.key == key:
                    return self.unit_fact(head, unit)
        return self._fact_over(head, units)

    def _fact_over(self, head: str, units: Sequence[Unit]) -> Value | None:
        """All instances: begun or breached when the first is, met when the last is."""
        if head in ("start", "breached"):
            values = [self.unit_fact(head, u) for u in units]
            return min((v for v in values if v), key=_order, default=None)
        if self.provision.every and any(u.until is None for u in self.base):
            return None  # of a window that has no known end, the last is unknown
        met = self.verdict(self.last).status == "met"
        if head == "met" and not met:
            return None
        late = any(self.unit_at(u, self.last).late for u in units)
        if met and (head == "met" or (head == "done" and not late)):
            values = [self.unit_fact("met", u) for u in units]
            return max((v for v in values if v), key=_order, default=None)
        ends = [self.unit_fact("due", u) for u in units]
        if not ends or any(end is None for end in ends):
            return None
        return max((e for e in ends if e), key=lambda v: v.moment.hi)

    def unit_fact(self, head: str, unit: Unit) -> Value | None:
        if head == "start":
            return unit.start
        achieves = self.provision.is_achievement
        final = self.unit_at(unit, self.last)
        if head == "breached":
            return self._first_breach(unit)
        end = unit.due if achieves else self._closing(unit, 0)
        if head == "met" or head == "done":
            met = final.status == "met"
            if met and not achieves:
                return end
            if met and (head == "met" or final.late is None):
                return Value(final.date) if final.date else None
            return None if head == "met" else end
        return end

    def _first_breach(self, unit: Unit) -> Value | None:
        for instant in self.candidates():
            standing = self.unit_at(unit, instant)
            if standing.status == "breached":
                return Value(standing.date) if standing.date else None
        return None

    def facts(self) -> dict[tuple[str, Key | None], Value | None]:
        """Give every fact, as a round of a cycle of dates needs them (T11)."""
        keys: list[Key | None] = [None]
        if self.has_instances:
            keys += [u.key for u in self.units_at(self.last)]
        heads = ("start", "due", "met", "done", "breached", "end")
        return {(head, key): self.fact(head, key) for head in heads for key in keys}

    def conditions(self) -> list[When]:
        return [part for part in whens(self.provision.from_) if part.status]


def _order(value: Value) -> tuple[int, int]:
    return value.moment.lo, value.moment.hi


def _later(one: Value | None, other: Value | None) -> Value | None:
    if one is None or other is None:
        return None
    return other if other.moment.lo > one.moment.lo else one
