"""Loading an agreement or a scenario whole: the values, or every problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from servanda.agreement import Agreement
from servanda.batch import Reports
from servanda.dates import Calendar, calendar
from servanda.problems import Problem, did_you_mean, has_errors, in_order, quote
from servanda.scenario import Report, Scenario
from servanda.source.agreements import ReadAgreement, read_agreement
from servanda.source.library import (
    AGREEMENT_FILE,
    find_agreement,
    find_scenario,
    known_agreements,
)
from servanda.source.records import Intake
from servanda.source.scenarios import Gathering, ReadScenario, read_scenario

T = TypeVar("T")
Reader = Callable[[Path], ReadAgreement]


@dataclass(frozen=True)
class Loaded:
    """A scenario with its agreement and all its reports.

    Those in the same words are one that is told so many times, those of a table that
    share most words a batch; `apart` gives each.
    """

    agreement: Agreement
    scenario: Scenario
    calendar: Calendar
    reports: Reports
    apart: Callable[[], Iterable[Report]]


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What was loaded, with warnings; nothing where there were errors."""

    value: T | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Draft:
    """A scenario as far as it could be read, for the checks across files."""

    story: ReadScenario
    source: ReadAgreement | None
    gathering: Gathering
    found: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return all problems found so far, in order."""
        gathered = (*self.gathering.problems, *self.gathering.intake.all_problems())
        return in_order((*self.found, *gathered))


def draft_scenario(
    argument: str, rules: Path | None = None, read: Reader = read_agreement
) -> Draft | Problem:
    """Read a scenario by path or shipped name, and its agreement, as far as they go."""
    path = find_scenario(argument)
    if isinstance(path, Problem):
        return path
    story = read_scenario(path)
    problems = list(story.problems)
    source = _agreement_of(story, rules, read, problems)
    intake = Intake(calendar_of(source.agreement if source else None))
    name = source.folder.resolve().name if source else story.word("agreement") or ""
    gathering = Gathering(name, intake)
    if story.document is not None:
        gathering.gather(story)
        intake.part_linked()
    return Draft(story, source, gathering, tuple(problems))


def calendar_of(agreement: Agreement | None) -> Calendar:
    """Return an agreement's calendar; one to read dates by where there is none."""
    if agreement is None:
        return calendar("UTC")
    return calendar(agreement.zone, agreement.day_ends)


def _agreement_of(
    story: ReadScenario, rules: Path | None, read: Reader, problems: list[Problem]
) -> ReadAgreement | None:
    name = story.word("agreement")
    if name is None:
        return None
    folder = find_agreement(name, rules, story.path)
    if folder is not None:
        source = read(folder)
        problems += source.problems
        return source
    known = known_agreements(rules, story.path)
    node = story.entry("agreement")
    if story.document is not None and node is not None:
        message = f"no agreement is called {quote(name)}"
        hint = (
            did_you_mean(name, known)
            or f"an agreement is rules/{name}/{AGREEMENT_FILE}"
        )
        problems.append(
            story.document.text.problem(
                "unknown-agreement", message, node.start, node.end, hint=hint
            )
        )
    return None


def loaded(draft: Draft) -> Loaded | None:
    """Return a draft as what it is whole, unless parts that it needs are missing."""
    source, scenario = draft.source, draft.story.scenario
    if source is None or source.agreement is None or scenario is None:
        return None
    intake = draft.gathering.intake
    return Loaded(
        source.agreement, scenario, intake.calendar, intake.told(), intake.apart
    )


def load_scenario(argument: str, rules: Path | None = None) -> Outcome[Loaded]:
    """Load a scenario by path or shipped name; references are not yet checked."""
    draft = draft_scenario(argument, rules)
    if isinstance(draft, Problem):
        return Outcome(None, (draft,))
    problems = draft.problems
    return Outcome(None if has_errors(problems) else loaded(draft), problems)


def load_agreement(folder: Path) -> Outcome[Agreement]:
    """Load an agreement from its folder; references are not yet checked."""
    source = read_agreement(folder)
    problems = in_order(source.problems)
    return Outcome(None if has_errors(problems) else source.agreement, problems)
