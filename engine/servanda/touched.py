"""What a change can touch: a scenario evaluated again only where it may differ.

A `Base` is a scenario evaluated once. Evaluated again with other reports, a provision
keeps what it has unless something that it reads differs: an occurrence of a kind that
its patterns name, a position on it, or a date or status of a provision that it reads.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.changes import Change, with_supposed
from servanda.dependencies import (
    Dependencies,
    PatternUse,
    provision_dependencies,
    provision_patterns,
)
from servanda.edits import Applied, Setting, apply
from servanda.evaluate import Docket, View
from servanda.evidence import NEVER
from servanda.inference import Inference
from servanda.occurrence import Occurrence
from servanda.question import latest
from servanda.scenario import Report
from servanda.silence import Watch
from servanda.standing import FLAGS, Flag, Key, Standing
from servanda.strand import Strand, step_at
from servanda.world import World, ground, world

Told = tuple[Report, ...]


class Reach(NamedTuple):
    """Which provisions a difference between two worlds may reach.

    `seen` are those of which an observer may have seen more or less.
    """

    strands: frozenset[str]
    seen: frozenset[str]


class Base:
    """A scenario as it is, with all that evaluating it again can take over.

    Only what was reported by `known_by` is there to be changed; by default all is.
    A question is about `as_of`, by default the latest date in the reports.
    """

    def __init__(
        self,
        agreement: Agreement,
        reports: Iterable[Report],
        covers: frozenset[str] | None,
        inference: Inference,
        *,
        known_by: int | None = None,
        as_of: int | None = None,
    ) -> None:
        self.agreement = with_supposed(agreement)
        self.ground = ground(self.agreement)
        self.covers = covers
        self.inference = inference
        self.known_by = known_by
        self.as_of = as_of
        self.reports = tuple(
            r for r in reports if known_by is None or r.reported <= known_by
        )
        self._dockets: dict[int, Docket] = {}
        self._flags: dict[int, Mapping[str, Flag]] = {}

    # -- what is there once -------------------------------------------------------

    @cached_property
    def latest(self) -> int:
        """Give the last second that the reports or the question speak of."""
        found = latest(self.reports, self.ground.calendar) or 0
        return max(found, self.as_of or 0)

    @cached_property
    def known_from(self) -> int:
        """Give the instant from which all the reports are known."""
        return max((report.reported for report in self.reports), default=0)

    @cached_property
    def world(self) -> World:
        """Give the reports, weighed and indexed; all of them are known."""
        return world(self.ground, self.reports, NEVER)

    @cached_property
    def reads(self) -> Dependencies:
        """Give what each provision reads of others."""
        return provision_dependencies(self.agreement)

    @cached_property
    def patterns(self) -> Mapping[str, tuple[PatternUse, ...]]:
        """Give the patterns of reports that each provision reads."""
        return provision_patterns(self.agreement)

    @cached_property
    def readers(self) -> Mapping[str, frozenset[str]]:
        """Name the provisions that read dates or statuses of each provision."""
        found: dict[str, set[str]] = {}
        for id, reads in self.reads.items():
            for read in reads:
                found.setdefault(read.provision, set()).add(id)
        return {id: frozenset(readers) for id, readers in found.items()}

    @cached_property
    def by_kind(self) -> Mapping[str | None, frozenset[str]]:
        """Name the provisions that read each kind of occurrence; None: any kind."""
        found: dict[str | None, set[str]] = {None: set()}
        for id, uses in self.patterns.items():
            for use in uses:
                for kind in use.pattern.kind or (None,):
                    found.setdefault(kind, set()).add(id)
        return {kind: frozenset(ids) for kind, ids in found.items()}

    @cached_property
    def told(self) -> Mapping[tuple[object, ...], Occurrence]:
        """Give the occurrences by what they are told by."""
        return dict(_by_telling(self.world))

    @cached_property
    def stretched(self) -> bool:
        """Tell whether how far is asked matters: stretches are made until then."""
        return any(terms.every for terms in self.agreement.provisions.values())

    def docket(self, horizon: int) -> Docket:
        """Evaluate the scenario as it is, ready to be asked until an instant."""
        at = horizon if self.stretched else 0
        if at not in self._dockets:
            view = View(self.reports, self.covers)
            self._dockets[at] = Docket(self.world, view, horizon, self.inference)
        return self._dockets[at]

    def flags(self, at: int) -> Mapping[str, Flag]:
        """Give every provision's flag at an instant, as the scenario is."""
        if at not in self._flags:
            found = self.docket(max(at, self.latest))
            ids = self.agreement.provisions
            self._flags[at] = {id: _flag(found, id, at) for id in ids}
        return self._flags[at]

    # -- evaluating it again ------------------------------------------------------

    def again(self, reports: Told, known_by: int, horizon: int) -> "Again":
        """Evaluate other reports, only where they may make a difference."""
        if reports is self.reports:
            known = replace(self.world.known, known_by=known_by)
            now = replace(self.world, known=known)
            reach: Reach | None = Reach(frozenset(), frozenset())
        else:
            now = world(self.ground, reports, known_by)
            reach = self._reach(now, reports)
        return Again(self, now, View(reports, self.covers), horizon, reach)

    def apply(self, changes: Iterable[Change]) -> Applied:
        """Make changes in order, each to what the one before it left."""
        return apply(changes, self.reports, Setting(self.ground, self.units))

    def units(self, reports: Told, provision: str) -> tuple[Standing, ...]:
        """Say where a provision's instances stand in the end, given some reports."""
        end = self.latest
        if reports is self.reports:
            found = self.docket(end)
        else:
            end = max(latest(reports, self.ground.calendar) or 0, self.as_of or 0)
            found = self.again(reports, NEVER, end)
        return tuple(
            standing_of(found, provision, k, end) for k in found.units(provision)
        )

    def _reach(self, now: World, reports: Told) -> Reach | None:
        """Name what may differ; None where that may be anything."""
        other = dict(_by_telling(now))
        moved = [o for key, o in other.items() if key not in self.told]
        moved += [o for key, o in self.told.items() if key not in other]
        before, after = self.world.known, now.known
        changed = _differing(before.reports, after.reports)
        by_id = {r.id: r for r in (*self.reports, *reports)}
        withdrawn = before.withdrawn.items() ^ after.withdrawn.items()
        changed += [by_id[id] for id, _ in withdrawn if id in by_id]
        if any(_is_of_an_act(report, by_id) for report in changed):
            return None
        kinds = {o.kind for o in moved} | {r.kind for r in changed}
        found = {id for kind in kinds for id in self.by_kind.get(kind, ())}
        found |= {id for report in changed for id in report.about}
        if kinds - {None}:
            found |= self.by_kind[None]
        if any(report.access for report in changed):
            return Reach(frozenset(found), frozenset(self.agreement.provisions))
        return Reach(frozenset(found), frozenset(found))


