"""Answers as CSV: one row a provision, change, duty, reason, problem or failure.

The first line names the columns; lists are separated by `;`. A field that a
spreadsheet would take for a formula is written with a leading apostrophe.
"""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from itertools import chain

from servanda.accounts import Debt, Owed
from servanda.chronicle import Chronicle
from servanda.comparison import Comparison
from servanda.covering import Coverage
from servanda.explanation import Explanation
from servanda.flips import Flip
from servanda.inputs import Checked, Listing, TestRun
from servanda.problems import as_json
from servanda.reasons import Citation, Reason
from servanda.render import phrases
from servanda.report import ActTold, Row, StatusReport
from servanda.slackreport import SlackReport, SlackRow
from servanda.sweep.report import ImportanceRow, ShareRow, SweepReport
from servanda.upcoming import Upcoming

# What a spreadsheet may take for the beginning of a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | None | Iterable[str] | Mapping[str, object]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STATUS = _names(
    "id title theme bearer status flag ground since due ends late_by overdue "
    "time_left support word marks instances readings why record"
)
REPLAY = _names("at effective provision instance from to ground rule why reports")
NEXT = _names("due ends provision title bearer instance status ground time_left then")
OWED = _names(
    "party state provision title instance jointly_with to status ground due overdue "
    "time_left ends discharged_by left together_with waits_for left_out"
)
WHAT_IF = _names(
    "provision title instance status_before ground_before since_before due_before "
    "late_by_before status_after ground_after since_after due_after late_by_after "
    "parts_at because"
)
SLACK = _names(
    "id title bearer status performed due slack latest tips first_to_fall falls_at "
    "falls_to falls_ground falls"
)
WHY = _names("depth kind ref text report source outlet date url")
PROBLEMS = _names("file line column code severity message hint")
COVERAGE = _names("id title theme scenarios statuses unreported")
FAILURES = _names(
    "scenario file line column as_of known_by provision instance field expected got"
)


