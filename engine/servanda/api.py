"""The verbs of the command line as functions: each returns data, none prints.

A story is given as what `load` returned, or as the path or shipped name of a
scenario. Instants are given as text, a date or a datetime; a day means its last
second. Errors in the input raise InputError, with every problem found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.errors import BadQuestion, InputError, NotFound
from servanda.problems import Problem, did_you_mean, quote

if TYPE_CHECKING:
    from servanda.chronicle import Chronicle
    from servanda.evaluate import Docket
    from servanda.explanation import Explanation
    from servanda.inference import Inference
    from servanda.inputs import Checked, Listing, TestRun
    from servanda.question import Question
    from servanda.report import StatusReport
    from servanda.source import Loaded
    from servanda.standing import Key
    from servanda.upcoming import Upcoming
    from servanda.whatif import WhatIf

When = str | date | datetime | None
NO_SUCH = frozenset({"unknown-scenario", "not-found", "nothing-to-check"})


@dataclass(frozen=True)
class Story:
    """A scenario with its agreement and reports, ready to be asked."""

    loaded: Loaded
    warnings: tuple[Problem, ...] = ()

    @property
    def provisions(self) -> tuple[str, ...]:
        """List the agreement's provisions by id."""
        return tuple(self.loaded.agreement.provisions)


def load(scenario: str | Path, *, rules: str | Path | None = None) -> Story:
    """Load a scenario by path or shipped name; raise InputError if it has errors."""
    from servanda.check import load as load_checked

    outcome = load_checked(str(scenario), None if rules is None else Path(rules))
    if outcome.value is None:
        _raise_not_found(outcome.problems)
        raise InputError(outcome.problems)
    return Story(outcome.value, outcome.problems)
