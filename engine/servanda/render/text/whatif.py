"""A what-if as text: the scenario beside itself with the changes, and the causes."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from servanda.comparison import Because, Changed, Compared, Comparison, Step
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
    head = parts.head(comparison.head, more)
    if not comparison.differences:
        return paint(Group(head, Text(), Text("Nothing differs.")), look)
    show = _stack if look.narrow else _table
    return paint(Group(head, Text(), show(comparison.differences, look)), look)


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
    return parts.lines([title, particulars, *chain(one)])


def _instance(one: Compared) -> Text:
    return parts.plain(f"  {one.instance_name}")


def side(row: Row | None, look: Look) -> Text:
    """Show where a provision stands on one side: status, ground, since, due."""
    if row is None:
        return parts.plain("not there", parts.DIM)
    since = f"since {words.start(row.since)}" if row.since else ""
    return parts.lines(
        [
            parts.status(row.status, look),
            parts.plain(row.ground),
            parts.plain(since, parts.DIM),
            parts.plain(_dates(row), parts.DIM),
        ]
    )


def _dates(row: Row) -> str:
    return f"due {phrases.date(row)}" if row.due else phrases.date(row)


def chain(one: Compared) -> Iterator[Text]:
    """Tell the causes, from the changes to the provision that differs."""
    for step in one.chain:
        for because in step.because:
            yield _because(step, because, one.provision)


def _because(step: Step, because: Because, provision: str) -> Text:
    direct = because.kind == "change" or step.provision == provision
    about = "" if direct else f"{step.provision}: "
    shown = parts.plain(f"← {about}").append_text(parts.said(because.text))
    cited = "; ".join(dict.fromkeys(map(phrases.cited, because.citations)))
    return shown.append(f" ({visible(cited)})", parts.DIM) if cited else shown
