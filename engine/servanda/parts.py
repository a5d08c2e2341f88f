"""The instances of a provision by bearer, place and stretch of time."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from servanda.agreement import Every
from servanda.dates import Moment, add_months
from servanda.duty import NO_KEY, Duty, Part
from servanda.occurrence import Occurrence
from servanda.standing import Key
from servanda.weigh import UNATTRIBUTED
from servanda.windows import window_of


def each_parts(duty: Duty) -> list[Part]:
    """Split a provision by its `each` attributes; itself where it has none."""
    if not duty.terms.each:
        return [Part(None, duty.terms.bearer, {})]
    parts = [
        _each_part(duty, dict(zip(names, values, strict=True)))
        for split in duty.terms.each
        for names in [tuple(split)]
        for values in product(*(_words(duty, n, split[n]) for n in names))
    ]
    return [*parts, *_unattributed_parts(duty)]


def _words(duty: Duty, name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return duty.terms.bearer if name == "bearer" and words == ("all",) else words


def _each_part(duty: Duty, each: Mapping[str, str]) -> Part:
    bearer = each.get("bearer", UNATTRIBUTED)
    owing = duty.terms.bearer if bearer == UNATTRIBUTED else (bearer,)
    return Part(tuple(each.items()), owing, each)


def _unattributed_parts(duty: Duty) -> list[Part]:
    """Make an instance for each violation that does not say whose or where."""
    if duty.terms.violated_by is None:
        return []
    found: dict[Key, Part] = {}
    for occurrence in violated(duty, duty.world.matching(duty.terms.violated_by)):
        for split in duty.terms.each:
            for each in _loose(duty, occurrence, split):
                part = _each_part(duty, each)
                found.setdefault(part.key or NO_KEY, part)
    return [found[key] for key in sorted(found)]


def loose(part: Part) -> bool:
    """Tell whether a part is for what names no bearer or place."""
    return UNATTRIBUTED in part.each.values()


def violated(duty: Duty, found: Iterable[Occurrence]) -> list[Occurrence]:
    """Choose the occurrences that are violations, be it in dispute."""
    words = ((o, duty.violation(o, duty.terms.bearer)) for o in found)
    return [o for o, w in words if w is not None and w.truth in ("true", "both")]


def _loose(
    duty: Duty, occurrence: Occurrence, split: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, str]]:
    names = tuple(split)
    choices = [
        _reached_words(duty, occurrence, n, _words(duty, n, split[n])) for n in names
    ]
    for values in product(*choices):
        if UNATTRIBUTED in values:
            yield dict(zip(names, values, strict=True))


def _reached_words(
    duty: Duty, occurrence: Occurrence, name: str, words: tuple[str, ...]
) -> tuple[str, ...]:
    stated = duty.stated(name, occurrence)
    if not stated:
        return (UNATTRIBUTED,)
    return tuple(word for word in words if duty.says(name, stated, word))


def stretches(duty: Duty, part: Part) -> Iterator[Part]:
    """Cut a part's window into the stretches of `every` (T12)."""
    every = duty.terms.every
    assert every is not None
    window = window_of(duty, part, None)
    if window.start is None:
        return
    calendar = duty.dates.calendar
    first = calendar.day_of(window.start.lo)
    begins, index = window.start, 0
    # What has ended is cut no further; of a maintenance the window itself ended then.
    ends = window.ends if duty.terms.is_achievement else window.over
    last = None if ends is None else ends.hi
    until = [duty.horizon, *([] if last is None else [last])]
    until += [] if window.closed is None else [window.closed - 1]
    while begins.lo <= min(until):
        index += 1
        following = calendar.day(_later(first, every, index))
        end = following.lo - 1 if last is None else min(last, following.lo - 1)
        key = (*(part.key or NO_KEY), ("stretch", str(index)))
        closes = ends if end == last else None
        yield part._replace(
            key=key,
            stretch=Moment(begins.lo, end),
            begins=begins,
            closes=closes or Moment(end, end),
        )
        begins = following


def _later(day: int, every: Every, times: int) -> int:
    if every.months is not None:
        return add_months(day, every.months * times)
    return day + times * ((every.days or 0) + 7 * (every.weeks or 0))
