"""What is answered where nothing can be: a status, a message, a hint, the problems."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from servanda.errors import InputError, NotFoundError, ServandaError
from servanda.problems import Problem, as_json, render


class RefusedError(Exception):
    """A request that is not answered, and why."""

    def __init__(self, status: HTTPStatus, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint


def refusal(
    status: HTTPStatus, message: str, hint: str = "", problems: Iterable[Problem] = ()
) -> JSONResponse:
    """Answer with what is wrong."""
    found = [told(problem) for problem in problems]
    return JSONResponse(
        {"message": message, "hint": hint, "problems": found}, status_code=status
    )


def told(problem: Problem) -> dict[str, Any]:
    """Give a problem, with the lines the command line shows of it."""
    return {**as_json(problem), "text": render(problem)}


def refusal_of(error: Exception) -> JSONResponse | None:
    """Answer for what was raised on purpose; None for a bug."""
    if isinstance(error, RefusedError):
        return refusal(error.status, error.message, error.hint)
    if isinstance(error, InputError):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return refusal(status, error.message, error.hint, error.problems)
    if isinstance(error, NotFoundError):
        return refusal(HTTPStatus.NOT_FOUND, error.message, error.hint)
    if isinstance(error, ServandaError):
        return refusal(HTTPStatus.BAD_REQUEST, error.message, error.hint)
    return None
