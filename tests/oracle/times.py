"""Time expressions, as they are at K (§3, T1–T9)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, Protocol

import holidays

from servanda.agreement import Agreement
from servanda.dates import Calendar, Moment, add_months
from servanda.expression import Pattern, Roll, When

Role = Literal["start", "end"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Value(NamedTuple):
    """What an expression yields; `rough` where hours ran from a day's end."""

    moment: Moment
    rough: bool = False


class Bounds(Protocol):
    """What an instance answers to `{instance: …}` and the key it has."""

    @property
    def key(self) -> tuple[tuple[str, str], ...] | None: ...

    def bound(self, name: str) -> Value | None: ...


class Outlook(Protocol):
    """What a time expression may ask of the rest of the world at K."""

    def earliest_report(self, pattern: Pattern) -> Value | None: ...

    def of_provision(
        self, provision: str, head: str, key: tuple[tuple[str, str], ...] | None
    ) -> Value | None: ...

    def first_holding(self, status: Mapping[str, Sequence[str]]) -> Value | None: ...


class Acted(Protocol):
    """What acts have done to the phases."""

    def phase_end(self, name: str, end: Moment | None) -> Moment | None: ...


def whens(when: When | None) -> Iterator[When]:
    """Walk an expression and all its operands."""
    if when is None:
        return
    yield when
    parts = (when.of, when.after, when.before, *(when.earliest or ()))
    for part in (*parts, *(when.latest or ())):
        yield from whens(part)


