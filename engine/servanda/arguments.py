"""The arguments that commands share: their names, their help, their completion."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Format(StrEnum):
    """How a result is written."""

    text = "text"
    md = "md"
    json = "json"
    csv = "csv"


class ReportFormat(StrEnum):
    """How a report is written: as any result, or as a file to look at."""

    text = "text"
    md = "md"
    json = "json"
    csv = "csv"
    html = "html"
    svg = "svg"
    pdf = "pdf"
    xlsx = "xlsx"


def scenarios_like(incomplete: str) -> list[str]:
    """Complete the name of a shipped scenario."""
    from servanda.source.library import scenarios

    return [one.name for one in scenarios() if one.name.startswith(incomplete)]


def supposable_like(incomplete: str) -> list[str]:
    """Complete the name of a shipped scenario, or of a what-if planned of one."""
    from servanda.source.library import plans, scenarios

    named = (one.name for one in (*scenarios(), *plans()))
    return [name for name in named if name.startswith(incomplete)]


def provisions_like(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the id of a provision of the scenario named before it."""
    from servanda import api
    from servanda.errors import ServandaError

    try:
        story = api.load(context.params["scenario"], rules=context.params.get("rules"))
    except (KeyError, ServandaError):
        return []
    return [id for id in story.provisions if id.startswith(incomplete)]


ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario: a path, or a shipped name as `list` shows it.",
        autocompletion=scenarios_like,
        show_default=False,
    ),
]
ProvisionArgument = Annotated[
    str,
    typer.Argument(
        metavar="PROVISION",
        help="A provision, by the id that `status` shows.",
        autocompletion=provisions_like,
        show_default=False,
    ),
]
PathsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Files, folders, or shipped names.",
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Where things stand at a day's end or an instant; `today` is one too. "
        "Default: the latest date in the scenario.",
        show_default=False,
    ),
]
KnownBy = Annotated[
    str | None,
    typer.Option(
        "--known-by",
        metavar="DATE",
        help="Only what was known by then. Default: the --as-of instant.",
        show_default=False,
    ),
]
Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        help="A folder of agreements to look in first.",
        show_default=False,
    ),
]
FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="How the result is written.")
]


def change(name: str, metavar: str, text: str) -> Any:
    """Declare an option that makes a change of a what-if."""
    return typer.Option(name, metavar=metavar, help=text, show_default=False)


def example(line: str) -> str:
    """Show a command line below its help."""
    return f"Example: servanda {line}"
