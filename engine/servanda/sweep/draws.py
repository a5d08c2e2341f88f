"""Which level of each axis each run takes.

What a run draws follows from the plan's seed and the run's own number alone, so runs
can be made in any order, anywhere.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from servanda.sweep.axes import Levels
from servanda.sweep.plan import Plan

if TYPE_CHECKING:
    from numpy import float64, intp, uint16
    from numpy.typing import NDArray

    Chances = NDArray[float64]
    Numbers = NDArray[intp]
    Rows = NDArray[uint16]

# More pairs than these make importance no clearer than a chart can show.
MOST_PAIRS = 4096


class Draws(NamedTuple):
    """The levels of all runs: a row a run, a column an axis.

    After the `runs` themselves come, for each axis, the first `pairs` runs again, with
    that axis as the run has it that stands `pairs` further on. A grid has no pairs.
    """

    rows: "Rows"
    runs: int
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
        shape = [len(axis.levels) for axis in axes]
        size = grid_size(axes)
        places = numpy.unravel_index(numpy.arange(size), shape)
        return Draws(numpy.stack(places, axis=1).astype(numpy.uint16), size, 0)
    drawn = _drawn(plan, axes)
    pairs = _pairs(plan.runs)
    pages = [drawn]
    for place in range(len(axes)):
        page = drawn[:pairs].copy()
        page[:, place] = drawn[pairs : 2 * pairs, place]
        pages.append(page)
    return Draws(numpy.concatenate(pages), plan.runs, pairs)


def _pairs(runs: int) -> int:
    """Give the largest power of two that makes pairs of these runs."""
    half = min(runs // 2, MOST_PAIRS)
    return 1 << (half.bit_length() - 1) if half else 0


def _drawn(plan: Plan, axes: Sequence[Levels]) -> "Rows":
    import numpy

    chances = _chances(plan.seed, plan.runs, len(axes))
    found = numpy.empty(chances.shape, dtype=numpy.uint16)
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
    return (words >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-53


def distinct(rows: "Rows", sizes: Sequence[int]) -> "tuple[Rows, Numbers]":
    """Give each row once, in order of first appearance, and where each row went."""
    import numpy

    if not sizes:
        return rows[:1], numpy.zeros(len(rows), dtype=numpy.intp)
    _, first, found = numpy.unique(
        _keys(rows, sizes), axis=0, return_index=True, return_inverse=True
    )
    order = numpy.argsort(first)
    place = numpy.empty_like(order)
    place[order] = numpy.arange(len(order))
    return rows[first[order]], place[found.reshape(-1)]


def _keys(rows: "Rows", sizes: Sequence[int]) -> "Numbers | Rows":
    """Write rows as single numbers where these are large enough: they sort sooner."""
    import numpy

    whole = 1
    for size in sizes:
        whole *= size
    if whole >= 2**62:
        return rows
    keys: Numbers = numpy.ravel_multi_index(
        tuple(rows.T.astype(numpy.intp)), tuple(sizes)
    )
    return keys
