"""Measure and print: `python -m benchmarks`, or `make bench`."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import deadlines, duties, lines, startup, sweeps, whatifs
from benchmarks.measure import Line

PARTS = ("startup", "lines", "duties", "whatifs", "sweeps", "deadlines")


def main() -> None:
    """Run what is asked for, and print a line as soon as it is known."""
    options = _options()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print(f"{'':68}{'measured':>10}{'at most':>9}")
    with TemporaryDirectory(prefix="servanda-bench-") as folder:
        for line in _measured(options, Path(folder)):
            print(_shown(line), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--reports", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--duties", type=int, default=100_000, metavar="N")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw `deadlines`")
    options = parser.parse_args()
    if not {*options.parts} <= {*PARTS}:
        parser.error(f"parts are {', '.join(PARTS)}")
    return options


def _measured(options: argparse.Namespace, folder: Path) -> Iterator[Line]:
    wanted = options.parts or PARTS
    if "startup" in wanted:
        yield from startup.measure(folder)
    if "lines" in wanted:
        yield from lines.measure(folder / "lines", options.reports)
    if "duties" in wanted:
        yield from duties.measure(folder / "duties", options.duties)
    if "whatifs" in wanted:
        yield from whatifs.measure(folder / "whatifs")
    if "sweeps" in wanted:
        yield from sweeps.measure(folder / "sweeps")
    if "deadlines" in wanted:
        yield from deadlines.measure(folder / "deadlines", options.plot)


def _shown(line: Line) -> str:
    value = f"{line.value:.2f} {line.unit}" if line.value < 10 else ""
    value = value or f"{line.value:.0f} {line.unit}"
    bar = "" if line.bar is None else f"{line.bar:g} {line.unit}"
    detail = f"\n  {line.detail}" if line.detail else ""
    return f"{line.what:68}{value:>10}{bar:>9}  {line.verdict}{detail}"


if __name__ == "__main__":
    main()
