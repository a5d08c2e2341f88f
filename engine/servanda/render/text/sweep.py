"""A sweep as text: how often each provision ends in each flag, and what matters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from servanda.render import words
from servanda.render.look import Look, paint
from servanda.render.sweeps import (
    about,
    by_outcome,
    cells,
    importance_note,
    index,
    interval,
    percent,
    span,
    steady,
)
from servanda.render.text import parts
from servanda.sweep.report import ImportanceRow, ShareRow, SweepReport

SHARE_WIDTH = 26


def sweep(report: SweepReport, look: Look) -> str:
    """Show the shares of the provisions that differ, then the importance of axes."""
    blocks: list[RenderableType] = [_head(report), Text()]
    if report.varying:
        blocks += _shares(report, look)
    blocks.append(parts.plain(steady(report), parts.DIM))
    if report.importance:
        blocks += [Text(), *_importance(report)]
    return paint(Group(*blocks), look)


def _head(report: SweepReport) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=parts.DIM, no_wrap=True)
    table.add_column(overflow="fold")
    for name, said in about(report).items():
        table.add_row(name, parts.plain(said))
    for place, axis in enumerate(report.axes):
        name = "What varies" if not place else ""
        table.add_row(name, parts.plain(f"{axis.title}: {span(axis)}"))
    return table


def _shares(report: SweepReport, look: Look) -> Iterator[RenderableType]:
    """Show each provision, and below it the dates beside or under one another."""
    for provision, by_date in cells(report).items():
        title = next(iter(by_date.values()))[0].title
        yield parts.plain(title, parts.BOLD)
        yield parts.plain(provision, parts.DIM)
        columns = 1 if look.narrow else max(1, (look.width - 2) // SHARE_WIDTH)
        yield Padding(_dates(by_date, columns, look), (0, 0, 1, 2))


def _dates(
    by_date: Mapping[str, Sequence[ShareRow]], columns: int, look: Look
) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(columns):
        grid.add_column(width=SHARE_WIDTH - 2)
    shown = [_date(at, rows, look) for at, rows in by_date.items()]
    for first in range(0, len(shown), columns):
        grid.add_row(*shown[first : first + columns])
    return grid


def _date(at: str, rows: Sequence[ShareRow], look: Look) -> Text:
    head = parts.plain(words.end(at), parts.DIM)
    return parts.lines([head, _cell(rows, look)])


def _cell(rows: Sequence[ShareRow], look: Look) -> Text:
    return parts.lines(_share(row, look) for row in rows)


def _share(row: ShareRow, look: Look) -> Text:
    shown = parts.status(row.flag, look).append(f" {percent(row.share)}", "")
    between = interval(row)
    return shown.append(f" ({between})", parts.DIM) if between else shown


def _importance(report: SweepReport) -> Iterable[RenderableType]:
    shown = parts.table("What matters for", "by itself", "with others")
    shown.columns[0].ratio = 1
    for column in shown.columns[1:]:
        column.width = 16
        column.justify = "right"
    for place, rows in enumerate(by_outcome(report)):
        if place:
            shown.add_row()
        shown.add_row(parts.plain(rows[0].outcome_title, parts.BOLD))
        for row in rows:
            shown.add_row(parts.plain(f"  {row.axis_title}"), *_indices(row))
    yield shown
    yield Text()
    yield parts.plain(importance_note(report), parts.DIM)


def _indices(row: ImportanceRow) -> Iterator[Text]:
    yield parts.plain(index(row.first, row.first_low, row.first_high))
    yield parts.plain(index(row.total, row.total_low, row.total_high))
