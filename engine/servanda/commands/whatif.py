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
    change,
    supposable_like,
)
from servanda.commands.shared import at, warn
from servanda.errors import UsageError
from servanda.render.output import renderer_here, write


class Ordered(TyperCommand):
    """A command that remembers the order its options were written in."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the arguments as they were written, then parse them."""
        ctx.meta[_WRITTEN] = tuple(args)
        return super().parse_args(ctx, args)


_WRITTEN = "servanda.written"
_CHANGES = (
    "miss",
    "delay",
    "perform",
    "drop",
    "move",
    "deny",
    "add",
    "extend",
    "read",
)


Texts = list[str] | None
Miss = Annotated[Texts, change("--miss", "PROVISION", "It is not performed.")]
Delay = Annotated[
    Texts, change("--delay", "PROVISION=3d", "It is performed later: by 3d, 6h, 2w.")
]
Perform = Annotated[
    Texts, change("--perform", "PROVISION=DATE", "It is performed on a date.")
]
Drop = Annotated[Texts, change("--drop", "REPORT", "A report was never made.")]
Move = Annotated[
    Texts, change("--move", "REPORT=3d", "A report comes later, or earlier: -3d.")
]
Deny = Annotated[Texts, change("--deny", "REPORT=SOURCE", "A source denies a report.")]
Add = Annotated[
    Texts, change("--add", "FILE", "Further reports: YAML, JSON Lines or CSV.")
]
Extend = Annotated[
    Texts,
    change("--extend", "PROVISION=DATE", "It, or a phase, is extended to a date."),
]
Read = Annotated[
    Texts, change("--read", "PROVISION=NAME", "A reading of it is chosen, or `base`.")
]
Carry = Annotated[
    bool,
    typer.Option("--carry", help="What waits for a delayed step comes later too."),
]
Every = Annotated[bool, typer.Option("--all", help="Show what does not differ, too.")]
Supposable = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario, or the plan of a what-if: a path, or a shipped name.",
        autocompletion=supposable_like,
        show_default=False,
    ),
]


def what_if(  # noqa: PLR0913, PLR0917  # one option a kind of change
    context: typer.Context,
    scenario: Supposable,
    miss: Miss = None,
    delay: Delay = None,
    perform: Perform = None,
    drop: Drop = None,
    move: Move = None,
    deny: Deny = None,
    add: Add = None,
    extend: Extend = None,
    read: Read = None,
    carry: Carry = False,
    every: Every = False,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Show what would differ after some changes, and the chain of causes.

    Changes are made in the order they are written, after those of a plan. One
    instance of a provision is named as in PROVISION[batch=8].
    """
    from servanda import api

    values = (miss, delay, perform, drop, move, deny, add, extend, read)
    changes = _in_order(zip(_CHANGES, values, strict=True), context.meta[_WRITTEN])
    asked = api.supposable(scenario, rules)
    if not changes and asked.made is None:
        raise UsageError("nothing is changed", "as in --miss PROVISION")
    warn(asked.story)
    comparison = api.what_if(
        asked,
        changes,
        carry=carry,
        every=every,
        as_of=at(asked.story, as_of),
        known_by=at(asked.story, known_by),
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
