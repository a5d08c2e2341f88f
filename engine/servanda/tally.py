"""Totals against a target: what each source's count says of a quota (P7)."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from servanda.answers import Answer, Entry, answer, standing
from servanda.dates import Calendar, Moment
from servanda.evidence import Item
from servanda.roster import PARTY, Roster
from servanda.weigh import Side, Truth, support, together


class Sum(NamedTuple):
    """What a source's standing totals add up to, and the total that came last."""

    reached: int
    or_more: bool
    final: bool
    some_remain: bool
    last: Entry


def sums(entries: Sequence[Entry], *, level: bool) -> list[Sum]:
    """Add up disjoint totals; overlapping ones of one moment are alternatives.

    Of a level, as what remains is, the last stands alone.
    """
    groups = clusters([entry for entry in entries if entry.tally is not None])
    if not groups:
        return []
    return [_sum(choice) for choice in product(*(groups[-1:] if level else groups))]


def _sum(choice: Sequence[Entry]) -> Sum:
    tallies = [entry.tally for entry in choice if entry.tally is not None]
    last = max(choice, key=lambda e: (e.date.hi, e.stamp, e.report.id))
    assert last.tally is not None
    return Sum(
        sum(tally.total or 0 for tally in tallies),
        any(tally.or_more for tally in tallies),
        last.tally.final,
        any(tally.some_remain for tally in tallies),
        last,
    )


