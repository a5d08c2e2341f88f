"""A great many reports as JSON Lines, against parsing the same lines alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.made import write_reports
from benchmarks.measure import Line, ratio, side_by_side, task

ROUNDS = 3
WARM = 100
# Of lines that differ, this part is enough to tell.
UNLIKE = 10


def measure(folder: Path, number: int) -> Iterator[Line]:
    """Time the status of generated Gaza stories, and take their peak memory."""
    yield from _story(folder, number, alike=True)
    yield from _story(folder, number // UNLIKE, alike=False)


def _story(folder: Path, number: int, *, alike: bool) -> Iterator[Line]:
    warm = write_reports(folder / "warm", WARM, alike=alike)
    story = write_reports(folder, number, alike=alike)
    peaks = []

    def status() -> float:
        taken = task("servanda_status", warm, story)
        peaks.append(taken.peak)
        return taken.seconds[0]

    def parsing() -> float:
        small, large = warm.with_suffix(".jsonl"), story.with_suffix(".jsonl")
        return task("json_loads", small, large).seconds[0]

    rounds = ROUNDS if alike else 1
    ours, theirs = side_by_side(rounds, status, parsing)
    what = f"{number:,} JSON Lines" if alike else f"  {number:,}, no two of them alike"
    yield Line(
        f"{what}: status ÷ json.loads",
        ratio(ours, theirs),
        "×",
        1.5 if alike else None,
        f"{median(ours):.2f} s ÷ {median(theirs):.2f} s",
    )
    yield Line(f"{what}: peak memory", max(peaks), "MB", 600 if alike else None, "")
