"""A report as a workbook: a sheet each for standings, instances, reports, dates, acts.

Texts are texts: whatever they begin with, no program takes them for a formula, a
number or a link. Days and times are real dates, by the clocks of the agreement.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from servanda.dossier import Dossier, Statement
from servanda.problems import visible
from servanda.question import Head
from servanda.reasons import Citation
from servanda.render import phrases, words
from servanda.render.csv import RISKY
from servanda.render.extra import needed
from servanda.report import ActTold, Row
from servanda.upcoming import Item

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | date | None
LONGEST = 32_767
FIRST_YEAR = 1900
# A status' colours, paper and ink, light enough to read words on.
FILLS: Mapping[str, str] = {
    "met": "#cfe4f2",
    "holding": "#ccebe2",
    "disputed": "#f3dfea",
    "breached": "#f8dcc8",
    "suspended": "#e3e3e3",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)")


class Column(NamedTuple):
    """A column's title, and its width in letters."""

    title: str
    width: int


class Sheet(NamedTuple):
    """A table with its name; `status` is the column that is coloured, if any."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    status: int | None = None


def workbook(dossier: Dossier) -> bytes:
    """Write a workbook; the same dossier gives the same bytes."""
    with needed("XlsxWriter", "a workbook"):
        import xlsxwriter
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    head = dossier.report.head
    book.set_properties(
        {
            "title": _clean(dossier.title),
            "author": "Servanda",
            "comments": f"As of {head.as_of}, known by {head.known_by}",
            "created": datetime.fromisoformat(head.known_by).replace(tzinfo=None),
        }
    )
    writer = _Writer(book)
    for sheet in _sheets(dossier):
        writer.sheet(sheet)
    book.close()
    return file.getvalue()


class _Writer:
    """Writes sheets of one workbook, all in the same formats."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        top = {"valign": "top", "text_wrap": True}
        self._text = book.add_format(top)
        self._quoted = book.add_format({**top, "quote_prefix": True})
        self._head = book.add_format({**top, "bold": True, "bottom": 1})
        self._day = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        self._time = book.add_format({**top, "num_format": "yyyy-mm-dd hh:mm"})
        self._fills = {
            status: book.add_format({**top, "bg_color": colour})
            for status, colour in FILLS.items()
        }

    def sheet(self, sheet: Sheet) -> None:
        """Write a sheet: its head stays in view, and each column can be filtered."""
        made = self._book.add_worksheet(sheet.name)
        made.freeze_panes(1, 0)
        made.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.repeat_rows(0)
        for place, column in enumerate(sheet.columns):
            made.set_column(place, place, column.width)
            made.write_string(0, place, column.title, self._head)
        for line, cells in enumerate(sheet.rows, start=1):
            for place, cell in enumerate(cells):
                coloured = place == sheet.status
                self._write(made, (line, place), cell, coloured=coloured)

    def _write(
        self, made: "Worksheet", at: tuple[int, int], cell: Cell, *, coloured: bool
    ) -> None:
        if isinstance(cell, datetime):
            made.write_datetime(*at, cell, self._time)
        elif isinstance(cell, date):
            made.write_datetime(*at, cell, self._day)
        elif isinstance(cell, int):
            made.write_number(*at, cell, self._text)
        elif cell:
            text = _clean(cell)[:LONGEST]
            made.write_string(*at, text, self._of(text, coloured=coloured))

    def _of(self, text: str, *, coloured: bool) -> "Format":
        if text.startswith(RISKY):
            return self._quoted
        return self._fills.get(text, self._text) if coloured else self._text


