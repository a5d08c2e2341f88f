"""Civil days, instants and spans of an agreement's calendar.

Every time is a `Moment`: the whole seconds `lo` to `hi`, both included, counted
from 1970-01-01T00:00Z. There is no 24:00 that is also tomorrow's 00:00: the last
second of a day is one before the next day's first. Days are proleptic ordinals.
This is the only module that imports pendulum, and only with explicit fields.
"""

import calendar as months
import re
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

import pendulum
from pendulum.tz.exceptions import AmbiguousTime, InvalidTimezone, NonExistingTime

HOUR = 3600
NEVER = 10**18  # a second that does not come
_EPOCH = datetime(1970, 1, 1)
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?"
)


class Moment(NamedTuple):
    """The seconds something may have happened in, both ends included.

    `day` is the ordinal of its (last) civil day; None for an exact instant.
    """

    lo: int
    hi: int
    day: int | None = None

    @property
    def exact(self) -> bool:
        """Tell whether this is an instant rather than a day or a span."""
        return self.day is None


class DateError(ValueError):
    """A text that is no date here: a stable code, a message and a hint."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


# Counting may go past the years that can be written; it stops at these days.
# How many dates a calendar remembers at most, as they are written.
MOST_KNOWN = 65_536
FIRST_DAY = date(1000, 1, 1).toordinal()
LAST_DAY = date(9999, 12, 29).toordinal()
FORMS = "write a day 2025-03-01, an instant 2025-03-01T08:30, a month or a span A/B"


@lru_cache(maxsize=65536)
def check_written(text: str) -> str:
    """Return `text` if it is written as a date; raise DateError if not."""
    first, slash, last = text.partition("/")
    for part in (first, last) if slash else (first,):
        _check_part(part)
    if slash and _bounds(first)[0] > _bounds(last)[1]:
        raise DateError("bad-date", f'the span "{text}" ends before it starts')
    return text


def _check_part(part: str) -> None:
    instant = _INSTANT.fullmatch(part)
    if instant:
        year, month, day, hour, minute, second, offset = instant.groups()
        _real_day(f"{year}-{month}-{day}")
        if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
            hint = "hours run from 00 to 23; 24:00 is the next day's 00:00"
            raise DateError("bad-date", f'"{part}" is no time of day', hint)
        if offset and offset != "Z" and (int(offset[1:3]) > 15 or int(offset[4:]) > 59):
            hint = "an offset is the zone's distance from UTC, as in +02:00"
            raise DateError("bad-date", f'"{offset}" is no offset', hint)
    elif not (_YEAR.fullmatch(part) or _MONTH.fullmatch(part) or _DAY.fullmatch(part)):
        raise DateError("bad-date", f'"{part}" is not a date', FORMS)
    else:
        _bounds(part)


def _real_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DateError("bad-date", f'there is no day "{text}"', FORMS) from None
    if not FIRST_DAY <= day.toordinal() <= LAST_DAY:
        raise DateError("bad-date", f'"{text}" is out of reach', FORMS)
    return day


def _bounds(part: str) -> tuple[date, date]:
    """Give the first and last civil day a written part covers."""
    if _YEAR.fullmatch(part):
        first, last = f"{part}-01-01", f"{part}-12-31"
    elif match := _MONTH.fullmatch(part):
        year, month = int(match[1]), int(match[2])
        if not (year and 1 <= month <= 12):
            raise DateError("bad-date", f'there is no month "{part}"', FORMS)
        first, last = f"{part}-01", f"{part}-{months.monthrange(year, month)[1]}"
    else:
        first = last = part[:10]
    return _real_day(first), _real_day(last)


def within_reach(day: int) -> int:
    """Hold a day within the years a date can be written in."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def is_day(text: str) -> bool:
    """Tell whether a checked date text names one civil day."""
    return _DAY.fullmatch(text) is not None


def add_months(day: int, count: int) -> int:
    """Add calendar months to a day, clamped to the month's end."""
    start = date.fromordinal(day)
    month = start.year * 12 + start.month - 1 + count
    year, index = divmod(min(max(month, 12), 9999 * 12 + 11), 12)
    last = months.monthrange(year, index + 1)[1]
    return date(year, index + 1, min(start.day, last)).toordinal()


