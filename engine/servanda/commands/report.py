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
from servanda.render.output import write

if TYPE_CHECKING:
    from servanda.api import Story
    from servanda.render.look import Look

BINARY = frozenset({ReportFormat.pdf, ReportFormat.xlsx})

Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where to write it: a name ending in .md, .html, .pdf, .svg, .xlsx, "
        ".json, .csv or .txt. Default: stdout.",
        show_default=False,
    ),
]
Form = Annotated[
    ReportFormat | None,
    typer.Option(
        "--format",
        "-f",
        help="How it is written: `html` is a page that opens offline, `svg` its "
        "timeline alone, `pdf` to print, `xlsx` a workbook. Default: by the file's "
        "name, else md.",
        show_default=False,
    ),
]
Picture = Annotated[
    Path | None,
    typer.Option(
        "--picture",
        metavar="FILE.svg",
        help="Write the timeline to a file of its own too; a Markdown report shows it.",
        show_default=False,
    ),
]
Briefly = Annotated[
    bool,
    typer.Option(
        "--brief",
        help="One page instead: what changed, what falls due next, what is "
        "disputed and what would settle it; as md, text, json or pdf.",
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help="From when a brief tells what changed. Default: a week before.",
        show_default=False,
    ),
]
Scored = Annotated[
    bool,
    typer.Option(
        "--scores",
        help="Scores from 0 to 3 instead, worked out from the statuses, and their "
        "share by theme; as md, text, json or csv.",
    ),
]


def report(  # noqa: PLR0913, PLR0917  # one option a parameter
    scenario: ScenarioArgument,
    output: Output = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: Form = None,
    picture: Picture = None,
    brief: Briefly = False,
    since: Since = None,
    scores: Scored = False,
) -> None:
    """Write the status report: where all stands, what is due, the sources."""
    wanted = format or _format_of(output)
    _suit(wanted, brief=brief, since=since, scores=scores, picture=picture)
    if picture is not None and picture.suffix.lower() != ".svg":
        raise UsageError(f'"{picture}" is no picture', "a name ends in .svg")
    if wanted in BINARY and output is None:
        raise UsageError(f"{wanted} is not written to a terminal", "name a file: -o")
    story = load(scenario, rules)
    asked = _Asked(story, at(story, as_of), at(story, known_by))
    if picture is not None:
        write_file(picture, asked.written(ReportFormat.svg))
    if brief:
        written = asked.brief(wanted, at(story, since), output)
    elif scores:
        written = asked.scores(wanted, output)
    else:
        written = asked.written(wanted, output, picture)
    if output is not None:
        write_file(output, written)
    elif isinstance(written, str):
        write(written)


BRIEFLY = frozenset(map(ReportFormat, ("md", "text", "json", "pdf")))
SCORED = frozenset(map(ReportFormat, ("md", "text", "json", "csv")))


def _suit(
    wanted: ReportFormat,
    *,
    brief: bool,
    since: str | None,
    scores: bool,
    picture: Path | None,
) -> None:
    """Refuse options that do not go together."""
    if brief and scores:
        raise UsageError("a brief has no scores", "give --brief or --scores")
    if since is not None and not brief:
        raise UsageError("--since is for a brief", "give --brief as well")
    if picture is not None and (brief or scores):
        raise UsageError("no picture goes with this", "leave --picture out")
    if brief and wanted not in BRIEFLY:
        raise UsageError(f"a brief is not written as {wanted}", "md, text, json or pdf")
    if scores and wanted not in SCORED:
        hint = "md, text, json or csv"
        raise UsageError(f"scores are not written as {wanted}", hint)


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
        if format is ReportFormat.pdf:
            from servanda import forms
            from servanda.render import pdf

            return pdf.booklet(forms.booklet(self._story, **self._when))
        if format is ReportFormat.xlsx:
            from servanda import forms
            from servanda.render import xlsx

            return xlsx.workbook(forms.dossier(self._story, **self._when))
        return self._plainly(format, output, picture)

    def brief(
        self, format: ReportFormat, since: str | None, output: Path | None
    ) -> str | bytes:
        """Write a brief in a format."""
        from servanda import forms
        from servanda.render import brief

        found = forms.brief(self._story, since=since, **self._when)
        if format is ReportFormat.pdf:
            return brief.pdf(found)
        if format is ReportFormat.json:
            return brief.document(found)
        if format is ReportFormat.text:
            return brief.text(found, _look(output))
        return brief.md(found)

    def scores(self, format: ReportFormat, output: Path | None) -> str:
        """Write scores in a format."""
        from servanda import forms
        from servanda.render import scores

        found = forms.scores(self._story, **self._when)
        if format is ReportFormat.json:
            return scores.document(found)
        if format is ReportFormat.csv:
            return scores.table_of(found)
        if format is ReportFormat.text:
            return scores.text(found, _look(output))
        return scores.md(found)

    def _plainly(
        self, format: ReportFormat, output: Path | None, picture: Path | None
    ) -> str:
        from servanda import api
        from servanda.render import renderer

        found = api.report(self._story, **self._when)
        if format is ReportFormat.md:
            from servanda.render import markdown

            shown = None if picture is None else _beside(picture, output)
            return markdown.report(*found, picture=shown)
        plain = Format(format.value)
        return renderer(plain.value, _look(output)).report(*found)


def _look(output: Path | None) -> "Look":
    """Give how text is to look: in a file always the same, else as here."""
    from servanda.render.look import Look
    from servanda.render.output import look_here

    return look_here() if output is None else Look()


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
    hint = "a name ends in .md, .html, .pdf, .svg, .xlsx, .json, .csv or .txt"
    raise UsageError(f'"{output}" does not say its format', hint)
