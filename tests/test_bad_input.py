"""Every problem has a smallest file that provokes it, its text beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Golden

from servanda.check import check_paths
from servanda.problems import render

BAD = Path(__file__).parent / "bad"
AGREEMENTS = sorted(path for path in (BAD / "agreements").iterdir() if path.is_dir())
SCENARIOS = sorted((BAD / "scenarios").glob("*.yaml"))
CASES = [path.relative_to(BAD).as_posix() for path in (*AGREEMENTS, *SCENARIOS)]


@pytest.mark.parametrize("case", CASES)
def test_every_problem_is_told_in_one_run(
    case: str, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BAD)
    problems = check_paths((case,))
    text = "".join(f"{render(problem)}\n" for problem in problems)
    golden((BAD / case).with_suffix(".expected"), text)
    assert problems
