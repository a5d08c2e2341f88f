"""Positions and totals: what each source's answer to a question is at an instant.

A source's latest answer is its answer (P1); a total is an answer of its source about
a stretch (P7). `by` narrows an answer to one bearer.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from servanda.dates import Moment
from servanda.pattern import Attributes
from servanda.roster import AUTHORITY, Roster
from servanda.scenario import Report, Tally
from servanda.weigh import Voice

NO_ATTRIBUTES: Attributes = MappingProxyType({})
DONE = frozenset({"performed", "breached", "insufficient"})
OWED = frozenset({"refuses", "excused"})
NEGATIVE = frozenset({"breached", "insufficient"})


class Answer(NamedTuple):
    """One source's answer: its word, for whom, when, and the report that gave it.

    `reached` is set on a total: when the number was reached, at its uncertainty;
    `keys` are the attributes its report states.
    """

    word: str
    voice: Voice
    date: Moment
    accused: tuple[str, ...]
    report: str
    source: str
    finds: bool = False
    reached: Moment | None = None
    keys: Attributes = NO_ATTRIBUTES

    def __hash__(self) -> int:
        return hash((self.report, self.word, self.accused))


class Entry(NamedTuple):
    """A report that answers, ready to be put in order."""

    report: Report
    speaker: str
    date: Moment
    by: str
    word: str
    tally: Tally | None
    stretch: tuple[int, int]

    @property
    def stamp(self) -> tuple[int, int]:
        """Order a source's answers: when it speaks of, then when it spoke."""
        return (self.date.lo, self.report.reported)


def position_entry(roster: Roster, report: Report) -> Entry:
    """Read a position as an entry."""
    assert report.date is not None
    assert report.position is not None
    return Entry(
        report,
        roster.speaker(report.source),
        report.date,
        report.attributes.get("by", ""),
        report.position,
        None,
        (0, 0),
    )


def total_entry(roster: Roster, report: Report, start: Moment | None) -> Entry:
    """Read a total as an entry over its stretch, by default from the window's start."""
    assert report.date is not None
    assert report.tally is not None
    since = report.tally.since or start
    first = report.date.lo if since is None else min(since.lo, report.date.lo)
    return Entry(
        report,
        roster.speaker(report.source),
        report.date,
        report.attributes.get("by", ""),
        "",
        report.tally,
        (first, report.date.hi),
    )


def by_speaker(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Order each speaker's entries in time."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.speaker, []).append(entry)
    return {
        speaker: tuple(sorted(said, key=lambda e: (e.stamp, e.word, e.report.id)))
        for speaker, said in sorted(found.items())
    }


def standing(
    said: Sequence[Entry], as_of: int, withdrawn: Mapping[str, int]
) -> list[Entry]:
    """Give the entries of one speaker that stand at an instant."""
    found: list[Entry] = []
    for entry in said:
        if entry.date.lo > as_of:
            break
        found = [other for other in found if not _replaces(entry, other)]
        found.append(entry)
    return [
        entry for entry in found if withdrawn.get(entry.report.id, as_of + 1) > as_of
    ]


def _replaces(new: Entry, old: Entry) -> bool:
    if new.stamp == old.stamp:
        return False
    if new.tally is not None and old.tally is not None:
        return overlap(new.stretch, old.stretch)
    if new.tally is not None or old.tally is not None:
        return True
    return not new.by or old.by in ("", new.by)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two stretches share a second."""
    return one[0] <= other[1] and other[0] <= one[1]


def answer(
    roster: Roster,
    entry: Entry,
    bearers: Sequence[str],
    word: str,
    *,
    violation: bool,
) -> Answer:
    """Give an entry its rank in a matter that concerns some bearers."""
    accused = (entry.by,) if entry.by else tuple(bearers) if len(bearers) == 1 else ()
    # What all owe together concerns each; who accuses one of a violation, that one.
    accuses = violation and word in NEGATIVE
    concerned = accused or bearers if accuses else (*bearers, *accused)
    rank = roster.rank(entry.report.source, concerned)
    return Answer(
        word,
        Voice(entry.speaker, rank),
        entry.date,
        accused,
        entry.report.id,
        entry.report.source,
        rank == AUTHORITY,
        keys=entry.report.attributes,
    )
