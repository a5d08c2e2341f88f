"""A4 paper to write on: one font in two weights, texts in the direction they run.

The font is DejaVu Sans Condensed, cut to Latin, Greek, Cyrillic, Hebrew and Arabic with
the signs we use. A letter it lacks is shown as a replacement sign, never dropped.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from importlib import import_module
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from servanda.problems import visible
from servanda.render.extra import needed

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

FONT = "DejaVu"
FILES = (("", "DejaVuSansCondensed.ttf"), ("B", "DejaVuSansCondensed-Bold.ttf"))
MARGIN, FOOT = 15.0, 16.0
INK, SOFT, LINE, LINK = "#1b1d21", "#55595f", "#c9cdd2", "#0b57d0"
UNKNOWN = "\ufffd"
# Letters that neither join, nor stack, nor run from the right.
_PLAIN = re.compile(
    "[\x00-\u024f\u0370-\u0482\u048a-\u052f\u1e00-\u206f\u20a0-\u27ff]*"
)
RIGHT_TO_LEFT = frozenset({"R", "AL"})


class Paper:
    """Pages that are being written, with what all of them share."""

    def __init__(self, title: str, foot: str, when: datetime) -> None:
        self.pdf = _pages(self, foot)
        pdf = self.pdf
        with ExitStack() as stack:
            for style, name in FILES:
                source = files("servanda.render") / "assets" / name
                pdf.add_font(FONT, style, stack.enter_context(as_file(source)))
        self._known = frozenset(next(_fonts(pdf)).cmap)
        pdf.set_font(FONT, size=9)
        pdf.c_margin = 0
        pdf.set_margins(MARGIN, MARGIN, MARGIN)
        pdf.set_auto_page_break(True, FOOT)
        pdf.set_creation_date(when)
        pdf.set_title(self.shown(title))
        pdf.set_author("Servanda")
        pdf.set_creator("Servanda")
        pdf.set_lang("en")
        pdf.add_page()

    def shown(self, text: str) -> str:
        """Write a text in letters that the font has."""
        lines = (visible(line) for line in text.split("\n"))
        return "".join(
            letter if letter == "\n" or ord(letter) in self._known else UNKNOWN
            for letter in "\n".join(lines)
        )

    @property
    def left(self) -> float:
        """Say how much of the page is left, down."""
        return float(self.pdf.h - FOOT - self.pdf.get_y())

    def write(
        self,
        text: str,
        size: float = 9,
        *,
        bold: bool = False,
        colour: str = INK,
        indent: float = 0,
        link: str = "",
    ) -> None:
        """Write a paragraph; one that begins from the right stands at the right."""
        pdf = self.pdf
        shown = self.shown(text)
        self.dress(shown, size, bold=bold)
        pdf.set_text_color(colour)
        pdf.set_x(MARGIN + indent)
        pdf.multi_cell(
            pdf.w - 2 * MARGIN - indent,
            size * 0.47,
            shown,
            align=side(shown),
            link=link,
            new_x="LMARGIN",
            new_y="NEXT",
        )

    def dress(self, text: str, size: float, *, bold: bool = False) -> None:
        """Choose the font for a text; letters are shaped only where that matters."""
        self.pdf.set_font(style="B" if bold else "", size=size)
        self.pdf.set_text_shaping(not _PLAIN.fullmatch(text))

    def heading(self, text: str, level: int) -> None:
        """Write a heading that the reader's list of bookmarks leads to."""
        if self.left < 54 - 12 * level:
            self.pdf.add_page()
        size = (14.0, 11.0, 9.5)[level]
        self.gap(size / 4)
        self.pdf.start_section(self.shown(text), level)
        self.write(text, size, bold=True)
        self.gap(size / 9)

    def gap(self, height: float) -> None:
        """Leave some space."""
        self.pdf.set_y(self.pdf.get_y() + height)

    def table(
        self,
        columns: Iterable[tuple[str, int]],
        rows: Iterable[Iterable[tuple[str, str | None]]],
    ) -> None:
        """Write a table, its head on each page; a cell is its text and its colour."""
        from fpdf.fonts import FontFace

        titles, widths = zip(*columns, strict=True)
        body = [[(self.shown(text), colour) for text, colour in row] for row in rows]
        every = "".join(text for row in body for text, _ in row)
        self.dress(every, 7.5)
        self.pdf.set_text_color(INK)
        self.pdf.set_draw_color(LINE)
        self.pdf.set_line_width(0.2)
        with self.pdf.table(
            col_widths=widths,
            headings_style=FontFace(emphasis="BOLD", fill_color="#ffffff"),
            line_height=3.7,
            text_align="LEFT",
            borders_layout="HORIZONTAL_LINES",
            padding=(1, 1.2),
            v_align="TOP",
        ) as table:
            table.row(titles)
            for cells in body:
                row = table.row()
                for text, colour in cells:
                    style = FontFace(fill_color=colour or "#ffffff")
                    row.cell(text, align=side(text), style=style)
        self.gap(2)

    def bytes(self) -> bytes:
        """Give the whole document; after that nothing more can be written."""
        written = bytes(self.pdf.output())
        self.close()
        return written

    def close(self) -> None:
        """Close the files of the font."""
        for font in _fonts(self.pdf):
            font.ttfont.close()


def side(text: str) -> str:
    """Say at which side a text begins, by its first letter that has a direction."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in RIGHT_TO_LEFT:
            return "R"
        if direction == "L":
            return "L"
    return "L"


def _fonts(pdf: "FPDF") -> "Iterator[TTFFont]":
    from fpdf.fonts import TTFFont

    return (font for font in pdf.fonts.values() if isinstance(font, TTFFont))


def _pages(paper: Paper, foot: str) -> "FPDF":
    # Without it Arabic letters do not join; fpdf looks for it once, when imported.
    with needed("uharfbuzz", "a PDF"):
        import_module("uharfbuzz")
    with needed("fpdf2", "a PDF"):
        from fpdf import FPDF

    class Pages(FPDF):
        """Pages with a number and a line that says what they are of."""

        def footer(self) -> None:
            self.set_y(-FOOT + 4)
            self.set_font(FONT, size=7)
            self.set_text_color(SOFT)
            self.cell(0, 4, paper.shown(foot), align="L")
            self.set_x(MARGIN)
            self.cell(0, 4, str(self.page_no()), align="R")

    return Pages(unit="mm", format="A4")
