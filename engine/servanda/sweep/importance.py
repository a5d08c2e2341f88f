"""Which axis matters most: how much of an outcome's variance each one explains.

The outcome is how many provisions end in a flag, or whether a single one does, at the
last date asked. An axis' first-order index is the part of the outcome's variance that
goes if that axis alone were known; its total index is the part that stays if all the
others were known, so that what it does together with others counts too (Sobol).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from servanda.sweep.draws import Draws
from servanda.sweep.shares import CONFIDENCE, Outcomes
from servanda.sweep.trials import LETTERS

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Table = NDArray[float64]

RESAMPLES = 199
FEWEST_PAIRS = 32


class Importance(NamedTuple):
    """How much one axis matters for one outcome; provision "" is all of them."""

    provision: str
    axis: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


def importance(
    found: Outcomes,
    made: Draws,
    axes: Sequence[tuple[str, int]],
    provisions: Sequence[str],
    counted: Sequence[str],
    flag: str,
    seed: int,
) -> tuple[Importance, ...]:
    """Give the indices of every axis, for all counted provisions and for each.

    `axes` are ids with numbers of levels. A provision that ends the same in every run
    has none, and where a run could not be made there are none at all.
    """
    import numpy

    if not found.made.all() or (made.swapped is not None and made.pairs < FEWEST_PAIRS):
        return ()
    if made.swapped is None and made.pairs == 0 and len(made.runs) != len(made.cases):
        return ()
    letter = ord(LETTERS[flag])  # type: ignore[index]
    last = found.letters[:, -len(provisions) :] == letter
    chosen = [n for n, provision in enumerate(provisions) if provision in counted]
    each = last[:, chosen].astype(numpy.float64)
    names = ["", *(provisions[n] for n in chosen)]
    whole = numpy.column_stack([each.sum(axis=1), each])
    varies = whole.min(axis=0) != whole.max(axis=0)
    if not varies.any():
        return ()
    kept = [name for name, one in zip(names, varies, strict=True) if one]
    table = whole[:, varies]
    if made.swapped is None:
        indices = _exact(table, [size for _, size in axes])
        indices = numpy.stack([indices, indices, indices], axis=1)
    else:
        indices = _sampled(table, made, seed)
    return tuple(
        Importance(
            name,
            axis,
            *(float(indices[0, n, row, place]) for n in range(3)),
            *(float(indices[1, n, row, place]) for n in range(3)),
        )
        for row, name in enumerate(kept)
        for place, (axis, _) in enumerate(axes)
    )


def _exact(table: "Table", sizes: Sequence[int]) -> "Table":
    """Give the indices over a whole grid, where every variance is known."""
    import numpy

    grid = table.reshape(*sizes, table.shape[1])
    every = tuple(range(len(sizes)))
    variance = grid.var(axis=every)
    first = [
        grid.mean(axis=tuple(n for n in every if n != place)).var(axis=0) / variance
        for place in every
    ]
    total = [
        grid.var(axis=place).mean(axis=tuple(range(len(sizes) - 1))) / variance
        for place in every
    ]
    return numpy.stack([numpy.stack(first, axis=1), numpy.stack(total, axis=1)])


def _sampled(table: "Table", made: Draws, seed: int) -> "Table":
    """Estimate the indices, with intervals by resampling the pairs of runs."""
    import numpy
    from scipy.stats import bootstrap

    assert made.swapped is not None
    pairs = made.pairs
    one = table[made.runs[:pairs]].T
    other = table[made.runs[pairs : 2 * pairs]].T
    swapped = numpy.swapaxes(table[made.swapped], 1, 2)
    estimate = _indices(one, other, swapped)

    def again(rows: "NDArray[numpy.intp]") -> "Table":
        return _indices(one[:, rows], other[:, rows], swapped[..., rows])

    found = bootstrap(
        (numpy.arange(pairs),),
        again,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        vectorized=False,
        rng=numpy.random.default_rng(seed),
    ).confidence_interval
    return numpy.stack([estimate, found.low, found.high], axis=1)


def _indices(one: "Table", other: "Table", swapped: "Table") -> "Table":
    """Give first-order and total indices, outcomes by axes (Saltelli and others 2010)."""
    import numpy
    from scipy.stats import sobol_indices

    given = {"f_A": one, "f_B": other, "f_AB": swapped}
    found = sobol_indices(func=given, n=one.shape[1])
    shape = (one.shape[0], swapped.shape[0])
    return numpy.stack(
        [found.first_order.reshape(shape), found.total_order.reshape(shape)]
    )
