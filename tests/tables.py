"""Reports held as those of a table are: in batches, by what they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servanda.batch import Batch, Columns, Reports, Sort, When
from servanda.scenario import Origin, Report, is_repeatable

# What a table's rows share, whatever else they say.
SHARED = frozenset({"by", "place", "count", "extent"})
FILE = "told.csv"


def batched(reports: Iterable[Report]) -> Reports:
    """Hold reports in batches, but for those that others refer to."""
    told = tuple(reports)
    named = {name for report in told for name in report.links}
    rows = [r for r in told if is_repeatable(r) and r.id not in named and r.date]
    others = [report for report in told if report not in rows]
    return Reports(others, table(rows).batches)


def table(rows: Sequence[Report]) -> Columns:
    """Put rows into columns, and together what they share."""
    names = dict.fromkeys(n for r in rows for n in r.attributes if n not in SHARED)
    columns = Columns(FILE, 2, names)
    columns.ids = {report.id: row for row, report in enumerate(rows)}
    columns.own = {n: [r.attributes.get(n, "") for r in rows] for n in names}
    columns.cited = [(r.cite.date if r.cite else None) or "" for r in rows]
    whens = [When(r.date, r.reported) for r in rows if r.date is not None]
    columns.whens = tuple(dict.fromkeys(whens))
    columns.when = [columns.whens.index(when) for when in whens]
    sorts: dict[str, list[int]] = {}
    for row, report in enumerate(rows):
        sorts.setdefault(_sort(report), []).append(row)
    columns.batches = tuple(
        Batch(_first(columns, rows[same[0]]), columns, same) for same in sorts.values()
    )
    return columns


def _sort(report: Report) -> str:
    """Write all that rows of one sort share."""
    own = sorted(name for name in report.attributes if name not in SHARED)
    shared = sorted((n, report.attributes[n]) for n in SHARED & {*report.attributes})
    plain = report._replace(id="", date=None, reported=0, attributes={}, cite=None)
    cite = report.cite and (report.cite.outlet, report.cite.date is None)
    return repr((own, shared, cite, plain._replace(origin=None)))


def _first(columns: Columns, report: Report) -> Sort:
    own = tuple(name for name in columns.own if name in report.attributes)
    origin = Origin(FILE, columns.first_line + columns.ids[report.id])
    return Sort(report._replace(origin=origin), own)
