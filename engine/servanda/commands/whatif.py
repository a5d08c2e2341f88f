"""`what-if`: a scenario with some changes, beside itself without them."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from servanda.arguments import (
    AsOf,
    Format,
    FormatOption,
    KnownBy,
    Rules,
    ScenarioArgument,
    change,
)
from servanda.commands.shared import at, load
from servanda.errors import UsageError
from servanda.render.output import renderer_here, write


class Ordered(TyperCommand):
    """A command that remembers the order its options were written in."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the arguments as they were written, then parse them."""
        ctx.meta[_WRITTEN] = tuple(args)
        return super().parse_args(ctx, args)


_WRITTEN = "servanda.written"
_CHANGES = ("miss", "delay", "perform", "drop", "move", "deny", "add")


def what_if(  # noqa: PLR0913, PLR0917  # one option a kind of change
    context: typer.Context,
    scenario: ScenarioArgument,
    miss: Annotated[
        list[str] | None, change("--miss", "PROVISION", "It is not performed.")
    ] = None,
    delay: Annotated[
        list[str] | None,
        change("--delay", "PROVISION=3d", "It is performed later: by 3d, 6h, 2w."),
    ] = None,
    perform: Annotated[
        list[str] | None,
        change("--perform", "PROVISION=DATE", "It is performed on a date."),
    ] = None,
    drop: Annotated[
        list[str] | None, change("--drop", "REPORT", "A report was never made.")
    ] = None,
    move: Annotated[
        list[str] | None,
        change("--move", "REPORT=3d", "A report comes later, or earlier: -3d."),
    ] = None,
    deny: Annotated[
        list[str] | None,
        change("--deny", "REPORT=SOURCE", "A source denies a report."),
    ] = None,
    add: Annotated[
        list[str] | None,
        change("--add", "FILE", "Further reports: YAML, JSON Lines or CSV."),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Show what would differ after some changes, and the chain of causes.

    Changes are made in the order they are written. One instance of a provision is
    named as in PROVISION[batch=8].
    """
    from servanda import api

    given = zip(_CHANGES, (miss, delay, perform, drop, move, deny, add), strict=True)
    changes = _in_order(given, context.meta[_WRITTEN])
    if not changes:
        raise UsageError("nothing is changed", "as in --miss PROVISION")
    story = load(scenario, rules)
    comparison = api.what_if(
        story, changes, as_of=at(story, as_of), known_by=at(story, known_by)
    )
    write(renderer_here(format.value).what_if(comparison))


def _in_order(
    given: Iterable[tuple[str, list[str] | None]], written: Sequence[str]
) -> list[tuple[str, str]]:
    """Put the changes that were parsed into the order they were written in."""
    waiting = {name: iter(values or ()) for name, values in given}
    found: list[tuple[str, str]] = []
    for word in written:
        name = word.removeprefix("--").partition("=")[0]
        if word.startswith("--") and name in waiting:
            found += [(name, value) for value in islice(waiting[name], 1)]
    return found + [(name, value) for name, rest in waiting.items() for value in rest]
