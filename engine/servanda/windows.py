"""When a case counts: its start, due date and end, and what it waits for."""

from collections.abc import Sequence

from servanda.agreement import Provision
from servanda.dates import NEVER, Moment
from servanda.deadline import Instance, conditions, counts_hours, reads_instance
from servanda.duty import NO_KEY, Duty, Part
from servanda.evidence import LONG_AGO
from servanda.expression import When
from servanda.moves import moved
from servanda.occurrence import Occurrence
from servanda.standing import Derivation
from servanda.window import UNDATED, Window


def window_of(duty: Duty, part: Part, instance: Instance | None) -> Window:
    """Evaluate the window of a part from what is known."""
    terms = duty.terms
    start = _start(duty, instance)
    ends = UNDATED if terms.until is None else duty.dates.as_end(terms.until, instance)
    if instance is not None and part.stretch is None:
        begins = instance.start or start.value
        instance = instance._replace(start=begins, end=ends.value)
    due = UNDATED if terms.due is None else duty.dates.as_end(terms.due, instance)
    start_value, ends_value = start.value, ends.value
    if part.stretch is not None:
        start_value = part.begins
        ends_value = part.closes
    elif part.trigger is not None and start_value is not None:
        trigger = part.trigger.date
        start_value = trigger if trigger.lo > start_value.lo else start_value
    window = Window(
        start_value,
        due.value if terms.is_achievement else None,
        ends_value,
        _floor(duty, start_value, _earliest(duty, instance)),
        (*_waits(duty, instance), *duty.breached_at),
        duty.closed,
        starts_by=start,
        due_by=due,
        ends_by=ends,
    )
    if duty.revision is None:
        return window
    return moved(duty.revision, duty.subject(part), window, duty.dates.calendar)


def plain_windows(duty: Duty, triggers: Sequence[Occurrence]) -> list[Window]:
    """Give the windows of instances by their triggers: the dates, not how they came.

    No act may move them. Where hours are counted, `window_of` gives them one by one.
    """
    if not triggers:
        return []
    terms, dates = duty.terms, duty.dates
    instances = [Instance(o.date, None, o.attributes, NO_KEY) for o in triggers]
    nothing: list[Moment | None] = [None] * len(triggers)

    def column(when: When | None, start: bool) -> list[Moment | None]:
        return nothing if when is None else dates.column(when, start, instances)

    begins = column(terms.from_ or duty.world.ground.agreement.in_force, True)
    ends = column(terms.until, False)
    if terms.until is not None:
        pairs = zip(instances, ends, strict=True)
        instances = [instance._replace(end=end) for instance, end in pairs]
    due = column(terms.due, False)
    earliest = column(terms.not_before, True)
    waits = (*_waits(duty, None), *duty.breached_at)
    found = []
    for at, instance in enumerate(instances):
        start = _later(begins[at], duty.breached_at)
        if start is not None and instance.start is not None:
            start = instance.start if instance.start.lo > start.lo else start
        floor = _floor(duty, start, earliest[at])
        end = due[at] if terms.is_achievement else None
        found.append(Window(start, end, ends[at], floor, waits, duty.closed))
    return found


def in_days(terms: Provision) -> bool:
    """Tell whether what a window's dates make of an instance counts no hours."""
    used = (terms.from_, terms.due, terms.until, terms.not_before)
    return not any(reads_instance(when) and counts_hours(when) for when in used)


def _later(start: Moment | None, breaches: Sequence[int | None]) -> Moment | None:
    """Let a time begin no earlier than the breaches it waits for."""
    for came in breaches:
        start = None if came is None or start is None else _bound(came, start)
    return start


def _start(duty: Duty, instance: Instance | None) -> Derivation:
    if duty.terms.from_ is None:
        start = duty.dates.in_force(True)
    else:
        start = duty.dates.as_start(duty.terms.from_, instance)
    for came in duty.breached_at:
        later = _later(start.value, (came,))
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


def _earliest(duty: Duty, instance: Instance | None) -> Moment | None:
    when = duty.terms.not_before
    return None if when is None else duty.dates.as_start(when, instance).value


def _floor(duty: Duty, start: Moment | None, earliest: Moment | None) -> int | None:
    if duty.counts_early:
        return None
    floor = LONG_AGO if start is None else start.lo
    if duty.terms.not_before is not None:
        # What is unknown has not come: nothing is late enough yet.
        return NEVER if earliest is None else max(floor, earliest.lo)
    return floor


def instance_of(part: Part) -> Instance | None:
    """Give what a part lends to its time expressions; its bounds come to it later."""
    key = part.key or NO_KEY
    if part.stretch is not None:
        return Instance(part.begins, part.closes, part.each, key)
    if part.trigger is not None:
        return Instance(part.trigger.date, None, part.trigger.attributes, key)
    return None if part.key is None else Instance(None, None, part.each, key)
