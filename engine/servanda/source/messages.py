"""What is wrong with a value, in our words: a code, a message and a hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pydantic_core import ErrorDetails

from servanda.problems import did_you_mean, quote

_EXAMPLES: Mapping[str, str] = {
    "about": "about: [one-provision, another-provision]",
    "agreement": "agreement: the name of its folder in rules/",
    "bearer": "bearer: the party that owes it, or a list of parties",
    "cite": "cite: {outlet: Reuters, date: 2025-03-01}",
    "clause": "clause: {text: annex-i, at: item 3}",
    "covers": "covers: all, or a list of provisions and themes",
    "each": "each: {bearer: all}, or {place: [one, another]}",
    "every": "every: {weeks: 1}",
    "finding": "finding: {by: [one-source], within: {days: 5}}",
    "in_force": "in_force: {anchor: signature}, or a date",
    "modality": "modality: achievement, maintenance or quota",
    "needs": "needs: [one-party, another-party], or {votes: 29, of: 43}",
    "outlet": "cite: {outlet: Reuters, date: 2025-03-01}",
    "parties": "parties: {north: {name: The North}}",
    "powers": "powers: {extend: {needs: [north, south]}}",
    "provisions": "a file of provisions is a mapping: each id with its keys below it",
    "quiet": "quiet: {days: 7}",
    "reports": "reports: a list, each entry starts with a hyphen",
    "same": "same: [kind, batch]",
    "scenario": "scenario: the name of this file, without .yaml",
    "silence": "silence: {days: 14}",
    "source": "source: the id of a source or party of the agreement",
    "target": "target: {total: 33, unit: hostage}",
    "text": "text: the id of one of the agreement's texts:",
    "tier": "tier: authority, independent, press or party",
    "title": "title: a line that says it in plain words",
    "void_if": "void_if: {status: {one-provision: breached}}",
    "zone": "zone: Asia/Jerusalem",
}
_TIMES = frozenset(
    {"due", "from", "until", "not_before", "planned", "of", "after", "before"}
)
_TIME_EXAMPLE = (
    "as in {day: 42}, {date: 2025-03-01} or {days: 8, after: {anchor: signature}}"
)
_ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
_CLOCK = "^([01]\\d|2[0-3]):[0-5]\\d$"


class Told(NamedTuple):
    """What to tell the user."""

    code: str
    message: str
    hint: str = ""


def told(error: ErrorDetails, key: str, known: tuple[str, ...]) -> Told:
    """Say what pydantic found; `key` holds the value, `known` are the keys there."""
    kind = error["type"]
    if kind == "missing":
        return Told("missing-key", f"{quote(key)} is missing", example(key))
    if kind == "extra_forbidden":
        return Told(
            "unknown-key", f"unknown key {quote(key)}", did_you_mean(key, known)
        )
    teller = _TELLERS.get(kind)
    return _own(error) if teller is None else teller(error, key)


def example(key: str) -> str:
    """Return an example of what stands under a key."""
    if key in _TIMES:
        return _TIME_EXAMPLE
    return f"as in {found}" if (found := _EXAMPLES.get(key)) else ""


def _own(error: ErrorDetails) -> Told:
    """Pass on what a validator of ours says."""
    code = error["type"]
    if code == "unknown-zone":
        hint = did_you_mean(error["input"], _zones())
        return Told(code, error["msg"], hint or "as in Asia/Jerusalem")
    own = "-" in code
    context = error.get("ctx", {})
    message = error["msg"].removeprefix("Value error, ")
    return Told(code if own else "bad-value", message, str(context.get("hint", "")))


def _zones() -> set[str]:
    from zoneinfo import available_timezones

    return available_timezones()


def _value(error: ErrorDetails) -> str:
    given = error["input"]
    return quote(given) if isinstance(given, str) else quote(str(given).lower())


def _choice(error: ErrorDetails, key: str) -> Told:
    words = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    given = error["input"]
    if not isinstance(given, str):
        return _takes("one word")(error, key)
    message = f"{quote(given)} is not one of: {', '.join(words)}"
    hint = did_you_mean(given, words)
    return Told("bad-value", message, hint if hint.startswith("did") else example(key))


def _pattern(error: ErrorDetails, key: str) -> Told:
    pattern = error.get("ctx", {}).get("pattern")
    if pattern == _ID:
        return _bad_id(str(error["input"]))
    if pattern == _CLOCK:
        return Told("bad-value", f"{_value(error)} is no time of day", 'as in "19:30"')
    return Told(
        "bad-value", f"{_value(error)} is not written as {quote(key)} should be"
    )


def _bad_id(given: str) -> Told:
    made = "-".join(re.findall(r"[a-z0-9]+", given.casefold()))
    message = f"{quote(given)} is no id: small letters, digits and single hyphens"
    return Told("bad-id", message, f"as in {made}" if made else "as in aid-trucks")


def _number(error: ErrorDetails, key: str) -> Told:
    given = error["input"]
    if not isinstance(given, (str, int, float)):
        return _takes("a whole number")(error, key)
    digits = re.sub(r"[\s,_']", "", str(given))
    hint = f"write {digits}" if digits.isascii() and digits.isdigit() else ""
    return Told("bad-value", f"{quote(str(given))} is not a whole number", hint)


def _truth(error: ErrorDetails, key: str) -> Told:
    if not isinstance(error["input"], str):
        return _takes("true or false")(error, key)
    return Told("bad-value", f"{_value(error)} is neither true nor false")


def _bound(words: str, limit: str) -> Callable[[ErrorDetails, str], Told]:
    def tell(error: ErrorDetails, key: str) -> Told:
        least = error.get("ctx", {}).get(limit)
        return Told(
            "bad-value", f"{quote(key)} must be {words.format(least)}", example(key)
        )

    return tell


def _few(error: ErrorDetails, key: str) -> Told:
    least = error.get("ctx", {}).get("min_length")
    return Told("bad-value", f"{quote(key)} needs {least} or more", example(key))


def _takes(what: str) -> Callable[[ErrorDetails, str], Told]:
    def tell(error: ErrorDetails, key: str) -> Told:
        given = _kind(error["input"])
        subject = quote(key) if key else "this"
        return Told("bad-value", f"{subject} takes {what}, not {given}", example(key))

    return tell


def _text(error: ErrorDetails, key: str) -> Told:
    found = _takes("one text")(error, key)
    return found._replace(hint="") if key in _TIMES else found


def _kind(given: object) -> str:
    if isinstance(given, dict):
        return "keys and values"
    return "a list" if isinstance(given, (list, tuple)) else quote(str(given))


_TELLERS: Mapping[str, Callable[[ErrorDetails, str], Told]] = {
    "bool_parsing": _truth,
    "bool_type": _truth,
    "dict_type": _takes("keys and values"),
    "greater_than_equal": _bound("{} or more", "ge"),
    "int_from_float": _number,
    "int_parsing": _number,
    "int_parsing_size": _number,
    "int_type": _number,
    "less_than_equal": _bound("{} or less", "le"),
    "literal_error": _choice,
    "model_type": _takes("keys and values"),
    "string_pattern_mismatch": _pattern,
    "string_too_long": _bound("no longer than {} characters", "max_length"),
    "string_too_short": lambda _, key: Told("bad-value", f"{quote(key)} is empty"),
    "string_type": _text,
    "too_short": _few,
    "tuple_type": _takes("a list"),
}
