"""An excerpt of a scenario: all that decides one provision, and nothing beside.

Evaluated again and again with further reports, it gives what the whole would give.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from servanda.agreement import Agreement
from servanda.deadline import operands
from servanda.dependencies import provision_patterns
from servanda.evaluate import Docket
from servanda.expression import When
from servanda.scenario import Report
from servanda.standing import Key, Step, step_at
from servanda.world import ground, world

HEADS = ("start", "end", "due", "met", "done", "breached")


class Excerpt:
    """One provision with what it reads, and the reports that may reach these."""

    def __init__(self, docket: Docket, provision: str) -> None:
        self._docket = docket
        self.provision = provision
        heard = (r for r in docket.view.reports if r.reported <= docket.known_by)
        scope = _Scope(docket, _groups(heard))
        names = scope.closed({provision, *_read_by_windows(docket.world.ground.text)})
        text = docket.world.ground.text
        every = text.provisions.items()
        kept = {name: terms for name, terms in every if name in names}
        self._ground = ground(text.model_copy(update={"provisions": kept}))
        self.reports = tuple(r for group in scope.reaching(names) for r in group)

    def step(self, more: Sequence[Report], key: Key | None, as_of: int) -> Step | None:
        """Give where it stands with further reports; None where it is not there."""
        docket = self._docket
        reports = (*self.reports, *more)
        asked = Docket(
            world(self._ground, reports, docket.known_by),
            replace(docket.view, reports=reports),
            docket.horizon,
            docket.inference,
        )
        if not asked.strand(self.provision).has(key):
            return None
        return step_at(asked.steps(self.provision, key), as_of)


Group = Sequence[Report]


def _groups(heard: Iterable[Report]) -> list[Group]:
    """Part reports into groups, such that none refers to one of another group."""
    found: dict[str, list[Report]] = {}
    for report in heard:
        tokens = _tokens(report)
        groups = {id(found[t]): found[t] for t in tokens if t in found}
        joined = [one for group in groups.values() for one in group] + [report]
        for token in {t for one in joined for t in _tokens(one)}:
            found[token] = joined
    return list({id(group): group for group in found.values()}.values())


def _tokens(report: Report) -> tuple[str, ...]:
    """Name a report and all that joins it with others."""
    links = report.links
    joined = (links.of, links.retracts, links.replaces, links.withdraws)
    named = () if links.occurrence is None else (f"occurrence {links.occurrence}",)
    return (report.id, *(one for one in joined if one is not None), *named)


class _Scope:
    """What reads what by the text and every edition and reading of it."""

    def __init__(self, docket: Docket, groups: Sequence[Group]) -> None:
        courses = (docket.course, *(one.course for one in docket.alternatives))
        editions = [edition for course in courses for edition in course.editions]
        self._grounds = {id(e.world.ground): e.world.ground for e in editions}.values()
        texts = {id(e.agreement): e.agreement for e in editions}.values()
        self._patterns = [provision_patterns(text) for text in texts]
        same = docket.agreement.same
        self._by_kind = not same or "kind" in same
        self._every = frozenset(docket.world.ground.text.provisions)
        self._groups = groups

    def closed(self, names: Iterable[str]) -> frozenset[str]:
        """Add all that some provisions read, and what acts that reach any are about."""
        found = set(names)
        size = 0
        while size < len(found):
            size = len(found)
            found |= {name for one in self._grounds for name in one.closure(found)}
            for group in self.reaching(found):
                found |= _objects(group) & self._every
        return frozenset(found)

    def reaching(self, names: Collection[str]) -> list[Group]:
        """Choose the groups of reports that may reach some provisions."""
        kinds, elsewhere = self._kinds(names), self._every.difference(names)
        return [group for group in self._groups if _reaches(group, elsewhere, kinds)]

    def _kinds(self, names: Iterable[str]) -> frozenset[str] | None:
        """Name the kinds of report that some provisions read; None: it may be any."""
        uses = [u for read in self._patterns for name in names for u in read[name]]
        if not self._by_kind or not all(use.pattern.kind for use in uses):
            return None
        return frozenset(kind for use in uses for kind in use.pattern.kind)


def _objects(group: Group) -> set[str]:
    """Name what the acts and rulings of a group are about."""
    return {name for one in group if one.act is not None for name in one.about}


def _reaches(
    group: Group, elsewhere: Collection[str], kinds: frozenset[str] | None
) -> bool:
    """Tell whether what a group says may reach others than provisions `elsewhere`."""
    if any(report.act is not None for report in group):
        objects = _objects(group)
        if not objects or not objects.issubset(elsewhere):
            return True
    for report in group:
        if report.position is not None:
            if not set(report.about).issubset(elsewhere):
                return True
        elif report.act is None and (kinds is None or report.kind in kinds):
            return True
    return False


def _read_by_windows(text: Agreement) -> Iterator[str]:
    """Name the provisions that phases, anchors and powers count from."""
    parts: list[When | None] = [text.in_force]
    for phase in text.phases.values():
        parts += [phase.from_, phase.until]
        for reading in phase.readings.values():
            parts += [reading.from_, reading.until]
    for anchor in text.anchors.values():
        readings = anchor.readings.values()
        parts += [anchor.planned, *(reading.planned for reading in readings)]
    parts += [power.from_ for powers in text.powers.values() for power in powers]
    for part in parts:
        yield from (name for name in _named(part) if name in text.provisions)


def _named(when: When | None) -> Iterator[str]:
    if when is None:
        return
    yield from (name for head in HEADS if (name := getattr(when, head)) is not None)
    yield from when.status or ()
    for part in operands(when):
        yield from _named(part)
