"""What the Python API raises, in one tree.

    ServandaError
    ├── InputError         the files have errors; `problems` lists all of them
    └── UsageError         the question cannot be asked
        ├── NotFoundError  no such scenario, agreement, file or provision
        └── QuestionError  a date, an instance or a change that cannot be read

The command line turns each into a few lines and an exit code; nothing else does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.problems import Problem


class ServandaError(Exception):
    """Anything the API raises on purpose."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(ServandaError):
    """The files have errors; every problem found is in `problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = sum(problem.severity == "error" for problem in problems)
        super().__init__(f"{errors} error{'' if errors == 1 else 's'} in the input")
        self.problems = problems


class UsageError(ServandaError):
    """The question cannot be asked as it stands."""


class NotFoundError(UsageError):
    """There is no scenario, agreement, file or provision of that name."""


class QuestionError(UsageError):
    """A date, an instance or a change that cannot be read."""
