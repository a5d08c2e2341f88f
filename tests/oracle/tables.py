"""The two tables of §5, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.oracle.times import Value
from tests.oracle.words import NO_RANK, Word

from servanda.agreement import Provision
from servanda.dates import Calendar, Moment
from servanda.standing import MARKS, SUPPORTS, Late


@dataclass(frozen=True)
class Verdict:
    """Where a provision or an instance stands."""

    status: str
    ground: str = ""
    due: Moment | None = None
    ends: Moment | None = None
    late: Late | None = None
    support: str = ""
    marks: tuple[str, ...] = ()
    date: Moment | None = None  # of the performance, or of the first violation
    instances: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Owed:
    """What is said at A on whether it is owed, and the findings and doubts."""

    excused: tuple[Moment, ...]  # dates of bearers' standing `excused`
    refuses: bool
    breached: tuple[Moment, ...]  # dates of anybody's standing breached, insufficient
    finding: Moment | None  # the earliest finding of breach


def ordered(marks: set[str]) -> tuple[str, ...]:
    known = [*MARKS, *(sorted(marks - set(MARKS)))]
    return tuple(mark for mark in known if mark in marks)


AWAITING = "awaiting-finding"


def support(word: Word) -> str:
    return SUPPORTS[word.rank] if word.rank < NO_RANK else ""


def late_by(calendar: Calendar, done: Moment | None, due: Moment | None) -> Late | None:
    # S8: civil days for a due day, seconds for a due instant.
    if done is None or due is None:
        return None
    if due.exact:
        return Late(None, done.lo - due.lo) if done.lo > due.lo else None
    days = calendar.day_of(done.lo) - (due.day or 0)
    return Late(days, None) if days > 0 else None


def awaits(calendar: Calendar, provision: Provision, due: Moment) -> int:
    """G3: until when a missed date awaits a finding, else the due date itself."""
    within = provision.finding.within if provision.finding else None
    if within is None:
        return due.hi
    return max(due.hi, calendar.last_second(calendar.civil_day(due) + within.days))


def achievement(
    calendar: Calendar,
    provision: Provision,
    p: Word,
    owed: Owed,
    due: Value | None,
    as_of: int,
) -> Verdict:
    """Ask the rows of an achievement."""
    at = due.moment if due else None
    if p.verdict == "true":  # row 1
        late = late_by(calendar, p.date, at)
        return Verdict("met", "", at, None, late, support(p), date=p.date)
    if p.disputed:  # row 2, P4
        whole = p.negatives == {"insufficient"}
        return Verdict(
            "disputed", "conformity" if whole else "fact", at, support=support(p)
        )
    if owed.finding:  # row 3
        return Verdict(
            "breached", "finding", at, support="authority", date=owed.finding
        )
    in_time = [e for e in owed.excused if at is None or e.lo <= at.hi]
    if in_time and provision.excuses == "count":  # row 4
        return Verdict("disputed", "obligation", at)
    if at is not None and as_of > at.hi:  # row 5
        if as_of <= awaits(calendar, provision, at):
            return Verdict("pending", "", at, marks=(AWAITING,))
        return Verdict("breached", "missed", at, date=at)
    refused = owed.refuses or (owed.excused and provision.excuses == "none")
    if refused or owed.breached:  # row 6, P5
        return Verdict("disputed", "position", at)
    return Verdict("pending", "", at)  # row 7


def maintenance(
    provision: Provision,
    v: Word,
    owed: Owed,
    excused: bool,
    only_findings: bool,
    closed: bool,
) -> Verdict:
    if v.verdict == "true":
        first = min(
            (x.date for x in v.violations), key=lambda d: (d.lo, d.hi), default=None
        )
        if excused and owed.finding is None:  # row 1
            return Verdict("disputed", "obligation", support=support(v))
        if not only_findings:  # row 2
            return Verdict("breached", "violation", support=support(v), date=first)
        return Verdict("breached", "finding", support=support(v), date=owed.finding)
    if v.disputed:  # row 3, P4
        ground = "allegation" if v.verdict == "alone" else "fact"
        return Verdict("disputed", ground, support=support(v))
    if closed:  # row 4
        return Verdict("met", support=support(v))
    refused = owed.refuses
    if owed.excused:  # row 5
        if provision.excuses == "count":
            return Verdict("disputed", "obligation")
        refused = True
    if refused:
        return Verdict("disputed", "position")
    return Verdict("holding")  # row 6: it rests on nobody's word
