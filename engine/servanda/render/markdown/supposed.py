"""What would differ, and how late steps can be, as Markdown."""

from collections.abc import Iterable
from itertools import chain

from servanda.comparison import Bough, Compared, Comparison
from servanda.render import phrases, words
from servanda.render.markdown.answers import (
    Notes,
    counted,
    escape,
    head,
    listed,
    mark,
    noted,
    page,
    said,
    sources,
    table,
)
from servanda.report import Row
from servanda.slackreport import SlackReport, SlackRow


def what_if(comparison: Comparison) -> str:
    """Write what a what-if changes, beside the scenario, with the causes."""
    changes = "; ".join(said(one.text) for one in comparison.changes)
    more = {
        "Changes": changes,
        "Scenario has": counted(comparison.counts_before)["Flags"],
        "What-if has": counted(comparison.counts_after)["Flags"],
    }
    title = f"{comparison.head.agreement_title}: what if"
    notes: Notes = {}
    lines = [*head(title, comparison.head, more), said(comparison.summary), ""]
    found = chain.from_iterable((one, *one.instances) for one in comparison.differences)
    if comparison.differences:
        columns = ("Provision", "Scenario", "What if", "From")
        lines += ["## What differs", "", *table(columns, map(_compared, found))]
    if any(comparison.causes):
        lines += ["## Causes", "", *_causes(comparison, notes), ""]
    if comparison.unchanged:
        lines += ["## As in the scenario", "", *listed(comparison.unchanged, notes)]
    return page([*lines, *sources(notes)])


def _compared(one: Compared) -> tuple[str, ...]:
    name = f" ({escape(one.instance_name)})" if one.instance_name else ""
    return (
        f"{escape(one.title)}{name}<br>`{one.provision}`",
        _side(one.before),
        _side(one.after),
        words.start(one.parts_at),
    )


def _causes(comparison: Comparison, notes: Notes) -> Iterable[str]:
    for change, boughs in zip(comparison.changes, comparison.causes, strict=True):
        if boughs:
            yield f"- {said(change.text)}"
            yield from _boughs(boughs, 1, notes)


def _boughs(boughs: Iterable[Bough], depth: int, notes: Notes) -> Iterable[str]:
    for one in boughs:
        ways = dict.fromkeys(each.text for each in one.because if each.kind != "change")
        cited = [each for cause in one.because for each in cause.citations]
        was = f"{mark(one.before)} → " if one.before != one.after else ""
        ground = f" ({escape(one.ground)})" if one.ground else ""
        when = f", from {words.start(one.parts_at)}" if one.parts_at else ""
        because = "".join(f"; {said(way)}" for way in ways)
        yield (
            f"{'  ' * depth}- {escape(one.title)} (`{one.provision}`): "
            f"{was}{mark(one.after)}{ground}{when}, by rule `{one.rule}`"
            f"{because}{noted(cited, notes)}"
        )
        yield from _boughs(one.boughs, depth + 1, notes)


def _side(row: Row | None) -> str:
    if row is None:
        return "not there"
    since = f"since {words.start(row.since)}" if row.since else ""
    due = escape(phrases.due_line(row))
    lines = [mark(row.status), escape(row.ground), since, due]
    return "<br>".join(line for line in lines if line)


def slack(report: SlackReport) -> str:
    """Write how late each step can be, the tightest first."""
    more = {"Carried": "what waits for a step comes as much later"}
    title = f"{report.head.agreement_title}: how late each step can be"
    lines = head(title, report.head, more if report.carry else {})
    if not report.steps:
        return page([*lines, "There is no step that is open or met."])
    columns = ("Step", "Status", "Performed", "Due", "Can be late", "Until", "Beyond")
    rows = (_slack(row, report) for row in report.steps)
    return page([*lines, *table(columns, rows)])


def _slack(row: SlackRow, report: SlackReport) -> tuple[str, ...]:
    falls = (said(phrases.falling(one, row)) for one in row.falls)
    length = phrases.slack(row) if row.latest else phrases.unlimited(row, report)
    return (
        f"{escape(row.title)}<br>`{row.id}`",
        mark(row.status),
        words.date(row.performed) or "open",
        words.end(row.due),
        escape(length),
        words.end(row.latest),
        "<br>".join(falls),
    )
