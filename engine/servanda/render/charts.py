"""A sweep's charts: how provisions end, and which changes matter."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING, Literal

from servanda.render import words
from servanda.render.sweeps import by_outcome, cells
from servanda.standing import Flag
from servanda.sweep.report import ImportanceRow, ShareRow, SweepReport

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Literal["png", "svg"]
# After Okabe and Ito, as on every page; what is neither good nor bad is grey.
COLOURS: Mapping[Flag, str] = {
    "met": "#0072B2",
    "pending": "#B9C4CC",
    "disputed": "#CC79A7",
    "breached": "#D55E00",
    "dormant": "#DCDCDC",
    "void": "#8A8A8A",
}
DARK = frozenset({"met", "breached", "void"})
INK, FAINT = "#222222", "#666666"
# A share below this has no room for its figure.
LEAST_WRITTEN = 0.09
MOST_OUTCOMES = 8
NAME_WIDTH = 34
LETTERS_AN_INCH = 13


def shares(report: SweepReport, kind: Kind) -> bytes:
    """Draw, date by date, in which share of the runs each provision ends where."""
    found = cells(report)
    names = report.varying[::-1]
    figure = _figure(3.4 + 2.9 * len(report.as_of), 2.1 + 0.62 * len(names))
    panels = figure.subplots(1, len(report.as_of), sharey=True, squeeze=False)[0]
    for panel, at in zip(panels, report.as_of, strict=True):
        for place, name in enumerate(names):
            _stacked(panel, place, found[name][at])
        panel.set_title(words.end(at), fontsize=10, color=INK)
        panel.set_xlim(-0.06, 1)
        panel.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        _plain(panel)
    titles = [next(iter(found[name].values()))[0].title for name in names]
    panels[0].set_yticks(range(len(names)), [fill(t, NAME_WIDTH) for t in titles])
    _head(figure, report, "How provisions end")
    _legend(figure, {row.flag for row in report.shares if row.provision in found})
    return _saved(figure, kind)


def _stacked(panel: "Axes", place: int, rows: Sequence[ShareRow]) -> None:
    """Draw a provision's shares beside one another, and its flag unchanged before."""
    unchanged = COLOURS.get(rows[0].unchanged, "white")
    panel.plot(-0.035, place, marker="s", markersize=5, color=unchanged, clip_on=False)
    left = 0.0
    by_flag = {row.flag: row for row in rows}
    for flag, colour in COLOURS.items():
        if flag not in by_flag:
            continue
        share = by_flag[flag].share
        panel.barh(place, share, left=left, color=colour, height=0.62)
        if share >= LEAST_WRITTEN:
            ink = "white" if flag in DARK else INK
            shown = f"{share * 100:.0f}"
            middle = left + share / 2
            panel.text(
                middle, place, shown, ha="center", va="center", color=ink, fontsize=8
            )
        left += share


def _legend(figure: "Figure", flags: set[Flag]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    shown = [flag for flag in COLOURS if flag in flags]
    handles: list[Patch | Line2D] = [Patch(color=COLOURS[flag]) for flag in shown]
    handles.append(Line2D([], [], marker="s", markersize=5, linestyle="", color=FAINT))
    figure.legend(
        handles,
        [*shown, "without any change"],
        loc="outside lower center",
        ncols=len(handles),
        frameon=False,
        fontsize=9,
    )


def importance(report: SweepReport, kind: Kind) -> bytes:
    """Draw how much of the variance of each outcome each axis explains."""
    found = by_outcome(report)[:MOST_OUTCOMES]
    columns = min(2, len(found))
    heights = [
        max(len(rows) for rows in found[row : row + columns])
        for row in range(0, len(found), columns)
    ]
    figure = _figure(6.2 * columns, 1.9 + sum(0.55 + 0.5 * rows for rows in heights))
    panels = figure.subplots(
        len(heights), columns, squeeze=False, height_ratios=[0.4 + h for h in heights]
    )
    for place, (panel, rows) in enumerate(zip(panels.flat, found, strict=False)):
        _indices(panel, rows[::-1])
        # Bars are as thick in one panel as in the next.
        room = heights[place // columns] - len(rows)
        panel.set_ylim(-0.6 - room, len(rows) - 0.4)
    for panel in panels.flat[len(found) :]:
        panel.set_visible(False)
    at = words.end(report.as_of[-1])
    _head(figure, report, f"Which changes matter, as of {at}")
    handles, labels = panels.flat[0].get_legend_handles_labels()
    figure.legend(
        handles[::-1],
        labels[::-1],
        loc="outside lower center",
        ncols=2,
        frameon=False,
        fontsize=9,
    )
    return _saved(figure, kind)


def _indices(panel: "Axes", rows: Sequence[ImportanceRow]) -> None:
    """Draw the axes of one outcome: by itself, and with others."""
    for offset, colour, label, part in (
        (-0.19, "#9EC9E2", "together with others (total index)", "total"),
        (0.19, "#0072B2", "by itself (first-order index)", "first"),
    ):
        values = [_inside(getattr(row, part)) for row in rows]
        ends = [
            [
                abs(value - _inside(getattr(row, f"{part}_{end}")))
                for row, value in zip(rows, values, strict=True)
            ]
            for end in ("low", "high")
        ]
        places = [place + offset for place in range(len(rows))]
        panel.barh(places, values, height=0.36, color=colour, label=label)
        panel.errorbar(
            values, places, xerr=ends, fmt="none", ecolor=FAINT, elinewidth=1
        )
    panel.set_yticks(range(len(rows)), [fill(r.axis_title, NAME_WIDTH) for r in rows])
    panel.set_xlim(0, 1.02)
    panel.set_title(fill(rows[0].outcome_title, 52), fontsize=10, color=INK, loc="left")
    _plain(panel)


def _inside(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _figure(width: float, height: float) -> "Figure":
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _plain(panel: "Axes") -> None:
    """Take away all that tells nothing."""
    for side in ("top", "right", "left"):
        panel.spines[side].set_visible(False)
    panel.spines["bottom"].set_color("#BBBBBB")
    panel.tick_params(axis="y", length=0, labelsize=9)
    panel.tick_params(axis="x", labelsize=8, colors=FAINT)


def _head(figure: "Figure", report: SweepReport, what: str) -> None:
    runs = f"{report.runs:,} runs" if report.runs != 1 else "1 run"
    about = f"{report.agreement_title} · {report.scenario_title} · {runs}"
    width = int(figure.get_figwidth() * LETTERS_AN_INCH)
    told = (f"{what}: {report.title}", f"{about}; suppositions, not findings")
    lines = [fill(one, width) for one in told]
    figure.suptitle("\n".join(lines), fontsize=10.5, color=INK, ha="left", x=0.01)


def _saved(figure: "Figure", kind: Kind) -> bytes:
    from matplotlib import rc_context

    file = BytesIO()
    # Equal figures are equal files: no date, and no ids made up at random.
    with rc_context({"svg.hashsalt": "servanda", "svg.fonttype": "none"}):
        figure.savefig(
            file,
            format=kind,
            dpi=160,
            facecolor="white",
            metadata={"Date": None} if kind == "svg" else {"Software": None},
        )
    return file.getvalue()
