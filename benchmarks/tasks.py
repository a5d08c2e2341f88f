"""What is measured, each in a process of its own: `python -m benchmarks.tasks NAME …`.

A task warms up on a small input, then prints its time, its peak memory and what it
found, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

from benchmarks.made import AS_OF
from benchmarks.tools import (
    clips_breaches,
    durable_breaches,
    experta_breaches,
    reelay_breaches,
)

_RULES = """
done(C) :- order_given(C,D), order_done(C,E), E >= D, E <= now.
breached(C) :- order_given(C,D), D + 30 < now, not done(C).
#show breached/1.
"""
_PROJECTION = """
order_given(C,D) :- report(_,D,_,order_given,C,_).
order_done(C,D) :- report(_,D,_,order_done,C,_).
"""


def json_loads(path: Path) -> int:
    """Parse every line of a file, and keep nothing."""
    number = 0
    with path.open("rb") as file:
        for line in file:
            json.loads(line)
            number += 1
    return number


def servanda_status(path: Path) -> int:
    """Read a scenario and say where every provision stands."""
    from servanda import api

    report = api.status(path, as_of=AS_OF)
    return len(report.provisions)


def servanda_breaches(path: Path) -> int:
    """Read a scenario of orders and count the breaches."""
    from servanda import api

    (numbers,) = api.counts(path, as_of=AS_OF).values()
    return numbers.get("breached", 0)


def servanda_what_ifs(number: Path) -> int:
    """Make as many what-ifs of one change each as the path's name says."""
    from itertools import cycle, islice

    from servanda import api
    from servanda.changes import Change, Shift
    from servanda.touched import Base, rerun

    story = api.load("gaza-2025/record-to-18-march")
    loaded = story.loaded
    reports = tuple(loaded.apart())
    base = Base(loaded.agreement, reports, story.view.covers, story.inference)
    achieved = [p for p, terms in loaded.agreement.provisions.items() if terms.due]
    changes = [Change("miss", provision) for provision in achieved]
    for days in (1, 3, 10):
        changes += [Change("delay", p, by=Shift(days=days)) for p in achieved]
        changes += [Change("move", r.id, by=Shift(days=days)) for r in reports]
    changes += [Change("drop", report.id) for report in reports]
    found = 0
    for change in islice(cycle(changes), int(number.name)):
        found += len(rerun(base, [change]).flags())
    return found


def clingo_breaches(path: Path) -> int:
    """Read the orders as facts, with all their columns, and count the breaches."""
    return _clingo(path, _PROJECTION + _RULES)


def clingo_bare_breaches(path: Path) -> int:
    """Read of the orders only what the rule asks for, and count the breaches."""
    return _clingo(path, _RULES)


def _clingo(path: Path, program: str) -> int:
    from clingo import Control

    control = Control(["-c", f"now={AS_OF.toordinal()}"])
    control.load(str(path))
    control.add("base", [], program)
    control.ground([("base", [])])
    with control.solve(yield_=True) as answers:
        return len(next(iter(answers)).symbols(shown=True))


TASKS: dict[str, Callable[[Path], int]] = {
    task.__name__: task
    for task in (
        json_loads,
        servanda_status,
        servanda_breaches,
        clingo_breaches,
        clingo_bare_breaches,
        clips_breaches,
        durable_breaches,
        experta_breaches,
        reelay_breaches,
        servanda_what_ifs,
    )
}


def main(name: str, warm: str, *paths: str) -> None:
    """Run a task on a small input, then on each path in turn; print what it took."""
    task = TASKS[name]
    task(Path(warm))
    runs = []
    for path in paths:
        start = process_time()
        found = task(Path(path))
        runs.append({"seconds": process_time() - start, "found": found})
    # Linux counts in KiB, macOS in bytes.
    unit = 1024 if sys.platform == "darwin" else 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / unit
    print(json.dumps({"runs": runs, "peak": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
