"""A brief on one page: as Markdown, as text, as a PDF, as JSON.

All of them are made of the same sections: a line that says it, and a few below it.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from servanda.briefing import Brief, Changed, Disputed, Moved
from servanda.problems import visible
from servanda.reasons import Citation
from servanda.render import json, phrases, words
from servanda.render.look import Look
from servanda.render.markdown.answers import escape, page
from servanda.report import ActTold
from servanda.upcoming import Item

LONGEST = 260
FEWER = (8, 6, 5, 4, 3, 2, 1)


class Entry(NamedTuple):
    """One thing a brief tells: a line in bold, and what is said of it."""

    lead: str
    lines: tuple[str, ...]


class Section(NamedTuple):
    """A part of a brief: its title, its entries, how many more there are."""

    title: str
    entries: tuple[Entry, ...]
    left_out: int
    empty: str = ""

    def cut(self, most: int) -> "Section":
        """Keep the first entries only."""
        more = max(0, len(self.entries) - most)
        return self._replace(entries=self.entries[:most], left_out=self.left_out + more)

    @property
    def more(self) -> str:
        """Say how many more there are, or that there are none at all."""
        if not self.entries:
            return self.empty
        return f"and {self.left_out} more" if self.left_out else ""


def md(brief: Brief) -> str:
    """Write a brief as Markdown."""
    lines = [f"# {escape(brief.head.agreement_title)}: brief", ""]
    lines += [line for text in _head(brief) for line in (escape(text), "")]
    for section in sections(brief):
        lines += [f"## {escape(section.title)}", ""]
        for entry in section.entries:
            lines.append(f"- **{escape(entry.lead)}**")
            lines += [f"  - {escape(text)}" for text in entry.lines]
        lines += [escape(section.more)] if section.more and not section.entries else []
        lines += [f"- {section.more}"] if section.more and section.entries else []
        lines.append("")
    return page(lines)


def text(brief: Brief, look: Look) -> str:
    """Write a brief for a terminal."""
    from rich.console import Group, RenderableType
    from rich.padding import Padding
    from rich.text import Text

    from servanda.render.look import paint

    def line(text: str, style: str = "") -> Text:
        return Text(visible(text), style=style)

    head = brief.head
    blocks: list[RenderableType] = [line(f"{head.agreement_title}: brief", "bold")]
    blocks += [line(text) for text in _head(brief)]
    for section in sections(brief):
        blocks += ["", line(section.title.upper(), "bold underline")]
        for entry in section.entries:
            blocks.append(line(entry.lead, "bold"))
            blocks += [Padding(line(text), (0, 0, 0, 2)) for text in entry.lines]
        blocks += [line(section.more, "dim")] if section.more else []
    return paint(Group(*blocks), look)


def pdf(brief: Brief) -> bytes:
    """Write a brief as one page; where it is too long, with fewer entries."""
    from servanda.render.paper import SOFT, Paper

    head = brief.head
    title = f"{head.agreement_title}: brief"
    found = sections(brief)
    for most in FEWER:
        foot = f"{title} · as of {words.date(head.as_of)}"
        paper = Paper(title, foot, datetime.fromisoformat(head.known_by))
        paper.write(title, 14, bold=True)
        paper.gap(1)
        for text in _head(brief):
            paper.write(text, 8.5, colour=SOFT)
        for section in (one.cut(most) for one in found):
            paper.gap(2)
            paper.write(section.title, 11, bold=True)
            paper.gap(0.5)
            for entry in section.entries:
                paper.write(entry.lead, 8.5, bold=True)
                for text in entry.lines:
                    paper.write(text, 8, indent=4)
            if section.more:
                paper.write(section.more, 8, colour=SOFT)
        if paper.pdf.page_no() == 1:
            break
        paper.close()
    return paper.bytes()


def document(brief: Brief) -> str:
    """Write a brief as JSON."""
    changed = (
        {
            "provision": one.now.id,
            "title": one.now.title,
            "before": {"status": one.before.status, "ground": one.before.ground},
            "now": {"status": one.now.status, "ground": one.now.ground},
            "times": one.times,
            "last": json.transition(one.event),
        }
        for one in brief.changed
    )
    disputed = (
        {**json.row(one.row), "settled_by": one.settled_by} for one in brief.disputed
    )
    return json.write(
        {
            **json.head(brief.head),
            "since": brief.since,
            "counts": {"before": dict(brief.counts_before), "now": dict(brief.counts)},
            "reports": brief.reports,
            "changed": list(changed),
            "moved": [json.plain(one) for one in brief.moved],
            "acts": [
                {**json.plain(one), "citations": json.citations(one.citations)}
                for one in brief.acts
            ],
            "next": [json.item(one) for one in brief.due],
            "disputed": list(disputed),
            "left_out": {
                "changed": brief.changed_left_out,
                "moved": brief.moved_left_out,
                "next": brief.due_left_out,
                "disputed": brief.disputed_left_out,
            },
        }
    )


# -- what all of them say --------------------------------------------------------------


def _head(brief: Brief) -> Iterator[str]:
    head = brief.head
    if head.hypothetical:
        yield "Hypothetical: these reports are made up."
    yield head.scenario_title
    yield (
        f"As of {phrases.instant(head.as_of)}, known by "
        f"{phrases.instant(head.known_by)} ({head.zone})."
    )
    flags = ", ".join(
        f"{brief.counts[flag]} {flag} ({brief.counts_before[flag]})"
        for flag in words.FLAGS
    )
    since = words.end(brief.since)
    told = words.count(brief.reports, "report")
    yield f"{flags}; in brackets as it was at the end of {since}. {told} since."


def sections(brief: Brief) -> Sequence[Section]:
    """Give a brief's parts, the empty ones only where that says something."""
    since = words.end(brief.since)
    found = (
        Section(
            f"What changed since {since}",
            tuple(map(_changed, brief.changed)),
            brief.changed_left_out,
            "No status changed.",
        ),
        Section(
            "Dates that moved", tuple(map(_moved, brief.moved)), brief.moved_left_out
        ),
        Section("Acts and rulings", tuple(map(_act, brief.acts)), 0),
        Section(
            "What falls due next",
            tuple(map(_due, brief.due)),
            brief.due_left_out,
            "No date ahead is known.",
        ),
        Section(
            "What is disputed, and what would settle it",
            tuple(map(_disputed, brief.disputed)),
            brief.disputed_left_out,
            "Nothing is in dispute.",
        ),
    )
    return [one for one in found if one.entries or one.empty]


