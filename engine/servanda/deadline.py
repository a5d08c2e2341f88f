"""Time expressions as of what is known: a date and how it came about.

Unknown operands make unknown values; an unknown due date has not passed. A value is
asked for as a start (its `lo` counts) or as an end (its `hi` counts).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from servanda.agreement import Agreement
from servanda.dates import (
    HOUR,
    Calendar,
    DateError,
    Moment,
    add_months,
    next_working_day,
)
from servanda.expression import Pattern, StatusWords, When
from servanda.occurrence import Occurrence
from servanda.standing import Derivation, Key

FROM_DAY_END = "from-day-end"
# The forms that may name a provision, and are then read by the instance's key.
OF_PROVISIONS = ("start", "end", "due", "met", "done", "breached")


class Instance(NamedTuple):
    """What an instance lends to its expressions: bounds, attributes and keys."""

    start: Moment | None
    end: Moment | None
    attributes: Mapping[str, str]
    key: Key


class Lookup(Protocol):
    """What expressions ask of the rest of the world, at one known-by instant."""

    def earliest(self, pattern: Pattern) -> Occurrence | None:
        """Find the earliest true occurrence that meets a pattern."""

    def date_of(self, provision: str, head: str, key: Key) -> Moment | None:
        """Give a provision's start, end, due, met, done or breached date."""

    def first_held(self, conditions: Mapping[str, StatusWords]) -> int | None:
        """Give the first instant at which all the statuses hold together."""


def counted_back(when: When | None) -> bool:
    """Tell whether an expression counts back from something."""
    if when is None:
        return False
    if when.before is not None and when.head != "before":
        return True
    return any(counted_back(part) for part in operands(when))


def operands(when: When) -> Iterator[When]:
    """List the expressions directly inside an expression."""
    for part in (when.of, when.after, when.before):
        if part is not None:
            yield part
    yield from when.earliest or ()
    yield from when.latest or ()


def reads_instance(when: When | None) -> bool:
    """Tell whether an expression may have another value for another instance."""
    if when is None:
        return False
    own = when.instance is not None or when.head in OF_PROVISIONS
    return own or any(reads_instance(part) for part in operands(when))


def counts_hours(when: When | None) -> bool:
    """Tell whether an expression counts hours anywhere."""
    if when is None:
        return False
    return when.hours is not None or any(counts_hours(part) for part in operands(when))


def conditions(when: When | None) -> Iterator[When]:
    """List the conditions over statuses anywhere in an expression."""
    if when is None:
        return
    if when.status is not None:
        yield when
    for part in operands(when):
        yield from conditions(part)


