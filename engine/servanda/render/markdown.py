"""Answers as Markdown: for documents, issues and newsroom systems.

What comes from files is escaped: it can neither break a table nor bring in HTML.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from urllib.parse import quote

from servanda.chronicle import Chronicle, Event
from servanda.comparison import Bough, Compared, Comparison
from servanda.covering import Coverage
from servanda.explanation import Explanation, Words
from servanda.inputs import Checked, Listing, Named, Tested, TestRun
from servanda.problems import visible
from servanda.question import Head
from servanda.reasons import Citation, Reason, every_citation
from servanda.render import phrases, words
from servanda.report import Row, StatusReport
from servanda.slackreport import SlackReport, SlackRow
from servanda.sweep.report import SweepReport
from servanda.upcoming import Item, Upcoming

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
Notes = dict[Citation, int]


def escape(text: str) -> str:
    """Write a text so that Markdown shows it as it is, on one line."""
    line = " ".join(visible(text).split())
    return _SPECIAL.sub(r"\\\1", line)


def said(text: str) -> str:
    """Write a sentence, its dates as people write them."""
    return escape(words.sentence(text))


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Write a table; cells are escaped already."""
    names = list(columns)
    return [
        f"| {' | '.join(names)} |",
        f"|{'---|' * len(names)}",
        *(f"| {' | '.join(cells)} |" for cells in rows),
        "",
    ]


def page(lines: Iterable[str]) -> str:
    """End a page with one line break."""
    return "\n".join(lines).rstrip() + "\n"


def head(title: str, head: Head, more: Mapping[str, str]) -> list[str]:
    """Say what was asked: a title and a list."""
    known = " (projected: nothing later is known)" if head.projected else ""
    rows = {
        "Agreement": f"{escape(head.agreement_title)} (`{head.agreement}`)",
        "Scenario": f"{escape(head.scenario_title)} "
        f"(`{head.agreement}/{head.scenario}`)",
        "As of": f"{phrases.instant(head.as_of)} ({escape(head.zone)})",
        "Known by": f"{phrases.instant(head.known_by)}{known}",
        **more,
    }
    made_up = ["**Hypothetical**: these reports are made up.", ""]
    return [
        f"# {escape(title)}",
        "",
        *(made_up if head.hypothetical else []),
        *(f"- **{name}:** {text}" for name, text in rows.items() if text),
        "",
    ]


def status(report: StatusReport) -> str:
    """Write a status report, its sources numbered below."""
    notes: Notes = {}
    return page([*_status(report, notes), *_sources(notes)])


def report(
    report: StatusReport, upcoming: Upcoming, *, picture: str | None = None
) -> str:
    """Write the whole report: standing, what falls due next, sources.

    A `picture` is shown first; it is the path of its file, as seen from the report.
    """
    notes: Notes = {}
    shown = [] if picture is None else [f"![Timeline](<{quote(picture)}>)", ""]
    return page(
        [
            *shown,
            *_status(report, notes),
            *_next(upcoming.items, notes),
            *_sources(notes),
        ]
    )


def _status(report: StatusReport, notes: Notes) -> list[str]:
    lines = head(report.head.agreement_title, report.head, counted(report.counts))
    groups: dict[str, list[Row]] = {theme: [] for theme in (*report.themes, "")}
    for row in report.tracked:
        groups.setdefault(row.theme, []).append(row)
    for theme, rows in groups.items():
        if rows:
            title = report.themes.get(theme, "Other provisions")
            lines += [f"## {escape(title)}", "", *_rows(rows, notes)]
    if report.untracked:
        ids = ", ".join(f"`{row.id}`" for row in report.untracked)
        lines += ["## Not tracked by this scenario", "", ids, ""]
    return lines


def counted(counts: Mapping[str, int]) -> dict[str, str]:
    """Count the flags, and what stands apart."""
    unobserved = counts["breached_unobserved"]
    beside = f" ({unobserved} unobserved)" if unobserved else ""
    flags = ", ".join(f"{counts[flag]} {flag}" for flag in words.FLAGS)
    apart = (f"{counts[key]} {key.replace('_', ' ')}" for key in words.APART)
    kept = [one for one in apart if not one.startswith("0 ")]
    return {"Flags": flags + beside, "Apart": ", ".join(kept)}


COLUMNS = (
    "Status",
    "Provision",
    "Bearer",
    "Since",
    "Due",
    "Late / left",
    "Whose word",
    "Why",
)


def _rows(rows: Iterable[Row], notes: Notes) -> list[str]:
    return table(COLUMNS, (_row(row, notes) for row in rows))


