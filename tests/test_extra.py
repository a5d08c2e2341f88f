"""What further forms need is asked for by name where it is missing, with the way."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda import cli
from servanda.errors import ServandaError
from servanda.render.extra import needed

STORY = "lebanon-2024/extension-by-one-side"


@pytest.mark.parametrize(
    ("library", "command"),
    [
        ("icalendar", lambda path: ["next", STORY, "--ics", f"{path}/a.ics"]),
        ("xlsxwriter", lambda path: ["report", STORY, "-o", f"{path}/a.xlsx"]),
        ("fpdf", lambda path: ["report", STORY, "-o", f"{path}/a.pdf"]),
        ("uharfbuzz", lambda path: ["report", STORY, "-o", f"{path}/a.pdf"]),
    ],
)
def test_a_library_that_is_missing_is_named(
    library: str,
    command: Callable[[Path], list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    error = CliRunner().invoke(cli.app, command(tmp_path)).exception
    assert isinstance(error, ServandaError)
    assert library in error.message.lower()
    assert "servanda[report]" in error.hint
    assert list(tmp_path.iterdir()) == []


def test_an_error_within_a_library_is_not_taken_for_its_absence() -> None:
    with pytest.raises(ZeroDivisionError), needed("it", "a form"):
        _ = 1 / 0


@pytest.mark.parametrize("format", ["pdf", "xlsx"])
def test_what_is_no_text_is_not_written_to_a_terminal(format: str) -> None:
    error = CliRunner().invoke(cli.app, ["report", STORY, "-f", format]).exception
    assert isinstance(error, ServandaError)
    assert "-o" in error.hint


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_a_file_is_written_whole(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"report.{form}"
    result = CliRunner().invoke(cli.app, ["report", STORY, "-o", str(path)])
    assert result.exit_code == 0, result.exception
    assert path.read_bytes()[:4] == {"pdf": b"%PDF", "xlsx": b"PK\x03\x04"}[form]
