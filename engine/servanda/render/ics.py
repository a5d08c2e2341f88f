"""The dates of duties as a calendar file (RFC 5545), by the icalendar library.

A day is an event that lasts all day, an instant one of the agreement's zone. What has
gone stays, as cancelled, so that programs which have taken it take it out again.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from servanda.appointments import Agenda, Appointment, Earlier, Slot
from servanda.dates import Calendar
from servanda.problems import visible
from servanda.reasons import Citation, Reason
from servanda.render import phrases, words
from servanda.render.extra import needed

if TYPE_CHECKING:
    from icalendar import Alarm, Event

WORLD = "https://servanda.invalid/"
# A week and a day before: of a day at nine in the morning, of an instant to the minute.
AHEAD = (timedelta(7), timedelta(1))
MORNING = timedelta(hours=9)
ISOLATE, POP = "\u2068", "\u2069"
RIGHT_TO_LEFT = frozenset({"R", "AL"})


def agenda(agenda: Agenda) -> bytes:
    """Write every date as an event of one calendar."""
    with needed("icalendar", "a calendar"):
        import icalendar
    head = agenda.head
    found = icalendar.Calendar()
    found.add("prodid", "-//Servanda//Servanda//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        found.add(name, _safe(f"{head.agreement_title}: {head.scenario_title}"))
    found.add("x-wr-timezone", head.zone)
    asked = f"As of {phrases.instant(head.as_of)}, known by "
    made_up = "Hypothetical: these reports are made up. " if head.hypothetical else ""
    described = f"{made_up}{asked}{phrases.instant(head.known_by)} ({head.zone})."
    for name in ("description", "x-wr-caldesc"):
        found.add(name, described)
    years = [
        agenda.calendar.day_of(second)
        for one in agenda.appointments
        for second in (one.slot.first.lo, one.slot.last.hi)
    ]
    if years:
        first, last = (date.fromordinal(day) for day in (min(years), max(years)))
        zone = icalendar.Timezone.from_tzid(
            head.zone,
            first_date=date(first.year, 1, 1),
            last_date=date(last.year + 1, 1, 1),
        )
        found.add_component(zone)
    for one in agenda.appointments:
        found.add_component(_event(agenda, one))
    written: bytes = found.to_ical()
    return written


def _event(agenda: Agenda, one: Appointment) -> "Event":
    from icalendar import Event, vText

    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{WORLD}{one.id}")))
    event.add("dtstamp", datetime.fromtimestamp(agenda.known_by, UTC))
    if one.known is not None:
        event.add("last-modified", datetime.fromtimestamp(one.known, UTC))
    event.add("sequence", one.moved)
    first, end = _span(one.slot, agenda.calendar)
    event.add("dtstart", first)
    if end is not None:
        event.add("dtend", end)
    event.add("summary", _safe(_summary(one)))
    event.add("description", "\n".join(map(_safe, _description(agenda, one))))
    theme = agenda.themes.get(one.row.theme)
    event.add("categories", [vText(_safe(theme)), one.row.status] if theme else [])
    event.add("status", _status(one))
    event.add("transp", "TRANSPARENT")
    if one.words is not None and phrases.is_web_address(one.words.url):
        event.add("url", one.words.url)
    for alarm in _alarms(one, all_day=not isinstance(first, datetime)):
        event.add_component(alarm)
    return event


def _status(one: Appointment) -> str:
    if one.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if one.row.status == "suspended" else "CONFIRMED"


def _span(slot: Slot, calendar: Calendar) -> tuple[date, date | None]:
    """Give where an event begins, and the end it does not include."""
    zone = ZoneInfo(calendar.zone)
    last = calendar.day_of(slot.last.hi)
    to_the_end = slot.last.hi == calendar.last_second(last)
    if slot.kind == "due":
        if to_the_end:
            return date.fromordinal(last), date.fromordinal(last + 1)
        return datetime.fromtimestamp(slot.last.hi, zone), None
    first = calendar.day_of(slot.first.lo)
    if to_the_end and slot.first.lo == calendar.first_second(first):
        return date.fromordinal(first), date.fromordinal(last + 1)
    return (
        datetime.fromtimestamp(slot.first.lo, zone),
        datetime.fromtimestamp(slot.last.hi + 1, zone),
    )


def _alarms(one: Appointment, *, all_day: bool) -> Iterator["Alarm"]:
    """Remind of what is still open: before it is due, or before it ends."""
    from icalendar import Alarm

    window = one.slot.kind == "window"
    # An event that lasts all day ends with the midnight after it.
    back = (MORNING - timedelta(1) if window else MORNING) if all_day else timedelta()
    for ahead in AHEAD if one.open else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _safe(_summary(one)))
        related = {"related": "END"} if window else {}
        alarm.add("trigger", back - ahead, parameters=related)
        yield alarm


def _summary(one: Appointment) -> str:
    name = f" ({one.row.instance_name})" if one.row.instance_name else ""
    title = f"{one.row.title}{name}"
    if one.cancelled:
        return f"no date now: {title}"
    return f"{words.SIGNS[one.row.status].mark} {one.row.status}: {title}"


def _description(agenda: Agenda, one: Appointment) -> Iterator[str]:
    """Say what is owed, where it stands, how the date came about, and who said so."""
    row = one.row
    ground = words.GROUNDS.get(row.ground, row.ground)
    yield f"Owed by {words.listed(row.bearer_names)}"
    if one.cancelled:
        yield "There is no date for it any more, by what is known."
    standing = f"{row.status} ({ground})" if ground else row.status
    since = f" since {words.start(row.since)}" if row.since else ""
    yield f"Status as of {phrases.instant(agenda.head.as_of)}: {standing}{since}"
    if row.why:
        yield words.sentence(row.why)
    yield from (_cited(citation) for citation in row.citations)
    if agenda.calendar.day_ends != "00:00":
        yield f"A day ends at {agenda.calendar.day_ends}."
    if one.derivation is not None:
        yield from ("", "How the date came about:", *_tree((one.derivation,), 0))
    if one.changed_by:
        yield from ("", "Acts and readings:", *_tree(one.changed_by, 0))
    if one.earlier:
        yield from ("", "Before:")
        yield from (_earlier(earlier, agenda.calendar) for earlier in one.earlier)
    if one.moves:
        yield from ("", "What would move it:")
        yield from (f"- {words.sentence(text)}" for text in one.moves)
    if one.words is not None:
        place = ", ".join(part for part in (one.words.text, one.words.at) if part)
        yield from ("", f"{place}: {one.words.summary or one.words.quote or ''}")
    yield from ("", f"servanda: {row.id}")


def _earlier(earlier: Earlier, calendar: Calendar) -> str:
    until = words.start(calendar.instant_text(earlier.until))
    if earlier.slot is None:
        return f"- no date, until {until}"
    last = words.end(calendar.text(earlier.slot.last))
    if earlier.slot.kind == "due":
        return f"- due {last}, by what was known until {until}"
    first = words.start(calendar.text(earlier.slot.first))
    return f"- from {first} to {last}, by what was known until {until}"


def _tree(reasons: Iterable[Reason], depth: int) -> Iterator[str]:
    for reason in reasons:
        yield f"{'  ' * depth}- {words.sentence(reason.text)}"
        yield from (f"{'  ' * depth}  {_cited(one)}" for one in reason.citations)
        yield from _tree(reason.parts, depth + 1)


def _cited(one: Citation) -> str:
    link = f" {one.url}" if one.url else ""
    return f"[{phrases.cited(one)} ({one.report})]{link}"


def _safe(text: str) -> str:
    """Keep a text on one line; one that runs from the right, apart from others."""
    indent = len(text) - len(text.lstrip(" "))
    line = " " * indent + " ".join(visible(text).split())
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in line):
        return f"{ISOLATE}{line}{POP}"
    return line
