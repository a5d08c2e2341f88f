"""The command line: it reads arguments, calls the API, and writes what comes back.

Results go to stdout, problems to stderr. Exit codes: 0 fine, 1 errors in the input
or expectations that fail, 2 wrong use, 70 a bug of ours, 130 interrupted.
"""

import gc
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand

from servanda import __version__
from servanda.arguments import (
    AsOf,
    Format,
    FormatOption,
    KnownBy,
    PathsArgument,
    ProvisionArgument,
    Rules,
    ScenarioArgument,
    change,
    example,
)
from servanda.errors import InputError, ServandaError, UsageError
from servanda.render.output import complain, remark, renderer_here, write

if TYPE_CHECKING:
    from servanda.api import Story

FINE, FAILED, MISUSED, BUG, INTERRUPTED = 0, 1, 2, 70, 130


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


@app.command("list", epilog=example("list"))
def list_(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="A folder to look in. Default: what comes with servanda.",
            show_default=False,
        ),
    ] = None,
    format: FormatOption = Format.text,
) -> None:
    """List agreements and scenarios."""
    from servanda import api

    write(renderer_here(format.value).listing(api.listing(folder)))


@app.command(epilog=example("check rules/gaza-2025 scenarios/gaza-2025"))
def check(
    paths: PathsArgument,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Read agreements and scenarios, and report every problem at once."""
    from servanda import api

    checked = api.check_files(paths, rules=rules)
    if format is Format.text:
        complain(checked.problems)
    write(renderer_here(format.value).check(checked))
    if any(map(api.is_missing, checked.problems)):
        raise typer.Exit(MISUSED)
    if checked.errors:
        raise typer.Exit(FAILED)


@app.command(
    epilog=example("status gaza-2025/as-reported-27-february --as-of 2025-03-01")
)
def status(
    scenario: ScenarioArgument,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Show where every provision stands."""
    from servanda import api

    story = _load(scenario, rules)
    report = api.status(story, as_of=_at(story, as_of), known_by=_at(story, known_by))
    write(renderer_here(format.value).status(report))


@app.command(epilog=example("replay gaza-2025/as-reported-27-february --hindsight"))
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

    story = _load(scenario, rules)
    chronicle = api.replay(
        story,
        hindsight=hindsight,
        instances=instances,
        as_of=_at(story, as_of),
        known_by=_at(story, known_by),
    )
    write(renderer_here(format.value).replay(chronicle))


@app.command(
    epilog=example("why gaza-2025/as-reported-27-february corridor-withdrawal-begins")
)
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

    story = _load(scenario, rules)
    explanation = api.why(
        story,
        provision,
        _pairs(instance or ()),
        as_of=_at(story, as_of),
        known_by=_at(story, known_by),
    )
    write(renderer_here(format.value).why(explanation))


@app.command("next", epilog=example("next gaza-2025/as-reported-27-february"))
def next_(
    scenario: ScenarioArgument,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Show what falls due, in order, and what would move it."""
    from servanda import api

    story = _load(scenario, rules)
    found = api.next_due(story, as_of=_at(story, as_of), known_by=_at(story, known_by))
    write(renderer_here(format.value).next(found))


@app.command("test", epilog=example("test scenarios"))
def run_tests(
    paths: PathsArgument,
    rules: Rules = None,
    format: FormatOption = Format.text,
) -> None:
    """Compare scenarios with what they expect of themselves."""
    from servanda import api

    run = api.run_tests(paths, rules=rules)
    for scenario in run.scenarios:
        complain(scenario.problems)
    write(renderer_here(format.value).test(run))
    if not run.passed:
        raise typer.Exit(FAILED)


class _Ordered(TyperCommand):
    """A command that remembers the order its options were written in."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the arguments as they were written, then parse them."""
        ctx.meta[_WRITTEN] = tuple(args)
        return super().parse_args(ctx, args)


_WRITTEN = "servanda.written"
_CHANGES = ("miss", "delay", "perform", "drop", "move", "deny", "add")


@app.command(
    "what-if",
    cls=_Ordered,
    epilog=example(
        "what-if gaza-2025/as-reported-27-february --perform "
        "corridor-withdrawal-begins=2025-03-01"
    ),
)
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
    story = _load(scenario, rules)
    comparison = api.what_if(
        story, changes, as_of=_at(story, as_of), known_by=_at(story, known_by)
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


@app.command(epilog=example("report gaza-2025/as-reported-27-february -o report.md"))
def report(
    scenario: ScenarioArgument,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write it: a name ending in .md, .json, .csv or .txt. "
            "Default: stdout.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    rules: Rules = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="How it is written. Default: by the file's name, else md.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the status report: where all stands, what is due, the sources."""
    from servanda import api

    wanted = format or _format_of(output)
    story = _load(scenario, rules)
    found = api.report(story, as_of=_at(story, as_of), known_by=_at(story, known_by))
    if output is None:
        write(renderer_here(wanted.value).report(*found))
        return
    from servanda.render import renderer
    from servanda.render.look import Look
    from servanda.source.write import write_whole

    problem = write_whole(output, renderer(wanted.value, Look()).report(*found))
    if problem is not None:
        raise ServandaError(f"{problem.file}: {problem.message}", problem.hint)


def _format_of(output: Path | None) -> Format:
    if output is None:
        return Format.md
    suffix = output.suffix.lower().removeprefix(".")
    if suffix in {"txt", *Format}:
        return Format.text if suffix == "txt" else Format(suffix)
    hint = "a name ends in .md, .json, .csv or .txt; or give --format"
    raise UsageError(f'"{output}" does not say its format', hint)


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


def _load(scenario: str, rules: Path | None) -> "Story":
    """Load a scenario, and say where its warnings can be read."""
    from servanda import api

    story = api.load(scenario, rules=rules)
    if story.warnings:
        number = len(story.warnings)
        found = f"{number} warning{'' if number == 1 else 's'} in the input"
        remark(f"servanda: {found}: servanda check {scenario}")
    return story


def _at(story: "Story", text: str | None) -> str | None:
    """Take a date as given, `today` as the day it is where the agreement holds."""
    if text != "today":
        return text
    from servanda.dates import today_in

    return today_in(story.loaded.agreement.zone, datetime.now(UTC))


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    for name, equals, value in pairs:
        if not (name and equals and value):
            hint = "as in --instance batch=8"
            raise UsageError(f'--instance "{name}" is not KEY=VALUE', hint)
    return {name: value for name, _, value in pairs}
