"""What a sweep found as data to show: names and dates put to it."""

from collections.abc import Mapping
from typing import NamedTuple

from servanda.dates import Calendar
from servanda.naming import Names
from servanda.scenario import Scenario
from servanda.standing import Flag
from servanda.sweep.axes import Levels
from servanda.sweep.plan import Method
from servanda.sweep.sweep import Found

SAMPLED = "drawn at random, each run by itself"
WHOLE = "every combination once"
HOW: Mapping[Method, str] = {
    "monte-carlo": (
        "Sobol indices, estimated from pairs of runs (Saltelli and others 2010), "
        "with 95 % intervals by resampling"
    ),
    "grid": "Sobol indices, exact over the grid",
}


class AxisRow(NamedTuple):
    """An axis: what varies, in how many steps, from which to which."""

    axis: str
    title: str
    levels: int
    first: str
    last: str


class ShareRow(NamedTuple):
    """In how many runs a provision stands under a flag at a date.

    `unchanged` is its flag there without any change; `low` and `high` are a 95 %
    interval (Wilson).
    """

    provision: str
    title: str
    as_of: str
    unchanged: Flag
    flag: Flag
    runs: int
    share: float
    low: float
    high: float


class ImportanceRow(NamedTuple):
    """How much an axis matters for an outcome: the parts of its variance.

    `outcome` is a provision, or empty for how many of them end in the flag counted.
    """

    outcome: str
    outcome_title: str
    axis: str
    axis_title: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


class SweepReport(NamedTuple):
    """What a sweep found."""

    sweep: str
    title: str
    agreement: str
    agreement_title: str
    scenario: str
    scenario_title: str
    hypothetical: bool
    zone: str
    method: str
    method_text: str
    seed: int | None
    runs: int
    evaluated: int
    refused: int
    refused_why: str
    as_of: tuple[str, ...]
    counted_flag: Flag
    importance_method: str
    axes: tuple[AxisRow, ...]
    shares: tuple[ShareRow, ...]
    importance: tuple[ImportanceRow, ...]

    @property
    def varying(self) -> tuple[str, ...]:
        """List the provisions that do not end in the same flag in every run."""
        flags: dict[tuple[str, str], set[str]] = {}
        for row in self.shares:
            flags.setdefault((row.provision, row.as_of), {row.unchanged}).add(row.flag)
        return tuple(dict.fromkeys(p for (p, _), f in flags.items() if len(f) > 1))

    @property
    def steady(self) -> int:
        """Count the provisions that end in the same flag in every run."""
        return len({row.provision for row in self.shares}) - len(self.varying)


def sweep_report(found: Found, scenario: Scenario, calendar: Calendar) -> SweepReport:
    """Put names and dates to what a sweep found."""
    ready, agreement = found.ready, found.ready.subject.agreement
    plan, names = ready.plan, Names(agreement)
    sampled = plan.method == "monte-carlo"
    dates = {at: calendar.instant_text(at) for at in ready.subject.as_of}
    return SweepReport(
        sweep=plan.sweep,
        title=plan.title,
        agreement=agreement.agreement,
        agreement_title=agreement.title,
        scenario=scenario.scenario,
        scenario_title=scenario.title,
        hypothetical=scenario.hypothetical,
        zone=agreement.zone,
        method=plan.method,
        method_text=SAMPLED if sampled else WHOLE,
        seed=plan.seed if sampled else None,
        runs=found.runs,
        evaluated=found.evaluated,
        refused=found.refused.runs if found.refused else 0,
        refused_why=found.refused.why if found.refused else "",
        as_of=tuple(dates.values()),
        counted_flag=plan.indicator.flag,
        importance_method=HOW[plan.method],
        axes=tuple(map(_axis, ready.axes)),
        shares=tuple(
            ShareRow(
                provision=one.provision,
                title=names.provision(one.provision),
                as_of=dates[one.as_of],
                unchanged=found.unchanged[one.provision, one.as_of],
                flag=one.flag,
                runs=one.runs,
                share=one.share,
                low=one.low,
                high=one.high,
            )
            for one in found.shares
        ),
        importance=_importance(found, names),
    )


def _axis(axis: Levels) -> AxisRow:
    levels = axis.levels
    first, last = levels[0].name, levels[-1].name
    return AxisRow(axis.id, axis.title, len(levels), first, last)


def _importance(found: Found, names: Names) -> tuple[ImportanceRow, ...]:
    flag = found.ready.plan.indicator.flag
    axes = found.ready.axes
    return tuple(
        ImportanceRow(
            one.provision,
            names.provision(one.provision)
            if one.provision
            else f"How many provisions end {flag}",
            axes[one.axis].id,
            axes[one.axis].title,
            *one[2:],
        )
        for one in found.importance
    )
