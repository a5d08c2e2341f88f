"""What an occurrence must be like: kinds and attribute conditions, places included."""

from collections.abc import Mapping
from dataclasses import dataclass

from servanda.agreement import Agreement
from servanda.expression import Condition, Pattern

Attributes = Mapping[str, str]


@dataclass(frozen=True)
class Places:
    """The places that contain each place, itself among them."""

    within: Mapping[str, frozenset[str]]

    def inside(self, place: str, whole: str) -> bool:
        """Tell whether `place` is `whole` or lies within it."""
        return place == whole or whole in self.within.get(place, frozenset())

    def meet(self, one: str, other: str) -> bool:
        """Tell whether one of two places contains the other."""
        return self.inside(one, other) or self.inside(other, one)


def places(agreement: Agreement) -> Places:
    """Read the place hierarchy; a place is declared by standing in `parts`."""
    wholes: dict[str, set[str]] = {}
    for name, place in agreement.places.items():
        wholes.setdefault(name, set())
        for part in place.parts:
            wholes.setdefault(part, set()).add(name)
    return Places({name: frozenset(_above(name, wholes)) for name in wholes})


def _above(name: str, wholes: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting.extend(wholes.get(place, ()))
    return found


def matches(
    pattern: Pattern, kind: str | None, attributes: Attributes, places: Places
) -> bool:
    """Tell whether an occurrence meets a pattern; what is missing meets nothing."""
    if pattern.kind and kind not in pattern.kind:
        return False
    conditions = pattern.conditions
    return not conditions or all(
        meets(condition, name, attributes.get(name), places)
        for name, condition in conditions.items()
    )


def meets(condition: Condition, name: str, value: str | None, places: Places) -> bool:
    """Tell whether an attribute's value meets one condition."""
    if value is None:
        return False
    if condition.one_of and not _among(value, condition.one_of, name, places):
        return False
    if condition.none_of and _among(value, condition.none_of, name, places):
        return False
    if condition.at_least is None:
        return True
    try:
        return float(value) >= condition.at_least
    except ValueError:
        return False


def _among(value: str, words: tuple[str, ...], name: str, places: Places) -> bool:
    if name == "place":
        return any(places.inside(value, word) for word in words)
    return value in words


def contradicts(
    pattern: Pattern, kind: str | None, attributes: Attributes, places: Places
) -> bool:
    """Tell whether what is stated fails the pattern; the unstated fails nothing."""
    if pattern.kind and kind is not None and kind not in pattern.kind:
        return True
    return any(
        name in attributes and not meets(condition, name, attributes[name], places)
        for name, condition in pattern.conditions.items()
    )


def as_number(value: str | None) -> int | None:
    """Read a whole number, None where the text is none."""
    try:
        return None if value is None else int(value)
    except ValueError:
        return None
