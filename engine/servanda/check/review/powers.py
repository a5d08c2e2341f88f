"""Powers that nobody could use, or that could never do anything."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.agreement import Agreement, Needs, Power
from servanda.check.findings import Finding, doubt
from servanda.source.validate import Path


def review_powers(agreement: Agreement) -> Iterator[Finding]:
    """Find consents that cannot be had, and powers without an object."""
    for name, powers in agreement.powers.items():
        for index, power in enumerate(powers):
            path = ("powers", name, index)
            if isinstance(power.needs, Needs):
                yield from _consent((*path, "needs"), power.needs)
            if name == "extend" and not _extendable(power, agreement):
                message = "each provision that it is for says extend: never"
                hint = "take the power out, or extend: never"
                yield doubt(path, "unused-power", message, hint, at_key=True)


def _consent(path: Path, needs: Needs) -> Iterator[Finding]:
    yield from _votes(path, needs.votes, needs.of)
    for index, way in enumerate(needs.any or ()):
        if isinstance(way, Needs):
            yield from _consent((*path, "any", index), way)


def _votes(path: Path, votes: int | None, of: int | None) -> Iterator[Finding]:
    if votes is not None and of is not None and votes > of:
        message = f"{votes} votes out of {of} cannot be had"
        yield doubt(path, "impossible-consent", message, "check both numbers")


def _extendable(power: Power, agreement: Agreement) -> bool:
    """Tell whether anything that the power is for may be extended."""
    objects = power.of or (*agreement.provisions, *agreement.phases)
    provisions = agreement.provisions
    return any(
        id not in provisions or provisions[id].extend != "never" for id in objects
    )
