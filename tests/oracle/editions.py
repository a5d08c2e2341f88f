"""Editions: how the agreement reads from an instant on, and what has been done to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.oracle.acts import Act
from tests.oracle.units import (
    Gap,
    Unit,
    addressed_by_key,
    key_names,
)
from tests.oracle.words import ALWAYS

from servanda.agreement import Agreement, Anchor, Phase, Provision, Reading, Terms
from servanda.dates import Moment
from servanda.expression import Model

FOREVER = 10**15
Identity = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Chosen:
    """A reading of an object: a provision, a phase, an anchor or an act."""

    name: str
    reading: Reading


@dataclass(frozen=True)
class Effect:
    """What one act did to one object, at the instant it took effect."""

    act: Act
    word: str
    at: int
    about: str
    reached: frozenset[str]  # the provisions it reaches (C11)
    keys: Mapping[str, str]
    identity: Identity
    to: Moment | None = None
    start: Moment | None = None
    fields: frozenset[str] = frozenset()  # which an amendment sets


@dataclass(frozen=True)
class Edition:
    """The agreement from an instant until the next edition (E1)."""

    at: int
    made_by: str  # "", acts or rulings
    agreement: Agreement
    text: Agreement  # as read, its amendments left aside
    effects: tuple[Effect, ...] = ()
    about: frozenset[str] = frozenset()  # of rulings: what they are about

    def rereads(self, pid: str) -> bool:
        """E3: a ruling re-reads what it is about: but for a provision, everything."""
        if self.made_by != "rulings":
            return False
        return pid in self.about or not self.about <= set(self.agreement.provisions)

    def said(self, name: str) -> object:
        """Give what an object says: a part of the text, or the dates an act has set."""
        agreement = self.agreement
        for parts in (agreement.provisions, agreement.phases, agreement.anchors):
            if name in parts:
                return parts[name]
        counting = [
            e
            for e in self.effects
            if e.act.name == name and e.at >= self.amended_at(e.about)
        ]
        return [
            self.phase_end(e.about, None) if e.about in agreement.phases else e.to
            for e in counting
            if e.word == "extend"
        ]

    def on(self, pid: str, *words: str) -> list[Effect]:
        return [e for e in self.effects if e.word in words and pid in e.reached]

    def ended(self, identity: Identity, whole: str) -> bool:
        """C7: whether an act has ended this object, or the agreement."""
        return any(
            e.word in ("terminate", "waive")
            and e.identity in (identity, (identity[0], ()), (whole, ()))
            for e in self.effects
        )

    def open_suspension(self, identity: Identity) -> bool:
        return any(
            e.identity == identity and until is None for e, until in self._suspensions()
        )

    def _suspensions(self) -> Iterator[tuple[Effect, int | None]]:
        for n, effect in enumerate(self.effects):
            if effect.word != "suspend":
                continue
            yield (
                effect,
                next(
                    (
                        later.at
                        for later in self.effects[n + 1 :]
                        if later.word == "resume" and later.identity == effect.identity
                    ),
                    None,
                ),
            )

    def stops(self, pid: str, provision: Provision, unit: Unit) -> tuple[Gap, ...]:
        """C12: when a unit is suspended; stretches of all objects that reach it unite."""
        found: list[Gap] = []
        for effect, until in self._suspensions():
            if pid in effect.reached and reaches(provision, unit, effect.keys):
                found.append((effect.at, FOREVER if until is None else until - 1))
        united: list[Gap] = []
        for lo, hi in sorted(g for g in found if g[0] <= g[1]):
            if united and lo <= united[-1][1] + 1:
                united[-1] = united[-1][0], max(hi, united[-1][1])
            else:
                united.append((lo, hi))
        return tuple(united)

    def closed_at(self, pid: str, provision: Provision, unit: Unit) -> int | None:
        """C13: from when waived or terminated."""
        return min(
            (
                e.at
                for e in self.on(pid, "waive", "terminate")
                if e.word == "terminate" or reaches(provision, unit, e.keys)
            ),
            default=None,
        )

    def closed_whole(self, pid: str, provision: Provision) -> int | None:
        """Give from when a provision is closed with all its instances."""
        names = key_names(provision)
        return min(
            (
                e.at
                for e in self.on(pid, "waive", "terminate")
                if e.word == "terminate" or not names & set(e.keys)
            ),
            default=None,
        )

    def amended_at(self, name: str) -> int:
        """C10: since when a due or until that was set stands in place of others."""
        return max(
            (
                e.at
                for e in self.effects
                if e.word == "amend" and e.about == name and e.fields & {"due", "until"}
            ),
            default=ALWAYS,
        )

    def extension(self, pid: str, unit: Unit) -> list[tuple[int, Moment]]:
        """C8: the instants at which a unit was extended, and to when."""
        provision = self.agreement.provisions[pid]
        found: dict[int, Moment] = {}
        for effect in self.on(pid, "extend"):
            if effect.about != pid or effect.to is None:
                continue
            if effect.at < self.amended_at(pid):
                continue
            if provision.every:  # the stretches follow
                if not reaches(provision, unit, effect.keys):
                    continue
            elif unit.trigger and unit.trigger.date.lo > effect.at:
                continue  # a later one keeps its terms
            elif addressed_by_key(provision, unit, effect.keys) is False:
                continue
            known = found.get(effect.at)
            if known is None or effect.to.hi > known.hi:
                found[effect.at] = effect.to
        return sorted(found.items())

    def phase_end(self, name: str, end: Moment | None) -> Moment | None:
        """C8, C13, C14: where a phase ends, extended or ended by acts."""
        agreed: tuple[int, int] | None = None
        for effect in self.effects:
            if effect.about != name or effect.at < self.amended_at(name):
                continue
            if effect.word == "extend" and effect.to is not None:
                if agreed is None or (effect.at, effect.to.hi) > agreed:
                    agreed = effect.at, effect.to.hi
                    end = effect.to
            if effect.word in ("waive", "terminate"):
                last = effect.at - 1
                if end is None or end.hi > last:
                    end = Moment(last, last)
        return end

    def reopening(self, pid: str) -> Moment | None:
        """C9: from when an act that took effect now opens a closed window again."""
        now = [e for e in self.effects if e.at == self.at and e.start is not None]
        own = [e for e in now if e.about == pid] or now
        starts = [e.start for e in own if e.word in ("extend", "amend") and e.start]
        return min(starts, default=None)


def reaches(provision: Provision, unit: Unit, keys: Mapping[str, str]) -> bool:
    """P9, C11: whether keys name this instance, or none at all."""
    if unit.whole:
        return not key_names(provision) & set(keys)
    return addressed_by_key(provision, unit, keys) is not False


def in_phase(provision: Provision, phase: str) -> bool:
    """C11: a provision that just starts with a phase, or just ends with it."""
    start, ends = provision.from_, (provision.until, provision.due)
    if start is not None and start.head == "start" and start.start == phase:
        return True
    return any(e is not None and e.head == "end" and e.end == phase for e in ends)


def reached_by(agreement: Agreement, name: str, act: Act) -> frozenset[str]:
    """C11: the provisions an act about an object reaches."""
    if name == agreement.agreement:
        return frozenset(agreement.provisions)
    if name in agreement.provisions:
        return frozenset({name})
    if act.word in ("extend", "amend"):
        return frozenset()
    return frozenset(
        pid for pid, p in agreement.provisions.items() if in_phase(p, name)
    )


def identity(agreement: Agreement, name: str, act: Act) -> Identity:
    """C7: the same object is the same name and the same instances."""
    if name not in agreement.provisions or act.word == "terminate":
        return name, ()
    names = key_names(agreement.provisions[name])
    return name, tuple(sorted((k, v) for k, v in act.keys.items() if k in names))


def fields_of(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in terms.model_fields_set}


def read_as(agreement: Agreement, name: str, reading: Terms) -> Agreement:
    """Give the agreement with a provision, a phase or an anchor read another way."""
    fields = fields_of(reading)
    groups: dict[str, type[Model]] = {
        "provisions": Terms,
        "phases": Phase,
        "anchors": Anchor,
    }
    for group, model in groups.items():
        known = getattr(agreement, group)
        if name not in known:
            continue
        update = {k: v for k, v in fields.items() if k in model.model_fields}
        changed = known[name].model_copy(update=update)
        return agreement.model_copy(update={group: {**known, name: changed}})
    return agreement


def amended(text: Agreement, effects: Sequence[Effect]) -> Agreement:
    """C10: give the text with its amendments, in the order they took effect."""
    agreement = text
    for effect in effects:
        if effect.word == "amend" and effect.act.changes is not None:
            agreement = read_as(agreement, effect.about, effect.act.changes)
    return agreement


def reread(effects: Sequence[Effect], acts: Mapping[str, Act]) -> tuple[Effect, ...]:
    """R6: a ruling re-reads the `to` of what an act did."""
    return tuple(replace(e, to=acts[e.act.name].to) for e in effects)
