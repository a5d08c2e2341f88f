"""`servanda sweep`: its plan's problems, its files, its interruption, its page."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from tools.wording import SWEEP_TABLES

from servanda import cli
from servanda.api import check_files
from servanda.commands import sweep as command
from servanda.expression import Model
from servanda.source.nodes import plain
from servanda.source.text import Text
from servanda.source.yamltext import parse_yaml
from servanda.sweep import plan as models
from servanda.sweep.plan import Plan

PAGE = Path(__file__).parents[1] / "docs" / "sweeps.md"
LAKE = Path(__file__).parent / "lakeside"
STORY = str(LAKE / "scenarios" / "lakeside-2030")
HEAD = "sweep: made-up\ntitle: Made up\nas_of: [2030-03-20]\n"
PLAN = f"""{HEAD}method: grid
axes:
  ferry: {{delay: ferry-reopens, range: {{to: 30, step: 10}}}}
  toll: {{miss: toll-refunded}}
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Stand in a folder of one's own, and name a scenario."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return next(str(path) for path in sorted(Path(STORY).glob("*.yaml")))


def ran(*words: str) -> int:
    """Run the command line."""
    with pytest.raises(SystemExit) as left:
        cli.main(["sweep", *words])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_tables_and_charts_are_written(
    story: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "made-up.yaml").write_text(PLAN)
    assert ran(story, "made-up.yaml", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["method"]) == (8, "grid")
    folder = tmp_path / "made-up.sweep"
    assert {path.name for path in folder.iterdir()} == {
        "ledger.jsonl",
        *(f"{n}.{k}" for n in ("shares", "importance") for k in command.KINDS),
    }
    with (folder / "shares.csv").open() as file:
        rows = list(csv.DictReader(file))
    table = parquet.read_table(folder / "shares.parquet").to_pylist()
    assert [row["provision"] for row in rows] == [row["provision"] for row in table]
    ferry = {r["flag"]: r["share"] for r in table if r["provision"] == "ferry-reopens"}
    assert sum(ferry.values()) == 1
    assert len(ferry) == 2
    assert (folder / "shares.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("format", ["text", "md", "csv"])
def test_what_is_found_is_shown(
    story: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    (tmp_path / "made-up.yaml").write_text(PLAN)
    assert ran(story, "made-up.yaml", "--format", format, "-o", "here") == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "ferry-reopens" in told.out
    assert re.search(r"breached\W+(4|50)", told.out)


def test_equal_sweeps_draw_equal_charts(story: str, tmp_path: Path) -> None:
    (tmp_path / "made-up.yaml").write_text(PLAN)
    drawn = []
    for folder in ("one", "other"):
        assert ran(story, "made-up.yaml", "-o", folder) == 0
        drawn.append((tmp_path / folder / "importance.svg").read_bytes())
    assert drawn[0] == drawn[1]


PROBLEMS = """\
axes:
  a: {delay: ferry-reopen, range: {to: 3}}
  b: {delay: patrols-stop, range: {to: 3}}
  c: {report: nobody-said-that}
  d: {delay: seat, range: {to: 3}}
  e: {delay: toll-refunded, distribution: {name: gama, between: [0, 3]}}
indicator: {provisions: [ferry]}
as_of: 2030-03-31/2030-04-02
"""
SHAPES = """\
axes:
  a: {delay: ferry-reopens}
  b: {delay: ferry-reopens, miss: ferry-reopens}
  c: {miss: ferry-reopens, values: [1]}
  d: {read: ferry-reopens}
  e: {delay: ferry-reopens, values: [1, 2], weights: [1]}
  f: {delay: ferry-reopens, rnge: {to: 3}}
runs: none
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"sweep: x\ntitle: X\n{PROBLEMS}",
            "4:14 unknown-provision; 5:14 not-performed; 6:15 unknown-report; "
            "7:14 due-unknown; 8:29 unknown-distribution; 9:26 unknown-provision; "
            "10:8 bad-date",
        ),
        (
            f"sweep: x\ntitle: X\n{SHAPES}",
            "4:6 bad-axis; 5:6 bad-axis; 6:6 bad-axis; 7:6 bad-axis; 8:6 bad-axis; "
            "9:29 unknown-key; 10:7 bad-value",
        ),
        ("sweep: X\n", "1:1 missing-key; 1:1 missing-key; 1:8 bad-id"),
        ("sweep: x\ntitle: X\naxes: {}\n", "3:7 bad-value"),
        ("[", "1:2 yaml-syntax"),
    ],
)
def test_every_problem_of_a_plan_is_told_at_once(
    story: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    told: str,
) -> None:
    (tmp_path / "plan.yaml").write_text(text)
    assert ran(story, "plan.yaml") == 1
    err = capsys.readouterr().err
    found = re.findall(r"^plan\.yaml:(\d+:\d+): ([\w-]+):", err, re.MULTILINE)
    assert "; ".join(" ".join(one) for one in found) == told
    assert not list(tmp_path.glob("*.sweep"))


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """Give a folder of sweeps beside the lake's scenario, and its rules."""
    shutil.copytree(LAKE / "rules", tmp_path / "rules")
    shutil.copytree(LAKE / "scenarios", tmp_path / "scenarios")
    folder = tmp_path / "scenarios" / "lakeside-2030" / "sweeps"
    folder.mkdir()
    return folder


def checked(path: Path) -> str:
    """Check a file or a folder; tell its problems as `line:column code`."""
    problems = check_files([path]).problems
    return "; ".join(f"{one.line}:{one.column} {one.code}" for one in problems)


def test_check_reads_the_plans_of_sweeps(
    beside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (beside / "made-up.yaml").write_text(PLAN)
    (beside / "bad.yaml").write_text(f"sweep: x\ntitle: X\n{PROBLEMS}")
    with pytest.raises(SystemExit) as left:
        cli.main(["check", str(beside.parents[2]), "--format", "json"])
    assert left.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["scenarios"], told["plans"], told["sweeps"]) == (1, 1, 2)
    assert [one["line"] for one in told["problems"]] == [4, 5, 6, 7, 8, 9, 10]


HEARD = """\
reports:
  - {id: heard, date: 2030-03-01, source: commission, kind: entered-into-force}
"""
AND_HEARD = f"{PLAN}  talks: {{report: heard}}\n"


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (PLAN, ""),
        # Not every scenario beside it need have what it varies.
        (AND_HEARD, ""),
        # What is told is told of the one that has the report.
        (f"{AND_HEARD}  seat: {{miss: seats}}\n", "9:16 unknown-provision"),
    ],
)
def test_a_plan_is_sound_that_fits_a_scenario_beside_it(
    beside: Path, plan: str, told: str
) -> None:
    head = "scenario: {}\nagreement: lakeside-2030\ntitle: T\nhypothetical: true\n"
    for name, reports in (("a", "reports: [\n"), ("empty", ""), ("zz", HEARD)):
        path = beside.parent / f"{name}.yaml"
        path.write_text(head.format(name) + reports, encoding="utf-8")
    (beside / "made-up.yaml").write_text(plan)
    assert checked(beside) == told


