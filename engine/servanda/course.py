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
    next_edition,
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
        editions = [Edition(world, *asked, edited)]
        effects = list(never_agreed(deeds))
        for at in instants(deeds):
            following, now = next_edition(edited, deeds, at, editions[-1], dates)
            effects += now
            if _differs(edited, following):
                editions.append(self._edition(edited, following, now, at, editions[-1]))
            edited = following
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
        reread = edited.chosen != following.chosen
        acted = any(effect.since is not None for effect in effects)
        begun = Begun(
            at,
            before,
            acted and not reread,
            _changed(edited, following, world),
            _reopens(effects, world),
        )
        return Edition(world, *self._asked, following, begun)

    def at(self, as_of: int) -> Edition:
        """Give the edition that governs at an instant."""
        return next(e for e in reversed(self.editions) if e.at <= as_of or not e.begun)

    @property
    def last(self) -> Edition:
        """Give the edition that governs in the end."""
        return self.editions[-1]

    def steps(self, provision: str, key: Key | None = None) -> tuple[Step, ...]:
        """Give the statuses of a provision, or an instance, through all editions."""
        return self.last.history(provision, key)

    def bearing(self, as_of: int, provision: str, key: Key | None) -> Edition:
        """Give the edition to ask of an instance: at an instant, or once it has it."""
        edition = self.at(as_of)
        return edition if edition.strand(provision).has(key) else self.last


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


def _reopens(effects: Sequence[Effect], world: World) -> Mapping[str, int]:
    """Give the second from which acts say that closed windows are open again."""
    found: dict[str, int] = {}
    for act in (effect.act for effect in effects if effect.since is not None):
        if act.from_ is None:
            continue
        provisions = world.ground.agreement.provisions
        names = (act.object,) if act.object in provisions else tuple(provisions)
        for name in names:
            found[name] = min(act.from_.lo, found.get(name, act.from_.lo))
    return found