def write(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """Write rows under their column names."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return file.getvalue()


def _text(cell: Cell) -> str:
    shown = _joined(cell)
    return f"'{shown}" if shown.startswith(RISKY) else shown


def _joined(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Mapping):
        return ";".join(f"{key}={value}" for key, value in cell.items())
    return str(cell) if isinstance(cell, str | int) else ";".join(cell)


def status(report: StatusReport) -> str:
    """Write one row a provision, then one an act or a ruling."""
    rows = (
        [*(getattr(row, name) for name in STATUS[:-1]), "provision"]
        for row in report.provisions
    )
    return write(STATUS, chain(rows, map(_act, report.acts)))


def _act(act: ActTold) -> list[Cell]:
    told: dict[str, Cell] = {
        "id": act.object,
        "title": act.object_name,
        "status": act.word if act.reading is None else act.reading,
        "since": act.since,
        "due": act.to,
        "why": phrases.effect(act),
        "record": "ruling" if act.word == "ruling" else "act",
    }
    return [told.get(name) for name in STATUS]


def what_if(comparison: Comparison) -> str:
    """Write one row a provision, or instance, that differs, then those that do not."""
    found = chain.from_iterable((one, *one.instances) for one in comparison.differences)
    differing = (
        (
            one.provision,
            one.title,
            one.instance,
            *_side(one.before),
            *_side(one.after),
            one.parts_at,
            [because.text for step in one.chain for because in step.because],
        )
        for one in found
    )
    alike = (
        (row.id, row.title, row.instance, *_side(row), *_side(row), "", "")
        for row in comparison.unchanged
    )
    return write(WHAT_IF, chain(differing, alike))


def _side(row: Row | None) -> tuple[Cell, ...]:
    if row is None:
        return ("",) * 5
    return (row.status, row.ground, row.since, row.due, row.late_by)


def slack(report: SlackReport) -> str:
    """Write one row a step, with what falls first."""
    return write(SLACK, map(_slack, report.steps))


def _slack(row: SlackRow) -> tuple[Cell, ...]:
    first = row.falls[0] if row.falls else None
    fallen = (first.provision, first.at, first.after, first.ground) if first else ()
    return (
        row.id,
        row.title,
        row.bearer_names,
        row.status,
        row.performed,
        row.due,
        row.slack,
        row.latest,
        row.tips,
        *(fallen or ("",) * 4),
        [one.provision for one in row.falls],
    )


def sweep(report: SweepReport) -> str:
    """Write one row a provision, date and flag: in how many runs it ends there."""
    return write(ShareRow._fields, map(_figures, report.shares))


def importance(report: SweepReport) -> str:
    """Write one row an outcome and axis: how much of the variance it explains."""
    return write(ImportanceRow._fields, map(_figures, report.importance))


def _figures(row: Iterable[str | float]) -> tuple[Cell, ...]:
    # A figure may be negative, and is no formula: it is written as it is.
    return tuple(repr(one) if isinstance(one, float) else one for one in row)


def report(report: StatusReport, _upcoming: Upcoming) -> str:
    """Write the report's table; what falls due stands in its own column."""
    return status(report)


def replay(chronicle: Chronicle) -> str:
    """Write one row a change of status."""
    return write(
        REPLAY,
        (
            (
                event.at,
                event.effective,
                event.provision,
                event.instance,
                event.before,
                event.after,
                event.ground,
                event.rule,
                [reason.text for reason in event.cause],
                [one.report for reason in event.cause for one in reason.citations],
            )
            for event in chronicle.transitions
        ),
    )


def next(upcoming: Upcoming) -> str:
    """Write one row an open duty."""
    return write(
        NEXT,
        (
            (
                item.due,
                item.ends,
                item.row.id,
                item.row.title,
                item.row.bearer,
                item.row.instance,
                item.row.status,
                item.row.ground,
                item.row.time_left,
                f"{item.then.status} {item.then.at}" if item.then else "",
            )
            for item in upcoming.items
        ),
    )


def owed(owed: Owed) -> str:
    """Write one row a duty that a party owes."""
    return write(
        OWED,
        (
            _debt(account.party, debt)
            for account in owed.accounts
            for debt in account.debts
        ),
    )


def _debt(party: str, debt: Debt) -> tuple[Cell, ...]:
    row = debt.row
    return (
        party,
        debt.state,
        row.id,
        row.title,
        row.instance,
        debt.jointly_with,
        debt.to,
        row.status,
        row.ground,
        row.due,
        row.overdue,
        row.time_left,
        row.ends,
        debt.discharged_by,
        [f"{one.left} {one.counted.source_name}".strip() for one in debt.left],
        [one.provision for one in debt.together_with],
        row.waits_for,
        debt.left_out,
    )


def why(explanation: Explanation) -> str:
    """Write one row a reason, a cited report (with its depth) or what would flip it."""
    flips = explanation.flips.found if explanation.flips else ()
    return write(WHY, (*_branches(explanation.reasons, 0), *map(_flip, flips)))


def _flip(flip: Flip) -> tuple[Cell, ...]:
    return 0, "flip", flip.status, phrases.flip(flip), *[""] * 5


def _branches(reasons: Iterable[Reason], depth: int) -> Iterable[tuple[Cell, ...]]:
    for reason in reasons:
        yield depth, reason.kind, reason.ref, reason.text, *[""] * 5
        for citation in reason.citations:
            yield depth + 1, "citation", citation.report, "", *_cited(citation)
        yield from _branches(reason.parts, depth + 1)


def _cited(one: Citation) -> tuple[Cell, ...]:
    return one.report, one.source_name, one.outlet, one.date, one.url


def listing(listing: Listing) -> str:
    """Write one row an agreement or scenario."""
    named = [
        (kind, one.name, one.title, one.path)
        for kind, found in (
            ("agreement", listing.agreements),
            ("scenario", listing.scenarios),
            ("what-if", listing.plans),
        )
        for one in found
    ]
    return write(("kind", "name", "title", "path"), named)


def check(checked: Checked) -> str:
    """Write one row a problem."""
    return write(PROBLEMS, (as_json(one).values() for one in checked.problems))


def coverage(coverage: Coverage) -> str:
    """Write one row a provision."""
    return write(
        COVERAGE,
        ([getattr(one, name) for name in COVERAGE] for one in coverage.provisions),
    )


def test(run: TestRun) -> str:
    """Write one row an expectation that does not hold."""
    return write(
        FAILURES,
        (
            (
                scenario.name,
                *failed.spot,
                *(getattr(failed.failure, name) for name in FAILURES[4:]),
            )
            for scenario in run.scenarios
            for failed in scenario.failed
        ),
    )
