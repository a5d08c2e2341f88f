"""The steps that kin of one order take: the same, each at seconds of its own."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from servanda.case import Case
from servanda.expression import StatusWord
from servanda.kin import Kin, Order
from servanda.standing import Step, step_at

Standing = tuple[StatusWord, str]
Walk = Callable[[Case], tuple[Step, ...]]


class Turn(NamedTuple):
    """That instances arise, or go from one standing to another, at some place."""

    place: int
    before: Standing | None
    after: Standing


class Alike(NamedTuple):
    """Kin that have taken the same step by an instant; `steps_of` gives all of one's.

    The step is at the second that the first kin of their path took it.
    """

    step: Step
    kin: Sequence[Kin]
    steps_of: Callable[[Kin], Sequence[Step]]

    @property
    def number(self) -> int:
        """Count the instances."""
        return sum([one.number for one in self.kin])


class Path:
    """Kin of one order, and the steps each takes at some of its seconds.

    The first of them is walked; what is like no other is alone on its path.
    """

    def __init__(self, kin: Sequence[Kin], walk: Walk) -> None:
        self.kin = kin
        self._walked = walk(kin[0].plain)

    @cached_property
    def _places(self) -> list[int]:
        """Give the places among the seconds at which the steps are taken."""
        seconds = self._seconds(self.kin[0])
        return [seconds.index(step.at) for step in self._walked]

    def _seconds(self, kin: Kin) -> tuple[int, ...]:
        if kin.order is None:
            return (*[step.at for step in self._walked], kin.arises)
        return kin.seconds

    def steps_of(self, kin: Kin) -> tuple[Step, ...]:
        """Give the steps of one of the kin."""
        if kin is self.kin[0]:
            return self._walked
        walked = zip(self._walked, self._places, strict=True)
        return tuple([step._replace(at=kin.seconds[place]) for step, place in walked])

    def turns(self) -> Iterator[Turn]:
        """List what each of the kin goes through from when it arises."""
        rises = self.kin[0].arises
        first = step_at(self._walked, rises)
        before: Standing = (first.status, first.ground)
        yield Turn(self._seconds(self.kin[0]).index(rises), None, before)
        for step, place in zip(self._walked, self._places, strict=True):
            if step.at > rises:
                after = (step.status, step.ground)
                yield Turn(place, before, after)
                before = after

    def numbers(self, place: int) -> Mapping[int, int]:
        """Count the instances by the second at a place."""
        found: defaultdict[int, int] = defaultdict(int)
        for one in self.kin:
            found[self._seconds(one)[place]] += one.number
        return found

    def alike(self, as_of: int) -> Iterator[Alike]:
        """Put the kin that have arisen together by the step they have taken."""
        later = self._places[1:]
        taken: defaultdict[int, list[Kin]] = defaultdict(list)
        for one in self.kin:
            if one.arises <= as_of:
                seconds = self._seconds(one)
                taken[sum([seconds[place] <= as_of for place in later])].append(one)
        for number, kin in taken.items():
            yield Alike(self._walked[number], kin, self.steps_of)


def paths(kin: Iterable[Kin], walk: Walk) -> tuple[Path, ...]:
    """Put kin of one order onto one path."""
    found: defaultdict[Order | Kin, list[Kin]] = defaultdict(list)
    for one in kin:
        found[one.order or one].append(one)
    return tuple(Path(together, walk) for together in found.values())


Changes = Mapping[int, Counter[Standing]]


def changes_of(found: Iterable[Path]) -> Changes:
    """Add up how many instances more or less have a standing, by instant."""
    changes: defaultdict[int, Counter[Standing]] = defaultdict(Counter)
    for path in found:
        for place, before, after in path.turns():
            for at, number in path.numbers(place).items():
                changes[at][after] += number
                if before is not None:
                    changes[at][before] -= number
    return changes
