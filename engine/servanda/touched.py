"""What a change can touch: a scenario evaluated again only where it may differ.

A `Base` is a scenario evaluated once. Evaluated again with other reports, a provision
keeps what it has unless something that it reads differs: an occurrence of a kind that
its patterns name, a position on it, or a date or status of a provision that it reads.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from typing import NamedTuple

from servanda.acts import telling
from servanda.agreement import Agreement
from servanda.carry import Waits
from servanda.changes import Change, Refusal, with_supposed
from servanda.dates import NEVER
from servanda.dependencies import (
    Dependencies,
    PatternUse,
    provision_dependencies,
    provision_patterns,
)
from servanda.edition import View
from servanda.edits import Applied, Setting, apply
from servanda.evaluate import Docket
from servanda.inference import Inference
from servanda.kept import Kept, Reach, Reached
from servanda.occurrence import Occurrence
from servanda.problems import quote
from servanda.question import latest
from servanda.scenario import Report
from servanda.standing import FLAGS, Flag, Key, Standing, step_at
from servanda.world import Ground, World, ground, world

Told = tuple[Report, ...]
ByKind = Mapping[str | None, frozenset[str]]


def _nothing(_: object) -> frozenset[str]:
    return frozenset()


NOTHING = Reach(_nothing, _nothing, False)


class Counted(NamedTuple):
    """What is counted of a provision: its flag, and whether anybody has looked."""

    flag: Flag
    marks: tuple[str, ...]


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
        self._by_kind: dict[int, ByKind] = {}
        self._agreements: list[Agreement] = []
        self._read: dict[tuple[int, frozenset[str]], frozenset[str]] = {}
        self._grounds: list[Ground] = []
        self._counted: dict[int, Mapping[str, Counted]] = {}

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

    def by_kind(self, agreement: Agreement) -> ByKind:
        """Name the provisions that read each kind of occurrence; None: any kind."""
        found = self._by_kind.get(id(agreement))
        if found is None:
            read: dict[str | None, set[str]] = {None: set()}
            for name, uses in provision_patterns(agreement).items():
                for kind in (k for use in uses for k in use.pattern.kind or (None,)):
                    read.setdefault(kind, set()).add(name)
            found = {kind: frozenset(names) for kind, names in read.items()}
            # An id is one agreement's for as long as that is held.
            self._by_kind[id(agreement)] = found
            self._agreements.append(agreement)
        return found

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

    def counted(self, at: int) -> Mapping[str, Counted]:
        """Give what is counted of every provision, as the scenario is."""
        if at not in self._counted:
            found = self.docket(max(at, self.latest))
            ids = self.agreement.provisions
            self._counted[at] = {id: _counted(found, id, at) for id in ids}
        return self._counted[at]

    # -- evaluating it again ------------------------------------------------------

    def again(self, reports: Told, known_by: int, horizon: int) -> Kept:
        """Evaluate other reports, only where they may make a difference."""
        if reports is self.reports:
            known = replace(self.world.known, known_by=known_by)
            now = replace(self.world, known=known)
            reach: Reach | None = NOTHING
        else:
            now = world(self.ground, reports, known_by)
            reach = self._reach(now, reports)
        before = self.docket(horizon)
        view = View(reports, self.covers)
        return Kept(before, now, view, horizon, self.inference, reach)

    def apply(self, changes: Iterable[Change], carry: bool = False) -> Applied:
        """Make changes in order, each to what the one before it left.

        With `carry`, what waits for a delayed step comes as much later.
        """
        waits = Waits(self.reads, self.patterns) if carry else None
        return apply(changes, self.reports, Setting(self.ground, self.units, waits))

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

    @cached_property
    def of_acts(self) -> frozenset[str]:
        """Name the reports that tell of acts and rulings."""
        return telling(self.world.acts)

    def _reach(self, now: World, reports: Told) -> Reach | None:
        """Tell what may differ; None where that may be anything."""
        other = dict(_by_telling(now))
        moved = [o for key, o in other.items() if key not in self.told]
        moved += [o for key, o in self.told.items() if key not in other]
        before, after = self.world.known, now.known
        changed = _differing(before.reports, after.reports)
        withdrawn = before.withdrawn.items() ^ after.withdrawn.items()
        if withdrawn:
            by_id = {r.id: r for r in (*self.reports, *reports)}
            changed += [by_id[id] for id, _ in withdrawn if id in by_id]
        of_acts = self.of_acts | telling(now.acts)
        if any(report.id in of_acts for report in changed):
            return None
        kinds = {o.kind for o in moved} | {r.kind for r in changed}
        about = frozenset(name for report in changed for name in report.about)

        @cache
        def reached(key: int) -> frozenset[str]:
            read = self._by_kind[key]
            found = {name for kind in kinds for name in read.get(kind, ())}
            if kinds - {None}:
                found |= read[None]
            return about | found

        def of(agreement: Agreement) -> frozenset[str]:
            self.by_kind(agreement)
            return reached(id(agreement))

        return Reach(of, self._may(of), any(report.access for report in changed))

    def _may(self, of: Reached) -> Callable[[Ground], frozenset[str]]:
        """Give all that reads what is reached; the same is not looked for twice."""

        def may(ground: Ground) -> frozenset[str]:
            asked = (id(ground), of(ground.agreement))
            if asked not in self._read:
                self._read[asked] = frozenset(ground.readers(asked[1]))
                self._grounds.append(ground)
            return self._read[asked]

        return may


class Rerun(NamedTuple):
    """A scenario evaluated again after changes; the base's where one is refused."""

    base: Base
    applied: Applied
    docket: Kept

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Say what could not be done: changes, and extensions without any effect."""
        return (*self.applied.refusals, *without_effect(self.applied, self.docket))

    def flags(self, at: int | None = None) -> dict[str, Flag]:
        """Give every provision's flag at an instant, by default the base's as-of."""
        second = self.base.latest if at is None else at
        found = dict(self.base.flags(second))
        anew = (id for id in self.docket.may if self.docket.touches(id))
        found.update([(id, _flag(self.docket, id, second)) for id in anew])
        return found


def rerun(base: Base, changes: Iterable[Change], carry: bool = False) -> Rerun:
    """Evaluate a scenario after some changes, all of it known."""
    applied = base.apply(changes, carry)
    reports = base.reports if applied.refusals else applied.reports
    return Rerun(base, applied, base.again(reports, NEVER, base.latest))


def without_effect(applied: Applied, now: Docket) -> tuple[Refusal, ...]:
    """Say which extensions that were supposed cannot take effect, and why."""
    supposed = {r.id: edit for edit in applied.edits for r in edit.added if r.act}
    found: list[Refusal] = []
    for effect in now.effects if supposed else ():
        edit = supposed.get(effect.act.root)
        if edit is not None and effect.since is None:
            change = edit.change
            message = f"{quote(change.name)} cannot be extended to {change.on}"
            hint = "; ".join(effect.missing)
            found.append(Refusal("extends-nothing", message, hint, edit.number))
    return tuple(found)


def standing_of(found: Docket, provision: str, key: Key | None, at: int) -> Standing:
    """Say where a provision, or an instance of it, stands at an instant."""
    if key is None:
        return found.standing(provision, at)
    return found.unit_standing(provision, key, at)


def _flag(found: Docket, provision: str, at: int) -> Flag:
    return FLAGS[step_at(found.steps(provision), at).status]


def counted(now: Kept, base: Base, at: int) -> Iterator[Counted]:
    """Give what is counted of every provision at an instant."""
    differing = now.differing
    for id, found in base.counted(at).items():
        yield _counted(now, id, at) if id in differing else found


def _counted(found: Docket, provision: str, at: int) -> Counted:
    standing = found.standing(provision, at)
    return Counted(standing.flag, standing.marks)


def _by_telling(now: World) -> Iterator[tuple[tuple[object, ...], Occurrence]]:
    """Name each occurrence by the reports that tell of it, which make it what it is.

    A report is the same where it is the same value: what is kept is not copied.
    """
    for one in now.occurrences():
        parts = (one.affirmations, one.denials, one.unconfirmed)
        yield tuple(tuple(map(id, part)) for part in parts), one


def _differing(one: Collection[Report], other: Collection[Report]) -> list[Report]:
    """Give the reports that only one side has."""
    first, second = ({id(report): report for report in side} for side in (one, other))
    only = first.keys() ^ second.keys()
    return [first.get(key) or second[key] for key in only]
