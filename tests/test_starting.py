"""New agreements and scenarios: they work as they are, and touch nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.test_schemas import faults, format_of, read, seen

from servanda import NotFoundError, UsageError, api, cli, starts
from servanda.agreement import Agreement
from servanda.check import check_paths
from servanda.errors import ServandaError
from servanda.source import library

ROOT = Path(__file__).parents[1]
SHIPPED = sorted(path.parent.name for path in ROOT.glob("rules/*/agreement.yaml"))
# A line that says, in a comment, what could be written there.
COMMENTED = re.compile(r"^( {0,4})# ( *(?!yaml-)[a-z-]+:.*|- \{.*)$", re.MULTILINE)
Run = Callable[..., tuple[object, str, str]]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command in an empty folder; give its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)

    def command(line: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(line.split())
        written = capsys.readouterr()
        return left.value.code, written.out, written.err

    return command


def files(folder: Path) -> dict[str, str]:
    """Give all files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_agreement_and_its_scenario_work(run: Run, tmp_path: Path) -> None:
    code, out, err = run("new agreement ferry-2031")
    assert (code, err) == (0, "")
    assert run("new scenario ferry-2031/spring")[0] == 0
    assert set(out.split()) | {"scenarios/ferry-2031/spring.yaml"} == set(
        files(tmp_path)
    )
    checked = "1 agreement and 1 scenario checked: no problems\n"
    assert run("check .") == (0, checked, "")
    tested = run("test .")
    assert (tested[0], tested[2]) == (0, "")
    assert "1 of 1 expectation holds" in tested[1]
    code, out, err = run("status scenarios/ferry-2031/spring.yaml")
    assert (code, err) == (0, "")
    assert "1 met" in out or "2 met" in out


@pytest.mark.parametrize("name", SHIPPED)
def test_a_new_scenario_of_a_shipped_agreement_works(
    name: str, run: Run, tmp_path: Path
) -> None:
    assert run(f"new scenario mine --agreement {name} --in {tmp_path}")[0] == 0
    path = f"scenarios/{name}/mine.yaml"
    assert run(f"check {path}")[2] == ""
    code, out, err = run(f"test {path}")
    assert (code, err) == (0, "")
    assert "1 of 1 expectation holds" in out


def test_the_schemas_that_new_files_name_are_there_and_accept_them(
    run: Run, tmp_path: Path
) -> None:
    run("new agreement ferry-2031")
    run("new scenario ferry-2031/spring")
    for path in (*tmp_path.glob("rules/*/*"), *tmp_path.glob("scenarios/*/*")):
        first, _, _ = path.read_text(encoding="utf-8").partition("\n")
        schema = path.parent / first.partition("$schema=")[2]
        assert schema.read_text("utf-8") == library.schemas()[schema.stem]
        document = read(path, path.name)
        assert document is not None
        assert faults(format_of(path.as_posix()), seen(document.root)) == []


def test_what_stands_in_comments_can_be_written(run: Run, tmp_path: Path) -> None:
    run("new agreement ferry-2031")
    run("new scenario ferry-2031/background")
    run("new scenario ferry-2031/spring")
    told = 0
    for path in (*tmp_path.glob("rules/*/*"), *tmp_path.glob("scenarios/*/spring*")):
        text = path.read_text(encoding="utf-8")
        bare, number = COMMENTED.subn(r"\1\2", text)
        for id in ("began", "first-report"):  # the other scenario has these too
            bare = bare.replace(id, f"{id}-here")
        path.write_text(bare, encoding="utf-8")
        told += number
    assert told == 18
    errors = [one for one in check_paths((".",)) if one.severity == "error"]
    assert [(one.code, one.message) for one in errors] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("new agreement Ferry", '"Ferry" is no id'),
        ("new agreement ../up", '"../up" is no id'),
        ("new agreement there", "rules/there is there already"),
        ("new agreement a --agreement b", "leave out --agreement"),
        ("new agreement a --in nowhere", 'there is no folder "nowhere"'),
        ("new scenario there/story", "story.yaml is there already"),
        ("new scenario there/no/more", "no agreement is called"),
        ("new scenario there/Story", '"Story" is no id'),
        ("new scenario story", "AGREEMENT/NAME"),
        ("new scenario ther/story", 'did you mean "there"?'),
        ("new scenario there/a --agreement other", "name its agreement once"),
        ("new party a", "KIND"),
        ("new agreement", "NAME"),
    ],
)
def test_wrong_use_ends_with_2_and_writes_nothing(
    line: str, said: str, run: Run, tmp_path: Path
) -> None:
    run("new agreement there")
    run("new scenario there/story")
    before = files(tmp_path)
    code, out, err = run(line)
    assert (code, out) == (2, "")
    assert said in err
    assert files(tmp_path) == before


