"""The brief: what changed since, what is ahead, what would settle what is disputed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from tests.conftest import Golden
from typer.testing import CliRunner

from servanda import api, cli, forms
from servanda.briefing import Brief
from servanda.errors import QuestionError, UsageError
from servanda.render import brief
from servanda.render.look import Look

ROOT = Path(__file__).parents[1]
LEBANON = "lebanon-2024/record-to-18-february"
SPRING = ROOT / "tests" / "lakeside" / "scenarios" / "lakeside-2030" / "spring.yaml"


@cache
def lebanon(since: str | None = "2025-01-26", as_of: str = "2025-02-18") -> Brief:
    return forms.brief(LEBANON, since=since, as_of=as_of)


def test_the_example_s_brief_is_the_golden_one(golden: Golden) -> None:
    found = forms.brief(SPRING, since="2030-03-05")
    golden(ROOT / "tests" / "lakeside" / "brief.md", brief.md(found))
    golden(ROOT / "tests" / "lakeside" / "brief.txt", brief.text(found, Look()))


def test_it_begins_and_ends_where_status_does() -> None:
    found = lebanon("2025-01-20")
    for counts, day in ((found.counts_before, "2025-01-20"), (found.counts, None)):
        assert counts == api.status(LEBANON, as_of=day).counts
    then, now = (
        {row.id: row.status for row in api.status(LEBANON, as_of=day).provisions}
        for day in ("2025-01-20", "2025-02-18")
    )
    told = {one.now.id: (one.before.status, one.now.status) for one in found.changed}
    differ = {id: (then[id], now[id]) for id in now if then[id] != now[id]}
    assert differ
    assert {id: told.get(id) for id in differ} == differ


def test_what_changed_is_what_the_replay_tells_since() -> None:
    found = lebanon("2025-01-20")
    told = api.replay(LEBANON, as_of="2025-02-18").transitions
    later = [e for e in told if e.at > found.since]
    assert {one.now.id: one.times for one in found.changed} == {
        id: sum(e.provision == id for e in later) for id in {e.provision for e in later}
    }
    assert {one.event.at for one in found.changed} <= {e.at for e in later}


@pytest.mark.parametrize(
    ("since", "moved"),
    [
        (
            "2025-01-26",
            {
                "israel-withdraws": ("2025-01-26T04:00:00+02:00", "2025-02-18"),
                "lebanese-army-deploys": ("2025-01-26T04:00:00+02:00", "2025-02-18"),
            },
        ),
        ("2025-01-27", {}),
    ],
)
def test_dates_that_moved_are_told(
    since: str, moved: dict[str, tuple[str, str]]
) -> None:
    found = lebanon(since)
    assert {one.provision: (one.before, one.now) for one in found.moved} == moved


def test_a_dispute_is_told_with_what_settles_it_in_general_and_here() -> None:
    found = lebanon()
    disputed = {one.row.id: one for one in found.disputed}
    one = disputed["israel-withdraws"]
    assert one.settled_by.startswith("settled by a ruling")
    assert one.flips is not None
    said = brief.md(found)
    assert "Settled by a ruling, a finding, or by taking the words back" in said
    assert " if " in said.rpartition("What is disputed")[2]


def test_a_week_is_what_is_told_of_unless_asked_otherwise() -> None:
    assert lebanon(None).since == "2025-02-11T23:59:59+02:00"


def test_it_cannot_begin_after_what_is_asked_about() -> None:
    with pytest.raises(QuestionError, match="since"):
        forms.brief(LEBANON, since="2025-02-19", as_of="2025-02-18")


def test_it_fits_one_page_however_much_there_is_to_tell() -> None:
    found = lebanon()
    many = found._replace(
        disputed=found.disputed * 3, changed=found.changed * 3, acts=found.acts * 3
    )
    for one in (found, many):
        document = pypdfium2.PdfDocument(brief.pdf(one))
        assert len(list(document)) == 1
    text = document[0].get_textpage().get_text_range()
    assert "more" in text
    assert brief.pdf(found) == brief.pdf(found)


def test_the_document_says_the_same() -> None:
    found = json.loads(brief.document(lebanon()))
    assert [one["provision"] for one in found["changed"]] == [
        one.now.id for one in lebanon().changed
    ]
    assert found["left_out"] == {"changed": 0, "moved": 0, "next": 0, "disputed": 0}
    assert found["counts"]["now"] == dict(lebanon().counts)


def test_texts_cannot_break_out_of_markdown() -> None:
    found = lebanon()
    one = found.disputed[0]
    row = one.row._replace(title="<b>*x* # y", why="[a](b)")
    said = brief.md(found._replace(disputed=(one._replace(row=row),)))
    assert r"\<b\>\*x\* \# y" in said
    assert r"\[a\](b)" in said


@pytest.mark.parametrize(
    "options",
    [
        ["--brief", "-f", "csv"],
        ["--brief", "-o", "a.html"],
        ["--brief", "--scores"],
        ["--since", "2025-01-01"],
        ["--brief", "--picture", "a.svg"],
        ["--scores", "-f", "pdf", "-o", "a.pdf"],
        ["--scores", "-f", "svg"],
    ],
)
def test_options_that_do_not_go_together_are_refused(options: list[str]) -> None:
    error = CliRunner().invoke(cli.app, ["report", LEBANON, *options]).exception
    assert isinstance(error, UsageError)
    assert error.hint
