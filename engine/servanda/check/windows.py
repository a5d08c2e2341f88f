"""Dates that cannot be: local times that happen twice or never, ends before starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from servanda.agreement import Agreement
from servanda.check.findings import Finding
from servanda.check.parts import parts
from servanda.dates import Calendar, DateError, Moment, add_months
from servanda.expression import When
from servanda.source.places import Places
from servanda.source.validate import Path

_CENTURY: Mapping[str, int] = {
    "day": 36_525,
    "days": 36_525,
    "weeks": 5_218,
    "months": 1_200,
    "hours": 876_600,
}


def check_windows(agreement: Agreement, _: Places) -> Iterator[Finding]:
    """Find dates that the calendar does not have, and windows that end too early."""
    calendar = Calendar(agreement.zone, agreement.day_ends)
    for path, part in parts(agreement):
        yield from _too_long(path, part)
        if isinstance(part, When) and part.date is not None:
            yield from _unreadable(path, part.date, calendar)
    for id, phase in agreement.phases.items():
        path = ("phases", id)
        yield from _too_early(path, "until", phase.from_, phase.until, calendar)
    for id, provision in agreement.provisions.items():
        path = ("provisions", id)
        for key, end in (("due", provision.due), ("until", provision.until)):
            yield from _too_early(path, key, provision.from_, end, calendar)
            if provision.not_before is not None:
                yield from _too_early(path, key, provision.not_before, end, calendar)


def _too_long(path: Path, part: BaseModel) -> Iterator[Finding]:
    """Find periods so long that dates would leave the calendar."""
    for key, most in _CENTURY.items():
        if isinstance(number := getattr(part, key, None), int) and number > most:
            message = f"{number} {key} are more than a hundred years"
            yield Finding((*path, key), "bad-value", message, f"at most {most}")


def _unreadable(path: Path, text: str, calendar: Calendar) -> Iterator[Finding]:
    try:
        calendar.read(text)
    except DateError as error:
        yield Finding((*path, "date"), error.code, error.message, error.hint)


def _too_early(
    path: Path, key: str, start: When | None, end: When | None, calendar: Calendar
) -> Iterator[Finding]:
    first, last = fixed(start, calendar), fixed(end, calendar)
    if first is not None and last is not None and last.hi < first.lo:
        start_text, end_text = calendar.text(first), calendar.text(last)
        message = f'"{key}" is {end_text}, before it starts on {start_text}'
        hint = "check both dates"
        yield Finding((*path, key), f"{key}-before-from", message, hint)


def fixed(when: When | None, calendar: Calendar) -> Moment | None:
    """Return a time that depends on nothing but the calendar."""
    if when is None:
        return None
    if when.date is not None:
        return _read(when.date, calendar)
    base = fixed(when.after or when.before, calendar)
    if base is None or when.head not in {"days", "weeks", "months"} or when.roll:
        return None
    day = calendar.civil_day(base)
    sign = 1 if when.after else -1
    if when.months is not None:
        return calendar.day(add_months(day, sign * when.months))
    days = when.days if when.days is not None else 7 * (when.weeks or 0)
    return calendar.day(day + sign * days)


def _read(text: str, calendar: Calendar) -> Moment | None:
    try:
        return calendar.read(text)
    except DateError:
        return None
