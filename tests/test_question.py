"""The two instants a question is asked about."""

from __future__ import annotations

import pytest

from servanda.dates import Calendar
from servanda.errors import QuestionError
from servanda.question import last_second, latest
from servanda.scenario import Report, became_known

CALENDAR = Calendar("Europe/Zurich")


def report(date: str | None, reported: str) -> Report:
    """Make a report of a date, known from another."""
    known = became_known(CALENDAR.read(reported), CALENDAR)
    return Report("r", "courier", CALENDAR.read(date) if date else None, known)


def read(text: str) -> int:
    """Give the second an instant stands for, or the last of a day."""
    return CALENDAR.read(text).hi


@pytest.mark.parametrize(
    ("reports", "last"),
    [
        ([("2030-03-01", "2030-03-01")], "2030-03-01"),
        ([("2030-03-01", "2030-03-04")], "2030-03-04"),
        ([(None, "2030-03-04")], "2030-03-04"),
        ([("2030-03-01", "2030-03-04T14:00")], "2030-03-04T14:00"),
        ([("2030-03", "2030-03-04")], "2030-03-31"),
        (
            [("2030-03-01", "2030-03-04T14:00"), ("2030-03-01", "2030-03-04")],
            "2030-03-04",
        ),
        ([("2030-03-01", "2030-03-01"), ("2030-02-01", "2030-02-01")], "2030-03-01"),
        # The clocks go back: a day of 25 hours.
        (
            [("2030-10-01", "2030-10-27T23:30"), ("2030-10-01", "2030-10-27")],
            "2030-10-27",
        ),
    ],
)
def test_the_latest_date_or_report(
    reports: list[tuple[str | None, str]], last: str
) -> None:
    assert latest([report(*one) for one in reports], CALENDAR) == read(last)


def test_without_reports_there_is_no_latest() -> None:
    assert latest([], CALENDAR) is None


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("2030-03-01", "2030-03-01T23:59:59"),
        ("2030-03-01T14:00", "2030-03-01T14:00"),
        ("2030-03-01T14:00Z", "2030-03-01T15:00"),
    ],
)
def test_a_day_means_its_last_second(text: str, second: str) -> None:
    assert last_second(text, CALENDAR) == read(second)


@pytest.mark.parametrize("text", ["2030", "2030-03", "2030-03-01/2030-03-05", "soon"])
def test_a_question_is_about_a_day_or_an_instant(text: str) -> None:
    with pytest.raises(QuestionError, match="as-of"):
        last_second(text, CALENDAR, "as-of")
