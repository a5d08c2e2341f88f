"""The picture of a slack report: what it shows, and that it is the same each time."""

import html
import re
from pathlib import Path

import pytest

import servanda
from servanda import cli
from servanda.render.slackchart import draw
from servanda.slackreport import SlackReport

LAKESIDE = Path(__file__).parent / "lakeside"
SPRING = LAKESIDE / "scenarios" / "lakeside-2030" / "spring.yaml"


@pytest.fixture(scope="module")
def report() -> SlackReport:
    """Ask how late each step of the lakeside story can be."""
    return servanda.slack(SPRING)


def test_the_picture_shows_every_step_and_what_falls_first(report: SlackReport) -> None:
    drawn = draw(report, "svg").decode()
    shown = " ".join(html.unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)", drawn))
    for row in report.steps:
        assert all(word in shown for word in row.title.split()), row.title
    assert "2 days; then it is late, from 11 Mar 2030" in shown
    assert "no limit" in shown
    assert "suppositions, not findings" in shown


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_equal_reports_are_equal_files(kind: str, report: SlackReport) -> None:
    first, second = (draw(report, kind) for _ in range(2))  # type: ignore[arg-type]
    assert first == second


def test_a_report_without_steps_is_drawn_too(report: SlackReport) -> None:
    assert draw(report._replace(steps=()), "svg")


@pytest.mark.parametrize(
    ("name", "start"), [("late.svg", b"<?xml"), ("late.png", b"\x89PNG")]
)
def test_a_picture_is_written_beside_the_answer(
    name: str, start: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    with pytest.raises(SystemExit) as left:
        cli.main(["slack", str(SPRING), "seat", "--picture", str(path)])
    assert left.value.code == 0
    assert path.read_bytes().startswith(start)
    assert "no limit" in capsys.readouterr().out


def test_a_picture_that_cannot_be_written_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["slack", str(SPRING), "--picture", str(tmp_path / "no" / "late.svg")])
    assert left.value.code == 1
    assert "no such folder" in capsys.readouterr().err
