"""A sweep from its plan to what it found: draw, evaluate what is distinct, count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from servanda.standing import Flag
from servanda.sweep.draws import Draws, distinct, draws
from servanda.sweep.importance import Asked, Importance, importance
from servanda.sweep.independence import Group, groups
from servanda.sweep.load import Ready
from servanda.sweep.shares import Outcomes, Share, outcomes, shares
from servanda.sweep.trials import REFUSED, Case, Trials

if TYPE_CHECKING:
    from numpy import bool_, intp
    from numpy.typing import NDArray

    from servanda.sweep.draws import Rows

CHUNK = 50


class Refused(NamedTuple):
    """Runs that could not be made, and why the first of them could not."""

    runs: int
    why: str


@dataclass(frozen=True)
class Found:
    """What a sweep found; `unchanged` is the scenario without any change."""

    ready: Ready
    runs: int
    evaluated: int
    unchanged: Mapping[tuple[str, int], Flag]
    shares: tuple[Share, ...]
    importance: tuple[Importance, ...]
    refused: Refused | None


class _Part(NamedTuple):
    """A group, its distinct levels, and which of them each row of the draws is."""

    group: Group
    levels: "Rows"
    rows: "NDArray[intp]"


class Sweep:
    """A plan with all its draws made, ready to be evaluated in chunks.

    What is evaluated are cases: distinct levels of the axes that can matter to some
    provisions. They and their order follow from the plan alone.
    """

    def __init__(self, ready: Ready, trials: Trials) -> None:
        self.ready = ready
        self.trials = trials
        self.sizes = [len(axis.levels) for axis in ready.axes]
        self.draws: Draws = draws(ready.plan, ready.axes)
        provisions = ready.subject.provisions
        self.parts = tuple(
            self._part(group) for group in groups(trials.base, ready.axes, provisions)
        )
        lengths = (len(part.levels) for part in self.parts)
        self._starts = (0, *accumulate(lengths))

    def _part(self, group: Group) -> _Part:
        sizes = [self.sizes[axis] for axis in group.axes]
        return _Part(group, *distinct(self.draws.rows[:, list(group.axes)], sizes))

    @property
    def cases(self) -> int:
        """Count what there is to evaluate."""
        return self._starts[-1]

    @property
    def chunks(self) -> range:
        """Number the chunks."""
        return range(-(-self.cases // CHUNK))

    def chunk(self, number: int) -> tuple[Case, ...]:
        """Give the cases of a chunk."""
        first = number * CHUNK
        last = min(first + CHUNK, self.cases)
        found: list[Case] = []
        for part, (start, end) in zip(self.parts, pairwise(self._starts), strict=True):
            rows = part.levels[max(first - start, 0) : max(last - start, 0)]
            if start < last and first < end:
                found += [self._case(part.group, levels) for levels in rows.tolist()]
        return tuple(found)

    def _case(self, group: Group, levels: Sequence[int]) -> Case:
        """Give the changes of some levels, in the order of their axes."""
        axes = (self.ready.axes[axis] for axis in group.axes)
        changes = (
            change
            for axis, level in zip(axes, levels, strict=True)
            for change in axis.levels[level].changes
        )
        return Case(tuple(changes), group.provisions)

    def fingerprint(self, version: str) -> str:
        """Give a text that differs wherever what is evaluated may."""
        subject = self.ready.subject
        parts = [version, self.ready.plan.model_dump_json()]
        parts.append(subject.agreement.model_dump_json())
        parts += [repr(report._replace(origin=None)) for report in subject.reports]
        parts.append(repr((subject.provisions, subject.as_of, CHUNK)))
        return sha256("\n".join(parts).encode()).hexdigest()

    def found(self, done: Mapping[int, tuple[str, ...]]) -> Found:
        """Put together what the chunks gave, whoever evaluated them in what order."""
        flags = [flag for number in self.chunks for flag in done[number]]
        subject, plan = self.ready.subject, self.ready.plan
        whole = [
            outcomes(part.group, flags[start:end], part.rows, len(subject.as_of))
            for part, (start, end) in zip(
                self.parts, pairwise(self._starts), strict=True
            )
        ]
        made = _made(whole, len(self.draws.rows))
        runs = made[: self.draws.runs]
        sampled = plan.method == "monte-carlo"
        counted = [
            share
            for one in whole
            for share in shares(one, runs, subject.as_of, sampled=sampled)
        ]
        place = {name: n for n, name in enumerate(subject.provisions)}
        counted.sort(key=lambda one: (one.as_of, place[one.provision]))
        asked = Asked(
            plan.indicator.flag,
            frozenset(plan.indicator.provisions or subject.provisions),
        )
        # A run that could not be made has no outcome to explain.
        explained = (
            importance(whole, self.draws, self.sizes, asked, plan.seed)
            if made.all()
            else ()
        )
        why = next((flag for flag in flags if flag.startswith(REFUSED)), None)
        refused = why and Refused(int((~runs).sum()), why.removeprefix(REFUSED))
        return Found(
            ready=self.ready,
            runs=self.draws.runs,
            evaluated=self.cases,
            unchanged=self.trials.unchanged(),
            shares=tuple(counted),
            importance=explained,
            refused=refused or None,
        )


def _made(found: Sequence[Outcomes], rows: int) -> "NDArray[bool_]":
    """Tell which rows of the draws could be made: in every group."""
    import numpy

    made = numpy.ones(rows, dtype=numpy.bool_)
    for one in found:
        made &= one.made[one.rows]
    return made
