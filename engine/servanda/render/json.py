"""Answers as JSON: the shapes others rely on, with more keys beside.

Keys have underscores, status words hyphens; instants are RFC 3339 with offset, days
are dates, durations ISO 8601.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from servanda.accounts import Debt, Owed
from servanda.chronicle import Chronicle, Event
from servanda.comparison import Because, Bough, Compared, Comparison, Step
from servanda.covering import Coverage
from servanda.explanation import Explanation
from servanda.flips import Flips
from servanda.inputs import Checked, Listing, Misplaced, Tested, TestRun
from servanda.problems import as_json
from servanda.question import Head
from servanda.reasons import Citation, Reason
from servanda.report import ActTold, Count, Row, StatusReport
from servanda.slackreport import SlackReport
from servanda.sweep.report import SweepReport
from servanda.upcoming import Item, Upcoming

SCHEMA_VERSION = 1

Json = dict[str, Any]


def write(value: Json) -> str:
    """Write a document with its schema version, for people and programs alike."""
    whole = {"schema_version": SCHEMA_VERSION, **value}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def plain(value: Any) -> Json:
    """Take a flat value's fields as they are, tuples as lists."""
    names: tuple[str, ...] = getattr(value, "_fields", None) or value.__slots__
    return {name: _plain(getattr(value, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def head(head: Head) -> Json:
    """Say what was asked."""
    return plain(head)


def status(report: StatusReport) -> str:
    """Write a status report."""
    return write(status_of(report))


def status_of(report: StatusReport) -> Json:
    """Give a status report's document."""
    return {
        **head(report.head),
        "counts": dict(report.counts),
        "themes": dict(report.themes),
        "provisions": [row(one) for one in report.provisions],
        "acts": [act(one) for one in report.acts],
    }


def row(row: Row) -> Json:
    """Give one provision's place in a status report."""
    found = plain(row)
    del found["matrix"]  # it shows no more than the instances do
    found["progress"] = [count(one) for one in row.progress]
    found["citations"] = citations(row.citations)
    return found


def act(act: ActTold) -> Json:
    """Give an act or a ruling: since when it holds, or what it lacks."""
    return {**plain(act), "citations": citations(act.citations)}


def count(count: Count) -> Json:
    """Give how far a quota has come."""
    return {**plain(count), "percent": count.percent}


def citations(found: Iterable[Citation]) -> list[Json]:
    """Give the reports that are cited."""
    return [plain(one) for one in found]


def reasons(found: Iterable[Reason]) -> list[Json]:
    """Give reasons with all that is behind them."""
    return [
        {
            "kind": reason.kind,
            "ref": reason.ref,
            "text": reason.text,
            "citations": citations(reason.citations),
            "parts": reasons(reason.parts),
        }
        for reason in found
    ]


def replay(chronicle: Chronicle) -> str:
    """Write a replay."""
    return write(
        {
            **head(chronicle.head),
            "hindsight": chronicle.hindsight,
            "transitions": [transition(event) for event in chronicle.transitions],
        }
    )


def transition(event: Event) -> Json:
    """Give one change of status."""
    return {
        "at": event.at,
        "effective": event.effective,
        "provision": event.provision,
        "title": event.title,
        "instance": _plain(event.instance),
        "from": event.before,
        "to": event.after,
        "ground": event.ground,
        "rule": event.rule,
        "premises": reasons(event.reasons),
    }


def why(explanation: Explanation) -> str:
    """Write an explanation."""
    derivation = explanation.derivation
    words = explanation.words
    return write(
        {
            **head(explanation.head),
            "provision": row(explanation.row),
            "premises": reasons(explanation.reasons),
            "derivation": reasons([derivation])[0] if derivation else None,
            "words": plain(words) if words else None,
            "instances": [row(one) for one in explanation.instances],
            "instances_left_out": explanation.instances_left_out,
            "flips": _flips(explanation.flips) if explanation.flips else None,
        }
    )


def _flips(flips: Flips) -> Json:
    found = [
        {
            "status": flip.status,
            "flag": flip.flag,
            "ground": flip.ground,
            "reports": [
                {"sources": list(one.sources), "by": list(one.by), "what": one.what}
                for one in flip.reports
            ],
        }
        for flip in flips.found
    ]
    return {**plain(flips), "found": found}


def next(upcoming: Upcoming) -> str:
    """Write what falls due next."""
    return write({**head(upcoming.head), "items": items(upcoming)})


def items(upcoming: Upcoming) -> list[Json]:
    """Give what falls due next."""
    return [item(one) for one in upcoming.items]


def item(item: Item) -> Json:
    """Give one open duty."""
    return {
        "provision": item.row.id,
        "title": item.row.title,
        "bearer": list(item.row.bearer),
        "instance": _plain(item.row.instance),
        "due": item.due,
        "ends": item.ends,
        "time_left": item.row.time_left,
        "derivation": reasons([item.derivation])[0] if item.derivation else None,
        "status": item.row.status,
        "ground": item.row.ground,
        "then": plain(item.then) if item.then else None,
        "moves": list(item.moves),
    }


def owed(owed: Owed) -> str:
    """Write what each party still owes."""
    return write(
        {
            **head(owed.head),
            "by": owed.by,
            "accounts": [
                {
                    "party": account.party,
                    "name": account.name,
                    "debts": [_debt(debt) for debt in account.debts],
                }
                for account in owed.accounts
            ],
        }
    )


def _debt(debt: Debt) -> Json:
    row = debt.row
    return {
        "state": debt.state,
        "provision": row.id,
        "title": row.title,
        "instance": _plain(row.instance),
        "jointly_with": list(debt.jointly_with),
        "to": list(debt.to),
        "status": row.status,
        "ground": row.ground,
        "due": row.due,
        "overdue": row.overdue,
        "time_left": row.time_left,
        "ends": row.ends,
        "stated": row.stated,
        "derivation": reasons([debt.derivation])[0] if debt.derivation else None,
        "discharged_by": list(debt.discharged_by),
        "left": [
            {"left": one.left, "hedge": one.hedge, **count(one.counted)}
            for one in debt.left
        ],
        "together_with": [plain(one) for one in debt.together_with],
        "waits_for": list(row.waits_for),
        "left_out": debt.left_out,
    }


def what_if(comparison: Comparison) -> str:
    """Write what a what-if changes."""
    return write(
        {
            **head(comparison.head),
            "summary": comparison.summary,
            "changes": [plain(one) for one in comparison.changes],
            "counts": {
                "before": dict(comparison.counts_before),
                "after": dict(comparison.counts_after),
            },
            "differences": [_compared(one) for one in comparison.differences],
            "causes": [[_bough(one) for one in tree] for tree in comparison.causes],
            "unchanged": [row(one) for one in comparison.unchanged],
        }
    )


def _compared(one: Compared) -> Json:
    return {
        "provision": one.provision,
        "title": one.title,
        "instance": _plain(one.instance),
        "before": row(one.before) if one.before else None,
        "after": row(one.after) if one.after else None,
        "parts_at": one.parts_at,
        "chain": [_step(step) for step in one.chain],
        "instances": [_compared(each) for each in one.instances],
    }


def _step(step: Step) -> Json:
    return {**plain(step), "because": _because(step.because)}


def _because(because: Iterable[Because]) -> list[Json]:
    return [{**plain(one), "citations": citations(one.citations)} for one in because]


def _bough(bough: Bough) -> Json:
    return {
        **plain(bough),
        "because": _because(bough.because),
        "boughs": [_bough(one) for one in bough.boughs],
    }


def slack(report: SlackReport) -> str:
    """Write how late each step can be."""
    return write(
        {
            **head(report.head),
            "carry": report.carry,
            "steps": [
                {**plain(row), "falls": [plain(one) for one in row.falls]}
                for row in report.steps
            ],
        }
    )


def sweep(report: SweepReport) -> str:
    """Write what a sweep found."""
    rows = ("axes", "shares", "importance")
    found = {name: [plain(row) for row in getattr(report, name)] for name in rows}
    return write({**plain(report), **found})


def report(report: StatusReport, upcoming: Upcoming) -> str:
    """Write the whole report: where everything stands, and what falls due next."""
    return write({**status_of(report), "next": items(upcoming)})


def listing(listing: Listing) -> str:
    """Write which agreements and scenarios there are."""
    return write(
        {
            "agreements": [plain(one) for one in listing.agreements],
            "scenarios": [plain(one) for one in listing.scenarios],
            "plans": [plain(one) for one in listing.plans],
        }
    )


def check(checked: Checked) -> str:
    """Write every problem found."""
    return write(
        {
            "agreements": checked.agreements,
            "scenarios": checked.scenarios,
            "plans": checked.plans,
            "sweeps": checked.sweeps,
            "problems": [as_json(problem) for problem in checked.problems],
        }
    )


def coverage(coverage: Coverage) -> str:
    """Write which provisions the scenarios of an agreement move."""
    return write(
        {
            **plain(coverage),
            "provisions": [plain(one) for one in coverage.provisions],
            "unmoved": list(coverage.unmoved),
            "unreported": list(coverage.unreported),
        }
    )


def test(run: TestRun) -> str:
    """Write which expectations hold, and which do not."""
    return write({"passed": run.passed, "scenarios": [*map(_tested, run.scenarios)]})


def _tested(one: Tested) -> Json:
    return {
        "scenario": one.name,
        "path": one.path,
        "expectations": one.expectations,
        "held": one.held,
        "unreadable": one.unreadable,
        "failures": [_failure(failed) for failed in one.failed],
        "problems": [as_json(problem) for problem in one.problems],
    }


def _failure(one: Misplaced) -> Json:
    return {**one.spot._asdict(), **plain(one.failure)}
