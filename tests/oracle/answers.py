"""Positions and totals as answers to the two questions (§4, P1–P3, P7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.oracle.testimony import OWED, Testimony
from tests.oracle.units import Unit
from tests.oracle.weighing import Judge
from tests.oracle.words import (
    Entry,
    Said,
    Stance,
    Violation,
    Word,
    ranks,
    settle,
)

from servanda.dates import Calendar, Moment
from servanda.scenario import Report


@dataclass(frozen=True)
class Total:
    """A source's total over its stretch."""

    report: Report
    first: int  # the stretch's first second
    date: Moment


def date_of(report: Report) -> Moment:
    assert report.date is not None
    return report.date


def when_said(report: Report) -> tuple[int, int]:
    """P1: answers are ordered by lo, then by reported."""
    return date_of(report).lo, report.reported


def stretch_of(unit: Unit, report: Report) -> Total:
    # P7: from `since`, by default the window's start, to its date.
    since = report.tally.since if report.tally else None
    first = since.lo if since else unit.start.moment.lo if unit.start else 0
    return Total(report, min(first, date_of(report).lo), date_of(report))


def _overlap(one: Total, other: Total) -> bool:
    return one.first <= other.date.hi and other.first <= one.date.hi


class Answers:
    """What each source's answer is, for one unit, from the reports dated by A."""

    def __init__(
        self, testimony: Testimony, unit: Unit, reports: Iterable[Report], as_of: int
    ) -> None:
        self.testimony = testimony
        self.judge: Judge = testimony.judge
        self.people = testimony.known.people
        self.unit = unit
        self.as_of = as_of
        self.by_voice: dict[str, list[Report]] = {}
        for report in reports:
            if date_of(report).lo <= as_of:
                voice = self.people.voice(report.source)
                self.by_voice.setdefault(voice, []).append(report)
        for said in self.by_voice.values():
            said.sort(key=when_said)

    def by(self, report: Report) -> str:
        stated = report.attributes.get("by")
        if stated is None and len(self.unit.bearers) == 1:
            return self.unit.bearers[0]
        return stated or ""

    def _standing(self, reports: Iterable[Report]) -> list[Report]:
        known = self.testimony.known
        return [r for r in reports if not known.withdrawn(r, self.as_of)]

    def owed(self) -> list[Report]:
        """Give the bearers' latest answers on whether it is owed."""
        found: list[Report] = []
        for voice, said in self.by_voice.items():
            answers = [r for r in said if r.position in OWED]
            if voice in self.unit.bearers and answers:
                last = when_said(answers[-1])
                found += [r for r in answers if when_said(r) == last]
        return self._standing(found)

    def done(self) -> tuple[list[Report], list[list[Total]]]:
        """Give the positions that stand, and the totals that stand, voice by voice."""
        positions: list[Report] = []
        totals: list[list[Total]] = []
        for said in self.by_voice.values():
            answers = [r for r in said if r.position not in OWED]
            own = [r for r in answers if not self._replaced(r, answers)]
            own = self._standing(own)
            positions += [r for r in own if r.tally is None]
            tallies = [stretch_of(self.unit, r) for r in own if r.tally]
            if tallies:
                totals.append(tallies)
        return positions, totals

    def _replaced(self, report: Report, answers: Sequence[Report]) -> bool:
        later = [r for r in answers if when_said(r) > when_said(report)]
        if report.tally is None:
            # §4: a question on a bearer (`by:`) is another than on another bearer;
            # an answer without `by` replaces all, one with it the same or none.
            return any(
                r.tally is not None
                or "" in (self.by(r), self.by(report))
                or self.by(r) == self.by(report)
                for r in later
            )
        own = stretch_of(self.unit, report)
        return any(
            r.tally is None or _overlap(own, stretch_of(self.unit, r)) for r in later
        )

    def said(self, report: Report, affirms: bool) -> Said:
        voice = self.people.voice(report.source)
        return Said(voice, affirms, report.attributes.get("by"))

    def performance_stances(
        self, said: Sequence[tuple[Report, bool, Moment]]
    ) -> list[Stance]:
        """Rank what is said of an achievement: (report, performed or not, its date)."""
        found: list[Stance] = []
        bearers = self.unit.bearers
        for affirms in (True, False):
            for instant in {date_of(r).hi for r, _, _ in said}:
                now = [
                    (r, own)
                    for r, yes, own in said
                    if yes is affirms and date_of(r).hi == instant
                ]
                words = [self.said(r, affirms) for r, _ in now]
                found += [
                    Stance(date_of(r), self._word(r, w, rank), own)
                    for (r, own), w, rank in zip(
                        now,
                        words,
                        ranks(self.people, words, bearers, bearers),
                        strict=True,
                    )
                ]
        return found

    def _word(self, report: Report, said: Said, rank: int) -> Word:
        if said.affirms:
            word = Word("true", rank)
            return self.judge.corroborated(word, [said], self.unit.bearers)
        negative = "insufficient" if report.position == "insufficient" else "breached"
        return Word("false", rank, negatives=frozenset({negative}))

    def accused(self, report: Report) -> frozenset[str]:
        by = self.by(report)
        return frozenset({by} if by else ())

    def violation_words(
        self, said: Sequence[tuple[Report, bool]]
    ) -> list[tuple[Report, Word]]:
        """P3: rank what is said at one instant of a maintenance (violated or not)."""
        found: list[tuple[Report, Word]] = []
        for violated in (True, False):
            for accused in {self.accused(r) for r, _ in said}:
                now = [
                    r
                    for r, yes in said
                    if yes is violated and self.accused(r) == accused
                ]
                words = [self.said(r, violated) for r in now]
                ranked = ranks(self.people, words, sorted(accused), self.unit.bearers)
                for report, word, rank in zip(now, words, ranked, strict=True):
                    found.append((report, self._violated(report, word, rank, accused)))
        return found

    def _violated(
        self, report: Report, said: Said, rank: int, accused: frozenset[str]
    ) -> Word:
        if not said.affirms:
            return Word("false", rank, negatives=frozenset({"performed"}))
        word = Word("true", rank)
        if self.judge.alleged(word, [said], accused):
            return Word("alone", rank)
        finding = self.judge.finds(report) and report.position == "breached"
        violation = Violation(date_of(report), accused, finding)
        return Word("true", rank, violations=frozenset({violation}))

    def violation_stances(self, positions: Sequence[Report]) -> list[Stance]:
        found: list[Stance] = []
        bearers = self.testimony.provision.bearer
        about = [r for r in positions if self.by(r) in ("", *bearers)]
        for instant in {date_of(r).hi for r in about}:
            now = [
                (r, r.position != "performed")
                for r in about
                if date_of(r).hi == instant
            ]
            words = self.violation_words(now)
            for report, word in words:
                violated = report.position != "performed"
                accused = self.accused(report) if violated else None
                own = report.attributes
                found.append(Stance(date_of(report), word, None, accused, own))
        return found


