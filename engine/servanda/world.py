"""Everything known at one instant, indexed: occurrences by kind, words by provision."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from servanda.acts import tell_of_acts
from servanda.agreement import Agreement
from servanda.dates import Calendar
from servanda.dependencies import (
    is_circular,
    order,
    provision_dependencies,
    provision_windows,
)
from servanda.expression import Pattern
from servanda.known import Known, known
from servanda.occurrence import Occurrence, occurrences, weighable
from servanda.partners import done_together, partners
from servanda.pattern import Places, matches, places
from servanda.roster import INDEPENDENT, Roster, roster
from servanda.scenario import Report
from servanda.weigh import Scales


@dataclass(frozen=True)
class Ground:
    """What an agreement settles once, whatever is known: who, where and when.

    The `text` is the agreement as written; in `agreement` what is done together waits
    for each other. `groups` are the provisions in the order they are decided, and
    whether those of a group read each other; `reads` what each of them reads,
    and `windows` the phases and anchors.
    """

    text: Agreement
    agreement: Agreement
    calendar: Calendar
    roster: Roster
    places: Places
    groups: tuple[tuple[tuple[str, ...], bool], ...]
    reads: Mapping[str, tuple[str, ...]]
    windows: Mapping[str, frozenset[str]]
    partners: Mapping[str, tuple[str, ...]]

    def closure(self, names: Iterable[str]) -> set[str]:
        """Give provisions and all that they read, and what that reads."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.reads[name]
        return found

    def readers_of(self, window: str) -> set[str]:
        """Give all whose dates rest on a phase or anchor, as in `phases.one`."""
        return self.readers(n for n, there in self.windows.items() if window in there)

    def readers(self, names: Iterable[str]) -> set[str]:
        """Give provisions and all that read them, be it through others."""
        found = set(names)
        for group, _ in self.groups:
            read = {other for name in group for other in self.reads[name]}
            if not found.isdisjoint((*group, *read)):
                found.update(group)
        return found


def ground(agreement: Agreement) -> Ground:
    """Prepare an agreement for being asked."""
    return Ground(
        agreement,
        done_together(agreement),
        Calendar(agreement.zone, agreement.day_ends),
        roster(agreement),
        places(agreement),
        *_order(done_together(agreement)),
        partners(agreement),
    )


def reground(ground: Ground, agreement: Agreement) -> Ground:
    """Prepare an agreement whose terms alone are others."""
    groups, reads, windows = _order(done_together(agreement))
    return replace(
        ground,
        text=agreement,
        agreement=done_together(agreement),
        groups=groups,
        reads=reads,
        windows=windows,
        partners=partners(agreement),
    )


Groups = tuple[tuple[tuple[str, ...], bool], ...]


Order = tuple[Groups, Mapping[str, tuple[str, ...]], Mapping[str, frozenset[str]]]


def _order(agreement: Agreement) -> Order:
    """Group provisions that read each other, what is read first; say if in a circle."""
    found = provision_dependencies(agreement)
    groups = tuple((group, is_circular(group, found)) for group in order(agreement))
    reads = {
        name: tuple(dict.fromkeys(d.provision for d in read))
        for name, read in found.items()
    }
    return groups, reads, provision_windows(agreement)


@dataclass(frozen=True)
class World:
    """The reports known at one instant, weighed into occurrences and indexed."""

    ground: Ground
    known: Known
    scales: Scales
    by_kind: dict[str | None, list[Occurrence]]
    positions: dict[str, list[Report]]
    totals: list[Report]
    access: list[Report]
    _found: dict[int, tuple[Occurrence, ...]] = field(default_factory=dict)

    def matching(self, pattern: Pattern) -> tuple[Occurrence, ...]:
        """Find the occurrences that meet a pattern, in order of content."""
        found = self._found.get(id(pattern))
        if found is None:
            found = self._found[id(pattern)] = self._search(pattern)
        return found

    def _search(self, pattern: Pattern) -> tuple[Occurrence, ...]:
        return tuple(sorted(self.having(pattern), key=lambda o: o.order))

    def having(self, pattern: Pattern) -> Iterator[Occurrence]:
        """Find the occurrences that meet a pattern, in no order."""
        kinds: Iterable[str | None] = dict.fromkeys(pattern.kind) or self.by_kind
        candidates = (o for kind in kinds for o in self.by_kind.get(kind, ()))
        if pattern.conditions:
            candidates = (
                o
                for o in candidates
                if matches(pattern, o.kind, o.attributes, self.ground.places)
            )
        return candidates

    def earliest(self, pattern: Pattern) -> Occurrence | None:
        """Find the earliest true occurrence (or n-th) that meets a pattern."""
        missing = pattern.at_least
        for occurrence in self.matching(pattern):
            if self.scales.neutral(occurrence).truth == "true":
                missing -= occurrence.times
                if missing <= 0:
                    return occurrence
        return None

    @cached_property
    def seen(self) -> Mapping[str | None, Sequence[Report]]:
        """Group independent sources' reports by kind, positions under None.

        What is linked is completed by its occurrence.
        """
        linked = self._linked()
        ranks = self.ground.roster.ranks
        watching = {source for source, rank in ranks.items() if rank >= INDEPENDENT}
        found: dict[str | None, list[Report]] = {}
        for report in self.known.reports:
            if report.source in watching:
                told = _completed(report, linked.get(id(report))) if linked else report
                kind = told.kind if told.position is None else None
                found.setdefault(kind, []).append(told)
        return found

    def _linked(self) -> Mapping[int, Occurrence]:
        if not self.known.linked:
            return {}
        return {
            id(report): occurrence
            for occurrences in self.by_kind.values()
            for occurrence in occurrences
            for report in occurrence.told
            if report.links.of is not None or report.links.occurrence is not None
        }

    def totals_of(self, pattern: Pattern) -> list[Report]:
        """Find the totals that meet a pattern."""
        return [
            report
            for report in self.totals
            if matches(pattern, report.kind, report.attributes, self.ground.places)
        ]


def _completed(report: Report, occurrence: Occurrence | None) -> Report:
    if occurrence is None:
        return report
    return Report(
        id=report.id,
        source=report.source,
        date=report.date or occurrence.date,
        reported=report.reported,
        kind=report.kind or occurrence.kind,
        attributes={**occurrence.attributes, **report.attributes},
    )


def world(ground: Ground, reports: Sequence[Report], known_by: int) -> World:
    """Weigh and index what is known at an instant."""
    heard = known(reports, known_by)
    telling = tell_of_acts(ground.agreement, heard)
    accounts = heard
    if telling:
        plain = tuple(r for r in heard.reports if r.id not in telling)
        accounts = replace(heard, reports=plain)
    by_kind: dict[str | None, list[Occurrence]] = {}
    for occurrence in occurrences(
        ground.agreement, ground.roster, ground.places, accounts
    ):
        by_kind.setdefault(occurrence.kind, []).append(occurrence)
    positions: dict[str, list[Report]] = {}
    totals, access = [], []
    for report in (r for r in heard.reports if r.position or r.tally or r.access):
        weighs = weighable(ground.agreement, report)
        if report.position is not None and weighs:
            for provision in report.about:
                positions.setdefault(provision, []).append(report)
        if report.tally is not None and weighs:
            totals.append(report)
        if report.access is not None:
            access.append(report)
    scales = Scales(ground.roster, ground.places)
    return World(ground, heard, scales, by_kind, positions, totals, access)


def retold(world: World, ground: Ground) -> World:
    """Ask the same world by other terms of the agreement."""
    return replace(world, ground=ground)
