"""Which reasons are named in a line, and how durations and looks are told."""

from __future__ import annotations

import pytest

from servanda import durations
from servanda.naming import plural, spoken
from servanda.reasons import Citation, Reason, brief, cited, every_citation
from servanda.standing import Late

CITE = Citation("r", "courier", "The Courier")
HAPPENED = Reason("occurrence", "r", "it happened", (CITE,))
AGAIN = Reason("occurrence", "s", "it happened again")
SAID = Reason("position", "p", "Upland said so")
REFUSED = Reason("position", "u", "Upland will not", (Citation("u", "upland", "U"),))
ACCUSED = Reason("position", "l", "Lowland says so", (Citation("l", "lowland", "L"),))
TWICE = Reason("position", "m", "Lowland again", (Citation("m", "lowland", "L"),))
DUE = Reason("deadline", "f", "it was due", (Citation("d", "dw", "DW"),))
NOTHING = Reason("silence", "f", "nothing is reported")
STARTED = Reason("window", "f", "its time started")
BATCH = Reason("instance", "f", "batch 1: met", (), (HAPPENED, DUE))


@pytest.mark.parametrize(
    ("status", "ground", "reasons", "named"),
    [
        ("met", "", (HAPPENED, AGAIN, SAID, DUE), (AGAIN,)),
        ("met", "", (SAID, DUE), (SAID,)),
        ("met", "", (NOTHING, STARTED, DUE), (NOTHING, DUE)),
        ("met", "", (BATCH,), (BATCH,)),
        ("breached", "violation", (HAPPENED, SAID), (HAPPENED,)),
        ("breached", "missed", (NOTHING, STARTED, DUE), (DUE, NOTHING)),
        ("breached", "missed", (SAID, STARTED, DUE), (DUE, SAID)),
        ("disputed", "position", (HAPPENED, SAID), (SAID,)),
        ("disputed", "fact", (HAPPENED, AGAIN, SAID), (AGAIN, SAID)),
        ("disputed", "fact", (STARTED,), (STARTED,)),
        ("disputed", "position", (REFUSED, ACCUSED, TWICE), (REFUSED, TWICE)),
        ("disputed", "position", (ACCUSED, TWICE), (ACCUSED, TWICE)),
        ("pending", "", (NOTHING, DUE), (NOTHING,)),
        ("void", "", (), ()),
    ],
)
def test_a_line_names_what_decided(
    status: str, ground: str, reasons: tuple[Reason, ...], named: tuple[Reason, ...]
) -> None:
    assert brief(status, ground, reasons) == named


def test_a_mere_date_is_not_cited_in_a_line() -> None:
    assert cited((BATCH, DUE)) == (CITE,)
    assert every_citation((BATCH, DUE)) == (CITE, *DUE.citations)


@pytest.mark.parametrize(
    ("late", "written"),
    [
        (Late(24, None), "P24D"),
        (Late(None, 5400), "PT1H30M"),
        (Late(None, 93600), "PT26H"),
        (Late(None, 1), "PT1S"),
        (Late(None, 0), "P0D"),
    ],
)
def test_how_late_is_written_in_days_or_in_exact_time(late: Late, written: str) -> None:
    assert durations.of_late(late) == written


@pytest.mark.parametrize(
    ("number", "noun", "shown"),
    [
        (1, "truck", "truck"),
        (0, "truck", "trucks"),
        (2, "body", "bodies"),
        (2, "day", "days"),
        (2, "duty", "duties"),
    ],
)
def test_plurals(number: int, noun: str, shown: str) -> None:
    assert plural(number, noun) == shown


def test_an_id_is_spoken() -> None:
    assert spoken("gaza-north") == "Gaza north"