def sum_of(totals: Sequence[Total]) -> int:
    return sum(t.report.tally.total or 0 for t in totals if t.report.tally)


def total_stance(
    totals: Sequence[Total], target: float, remaining: bool, due: Moment | None
) -> bool | None:
    """P7: whether a source's standing totals say performed, breached or nothing."""
    totals = sorted(totals, key=lambda t: (t.date.lo, t.date.hi))
    last = totals[-1]
    tallies = [t.report.tally for t in totals if t.report.tally]
    if remaining:
        tally = last.report.tally
        assert tally
        reached = tally.total is not None and tally.total <= target
        reached = reached and not (tally.some_remain or tally.or_more)
    else:
        reached = sum_of(totals) >= target
    if reached:
        return True
    if any(t.or_more for t in tallies):
        return None
    at_due = due is not None and last.date.hi >= due.hi
    return False if at_due or tallies[-1].final else None


def accrued(calendar: Calendar, unit: Unit, total: Total, rate: int) -> int:
    """P7: rate × the civil days from the stretch's first to its date."""
    assert unit.start
    first = max(calendar.day_of(total.first), calendar.day_of(unit.start.moment.lo))
    date = total.date
    last = date.day if date.day is not None else calendar.day_of(date.lo) - 1
    if unit.until:
        last = min(last, calendar.day_of(unit.until.moment.hi))
    days = [day for day in range(first, last + 1) if not _in_gap(calendar, unit, day)]
    return rate * len(days)


def _in_gap(calendar: Calendar, unit: Unit, day: int) -> bool:
    """C9: whether a civil day lies wholly in a gap, or in some that adjoin."""
    second, last = calendar.first_second(day), calendar.last_second(day)
    for lo, hi in sorted(unit.gaps):
        if lo <= second <= hi:
            second = hi + 1
    return second > last


def rate_entries(
    calendar: Calendar, answers: Answers, totals: Iterable[Sequence[Total]], rate: int
) -> list[Entry]:
    """P7: totals grouped by overlapping stretches; the highest tier of each decides."""
    judged: list[tuple[Total, bool]] = []
    for total in (t for own in totals for t in own):
        tally = total.report.tally
        assert tally
        if tally.total is None:
            continue
        below = tally.total < accrued(calendar, answers.unit, total, rate)
        if not (below and tally.or_more):
            judged.append((total, below))
    groups: list[list[tuple[Total, bool]]] = []
    for one in judged:
        linked = [g for g in groups if any(_overlap(one[0], t) for t, _ in g)]
        groups = [g for g in groups if g not in linked]
        groups.append([one, *(member for g in linked for member in g)])
    return [_group_entry(answers, group) for group in groups]


def _group_entry(answers: Answers, group: list[tuple[Total, bool]]) -> Entry:
    words = answers.violation_words([(t.report, below) for t, below in group])
    top = min(word.tier for _, word in words)
    deciding = [(r, word) for r, word in words if word.tier == top]
    verdict = settle(word.verdict for _, word in deciding)
    date = max((date_of(r) for r, _ in deciding), key=lambda d: (d.lo, d.hi))
    accused = answers.accused(deciding[0][0])
    violations = frozenset({Violation(date, accused)} if verdict == "true" else ())
    rank = min(word.rank for _, word in deciding)
    negatives = frozenset().union(*(word.negatives for _, word in deciding))
    return Entry(date, Word(verdict, rank, None, negatives, violations))
