"""The words that reports of an agreement can use: sources, kinds, attributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from servanda.agreement import Agreement, Terms
from servanda.check.parts import parts, those
from servanda.expression import Pattern, When
from servanda.source.places import Places

ALWAYS = frozenset({"by", "place", "count", "extent"})


@dataclass(frozen=True)
class Vocabulary:
    """Every word that a report may use, by what it stands for.

    It is not `whole` where parts of the agreement could not be read.
    """

    sources: frozenset[str]
    parties: frozenset[str]
    authorities: frozenset[str]
    kinds: frozenset[str]
    attributes: frozenset[str]
    places: frozenset[str]
    provisions: frozenset[str]
    phases: frozenset[str]
    anchors: frozenset[str]
    themes: frozenset[str]
    counted: tuple[Pattern, ...]
    only_counted: frozenset[str]
    whole: bool


def vocabulary(agreement: Agreement, places: Places) -> Vocabulary:
    """Collect the words of an agreement, those of parts that are wrong included."""
    parties = frozenset(places.ids("parties"))
    within = {part for place in agreement.places.values() for part in place.parts}
    provisions = agreement.provisions.values()
    counted = tuple(one.counted_by for one in provisions if one.counted_by)
    patterns = [pattern for _, pattern in those(Pattern, agreement)]
    return Vocabulary(
        sources=parties | frozenset(places.ids("sources")),
        parties=parties,
        authorities=frozenset(_authorities(agreement)),
        kinds=_kinds(patterns),
        attributes=ALWAYS | frozenset(_attributes(agreement)),
        places=frozenset(places.ids("places")) | within,
        provisions=frozenset(places.ids("provisions")),
        phases=frozenset(places.ids("phases")),
        anchors=frozenset(places.ids("anchors")),
        themes=frozenset(places.ids("themes"))
        | {provision.theme for provision in provisions if provision.theme},
        counted=counted,
        whole=not places.problems,
        only_counted=_kinds(counted)
        - _kinds(one for one in patterns if one not in counted),
    )


def _kinds(patterns: Iterable[Pattern]) -> frozenset[str]:
    return frozenset(kind for pattern in patterns for kind in pattern.kind)


def _authorities(agreement: Agreement) -> Iterator[str]:
    for known in (agreement.sources, agreement.parties):
        yield from (id for id, one in known.items() if one.tier == "authority")


def _attributes(agreement: Agreement) -> Iterator[str]:
    yield from agreement.same
    for _, part in parts(agreement):
        if isinstance(part, Pattern):
            yield from part.conditions
        elif isinstance(part, Terms):
            yield from part.keyed_by
            yield from (key for split in part.each for key in split)
        elif isinstance(part, When) and part.instance not in {None, "start", "end"}:
            yield str(part.instance)