class Again(Docket):
    """A docket that takes from the base's what cannot differ; `anew` is the rest."""

    def __init__(
        self, base: Base, now: World, view: View, horizon: int, reach: Reach | None
    ) -> None:
        every = frozenset(base.agreement.provisions)
        self.base = base
        self.anew: set[str] = set()
        self._reach = reach or Reach(every, every)
        self._before = base.docket(horizon)
        self._moved: set[str] = set()
        super().__init__(now, view, horizon, base.inference)

    @property
    def differing(self) -> frozenset[str]:
        """Name the provisions that may stand elsewhere than in the base."""
        return self._reach.seen.union(self.anew)

    def observed(self, provision: str) -> Watch:
        """Give what independent sources have reported of a provision."""
        if provision in self._reach.seen:
            return super().observed(provision)
        return self._before.observed(provision)

    def _settle(self, group: tuple[str, ...], circular: bool) -> None:
        if self._reach.strands.isdisjoint(group) and self._moved.isdisjoint(group):
            self._strands.update({name: self._before.strand(name) for name in group})
            return
        super()._settle(group, circular)
        self.anew.update(group)
        for name in group:
            readers = self.base.readers.get(name, frozenset()).difference(group)
            if readers and self._differs(name):
                self._moved |= readers

    def _differs(self, name: str) -> bool:
        """Tell whether anything that others read of a provision differs."""
        return _read_of(self.strand(name)) != _read_of(self._before.strand(name))


class Rerun(NamedTuple):
    """A scenario evaluated again after changes; the base's where one is refused."""

    base: Base
    applied: Applied
    docket: Again

    def flags(self, at: int | None = None) -> dict[str, Flag]:
        """Give every provision's flag at an instant, by default the base's as-of."""
        second = self.base.latest if at is None else at
        found = dict(self.base.flags(second))
        found.update((id, _flag(self.docket, id, second)) for id in self.docket.anew)
        return found


def rerun(base: Base, changes: Iterable[Change]) -> Rerun:
    """Evaluate a scenario after some changes, all of it known."""
    applied = base.apply(changes)
    reports = base.reports if applied.refusals else applied.reports
    return Rerun(base, applied, base.again(reports, NEVER, base.latest))


def standing_of(found: Docket, provision: str, key: Key | None, at: int) -> Standing:
    """Say where a provision, or an instance of it, stands at an instant."""
    if key is None:
        return found.standing(provision, at)
    return found.unit_standing(provision, key, at)


def _flag(found: Docket, provision: str, at: int) -> Flag:
    return FLAGS[step_at(found.steps(provision), at).status]


def _by_telling(now: World) -> Iterator[tuple[tuple[object, ...], Occurrence]]:
    """Name each occurrence by the reports that tell of it, which make it what it is.

    A report is the same where it is the same value: what is kept is not copied.
    """
    for occurrences in now.by_kind.values():
        for one in occurrences:
            parts = (one.affirmations, one.denials, one.unconfirmed)
            yield tuple(tuple(map(id, part)) for part in parts), one


def _differing(one: Sequence[Report], other: Sequence[Report]) -> list[Report]:
    """Give the reports that only one side has."""
    first, second = ({id(report): report for report in side} for side in (one, other))
    only = first.keys() ^ second.keys()
    return [first.get(key) or second[key] for key in only]


def _is_of_an_act(report: Report, by_id: Mapping[str, Report]) -> bool:
    """Tell whether a report is an act or ruling, or speaks of one."""
    waiting, seen = [report], set[str]()
    acts = {r.links.occurrence for r in by_id.values() if r.act is not None} - {None}
    while waiting:
        one = waiting.pop()
        seen.add(one.id)
        if one.act is not None or one.links.occurrence in acts:
            return True
        named = (id for id in one.links if id is not None and id not in seen)
        waiting += [by_id[id] for id in named if id in by_id]
    return False


def _read_of(strand: Strand) -> object:
    """Give all that others can read of a provision: its windows, dates and steps."""
    keys = strand.keys
    heads = ("met", "done", "breached")
    dates = [strand.date(head, key or ()) for key in keys for head in heads]
    windows = [
        (kin.window.start, kin.window.due, kin.window.over) for kin in strand.kin
    ]
    whole = [strand.date(head, ()) for head in ("start", "end", "due", *heads)]
    return keys, dates, windows, whole, strand.steps, strand.kin_steps