class Dates:
    """Evaluate an agreement's time expressions at one known-by instant.

    `ends` are the ends that acts gave to phases.
    """

    def __init__(
        self,
        agreement: Agreement,
        calendar: Calendar,
        lookup: Lookup,
        ends: Mapping[str, Moment] = MappingProxyType({}),
    ) -> None:
        self.calendar = calendar
        self._agreement = agreement
        self._lookup = lookup
        self._ends = ends
        self._open: set[tuple[str, str]] = set()

    def as_start(self, when: When, instance: Instance | None = None) -> Derivation:
        """Evaluate an expression as the start of something."""
        return self._value(when, True, instance)

    def as_end(self, when: When, instance: Instance | None = None) -> Derivation:
        """Evaluate an expression as a due date or an end."""
        return self._value(when, False, instance)

    def column(
        self, when: When, start: bool, instances: Sequence[Instance]
    ) -> list[Moment | None]:
        """Evaluate an expression for many instances: the values alone."""
        if not reads_instance(when):
            value = self._value(when, start, instances[0]).value
            return [value] * len(instances)
        head = when.head
        if when.roll is None and when.instance == "start":
            return [instance.start for instance in instances]
        if when.roll is None and head in ("days", "weeks", "months"):
            base = when.after if when.after is not None else when.before
            assert base is not None
            bases = self.column(base, False, instances)
            return [b and self.calendar.day(self._days_from(b, when)) for b in bases]
        return [self._value(when, start, instance).value for instance in instances]

    def in_force(self, start: bool) -> Derivation:
        """Give the day the agreement counts from."""
        return self._value(self._agreement.in_force, start, None)

    def _value(self, when: When, start: bool, instance: Instance | None) -> Derivation:
        found = self._headed(when, start, instance)
        if when.roll is None or found.value is None:
            return found
        return self._rolled(when, found)

    def _headed(self, when: When, start: bool, instance: Instance | None) -> Derivation:
        match when.head:
            case "day":
                return self._numbered(when, start, instance)
            case "days" | "weeks" | "months" as unit:
                return self._counted(when, unit, instance)
            case "hours":
                return self._hours(when, instance)
            case "before":
                return self._until_before(when, instance)
            case "earliest":
                return self._earliest(when, start, instance)
            case "latest":
                return self._latest(when, start, instance)
        return self._named(when, start, instance)

    def _named(self, when: When, start: bool, instance: Instance | None) -> Derivation:
        head = when.head
        if head in ("start", "end"):
            return self._bound(when, head, start, instance)
        if head in ("due", "met", "done", "breached"):
            return self._provision(getattr(when, head), head, instance)
        return self._leaf(when, start, instance)

    def _leaf(self, when: When, start: bool, instance: Instance | None) -> Derivation:
        if when.date is not None:
            return Derivation("the date set", self.calendar.read(when.date))
        if when.anchor is not None:
            return self.anchor(when.anchor, start)
        if when.report is not None:
            return self._report(when.report, "the report of")
        if when.status is not None:
            held = self._lookup.first_held(when.status)
            moment = None if held is None else Moment(held, held)
            return Derivation(status_words(when.status), moment)
        if when.instance is not None:
            return self._of_instance(when.instance, instance)
        return Derivation("the text sets no date", None)

    def _numbered(
        self, when: When, start: bool, instance: Instance | None
    ) -> Derivation:
        # What is counted from is an end, whatever its day is asked for (T5).
        base = (
            self.in_force(False)
            if when.of is None
            else self._value(when.of, False, instance)
        )
        text = f"day {when.day}, counting the first as day 1"
        if base.value is None or when.day is None:
            return Derivation(text, None, (base,))
        value = self.calendar.day(self._from(base.value) + when.day - 1)
        if start:
            value = value._replace(lo=max(value.lo, base.value.lo))
        return Derivation(text, value, (base,))

    def _from(self, moment: Moment) -> int:
        return self.calendar.civil_day(moment)

    def _counted(self, when: When, head: str, instance: Instance | None) -> Derivation:
        number = getattr(when, head)
        base, word = self._base(when, instance)
        unit = head if number != 1 else head[:-1]
        text = f"{number} {unit} {word}"
        if base.value is None:
            return Derivation(text, None, (base,))
        value = self.calendar.day(self._days_from(base.value, when))
        return Derivation(text, value, (base,))

    def _days_from(self, moment: Moment, when: When) -> int:
        """Count days, weeks or months from a moment, or back from it."""
        sign = 1 if when.after is not None else -1
        day = self._from(moment)
        if when.months is not None:
            return add_months(day, sign * when.months)
        if when.weeks is not None:
            return day + sign * 7 * when.weeks
        return day + sign * (when.days or 0)

    def _base(self, when: When, instance: Instance | None) -> tuple[Derivation, str]:
        if when.after is not None:
            return self._value(when.after, False, instance), "after"
        assert when.before is not None
        return self._value(when.before, False, instance), "before"

    def _hours(self, when: When, instance: Instance | None) -> Derivation:
        base, word = self._base(when, instance)
        text = f"{when.hours} hours {word}"
        moment = base.value
        if moment is None or when.hours is None:
            return Derivation(text, None, (base,))
        mark = "" if moment.exact else FROM_DAY_END
        if mark:
            text += " the end of the day" if word == "after" else " the day's start"
        if word == "after":
            second = (moment.lo if moment.exact else moment.hi + 1) + when.hours * HOUR
        else:
            second = moment.lo - when.hours * HOUR
        second = self.calendar.within_reach(second)
        return Derivation(text, Moment(second, second), (base,), mark=mark)

    def _until_before(self, when: When, instance: Instance | None) -> Derivation:
        assert when.before is not None
        base = self._value(when.before, False, instance)
        if base.value is None:
            return Derivation("until the second before", None, (base,))
        last = base.value.lo - 1
        return Derivation("until the second before", Moment(last, last), (base,))

    def _earliest(
        self, when: When, start: bool, instance: Instance | None
    ) -> Derivation:
        parts = tuple(self._value(p, start, instance) for p in when.earliest or ())
        values = [part.value for part in parts if part.value is not None]
        value = min(values, key=_edge(start)) if values else None
        return Derivation("the earliest of", value, parts)

    def _latest(self, when: When, start: bool, instance: Instance | None) -> Derivation:
        operands_ = when.latest or ()
        parts = tuple(self._value(p, start, instance) for p in operands_)
        counted = {i for i, p in enumerate(operands_) if not p.if_any}
        waiting = {i: self._begun(operands_[i], instance) for i in range(len(parts))}
        while more := {
            i
            for i, begun in waiting.items()
            if i not in counted and _in_time(begun, [parts[j].value for j in counted])
        }:
            counted |= more
        used = tuple(parts[i] for i in sorted(counted))
        value = _last([part.value for part in used], start)
        return Derivation("the latest of", value, used)

    def _begun(self, part: When, instance: Instance | None) -> Moment | None:
        head = part.head
        name = getattr(part, head)
        if head in ("start", "end", "due", "met", "done", "breached"):
            return self._bound(
                When.model_validate({"start": name}), "start", True, instance
            ).value
        return self._value(part, True, instance).value

    def _bound(
        self, when: When, head: str, start: bool, instance: Instance | None
    ) -> Derivation:
        name = when.start if head == "start" else when.end
        assert name is not None
        if name not in self._agreement.phases:
            return self._provision(name, head, instance)
        return self.phase(name, head, start)

    def phase(self, name: str, head: str, start: bool) -> Derivation:
        """Evaluate the start or end of a phase."""
        phase = self._agreement.phases[name]
        when = phase.from_ if head == "start" else phase.until
        text = f"the {head} of {phase.title or name}"
        if head == "end" and name in self._ends:
            return Derivation(f"{text}, as agreed since", self._ends[name])
        if when is None:
            if head == "end":
                return Derivation(f"{text}, for which no date is set", None)
            return Derivation(text, *self.in_force(start)[1:])
        # A phase's start is a start, whatever it is asked for (T3).
        return self._guarded((head, name), when, text, head == "start")

    def anchor(self, name: str, start: bool) -> Derivation:
        """Evaluate an anchor: when it happened, or is planned if nothing reports it."""
        anchor = self._agreement.anchors[name]
        if anchor.actual is not None:
            return self._report(anchor.actual, f"{anchor.title or name}:")
        if anchor.planned is None:
            return Derivation(f"{anchor.title or name}, not dated", None)
        text = f"{anchor.title or name}, as planned"
        return self._guarded(("anchor", name), anchor.planned, text, start)

    def _guarded(
        self, place: tuple[str, str], when: When, text: str, start: bool
    ) -> Derivation:
        # `check` names such a cycle; here it is merely unknown.
        if place in self._open:
            return Derivation(text, None)
        self._open.add(place)
        try:
            found = self._value(when, start, None)
        finally:
            self._open.discard(place)
        return Derivation(text, found.value, (found,))

    def _provision(self, name: str, head: str, instance: Instance | None) -> Derivation:
        words = {
            "due": "the due date of",
            "met": "the performance of",
            "done": "the performance (if late, the due date) of",
            "breached": "the breach of",
            "start": "the start of",
            "end": "the end of",
        }
        key = () if instance is None else instance.key
        value = self._lookup.date_of(name, head, key)
        title = self._agreement.provisions[name].title
        return Derivation(f'{words[head]} "{title}"', value)

    def _report(self, pattern: Pattern, text: str) -> Derivation:
        found = self._lookup.earliest(pattern)
        words = " or ".join(pattern.kind)
        if found is None:
            return Derivation(f"{text} {words}, not reported", None)
        return Derivation(f"{text} {words}", found.date, (), found.reports)

    def _of_instance(self, name: str, instance: Instance | None) -> Derivation:
        text = f"the instance's {name}"
        if instance is None:
            return Derivation(text, None)
        if name == "start":
            return Derivation(text, instance.start)
        if name == "end":
            return Derivation(text, instance.end)
        written = instance.attributes.get(name)
        try:
            value = None if written is None else self.calendar.read(written)
        except DateError:
            value = None
        return Derivation(text, value)

    def _rolled(self, when: When, found: Derivation) -> Derivation:
        assert found.value is not None
        weekend = ("sat", "sun") if when.calendar is None else when.calendar.weekend
        holidays = None if when.calendar is None else when.calendar.holidays
        day = self._from(found.value)
        moved = next_working_day(day, tuple(weekend), holidays)
        if moved == day:
            return found
        second = self.calendar.same_time(found.value.lo, moved - day)
        exact = found.value.exact
        value = Moment(second, second) if exact else self.calendar.day(moved)
        return Derivation("rolled to the next working day", value, (found,))


def _edge(start: bool) -> Callable[[Moment], int]:
    return (lambda moment: moment.lo) if start else (lambda moment: moment.hi)


def _in_time(begun: Moment | None, others: list[Moment | None]) -> bool:
    """Tell whether an `if_any` operand counts: begun before the others were over (T6).

    With no others it counts once it has begun.
    """
    if begun is None:
        return False
    last = _last(others, False)
    return last is None or begun.lo <= last.hi


def _last(values: list[Moment | None], start: bool) -> Moment | None:
    """Give the latest of values, unknown if any of them is or there are none."""
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not known:
        return None
    return max(known, key=_edge(start))


def status_words(conditions: Mapping[str, StatusWords]) -> str:
    """Say which statuses a condition waits for."""
    parts = (f"{name} is {' or '.join(words)}" for name, words in conditions.items())
    return "the first instant at which " + " and ".join(parts)
