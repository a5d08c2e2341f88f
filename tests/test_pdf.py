"""The report as pages: what stands on them, in every script, the same each time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache

import pypdfium2
import pytest

from servanda import forms
from servanda.dossier import Booklet
from servanda.pagedata import Stage
from servanda.render import drawn, paper, pdf, timeline

LEBANON = "lebanon-2024/record-to-18-february"
ARABIC = "وقف إطلاق النار"
HEBREW = "הפסקת אש"


@cache
def booklet() -> Booklet:
    return forms.booklet(LEBANON)


@cache
def written() -> bytes:
    return pdf.booklet(booklet())


@cache
def text() -> str:
    return words_of(written())


def words_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def sheet(*lines: str) -> bytes:
    """Write lines on a page of paper."""
    made = paper.Paper("a title", "a foot", datetime(2031, 3, 1, tzinfo=UTC))
    for line in lines:
        made.write(line)
    return made.bytes()


def test_every_tracked_provision_stands_there_with_its_reasons_and_sources() -> None:
    flat = " ".join(text().split())
    report = booklet().dossier.report
    for row in report.tracked:
        assert flat.count(" ".join(row.title.split())) >= 2
    assert "As of 18 Feb 2025 23:59:59 +02:00" in flat
    assert "Israel said on 18 Feb 2025 that it is excused" in flat
    sources = flat.rpartition("Sources")[2]
    numbers = {int(number) for number in re.findall(r"(?<!\S)(\d+)\. ", sources)}
    cited = re.findall(r"\[([\d, ]+)\]", flat)
    asked = {int(number) for found in cited for number in found.split(",")}
    assert asked
    assert asked <= numbers


def test_bookmarks_lead_to_each_part() -> None:
    document = pypdfium2.PdfDocument(written())
    found = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    parts = [title for level, title in found if level == 0]
    assert parts == [
        "Timeline",
        "Where everything stands",
        "What falls due next",
        "Acts and rulings",
        "Reasons",
        "Sources",
    ]
    titles = {title for level, title in found if level == 2}
    assert titles == {row.title for row in booklet().dossier.report.tracked}


def test_it_is_a4_and_brings_its_fonts() -> None:
    document = pypdfium2.PdfDocument(written())
    sizes = {tuple(map(round, page.get_size())) for page in document}
    assert sizes == {(595, 842)}
    fonts = set(re.findall(rb"/BaseFont /[A-Z]+\+([\w-]+)", written()))
    assert fonts == {b"DejaVuSansCondensedBook", b"DejaVuSansCondensedBold"}
    assert b"/FontFile2" in written()


def test_the_same_booklet_gives_the_same_bytes() -> None:
    again = pdf.booklet(booklet())
    assert again == written()
    assert b"D:20250218235959" in again


@pytest.mark.parametrize(
    "line", ["Čapljina, Übergang, Đorđe", "Перемирие", "Συμφωνία", "Tiếng Việt"]
)
def test_letters_with_accents_and_of_other_scripts_come_out(line: str) -> None:
    assert line in words_of(sheet(line))


@pytest.mark.parametrize("line", [ARABIC, HEBREW])
def test_texts_from_the_right_are_shaped_and_stand_at_the_right(line: str) -> None:
    document = pypdfium2.PdfDocument(sheet("left", line))
    page = document[0].get_textpage()
    boxes = [page.get_rect(n) for n in range(page.count_rects())]
    width = document[0].get_width()
    right = max(box[2] for box in boxes[:-2])
    assert right == pytest.approx(width - paper.MARGIN * 72 / 25.4, abs=1)
    assert paper.side(line) == "R"


def test_a_letter_that_the_font_lacks_is_shown_as_lacking() -> None:
    made = paper.Paper("", "", datetime(2031, 3, 1, tzinfo=UTC))
    assert made.shown("a停战b\x07") == "a\ufffd\ufffdb\\x07"
    made.close()


def test_a_picture_is_cut_between_its_rows_and_loses_none() -> None:
    svg = timeline.picture(booklet().page, width=pdf.WIDE)
    parts = list(drawn.slices(svg, 150, 200))
    assert len(parts) > 1
    ends = [part.bottom for part in parts]
    assert [part.top for part in parts] == [timeline.HEAD, *ends[:-1]]
    height = float(re.findall(r'viewBox="0 0 \S+ (\S+)"', svg)[0])
    assert ends[-1] == height
    assert all(part.bottom - part.top <= 200 for part in parts)


def test_a_picture_is_cut_below_a_head_of_several_lines() -> None:
    page = booklet().page
    second = page.moments[0].second
    undated = tuple(one._replace(start=None) for one in page.phases)
    dated = tuple(Stage(name, name, second) for name in ("all", "of", "it"))
    svg = timeline.picture(page._replace(phases=undated + dated), width=pdf.WIDE)
    first, *_ = drawn.slices(svg, 250, 250)
    assert first.top == timeline.HEAD + 2 * timeline.LINE


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("M1 2h3v4", [([(1, 2), (4, 2), (4, 6)], False)]),
        ("M1 2l3 6h-6z", [([(1, 2), (4, 8), (-2, 8)], True)]),
        ("M0 0v5m-4 -5h8z", [([(0, 0), (0, 5)], False), ([(-4, 0), (4, 0)], True)]),
    ],
)
def test_a_path_is_read_as_its_points(
    path: str, found: list[tuple[list[drawn.Point], bool]]
) -> None:
    assert list(drawn.subpaths(path)) == found
