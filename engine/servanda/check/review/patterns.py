"""Patterns that everything meets, and patterns that nothing can meet."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.agreement import Agreement, Cure
from servanda.check.findings import Finding, doubt
from servanda.check.parts import those
from servanda.expression import Condition, Pattern
from servanda.pattern import as_number
from servanda.problems import quote


def review_patterns(agreement: Agreement) -> Iterator[Finding]:
    """Find patterns that cannot tell one occurrence from another."""
    for path, pattern in those(Pattern, agreement):
        quiet = isinstance(pattern, Cure) and pattern.quiet is not None
        if not (pattern.kind or pattern.conditions or quiet):
            message = "any occurrence at all meets this pattern"
            hint = "give the kind of occurrence that is meant"
            yield doubt(path, "matches-all", message, hint, at_key=True)
        for name, condition in pattern.conditions.items():
            reason = _unmeetable(name, condition)
            if reason:
                hint = "check the conditions of this attribute together"
                yield doubt((*path, name), "matches-nothing", reason, hint)


def _unmeetable(name: str, condition: Condition) -> str:
    """Say why no value of an attribute meets a condition; nothing where one may."""
    words = [word for word in condition.one_of if word not in condition.none_of]
    if condition.one_of and not words:
        return f"no {quote(name)} is among these and none of these at once"
    least = condition.at_least
    if least is None or not words:
        return ""
    numbers = [number for number in map(as_number, words) if number is not None]
    if any(number >= least for number in numbers):
        return ""
    return f"no {quote(name)} is among these and at least {least} at once"
