"""A CSV table that nothing is wrong with: what many rows share is resolved once.

At any doubt nothing is taken in: the reader that knows places reads the table again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, repeat
from pathlib import Path
from typing import TextIO

from servanda.scenario import FIXED, Origin, Report, is_repeatable
from servanda.source.files import UNFIT, show

CHUNK = 1 << 20
ROWS = 5000
First = Callable[[list[str]], Report | None]
_LONGEST_ID = 200
# What reports are checked by is shared, never a row's own.
_CHECKED = frozenset({"by", "place"})


_OWN, _ORIGIN = map(Report._fields.index, ("attributes", "origin"))
# A report's values before its attributes, attributes it shares, and those after.
_Sort = tuple[tuple[object, ...], dict[str, str], tuple[object, ...]]


class DoubtError(Exception):
    """Something may be wrong with the table."""


def read_sound(
    path: Path, header: list[str], first: First
) -> tuple[dict[str, Report], list[Report]]:
    """Give a table's reports and one of each sort, or raise DoubtError.

    `first` resolves a row in full, with nothing that is the row's own but its words.
    """
    table = _Table(show(path), header, first)
    try:
        with path.open(encoding="utf_8_sig", newline="") as file:
            rows = csv.reader(_lines(file), strict=True)
            next(rows)
            while chunk := list(islice(rows, ROWS)):
                table.take(chunk)
            if rows.line_num != table.line - 1:
                raise DoubtError  # there is a row of several lines
    except (csv.Error, UnicodeDecodeError):
        raise DoubtError from None
    return table.found, table.sorts


def _lines(file: TextIO) -> Iterator[str]:
    """Yield lines that hold nothing that cannot stand in a file."""
    while lines := file.readlines(CHUNK):
        if UNFIT.search("".join(lines)):
            raise DoubtError
        yield from lines


class _Table:
    """A table read column by column: ids, cells of a row's own, cells shared."""

    def __init__(self, file: str, header: list[str], first: First) -> None:
        self.file = file
        self.first = first
        self.line = 2
        self.width = len(header)
        self.id = header.index("id")
        self.own = {
            name: at
            for at, name in enumerate(header)
            if name not in FIXED and name not in _CHECKED and "." not in name
        }
        apart = {self.id, *self.own.values()}
        self.shared = [at for at in range(self.width) if at not in apart]
        self.known: dict[tuple[object, ...], _Sort] = {}
        self.sorts: list[Report] = []
        self.found: dict[str, Report] = {}

    def take(self, rows: Sequence[list[str]]) -> None:
        """Take in some rows."""
        if {*map(len, rows)} != {self.width}:
            raise DoubtError
        columns = list(zip(*rows, strict=True))
        ids = [*map(str.strip, columns[self.id])]
        own = [[*map(str.strip, columns[at])] for at in self.own.values()]
        shared = (columns[at] for at in self.shared)
        # Which cells are empty is shared too: an attribute is there or is not.
        said = [*zip(*shared, *(map(bool, cells) for cells in own), strict=True)]
        for sort, row in zip(said, rows, strict=True):
            if sort not in self.known:
                self.known[sort] = self._new(row)
        number = len(self.found) + len(rows)
        told = self._reports(ids, said, self._attributes(own, len(rows)))
        self.found.update(zip(ids, told, strict=True))
        bad = not all(ids) or max(map(len, ids)) > _LONGEST_ID
        if bad or len(self.found) < number:
            raise DoubtError

    def _attributes(
        self, own: list[list[str]], number: int
    ) -> Iterator[dict[str, str]]:
        if not own:
            return ({} for _ in repeat(None, number))
        names = tuple(self.own)
        if all(map(all, own)):
            return (dict(zip(names, values)) for values in zip(*own, strict=True))  # noqa: B905
        return (
            {name: value for name, value in zip(names, values, strict=True) if value}
            for values in zip(*own, strict=True)
        )

    def _reports(
        self,
        ids: list[str],
        said: list[tuple[object, ...]],
        attributes: Iterator[dict[str, str]],
    ) -> Iterator[Report]:
        lines = range(self.line, self.line + len(ids))
        self.line += len(ids)
        for id, sort, own, line in zip(ids, said, attributes, lines, strict=True):
            before, shared, after = self.known[sort]
            stated = {**own, **shared} if shared else own
            origin = Origin(self.file, line)
            yield Report._make((id, *before, stated, *after, origin, 1))

    def _new(self, row: list[str]) -> _Sort:
        """Resolve a row in full, and keep what others may share."""
        report = self.first([cell.strip() for cell in row])
        if report is None or not is_repeatable(report):
            raise DoubtError
        self.sorts.append(report)
        told = report.attributes
        shared = {name: told[name] for name in told if name not in self.own}
        return report[1:_OWN], shared, report[_OWN + 1 : _ORIGIN]
