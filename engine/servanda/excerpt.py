"""An excerpt of a scenario: all that decides one provision, and nothing beside.

Evaluated again and again with further reports, it gives what the whole would give.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from servanda.agreement import Agreement
from servanda.deadline import operands
from servanda.dependencies import provision_patterns
from servanda.edition import Edition
from servanda.evaluate import Docket
from servanda.expression import When
from servanda.scenario import Report
from servanda.standing import Key, Step
from servanda.strand import step_at
from servanda.world import ground, world

HEADS = ("start", "end", "due", "met", "done", "breached")


class Excerpt:
    """One provision with what it reads, and the reports that may reach these."""

    def __init__(self, docket: Docket, provision: str) -> None:
        self._docket = docket
        self.provision = provision
        groups = _groups(
            r for r in docket.view.reports if r.reported <= docket.known_by
        )
        names = _names(docket, provision, groups)
        text = docket.world.ground.text
        every = text.provisions.items()
        kept = {name: terms for name, terms in every if name in names}
        self._ground = ground(text.model_copy(update={"provisions": kept}))
        kinds = _kinds(docket, names)
        elsewhere = frozenset(text.provisions) - names
        reaching = [group for group in groups if _reaches(group, elsewhere, kinds)]
        self.reports = tuple(report for group in reaching for report in group)

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


def _names(docket: Docket, provision: str, groups: Iterable[Group]) -> frozenset[str]:
    """Name all that a provision reads, by the text and every edition and reading.

    What an act that reaches any of these is about is among them.
    """
    text = docket.world.ground.text
    grounds = {id(e.world.ground): e.world.ground for e in _editions(docket)}
    acts = [objects for group in groups if (objects := _objects(group))]
    found = {provision, *_read_by_windows(text)}
    size = 0
    while size < len(found):
        size = len(found)
        found |= {name for one in grounds.values() for name in one.closure(found)}
        for objects in acts:
            if not found.isdisjoint(objects):
                found |= objects & text.provisions.keys()
    return frozenset(found)


def _editions(docket: Docket) -> Iterator[Edition]:
    courses = (docket.course, *(one.course for one in docket.alternatives))
    return (edition for course in courses for edition in course.editions)


def _objects(group: Group) -> set[str]:
    """Name what the acts and rulings of a group are about."""
    return {name for one in group if one.act is not None for name in one.about}


def _reaches(
    group: Group, elsewhere: frozenset[str], kinds: frozenset[str] | None
) -> bool:
    """Tell whether what a group says may reach others than provisions `elsewhere`."""
    for report in group:
        if report.act is not None or report.position is not None:
            if not report.about or not elsewhere.issuperset(report.about):
                return True
        elif kinds is None or report.kind in kinds:
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


def _kinds(docket: Docket, names: frozenset[str]) -> frozenset[str] | None:
    """Name the kinds of report that some provisions read; None: it may be any."""
    same = docket.agreement.same
    if same and "kind" not in same:
        return None
    found: set[str] = set()
    for text in {id(e.agreement): e.agreement for e in _editions(docket)}.values():
        uses = provision_patterns(text)
        for use in (use for name in names for use in uses[name]):
            if not use.pattern.kind:
                return None
            found.update(use.pattern.kind)
    return frozenset(found)
