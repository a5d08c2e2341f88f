"""A story supposed otherwise: its changes, its plans, and what these expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.batch import Reports
from servanda.errors import InputError, QuestionError
from servanda.problems import Problem, in_order
from servanda.story import Instant, Story, load, refuse_missing, second_of

if TYPE_CHECKING:
    from servanda.changes import Change, Refusal
    from servanda.inputs import Tested
    from servanda.planned import Planned
    from servanda.scenario import Report
    from servanda.source import Outcome
    from servanda.sweep.trials import Subject
    from servanda.touched import Base
    from servanda.trial import Trial
    from servanda.whatif import WhatIf


@dataclass(frozen=True)
class Supposed:
    """A story to suppose changes in, by a plan where there is one."""

    story: Story
    made: Planned | None = None

    @property
    def trial(self) -> Trial:
        """Carry the plan out, to be compared with what it expects."""
        from servanda.trial import Trial

        assert self.made is not None
        calendar = self.story.loaded.calendar
        return Trial(self.made, self.story.base, calendar)

    def then(self, as_of: Instant | None = None) -> Story:
        """Give the story as the plan makes it, to be asked as any other."""
        assert self.made is not None
        base = base_of(self.story, as_of or self.made.plan.as_of, None)
        applied = base.apply(self.made.changes, self.made.plan.carry)
        if applied.refusals:
            raise InputError(self.made.refused(applied.refusals))
        loaded = replace(
            self.story.loaded,
            agreement=base.agreement,
            reports=Reports(applied.reports),
            apart=lambda: applied.reports,
        )
        return replace(self.story, loaded=loaded)

    def run(
        self,
        changes: Iterable[Change | tuple[str, str]],
        carry: bool,
        as_of: Instant | None,
        known_by: Instant | None,
    ) -> WhatIf:
        """Compare the story with itself after the plan's changes, and further ones."""
        from servanda.whatif import run

        own: tuple[Change, ...] = ()
        if self.made is not None:
            own, plan = self.made.changes, self.made.plan
            as_of, known_by = as_of or plan.as_of, known_by or plan.known_by
            carry = carry or plan.carry
        asked = (*own, *(change_of(self.story, one) for one in changes))
        found = run(base_of(self.story, as_of, known_by), asked, carry)
        planned = [one for one in found.refusals if one.number <= len(own)]
        if planned and self.made is not None:
            raise InputError(self.made.refused(planned))
        if found.refusals:
            refuse(found.refusals)
        return found


def supposable(story: Story | str | Path, rules: str | Path | None = None) -> Supposed:
    """Take a story, or load a scenario or the plan of a what-if by path or name."""
    from servanda.source.library import find_scenario, is_plan

    if isinstance(story, Story):
        return Supposed(story)
    found = find_scenario(str(story))
    if isinstance(found, Path) and is_plan(found):
        return load_plan(found, rules=rules)
    return Supposed(load(story, rules=rules))


def load_plan(path: str | Path, *, rules: str | Path | None = None) -> Supposed:
    """Load the plan of a what-if, and the scenario it is of."""
    found = _read_plan(Path(path), rules)
    if found.made is not None and found.made.problems:
        raise InputError(found.made.problems)
    return found


def _read_plan(path: Path, rules: str | Path | None) -> Supposed:
    """Read a plan as far as it goes; its scenario has to be sound."""
    from servanda.planned import planned
    from servanda.source.library import find_planned
    from servanda.source.whatifs import read_plan

    read = read_plan(path)
    if read.plan is None:
        raise InputError(read.problems)
    scenario = find_planned(read.plan.scenario, read.path)
    if isinstance(scenario, Problem):
        at = read.problem("scenario", scenario.code, scenario.message, scenario.hint)
        raise InputError(in_order((*read.problems, at)))
    try:
        story = load(scenario, rules=rules)
    except InputError as error:
        raise InputError(in_order((*read.problems, *error.problems))) from None
    made = planned(read, read.plan, story.loaded, str(scenario), story.rules)
    return Supposed(story, made)


def plan_problems(path: Path, rules: str | Path | None) -> tuple[Problem, ...]:
    """Read a plan and try its changes; its scenario is checked by itself."""
    try:
        found = _read_plan(path, rules)
    except InputError as error:
        return error.problems
    assert found.made is not None
    refused = found.trial.refused if found.made.whole else ()
    return (*found.made.problems, *refused)


def sweep_problems(path: Path, rules: str | Path | None) -> tuple[Problem, ...]:
    """Read the plan of a sweep, and try its axes on the scenarios it can be of."""
    from servanda.sweep.load import plan_problems

    return plan_problems(path, _swept_beside(path, rules))


def _swept_beside(plan: Path, rules: str | Path | None) -> Iterator[Outcome[Subject]]:
    """Load the scenarios that a sweep's plan can be of, one by one."""
    from servanda.source import Outcome
    from servanda.source.library import scenarios_swept

    for path in scenarios_swept(plan):
        try:
            story = load(path, rules=rules)
        except InputError as error:
            yield Outcome(None, error.problems)
            continue
        if story.latest is not None:
            yield Outcome(swept(story, None), ())


def swept(story: Story, as_of: Instant | None) -> Subject:
    """Take a story as what a sweep changes; by default it asks of its latest date."""
    from servanda.sweep.trials import subject_of

    loaded, at = story.loaded, second_of(story, as_of, "as-of")
    return subject_of(loaded.agreement, loaded.apart(), story.view.covers, at)


def tried(path: Path, rules: str | Path | None) -> Tested:
    """Carry a plan out, and compare with what it expects."""
    from servanda.inputs import Misplaced, Tested

    folder = path.parent
    name = f"{folder.parent.name}/{folder.name}/{path.stem}"
    try:
        trial = load_plan(path, rules=rules).trial
    except InputError as error:
        return Tested(name, str(path), 0, problems=error.problems, unreadable=True)
    if trial.refused:
        return Tested(name, str(path), 0, problems=trial.refused, unreadable=True)
    failed = tuple(Misplaced(trial.spot(one), one) for one in trial.failures())
    return Tested(name, str(path), trial.expectations, failed)


def base_of(story: Story, as_of: Instant | None, known_by: Instant | None) -> Base:
    """Evaluate a story once, for what-ifs of it."""
    at = None if as_of is None else second_of(story, as_of, "as-of")
    known = at if known_by is None else second_of(story, known_by, "known-by")
    return story.base(known, at)


def change_of(story: Story, asked: Change | tuple[str, str]) -> Change:
    """Take a change as it is, or read it as its option writes it."""
    from servanda.changes import Change, Refusal, parse_change

    if isinstance(asked, Change):
        return asked
    option, text = asked
    if option == "add":
        return Change("add", reports=_added(story, Path(text)))
    loaded = story.loaded
    found = parse_change(option, text, loaded.agreement, loaded.calendar)
    if isinstance(found, Refusal):
        raise QuestionError(found.message, found.hint)
    return found


def _added(story: Story, path: Path) -> tuple[Report, ...]:
    from servanda.added import load_added

    outcome = load_added(story.name, story.rules, [path])
    if outcome.value is None:
        refuse_missing(outcome.problems)
        raise InputError(outcome.problems)
    return outcome.value


def refuse(refusals: Sequence[Refusal]) -> None:
    """Raise for changes that cannot be made: all of them, with the first hint."""
    message = "; ".join(dict.fromkeys(one.message for one in refusals))
    hint = next((one.hint for one in refusals if one.hint), "")
    raise QuestionError(message, hint)
