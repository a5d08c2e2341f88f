"""The commands as functions: what they return, and what they raise."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import servanda
from servanda import InputError, NotFoundError, QuestionError, Story, UsageError

LAKESIDE = Path(__file__).parent / "lakeside"
SPRING = LAKESIDE / "scenarios" / "lakeside-2030" / "spring.yaml"
ENGINE = Path(__file__).parents[1] / "engine"


@pytest.fixture(scope="module")
def spring() -> Story:
    """Load the scenario once."""
    return servanda.load(SPRING)


def test_a_story_is_loaded_once_and_asked_often(spring: Story) -> None:
    first = servanda.status(spring, as_of="2030-03-08")
    assert first == servanda.status(spring, as_of="2030-03-08")
    assert first == servanda.status(str(SPRING), as_of="2030-03-08")
    assert first.counts["disputed"] == 2


def test_counts_are_those_of_the_status(spring: Story) -> None:
    rows = servanda.status(spring, as_of="2030-03-08").provisions
    assert servanda.counts(spring, as_of="2030-03-08") == {
        row.id: dict(row.instances) or {row.status: 1} for row in rows
    }
    assert any(row.instances for row in rows)


@pytest.mark.parametrize(
    "as_of",
    [
        "2030-03-12",
        date(2030, 3, 12),
        "2030-03-12T23:59:59",
        datetime(2030, 3, 12, 22, 59, 59, tzinfo=UTC),
    ],
)
def test_a_day_is_asked_about_at_its_last_second(
    as_of: str | date | datetime, spring: Story
) -> None:
    found = servanda.status(spring, as_of=as_of)
    assert found.head.as_of == "2030-03-12T23:59:59+01:00"
    assert found.head.known_by == found.head.as_of


def test_the_question_is_about_the_latest_report_unless_it_says_otherwise(
    spring: Story,
) -> None:
    assert servanda.status(spring).head.as_of == "2030-03-08T23:59:59+01:00"


def test_what_was_not_yet_known_makes_a_projection(spring: Story) -> None:
    found = servanda.status(spring, as_of="2030-03-12", known_by="2030-03-05")
    assert found.head.projected
    assert found.counts["disputed"] == 0


def test_why_leads_to_the_cited_report(spring: Story) -> None:
    found = servanda.why(spring, "patrols-stop")
    assert found.row.ground == "allegation"
    first = found.reasons[0].citations[0]
    assert (first.report, first.outlet, first.date) == (
        "patrol",
        "The Courier",
        "2030-03-08",
    )
    assert first.line == 10


def test_why_of_one_instance(spring: Story) -> None:
    found = servanda.why(spring, "names-first", {"batch": "1"})
    assert found.row.late_by == "PT3H"
    assert found.row.instance == {"batch": "1"}
    assert found.instances == ()


def test_a_replay_tells_what_became_known_when(spring: Story) -> None:
    told = servanda.replay(spring, as_of="2030-03-12").transitions
    last = [(one.provision, one.before, one.after) for one in told[-2:]]
    assert last == [
        ("ferry-reopens", "disputed", "breached"),
        ("toll-refunded", "dormant", "pending"),
    ]
    assert all(one.reasons for one in told)


def test_a_what_if_tells_the_chain_of_causes(spring: Story) -> None:
    found = servanda.what_if(
        spring, [("perform", "ferry-reopens=2030-03-09")], as_of="2030-03-20"
    )
    tolls = found.differences[-1]
    assert tolls.provision == "toll-refunded"
    assert tolls.before is not None
    assert tolls.after is not None
    assert (tolls.before.status, tolls.after.status) == ("breached", "dormant")
    assert [step.provision for step in tolls.chain] == [
        "ferry-reopens",
        "toll-refunded",
    ]
    assert found.counts_before["breached"] > found.counts_after["breached"]


def test_a_scenario_is_not_changed_by_a_what_if(spring: Story) -> None:
    before = servanda.status(spring)
    servanda.what_if(spring, [("drop", "patrol")])
    assert servanda.status(spring) == before


def test_one_of_many_reports_in_the_same_words_can_be_changed(tmp_path: Path) -> None:
    said = '"date": "2025-02-26", "source": "agency", "kind": "shooting", "by": "north"'
    lines = [f'{{"id": "s{n}", {said}, "cite": {{"outlet": "AFP"}}}}' for n in range(4)]
    (tmp_path / "s.jsonl").write_text("".join(f"{line}\n" for line in lines))
    more = f'{{"id": "d", "reported": "2025-02-27", "of": "s2", {said[22:]}}}'
    (tmp_path / "more.jsonl").write_text(
        more.replace('"kind"', '"says": "denied", "kind"')
    )
    path = tmp_path / "told.yaml"
    path.write_text(
        "scenario: told\nagreement: small\ntitle: Told\nreports_from: s.jsonl\n"
    )
    story = servanda.load(path, rules=Path(__file__).parent / "bad" / "rules")
    assert len(story.loaded.reports) == 1
    added = ("add", str(tmp_path / "more.jsonl"))
    every = [("drop", f"s{number}") for number in range(4)]
    for changes, status, violations in [
        (every[2:3], None, None),
        (every[1:], None, None),
        (every, "holding", 0),
        ([*every[:3], ("move", "s3=+1d")], "breached", 1),
        ([*every[:2], every[3], added], "disputed", 0),
    ]:
        found = servanda.what_if(story, changes)
        assert found.changes[0].reports == (changes[0][1],)
        after = {one.provision: one.after for one in found.differences}.get("truce")
        assert (after and after.status) == status, changes
        assert (after and after.violations) == violations, changes


def test_scenarios_are_tested_and_files_checked() -> None:
    run = servanda.run_tests([LAKESIDE])
    assert run.passed
    assert run.scenarios[0].held == run.scenarios[0].expectations == 8
    checked = servanda.check_files([LAKESIDE])
    assert (checked.agreements, checked.scenarios, checked.problems) == (1, 1, ())


def test_what_there_is_can_be_listed() -> None:
    shipped = servanda.listing()
    assert "gaza-2025" in [one.name for one in shipped.agreements]
    assert [one.name for one in servanda.listing(LAKESIDE).scenarios] == [
        "lakeside-2030/spring"
    ]


def test_errors_in_the_input_are_raised_with_all_problems(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("scenario: broken\nagreement: lakeside-2030\nreports: 3\n")
    with pytest.raises(InputError) as raised:
        servanda.load(path, rules=LAKESIDE / "rules")
    assert len(raised.value.problems) == 2
    assert str(raised.value) == "2 errors in the input"
    assert not servanda.run_tests([path], rules=LAKESIDE / "rules").passed


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda _: servanda.load("nowhere"), NotFoundError),
        (lambda _: servanda.listing("nowhere"), NotFoundError),
        (lambda s: servanda.why(s, "ferry"), NotFoundError),
        (lambda s: servanda.why(s, "names-first", {"batch": "9"}), QuestionError),
        (lambda s: servanda.status(s, as_of="soon"), QuestionError),
        (lambda s: servanda.what_if(s, [("sing", "x")]), QuestionError),
        (lambda s: servanda.what_if(s, [("drop", "x")]), QuestionError),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(
    ask: object, error: type[Exception], spring: Story
) -> None:
    assert callable(ask)
    with pytest.raises(error) as raised:
        ask(spring)
    assert isinstance(raised.value, UsageError)


def test_a_scenario_without_reports_has_to_be_told_when(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("scenario: empty\nagreement: lakeside-2030\ntitle: Empty\n")
    story = servanda.load(path, rules=LAKESIDE / "rules")
    with pytest.raises(QuestionError, match="no report to take a date from"):
        servanda.status(story)
    assert servanda.status(story, as_of="2030-03-12").counts["breached"] == 0


def test_every_name_exported_is_there() -> None:
    assert [name for name in servanda.__all__ if not hasattr(servanda, name)] == []
    assert set(servanda.__all__) <= set(dir(servanda))
    with pytest.raises(AttributeError):
        _ = servanda.nothing


def test_importing_it_costs_nothing() -> None:
    code = "import sys, servanda; print([m for m in sys.modules if 'pydantic' in m])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ENGINE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
