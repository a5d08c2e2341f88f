"""Scores: arithmetic on statuses, in which no dispute is decided."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from servanda import forms
from servanda.render import scores as written
from servanda.render.look import Look
from servanda.report import NONE, Count, Row
from servanda.scores import MAPPING, Score, score, share

GAZA = "gaza-2025/record-to-18-march"


def row(
    status: str,
    ground: str = "",
    counts: tuple[tuple[int, int], ...] = (),
    instances: Mapping[str, int] = NONE,
) -> Row:
    """Make a row that stands somewhere, counted by some sources."""
    progress = tuple(
        Count("s", "S", reached, wanted, "truck", False, None, None, None)
        for reached, wanted in counts
    )
    return Row(
        id="p",
        title="P",
        theme="t",
        bearer=(),
        bearer_names=(),
        status=status,
        flag=status,
        ground=ground,
        progress=progress,
        instances=instances,
    )


@pytest.mark.parametrize(
    ("standing", "least", "left_open"),
    [
        (row("met"), 3, 0),
        (row("holding"), 3, 0),
        (row("pending"), 0, 0),
        (row("breached", "missed"), 0, 0),
        (row("pending", counts=((1, 600),)), 1, 0),
        (row("pending", counts=((299, 600),)), 1, 0),
        (row("pending", counts=((300, 600),)), 2, 0),
        # The lowest count decides, and one source alone is no more than a count.
        (row("disputed", "fact", counts=((500, 600), (200, 600))), 1, 2),
        (row("breached", "missed", instances={"met": 1, "breached": 1}), 2, 0),
        (row("pending", instances={"met": 1, "pending": 2}), 1, 0),
        (row("disputed", "allegation"), 0, 3),
        (row("disputed", "conformity"), 1, 2),
        (row("pending", counts=((0, 0),)), 0, 0),
        *((row(word), None, 0) for word in ("void", "dormant", "suspended")),
        *((row(word), None, 0) for word in ("not-in-force", "not-tracked")),
    ],
    ids=lambda value: value.status if isinstance(value, Row) else None,
)
def test_a_status_has_a_score(standing: Row, least: int | None, left_open: int) -> None:
    found = Score(standing, score(standing))
    assert (found.score, found.open) == (least, left_open)


@pytest.mark.parametrize(
    ("statuses", "percents"),
    [
        (("met", "pending"), (50, 50)),
        (("met", "disputed", "void"), (50, 100)),
        (("met", "met", "pending"), (67, 67)),
        (("void",), (None, None)),
        ((), (None, None)),
    ],
)
def test_a_share_is_of_the_points_that_could_be(
    statuses: tuple[str, ...], percents: tuple[int | None, int | None]
) -> None:
    rows = map(row, statuses)
    found = share("t", "T", [Score(one, score(one)) for one in rows])
    assert (found.percent, found.percent_most) == percents
    assert found.scored + found.left_out == len(statuses)


def test_each_form_says_what_the_numbers_rest_on() -> None:
    found = forms.scores(GAZA)
    text = " ".join(written.text(found, Look()).split())
    for said in (written.md(found), text):
        assert "no judgement" in said
        assert all(line in said for line in MAPPING.values())
    document = json.loads(written.document(found))
    assert document["mapping"]["3"] == MAPPING[3]
    assert sum(one["points"] for one in document["themes"]) == document["all"]["points"]
    lines = written.table_of(found).splitlines()
    assert len(lines) == len(found.scores) + 1


def test_every_tracked_provision_counts_once() -> None:
    found = forms.scores(GAZA)
    assert found.whole.scored + found.whole.left_out == len(found.scores)
    assert sum(one.scored for one in found.themes) == found.whole.scored
