"""The reference of all commands, made from the commands themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from servanda import cli
from servanda.arguments import Format

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"


def text() -> str:
    """Write the reference of all commands from the commands themselves."""
    group: Any = typer.main.get_command(cli.app)
    chapters = [chapter(name, command) for name, command in group.commands.items()]
    head = (
        "# Commands\n\n"
        "Made from the commands themselves (`make golden`); a test compares.\n\n"
        "Exit codes: 0 fine, warnings and breaches included; 1 errors in the input, or "
        "expectations that fail; 2 wrong\nuse; 70 a bug of ours; 130 interrupted. "
        "Results go to stdout, problems to stderr.\n\n"
    )
    return head + "\n".join(chapters)


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