def _clean(text: str) -> str:
    """Keep a text's lines; write as escapes what no cell can hold."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _moment(text: str | None) -> Cell:
    """Give a day or a local time as such; a span, or what is too old, as text."""
    if text is None or int(text[:4]) < FIRST_YEAR:
        return text
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    found = _INSTANT.fullmatch(text)
    return datetime.fromisoformat(found[1]) if found else text


def _columns(titles: str) -> tuple[Column, ...]:
    """Read columns as `Title 12, Other title 30`."""
    found = (part.strip().rpartition(" ") for part in titles.split(","))
    return tuple(Column(title, int(width)) for title, _, width in found)


STANDING = (
    "Status 13, Ground 13, Since 17, Start 17, Due 17, Ends 17, Performed 17, "
    "Late or left 16, Whose word 24, Why 60, Progress 34, Also 24, Sources 50"
)
ABOUT_PROVISION = "Provision 44, Id 28, Theme 22, Bearer 18"


def _sheets(dossier: Dossier) -> Iterable[Sheet]:
    report, head = dossier.report, dossier.report.head
    themes = report.themes
    yield Sheet(
        "Status",
        _columns(f"{ABOUT_PROVISION}, {STANDING}, Instances 24, Readings 30"),
        [
            (
                *_about(row, themes),
                *_standing(row),
                phrases.instances(row.instances).removeprefix("instances: "),
                phrases.readings(row).removeprefix("readings: "),
            )
            for row in report.provisions
        ],
        status=4,
    )
    yield Sheet(
        "Instances",
        _columns(f"{ABOUT_PROVISION}, Instance 24, {STANDING}"),
        [
            (*_about(row, themes), row.instance_name, *_standing(row))
            for row in dossier.instances
        ],
        status=5,
    )
    yield Sheet(
        "Reports",
        _columns(
            "Report 30, Source 26, Tier 13, Says 60, Date 17, Reported 17, About 28, "
            "Outlet 26, Published 17, Address 50, Page 8, Via 20, Note 50, Grade 8, "
            "Times 8"
        ),
        [_statement(one) for one in dossier.statements],
    )
    yield Sheet(
        "Due",
        _columns(
            "Due 17, Ends 17, Late or left 16, Provision 44, Instance 24, Id 28, "
            "Bearer 18, Status 13, Ground 13, Then 40, Date derived from 60, "
            "What would move it 60"
        ),
        [_due(item) for item in dossier.upcoming.items],
        status=7,
    )
    yield Sheet(
        "Acts",
        _columns(
            "Act 13, About 40, Id 28, Date 17, In effect since 17, To 17, Reading 24, "
            "Missing 30, Sources 50"
        ),
        [_act(one) for one in report.acts],
    )
    yield Sheet("About", _columns("What 24, Value 90"), _head(head))


def _about(row: Row, themes: Mapping[str, str]) -> tuple[Cell, ...]:
    theme = themes.get(row.theme, row.theme)
    return row.title, row.id, theme, words.listed(row.bearer_names)


def _standing(row: Row) -> tuple[Cell, ...]:
    moments = (row.since, row.start, row.due, row.ends, row.performed)
    return (
        row.status,
        row.ground,
        *map(_moment, moments),
        phrases.lateness(row),
        phrases.whose_word(row),
        words.sentence(row.why),
        "\n".join(map(phrases.count, row.progress)),
        phrases.marks(row),
        _cited(row.citations),
    )


def _cited(citations: Iterable[Citation]) -> str:
    return "\n".join(
        " ".join(part for part in (phrases.cited(one), one.url) if part)
        for one in citations
    )


def _statement(one: Statement) -> tuple[Cell, ...]:
    cited = one.citation
    return (
        cited.report,
        cited.source_name,
        one.tier,
        one.says,
        _moment(one.date),
        _moment(one.reported),
        ", ".join(one.about),
        cited.outlet,
        cited.date if cited.date is None else _moment(cited.date),
        cited.url,
        cited.page,
        cited.via,
        cited.note,
        one.grade,
        one.times,
    )


def _due(item: Item) -> tuple[Cell, ...]:
    row = item.row
    derived = "" if item.derivation is None else phrases.derivation(item.derivation)
    return (
        _moment(item.due),
        _moment(item.ends),
        phrases.lateness(row),
        row.title,
        row.instance_name,
        row.id,
        words.listed(row.bearer_names),
        row.status,
        row.ground,
        phrases.then(item),
        words.sentence(derived),
        "\n".join(map(words.sentence, item.moves)),
    )


def _act(one: ActTold) -> tuple[Cell, ...]:
    return (
        one.word,
        one.object_name,
        one.object,
        _moment(one.date),
        _moment(one.since),
        _moment(one.to),
        one.reading,
        ", ".join(one.missing),
        _cited(one.citations),
    )


def _head(head: Head) -> list[tuple[Cell, ...]]:
    made_up = "these reports are made up" if head.hypothetical else None
    found: dict[str, Cell] = {
        "Agreement": head.agreement_title,
        "Scenario": head.scenario_title,
        "Ids": f"{head.agreement}/{head.scenario}",
        "Hypothetical": made_up,
        "As of": phrases.instant(head.as_of),
        "Known by": phrases.instant(head.known_by),
        "Days and times by": head.zone,
    }
    return [(name, value) for name, value in found.items() if value]
