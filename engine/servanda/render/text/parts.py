"""Pieces every page of text is made of: heads, statuses, citations, lines."""

from collections.abc import Iterable, Mapping

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from servanda.problems import visible
from servanda.question import Head
from servanda.reasons import Reason
from servanda.render import phrases, words
from servanda.render.look import Look

DIM = "dim"
BOLD = "bold"


def plain(text: str, style: str = "") -> Text:
    """Take a text as it is: no markup, nothing that disturbs a terminal."""
    return Text(visible(text), style=style)


def said(text: str, style: str = "") -> Text:
    """Take a sentence, its dates written as people write them."""
    return plain(words.sentence(text), style)


def lines(parts: Iterable[Text | None]) -> Text:
    """Put pieces under one another, leaving out what is not there."""
    return Text("\n").join([part for part in parts if part is not None and part.plain])


def beside(parts: Iterable[str], style: str = "") -> Text:
    """Put words beside one another with dots between, leaving out empty ones."""
    return plain(" · ".join(part for part in parts if part), style)


def status(word: str, look: Look) -> Text:
    """Show a status: its mark, its word and its colour."""
    sign = words.SIGNS[word]
    style = sign.style if look.colour else ""
    return Text(f"{sign.plain if look.plain else sign.mark} {word}", style=style)


def head(head: Head, more: Mapping[str, Text]) -> Table:
    """Show what is asked about, above every answer."""
    known = f" {'(projected: nothing later is known)' if head.projected else ''}"
    rows = {
        "Agreement": beside([head.agreement_title, head.agreement]),
        "Scenario": beside([head.scenario_title, f"{head.agreement}/{head.scenario}"]),
        "": plain("hypothetical: these reports are made up", BOLD)
        if head.hypothetical
        else Text(),
        "As of": plain(f"{phrases.instant(head.as_of)} ({head.zone})"),
        "Known by": plain(f"{phrases.instant(head.known_by)}{known}".rstrip()),
        **more,
    }
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=DIM, no_wrap=True)
    table.add_column(overflow="fold")
    for name, shown in rows.items():
        if shown.plain:
            table.add_row(name, shown)
    return table


def table(*columns: str) -> Table:
    """Make an empty table as wide as the page, its head underlined."""
    made = Table(
        *columns,
        box=SIMPLE_HEAD,
        expand=True,
        pad_edge=False,
        show_edge=False,
        header_style=BOLD,
    )
    for column in made.columns:
        column.overflow = "fold"
    return made


def reason(reason: Reason) -> Text:
    """Say one reason, and who is to be cited for it."""
    shown = said(reason.text)
    if reason.citations:
        sources = "; ".join(dict.fromkeys(map(phrases.cited, reason.citations)))
        shown.append(f" ({visible(sources)})", DIM)
    return shown
