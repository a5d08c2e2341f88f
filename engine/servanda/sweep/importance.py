"""Which axis matters most: how much of an outcome's variance each one explains.

The outcome is how many provisions end in a flag, or whether a single one does, at the
last date asked. An axis' first-order index is the part of the outcome's variance that
goes if that axis alone were known; its total index is the part that stays if all the
others were known, so that what it does together with others counts too (Sobol).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from servanda.standing import Flag
from servanda.sweep.draws import Draws
from servanda.sweep.shares import CONFIDENCE, Outcomes
from servanda.sweep.trials import LETTERS

if TYPE_CHECKING:
    from numpy import float64, intp
    from numpy.typing import NDArray

    Table = NDArray[float64]

RESAMPLES = 199
FEWEST_PAIRS = 32


class Importance(NamedTuple):
    """How much one axis matters for one outcome; provision "" is all of them."""

    provision: str
    axis: int
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


class Asked(NamedTuple):
    """What importance is asked for: the flag, and the provisions it is counted in."""

    flag: Flag
    provisions: frozenset[str]


def importance(
    found: Iterable[Outcomes],
    draws: Draws,
    sizes: Sequence[int],
    asked: Asked,
    seed: int,
) -> tuple[Importance, ...]:
    """Give the indices of every axis, for all provisions counted and for each.

    A provision that ends alike in every run has none; too few runs have none.
    """
    import numpy

    sampled = draws.pairs > 0
    if sampled and draws.pairs < FEWEST_PAIRS:
        return ()
    rows = _compared(draws, len(sizes))
    columns = {
        name: column for one in found for name, column in _columns(one, rows, asked)
    }
    if not columns:
        return ()
    everything = {"": numpy.sum(list(columns.values()), axis=0), **columns}
    kept = {n: one for n, one in everything.items() if one.min() != one.max()}
    if not kept:
        return ()
    table = numpy.column_stack(list(kept.values()))
    indices = _sampled(table, draws, seed) if sampled else _exact(table, sizes)
    return tuple(
        Importance(name, axis, *map(float, indices[:, :, place, axis].reshape(-1)))
        for place, name in enumerate(kept)
        for axis in range(len(sizes))
    )


def _compared(draws: Draws, axes: int) -> "NDArray[intp]":
    """Name the rows that are compared: both halves of the pairs, then the pages."""
    import numpy

    if not draws.pairs:
        return numpy.arange(draws.runs)
    pages = draws.runs + numpy.arange(axes * draws.pairs)
    return numpy.concatenate([numpy.arange(2 * draws.pairs), pages])


def _columns(
    found: Outcomes, rows: "NDArray[intp]", asked: Asked
) -> Iterable[tuple[str, "Table"]]:
    """Tell of each provision counted, and each row, whether it ends in the flag."""
    import numpy

    names = found.group.provisions
    last = found.letters[:, -len(names) :] == ord(LETTERS[asked.flag])
    for place, name in enumerate(names):
        if name in asked.provisions:
            yield name, last[:, place][found.rows[rows]].astype(numpy.float64)


def _exact(table: "Table", sizes: Sequence[int]) -> "Table":
    """Give the indices over a whole grid, where every variance is known."""
    import numpy

    grid = table.reshape(*sizes, table.shape[1])
    places = range(len(sizes))
    variance = grid.var(axis=tuple(places))
    first = [
        grid.mean(axis=tuple(n for n in places if n != one)).var(axis=0)
        for one in places
    ]
    total = [
        grid.var(axis=one).mean(axis=tuple(range(len(sizes) - 1))) for one in places
    ]
    indices = numpy.stack([first, total]) / variance
    indices = numpy.swapaxes(indices, 1, 2)
    return numpy.stack([indices, indices, indices], axis=1)


def _sampled(table: "Table", draws: Draws, seed: int) -> "Table":
    """Estimate the indices, with intervals by resampling the pairs of runs."""
    import numpy
    from scipy.stats import bootstrap

    one, other, *pages = table.reshape(-1, draws.pairs, table.shape[1])
    swapped = numpy.stack(pages)

    def again(rows: "NDArray[intp]") -> "Table":
        return _indices(one[rows], other[rows], swapped[:, rows])

    found = bootstrap(
        (numpy.arange(draws.pairs),),
        again,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        vectorized=False,
        rng=numpy.random.default_rng(seed),
    ).confidence_interval
    estimate = again(numpy.arange(draws.pairs))
    return numpy.stack([estimate, found.low, found.high], axis=1)


def _indices(one: "Table", other: "Table", swapped: "Table") -> "Table":
    """Give first-order and total indices, outcomes by axes (Saltelli and others)."""
    import numpy
    from scipy.stats import sobol_indices

    given = {
        "f_A": one.T,
        "f_B": other.T,
        "f_AB": numpy.swapaxes(swapped, 1, 2),
    }
    found = sobol_indices(func=given, n=len(one))
    shape = (one.shape[1], len(swapped))
    return numpy.stack(
        [found.first_order.reshape(shape), found.total_order.reshape(shape)]
    )
