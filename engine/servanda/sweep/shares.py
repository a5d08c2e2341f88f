"""How often each provision ends in each flag, by date."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from servanda.standing import Flag
from servanda.sweep.independence import Group
from servanda.sweep.trials import LETTERS, REFUSED

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
    """What a group's cases ended in, and which of them each row of the draws is.

    `letters` has a row a case: the flags' letters, date by date and provision by
    provision. `made` says which cases could be made at all.
    """

    group: Group
    letters: "Letters"
    made: "NDArray[bool_]"
    rows: "NDArray[intp]"


def outcomes(
    group: Group, flags: Sequence[str], rows: "NDArray[intp]", dates: int
) -> Outcomes:
    """Lay the flags of a group's cases out as one table."""
    import numpy

    width = dates * len(group.provisions)
    made = numpy.array([not one.startswith(REFUSED) for one in flags])
    text = "".join(
        one if good else " " * width for one, good in zip(flags, made, strict=True)
    )
    letters = numpy.frombuffer(text.encode("ascii"), dtype=numpy.uint8)
    return Outcomes(group, letters.reshape(len(flags), width), made, rows)


def shares(
    found: Outcomes, made: "NDArray[bool_]", as_of: Sequence[int], *, sampled: bool
) -> list[Share]:
    """Count the flags of a group's provisions at every date, over the runs made."""
    import numpy

    runs = found.rows[: len(made)][made]
    weights = numpy.bincount(runs, minlength=len(found.letters))
    names = found.group.provisions
    result = []
    for place, second in enumerate(as_of):
        for nth, provision in enumerate(names):
            column = found.letters[:, place * len(names) + nth]
            for flag, letter in LETTERS.items():
                number = int(weights[column == ord(letter)].sum())
                if number:
                    share = number / len(runs)
                    ends = _interval(number, len(runs)) if sampled else (share, share)
                    result.append(Share(provision, second, flag, number, share, *ends))
    return result


def _interval(number: int, total: int) -> tuple[float, float]:
    from scipy.stats import binomtest

    found = binomtest(number, total).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)
