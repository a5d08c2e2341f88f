"""What-if: the difference of two histories, when they part, and why.

The scenario plus changes is evaluated beside the scenario; a provision's chain leads
from the changes, through the provisions that differ and read each other, to it.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from servanda.agreement import Agreement
from servanda.changes import Change, Refusal
from servanda.dependencies import Dependency, Kind, PatternUse
from servanda.edits import Edit, references
from servanda.evaluate import Docket
from servanda.kept import Kept
from servanda.pattern import Places, contradicts
from servanda.problems import quote
from servanda.question import latest
from servanda.scenario import Report
from servanda.standing import Key, Standing, Step
from servanda.touched import Base, standing_of, without_effect

READS: Mapping[Kind, str] = {
    "status": "it waits for how {0} stands",
    "due": "it counts from when {0} is due",
    "met": "it counts from when {0} was performed",
    "done": "it counts from when {0} was performed or due",
    "breached": "it counts from when {0} was breached",
    "start": "it counts from when {0} starts",
    "end": "it counts from when {0} ends",
}


class Cause(NamedTuple):
    """Why a provision differs: a change and the reports it touched, or a provision.

    `ref` is the change's number among the changes, from 1, or the provision read;
    `path` is where the provision that differs reads it.
    """

    kind: Literal["change", "provision"]
    ref: str
    text: str
    reports: tuple[str, ...] = ()
    path: str = ""


class Link(NamedTuple):
    """One step of a chain: a provision, the rule it now stands by, and why."""

    provision: str
    rule: str
    because: tuple[Cause, ...]


class Branch(NamedTuple):
    """What a change did to a provision, and through it to those that read it."""

    provision: str
    causes: tuple[Cause, ...]
    branches: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a provision, or an instance, stands without and with the changes.

    `parts_at` is the first second the two histories differ (it may lie after the
    question's as-of); None where only a date does. An instance that is there on one
    side alone has no standing on the other.
    """

    provision: str
    instance: Key | None
    before: Standing | None
    after: Standing | None
    parts_at: int | None
    chain: tuple[Link, ...] = ()
    instances: tuple["Difference", ...] = ()

    @property
    def ends_elsewhere(self) -> bool:
        """Tell whether it ends in another status, or on another ground."""
        return _word(self.before) != _word(self.after)


def _word(standing: Standing | None) -> tuple[str, str] | None:
    return None if standing is None else (standing.status, standing.ground)


@dataclass(frozen=True)
class WhatIf:
    """A scenario beside itself with changes; nothing differs where one is refused.

    `trees` holds, for each edit, what it led to, the shortest ways.
    """

    base: Base
    agreement: Agreement
    as_of: int
    known_by: int
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...]
    refusals: tuple[Refusal, ...]
    differences: tuple[Difference, ...]
    trees: tuple[tuple[Branch, ...], ...]
    reports: tuple[Report, ...]
    before: Kept
    after: Kept


# -- asking -----------------------------------------------------------------------


def run(base: Base, changes: Iterable[Change], carry: bool = False) -> WhatIf:
    """Compare a scenario with itself after changes, made in order.

    With `carry`, what waits for a delayed step comes as much later.
    What the changes suppose is known whatever its date. By default all is known, and
    the question is about the latest date on either side.
    """
    asked = tuple(changes)
    applied = base.apply(asked, carry)
    told = (*base.reports, *(r for edit in applied.edits for r in edit.added))
    a = base.as_of
    if a is None:
        a = latest(told, base.ground.calendar) or 0
    known = a if base.known_by is None else base.known_by
    k = max([known, *(r.reported for r in told)])
    before = base.again(base.reports, k, a)
    after = before if applied.refusals else base.again(applied.reports, k, a)
    refusals = (*applied.refusals, *without_effect(applied, after))
    after = before if refusals else after
    found, trees = differences(base, before, after, a, applied.edits, told)
    return WhatIf(
        base=base,
        agreement=base.agreement,
        as_of=a,
        known_by=k,
        changes=asked,
        edits=applied.edits,
        refusals=refusals,
        differences=found,
        trees=trees,
        reports=told,
        before=before,
        after=after,
    )


# -- the difference ---------------------------------------------------------------