def test_a_plan_is_of_a_scenario_that_can_be_read(beside: Path) -> None:
    for story in beside.parent.glob("*.yaml"):
        story.write_text("[")
    (beside / "made-up.yaml").write_text(PLAN)
    assert checked(beside) == "1:2 yaml-syntax"


@pytest.mark.parametrize(
    ("method", "between", "told"),
    [
        ("monte-carlo", "[0, 3]", ""),
        ("monte-carlo", "[5, 3]", "6:32 empty-range"),
        ("grid", "[0, 3]", "6:32 not-on-a-grid"),
    ],
)
def test_a_plan_is_checked_without_what_draws(
    beside: Path,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    between: str,
    told: str,
) -> None:
    drawn = (
        f"distribution: {{name: poisson, parameters: {{mu: 2}}, between: {between}}}"
    )
    late = f"  late: {{delay: ferry-reopens, {drawn}}}\n"
    text = f"{HEAD}method: {method}\naxes:\n{late}  toll: {{miss: toll-refunded}}\n"
    (beside / "drawn.yaml").write_text(text)
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert checked(beside) == told


def test_a_plan_that_is_not_there_is_named(
    story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(story, "nowhere") == 2
    assert 'no plan is called "nowhere"' in capsys.readouterr().err
    assert ran("gaza-2025/record-to-18-march", "corridor-delay") == 2
    assert 'did you mean "corridor-delays"?' in capsys.readouterr().err
    assert ran(story, "nowhere.yaml") == 2


def test_an_interruption_keeps_what_is_done(
    story: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "made-up.yaml").write_text(PLAN)
    with monkeypatch.context() as patched:
        patched.setattr("servanda.sweep.work.evaluate", interrupt)
        assert ran(story, "made-up.yaml") == 130
    assert "go on with --resume" in capsys.readouterr().err
    assert ran(story, "made-up.yaml") == 2
    assert "holds 0 of 1 parts already" in capsys.readouterr().err
    assert ran(story, "made-up.yaml", "--resume") == 0


def test_what_is_not_installed_is_named(
    story: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "NEEDED", ("no_such_library",))
    assert ran(story, "plan") == 2
    err = capsys.readouterr().err
    assert "a sweep needs no_such_library" in err
    assert "pip install 'servanda[sweep]'" in err


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_is_no_crash(
    story: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "made-up.yaml").write_text(PLAN)
    assert ran(story, "made-up.yaml", "--scheduler", "nonsense://x") == 1
    assert "no Dask scheduler answers at nonsense://x" in capsys.readouterr().err


# -- docs/sweeps.md ----------------------------------------------------------------


def keys(model: type[Model]) -> dict[str, Any]:
    """Give a model's fields by the key a file writes."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


@pytest.mark.parametrize("heading", SWEEP_TABLES)
def test_the_page_tells_every_key(heading: str) -> None:
    text = PAGE.read_text(encoding="utf-8").split(f"### {heading}\n")[1].split("\n#")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE))
    wanted = keys(SWEEP_TABLES[heading])
    assert list(rows) == list(wanted)
    required = {name for name, info in wanted.items() if info.is_required()}
    assert {
        name for name, says in rows.items() if says.endswith("required")
    } == required


def test_the_pages_example_is_a_plan_with_every_key() -> None:
    text = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)[0]
    document, problems = parse_yaml(Text("sweeps.md", text))
    assert document is not None
    assert problems == []
    found = Plan.model_validate(plain(document.root))
    assert found.model_fields_set == Plan.model_fields.keys()
    used = set().union(*(axis.model_fields_set for axis in found.axes.values()))
    assert used == models.Axis.model_fields.keys()
