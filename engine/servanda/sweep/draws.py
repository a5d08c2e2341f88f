"""Which levels each run takes, and how many runs take the same.

What a run draws follows from the plan's seed and the run's own number alone, so runs
can be made in any order, anywhere.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from servanda.sweep.axes import Levels
from servanda.sweep.plan import Plan

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray

    Numbers = NDArray[intp]
    Chances = NDArray[float64]

# More pairs than these make importance no clearer than a chart can show.
MOST_PAIRS = 4096
LARGEST_GRID = 10_000_000


class Draws(NamedTuple):
    """The distinct sets of levels, and which of them each run takes.

    `runs` gives a place in `cases` for each run. `swapped` has, for each axis, the
    places of those runs again with that axis as another run has it; the first half of
    `pairs` runs is paired with the second. A grid has neither.
    """

    cases: "Numbers"
    runs: "Numbers"
    swapped: "Numbers | None"
    pairs: int


def grid_size(axes: Sequence[Levels]) -> int:
    """Count the runs of a whole grid."""
    size = 1
    for axis in axes:
        size *= len(axis.levels)
    return size


def draws(plan: Plan, axes: Sequence[Levels]) -> Draws:
    """Make every run of a plan."""
    import numpy

    if plan.method == "grid":
        shape = tuple(len(axis.levels) for axis in axes)
        every = numpy.stack(
            numpy.unravel_index(numpy.arange(grid_size(axes)), shape), axis=1
        )
        return Draws(every, numpy.arange(len(every)), None, 0)
    drawn = _drawn(plan, axes)
    pairs = _pairs(plan.runs)
    first, second = drawn[:pairs], drawn[pairs : 2 * pairs]
    pages = [drawn]
    for place in range(len(axes)):
        page = first.copy()
        page[:, place] = second[:, place]
        pages.append(page)
    cases, found = _distinct(numpy.concatenate(pages), axes)
    swapped = found[plan.runs :].reshape(len(axes), pairs)
    return Draws(cases, found[: plan.runs], swapped if pairs else None, pairs)


def _pairs(runs: int) -> int:
    """Give the largest power of two that makes pairs of these runs."""
    half = min(runs // 2, MOST_PAIRS)
    return 1 << (half.bit_length() - 1) if half else 0


def _drawn(plan: Plan, axes: Sequence[Levels]) -> "Numbers":
    import numpy

    chances = _chances(plan.seed, plan.runs, len(axes))
    found = numpy.empty(chances.shape, dtype=numpy.intp)
    for place, axis in enumerate(axes):
        ends = numpy.cumsum([level.weight for level in axis.levels])[:-1]
        found[:, place] = numpy.searchsorted(ends, chances[:, place], side="right")
    return found


def _chances(seed: int, runs: int, axes: int) -> "Chances":
    """Draw, for each run, a number from 0 up to 1 for each axis."""
    import numpy
    from numpy.random import SeedSequence

    words = numpy.empty((runs, axes), dtype=numpy.uint64)
    for run in range(runs):
        source = SeedSequence(seed, spawn_key=(run,))
        words[run] = source.generate_state(axes, numpy.uint64)
    # The 53 bits that a float holds.
    return (words >> numpy.uint64(11)) * 2.0**-53


def _distinct(rows: "Numbers", axes: Sequence[Levels]) -> "tuple[Numbers, Numbers]":
    """Give each row once, in order of first appearance, and where each row went."""
    import numpy

    # Rows as single numbers where they fit: sorting those is quicker.
    sizes = [len(axis.levels) for axis in axes]
    if grid_size(axes) < 2**62:
        keys = numpy.ravel_multi_index(tuple(rows.T), sizes)
        _, first, found = numpy.unique(keys, return_index=True, return_inverse=True)
    else:
        _, first, found = numpy.unique(
            rows, axis=0, return_index=True, return_inverse=True
        )
    order = numpy.argsort(first)
    place = numpy.empty_like(order)
    place[order] = numpy.arange(len(order))
    return rows[first[order]], place[found.reshape(-1)]
