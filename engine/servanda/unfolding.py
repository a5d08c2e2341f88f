"""A provision through the as-of clock, by what one docket knows: its record.

Nothing of a standing changes but at a few instants; the state at each of them holds
until the next. Moments are the instants a page can be asked about.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from servanda.accounts import shares
from servanda.acts import Ruling
from servanda.case import Case
from servanda.dates import Moment
from servanda.evaluate import Docket
from servanda.evidence import LONG_AGO
from servanda.likeness import done_to
from servanda.naming import Names
from servanda.pagedata import (
    Band,
    Cause,
    Deed,
    Due,
    Lane,
    Part,
    Record,
    State,
    Tallied,
)
from servanda.question import Question
from servanda.reasons import Reason
from servanda.report import Count, acts_told, row_and_reasons
from servanda.silence import Watch
from servanda.standing import Key, Step
from servanda.strand import Strand

T = TypeVar("T", bound=Hashable)
SHOWN_PARTS = 60


class Table(Generic[T]):
    """Values kept once each, in the order they came."""

    def __init__(self) -> None:
        self._places: dict[T, int] = {}

    def place(self, value: T) -> int:
        """Give the place of a value, a new one at the end."""
        return self._places.setdefault(value, len(self._places))

    @property
    def values(self) -> tuple[T, ...]:
        """Give all the values by place."""
        return tuple(self._places)


class Tables:
    """What repeats on a page, each in its table."""

    def __init__(self, reports: Iterable[str]) -> None:
        self.texts: Table[str] = Table()
        self.reasons: Table[Cause] = Table()
        self.states: Table[State] = Table()
        self.records: Table[Record] = Table()
        self.acts: Table[Deed] = Table()
        self._reports = {id: place for place, id in enumerate(reports)}

    def report(self, id: str | None) -> int | None:
        """Give the place of a report that the page knows."""
        return None if id is None else self._reports.get(id)

    def reports(self, ids: Iterable[str]) -> tuple[int, ...]:
        """Give the places of the reports that the page knows, each once."""
        found = (self._reports.get(id) for id in dict.fromkeys(ids))
        return tuple(place for place in found if place is not None)

    def reason(self, reason: Reason) -> int:
        """Give the place of a reason, with all that is behind it."""
        return self.reasons.place(
            Cause(
                reason.kind,
                self.texts.place(reason.text),
                self.reports(one.report for one in reason.citations),
                tuple(map(self.reason, reason.parts)),
            )
        )

    def state(self, asked: Question, provision: str) -> int:
        """Give the place of a standing; what the moment alone decides is left out."""
        row, said = row_and_reasons(asked, provision)
        by = asked.derivation(provision)
        return self.states.place(
            State(
                status=row.status,
                ground=row.ground,
                rule=row.rule,
                since=row.since,
                start=row.start,
                due=row.due,
                ends=row.ends,
                stated=row.stated,
                performed=row.performed,
                late_by=row.late_by,
                support=row.support,
                word=row.word,
                marks=tuple(mark for mark in row.marks if mark != "projected"),
                accused=row.accused,
                unobserved_since=row.unobserved_since,
                violations=row.violations,
                progress=tuple(map(self._tallied, row.progress)),
                instances=tuple(row.instances.items()),
                readings=tuple(row.readings.items()),
                why=tuple(map(self.reason, said)),
                reasons=tuple(map(self.reason, asked.premises(provision))),
                derivation=None if by is None else self.reason(by),
                owed=shares(asked, provision),
            )
        )

    def deeds(self, question: Question) -> tuple[int, ...]:
        """Give the places of the acts and rulings that a question's docket knows."""
        calendar = question.calendar
        return tuple(
            self.acts.place(
                Deed(
                    word=one.word,
                    object=one.object_name,
                    second=calendar.read(one.date).lo if one.date else 0,
                    date=one.date or "",
                    since=one.since,
                    to=one.to,
                    reading=one.reading,
                    missing=one.missing,
                    reports=self.reports(cited.report for cited in one.citations),
                )
            )
            for one in acts_told(question)
        )

    def _tallied(self, count: Count) -> Tallied:
        return Tallied(
            count.source_name,
            count.reached,
            count.wanted,
            count.unit,
            count.or_more,
            count.since,
            count.until,
            self.report(count.report),
        )


