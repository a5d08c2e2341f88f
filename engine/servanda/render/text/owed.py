"""What is still owed as text: party by party, what is overdue first."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from servanda.accounts import Account, Debt, Owed
from servanda.problems import visible
from servanda.render import phrases
from servanda.render.look import Look, paint
from servanda.render.text import parts
from servanda.render.text import status as rows


def owed(owed: Owed, look: Look) -> str:
    """Show what each party owes."""
    blocks: list[RenderableType] = [parts.head(owed.head, {})]
    for account in owed.accounts:
        blocks += ["", *_account(account, look)]
    if not owed.accounts:
        blocks += ["", Text("Nothing is owed.")]
    return paint(Group(*blocks), look)


def _account(account: Account, look: Look) -> Iterable[RenderableType]:
    name = parts.plain(account.name.upper(), "bold underline")
    yield name.append(f"  {phrases.debts(account)}", "not bold not underline dim")
    if look.narrow:
        yield from _stack(account.debts, look)
    elif account.debts:
        yield _table(account.debts, look)


def _table(debts: Iterable[Debt], look: Look) -> RenderableType:
    shown = parts.table("Due", "Status", "Provision")
    shown.columns[0].width = rows.DUE_WIDTH
    shown.columns[1].width = rows.STATUS_WIDTH
    shown.columns[2].ratio = 1
    for index, debt in enumerate(debts):
        if index:
            shown.add_row()
        shown.add_row(_due(debt), rows.state(debt.row, look), _duty(debt))
    return shown


def _due(debt: Debt) -> Text:
    return parts.lines([parts.plain(phrases.until(debt)), _late(debt)])


def _late(debt: Debt) -> Text:
    return parts.plain(phrases.lateness(debt.row), parts.DIM)


def _stack(debts: Iterable[Debt], look: Look) -> Iterable[RenderableType]:
    for debt in debts:
        due = ", ".join(
            part for part in (phrases.until(debt), phrases.lateness(debt.row)) if part
        )
        status = parts.status(debt.row.status, look)
        yield status.append(visible(f"  {due}"), "")
        yield Padding(_duty(debt), (0, 0, 1, 2))


def _duty(debt: Debt) -> Text:
    row = debt.row
    title = parts.plain(row.title, parts.BOLD)
    if row.instance_name:
        title.append(f" ({visible(row.instance_name)})")
    return parts.lines(
        [
            title,
            parts.plain(phrases.owed_to(debt)),
            parts.said(phrases.derivation(debt.derivation))
            if debt.derivation
            else None,
            *(parts.said(one) for one in debt.discharged_by),
            *(parts.said(phrases.left(one)) for one in debt.left),
            *(parts.said(one) for one in phrases.together(debt)),
            parts.plain(row.id, parts.DIM),
            parts.plain(phrases.left_out(debt), parts.DIM),
        ]
    )