class Times:
    """Evaluates time expressions for one outlook (whose answers do not change)."""

    def __init__(
        self,
        agreement: Agreement,
        calendar: Calendar,
        outlook: Outlook,
        acted: Acted,
    ) -> None:
        self.agreement = agreement
        self.acted = acted
        self.calendar = calendar
        self.outlook = outlook
        self.anchor = cache(self.anchor_at)
        self.phase = cache(self.phase_bound)
        self.in_force = cache(self.start_of_all)

    def start_of_all(self) -> Value | None:
        return self.value(self.agreement.in_force, "start")

    def anchor_at(self, name: str, role: Role) -> Value | None:
        # T9: reported, or planned where nothing need be reported.
        anchor = self.agreement.anchors[name]
        if anchor.actual is not None:
            return self.outlook.earliest_report(anchor.actual)
        return self.value(anchor.planned, role) if anchor.planned else None

    def phase_bound(self, name: str, bound: Role) -> Value | None:
        # T7: without `from` it starts with in_force, without `until` no known end.
        phase = self.agreement.phases[name]
        if bound == "start":
            return self.value(phase.from_, "start") if phase.from_ else self.in_force()
        until = self.value(phase.until, "end") if phase.until else None
        # C14: extended or ended, a phase is dated so.
        end = self.acted.phase_end(name, until.moment if until else None)
        if end is None or (until and until.moment == end):
            return until
        return Value(end)

    def value(
        self, when: When, role: Role, unit: Bounds | None = None, top: bool = True
    ) -> Value | None:
        """Give a value; `top` where it is itself used as a start or an end (T3)."""
        head = when.head
        compute: Callable[[When, Role, Bounds | None, bool], Value | None]
        compute = getattr(self, f"_{head}", self._elsewhere)
        value = compute(when, role, unit, top)
        return self._rolled(when, value) if value and when.roll else value

    def _operand(self, when: When, unit: Bounds | None) -> Value | None:
        # T5: what is counted from, after or back is an end, and not clamped.
        return self.value(when, "end", unit, top=False)

    def _day(
        self, when: When, role: Role, unit: Bounds | None, top: bool
    ) -> Value | None:
        origin = (
            self._operand(when.of, unit)
            if when.of
            else self._operand(self.agreement.in_force, None)
        )
        if origin is None or when.day is None:
            return None
        day = self.calendar.day(self.calendar.civil_day(origin.moment) + when.day - 1)
        if role == "start" and top:  # T3: never before what it counts from
            day = day._replace(lo=max(day.lo, origin.moment.lo))
        return Value(day, origin.rough)

    def _counted(
        self, when: When, unit: Bounds | None, move: Callable[[int], int]
    ) -> Value | None:
        origin = self._origin(when, unit)
        if origin is None:
            return None
        day = move(self.calendar.civil_day(origin.moment))
        return Value(self.calendar.day(day), origin.rough)

    def _origin(self, when: When, unit: Bounds | None) -> Value | None:
        operand = when.after or when.before
        return self._operand(operand, unit) if operand else None

    def _days(
        self, when: When, _role: Role, unit: Bounds | None, _: bool
    ) -> Value | None:
        n = (when.days or 0) * (1 if when.after else -1)
        return self._counted(when, unit, lambda day: day + n)

    def _weeks(
        self, when: When, _role: Role, unit: Bounds | None, _: bool
    ) -> Value | None:
        n = (when.weeks or 0) * (7 if when.after else -7)
        return self._counted(when, unit, lambda day: day + n)

    def _months(
        self, when: When, _role: Role, unit: Bounds | None, _: bool
    ) -> Value | None:
        n = (when.months or 0) * (1 if when.after else -1)
        return self._counted(when, unit, lambda day: add_months(day, n))

    def _hours(
        self, when: When, _role: Role, unit: Bounds | None, _: bool
    ) -> Value | None:
        origin = self._origin(when, unit)
        if origin is None:
            return None
        moment, seconds = origin.moment, (when.hours or 0) * 3600
        if when.before:
            second = moment.lo - seconds
        else:  # T2: from a day, from its end
            second = (moment.lo if moment.exact else moment.hi + 1) + seconds
        return Value(Moment(second, second), origin.rough or not moment.exact)

    def _before(
        self, when: When, _role: Role, unit: Bounds | None, _: bool
    ) -> Value | None:
        origin = self._origin(when, unit)
        if origin is None:
            return None
        second = origin.moment.lo - 1  # T4
        return Value(Moment(second, second), origin.rough)

    def _date(self, when: When, *_: object) -> Value | None:
        return Value(self.calendar.read(when.date)) if when.date else None

    def _open(self, *_: object) -> Value | None:
        return None

    def _report(self, when: When, *_: object) -> Value | None:
        return self.outlook.earliest_report(when.report) if when.report else None

    def _status(self, when: When, *_: object) -> Value | None:
        return self.outlook.first_holding(when.status) if when.status else None

    def _instance(
        self, when: When, _r: Role, unit: Bounds | None, _: bool
    ) -> Value | None:
        return unit.bound(when.instance or "") if unit else None

    def _elsewhere(
        self, when: When, role: Role, unit: Bounds | None, _: bool
    ) -> Value | None:
        head = when.head
        name = getattr(when, head)
        if head == "anchor":
            return self.anchor(name, role)
        if head in ("start", "end") and name in self.agreement.phases:
            return self.phase(name, head)
        return self.outlook.of_provision(name, head, unit.key if unit else None)

    def _earliest(
        self, when: When, role: Role, unit: Bounds | None, top: bool
    ) -> Value | None:
        # T5: by lo as a start, by hi as an end; a tie keeps the first written.
        values = [self.value(part, role, unit, top) for part in when.earliest or ()]
        known = [v for v in values if v is not None]
        return min(known, key=lambda v: _edge(v, role)) if known else None

    def _latest(
        self, when: When, role: Role, unit: Bounds | None, top: bool
    ) -> Value | None:
        parts = when.latest or ()
        counting = {n for n, part in enumerate(parts) if not part.if_any}
        values = [self.value(part, role, unit, top) for part in parts]
        while True:  # T6: those with if_any that count are among the others
            others = [values[n] for n in counting]
            more = {
                n
                for n, part in enumerate(parts)
                if n not in counting and self._counts(part, others, unit)
            }
            if not more:
                break
            counting |= more
        found = [values[n] for n in sorted(counting)]
        known = [v for v in found if v is not None]
        if len(known) < len(found) or not known:
            return None
        return max(known, key=lambda v: _edge(v, role))

    def _counts(
        self, part: When, others: list[Value | None], unit: Bounds | None
    ) -> bool:
        """T6: its subject starts no later than the others have passed."""
        started = self._subject(part, unit)
        if started is None or any(other is None for other in others):
            return False
        last = max((v.moment.hi for v in others if v), default=started.moment.lo)
        return started.moment.lo <= last

    def _subject(self, part: When, unit: Bounds | None) -> Value | None:
        name = getattr(part, part.head)
        if part.head in ("start", "end") and name in self.agreement.phases:
            return self.phase(name, "start")
        if part.head in ("start", "end", "due", "met", "done", "breached"):
            return self.outlook.of_provision(name, "start", unit.key if unit else None)
        return self.value(part, "end", unit)

    def _rolled(self, when: When, value: Value) -> Value:
        roll = when.calendar or Roll()
        day = first = self.calendar.civil_day(value.moment)
        while self._day_off(day, roll):
            day += 1
        return value if day == first else Value(self.calendar.day(day), value.rough)

    def _day_off(self, day: int, roll: Roll) -> bool:
        if WEEKDAYS[(day - 1) % 7] in roll.weekend:
            return True
        if roll.holidays is None:
            return False
        civil = date.fromordinal(day)
        return civil in holidays.country_holidays(roll.holidays, years=civil.year)


def _edge(value: Value, role: Role) -> int:
    return value.moment.lo if role == "start" else value.moment.hi