def _row(row: Row, notes: Notes) -> tuple[str, ...]:
    return (
        mark(row.status) + (f"<br>{escape(row.ground)}" if row.ground else ""),
        f"{escape(row.title)}<br>`{row.id}`",
        escape(words.listed(row.bearer_names)),
        words.start(row.since),
        phrases.date(row),
        phrases.lateness(row),
        escape(phrases.whose_word(row)),
        _why(row, notes),
    )


def mark(status: str) -> str:
    """Write a status: its mark and its word."""
    return f"{escape(words.SIGNS[status].mark)} {status}"


def _why(row: Row, notes: Notes) -> str:
    lines = [
        said(row.why) + _notes(row.citations, notes),
        *(said(phrases.count(count)) for count in row.progress),
        escape(phrases.instances(row.instances)),
        escape(phrases.readings(row.readings)),
        escape(phrases.marks(row)),
    ]
    return "<br>".join(line for line in lines if line)


def _notes(citations: Iterable[Citation], notes: Notes) -> str:
    """Give the numbers of a statement's sources; one source has one number."""
    numbers = [str(notes.setdefault(one, len(notes) + 1)) for one in citations]
    return f" \\[{', '.join(numbers)}\\]" if numbers else ""


def _sources(notes: Notes) -> list[str]:
    if not notes:
        return []
    lines = [f"{number}. {citation(one)}" for one, number in notes.items()]
    return ["## Sources", "", *lines, ""]


def citation(one: Citation) -> str:
    """Cite a report: who, where, when, its id and its address."""
    link = f" {_address(one.url)}" if one.url else ""
    note = f" ({escape(one.note)})" if one.note else ""
    via = f", via {escape(one.via)}" if one.via else ""
    return f"{escape(phrases.cited(one))}{via} (`{code(one.report)}`){note}{link}"


def code(text: str) -> str:
    """Write a text for between backquotes."""
    return " ".join(visible(text).replace("`", "'").split())


def _address(url: str) -> str:
    safe = re.fullmatch(r"https?://[^\s<>]+", url)
    return f"<{url}>" if safe else escape(url)


def next(upcoming: Upcoming) -> str:
    """Write what falls due next."""
    notes: Notes = {}
    lines = head(f"{upcoming.head.agreement_title}: what is due", upcoming.head, {})
    return page([*lines, *_next(upcoming.items, notes), *_sources(notes)])


def _next(items: Iterable[Item], notes: Notes) -> list[str]:
    columns = ("Due", "Late / left", "Provision", "Status", "What would move it")
    rows = [_item(item, notes) for item in items]
    return ["## What falls due next", "", *table(columns, rows)] if rows else []


def _item(item: Item, notes: Notes) -> tuple[str, ...]:
    row = item.row
    name = f" ({escape(row.instance_name)})" if row.instance_name else ""
    derived = ""
    if item.derivation is not None:
        sources = every_citation([item.derivation])
        derived = said(phrases.derivation(item.derivation)) + _notes(sources, notes)
    moves = [derived, *map(said, item.moves), escape(phrases.then(item))]
    return (
        phrases.date(row) or "not known",
        phrases.lateness(row),
        f"{escape(row.title)}{name}<br>`{row.id}`",
        mark(row.status),
        "<br>".join(line for line in moves if line),
    )


def replay(chronicle: Chronicle) -> str:
    """Write every change of status, in order."""
    clock = "when it was" if chronicle.hindsight else "when it became known"
    notes: Notes = {}
    lines = head(
        f"{chronicle.head.agreement_title}: what changed",
        chronicle.head,
        {"Shown": f"changes of status, by {clock}"},
    )
    rows = [_event(event, notes) for event in chronicle.transitions]
    columns = ("When", "About", "Provision", "Was", "Now", "Because")
    return page([*lines, *table(columns, rows), *_sources(notes)])


def _event(event: Event, notes: Notes) -> tuple[str, ...]:
    name = f" ({escape(event.instance_name)})" if event.instance_name else ""
    ground = f"<br>{escape(event.ground)}" if event.ground else ""
    because = (
        said(reason.text) + _notes(every_citation([reason]), notes)
        for reason in event.cause
    )
    return (
        words.start(event.at),
        words.start(event.effective),
        f"{escape(event.title)}{name}<br>`{event.provision}`",
        mark(event.before) if event.before else "",
        mark(event.after) + ground,
        "<br>".join(because),
    )


