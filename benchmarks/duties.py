"""One duty that arises again and again, against an answer set solver."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.made import orders, write_bare_facts, write_facts, write_orders
from benchmarks.measure import Line, ratio, side_by_side, task

ROUNDS = 5
WARM = 50
# How many sizes, each ten times the one before, and how often each is run.
REPEATS = (25, 10, 5)


def measure(folder: Path, number: int) -> Iterator[Line]:
    """Time reading and deciding the duties of many orders."""
    yield from _against_clingo(folder, number)
    yield from _growth(folder, number)


def _against_clingo(folder: Path, number: int) -> Iterator[Line]:
    few, many = orders(WARM), orders(number)
    small, story = (
        write_orders(folder / "few", few),
        write_orders(folder / "many", many),
    )
    found: list[int] = []

    def run(name: str, warm: Path, path: Path) -> float:
        taken = task(name, warm, path)
        found.extend(taken.found)
        return taken.seconds[0]

    warm, facts = (
        write_facts(folder / "few.lp", few),
        write_facts(folder / "m.lp", many),
    )
    bare_warm = write_bare_facts(folder / "bare-few.lp", few)
    bare = write_bare_facts(folder / "bare-many.lp", many)
    ours, theirs, barely = side_by_side(
        ROUNDS,
        lambda: run("servanda_breaches", small, story),
        lambda: run("clingo_breaches", warm, facts),
        lambda: run("clingo_bare_breaches", bare_warm, bare),
    )
    assert len(set(found)) == 1, f"the numbers of breaches differ: {sorted(set(found))}"
    yield Line(
        f"{number:,} duties, {len(many):,} reports: read and decided ÷ clingo",
        ratio(ours, theirs),
        "×",
        1,
        f"{median(ours):.2f} s ÷ {median(theirs):.2f} s; {found[0]:,} breaches by both",
    )
    yield Line(
        "  ÷ clingo told only case, kind and day",
        ratio(ours, barely),
        "×",
        None,
        f"{median(ours):.2f} s ÷ {median(barely):.2f} s",
    )


def _growth(folder: Path, number: int) -> Iterator[Line]:
    """Compare the time an event takes at several sizes, all in one process."""
    sizes = [number // 10**power for power in reversed(range(len(REPEATS)))]
    made = [orders(size) for size in sizes]
    stories = [
        write_orders(folder / f"size-{size}", events)
        for size, events in zip(sizes, made, strict=True)
    ]
    empty = write_orders(folder / "size-0", [])
    paths = [
        path
        for path, repeat in zip((empty, *stories), (REPEATS[0], *REPEATS), strict=True)
        for _ in range(repeat)
    ]
    seconds = list(task("servanda_breaches", stories[0], *paths).seconds)
    fixed = median(seconds[: REPEATS[0]])
    del seconds[: REPEATS[0]]
    each = []
    for events, repeat in zip(made, REPEATS, strict=True):
        each.append((median(seconds[:repeat]) - fixed) / len(events) * 1e6)
        del seconds[:repeat]
    shown = ", ".join(f"{one:.2f}" for one in each)
    span = f"{sizes[0]:,} to {sizes[-1]:,} duties"
    yield Line(
        f"time an event takes, {span}: most ÷ least",
        max(each) / min(each),
        "×",
        1.5,
        f"{shown} µs, the {fixed * 1000:.1f} ms without any event taken off",
    )
    yield Line(
        "  at the most duties ÷ at the fewest", each[-1] / each[0], "×", None, ""
    )
