"""The same deadlines, decided by Servanda and by other tools, at three sizes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.made import Event, orders, write_facts, write_orders
from benchmarks.measure import Line, task
from benchmarks.tools import write_clips, write_csv

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# About 1,000, 17,000 and 170,000 events, and how often each tool is run on them.
ORDERS = {588: 9, 10_000: 5, 100_000: 3}
WARM = 50
# What takes longer than this at one size is not asked at the next, ten times larger.
PATIENCE = 60.0
OURS = "Servanda"
TOOLS = {
    OURS: "servanda_breaches",
    "clipspy": "clips_breaches",
    "clingo": "clingo_breaches",
    "reelay": "reelay_breaches",
    "durable_rules": "durable_breaches",
    "experta": "experta_breaches",
}
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9")


class Timed(NamedTuple):
    """The least time a tool took for some events."""

    tool: str
    events: int
    seconds: float


def measure(folder: Path, plot: Path | None) -> Iterator[Line]:
    """Time every tool at every size; all must count the same breaches."""
    folder.mkdir(parents=True, exist_ok=True)
    timed: list[Timed] = []
    impatient: set[str] = set()
    warm = _files(folder / "warm", orders(WARM))
    for number, repeats in ORDERS.items():
        events = orders(number)
        files = _files(folder / str(number), events)
        counts: dict[str, int] = {}
        for tool, name in TOOLS.items():
            if tool in impatient:
                continue
            often = 1 if tool == "experta" else repeats
            taken = task(name, warm[tool], *[files[tool]] * often)
            timed.append(Timed(tool, len(events), min(taken.seconds)))
            counts[tool] = taken.found[0]
            # The next size is ten times this one, and no tool is faster than linear.
            if timed[-1].seconds * 10 > PATIENCE:
                impatient.add(tool)
        assert len({*counts.values()}) == 1, f"the counts differ: {counts}"
        yield from _lines(timed, len(events), counts[OURS])
    if plot is not None:
        draw(timed, plot)


def _files(folder: Path, events: list[Event]) -> dict[str, Path]:
    """Write the events once for each kind of file."""
    story = write_orders(folder, events)
    table = write_csv(folder / "events.csv", events)
    return {
        **dict.fromkeys(TOOLS, table),
        OURS: story,
        "clingo": write_facts(folder / "events.lp", events),
        "clipspy": write_clips(folder / "events.fct", events),
    }


def _lines(timed: list[Timed], events: int, breaches: int) -> Iterator[Line]:
    seconds = {one.tool: one.seconds for one in timed if one.events == events}
    for tool in TOOLS:
        if tool == OURS:
            continue
        what = f"{events:,} events, {breaches:,} breaches: {OURS} ÷ {tool}"
        if tool not in seconds:
            what = f"{what}: would take over {PATIENCE:.0f} s"
            yield Line(what, 0, "×", 1, "")
            continue
        ratio = seconds[OURS] / seconds[tool]
        detail = f"{seconds[OURS] * 1e3:.1f} ms ÷ {seconds[tool] * 1e3:.1f} ms"
        yield Line(what, ratio, "×", 1, detail)


def draw(timed: list[Timed], path: Path) -> None:
    """Draw the time an event takes, tool by tool, against the number of events."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    axes = figure.subplots()
    for (tool, colour), offset in zip(
        zip(TOOLS, COLOURS, strict=True), range(len(TOOLS)), strict=True
    ):
        points = [one for one in timed if one.tool == tool]
        _drawn(axes, tool, points, colour, offset)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("events in the file")
    axes.set_ylabel("microseconds an event")
    axes.set_title("From a file of events to the number of breaches", loc="left")
    axes.grid(visible=True, which="major", color="#E5E5E5")
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(frameon=False, fontsize=9, ncols=2)
    with rc_context({"svg.hashsalt": "servanda", "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None})


def _drawn(axes: Axes, tool: str, points: list[Timed], colour: str, place: int) -> None:
    axes.plot(
        [one.events for one in points],
        [one.seconds / one.events * 1e6 for one in points],
        marker="o^sDvP"[place],
        color=colour,
        linewidth=2.6 if tool == OURS else 1.5,
        label=tool,
        zorder=3 if tool == OURS else 2,
    )
