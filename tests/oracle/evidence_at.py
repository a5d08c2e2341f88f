"""What counts for one unit at A: its word, its positions, its cures (§4, §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.oracle.answers import Answers, Total, date_of, rate_entries, total_stance
from tests.oracle.cures import Cures
from tests.oracle.occurrences import Occurrence
from tests.oracle.tables import Owed
from tests.oracle.testimony import Known, Testimony
from tests.oracle.units import (
    Unit,
    addressed_by_key,
    keys_equal,
    reaches,
    violation_key,
)
from tests.oracle.words import NEITHER, Entry, Need, Stance, Word, fold

from servanda.agreement import Provision
from servanda.dates import Moment
from servanda.scenario import Report

if TYPE_CHECKING:
    from tests.oracle.duty import Duty


# An occurrence, who is accused of it, its word, and whether its date alone makes it both.
Violating = tuple[Occurrence, frozenset[str], Word, bool]


class EvidenceAt:
    """The evidence on one unit, from what is dated by an instant."""

    def __init__(self, duty: Duty, unit: Unit, as_of: int) -> None:
        self.duty = duty
        self.unit = unit
        self.as_of = as_of
        self.testimony: Testimony = duty.testimony
        self.known: Known = duty.known
        self.provision: Provision = duty.provision
        self.marks: set[str] = set()

    def answers(self) -> Answers:
        t = self.testimony
        reports = [
            r
            for r in (*t.positions, *t.totals)
            if self.addressed(r) and not self._in_gap(r)
        ]
        return Answers(t, self.unit, reports, self.as_of)

    def _in_gap(self, report: Report) -> bool:
        # C9: what says breached in a gap does not count.
        negative = report.position in ("breached", "insufficient")
        return negative and self.unit.in_gap(date_of(report).hi)

    def addressed(self, report: Report) -> bool:
        """P9: which instance a position speaks about."""
        if not self.duty.has_instances:
            return True
        date = date_of(report)
        named = addressed_by_key(self.provision, self.unit, report.attributes)
        if named is not None:
            return named
        start, until = self.unit.start, self.unit.until
        if start is None or start.moment.lo > date.hi:
            return False
        if self.provision.is_achievement:
            before = EvidenceAt(self.duty, self.unit, date.lo - 1)
            return before.by_occurrences_alone().verdict != "true"
        return until is None or until.moment.hi >= date.lo

    # Achievements.

    def need(self) -> Need:
        p = self.provision
        if p.modality == "achievement":
            n = p.performed_by.at_least if p.performed_by else 1
            return Need(n, n)
        target = p.target
        assert target
        if target.remaining is not None:
            return Need(float("inf"), float("inf"))
        if target.total is not None:
            return Need(target.total, target.total)
        low = high = 0
        for o in self.known.matching(target.of) if target.of else ():  # P8
            word = self.known.happening(o)
            if o.date.lo <= self.as_of:
                count = int(o.stated.get("count", 0)) * (target.times or 0)
                low += count if word.verdict == "true" else 0
                high += count if word.verdict == "true" or word.disputed else 0
        return Need(high, low)

    def _too_soon(self) -> bool:
        # P8: a ratio is neither before its due date's hi.
        target, due = self.provision.target, self.unit.due
        if target is None or target.times is None:
            return False
        return due is None or self.as_of < due.moment.hi

    def by_occurrences_alone(self) -> Word:
        if self._too_soon():
            return NEITHER
        return self._whole(self.entries(()), ())

    def _whole(self, entries: Sequence[Entry], stances: Sequence[Stance]) -> Word:
        need = self.need()
        if need.true <= 0:
            entries = ()  # P8: where nothing is owed, nothing counts towards it
        if need.both <= 0 and not stances and self.unit.due:
            p = fold(entries, (), need)
            nothing = Word("true" if need.true <= 0 else "both")
            owed = p if p.verdict == "true" else nothing
            return replace(owed, date=owed.date or self.unit.due.moment)
        return fold(entries, stances, need)

    def performance(self) -> tuple[Word, Owed]:
        """Give p, and what is said on whether it is owed."""
        answers = self.answers()
        positions, totals = answers.done()
        said = [(r, r.position == "performed", date_of(r)) for r in positions]
        said += self._totals_said(answers, totals)
        covering = [date_of(r) for r, yes, _ in said if yes]
        stances = answers.performance_stances(said)
        entries = self.entries(covering)
        p = NEITHER if self._too_soon() else self._whole(entries, stances)
        self._mark_performance(p, entries)
        # A total below its target is a `breached`, an authority's a finding too.
        findings = [
            date_of(r)
            for r, yes, _ in said
            if not yes
            and r.position != "insufficient"
            and self.testimony.judge.finds(r)
        ]
        return p, self.owed(
            answers.owed(), [r for r, yes, _ in said if not yes], findings
        )

    def _mark_performance(self, p: Word, entries: Sequence[Entry]) -> None:
        if any(e.contested for e in entries if e.word.verdict != "neither"):
            self.marks.add("date-contested")
        if p.verdict != "true" or p.date is None:
            return
        unit, date = self.unit, p.date
        starts = [v.moment.lo for v in (unit.start, unit.not_before) if v]
        before = any(date.lo < s <= date.hi for s in starts) and not self.duty.early
        due = unit.due.moment.hi if unit.due else date.hi
        if before or date.lo <= due < date.hi:
            self.marks.add("time-uncertain")

    def _mark_violations(
        self, violating: Sequence[Violating], entries: Sequence[Entry]
    ) -> None:
        for (_, accused, _, partly), entry in zip(violating, entries, strict=True):
            if entry.word.verdict == "neither":
                continue
            if entry.contested:
                self.marks.add("date-contested")
            if entry.word.verdict != "false":
                if partly:
                    self.marks.add("time-uncertain")
                if not accused:
                    self.marks.add("unattributed")

    def _totals_said(
        self, answers: Answers, totals: Sequence[Sequence[Total]]
    ) -> list[tuple[Report, bool, Moment]]:
        target = self.provision.target
        if target is None or not totals:
            return []
        remaining = target.remaining is not None
        wanted = target.remaining if target.remaining is not None else self.need().both
        found: list[tuple[Report, bool, Moment]] = []
        due = self.unit.due.moment if self.unit.due else None
        for own in totals:
            says = total_stance(own, wanted, remaining, due)
            last = max(own, key=lambda t: (t.date.lo, t.date.hi)).report
            if says is not None:
                found.append((last, says, self._reached_at(answers, last)))
        return found

    def _reached_at(self, answers: Answers, last: Report) -> Moment:
        """P7: from the source's last smaller sum, or the window's start, to this one."""
        date, voice = date_of(last), self.known.people.voice(last.source)
        earlier = [
            date_of(r).lo
            for r in answers.by_voice[voice]
            if r.tally and date_of(r).lo < date.lo and self._smaller(r)
        ]
        start = self.unit.start.moment.lo if self.unit.start else date.lo
        lo, day = min(max(earlier, default=start), date.lo), date.day
        if day is None and lo < date.hi:  # T2: a span is of its last day
            day = self.duty.calendar.day_of(date.hi)
        return Moment(lo, date.hi, day)

    def _smaller(self, report: Report) -> bool:
        target = self.provision.target
        tally = report.tally
        assert target and tally
        if target.remaining is not None:
            return tally.some_remain or (tally.total or 0) > target.remaining
        return (tally.total or 0) < self.need().both

    def entries(self, covering: Sequence[Moment]) -> list[Entry]:
        """Give the performances that count for this unit (S2, S3)."""
        trigger = self.unit.trigger
        found = self._matching(self.unit, covering)
        shares_all = self.provision.modality == "quota" or self.need().true > 1
        if trigger is None or shares_all or self._alone(trigger):
            return [self._entry(o, w) for o, w in found]
        false = [self._entry(o, w) for o, w in found if w.verdict == "false"]
        mine = self._served(covering)
        return [self._entry(*mine), *false] if mine else false

    def _served(self, covering: Sequence[Moment]) -> tuple[Occurrence, Word] | None:
        """S2: equal keys take the first performance left, each in turn."""
        taken: set[int] = set()
        trigger = self.unit.trigger
        assert trigger
        for unit in self.duty.base:
            if unit.trigger is None or unit.trigger.date.lo > self.as_of:
                continue
            if not self._same_keys(unit.trigger, trigger):
                continue
            mine = unit.key == self.unit.key
            own = covering if mine else self._covering(unit)
            left = [
                (o, w)
                for o, w in self._matching(unit, own)
                if w.verdict != "false" and id(o) not in taken
            ]
            first = left[0] if left else None
            if mine:
                return first
            if first:
                taken.add(id(first[0]))
        return None

    def _alone(self, trigger: Occurrence) -> bool:
        """Tell whether no other trigger has these keys: nobody takes turns then."""
        triggers = [u.trigger for u in self.duty.base if u.trigger]
        return sum(self._same_keys(one, trigger) for one in triggers) == 1

    def _same_keys(self, one: Occurrence, other: Occurrence) -> bool:
        return one is other or keys_equal(self.provision, one, other)

    def _covering(self, unit: Unit) -> list[Moment]:
        positions, _ = EvidenceAt(self.duty, unit, self.as_of).answers().done()
        return [date_of(r) for r in positions if r.position == "performed"]

    def _matching(
        self, unit: Unit, covering: Sequence[Moment]
    ) -> list[tuple[Occurrence, Word]]:
        found = []
        for o, word in self.testimony.performances(unit.bearers):
            if o.date.lo > self.as_of or not self._counts(unit, o.date):
                continue
            if not reaches(self.known.places, self.provision, unit, o):
                continue
            # §4: an extent below `suffices` is none, unless a `performed` stands.
            covered = any(o.date.lo <= c.hi for c in covering)
            quota = self.provision.modality == "quota"
            if quota or covered or self.testimony.suffices(o):
                found.append((o, word))
        return found

    def _counts(self, unit: Unit, date: Moment) -> bool:
        if unit.start is None:
            return False
        if unit.stretch:  # T12: reached by what is dated in its stretch
            until = unit.until.moment.hi if unit.until else date.lo
            if date.hi < unit.start.moment.lo or date.lo > until:
                return False
        if self.duty.early:
            return True
        if self.provision.not_before and unit.not_before is None:
            return False
        starts = [v.moment.lo for v in (unit.start, unit.not_before) if v]
        return date.hi >= max(starts)

    def _entry(self, occurrence: Occurrence, word: Word) -> Entry:
        quota = self.provision.modality == "quota"
        amount = int(occurrence.stated.get("count", 0)) if quota else 1
        if quota and amount == 0 and word.verdict != "false":
            word = NEITHER  # P8: without a count it adds nothing
        return Entry(occurrence.date, word, amount, occurrence.contested)

    # Maintenance.

    def has_violations(self) -> bool:
        return any(
            w.verdict == "true" or w.disputed for _, _, w, _ in self._violating()
        )

    def _violating(
        self,
    ) -> list[Violating]:
        """Give the violations that reach this unit (T1: partly in the window, both)."""
        found = []
        for o, word, accused in self.testimony.violations:
            if o.date.lo > self.as_of or not self._reached(o, accused):
                continue
            inside = self._inside(o.date)
            if inside == "none":
                continue
            lowered = inside == "part" and word.verdict == "true"
            judged = Word("both", word.rank) if lowered else word
            found.append((o, accused, judged, lowered))
        return found

    def _reached(self, o: Occurrence, accused: frozenset[str]) -> bool:
        unit = self.unit
        if unit.trigger is not None and not keys_equal(self.provision, unit.trigger, o):
            return False
        if not unit.chosen:
            return True
        if "unattributed" in unit.chosen.values():
            return any(
                violation_key(self.known.places, base, o, accused)
                == tuple(unit.chosen.items())
                for base in self.duty.base
            )
        key = violation_key(self.known.places, unit, o, accused)
        return key == tuple(unit.chosen.items())

    def _inside(self, date: Moment) -> str:
        """Tell how much of a date lies in the window, its gaps left out (T1, C9)."""
        start, until = self.unit.start, self.duty._end(self.unit)
        lo = start.moment.lo if start else date.hi + 1
        hi = until.hi if until else date.hi
        first, last = max(lo, date.lo), min(hi, date.hi)
        for a, b in sorted(self.unit.gaps):
            if a <= first <= b:
                first = b + 1
        if first > last:
            return "none"
        broken = any(a <= last and first <= b for a, b in self.unit.gaps)
        return "part" if broken or (first, last) != (date.lo, date.hi) else "whole"

    def violation(self) -> tuple[Word, Owed, bool, bool]:
        """Give v, what is owed, whether all was excused, whether only findings say so."""
        answers = self.answers()
        positions, totals = answers.done()
        stances = answers.violation_stances(positions)
        violating = self._violating()
        entries = [Entry(o.date, w, 1, o.contested) for o, _, w, _ in violating]
        said = stances
        rates = self._rate_entries(answers, totals)

        def left(sure: bool) -> tuple[list[Entry], list[Stance]]:
            cures = Cures(self, entries, sure=sure)
            weighed = [
                cures.violation(entry, o, accused)
                for entry, (o, accused, _, _) in zip(entries, violating, strict=True)
            ]
            return weighed, [cures.stance(s) for s in said]

        weighed, stances = left(sure=True)
        self._mark_violations(violating, weighed)
        for s in stances:
            if s.accused == frozenset() and s.word.verdict != "neither":
                self.marks.add("unattributed")
        weighed += rates
        n = self.provision.violated_by.at_least if self.provision.violated_by else 1
        v = fold(weighed, stances, Need(n, n))
        if v.verdict == "true":  # S6: what only a cure in dispute undoes is in dispute
            weighed_, stances_ = left(sure=False)
            if fold([*weighed_, *rates], stances_, Need(n, n)).verdict != "true":
                v = replace(v, verdict="both")
        findings = [x.date for s in stances for x in s.word.violations if x.finding]
        others = [s for s in stances if not any(x.finding for x in s.word.violations)]
        without = fold(weighed, others, Need(n, n))
        only = v.verdict == "true" and without.verdict != "true"
        return v, self.owed(answers.owed(), [], findings), self._excused(v), only

    def _rate_entries(
        self, answers: Answers, totals: Sequence[Sequence[Total]]
    ) -> list[Entry]:
        target = self.provision.target
        if target is None or target.rate is None:
            return []
        return rate_entries(self.duty.calendar, answers, totals, target.rate)

    def _excused(self, v: Word) -> bool:
        # S7: every true violation was excused by its accused by the violation.
        if self.provision.excuses == "none" or not v.violations:
            return False
        excuses = [
            (self.known.people.voice(r.source), date_of(r))
            for r in self.answers().owed()
            if r.position == "excused"
        ]
        return all(
            any(d.lo <= x.date.hi for who, d in excuses if not one or who == one)
            for x in v.violations
            for one in (x.accused or {""})
        )

    # Is it owed, and by whom is breach alleged.

    def owed(
        self,
        owed: Sequence[Report],
        breached: Sequence[Report],
        findings: Sequence[Moment],
    ) -> Owed:
        return Owed(
            tuple(date_of(r) for r in owed if r.position == "excused"),
            any(r.position == "refuses" for r in owed),
            tuple(date_of(r) for r in breached),
            min(findings, key=lambda d: (d.lo, d.hi), default=None),
        )
