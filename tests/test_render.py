"""Renderers on their own: what comes from files is shown as it is, and does no harm."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from servanda.question import Head
from servanda.reasons import Citation
from servanda.render import FORMATS, markdown, phrases, renderer, words
from servanda.render import csv as table
from servanda.render import json as document
from servanda.render.look import Look, look_of
from servanda.render.text import parts
from servanda.render.text import status as page
from servanda.report import Count, Row, StatusReport, counts

HEAD = Head(
    agreement="lakeside-2030",
    agreement_title="Lakeside agreement",
    scenario="spring",
    scenario_title="Spring",
    hypothetical=False,
    as_of="2030-03-12T23:59:59+01:00",
    known_by="2030-03-12T23:59:59+01:00",
    zone="Europe/Zurich",
    projected=False,
)
PLAIN = Row(
    id="ferry-reopens",
    title="The ferry runs again",
    theme="",
    bearer=("lowland",),
    bearer_names=("Lowland",),
    status="pending",
    flag="pending",
)


def report(*rows: Row, head: Head = HEAD) -> StatusReport:
    """Put rows into a report."""
    return StatusReport(head, counts(rows), rows, {})


NARROW = Look(80)


def text(row: Row, look: Look = NARROW) -> str:
    """Show one row as text."""
    return page.status(report(row), look)


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (PLAIN._replace(due="2030-03-10", overdue="P2D"), "2 days overdue"),
        (PLAIN._replace(due="2030-03-13", time_left="P1D"), "1 day left"),
        (PLAIN._replace(due="2030-03-12", time_left="P0D"), "due this day"),
        (PLAIN._replace(status="met", late_by="P24D"), "24 days late"),
        (PLAIN._replace(status="met", late_by="PT1H30M"), "1 hour 30"),
        (PLAIN._replace(status="met", late_by="P0D"), "on time"),
        (PLAIN._replace(stated="immediately"), "immediately"),
        (PLAIN._replace(stated="none"), "no date set"),
        (PLAIN._replace(ends="2030-03-30"), "to 30 Mar 2030"),
        (PLAIN._replace(ground="reading"), "reading"),
        (PLAIN._replace(marks=("date-contested",)), "date contested"),
        (
            PLAIN._replace(
                marks=("unobserved",), unobserved_since="2030-03-05T00:00:00+01:00"
            ),
            "unobserved since 5 Mar 2030",
        ),
        (PLAIN._replace(readings={"base": "met", "day-50": "pending"}), "pending as"),
        (PLAIN._replace(instances={"met": 1200, "pending": 0}), "1,200 met"),
        (
            PLAIN._replace(support="independent", word=("ICRC", "UN OCHA")),
            "independent (ICRC, UN OCHA)",
        ),
    ],
)
def test_what_a_row_says(row: Row, shown: str) -> None:
    assert shown in " ".join(text(row).split())
    assert shown in markdown.status(report(row)).replace("\\", "")


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (("ocha", 8500, 12000, "truck", False), "8,500 of 12,000 trucks, 71 % (ocha)"),
        (("ocha", 9, 12, "body", True), "at least 9 of 12 bodies, 75 % (ocha)"),
        (("", 33, 3, "", False), "33 of 3 (single reports, added up)"),
        (("ocha", 3, 0, "body", False), "3 of 0 bodies (ocha)"),
        (("ocha", 0, 1, "day", False), "0 of 1 day, 0 % (ocha)"),
    ],
)
def test_how_far_a_quota_has_come(
    count: tuple[str, int, int, str, bool], shown: str
) -> None:
    name, reached, wanted, unit, or_more = count
    progress = Count(name, name, reached, wanted, unit, or_more, None, None, None)
    assert shown in text(PLAIN._replace(progress=(progress,)), Look(120))


@pytest.mark.parametrize("status", words.SIGNS)
@pytest.mark.parametrize("plain", [False, True])
def test_every_status_has_a_word_and_a_mark_of_its_own(
    status: str, plain: bool
) -> None:
    sign = words.SIGNS[status]
    mark = sign.plain if plain else sign.mark
    shown = parts.status(status, Look(80, plain=plain)).plain
    assert shown == f"{mark} {status}"
    others = (s for word, s in words.SIGNS.items() if word != status)
    assert mark not in {other.plain if plain else other.mark for other in others}


@pytest.mark.parametrize(
    "title",
    [
        "[red]bold[/red] :smile: [link=x]y[/link]",
        "a \x1b[31m red \x07 bell",
        "a | b <script>alert(1)</script> **c** `d` [e](f)",
        "=cmd()",
        "zwei\nZeilen",
        "停火协议 הסכם اتفاق",
    ],
)
def test_what_comes_from_files_can_do_no_harm(title: str) -> None:
    found = report(PLAIN._replace(title=title))
    shown = page.status(found, Look(120))
    assert "\x1b" not in shown
    assert "\x07" not in shown
    line = next(
        line for line in markdown.status(found).splitlines() if "○ pending" in line
    )
    assert line.replace("\\|", "").count("|") == 9
    assert "<script>" not in line
    assert json.loads(document.status(found))["provisions"][0]["title"] == title
    row = next(csv.DictReader(io.StringIO(table.status(found), newline="")))
    assert row["title"] == (f"'{title}" if title.startswith("=") else title)


def test_markup_is_shown_as_it_is() -> None:
    assert "[red]bold[/red] :smile:" in text(
        PLAIN._replace(title="[red]bold[/red] :smile:")
    )


@pytest.mark.parametrize("width", [40, 60, 80, 109, 110, 200])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    row = PLAIN._replace(
        title="word " * 30 + "x" * 300, why="y" * 300, due="2030-03-10T08:30:00+01:00"
    )
    lines = text(row, Look(width)).splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line.endswith(" ") for line in lines)


class Place(io.StringIO):
    """Somewhere text goes: a terminal or not, with an encoding or without."""

    def __init__(self, encoding: str | None, terminal: bool = False) -> None:
        super().__init__()
        self.known = encoding
        self.terminal = terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Name the encoding, if there is one."""
        return self.known or ""

    def isatty(self) -> bool:
        """Tell whether this is a terminal."""
        return self.terminal


