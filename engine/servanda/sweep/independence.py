"""Which axes can matter to which provision: what none of them reaches, none changes.

A provision's outcome is looked for under the axes that can matter to it, and under no
others: axes that have nothing to do with each other do not multiply. Reach is taken
widely, by kinds of occurrences and by what provisions read of each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.changes import Change
from servanda.dependencies import Dependency, PatternUse, end_of_phase
from servanda.editions import SECTIONS, read
from servanda.edits import REFERENCES
from servanda.performances import performance
from servanda.scenario import Report
from servanda.sweep.axes import Levels
from servanda.touched import Base
from servanda.world import reground

ANY = None
OF_PROVISIONS = frozenset({"delay", "miss", "perform"})


class Group(NamedTuple):
    """Provisions that the same axes can matter to, by the places of those axes."""

    axes: tuple[int, ...]
    provisions: tuple[str, ...]


class Deed(NamedTuple):
    """An act: the provisions it can reach, and what decides whether it takes effect."""

    reach: frozenset[str]
    provisions: frozenset[str]
    kinds: frozenset[str | None]


def groups(
    base: Base, axes: Sequence[Levels], provisions: Sequence[str]
) -> tuple[Group, ...]:
    """Group provisions by the axes that can matter to them."""
    found: dict[tuple[int, ...], list[str]] = {}
    matter = _Matter(base, axes).of()
    for provision in provisions:
        found.setdefault(tuple(sorted(matter[provision])), []).append(provision)
    return tuple(Group(key, tuple(names)) for key, names in found.items())


class _Matter:
    """The reach of each axis, and what follows from axes that look at provisions."""

    def __init__(self, base: Base, axes: Sequence[Levels]) -> None:
        self.base = base
        self.agreement: Agreement = base.agreement
        self.threads = _threads(base.reports)
        self.texts = tuple(_texts(base.agreement))
        self.grounds = tuple(reground(base.ground, text) for text in self.texts)
        self.changes = [
            tuple(change for level in axis.levels for change in level.changes)
            for axis in axes
        ]
        self.deeds = tuple(self.acts())

    def of(self) -> Mapping[str, set[int]]:
        """Give the axes that can matter to each provision."""
        found: dict[str, set[int]] = {id: set() for id in self.agreement.provisions}
        for place, changes in enumerate(self.changes):
            for provision in self.with_acts(*self.reached(changes)):
                found[provision].add(place)
        targets = [self.targets(changes) for changes in self.changes]
        for named in targets:
            # Stretches are made as far as the latest date, which any axis may move.
            if any(self.agreement.provisions[id].every for id in named):
                for id in named:
                    found[id].update(range(len(self.changes)))
        while any(
            self.spread(mattering, targets, found) for mattering in found.values()
        ):
            pass
        return found

    def spread(
        self,
        mattering: set[int],
        targets: Sequence[set[str]],
        found: Mapping[str, set[int]],
    ) -> bool:
        """Add what decides what these axes do: what matters to their provisions."""
        size = len(mattering)
        for place in tuple(mattering):
            mattering.update(*(found[id] for id in targets[place]))
        return len(mattering) > size

    def acts(self) -> Iterator[Deed]:
        """Give the acts there are, and those that axes suppose."""
        docket = self.base.docket(self.base.latest)
        powers = [p for some in self.agreement.powers.values() for p in some]
        names = {effect.act.object for effect in docket.effects}
        names |= {c.target for some in self.changes for c in some if c.kind == "extend"}
        for name in names:
            reach = frozenset(self.closed(docket.reached_by(name)))
            if any(power.from_ is not None for power in powers):
                # Who has a power may depend on anything.
                yield Deed(reach, frozenset(self.agreement.provisions), frozenset())
            elif name not in self.agreement.phases:
                yield Deed(reach, frozenset({name}), frozenset())
            else:
                yield self.on_phase(name, reach)

    def on_phase(self, name: str, reach: frozenset[str]) -> Deed:
        """Give an act on a phase; whether it extends it depends on its end."""
        reads = [read for text in self.texts for read in end_of_phase(text, name)]
        provisions = {r.provision for r in reads if isinstance(r, Dependency)}
        kinds = {
            kind
            for r in reads
            if isinstance(r, PatternUse)
            for kind in r.pattern.kind or (ANY,)
        }
        return Deed(reach, frozenset(provisions), frozenset(kinds))

    def with_acts(self, names: Iterable[str], kinds: set[str | None]) -> set[str]:
        """Close names, and add what acts can reach that depend on any of them."""
        found, size = self.closed(names), -1
        while size < len(found):
            size = len(found)
            for deed in self.deeds:
                any_kind = bool(kinds) and ANY in deed.kinds
                if found & deed.provisions or kinds & deed.kinds or any_kind:
                    found |= deed.reach
        return found

    def targets(self, changes: Iterable[Change]) -> set[str]:
        """Name the provisions whose standing decides what changes do."""
        return {c.target for c in changes if c.target in self.agreement.provisions}

    def reached(self, changes: Iterable[Change]) -> tuple[set[str], set[str | None]]:
        """Name provisions that changes may reach themselves, and kinds they touch."""
        found: set[str] = set()
        kinds: set[str | None] = set()
        for target in {(c.kind in OF_PROVISIONS, c.kind, c.target) for c in changes}:
            found |= self._reached(*target, kinds)
        return found, kinds

    def _reached(
        self, performing: bool, kind: str, target: str, kinds: set[str | None]
    ) -> set[str]:
        every = set(self.agreement.provisions)
        if kind == "extend":
            docket = self.base.docket(self.base.latest)
            return set(docket.reached_by(target))
        if not performing and kind != "drop":
            return every  # another text of the agreement
        own: set[str] = set()
        if performing:
            own.add(target)
            pattern = performance(self.agreement.provisions[target])
            if pattern is not None and not pattern.kind:
                return every
            kinds |= set(pattern.kind) if pattern is not None else set()
        touched = [
            r
            for r in self.base.reports
            if (r.kind in kinds or target in r.about if performing else r.id == target)
        ]
        return own | self._told(touched, kinds)

    def _told(self, touched: Iterable[Report], kinds: set[str | None]) -> set[str]:
        """Name the provisions that read what some reports, and their like, speak of."""
        same = self.agreement.same
        about: set[str] = set()
        for report in touched:
            for one in self.threads[report.id]:
                telling = one.act is not None or one.id in self.base.of_acts
                if one.access is not None or telling:
                    return set(self.agreement.provisions)
                about |= set(one.about)
                kinds.add(one.kind)
        kinds.discard(None)
        if kinds and same and "kind" not in same:
            return set(self.agreement.provisions)
        wanted = {*kinds, ANY} if kinds else set()
        read = (self.base.by_kind(text) for text in self.texts)
        found = {
            id for by_kind in read for kind in wanted for id in by_kind.get(kind, ())
        }
        return found | about

    def closed(self, names: Iterable[str]) -> set[str]:
        """Add all that reads these, directly or not."""
        found, size = set(names) & self.agreement.provisions.keys(), -1
        while size < len(found):
            size = len(found)
            for text in self.grounds:
                found = text.readers(found)
        return found


def _texts(agreement: Agreement) -> Iterator[Agreement]:
    """Give an agreement, and it again in each reading of each of its parts."""
    yield agreement
    for section in SECTIONS:
        for name, part in getattr(agreement, section).items():
            for word in part.readings:
                yield read(agreement, name, word)


def _threads(reports: Sequence[Report]) -> Mapping[str, Sequence[Report]]:
    """Give, for each report, all that hang together with it by links."""
    found: dict[str, list[Report]] = {}
    for report in reports:
        # A name of an occurrence is kept apart from an id that reads the same.
        found.setdefault(report.id, []).append(report)
    parents = {name: name for name in (*found, *_names(reports))}

    def root(name: str) -> str:
        while parents[name] != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for report in reports:
        for link in REFERENCES:
            other = getattr(report.links, link)
            if other is not None and other in parents:
                parents[root(report.id)] = root(other)
        if report.links.occurrence is not None:
            parents[root(report.id)] = root(_name(report.links.occurrence))
    threads: dict[str, list[Report]] = {}
    for report in reports:
        threads.setdefault(root(report.id), []).append(report)
    return {report.id: threads[root(report.id)] for report in reports}


def _names(reports: Iterable[Report]) -> set[str]:
    return {
        _name(r.links.occurrence) for r in reports if r.links.occurrence is not None
    }


def _name(occurrence: str) -> str:
    return f"occurrence {occurrence}"
