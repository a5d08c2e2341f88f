"""The calendar: dates come, move and go; another library finds it valid."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import icalendar
import pytest
import vobject
from tests.conftest import Golden

from servanda import forms
from servanda.render import ics

ROOT = Path(__file__).parents[1]
SPRING = ROOT / "tests" / "lakeside" / "scenarios" / "lakeside-2030" / "spring.yaml"
LEBANON = "lebanon-2024/record-to-18-february"
GAZA = "gaza-2025/record-to-18-march"

AGREEMENT = """\
agreement: pier-2031
title: "اتفاق الرصيف; \\u202e Pier, 2031"
zone: Europe/Helsinki
in_force: 2031-03-01
parties: {north: {name: North}, south: {name: "דרום"}}
sources: {desk: {name: Desk, tier: independent}}
anchors:
  storm-ends: {title: The storm ends, actual: {kind: storm-ended}}
"""
PROVISIONS = """\
pier-opens:
  title: "الرصيف, مفتوح; = pier"
  bearer: [north]
  beneficiary: [south]
  modality: achievement
  due: {days: 3, after: {anchor: storm-ends}}
  performed_by: {kind: pier-opened}
ferry-leaves:
  title: A ferry leaves
  bearer: [south]
  beneficiary: [north]
  modality: achievement
  due: {hours: 12, after: {anchor: storm-ends}}
  performed_by: {kind: ferry-left}
