"""One provision, or one instance of it, with everything its table asks about.

A case is built once for what is known at an instant; its situation is then asked
for any as-of instant. Occurrences, positions and cures here are already those that
reach it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from servanda.agreement import Provision
from servanda.answers import NEGATIVE, Answer, Entry, answer, standing
from servanda.cure import Cures
from servanda.dates import NEVER, Calendar, Moment
from servanda.evidence import (
    LONG_AGO,
    NOTHING,
    Finding,
    Item,
    Need,
    Question,
    verdict,
    violations,
)
from servanda.situation import Situation
from servanda.standing import Key, Late
from servanda.tally import Goal, Rate, rate_items, total_answers
from servanda.weigh import ALONE, Truth
from servanda.window import Window

UNREACHABLE = Need(NEVER, NEVER)


@dataclass(frozen=True, slots=True)
class Quota:
    """What a quota counts towards; `of` are the occurrences a ratio multiplies.

    `counts` are a rate's own occurrences: shown, never assessed (P7).
    """

    total: int = 0
    remaining: bool = False
    times: int | None = None
    of: tuple[Item, ...] = ()
    rate: int | None = None
    unit: str = ""
    counts: tuple[Item, ...] = ()

    def need(self, as_of: int) -> Need:
        """Give the number wanted at an instant, for certain and at most."""
        if self.times is None:
            return Need(self.total, self.total)
        sure = [i.amount for i in self.of if i.truth == "true" and i.date.lo <= as_of]
        more = [i.amount for i in self.of if i.truth == "both" and i.date.lo <= as_of]
        low = self.times * sum(sure)
        return Need(low, low + self.times * sum(more))


class Look(NamedTuple):
    """A case seen at an instant: its situation and the finding behind it."""

    situation: Situation
    finding: Finding


@dataclass(frozen=True, slots=True)
class Case:
    """A duty at stake: its window, its evidence and whose word counts how.

    An instance is there from `arises` on: its trigger's date, its stretch's start.
    """

    provision: str
    key: Key | None
    terms: Provision
    window: Window
    question: Question
    calendar: Calendar
    tracked: bool = True
    trigger: Truth = "true"
    trigger_reports: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    apart: tuple[Item, ...] = ()
    done: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    owed: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    withdrawn: Mapping[str, int] = field(default_factory=dict)
    cures: Cures = field(default_factory=Cures)
    quota: Quota | None = None
    arises: int = LONG_AGO

    @property
    def achievement(self) -> bool:
        """Tell whether the achievement table applies."""
        return self.terms.is_achievement

    def look(self, as_of: int) -> Look:
        """Answer every question the tables ask, at an instant."""
        early = self._before_the_tables(as_of)
        if early is not None:
            return Look(early, NOTHING)
        weighed = self.window.weighed_until(as_of)
        answers = self.answers(weighed)
        found = self.finding(weighed, answers)
        if self.achievement and found.truth == "both" and self._ended_at_rest(as_of):
            return Look(Situation("achievement", void="yes"), NOTHING)
        if self.achievement:
            return Look(self._achievement(as_of, weighed, found, answers), found)
        return Look(self._maintenance(as_of, weighed, found, answers), found)

    def _before_the_tables(self, as_of: int) -> Situation | None:
        blank = Situation("achievement" if self.achievement else "maintenance")
        window = self.window
        if not self.tracked:
            return blank._replace(tracked="no")
        voided = window.voided is not None and as_of >= window.voided
        if voided or window.empty or self._ended_before_it_began(as_of):
            return blank._replace(void="yes")
        if not window.begun(as_of):
            waits = "yes" if window.waiting(as_of) else "no"
            return blank._replace(waits=waits, in_force="no")
        if self.trigger == "both":
            if self.achievement and self._ended_at_rest(as_of):
                return blank._replace(void="yes")
            suspended = _yes(window.is_suspended(as_of))
            return blank._replace(trigger="both", suspended=suspended)
        return None

    def _ended_at_rest(self, as_of: int) -> bool:
        """Tell whether it ended while it was suspended, and what was open with it."""
        closed, rests = self.window.closed, self.window.suspended
        if closed is None or rests is None or as_of < closed:
            return False
        return rests < closed

    def _ended_before_it_began(self, as_of: int) -> bool:
        window = self.window
        if window.closed is None or as_of < window.closed:
            return False
        return not window.begun(window.closed - 1)

    def answers(self, as_of: int) -> list[Answer]:
        """Give the answers to *was it done* that stand at an instant."""
        found: list[Answer] = []
        roster, bearers, _, violation, _ = self.question
        for said in self._counting():
            for entry in standing(said, as_of, self.withdrawn):
                if entry.tally is None:
                    word = entry.word
                    found.append(
                        answer(roster, entry, bearers, word, violation=violation)
                    )
            if self.quota is not None and self.quota.rate is None:
                found += self._totals(said, as_of)
        return self._by_finders(found)

    def _by_finders(self, found: list[Answer]) -> list[Answer]:
        """Let the words of those the text names be the findings (G4)."""
        finding, speaker = self.terms.finding, self.question.roster.speaker
        if finding is None or not finding.by:
            return found
        finders = {speaker(name) for name in finding.by}
        return [a._replace(finds=a.voice.speaker in finders) for a in found]

    def _counting(self) -> Iterator[Sequence[Entry]]:
        """Give what each speaker has said of it, but for what a gap leaves out."""
        for said in self.done.values():
            yield [entry for entry in said if not self._in_gap(entry)]

    def _in_gap(self, entry: Entry) -> bool:
        """Tell whether this says that it was breached at a time when nothing counts."""
        said = entry.tally is None and entry.word in NEGATIVE
        return said and self.window.in_gap(entry.date.hi)

    def _totals(self, said: Sequence[Entry], as_of: int) -> list[Answer]:
        assert self.quota is not None
        low = self.quota.need(as_of).low
        goal = Goal(low, self.quota.remaining, self.window.due)
        found = total_answers(
            self.question.roster,
            said,
            as_of,
            self.withdrawn,
            goal,
            self.window.start,
            self.question.bearers,
        )
        return [a._replace(reached=self._spanning(a.reached)) for a in found]

    def _spanning(self, reached: Moment | None) -> Moment | None:
        """Give a span its last day, though what ends it is an instant (T2)."""
        if reached is None or reached.day is not None or reached.lo == reached.hi:
            return reached
        return reached._replace(day=self.calendar.day_of(reached.hi))

    def rates(self, as_of: int) -> list[Item]:
        """Give the stretches of totals that stand at an instant, as evidence."""
        if self.quota is None or self.quota.rate is None or self.window.start is None:
            return []
        entries = [
            entry
            for said in self._counting()
            for entry in standing(said, as_of, self.withdrawn)
            if entry.tally is not None
        ]
        window = self.window
        rate = Rate(self.quota.rate, self.window.start, window.ends, window.gaps)
        alleged = self.question.policy.violation == "both"
        return rate_items(
            self.question.roster,
            entries,
            rate,
            self.calendar,
            self.question.bearers,
            alleged,
        )

    def finding(self, as_of: int, answers: Sequence[Answer]) -> Finding:
        """Give the verdict on the case's question at an instant."""
        # What was done in part counts where somebody has held since that it suffices.
        held = (a.date.hi for a in answers if a.word == "performed")
        accepted = max(held, default=LONG_AGO)
        items = [i for i in self.items if i.whole or i.date.lo <= accepted]
        items += self.rates(as_of)
        if self.quota is None or self.quota.rate is not None:
            return self._uncured(items, answers, as_of)
        if self.quota.times is not None and not self._due_reached(as_of):
            return NOTHING
        # What is left is a matter of totals: no count of occurrences says it.
        need = UNREACHABLE if self.quota.remaining else self.quota.need(as_of)
        return verdict(self.question._replace(need=need), items, answers, as_of)

    def _due_reached(self, as_of: int) -> bool:
        return self.window.due is not None and as_of >= self.window.due.hi

    def _uncured(
        self, items: Sequence[Item], answers: Sequence[Answer], as_of: int
    ) -> Finding:
        """Set aside what is cured; what only a disputed cure reaches is in dispute."""
        if not self.cures:
            return verdict(self.question, items, answers, as_of)
        sure = self.cures.apply(items, answers, as_of, sure=True)
        found = verdict(self.question, *sure, as_of)
        if found.truth != "true":
            return found
        perhaps = self.cures.apply(items, answers, as_of, sure=False)
        if verdict(self.question, *perhaps, as_of).truth == "true":
            return found
        return found._replace(truth="both", ground="fact")

    def _achievement(
        self, as_of: int, weighed: int, found: Finding, answers: Sequence[Answer]
    ) -> Situation:
        due = self.window.due
        excuses = self.standing_owed("excused", weighed)
        timely = [e for e in excuses if due is None or e.date.lo <= due.hi]
        return Situation(
            "achievement",
            verdict=found.truth,
            doubt=_doubt(found),
            suspended=_yes(self.window.is_suspended(as_of)),
            finding=_yes(any(a.finds and a.word == "breached" for a in answers)),
            excused=_yes(bool(timely)),
            due=self._due_word(as_of, weighed),
            closed_early=_yes(weighed < as_of),
            stance=self._stance(weighed, answers),
        )

    def _due_word(self, as_of: int, weighed: int) -> str:
        due, awaits = self.window.due, self.awaits
        if due is None or weighed <= due.hi:
            return "open"
        return "awaiting" if awaits is not None and as_of <= awaits else "passed"

    @property
    def awaits(self) -> int | None:
        """Give the last second a missed due date waits for a finding (G3)."""
        finding, due = self.terms.finding, self.window.due
        if due is None or finding is None or finding.within is None:
            return None
        day = self.calendar.civil_day(due) + finding.within.days
        return self.calendar.last_second(day)

    def _stance(self, as_of: int, answers: Sequence[Answer]) -> str:
        if self.standing_owed("refuses", as_of):
            return "refuses"
        return "alleged" if any(a.word in NEGATIVE for a in answers) else "none"

    def _maintenance(
        self, as_of: int, weighed: int, found: Finding, answers: Sequence[Answer]
    ) -> Situation:
        window, ends = self.window, self.window.ends
        over = (ends is not None and as_of > ends.hi) or window.shut(as_of)
        left = self._left(weighed, answers)
        ruled = any(a.finds and a.word == "breached" for a in left[1])
        return Situation(
            "maintenance",
            verdict=found.truth,
            doubt=_doubt(found),
            suspended=_yes(self.window.is_suspended(as_of)),
            finding=_yes(ruled),
            only_finding=_yes(ruled and self._only_found(left, weighed)),
            excused=_yes(found.truth == "true" and self._all_excused(left, weighed)),
            window="closed" if over or weighed < as_of else "open",
            closed_early=_yes(weighed < as_of),
            stance=self._owed_word(weighed),
        )

    def _left(
        self, as_of: int, answers: Sequence[Answer]
    ) -> tuple[Sequence[Item], Sequence[Answer]]:
        items = [i for i in (*self.items, *self.rates(as_of)) if i.date.lo <= as_of]
        if not self.cures:
            return items, answers
        return self.cures.apply(items, answers, as_of, sure=True)

    def _only_found(
        self, left: tuple[Sequence[Item], Sequence[Answer]], as_of: int
    ) -> bool:
        """Tell whether it would not be violated but for findings of breach."""
        items, answers = left
        others = [a for a in answers if not (a.finds and a.word == "breached")]
        return verdict(self.question, items, others, as_of).truth != "true"

    def _owed_word(self, as_of: int) -> str:
        if self.standing_owed("excused", as_of):
            return "excused"
        return "refuses" if self.standing_owed("refuses", as_of) else "none"

    def _all_excused(
        self, left: tuple[Sequence[Item], Sequence[Answer]], as_of: int
    ) -> bool:
        """Tell whether every violation was excused by its accused, in time (S7)."""
        excuses = self.standing_owed("excused", as_of)
        return bool(excuses) and all(
            any(
                e.date.lo <= one.date.hi
                and (not one.accused or e.speaker in one.accused)
                for e in excuses
            )
            for one in violations(self.question, *left, as_of)
        )

    def standing_owed(self, word: str, as_of: int) -> list[Entry]:
        """Give the bearers' answers of a word to *is it owed* that stand."""
        return [
            entry
            for said in self.owed.values()
            for entry in standing(said, as_of, self.withdrawn)
            if self._meaning(entry.word) == word
        ]

    def _meaning(self, word: str) -> str:
        return "refuses" if self.terms.excuses == "none" else word

    def late(self, performed: Moment | None) -> Late | None:
        """Say by how much a performance came after its due date (S8)."""
        due = self.window.due
        if performed is None or due is None or performed.lo <= due.hi:
            return None
        if due.day is None:
            return Late(None, performed.lo - due.lo)
        return Late(self.calendar.day_of(performed.lo) - due.day, None)

    def instants(self) -> list[int]:
        """List, in order, every instant at which the situation may change."""
        return sorted({LONG_AGO, *self._instants()})

    def _instants(self) -> Iterator[int]:
        window = self.window
        if window.start is not None:
            yield window.start.lo
        for end in (window.due, window.ends):
            if end is not None:
                yield from (end.hi, end.hi + 1)
        for first, last in window.reopened:
            yield from (first, last + 1)
        turns = (window.closed, window.suspended, window.voided)
        yield from (at for at in turns if at is not None)
        if self.achievement and self.awaits is not None:
            yield from (self.awaits, self.awaits + 1)
        yield from (came for came in window.waits if came is not None)
        yield from self._turns()
        for said in (*self.done.values(), *self.owed.values()):
            for entry in said:
                yield entry.date.lo
                if entry.report.id in self.withdrawn:
                    yield self.withdrawn[entry.report.id]
        if self.quota is not None:
            yield from (item.date.lo for item in self.quota.of)
        if self.cures:
            yield from self.cures.instants(item.date for item in self.items)

    def _turns(self) -> Iterator[int]:
        """List when items may turn the verdict: more of the same never do."""
        if self.cures or self.quota is not None:
            yield from (item.date.lo for item in self.items)
            return
        said = [
            entry for s in (self.done, self.owed) for e in s.values() for entry in e
        ]
        spoken = sorted({at for entry in said for at in entry.date[:2]})
        there: Counter[tuple[object, ...]] = Counter()
        for item in sorted(self.items, key=lambda item: item.date.lo):
            around = tuple(bisect_left(spoken, at) for at in item.date[:2])
            word = (*item[1:6], item.whole)
            if there[word, around] < self.question.need.high:
                yield item.date.lo
            there[word, around] += item.amount

    def without_positions(self) -> "Case":
        """Give the same case as occurrences alone tell it."""
        return replace(self, done={}, owed={})


def _doubt(found: Finding) -> str:
    """Say what is in dispute; a bearer's word alone leaves the fact in doubt."""
    if found.truth != "both":
        return "none"
    return "fact" if found.ground == ALONE else found.ground


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
