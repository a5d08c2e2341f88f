"""Instances that fare alike: what becomes of one depends on its dates' order alone.

Instances that differ only in keys are one kin; kin whose dates stand in one order take
the same steps, each at its own dates.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from typing import NamedTuple

from servanda.case import Case
from servanda.deadline import FROM_DAY_END
from servanda.evidence import LONG_AGO, Item
from servanda.standing import Key, Step
from servanda.window import Window

Values = tuple[str, ...]


class Kin:
    """Instances that differ in nothing but their keys, or a case like no other.

    `order` is what their steps depend on, in terms of their `seconds`.
    """

    __slots__ = ("_build", "_model", "_values", "arises", "order", "seconds", "window")

    def __init__(self, window: Window, arises: int) -> None:
        self.window = window
        self.arises = arises
        self.seconds: Sequence[int] = ()
        self.order: object = None
        self._values: Sequence[Values] = ()
        self._build: Callable[[Values], Case] | None = None
        self._model: Case | None = None

    @classmethod
    def of(cls, case: Case) -> "Kin":
        """Take a case that is like no other."""
        self = cls(case.window, case.arises)
        self._model = case
        return self

    @classmethod
    def sharing(
        cls,
        values: Sequence[Values],
        build: Callable[[Values], Case],
        ends: "Ends",
        arises: int,
        items: Sequence[Item],
        trigger: str,
    ) -> "Kin":
        """Take instances by the values of their keys; `build` makes the case of one."""
        self = cls(ends.window, arises)
        self._values, self._build = values, build
        self.seconds, order = in_places(ends, arises, items)
        self.order = (trigger, order)
        return self

    @property
    def shared(self) -> bool:
        """Tell whether these are instances by their keys, not a case like no other."""
        return self._build is not None

    @property
    def model(self) -> Case:
        """Give one of them."""
        if self._model is None:
            assert self._build is not None
            self._model = self._build(self._values[0])
        return self._model

    @property
    def number(self) -> int:
        """Count them."""
        return len(self._values) or 1

    def named(self) -> Iterable[Key | None]:
        """Name them."""
        if not self._values:
            return (self.model.key,)
        return map(self._key, self._values)

    def first(self, number: int) -> list[Key | None]:
        """Name the first of them by key."""
        if not self._values:
            return [self.model.key]
        return [*map(self._key, nsmallest(number, self._values))]

    def _key(self, values: Values) -> Key:
        return tuple(zip(self.model.terms.keyed_by, values, strict=True))

    def case(self, key: Key | None) -> Case:
        """Give the one with a key."""
        if self._build is None:
            return self.model
        return self._build(tuple(value for _, value in key or ()))

    def likeness(self, as_of: int) -> object:
        """Give what is the same for all that stand alike at an instant."""
        if self.order is None:
            return id(self)
        return (self.order, bisect_right(self.seconds, as_of))


class Ends(NamedTuple):
    """A window, and the seconds that it begins, turns and ends at."""

    window: Window
    marks: tuple[int | None, ...]
    seconds: frozenset[int]
    from_day_end: bool

    @classmethod
    def of(cls, window: Window) -> "Ends":
        """Find the seconds of a window."""
        ends = [None if m is None else m.hi for m in (window.due, window.ends)]
        start = None if window.start is None else window.start.lo
        marks = (start, window.closed, window.floor, *window.waits, *ends)
        known = {LONG_AGO, *(second for second in marks if second is not None)}
        known.update(end + 1 for end in ends if end is not None)
        derived = (window.starts_by, window.due_by, window.ends_by)
        marked = any(FROM_DAY_END in by.marks for by in derived)
        return cls(window, marks, frozenset(known), marked)


def in_places(
    ends: Ends, arises: int, items: Sequence[Item]
) -> tuple[list[int], object]:
    """Give the seconds an instance turns on, and what it is by their places."""
    known = {arises, *ends.seconds}
    for item in items:
        known.update(item.date[:2])
    seconds = sorted(known)
    place: dict[int | None, int | None] = {s: at for at, s in enumerate(seconds)}
    place[None] = None
    return seconds, (
        place[arises],
        *[place[mark] for mark in ends.marks],
        ends.from_day_end,
        *[
            (place[i.date.lo], place[i.date.hi], i.date.day is None, *i[1:7], i.whole)
            for i in items
        ],
    )


class Walker:
    """Walk kin through time, those of one order only once."""

    def __init__(self, walk: Callable[[Case], tuple[Step, ...]]) -> None:
        self._walk = walk
        self._known: dict[object, list[tuple[int, Step]]] = {}

    def steps_of(self, kin: Kin) -> tuple[Step, ...]:
        """Give the steps that each of some kin takes."""
        if kin.order is None:
            return self._walk(kin.model)
        seconds = kin.seconds
        like = self._known.get(kin.order)
        if like is None:
            like = [(seconds.index(s.at), s) for s in self._walk(kin.model)]
            self._known[kin.order] = like
        return tuple([step._replace(at=seconds[place]) for place, step in like])
