"""Loading with every check across the parts of an agreement and a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from servanda.check.agreement import check_agreement
from servanda.check.findings import Walked
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
    if problems:
        from servanda.check.silencing import quieted

        problems = quieted(draft, problems)
    return Outcome(None if has_errors(problems) else loaded(draft), problems)


def check_paths(
    arguments: tuple[str, ...], rules: Path | None = None
) -> tuple[Problem, ...]:
    """Check and review what paths or names stand for, agreements and scenarios."""
    from servanda.check.review import reviewed

    return in_order(reviewed(_walk(arguments, rules)))


def _walk(arguments: tuple[str, ...], rules: Path | None = None) -> Iterator[Walked]:
    """Read what paths or names stand for, one by one, with every problem in it."""
    found = targets(arguments)
    read = cache(_checked_agreement)
    yield Walked(None, None, found.problems)
    for folder in found.agreements:
        source = read(folder)
        yield Walked(source, None, source.problems)
    for path in found.scenarios:
        draft = draft_scenario(str(path), rules, read)
        if isinstance(draft, Problem):
            yield Walked(None, None, (draft,))
        else:
            yield Walked(None, draft, _all_problems(draft))


def _checked_agreement(folder: Path) -> ReadAgreement:
    """Read an agreement and check its parts against one another."""
    return _checked(read_agreement(folder))


@lru_cache(maxsize=16)
def _checked(source: ReadAgreement) -> ReadAgreement:
    if source.agreement is None or source.places is None:
        return source
    return source.with_problems(check_agreement(source.agreement, source.places))


def _all_problems(draft: Draft) -> tuple[Problem, ...]:
    return in_order((*check_scenario(draft), *draft.problems))
