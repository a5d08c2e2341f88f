"""The editions of an agreement, one after the other: which acts take effect when."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.oracle.acts import Act, Stretch
from tests.oracle.editions import (
    Chosen,
    Edition,
    Effect,
    amended,
    fields_of,
    identity,
    reached_by,
    read_as,
    reread,
)
from tests.oracle.testimony import Known
from tests.oracle.units import Unit, addressed_by_key, key_names
from tests.oracle.words import ALWAYS
from tests.oracle.world import World

from servanda.agreement import Agreement, Reading
from servanda.dates import Moment

# C6: the order of what takes effect at one instant.
ORDER = ("amend", "extend", "suspend", "resume", "waive", "terminate")
BASE = "base"
Pending = tuple[str, str]  # an act's name, and the object


def readings_of(known: Known, name: str) -> dict[str, Reading]:
    """Give the readings of a provision, a phase, an anchor or an act."""
    agreement = known.agreement
    for group in (agreement.provisions, agreement.phases, agreement.anchors):
        if name in group:
            return dict(group[name].readings)
    act = known.acts.named(name)
    return dict(act.readings) if act else {}


def read_act(known: Known, act: Act, reading: Reading) -> Act:
    """R6: a reading of an act changes its to, from, effective."""

    def moment(value: object) -> Moment | None:
        text = getattr(value, "date", value)
        return known.calendar.read(text) if isinstance(text, str) else None

    fields = fields_of(reading)
    return replace(
        act,
        to=moment(fields["to"]) if "to" in fields else act.to,
        start=moment(fields["from_"]) if "from_" in fields else act.start,
        effective=(
            moment(fields["effective"]) if "effective" in fields else act.effective
        ),
    )


class Chronicle:
    """The joined history under the base text, or under one reading of one object."""

    def __init__(
        self,
        known: Known,
        covers: frozenset[str] | None,
        assumed: Chosen | None = None,
    ) -> None:
        self.known = known
        self.assumed = assumed
        self.rulings = list(self._rulings())
        self.acts = {a.name: a for a in known.acts.all if not a.ruling}
        self.pending: list[Pending] = [
            (name, object_)
            for name, act in self.acts.items()
            for object_ in dict.fromkeys(act.objects)
        ]
        text = self._text(())
        self.worlds = [World(known, covers, Edition(ALWAYS, "", text, text))]
        self._run()

    def world_at(self, as_of: int) -> World:
        """E1: give the edition that holds at A."""
        return self.worlds[-1].holding(as_of)

    # Rulings (R1).

    def _rulings(self) -> Iterator[tuple[str, Act, Stretch]]:
        for ruling in self.known.acts.all:
            stretch = self.known.acts.stands(ruling) if ruling.ruling else None
            for object_ in ruling.objects if stretch else ():
                name = self._object(object_)
                if ruling.reading in (BASE, *readings_of(self.known, name)):
                    assert stretch
                    yield name, ruling, stretch

    def _object(self, name: str) -> str:
        agreement = self.known.agreement
        if name in {*agreement.provisions, *agreement.phases, *agreement.anchors}:
            return name
        act = self.known.acts.named(name)
        return act.name if act else name

    def governing(self, as_of: int) -> dict[str, str]:
        """R1: the reading chosen for each object on which a ruling governs."""
        found: dict[str, tuple[int, int, str]] = {}
        for name, ruling, (since, until) in self.rulings:
            if since <= as_of and (until is None or as_of < until):
                rank = (since, self.known.acts.ruled(ruling), ruling.reading)
                found[name] = max(found.get(name, rank), rank)
        return {name: rank[2] for name, rank in found.items()}

    def _chosen(self, as_of: int) -> tuple[Chosen, ...]:
        """Give what is read otherwise than it stands, R2's own reading first."""
        ruled = tuple(
            Chosen(name, readings_of(self.known, name)[reading])
            for name, reading in sorted(self.governing(as_of).items())
            if reading != BASE and not (self.assumed and name == self.assumed.name)
            if name not in self.acts or self._dates(name, reading)
        )
        return (*((self.assumed,) if self.assumed else ()), *ruled)

    def _dates(self, name: str, reading: str) -> bool:
        """R6: a ruling on an act re-reads its `to`, no more."""
        return readings_of(self.known, name)[reading].to is not None

    def _text(self, chosen: Iterable[Chosen]) -> Agreement:
        chosen = tuple(chosen)
        text = self.known.agreement
        self.read = dict(self.acts)
        for one in chosen or (self.assumed,):
            if one is None:
                continue
            if one.name in self.acts:
                act = self.acts[one.name]
                read = read_act(self.known, act, one.reading)
                # R6: a ruling re-reads only `to`.
                ruled = replace(act, to=read.to)
                self.read[one.name] = read if one is self.assumed else ruled
            else:
                text = read_as(text, one.name, one.reading)
        return text

    # One edition after the other (E1, C6).

    def _run(self) -> None:
        now = ALWAYS
        while True:
            instants = [t for t in self._instants() if t > now]
            if not instants:
                return
            now = min(instants)
            self._take_effect(now)
            self._rule(now)
            self._take_effect(now)  # what a ruling lets take effect at once

    def _instants(self) -> Iterator[int]:
        for name, object_ in self.pending:
            at = self._together(name, object_)
            if at is not None:
                yield at
        for _, _, (since, until) in self.rulings:
            yield since
            if until is not None:
                yield until

    def _together(self, name: str, object_: str) -> int | None:
        act = self.read[name]
        return self.known.acts.together(act, object_, act.effective)

    def _take_effect(self, now: int) -> None:
        due = []
        for name, object_ in self.pending:
            at = self._together(name, object_)
            if at is not None and at <= now:
                due.append((name, object_))
        self.pending = [p for p in self.pending if p not in due]
        before = self.worlds[-1]
        found = [
            (self.read[name], object_)
            for name, object_ in due
            if self._effective(before, self.read[name], object_, now)
        ]
        found.sort(key=lambda one: (ORDER.index(one[0].word), one[0].name))
        text, effects = before.edition.text, before.edition.effects
        for act, object_ in found:
            # C11: what is in a phase is asked of the text as amended by now.
            terms = amended(text, effects)
            effects = (*effects, self._effect(terms, act, object_, now))
        if found:
            self._add(Edition(now, "acts", amended(text, effects), text, effects))

    def _rule(self, now: int) -> None:
        chosen, last = self._chosen(now), self._chosen(now - 1)
        about = {
            one.name for one in (*chosen, *last) if (one in chosen) != (one in last)
        }
        if not about:
            return
        before = self.worlds[-1].edition
        text = self._text(chosen)
        effects = reread(before.effects, self.read)
        terms = amended(text, effects)
        found = Edition(now, "rulings", terms, text, effects)
        # R6: what reads as it did is not read anew.
        about = {name for name in about if found.said(name) != before.said(name)}
        if about:
            found = replace(found, about=frozenset(about))
            self._add(found)

    def _add(self, edition: Edition) -> None:
        before = self.worlds[-1]
        self.worlds.append(World(before.known, before.covers, edition, before))

    # Whether an act takes effect, judged by the edition before (C5, C7).

    def _effective(self, before: World, act: Act, name: str, at: int) -> bool:
        agreement, edition = before.agreement, before.edition
        whole = agreement.agreement
        if name not in {*agreement.provisions, *agreement.phases, whole}:
            return False
        if not self._has_power(before, act, name, at):
            return False
        same = identity(agreement, name, act)
        if edition.ended(same, whole):
            return False
        if act.word == "extend":
            return self._extends(before, act, name, at)
        if act.word == "amend":
            return name != whole and bool(act.changes)
        if act.word == "suspend":
            return not edition.open_suspension(same)
        if act.word == "resume":
            return edition.open_suspension(same)
        return True

    def _has_power(self, before: World, act: Act, name: str, at: int) -> bool:
        power = self.known.acts.power(act.word, name)
        if power is None or power.from_ is None:
            return True
        since = before.times.value(power.from_, "start")
        return since is not None and since.moment.lo <= at

    def _extends(self, before: World, act: Act, name: str, at: int) -> bool:
        """C7: not to before the present end, and not where it is never to be."""
        agreement = before.agreement
        if act.to is None or name == agreement.agreement:
            return False
        if name in agreement.phases:
            end = before.times.phase(name, "end")
            return end is None or act.to.hi >= end.moment.hi
        provision = agreement.provisions[name]
        if provision.extend == "never":
            return False
        units = self._about(before, act, name, at)
        due = provision.is_achievement and not provision.every
        ends = [u.due if due else u.until for u in units]
        known = [end.moment.hi for end in ends if end is not None]
        return not known or act.to.hi >= max(known)

    def _about(self, before: World, act: Act, name: str, at: int) -> list[Unit]:
        """C8: the instances an extension is for: those named, else those arisen."""
        provision, duty = before.agreement.provisions[name], before.duty(name)
        units = duty.base if provision.every else duty.units_at(at)
        if not key_names(provision) & set(act.keys):
            return list(units)
        return [u for u in units if addressed_by_key(provision, u, act.keys)]

    def _effect(self, agreement: Agreement, act: Act, name: str, at: int) -> Effect:
        provision = agreement.provisions.get(name)
        fields = act.changes.model_fields_set if act.changes else ()
        return Effect(
            act=act,
            word=act.word,
            at=at,
            about=name,
            reached=reached_by(agreement, name, act),
            keys=act.keys if provision else {},  # a phase has no instances
            identity=identity(agreement, name, act),
            to=act.to,
            start=act.start,
            fields=frozenset(fields),
        )