def clusters(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Group entries whose stretches overlap, transitively."""
    found: list[list[Entry]] = []
    reach = 0
    for entry in sorted(entries, key=lambda e: (e.stretch, e.report.id)):
        if found and entry.stretch[0] <= reach:
            found[-1].append(entry)
            reach = max(reach, entry.stretch[1])
        else:
            found.append([entry])
            reach = entry.stretch[1]
    return found


class Goal(NamedTuple):
    """What a total quota asks for, and by when a smaller number is an answer."""

    wanted: int
    remaining: bool
    due: Moment | None

    def reached(self, found: Sum) -> bool:
        """Tell whether a sum is at or above (for `remaining`: down to) the target."""
        if self.remaining:
            return not found.some_remain and found.reached <= self.wanted
        return found.reached >= self.wanted

    def says(self, found: Sum) -> str:
        """Give the position a sum amounts to, empty where it amounts to none."""
        if self.reached(found):
            # "700 or more still remain" is no claim that few enough do.
            return "" if self.remaining and found.or_more else "performed"
        if found.or_more:
            return ""  # a lower bound never denies
        late = self.due is not None and found.last.date.hi >= self.due.hi
        return "breached" if late or found.final else ""


def total_answers(
    roster: Roster,
    said: Sequence[Entry],
    as_of: int,
    withdrawn: Mapping[str, int],
    goal: Goal,
    start: Moment | None,
    bearers: Sequence[str],
) -> list[Answer]:
    """Give what one speaker's totals say of a total quota at an instant."""
    found = []
    for total in sums(standing(said, as_of, withdrawn), level=goal.remaining):
        word = goal.says(total)
        if not word:
            continue
        given = answer(roster, total.last, bearers, word, violation=False)
        if word == "performed":
            since = _last_smaller(said, total.last, withdrawn, goal, start)
            given = given._replace(reached=_stretch(since, total.last.date))
        found.append(given)
    return found


def _stretch(since: Moment | None, date: Moment) -> Moment:
    if since is None:
        return date
    return Moment(min(since.lo, date.lo), date.hi, date.day)


def _last_smaller(
    said: Sequence[Entry],
    last: Entry,
    withdrawn: Mapping[str, int],
    goal: Goal,
    start: Moment | None,
) -> Moment | None:
    since = start
    for entry in said:
        if entry.tally is None or entry.stamp >= last.stamp:
            continue
        told = standing(said, entry.date.lo, withdrawn)
        then = sums(told, level=goal.remaining)
        if then and not any(goal.reached(total) for total in then):
            since = entry.date
    return since


class Rate(NamedTuple):
    """What a rate quota asks for: so many each civil day of a window, gaps apart."""

    each_day: int
    start: Moment
    ends: Moment | None
    gaps: tuple[tuple[int, int], ...] = ()

    def due_by(self, entry: Entry, calendar: Calendar) -> int:
        """Count what had accrued over an entry's stretch, in whole civil days."""
        first = max(calendar.day_of(self.start.lo), calendar.day_of(entry.stretch[0]))
        date = entry.date
        last = calendar.day_of(date.lo) - 1 if date.day is None else date.day
        if self.ends is not None:
            last = min(last, calendar.day_of(self.ends.hi))
        days = max(0, last - first + 1) - self._idle(first, last, calendar)
        return self.each_day * days

    def _idle(self, first: int, last: int, calendar: Calendar) -> int:
        """Count the civil days that lie wholly in a gap."""
        idle = set()
        for begins, ends in self.gaps:
            early = max(first, calendar.day_of(begins))
            late = min(last, calendar.day_of(min(ends, calendar.last_second(last))))
            idle |= {
                day
                for day in range(early, late + 1)
                if calendar.first_second(day) >= begins
                and calendar.last_second(day) <= ends
            }
        return len(idle)


def rate_items(
    roster: Roster,
    entries: Sequence[Entry],
    rate: Rate,
    calendar: Calendar,
    bearers: Sequence[str],
    allegations: bool,
) -> list[Item]:
    """Weigh standing totals of all sources, stretch by stretch, as occurrences."""
    spoken = [(e, word) for e in entries if (word := _rate_word(e, rate, calendar))]
    words = {entry.report.id: word for entry, word in spoken}
    return [
        _weighed(roster, group, words, bearers, allegations)
        for group in clusters([entry for entry, _ in spoken])
    ]


def _rate_word(entry: Entry, rate: Rate, calendar: Calendar) -> str:
    if entry.tally is None or entry.tally.total is None:
        return ""
    if entry.tally.total >= rate.due_by(entry, calendar):
        return "performed"
    return "" if entry.tally.or_more else "breached"


def _weighed(
    roster: Roster,
    group: Sequence[Entry],
    words: Mapping[str, str],
    bearers: Sequence[str],
    allegations: bool,
) -> Item:
    given = [
        answer(roster, e, bearers, words[e.report.id], violation=True) for e in group
    ]
    short = [a for a in given if a.word == "breached"]
    enough = [a for a in given if a.word == "performed"]
    below = _side(roster, short, bearers)
    above = _side(roster, enough, bearers)
    alleged = allegations and below is not None and _alleged(roster, below, short)
    truth, ground, deciding = _settled(below, above, alleged=alleged)
    decided = {"true": short, "false": enough, "both": given}[deciding]
    side = below if truth != "false" else above
    assert side is not None
    best = [a for a in decided if a.voice.rank == side.rank or side.joint]
    last = max(best or decided, key=lambda a: (a.date.hi, a.date.lo))
    accused = tuple(sorted({name for a in short for name in a.accused}))
    return Item(
        last.date,
        truth,
        side.rank,
        support(roster, side, bearers),
        ground,
        accused,
        reports=tuple(a.report for a in given),
    )


def _side(
    roster: Roster, answers: Sequence[Answer], bearers: Sequence[str]
) -> Side | None:
    if not answers:
        return None
    return together(roster, [a.voice for a in answers], bearers)


def _settled(
    below: Side | None, above: Side | None, *, alleged: bool
) -> tuple[Truth, str, str]:
    """Say whether it fell short, on what ground that is in doubt, and who decides."""
    if below is None or (above is not None and above.rank > below.rank):
        return "false", "", "false"
    if above is None or below.rank > above.rank:
        return ("both", "allegation", "true") if alleged else ("true", "", "true")
    return "both", "allegation" if alleged else "fact", "both"


def _alleged(roster: Roster, side: Side, answers: Sequence[Answer]) -> bool:
    """Tell whether only adverse parties (or parties that accuse nobody) say so."""
    return side.rank == PARTY and all(
        not a.accused or roster.adverse(a.voice.speaker, a.accused) for a in answers
    )
