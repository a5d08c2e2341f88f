"""The words, marks and colours people read: one place for all of them.

Dates come in as the ISO texts that answers carry, and go out as "1 Mar 2025".
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from servanda.naming import plural

_ISO = re.compile(
    r"(?<![\w/-])(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d:\d\d)(:\d\d)?(?:Z|[+-]\d\d:\d\d)?)?(?![\w-])"
)
_DATE = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?"
_SPAN = re.compile(rf"(?<![\w/-]){_DATE}/{_DATE}(?![\w/-])")
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNITS = ("day", "hour", "minute", "second")


class Sign(NamedTuple):
    """How a status is told apart: by mark (and its ASCII form) and by colour."""

    mark: str
    plain: str
    style: str


# Colours after Okabe and Ito, told apart in every form of colour blindness.
SIGNS: Mapping[str, Sign] = {
    "met": Sign("✓", "+", "#0072B2"),
    "holding": Sign("●", "*", "#009E73"),
    "pending": Sign("○", "o", ""),
    "not-in-force": Sign("◌", ".", "dim"),
    "suspended": Sign("‖", "=", ""),
    "disputed": Sign("?", "?", "bold #CC79A7"),
    "breached": Sign("✗", "x", "bold #D55E00"),
    "dormant": Sign("~", "~", "dim"),
    "void": Sign("∅", "-", "dim"),
    "not-tracked": Sign("/", "/", "dim"),
}
GROUNDS: Mapping[str, str] = {
    "finding": "found to be a breach",
    "violation": "violated",
    "missed": "date missed",
    "fact": "sources contradict each other",
    "allegation": "only the other side says so",
    "conformity": "done, but not as agreed",
    "obligation": "the bearer says it is not bound",
    "position": "refused, or said to be breached, before the date",
    "reading": "the sides read the text differently",
}
SUPPORT: Mapping[str, str] = {
    "authority": "an authority",
    "independent": "an independent source",
    "both-sides": "both sides",
    "press": "the press",
    "third-party": "a third party",
    "bearer-only": "the bearer only",
    "beneficiary-only": "the other side only",
}
STATED: Mapping[str, str] = {
    "immediately": "immediately",
    "agreed-time-frame": "in an agreed time-frame",
    "none": "no date set",
}
FLAGS = ("met", "pending", "disputed", "breached")
APART = ("dormant", "void", "not_tracked")


def _month(number: str) -> str:
    start = 3 * int(number) - 3
    return "JanFebMarAprMayJunJulAugSepOctNovDec"[start : start + 3]


def date(text: str | None, *, seconds: bool = False) -> str:
    """Write an ISO day, instant or span as people do: `1 Mar 2025 08:30`."""
    if text is None:
        return ""
    return " to ".join(_one_date(part, seconds) for part in text.split("/"))


def _one_date(text: str, seconds: bool) -> str:
    match = _ISO.fullmatch(text)
    if match:
        return _day_and_time(match, seconds)
    if re.fullmatch(r"\d{4}-\d\d", text):
        return f"{_month(text[5:7])} {text[:4]}"
    return text


def _day_and_time(match: re.Match[str], seconds: bool = False) -> str:
    year, month, day, time, rest = match.groups()
    if not 1 <= int(month) <= 12:
        return match[0]
    shown = f"{int(day)} {_month(month)} {year}"
    return f"{shown} {time}{rest or '' if seconds else ''}" if time else shown


def start(text: str | None) -> str:
    """Write an instant as the day it begins, where it is a day's first second."""
    shown = date(text)
    return shown.removesuffix(" 00:00")


def end(text: str | None) -> str:
    """Write an instant as the day it ends, where it is a day's last second."""
    return date(text).removesuffix(" 23:59")


def sentence(text: str) -> str:
    """Write the ISO dates within a sentence as people do."""
    return _ISO.sub(_day_and_time, _SPAN.sub(lambda span: date(span[0]), text))


def duration(text: str | None) -> str:
    """Write an ISO duration in words: `3 days`, `1 hour 30 minutes`."""
    match = _DURATION.fullmatch(text or "")
    if not match:
        return text or ""
    parts = [
        count(int(number), unit)
        for number, unit in zip(match.groups(), _UNITS, strict=True)
        if number and int(number)
    ]
    return " ".join(parts) or "0 days"


def count(number: int, noun: str) -> str:
    """Write a number with its noun, in the plural where that is due."""
    return f"{number:,} {plural(number, noun)}"


def listed(items: Iterable[str], word: str = "and") -> str:
    """Join words as a sentence does: `a, b and c`."""
    *most, last = list(items) or [""]
    return f"{', '.join(most)} {word} {last}" if most else last