def _changed(one: Changed) -> Entry:
    now, event = one.now, one.event
    ground = f" ({now.ground})" if now.ground else ""
    known, about = words.start(event.at), words.start(event.effective)
    when = known if known == about else f"{about}, known on {known}"
    often = f"; changed {one.times} times" if one.times > 1 else ""
    because = "; ".join(dict.fromkeys(words.sentence(r.text) for r in event.cause))
    cited = tuple(c for reason in event.cause for c in reason.citations)
    return Entry(
        f"{now.title}: {_sign(one.before.status)} → {_sign(now.status)}{ground}, "
        f"{when}{often}",
        (_short(because) + _cited(cited),),
    )


def _sign(status: str) -> str:
    return f"{words.SIGNS[status].mark} {status}"


def _moved(one: Moved) -> Entry:
    before = words.end(one.before) or "no date"
    now = words.end(one.now) or "no date"
    known = f"known on {words.start(one.known)}"
    return Entry(f"{one.title}: {before} → {now}", (known,))


def _act(one: ActTold) -> Entry:
    to = f" to {words.end(one.to)}" if one.to else ""
    reading = f": {one.reading}" if one.reading else ""
    return Entry(
        f"{words.start(one.date)}: {one.word} {one.object_name}{to}{reading}",
        (f"{phrases.outcome(one)}{_cited(one.citations)}",),
    )


def _due(item: Item) -> Entry:
    row = item.row
    name = f" ({row.instance_name})" if row.instance_name else ""
    said = (phrases.lateness(row), f"owed by {words.listed(row.bearer_names)}")
    return Entry(
        f"{phrases.date(row)}: {row.title}{name}, {_sign(row.status)}",
        tuple(
            part for part in ("; ".join(filter(None, said)), phrases.then(item)) if part
        ),
    )


def _disputed(one: Disputed) -> Entry:
    row = one.row
    ground = words.GROUNDS.get(row.ground, row.ground)
    settled = one.settled_by[:1].upper() + one.settled_by[1:]
    return Entry(
        f"{row.title}: {ground}",
        tuple(
            part
            for part in (
                _short(words.sentence(row.why)) + _cited(row.citations),
                settled,
                *_turned(one),
            )
            if part
        ),
    )


def _turned(one: Disputed) -> Iterator[str]:
    """Say for each flag it could have by which further report, the likeliest first."""
    seen: set[str] = set()
    for flip in one.flips.found if one.flips else ():
        if flip.flag not in seen:
            seen.add(flip.flag)
            said = _short(words.sentence(phrases.flip(flip)))
            yield f"{phrases.turned(flip)} if {said}"


def _cited(citations: Iterable[Citation]) -> str:
    found = tuple(dict.fromkeys(citations))
    return f" [{phrases.published(found)}]" if found else ""


def _short(text: str) -> str:
    return textwrap.shorten(text, LONGEST, placeholder=" …")
