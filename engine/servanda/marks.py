"""What a reader should know beside a status: marks, in a fixed order (S11)."""

from servanda.case import Case
from servanda.evidence import Finding
from servanda.silence import Watch
from servanda.standing import Step

AWAITING = "achievement-5-awaiting"


def marks_of(
    case: Case, step: Step, found: Finding, as_of: int, known_by: int, watched: Watch
) -> tuple[str, ...]:
    """Give the marks of a case at an instant."""
    if step.status == "not-tracked":
        return ()
    marks = (
        ("projected", as_of > known_by),
        ("time-uncertain", _uncertain(case, step, found)),
        ("date-contested", _contested(case, step, as_of)),
        ("from-day-end", case.window.from_day_end),
        ("unobserved", _may_be_unobserved(case, step) and watched.unobserved(as_of)),
        ("unattributed", _unattributed(case, step, found)),
        ("awaiting-finding", step.rule == AWAITING),
    )
    return tuple(name for name, holds in marks if holds)


def _uncertain(case: Case, step: Step, found: Finding) -> bool:
    """Tell whether only the bearer's benefit of the doubt puts it in time."""
    date, window = found.date, case.window
    if date is None or step.status != "met" or not case.achievement:
        return False
    straddles_due = window.due is not None and date.lo <= window.due.hi < date.hi
    floor = window.floor
    return straddles_due or (floor is not None and date.lo < floor <= date.hi)


def _contested(case: Case, step: Step, as_of: int) -> bool:
    if step.status not in ("met", "breached", "disputed"):
        return False
    return any(
        item.occurrence is not None
        and item.occurrence.contested
        and item.truth in ("true", "both")
        and item.date.lo <= as_of
        for item in case.items
    )


def _may_be_unobserved(case: Case, step: Step) -> bool:
    by_absence = step.status == "holding" or (
        step.status == "met" and not case.achievement
    )
    return by_absence or step.ground == "missed"


def _unattributed(case: Case, step: Step, found: Finding) -> bool:
    return (
        not case.achievement
        and step.status in ("breached", "disputed")
        and found.truth in ("true", "both")
        and not found.accused
    )
