"""How a provision comes apart into cases: itself, or one for each instance.

`for_each` makes one of each triggering occurrence, `each` one of each bearer or
place, `every` one of each stretch of the window.
"""

from dataclasses import replace

from servanda.assembly import case_of
from servanda.case import Case
from servanda.duty import Duty, Part
from servanda.kin import Kin
from servanda.parts import each_parts, loose, stretches
from servanda.reach import reaching
from servanda.triggered import Triggered
from servanda.windows import window_of


def cases(duty: Duty) -> tuple[Kin, ...]:
    """Give every case of a provision, those that fare alike as one."""
    if duty.terms.for_each is not None:
        return tuple(Triggered(duty, duty.terms.for_each).kin())
    parts = each_parts(duty)
    if duty.terms.every is not None:
        parts = [s for part in parts for s in stretches(duty, part)]
    made = ((part, case_of(duty, part, reaching(duty, part))) for part in parts)
    kept = (_from_violation(part, case) for part, case in made)
    return tuple(Kin.of(case) for case in kept if case is not None)


def _from_violation(part: Part, case: Case) -> Case | None:
    """Keep an instance for the unattributed from the first violation it is for."""
    if not loose(part):
        return case
    dates = [i.date.lo for i in case.items if i.truth in ("true", "both")]
    return replace(case, arises=max(case.arises, min(dates))) if dates else None


def whole(duty: Duty) -> Case:
    """Give the provision itself, whose window instances arise in."""
    part = Part(None, duty.terms.bearer, {})
    return case_of(duty, part, (), (), window_of(duty, part, None))
