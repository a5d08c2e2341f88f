"""Instances that fare alike: what becomes of one depends on its dates' order alone.

Instances that differ only in keys are one kin; kin whose dates stand in one order take
the same steps, each at its own dates.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from typing import NamedTuple

from servanda.bundle import Values
from servanda.case import Case
from servanda.dates import NEVER
from servanda.evidence import LONG_AGO, Item
from servanda.standing import Key
from servanda.window import Window


class Order:
    """The order that the dates of some kin stand in; each is one of its own."""

    __slots__ = ()


class Maker(NamedTuple):
    """How the case of an instance is made, from the values of its keys by `names`.

    `plain` makes one that stands for all, of no key, and told of by nobody.
    """

    names: tuple[str, ...]
    case: Callable[[Values], Case]
    plain: "Callable[[Ends, Served], Case]"


class Kin:
    """Instances that differ in nothing but their keys, or a case like no other.

    What they become depends on their `order`, in terms of their `seconds`.
    """

    __slots__ = ("_ends", "_maker", "_model", "_served", "arises", "order", "values")

    def __init__(
        self,
        ends: "Ends",
        served: "Served",
        order: Order,
        values: Sequence[Values],
        maker: Maker,
    ) -> None:
        self._ends: Ends | None = ends
        self._served = served
        self.arises = ends.arises
        self.order: Order | None = order
        self.values = values
        self._maker: Maker | None = maker
        self._model: Case | None = None

    @classmethod
    def of(cls, case: Case) -> "Kin":
        """Take a case that is like no other."""
        self = cls.__new__(cls)
        self.arises, self.values = case.arises, ()
        self.order, self._ends, self._maker, self._model = None, None, None, case
        return self

    @property
    def window(self) -> Window:
        """Give the window of each."""
        return self.model.window if self._ends is None else self._ends.window

    @property
    def seconds(self) -> tuple[int, ...]:
        """Give the seconds that each turns on, none of a case like no other."""
        return () if self._ends is None else self._ends.seconds + self._served.seconds

    @property
    def plain(self) -> Case:
        """Give a case that stands for all of them, whoever told of each."""
        if self._maker is None or self._ends is None:
            return self.model
        return self._maker.plain(self._ends, self._served)

    @property
    def shared(self) -> bool:
        """Tell whether these are instances by their keys, not a case like no other."""
        return self._maker is not None

    @property
    def model(self) -> Case:
        """Give one of them."""
        if self._model is None:
            assert self._maker is not None
            self._model = self._maker.case(self.values[0])
        return self._model

    @property
    def number(self) -> int:
        """Count them."""
        return len(self.values) or 1

    def named(self) -> Iterable[Key | None]:
        """Name them."""
        if not self.values:
            return (self.model.key,)
        return map(self._key, self.values)

    def first(self, number: int) -> list[Key | None]:
        """Name the first of them by key."""
        return [key for key, _ in first_of((self,), number)]

    def _key(self, values: Values) -> Key:
        assert self._maker is not None
        return tuple(zip(self._maker.names, values, strict=True))

    def case(self, key: Key | None) -> Case:
        """Give the one with a key."""
        if self._maker is None:
            return self.model
        return self._maker.case(tuple(value for _, value in key or ()))

    def likeness(self, as_of: int) -> object:
        """Give what is the same for all that stand alike at an instant."""
        if self._ends is None:
            return id(self)
        # Which of the seconds have come follows from how many, in a given order.
        ends, served = self._ends.seconds, self._served.seconds
        return (self.order, bisect_right(ends, as_of) + bisect_right(served, as_of))


def in_order(key: Key | None) -> tuple[Values, int]:
    """Order instances by the values of their keys, then by their place among equals."""
    values = tuple(value for name, value in key or () if name != "#")
    return values, next((int(value) for name, value in key or () if name == "#"), 0)


def first_of(kin: Sequence[Kin], number: int) -> list[tuple[Key | None, Kin]]:
    """Name the first instances of several kin by key, each with its kin.

    Cases that are all like no other stay in the order they were made in.
    """
    if not any(one.shared for one in kin):
        return [(one.model.key, one) for one in kin[:number]]
    named = (
        (*place, at)
        for at, one in enumerate(kin)
        for place in (
            ((values, 0) for values in one.values)
            if one.shared
            else (in_order(one.model.key),)
        )
    )
    return [
        (kin[at]._key(values) if kin[at].shared else kin[at].model.key, kin[at])
        for values, _, at in nsmallest(number, named)
    ]


class Ends(NamedTuple):
    """A window of instances that arise at one second, and all seconds they turn on.

    `order` numbers how these lie to one another, and what else matters of the trigger,
    whose word is `truth`; what is done before the `floor` does not count.
    """

    window: Window
    truth: str
    arises: int
    floor: int
    seconds: tuple[int, ...]
    order: int


class Served(NamedTuple):
    """What instances are served, and the seconds of it.

    `order` numbers how these lie to one another, and what else matters of the items;
    `earliest` is the first last second of one.
    """

    items: tuple[Item, ...]
    seconds: tuple[int, ...]
    order: int
    earliest: int


class Orders:
    """The orders that dates of instances stand in, each known where it comes again."""

    def __init__(self) -> None:
        self._known: defaultdict[tuple[int, ...], Order] = defaultdict(Order)
        self._numbers: dict[object, int] = {}

    def _number(self, order: object) -> int:
        return self._numbers.setdefault(order, len(self._numbers))

    def ends(self, window: Window, arises: int, trigger: str) -> Ends:
        """Order the seconds of a window, for instances of a trigger."""
        ends = [None if m is None else m.hi for m in (window.due, window.ends)]
        start = None if window.start is None else window.start.lo
        marks = (arises, start, window.closed, window.floor, *window.waits, *ends)
        known = [mark for mark in marks if mark is not None]
        after = [end + 1 for end in ends if end is not None]
        seconds = tuple(sorted({LONG_AGO, *known, *after}))
        places = [None if mark is None else seconds.index(mark) for mark in marks]
        # What is no mark is the second after an end, wherever that lies.
        order = self._number((trigger, window.from_day_end, *places))
        floor = LONG_AGO if window.floor is None else window.floor
        return Ends(window, trigger, arises, floor, seconds, order)

    def served(self, items: Sequence[Item]) -> Served:
        """Order the seconds of what is served."""
        served = tuple(items)
        if len(served) == 1:
            return self._alone(served[0])
        dates = [item.date for item in served]
        seconds = tuple(sorted({at for lo, hi, _ in dates for at in (lo, hi)}))
        order = [
            (seconds.index(lo), seconds.index(hi), day is None, *item[1:7], item.whole)
            for item, (lo, hi, day) in zip(served, dates, strict=True)
        ]
        earliest = min([hi for _, hi, _ in dates], default=NEVER)
        return Served(served, seconds, self._number(tuple(order)), earliest)

    def _alone(self, item: Item) -> Served:
        lo, hi, day = item.date
        seconds = (lo,) if lo == hi else (lo, hi)
        order = (0, len(seconds) - 1, day is None, *item[1:7], item.whole)
        return Served((item,), seconds, self._number((order,)), hi)

    def of(self, ends: Ends, served: Served) -> Order:
        """Give the order that the seconds of both stand in together."""
        among = ends.seconds
        key = [ends.order, served.order]
        # Where a second lies, and whether it is one of them, in one number.
        for second in served.seconds:
            key.append(bisect_left(among, second) + bisect_right(among, second))
        return self._known[tuple(key)]
