"""Names in an agreement that nothing bears: parties, sources, provisions, phases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from servanda.agreement import (
    Agreement,
    Clause,
    Power,
    Provision,
    Reading,
    StatusCondition,
    Terms,
)
from servanda.agreement import Finding as FindingTerms
from servanda.check.findings import Finding, unknown
from servanda.check.parts import parts
from servanda.expression import Pattern, When
from servanda.problems import did_you_mean, quote
from servanda.source.places import Places
from servanda.source.validate import Path

ACTS = ("extend", "suspend", "resume", "waive", "terminate", "amend")
_BY_HEAD: Mapping[str, str] = {
    "due": "provision",
    "met": "provision",
    "done": "provision",
    "breached": "provision",
    "anchor": "anchor",
    "end": "phase",
}


@dataclass(frozen=True)
class Known:
    """The ids of an agreement as written, those of parts that are wrong included."""

    places: Places
    agreement: Agreement

    @cached_property
    def by_kind(self) -> dict[str, frozenset[str]]:
        """Return the ids of each kind of thing that a name can stand for."""
        ids = {kind: frozenset(self.places.ids(section)) for kind, section in _SECTIONS}
        parts_of = {
            part for place in self.agreement.places.values() for part in place.parts
        }
        ids["place"] |= parts_of
        ids["source"] |= ids["party"]
        ids["provision or phase"] = ids["provision"] | ids["phase"]
        ids["provision, phase or agreement"] = ids["provision or phase"] | {
            self.agreement.agreement
        }
        ids["side"] = ids["party"] | {
            party.side for party in self.agreement.parties.values() if party.side
        }
        return ids


_SECTIONS = (
    ("anchor", "anchors"),
    ("party", "parties"),
    ("phase", "phases"),
    ("place", "places"),
    ("provision", "provisions"),
    ("source", "sources"),
    ("text", "texts"),
    ("theme", "themes"),
)


def check_references(agreement: Agreement, places: Places) -> Iterator[Finding]:
    """Find names that nothing in the agreement bears."""
    known = Known(places, agreement).by_kind
    for path, kind, name in references(agreement):
        if name not in known[kind]:
            yield unknown(path, kind, name, known[kind])
    yield from _unknown_powers(agreement)
    yield from _sources_that_are_parties(agreement)


Reference = tuple[Path, str, str]


def references(agreement: Agreement) -> Iterator[Reference]:
    """Yield every name used, with the kind of thing it must be."""
    yield from _of_sources(agreement)
    for path, part in parts(agreement):
        if isinstance(part, When):
            yield from _of_time(path, part)
        elif isinstance(part, Pattern):
            yield from _of_pattern(path, part, agreement)
        elif isinstance(part, Terms):
            yield from _of_terms(path, part, agreement)
        elif isinstance(part, StatusCondition):
            yield from (
                (_at(path, "status", id), "provision", id) for id in part.status
            )
        elif isinstance(part, Clause):
            yield _at(path, "text"), "text", part.text
        elif isinstance(part, FindingTerms):
            yield from _each(path, "by", "source", part.by)
        elif isinstance(part, Power):
            yield from _of_power(path, part)


def _at(path: Path, *steps: str | int) -> Path:
    return (*path, *steps)


def _each(
    path: Path, key: str | int, kind: str, names: Iterable[str]
) -> Iterator[Reference]:
    for index, name in enumerate(names):
        yield _at(path, key, index), kind, name


def _of_sources(agreement: Agreement) -> Iterator[Reference]:
    for id, source in agreement.sources.items():
        if source.speaks_for is not None:
            yield ("sources", id, "speaks_for"), "party", source.speaks_for
    for id, party in agreement.parties.items():
        yield from _each(("parties", id), "part_of", "side", party.part_of)


def _of_time(path: Path, when: When) -> Iterator[Reference]:
    for key, kind in _BY_HEAD.items():
        name = getattr(when, key)
        if name is not None:
            yield _at(path, key), kind, name
    if when.start is not None:
        yield _at(path, "start"), "provision or phase", when.start
    for id in when.status or ():
        yield _at(path, "status", id), "provision", id


def _of_pattern(
    path: Path, pattern: Pattern, agreement: Agreement
) -> Iterator[Reference]:
    conditions = pattern.conditions
    if "by" in conditions:
        yield from _each(_at(path, "by"), "one_of", "party", conditions["by"].one_of)
    if "place" in conditions and agreement.places:
        yield from _each(
            _at(path, "place"), "one_of", "place", conditions["place"].one_of
        )


def _of_terms(path: Path, terms: Terms, agreement: Agreement) -> Iterator[Reference]:
    yield from _each(path, "bearer", "party", terms.bearer)
    yield from _each(path, "beneficiary", "party", terms.beneficiary)
    yield from _each(path, "together_with", "provision", terms.together_with)
    if terms.on_breach_of is not None:
        yield _at(path, "on_breach_of"), "provision", terms.on_breach_of
    for index, split in enumerate(terms.each):
        yield from _of_split(_at(path, "each", index), split, agreement)
    if isinstance(terms, Reading):
        yield from _of_reading(path, terms)
    if isinstance(terms, Provision) and terms.theme is not None and agreement.themes:
        yield _at(path, "theme"), "theme", terms.theme


def _of_split(
    path: Path, split: dict[str, tuple[str, ...]], agreement: Agreement
) -> Iterator[Reference]:
    if split.get("bearer", ("all",)) != ("all",):
        yield from _each(path, "bearer", "party", split["bearer"])
    if agreement.places:
        yield from _each(path, "place", "place", split.get("place", ()))


def _of_reading(path: Path, reading: Reading) -> Iterator[Reference]:
    yield from _each(path, "held_by", "source", reading.held_by)
    if reading.text is not None:
        yield _at(path, "text"), "text", reading.text


def _of_power(path: Path, power: Power) -> Iterator[Reference]:
    yield from _each(path, "of", "provision, phase or agreement", power.of)
    if isinstance(power.needs, tuple):
        yield from _each(path, "needs", "party", power.needs)
        return
    for index, way in enumerate(power.needs.any or ()):
        if isinstance(way, tuple):
            yield from _each(_at(path, "needs", "any"), index, "party", way)


def _unknown_powers(agreement: Agreement) -> Iterator[Finding]:
    for name in agreement.powers:
        if name not in ACTS:
            message = f"no power is called {quote(name)}"
            hint = did_you_mean(name, ACTS)
            yield Finding(("powers", name), "unknown-power", message, hint, at_key=True)


def _sources_that_are_parties(agreement: Agreement) -> Iterator[Finding]:
    for id in agreement.sources.keys() & agreement.parties.keys():
        message = f"{quote(id)} is a party already, and so a source"
        hint = "take it out here; a party that also monitors has tier: of its own"
        yield Finding(("sources", id), "duplicate-id", message, hint, at_key=True)
