"""`report`: the status report, written to a file whole or not at all."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.arguments import (
    AsOf,
    Format,
    KnownBy,
    ReportFormat,
    Rules,
    ScenarioArgument,
)
from servanda.commands.shared import at, load, write_file
from servanda.errors import UsageError
from servanda.render.output import renderer_here, write

if TYPE_CHECKING:
    from servanda.api import Story

BINARY = frozenset({ReportFormat.xlsx})


def report(
    scenario: ScenarioArgument,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write it: a name ending in .md, .html, .svg, .xlsx, .json, "
            ".csv or .txt. Default: stdout.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How it is written: `html` is a page that opens offline, `svg` its "
            "timeline alone, `xlsx` a workbook. Default: by the file's name, else md.",
            show_default=False,
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture",
            metavar="FILE.svg",
            help="Write the timeline to a file of its own too; a Markdown report "
            "shows it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the status report: where all stands, what is due, the sources."""
    wanted = format or _format_of(output)
    if picture is not None and picture.suffix.lower() != ".svg":
        raise UsageError(f'"{picture}" is no picture', "a name ends in .svg")
    if wanted in BINARY and output is None:
        raise UsageError(f"{wanted} is not written to a terminal", "name a file: -o")
    story = load(scenario, rules)
    asked = _Asked(story, at(story, as_of), at(story, known_by))
    if picture is not None:
        write_file(picture, asked.written(ReportFormat.svg))
    written = asked.written(wanted, output, picture)
    if output is not None:
        write_file(output, written)
    elif isinstance(written, str):
        write(written)


class _Asked:
    """A story and the instants its report is about."""

    def __init__(self, story: "Story", as_of: str | None, known_by: str | None) -> None:
        self._story = story
        self._when = {"as_of": as_of, "known_by": known_by}

    def written(
        self,
        format: ReportFormat,
        output: Path | None = None,
        picture: Path | None = None,
    ) -> str | bytes:
        """Write the report in a format."""
        from servanda import api

        if format is ReportFormat.svg:
            from servanda.render import timeline

            return timeline.picture(api.page(self._story, **self._when))
        if format is ReportFormat.html:
            from servanda import __version__
            from servanda.render import html

            found = api.status(self._story, **self._when)
            return html.page(found, api.page(self._story, **self._when), __version__)
        if format is ReportFormat.xlsx:
            from servanda import forms
            from servanda.render import xlsx

            return xlsx.workbook(forms.dossier(self._story, **self._when))
        return self._plainly(format, output, picture)

    def _plainly(
        self, format: ReportFormat, output: Path | None, picture: Path | None
    ) -> str:
        from servanda import api
        from servanda.render import renderer
        from servanda.render.look import Look

        found = api.report(self._story, **self._when)
        if format is ReportFormat.md:
            from servanda.render import markdown

            shown = None if picture is None else _beside(picture, output)
            return markdown.report(*found, picture=shown)
        plain = Format(format.value)
        if output is None:
            return renderer_here(plain.value).report(*found)
        return renderer(plain.value, Look()).report(*found)


def _beside(picture: Path, output: Path | None) -> str:
    """Name a picture as seen from the report's own folder."""
    folder = Path() if output is None else output.parent
    return Path(os.path.relpath(picture, folder)).as_posix()


def _format_of(output: Path | None) -> ReportFormat:
    if output is None:
        return ReportFormat.md
    suffix = output.suffix.lower().removeprefix(".")
    if suffix in {"txt", *ReportFormat}:
        return ReportFormat.text if suffix == "txt" else ReportFormat(suffix)
    hint = "a name ends in .md, .html, .svg, .xlsx, .json, .csv or .txt; or --format"
    raise UsageError(f'"{output}" does not say its format', hint)
