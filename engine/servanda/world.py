"""Everything known at one instant, indexed: occurrences by kind, words by provision."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from servanda.acts import Told, telling, told_of_acts
from servanda.agreement import Agreement
from servanda.batch import Batch, Reports
from servanda.bundle import Bundle
from servanda.dates import Calendar, calendar
from servanda.dependencies import Footing, footing, grouped, is_circular
from servanda.expression import Pattern
from servanda.known import Known, known
from servanda.occurrence import Occurrence, alone, occurrences, single, weighable
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
    whether those of a group read each other; `footings` say what each rests on.
    """

    text: Agreement
    agreement: Agreement
    calendar: Calendar
    roster: Roster
    places: Places
    groups: tuple[tuple[tuple[str, ...], bool], ...]
    footings: Mapping[str, Footing]
    partners: Mapping[str, tuple[str, ...]]

    @cached_property
    def reads(self) -> Mapping[str, tuple[str, ...]]:
        """Name the provisions that each reads."""
        return {
            name: tuple(dict.fromkeys(read.provision for read in found.reads))
            for name, found in self.footings.items()
        }

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
        rests = (n for n, found in self.footings.items() if window in found.windows)
        return self.readers(rests)

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
    asked = done_together(agreement)
    footings = {name: footing(asked, one) for name, one in asked.provisions.items()}
    return Ground(
        agreement,
        asked,
        calendar(agreement.zone, agreement.day_ends),
        roster(agreement),
        places(agreement),
        _groups(footings),
        footings,
        partners(agreement),
    )


def reground(ground: Ground, agreement: Agreement) -> Ground:
    """Prepare an agreement whose terms alone are others."""
    before, asked = ground.agreement, done_together(agreement)
    same = before.provisions.keys() == asked.provisions.keys() and all(
        getattr(before, part) is getattr(asked, part)
        for part in ("phases", "anchors", "in_force")
    )
    footings = {
        name: ground.footings[name]
        if same and before.provisions.get(name) is one
        else footing(asked, one)
        for name, one in asked.provisions.items()
    }
    return replace(
        ground,
        text=agreement,
        agreement=asked,
        groups=_groups(footings),
        footings=footings,
        partners=partners(agreement),
    )


def _groups(
    footings: Mapping[str, Footing],
) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """Group provisions that read each other, what is read first; say if in a circle."""
    found = {name: one.reads for name, one in footings.items()}
    return tuple((group, is_circular(group, found)) for group in grouped(found))


@dataclass(frozen=True)
class World:
    """The reports known at one instant, weighed into occurrences and indexed."""

    ground: Ground
    known: Known
    acts: tuple[Told, ...]
    scales: Scales
    by_kind: Mapping[str | None, Sequence[Bundle]]
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
        return (o for bundle in self.bundles(pattern) for o in bundle)

    def bundles(self, pattern: Pattern, read: Collection[str] = ()) -> Iterator[Bundle]:
        """Find what meets a pattern, all of a bundle with the same words to `read`."""
        kinds: Iterable[str | None] = dict.fromkeys(pattern.kind) or self.by_kind
        names, places = {*pattern.conditions, *read}, self.ground.places
        for bundle in (b for kind in kinds for b in self.by_kind.get(kind, ())):
            for one in map(Bundle, bundle) if bundle.differs_in(names) else (bundle,):
                told = one.like
                if not pattern.conditions or matches(
                    pattern, told.kind, told.attributes, places
                ):
                    yield one

    def occurrences(self) -> Iterator[Occurrence]:
        """Give everything that happened, or is said to have."""
        return (o for found in self.by_kind.values() for b in found for o in b)

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
    def seen(self) -> Mapping[str | None, Reports]:
        """Group independent sources' reports by kind, positions under None.

        What is linked is completed by its occurrence.
        """
        linked = self._linked()
        ranks = self.ground.roster.ranks
        watching = {source for source, rank in ranks.items() if rank >= INDEPENDENT}
        found: defaultdict[str | None, list[Report]] = defaultdict(list)
        for report in self.known.reports.single:
            if report.source in watching:
                told = _completed(report, linked.get(id(report))) if linked else report
                found[told.kind if told.position is None else None].append(told)
        batches: defaultdict[str | None, list[Batch]] = defaultdict(list)
        for batch in self.known.reports.batches:
            if batch.sort.first.source in watching:
                batches[batch.sort.first.kind].append(batch)
        kinds = found.keys() | batches.keys()
        return {kind: Reports(found[kind], batches[kind]) for kind in kinds}

    def _linked(self) -> Mapping[int, Occurrence]:
        if not self.known.linked:
            return {}
        return {
            id(report): occurrence
            for found in self.by_kind.values()
            for occurrence in (bundle.like for bundle in found if not bundle.batch)
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


def world(ground: Ground, reports: Collection[Report], known_by: int) -> World:
    """Weigh and index what is known at an instant."""
    heard = known(reports, known_by)
    acts = told_of_acts(ground.agreement, heard)
    accounts = heard
    if acts:
        of_acts = telling(acts)
        plain = (r for r in heard.reports.single if r.id not in of_acts)
        accounts = replace(heard, reports=Reports(plain, heard.reports.batches))
    positions: dict[str, list[Report]] = {}
    totals, access = [], []
    said = heard.reports.single
    for report in (r for r in said if r.position or r.tally or r.access):
        weighs = weighable(ground.agreement, report)
        if report.position is not None and weighs:
            for provision in report.about:
                positions.setdefault(provision, []).append(report)
        if report.tally is not None and weighs:
            totals.append(report)
        if report.access is not None:
            access.append(report)
    scales = Scales(ground.roster, ground.places)
    happened = _happened(ground, accounts)
    return World(ground, heard, acts, scales, happened, positions, totals, access)


def _happened(ground: Ground, accounts: Known) -> Mapping[str | None, Sequence[Bundle]]:
    """Give what happened by kind: what many reports of a table tell alike together."""
    agreement, told = ground.agreement, accounts.reports
    together = alone(agreement, accounts) if told.batches else ()
    others = [b for b in told.batches if b not in {*together}]
    rest = replace(accounts, reports=Reports((*told.single, *chain(*others))))
    found: defaultdict[str | None, list[Bundle]] = defaultdict(list)
    for occurrence in occurrences(agreement, ground.roster, ground.places, rest):
        found[occurrence.kind].append(Bundle(occurrence))
    for batch in together:
        if weighable(agreement, batch.sort.first):
            like = single(batch.sort.first)
            assert like is not None
            found[like.kind].append(Bundle(like, batch))
    return found


def retold(world: World, ground: Ground) -> World:
    """Ask the same world by other terms of the agreement."""
    return replace(world, ground=ground)
