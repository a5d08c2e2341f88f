"""Loading with every check across the parts of an agreement and a scenario."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from servanda.check.agreement import check_agreement
from servanda.check.scenario import check_scenario
from servanda.problems import Problem, has_errors, in_order
from servanda.source import (
    Draft,
    Loaded,
    Outcome,
    ReadAgreement,
    draft_scenario,
    loaded,
    read_agreement,
    targets,
)

__all__ = ["check_paths", "load"]


def load(argument: str, rules: Path | None = None) -> Outcome[Loaded]:
    """Load a scenario by path or shipped name, with everything checked."""
    draft = draft_scenario(argument, rules, _checked_agreement)
    if isinstance(draft, Problem):
        return Outcome(None, (draft,))
    problems = _all_problems(draft)
    return Outcome(None if has_errors(problems) else loaded(draft), problems)


def check_paths(
    arguments: tuple[str, ...], rules: Path | None = None
) -> tuple[Problem, ...]:
    """Check the agreements and scenarios that paths or names stand for."""
    found = targets(arguments)
    read = cache(_checked_agreement)
    problems = list(found.problems)
    for folder in found.agreements:
        problems += read(folder).problems
    for path in found.scenarios:
        draft = draft_scenario(str(path), rules, read)
        problems += (draft,) if isinstance(draft, Problem) else _all_problems(draft)
    return in_order(problems)


def _checked_agreement(folder: Path) -> ReadAgreement:
    """Read an agreement and check its parts against one another."""
    source = read_agreement(folder)
    if source.agreement is None or source.places is None:
        return source
    return source.with_problems(check_agreement(source.agreement, source.places))


def _all_problems(draft: Draft) -> tuple[Problem, ...]:
    source = draft.source
    found: list[Problem] = []
    if (
        source is not None
        and source.agreement is not None
        and source.places is not None
    ):
        found = check_scenario(draft, source.agreement, source.places)
    return in_order((*found, *draft.problems))