def test_an_agreement_with_errors_gets_no_scenario(run: Run, tmp_path: Path) -> None:
    run("new agreement ferry-2031")
    path = tmp_path / "rules" / "ferry-2031" / "articles.yaml"
    text = path.read_text(encoding="utf-8").replace("bearer: north", "bearer: nroth")
    path.write_text(text, encoding="utf-8")
    code, out, err = run("new scenario ferry-2031/spring")
    assert (code, out) == (1, "")
    assert "unknown-party" in err
    assert not (tmp_path / "scenarios").exists()


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(ServandaError, match="cannot be written"):
        api.new_agreement("ferry-2031", folder=tmp_path)
    assert set(files(tmp_path)) == {"rules"}


def test_the_functions_give_the_files_they_wrote(tmp_path: Path) -> None:
    first = api.new_agreement("ferry-2031", folder=tmp_path)
    second = api.new_scenario("spring", "ferry-2031", folder=tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in (*first, *second)} == set(
        files(tmp_path)
    )
    with pytest.raises(UsageError):
        api.new_agreement("ferry-2031", folder=tmp_path)
    with pytest.raises(NotFoundError):
        api.new_scenario("spring", "nobody", folder=tmp_path)


def agreement(**more: Any) -> Agreement:
    """Give an agreement with little in it."""
    least = {
        "agreement": "least",
        "title": "Least",
        "zone": "UTC",
        "in_force": "2031-03-01",
        "parties": {"north": {"name": "North"}},
    }
    return Agreement.model_validate(least | more)


def provision(**more: Any) -> dict[str, Any]:
    """Give a provision with little in it."""
    return {"title": "?", "bearer": "north", "modality": "achievement", **more}


DONE = provision(performed_by={"kind": "done"})
KEPT = provision(modality="maintenance", violated_by={"kind": "fire"})
MANY = provision(performed_by={"kind": "given"}, for_each={"kind": "asked"})
COUNTED = provision(modality="quota", counted_by={"kind": "counted"})
CLOSER = provision(
    performed_by={
        "kind": ["went", "left"],
        "place": ["bank, north", "bridge"],
        "count": {"at_least": 3},
        "cause": {"not": "accident"},
    }
)


@pytest.mark.parametrize(
    ("provisions", "about", "said"),
    [
        ({}, "", {"kind": "statement"}),
        ({"a": COUNTED}, "", {"kind": "statement"}),
        ({"a": KEPT, "b": DONE}, "b", {"kind": "done"}),
        ({"a": MANY, "b": KEPT}, "b", {"kind": "fire"}),
        ({"a": MANY}, "a", {"kind": "given"}),
        ({"a": CLOSER}, "a", {"kind": "went", "place": "bank, north", "count": "3"}),
    ],
)
def test_the_first_report_has_the_words_of_the_agreement(
    provisions: dict[str, Any], about: str, said: dict[str, str]
) -> None:
    found = starts.opening(agreement(provisions=provisions))
    day = {"id": "first-report", "date": "2031-03-01", "source": "north"}
    assert found == starts.Opening("2031-03-01", (day | said,), about)


@pytest.mark.parametrize(
    ("more", "day", "reports"),
    [
        ({"in_force": {"day": 1}}, starts.SOME_DAY, 1),
        ({"in_force": {"report": {"kind": "signed"}}}, starts.SOME_DAY, 2),
        (
            {
                "in_force": {"anchor": "start"},
                "anchors": {"start": {"planned": "2031-04-02T08:30"}},
            },
            "2031-04-02",
            1,
        ),
        (
            {
                "in_force": {"anchor": "start"},
                "anchors": {"start": {"actual": {"kind": "began"}}},
            },
            starts.SOME_DAY,
            2,
        ),
        ({"in_force": "2031-04"}, starts.SOME_DAY, 1),
    ],
)
def test_it_begins_when_the_agreement_does(
    more: dict[str, Any], day: str, reports: int
) -> None:
    found = starts.opening(agreement(**more))
    assert (found.day, len(found.reports)) == (day, reports)


def test_a_value_that_yaml_could_misread_is_quoted() -> None:
    found = agreement(provisions={"a": CLOSER})
    text = starts.scenario_text("s", found, starts.opening(found), "met", "")
    assert 'place: "bank, north"' in text
