"""How far scenarios try an agreement, as text: a row a provision."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from servanda.covering import Coverage, Tried
from servanda.render import words
from servanda.render.look import Look, paint
from servanda.render.text import parts


def coverage(coverage: Coverage, look: Look) -> str:
    """Show which provisions scenarios move, then what none of them tries."""
    show = _stack if look.narrow else _table
    head = parts.beside([coverage.title, coverage.agreement], parts.BOLD)
    body = show(coverage.provisions, look)
    return paint(Group(head, Text(), body, Text(), _summary(coverage)), look)


def _table(provisions: Iterable[Tried], look: Look) -> RenderableType:
    shown = parts.table("Provision", "Moved by", "Statuses")
    for column, ratio in zip(shown.columns, (4, 3, 3), strict=True):
        column.ratio = ratio
    for one in provisions:
        shown.add_row(_provision(one), _moved(one), _statuses(one, look))
    return shown


def _stack(provisions: Iterable[Tried], look: Look) -> RenderableType:
    blocks: list[RenderableType] = []
    for one in provisions:
        blocks.append(_provision(one))
        said = parts.lines([_moved(one), _statuses(one, look)])
        blocks.append(Padding(said, (0, 0, 1, 2)))
    return Group(*blocks)


def _provision(one: Tried) -> Text:
    unreported = ", ".join(one.unreported)
    return parts.lines(
        [
            parts.plain(one.id),
            parts.plain(f"never reported: {unreported}" if unreported else "", "dim"),
        ]
    )


def _moved(one: Tried) -> Text:
    names = [parts.plain(name) for name in one.scenarios]
    return parts.lines(names) if names else parts.plain("none", parts.DIM)


def _statuses(one: Tried, look: Look) -> Text:
    return parts.lines([parts.status(word, look) for word in one.statuses])


def _summary(coverage: Coverage) -> Text:
    number, moved = len(coverage.provisions), len(coverage.unmoved)
    kinds = words.count(len(coverage.unreported), "kind")
    scenarios = words.count(len(coverage.scenarios), "scenario")
    return parts.plain(
        f"{number - moved} of {words.count(number, 'provision')} moved by {scenarios}; "
        f"{kinds} never reported"
    )
