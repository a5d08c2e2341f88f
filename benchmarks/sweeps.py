"""Sweeps of the record: more runs, more workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.measure import Line, ratio, side_by_side

STORY = "gaza-2025/record-to-18-march"
# Two delays that bear on each other, in hours: nearly every run is a case of its own.
PLAN = """\
sweep: corridor-hours
title: The corridor is left late, by the hour
runs: {runs}
seed: 1
axes:
  begins: {{delay: corridor-withdrawal-begins, unit: hours, range: {{to: {hours}}}}}
  ends: {{delay: corridor-withdrawal-completes, unit: hours, range: {{to: {hours}}}}}
  talks: {{delay: phase-two-talks-begin, range: {{to: 7}}}}
  no-transition: {{report: no-automatic-transition-israel}}
"""
HOURS = 59
FEW, MANY = 1000, 100_000
ROUNDS = 2


def measure(folder: Path) -> Iterator[Line]:
    """Take the time of a run in a small and a large sweep, and with two workers."""
    folder.mkdir(parents=True, exist_ok=True)
    few, many = (_plan(folder, runs) for runs in (FEW, MANY))
    small, large, both = side_by_side(
        ROUNDS, lambda: _sweep(few), lambda: _sweep(many), lambda: _sweep(many, 2)
    )
    yield Line(
        f"time a run takes, {MANY:,} runs ÷ {FEW:,} runs",
        min(large) / MANY / (min(small) / FEW),
        "×",
        1,
        f"{min(large) / MANY * 1e6:.0f} µs ÷ {min(small) / FEW * 1e6:.0f} µs",
    )
    yield Line(
        f"{MANY:,} runs: two workers ÷ one",
        min(both) / min(large),
        "×",
        1 / 1.6,
        f"{median(both):.1f} s ÷ {median(large):.1f} s by the clock; "
        f"{ratio(large, both):.2f} times as fast",
    )


def _plan(folder: Path, runs: int) -> Path:
    path = folder / f"runs-{runs}.yaml"
    path.write_text(PLAN.format(runs=runs, hours=HOURS))
    return path


def _sweep(plan: Path, workers: int = 1) -> float:
    """Take the time of a sweep by the clock, the scenario already loaded."""
    from servanda import api
    from servanda.sweep.conduct import Conduct

    story = api.load(STORY)
    start = perf_counter()
    api.sweep(story, plan, conduct=Conduct(workers=workers))
    return perf_counter() - start
