"""Scores as Markdown, text, CSV and JSON, each with the mapping they rest on."""

from collections.abc import Iterable

from servanda.render import csv, json, phrases, words
from servanda.render.look import Look
from servanda.render.markdown.answers import escape, head, page, table
from servanda.scores import APART, DISPUTED, MAPPING, Score, Scores, Share

COLUMNS = ("Theme", "0", "1", "2", "3", "Disputed", "Left out", "Share")
TABLE = ("id", "title", "theme", "status", "score", "open")
NOTE = (
    "Arithmetic on statuses, on the scale of the Peace Accords Matrix of the "
    "Kroc Institute: no judgement, and not that institute's coding."
)


def md(scores: Scores) -> str:
    """Write scores as Markdown."""
    lines = head(f"{scores.head.agreement_title}: scores", scores.head, {})
    lines += [NOTE, "", *(f"- {escape(text)}" for text in _mapping()), ""]
    shares = (*scores.themes, scores.whole)
    lines += table(COLUMNS, (map(escape, _share(one)) for one in shares))
    rows = ((_score(one), *map(escape, _provision(one))) for one in scores.scores)
    lines += ["## Provisions", "", *table(("Score", "Provision", "Status"), rows)]
    return page(lines)


def text(scores: Scores, look: Look) -> str:
    """Write scores for a terminal."""
    from rich.console import Group, RenderableType

    from servanda.render.look import paint
    from servanda.render.text import parts

    shown = parts.table(*COLUMNS)
    shown.columns[0].ratio = 1
    for column in shown.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    for share in (*scores.themes, scores.whole):
        shown.add_row(*map(parts.plain, _share(share)))
    blocks: list[RenderableType] = [parts.head(scores.head, {}), "", shown, ""]
    blocks += [parts.plain(line, parts.DIM) for line in (NOTE, *_mapping())]
    return paint(Group(*blocks), look)


def table_of(scores: Scores) -> str:
    """Write one row a provision."""
    rows = (
        (*(getattr(one.row, name) for name in TABLE[:4]), one.score, one.open)
        for one in scores.scores
    )
    return csv.write(TABLE, rows)


def document(scores: Scores) -> str:
    """Write scores as JSON."""
    provisions = (
        {
            "provision": one.row.id,
            "title": one.row.title,
            "theme": one.row.theme,
            "status": one.row.status,
            "ground": one.row.ground,
            "score": one.score,
            "score_most": None if one.score is None else one.score + one.open,
        }
        for one in scores.scores
    )
    return json.write(
        {
            **json.head(scores.head),
            "mapping": {str(score): text for score, text in MAPPING.items()},
            "disputed": DISPUTED,
            "left_out": APART,
            "themes": [_shared(one) for one in scores.themes],
            "all": _shared(scores.whole),
            "provisions": list(provisions),
        }
    )


def _shared(one: Share) -> json.Json:
    return {
        "theme": one.theme,
        "title": one.title,
        "numbers": {str(score): number for score, number in enumerate(one.numbers)},
        "left_out": one.left_out,
        "points": one.points,
        "disputed": one.disputed,
        "open": one.open,
        "percent": one.percent,
        "percent_most": one.percent_most,
    }


def _mapping() -> Iterable[str]:
    yield from (f"{score}: {text}" for score, text in MAPPING.items())
    yield DISPUTED
    yield APART


def _share(one: Share) -> tuple[str, ...]:
    beside = (*one.numbers, one.disputed, one.left_out)
    return (one.title, *map(str, beside), _percent(one))


def _percent(one: Share) -> str:
    if one.percent is None:
        return ""
    most = f" to {one.percent_most}" if one.open else ""
    return f"{one.percent}{most} %"


def _score(one: Score) -> str:
    if one.score is None:
        return "–"
    return f"{one.score} to {one.score + one.open}" if one.open else str(one.score)


def _provision(one: Score) -> tuple[str, str]:
    row = one.row
    ground = f" ({row.ground})" if row.ground else ""
    done = (*map(phrases.count, row.progress), phrases.instances(row.instances))
    beside = "; ".join(part for part in done if part)
    status = f"{words.SIGNS[row.status].mark} {row.status}{ground}"
    return row.title, f"{status}; {beside}" if beside else status
