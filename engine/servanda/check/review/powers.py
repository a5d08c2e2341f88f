"""Powers that nobody could use, or that could never do anything."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.agreement import Agreement, Needs, Power
from servanda.check.findings import Finding, doubt
from servanda.pattern import as_number
from servanda.source.validate import Path


def review_powers(agreement: Agreement) -> Iterator[Finding]:
    """Find consents that cannot be had, and powers without an object."""
    for name, power in agreement.powers.items():
        path = ("powers", name)
        if isinstance(power.needs, Needs):
            yield from _consent(name, power.needs)
        if name == "resume" and "suspend" not in agreement.powers:
            message = "nothing here can be suspended that could be resumed"
            yield doubt(
                path, "unused-power", message, "add the power to suspend", at_key=True
            )
        if name == "extend" and not _extendable(power, agreement):
            message = "each provision that it is for says extend: never"
            hint = "take the power out, or extend: never"
            yield doubt(path, "unused-power", message, hint, at_key=True)


def _consent(name: str, needs: Needs) -> Iterator[Finding]:
    path: Path = ("powers", name, "needs")
    yield from _votes(path, needs.votes, needs.of)
    if needs.any == ():
        message = "there is no way of consent here that could be enough"
        hint = "needs: [] says that nobody's consent is needed"
        yield doubt((*path, "any"), "impossible-consent", message, hint)
    for index, way in enumerate(needs.any or ()):
        if isinstance(way, dict):
            votes, of = as_number(way.get("votes")), as_number(way.get("of"))
            yield from _votes((*path, "any", index), votes, of)


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
