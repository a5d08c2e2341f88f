"""All checks of an agreement by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from servanda.agreement import Agreement
from servanda.check.cycles import check_cycles
from servanda.check.findings import Finding, placed
from servanda.check.references import check_references
from servanda.check.terms import check_terms
from servanda.check.windows import check_windows
from servanda.problems import Problem
from servanda.source.places import Places

CHECKS: tuple[Callable[[Agreement, Places], Iterator[Finding]], ...] = (
    check_references,
    check_terms,
    check_cycles,
    check_windows,
)


def check_agreement(agreement: Agreement, places: Places) -> list[Problem]:
    """Run every check of an agreement."""
    return [
        placed(finding, places)
        for check in CHECKS
        for finding in check(agreement, places)
    ]
