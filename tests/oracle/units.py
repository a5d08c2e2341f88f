"""The instances of a provision, and which occurrences reach them (§5, T12, S1–S3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from tests.oracle.occurrences import Occurrence, Places
from tests.oracle.testimony import Known
from tests.oracle.times import Value

from servanda.agreement import EachMap, Every, Provision
from servanda.dates import Calendar, DateError, Moment, add_months
from servanda.standing import Key

UNATTRIBUTED = "unattributed"
Gap = tuple[int, int]  # its first and last second


@dataclass
class Unit:
    """An instance, or (key None) the provision itself where it has none."""

    key: Key | None
    bearers: tuple[str, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)
    trigger: Occurrence | None = None
    disputed: bool = False
    number: int = 0
    start: Value | None = None
    until: Value | None = None
    due: Value | None = None
    not_before: Value | None = None
    stretch: bool = False
    whole: bool = False
    calendar: Calendar | None = None
    # What acts leave of it: from when it is closed (C13) or void (C12), when it is
    # suspended, and where its window was closed before it was opened again (C9).
    closed_at: int | None = None
    excused_at: int | None = None
    stops: tuple[Gap, ...] = ()
    shut: tuple[Gap, ...] = ()
    kept_by: object = None  # E3: the duty whose terms a met one keeps

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return (*self.stops, *self.shut)

    def in_gap(self, second: int) -> bool:
        return any(lo <= second <= hi for lo, hi in self.gaps)

    def suspended(self, as_of: int) -> bool:
        return any(lo <= as_of <= hi for lo, hi in self.stops)

    def bound(self, name: str) -> Value | None:
        """T12: an instance's own bounds, or its trigger's attribute as a date."""
        if self.whole:
            return None
        if name == "start":
            return Value(self.trigger.date) if self.trigger else self.start
        if name == "end":
            return self.until
        text = self.trigger.stated.get(name) if self.trigger else None
        if text is None or self.calendar is None:
            return None
        try:
            return Value(self.calendar.read(text))
        except DateError:
            return None


def triggered(known: Known, provision: Provision) -> list[Unit]:
    """S1, S2: one instance a trigger that is true or disputed, in order of date."""
    pattern = provision.for_each
    assert pattern
    found = []
    for occurrence in known.matching(pattern):  # already in S2's order
        word = known.happening(occurrence)
        if word.verdict == "true" or word.disputed:
            pairs = tuple((k, occurrence.stated.get(k, "")) for k in provision.keyed_by)
            unit = Unit(pairs, provision.bearer, trigger=occurrence)
            unit.disputed = word.disputed
            found.append(unit)
    for unit in found:
        equal = [u for u in found if u.key == unit.key]
        unit.number = equal.index(unit) + 1 if len(equal) > 1 or not unit.key else 0
    for unit in found:
        if unit.number:
            unit.key = (*(unit.key or ()), ("#", str(unit.number)))
    return found


def split(provision: Provision) -> list[Unit]:
    """One instance for each combination, each map split on its own."""
    found: dict[Key, Unit] = {}
    for chosen in _combinations(provision):
        key = tuple(chosen.items())
        bearer = chosen.get("bearer")
        found[key] = Unit(key, (bearer,) if bearer else provision.bearer, chosen)
    return list(found.values())


def _combinations(provision: Provision) -> Iterator[dict[str, str]]:
    for one in provision.each:
        names = list(one)
        for values in product(*(_values(provision, one, name) for name in names)):
            yield dict(zip(names, values, strict=True))


def _values(provision: Provision, one: EachMap, name: str) -> tuple[str, ...]:
    if name == "bearer" and one[name] == ("all",):
        return provision.bearer
    return one[name]


def stretches(calendar: Calendar, every: Every, whole: Unit, upto: int) -> list[Unit]:
    """T12: the window cut at civil days, as far as stretches start by an instant."""
    if whole.start is None:
        return []
    first, until = calendar.day_of(whole.start.moment.lo), whole.until
    found: list[Unit] = []
    start = whole.start
    while start.moment.lo <= upto and not (until and start.moment.lo > until.moment.hi):
        number = len(found) + 1
        following = calendar.day(_later(first, every, number))
        second = following.lo - 1
        end = Value(Moment(second, second), start.rough)
        if until and until.moment.hi <= second:
            end = until
        key = (*(whole.key or ()), ("stretch", str(number)))
        found.append(replace(whole, key=key, start=start, until=end, stretch=True))
        start = Value(following, start.rough)
    return found


def _later(day: int, every: Every, number: int) -> int:
    if every.months:
        return add_months(day, every.months * number)
    return day + number * (every.days or 7 * (every.weeks or 0))


def reaches(places: Places, provision: Provision, unit: Unit, o: Occurrence) -> bool:
    """S3: a performance (or cure) reaches what it names, all where it names none."""
    if unit.trigger is not None and not keys_equal(provision, unit.trigger, o):
        return False
    for name, value in unit.chosen.items():
        stated = o.stated.get("by" if name == "bearer" else name)
        if stated is not None and not _is(places, name, stated, value):
            return False
    return True


def keys_equal(provision: Provision, one: Occurrence, other: Occurrence) -> bool:
    # §5: a missing key matches nothing.
    return all(
        name in one.stated and one.stated[name] == other.stated.get(name)
        for name in provision.keyed_by
    )


def _is(places: Places, name: str, stated: str, value: str) -> bool:
    return places.within(stated, value) if name == "place" else stated == value


def violation_key(
    places: Places, unit: Unit, o: Occurrence, accused: frozenset[str]
) -> Key | None:
    """S3: the key a violation has by an instance's choice, if it is not another's."""
    key = []
    for name, value in unit.chosen.items():
        if name == "bearer":
            missing, equal = not accused, value in accused
        else:
            stated = o.stated.get(name)
            missing = stated is None
            equal = stated is not None and _is(places, name, stated, value)
        if not (missing or equal):
            return None
        key.append((name, UNATTRIBUTED if missing else value))
    return tuple(key)


def addressed_by_key(
    provision: Provision, unit: Unit, stated: Mapping[str, str]
) -> bool | None:
    """P9: whether a position names this instance; None where it names none."""
    keys: dict[str, str] = {}
    if unit.trigger is not None:
        for name in provision.keyed_by:
            keys[name] = unit.trigger.stated.get(name, "")
    for name, value in unit.chosen.items():
        keys["by" if name == "bearer" else name] = value
    named = [name for name in keys if name in stated]
    if not named:
        return None
    return all(stated[name] == keys[name] for name in named)


def key_names(provision: Provision) -> frozenset[str]:
    """P9: by what attributes a report names instances of a provision."""
    names = {name for one in provision.each for name in one}
    found = {"by" if name == "bearer" else name for name in names}
    return frozenset(found | set(provision.keyed_by if provision.for_each else ()))
