"""What can still be checked of a report that is wrong.

What is wrong in it was reported, and its scenario is not used; but its other keys may
name a source or a provision that is not there, and that is told in the same run.
"""

from __future__ import annotations

from pydantic import ValidationError

from servanda.dates import Calendar
from servanda.scenario import Origin, RecordProblem, Report, ReportRecord, resolve
from servanda.source.nodes import Document, Plain, plain
from servanda.source.validate import shape_of

RECORD = shape_of(ReportRecord)
_DATES = ("date", "reported", "since", "from", "to", "effective")
_NUMBERS = ("count", "total")
_SOME_DAY = "2000-01-01"
# Problems that another wrong key cannot be the cause of.
_SELF_EVIDENT = frozenset({"ambiguous-time", "bad-date", "bad-value"})


def other_problems(
    document: Document, wrong: set[str], calendar: Calendar
) -> tuple[RecordProblem, ...]:
    """Return what else is wrong with a record, besides some keys."""
    data = _data(document)
    record = _valid({key: data[key] for key in data.keys() - wrong})
    found = resolve(record, calendar, None) if record is not None else ()
    if isinstance(found, Report):
        return ()
    return tuple(one for one in found if one.code in _SELF_EVIDENT)


def mended(document: Document, wrong: set[str], origin: Origin) -> Report | None:
    """Return a report as if what is wrong were not there, or nothing."""
    data: dict[str, Plain] = {"date": _SOME_DAY, "kind": "statement"}
    for key, value in _data(document).items():
        if key in _DATES:
            data[key] = _SOME_DAY
        elif key in _NUMBERS:
            data["count"] = "0"
        elif key not in wrong and key != "says":
            data[key] = value
    record = _valid(data)
    if record is None:
        return None
    record.setdefault("id", "")
    record.setdefault("source", "")
    found = resolve(record, Calendar("UTC"), origin)
    return found if isinstance(found, Report) else None


def _data(document: Document) -> dict[str, Plain]:
    data = plain(document.root)
    return data if isinstance(data, dict) else {}


def _valid(data: dict[str, Plain]) -> ReportRecord | None:
    try:
        record: ReportRecord = RECORD.adapter.validate_python(data)
    except ValidationError:
        return None
    return record
