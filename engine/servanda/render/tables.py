"""A sweep's figures as Parquet, for those who go on reckoning with them."""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from servanda.sweep.report import ImportanceRow, ShareRow, SweepReport


def shares(report: SweepReport) -> bytes:
    """Write one row a provision, date and flag."""
    return _parquet(report.shares, ShareRow._fields, report)


def importance(report: SweepReport) -> bytes:
    """Write one row an outcome and axis."""
    return _parquet(report.importance, ImportanceRow._fields, report)


def _parquet(
    rows: Sequence[NamedTuple], names: Sequence[str], report: SweepReport
) -> bytes:
    import pyarrow
    from pyarrow import parquet

    columns = {name: [getattr(row, name) for row in rows] for name in names}
    schema = pyarrow.schema([(name, _kind(name)) for name in names])
    told = {"sweep": report.sweep, "scenario": report.scenario, "runs": report.runs}
    table = pyarrow.table(columns, schema=schema).replace_schema_metadata(
        {f"servanda.{name}": str(value) for name, value in told.items()}
    )
    file = BytesIO()
    parquet.write_table(table, file)
    return file.getvalue()


def _kind(name: str) -> str:
    if name == "runs":
        return "int64"
    words = ("share", "low", "high", "first", "total")
    return "float64" if name.rpartition("_")[2] in words else "string"
