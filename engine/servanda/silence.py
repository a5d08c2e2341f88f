"""Silence is not compliance: whether anybody independent has looked (S10)."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from servanda.agreement import Provision
from servanda.batch import Reports
from servanda.dates import Calendar
from servanda.expression import Pattern
from servanda.pattern import matches
from servanda.roster import INDEPENDENT
from servanda.scenario import Report
from servanda.world import World


class Sight(NamedTuple):
    """That something independent was reported: from when, its last day, how long.

    A position withdrawn no longer observes from `until` on.
    """

    lo: int
    day: int
    until: int | None

    def at(self, as_of: int) -> bool:
        """Tell whether it stands at an instant."""
        return self.lo <= as_of and (self.until is None or as_of < self.until)


class Veil(NamedTuple):
    """That a monitor could not see, from `lo` to `hi` (None: until told otherwise)."""

    lo: int
    hi: int | None
    source: str
    place: str
    hidden: bool
    reported: int


class Watch(NamedTuple):
    """What was seen of a provision, and where nobody could see."""

    sights: tuple[Sight, ...]
    veils: tuple[Veil, ...]
    days: int | None
    calendar: Calendar

    def unobserved(self, as_of: int) -> bool:
        """Tell whether nobody independent has reported, or could see, by an instant."""
        return not self._seen(as_of) or any(self._veiled(as_of))

    def _seen(self, as_of: int) -> bool:
        dated = [sight for sight in self.sights if sight.at(as_of)]
        if self.days is None or not dated:
            return bool(dated)
        today = self.calendar.day_of(as_of)
        return any(today - sight.day <= self.days for sight in dated)

    def _veiled(self, as_of: int) -> Iterator[bool]:
        latest: dict[tuple[str, str], Veil] = {}
        for veil in self.veils:
            if veil.lo <= as_of:
                latest[veil.source, veil.place] = veil
        for veil in latest.values():
            if veil.hidden and (veil.hi is None or as_of <= veil.hi):
                yield True

    def since(self, as_of: int) -> int | None:
        """Give the instant from which nobody independent has reported, if known."""
        if any(self._veiled(as_of)):
            return max(v.lo for v in self.veils if v.hidden and v.lo <= as_of)
        dated = [sight.day for sight in self.sights if sight.at(as_of)]
        if self.days is None or not dated:
            return None
        return self.calendar.first_second(max(dated) + self.days + 1)


def watch(world: World, name: str, terms: Provision) -> Watch:
    """Collect what was seen of a provision."""
    patterns = [
        pattern
        for pattern in (
            terms.performed_by,
            terms.violated_by,
            terms.counted_by,
            terms.cured_by,
            terms.observed,
        )
        if pattern is not None and (pattern.kind or pattern.conditions)
    ]
    calendar = world.ground.calendar
    sights = [
        Sight(
            report.date.lo,
            calendar.civil_day(report.date),
            world.known.withdrawn.get(report.id),
        )
        for report in _told(world, terms.bearer, patterns)
        if report.date is not None and _about(world, report, name, patterns)
    ]
    days = None if terms.silence is None else terms.silence.days
    return Watch(tuple(sights), _veils(world, patterns), days, calendar)


def _told(
    world: World, bearers: tuple[str, ...], patterns: list[Pattern]
) -> Iterator[Report]:
    """Give independent sources' reports that patterns or positions may be about."""
    named = {None, *(kind for pattern in patterns for kind in pattern.kind)}
    plain = not any(pattern.conditions for pattern in patterns)
    every = any(not pattern.kind for pattern in patterns)
    for kind in world.seen if every else named:
        reports: Collection[Report] = world.seen.get(kind, ())
        if kind is not None and plain:
            # When it was seen, and by whom, is all that matters of those alike.
            sorts = Reports.of(reports).sorts
            reports = {(r.source, _by(r), r.date): r for r in sorts}.values()
        for report in reports:
            rank = world.ground.roster.rank(report.source, (*bearers, *_by(report)))
            if rank >= INDEPENDENT:
                yield report


def _by(report: Report) -> tuple[str, ...]:
    by = report.attributes.get("by")
    return () if by is None else (by,)


def _about(world: World, report: Report, name: str, patterns: list[Pattern]) -> bool:
    if report.position is not None:
        return name in report.about
    return any(
        matches(p, report.kind, report.attributes, world.ground.places)
        for p in patterns
    )


def _veils(world: World, patterns: list[Pattern]) -> tuple[Veil, ...]:
    wanted = [
        word
        for pattern in patterns
        if "place" in pattern.conditions
        for word in pattern.conditions["place"].one_of
    ]
    found = []
    for report in world.access:
        access, place = report.access, report.attributes.get("place", "")
        assert access is not None
        meets = any(world.ground.places.meet(place, word) for word in wanted)
        if place and not meets:
            continue
        found.append(
            Veil(
                access.lo,
                access.hi,
                world.ground.roster.speaker(report.source),
                place,
                access.level != "full",
                report.reported,
            )
        )
    return tuple(sorted(found, key=lambda v: (v.lo, v.reported, v.hidden)))
