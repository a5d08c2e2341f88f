"""The golden reports beside the shipped scenarios: read, reviewed, compared."""

from pathlib import Path

import pytest
from tests.conftest import Golden

from servanda import api
from servanda.render import markdown
from servanda.source import library

SCENARIOS = {one.name: one.path for one in library.scenarios()}


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_the_report_is_the_golden_one(name: str, golden: Golden) -> None:
    report, upcoming = api.report(name)
    golden(_beside(name, ".report.md"), markdown.report(report, upcoming))


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_the_replay_is_the_golden_one(name: str, golden: Golden) -> None:
    golden(_beside(name, ".replay.md"), markdown.replay(api.replay(name)))


def test_there_is_no_golden_report_without_its_scenario() -> None:
    folders = {path.parent for path in SCENARIOS.values()}
    kept = {path for folder in folders for path in folder.glob("*.md")}
    assert kept == {
        _beside(name, end) for name in SCENARIOS for end in (".report.md", ".replay.md")
    }


def _beside(name: str, end: str) -> Path:
    return SCENARIOS[name].with_name(SCENARIOS[name].stem + end)
