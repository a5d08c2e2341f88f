"""Every problem has a smallest file that provokes it, its text beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import Golden

from servanda import cli
from servanda.api import check_files
from servanda.check import check_paths
from servanda.problems import has_errors, render

ENGINE = Path(__file__).parents[1] / "engine" / "servanda"
BAD = Path(__file__).parent / "bad"
AGREEMENTS = sorted(path for path in (BAD / "agreements").iterdir() if path.is_dir())
SCENARIOS = sorted((BAD / "scenarios").glob("*.yaml"))
PLANS = sorted((BAD / "what-ifs").glob("*.yaml"))
SWEEPS = sorted(BAD.rglob("sweeps/*.yaml"))
CASES = [
    path.relative_to(BAD).as_posix()
    for path in (*AGREEMENTS, *SCENARIOS, *PLANS, *SWEEPS)
]

# Where problems are made, and the words there that look like codes and are none.
MAKERS = ("source", "check", "sweep", "agreement.py", "scenario.py", "dates.py")
CODE = re.compile(r'"([a-z]+(?:-[a-z0-9]+)+)"')
NO_CODES = {
    "agreed-time-frame",
    "does-not-count",
    "left-out",
    "monte-carlo",
    "next-working-day",
    "not-extended",
    "not-in-force",
    "not-tracked",
    "utf-8",
    "what-ifs",
}
# Provoked by tests of their own: no small file in a folder can.
ELSEWHERE = {
    "already-there": "test_source_write.py",
    "file-too-large": "test_a_line_of_50_megabytes_is_a_problem_and_no_crash",
    "line-too-long": "test_a_line_of_50_megabytes_is_a_problem_and_no_crash",
    "more-problems": "test_source_records.py",
    "not-a-file": "test_source_files.py",
    "nothing-to-check": "test_source_library.py",
    "unreadable-file": "test_source_files.py",
    "unused-place": "test_review.py",
    "unused-source": "test_review.py",
    "unwritable-file": "test_source_write.py",
    "other-agreement": "test_source_scenarios.py",
}


@pytest.fixture(autouse=True)
def _in_the_folder_of_bad_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)


def test_there_are_many_bad_files() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES)
def test_every_problem_is_told_in_one_run(case: str, golden: Golden) -> None:
    problems = check_files((case,)).problems
    text = "".join(f"{render(problem)}\n" for problem in problems)
    golden((BAD / case).with_suffix(".expected"), text)
    assert problems


@pytest.mark.parametrize("case", CASES)
def test_check_ends_with_1_and_no_traceback(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = 1 if has_errors(check_files((case,)).problems) else 0
    with pytest.raises(SystemExit) as left:
        cli.main(("check", case))
    written = capsys.readouterr()
    assert left.value.code == expected
    assert "Traceback" not in written.out + written.err
    assert (BAD / case).with_suffix(".expected").read_text("utf-8") in written.err


def test_no_expected_text_is_left_behind() -> None:
    kept = {path.relative_to(BAD) for path in BAD.rglob("*.expected")}
    assert kept == {Path(case).with_suffix(".expected") for case in CASES}


def codes_made() -> set[str]:
    """Return the codes of problems that the engine's text names."""
    tops = [ENGINE / name for name in MAKERS]
    files = [path for top in tops for path in (top, *top.rglob("*.py"))]
    texts = [path.read_text("utf-8") for path in files if path.is_file()]
    return {code for text in texts for code in CODE.findall(text)} - NO_CODES


def test_every_code_has_a_file_that_provokes_it() -> None:
    expected = "".join(path.read_text("utf-8") for path in BAD.rglob("*.expected"))
    told = set(re.findall(r"^\S+:\d+:\d+: ([a-z0-9-]+):", expected, re.MULTILINE))
    assert codes_made() - told == ELSEWHERE.keys()


@pytest.mark.parametrize("name", ["long.yaml", "long.jsonl", "long.csv"])
def test_a_line_of_50_megabytes_is_a_problem_and_no_crash(
    name: str, tmp_path: Path
) -> None:
    head = "scenario: told\nagreement: small\ntitle: A very long line\n"
    long = tmp_path / "scenarios" / name
    long.parent.mkdir()
    if name.endswith(".yaml"):
        long.write_text(head + "summary: " + "x" * 50_000_000, encoding="utf-8")
        problems = check_paths((str(long),), BAD / "rules")
        assert [problem.code for problem in problems] == ["file-too-large"]
        return
    columns = "id,date,source,kind,cite.outlet\n" if name.endswith(".csv") else ""
    long.write_text(columns + "x" * 50_000_000 + "\n", encoding="utf-8")
    story = tmp_path / "scenarios" / "told.yaml"
    story.write_text(head + f"reports_from: {name}\n", encoding="utf-8")
    problems = check_paths((str(story),), BAD / "rules")
    assert [problem.code for problem in problems] == ["line-too-long"]
    assert len(render(problems[0])) < 1000
