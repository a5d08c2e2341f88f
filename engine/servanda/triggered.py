"""The instances of `for_each`: one for each triggering occurrence, by its keys.

Those that differ in nothing but their keys are put together, and cost as much as one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from servanda.assembly import case_of, need_of
from servanda.bundle import Values
from servanda.case import Case
from servanda.deadline import OF_PROVISIONS, operands
from servanda.duty import Duty, Part
from servanda.evidence import Item
from servanda.expression import Pattern, When
from servanda.kin import Ends, Kin, Maker, Orders, Served
from servanda.members import Members, weight_of
from servanda.occurrence import Occurrence
from servanda.reach import held, item_of, items
from servanda.standing import Key
from servanda.weigh import Word
from servanda.window import Window
from servanda.windows import in_days, instance_of, plain_windows, window_of

TRUE = ("true", "both")
# The cases of some few instances are asked for again and again.
MOST_MADE = 1000
# The numbers of what triggers some instances, and of what they are served.
_Shape = tuple[tuple[int, ...], tuple[int, ...]]


class Triggered:
    """The instances of `for_each`, put together where they differ only in keys."""

    def __init__(self, duty: Duty, pattern: Pattern) -> None:
        self._duty = duty
        self._part = Part(None, duty.terms.bearer, {})
        keys, read = duty.terms.keyed_by, _names_read(duty)
        shared, read = read is not None, read or ()
        self._triggers = Members(duty.world.bundles(pattern, read), keys, read)
        done = () if duty.pattern is None else duty.world.bundles(duty.pattern)
        self._done = Members((one for one in done if one.states(keys)), keys)
        self._odd = {
            number
            for number, like in enumerate(self._triggers.likes)
            if not shared or like.times > 1 or number in self._triggers.odd
        }
        self._achieved = duty.terms.is_achievement
        self._orders = Orders()
        self._words: dict[object, Word] = {}
        self._items: dict[object, Item | None] = {}
        self._made: dict[Values, Case] = {}

    def kin(self) -> Iterator[Kin]:
        """Give every instance, like ones as one, those like no other by key."""
        alike: defaultdict[_Shape, list[Values]] = defaultdict(list)
        done = self._done.numbers.get
        for values, triggers in self._triggers.numbers.items():
            alike[triggers, done(values, ())].append(values)
        apart: list[Values] = []
        ends = self._ends()
        known: dict[tuple[int, ...], Served] = {}
        names = self._duty.terms.keyed_by
        maker = Maker(names, self._like_no_other, self._plain)
        odd, odd_done = self._odd, self._done.odd
        for (triggers, numbers), members in alike.items():
            trigger = triggers[0]
            doubt = odd_done and not odd_done.isdisjoint(numbers)
            if len(triggers) > 1 or trigger in odd or doubt:
                apart += members
            elif (end := ends[trigger]) is not None:
                served = known.get(numbers)
                if served is None:
                    served = known[numbers] = self._served_by(numbers)
                if not self._achieved or served.earliest < end.floor:
                    served = self._held(served, end.window)
                order = self._orders.of(end, served)
                yield Kin(end, served, order, members, maker)
        for values in sorted(apart):
            yield from map(Kin.of, self._built(values))

    def _ends(self) -> list[Ends | None]:
        """Give the seconds that instances turn on by trigger, None where none arise."""
        likes, weights = self._triggers.likes, self._triggers.weights
        words = [
            None if number in self._odd else self._arising(like, weight)
            for number, (like, weight) in enumerate(zip(likes, weights, strict=True))
        ]
        there = [
            (like, word)
            for like, word in zip(likes, words, strict=True)
            if word is not None
        ]
        if in_days(self._duty.terms):
            windows = plain_windows(self._duty, [like for like, _ in there])
        else:
            windows = [self._window(like, word) for like, word in there]
        found = (
            self._orders.ends(window, like.date.lo, word.truth)
            for (like, word), window in zip(there, windows, strict=True)
        )
        return [None if word is None else next(found) for word in words]

    def _window(self, trigger: Occurrence, word: Word) -> Window:
        part = self._part._replace(trigger=trigger, trigger_truth=word.truth)
        return window_of(self._duty, part, instance_of(part))

    def _built(self, values: Values) -> list[Case]:
        """Build the cases of equal keys."""
        triggers = [
            (each, word)
            for occurrence in self._triggers.stating(values)
            if (word := self._word(occurrence, weight_of(occurrence))).truth in TRUE
            for each in occurrence.singly
        ]
        found = self._done.stating(values)
        singly = [each for occurrence in found for each in occurrence.singly]
        return list(_served(self._duty, values, triggers, singly))

    def _like_no_other(self, values: Values) -> Case:
        case = self._made.get(values)
        if case is None:
            if len(self._made) >= MOST_MADE:
                self._made.clear()
            case = self._made[values] = self._built(values)[0]
        return case

    def _plain(self, ends: Ends, served: Served) -> Case:
        part = self._part._replace(trigger_truth=ends.truth)
        return case_of(self._duty, part, (), served.items, ends.window)

    def _arising(self, trigger: Occurrence, weight: object) -> Word | None:
        """Weigh a trigger; None where no instance arises from it."""
        word = self._word(trigger, weight)
        arises = word.truth in TRUE and _is_open(self._duty, trigger)
        return word if arises else None

    def _word(self, trigger: Occurrence, weight: object) -> Word:
        if weight is None:
            return self._duty.world.scales.neutral(trigger)
        if weight not in self._words:
            self._words[weight] = self._duty.world.scales.neutral(trigger)
        return self._words[weight]

    def _served_by(self, done: tuple[int, ...]) -> Served:
        items = [self._item(number) for number in done]
        return self._orders.served([item for item in items if item is not None])

    def _item(self, number: int) -> Item | None:
        """Weigh what is served; who says it decides, not when it was."""
        occurrence, weight = self._done.likes[number], self._done.weights[number]
        if weight not in self._items:
            self._items[weight] = item_of(self._duty, self._part, occurrence)
        item = self._items[weight]
        if item is None:
            return None
        return Item(occurrence.date, *item[1:7], occurrence, *item[8:])

    def _held(self, served: Served, window: Window) -> Served:
        """Hold what is served against a window."""
        items = (held(self._duty, item, window) for item in served.items)
        return self._orders.served([item for item in items if item is not None])


def _names_read(duty: Duty) -> tuple[str, ...] | None:
    """Name the attributes its dates read; None where its keys matter otherwise."""
    terms = duty.terms
    if not terms.keyed_by or terms.unless or terms.cured_by or duty.revision:
        return None
    if terms.finding is not None and terms.finding.within is not None:
        return None
    if terms.modality == "quota" or duty.world.positions.get(duty.id):
        return None
    names = []
    for when in (terms.from_, terms.due, terms.until, terms.not_before):
        for part in _parts(when):
            of = [getattr(part, head) for head in OF_PROVISIONS]
            if any(name in duty.world.ground.agreement.provisions for name in of):
                return None
            if part.instance is not None:
                names.append(part.instance)
    return tuple(names)


def _parts(when: When | None) -> Iterator[When]:
    if when is not None:
        yield when
        for part in operands(when):
            yield from _parts(part)


def _served(
    duty: Duty,
    values: tuple[str, ...],
    group: Sequence[tuple[Occurrence, Word]],
    found: Sequence[Occurrence],
) -> Iterator[Case]:
    """Give the triggers of equal keys their performances, in order of date."""
    # An instance has its number among equals whether or not the others still arise.
    parts = [
        _trigger_part(duty, values, index, len(group), *trigger)
        for index, trigger in enumerate(group, 1)
        if _is_open(duty, trigger[0])
    ]
    if len(parts) == 1 or not _one_each(duty):
        yield from (case_of(duty, part, found) for part in parts)
        return
    taken: set[int] = set()
    for part in parts:
        window = window_of(duty, part, instance_of(part))
        reached, _ = items(duty, part, window, found)
        mine = [item for item in reached if not _serves(item)]
        for item in reached:
            if _serves(item) and id(item.occurrence) not in taken:
                taken.add(id(item.occurrence))
                mine.append(item)
                break
        yield case_of(duty, part, found, mine, window)


def _is_open(duty: Duty, trigger: Occurrence) -> bool:
    """Tell whether a trigger came before the provision ended early (S1)."""
    return duty.closed is None or trigger.date.lo < duty.closed


def _serves(item: Item) -> bool:
    return item.whole and item.truth in TRUE


def _one_each(duty: Duty) -> bool:
    return duty.terms.modality == "achievement" and need_of(duty).low == 1


def _trigger_part(
    duty: Duty,
    values: tuple[str, ...],
    index: int,
    of: int,
    trigger: Occurrence,
    word: Word,
) -> Part:
    key: Key = tuple(zip(duty.terms.keyed_by, values, strict=True))
    if of > 1 or not key:
        key = (*key, ("#", str(index)))
    return Part(key, duty.terms.bearer, {}, trigger, word.truth)
