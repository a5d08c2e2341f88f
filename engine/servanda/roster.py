"""Who speaks, on which side and at which tier: an agreement's parties and sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from servanda.agreement import Agreement
from servanda.expression import Tier

RANKS: Mapping[Tier, int] = MappingProxyType(
    {"party": 0, "press": 1, "independent": 2, "authority": 3}
)
PARTY, PRESS, INDEPENDENT, AUTHORITY = range(4)
TIER_OF_RANK: tuple[Tier, ...] = ("party", "press", "independent", "authority")


@dataclass(frozen=True)
class Roster:
    """Speaker, rank and side of every source id of one agreement.

    A party and those who speak for it are one speaker. A side of None is nobody's.
    """

    speakers: dict[str, str]
    ranks: dict[str, int]
    sides: dict[str, str | None]

    def speaker(self, source: str) -> str:
        """Name who speaks when `source` does."""
        return self.speakers.get(source, source)

    def side(self, speaker: str) -> str | None:
        """Give a speaker's side, None for whoever is on none."""
        return self.sides.get(speaker)

    def rank(self, source: str, concerned: Iterable[str]) -> int:
        """Rank a source's word on a matter that concerns these parties.

        A party that also monitors has its own tier only for what it says of others.
        """
        rank = self.ranks.get(source, PARTY)
        speaker = self.speaker(source)
        if rank == PARTY or speaker not in self.sides:
            return rank
        side = self.sides[speaker]
        own = any(
            speaker == party or (side is not None and self.side(party) == side)
            for party in concerned
        )
        return PARTY if own else rank

    def adverse(self, speaker: str, accused: Iterable[str]) -> bool:
        """Tell whether a speaker is a party on another side than every accused."""
        side = self.side(speaker)
        return side is not None and all(self.side(party) != side for party in accused)


def roster(agreement: Agreement) -> Roster:
    """Read who is who from an agreement."""
    speakers = {party: party for party in agreement.parties}
    ranks = {
        name: RANKS[party.tier or "party"] for name, party in agreement.parties.items()
    }
    sides = {name: _side(agreement, name) for name in agreement.parties}
    for name, source in agreement.sources.items():
        speakers[name] = source.speaks_for or name
        ranks[name] = RANKS[source.tier]
        if source.speaks_for is not None:
            ranks[name] = ranks.get(source.speaks_for, PARTY)
    return Roster(speakers, ranks, sides)


def _side(agreement: Agreement, name: str) -> str | None:
    """Give a party's side: its own, or that of the one party it is part of."""
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        party = agreement.parties[name]
        if len(party.part_of) > 1:
            return None
        if not (party.part_of and party.part_of[0] in agreement.parties):
            break
        name = party.part_of[0]
    return party.side or name
