"""Reports as a CSV table: a header, then one report a row, read in a stream.

Dots in a column's name nest (`cite.outlet`), semicolons separate a list, and an empty
cell is absent.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Container, Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from servanda.dates import Calendar
from servanda.problems import Problem, did_you_mean, quote
from servanda.scenario import Origin, Report, resolve
from servanda.source.files import LONGEST_LINE, decode, show
from servanda.source.jsonlines import json_line, raw_lines
from servanda.source.mending import RECORD
from servanda.source.nodes import Document, Entry, Mapping, Node, Scalar, Sequence
from servanda.source.records import Intake
from servanda.source.shapes import keys_at
from servanda.source.soundcsv import DoubtError, read_sound
from servanda.source.text import Text

Columns = tuple[tuple[str, ...], ...]
_LISTS = frozenset({"about", "agreed_by"})
_CELL = re.compile(r'(\s*"(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|\r|$)')


def read_csv(path: Path, intake: Intake, hypothetical: bool) -> None:
    """Take in the reports of a CSV file."""
    if _read_sound(path, intake, hypothetical):
        return
    rows = Rows(path, intake.note)
    header = next(rows, None)
    if header is None:
        message = "there is no header in this file"
        intake.note([Problem(rows.file, 1, 1, "empty-file", message)])
        return
    columns, problems = _columns(header, rows)
    intake.note(problems)
    if not problems:
        for row in rows:
            if any(row):
                _take(row, columns, rows, intake, hypothetical)


def _read_sound(path: Path, intake: Intake, hypothetical: bool) -> bool:
    """Take in a table that nothing is wrong with; take nothing in otherwise."""

    def first_of(header: list[str]) -> Callable[[list[str]], Report | None] | None:
        columns = _sound_columns(tuple(header))
        if columns is None:
            return None
        return lambda row: _first(row, columns, intake.calendar, hypothetical)

    try:
        table = read_sound(path, first_of, intake.calendar)
    except DoubtError:
        return False
    return intake.admit_sound(table)


def _first(
    row: list[str], columns: Columns, calendar: Calendar, hypothetical: bool
) -> Report | None:
    """Resolve a row in full; None where anything is wrong with it."""
    try:
        record = RECORD.adapter.validator.validate_python(_nested(row, columns))
    except ValidationError:
        return None
    found = resolve(record, calendar, None)
    sound = isinstance(found, Report) and (hypothetical or found.cite is not None)
    return found if isinstance(found, Report) and sound else None


@lru_cache(maxsize=64)
def _sound_columns(header: tuple[str, ...]) -> Columns | None:
    """Return the columns of a header that nothing is wrong with."""
    columns = tuple(tuple(name.split(".")) for name in header)
    sound = {"id", "source"} <= {*header} and not any(
        _wrong_column(name, columns[at], header[:at]) for at, name in enumerate(header)
    )
    return columns if sound else None


class Rows(Iterator[list[str]]):
    """A table's rows, with the lines that the present one was read from."""

    def __init__(self, path: Path, note: Callable[[list[Problem]], None]) -> None:
        self.file = show(path)
        self.note = note
        self.raw: list[str] = []
        self.number = 0
        self._bytes = raw_lines(path)
        self._rows = csv.reader(self._lines(), strict=True)

    def _lines(self) -> Iterator[str]:
        for line in self._bytes:
            self.number += 1
            if len(line) > LONGEST_LINE:
                self.note(json_line(self.file, self.number, line)[1])
                continue
            text, problems = decode(self.file, line, first_line=self.number)
            self.note(problems)
            content = text.content if text is not None else ""
            self.raw.append(content)
            yield content

    def __next__(self) -> list[str]:
        while True:
            self.raw.clear()
            try:
                return [cell.strip() for cell in next(self._rows)]
            except csv.Error as error:
                self.note([self._broken(str(error))])

    def _broken(self, said: str) -> Problem:
        hint = 'a cell with quotes is written "so ""quoted"" "'
        if "end of data" in said or "field limit" in said:
            said, hint = "a quote that opens in this row is never closed", ""
        return self.text().problem("bad-csv", f"this is no CSV: {said}", hint=hint)

    @property
    def first_line(self) -> int:
        """Return the number of the line that the present row starts in."""
        return self.number - len(self.raw) + 1

    def text(self) -> Text:
        """Return the text of the present row."""
        return Text(self.file, "".join(self.raw), first_line=self.first_line)


