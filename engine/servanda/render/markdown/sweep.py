"""A sweep as Markdown: how often each provision ends in each flag, what matters."""

from collections.abc import Iterable, Mapping, Sequence

from servanda.render import words
from servanda.render.markdown.answers import escape, page, table
from servanda.render.sweeps import (
    about,
    by_outcome,
    cells,
    importance_note,
    index,
    interval,
    percent,
    span,
    steady,
)
from servanda.sweep.report import ShareRow, SweepReport


def sweep(report: SweepReport) -> str:
    """Write what a sweep found: shares of flags, then what matters."""
    lines = [f"# {escape(report.title)}", ""]
    lines += [f"- {name}: {escape(text)}" for name, text in about(report).items()]
    lines += [f"- {escape(a.title)}: {escape(span(a))}" for a in report.axes]
    found = cells(report)
    dates = [words.end(at) for at in report.as_of]
    rows = ([_titled(id, by), *map(_ends, by.values())] for id, by in found.items())
    lines += ["", *table(["Provision", *dates], rows), steady(report), ""]
    for axes in by_outcome(report):
        lines += [f"## {escape(axes[0].outcome_title)}", ""]
        lines += table(
            ["What matters", "by itself", "with others"],
            (
                [
                    escape(one.axis_title),
                    index(one.first, one.first_low, one.first_high),
                    index(one.total, one.total_low, one.total_high),
                ]
                for one in axes
            ),
        )
    return page([*lines, importance_note(report) if report.importance else ""])


def _titled(provision: str, by_date: Mapping[str, Sequence[ShareRow]]) -> str:
    first = min(by_date.values(), key=len)
    return f"{escape(first[0].title)}<br>`{provision}`"


def _ends(rows: Iterable[ShareRow]) -> str:
    shown = (f"{row.flag} {percent(row.share)} {_within(row)}".strip() for row in rows)
    return "<br>".join(escape(one) for one in shown)


def _within(row: ShareRow) -> str:
    return f"({found})" if (found := interval(row)) else ""
