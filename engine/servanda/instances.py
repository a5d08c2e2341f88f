"""How a provision comes apart into cases: itself, or one for each instance.

`for_each` makes one of each triggering occurrence, `each` one of each bearer or
place, `every` one of each stretch of the window.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from servanda.assembly import case_of, need_of
from servanda.case import Case
from servanda.deadline import operands
from servanda.duty import Duty, Part
from servanda.evidence import Item
from servanda.expression import Pattern, When
from servanda.kin import Ends, Kin, Values
from servanda.occurrence import Occurrence
from servanda.parts import each_parts, loose, stretches
from servanda.reach import held, item_of, items, reaching
from servanda.standing import Key
from servanda.weigh import Word
from servanda.windows import instance_of, window_of

Groups = Mapping[Values, Sequence[Occurrence]]
OF_PROVISIONS = ("start", "end", "due", "met", "done", "breached")


def cases(duty: Duty) -> tuple[Kin, ...]:
    """Give every case of a provision, those that fare alike as one."""
    if duty.terms.for_each is not None:
        return tuple(_Triggered(duty, duty.terms.for_each).kin())
    parts = each_parts(duty)
    if duty.terms.every is not None:
        parts = [s for part in parts for s in stretches(duty, part)]
    made = ((part, case_of(duty, part, reaching(duty, part))) for part in parts)
    kept = (_from_violation(part, case) for part, case in made)
    return tuple(Kin.of(case) for case in kept if case is not None)


def _from_violation(part: Part, case: Case) -> Case | None:
    """Keep an instance for the unattributed from the first violation it is for."""
    if not loose(part):
        return case
    dates = [i.date.lo for i in case.items if i.truth in ("true", "both")]
    return replace(case, arises=max(case.arises, min(dates))) if dates else None


def whole(duty: Duty) -> Case:
    """Give the provision itself, whose window instances arise in."""
    part = Part(None, duty.terms.bearer, {})
    return case_of(duty, part, (), (), window_of(duty, part, None))


class _Shape(NamedTuple):
    """All that matters of an instance but its keys: its trigger and what it is served.

    `own` are the attributes of the trigger that its dates read.
    """

    trigger: object
    own: tuple[str | None, ...]
    served: tuple[object, ...]


class _Triggered:
    """The instances of `for_each`, put together where they differ only in keys."""

    def __init__(self, duty: Duty, pattern: Pattern) -> None:
        self._duty = duty
        self._triggers = _by_key(duty, duty.world.having(pattern))
        self._found: Groups = {}
        if duty.pattern is not None:
            keyed = _stating_keys(duty, duty.world.having(duty.pattern))
            self._found = _by_key(duty, keyed)
        self._windows: dict[object, Ends] = {}
        self._items: dict[object, Item | None] = {}
        self._words: dict[object, Word | None] = {}

    def kin(self) -> Iterator[Kin]:
        """Give every instance, like ones as one, those like no other by key."""
        names = _names_read(self._duty)
        alike: dict[_Shape, list[Values]] = {}
        apart: list[Values] = []
        for values, group in self._triggers.items():
            served = self._found.get(values, ())
            shape = None if names is None else _shape(group, served, names)
            if shape is None:
                apart.append(values)
            else:
                alike.setdefault(shape, []).append(values)
        for shape, members in alike.items():
            yield from self._of_shape(shape, members)
        for values in sorted(apart):
            yield from map(Kin.of, self._built(values))

    def _built(self, values: Values) -> list[Case]:
        """Build the cases of equal keys."""
        duty = self._duty
        triggers = [
            (each, word)
            for occurrence in sorted(self._triggers[values], key=lambda o: o.order)
            if (word := self._arising(occurrence)) is not None
            for each in occurrence.singly
        ]
        found = sorted(self._found.get(values, ()), key=lambda o: o.order)
        singly = [each for occurrence in found for each in occurrence.singly]
        return list(_served(duty, values, triggers, singly))

    def _arising(self, trigger: Occurrence) -> Word | None:
        """Weigh a trigger; None where no instance arises from it."""
        word = self._duty.world.scales.neutral(trigger)
        closed = self._duty.closed
        late = closed is not None and trigger.date.lo >= closed
        return None if late or word.truth not in ("true", "both") else word

    def _of_shape(self, shape: _Shape, members: Sequence[Values]) -> Iterator[Kin]:
        """Give the kin of one shape, by the first of them."""
        trigger = self._triggers[members[0]][0]
        word = self._word(shape.trigger, trigger)
        if word is None:
            return
        part = Part(None, self._duty.terms.bearer, {}, trigger, word.truth)
        ends = self._ends(part, (shape.trigger, shape.own))
        served = self._found.get(members[0], ())
        held_ = (
            held(self._duty, item, ends.window)
            for like, occurrence in zip(shape.served, served, strict=True)
            if (item := self._item(part, like, occurrence)) is not None
        )
        counted = tuple(item for item in held_ if item is not None)
        yield Kin.sharing(
            members, self._like_no_other, ends, trigger.date.lo, counted, word.truth
        )

    def _like_no_other(self, values: Values) -> Case:
        return self._built(values)[0]

    def _word(self, like: object, trigger: Occurrence) -> Word | None:
        if like not in self._words:
            self._words[like] = self._arising(trigger)
        return self._words[like]

    def _ends(self, part: Part, like: object) -> Ends:
        ends = self._windows.get(like)
        if ends is None:
            window = window_of(self._duty, part, instance_of(self._duty, part))
            ends = self._windows[like] = Ends.of(window)
        return ends

    def _item(self, part: Part, like: object, occurrence: Occurrence) -> Item | None:
        if like not in self._items:
            self._items[like] = item_of(self._duty, part, occurrence)
        return self._items[like]


def _by_key(duty: Duty, found: Iterable[Occurrence]) -> Groups:
    groups: dict[Values, list[Occurrence]] = {}
    names = duty.terms.keyed_by
    for occurrence in found:
        told = occurrence.attributes
        values = tuple([told.get(name, "") for name in names])
        groups.setdefault(values, []).append(occurrence)
    return groups


def _stating_keys(duty: Duty, found: Iterable[Occurrence]) -> Iterator[Occurrence]:
    names = duty.terms.keyed_by
    return (o for o in found if all(name in o.attributes for name in names))


def _shape(
    group: Sequence[Occurrence], served: Sequence[Occurrence], names: Iterable[str]
) -> _Shape | None:
    """Give the shape of an instance; None where it is like no other."""
    if len(group) > 1 or group[0].times > 1:
        return None
    trigger, performances = _likeness(group[0]), tuple(map(_likeness, served))
    if trigger is None or None in performances:
        return None
    own = tuple([group[0].attributes.get(name) for name in names])
    return _Shape(trigger, own, performances)


def _likeness(occurrence: Occurrence) -> object:
    """Give all that one is weighed by; None where it is told in many ways."""
    if len(occurrence.affirmations) > 1 or occurrence.denials or occurrence.unconfirmed:
        return None
    told = occurrence.attributes
    source = occurrence.affirmations[0].source
    by = told.get("by")
    return (occurrence.date, source, by, occurrence.extent, occurrence.times)


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
    parts = [
        _trigger_part(duty, values, index, len(group), *trigger)
        for index, trigger in enumerate(group, 1)
    ]
    if len(parts) == 1 or not _one_each(duty):
        yield from (case_of(duty, part, found) for part in parts)
        return
    taken: set[int] = set()
    for part in parts:
        window = window_of(duty, part, instance_of(duty, part))
        reached, _ = items(duty, part, window, found)
        mine = [item for item in reached if not _serves(item)]
        for item in reached:
            if _serves(item) and id(item.occurrence) not in taken:
                taken.add(id(item.occurrence))
                mine.append(item)
                break
        yield case_of(duty, part, found, mine, window)


def _serves(item: Item) -> bool:
    return item.whole and item.truth in ("true", "both")


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
