"""What each provision reads: other provisions, and patterns of reports.

A provision's time expressions are followed through the phases and anchors they
name, so that what is left are provisions and patterns. Readings are left out:
what a provision reads under one of them is asked of the agreement read so.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from servanda.agreement import Agreement, Anchor, Phase, Provision
from servanda.expression import Pattern, When

Kind = Literal["status", "due", "met", "done", "breached", "start", "end"]


class Dependency(NamedTuple):
    """That a provision reads another: what of it, and where the text says so.

    `path` is the place within the provision, as in `due.after`; each phase or
    anchor on the way follows after " > ", as in `until > phases.phase-one.until`.
    """

    provision: str
    kind: Kind
    path: str


class PatternUse(NamedTuple):
    """That a provision reads the reports matching a pattern, and where."""

    pattern: Pattern
    path: str


Read = Dependency | PatternUse
Dependencies = Mapping[str, tuple[Dependency, ...]]

OF_A_PROVISION: tuple[Kind, ...] = ("due", "met", "done", "breached")
OF_A_WINDOW: tuple[Kind, ...] = ("start", "end")
TIMES = ("from_", "until", "not_before", "due")
PATTERNS = (
    "performed_by",
    "violated_by",
    "counted_by",
    "cured_by",
    "observed",
    "for_each",
)


def provision_dependencies(agreement: Agreement) -> Dependencies:
    """Give the provisions each provision reads, in the order its text does."""
    return {
        id: tuple(r for r in found if isinstance(r, Dependency))
        for id, found in _all_reads(agreement)
    }


def provision_patterns(agreement: Agreement) -> Mapping[str, tuple[PatternUse, ...]]:
    """Give the patterns each provision reads itself, not through another one."""
    return {
        id: tuple(r for r in found if isinstance(r, PatternUse))
        for id, found in _all_reads(agreement)
    }


def end_of_phase(agreement: Agreement, phase: str) -> tuple[Read, ...]:
    """Give what the end of a phase reads: provisions, and patterns of reports."""
    return tuple(_Walk(agreement).window(phase, "end", "end"))


class Footing(NamedTuple):
    """What a provision's dates rest on: what it reads, and phases and anchors.

    These are named by section, as in `phases.one` or `anchors.signature`.
    """

    reads: tuple[Dependency, ...]
    windows: frozenset[str]


def footing(agreement: Agreement, provision: Provision) -> Footing:
    """Give what the dates of a provision rest on."""
    walk = _Walk(agreement)
    reads = [r for r in walk.provision(provision) if isinstance(r, Dependency)]
    names = (name.split(".") for name in walk.windows if "." in name)
    windows = frozenset(f"{section}.{name}" for section, name, *_ in names)
    return Footing(tuple(reads), windows)


def order(agreement: Agreement) -> tuple[tuple[str, ...], ...]:
    """Group provisions that read each other; what is read comes first."""
    return grouped(provision_dependencies(agreement))


def grouped(dependencies: Dependencies) -> tuple[tuple[str, ...], ...]:
    """Group provisions that read each other; what is read comes first."""
    edges = {
        id: tuple(dict.fromkeys(d.provision for d in found))
        for id, found in dependencies.items()
    }
    place = {id: index for index, id in enumerate(edges)}
    return tuple(
        tuple(sorted(group, key=place.__getitem__))
        for group in _Search(edges).components()
    )


def is_circular(group: tuple[str, ...], dependencies: Dependencies) -> bool:
    """Tell whether the provisions of a group read each other, or one itself."""
    return len(group) > 1 or any(
        d.provision in group for id in group for d in dependencies[id]
    )


def _all_reads(agreement: Agreement) -> Iterator[tuple[str, tuple[Read, ...]]]:
    for id, provision in agreement.provisions.items():
        # A pattern is unhashable, so the same words twice are kept twice.
        yield id, tuple(_Walk(agreement).provision(provision))


class _Walk:
    """One walk through a provision; each phase and anchor is entered once a field."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.entered: set[str] = set()
        self.windows: set[str] = set()

    def provision(self, provision: Provision) -> Iterator[Read]:
        for name in TIMES:
            self.entered.clear()
            when: When | None = getattr(provision, name)
            if when is not None:
                yield from self.when(when, name.rstrip("_"))
            elif name == "from_":
                yield from self.in_force("from")
        yield from self.conditions(provision)
        yield from self.patterns(provision)

    def conditions(self, provision: Provision) -> Iterator[Dependency]:
        if provision.on_breach_of in self.agreement.provisions:
            yield Dependency(provision.on_breach_of, "status", "on_breach_of")
        for id in provision.void_if.status if provision.void_if else ():
            if id in self.agreement.provisions:
                yield Dependency(id, "status", "void_if.status")

    def patterns(self, provision: Provision) -> Iterator[PatternUse]:
        for name in PATTERNS:
            pattern: Pattern | None = getattr(provision, name)
            if pattern is not None:
                yield PatternUse(pattern, name)
        for pattern in provision.unless:
            yield PatternUse(pattern, "unless")
        if provision.target is not None and provision.target.of is not None:
            yield PatternUse(provision.target.of, "target.of")

    def when(self, when: When, path: str) -> Iterator[Read]:
        yield from self.head(when, path)
        for name in ("of", "after", "before"):
            inner: When | None = getattr(when, name)
            if inner is not None:
                yield from self.when(inner, f"{path}.{name}")
        for name in ("earliest", "latest"):
            for index, part in enumerate(getattr(when, name) or ()):
                where = f"{path}.{name}.{index}"
                if part.if_any:
                    # Whether it counts depends on when its subject started.
                    yield from self.window(_subject(part), "start", where)
                yield from self.when(part, where)
        if when.day is not None and when.of is None:
            yield from self.in_force(path)

    def head(self, when: When, path: str) -> Iterator[Read]:
        for id in when.status or ():
            yield from self.read(id, "status", path)
        for kind in OF_A_PROVISION:
            yield from self.read(getattr(when, kind), kind, path)
        for kind in OF_A_WINDOW:
            yield from self.window(getattr(when, kind), kind, path)
        if when.report is not None:
            yield PatternUse(when.report, f"{path}.report")
        if when.anchor is not None:
            yield from self.anchor(when.anchor, path)

    def read(self, id: str | None, kind: Kind, path: str) -> Iterator[Dependency]:
        if id in self.agreement.provisions:
            yield Dependency(id, kind, path)

    def window(self, id: str | None, kind: Kind, path: str) -> Iterator[Read]:
        phase = self.agreement.phases.get(id) if id else None
        if phase is None:
            yield from self.read(id, kind, path)
        else:
            yield from self.phase(f"phases.{id}", phase, kind, path)

    def phase(self, name: str, phase: Phase, kind: Kind, path: str) -> Iterator[Read]:
        field = "from" if kind == "start" else "until"
        when = phase.from_ if kind == "start" else phase.until
        where = f"{path} > {name}.{field}"
        if not self.enter(f"{name}.{field}"):
            return
        if when is not None:
            yield from self.when(when, where)
        elif kind == "start":
            yield from self.in_force(path)

    def anchor(self, id: str, path: str) -> Iterator[Read]:
        anchor: Anchor | None = self.agreement.anchors.get(id)
        if anchor is None or not self.enter(f"anchors.{id}"):
            return
        if anchor.actual is not None:
            # Nothing is in force by the planned date where an actual one is awaited.
            yield PatternUse(anchor.actual, f"{path} > anchors.{id}.actual")
        elif anchor.planned is not None:
            yield from self.when(anchor.planned, f"{path} > anchors.{id}.planned")

    def in_force(self, path: str) -> Iterator[Read]:
        if self.enter("in_force"):
            yield from self.when(self.agreement.in_force, f"{path} > in_force")

    def enter(self, name: str) -> bool:
        """Tell whether `name` is new to this field, so that no cycle is followed."""
        self.windows.add(name)
        fresh = name not in self.entered
        self.entered.add(name)
        return fresh