def differences(
    base: Base,
    before: Kept,
    after: Kept,
    as_of: int,
    edits: Sequence[Edit] = (),
    reports: Iterable[Report] = (),
) -> tuple[tuple[Difference, ...], tuple[tuple[Branch, ...], ...]]:
    """List the provisions whose history up to an instant differs, with the chains.

    `reports` are those on either side; the edits say which of them were touched.
    """
    may = before.differing | after.differing
    compared = {
        id: _compare(before, after, id, as_of)
        for id in base.agreement.provisions
        if id in may
    }
    moved = {id: one for id, one in compared.items() if one is not None}
    readers = _readers(base, moved, before, after)
    chains = _Chains(base, moved, readers, edits, reports)
    shown = tuple(
        replace(one, chain=chains.to(id))
        for id, one in moved.items()
        if _shows(one, as_of)
    )
    return shown, chains.trees({one.provision for one in shown})


def _shows(one: Difference, as_of: int) -> bool:
    """Tell whether histories differ by an instant, or where they stand then does."""
    parted = one.parts_at is not None and one.parts_at <= as_of
    return parted or _state(one.before) != _state(one.after) or bool(one.instances)


def _compare(
    before: Docket, after: Docket, provision: str, as_of: int
) -> Difference | None:
    """Compare two histories of a provision, None where they never differ."""
    whole = _compared(before, after, provision, None, as_of)
    there = [frozenset(side.units(provision)) for side in (before, after)]
    keys = dict.fromkeys((*before.units(provision), *after.units(provision)))
    parts = [
        _compared(
            before if key in there[0] else None,
            after if key in there[1] else None,
            provision,
            key,
            as_of,
        )
        for key in keys
        if key is not None
    ]
    shown = tuple(p for p in parts if _shows(p, as_of))
    return (
        replace(whole, instances=shown) if any(map(_differs, (whole, *parts))) else None
    )


def _differs(one: Difference) -> bool:
    return one.parts_at is not None or _state(one.before) != _state(one.after)


def _compared(
    before: Docket | None,
    after: Docket | None,
    provision: str,
    key: Key | None,
    as_of: int,
) -> Difference:
    """Compare two histories; None stands for a side where there is no such instance."""
    sides = [
        (standing_of(side, provision, key, as_of), side.steps(provision, key))
        if side is not None
        else (None, ())
        for side in (before, after)
    ]
    (one, history), (other, changed) = sides
    if _state(one) is None and _state(other) is None:
        return Difference(provision, key, one, other, None)
    return Difference(provision, key, one, other, parting(history, changed))


def _state(standing: Standing | None) -> tuple[object, ...] | None:
    """Give what there is to tell apart in where a provision stands."""
    if standing is None or standing.status == "not-tracked":
        return None
    return (
        standing.status,
        standing.ground,
        standing.start,
        standing.due,
        standing.ends,
        "unobserved" in standing.marks,
    )


def parting(one: Iterable[Step], other: Iterable[Step]) -> int | None:
    """Find the first second at which two histories differ in status or ground."""
    histories = [{s.at: (s.status, s.ground) for s in steps} for steps in (one, other)]
    now: list[tuple[str, str] | None] = [None, None]
    for at in sorted({*histories[0], *histories[1]}):
        now = [steps.get(at, word) for steps, word in zip(histories, now, strict=True)]
        if now[0] != now[1]:
            return at
    return None


# -- chains of causes -------------------------------------------------------------


class _Origin(NamedTuple):
    """How a change reaches a provision: directly, or through one that it reads."""

    causes: tuple[Cause, ...]
    via: str | None
    distance: int


