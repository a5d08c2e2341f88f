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
    number; of the `odd` there are no others. What is alike agrees in what is `read`.
    """

    def __init__(
        self,
        bundles: Iterable[Bundle],
        names: Sequence[str],
        read: Sequence[str] = (),
    ) -> None:
        self.likes: list[Occurrence] = []
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
        dates, dated = bundle.dates, bundle.dated
        found = {at: (self._number(bundle, dates[at]),) for at in dict.fromkeys(dated)}
        return [found[at] for at in dated]

    def _number(self, bundle: Bundle, date: Moment) -> int:
        """Give the number of what a bundle tells of a date, its own if it is odd."""
        like, following = bundle.like, len(self.likes)
        weight = weight_of(like)
        number = following
        if weight is None:
            self.odd.add(number)
        else:
            own = tuple([like.attributes.get(name) for name in self._read])
            number = self._known.setdefault((date, weight, own), following)
        if number == following:
            self.likes.append(like if like.date == date else like._replace(date=date))
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


def weight_of(occurrence: Occurrence) -> object:
    """Give all that one is weighed by but its date; None where told in many ways."""
    if len(occurrence.affirmations) > 1 or occurrence.denials or occurrence.unconfirmed:
        return None
    by = occurrence.attributes.get("by")
    source = occurrence.affirmations[0].source
    return (source, by, occurrence.extent, occurrence.times)
