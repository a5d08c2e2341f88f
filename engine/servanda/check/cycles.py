"""Conditions and dates that wait for themselves, with the cycle named.

A date waits for the dates it is counted from, and a window for the statuses it is
conditional on; a status waits for its provision's window and due date. Dates that a
report settles (met, done, report) wait for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from servanda.agreement import Agreement, Provision, StatusCondition
from servanda.check.findings import Finding
from servanda.check.parts import parts
from servanda.expression import When
from servanda.source.places import Places
from servanda.source.validate import Path

Node = tuple[str, str]
# To each node the nodes that it waits for, with the path where that is written.
Graph = dict[Node, dict[Node, Path]]
_IN_FORCE = ("in_force", "")


def check_cycles(agreement: Agreement, _: Places) -> Iterator[Finding]:
    """Find provisions that wait for their own status, and dates for themselves."""
    graph = _date_graph(agreement)
    for cycle in cycles(graph, graph):
        names = " → ".join(map(_date_name, cycle))
        message = f"these dates are counted from one another: {names}"
        hint = "count from an anchor, or from met:, done: or report:"
        yield Finding(graph[cycle[0]][cycle[1]], "date-cycle", message, hint)
    statuses = _add_statuses(graph, agreement)
    for cycle in cycles(graph, statuses):
        names = " → ".join(name for name, _ in groupby(name for name, _ in cycle))
        message = f"these wait for one another's status: {names}"
        path = next(graph[a][b] for a, b in pairwise(cycle) if b[1] == "status")
        hint = "take one of these conditions out"
        yield Finding(path, "condition-cycle", message, hint)


def _date_name(node: Node) -> str:
    name, kind = node
    return name if not kind else f"{kind} {'' if kind == 'anchor' else 'of '}{name}"


def _date_graph(agreement: Agreement) -> Graph:
    graph: Graph = {}
    _add(graph, _IN_FORCE, agreement.in_force, ("in_force",))
    for id, anchor in agreement.anchors.items():
        _add(graph, (id, "anchor"), anchor.planned, ("anchors", id, "planned"))
    for id, phase in agreement.phases.items():
        _add(graph, (id, "start"), phase.from_, ("phases", id, "from"))
        _add(graph, (id, "end"), phase.until, ("phases", id, "until"))
    for id, provision in agreement.provisions.items():
        for kind, key, when in _dates(provision):
            _add(graph, (id, kind), when, ("provisions", id, key), id)
    return graph


def _dates(provision: Provision) -> Iterator[tuple[str, str, When | None]]:
    yield "start", "from", provision.from_
    yield "start", "not_before", provision.not_before
    yield "end", "until", provision.until
    yield "due", "due", provision.due


def _add(
    graph: Graph, node: Node, when: When | None, path: Path, provision: str = ""
) -> None:
    waits = graph.setdefault(node, {})
    if when is None:
        return
    for where, part in parts(when, path):
        if isinstance(part, When):
            for key, other in _counted_from(part, provision):
                waits.setdefault(other, (*where, key))


def _counted_from(when: When, provision: str) -> Iterator[tuple[str, Node]]:
    """Yield the dates that a time expression itself is counted from, with the key."""
    for key, kind in (("anchor", "anchor"), ("start", "start"), ("end", "end")):
        if getattr(when, key) is not None:
            yield key, (getattr(when, key), kind)
    for key in ("due", "breached"):
        if getattr(when, key) is not None:
            yield key, (getattr(when, key), "due")
    if when.day is not None and when.of is None:
        yield "day", _IN_FORCE
    if provision and when.instance in {"start", "end"}:
        yield "instance", (provision, when.instance)


def _add_statuses(graph: Graph, agreement: Agreement) -> list[Node]:
    """Add what statuses wait for and what waits for them; return the statuses."""
    for id, phase in agreement.phases.items():
        _add_conditions(graph, (id, "start"), phase.from_, ("phases", id, "from"))
        _add_conditions(graph, (id, "end"), phase.until, ("phases", id, "until"))
    for id, provision in agreement.provisions.items():
        path = ("provisions", id)
        own = graph.setdefault((id, "status"), {})
        own.update({(id, kind): path for kind in ("start", "end", "due")})
        _add_conditions(graph, (id, "status"), provision.void_if, (*path, "void_if"))
        for kind, key, when in _dates(provision):
            _add_conditions(graph, (id, kind), when, (*path, key))
        if provision.on_breach_of is not None:
            breached = (provision.on_breach_of, "status")
            graph[id, "start"].setdefault(breached, (*path, "on_breach_of"))
    return [(id, "status") for id in agreement.provisions]


def _add_conditions(
    graph: Graph, node: Node, model: When | StatusCondition | None, path: Path
) -> None:
    if model is None:
        return
    for where, part in parts(model, path):
        if isinstance(part, (When, StatusCondition)):
            for other in part.status or ():
                graph[node].setdefault((other, "status"), (*where, "status", other))


def cycles(graph: Graph, starts: Iterable[Node]) -> Iterator[list[Node]]:
    """Yield one shortest cycle of each knot that holds one of some nodes."""
    seen: set[Node] = set()
    for node in starts:
        if node in seen:
            continue
        cycle = _shortest_cycle(graph, node)
        if cycle:
            seen |= _knot(graph, node)
            yield cycle


def _shortest_cycle(graph: Graph, start: Node) -> list[Node]:
    """Return the shortest way from a node back to itself, or nothing."""
    before: dict[Node, Node] = {}
    rim = [start]
    while rim:
        nearer, rim = rim, []
        for node in nearer:
            for other in graph.get(node, {}):
                if other == start:
                    return [*_way(before, start, node), start]
                if other not in before:
                    before[other] = node
                    rim.append(other)
    return []


def _way(before: dict[Node, Node], start: Node, end: Node) -> list[Node]:
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


def _knot(graph: Graph, node: Node) -> set[Node]:
    """Return the nodes that a node waits for and that wait for it in turn."""
    turned: Graph = {}
    for one, others in graph.items():
        for other, path in others.items():
            turned.setdefault(other, {})[one] = path
    return _reached(graph, node) & _reached(turned, node)


def _reached(graph: Graph, start: Node) -> set[Node]:
    reached: set[Node] = set()
    rim = [start]
    while rim:
        node = rim.pop()
        if node not in reached:
            reached.add(node)
            rim += graph.get(node, {})
    return reached
