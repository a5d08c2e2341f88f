"""Times that can never come: what waits for a date that no report could bring about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from servanda.agreement import Agreement, Anchor, Phase, Provision, Terms
from servanda.check.findings import Finding, doubt
from servanda.deadline import conditions, operands
from servanda.dependencies import order
from servanda.expression import StatusWord, StatusWords, When
from servanda.source.validate import Path

Written = Anchor | Phase | Terms
_HINT = "the text itself gives it no date: count from something that can happen"
_UNMET = "check which statuses that provision can have"


# The times of each section, with what to call it where one never comes.
_TIMES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "anchors": (("planned", "never-happens"),),
    "phases": (("from", "never-starts"), ("until", "never-ends")),
    "provisions": (
        ("from", "never-in-force"),
        ("not_before", "never-in-force"),
        ("due", "never-due"),
        ("until", "never-ends"),
    ),
}


def review_never(agreement: Agreement) -> Iterator[Finding]:
    """Find what can never begin, fall due or end, and conditions never true."""
    never = Never(agreement)
    yield from _found(("in_force",), "never-in-force", never.of(agreement.in_force))
    for section, times in _TIMES.items():
        for id, one in getattr(agreement, section).items():
            path = (section, id)
            yield from _of_terms(path, one, times, never)
            for name, reading in one.readings.items():
                yield from _of_terms((*path, "readings", name), reading, times, never)
    for id, anchor in agreement.anchors.items():
        if anchor.actual is None and anchor.planned is None:
            message = "this anchor is neither planned nor reported by anything"
            hint = "give planned: a date, or actual: the pattern that reports it"
            path = ("anchors", id)
            yield doubt(path, "never-happens", message, hint, at_key=True)


def _of_terms(
    path: Path, terms: Written, times: tuple[tuple[str, str], ...], never: Never
) -> Iterator[Finding]:
    for key, code in times:
        when = getattr(terms, "from_" if key == "from" else key)
        reported = key == "planned" and getattr(terms, "actual", None) is not None
        if when is not None and not when.open and not reported:
            yield from _found((*path, key), code, never.of(when))
    condition = getattr(terms, "void_if", None)
    if condition is not None:
        reason = never.unmet(condition.status)
        yield from _found((*path, "void_if"), "idle-condition", reason)


_SAYS: Mapping[str, str] = {
    "never-in-force": "this can never come into force",
    "never-happens": "this anchor can never happen",
    "never-starts": "this phase can never start",
    "never-due": "this can never fall due",
    "never-ends": "this can never end",
    "idle-condition": "this condition can never come true",
}


def _found(path: Path, code: str, reason: str) -> Iterator[Finding]:
    if reason:
        hint = _UNMET if code == "idle-condition" else _HINT
        yield doubt(path, code, f"{_SAYS[code]}: {reason}", hint)


class Never:
    """Why a time can never be known, by the base text and without any act."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._known: dict[int, str] = {}
        # What others count from comes first: no chain of dates is followed far.
        for name in chain.from_iterable(order(agreement)):
            provision = agreement.provisions[name]
            for when in (provision.from_, provision.until, provision.due):
                self.of(when)

    def of(self, when: When | None) -> str:
        """Give the reason why a time never comes; nothing where it may come."""
        if when is None:
            return ""
        if id(when) not in self._known:
            self._known[id(when)] = ""  # for whoever asks in a circle
            self._known[id(when)] = self._reason(when)
        return self._known[id(when)]

    def _reason(self, when: When) -> str:
        agreement = self._agreement
        if when.open:
            return "no date is set"
        if when.status is not None:
            return self.unmet(when.status)
        if when.anchor is not None:
            return self._anchor(when.anchor)
        if when.start is not None:
            begun = agreement.phases.get(when.start) or agreement.provisions[when.start]
            return self.of(begun.from_)
        if when.end is not None:
            return self._end(when.end)
        return self._provision(when) or self._operands(when)

    def _anchor(self, name: str) -> str:
        anchor = self._agreement.anchors[name]
        if anchor.actual is not None:
            return ""
        if anchor.planned is None:
            return f"anchor {name} is neither planned nor reported by anything"
        return self.of(anchor.planned)

    def _end(self, name: str) -> str:
        phase = self._agreement.phases[name]
        return (
            f"phase {name} has no end" if phase.until is None else self.of(phase.until)
        )

    def _provision(self, when: When) -> str:
        """Give why a date of another provision never comes."""
        name = when.due or when.met or when.done
        if name is None:
            return ""
        provision = self._agreement.provisions[name]
        if not provision.is_achievement:
            if provision.until is None:
                return f"{name} has no end"
            return self.of(provision.until)
        if when.due is None or provision.due is None:
            return ""
        return (
            f"{name} is due on no date"
            if provision.due.open
            else self.of(provision.due)
        )

    def _operands(self, when: When) -> str:
        if when.earliest:
            reasons = [self.of(one) for one in when.earliest]
            return reasons[0] if all(reasons) else ""
        reasons = [self.of(one) for one in operands(when) if not one.if_any]
        if when.day is not None and when.of is None:
            reasons = [self.of(self._agreement.in_force)]
        return next(filter(None, reasons), "")

    def unmet(self, status: Mapping[str, StatusWords]) -> str:
        """Give why a condition over statuses never comes true."""
        for name, words in status.items():
            provision = self._agreement.provisions[name]
            if not any(can_be(provision, word) for word in words):
                return f"{name} is never {' or '.join(words)}"
        return ""


def can_be(provision: Provision, word: StatusWord) -> bool:
    """Tell whether a provision can ever have a status."""
    many = bool(provision.for_each or provision.each or provision.every)
    if word == "holding":
        return many or not provision.is_achievement
    if word == "pending":
        return provision.is_achievement
    if word == "dormant":
        waits = provision.on_breach_of is not None
        return waits or any(conditions(provision.from_))
    return True
