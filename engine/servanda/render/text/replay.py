"""A replay as text: what changed, day by day, and why."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from servanda.chronicle import Chronicle, Event
from servanda.problems import visible
from servanda.render import words
from servanda.render.look import Look, paint
from servanda.render.text import parts

WHEN_WIDTH = 17
CHANGE_WIDTH = 14


def replay(chronicle: Chronicle, look: Look) -> str:
    """Show every change of status, in order."""
    clock = "when it was" if chronicle.hindsight else "when it became known"
    total = words.count(len(chronicle.transitions), "change")
    more = {"Shown": parts.plain(f"{total} of status, by {clock}")}
    head = parts.head(chronicle.head, more)
    show = _stack if look.narrow else _table
    body = show(chronicle.transitions, look) if chronicle.transitions else Text()
    return paint(Group(head, Text(), body), look)


def _table(events: Iterable[Event], look: Look) -> RenderableType:
    shown = parts.table("When", "Now", "Provision")
    shown.columns[0].width = WHEN_WIDTH
    shown.columns[1].width = CHANGE_WIDTH
    shown.columns[2].ratio = 1
    last = ""
    for event in events:
        when = words.start(event.at)
        if last and when != last:
            shown.add_row()
        first = parts.plain("" if when == last else when)
        shown.add_row(first, now(event, look), cause(event))
        last = when
    return shown


def _stack(events: Iterable[Event], look: Look) -> RenderableType:
    blocks: list[RenderableType] = []
    for event in events:
        when = f"{words.start(event.at)}  "
        blocks.append(Text(when) + now(event, look))
        blocks.append(Padding(cause(event), (0, 0, 1, 2)))
    return Group(*blocks)


def now(event: Event, look: Look) -> Text:
    """Show what a provision became, and on what ground."""
    ground = parts.plain(f"  {event.ground}", parts.DIM) if event.ground else None
    return parts.lines([parts.status(event.after, look), ground])


def cause(event: Event) -> Text:
    """Say which provision changed, from what, and because of what."""
    title = parts.plain(event.title, parts.BOLD)
    if event.instance_name:
        title.append(f" ({visible(event.instance_name)})")
    was = f"was {event.before}" if event.before else ""
    about = words.start(event.effective)
    since = f"about {about}" if about != words.start(event.at) else ""
    reasons = (parts.reason(reason) for reason in event.cause)
    particulars = parts.beside([event.provision, was, since], parts.DIM)
    return parts.lines([title, *reasons, particulars])
