"""When a case counts: its start, due date and end, and what it waits for."""

from servanda.dates import NEVER, Moment
from servanda.deadline import Instance, conditions, counted_back
from servanda.duty import NO_KEY, Duty, Part
from servanda.evidence import LONG_AGO
from servanda.moves import moved
from servanda.standing import Derivation
from servanda.window import UNDATED, Window


def window_of(duty: Duty, part: Part, instance: Instance | None) -> Window:
    """Evaluate the window of a part from what is known."""
    terms = duty.terms
    start = _start(duty, instance)
    due = UNDATED if terms.due is None else duty.dates.as_end(terms.due, instance)
    ends = UNDATED if terms.until is None else duty.dates.as_end(terms.until, instance)
    start_value, ends_value = start.value, ends.value
    if part.stretch is not None:
        start_value = _bound(part.stretch.lo, start_value)
        ends_value = part.closes
    elif part.trigger is not None and start_value is not None:
        trigger = part.trigger.date
        start_value = trigger if trigger.lo > start_value.lo else start_value
    window = Window(
        start_value,
        due.value if terms.is_achievement else None,
        ends_value,
        _floor(duty, start_value, instance),
        (*_waits(duty, instance), *duty.breached_at),
        duty.closed,
        starts_by=start,
        due_by=due,
        ends_by=ends,
    )
    if duty.revision is None:
        return window
    return moved(duty.revision, duty.subject(part), window, duty.dates.calendar)


def _start(duty: Duty, instance: Instance | None) -> Derivation:
    if duty.terms.from_ is None:
        start = duty.dates.in_force(True)
    else:
        start = duty.dates.as_start(duty.terms.from_, instance)
    for came in duty.breached_at:
        later = None
        if came is not None and start.value is not None:
            later = _bound(came, start.value)
        start = Derivation("from the breach on", later, (start,))
    return start


def _bound(second: int, value: Moment | None) -> Moment:
    if value is not None and value.lo >= second:
        return value
    return Moment(second, second)


def _waits(duty: Duty, instance: Instance | None) -> tuple[int | None, ...]:
    found = []
    for when in conditions(duty.terms.from_):
        value = duty.dates.as_start(when, instance).value
        found.append(None if value is None else value.lo)
    return tuple(found)


def _floor(duty: Duty, start: Moment | None, instance: Instance | None) -> int | None:
    terms = duty.terms
    if terms.early == "counts" or (terms.early is None and counted_back(terms.due)):
        return None
    floor = LONG_AGO if start is None else start.lo
    if terms.not_before is not None:
        earliest = duty.dates.as_start(terms.not_before, instance).value
        # What is unknown has not come: nothing is late enough yet.
        return NEVER if earliest is None else max(floor, earliest.lo)
    return floor


def instance_of(duty: Duty, part: Part) -> Instance | None:
    """Give what a part lends to its time expressions."""
    key = part.key or NO_KEY
    if part.stretch is not None:
        return Instance(part.begins, part.closes, part.each, key)
    if part.trigger is not None:
        return Instance(
            part.trigger.date, window_end(duty), part.trigger.attributes, key
        )
    return None if part.key is None else Instance(None, None, part.each, key)


def window_end(duty: Duty) -> Moment | None:
    """Give the end of the provision's own window."""
    until = duty.terms.until
    return None if until is None else duty.dates.as_end(until).value
