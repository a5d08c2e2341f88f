"""The course of an agreement: its editions, one after the other, under one text."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from servanda.acts import Deeds
from servanda.edition import Begun, Edition, View
from servanda.editions import (
    DatesOfActs,
    Edited,
    Effect,
    first_edition,
    instants,
    never_agreed,
    read_otherwise,
    with_acts,
    with_rulings,
)
from servanda.inference import Inference
from servanda.standing import Key, Step
from servanda.world import World, reground, retold


class Asked(NamedTuple):
    """What every edition is asked with."""

    view: View
    horizon: int
    inference: Inference


class Course:
    """An agreement's editions at one known-by instant, and what became of its acts."""

    def __init__(
        self, world: World, asked: Asked, deeds: Deeds, dates: DatesOfActs
    ) -> None:
        self._asked = asked
        edited = first_edition(world.ground.text)
        editions = [self.opened(world, edited, None)]
        effects = list(never_agreed(deeds))
        for at in instants(deeds):
            acted, now = with_acts(edited, deeds, at, editions[-1], dates)
            effects += now
            if _differs(edited, acted):
                editions.append(self._edition(edited, acted, now, at, editions[-1]))
            ruled = with_rulings(acted, deeds, at, dates)
            if _differs(acted, ruled):
                editions.append(self._edition(acted, ruled, (), at, editions[-1]))
            edited = ruled
        self.editions = tuple(editions)
        self.effects = tuple(effects)

    def _edition(
        self,
        edited: Edited,
        following: Edited,
        effects: Sequence[Effect],
        at: int,
        before: Edition,
    ) -> Edition:
        world = before.world
        if following.agreement is not edited.agreement:
            world = retold(world, reground(world.ground, following.agreement))
        reread = _reread(edited, following)
        changed = _changed(edited, following, world) | reread
        reopens = _reopens(effects, world)
        begun = Begun(at, before, bool(effects), reread, changed, reopens)
        return self.opened(world, following, begun)

    def opened(self, world: World, edited: Edited, begun: Begun | None) -> Edition:
        """Begin an edition."""
        return Edition(world, *self._asked, edited, begun)

    def at(self, as_of: int) -> Edition:
        """Give the edition that governs at an instant."""
        return next(e for e in reversed(self.editions) if e.at <= as_of or not e.begun)

    @property
    def last(self) -> Edition:
        """Give the edition that governs in the end."""
        return self.editions[-1]

    def steps(self, provision: str, key: Key | None = None) -> tuple[Step, ...]:
        """Give the statuses of a provision, or an instance, through all editions."""
        return self._latest(provision, key).history(provision, key)

    def bearing(self, as_of: int, provision: str, key: Key | None) -> Edition:
        """Give the edition to ask of an instance: at an instant, or where it has it."""
        edition = self.at(as_of)
        if edition.strand(provision).has(key):
            return edition
        return self._latest(provision, key)

    def _latest(self, provision: str, key: Key | None) -> Edition:
        """Give the last edition in which there is an instance."""
        if key is None or len(self.editions) == 1:
            return self.last
        having = (e for e in reversed(self.editions) if e.strand(provision).has(key))
        return next(having, self.last)

    def units(self, provision: str) -> tuple[Key | None, ...]:
        """Name the instances there are in any edition; (None,) where there are none."""
        keys: dict[Key | None, None] = {}
        for edition in reversed(self.editions):
            strand = edition.strand(provision)
            keys.update(dict.fromkeys(strand.keys if strand.in_instances else (None,)))
        if len(keys) > 1:
            keys.pop(None, None)
        return tuple(keys)


def _differs(edited: Edited, following: Edited) -> bool:
    return (
        edited.agreement is not following.agreement
        or edited.moves != following.moves
        or edited.ends != following.ends
    )


def _changed(edited: Edited, following: Edited, world: World) -> frozenset[str]:
    """Name the provisions that may stand elsewhere: the changed and their readers."""
    one, other = edited.agreement, following.agreement
    everything = frozenset(other.provisions)
    if edited.ends != following.ends:
        return everything
    if one.phases is not other.phases or one.anchors is not other.anchors:
        return everything
    changed = {
        name
        for name, terms in other.provisions.items()
        if one.provisions[name] is not terms
        or edited.moves.get(name) != following.moves.get(name)
    }
    return frozenset(world.ground.readers(changed))


def _reread(edited: Edited, following: Edited) -> frozenset[str]:
    """Name the provisions that rulings read anew, what was met included (E3)."""
    everything = frozenset(following.agreement.provisions)
    names = read_otherwise(edited, following)
    return names if names <= everything else everything


def _reopens(effects: Sequence[Effect], world: World) -> Mapping[str, int]:
    """Give the second from which acts say that closed windows are open again."""
    acts = [effect.act for effect in effects if effect.since is not None]
    said = [a for a in acts if a.word in ("extend", "amend") and a.from_ is not None]
    if not said:
        return {}
    first = min(act.from_.lo for act in said if act.from_ is not None)
    found = dict.fromkeys(world.ground.agreement.provisions, first)
    for act in said:
        own = [a.from_.lo for a in said if a.object == act.object and a.from_]
        if act.object in found:
            found[act.object] = min(own)
    return found
