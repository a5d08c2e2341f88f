"""A report as pages to print: the picture, where all stands, the reasons, the sources.

Each source has one number, by which the reasons cite it. The same booklet gives the
same bytes.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from servanda.dossier import Booklet
from servanda.explanation import Explanation
from servanda.reasons import Citation, Reason, every_citation
from servanda.render import drawn, phrases, timeline, words
from servanda.render.paper import FOOT, LINK, MARGIN, SOFT, Paper
from servanda.render.xlsx import FILLS
from servanda.report import ActTold, Row, StatusReport
from servanda.upcoming import Item

WIDE = 780
LONGEST = 700
LEAST = 60
Cells = tuple[tuple[str, str | None], ...]


def booklet(booklet: Booklet) -> bytes:
    """Write a report as a PDF."""
    return _Writer(booklet).bytes()


class _Writer:
    """Writes one booklet, part by part; numbers its sources as they are cited."""

    def __init__(self, booklet: Booklet) -> None:
        self._booklet = booklet
        self._report = booklet.dossier.report
        self._notes: dict[Citation, int] = {}
        head = self._report.head
        self._paper = Paper(
            booklet.dossier.title,
            f"{booklet.dossier.title} · as of {words.date(head.as_of)[:17]}",
            datetime.fromisoformat(head.known_by),
        )

    def bytes(self) -> bytes:
        self._title()
        self._counts()
        self._picture()
        self._standings()
        self._due()
        self._acts()
        self._reasons()
        self._sources()
        return self._paper.bytes()

    # -- the first page ---------------------------------------------------------------

    def _title(self) -> None:
        head, paper = self._report.head, self._paper
        paper.write(head.agreement_title, 17, bold=True)
        paper.gap(1)
        paper.write(head.scenario_title, 11, colour=SOFT)
        paper.gap(1.5)
        if head.hypothetical:
            paper.write("Hypothetical: these reports are made up.", 10, bold=True)
        known = " (projected: nothing later is known)" if head.projected else ""
        paper.write(
            f"As of {phrases.instant(head.as_of)}, known by "
            f"{phrases.instant(head.known_by)}{known} ({head.zone})"
        )
        if self._booklet.page.summary:
            paper.gap(1.5)
            paper.write(words.sentence(self._booklet.page.summary))
        paper.gap(3)

    def _counts(self) -> None:
        """Write a tile for each flag: its mark, its number, its word."""
        pdf, paper = self._paper.pdf, self._paper
        counts = self._report.counts
        width, height, y = (pdf.w - 2 * MARGIN - 9) / 4, 13.0, pdf.get_y()
        for place, flag in enumerate(words.FLAGS):
            x = MARGIN + place * (width + 3)
            pdf.set_fill_color(FILLS.get(flag, "#f5f6f7"))
            pdf.rect(x, y, width, height, "F")
            pdf.set_text_color("#1b1d21")
            pdf.set_font(style="B", size=15)
            pdf.text(x + 3, y + 6.5, f"{words.SIGNS[flag].mark} {counts[flag]}")
            pdf.set_font(style="", size=8.5)
            pdf.text(x + 3, y + 11, flag)
        pdf.set_y(y + height + 2)
        apart = [
            f"{counts[key]} {key.replace('_', ' ')}"
            for key in ("breached_unobserved", *words.APART)
            if counts[key]
        ]
        if apart:
            paper.write(f"Apart from these: {', '.join(apart)}.", 8, colour=SOFT)

    def _picture(self) -> None:
        paper, pdf = self._paper, self._paper.pdf
        svg = timeline.picture(self._booklet.page, width=WIDE)
        scale = (pdf.w - 2 * MARGIN) / WIDE
        paper.heading("Timeline", 0)
        if paper.left < LEAST:
            pdf.add_page()
        whole = (pdf.h - MARGIN - FOOT) / scale
        parts = drawn.slices(svg, paper.left / scale, whole)
        for place, part in enumerate(parts):
            if place:
                pdf.add_page()
            with pdf.local_context():
                took = drawn.Drawing(paper, svg, scale).draw(part, MARGIN, pdf.get_y())
            pdf.set_y(pdf.get_y() + took + 1)
        paper.write(
            "Bands: status, with its mark and word. ▾ on a line: a due date. Small "
            "marks below: reports (△ account, ▽ denial, ◇ position, □ count; filled: "
            "an authority or an independent source).",
            7,
            colour=SOFT,
        )

    # -- tables -----------------------------------------------------------------------

    def _standings(self) -> None:
        paper, report = self._paper, self._report
        paper.heading("Where everything stands", 0)
        for title, rows in grouped(report):
            paper.heading(title, 1)
            columns = (("Status", 21), ("Provision", 46), ("Due", 27), ("Why", 86))
            paper.table(columns, map(self._standing, rows))
        if report.untracked:
            paper.heading("Not tracked by this scenario", 1)
            titles = "; ".join(row.title for row in report.untracked)
            paper.write(titles, 8, colour=SOFT)

    def _standing(self, row: Row) -> Cells:
        why = (
            words.sentence(row.why) + self._numbers(row.citations),
            *map(phrases.count, row.progress),
            phrases.instances(row.instances),
            *phrases.split(row.matrix),
            phrases.readings(row),
            phrases.marks(row),
        )
        date = (phrases.date(row), phrases.lateness(row))
        status = (f"{words.SIGNS[row.status].mark} {row.status}", row.ground)
        who = words.listed(row.bearer_names)
        whose = f"word: {phrases.whose_word(row)}" if row.support else ""
        return (
            (lines(status), FILLS.get(row.status)),
            (lines((row.title, f"owed by {who}", whose)), None),
            (lines(date), None),
            (lines(why), None),
        )

    def _due(self) -> None:
        items = self._booklet.dossier.upcoming.items
        if not items:
            return
        self._paper.heading("What falls due next", 0)
        columns = (("Due", 29), ("Provision", 52), ("Status", 20), ("Moves it", 79))
        self._paper.table(columns, map(self._item, items))

    def _item(self, item: Item) -> Cells:
        row = item.row
        derived = ""
        if item.derivation is not None:
            said = words.sentence(phrases.derivation(item.derivation))
            derived = said + self._numbers(every_citation([item.derivation]))
        moves = (derived, *map(words.sentence, item.moves), phrases.then(item))
        title = f"{row.title} ({row.instance_name})" if row.instance_name else row.title
        return (
            (lines((phrases.date(row) or "not known", phrases.lateness(row))), None),
            (title, None),
            (f"{words.SIGNS[row.status].mark} {row.status}", FILLS.get(row.status)),
            (lines(moves), None),
        )

    def _acts(self) -> None:
        acts = self._report.acts
        if not acts:
            return
        self._paper.heading("Acts and rulings", 0)
        columns = (("Act", 22), ("About", 60), ("Date", 28), ("Effect", 70))
        self._paper.table(columns, map(self._act, acts))

    def _act(self, act: ActTold) -> Cells:
        until = f"to {words.end(act.to)}" if act.to else ""
        reading = f"reading: {act.reading}" if act.reading else ""
        effect = lines((until, reading, phrases.outcome(act)))
        return (
            (act.word, None),
            (act.object_name, None),
            (words.start(act.date), None),
            (f"{effect}{self._numbers(act.citations)}".strip(), None),
        )

    # -- reasons ----------------------------------------------------------------------

    def _reasons(self) -> None:
        self._paper.heading("Reasons", 0)
        by_id = {one.row.id: one for one in self._booklet.explanations}
        for title, rows in grouped(self._report):
            self._paper.heading(title, 1)
            for row in rows:
                self._reason(by_id[row.id])

    def _reason(self, one: Explanation) -> None:
        paper, row = self._paper, one.row
        paper.heading(row.title, 2)
        ground = words.GROUNDS.get(row.ground, row.ground)
        parts = (
            f"{words.SIGNS[row.status].mark} {row.status}",
            ground,
            f"since {words.start(row.since)}" if row.since else "",
            phrases.due_line(row),
        )
        paper.write(", ".join(part for part in parts if part), 8.5, bold=True)
        if one.words is not None:
            place = ", ".join(part for part in (one.words.text, one.words.at) if part)
            said = one.words.quote or one.words.summary or ""
            paper.write(f"{place}: {said}", 8, colour=SOFT)
        paper.gap(0.5)
        for text, depth in self._tree(one.reasons, 0):
            paper.write(f"– {text}", 8, indent=3 + 4 * depth)
        if one.derivation is not None and not one.tells_the_date:
            paper.write("The date:", 8, indent=3)
            for text, depth in self._tree((one.derivation,), 1):
                paper.write(f"– {text}", 8, indent=3 + 4 * depth)
        paper.gap(1)

    def _tree(self, reasons: Iterable[Reason], depth: int) -> Iterator[tuple[str, int]]:
        for reason in reasons:
            numbers = self._numbers(reason.citations)
            yield words.sentence(reason.text) + numbers, min(depth, 6)
            yield from self._tree(reason.parts, depth + 1)

    def _numbers(self, citations: Iterable[Citation]) -> str:
        notes = self._notes
        found = [str(notes.setdefault(one, len(notes) + 1)) for one in citations]
        return f" [{', '.join(found)}]" if found else ""

    def _sources(self) -> None:
        paper = self._paper
        if not self._notes:
            return
        paper.heading("Sources", 0)
        for one, number in self._notes.items():
            via = f", via {one.via}" if one.via else ""
            note = f" ({one.note})" if one.note else ""
            paper.write(
                f"{number}. {phrases.cited(one)}{via} [{one.report}]{note}", 7.5
            )
            if one.url:
                link = one.url if phrases.is_web_address(one.url) else ""
                colour = LINK if link else SOFT
                paper.write(one.url, 7, colour=colour, indent=5, link=link)


def grouped(report: StatusReport) -> Iterator[tuple[str, list[Row]]]:
    """Group the tracked provisions by theme, in the agreement's order."""
    groups: dict[str, list[Row]] = {theme: [] for theme in (*report.themes, "")}
    for row in report.tracked:
        groups.setdefault(row.theme, []).append(row)
    for theme, rows in groups.items():
        if rows:
            yield report.themes.get(theme, "Other provisions"), rows


def lines(parts: Iterable[str]) -> str:
    """Put what there is to say line by line; no cell grows beyond a page."""
    text = "\n".join(part for part in parts if part)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
