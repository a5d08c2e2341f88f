"""Dates in the wrong order: due before the start, by the text or by a reading of it.

Anchors are taken to happen when planned. What is fixed by the calendar alone is an
error already.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import Any, NamedTuple

from servanda.agreement import Agreement, Phase, Reading, Terms
from servanda.check.findings import Finding, doubt
from servanda.check.review.planned import Planned
from servanda.dependencies import order, provision_dependencies
from servanda.source.validate import Path

Wrong = tuple[Path, str, str]


class Variant(NamedTuple):
    """An agreement under one reading: of what, where written, and whom it touches."""

    agreement: Agreement
    path: Path
    touched: Collection[str]


def review_order(agreement: Agreement) -> Iterator[Finding]:
    """Find what is due or ends before it starts."""
    planned = plan(agreement)
    found = tuple(_wrong(agreement, agreement.provisions, planned))
    for path, message, code in found:
        said = f"{message}: it is void from the beginning"
        yield doubt(path, code, said, "check both dates, or where they count from")
    base = {path for path, *_ in found}
    for variant in _variants(agreement):
        read = planned.under(variant.agreement, variant.touched)
        for path, message, code in _wrong(variant.agreement, variant.touched, read):
            if path not in base:
                said = f"under this reading {path[1]} is void: {message}"
                hint = "check the reading, or what it leaves as it was"
                yield doubt(variant.path, code, said, hint, at_key=True)


def plan(agreement: Agreement) -> Planned:
    """Plan an agreement by its text."""
    return Planned(agreement, chain.from_iterable(order(agreement)))


def _wrong(
    agreement: Agreement, touched: Collection[str], planned: Planned
) -> Iterator[Wrong]:
    """Yield where an end comes before its start, and how to say so."""
    for id, phase in agreement.phases.items():
        yield from _ends(("phases", id), phase, planned)
    for id in touched:
        yield from _ends(("provisions", id), agreement.provisions[id], planned)


def _ends(path: Path, terms: Terms | Phase, planned: Planned) -> Iterator[Wrong]:
    starts = [planned.start(terms.from_)]
    if isinstance(terms, Terms) and terms.not_before is not None:
        starts.append(planned.start(terms.not_before))
    for key, code in (("due", "due-before-start"), ("until", "ends-before-start")):
        end = planned.end(getattr(terms, key, None))
        late = [one for one in starts if one and end and end.hi < one.lo]
        if late and end is not None:
            first, last = planned.calendar.text(late[0]), planned.calendar.text(end)
            yield (*path, key), f'"{key}" is {last}, its start {first}', code


def _variants(agreement: Agreement) -> Iterator[Variant]:
    """Yield the agreement under each of its readings."""
    readers = _readers(agreement)
    for section in ("anchors", "phases", "provisions"):
        held = getattr(agreement, section)
        for id, one in held.items():
            touched = readers(id) if section == "provisions" else agreement.provisions
            for name, reading in one.readings.items():
                read = {**held, id: one.model_copy(update=changes(one, reading))}
                changed = agreement.model_copy(update={section: read})
                yield Variant(changed, (section, id, "readings", name), touched)


def _readers(agreement: Agreement) -> Callable[[str], Collection[str]]:
    """Return how to find a provision with all whose dates derive from its own."""
    by: dict[str, set[str]] = {}
    for id, found in provision_dependencies(agreement).items():
        for one in found:
            by.setdefault(one.provision, set()).add(id)

    def readers(id: str) -> Collection[str]:
        found: set[str] = set()
        rim = [id]
        while rim:
            name = rim.pop()
            if name not in found:
                found.add(name)
                rim += by.get(name, ())
        return found

    return readers


def changes(base: Any, reading: Reading) -> dict[str, Any]:
    """Give the fields that a reading sets and its base has."""
    own = type(base).model_fields
    told = {"text", "held_by", "because", "cite"}
    return {
        name: getattr(reading, name)
        for name in reading.model_fields_set - told
        if name in own
    }
