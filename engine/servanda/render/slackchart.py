"""The picture of a slack report: each step's margin on a time axis."""

from datetime import datetime
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING, Literal

from servanda.dates import is_day
from servanda.render import phrases, words
from servanda.slackreport import SlackReport, SlackRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Kind = Literal["png", "svg"]
INK, FAINT, GRID = "#222222", "#666666", "#DDDDDD"
# After Okabe and Ito, as on every page.
MARGIN, TIGHT, FREE = "#0072B2", "#D55E00", "#B9C4CC"
TITLE_WIDTH, FALL_WIDTH = 44, 58


def draw(report: SlackReport, kind: Kind) -> bytes:
    """Draw a step a line: when it came, how late it could, and what falls beyond."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    file = BytesIO()
    # Equal reports are equal files: no date, and no ids made up at random.
    with rc_context({"svg.hashsalt": "servanda", "svg.fonttype": "none"}):
        height = 2.1 + 0.55 * max(len(report.steps), 1)
        figure = Figure(figsize=(12.5, height), layout="constrained")
        panel = figure.subplots()
        _steps(panel, report)
        about = f"{report.head.agreement_title} · {report.head.scenario_title}"
        asked = f"as of {words.end(report.head.as_of)}; suppositions, not findings"
        legend = "● performed   ○ open   │ due   ┆ as of"
        figure.suptitle(
            f"How late each step can be\n{fill(about, 120)}\n{asked}\n{legend}",
            x=0.01,
            ha="left",
            fontsize=10.5,
            color=INK,
        )
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(file, format=kind, dpi=150, facecolor="w", metadata=metadata)
    return file.getvalue()


def _steps(panel: "Axes", report: SlackReport) -> None:
    from matplotlib.dates import AutoDateLocator, DateFormatter

    steps = report.steps[::-1]
    end = _instant(report.head.as_of)
    latest = [_instant(row.latest) for row in steps if row.latest]
    last = max([end, *latest])
    for place, row in enumerate(steps):
        _step(panel, place, row, report, last)
    panel.axvline(end, color=FAINT, linewidth=0.8, linestyle=(0, (3, 3)))
    panel.set_yticks(
        range(len(steps)), [fill(row.title, TITLE_WIDTH) for row in steps], fontsize=9
    )
    panel.set_ylim(-0.6, len(steps) - 0.4)
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    panel.xaxis.set_major_locator(locator)
    written = DateFormatter("%d %b %Y")  # type: ignore[no-untyped-call]
    panel.xaxis.set_major_formatter(written)
    panel.grid(axis="x", color=GRID, linewidth=0.6)
    panel.set_axisbelow(True)
    panel.tick_params(length=0, labelcolor=INK)
    panel.tick_params(axis="x", labelsize=8)
    for side in ("top", "right", "left"):
        panel.spines[side].set_visible(False)
    panel.spines["bottom"].set_color(GRID)


def _step(
    panel: "Axes", place: int, row: SlackRow, report: SlackReport, last: float
) -> None:
    since = _instant(row.since)
    asked = _instant(report.head.as_of)
    until = _instant(row.latest) if row.latest else asked if row.performed else last
    colour = FREE if row.latest is None else TIGHT if row.slack == "P0D" else MARGIN
    panel.plot([since, until], [place, place], color=colour, linewidth=6, alpha=0.85)
    filled = INK if row.performed else "white"
    panel.plot(since, place, "o", color=INK, markerfacecolor=filled, markersize=6)
    if row.due:
        due = _instant(row.due)
        panel.plot([due, due], [place - 0.25, place + 0.25], color=INK, linewidth=1.6)
    if row.latest:
        panel.plot(until, place, "|", color=colour, markersize=13, markeredgewidth=2)
    panel.annotate(
        fill(_said(row, report), FALL_WIDTH),
        (1.01, place),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=8.5,
        color=INK if row.latest else FAINT,
        annotation_clip=False,
    )


def _said(row: SlackRow, report: SlackReport) -> str:
    if row.latest is None:
        return phrases.unlimited(row, report)
    then = f"; then {phrases.falling(row.falls[0], row)}" if row.falls else ""
    more = f", and {len(row.falls) - 1} more" if len(row.falls) > 1 else ""
    return f"{phrases.slack(row)}{words.sentence(then)}{more}"


def _instant(text: str) -> float:
    """Read a day as its last second, an instant as local time: an axis has no zone."""
    from matplotlib.dates import date2num

    last = text.rpartition("/")[2]
    found = datetime.fromisoformat(last).replace(tzinfo=None)
    if is_day(last):
        found = found.replace(hour=23, minute=59, second=59)
    return float(date2num(found))  # type: ignore[no-untyped-call]
