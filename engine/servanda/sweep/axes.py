"""An axis as what it comes down to: finitely many levels, each with its weight.

Delays are whole days or hours, so that equal change sets are met again and again, and
are evaluated once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.changes import Change, Refusal, Shift, parse_change
from servanda.dates import Calendar
from servanda.problems import did_you_mean, quote
from servanda.sweep.plan import NOT_EXTENDED, Axis, Distribution, Method

LIKELY_AS_NOT = 0.5
BASE = "base"


class Level(NamedTuple):
    """One value of an axis: its name, its weight, and the changes it makes."""

    name: str
    weight: float
    changes: tuple[Change, ...]


class Levels(NamedTuple):
    """An axis with all its levels."""

    id: str
    title: str
    levels: tuple[Level, ...]


class Misfit(NamedTuple):
    """What is wrong with an axis: under which of its keys, and why."""

    key: str
    refusal: Refusal


class Maker(NamedTuple):
    """Makes the levels of axes, for one agreement and method."""

    agreement: Agreement
    calendar: Calendar
    method: Method

    def levels(self, id: str, axis: Axis) -> Levels | Misfit:
        """Give an axis its levels, or say why it cannot have them."""
        found = self._unfit(axis) or self._made(axis)
        if isinstance(found, Misfit):
            return found
        return Levels(id, axis.title or _title(axis), found)

    def _unfit(self, axis: Axis) -> Misfit | None:
        if self.method == "monte-carlo":
            return None
        for key in ("distribution", "probability", "weights"):
            if getattr(axis, key):
                message = f"a grid takes every level alike, and no {key}"
                hint = "leave it out, or take method: monte-carlo"
                return Misfit(key, Refusal("not-on-a-grid", message, hint))
        return None

    def _made(self, axis: Axis) -> tuple[Level, ...] | Misfit:
        match axis.kind:
            case "delay":
                return self._delays(axis)
            case "miss":
                return self._chance(axis, ("as reported", "missed"))
            case "report":
                return self._chance(axis, ("absent", "present"))
        return self._choices(axis)

    def _change(self, option: str, text: str) -> Change | Refusal:
        return parse_change(option, text, self.agreement, self.calendar)

    def _delays(self, axis: Axis) -> tuple[Level, ...] | Misfit:
        # Read once with some length, for what can be wrong with the provision.
        change = self._change("delay", f"{axis.target}=1d")
        if isinstance(change, Refusal):
            return Misfit("delay", change)
        drawn = _lengths(axis)
        if isinstance(drawn, Misfit):
            return drawn
        return tuple(
            Level(_late(shift), weight, (_by(change, shift),))
            for length, weight in drawn
            for shift in (_shift(length, axis.unit),)
        )

    def _chance(self, axis: Axis, names: tuple[str, str]) -> tuple[Level, ...] | Misfit:
        option = "drop" if axis.kind == "report" else axis.kind
        change = self._change(option, axis.target)
        if isinstance(change, Refusal):
            return Misfit(axis.kind, change)
        chance = LIKELY_AS_NOT if axis.probability is None else axis.probability
        # The probability is that of the second name.
        changing = 0 if axis.kind == "report" else 1
        return tuple(
            Level(name, weight, (change,) if place == changing else ())
            for place, (name, weight) in enumerate(
                zip(names, (1 - chance, chance), strict=True)
            )
        )

    def _choices(self, axis: Axis) -> tuple[Level, ...] | Misfit:
        weights = axis.weights or (1.0,) * len(axis.among)
        plain = BASE if axis.kind == "read" else NOT_EXTENDED
        found = []
        for word, weight in zip(axis.among, _normal(weights), strict=True):
            if word == plain:
                found.append(Level(word, weight, ()))
                continue
            change = self._change(axis.kind, f"{axis.target}={word}")
            if isinstance(change, Refusal):
                return Misfit("among", change)
            name = f"as {word}" if axis.kind == "read" else f"to {word}"
            found.append(Level(name, weight, (change,)))
        return tuple(found)


def _title(axis: Axis) -> str:
    return f"{axis.kind} {axis.target}"


def _shift(length: int, unit: str) -> Shift:
    return Shift(hours=length) if unit == "hours" else Shift(days=length)


def _late(shift: Shift) -> str:
    return f"{shift} late" if shift.days or shift.hours else "on time"


def _by(change: Change, shift: Shift) -> Change:
    return replace(change, by=shift)


def _normal(weights: Iterable[float]) -> tuple[float, ...]:
    given = tuple(weights)
    total = sum(given)
    return tuple(weight / total for weight in given)


def _lengths(axis: Axis) -> tuple[tuple[int, float], ...] | Misfit:
    """Give the lengths a delay may have, each with its weight."""
    if axis.distribution is not None:
        return _drawn(axis.distribution)
    if axis.range is not None:
        steps = axis.range
        lengths = tuple(range(steps.from_, steps.to + 1, steps.step))
        if not lengths:
            refusal = Refusal("empty-range", "this range ends before it begins")
            return Misfit("range", refusal)
    else:
        lengths = axis.values
    weights = axis.weights or (1.0,) * len(lengths)
    return tuple(zip(lengths, _normal(weights), strict=True))


def _drawn(given: Distribution) -> tuple[tuple[int, float], ...] | Misfit:
    """Give a distribution's whole numbers, cut off at both ends, with their weights."""
    lo, hi = given.between
    if hi < lo:
        refusal = Refusal("empty-range", "it is cut off before it begins")
        return Misfit("distribution", refusal)
    found = _weights(given)
    if isinstance(found, Refusal):
        return Misfit("distribution", found)
    pairs = zip(range(lo, hi + 1), found, strict=True)
    return tuple((length, weight) for length, weight in pairs if weight > 0)


def _weights(given: Distribution) -> tuple[float, ...] | Refusal:
    from scipy import stats

    made = getattr(stats, given.name, None)
    if not isinstance(made, stats.rv_continuous | stats.rv_discrete):
        message = f"scipy.stats has no distribution {quote(given.name)}"
        hint = did_you_mean(given.name, _names(stats))
        return Refusal("unknown-distribution", message, hint)
    try:
        frozen = made(**given.parameters)
    except TypeError:
        needed = f"its parameters are {', '.join(_parameters(made))}"
        message = f"{given.name} cannot be made of these parameters"
        return Refusal("bad-distribution", message, needed)
    lo, hi = given.between
    discrete = isinstance(made, stats.rv_discrete)
    # A length stands for all that is nearest to it, within the two ends.
    ends = [max(lo, n - 0.5) if not discrete else n - 0.5 for n in range(lo, hi + 1)]
    ends.append(hi if not discrete else hi + 0.5)
    below = [float(frozen.cdf(end)) for end in ends]
    whole = below[-1] - below[0]
    if not whole > 0:
        message = f"{given.name} gives nothing between {lo} and {hi}"
        return Refusal("bad-distribution", message, "see its parameters and between:")
    return tuple(max(0.0, high - low) / whole for low, high in pairwise(below))


def _names(stats: object) -> Iterator[str]:
    from scipy.stats import rv_continuous, rv_discrete

    for name, made in vars(stats).items():
        if isinstance(made, rv_continuous | rv_discrete):
            yield name


def _parameters(made: object) -> tuple[str, ...]:
    shapes = getattr(made, "shapes", None) or ""
    return (*(name.strip() for name in shapes.split(",") if name), "loc", "scale")
