"""The names people know things by: parties, sources, places, provisions."""

from collections.abc import Iterable
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.standing import Key


class Names(NamedTuple):
    """What to call the parts of one agreement; an id stands where no name is given."""

    agreement: Agreement

    def source(self, id: str) -> str:
        """Name who speaks, and for whom."""
        if id in self.agreement.parties:
            return self.agreement.parties[id].name
        source = self.agreement.sources.get(id)
        if source is None:
            return id
        return source.name or spoken(id)

    def speaker(self, id: str) -> str:
        """Name whose word a source's is: the party it speaks for, or its own."""
        source = self.agreement.sources.get(id)
        return (source and source.speaks_for) or id

    def tier(self, id: str) -> str:
        """Give a source's own tier."""
        party = self.agreement.parties.get(id)
        if party is not None:
            return party.tier or "party"
        source = self.agreement.sources.get(id)
        return source.tier if source else "party"

    def sources(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Name several who speak."""
        return tuple(self.source(id) for id in ids)

    def place(self, id: str) -> str:
        """Name a place."""
        place = self.agreement.places.get(id)
        return (place and place.name) or spoken(id)

    def provision(self, id: str) -> str:
        """Give a provision's title."""
        provision = self.agreement.provisions.get(id)
        return provision.title if provision else id

    def object(self, id: str) -> str:
        """Name what an act is about: a provision, a phase or the agreement."""
        phase = self.agreement.phases.get(id)
        if phase is not None:
            return phase.title or spoken(id)
        if id == self.agreement.agreement:
            return self.agreement.title
        anchor = self.agreement.anchors.get(id)
        return (anchor and anchor.title) or self.provision(id)

    def theme(self, id: str) -> str:
        """Give a theme's title."""
        theme = self.agreement.themes.get(id)
        return theme.title if theme else spoken(id)

    def value(self, attribute: str, value: str) -> str:
        """Name what an attribute's value stands for."""
        if attribute in {"by", "bearer", "beneficiary"}:
            return self.source(value)
        return self.place(value) if attribute == "place" else value

    def key(self, key: Key | None) -> str:
        """Name an instance by its keys: `batch 8`, `Hamas, Gaza north`."""
        return ", ".join(self._part(name, value) for name, value in key or ())

    def _part(self, name: str, value: str) -> str:
        shown = self.value(name, value)
        bare = name in {"by", "bearer", "place"}
        return shown if bare else f"{spoken(name).lower()} {shown}"


def spoken(id: str) -> str:
    """Write an id as words: `gaza-north` as `Gaza north`."""
    words = id.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def plural(number: int, noun: str) -> str:
    """Put a noun in the plural where its number asks for it."""
    if number == 1:
        return noun
    ends_in_y = noun.endswith("y") and noun[-2:-1] not in set("aeiou")
    return f"{noun[:-1]}ies" if ends_in_y else f"{noun}s"
