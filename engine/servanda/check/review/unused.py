"""What an agreement declares and never refers to again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from servanda.agreement import Agreement
from servanda.check.findings import Finding, doubt
from servanda.check.references import references
from servanda.pattern import places

_SAYS: Mapping[str, tuple[str, str]] = {
    "anchor": ("anchors", "no date counts from this anchor"),
    "phase": ("phases", "no window refers to this phase"),
    "text": ("texts", "no provision rests on this text, and no reading"),
    "theme": ("themes", "no provision has this theme"),
}
_HINT = "take it out, or use it where it is meant"


def review_unused(agreement: Agreement) -> Iterator[Finding]:
    """Find anchors, phases, texts and themes that nothing refers to."""
    used = _used(agreement)
    for kind, (section, message) in _SAYS.items():
        for id in getattr(agreement, section):
            if id not in used[kind]:
                yield doubt(
                    (section, id), f"unused-{kind}", message, _HINT, at_key=True
                )


def _used(agreement: Agreement) -> dict[str, set[str]]:
    """Give the names referred to by kind; what refers to itself alone is left out."""
    used: dict[str, set[str]] = {kind: set() for kind in (*_SAYS, "source", "place")}
    for path, kind, name in references(agreement):
        for one in kind.split(" or "):
            if one in used and path[:2] != (f"{one}s", name):
                used[one].add(name)
    return used


def unreported(
    agreement: Agreement, sources: Collection[str], reported: Collection[str]
) -> Iterator[Finding]:
    """Find sources that say nothing and places where nothing happens, in any story."""
    used = _used(agreement)
    for id in agreement.sources:
        if id not in sources and id not in used["source"]:
            message = "no scenario of this agreement has a report of this source"
            yield doubt(("sources", id), "unused-source", message, _HINT, at_key=True)
    known = {*used["place"], *reported}
    meet = places(agreement).meet
    for id in agreement.places:
        if not any(meet(id, one) for one in known):
            message = "no provision and no report names this place, or one within it"
            yield doubt(("places", id), "unused-place", message, _HINT, at_key=True)
