"""An explanation as text: the standing, then a tree down to the cited reports."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from servanda.explanation import Explanation, Words
from servanda.flips import Flips
from servanda.matrix import Matrix
from servanda.problems import visible
from servanda.reasons import Citation, Reason
from servanda.render import phrases, words
from servanda.render.look import Look, paint
from servanda.render.text import parts
from servanda.render.text import status as rows
from servanda.report import Row


def why(explanation: Explanation, look: Look) -> str:
    """Show why one provision stands where it does."""
    head = parts.head(explanation.head, {})
    return paint(Group(head, Text(), *told(explanation, look)), look)


def told(explanation: Explanation, look: Look) -> list[RenderableType]:
    """Show it without saying what was asked: the standing, the text, the reasons."""
    blocks: list[RenderableType] = [_standing(explanation.row, look)]
    if explanation.words is not None:
        blocks += ["", heading("The agreement says"), _agreed(explanation.words)]
    if explanation.reasons:
        blocks += ["", tree("Because", explanation.reasons)]
    if explanation.derivation is not None and not explanation.tells_the_date:
        blocks += ["", tree("The date", (explanation.derivation,))]
    if explanation.row.matrix is not None:
        blocks += ["", *_matrix(explanation.row.matrix, look)]
    if explanation.flips is not None:
        blocks += ["", _flips(explanation.flips, look)]
    if explanation.instances:
        blocks += ["", *_instances(explanation, look)]
    return blocks


def heading(text: str) -> Text:
    """Show a heading within a page."""
    return Text(text, "bold underline")


def _standing(row: Row, look: Look) -> Text:
    title = parts.plain(row.title, parts.BOLD)
    if row.instance_name:
        title.append(f" ({visible(row.instance_name)})")
    since = f"since {words.start(row.since)}" if row.since else ""
    ground = words.GROUNDS.get(row.ground, row.ground)
    status = parts.status(row.status, look)
    status.append("".join(f" · {part}" for part in (ground, since) if part), "")
    due = phrases.due_line(row)
    word = f"on the word of: {phrases.whose_word(row)}" if row.support else ""
    return parts.lines(
        [
            title,
            status,
            parts.plain(due),
            parts.beside([row.id, words.listed(row.bearer_names)], parts.DIM),
            parts.plain(word),
            *(parts.said(phrases.count(each)) for each in row.progress),
            parts.plain(phrases.instances(row.instances)),
            parts.plain(phrases.readings(row)),
            parts.plain(phrases.marks(row)),
        ]
    )


def _agreed(clause: Words) -> RenderableType:
    place = ", ".join(part for part in (clause.text, clause.at) if part)
    published = ", ".join(
        part for part in (clause.outlet, words.date(clause.date)) if part
    )
    known = "; ".join(part for part in (clause.status, published) if part)
    said = [
        parts.plain(f"“{clause.quote}”") if clause.quote else None,
        parts.said(clause.summary or ""),
        parts.plain(f"{place} ({known})" if known else place, parts.DIM),
        parts.plain(clause.url or "", parts.DIM),
    ]
    return Padding(parts.lines(said), (0, 0, 0, 2))


def tree(title: str, reasons: Iterable[Reason]) -> Tree:
    """Show reasons under a heading, each with its citations and deeper reasons."""
    root = Tree(heading(title), guide_style=parts.DIM)
    for reason in reasons:
        _grow(root, reason)
    return root


def _grow(parent: Tree, reason: Reason) -> None:
    branch = parent.add(parts.said(reason.text))
    for citation in reason.citations:
        branch.add(_cited(citation))
    for part in reason.parts:
        _grow(branch, part)


def _cited(citation: Citation) -> Text:
    via = f"via {citation.via}" if citation.via else ""
    first = parts.plain(phrases.cited(citation))
    first.append(f" [{visible(citation.report)}]", parts.DIM)
    more = [via, citation.note or "", citation.url or ""]
    return parts.lines([first, *(parts.plain(part, parts.DIM) for part in more)])


CELL = 14
LABEL = 18


def _matrix(matrix: Matrix, look: Look) -> Iterable[RenderableType]:
    """Show where each part stands, as many columns beside one another as fit."""
    yield heading(f"By {matrix.down} and {matrix.across}")
    fit = max(1, (look.width - LABEL) // (CELL + 2))
    for first in range(0, len(matrix.columns), fit):
        some = slice(first, first + fit)
        shown = parts.table("", *map(visible, matrix.columns[some]))
        shown.expand = False
        for column in shown.columns[1:]:
            column.width = CELL
        for name, cells in zip(matrix.rows, matrix.cells, strict=True):
            told = (parts.status(c, look) if c else Text("-") for c in cells[some])
            shown.add_row(parts.plain(name), *told)
        yield shown


def _flips(flips: Flips, look: Look) -> Tree:
    """Show the further reports that would change the flag."""
    root = Tree(heading("What would change its flag"), guide_style=parts.DIM)
    for flip in flips.found:
        status = parts.status(flip.status, look)
        ground = f" ({flip.ground})" if flip.ground else ""
        said = words.sentence(f"{ground} if {phrases.flip(flip)}")
        root.add(status.append(visible(said), "not bold default"))
    root.add(parts.plain(phrases.tried(flips), parts.DIM))
    return root


def _instances(explanation: Explanation, look: Look) -> Iterable[RenderableType]:
    yield heading("Its instances, gravest first")
    for row in explanation.instances:
        line = parts.status(row.status, look)
        name = row.instance_name or "not named"
        line.append(visible(f"  {name}"), parts.BOLD)
        yield Padding(
            parts.lines([line, parts.plain(phrases.due_line(row)), rows.because(row)]),
            (0, 0, 0, 2),
        )
    if explanation.instances_left_out:
        yield parts.plain(f"  and {explanation.instances_left_out:,} more", parts.DIM)
