"""What every form of a sweep's answer says: its head, its figures, its notes."""

from collections.abc import Mapping, Sequence

from servanda.render import words
from servanda.sweep.report import AxisRow, ImportanceRow, ShareRow, SweepReport

# An axis that explains less than this is left out where people read.
LEAST = 0.005


def percent(share: float) -> str:
    """Write a share: `77 %`; what is rare but there is never `0 %`."""
    if 0 < share < 0.005:
        return "< 0.5 %"
    if 0.995 < share < 1:
        return "> 99.5 %"
    return f"{share * 100:.0f} %"


def interval(row: ShareRow) -> str:
    """Write a share's interval: `75–79`; nothing where both ends read the same."""
    low, high = f"{row.low * 100:.0f}", f"{row.high * 100:.0f}"
    return "" if low == high else f"{low}–{high}"


def index(value: float, low: float, high: float) -> str:
    """Write an index between 0 and 1, with its interval if it has one."""
    shown = f"{_within(value):.2f}"
    return shown if low == high else f"{shown} ({_within(low):.2f}–{_within(high):.2f})"


def _within(value: float) -> float:
    # An estimate may lie beside what an index can be.
    return min(max(value, 0.0), 1.0)


def about(report: SweepReport) -> Mapping[str, str]:
    """Say what was swept, and how."""
    seed = "" if report.seed is None else f", seed {report.seed}"
    found = {
        "Sweep": f"{report.title} · {report.sweep}",
        "Agreement": f"{report.agreement_title} · {report.agreement}",
        "Scenario": f"{report.scenario_title} · {report.agreement}/{report.scenario}",
        "Runs": f"{report.runs:,}, {report.method_text}{seed}; "
        f"{words.count(report.evaluated, 'case')} evaluated",
    }
    if report.refused:
        made = words.count(report.refused, "run")
        found["Not made"] = f"{made}: {report.refused_why}"
    return found


def span(axis: AxisRow) -> str:
    """Say what an axis goes through: `on time … 10 days late (11 levels)`."""
    if axis.levels <= 2:
        return " or ".join(dict.fromkeys((axis.first, axis.last)))
    return f"{axis.first} … {axis.last} ({axis.levels} levels)"


def cells(report: SweepReport) -> dict[str, dict[str, list[ShareRow]]]:
    """Give the shares of each provision that differs, by date."""
    found: dict[str, dict[str, list[ShareRow]]] = {}
    varying = frozenset(report.varying)
    for row in report.shares:
        if row.provision in varying:
            found.setdefault(row.provision, {}).setdefault(row.as_of, []).append(row)
    return found


def steady(report: SweepReport) -> str:
    """Say how many provisions end as they do without any change, in every run."""
    number = report.steady
    verb = "ends" if number == 1 else "end"
    return (
        f"{words.count(number, 'provision')} {verb} in every run as without any change."
    )


def by_outcome(report: SweepReport) -> list[Sequence[ImportanceRow]]:
    """Give each outcome's axes, what matters most first, what does not left out."""
    found: dict[str, list[ImportanceRow]] = {}
    for row in report.importance:
        if row.total >= LEAST:
            found.setdefault(row.outcome, []).append(row)
    return [sorted(rows, key=lambda row: -row.total) for rows in found.values()]


def importance_note(report: SweepReport) -> str:
    """Say what the indices are."""
    return (
        f"Parts of the variance at {words.end(report.as_of[-1])}: by itself, what "
        "would go if this alone were known; with others, what would stay if all else "
        f"were. {report.importance_method}."
    )
