"""Why a case stands where it does, as premises down to the reports (§7).

Sentences say who said what and when; they add no finding that no source made.
"""

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Final

from servanda.answers import DONE, Answer, Entry
from servanda.case import Case
from servanda.dates import Calendar, Moment
from servanda.evaluate import Docket
from servanda.evidence import Item
from servanda.grounds import of_acts, of_readings
from servanda.kin import first_of
from servanda.naming import Names
from servanda.scenario import Report
from servanda.standing import Derivation, Key, Premise, Step, step_at

SHOWN_INSTANCES = 5
SHOWN_ITEMS = 12
QUESTION_WORDS: Final = MappingProxyType(
    {
        "performed": "that it is performed",
        "breached": "that it is breached",
        "insufficient": "that what was done is insufficient",
        "refuses": "that it will not do it",
        "excused": "that it is excused",
    }
)


def why(
    docket: Docket, provision: str, as_of: int, key: Key | None = None
) -> tuple[Premise, ...]:
    """Give the premises of a provision's, or an instance's, standing."""
    strand = docket.strand(provision, as_of)
    teller = _Teller(docket)
    if key is None and strand.in_instances:
        return (
            *of_acts(docket, provision, as_of),
            *of_readings(docket, provision, None, as_of),
            *teller.instances(provision, as_of),
        )
    step = step_at(docket.steps(provision, key), as_of)
    found = teller.case(docket.case(provision, key, as_of), step, as_of)
    return (*_before(docket, provision, key, step, as_of), *found)


def _before(
    docket: Docket, provision: str, key: Key | None, step: Step, as_of: int
) -> tuple[Premise, ...]:
    """Give the acts and readings behind a standing; what decides it stands first."""
    acts, readings = (
        of_acts(docket, provision, as_of),
        of_readings(docket, provision, key, as_of),
    )
    return (*readings, *acts) if step.ground == "reading" else (*acts, *readings)


