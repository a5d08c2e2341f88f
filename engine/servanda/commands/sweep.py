"""`sweep`: many what-ifs of a scenario by a plan, counted, with tables and charts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda import __version__
from servanda.arguments import Format, FormatOption, Rules, ScenarioArgument
from servanda.commands.shared import INTERRUPTED, load
from servanda.errors import ServandaError, UsageError
from servanda.render.output import remark, renderer_here, write

if TYPE_CHECKING:
    from servanda.sweep.report import SweepReport

LEDGER = "ledger.jsonl"
KINDS = ("csv", "parquet", "png", "svg")
NEEDED = ("numpy", "scipy", "matplotlib", "pyarrow")


PlanArgument = Annotated[
    str,
    typer.Argument(
        metavar="PLAN",
        help="A plan: a path, or the name of one in `sweeps/` beside the scenario.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR",
        help="Where tables, charts and the ledger go. Default: PLAN.sweep here.",
        show_default=False,
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        "-w",
        metavar="N",
        min=1,
        help="How many processes evaluate. Default: 1.",
        show_default=False,
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="A Dask scheduler whose workers evaluate, as in tcp://10.0.0.5:8786.",
        show_default=False,
    ),
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with what was interrupted.")
]


def sweep(  # noqa: PLR0913, PLR0917  # one option a parameter
    scenario: ScenarioArgument,
    plan: PlanArgument,
    output: Output = None,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    resume: Resume = False,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Run many what-ifs by a plan, and count how the provisions end.

    What is done is kept, line by line: an interruption (Ctrl-C) loses nothing.
    """
    _require(scheduler)
    from servanda import api
    from servanda.sweep.conduct import Conduct

    story = load(scenario, rules)
    folder = output or Path(f"{Path(plan).stem}.sweep")
    how = Conduct(workers, scheduler, folder / LEDGER, resume, __version__)
    with _progress() as progress:
        try:
            found = api.sweep(
                story,
                plan,
                conduct=how,
                progress=progress,
            )
        except KeyboardInterrupt:
            remark(f"servanda: interrupted; {folder / LEDGER} keeps what is done")
            remark("   hint: go on with --resume")
            raise typer.Exit(INTERRUPTED) from None
    _write_files(folder, found)
    write(renderer_here(format.value).sweep(found))
    if format is Format.text:
        write(f"\nTables and charts are in {folder}\n")


def _require(scheduler: str | None) -> None:
    """Say what to install where a library is missing."""
    from importlib.util import find_spec

    needed = (*NEEDED, *(("distributed",) if scheduler else ()))
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        message = f"a sweep needs {', '.join(missing)}"
        raise UsageError(message, "pip install 'servanda[sweep]'")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Show how far it is, where somebody sees it."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TimeRemainingColumn,
    )

    shown = Progress(
        "evaluating",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with shown:
        task = shown.add_task("", total=None)
        yield lambda done, whole: shown.update(task, completed=done, total=whole)


def _write_files(folder: Path, found: "SweepReport") -> None:
    from servanda.render import charts, csv, tables
    from servanda.source.write import write_whole

    files: dict[str, str | bytes] = {
        "shares.csv": csv.sweep(found),
        "shares.parquet": tables.shares(found),
    }
    if found.varying:
        files["shares.png"] = charts.shares(found, "png")
        files["shares.svg"] = charts.shares(found, "svg")
    if found.importance:
        files["importance.csv"] = csv.importance(found)
        files["importance.parquet"] = tables.importance(found)
        files["importance.png"] = charts.importance(found, "png")
        files["importance.svg"] = charts.importance(found, "svg")
    for name, content in files.items():
        problem = write_whole(folder / name, content)
        if problem is not None:
            raise ServandaError(f"{problem.file}: {problem.message}", problem.hint)
