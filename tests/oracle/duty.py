"""One provision under one edition: its instances, their windows, where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from tests.oracle.aggregate import over
from tests.oracle.editions import FOREVER
from tests.oracle.evidence_at import EvidenceAt
from tests.oracle.tables import AWAITING, Verdict, achievement, awaits, maintenance
from tests.oracle.testimony import Testimony
from tests.oracle.times import Outlook, Times, Value, whens
from tests.oracle.units import Unit, split, stretches, triggered, violation_key
from tests.oracle.words import ALWAYS

from servanda.dates import Moment
from servanda.expression import COUNTED, When
from servanda.standing import Key

if TYPE_CHECKING:
    from tests.oracle.world import World

KEPT_GROUNDS = ("fact", "conformity")
WAITING = ("dormant", "not-in-force")


class Duty:
    """A provision as it is at K, its dates resolved by an outlook."""

    def __init__(
        self, testimony: Testimony, times: Times, outlook: Outlook, world: World
    ) -> None:
        self.world = world
        self.edition = world.edition
        self.pid = testimony.pid
        earlier = world.earlier
        self.before = earlier.duty(self.pid) if earlier else None
        self.partners = world.partners(self.pid)
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
        self.breach_of = self._breach_of()
        self.void_at = self._void_at()
        self._by_id: dict[int, Unit] = {}
        self._cut: dict[Key | None, Unit] = {}
        self.stand = cache(self._stand_by_id)
        self.whole = self._windowed(Unit(None, p.bearer, whole=True))
        if p.every:
            self._extended_whole(self.whole)
        self.whole.stops = self.edition.stops(self.pid, p, self.whole)
        if p.is_achievement:
            self.whole.due = self._moved(self.whole, self.whole.due)
        self._carry_whole()
        self.base = [self._windowed(unit) for unit in self._split()]
        acted = self._extended_whole if p.every else self._as_acted
        self.base = [acted(unit) for unit in self.base]
        self.units_at = cache(self._units_at)
        self.verdict = cache(self._verdict)
        self.status_at = cache(lambda as_of: self.verdict(as_of).status)
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
        closed = self.edition.closed_whole(self.pid, self.provision)
        ends = [held.moment.lo if held else None, closed]
        return min((end for end in ends if end is not None), default=None)

    def _from(self, unit: Unit) -> Value | None:
        p = self.provision
        own = self.times.value(p.from_, "start", unit) if p.from_ else None
        start = own if p.from_ else self.times.in_force()
        if p.on_breach_of:  # T8: from: {latest: [from, {status: {P: breached}}]}
            return _later(start, self.breach_of)
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
        due = self._together() if self.partners else p.due
        unit.due = self.times.value(due, "end", unit) if due else None
        nb = p.not_before
        unit.not_before = self.times.value(nb, "start", unit) if nb else None
        return unit

    def _together(self) -> When | None:
        """G1: the due date's own and that of the first partner, whichever is later."""
        p = self.provision
        days = p.tolerance.days if p.tolerance else 0
        counted = [When(days=days, after=When(met=name)) for name in self.partners]
        if p.due is None:
            return None
        first = When(earliest=tuple(counted))
        return first if p.due.head == "open" else When(latest=(p.due, first))

    # What acts leave of a window (C8, C9, C12, C13, E3).

    def _extended_whole(self, unit: Unit) -> Unit:
        """C8: the window that `every` cuts is extended; its stretches follow."""
        unit.until = self._extended(unit, unit.until)
        unit.closed_at = self.edition.closed_at(self.pid, self.provision, unit)
        old = None
        if self.before:
            whole = self.before.whole
            old = whole if unit.whole else self.before.base_named(unit.key) or whole
        if old and not self.provision.is_achievement:
            unit.shut = old.shut
            if self.edition.made_by == "acts":
                self._reopen(unit, old)
        return unit

    def _as_acted(self, unit: Unit) -> Unit:
        p, edition = self.provision, self.edition
        unit.stops = edition.stops(self.pid, p, unit)
        unit.closed_at = edition.closed_at(self.pid, p, unit)
        old = self.before.named(unit.key) if self.before else None
        if p.is_achievement:
            unit.due = self._moved(unit, unit.due)
        elif not p.every:
            unit.until = self._extended(unit, unit.until)
        if self.before and old:
            if not p.every:
                unit.shut = old.shut
            unit.excused_at = old.excused_at
            if not edition.rereads(self.pid):
                self._carry(unit, old)
        return unit

    def _carry(self, unit: Unit, old: Unit) -> None:
        """Carry over what stood the second before these acts took effect."""
        assert self.before
        p, at = self.provision, self.edition.at
        by_acts = self.edition.made_by == "acts"
        arisen = self.before.arisen(old, at - 1)
        stood = self.before.unit_at(old, at - 1).status if arisen else ""
        ended = [lo for lo, hi in unit.stops if hi == at - 1]
        excuses = by_acts and p.on_suspension == "excuse"
        if excuses and stood == "suspended" and ended:
            unit.excused_at = ended[0]
        over = self._over(self.before.closed_from(old), self.closed_from(unit))
        if over or (self.before.provision.is_achievement and stood == "met"):  # E3
            unit.start, unit.until, unit.due = old.start, old.until, old.due
            unit.not_before = old.not_before
            unit.kept_by = old.kept_by or self.before
        elif by_acts and not p.is_achievement and not p.every:
            self._reopen(unit, old)

    def _over(self, before: int | None, now: int | None) -> bool:
        """E3: tell whether something has ended when this edition begins."""
        at = self.edition.at
        return (before is not None and before < at) or (now is not None and now <= at)

    def _carry_whole(self) -> None:
        """E3: a window that no instance has filled stays as it ended, too."""
        old = self.before.whole if self.before else None
        if old is None or self.edition.rereads(self.pid):
            return
        assert self.before
        if self._over(self.before.void_at, self.void_at):
            self.whole.start, self.whole.until = old.start, old.until
            self.whole.due, self.whole.shut = old.due, old.shut

    def _reopen(self, unit: Unit, old: Unit) -> None:
        """C9: between the old end and the reopening is a gap."""
        if old.until is None or old.until.moment.hi >= self.edition.at:
            return
        end = old.until.moment.hi
        if unit.until is not None and unit.until.moment.hi <= end:
            return
        start = self.edition.reopening(self.pid)
        upto = max(end + 1, start.lo) if start else self.edition.at
        if upto > end + 1:
            unit.shut = (*unit.shut, (end + 1, upto - 1))

    def _extended(self, unit: Unit, end: Value | None) -> Value | None:
        for _, to in self.edition.extension(self.pid, unit):
            end = Value(to)
        return end

    def _moved(self, unit: Unit, due: Value | None) -> Value | None:
        """C8, C12: extensions and pauses, in the order they took effect."""
        amended = self.edition.amended_at(self.pid)
        extended = self.edition.extension(self.pid, unit)
        moves: list[tuple[int, Moment | None, int]] = [
            (at, to, 0)
            for at, to in extended
            if not (unit.whole or self.provision.every)
        ]
        moves += [
            (hi + 1, None, lo)
            for lo, hi in unit.stops
            if hi != FOREVER and hi + 1 >= amended
        ]
        for at, to, since in sorted(moves, key=lambda m: (m[0], m[1] is None)):
            if to is not None:
                due = Value(to)
            elif due is not None and due.moment.hi >= since:
                due = self._resumed(unit, due, since, at)
        for lo, hi in unit.stops:
            if hi == FOREVER and due is not None and due.moment.hi >= lo:
                return None
        return due

    def _resumed(self, unit: Unit, due: Value, since: int, at: int) -> Value:
        """C12: a due date moved by the time a suspension took."""
        way, start = self.provision.on_suspension, unit.start
        if way == "excuse" or start is None or start.moment.lo >= at:
            return due
        first = start.moment.lo if way == "reset" else max(since, start.moment.lo)
        moment, calendar = due.moment, self.calendar
        if moment.day is None:
            moved = Moment(moment.lo + at - first, moment.hi + at - first)
        else:
            n = calendar.day_of(at) - calendar.day_of(first)
            first_day = calendar.day_of(moment.lo)
            moved = calendar.days(first_day + n, moment.day + n)
        return Value(moved, due.rough)

    def named(self, key: Key | None) -> Unit | None:
        """Give the instance of a key, arisen or not."""
        if not self.provision.every:
            found = [u for u in (*self.base, *self.units_at(self.last)) if u.key == key]
            return found[0] if found else None
        self.units_at(max(self.last, self.edition.at))
        return self._cut.get(key)

    def base_named(self, key: Key | None) -> Unit | None:
        return next((u for u in self.base if u.key == key), None)

    def arisen(self, unit: Unit, as_of: int) -> bool:
        return any(u.key == unit.key for u in self.units_at(as_of))

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
        closed = self.closed_from(unit)
        upto = as_of if closed is None else min(as_of, closed - 1)
        found = []
        for one in stretches(self.calendar, every, whole, upto):
            if one.key not in self._cut:
                self._cut[one.key] = self._as_acted(self._dated(one))
            found.append(self._cut[one.key])
        return found

    def closed_from(self, unit: Unit) -> int | None:
        """Give from when `void_if`, or an act, has closed the window."""
        ends = (self.void_at, unit.closed_at, unit.excused_at)
        return min((end for end in ends if end is not None), default=None)

    def _closing(self, unit: Unit, _as_of: int) -> Value | None:
        """Give where a maintenance's window ends: `void_if` may close it (S5)."""
        closed = self.closed_from(unit)
        if self.provision.is_achievement or closed is None:
            return unit.until
        last = closed - 1
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
                acted = self._extended_whole if self.provision.every else self._as_acted
                extra = acted(extra)
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
        found = self._stand(unit, as_of)
        ends = self._end(unit)
        due = unit.due.moment if unit.due and self.provision.is_achievement else None
        closed = self.closed_from(unit)
        if closed is not None and as_of >= closed:
            due = found.due  # as it stood
        if (found.ends, found.due) == (ends, due):
            return found
        return replace(found, ends=ends, due=due)

    def _end(self, unit: Unit) -> Moment | None:
        end = None if self.provision.is_achievement else self._closing(unit, 0)
        return end.moment if end else None

    def _stand(self, unit: Unit, as_of: int) -> Verdict:
        if self.empty(unit):
            return Verdict("void", due=unit.due.moment if unit.due else None)
        if unit.excused_at is not None:  # C12: void from the resumption on
            return Verdict("void")
        closed = self.closed_from(unit)
        if closed is not None and as_of >= closed:
            return self._voided(unit, closed - 1, as_of)
        return self._plain(unit, as_of, closed=self._closed(unit, as_of))

    def _closed(self, unit: Unit, as_of: int) -> bool:
        # C9: until it is opened again it is closed.
        shut = any(lo <= as_of <= hi for lo, hi in unit.shut)
        return shut or (unit.until is not None and as_of > unit.until.moment.hi)

    def _voided(self, unit: Unit, last: int, as_of: int) -> Verdict:
        # S5: what it stood at the second before, or void; a maintenance is judged.
        if not self.provision.is_achievement:
            judged = self._plain(unit, last, closed=True, judged=True)
            return Verdict("void") if judged.status in WAITING else judged
        before = self._stood(unit, last)
        if AWAITING in before.marks and before.due:  # G3: it was missed
            over = awaits(self.calendar, self.provision, before.due)
            missed = replace(before, status="breached", ground="missed", marks=())
            return before if as_of <= over else replace(missed, date=before.due)
        kept = before.status in ("met", "breached") or (
            before.status == "disputed" and before.ground in KEPT_GROUNDS
        )
        return before if kept else Verdict("void", due=before.due)

    def _stood(self, unit: Unit, last: int) -> Verdict:
        """Tell what an achievement stood at, in the joined history (E1, S5)."""
        then = self.world.kept(last, self.pid)
        duty = self if then is self.world else then.duty(self.pid)
        found = None if duty is self else duty.named(unit.key)
        if found is not None:
            return duty.unit_at(found, last)
        due = unit.due.moment if unit.due else None
        return replace(self._plain(unit, last, closed=False), due=due)

    def waiting(self, unit: Unit, as_of: int) -> str | None:
        if unit.start is not None and unit.start.moment.lo <= as_of:
            return None
        # T8: dormant while a condition in `from` has not come true.
        conditions = [self.breach_of] if self.provision.on_breach_of else []
        for part in whens(self.provision.from_):
            if part.status:
                conditions.append(self.outlook.first_holding(part.status))
        dormant = any(c is None or c.moment.lo > as_of for c in conditions)
        return "dormant" if dormant else "not-in-force"

    def _plain(
        self, unit: Unit, as_of: int, closed: bool, judged: bool = False
    ) -> Verdict:
        waiting = self.waiting(unit, as_of)
        if waiting:
            return Verdict(waiting)
        suspended = unit.suspended(as_of) and not judged
        if unit.disputed:  # S1
            return Verdict("suspended") if suspended else Verdict("disputed", "fact")
        found = self._asked(unit, as_of, closed)
        if suspended and found.status not in ("met", "breached"):  # C12
            return Verdict("suspended")
        return found

    def _asked(self, unit: Unit, as_of: int, closed: bool) -> Verdict:
        """Ask the table; a met one keeps the terms it was met under (E3)."""
        duty = unit.kept_by if isinstance(unit.kept_by, Duty) else self
        evidence = EvidenceAt(duty, unit, as_of)
        if duty.provision.is_achievement:
            p, owed = evidence.performance()
            found = achievement(self.calendar, duty.provision, p, owed, unit.due, as_of)
        else:
            v, owed, excused, only = evidence.violation()
            found = maintenance(duty.provision, v, owed, excused, only, closed)
        if not evidence.marks:
            return found
        return replace(found, marks=tuple({*found.marks, *evidence.marks}))

    # The provision over its instances (S4).

    def _verdict(self, as_of: int) -> Verdict:
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
        if not (waiting or closed) and self.whole.suspended(as_of):
            return Verdict("suspended", marks=marks)
        return Verdict(waiting or ("met" if closed else "holding"), marks=marks)

    # The timeline: the instants at which anything may change.

    def _candidates(self) -> tuple[int, ...]:
        found = set(self.known_instants())
        for unit in (self.whole, *self.base):
            found |= self._bounds(unit)
        if self.void_at is not None:
            found.add(self.void_at)
        if self.before is not None:
            found.add(self.edition.at)
        if self.provision.every:
            last = max(found, default=0)
            for unit in self._units_at(last + 2 * self._length * 86400):
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
        if unit.due and self.provision.finding:
            found.add(awaits(self.calendar, self.provision, unit.due.moment) + 1)
        found |= {hi + 1 for _, hi in unit.gaps if hi != FOREVER}
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
            for unit in (*units, *self._later_stretches(key)):
                if unit.key == key:
                    return self.unit_fact(head, unit)
        return self._fact_over(head, units)

    def _later_stretches(self, key: Key) -> tuple[Unit, ...]:
        """Cut as far as a stretch named: it has its dates before it has begun (T10)."""
        number = dict(key).get("stretch")
        if self.provision.every is None or number is None:
            return ()
        return self.units_at(self.last + int(number) * self._length * 86400)

    @property
    def _length(self) -> int:
        """Give how many days a stretch has at most."""
        every = self.provision.every
        assert every
        return every.days or 7 * (every.weeks or 0) or 31 * (every.months or 0)

    def _fact_over(self, head: str, units: Sequence[Unit]) -> Value | None:
        """All instances: begun or breached when the first is, met when the last is."""
        if head == "breached":
            return self._first_on_record(FOREVER)
        if head == "start":
            return min((u.start for u in units if u.start), key=_order, default=None)
        endless = self.void_at is None and any(u.until is None for u in self.base)
        if self.provision.every and endless:
            return None  # of a window that has no known end, the last is unknown
        if head in ("met", "done"):
            met = self.verdict(self.last).status == "met"
            if met:  # what is void is asked for no longer
                units = [u for u in units if self._in_the_end(u) == "met"]
            elif head == "met":
                return None
        values = [self.unit_fact(head, u) for u in units]
        if not values or any(value is None for value in values):
            return None
        return max((v for v in values if v), key=_end_order)

    def _in_the_end(self, unit: Unit) -> str:
        return self.unit_at(unit, self.last).status

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
        """T10, E2: of the joined history."""
        found = set(self.candidates())
        if self.world.earlier is not None:
            found |= set(self.world.earlier.candidates(self.pid))
        for instant in sorted(found):
            then = self.world.holding(instant)
            duty = self if then is self.world else then.duty(self.pid)
            own = unit if duty is self else duty.named(unit.key)
            if own is None:
                continue
            standing = duty.unit_at(own, instant)
            if standing.status == "breached":
                return Value(standing.date) if standing.date else None
        return None

    def _first_on_record(self, until: int) -> Value | None:
        """E2: over instances, the first that an edition has on the record."""
        if self.before is not None:
            known = self.before._first_on_record(self.world.at)
            if known is not None:
                return known
        instants = sorted({self.world.at, *self.candidates()})
        asked = [i for i in instants if self.world.at <= i < until and i != ALWAYS]
        found = [self._breach_at(unit, asked) for unit in self.units_at(self.last)]
        return min((v for v in found if v), key=_order, default=None)

    def _breach_at(self, unit: Unit, instants: Sequence[int]) -> Value | None:
        standings = (self.unit_at(unit, instant) for instant in instants)
        first = next((s for s in standings if s.status == "breached"), None)
        return Value(first.date) if first and first.date else None

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


def _end_order(value: Value) -> tuple[int, int]:
    return value.moment.hi, value.moment.lo


def _later(one: Value | None, other: Value | None) -> Value | None:
    if one is None or other is None:
        return None
    return other if other.moment.lo > one.moment.lo else one
