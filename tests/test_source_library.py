"""Finding agreements and scenarios by path, by name, and beside one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.check import check_paths
from servanda.problems import Problem
from servanda.source import library

TOP = Path(__file__).parents[1]
FILES = sorted(
    path.relative_to(TOP / "scenarios").with_suffix("").as_posix()
    for path in (TOP / "scenarios").rglob("*.yaml")
)
SHIPPED = [name for name in FILES if name.count("/") == 1]
PLANNED = [name for name in FILES if "/what-ifs/" in name]
SWEPT = [name for name in FILES if "/sweeps/" in name]


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with an agreement and two scenarios, and go there."""
    for path in (
        "rules/small/agreement.yaml",
        "rules/small/provisions.yaml",
        "scenarios/small/first.yaml",
        "scenarios/small/deeper/second.yml",
        "scenarios/small/table.csv",
        "scenarios/.hidden/third.yaml",
    ):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"title: {file.stem}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_shipped_scenarios_are_listed_and_found_by_name() -> None:
    assert [one.name for one in library.scenarios()] == SHIPPED
    assert all(one.title for one in library.scenarios())
    for name in SHIPPED:
        assert library.find_scenario(name) == TOP / "scenarios" / f"{name}.yaml"


def test_shipped_plans_are_listed_and_found_by_name() -> None:
    found = library.plans()
    assert [one.name for one in found] == PLANNED
    assert all(one.title for one in found)
    for one in found:
        assert library.find_scenario(one.name) == one.path
        assert library.targets([one.name]).plans == (one.path,)


@pytest.mark.parametrize(
    ("path", "text", "planned"),
    [
        ("what-ifs/a.yaml", "title: A", True),
        ("a.yaml", "# Late.\nplan: a\n", True),
        ("a.yaml", "scenario: a\nsummary: |\n  plan: none\n", False),
        ("nowhere.yaml", None, False),
    ],
)
def test_a_plan_is_told_by_its_folder_or_its_key(
    path: str, text: str | None, planned: bool, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert library.is_plan(tmp_path / path) is planned


def test_shipped_agreements_are_listed_and_found_by_name() -> None:
    listed = library.agreements()
    assert listed
    assert all(one.title and one.path == TOP / "rules" / one.name for one in listed)
    assert library.find_agreement(listed[0].name, None, None) == listed[0].path


def test_a_package_has_its_data_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "servanda"
    (package / "rules").mkdir(parents=True)
    monkeypatch.setattr(library, "__file__", str(package / "source" / "library.py"))
    assert library.shipped("rules") == package / "rules"
    assert library.shipped("scenarios") == tmp_path.parent / "scenarios"


def test_a_folder_is_listed_without_what_is_hidden(top: Path) -> None:
    listed = library.scenarios(top / "scenarios")
    assert [(one.name, one.title) for one in listed] == [
        ("small/deeper/second", "second"),
        ("small/first", "first"),
    ]
    assert [one.name for one in library.agreements(top / "rules")] == ["small"]


@pytest.mark.parametrize(
    ("argument", "found"),
    [
        ("scenarios/small/first.yaml", "scenarios/small/first.yaml"),
        ("scenarios/small/first", "scenarios/small/first.yaml"),
        ("no-such.yaml", "no-such.yaml"),
    ],
)
@pytest.mark.usefixtures("top")
def test_a_scenario_is_a_path(argument: str, found: str) -> None:
    assert library.find_scenario(argument) == Path(found)


@pytest.mark.parametrize(
    ("argument", "hint"),
    [
        (SHIPPED[0] + "s", f'did you mean "{SHIPPED[0]}"?'),
        (SHIPPED[0].split("/")[1], f'did you mean "{SHIPPED[0]}"?'),
        ("qqq", "give the path of a file, or a name that `list` shows"),
        ("a\x00b", "give the path of a file, or a name that `list` shows"),
        ("x" * 5000, "give the path of a file, or a name that `list` shows"),
    ],
)
def test_an_unknown_scenario_is_a_problem_with_the_nearest(
    argument: str, hint: str
) -> None:
    found = library.find_scenario(argument)
    assert isinstance(found, Problem)
    assert found.code == "unknown-scenario"
    assert found.hint == hint


def test_an_agreement_is_looked_for_in_rules_then_beside_then_shipped(
    top: Path,
) -> None:
    story = Path("scenarios/small/deeper/second.yml")
    beside = top / "rules" / "small"
    assert library.find_agreement("small", None, story) == beside
    assert library.find_agreement("small", None, None) is None
    other = top / "other" / "small"
    other.mkdir(parents=True)
    (other / "agreement.yaml").write_text("", encoding="utf-8")
    assert library.find_agreement("small", Path("other"), story) == Path("other/small")
    assert library.find_agreement("small", other, story) == other
    shipped = library.agreements()[0]
    assert library.find_agreement(shipped.name, top / "rules", story) == shipped.path
    assert library.known_agreements(top / "rules", story)[-1] == "small"


@pytest.mark.parametrize(
    ("arguments", "agreements", "scenarios"),
    [
        (["."], ["rules/small"], ["deeper/second.yml", "first.yaml"]),
        (["rules"], ["rules/small"], []),
        (["rules/small"], ["rules/small"], []),
        (["rules/small/provisions.yaml"], ["rules/small"], []),
        (["scenarios"], [], ["deeper/second.yml", "first.yaml"]),
        (["scenarios/small/first.yaml"], [], ["first.yaml"]),
        (["scenarios", "scenarios/small/first.yaml"], [], 2),
        (["rules", "rules/small"], ["rules/small"], []),
    ],
)
@pytest.mark.usefixtures("top")
def test_paths_stand_for_what_there_is_to_check(
    arguments: list[str], agreements: list[str], scenarios: list[str] | int
) -> None:
    found = library.targets(arguments)
    assert not found.problems
    assert [path.as_posix() for path in found.agreements] == agreements
    names = [path.relative_to("scenarios/small").as_posix() for path in found.scenarios]
    assert names == scenarios or len(names) == scenarios


def test_a_folder_with_nothing_to_check_is_a_problem(tmp_path: Path) -> None:
    found = check_paths((str(tmp_path),))
    assert [problem.code for problem in found] == ["nothing-to-check"]


def test_sweeps_are_found_by_name_and_in_folders() -> None:
    paths = [TOP / "scenarios" / f"{name}.yaml" for name in SWEPT]
    assert paths
    assert [*library.targets(SWEPT).sweeps] == paths
    assert sorted(library.targets([str(TOP)]).sweeps) == paths


def test_a_sweep_can_be_of_the_scenarios_above_its_folder_or_beside_it(
    top: Path,
) -> None:
    folder = top / "scenarios" / "small"
    (folder / "plain.yaml").write_text("sweep: plain\n", encoding="utf-8")
    (folder / "late.yaml").write_text("plan: late\n", encoding="utf-8")
    for plan in (folder / "plain.yaml", folder / "sweeps" / "other.yaml"):
        assert library.scenarios_swept(plan) == [folder / "first.yaml"]


def test_a_shipped_name_can_be_checked() -> None:
    agreement = library.agreements()[0].name
    assert library.targets([agreement]).agreements == (TOP / "rules" / agreement,)
    assert library.targets([SHIPPED[0]]).scenarios
    assert library.targets(["nothing-of-this-name"]).problems
