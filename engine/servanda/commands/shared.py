"""What commands share: exit codes, taking a story and a date, writing a file."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.errors import ServandaError, UsageError
from servanda.render.output import remark

if TYPE_CHECKING:
    from servanda.api import Story

FINE, FAILED, MISUSED, BUG, INTERRUPTED = 0, 1, 2, 70, 130


def load(scenario: str, rules: Path | None) -> "Story":
    """Load a scenario, and say where its warnings can be read."""
    from servanda import api

    story = api.load(scenario, rules=rules)
    warn(story)
    return story


def warn(story: "Story") -> None:
    """Say where the warnings of a scenario can be read, if it has any."""
    if story.warnings:
        number = len(story.warnings)
        found = f"{number} warning{'' if number == 1 else 's'} in the input"
        remark(f"servanda: {found}: servanda check {story.name}")


def at(story: "Story", text: str | None) -> str | None:
    """Take a date as given, `today` as the day it is where the agreement holds."""
    if text != "today":
        return text
    from servanda.dates import today_in

    return today_in(story.loaded.agreement.zone, datetime.now(UTC))


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """Read the keys an instance is named by."""
    given = [text.partition("=") for text in texts]
    for name, equals, value in given:
        if not (name and equals and value):
            hint = "as in --instance batch=8"
            raise UsageError(f'--instance "{name}" is not KEY=VALUE', hint)
    return {name: value for name, _, value in given}


def write_file(path: Path, content: str | bytes) -> None:
    """Write a result to a file, whole or not at all."""
    from servanda.source.write import write_whole

    problem = write_whole(path, content)
    if problem is not None:
        raise ServandaError(f"{problem.file}: {problem.message}", problem.hint)
