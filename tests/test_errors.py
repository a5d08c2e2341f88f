"""The API's errors: one tree, each with a message and what to do."""

from __future__ import annotations

import pytest

from servanda import errors
from servanda.problems import Problem


@pytest.mark.parametrize(
    "error", [errors.UsageError, errors.NotFoundError, errors.QuestionError]
)
def test_what_cannot_be_asked_is_one_branch(error: type[errors.UsageError]) -> None:
    raised = error("no such thing", "try another")
    assert isinstance(raised, errors.ServandaError)
    assert (str(raised), raised.hint) == ("no such thing", "try another")


@pytest.mark.parametrize(("number", "said"), [(1, "1 error"), (2, "2 errors")])
def test_errors_in_the_input_are_counted_without_warnings(
    number: int, said: str
) -> None:
    wrong = tuple(Problem("a", line, 1, "bad", "wrong") for line in range(number))
    warning = Problem("a", 9, 1, "odd", "odd", severity="warning")
    raised = errors.InputError((*wrong, warning))
    assert str(raised) == f"{said} in the input"
    assert len(raised.problems) == number + 1
