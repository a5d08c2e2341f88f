"""How far the scenarios of an agreement try its provisions.

A scenario moves a provision that it takes to anything but waiting: what is not in
force, pending, or merely holding has not been tried.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from servanda.agreement import Agreement
from servanda.dependencies import PatternUse, provision_patterns
from servanda.expression import StatusWord
from servanda.scenario import Report
from servanda.standing import Transition

_UNTRIED: frozenset[StatusWord] = frozenset(
    {"not-tracked", "not-in-force", "dormant", "pending", "holding"}
)


@dataclass(frozen=True, slots=True)
class Tried:
    """One provision: which scenarios move it, and every status it ever has.

    `unreported` are the kinds it asks about that no scenario reports.
    """

    id: str
    title: str
    theme: str
    scenarios: tuple[str, ...]
    statuses: tuple[StatusWord, ...]
    unreported: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The provisions of an agreement, and how the scenarios read try them."""

    agreement: str
    title: str
    scenarios: tuple[str, ...]
    provisions: tuple[Tried, ...]

    @property
    def unmoved(self) -> tuple[str, ...]:
        """Name the provisions that no scenario moves."""
        return tuple(one.id for one in self.provisions if not one.scenarios)

    @property
    def unreported(self) -> tuple[str, ...]:
        """Name the kinds that provisions ask about and no scenario reports."""
        kinds = (kind for one in self.provisions for kind in one.unreported)
        return tuple(dict.fromkeys(kinds))


def coverage(
    agreement: Agreement,
    told: Mapping[str, Iterable[Transition]],
    reports: Iterable[Report],
) -> Coverage:
    """Sum up what the scenarios, each with its changes of status, try."""
    reached: dict[str, dict[str, dict[StatusWord, None]]] = {}
    for name, transitions in told.items():
        for one in transitions:
            by_story = reached.setdefault(one.provision, {})
            by_story.setdefault(name, {})[one.after] = None
    reported = {report.kind for report in reports}
    asked = provision_patterns(agreement)
    return Coverage(
        agreement.agreement,
        agreement.title,
        tuple(told),
        tuple(
            Tried(
                id,
                provision.title,
                provision.theme or "",
                _moving(reached.get(id, {})),
                _statuses(reached.get(id, {})),
                _unreported(asked[id], reported),
            )
            for id, provision in agreement.provisions.items()
        ),
    )


def _unreported(
    asked: Iterable[PatternUse], reported: Container[str | None]
) -> tuple[str, ...]:
    """List the kinds of a provision's own patterns that no report has."""
    own = (use.pattern for use in asked if " > " not in use.path)
    kinds = dict.fromkeys(kind for pattern in own for kind in pattern.kind)
    return tuple(kind for kind in kinds if kind not in reported)


def _moving(reached: Mapping[str, Mapping[StatusWord, None]]) -> tuple[str, ...]:
    return tuple(name for name, found in reached.items() if found.keys() - _UNTRIED)


def _statuses(
    reached: Mapping[str, Mapping[StatusWord, None]],
) -> tuple[StatusWord, ...]:
    found = dict.fromkeys(word for words in reached.values() for word in words)
    return tuple(word for word in found if word != "not-tracked")
