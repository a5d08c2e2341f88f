"""Duties of one bearer that repeat, overlap or contradict one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from servanda.agreement import Agreement, Provision, Terms
from servanda.check.findings import Finding, doubt
from servanda.check.review.order import plan
from servanda.check.review.planned import Planned
from servanda.dates import Moment
from servanda.expression import Condition, Pattern, When
from servanda.pattern import Places, places

# What makes a duty the same as another, whoever gains by it and whenever it is owed.
_WHEN = frozenset({"from_", "not_before", "until", "due", "early", "stated"})
_WHAT = tuple(sorted(Terms.model_fields.keys() - {"bearer", "beneficiary"} - _WHEN))


class Window(NamedTuple):
    """When a duty is owed: as written, and as planned where that can be told."""

    start: When | None
    end: When | None
    first: Moment | None
    last: Moment | None


def review_duties(agreement: Agreement) -> Iterator[Finding]:
    """Find duties of one bearer that are one, or cannot both be kept."""
    planned = plan(agreement)
    windows = {id: _window(p, planned) for id, p in agreement.provisions.items()}
    yield from _alike(agreement, windows)
    yield from _contradictory(agreement, windows)


def _window(provision: Provision, planned: Planned) -> Window:
    start, end = provision.from_, provision.due or provision.until
    return Window(start, end, planned.start(start), planned.end(end))


def _alike(agreement: Agreement, windows: dict[str, Window]) -> Iterator[Finding]:
    """Find duties that ask for the same, at the same time or at times that overlap."""
    earlier: dict[tuple[str, str], list[str]] = {}
    for id, provision in agreement.provisions.items():
        what = repr([getattr(provision, name) for name in _WHAT])
        groups = [earlier.setdefault((what, one), []) for one in provision.bearer]
        others = dict.fromkeys(other for group in groups for other in group)
        for other in others:
            found = _of_two(id, other, agreement, windows)
            if found is not None:
                yield found
                break
        for group in groups:
            group.append(id)


def _of_two(
    id: str, other: str, agreement: Agreement, windows: dict[str, Window]
) -> Finding | None:
    """Say what is wrong with two duties of one bearer that ask for the same."""
    path = ("provisions", id)
    one, two = agreement.provisions[id], agreement.provisions[other]
    if set(one.bearer) == set(two.bearer) and _same_times(one, two):
        message = f"this asks the same as {other}, of the same bearer, at the same time"
        hint = "keep one of them, or say what tells them apart"
        return doubt(path, "duplicate-duty", message, hint, at_key=True)
    if _one_text(one, two) and _overlap(windows[id], windows[other]):
        message = f"what settles {other} settles this too: they are owed at once"
        hint = "give them patterns of their own, or windows that do not overlap"
        return doubt(path, "overlapping-duties", message, hint, at_key=True)
    return None


def _same_times(one: Provision, other: Provision) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _WHEN)


def _one_text(one: Provision, other: Provision) -> bool:
    """Tell whether two provisions rest on one text; two texts may ask alike."""
    texts = {p.clause.text if p.clause else None for p in (one, other)}
    return len(texts) == 1


def _overlap(one: Window, other: Window) -> bool:
    """Tell whether two windows overlap for certain."""
    if one.start == other.start:
        return True
    if one.first is None or other.first is None:
        return False
    if one.first.lo <= other.first.lo:
        return one.end is None or (
            one.last is not None and one.last.hi >= other.first.lo
        )
    return _overlap(other, one)


def _contradictory(
    agreement: Agreement, windows: dict[str, Window]
) -> Iterator[Finding]:
    """Find duties to do what another duty of the same bearer forbids meanwhile."""
    whole = places(agreement)
    forbidding = _forbidding(agreement)
    for id, asked in agreement.provisions.items():
        key = "counted_by" if asked.modality == "quota" else "performed_by"
        pattern: Pattern | None = getattr(asked, key)
        if pattern is None or asked.modality == "maintenance":
            continue
        for other in forbidding.get(next(iter(pattern.kind), ""), ()):
            forbidden = agreement.provisions[other]
            if _may_meet(pattern, asked, forbidden, whole) and _within(
                windows[id], windows[other]
            ):
                message = f"what this asks for is what {other} forbids meanwhile"
                hint = "check the patterns of both, or add unless: to the other"
                path = ("provisions", id, key)
                yield doubt(path, "contradictory-duties", message, hint)


def _forbidding(agreement: Agreement) -> dict[str, list[str]]:
    """Give by kind the provisions that it violates without exception."""
    found: dict[str, list[str]] = {}
    for id, provision in agreement.provisions.items():
        pattern = provision.violated_by
        if pattern and provision.modality == "maintenance" and not provision.unless:
            for kind in pattern.kind:
                found.setdefault(kind, []).append(id)
    return found


def _within(inner: Window, outer: Window) -> bool:
    """Tell whether a window lies wholly within another, for certain."""
    if outer.start is not None and inner.start != outer.start:
        first, start = inner.first, outer.first
        if first is None or start is None or first.lo < start.lo:
            return False
    if outer.end is None or inner.end == outer.end:
        return True
    if inner.last is None or outer.last is None:
        return False
    return inner.last.hi <= outer.last.hi


def _may_meet(
    pattern: Pattern, asked: Provision, other: Provision, whole: Places
) -> bool:
    """Tell whether a bearer of both does by one what the other forbids."""
    forbidden = other.violated_by
    common = set(asked.bearer) & set(other.bearer)
    if forbidden is None or not common or pattern.at_least < forbidden.at_least:
        return False
    if not pattern.kind or not set(pattern.kind) <= set(forbidden.kind):
        return False
    by = forbidden.conditions.get("by")
    if by is not None and by.one_of and not common & set(by.one_of):
        return False
    return all(
        name == "by" or _implied(name, condition, pattern.conditions.get(name), whole)
        for name, condition in forbidden.conditions.items()
    )


def _implied(
    name: str, condition: Condition, given: Condition | None, whole: Places
) -> bool:
    """Tell whether whatever meets the given condition meets the other one."""
    if given is None or not given.one_of:
        return given == condition
    if condition.at_least is not None or condition.none_of:
        return given == condition
    return all(
        any(_inside(name, word, one, whole) for one in condition.one_of)
        for word in given.one_of
    )


def _inside(name: str, word: str, other: str, whole: Places) -> bool:
    return word == other or (name == "place" and whole.inside(word, other))
