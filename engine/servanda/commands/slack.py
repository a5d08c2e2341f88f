"""`slack`: how late each step can be, as a table and as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.arguments import (
    AsOf,
    Format,
    FormatOption,
    KnownBy,
    Rules,
    ScenarioArgument,
    provisions_like,
)
from servanda.commands.shared import at, load
from servanda.errors import ServandaError, UsageError
from servanda.render.output import renderer_here, write

if TYPE_CHECKING:
    from servanda.slackreport import SlackReport


def slack(  # noqa: PLR0913, PLR0917  # one option a parameter
    scenario: ScenarioArgument,
    provisions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PROVISION...]",
            help="Only these steps. Default: all that are open or met.",
            autocompletion=provisions_like,
            show_default=False,
        ),
    ] = None,
    carry: Annotated[
        bool, typer.Option("--carry", help="What waits for a step comes later too.")
    ] = False,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture",
            metavar="FILE",
            help="Draw it too: a name ending in .svg or .png.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Show how late each step can be before something falls, and what falls first.

    A step that is met is delayed from the day it was performed, one that is open from
    the day asked about. Something falls that passes through another flag, or is late.
    """
    from servanda import api

    kind = None if picture is None else _kind(picture)
    story = load(scenario, rules)
    found = api.slack(
        story,
        provisions or (),
        carry=carry,
        as_of=at(story, as_of),
        known_by=at(story, known_by),
    )
    if picture is not None and kind is not None:
        _draw(picture, kind, found)
    write(renderer_here(format.value).slack(found))


def _kind(picture: Path) -> str:
    kind = picture.suffix.lower().removeprefix(".")
    if kind not in {"svg", "png"}:
        hint = "a name ends in .svg or .png"
        raise UsageError(f'"{picture}" does not say what to draw', hint)
    return kind


def _draw(picture: Path, kind: str, found: "SlackReport") -> None:
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        hint = "pip install 'servanda[charts]'"
        raise UsageError("a picture needs matplotlib", hint)
    from servanda.render.slackchart import draw
    from servanda.source.write import write_whole

    problem = write_whole(picture, draw(found, "svg" if kind == "svg" else "png"))
    if problem is not None:
        raise ServandaError(f"{problem.file}: {problem.message}", problem.hint)