def record(
    question: Question, provision: str, moments: Sequence[int], tables: Tables
) -> int:
    """Give the place of a provision's record by what a question's docket knows."""
    keys = [key for key in question.docket.units(provision) if key is not None]
    names = Names(question.agreement)
    return tables.records.place(
        Record(
            _lane(question, provision, None),
            tuple(_states(question, provision, moments, tables)),
            tuple(
                Part(names.key(key), _lane(question, provision, key))
                for key in keys[:SHOWN_PARTS]
            ),
            max(0, len(keys) - SHOWN_PARTS),
        )
    )


def _states(
    question: Question, provision: str, moments: Sequence[int], tables: Tables
) -> Iterator[tuple[int, int]]:
    last = len(moments) - 1
    turns = turning(question.docket, provision)
    places = sorted({0, *(min(bisect_left(moments, at), last) for at in turns)})
    before = None
    for place in places:
        state = tables.state(question._replace(as_of=moments[place]), provision)
        if state != before:
            yield place, state
        before = state


def turning(docket: Docket, provision: str) -> set[int]:
    """List the instants at which anything told of a provision may change."""
    contest = docket.contest(provision)
    rivals = contest.alternatives if contest else ()
    found = {step.at for step in docket.steps(provision)}
    for course in (docket.course, *(one.course for one in rivals)):
        for edition in course.editions:
            found.add(edition.at)
            found.update(_turns(edition.strand(provision)))
    for other in docket.world.ground.partners.get(provision, ()):
        found.update(step.at for step in docket.course.steps(other))
    for done in done_to(docket, provision):
        if isinstance(done, Ruling):
            found.update((done.start, done.end))
        else:
            found.add(done.act.date if done.since is None else done.since)
    for edition in docket.course.editions:
        found.update(_looks(docket.observed(provision, edition.at)))
    return found


def _turns(strand: Strand) -> Iterator[int]:
    """List the instants at which a strand's cases may be told otherwise."""
    yield from (step.at for step in strand.steps)
    for kin in strand.kin:
        yield from kin.seconds if kin.shared else kin.model.instants()
        yield kin.arises
        case = kin.model
        quota = case.quota.counts if case.quota else ()
        yield from (item.date.lo for item in (*case.items, *case.apart, *quota))


def _looks(watch: Watch) -> Iterator[int]:
    """List the instants at which it may become unobserved, or observed again."""
    for sight in watch.sights:
        yield sight.lo
        if sight.until is not None:
            yield sight.until
        if watch.days is not None:
            yield watch.calendar.first_second(sight.day + watch.days + 1)
    for veil in watch.veils:
        yield veil.lo
        if veil.hi is not None:
            yield veil.hi + 1


def _lane(question: Question, provision: str, key: Key | None) -> Lane:
    *before, last = (
        list(_cases(edition.strand(provision), key))
        for edition in question.docket.course.editions
    )
    starts = [c.window.start.lo for c in last if c.window.start is not None]
    over = [c.window.over or c.window.due for c in last]
    ends = [moment.hi for moment in over if moment is not None]
    dues = set(_due_dates(last))
    moved = {moment for cases in before for moment in _due_dates(cases)} - dues
    return Lane(
        tuple(_bands(question.docket.steps(provision, key))),
        min(starts, default=None),
        max(ends) if ends and len(ends) == len(last) else None,
        tuple(_dues(question, dues, moved)),
    )


def _cases(strand: Strand, key: Key | None) -> Iterator[Case]:
    """Give the cases of a provision, or the one of an instance where there is one."""
    if key is None:
        yield from (kin.model for kin in strand.kin)
    elif strand.has(key):
        yield strand.case(key)


def _due_dates(cases: Iterable[Case]) -> Iterator[Moment]:
    for case in cases:
        if case.achievement and case.window.due is not None:
            yield case.window.due


def _bands(steps: Sequence[Step]) -> Iterator[Band]:
    before = None
    for step in steps:
        now = (step.status, step.ground)
        if now != before:
            yield Band(None if step.at <= LONG_AGO else step.at, *now)
        before = now


def _dues(question: Question, dues: set[Moment], moved: set[Moment]) -> Iterator[Due]:
    for moment in sorted(dues | moved, key=lambda moment: moment.hi):
        yield Due(moment.hi, question.calendar.text(moment), moment in moved)
