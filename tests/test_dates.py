"""Written dates, civil days and calendar arithmetic.

`dates/written.csv` has a row a written date: the value as it is shown, its first and
last second, or the code of what is wrong with it. A `defect` is a row the engine does
not meet yet. What days are is checked against the zones' own clocks.
"""

from __future__ import annotations

import calendar as months
import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.dates import (
    Calendar,
    DateError,
    Moment,
    add_months,
    check_written,
    is_day,
    known_holidays,
    known_zone,
    next_working_day,
    today_in,
)

TABLE = Path(__file__).parent / "dates" / "written.csv"
ZONES = (
    "UTC",
    "Asia/Jerusalem",
    "Asia/Gaza",
    "Asia/Beirut",  # the clocks change at midnight
    "Africa/Cairo",
    "America/Sao_Paulo",
    "Africa/Juba",
    "Europe/Kyiv",
    "Asia/Kathmandu",
    "Pacific/Apia",  # left out 30 December 2011
)
MIDNIGHT_TWICE = ("America/Havana", "Atlantic/Azores")
CHANGES = {
    "Asia/Jerusalem": ("2025-03-28", "2025-10-26"),
    "Asia/Gaza": ("2025-04-12", "2025-10-25"),
    "Asia/Beirut": ("2025-03-30", "2024-10-26"),
    "Africa/Cairo": ("2024-04-26", "2024-10-31"),
    "America/Sao_Paulo": ("2018-11-04", "2019-02-16"),
    "Europe/Kyiv": ("2015-03-29", "2015-10-25"),
}


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parameter(row: dict[str, str]) -> Any:
    defect = row["defect"]
    marks = [pytest.mark.xfail(strict=True, reason=defect)] if defect else []
    return pytest.param(row, marks=marks, id=row["name"])


@pytest.mark.parametrize("row", [parameter(row) for row in rows()])
def test_a_written_date_is_read(row: Mapping[str, str]) -> None:
    calendar = Calendar(row["zone"], row["day_ends"] or "00:00")
    told = dict.fromkeys(("text", "first", "last", "code"), "")
    try:
        moment = calendar.read(row["written"])
    except DateError as error:
        told["code"] = error.code
    else:
        told["text"] = calendar.text(moment)
        told["first"] = calendar.instant_text(moment.lo)
        told["last"] = calendar.instant_text(moment.hi)
    assert told == {name: row[name] for name in told}


MESSAGES = {
    "2025-02-30": ('there is no day "2025-02-30"', "write a day 2025-03-01"),
    "2025-13": ('there is no month "2025-13"', "write a day 2025-03-01"),
    "soon": ('"soon" is not a date', "write a day 2025-03-01"),
    "2025-03-01T24:00": ('"2025-03-01T24:00" is no time of day', "hours run from 00"),
    "2025-03/2025-02": ('the span "2025-03/2025-02" ends before it starts', ""),
    "2025-03-28T02:30": (
        '"2025-03-28T02:30" happens never in Asia/Jerusalem: the clocks change',
        "give the offset, as in 2025-03-28T02:30+02:00",
    ),
    "2025-10-26T01:30": (
        '"2025-10-26T01:30" happens twice in Asia/Jerusalem: the clocks change',
        "give the offset, as in 2025-10-26T01:30+03:00",
    ),
}


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [(written, *told) for written, told in MESSAGES.items()],
)
def test_a_wrong_date_is_told_with_a_remedy(
    written: str, message: str, hint: str
) -> None:
    with pytest.raises(DateError) as caught:
        Calendar("Asia/Jerusalem").read(written)
    assert caught.value.message == str(caught.value) == message
    assert caught.value.hint.startswith(hint)


def test_the_form_is_checked_without_a_calendar() -> None:
    # Which local times there are is the zone's to say.
    assert check_written("2025-03-28T02:30") == "2025-03-28T02:30"


@pytest.mark.parametrize(
    ("text", "one_day"),
    [
        ("2025-03-01", True),
        ("2025-03", False),
        ("2025-03-01T00:00", False),
        ("2025-03-01/2025-03-01", False),
    ],
)
def test_a_text_names_one_day(text: str, one_day: bool) -> None:
    assert is_day(text) is one_day


# -- days ------------------------------------------------------------------------------