class _Teller:
    """Put a docket's grounds into sentences, with the agreement's own names."""

    def __init__(self, docket: Docket) -> None:
        self._docket = docket
        self._names = Names(docket.agreement)
        self._calendar: Calendar = docket.world.ground.calendar

    def instances(self, provision: str, as_of: int) -> tuple[Premise, ...]:
        """Tell of the instances that give the provision its status."""
        strand = self._docket.strand(provision, as_of)
        word = step_at(strand.steps, as_of).status
        there = [one for one in strand.alike(as_of) if one.step.status == word]
        number = sum(one.number for one in there)
        steps = {kin: one.step for one in there for kin in one.kin}
        first = first_of(tuple(steps), SHOWN_INSTANCES)
        same = [(kin.case(key), steps[kin]) for key, kin in first]
        told = [
            Premise(
                "instance",
                provision,
                f"{self._names.key(case.key)}: {_status(step)}",
                (),
                self.case(case, step, as_of),
            )
            for case, step in same
        ]
        if not same:
            return (Premise("instance", provision, "no instance of it has arisen"),)
        if number > SHOWN_INSTANCES:
            more = number - SHOWN_INSTANCES
            text = f"and {more} more of the same status"
            told.append(Premise("instance", provision, text))
        return tuple(told)

    def case(self, case: Case, step: Step, as_of: int) -> tuple[Premise, ...]:
        """Tell of one case: what decides its row, and the dates it turns on."""
        match step.status:
            case "not-tracked":
                text = "the scenario does not cover this provision"
                return (Premise("window", case.provision, text),)
            case "void" | "not-in-force" | "dormant":
                return self._outside(case, step, as_of)
        return (
            *self._deciding(case, step, as_of),
            *self._dates(case, as_of),
            *self._silence(case, as_of),
        )

    # -- before the tables --------------------------------------------------------

    def _outside(self, case: Case, step: Step, as_of: int) -> tuple[Premise, ...]:
        window = case.window
        found = [self._from(case, as_of)]
        if step.status == "void":
            closed = window.closed
            if closed is not None and closed <= as_of:
                text = f"it ended early, on {self._calendar.short(closed)}"
                found.append(Premise("condition", case.provision, text))
            if window.empty:
                text = "its window ends before it starts"
                found.append(Premise("window", case.provision, text))
                found += self._dates(case, as_of)[1:]
        return tuple(found)

    def _from(self, case: Case, as_of: int) -> Premise:
        start = case.window.start
        if start is None:
            text = "the start of its time is not known yet"
        elif start.lo > as_of:
            text = f"its time starts on {self._moment(start)}"
        else:
            text = f"its time started on {self._moment(start)}"
        kind = "condition" if case.window.waits else "window"
        return Premise(
            kind, case.provision, text, (), (self._derived(case.window.starts_by),)
        )

    # -- what decides -------------------------------------------------------------

    def _deciding(self, case: Case, step: Step, as_of: int) -> tuple[Premise, ...]:
        if case.trigger == "both":
            text = "whether this instance arose is itself disputed"
            return (Premise("occurrence", case.provision, text, case.trigger_reports),)
        weighed = case.window.weighed_until(as_of)
        happened, answers = (
            self._occurrences(case, weighed),
            self._answers(case, weighed),
        )
        found = case.look(as_of).finding
        # What decides comes first: positions and totals, or what happened.
        by_answer = bool(found.answers) and not found.items
        said = [*answers, *happened] if by_answer else [*happened, *answers]
        owed = [self._owed(entry) for entry in self._owed_entries(case, weighed)]
        nothing = [] if said else [self._nothing(case)]
        if step.ground in ("position", "obligation"):
            return (*owed, *said, *nothing)
        return (*nothing, *said, *owed)

    def _nothing(self, case: Case) -> Premise:
        if case.achievement:
            text = "no performance that counts is reported"
        else:
            text = "no violation that counts is reported"
        return Premise("silence", case.provision, text)

    def _occurrences(self, case: Case, as_of: int) -> Iterable[Premise]:
        items = [i for i in (*case.items, *case.rates(as_of)) if i.date.lo <= as_of]
        yield from (self._item(case, item) for item in items[-SHOWN_ITEMS:])
        earlier = sum(item.times for item in items) - len(items[-SHOWN_ITEMS:])
        if earlier:
            text = f"and {earlier} earlier occurrences"
            yield Premise("occurrence", case.provision, text)
        for item in case.apart:
            if item.date.lo <= as_of:
                told = self._item(case, item)
                yield told._replace(text=f"{told.text} (set apart: an exception holds)")

    def _item(self, case: Case, item: Item) -> Premise:
        if item.occurrence is None:
            return self._rate(item)
        happened = item.occurrence
        yes = self._speakers(happened.affirmations)
        text = f"{self._what(item)}, {self._moment(item.date)}: reported by {yes}"
        if happened.denials:
            text += f"; denied by {self._speakers(happened.denials)}"
        if item.ground == "allegation":
            text += " (the other side's word alone)"
        if item.accused and len(case.question.bearers) > 1:
            text += f"; attributed to {self._list(item.accused)}"
        return Premise("occurrence", happened.reports[0], text, happened.reports, ())

    def _rate(self, item: Item) -> Premise:
        words = {"true": "below what was due", "false": "at or above what was due"}
        word = words.get(
            item.truth, "sources differ on whether it reached what was due"
        )
        if item.ground == "allegation":
            word = "below what was due, on the other side's word alone"
        text = f"totals up to {self._moment(item.date)}: {word}"
        return Premise("total", item.reports[0], text, item.reports)

    def _what(self, item: Item) -> str:
        assert item.occurrence is not None
        told = item.occurrence.attributes
        shown = [f"{name} {told[name]}" for name in sorted(told) if name not in _PLAIN]
        kind = (item.occurrence.kind or "it").replace("-", " ")
        count = told.get("count")
        words = f"{kind} ({', '.join(shown)})" if shown else kind
        return f"{words}, {count} counted" if count else words

    def _answers(self, case: Case, as_of: int) -> Iterable[Premise]:
        for answer in case.answers(as_of):
            yield self._answer(case, answer)

    def _answer(self, case: Case, answer: Answer) -> Premise:
        name = self._names.source(answer.source)
        when = self._moment(answer.date)
        if answer.reached is not None or self._is_total(case, answer):
            word = "reached" if answer.word == "performed" else "not reached"
            text = f"by the count of {name} on {when} the number was {word}"
            return Premise("total", answer.report, text, (answer.report,))
        text = f"{name} said on {when} {QUESTION_WORDS[answer.word]}"
        return Premise("position", answer.report, text, (answer.report,))

    def _is_total(self, case: Case, answer: Answer) -> bool:
        return any(
            entry.tally is not None and entry.report.id == answer.report
            for said in case.done.values()
            for entry in said
        )

    def _owed_entries(self, case: Case, as_of: int) -> list[Entry]:
        found = [
            entry
            for word in ("excused", "refuses")
            for entry in case.standing_owed(word, as_of)
        ]
        return [entry for entry in found if entry.word not in DONE]

    def _owed(self, entry: Entry) -> Premise:
        name = self._names.source(entry.report.source)
        when = self._moment(entry.date)
        text = f"{name} said on {when} {QUESTION_WORDS[entry.word]}"
        return Premise("position", entry.report.id, text, (entry.report.id,))

    # -- dates and silence ----------------------------------------------------------

    def _dates(self, case: Case, as_of: int) -> tuple[Premise, ...]:
        window = case.window
        found = [self._from(case, as_of)]
        if case.achievement and case.terms.due is not None:
            found.append(self._deadline(case, "due", window.due, window.due_by, as_of))
        if window.ends is not None or window.ends_by.parts:
            found.append(
                self._deadline(case, "ends", window.ends, window.ends_by, as_of)
            )
        return tuple(found)

    def _deadline(
        self, case: Case, word: str, at: Moment | None, by: Derivation, as_of: int
    ) -> Premise:
        if at is None:
            stated = case.terms.stated
            said = {
                "immediately": "to be done immediately",
                "agreed-time-frame": "within a time frame to be agreed",
                "none": "the text sets no date",
            }
            text = said.get(stated or "", "its date is not known yet")
        elif at.hi < as_of:
            past = {"due": "it was due on", "ends": "its time ended on"}
            text = f"{past[word]} {self._moment(at)}"
        else:
            future = {"due": "it is due on", "ends": "its time ends on"}
            text = f"{future[word]} {self._moment(at)}"
        return Premise(
            "deadline", case.provision, text, by.reports, (self._derived(by),)
        )

    def _derived(self, by: Derivation) -> Premise:
        text = by.text
        if by.value is not None:
            text += f": {self._moment(by.value)}"
        parts = tuple(self._derived(part) for part in by.parts)
        return Premise("derivation", "", text, by.reports, parts)

    def _silence(self, case: Case, as_of: int) -> tuple[Premise, ...]:
        watched = self._docket.observed(case.provision, as_of)
        if not watched.unobserved(as_of):
            return ()
        since = watched.since(as_of)
        text = "no authority or independent source has reported on it"
        if since is not None:
            text += f" since {self._calendar.short(since)}"
        return (Premise("silence", case.provision, text),)

    # -- words -----------------------------------------------------------------------

    def _moment(self, moment: Moment) -> str:
        if moment.day is None:
            return self._calendar.short(moment.lo)
        # A start clamped to an instant within its day is shown as that instant.
        if moment.lo != self._calendar.first_second(self._calendar.day_of(moment.lo)):
            return self._calendar.short(moment.lo)
        return self._calendar.text(moment)

    def _speakers(self, reports: Sequence[Report]) -> str:
        told = sorted(reports, key=lambda r: (r.reported, r.id))
        return self._list(dict.fromkeys(report.source for report in told))

    def _list(self, ids: Iterable[str]) -> str:
        return ", ".join(self._names.source(name) for name in ids)


_PLAIN = frozenset({"count", "by", "extent"})


def _status(step: Step) -> str:
    return f"{step.status} ({step.ground})" if step.ground else step.status
