"""Plans put to the test: what they expect, and what does not hold."""

from pathlib import Path

import pytest

import servanda
from servanda.api import Supposed, check_files, run_tests, supposable, what_if
from servanda.changes import Change, Shift
from servanda.errors import InputError

ROOT = Path(__file__).parents[1]
LAKESIDE = ROOT / "tests" / "lakeside" / "scenarios" / "lakeside-2030"
HEAD = 'plan: ferry\nscenario: spring\ntitle: "What if"\nas_of: 2030-03-20\n'
CHANGES = "changes: [{perform: ferry-reopens, on: 2030-03-09}]\n"


def tried(tmp_path: Path, text: str) -> dict[tuple[int, str, str], tuple[str, str]]:
    """Write a plan beside the lakeside scenario; give what does not hold, and where."""
    (found,) = run_tests([written(tmp_path, text)]).scenarios
    assert not found.unreadable, found.problems
    return {
        (one.spot.line, one.failure.provision, one.failure.field): (
            one.failure.expected,
            one.failure.got,
        )
        for one in found.failed
    }


def written(tmp_path: Path, text: str) -> Path:
    """Write a plan of the lakeside scenario."""
    scenario = (LAKESIDE / "spring.yaml").as_posix()
    folder = tmp_path / "what-ifs"
    folder.mkdir(exist_ok=True)
    path = folder / "ferry.yaml"
    path.write_text(text.replace("spring", scenario), encoding="utf-8")
    return path


def test_what_holds_is_counted(tmp_path: Path) -> None:
    text = (
        f"{HEAD}{CHANGES}differs: [ferry-reopens, toll-refunded]\n"
        "expect: [{as_of: 2030-03-20, provision: ferry-reopens, status: met}]\n"
    )
    (found,) = run_tests([written(tmp_path, text)]).scenarios
    assert (found.expectations, found.held, found.failed) == (4, 4, ())


NOT_SO = {
    "an expectation of the changed history": (
        "expect:\n"
        "  - {as_of: 2030-03-20, provision: ferry-reopens, status: breached}\n",
        {(7, "ferry-reopens", "status"): ("breached", "met")},
    ),
    "what is not said to differ": (
        "differs: [ferry-reopens]\n",
        {(6, "toll-refunded", "differs"): ("as it is", "dormant")},
    ),
    "what is said to, and does not": (
        "differs: [ferry-reopens, toll-refunded, seat]\n",
        {(6, "seat", "differs"): ("another history", "as it is")},
    ),
    "how it differs": (
        "differs:\n"
        "  - {provision: ferry-reopens, before: met, after: met}\n"
        "  - {provision: toll-refunded, parts_at: 2030-03-10}\n",
        {
            (7, "ferry-reopens", "before"): ("met", "breached"),
            (8, "toll-refunded", "parts_at"): (
                "2030-03-10",
                "2030-03-11T00:00:00+01:00",
            ),
        },
    ),
}


@pytest.mark.parametrize(("text", "failed"), NOT_SO.values(), ids=NOT_SO)
def test_what_does_not_hold_is_shown_where_it_is_written(
    text: str, failed: dict[tuple[int, str, str], tuple[str, str]], tmp_path: Path
) -> None:
    assert tried(tmp_path, f"{HEAD}{CHANGES}{text}") == failed


def test_what_is_known_is_one_record_whatever_is_asked_about(tmp_path: Path) -> None:
    # The names were handed over on 4 March, and are moved by a day.
    text = (
        f"{HEAD}changes: [{{move: names-1, by: 1d}}]\nexpect:\n"
        "  - {as_of: 2030-03-03, provision: names-first, status: pending}\n"
        "  - {as_of: 2030-03-04, provision: names-first, status: breached}\n"
        "  - {as_of: 2030-03-05, provision: names-first, status: met}\n"
        "  - {as_of: 2030-03-05, known_by: 2030-03-06, provision: names-first,"
        " status: met}\n"
    )
    assert tried(tmp_path, text) == {}


def test_what_cannot_be_done_makes_a_plan_unreadable(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEAD}changes: [{{drop: nothing}}]\n")
    (found,) = run_tests([path]).scenarios
    assert found.unreadable
    assert [problem.code for problem in found.problems] == ["unknown-report"]
    checked = check_files([path])
    assert (checked.plans, [one.code for one in checked.problems]) == (
        1,
        ["unknown-report"],
    )
    with pytest.raises(InputError) as refused:
        what_if(path)
    assert [problem.code for problem in refused.value.problems] == ["unknown-report"]


def test_a_plan_adds_reports_of_its_own(tmp_path: Path) -> None:
    added = "{id: back, date: 2030-03-09, source: river-watch, kind: ferry-reopened}"
    text = f"{HEAD}changes:\n  - {{add: {added}}}\n  - {{drop: back}}\ndiffers: []\n"
    assert tried(tmp_path, text) == {}


def test_changes_are_values_in_python() -> None:
    story = servanda.load(LAKESIDE / "spring.yaml")
    changes = (
        Change("perform", "ferry-reopens", on="2030-03-09"),
        Change("delay", "ferry-reopens", by=Shift(days=2)),
    )
    found = servanda.what_if(story, changes, as_of="2030-03-20")
    same = servanda.what_if(
        story,
        [("perform", "ferry-reopens=2030-03-09"), ("delay", "ferry-reopens=2d")],
        as_of="2030-03-20",
    )
    assert found == same
    assert found.summary == (
        "As of 2030-03-20, 2 of 8 provisions end elsewhere than in the scenario: "
        "1 from breached to met, 1 from breached to dormant. The histories part on "
        "2030-03-11, first for “The ferry runs again”. "
        "The 6 other provisions stand as in the scenario."
    )


def test_further_changes_come_after_those_of_a_plan() -> None:
    plan = supposable(LAKESIDE / "what-ifs" / "ferry-in-time.yaml")
    assert isinstance(plan, Supposed)
    found = what_if(plan, [("delay", "ferry-reopens=2d")])
    assert [one.kind for one in found.changes] == ["perform", "delay"]
    with pytest.raises(servanda.QuestionError, match='no report "nothing"'):
        what_if(plan, [("drop", "nothing")])


@pytest.mark.parametrize(
    "name", ["corridor-on-time", "corridor-missed", "corridor-three-days-late"]
)
def test_the_shipped_plans_hold(name: str) -> None:
    run = run_tests([ROOT / "scenarios" / "gaza-2025" / "what-ifs" / f"{name}.yaml"])
    (found,) = run.scenarios
    assert run.passed, [one.failure for one in found.failed]
    assert found.expectations >= 4