DAYS = st.integers(day("1971-01-02"), day("2037-12-30"))
SECONDS = st.integers(366 * 86400, 67 * 365 * 86400)
ENDS = st.sampled_from(("00:00", "19:30", "06:00"))
CALENDARS = st.builds(Calendar, st.sampled_from(ZONES), ENDS)


def local(second: int, zone: str) -> datetime:
    return datetime.fromtimestamp(second, ZoneInfo(zone))


@given(CALENDARS, DAYS)
def test_days_tile_time_without_gap_or_overlap(calendar: Calendar, one: int) -> None:
    assert calendar.last_second(one) + 1 == calendar.first_second(one + 1)
    assert calendar.first_second(one) <= calendar.first_second(one + 1)
    assert calendar.days(one, one + 1) == Moment(
        calendar.day(one).lo, calendar.day(one + 1).hi, one + 1
    )


@given(CALENDARS, SECONDS)
def test_a_second_is_in_its_day(calendar: Calendar, second: int) -> None:
    found = calendar.day(calendar.day_of(second))
    assert found.lo <= second <= found.hi


@given(CALENDARS, DAYS)
def test_the_first_and_last_second_of_a_day_are_in_it(
    calendar: Calendar, one: int
) -> None:
    found = calendar.day(one)
    if found.lo <= found.hi:  # not a day the zone left out
        assert calendar.day_of(found.lo) == calendar.day_of(found.hi) == one
        assert calendar.day_of(found.lo - 1) < one < calendar.day_of(found.hi + 1)


@given(st.sampled_from(ZONES), SECONDS)
def test_a_day_is_what_the_clocks_on_the_wall_say(zone: str, second: int) -> None:
    assert Calendar(zone).day_of(second) == local(second, zone).toordinal()


@given(st.sampled_from(ZONES), SECONDS)
def test_at_half_past_seven_in_the_evening_the_next_day_begins(
    zone: str, second: int
) -> None:
    later = local(second, zone).replace(tzinfo=None) + timedelta(hours=4, minutes=30)
    assert Calendar(zone, "19:30").day_of(second) == later.toordinal()


@pytest.mark.parametrize(
    ("zone", "changed", "hours"),
    [
        (zone, changed, hours)
        for zone, both in CHANGES.items()
        for changed, hours in zip(both, (23, 25), strict=True)
    ],
)
def test_a_day_the_clocks_change_has_23_or_25_hours(
    zone: str, changed: str, hours: int
) -> None:
    found = Calendar(zone).day(day(changed))
    assert found.hi - found.lo + 1 == hours * 3600
    for second in (found.lo, found.hi):
        assert local(second, zone).date().isoformat() == changed
    for second in (found.lo - 1, found.hi + 1):
        assert local(second, zone).date().isoformat() != changed


@pytest.mark.parametrize("zone", MIDNIGHT_TWICE)
def test_an_hour_after_midnight_that_comes_twice_is_in_one_day(zone: str) -> None:
    autumn = range(day("2024-10-20"), day("2024-11-10"))
    found = [Calendar(zone).day(one) for one in autumn]
    for one, moment in zip(autumn, found, strict=True):
        assert local(moment.lo, zone).toordinal() == one
        assert local(moment.lo - 1, zone).toordinal() == one - 1


def test_a_day_the_zone_left_out_has_no_second() -> None:
    calendar = Calendar("Pacific/Apia")
    left_out = calendar.day(day("2011-12-30"))
    assert left_out.lo == left_out.hi + 1


@given(CALENDARS, DAYS, st.integers(0, 400))
def test_what_is_shown_reads_as_what_it_was(
    calendar: Calendar, first: int, length: int
) -> None:
    start, end = calendar.day(first), calendar.day(first + length)
    if start.lo <= start.hi and end.lo <= end.hi:
        whole = calendar.days(first, first + length)
        assert calendar.read(calendar.text(whole)) == whole


@given(CALENDARS, SECONDS)
def test_an_instant_shown_reads_as_what_it_was(calendar: Calendar, second: int) -> None:
    written = calendar.instant_text(second)
    assert calendar.read(written) == Moment(second, second)
    assert calendar.text(Moment(second, second)) == written
    assert written[:16].replace("T", " ") == calendar.short(second)


