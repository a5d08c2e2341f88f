"""How often each provision ends in each flag, by date."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from servanda.standing import Flag
from servanda.sweep.trials import LETTERS

if TYPE_CHECKING:
    from numpy import bool_, intp, uint8
    from numpy.typing import NDArray

    Letters = NDArray[uint8]

CONFIDENCE = 0.95


class Share(NamedTuple):
    """In how many runs a provision stands under a flag at a date.

    `low` and `high` are Wilson's interval; on a grid, which holds every run there is,
    they are the share itself.
    """

    provision: str
    as_of: int
    flag: Flag
    runs: int
    share: float
    low: float
    high: float


class Outcomes(NamedTuple):
    """What every distinct case ended in, and which case each run is.

    `letters` has a row a case: the flags' letters, date by date and provision by
    provision. `made` says which cases could be made at all.
    """

    letters: "Letters"
    made: "NDArray[bool_]"
    runs: "NDArray[intp]"


def outcomes(
    flags: Sequence[str], runs: "NDArray[intp]", width: int
) -> Outcomes:
    """Lay the flags of all cases out as one table."""
    import numpy

    blank = " " * width
    whole = [one if len(one) == width and one[0] != "!" else blank for one in flags]
    text = "".join(whole).encode("ascii")
    letters = numpy.frombuffer(text, dtype=numpy.uint8).reshape(len(flags), width)
    made = numpy.array([one is not blank for one in whole], dtype=numpy.bool_)
    return Outcomes(letters, made, runs)


def shares(
    found: Outcomes, provisions: Sequence[str], as_of: Sequence[int], *, sampled: bool
) -> tuple[Share, ...]:
    """Count the flags of every provision at every date, over all runs made."""
    import numpy

    weights = numpy.bincount(found.runs, minlength=len(found.letters))
    weights = weights * found.made
    total = int(weights.sum())
    result = []
    for place, second in enumerate(as_of):
        for nth, provision in enumerate(provisions):
            column = found.letters[:, place * len(provisions) + nth]
            for flag, letter in LETTERS.items():
                number = int(weights[column == ord(letter)].sum())
                if number:
                    low, high = _interval(number, total, sampled=sampled)
                    result.append(
                        Share(
                            provision, second, flag, number, number / total, low, high
                        )
                    )
    return tuple(result)


def _interval(number: int, total: int, *, sampled: bool) -> tuple[float, float]:
    if not sampled:
        return number / total, number / total
    from scipy.stats import binomtest

    found = binomtest(number, total).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)
