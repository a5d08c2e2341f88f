"""Which occurrences reach a part of a provision, and what they are there."""

from collections.abc import Sequence

from servanda.duty import Duty, Part
from servanda.evidence import Item
from servanda.expression import EXTENTS
from servanda.occurrence import Occurrence
from servanda.weigh import UNATTRIBUTED
from servanda.window import Window


def reaching(duty: Duty, part: Part) -> list[Occurrence]:
    """Find the occurrences that reach a part."""
    if duty.pattern is None:
        return []
    return [o for o in duty.world.matching(duty.pattern) if _reaches(duty, part, o)]


def _reaches(duty: Duty, part: Part, occurrence: Occurrence) -> bool:
    return _for_part(duty, part, occurrence) and (
        part.stretch is None
        or (
            occurrence.date.lo <= part.stretch.hi
            and occurrence.date.hi >= part.stretch.lo
        )
    )


def _for_part(duty: Duty, part: Part, occurrence: Occurrence) -> bool:
    """Tell whether an occurrence reaches an `each` instance, by what it states."""
    for name, word in part.each.items():
        stated = duty.stated(name, occurrence)
        if not stated:
            # A performance naming none serves all; a violation stands apart.
            if word != UNATTRIBUTED and not duty.terms.is_achievement:
                return False
        elif word == UNATTRIBUTED or not duty.says(name, stated, word):
            return False
    return True


def items(
    duty: Duty, part: Part, window: Window, found: Sequence[Occurrence]
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Give the items that count in a window, and those an `unless` takes out."""
    counted, apart = [], []
    for occurrence in found:
        item = item_of(duty, part, occurrence)
        if item is None:
            continue
        excused = duty.world.scales.excused(
            occurrence, duty.terms.unless, part.bearers, duty.policy
        )
        if excused == "true":
            apart.append(item)
            continue
        if excused == "both" and item.truth == "true":
            item = item._replace(truth="both", ground="fact")
        within = held(duty, item, window)
        if within is not None:
            counted.append(within)
    return tuple(counted), tuple(apart)


def item_of(duty: Duty, part: Part, occurrence: Occurrence) -> Item | None:
    """Weigh an occurrence as evidence; None where it is none."""
    if duty.terms.modality == "maintenance":
        found = duty.violation(occurrence, part.bearers)
        if found is None:
            return None
        return Item.of_word(occurrence, found, occurrence.times)
    word = duty.world.scales.performance(occurrence, part.bearers, duty.policy)
    if duty.terms.modality == "quota":
        amount = occurrence.amount
        return Item.of_word(occurrence, word, amount)
    wanted = EXTENTS.index(duty.terms.suffices)
    whole = EXTENTS.index(occurrence.extent) >= wanted
    return Item.of_word(occurrence, word, occurrence.times)._replace(whole=whole)


def held(duty: Duty, item: Item, window: Window) -> Item | None:
    """Hold an item against its window: doubt about the date favours the bearer."""
    if duty.terms.is_achievement:
        early = window.floor is not None and item.date.hi < window.floor
        return None if early else item
    if window.start is None:
        return None
    over = window.over
    first = max(item.date.lo, window.start.lo)
    last = item.date.hi if over is None else min(item.date.hi, over.hi)
    allowed = window.allows(first, last) if first <= last else "none"
    if allowed == "none":
        return None
    partly = allowed == "part" or (first, last) != item.date[:2]
    if partly and item.truth == "true":
        return item._replace(truth="both", ground="fact")
    return item
