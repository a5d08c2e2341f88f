"""A what-if as text: the scenario beside itself with the changes, and the causes."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from servanda.comparison import Bough, Changed, Compared, Comparison
from servanda.problems import visible
from servanda.render import phrases, words
from servanda.render.look import Look, paint
from servanda.render.text import parts
from servanda.render.text.status import counted
from servanda.report import Row

SIDE_WIDTH = 16


def what_if(comparison: Comparison, look: Look) -> str:
    """Show what differs from the scenario, from when, and because of what."""
    before = counted(comparison.counts_before, look)["Flags"]
    after = counted(comparison.counts_after, look)["Flags"]
    changes = parts.lines(map(_change, comparison.changes))
    more = {"Changes": changes, "Scenario has": before, "What-if has": after}
    blocks: list[RenderableType] = [parts.head(comparison.head, more), Text()]
    blocks.append(parts.said(comparison.summary))
    if comparison.differences:
        show = _stack if look.narrow else _table
        blocks += [Text(), show(comparison.differences, look)]
    if any(comparison.causes):
        blocks += [Text(), _causes(comparison, look)]
    if comparison.unchanged:
        blocks += [Text(), Text("As in the scenario", "bold underline")]
        blocks += [_unchanged(row, look) for row in comparison.unchanged]
    return paint(Group(*blocks), look)


def _unchanged(row: Row, look: Look) -> RenderableType:
    shown = parts.status(row.status, look)
    shown.append(f" {row.ground}" if row.ground else "")
    shown.append(f"  {visible(row.title)}", parts.BOLD)
    due = phrases.due_line(row)
    shown.append(f" · {visible(due)}" if due else "", parts.DIM)
    return Padding(shown, (0, 0, 0, 2))


def _causes(comparison: Comparison, look: Look) -> Tree:
    root = Tree(Text("Causes", "bold underline"), guide_style=parts.DIM)
    for change, boughs in zip(comparison.changes, comparison.causes, strict=True):
        if boughs:
            branch = root.add(_change(change))
            for bough in boughs:
                _grow(branch, bough, look)
    return root


def _grow(parent: Tree, bough: Bough, look: Look) -> None:
    ways = dict.fromkeys(one.text for one in bough.because if one.kind == "provision")
    cited = dict.fromkeys(
        phrases.cited(one) for each in bough.because for one in each.citations
    )
    when = f"from {words.start(bough.parts_at)}" if bough.parts_at else "its dates"
    ground = f" {bough.ground}" if bough.ground else ""
    after = parts.status(bough.after, look).append(ground)
    status = after
    if bough.before != bough.after:
        status = parts.status(bough.before, look).append(" → ").append_text(after)
    particulars = [bough.provision, when, f"rule {bough.rule}"]
    branch = parent.add(
        parts.lines(
            [
                parts.plain(bough.title, parts.BOLD),
                status,
                parts.beside(particulars, parts.DIM),
                *(parts.said(way) for way in ways),
                parts.plain("; ".join(cited), parts.DIM),
            ]
        )
    )
    for each in bough.boughs:
        _grow(branch, each, look)


def _change(change: Changed) -> Text:
    return parts.said(change.text)


def _table(differences: Iterable[Compared], look: Look) -> Table:
    shown = parts.table("Provision", "Scenario", "What if")
    shown.columns[0].ratio = 1
    for column in shown.columns[1:]:
        column.width = SIDE_WIDTH
    for index, one in enumerate(differences):
        if index:
            shown.add_row()
        shown.add_row(_what(one), side(one.before, look), side(one.after, look))
        for each in one.instances:
            sides = side(each.before, look), side(each.after, look)
            shown.add_row(_instance(each), *sides)
    return shown


def _stack(differences: Iterable[Compared], look: Look) -> RenderableType:
    blocks: list[RenderableType] = []
    for one in differences:
        blocks.append(_what(one))
        for name, row in (("scenario", one.before), ("what if", one.after)):
            shown = Text(f"{name}: ", parts.DIM).append_text(side(row, look))
            blocks.append(Padding(shown, (0, 0, 0, 2)))
        blocks.append(Text())
    return Group(*blocks)


def _what(one: Compared) -> Text:
    title = parts.plain(one.title, parts.BOLD)
    from_when = f"from {words.start(one.parts_at)}" if one.parts_at else ""
    particulars = parts.beside([one.provision, from_when], parts.DIM)
    return parts.lines([title, particulars])


def _instance(one: Compared) -> Text:
    return parts.plain(f"  {one.instance_name}")


def side(row: Row | None, look: Look) -> Text:
    """Show where a provision stands on one side: status, ground, dates, lateness."""
    if row is None:
        return parts.plain("not there", parts.DIM)
    since = f"since {words.start(row.since)}" if row.since else ""
    return parts.lines(
        [
            parts.status(row.status, look),
            parts.plain(row.ground),
            parts.plain(since, parts.DIM),
            parts.plain(_dates(row), parts.DIM),
            parts.plain(_late(row), parts.DIM),
        ]
    )


def _dates(row: Row) -> str:
    return f"due {phrases.date(row)}" if row.due else phrases.date(row)


def _late(row: Row) -> str:
    """Say how late it was, or how many days it is overdue: hours would fill a page."""
    counted = row.late_by or not (row.overdue or "PT").startswith("PT")
    return phrases.lateness(row) if counted else ""