def csv_documents(path: Path, lines: Container[int]) -> Iterator[tuple[int, Document]]:
    """Yield the rows that start in some lines, as nodes."""
    rows = Rows(path, lambda _: None)
    columns = tuple(tuple(name.split(".")) for name in next(rows, []))
    for _ in rows:
        if rows.first_line in lines:
            yield rows.first_line, row_document(rows.text(), columns)


def _columns(header: list[str], rows: Rows) -> tuple[Columns, list[Problem]]:
    """Return the columns that a header names, and what is wrong with them."""
    text, spans = rows.text(), spans_of(rows.text())
    columns = tuple(tuple(name.split(".")) for name in header)
    problems = []
    for at, (name, path) in enumerate(zip(header, columns, strict=True)):
        wrong = _wrong_column(name, path, header[:at])
        if wrong:
            problems.append(
                text.problem("bad-column", wrong[0], *spans[at], hint=wrong[1])
            )
    for name in ("id", "source"):
        if name not in header:
            message = f"there is no column {quote(name)}"
            hint = "separate columns by commas" if len(header) == 1 else ""
            problems.append(
                text.problem("missing-column", message, *spans[0], hint=hint)
            )
    return columns, problems


def _wrong_column(
    name: str, path: tuple[str, ...], before: Collection[str]
) -> tuple[str, str] | None:
    if not all(path):
        return "this column has no name", "name each column in the first line"
    if name in before:
        return f"the column {quote(name)} stands here twice", "keep one of them"
    if len(path) == 1 or path[0] == "set":
        return None
    known = keys_at(RECORD.annotation, path[:-1])
    if path[-1] in known and known != keys_at(RECORD.annotation, ()):
        return None
    parts = [f"cite.{key}" for key in keys_at(RECORD.annotation, ("cite",))]
    return f"no column is called {quote(name)}", did_you_mean(name, parts)


def _take(
    row: list[str], columns: Columns, rows: Rows, intake: Intake, hypothetical: bool
) -> None:
    """Take in the report of the present row."""
    if len(row) != len(columns):
        message = f"this row has {len(row)} cells, the header has {len(columns)}"
        hint = "a cell with a comma in it needs quotes"
        intake.note([rows.text().problem("bad-row", message, 0, 1, hint=hint)])
        return
    origin = Origin(rows.file, rows.first_line)
    try:
        record = RECORD.adapter.validator.validate_python(_nested(row, columns))
    except ValidationError as error:
        intake.misfit(error, row_document(rows.text(), columns), origin)
        return
    found = intake.admit(record, origin, hypothetical)
    if found:
        intake.refuse(row_document(rows.text(), columns), origin, found)


def _nested(row: list[str], columns: Columns) -> dict[str, object]:
    record: dict[str, object] = {}
    for path, cell in zip(columns, row, strict=True):
        if not cell:
            continue
        holder = record
        for key in path[:-1]:
            holder = holder.setdefault(key, {})  # type: ignore[assignment]
        holder[path[-1]] = _list(cell) if path[-1] in _LISTS else cell
    return record


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def spans_of(text: Text) -> list[tuple[int, int]]:
    """Return where each cell of a row stands in its text."""
    spans = []
    for match in _CELL.finditer(text.content):
        start, end = match.span(1)
        blanks = len(match[1]) - len(match[1].lstrip())
        spans.append((start + blanks, end))
        if match[2] != ",":
            break
    return spans


def row_document(text: Text, columns: Columns) -> Document:
    """Return a row as nodes, each with the place of its cell."""
    root = Mapping({}, 0, 1)
    for path, (start, end) in zip(columns, spans_of(text), strict=False):
        cell = text.content[start:end].strip()
        if cell.startswith('"'):
            cell = cell[1:-1].replace('""', '"').strip()
        if cell:
            _put(root, path, _cell(path, cell, start, end))
    return Document(text, root)


def _cell(path: tuple[str, ...], cell: str, start: int, end: int) -> Node:
    if path[-1] not in _LISTS:
        return Scalar(cell, start, end)
    return Sequence([Scalar(part, start, end) for part in _list(cell)], start, end)


def _put(root: Mapping, path: tuple[str, ...], value: Node) -> None:
    holder = root
    for key in path[:-1]:
        name = Scalar(key, value.start, value.end)
        inner = Mapping({}, value.start, value.end)
        below = holder.entries.setdefault(key, Entry(name, inner)).value
        holder = below if isinstance(below, Mapping) else inner
    last = Scalar(path[-1], value.start, value.end)
    holder.entries[path[-1]] = Entry(last, value)
