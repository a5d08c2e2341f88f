"""A CSV table that nothing is wrong with: what many rows share is resolved once.

Its rows stay columns, put together in batches of what says the same. At any doubt
nothing is taken in: the reader that knows places reads the table again.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from servanda.batch import Batch, Columns, Sort, When
from servanda.dates import Calendar, DateError, check_written
from servanda.scenario import (
    FIXED,
    Origin,
    Report,
    became_known,
    is_repeatable,
    is_too_early,
)
from servanda.source.files import is_fit, show

CHUNK = 1 << 20
First = Callable[[list[str]], Report | None]
_LONGEST_ID = 200
# What reports are checked by is shared, never a row's own.
_CHECKED = frozenset({"by", "place"})
_DATES = ("date", "reported")
_CITED = "cite.date"
Cells = tuple[object, ...]


class DoubtError(Exception):
    """Something may be wrong with the table."""


class Sound(NamedTuple):
    """A table that nothing is wrong with, and a report of each sort but for dates."""

    columns: Columns
    sorts: tuple[Report, ...]


def read_sound(
    path: Path, header: list[str], first: First, calendar: Calendar
) -> Sound:
    """Read a table that nothing is wrong with, or raise DoubtError.

    `first` resolves a row in full, with nothing that is the row's own but its words.
    """
    if "date" not in header:
        raise DoubtError
    table = _Table(show(path), header)
    try:
        with path.open(encoding="utf_8_sig", newline="") as file:
            first_row = _rows([file.readline()], len(header))[0]
            if [*map(str.strip, first_row)] != header:
                raise DoubtError
            while lines := file.readlines(CHUNK):
                table.take(_cells(lines, len(header)))
        return _Sorts(table, first, calendar).sound()
    except (csv.Error, UnicodeDecodeError, DateError):
        raise DoubtError from None


def _cells(lines: list[str], width: int) -> list[Sequence[str]]:
    """Return the cells of some lines, column by column, each line being a row."""
    text = "".join(lines)
    if not is_fit(text):
        raise DoubtError
    text = text.replace("\r\n", "\n")
    if '"' in text or "\r" in text:
        return list(zip(*_rows(lines, width), strict=True))
    # Without a quote, a comma is always between two cells.
    if {line.count(",") for line in lines} != {width - 1}:
        raise DoubtError
    cells = text.removesuffix("\n").replace("\n", ",").split(",")
    return [cells[at::width] for at in range(width)]


def _rows(lines: list[str], width: int) -> list[list[str]]:
    rows = list(csv.reader(lines, strict=True))
    if len(rows) != len(lines) or {*map(len, rows)} != {width}:
        raise DoubtError
    return rows


class _Table:
    """A table read column by column: ids, dates, cells of a row's own, cells shared.

    `rows` puts together those with the same shared cells.
    """

    def __init__(self, file: str, header: list[str]) -> None:
        self.header = header
        self.id = header.index("id")
        self.own = {
            name: at
            for at, name in enumerate(header)
            if name not in FIXED and name not in _CHECKED and "." not in name
        }
        self.dates = [header.index(name) for name in _DATES if name in header]
        self.cited = [at for at, name in enumerate(header) if name == _CITED]
        apart = {self.id, *self.own.values(), *self.dates, *self.cited}
        self.shared = [at for at in range(len(header)) if at not in apart]
        self.columns = Columns(file, 2, self.own)
        self.rows: defaultdict[Cells, list[int]] = defaultdict(list)
        self.whens: dict[Cells, int] = {}

    def take(self, cells: Sequence[Sequence[str]]) -> None:
        """Take in some rows, column by column."""
        columns = self.columns
        ids = [*map(str.strip, cells[self.id])]
        start = len(columns.ids)
        places = range(start, start + len(ids))
        columns.ids.update(zip(ids, places, strict=True))
        bad = not all(ids) or max(map(len, ids)) > _LONGEST_ID
        if bad or len(columns.ids) < start + len(ids):
            raise DoubtError
        said: list[Sequence[object]] = [cells[at] for at in self.shared]
        for name, at in self.own.items():
            words = [*map(str.strip, cells[at])]
            columns.own[name] += words
            # Which are empty is shared too: an attribute is there or is not.
            said.append([*map(bool, words)])
        for at in self.cited:
            dates = [*map(str.strip, cells[at])]
            columns.cited += dates
            said.append([*map(bool, dates)])
        whens = self.whens
        for when in zip(*(cells[at] for at in self.dates), strict=True):
            columns.when.append(whens.setdefault(when, len(whens)))
        for same, place in zip(zip(*said, strict=True), places, strict=True):
            self.rows[same].append(place)

    def cells(self, row: int, said: Cells) -> list[str]:
        """Give the cells of a row."""
        columns = self.columns
        cells = [""] * len(self.header)
        cells[self.id] = columns.names[row]
        for name, at in self.own.items():
            cells[at] = columns.own[name][row]
        for at in self.cited:
            cells[at] = columns.cited[row]
        for at, cell in zip(self.shared, said, strict=False):
            cells[at] = str(cell).strip()
        dates = list(self.whens)[columns.when[row]]
        for at, cell in zip(self.dates, dates, strict=True):
            cells[at] = str(cell).strip()
        return cells


class _Sorts:
    """What is resolved once for all rows that differ in dates, ids and own words."""

    def __init__(self, table: _Table, first: First, calendar: Calendar) -> None:
        self.table = table
        self.first = first
        self.calendar = calendar

    def sound(self) -> Sound:
        """Put the rows of the table into batches."""
        table, columns = self.table, self.table.columns
        for date in {*columns.cited} - {""}:
            check_written(date)
        columns.whens = tuple([self._when(dates) for dates in table.whens])
        columns.batches = tuple(
            Batch(self._sort(said, rows[0]), columns, rows)
            for said, rows in table.rows.items()
        )
        sorts = tuple(batch.sort.first for batch in columns.batches)
        return Sound(columns, sorts)

    def _sort(self, said: Cells, row: int) -> Sort:
        """Resolve a row in full."""
        columns = self.table.columns
        report = self.first(self.table.cells(row, said))
        if report is None or not is_repeatable(report):
            raise DoubtError
        origin = Origin(columns.file, columns.first_line + row)
        own = tuple(name for name in columns.own if name in report.attributes)
        return Sort(report._replace(origin=origin), own)

    def _when(self, dates: Cells) -> When:
        date, *more = [str(cell).strip() for cell in dates]
        happened = self.calendar.read(date)
        known = happened
        if any(more):
            known = self.calendar.read(more[0])
            if is_too_early(happened, known, self.calendar):
                raise DoubtError
        return When(happened, became_known(known, self.calendar))