class _Chains:
    """The shortest ways from each change to each provision that differs."""

    def __init__(
        self,
        base: Base,
        moved: Mapping[str, Difference],
        readers: "Readers",
        edits: Sequence[Edit],
        reports: Iterable[Report],
    ) -> None:
        self.moved = moved
        self.readers = readers
        self.patterns = base.patterns if moved else {}
        self.places = base.ground.places
        self.footings = base.ground.footings
        self.by_id = {report.id: report for report in reports}
        self.ways = [self.search(n, edit) for n, edit in enumerate(edits, 1)]

    def to(self, provision: str) -> tuple[Link, ...]:
        """Give the chain to a provision, itself last, causes before effects."""
        through: dict[str, list[str]] = {provision: []}
        for way in self.ways:
            at: str | None = provision if provision in way else None
            while at is not None:
                via = way[at].via
                through.setdefault(at, []).extend(() if via is None else (via,))
                at = via
        return tuple(self.link(id, through.keys()) for id in _in_order(through))

    def trees(self, shown: Collection[str]) -> tuple[tuple[Branch, ...], ...]:
        """Give what each change led to, as far as it leads to what is shown."""
        return tuple(_grown(way, None, shown) for way in self.ways)

    def link(self, provision: str, used: Collection[str]) -> Link:
        origins = [way[provision] for way in self.ways if provision in way]
        known = (o for o in origins if o.via is None or o.via in used)
        causes = (cause for origin in known for cause in origin.causes)
        one = self.moved[provision]
        rule = "" if one.after is None else one.after.rule
        return Link(provision, rule, tuple(dict.fromkeys(causes)))

    def search(self, number: int, edit: Edit) -> dict[str, _Origin]:
        """Search breadth first, from the provisions that a change touches itself."""
        found: dict[str, _Origin] = {}
        for id in self.moved:
            reports = tuple(r for r in edit.touched if self.reaches(edit, r, id))
            if reports:
                text = edit.change.describe()
                cause = Cause("change", str(number), text, reports)
                found[id] = _Origin((cause,), None, 0)
        waiting = deque(found)
        while waiting:
            id = waiting.popleft()
            for reader, reads in self.readers.get(id, ()):
                if reader not in found:
                    causes = tuple(map(_reading, reads))
                    found[reader] = _Origin(causes, id, found[id].distance + 1)
                    waiting.append(reader)
        return found

    def reaches(self, edit: Edit, report: str, provision: str) -> bool:
        """Tell whether a touched report speaks of what a provision reads."""
        versions = [r for r in (*edit.removed, *edit.added) if r.id == report]
        spoken = _with_what_they_refer_to(versions, self.by_id)
        windows = self.footings[provision].windows
        return any(
            provision in r.about
            or r.access is not None
            or (r.act is not None and _dates_of(r) & windows)
            or (
                r.position is None
                and _read_by(self.patterns[provision], r, self.places)
            )
            for r in spoken
        )


def _grown(
    way: Mapping[str, _Origin], via: str | None, shown: Collection[str]
) -> tuple[Branch, ...]:
    found = [
        Branch(id, origin.causes, _grown(way, id, shown))
        for id, origin in way.items()
        if origin.via == via
    ]
    return tuple(one for one in found if one.branches or one.provision in shown)


def _dates_of(act: Report) -> set[str]:
    """Name the phases and anchors that an act or a ruling is about."""
    return {f"{kind}.{name}" for kind in ("phases", "anchors") for name in act.about}


def _in_order(through: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Order what a chain leads through: each after what leads to it, the first last."""
    found: dict[str, None] = {}
    path = list(through)[:1]
    entered = set(path)
    while path:
        ahead = next((id for id in through[path[-1]] if id not in entered), None)
        if ahead is None:
            found[path.pop()] = None
        else:
            entered.add(ahead)
            path.append(ahead)
    return tuple(found)


def _reading(read: Dependency) -> Cause:
    text = READS[read.kind].format(quote(read.provision))
    return Cause("provision", read.provision, text, path=read.path)


Readers = Mapping[str, Sequence[tuple[str, tuple[Dependency, ...]]]]


def _readers(
    base: Base,
    moved: Mapping[str, Difference],
    before: Docket,
    after: Docket,
) -> Readers:
    """List who reads of a provision what differs in it, and differs too."""
    found: dict[str, list[tuple[str, tuple[Dependency, ...]]]] = {}
    for id in moved:
        differing: dict[str, list[Dependency]] = {}
        for read in base.reads[id]:
            other = moved.get(read.provision)
            if other is not None and _what_is_read_differs(read, other, before, after):
                differing.setdefault(read.provision, []).append(read)
        for other_id, several in differing.items():
            found.setdefault(other_id, []).append((id, tuple(several)))
    return found


def _what_is_read_differs(
    read: Dependency, one: Difference, before: Docket, after: Docket
) -> bool:
    if read.kind == "status":
        return one.parts_at is not None
    units = (side.units(read.provision) for side in (before, after))
    keys: set[Key] = {key or () for side in units for key in side} | {()}
    return any(
        before.date_of(read.provision, read.kind, key)
        != after.date_of(read.provision, read.kind, key)
        for key in keys
    )


def _with_what_they_refer_to(
    reports: Iterable[Report], by_id: Mapping[str, Report]
) -> Iterable[Report]:
    """Add the reports these refer to: a denial says little about what it denies."""
    waiting = list(reports)
    seen: set[str] = set()
    while waiting:
        report = waiting.pop()
        yield report
        seen.add(report.id)
        named = (by_id.get(id) for id in references(report) if id not in seen)
        waiting += [report for report in named if report is not None]


def _read_by(uses: Iterable[PatternUse], report: Report, places: Places) -> bool:
    """Tell whether a report may be of an occurrence that one of the patterns meets."""
    if report.kind is None:
        return False
    return any(
        not contradicts(use.pattern, report.kind, report.attributes, places)
        for use in uses
    )
