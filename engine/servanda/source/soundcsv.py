"""A CSV table that nothing is wrong with: what many rows share is resolved once.

Its rows stay columns, put together in batches of what says the same. At any doubt
nothing is taken in: the reader that knows places reads the table again.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from io import StringIO
from itertools import repeat
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
from servanda.source.files import LONGEST_LINE, is_fit, show

CHUNK = 1 << 20
# In letters: of any letters, no line of these may be longer than a line may be.
LONGEST = LONGEST_LINE // 4
First = Callable[[list[str]], Report | None]
FirstOf = Callable[[list[str]], First | None]
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


def read_sound(path: Path, first_of: FirstOf, calendar: Calendar) -> Sound:
    """Read a table that nothing is wrong with, or raise DoubtError.

    `first_of` gives for a header, unless something is wrong with it, what resolves a
    row in full, with nothing that is the row's own but its words.
    """
    try:
        with path.open(encoding="utf_8_sig", newline="\n") as file:
            header = _header(file.readline())
            first = first_of(header)
            if first is None:
                raise DoubtError
            table = _Table(show(path), header)
            while text := file.read(CHUNK):
                table.take(_cells(text + file.readline(), len(header)))
        return _Sorts(table, first, calendar).sound()
    except (csv.Error, UnicodeDecodeError, DateError):
        raise DoubtError from None


def _header(line: str) -> list[str]:
    """Return the names of the columns; every report is to have a date of its own."""
    rows = list(csv.reader([line], strict=True))
    header = [*map(str.strip, rows[0])] if rows and is_fit(line) else []
    if "date" not in header:
        raise DoubtError
    return header


def _cells(text: str, width: int) -> list[Sequence[str]]:
    """Return the cells of some lines, column by column, each line being a row."""
    if not is_fit(text):
        raise DoubtError
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        raise DoubtError
    plain = text.removesuffix("\n")
    lines = plain.split("\n")
    if len(text) > LONGEST and max(map(len, lines)) > LONGEST:
        raise DoubtError
    if '"' in text:
        return _columns([*StringIO(text, newline="\n")], width)
    # Without a quote, a comma is always between two cells.
    if {*map(str.count, lines, repeat(","))} != {width - 1}:
        raise DoubtError
    cells = plain.replace("\n", ",").split(",")
    return [cells[at::width] for at in range(width)]


def _columns(lines: list[str], width: int) -> list[Sequence[str]]:
    rows = list(csv.reader(lines, strict=True))
    if len(rows) != len(lines) or {*map(len, rows)} != {width}:
        raise DoubtError
    return list(zip(*rows, strict=True))


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
        self.whens: dict[str, int] = {}

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
            said.append(_stated(words))
        for at in self.cited:
            cited = [*map(str.strip, cells[at])]
            columns.cited += cited
            said.append(_stated(cited))
        # Of a row, which is one line, a line end cannot stand in a cell.
        given = [cells[at] for at in self.dates]
        dates = given[0] if len(given) == 1 else [*map("\n".join, zip(*given))]  # noqa: B905
        whens = self.whens
        for when in dict.fromkeys(dates):
            whens.setdefault(when, len(whens))
        columns.when += [whens[when] for when in dates]
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
        for at, cell in zip(self.dates, dates.split("\n"), strict=True):
            cells[at] = cell.strip()
        return cells


def _stated(words: list[str]) -> list[bool]:
    """Tell which cells are not empty."""
    return [True] * len(words) if all(words) else [*map(bool, words)]


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

    def _when(self, dates: str) -> When:
        date, *more = map(str.strip, dates.split("\n"))
        happened = self.calendar.read(date)
        known = happened
        if any(more):
            known = self.calendar.read(more[0])
            if is_too_early(happened, known, self.calendar):
                raise DoubtError
        return When(happened, became_known(known, self.calendar))
