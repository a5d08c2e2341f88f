"""What a check finds: a path in the agreement, and what is wrong there."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from servanda.problems import Problem, Severity, did_you_mean, quote
from servanda.source import Draft, ReadAgreement
from servanda.source.places import Places
from servanda.source.validate import Path


class Finding(NamedTuple):
    """Something wrong with the value at a path, or with its key."""

    path: Path
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    at_key: bool = False


class Walked(NamedTuple):
    """One agreement or scenario as far as it could be read, and its problems.

    Both are None where there was nothing of the name given.
    """

    agreement: ReadAgreement | None
    draft: Draft | None
    problems: tuple[Problem, ...]


def doubt(
    path: Path, code: str, message: str, hint: str = "", *, at_key: bool = False
) -> Finding:
    """Say what a reviewer would ask about: a warning, never an error."""
    return Finding(path, code, message, hint, "warning", at_key)


def placed(finding: Finding, places: Places) -> Problem:
    """Turn a finding into a problem of the file it is in."""
    return places.problem(
        finding.path,
        finding.code,
        finding.message,
        hint=finding.hint,
        severity=finding.severity,
        at_key=finding.at_key,
    )


def unknown(path: Path, kind: str, name: str, known: Collection[str]) -> Finding:
    """Say that no party, source, … is called so, and which may have been meant."""
    code = f"unknown-{kind.replace(',', ' ').split(maxsplit=1)[0]}"
    hint = did_you_mean(name, known) if known else "this agreement has none"
    return Finding(path, code, f"no {kind} is called {quote(name)}", hint)
