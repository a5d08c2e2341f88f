"""Slack as text: how late each step can be, until when, and what falls first."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from servanda.render import phrases, words
from servanda.render.look import Look, paint
from servanda.render.text import parts
from servanda.slackreport import SlackReport, SlackRow


def slack(report: SlackReport, look: Look) -> str:
    """Show how late each step can be, the tightest first."""
    more = {"Carried": parts.plain("what waits for a step comes as much later")}
    head = parts.head(report.head, more if report.carry else {})
    if not report.steps:
        nothing = Text("There is no step that is open or met.")
        return paint(Group(head, Text(), nothing), look)
    blocks: list[RenderableType] = [head, Text()]
    blocks += _stack(report, look) if look.narrow else [_table(report, look)]
    return paint(Group(*blocks), look)


def _table(report: SlackReport, look: Look) -> RenderableType:
    shown = parts.table("Step", "Can be late", "Beyond that")
    shown.columns[0].ratio = 4
    shown.columns[1].ratio = 3
    shown.columns[2].ratio = 4
    for index, row in enumerate(report.steps):
        if index:
            shown.add_row()
        shown.add_row(_step(row, look), _slack(row, report), parts.lines(_falls(row)))
    return shown


def _stack(report: SlackReport, look: Look) -> Iterator[RenderableType]:
    for row in report.steps:
        yield _step(row, look)
        beside = parts.lines([_slack(row, report), *_falls(row)])
        yield Padding(beside, (0, 0, 0, 2))
        yield Text()


def _step(row: SlackRow, look: Look) -> Text:
    due = f"due {words.end(row.due)}" if row.due else ""
    done = f"performed {words.date(row.performed)}" if row.performed else "open"
    status = parts.status(row.status, look)
    return parts.lines(
        [
            parts.plain(row.title, parts.BOLD),
            status.append(f" {row.ground}" if row.ground else ""),
            parts.beside([row.id, done, due], parts.DIM),
        ]
    )


def _slack(row: SlackRow, report: SlackReport) -> Text:
    if row.latest is None:
        return parts.plain(phrases.unlimited(row, report))
    until = f"until {words.end(row.latest)}"
    return parts.lines([parts.plain(phrases.slack(row)), parts.plain(until, parts.DIM)])


def _falls(row: SlackRow) -> Iterator[Text]:
    for one in row.falls:
        yield parts.said(phrases.falling(one, row))
