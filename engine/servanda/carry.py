"""What waits for a delayed step: the steps behind it, which come as much later.

A step waits for another if its start, its due date or the date before which it does
not count is counted from when the other is performed or due, or if what performs the
other also triggers it, or dates what it is counted from.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.changes import Change, key_names
from servanda.dependencies import Dependencies, Dependency, PatternUse
from servanda.pattern import Places, matches
from servanda.performances import attribute, performance
from servanda.scenario import Report
from servanda.standing import Key

WAITS = ("from", "not_before", "due")
WAITED_FOR = frozenset({"met", "done", "due"})


class Waits(NamedTuple):
    """What each provision reads of others, and which patterns of reports."""

    reads: Dependencies
    patterns: Mapping[str, tuple[PatternUse, ...]]


class Behind(NamedTuple):
    """A step that waits, the step it waits for, and the keys of those meant.

    A key may have several values; without keys every instance is meant.
    """

    provision: str
    after: str
    keys: Mapping[str, frozenset[str]]


def performed_by(
    agreement: Agreement, places: Places, moved: Sequence[Report]
) -> Iterator[str]:
    """Name the provisions that some reports say were performed."""
    for id, terms in agreement.provisions.items():
        pattern = performance(terms)
        if pattern is not None and any(
            matches(pattern, r.kind, r.attributes, places) for r in moved
        ):
            yield id


def behind(
    agreement: Agreement,
    places: Places,
    waits: Waits,
    change: Change,
    moved: Sequence[Report],
) -> tuple[Behind, ...]:
    """List the steps that wait for what a change delays, each once."""
    named = [change.target] if change.target in agreement.provisions else []
    steps = dict.fromkeys((*named, *performed_by(agreement, places, moved)))
    found: dict[str, Behind] = {}
    for id in agreement.provisions:
        if id in steps:
            continue
        after = next((s for s in steps if _counts_from(waits.reads[id], s)), None)
        if after is not None:
            shared = set(key_names(agreement.provisions[id]))
            keys = {n: frozenset({v}) for n, v in change.keys if n in shared}
            found[id] = Behind(id, after, keys)
        elif waking := [r for r in moved if _wakes(waits.patterns[id], r, places)]:
            names = agreement.provisions[id].keyed_by
            found[id] = Behind(id, change.name, _stated(names, waking))
    return tuple(found.values())


def _counts_from(reads: Iterable[Dependency], provision: str) -> bool:
    return any(
        read.provision == provision
        and read.kind in WAITED_FOR
        and _of_a_wait(read.path)
        for read in reads
    )


def _of_a_wait(path: str) -> bool:
    return path.split(" ", maxsplit=1)[0].split(".", maxsplit=1)[0] in WAITS


def _wakes(uses: Iterable[PatternUse], report: Report, places: Places) -> bool:
    """Tell whether a report may trigger a step, or date what it is counted from."""
    return any(
        (use.path == "for_each" or _of_a_wait(use.path))
        and matches(use.pattern, report.kind, report.attributes, places)
        for use in uses
    )


def _stated(
    names: Iterable[str], reports: Sequence[Report]
) -> dict[str, frozenset[str]]:
    """Give the values of keys that all of some reports state."""
    found: dict[str, frozenset[str]] = {}
    for name in names:
        values = [r.attributes.get(attribute(name)) for r in reports]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            found[name] = frozenset(known)
    return found


def meant(keys: Mapping[str, frozenset[str]], instance: Key | None) -> bool:
    """Tell whether an instance is one of those meant."""
    own = dict(instance or ())
    return all(own.get(name) in values for name, values in keys.items() if name in own)
