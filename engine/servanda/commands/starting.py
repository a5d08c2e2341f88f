"""`new` and `schema`: what one starts from, and what an editor needs to know."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from servanda.errors import UsageError
from servanda.render.output import write


class Kind(StrEnum):
    """What can be started."""

    agreement = "agreement"
    scenario = "scenario"


def new(
    kind: Annotated[
        Kind,
        typer.Argument(
            metavar="KIND", help="`agreement` or `scenario`.", show_default=False
        ),
    ],
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Its id: small letters, digits and hyphens. For a scenario also "
            "AGREEMENT/NAME.",
            show_default=False,
        ),
    ],
    agreement: Annotated[
        str | None,
        typer.Option(
            "--agreement",
            metavar="AGREEMENT",
            help="The agreement that a scenario is of.",
            show_default=False,
        ),
    ] = None,
    folder: Annotated[
        Path,
        typer.Option(
            "--in",
            metavar="DIR",
            help="The folder that holds rules/ and scenarios/. Default: this one.",
            show_default=False,
        ),
    ] = Path(),
) -> None:
    """Write an agreement or a scenario to start from, with comments.

    It passes `check` as it is. Nothing that is there already is touched; the files
    written are named, one a line.
    """
    from servanda import api

    if kind is Kind.agreement:
        if agreement is not None:
            raise UsageError("an agreement is of no other", "leave out --agreement")
        written = api.new_agreement(name, folder=folder)
    else:
        whose, id = _of(name, agreement)
        written = api.new_scenario(id, whose, folder=folder)
    write("".join(f"{path}\n" for path in written))


def _of(name: str, agreement: str | None) -> tuple[str, str]:
    """Take a scenario's name apart into its agreement and its id."""
    before, _, id = name.rpartition("/")
    if agreement is not None and before not in {"", agreement}:
        raise UsageError(
            f'"{name}" is no scenario of "{agreement}"', "name its agreement once"
        )
    whose = agreement or before
    if not whose:
        hint = "name it --agreement AGREEMENT, or AGREEMENT/NAME"
        raise UsageError("a scenario is of an agreement", hint)
    return whose, id


def schema(
    format: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="`agreement`, `provisions` (the files beside it), `scenario`, `plan` "
            "or `sweep`.",
            show_default=False,
        ),
    ],
) -> None:
    """Print the JSON Schema of a file format, for editors.

    A file names its schema in its first line, as those that come with servanda and
    those that `new` writes do.
    """
    from servanda import api

    write(api.schema(format))