@pytest.mark.parametrize(
    ("written", "civil"),
    [
        ("2025-03-01", "2025-03-01"),
        ("2025-02", "2025-02-28"),
        ("2025-02-26T23:30", "2025-02-26"),
        ("2025-02-26T23:30-05:00", "2025-02-27"),
        ("2025-02-26T22:00/2025-02-27T02:00", "2025-02-27"),
    ],
)
def test_days_are_counted_from_the_last_civil_day(written: str, civil: str) -> None:
    calendar = Calendar("Asia/Jerusalem")
    assert calendar.civil_day(calendar.read(written)) == day(civil)


def test_a_day_is_read_and_worked_out_once() -> None:
    calendar = Calendar("Asia/Jerusalem")
    assert calendar.read("2025-03-01") is calendar.read("2025-03-01")
    assert calendar == Calendar("Asia/Jerusalem")


@pytest.mark.parametrize(
    ("written", "exact"),
    [("2025-03-01", False), ("2025-03", False), ("2025-03-01T08:30", True)],
)
def test_only_an_instant_is_exact(written: str, exact: bool) -> None:
    assert Calendar("UTC").read(written).exact is exact


# -- months ----------------------------------------------------------------------------


@given(DAYS, st.integers(-400, 400))
def test_months_keep_the_day_or_end_with_the_month(one: int, count: int) -> None:
    start, found = (date.fromordinal(d) for d in (one, add_months(one, count)))
    whole = (found.year - start.year) * 12 + found.month - start.month
    last = months.monthrange(found.year, found.month)[1]
    assert whole == count
    assert found.day == min(start.day, last)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_months_in_two_steps_are_never_later_than_in_one(
    one: int, some: int, more: int
) -> None:
    assert add_months(add_months(one, some), more) <= add_months(one, some + more)


@given(DAYS, DAYS, st.integers(-40, 40))
def test_months_keep_the_order_of_days(one: int, other: int, count: int) -> None:
    first, last = sorted((one, other))
    assert add_months(first, count) <= add_months(last, count)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 2, "2025-03-31"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2025-01-15", -1, "2024-12-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-03-15", 0, "2025-03-15"),
    ],
)
def test_months_are_clamped(start: str, count: int, end: str) -> None:
    assert date.fromordinal(add_months(day(start), count)).isoformat() == end


# -- zones, clocks, working days -------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Asia/Jerusalem", True),
        ("UTC", True),
        ("Asia/Atlantis", False),
        ("../etc/passwd", False),
        ("", False),
    ],
)
def test_zones_are_known_by_their_names(name: str, known: bool) -> None:
    assert known_zone(name) is known


@pytest.mark.parametrize(
    ("zone", "today"),
    [("Asia/Jerusalem", "2025-03-02"), ("America/New_York", "2025-03-01")],
)
def test_today_is_the_zones(zone: str, today: str) -> None:
    assert today_in(zone, datetime(2025, 3, 1, 23, 30, tzinfo=UTC)) == today


@pytest.mark.parametrize(
    ("calendar", "known"),
    [
        ("US", True),
        ("CA-QC", True),
        ("IL", True),
        ("XX", False),
        ("CA-XX", False),
        ("", False),
    ],
)
def test_holiday_calendars_are_known_by_country_and_part(
    calendar: str, known: bool
) -> None:
    assert known_holidays(calendar) is known


@pytest.mark.parametrize(
    ("start", "weekend", "holidays", "working"),
    [
        ("2025-02-01", ("sat", "sun"), None, "2025-02-03"),
        ("2025-01-31", ("sat", "sun"), None, "2025-01-31"),
        ("2025-01-31", ("fri", "sat"), None, "2025-02-02"),
        ("2025-02-01", (), None, "2025-02-01"),
        ("2025-01-18", ("sat", "sun"), "US", "2025-01-21"),
        ("2025-06-24", ("sat", "sun"), "CA-QC", "2025-06-25"),
        ("2025-06-24", ("sat", "sun"), "CA", "2025-06-24"),
    ],
)
def test_a_working_day_is_neither_weekend_nor_holiday(
    start: str, weekend: tuple[str, ...], holidays: str | None, working: str
) -> None:
    found = next_working_day(day(start), weekend, holidays)
    assert date.fromordinal(found).isoformat() == working


def test_there_is_a_working_day_in_every_week_that_has_one() -> None:
    six = ("mon", "tue", "wed", "thu", "fri", "sat")
    assert next_working_day(day("2025-02-03"), six, None) == day("2025-02-09")
