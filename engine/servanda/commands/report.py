"""`report`: the status report, written to a file whole or not at all."""

from pathlib import Path
from typing import Annotated

import typer

from servanda.arguments import AsOf, Format, KnownBy, Rules, ScenarioArgument
from servanda.commands.shared import at, load
from servanda.errors import ServandaError, UsageError
from servanda.render.output import renderer_here, write


def report(
    scenario: ScenarioArgument,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write it: a name ending in .md, .json, .csv or .txt. "
            "Default: stdout.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="How it is written. Default: by the file's name, else md.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the status report: where all stands, what is due, the sources."""
    from servanda import api

    wanted = format or _format_of(output)
    story = load(scenario, rules)
    found = api.report(story, as_of=at(story, as_of), known_by=at(story, known_by))
    if output is None:
        write(renderer_here(wanted.value).report(*found))
        return
    from servanda.render import renderer
    from servanda.render.look import Look
    from servanda.source.write import write_whole

    problem = write_whole(output, renderer(wanted.value, Look()).report(*found))
    if problem is not None:
        raise ServandaError(f"{problem.file}: {problem.message}", problem.hint)


def _format_of(output: Path | None) -> Format:
    if output is None:
        return Format.md
    suffix = output.suffix.lower().removeprefix(".")
    if suffix in {"txt", *Format}:
        return Format.text if suffix == "txt" else Format(suffix)
    hint = "a name ends in .md, .json, .csv or .txt; or give --format"
    raise UsageError(f'"{output}" does not say its format', hint)