@dataclass(frozen=True)
class Calendar:
    """The civil days of one IANA zone; a day ends at `day_ends` ("HH:MM")."""

    zone: str
    day_ends: str = "00:00"
    _first: dict[int, int] = field(default_factory=dict, repr=False, compare=False)
    _read: dict[str, Moment] = field(default_factory=dict, repr=False, compare=False)
    _written: dict[Moment, str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _zone(self) -> pendulum.Timezone:
        # By its name pendulum would read the zone's file anew each time.
        return pendulum.timezone(self.zone)

    def first_second(self, day: int) -> int:
        """Give the first second of a civil day."""
        known = self._first.get(day)
        if known is None:
            day = min(max(day, FIRST_DAY), LAST_DAY + 1)
            known = self._first[day] = self._start_of(day)
        return known

    def _start_of(self, day: int) -> int:
        hour, minute = (int(part) for part in self.day_ends.split(":"))
        # A day that ends at 19:30 began at 19:30 of the evening before.
        start = date.fromordinal(day - 1 if hour or minute else day)
        fields = (start.year, start.month, start.day, hour, minute)
        plain = datetime(*fields, tzinfo=self._zone)
        shift = plain.utcoffset()
        if shift is not None and shift == plain.replace(fold=1).utcoffset():
            # A local time that comes once, as nearly all do: no more to ask.
            since = plain.replace(tzinfo=None) - _EPOCH - shift
            return since.days * 86400 + since.seconds
        try:
            stamp = pendulum.datetime(
                *fields, tz=self._zone, raise_on_unknown_times=True
            )
        except AmbiguousTime:
            # Of a first hour that comes twice the day has both.
            stamp = pendulum.datetime(*fields, tz=self._zone, fold=0)
        except NonExistingTime:
            stamp = pendulum.datetime(*fields, tz=self._zone, fold=1)
        return int(stamp.timestamp())

    def last_second(self, day: int) -> int:
        """Give the last second of a civil day, included in it."""
        return self.first_second(day + 1) - 1

    def day(self, day: int) -> Moment:
        """Give a civil day as a moment."""
        day = within_reach(day)
        return Moment(self.first_second(day), self.last_second(day), day)

    def days(self, first: int, last: int) -> Moment:
        """Give the span of civil days `first` to `last`, both included."""
        return Moment(self.first_second(first), self.last_second(last), last)

    def day_of(self, second: int) -> int:
        """Give the civil day a second belongs to."""
        second = self.within_reach(second)
        guess = date(1970, 1, 1).toordinal() + second // 86400
        while self.first_second(guess) > second:
            guess -= 1
        while self.first_second(guess + 1) <= second:
            guess += 1
        return guess

    def within_reach(self, second: int) -> int:
        """Hold a second within the days there are."""
        first, last = self._reach
        return min(max(second, first), last)

    @cached_property
    def _reach(self) -> tuple[int, int]:
        return self.first_second(FIRST_DAY), self.last_second(LAST_DAY)

    def civil_day(self, moment: Moment) -> int:
        """Give the civil day to count from: a span's last, an instant's own."""
        return self.day_of(moment.lo) if moment.day is None else moment.day

    def read(self, text: str) -> Moment:
        """Read a written date; local times take this zone; raise DateError."""
        known = self._read.get(text)
        if known is None:
            if len(self._read) >= MOST_KNOWN:
                self._read.clear()
            known = self._read[text] = self._moment(check_written(text))
        return known

    def _moment(self, text: str) -> Moment:
        first, slash, last = text.partition("/")
        if not slash:
            return self._part(first)
        start, end = self._part(first), self._part(last)
        if start.lo > end.hi:
            raise DateError("bad-date", f'the span "{text}" ends before it starts')
        return Moment(start.lo, end.hi, self.day_of(end.hi))

    def _part(self, part: str) -> Moment:
        match = _INSTANT.fullmatch(part)
        if match:
            second = self._instant(match)
            return Moment(second, second)
        first, last = _bounds(part)
        return self.days(first.toordinal(), last.toordinal())

    def _instant(self, match: re.Match[str]) -> int:
        year, month, day, hour, minute, second = (
            int(part or 0) for part in match.groups()[:6]
        )
        offset = match[7]
        if offset:
            iso = match[0].replace("Z", "+00:00")
            return int(datetime.fromisoformat(iso).timestamp())
        try:
            stamp = pendulum.datetime(
                *(year, month, day, hour, minute, second),
                tz=self._zone,
                raise_on_unknown_times=True,
            )
        except (AmbiguousTime, NonExistingTime) as error:
            word = "twice" if isinstance(error, AmbiguousTime) else "never"
            message = f'"{match[0]}" happens {word} in {self.zone}: the clocks change'
            hint = f"give the offset, as in {match[0]}{self._offset(match[0])}"
            raise DateError("ambiguous-time", message, hint) from None
        return int(stamp.timestamp())

    def _offset(self, text: str) -> str:
        stamp = pendulum.datetime(
            int(text[:4]), int(text[5:7]), int(text[8:10]), tz=self._zone
        )
        return stamp.format("Z")

    def same_time(self, second: int, days: int) -> int:
        """Give the same time of the clock some civil days later."""
        stamp = pendulum.from_timestamp(second, tz=self._zone)
        return int(stamp.add(days=days).timestamp())

    def instant_text(self, second: int) -> str:
        """Write a second as RFC 3339 with the zone's offset."""
        return pendulum.from_timestamp(second, tz=self._zone).format(
            "YYYY-MM-DDTHH:mm:ssZ"
        )

    def short(self, second: int) -> str:
        """Write a second as local day and minute, without the zone."""
        return pendulum.from_timestamp(second, tz=self._zone).format("YYYY-MM-DD HH:mm")

    def text(self, moment: Moment) -> str:
        """Write a moment as its input form: a day, an instant or a span."""
        known = self._written.get(moment)
        if known is None:
            if len(self._written) >= MOST_KNOWN:
                self._written.clear()
            known = self._written[moment] = self._text(moment)
        return known

    def _text(self, moment: Moment) -> str:
        if moment.day is None:
            return self.instant_text(moment.lo)
        first = self.day_of(moment.lo)
        whole = self.days(first, moment.day)
        # One day that counts from an hour on is still shown as that day.
        from_an_hour = moment.lo != whole.lo and first != moment.day
        if from_an_hour or moment.hi != whole.hi:
            return f"{self.instant_text(moment.lo)}/{self.instant_text(moment.hi)}"
        last = date.fromordinal(moment.day).isoformat()
        if first == moment.day:
            return last
        return f"{date.fromordinal(first).isoformat()}/{last}"


@lru_cache(maxsize=16)
def calendar(zone: str, day_ends: str = "00:00") -> Calendar:
    """Give the calendar of a zone, which remembers the dates it has read."""
    return Calendar(zone, day_ends)


def known_zone(name: str) -> bool:
    """Tell whether `name` is an IANA zone."""
    try:
        pendulum.timezone(name)
    except (InvalidTimezone, ValueError, OSError):
        return False
    return True


def today_in(zone: str, clock: datetime) -> str:
    """Write the civil day of an aware clock reading in a zone."""
    stamp = pendulum.instance(clock.astimezone(UTC)).in_timezone(zone)
    return stamp.format("YYYY-MM-DD")


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@lru_cache(maxsize=64)
def _holidays(calendar: str) -> Container[date]:
    import holidays  # only calendars that roll dates pay for it

    country, _, part = calendar.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)


def known_holidays(calendar: str) -> bool:
    """Tell whether the holidays package knows a country, or country and part."""
    try:
        _holidays(calendar)
    except (NotImplementedError, AttributeError, KeyError, ValueError):
        return False
    return True


def next_working_day(day: int, weekend: tuple[str, ...], calendar: str | None) -> int:
    """Give the first day from `day` on that is neither weekend nor holiday."""
    while day < LAST_DAY and _rests(date.fromordinal(day), weekend, calendar):
        day += 1
    return day


def _rests(day: date, weekend: tuple[str, ...], calendar: str | None) -> bool:
    if WEEKDAYS[day.weekday()] in weekend:
        return True
    return calendar is not None and day in _holidays(calendar)
