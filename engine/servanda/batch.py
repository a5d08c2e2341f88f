"""Many reports of a table held as columns, opened into reports only where asked for.

What reports of a table share is there once, however many they are; a value of its own
for each would cost most of the time that large tables take.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from servanda.dates import Moment
from servanda.scenario import Origin, Report


class When(NamedTuple):
    """When something happened, and the second from which it is known."""

    date: Moment
    reported: int


class Columns:
    """The columns of a table that are a report's own, and the batches it comes in.

    Reports are told apart by row, from 0 in the `first_line` after the header on:
    `ids` gives the row of each; `own` its words by attribute, empty where it has none;
    `cited` the date of what it cites, `when` the place of its dates among the `whens`.
    """

    def __init__(self, file: str, first_line: int, names: Iterable[str]) -> None:
        self.file = file
        self.first_line = first_line
        self.ids: dict[str, int] = {}
        self.own: dict[str, list[str]] = {name: [] for name in names}
        self.cited: list[str] = []
        self.when: list[int] = []
        self.whens: tuple[When, ...] = ()
        self.batches: tuple[Batch, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name the reports by row."""
        return tuple(self.ids)

    def reports(self) -> Iterator[Report]:
        """Open every report, in order of rows."""
        places = ((row, b, at) for b in self.batches for at, row in enumerate(b.rows))
        for _, batch, place in sorted(places, key=lambda one: one[0]):
            yield batch.report(place)


class Sort(NamedTuple):
    """What reports share but for id, line, dates and words of their `own` columns.

    `first` is the first of them in full.
    """

    first: Report
    own: tuple[str, ...]


class Batch(Collection[Report]):
    """The reports of one sort in a table: those in some rows, in order."""

    def __init__(self, sort: Sort, columns: Columns, rows: Sequence[int]) -> None:
        self.sort = sort
        self.columns = columns
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Report]:
        return iter(self._opened)

    def __contains__(self, report: object) -> bool:
        return report in self._opened

    @cached_property
    def _opened(self) -> tuple[Report, ...]:
        return tuple(map(self.report, range(len(self.rows))))

    @cached_property
    def when(self) -> list[int]:
        """Give the place of each one's dates among those of the table."""
        when = self.columns.when
        return [when[row] for row in self.rows]

    def words(self, name: str) -> list[str]:
        """Give what each says in one of the `own` columns."""
        column = self.columns.own[name]
        return [column[row] for row in self.rows]

    def likes(self) -> Iterator[Report]:
        """Give one of those of each date, with the words of the first of all."""
        for place in dict.fromkeys(self.when):
            date, reported = self.columns.whens[place]
            yield self.sort.first._replace(date=date, reported=reported)

    def report(self, place: int) -> Report:
        """Give the report at a place."""
        columns, first, row = self.columns, self.sort.first, self.rows[place]
        date, reported = columns.whens[columns.when[row]]
        said = {name: columns.own[name][row] for name in self.sort.own}
        cite = first.cite
        if cite is not None and columns.cited:
            cite = cite.model_copy(update={"date": columns.cited[row] or None})
        return first._replace(
            id=columns.names[row],
            date=date,
            reported=reported,
            attributes={**first.attributes, **said},
            cite=cite,
            origin=Origin(columns.file, columns.first_line + row),
        )

    def known(self, known_by: int) -> Batch:
        """Give those that are known by a second."""
        late = {
            place
            for place, when in enumerate(self.columns.whens)
            if when.reported > known_by
        }
        if late.isdisjoint(self.when):
            return self
        told = zip(self.rows, self.when, strict=True)
        rows = [row for row, when in told if when not in late]
        return Batch(self.sort, self.columns, rows)


class Reports(Collection[Report]):
    """The reports of a scenario: `single` ones, and those of tables in batches."""

    def __init__(self, single: Iterable[Report], batches: Iterable[Batch] = ()) -> None:
        self.single = tuple(single)
        self.batches = tuple(batch for batch in batches if batch.rows)

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Reports:
        """Take reports as they are held."""
        return reports if isinstance(reports, Reports) else cls(reports)

    def __len__(self) -> int:
        return len(self.single) + sum(map(len, self.batches))

    def __iter__(self) -> Iterator[Report]:
        yield from self.single
        for batch in self.batches:
            yield from batch

    def __contains__(self, report: object) -> bool:
        return any(one == report for one in self)

    @property
    def sorts(self) -> tuple[Report, ...]:
        """Give one of all that are alike but for ids and words of their own."""
        return (*self.single, *(like for b in self.batches for like in b.likes()))

    @cached_property
    def by_id(self) -> Mapping[str, Report]:
        """Give the reports by id."""
        return ById(self)


class ById(Mapping[str, Report]):
    """Reports by id; those in batches are opened one by one."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._known = {report.id: report for report in reports.single}

    def __getitem__(self, id: str) -> Report:
        if id not in self._known:
            self._known[id] = self._opened(id)
        return self._known[id]

    def _opened(self, id: str) -> Report:
        for columns, places in self._places:
            found = places.get(columns.ids.get(id, -1))
            if found is not None:
                batch, place = found
                return batch.report(place)
        raise KeyError(id)

    @cached_property
    def _places(self) -> list[tuple[Columns, dict[int, tuple[Batch, int]]]]:
        """Give the batch of each row, and its place there, table by table."""
        tables: dict[int, tuple[Columns, dict[int, tuple[Batch, int]]]] = {}
        for batch in self._reports.batches:
            _, places = tables.setdefault(id(batch.columns), (batch.columns, {}))
            places.update((row, (batch, at)) for at, row in enumerate(batch.rows))
        return list(tables.values())

    def __iter__(self) -> Iterator[str]:
        return (report.id for report in self._reports)

    def __len__(self) -> int:
        return len(self._reports)
