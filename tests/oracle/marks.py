"""The marks beside a status (S10, S11)."""

from dataclasses import replace

from tests.oracle.duty import Duty
from tests.oracle.occurrences import fits, is_linked, statements
from tests.oracle.tables import Verdict, ordered
from tests.oracle.units import Unit

from servanda.expression import Pattern
from servanda.scenario import Report


def marked(
    duty: Duty, unit: Unit | None, verdict: Verdict, as_of: int, known_by: int
) -> Verdict:
    marks = set(verdict.marks)
    if known_by < as_of:
        marks.add("projected")
    rough = unit or duty.whole
    known = unit is not None or not duty.has_instances
    if known and any(v and v.rough for v in (rough.start, rough.until, rough.due)):
        marks.add("from-day-end")
    silent = verdict.status == "holding" or verdict.ground == "missed"
    if verdict.status == "met" and not duty.provision.is_achievement:
        silent = True
    if silent and unobserved(duty, as_of):
        marks.add("unobserved")
    return replace(verdict, marks=ordered(marks))


def unobserved(duty: Duty, as_of: int) -> bool:
    """S10: nobody of standing has looked, or a monitor could not."""
    return not _observed(duty, as_of) or _shut_out(duty, as_of)


def _observed(duty: Duty, as_of: int) -> bool:
    return any(_watches(duty, r, as_of) for r in duty.known.record.standing)


def _patterns(duty: Duty) -> list[Pattern]:
    p = duty.provision
    found = (p.performed_by, p.violated_by, p.counted_by, p.observed)
    cure = [] if p.cured_by is None or p.cured_by.quiet else [p.cured_by]
    return [*(q for q in found if q is not None), *cure]


def _watches(duty: Duty, report: Report, as_of: int) -> bool:
    known, p = duty.known, duty.provision
    voice = known.people.voice(report.source)
    own, date = statements(report), report.date
    if is_linked(report) and known.record.weighed(report):  # W9: else it joins nothing
        occurrence = known.gathering.occurrence_of(report)
        if occurrence:
            own = {**occurrence.stated, **own}
            date = date or occurrence.date
    tier = known.people.tier(voice, (*p.bearer, own.get("by")))
    if tier not in ("authority", "independent"):
        return False
    if date is None or date.lo > as_of or known.withdrawn(report, as_of):
        return False
    last = duty.calendar.civil_day(date)
    if p.silence and duty.calendar.day_of(as_of) - last > p.silence.days:
        return False
    if report.position:
        return duty.testimony.pid in report.about
    if report.access or report.links.retracts or report.links.withdraws:
        return False
    return any(fits(known.places, q, own) for q in _patterns(duty))


def _shut_out(duty: Duty, as_of: int) -> bool:
    known = duty.known
    last: dict[tuple[str, str | None], Report] = {}
    accesses = [r for r in known.record.standing if r.access]
    for report in sorted(
        accesses, key=lambda r: (r.access and r.access.lo, r.reported)
    ):
        if report.access and report.access.lo <= as_of:
            voice = known.people.voice(report.source)
            if not known.withdrawn(report, as_of):
                last[voice, report.attributes.get("place")] = report
    return any(_covers(duty, r, as_of) for r in last.values())


def _covers(duty: Duty, report: Report, as_of: int) -> bool:
    access, place = report.access, report.attributes.get("place")
    assert access
    if access.level == "full" or (access.hi is not None and as_of > access.hi):
        return False
    if place is None:
        return True
    named = [
        word
        for pattern in _patterns(duty)
        for name, condition in pattern.conditions.items()
        if name == "place"
        for word in condition.one_of
    ]
    within = duty.known.places.within
    return any(within(n, place) or within(place, n) for n in named)
