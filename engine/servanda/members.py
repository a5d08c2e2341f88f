"""Occurrences by the values of their keys, numbered by what is alike of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from servanda.bundle import Bundle, Values
from servanda.dates import Moment
from servanda.occurrence import Occurrence


class Members:
    """Occurrences by the values of some keys, and numbers for those that are alike.

    `numbers` has for each values those of all that state them, `likes` one of each
    number and `weights` all it is weighed by but its date; of the `odd` there are no
    others. What is alike agrees in what is `read`.
    """

    def __init__(
        self,
        bundles: Iterable[Bundle],
        names: Sequence[str],
        read: Sequence[str] = (),
    ) -> None:
        self.likes: list[Occurrence] = []
        self.weights: list[object] = []
        self.odd: set[int] = set()
        self.numbers: dict[Values, tuple[int, ...]] = {}
        self._read = read
        self._known: dict[object, int] = {}
        self._stated = [(bundle, bundle.values(names)) for bundle in bundles]
        numbered = [(self._numbers(bundle), values) for bundle, values in self._stated]
        for numbers, values in numbered:
            self.numbers.update(zip(values, numbers, strict=True))
        if len(self.numbers) < sum([len(values) for _, values in numbered]):
            self.numbers.clear()
            for numbers, values in numbered:
                for number, one in zip(numbers, values, strict=True):
                    self.numbers[one] = self.numbers.get(one, ()) + number

    def _numbers(self, bundle: Bundle) -> list[tuple[int, ...]]:
        """Give the numbers of a bundle, one by one: the same for what is alike."""
        like, dates, dated = bundle.like, bundle.dates, bundle.dated
        weight = weight_of(like, self._read)
        found = {
            at: (self._number(like, dates[at], weight),) for at in dict.fromkeys(dated)
        }
        return [found[at] for at in dated]

    def _number(self, like: Occurrence, date: Moment, weight: object) -> int:
        """Give the number of what is told of a date, its own if it is odd."""
        number = len(self.likes)
        if weight is None:
            self.odd.add(number)
        elif self._known.setdefault((date, weight), number) != number:
            return self._known[date, weight]
        self.likes.append(like if like.date == date else like.on(date))
        self.weights.append(weight)
        return number

    def stating(self, values: Values) -> list[Occurrence]:
        """Give all that states some values, in order of content."""
        found = [*self._single.get(values, ())]
        for bundle, places in self._rows:
            found += map(bundle.at, places.get(values, ()))
        return sorted(found, key=lambda o: o.order)

    @cached_property
    def _single(self) -> Mapping[Values, list[Occurrence]]:
        found: defaultdict[Values, list[Occurrence]] = defaultdict(list)
        for bundle, values in self._stated:
            if bundle.batch is None:
                found[values[0]].append(bundle.like)
        return found

    @cached_property
    def _rows(self) -> list[tuple[Bundle, Mapping[Values, Sequence[int]]]]:
        return [(b, _places(v)) for b, v in self._stated if b.batch is not None]


def _places(values: Sequence[Values]) -> Mapping[Values, Sequence[int]]:
    """Give the places of each values."""
    once = dict(zip(values, zip(range(len(values)), strict=True), strict=True))
    if len(once) == len(values):
        return once
    found: defaultdict[Values, list[int]] = defaultdict(list)
    for place, one in enumerate(values):
        found[one].append(place)
    return found


def weight_of(occurrence: Occurrence, read: Sequence[str] = ()) -> object:
    """Give all that one is weighed by but its date, and some words that are read.

    None where it is told in many ways.
    """
    if len(occurrence.affirmations) > 1 or occurrence.denials or occurrence.unconfirmed:
        return None
    by = occurrence.attributes.get("by")
    source = occurrence.affirmations[0].source
    own = [occurrence.attributes.get(name) for name in read]
    return (source, by, occurrence.extent, occurrence.times, *own)