def why(explanation: Explanation) -> str:
    """Write why one provision stands where it does, as nested lists."""
    row = explanation.row
    name = f" ({row.instance_name})" if row.instance_name else ""
    ground = words.GROUNDS.get(row.ground, row.ground)
    more = {
        "Provision": f"`{row.id}`, {escape(words.listed(row.bearer_names))}",
        "Status": mark(row.status) + (f" ({escape(ground)})" if ground else ""),
        "Since": words.start(row.since),
        "Due": escape(phrases.due_line(row).removeprefix("due ")),
        "Whose word": escape(phrases.whose_word(row)),
        "Also": escape(phrases.marks(row)),
    }
    lines = head(f"{row.title}{name}", explanation.head, more)
    if explanation.words is not None:
        lines += ["## The agreement says", "", *_agreed(explanation.words), ""]
    if explanation.reasons:
        lines += ["## Because", "", *_tree(explanation.reasons, 0), ""]
    if explanation.derivation is not None and not explanation.tells_the_date:
        lines += ["## The date", "", *_tree((explanation.derivation,), 0), ""]
    if explanation.instances:
        lines += ["## Its instances", "", *_rows(explanation.instances, {})]
    return page(lines)


def _agreed(clause: Words) -> list[str]:
    place = ", ".join(part for part in (clause.text, clause.at) if part)
    lines = [f"> {escape(clause.quote)}", ""] if clause.quote else []
    known = f" ({escape(clause.status)})" if clause.status else ""
    summary = f": {said(clause.summary)}" if clause.summary else ""
    link = f" {_address(clause.url)}" if clause.url else ""
    return [*lines, f"{escape(place)}{known}{summary}{link}"]


def _tree(reasons: Iterable[Reason], depth: int) -> Iterable[str]:
    indent = "  " * depth
    for reason in reasons:
        yield f"{indent}- {said(reason.text)}"
        for one in reason.citations:
            yield f"{indent}  - {citation(one)}"
        yield from _tree(reason.parts, depth + 1)


def sweep(report: SweepReport) -> str:
    """Write what a sweep found: shares of flags, then what matters."""
    from servanda.render import mdsweep

    return mdsweep.sweep(report)


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
        lines += ["## As in the scenario", "", *_rows(comparison.unchanged, notes)]
    return page([*lines, *_sources(notes)])


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
            f"{because}{_notes(cited, notes)}"
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


def listing(listing: Listing) -> str:
    """Write which agreements and scenarios there are."""
    return page(
        [
            *_named("Agreements", listing.agreements),
            *_named("Scenarios", listing.scenarios),
            *(_named("What-ifs", listing.plans) if listing.plans else ()),
        ]
    )


def _named(title: str, found: Iterable[Named]) -> list[str]:
    return [
        f"# {title}",
        "",
        *(f"- `{code(one.name)}`: {escape(one.title)}" for one in found),
        "",
    ]


def check(checked: Checked) -> str:
    """Write every problem found."""
    rows = (
        (
            f"`{code(one.file)}:{one.line}:{one.column}`",
            one.severity,
            f"`{one.code}`",
            escape(one.message),
            escape(one.hint),
        )
        for one in checked.problems
    )
    count = f"{checked.errors} errors, {checked.warnings} warnings"
    columns = ("Place", "Severity", "Code", "Message", "Hint")
    found = table(columns, rows) if checked.problems else []
    return page(["# Problems", "", count, "", *found])


def coverage(coverage: Coverage) -> str:
    """Write which provisions the scenarios of an agreement move."""
    rows = (
        (
            f"`{code(one.id)}`",
            ", ".join(f"`{code(name)}`" for name in one.scenarios) or "none",
            "<br>".join(map(mark, one.statuses)),
            ", ".join(f"`{code(kind)}`" for kind in one.unreported),
        )
        for one in coverage.provisions
    )
    columns = ("Provision", "Moved by", "Statuses", "Kinds never reported")
    moved = len(coverage.provisions) - len(coverage.unmoved)
    count = f"{moved} of {words.count(len(coverage.provisions), 'provision')} moved"
    head = [f"# Coverage: {escape(coverage.title)}", "", count, ""]
    return page([*head, *table(columns, rows)])


def test(run: TestRun) -> str:
    """Write which expectations hold, and which do not."""
    lines = ["# Expectations", ""]
    for one in run.scenarios:
        lines += _tested(one)
    return page(lines)


def _tested(one: Tested) -> list[str]:
    good = not one.failed and not one.unreadable
    held = (
        "cannot be read" if one.unreadable else f"{one.held} of {one.expectations} hold"
    )
    mark = words.SIGNS["met" if good else "breached"].mark
    lines = [f"- {mark} `{code(one.name)}`: {held}"]
    for failed in one.failed:
        spot, failure = failed.spot, failed.failure
        lines.append(
            f"  - `{code(spot.file)}:{spot.line}`: {failure.provision}, "
            f"{failure.field} as of {failure.as_of}: expected "
            f"{escape(failure.expected)}, got {escape(failure.got)}"
        )
    return lines
