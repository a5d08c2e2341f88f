"""A sweep from its plan to what it found: draw, evaluate what is distinct, count."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from servanda.changes import Change
from servanda.sweep.draws import Draws, draws
from servanda.sweep.importance import Importance, importance
from servanda.sweep.load import Ready
from servanda.sweep.shares import Outcomes, Share, outcomes, shares
from servanda.sweep.trials import REFUSED

CHUNK = 20
Chunks = Mapping[int, Sequence[tuple[Change, ...]]]
Evaluate = Callable[[Chunks], Iterator[tuple[int, tuple[str, ...]]]]


class Refused(NamedTuple):
    """Runs that could not be made, and why the first of them could not."""

    runs: int
    why: str


@dataclass(frozen=True)
class Found:
    """What a sweep found."""

    ready: Ready
    draws: Draws
    outcomes: Outcomes
    unchanged: str
    shares: tuple[Share, ...]
    importance: tuple[Importance, ...]
    refused: Refused | None

    @property
    def runs(self) -> int:
        """Count the runs."""
        return len(self.draws.runs)


class Sweep:
    """A plan with all its draws made, ready to be evaluated in chunks."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        self.draws = draws(ready.plan, ready.axes)

    @property
    def cases(self) -> int:
        """Count what there is to evaluate: each distinct set of changes, once."""
        return len(self.draws.cases)

    @property
    def chunks(self) -> range:
        """Number the chunks; the last one is the scenario without any change."""
        return range(-(-self.cases // CHUNK) + 1)

    def chunk(self, number: int) -> tuple[tuple[Change, ...], ...]:
        """Give the sets of changes of a chunk."""
        if number == len(self.chunks) - 1:
            return ((),)
        rows = self.draws.cases[number * CHUNK : (number + 1) * CHUNK]
        return tuple(map(self.changes, rows.tolist()))

    def changes(self, levels: Sequence[int]) -> tuple[Change, ...]:
        """Give the changes of some levels, in the order of their axes."""
        return tuple(
            change
            for axis, level in zip(self.ready.axes, levels, strict=True)
            for change in axis.levels[level].changes
        )

    def fingerprint(self, version: str) -> str:
        """Give a text that differs wherever what is evaluated does."""
        base = self.ready.base
        parts = [version, self.ready.plan.model_dump_json()]
        parts.append(base.agreement.model_dump_json())
        parts += [repr(report._replace(origin=None)) for report in base.reports]
        parts.append(repr((sorted(base.covers or ()), base.as_of, CHUNK)))
        return sha256("\n".join(parts).encode()).hexdigest()

    def found(self, done: Mapping[int, tuple[str, ...]]) -> Found:
        """Put together what the chunks gave, whoever evaluated them in what order."""
        flags = [flag for number in self.chunks for flag in done[number]]
        unchanged = flags.pop()
        ready, base = self.ready, self.ready.base
        width = len(base.as_of) * len(base.provisions)
        whole = outcomes(flags, self.draws.runs, width)
        indicator = ready.plan.indicator
        return Found(
            ready=ready,
            draws=self.draws,
            outcomes=whole,
            unchanged=unchanged,
            shares=shares(
                whole,
                base.provisions,
                base.as_of,
                sampled=ready.plan.method == "monte-carlo",
            ),
            importance=importance(
                whole,
                self.draws,
                [(axis.id, len(axis.levels)) for axis in ready.axes],
                base.provisions,
                indicator.provisions or base.provisions,
                indicator.flag,
                ready.plan.seed,
            ),
            refused=_refused(flags, whole),
        )


def _refused(flags: Sequence[str], whole: Outcomes) -> Refused | None:
    why = [flag for flag in flags if flag.startswith(REFUSED)]
    if not why:
        return None
    return Refused(int((~whole.made)[whole.runs].sum()), why[0].removeprefix(REFUSED))
