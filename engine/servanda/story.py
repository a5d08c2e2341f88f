"""A story: a scenario loaded with its agreement and reports, ready to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.errors import InputError, NotFoundError, QuestionError
from servanda.problems import Problem
from servanda.unhurried import uncollected

if TYPE_CHECKING:
    from servanda.edition import View
    from servanda.evaluate import Docket
    from servanda.inference import Inference
    from servanda.question import Question
    from servanda.source import Loaded
    from servanda.touched import Base

Instant = str | date | datetime
MISSING = frozenset(
    {"unknown-scenario", "no-such-file", "not-a-file", "nothing-to-check"}
)
# Who moves through time asks about one instant after another.
MOST_BASES = 8


@dataclass(frozen=True)
class Story:
    """A scenario with its agreement and reports, ready to be asked."""

    loaded: Loaded
    name: str
    rules: Path | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def provisions(self) -> tuple[str, ...]:
        """List the agreement's provisions by id."""
        return tuple(self.loaded.agreement.provisions)

    @property
    def inference(self) -> Inference:
        """Give what infers statuses: each situation once, whatever the story."""
        return _inference()

    @cached_property
    def view(self) -> View:
        """Give what the scenario lets one see."""
        from servanda.edition import View

        covers = self.loaded.scenario.covers
        covered = None if covers == "all" else frozenset(covers)
        return View(self.loaded.reports, covered)

    @cached_property
    def _bases(self) -> dict[tuple[int | None, int | None], Base]:
        return {}

    def base(self, known_by: int | None, as_of: int | None) -> Base:
        """Evaluate it once for what-ifs, by what is known and up to an instant."""
        from servanda.touched import Base

        asked = (known_by, as_of)
        if asked not in self._bases:
            if len(self._bases) >= MOST_BASES:
                del self._bases[next(iter(self._bases))]
            self._bases[asked] = Base(
                self.loaded.agreement,
                self.loaded.apart(),
                self.view.covers,
                self.inference,
                known_by=known_by,
                as_of=as_of,
            )
        return self._bases[asked]

    @cached_property
    def latest(self) -> int | None:
        """Give the last second of the latest `date` or `reported`."""
        from servanda.question import latest

        return latest(self.loaded.reports, self.loaded.calendar)


@cache
def _inference() -> Inference:
    from servanda.inference import Inference
    from servanda.ruleset import RULES
    from servanda.situation import FIELDS

    return Inference(RULES, FIELDS)


@uncollected()
def load(scenario: str | Path, *, rules: str | Path | None = None) -> Story:
    """Load a scenario by path or shipped name."""
    from servanda.check import load as load_checked

    folder = None if rules is None else Path(rules)
    outcome = load_checked(str(scenario), folder)
    if outcome.value is None:
        refuse_missing(outcome.problems)
        raise InputError(outcome.problems)
    return Story(outcome.value, str(scenario), folder, outcome.problems)


def is_missing(problem: Problem) -> bool:
    """Tell whether what was asked for is not there, rather than wrong in itself."""
    return problem.code in MISSING and problem.excerpt is None


def refuse_missing(problems: Sequence[Problem]) -> None:
    """Raise NotFoundError where there is nothing of the name asked for."""
    for problem in problems:
        if is_missing(problem):
            message = problem.message
            if problem.code != "unknown-scenario":
                message = f"{problem.file}: {message}"
            raise NotFoundError(message, problem.hint)


def story_of(story: Story | str | Path, rules: str | Path | None) -> Story:
    """Take a story as it is, or load the one that is named."""
    return story if isinstance(story, Story) else load(story, rules=rules)


def second_of(story: Story, given: Instant | None, name: str) -> int:
    """Give the second a question is asked about; the story's latest by default."""
    from servanda.question import last_second

    if given is not None:
        text = given.isoformat() if isinstance(given, date) else given
        return last_second(text, story.loaded.calendar, name)
    if story.latest is None:
        hint = "say as of when, as in 2025-02-28"
        raise QuestionError("this scenario has no report to take a date from", hint)
    return story.latest


def question_of(
    story: Story,
    as_of: Instant | None,
    known_by: Instant | None,
) -> Question:
    """Ask a story about an instant, by what was known by another."""
    from servanda.question import Question

    loaded = story.loaded
    at = second_of(story, as_of, "as-of")
    known = at if known_by is None else second_of(story, known_by, "known-by")
    docket = docket_of(story, known, at)
    return Question(
        agreement=loaded.agreement,
        scenario=loaded.scenario,
        told=docket.told,
        calendar=loaded.calendar,
        as_of=at,
        known_by=known,
        docket=docket,
    )


def docket_of(story: Story, known_by: int, horizon: int) -> Docket:
    """Weigh what a story knows at an instant, ready to be asked until another."""
    from servanda.evaluate import docket

    agreement = story.loaded.agreement
    return docket(agreement, story.view, known_by, horizon, story.inference)
