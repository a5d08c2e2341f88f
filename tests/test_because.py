"""The line that says why: taken where the status began to rest on its ground."""

from __future__ import annotations

import pytest
from tests.accord import CALENDAR, Asked, achieve, at, inference, keep

from servanda.chronicle import Event, chronicle
from servanda.history import replay
from servanda.premises import why
from servanda.report import ActTold, acts_told, row

EXTENDABLE = "powers: {extend: {needs: [north]}, terminate: {needs: [north]}}"
READ = achieve(
    "due: 2025-03-10, readings: {"
    "pressed: {held_by: [paper], because: printed so, due: 2025-03-12}, "
    "later: {held_by: [north], because: counted so, due: 2025-03-20}}"
)
EXTENDED = "x 12 north act=extend about=p to=20"
BY_TEXT = "by the text as it is: breached (missed)"
LATER = 'under the reading "later", held by North (counted so): pending'
PRESSED = 'shown beside, under the reading "pressed", held by The Paper (printed so)'


def events(asked: Asked) -> tuple[Event, ...]:
    """Tell the story to the end of the month."""
    found = replay(asked.agreement, asked.view, at("31").hi, inference())
    return chronicle(asked.question("31"), found).transitions


def caused(asked: Asked) -> list[str]:
    """Write each change with its cause."""
    return [
        f"{int(event.at[8:10])} {event.after}: "
        + "; ".join(reason.text for reason in event.cause)
        for event in events(asked)
    ]


@pytest.mark.parametrize(
    ("asked", "day", "line"),
    [
        (  # The ground changed while the status stayed.
            Asked(
                achieve(),
                """a 4 south position=breached about=p
                   b 5 north position=excused about=p""",
            ),
            "6",
            "North said on 2025-03-05 that it is excused; "
            "South said on 2025-03-04 that it is breached",
        ),
        (  # What is said later of the same ground decides nothing anew.
            Asked(
                keep(),
                """a 4 watch kind=harm by=north
                   b 6 south position=breached about=p""",
            ),
            "8",
            "harm, 2025-03-04: reported by The Watch",
        ),
        (Asked(READ), "11", f"{BY_TEXT}; {LATER}"),
        (Asked(READ), "21", "it was due on 2025-03-10; no performance that counts is "),
        (
            Asked(achieve(), "x 5 north act=terminate about=p", head=EXTENDABLE),
            "6",
            "it ended early, on 2025-03-05",
        ),
        (  # An act without effect suspends nothing.
            Asked(
                achieve(),
                """x 5 north act=suspend about=p
                   y 6 south act=suspend about=p""",
                head="powers: {suspend: {needs: [north]}}",
            ),
            "7",
            "Duty p: suspended, in effect since 2025-03-05",
        ),
    ],
)
def test_a_row_says_why_it_stands_so(asked: Asked, day: str, line: str) -> None:
    assert row(asked.question(day), "p").why.startswith(line)


def test_readings_that_decide_nothing_are_told_after_those_of_parties() -> None:
    told = [
        (premise.kind, premise.text)
        for premise in why(Asked(READ).docket(), "p", at("11").hi)[:3]
    ]
    assert told == [
        ("reading", BY_TEXT),
        ("reading", LATER),
        ("beside", f"{PRESSED}: pending"),
    ]


@pytest.mark.parametrize(
    ("asked", "changes"),
    [
        (
            Asked(achieve(), EXTENDED, head=EXTENDABLE),
            [
                "1 pending: its time started on 2025-03-01",
                "11 breached: it was due on 2025-03-10; "
                "no performance that counts is reported",
                "12 pending: Duty p: extended to 2025-03-20, in effect since "
                "2025-03-12",
                "21 breached: it was due on 2025-03-20; "
                "no performance that counts is reported",
            ],
        ),
        (  # An act without effect has made nothing.
            Asked(achieve(), EXTENDED, head="powers: {extend: {needs: [south]}}"),
            [
                "1 pending: its time started on 2025-03-01",
                "11 breached: it was due on 2025-03-10; "
                "no performance that counts is reported",
            ],
        ),
        (
            Asked(keep(), "x 5 north act=terminate about=p", head=EXTENDABLE),
            [
                "1 holding: its time started on 2025-03-01",
                "5 met: Duty p: ended, in effect since 2025-03-05; "
                "no violation that counts is reported; "
                "its time ends on 2025-03-20",
            ],
        ),
        (  # A reading is a cause only where the dispute is over readings.
            Asked(READ, "a 21 watch kind=act"),
            [
                "1 pending: its time started on 2025-03-01",
                f"11 disputed: {BY_TEXT}; {LATER}",
                "21 met: act, 2025-03-21: reported by The Watch",
            ],
        ),
    ],
)
def test_a_change_names_its_cause(asked: Asked, changes: list[str]) -> None:
    assert caused(asked) == changes


def test_acts_say_since_when_they_hold_or_what_they_lack() -> None:
    asked = Asked(
        achieve(),
        f"{EXTENDED}\ny 13 south act=extend about=p to=25",
        head=EXTENDABLE,
    )
    found = acts_told(asked.question("31"))
    assert [(one.since, one.to, one.missing) for one in found] == [
        (CALENDAR.instant_text(at("12").lo), "2025-03-20", ()),
        (None, "2025-03-25", ("it lacks the consent of North",)),
    ]
    assert isinstance(found[0], ActTold)
