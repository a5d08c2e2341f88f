"""`status`, `replay`, `why` and `next`: what a scenario says, and the reasons."""

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
from servanda.commands.shared import at, load, pairs
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


def replay(
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
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Tell what changed, in order, each change with its cause."""
    from servanda import api

    story = load(scenario, rules)
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
    format: FormatOption = Format.text,
) -> None:
    """Show what falls due, in order, and what would move it."""
    from servanda import api

    story = load(scenario, rules)
    found = api.next_due(story, as_of=at(story, as_of), known_by=at(story, known_by))
    write(renderer_here(format.value).next(found))


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