def _subject(part: When) -> str | None:
    """Name the phase or provision an expression's own head is about."""
    names = (getattr(part, kind) for kind in (*OF_A_PROVISION, *OF_A_WINDOW))
    return next((name for name in names if name is not None), None)


class _Search:
    """Tarjan's search for strongly connected components, without recursion."""

    def __init__(self, edges: Mapping[str, tuple[str, ...]]) -> None:
        self.edges = edges
        self.number: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.stack: list[str] = []

    def components(self) -> Iterator[tuple[str, ...]]:
        for root in self.edges:
            if root not in self.number:
                yield from self.from_root(root)

    def from_root(self, root: str) -> Iterator[tuple[str, ...]]:
        path = [(root, self.open(root))]
        while path:
            node, rest = path[-1]
            fresh = self.advance(node, rest)
            if fresh is not None:
                path.append((fresh, self.open(fresh)))
                continue
            path.pop()
            if path:
                self.lower(path[-1][0], self.low[node])
            if self.low[node] == self.number[node]:
                yield self.close(node)

    def open(self, node: str) -> Iterator[str]:
        self.number[node] = self.low[node] = len(self.number)
        self.stack.append(node)
        return iter(self.edges[node])

    def advance(self, node: str, rest: Iterator[str]) -> str | None:
        """Follow edges until one leads somewhere new; None when none is left."""
        for target in rest:
            if target not in self.number:
                return target
            self.lower(node, self.number[target])
        return None

    def lower(self, node: str, number: int) -> None:
        self.low[node] = min(self.low[node], number)

    def close(self, node: str) -> tuple[str, ...]:
        members: list[str] = []
        while not members or members[-1] != node:
            members.append(self.stack.pop())
            # A number above all others: a closed group lowers nobody.
            self.number[members[-1]] = len(self.edges)
        return tuple(members)
