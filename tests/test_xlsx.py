"""The workbook: real dates, heads that stay, and texts that nothing takes for more."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

from servanda import forms
from servanda.dossier import Dossier
from servanda.render import csv, xlsx

LEBANON = "lebanon-2024/record-to-18-february"
HOSTILE = (
    '=HYPERLINK("https://example.org","x")',
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "https://example.org",
    "007",
    "{=1}",
    "\x00\u202e\x1b[31m",
    "اتفاق وقف إطلاق النار",
)


@cache
def dossier() -> Dossier:
    return forms.dossier(LEBANON)


def opened(dossier: Dossier) -> Workbook:
    return openpyxl.load_workbook(BytesIO(xlsx.workbook(dossier)))


def cell(book: Workbook, sheet: str, row: int, title: str) -> Cell:
    """Give a cell by the title of its column."""
    made = book[sheet]
    titles = [one.value for one in made[1]]
    found = made.cell(row, titles.index(title) + 1)
    assert isinstance(found, Cell)
    return found


def test_every_sheet_keeps_its_head_and_can_be_filtered() -> None:
    book = opened(dossier())
    names = ["Status", "Instances", "Reports", "Due", "Acts", "About"]
    assert book.sheetnames == names
    for sheet in book:
        assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("A2", True)
        assert sheet.page_setup.fitToHeight == 0


def test_there_is_a_row_for_each_standing_report_date_and_act() -> None:
    found = dossier()
    book = opened(found)
    assert {sheet.title: sheet.max_row - 1 for sheet in book} == {
        "Status": len(found.report.provisions),
        "Instances": len(found.instances),
        "Reports": len(found.statements),
        "Due": len(found.upcoming.items),
        "Acts": len(found.report.acts),
        "About": 6,
    }
    assert len(found.statements) > 30


def test_days_and_times_are_dates() -> None:
    book = opened(dossier())
    row = next(
        n for n, c in enumerate(book["Due"]["F"], 1) if c.value == "israel-withdraws"
    )
    due = cell(book, "Due", row, "Due")
    assert (due.value, due.number_format) == (datetime(2025, 2, 18), "yyyy-mm-dd")
    since = cell(book, "Acts", 2, "In effect since")
    assert (since.value, since.number_format) == (
        datetime(2025, 1, 27),
        "yyyy-mm-dd hh:mm",
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_a_text_whatever_it_begins_with(text: str) -> None:
    found = dossier()
    row = found.report.provisions[0]._replace(title=text, why=text)
    report = found.report._replace(provisions=(row,))
    shown = cell(opened(found._replace(report=report)), "Status", 2, "Provision")
    assert shown.data_type == "s"
    assert shown.hyperlink is None
    if text.isprintable():
        assert shown.value == text
    assert shown.quotePrefix is text.startswith(csv.RISKY)


@pytest.mark.parametrize("cell", ["=1", ["=1", "b"], {"=a": "b"}, "\r=1", "-1"])
def test_no_field_of_a_table_begins_as_a_formula_does(cell: csv.Cell) -> None:
    line = csv.write(("a",), [[cell]]).split("\n", 1)[1]
    assert line.lstrip('"').startswith("'")


def test_the_same_dossier_gives_the_same_bytes() -> None:
    assert xlsx.workbook(dossier()) == xlsx.workbook(dossier())
