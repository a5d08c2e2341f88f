"""Measuring: what ran, how long it took, how much memory, and against which bar."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Taken:
    """What runs of a task took: seconds each, MiB at the peak, and what they found."""

    seconds: tuple[float, ...]
    peak: float
    found: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; the bar is the most it may be, None for no bar."""

    what: str
    value: float
    unit: str
    bar: float | None
    detail: str

    @property
    def verdict(self) -> str:
        """Say whether the bar is kept."""
        if self.bar is None:
            return ""
        return "kept" if self.value <= self.bar else "MISSED"


def task(name: str, warm: Path, *paths: Path) -> Taken:
    """Run a task in a fresh process, on each path in turn."""
    arguments = [sys.executable, "-m", "benchmarks.tasks", name, str(warm)]
    done = subprocess.run(
        [*arguments, *map(str, paths)], check=True, capture_output=True, text=True
    )
    told = json.loads(done.stdout)
    return Taken(
        tuple(run["seconds"] for run in told["runs"]),
        told["peak"],
        tuple(run["found"] for run in told["runs"]),
    )


def side_by_side(
    rounds: int, *runs: Callable[[], float]
) -> tuple[tuple[float, ...], ...]:
    """Run several things in turn, so many rounds; give the times of each."""
    times = [[run() for run in runs] for _ in range(rounds)]
    return tuple(zip(*times, strict=True))


def command(arguments: Sequence[str], cache: Path) -> float:
    """Take a command's processor time, with what Python compiles kept in a cache."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = _of_children()
    subprocess.run(arguments, check=True, capture_output=True, env=environment)
    return _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ratio(one: Sequence[float], other: Sequence[float]) -> float:
    """Divide the medians."""
    return median(one) / median(other)
