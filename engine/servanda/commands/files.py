"""`list`, `check`, `coverage`, `test`: what there is, its faults, what tries it."""

from pathlib import Path
from typing import Annotated

import typer

from servanda.arguments import Format, FormatOption, PathsArgument, Rules
from servanda.commands.shared import FAILED, MISUSED
from servanda.render.output import complain, renderer_here, write


def list_(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="A folder to look in. Default: what comes with servanda.",
            show_default=False,
        ),
    ] = None,
    format: FormatOption = Format.text,
) -> None:
    """List agreements and scenarios."""
    from servanda import api

    write(renderer_here(format.value).listing(api.listing(folder)))


def check(
    paths: PathsArgument,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Read agreements, scenarios and plans, and report every problem at once."""
    from servanda import api

    checked = api.check_files(paths, rules=rules)
    if format is Format.text:
        complain(checked.problems)
    write(renderer_here(format.value).check(checked))
    if any(map(api.is_missing, checked.problems)):
        raise typer.Exit(MISUSED)
    if checked.errors:
        raise typer.Exit(FAILED)


def coverage(
    agreement: Annotated[
        str,
        typer.Argument(
            metavar="AGREEMENT",
            help="An agreement: its folder, or a shipped name as `list` shows it.",
            show_default=False,
        ),
    ],
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO...]",
            help="Scenarios of it: files, folders or shipped names. "
            "Default: those that lie beside it.",
            show_default=False,
        ),
    ] = None,
    format: FormatOption = Format.text,
) -> None:
    """Show which provisions of an agreement its scenarios move, and which none does.

    A scenario moves a provision that it takes to anything but not-in-force, dormant,
    pending or holding.
    """
    from servanda import api

    found = api.coverage(agreement, scenarios or ())
    write(renderer_here(format.value).coverage(found))


def run_tests(
    paths: PathsArgument,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Compare scenarios with what they expect of themselves."""
    from servanda import api

    run = api.run_tests(paths, rules=rules)
    for scenario in run.scenarios:
        complain(scenario.problems)
    write(renderer_here(format.value).test(run))
    if not run.passed:
        raise typer.Exit(FAILED)
