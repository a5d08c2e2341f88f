"""Who speaks, on which side, at which tier (§4 and W1)."""

from collections.abc import Iterable

from servanda.agreement import Agreement
from servanda.expression import Tier

TIERS: tuple[Tier, ...] = ("authority", "independent", "press", "party")


class People:
    """The parties and sources of an agreement."""

    def __init__(self, agreement: Agreement) -> None:
        self.parties = agreement.parties
        self.sources = agreement.sources

    def voice(self, source: str) -> str:
        # §2: a party and those who speak for it are one source in all of this.
        known = self.sources.get(source)
        return known.speaks_for if known and known.speaks_for else source

    def side(self, voice: str) -> str | None:
        # W1: part_of one party is on its side, part_of several on none.
        party = self.parties.get(voice)
        if party is None:
            return None
        if len(party.part_of) == 1:
            return self.side(party.part_of[0])
        return None if party.part_of else party.side or voice

    def together(self, voice: str, other: str) -> bool:
        side = self.side(voice)
        return voice == other or (side is not None and side == self.side(other))

    def tier(self, voice: str, concerned: Iterable[str | None] = ()) -> Tier:
        """Give the tier of a word that concerns somebody (bearers, a report's by)."""
        party = self.parties.get(voice)
        if party is None:
            return self.sources[voice].tier if voice in self.sources else "party"
        # W1: a party's own tier holds only for what it says of others.
        own_affair = any(one and self.together(voice, one) for one in concerned)
        return "party" if own_affair else party.tier or "party"

    def role(self, voice: str, accused: Iterable[str]) -> str:
        """Tell a bearer, an adverse party and a third party apart (W1)."""
        accused = tuple(accused)
        if voice in accused:
            return "bearer"
        side = self.side(voice)
        if not accused or side is None:
            return "third"
        return "third" if side in {self.side(one) for one in accused} else "adverse"
