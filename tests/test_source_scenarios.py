"""Scenarios that include others, and reports from several files, each once."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.check import check_paths, load
from servanda.problems import Problem
from servanda.source import ReadAgreement, load_scenario, read_agreement

RULES = Path(__file__).parent / "bad" / "rules"
CITE = "cite: {outlet: Reuters, date: 2025-02-28}"


def report(id: str, source: str = "monitor") -> str:
    """Write a report."""
    return f"{{id: {id}, date: 2025-02-27, source: {source}, kind: shooting, {CITE}}}"


def story(
    folder: Path, name: str, *ids: str, extra: str = "", agreement: str = "small"
) -> Path:
    """Write a scenario with some reports."""
    path = folder / f"{name}.yaml"
    reports = "".join(f"  - {report(id)}\n" for id in ids)
    head = f"scenario: {name}\nagreement: {agreement}\ntitle: {name}\n{extra}\n"
    path.write_text(head + (f"reports:\n{reports}" if ids else ""), encoding="utf-8")
    return path


def ids(path: Path) -> list[str]:
    """Return the ids of a scenario's reports, in their order."""
    outcome = load(str(path), RULES)
    assert outcome.value is not None, outcome.problems
    return [report.id for report in outcome.value.reports]


def problems(path: Path) -> list[Problem]:
    """Return a scenario's problems."""
    return list(load(str(path), RULES).problems)


def test_included_reports_are_taken_over_first(tmp_path: Path) -> None:
    story(tmp_path, "deep", "d1")
    story(tmp_path, "background", "b1", "b2", extra="include: deep")
    top = story(tmp_path, "top", "t1", extra="include: [background]")
    assert ids(top) == ["d1", "b1", "b2", "t1"]


def test_what_is_included_by_two_ways_counts_once(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text("", encoding="utf-8")
    story(tmp_path, "deep", "d1", extra="reports_from: r.jsonl")
    story(tmp_path, "left", "l1", extra="include: [deep]")
    story(tmp_path, "right", "r1", extra="include: [deep]\nreports_from: [./r.jsonl]")
    top = story(tmp_path, "top", extra="include: [left, right, left]")
    assert ids(top) == ["d1", "l1", "r1"]


def test_an_id_is_unique_over_all_that_is_included(tmp_path: Path) -> None:
    story(tmp_path, "background", "b1")
    found = problems(story(tmp_path, "top", "b1", extra="include: background"))
    assert [problem.code for problem in found] == ["duplicate-id"]
    assert found[0].file.endswith("top.yaml")
    assert found[0].hint.endswith("background.yaml:6")


def test_a_cycle_of_includes_is_named(tmp_path: Path) -> None:
    story(tmp_path, "one", "a", extra="include: two")
    story(tmp_path, "two", "b", extra="include: [three]")
    story(tmp_path, "three", "c", extra="include: [one]")
    found = problems(tmp_path / "one.yaml")
    assert [problem.code for problem in found] == ["include-cycle"]
    assert "one → two → three → one" in found[0].message
    alone = problems(story(tmp_path, "alone", "x", extra="include: alone"))
    assert "alone → alone" in alone[0].message


def test_a_scenario_of_another_agreement_cannot_be_included(tmp_path: Path) -> None:
    story(tmp_path, "other", "b1", agreement="large")
    found = problems(story(tmp_path, "top", "t1", extra="include: other"))
    assert [problem.code for problem in found] == ["other-agreement"]


def test_problems_of_what_is_included_are_told_at_their_own_place(
    tmp_path: Path,
) -> None:
    background = story(tmp_path, "background", "b1")
    background.write_text(
        background.read_text("utf-8").replace("monitor", "moniter"), encoding="utf-8"
    )
    found = problems(story(tmp_path, "top", "t1", extra="include: background"))
    assert [(problem.code, problem.file) for problem in found] == [
        ("unknown-source", str(background))
    ]


def test_each_file_says_for_itself_whether_it_is_hypothetical(tmp_path: Path) -> None:
    uncited = "  - {id: h1, date: 2025-02-27, source: monitor, kind: shooting}\n"
    story(tmp_path, "background", "b1")
    top = story(tmp_path, "top", "t1", extra="hypothetical: true\ninclude: background")
    top.write_text(top.read_text("utf-8") + uncited, encoding="utf-8")
    assert ids(top) == ["b1", "t1", "h1"]
    sound = story(tmp_path, "sound", "s1", extra="include: top")
    assert ids(sound) == ["b1", "t1", "h1", "s1"]
    sound.write_text(sound.read_text("utf-8") + uncited, encoding="utf-8")
    assert {problem.code for problem in problems(sound)} >= {"missing-cite"}


def test_an_expectation_keeps_its_place_beside_wrong_ones(tmp_path: Path) -> None:
    expect = (
        "expect:\n"
        "  - {as_of: 2025-02-28, provision: truce, status: holding}\n"
        "  - {as_of: 2025-02-28, provision: trucks, status: holding}\n"
    )
    outcome = load(str(story(tmp_path, "top", "t1", extra=expect)), RULES)
    assert outcome.value is not None
    assert [one.provision for one in outcome.value.scenario.expect] == [
        "truce",
        "trucks",
    ]


def test_there_is_nothing_to_use_where_there_are_errors(tmp_path: Path) -> None:
    good = story(tmp_path, "good", "g1")
    bad = story(tmp_path, "bad", "g1", "g1")
    assert load_scenario(str(good), RULES).value is not None
    assert load_scenario(str(bad), RULES).value is None
    assert load(str(bad), RULES).value is None
    assert load(str(tmp_path / "none.yaml"), RULES).value is None


def test_an_agreement_is_read_once_for_many_scenarios(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []

    def read(folder: Path) -> ReadAgreement:
        seen.append(folder)
        return read_agreement(folder)

    monkeypatch.setattr("servanda.check.read_agreement", read)
    paths = [str(story(tmp_path, f"s{n}", "a")) for n in range(5)]
    assert check_paths(tuple(paths), RULES) == ()
    assert len(seen) == 1
