"""What the shell offers while a command is being written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from servanda.arguments import provisions_like, scenarios_like

LAKESIDE = Path(__file__).parent / "lakeside"
SPRING = LAKESIDE / "scenarios" / "lakeside-2030" / "spring.yaml"


class Line(NamedTuple):
    """What has been read of the command line so far."""

    params: dict[str, Any]


def test_shipped_scenarios_are_offered() -> None:
    assert scenarios_like("gaza-2025/as") == ["gaza-2025/as-reported-27-february"]
    assert scenarios_like("nowhere") == []


@pytest.mark.parametrize(
    ("params", "offered"),
    [
        ({"scenario": str(SPRING)}, ["ferry-reopens"]),
        ({"scenario": "nowhere"}, []),
        ({}, []),
    ],
)
def test_provisions_of_the_scenario_are_offered(
    params: dict[str, Any], offered: list[str]
) -> None:
    line: Any = Line(params)
    assert provisions_like(line, "ferry") == offered
