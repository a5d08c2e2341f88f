"""`status`, `replay`, `why` and `next`: what a scenario says, and the reasons."""

from pathlib import Path
from typing import Annotated

import typer

from servanda.arguments import (
    AsOf,
    Format,
    FormatOption,
    KnownBy,
    ProvisionArgument,
    Rules,
    ScenarioArgument,
)
from servanda.commands import stepping
from servanda.commands.shared import at, load, pairs, write_file
from servanda.errors import UsageError
from servanda.render.output import renderer_here, write


def status(
    scenario: ScenarioArgument,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Show where every provision stands."""
    from servanda import api

    story = load(scenario, rules)
    report = api.status(story, as_of=at(story, as_of), known_by=at(story, known_by))
    write(renderer_here(format.value).status(report))


def replay(  # noqa: PLR0913, PLR0917  # one option a parameter
    scenario: ScenarioArgument,
    hindsight: Annotated[
        bool,
        typer.Option(
            "--hindsight", help="By when things were, not by when they became known."
        ),
    ] = False,
    instances: Annotated[
        bool, typer.Option("--instances", help="Tell of each instance as well.")
    ] = False,
    step: Annotated[
        bool,
        typer.Option(
            "--step",
            help="Go through it in the terminal, one moment at a time; ? shows the "
            "keys. Elsewhere than in a terminal all is told at once.",
        ),
    ] = False,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Tell what changed, in order, each change with its cause."""
    from servanda import api

    story = load(scenario, rules)
    if step and format is Format.text and stepping.in_a_terminal():
        stepping.step(story, at(story, as_of), at(story, known_by), hindsight=hindsight)
        return
    chronicle = api.replay(
        story,
        hindsight=hindsight,
        instances=instances,
        as_of=at(story, as_of),
        known_by=at(story, known_by),
    )
    write(renderer_here(format.value).replay(chronicle))


def why(
    scenario: ScenarioArgument,
    provision: ProvisionArgument,
    instance: Annotated[
        list[str] | None,
        typer.Option(
            "--instance",
            metavar="KEY=VALUE",
            help="One instance of it, as in batch=8. May be given several times.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Explain a status, down to the cited reports."""
    from servanda import api

    story = load(scenario, rules)
    explanation = api.why(
        story,
        provision,
        pairs(instance or ()),
        as_of=at(story, as_of),
        known_by=at(story, known_by),
    )
    write(renderer_here(format.value).why(explanation))


def next_(
    scenario: ScenarioArgument,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    ics: Annotated[
        Path | None,
        typer.Option(
            "--ics",
            metavar="FILE.ics",
            help="Write all dates to a calendar file too, those that moved or went "
            "as such.",
            show_default=False,
        ),
    ] = None,
    format: FormatOption = Format.text,
) -> None:
    """Show what falls due, in order, and what would move it."""
    from servanda import api

    if ics is not None and ics.suffix.lower() != ".ics":
        raise UsageError(f'"{ics}" is no calendar', "a name ends in .ics")
    story = load(scenario, rules)
    asked = {"as_of": at(story, as_of), "known_by": at(story, known_by)}
    if ics is not None:
        from servanda import forms
        from servanda.render.ics import agenda

        write_file(ics, agenda(forms.agenda(story, **asked)))
    write(renderer_here(format.value).next(api.next_due(story, **asked)))


def owed(
    scenario: ScenarioArgument,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="PARTY",
            help="What one party owes, by its id. Default: every party.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Show what each party still owes, by when, and what would discharge it."""
    from servanda import api

    story = load(scenario, rules)
    found = api.owed(story, by=by, as_of=at(story, as_of), known_by=at(story, known_by))
    write(renderer_here(format.value).owed(found))
