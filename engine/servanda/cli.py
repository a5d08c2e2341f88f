"""The command line: it reads arguments, calls the API, and writes what comes back.

Results go to stdout, problems to stderr. Exit codes: 0 fine, 1 errors in the input
or expectations that fail, 2 wrong use, 70 a bug of ours, 130 interrupted.
"""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, NoReturn

import typer
from typer.core import TyperCommand

from servanda import __version__
from servanda.arguments import example
from servanda.commands import (
    files,
    questions,
    report,
    serve,
    slack,
    starting,
    sweep,
    whatif,
)
from servanda.commands.shared import BUG, FAILED, FINE, INTERRUPTED, MISUSED
from servanda.errors import InputError, ServandaError, UsageError
from servanda.render.output import complain, remark, write

app = typer.Typer(
    name="servanda",
    help="Track compliance with an agreement, with the reason for every status "
    "down to the cited source.",
    epilog="Start with: servanda list",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        write(f"servanda {__version__}\n")
        raise typer.Exit


@app.callback()
def _servanda(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """Track compliance with an agreement.

    Every status carries its reason, down to the cited source.
    """


# Each command with its function and an example that a test runs.
_COMMANDS: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("list", files.list_, "list"),
    ("check", files.check, "check rules/gaza-2025 scenarios/gaza-2025"),
    ("coverage", files.coverage, "coverage gaza-2025"),
    (
        "status",
        questions.status,
        "status gaza-2025/as-reported-27-february --as-of 2025-03-01",
    ),
    (
        "replay",
        questions.replay,
        "replay gaza-2025/as-reported-27-february --hindsight",
    ),
    (
        "why",
        questions.why,
        "why gaza-2025/as-reported-27-february corridor-withdrawal-begins",
    ),
    ("next", questions.next_, "next gaza-2025/as-reported-27-february"),
    (
        "owed",
        questions.owed,
        "owed gaza-2025/as-reported-27-february --by israel",
    ),
    ("test", files.run_tests, "test scenarios"),
    (
        "what-if",
        whatif.what_if,
        "what-if gaza-2025/as-reported-27-february "
        "--perform corridor-withdrawal-begins=2025-03-01",
    ),
    ("sweep", sweep.sweep, "sweep gaza-2025/record-to-18-march corridor-delays"),
    (
        "slack",
        slack.slack,
        "slack gaza-2025/as-reported-27-february --as-of 2025-02-28",
    ),
    ("report", report.report, "report gaza-2025/as-reported-27-february -o report.md"),
    ("serve", serve.serve, "serve . --edit"),
    ("new", starting.new, "new agreement harbour-2032"),
    ("schema", starting.schema, "schema scenario"),
)
for _name, _function, _example in _COMMANDS:
    _class = whatif.Ordered if _name == "what-if" else TyperCommand
    app.command(_name, cls=_class, epilog=example(_example))(_function)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    if arguments is None:
        _hurry()
    try:
        app(arguments, prog_name="servanda")
    except KeyboardInterrupt:
        _leave(INTERRUPTED)
    except InputError as error:
        complain(error.problems)
        _leave(FAILED, f"servanda: {error.message}")
    except ServandaError as error:
        code = MISUSED if isinstance(error, UsageError) else FAILED
        hint = f"\n   hint: {error.hint}" if error.hint else ""
        _leave(code, f"servanda: {error.message}{hint}")
    except Exception as error:
        if os.environ.get("SERVANDA_DEBUG"):
            raise
        _leave(BUG, _sorry(error))
    _leave(FINE)


def _hurry() -> None:
    """Spare a process that is soon over what only pays in a long one."""
    # Nobody extends our models with plugins: pydantic need not look for any.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    gc.disable()


def _leave(code: int, message: str = "") -> NoReturn:
    if message:
        remark(message)
    if not gc.isenabled():
        # What is left goes with the process: nobody need look through it once more.
        gc.freeze()
    sys.exit(code)


def _sorry(error: Exception) -> str:
    found = " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"servanda: internal error: {found}\n"
        "   please report it with the command and its files; "
        "SERVANDA_DEBUG=1 shows where it happened"
    )
