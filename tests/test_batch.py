"""Reports of a table in batches: the same reports, and the same follows from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tables import FILE, batched, table

from servanda.batch import Reports
from servanda.check import load
from servanda.dates import Calendar
from servanda.expression import Cite
from servanda.problems import render
from servanda.scenario import Origin, Report

CALENDAR = Calendar("UTC")
RULES = Path(__file__).parent / "bad" / "rules"


def report(id: str, day: str, kind: str, **attributes: str) -> Report:
    """Take a report of a day."""
    date = CALENDAR.read(f"2025-02-{day}")
    cite = Cite(outlet="AFP", date=f"2025-02-{day}")
    return Report(
        id, "monitor", date, date.lo, kind=kind, attributes=attributes, cite=cite
    )


ROWS = [
    report("a", "01", "asked", batch="1", place="east"),
    report("b", "02", "asked", batch="2", place="east"),
    report("c", "01", "asked", batch="3", place="east"),
    report("d", "01", "asked", batch="4", place="west"),
    report("e", "01", "asked", place="east"),
    report("f", "02", "act", batch="2", note="n"),
]


def test_a_batch_opens_into_the_reports_it_was_made_of() -> None:
    columns = table(ROWS)
    assert [[one.id for one in batch] for batch in columns.batches] == [
        ["a", "b", "c"],
        ["d"],
        ["e"],
        ["f"],
    ]
    opened = {one.id: one for one in columns.reports()}
    assert [*opened] == [one.id for one in ROWS]
    for row, one in enumerate(ROWS):
        assert opened[one.id] == one._replace(origin=Origin(FILE, row + 2))


def test_reports_are_counted_found_and_told_apart() -> None:
    told = batched([*ROWS, report("g", "03", "act")])
    assert len(told) == len(list(told)) == 7
    assert not told.single
    assert told.by_id["c"].attributes == {"batch": "3", "place": "east"}
    assert told.by_id["c"] in told
    assert ROWS[0] not in told  # it stands in no file
    assert sorted(told.by_id) == [*"abcdefg"]
    assert len(told.by_id) == 7
    with pytest.raises(KeyError):
        told.by_id["z"]
    assert {one.kind for one in told.sorts} == {"asked", "act"}
    assert Reports.of(told) is told


def test_what_is_known_later_is_in_no_batch_that_is_known() -> None:
    told = batched(ROWS)
    early = Reports((), [b.known(ROWS[0].reported) for b in told.batches])
    assert sorted(early.by_id) == [*"acde"]
    assert early.by_id["c"] == told.by_id["c"]
    with pytest.raises(KeyError):
        early.by_id["b"]


# -- a table beside other reports ------------------------------------------------------

HEAD = "id,date,source,kind,place,cite.outlet\n"
TABLE = HEAD + "".join(
    f"r{n},2025-02-{n % 3 + 1:02},monitor,withdrawal-completed,east,AFP\n"
    for n in range(9)
)
CITED = "cite: {outlet: AFP}"
BESIDE = {
    "nothing": ("", "", {}),
    "a row is taken back": (
        f"{{id: x, source: monitor, retracts: r4, reported: 2025-02-05, {CITED}}}",
        "",
        {"x": "r4"},
    ),
    "a row is denied": (
        f"{{id: x, source: north, says: denied, of: r4, "
        f"reported: 2025-02-05, {CITED}}}",
        "",
        {"x": "r4"},
    ),
    "an id is taken": (
        f"{{id: r4, source: monitor, kind: truce, date: 2025-02-05, {CITED}}}",
        'there is a report "r4" already',
        {},
    ),
    "a row is meant": (
        f"{{id: x, source: monitor, retracts: rr4, reported: 2025-02-05, {CITED}}}",
        'did you mean "r4"?',
        {},
    ),
}


@pytest.mark.parametrize(("beside", "problem", "links"), BESIDE.values(), ids=BESIDE)
def test_a_table_stands_beside_other_reports(
    beside: str, problem: str, links: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "r.csv").write_text(TABLE)
    story = tmp_path / "told.yaml"
    story.write_text(
        "scenario: told\nagreement: small\ntitle: T\n"
        f"reports_from: r.csv\nreports: [{beside}]\n"
    )
    outcome = load(str(story), RULES)
    said = "\n".join(map(render, outcome.problems))
    assert problem in said
    if problem:
        assert outcome.value is None
        return
    assert outcome.value is not None, said
    told = outcome.value.reports
    assert len(told) == 9 + len(links)
    # What another report speaks of has a value of its own.
    assert len(told.batches) == (0 if links else 1)
    assert sorted(told.by_id) == sorted(one.id for one in outcome.value.apart())