"""
HEAD = """\
scenario: spring
agreement: pier-2031
title: Spring
hypothetical: true
reports:
"""
STORM = "  - {id: storm, source: desk, kind: storm-ended, date: %s, reported: %s}\n"
AGAIN = (
    "  - {id: storm-2, source: desk, kind: storm-ended, date: %s, reported: %s,"
    " replaces: storm}\n"
)
GONE = "  - {id: storm-3, source: desk, date: %s, reported: %s, retracts: storm-2}\n"
OPENED = "  - {id: opened, source: desk, kind: pier-opened, date: 2031-03-08}\n"


def calendar(folder: Path, reports: str, as_of: str) -> icalendar.Calendar:
    """Write an agreement and its reports, and read back their calendar."""
    rules = folder / "rules" / "pier-2031"
    story = folder / "scenarios" / "pier-2031" / "spring.yaml"
    for path in (rules, story.parent):
        path.mkdir(parents=True, exist_ok=True)
    (rules / "agreement.yaml").write_text(AGREEMENT, encoding="utf-8")
    (rules / "pier.yaml").write_text(PROVISIONS, encoding="utf-8")
    story.write_text(HEAD + reports, encoding="utf-8")
    return parsed(ics.agenda(forms.agenda(story, as_of=as_of)))


def parsed(data: bytes) -> icalendar.Calendar:
    """Read a calendar back, strictly, and have another library find it valid."""
    found = icalendar.Calendar.from_ical(data)
    assert isinstance(found, icalendar.Calendar)
    assert [part.errors for part in found.walk() if part.errors] == []
    vobject.readOne(data.decode()).validate(raiseException=True)
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    return found


def events(found: icalendar.Calendar) -> dict[str, icalendar.Event]:
    """Give the events by the provision that their last line names."""
    return {
        str(one["description"]).rpartition("servanda: ")[2]: one for one in found.events
    }


@cache
def shipped(scenario: str, as_of: str | None = None) -> bytes:
    return ics.agenda(forms.agenda(scenario, as_of=as_of))


def test_the_example_s_calendar_is_the_golden_one(golden: Golden) -> None:
    data = shipped(str(SPRING))
    parsed(data)
    text = data.decode().replace("\r\n", "\n")
    golden(ROOT / "tests" / "lakeside" / "spring.ics", text)


@pytest.mark.parametrize(
    ("as_of", "sequence", "day", "status"),
    [
        ("2025-01-26", 0, datetime(2025, 1, 26, 4, tzinfo=UTC), "CONFIRMED"),
        ("2025-01-27", 1, date(2025, 2, 18), "CONFIRMED"),
        ("2025-02-18", 1, date(2025, 2, 18), "CONFIRMED"),
    ],
)
def test_an_extension_after_expiry_moves_the_date(
    as_of: str, sequence: int, day: date, status: str
) -> None:
    found = events(parsed(shipped(LEBANON, as_of)))["israel-withdraws"]
    start = found.start
    same = start.replace(tzinfo=UTC) if isinstance(start, datetime) else start
    assert (found["sequence"], same, found["status"]) == (sequence, day, status)
    assert ("due 26 Jan 2025 04:00" in str(found["description"])) is (sequence == 1)


def test_one_duty_is_one_event_however_often_it_moves() -> None:
    before, after = (
        events(parsed(shipped(LEBANON, day))) for day in ("2025-01-20", "2025-02-01")
    )
    assert {id: one["uid"] for id, one in before.items()} == {
        id: one["uid"] for id, one in after.items()
    }
    assert len({one["uid"] for one in after.values()}) == len(after)


@pytest.mark.parametrize(
    ("reports", "sequence", "due", "status"),
    [
        (STORM % ("2031-03-05", "2031-03-05"), 0, date(2031, 3, 8), "CONFIRMED"),
        (
            STORM % ("2031-03-05", "2031-03-05") + AGAIN % ("2031-03-06", "2031-03-07"),
            1,
            date(2031, 3, 9),
            "CONFIRMED",
        ),
        # Corrected only later than is asked about.
        (
            STORM % ("2031-03-05", "2031-03-05") + AGAIN % ("2031-03-06", "2031-03-20"),
            0,
            date(2031, 3, 8),
            "CONFIRMED",
        ),
        (
            STORM % ("2031-03-05", "2031-03-05")
            + AGAIN % ("2031-03-06", "2031-03-07")
            + GONE % ("2031-03-09", "2031-03-09"),
            2,
            date(2031, 3, 8),
            "CONFIRMED",
        ),
        # What else is reported moves nothing.
        (
            STORM % ("2031-03-05", "2031-03-05") + OPENED,
            0,
            date(2031, 3, 8),
            "CONFIRMED",
        ),
    ],
    ids=["as-reported", "corrected", "corrected-later", "taken-back", "performed"],
)
def test_a_corrected_report_moves_the_date(
    tmp_path: Path, reports: str, sequence: int, due: date, status: str
) -> None:
    found = events(calendar(tmp_path, reports, "2031-03-10"))["pier-opens"]
    assert (found["sequence"], found.start, found["status"]) == (sequence, due, status)


def test_a_date_that_is_taken_back_is_cancelled(tmp_path: Path) -> None:
    gone = GONE.replace("storm-2", "storm") % ("2031-03-06", "2031-03-06")
    reports = STORM % ("2031-03-05", "2031-03-05") + gone
    found = events(calendar(tmp_path, reports, "2031-03-06"))["pier-opens"]
    assert (found["status"], found["sequence"]) == ("CANCELLED", 1)
    assert found.start == date(2031, 3, 8)
    assert found.alarms.times == []
    assert str(found.LAST_MODIFIED) == "2031-03-05 22:00:00+00:00"


def test_days_last_all_day_and_instants_have_the_agreement_s_zone(
    tmp_path: Path,
) -> None:
    reports = STORM % ("2031-03-30T01:00", "2031-03-30")
    found = calendar(tmp_path, reports, "2031-03-30T10:00")
    of = events(found)
    assert (of["pier-opens"].start, of["pier-opens"].duration) == (
        date(2031, 4, 2),
        timedelta(1),
    )
    leaves = of["ferry-leaves"]
    # Clocks go forward at three: twelve hours later it is two in the afternoon.
    assert leaves.start.isoformat() == "2031-03-30T14:00:00+03:00"
    assert leaves["dtstart"].params["TZID"] == "Europe/Helsinki"
    assert [zone.tz_name for zone in found.timezones] == ["Europe/Helsinki"]
    alarms = (one for one in leaves.subcomponents if isinstance(one, icalendar.Alarm))
    assert [one.TRIGGER for one in alarms] == [timedelta(-7), timedelta(-1)]


def test_texts_come_back_as_they_were_and_from_the_right_apart(tmp_path: Path) -> None:
    found = calendar(tmp_path, STORM % ("2031-03-05", "2031-03-05"), "2031-03-06")
    summary = str(events(found)["pier-opens"]["summary"])
    assert summary == "\u2068○ pending: الرصيف, مفتوح; = pier\u2069"
    name = str(found["x-wr-calname"])
    assert "\u202e" not in name
    assert name.startswith("\u2068")


def test_the_same_question_gives_the_same_bytes() -> None:
    again = ics.agenda(forms.agenda(LEBANON, as_of="2025-02-18"))
    assert again == shipped(LEBANON, "2025-02-18")


def test_the_record_s_calendar_is_valid_and_cancels_what_has_no_end_any_more() -> None:
    found = events(parsed(shipped(GAZA)))
    gone = {
        id: one["sequence"] for id, one in found.items() if one["status"] == "CANCELLED"
    }
    assert gone == {"truce-during-talks": 3}
    assert found["aid-trucks"].start.isoformat() == "2025-01-19T11:15:00+02:00"
    assert found["aid-trucks"].end.isoformat() == "2025-03-02T00:00:00+02:00"
