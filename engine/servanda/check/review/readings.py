"""Readings that never make a difference, and readings that leave something out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from servanda.agreement import Agreement, Provision, Reading
from servanda.check.findings import Finding, doubt
from servanda.check.review.order import changes
from servanda.check.terms import IDLE, NEEDS
from servanda.dates import Calendar
from servanda.expression import When
from servanda.problems import quote
from servanda.source.validate import Path

# Where days are counted from, and how many.
Count = tuple[str, int]


def review_readings(agreement: Agreement) -> Iterator[Finding]:
    """Find readings under which everything stays as it is, or that cannot be asked."""
    for section in ("anchors", "phases", "provisions"):
        for id, base in getattr(agreement, section).items():
            for name, reading in base.readings.items():
                path = (section, id, "readings", name)
                yield from _dead(path, base, reading, agreement)
                if isinstance(base, Provision):
                    yield from _incomplete(path, base, reading)


def _dead(
    path: Path, base: Any, reading: Reading, agreement: Agreement
) -> Iterator[Finding]:
    changed = changes(base, reading)
    modality = changed.get("modality", getattr(base, "modality", None))
    idle = IDLE.get(modality or "", ())
    if any(
        key not in idle and not _alike(getattr(base, key), value, agreement)
        for key, value in changed.items()
    ):
        return
    message = "under this reading nothing is other than in the base text"
    if not changed:
        message = "this reading changes no term"
    hint = "give the terms that it reads otherwise, or take it out"
    yield doubt(path, "dead-reading", message, hint, at_key=True)


def _alike(base: Any, read: Any, agreement: Agreement) -> bool:
    """Tell whether two values of a term never differ."""
    if isinstance(base, When) and isinstance(read, When):
        one, other = _count(base, agreement), _count(read, agreement)
        if one is not None and other is not None:
            return one == other
    return bool(base == read)


def _count(when: When, agreement: Agreement) -> Count | None:
    """Write a time as so many days from something, where that is all it is."""
    if when.roll or when.if_any or when.earliest or when.latest:
        return None
    # Day 1 as a start is never before its event; zero days after it are the whole day.
    if when.day is not None and when.day > 1:
        base = when.of or agreement.in_force
        return _shifted(base, when.day - 1, agreement)
    if when.head in {"days", "weeks"} and when.after is not None:
        number = when.days if when.days is not None else 7 * (when.weeks or 0)
        return _shifted(when.after, number, agreement)
    if when.date is not None:
        calendar = Calendar(agreement.zone, agreement.day_ends)
        moment = calendar.read(when.date)
        return None if moment.day is None else ("", moment.day)
    return None


def _shifted(base: When, days: int, agreement: Agreement) -> Count:
    found = _count(base, agreement)
    return (repr(base), days) if found is None else (found[0], found[1] + days)


def _incomplete(path: Path, base: Provision, reading: Reading) -> Iterator[Finding]:
    """Find readings that make another kind of duty of it, without its terms."""
    read = base.model_copy(update=changes(base, reading))
    if read.modality == base.modality:
        return
    needs = [*NEEDS[read.modality], *(["due"] if read.is_achievement else [])]
    missing = [key for key in needs if getattr(read, key) is None]
    if missing:
        lacking = " and ".join(map(quote, missing))
        message = f"under this reading, as {read.modality}, it lacks {lacking}"
        hint = "give in the reading what that kind of duty needs"
        yield doubt(path, "incomplete-reading", message, hint, at_key=True)
