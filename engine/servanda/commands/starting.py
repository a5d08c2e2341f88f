"""`schema`: what an editor needs to know of a format."""

from typing import Annotated

import typer

from servanda.render.output import write


def schema(
    format: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="`agreement`, `provisions` (the files beside it) or `scenario`.",
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