@pytest.mark.parametrize(
    ("encoding", "plain"),
    [
        ("utf-8", False),
        ("ascii", True),
        ("cp1252", True),
        ("no-such", True),
        (None, True),
    ],
)
def test_characters_are_those_the_place_can_show(
    encoding: str | None, plain: bool
) -> None:
    assert look_of(Place(encoding), {}).plain is plain


@pytest.mark.parametrize(
    ("environ", "colour"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    environ: dict[str, str], colour: bool
) -> None:
    assert look_of(Place("utf-8", terminal=True), environ).colour is colour
    assert look_of(Place("utf-8"), environ).colour is False


def test_plain_text_is_ascii() -> None:
    shown = text(PLAIN._replace(support="press", word=("ICRC",)), Look(80, plain=True))
    assert shown.isascii()


def test_colour_changes_no_word() -> None:
    coloured = text(PLAIN, Look(80, colour=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == text(PLAIN).split()


def test_a_hypothetical_and_a_projected_report_say_so() -> None:
    head = HEAD._replace(hypothetical=True, projected=True)
    for shown in (
        page.status(report(PLAIN, head=head), Look(80)),
        markdown.status(report(PLAIN, head=head)),
    ):
        assert "hypothetical" in shown.casefold()
        assert "projected" in shown


def test_breaches_nobody_observed_are_counted_beside() -> None:
    seen = PLAIN._replace(status="breached", flag="breached")
    unseen = seen._replace(id="b", marks=("unobserved",))
    found = report(seen, unseen)
    assert found.counts["breached"] == 2
    assert found.counts["breached_unobserved"] == 1
    assert "2 breached (1 unobserved)" in page.status(found, Look(80))


def test_sources_are_numbered_once_in_markdown() -> None:
    cite = Citation("r1", "courier", "The Courier", "The Courier", "2030-03")
    rows = [PLAIN._replace(id=id, citations=(cite,), why="said") for id in ("a", "b")]
    shown = markdown.status(report(*rows))
    assert shown.count("said \\[1\\]") == 2
    assert shown.endswith("1. The Courier, Mar 2030 (`r1`)\n")


@pytest.mark.parametrize(
    ("citation", "shown"),
    [
        (
            Citation("r", "courier", "The Courier", "The Courier", "2030-03-01"),
            "The Courier, 1 Mar 2030",
        ),
        (Citation("r", "hamas", "Hamas", "AFP", "2030"), "Hamas, in AFP, 2030"),
        (Citation("r", "x", "Sabah, with Reuters", "Sabah"), "Sabah, with Reuters"),
        (Citation("r", "x", "ICRC"), "ICRC"),
    ],
)
def test_how_a_report_is_cited(citation: Citation, shown: str) -> None:
    assert phrases.cited(citation) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2030-03-01", "1 Mar 2030"),
        ("2030-03-01T08:30:00+01:00", "1 Mar 2030 08:30"),
        ("2030-03", "Mar 2030"),
        ("2030", "2030"),
        ("2030-03-01/2030-03-05", "1 Mar 2030 to 5 Mar 2030"),
        (None, ""),
    ],
)
def test_how_dates_are_written(written: str | None, shown: str) -> None:
    assert words.date(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("said on 2030-03-01 that", "said on 1 Mar 2030 that"),
        ("on 2030-03-01/2030-03-04 it", "on 1 Mar 2030 to 4 Mar 2030 it"),
        ("due 2030-03-01 08:30, late", "due 1 Mar 2030 08:30, late"),
        ("report 2030-03-01-strike", "report 2030-03-01-strike"),
        ("report a-2030-03-01", "report a-2030-03-01"),
        ("/2030-03-01/", "/2030-03-01/"),
        ("on 2030-03-01/2030-03-02, it", "on 1 Mar 2030 to 2 Mar 2030, it"),
        ("2030-03-01 08:30/2030-03-02", "1 Mar 2030 08:30 to 2 Mar 2030"),
        ("a/2030-03-01/2030-03-02/b", "a/2030-03-01/2030-03-02/b"),
        ("2030-99-01", "2030-99-01"),
    ],
)
def test_dates_within_a_sentence(written: str, shown: str) -> None:
    assert words.sentence(written) == shown


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_renders_every_answer(format: str) -> None:
    verbs = (
        *("listing", "check", "status", "replay", "why", "next", "owed"),
        *("test", "what_if", "report", "coverage"),
    )
    found = renderer(format, Look())  # type: ignore[arg-type]
    assert [verb for verb in verbs if not hasattr(found, verb)] == []
