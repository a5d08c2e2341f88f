"""Answers as Markdown: for documents, issues and newsroom systems.

What comes from files is escaped: it can neither break a table nor bring in HTML.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from servanda.accounts import Debt, Owed
from servanda.chronicle import Chronicle, Event
from servanda.explanation import Explanation, Words
from servanda.flips import Flips
from servanda.matrix import Matrix
from servanda.naming import spoken
from servanda.problems import visible
from servanda.question import Head
from servanda.reasons import Citation, Reason, every_citation
from servanda.render import phrases, words
from servanda.report import ActTold, Row, StatusReport
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
    return page([*_status(report, notes), *sources(notes)])


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
            *sources(notes),
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
            lines += [f"## {escape(title)}", "", *listed(rows, notes)]
    lines += _acts(report.acts, notes)
    if report.untracked:
        ids = ", ".join(f"`{row.id}`" for row in report.untracked)
        lines += ["## Not tracked by this scenario", "", ids, ""]
    return lines


def _acts(acts: Iterable[ActTold], notes: Notes) -> list[str]:
    rows = [
        (
            escape(phrases.act(act)),
            f"{escape(act.object_name)}<br>`{code(act.object)}`",
            said(phrases.effect(act)) + noted(act.citations, notes),
        )
        for act in acts
    ]
    columns = ("Act", "Of", "Effect")
    return ["## Acts and rulings", "", *table(columns, rows)] if rows else []


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


def listed(rows: Iterable[Row], notes: Notes) -> list[str]:
    """Write rows as a table."""
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
        said(row.why) + noted(row.citations, notes),
        *(said(phrases.count(count)) for count in row.progress),
        escape(phrases.instances(row.instances)),
        *map(escape, phrases.split(row.matrix)),
        escape(phrases.readings(row)),
        escape(phrases.marks(row)),
    ]
    return "<br>".join(line for line in lines if line)


def noted(citations: Iterable[Citation], notes: Notes) -> str:
    """Give the numbers of a statement's sources; one source has one number."""
    numbers = [str(notes.setdefault(one, len(notes) + 1)) for one in citations]
    return f" \\[{', '.join(numbers)}\\]" if numbers else ""


def sources(notes: Notes) -> list[str]:
    """List the sources that notes lead to."""
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
    return f"<{url}>" if phrases.is_web_address(url) else escape(url)


def next(upcoming: Upcoming) -> str:
    """Write what falls due next."""
    notes: Notes = {}
    lines = head(f"{upcoming.head.agreement_title}: what is due", upcoming.head, {})
    return page([*lines, *_next(upcoming.items, notes), *sources(notes)])


def _next(items: Iterable[Item], notes: Notes) -> list[str]:
    columns = ("Due", "Late / left", "Provision", "Status", "What would move it")
    rows = [_item(item, notes) for item in items]
    return ["## What falls due next", "", *table(columns, rows)] if rows else []


def _item(item: Item, notes: Notes) -> tuple[str, ...]:
    row = item.row
    name = f" ({escape(row.instance_name)})" if row.instance_name else ""
    derived = _derived(item.derivation, notes)
    moves = [derived, *map(said, item.moves), escape(phrases.then(item))]
    return (
        phrases.date(row) or "not known",
        phrases.lateness(row),
        f"{escape(row.title)}{name}<br>`{row.id}`",
        mark(row.status),
        "<br>".join(line for line in moves if line),
    )


def _derived(reason: Reason | None, notes: Notes) -> str:
    if reason is None:
        return ""
    return said(phrases.derivation(reason)) + noted(every_citation([reason]), notes)


def owed(owed: Owed) -> str:
    """Write what each party still owes, a table each."""
    notes: Notes = {}
    lines = head(f"{owed.head.agreement_title}: what is owed", owed.head, {})
    columns = ("Due", "Late / left", "Provision", "Status", "What discharges it")
    for account in owed.accounts:
        lines += [f"## {escape(account.name)}", "", phrases.debts(account), ""]
        if account.debts:
            lines += table(columns, (_debt(debt, notes) for debt in account.debts))
    if not owed.accounts:
        lines.append("Nothing is owed.")
    return page([*lines, *sources(notes)])


def _debt(debt: Debt, notes: Notes) -> tuple[str, ...]:
    row = debt.row
    name = f" ({escape(row.instance_name)})" if row.instance_name else ""
    about = [
        f"{escape(row.title)}{name}",
        f"`{row.id}`",
        escape(phrases.owed_to(debt)),
        phrases.left_out(debt),
    ]
    discharged = [
        _derived(debt.derivation, notes),
        *map(said, debt.discharged_by),
        *(said(phrases.left(one)) for one in debt.left),
        *map(said, phrases.together(debt)),
    ]
    return (
        phrases.until(debt),
        phrases.lateness(row),
        "<br>".join(line for line in about if line),
        mark(row.status) + (f"<br>{escape(row.ground)}" if row.ground else ""),
        "<br>".join(line for line in discharged if line),
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
    return page([*lines, *table(columns, rows), *sources(notes)])


def _event(event: Event, notes: Notes) -> tuple[str, ...]:
    name = f" ({escape(event.instance_name)})" if event.instance_name else ""
    ground = f"<br>{escape(event.ground)}" if event.ground else ""
    because = (
        said(reason.text) + noted(every_citation([reason]), notes)
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
    if row.matrix is not None:
        names = f"{spoken(row.matrix.down)} and {row.matrix.across}"
        lines += [f"## By {names.lower()}", "", *_matrix(row.matrix)]
    if explanation.flips is not None:
        lines += ["## What would change its flag", "", *_flips(explanation.flips), ""]
    if explanation.instances:
        lines += ["## Its instances", "", *listed(explanation.instances, {})]
    return page(lines)


def _matrix(matrix: Matrix) -> list[str]:
    rows = (
        (escape(name), *("" if cell is None else mark(cell) for cell in cells))
        for name, cells in zip(matrix.rows, matrix.cells, strict=True)
    )
    return table(("", *map(escape, matrix.columns)), rows)


def _flips(flips: Flips) -> Iterable[str]:
    for flip in flips.found:
        ground = f" ({escape(flip.ground)})" if flip.ground else ""
        yield f"- {mark(flip.status)}{ground} if {said(phrases.flip(flip))}"
    if flips.found:
        yield ""
    yield f"{phrases.tried(flips)[:1].upper()}{phrases.tried(flips)[1:]}."


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
