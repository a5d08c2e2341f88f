"""The reference of all commands, made from the commands below what is said of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from servanda import cli
from servanda.arguments import Format

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"
MARK = "<!-- What follows is made from the commands themselves: make golden. -->\n"
HEAD = "## All commands\n\n| | |\n|---|---|\n"


def text() -> str:
    """Write the page: what stands there by hand, and below it every command."""
    by_hand, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        raise ValueError(f"{PAGE} has no line {MARK!r} to write below")
    group: Any = typer.main.get_command(cli.app)
    listed = "".join(entry(name, command) for name, command in group.commands.items())
    chapters = [chapter(name, command) for name, command in group.commands.items()]
    return f"{by_hand}{MARK}\n{HEAD}{listed}\n" + "\n".join(chapters)


def entry(name: str, command: Any) -> str:
    """Write one command's line in the list of all."""
    first = command.help.strip().splitlines()[0]
    return f"| [`{name}`](#servanda-{name}) | {first} |\n"


def chapter(name: str, command: Any) -> str:
    """Write one command: what it does, its arguments and options, an example."""
    rows = "".join(row(one) for one in command.params if one.name != "help")
    example = str(command.epilog).removeprefix("Example: ")
    return (
        f"## `servanda {name}`\n\n{command.help.strip()}\n\n"
        f"| | |\n|---|---|\n{rows}\n```sh\n{example}\n```\n"
    )


def row(parameter: Any) -> str:
    """Write one argument or option."""
    if parameter.param_type_name == "argument":
        shown = parameter.metavar
    else:
        value = f" {parameter.metavar}" if parameter.metavar else ""
        shown = ", ".join(parameter.opts) + value
    help = " ".join(parameter.help.split())
    if parameter.name == "format" and parameter.default:
        words = ", ".join(f"`{word}`" for word in Format)
        help += f" One of {words}."
    return f"| `{shown}` | {help} |\n"
