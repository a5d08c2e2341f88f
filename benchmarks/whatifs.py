"""A thousand what-ifs of the record, against one `servanda status` of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measure import Line, command, ratio, side_by_side, task
from benchmarks.startup import STATUS

NUMBER = 1000
ROUNDS = 5


def measure(folder: Path) -> Iterator[Line]:
    """Take the time of what-ifs of one change each, in a warm process."""
    folder.mkdir(parents=True, exist_ok=True)
    cache = folder / "compiled"
    command(STATUS, cache)
    few, many = folder / "10", folder / str(NUMBER)
    whatifs, status = side_by_side(
        ROUNDS,
        lambda: task("servanda_what_ifs", few, many).seconds[0],
        lambda: command(STATUS, cache),
    )
    yield Line(
        f"{NUMBER:,} what-ifs of one change each ÷ one status as a new process",
        ratio(whatifs, status),
        "×",
        10,
        f"{median(whatifs):.2f} s ÷ {median(status):.2f} s; "
        f"{median(whatifs) / NUMBER * 1e3:.2f} ms each",
    )
