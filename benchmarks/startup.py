"""How long a command takes, against the libraries it cannot do without."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measure import Line, command, ratio, side_by_side

STORY = "gaza-2025/record-to-18-march"
STATUS = (sys.executable, "-m", "servanda", "status", STORY)
IMPORTS = (sys.executable, "-c", "import pydantic, pendulum, typer, rich")
ROUNDS = 15


def measure(folder: Path) -> Iterator[Line]:
    """Take the time of `servanda status` of the record, each time a new process."""
    cache = folder / "compiled"
    for arguments in (STATUS, IMPORTS):
        command(arguments, cache)
    status, imports = side_by_side(
        ROUNDS, lambda: command(STATUS, cache), lambda: command(IMPORTS, cache)
    )
    yield Line(
        "status of the record ÷ importing pydantic, pendulum, typer, rich",
        ratio(status, imports),
        "×",
        3,
        f"{median(status) * 1000:.0f} ms ÷ {median(imports) * 1000:.0f} ms",
    )
