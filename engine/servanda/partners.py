"""Duties to be done together: each falls due once another of them is met (G1)."""

from collections.abc import Mapping

from servanda.agreement import Agreement, Provision
from servanda.expression import When


def partners(agreement: Agreement) -> Mapping[str, tuple[str, ...]]:
    """Give, by provision, those it is to be done together with, either way named."""
    found: dict[str, dict[str, None]] = {}
    for name, terms in agreement.provisions.items():
        for other in terms.together_with:
            if other in agreement.provisions and other != name:
                found.setdefault(name, {})[other] = None
                found.setdefault(other, {})[name] = None
    return {name: tuple(sorted(others)) for name, others in found.items()}


def done_together(agreement: Agreement) -> Agreement:
    """Give an agreement whose due dates wait for those done together with it."""
    found = partners(agreement)
    if not found:
        return agreement
    changed = {
        name: _waiting(agreement.provisions[name], others)
        for name, others in found.items()
        if agreement.provisions[name].is_achievement
    }
    provisions = {**agreement.provisions, **changed}
    return agreement.model_copy(update={"provisions": provisions})


def _waiting(terms: Provision, others: tuple[str, ...]) -> Provision:
    days = 0 if terms.tolerance is None else terms.tolerance.days
    met = tuple(When(days=days, after=When(met=other)) for other in others)
    due = met[0] if len(met) == 1 else When(earliest=met)
    if terms.due is not None and not terms.due.open:
        due = When(latest=(terms.due, due))
    return terms.model_copy(update={"due": due})
