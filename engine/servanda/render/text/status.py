"""The status report as text: a table where there is room, stacked rows where not."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from servanda.problems import visible
from servanda.render import phrases, words
from servanda.render.look import Look, paint
from servanda.render.text import parts
from servanda.report import ActTold, Row, StatusReport

STATUS_WIDTH = 14
DUE_WIDTH = 14


def status(report: StatusReport, look: Look) -> str:
    """Show where every provision stands."""
    head = parts.head(report.head, counted(report.counts, look))
    blocks: list[RenderableType] = [head, Text()]
    if report.tracked:
        blocks.append(_body(_by_theme(report.tracked, report.themes), look))
    blocks += _acts(report.acts)
    blocks += _left_out(report.untracked)
    return paint(Group(*blocks), look)


def counted(counts: Mapping[str, int], look: Look) -> dict[str, Text]:
    """Show how many provisions carry each flag, and how many stand apart."""
    flags = Text("   ").join(_flag(flag, counts, look) for flag in words.FLAGS)
    apart = [
        f"{counts[key]} {key.replace('_', ' ')}" for key in words.APART if counts[key]
    ]
    return {"Flags": flags, "Apart": parts.plain(", ".join(apart))}


def _flag(flag: str, counts: Mapping[str, int], look: Look) -> Text:
    sign = words.SIGNS[flag]
    shown = Text(f"{sign.plain if look.plain else sign.mark} {counts[flag]} {flag}")
    if look.colour:
        shown.stylize(sign.style if counts[flag] else parts.DIM)
    unobserved = counts["breached_unobserved"] if flag == "breached" else 0
    return shown.append(f" ({unobserved} unobserved)") if unobserved else shown


Section = tuple[str, tuple[Row, ...]]


def _by_theme(rows: Iterable[Row], themes: Mapping[str, str]) -> tuple[Section, ...]:
    """Group rows under their themes, in the agreement's order; the rest comes last."""
    place = {theme: index for index, theme in enumerate(themes)}
    ordered = sorted(rows, key=lambda row: place.get(row.theme, len(place)))
    return tuple(
        (themes.get(theme, "Other provisions" if themes else ""), tuple(group))
        for theme, group in groupby(ordered, key=lambda row: row.theme)
    )


def _body(sections: tuple[Section, ...], look: Look) -> RenderableType:
    if look.narrow:
        return Group(
            *(block for section in sections for block in _stack(section, look))
        )
    shown = _wide_table() if look.wide else _table()
    for title, rows in sections:
        if title:
            shown.add_row("", parts.plain(title.upper(), "bold underline"))
        for row in rows:
            shown.add_row(*(_wide_cells if look.wide else _cells)(row, look))
            if row is not rows[-1]:
                shown.add_row()
        shown.add_section()
    return shown


def _table() -> Table:
    shown = parts.table("Status", "Provision", "Due")
    shown.columns[0].width = STATUS_WIDTH
    shown.columns[1].ratio = 1
    shown.columns[2].width = DUE_WIDTH
    return shown


def _wide_table() -> Table:
    shown = parts.table("Status", "Provision", "Bearer", "Since", "Due", "Whose word")
    shown.columns[1].ratio = 1
    widths = {0: STATUS_WIDTH, 2: 12, 3: 11, 4: DUE_WIDTH, 5: 16}
    for index, width in widths.items():
        shown.columns[index].width = width
    return shown


def _cells(row: Row, look: Look) -> tuple[Text, Text, Text]:
    return state(row, look), _provision(row, _particulars(row)), when(row)


def _wide_cells(row: Row, look: Look) -> tuple[Text, ...]:
    return (
        state(row, look),
        _provision(row, (row.id,)),
        parts.plain(words.listed(row.bearer_names)),
        parts.plain(words.start(row.since)),
        when(row),
        parts.lines(
            [parts.plain(row.support), parts.plain(", ".join(row.word), "dim")]
        ),
    )


def state(row: Row, look: Look) -> Text:
    """Show a row's status, and the ground of a breach or a dispute below it."""
    ground = parts.plain(f"  {row.ground}", parts.DIM) if row.ground else None
    return parts.lines([parts.status(row.status, look), ground])


def _provision(row: Row, particulars: Iterable[str]) -> Text:
    return parts.lines(
        [
            parts.plain(row.title, parts.BOLD),
            because(row),
            *(parts.said(phrases.count(each)) for each in row.progress),
            parts.plain(phrases.instances(row.instances)),
            *map(parts.plain, phrases.split(row.matrix)),
            parts.plain(phrases.readings(row)),
            parts.plain(phrases.marks(row)),
            parts.beside(particulars, parts.DIM),
        ]
    )


def _particulars(row: Row) -> tuple[str, ...]:
    since = f"since {words.start(row.since)}" if row.since else ""
    word = f"word: {phrases.whose_word(row)}" if row.support else ""
    return row.id, words.listed(row.bearer_names), since, word


def because(row: Row) -> Text:
    """Say in one line why a row stands as it does, and who is to be cited for it."""
    said = parts.said(row.why)
    if row.citations:
        said.append(f" ({visible(phrases.published(row.citations))})", parts.DIM)
    return said


def when(row: Row) -> Text:
    """Show when it is due or ends, and how late or how far off that is."""
    return parts.lines(
        [parts.plain(phrases.date(row)), parts.plain(phrases.lateness(row), parts.DIM)]
    )


def _stack(section: Section, look: Look) -> Iterable[RenderableType]:
    title, rows = section
    if title:
        yield parts.plain(title.upper(), "bold underline")
    for row in rows:
        yield _first_line(row, look)
        yield Padding(_rest(row), (0, 0, 1, 2))


def _first_line(row: Row, look: Look) -> Text:
    ground = f" ({row.ground})" if row.ground else ""
    return parts.status(row.status, look).append(ground, parts.DIM)


def _rest(row: Row) -> Text:
    due = [phrases.date(row), phrases.lateness(row)]
    return parts.lines([parts.beside(due), _provision(row, _particulars(row))])


def _acts(acts: Iterable[ActTold]) -> Iterable[RenderableType]:
    for index, act in enumerate(acts):
        if not index:
            yield Text()
            yield parts.plain("ACTS AND RULINGS", "bold underline")
        told = parts.said(phrases.effect(act))
        if act.citations:
            sources = phrases.published(act.citations)
            told.append(f" ({visible(sources)})", parts.DIM)
        first = parts.plain(act.object_name, parts.BOLD)
        first.append(f": {visible(phrases.act(act))}", "not bold")
        about = parts.plain(act.object, parts.DIM)
        yield parts.lines([first, Text("  ") + told, Text("  ") + about])


def _left_out(rows: Iterable[Row]) -> Iterable[RenderableType]:
    ids = ", ".join(row.id for row in rows)
    if ids:
        yield Text()
        yield parts.plain(f"Not tracked by this scenario: {ids}", parts.DIM)
