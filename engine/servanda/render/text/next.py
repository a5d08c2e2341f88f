"""What falls due next as text: date, provision, and what would move it by then."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from servanda.problems import visible
from servanda.render import phrases, words
from servanda.render.look import Look, paint
from servanda.render.text import parts
from servanda.render.text import status as rows
from servanda.upcoming import Item, Upcoming


def next(upcoming: Upcoming, look: Look) -> str:
    """Show what is open, by due date."""
    total = words.count(len(upcoming.items), "open duty")
    head = parts.head(upcoming.head, {"Open": parts.plain(total)})
    show = _stack if look.narrow else _table
    body = show(upcoming.items, look) if upcoming.items else Text()
    return paint(Group(head, Text(), body), look)


def _table(items: Iterable[Item], look: Look) -> RenderableType:
    shown = parts.table("Due", "Status", "Provision")
    shown.columns[0].width = rows.DUE_WIDTH
    shown.columns[1].width = rows.STATUS_WIDTH
    shown.columns[2].ratio = 1
    for index, item in enumerate(items):
        if index:
            shown.add_row()
        shown.add_row(_due(item), rows.state(item.row, look), _duty(item))
    return shown


def _due(item: Item) -> Text:
    shown = rows.when(item.row)
    return shown if shown.plain else parts.plain("date not known", parts.DIM)


def _stack(items: Iterable[Item], look: Look) -> RenderableType:
    blocks: list[RenderableType] = []
    for item in items:
        status = parts.status(item.row.status, look)
        due = phrases.due_line(item.row) or "date not known"
        blocks.append(status.append(f"  {due}", ""))
        blocks.append(Padding(_duty(item), (0, 0, 1, 2)))
    return Group(*blocks)


def _duty(item: Item) -> Text:
    row = item.row
    title = parts.plain(row.title, parts.BOLD)
    if row.instance_name:
        title.append(f" ({visible(row.instance_name)})")
    return parts.lines(
        [
            title,
            _derived(item),
            *(parts.said(move) for move in item.moves),
            parts.plain(phrases.then(item)),
            parts.beside([row.id, words.listed(row.bearer_names)], parts.DIM),
        ]
    )


def _derived(item: Item) -> Text | None:
    if item.derivation is None:
        return None
    return parts.said(phrases.derivation(item.derivation))
