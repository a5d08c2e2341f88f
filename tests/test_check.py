"""Checks across the parts: what is wrong is found, what is allowed is left alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.check import check_paths, load
from servanda.check.cycles import Graph, Node, cycles
from servanda.problems import Problem

RULES = Path(__file__).parent / "bad" / "rules"
HEAD = """\
agreement: small
title: Small
zone: Asia/Jerusalem
in_force: {anchor: signature}
anchors:
  signature: {planned: 2025-01-19, actual: {kind: signed}}
parties:
  north: {name: The North}
  south: {name: The South}
sources:
  monitor: {tier: authority}
phases:
  one: {from: {day: 1}, until: {day: 42}}
"""
DUTY = "title: T, modality: achievement, bearer: north, performed_by: {kind: done}"
OTHER = "title: T, modality: achievement, bearer: north, performed_by: {kind: told}"
TRUCE = "title: T, modality: maintenance, bearer: north, violated_by: {kind: shot}"
TOTAL = "title: T, modality: quota, bearer: north, counted_by: {kind: came}"


def agreement(folder: Path, provisions: dict[str, str], head: str = HEAD) -> list[str]:
    """Check an agreement with some provisions; return the codes."""
    top = folder / "small"
    top.mkdir()
    (top / "agreement.yaml").write_text(head, encoding="utf-8")
    text = "".join(f"{id}: {{{terms}}}\n" for id, terms in provisions.items())
    (top / "provisions.yaml").write_text(text, encoding="utf-8")
    # The head has a phase for those that want it.
    codes = (problem.code for problem in check_paths((str(top),)))
    return [code for code in codes if code != "unused-phase"]


@pytest.mark.parametrize(
    "provisions",
    [
        {"a": f"{DUTY}, due: open"},
        {"a": f"{DUTY}, due: 2025-03-01, theme: no-themes-are-declared"},
        {"a": f"{DUTY}, due: {{day: 7, of: {{instance: start}}}}, every: {{weeks: 1}}"},
        {"a": f"{DUTY}, due: {{day: 7}}, every: {{weeks: 1}}, until: {{end: one}}"},
        {
            "a": f"{DUTY}, for_each: {{kind: told}}, keyed_by: batch, "
            "due: {hours: 24, before: {instance: release}}"
        },
        {"a": f"{DUTY}, due: {{day: 4}}, each: {{bearer: all}}"},
        {"a": f"{DUTY}, due: {{day: 4}}, each: [{{bearer: [north]}}, {{place: [x]}}]"},
        {"a": f"{TRUCE}, until: {{end: one}}"},
        {"a": f"{TRUCE}, cured_by: {{quiet: {{days: 7}}}}, silence: {{days: 3}}"},
        {"a": f"{TOTAL}, target: {{rate: 600, per: day}}, until: {{end: one}}"},
        {"a": f"{TOTAL}, target: {{total: 33}}, due: {{end: one}}"},
        {"a": f"{TOTAL}, target: {{remaining: 0}}, due: {{end: one}}"},
        {
            "a": f"{DUTY}, due: {{days: 3, after: {{done: b}}}}",
            "b": f"{OTHER}, due: {{days: 3, after: {{met: a}}}}",
        },
        {"a": f"{DUTY}, due: {{days: 3, after: {{report: {{kind: told}}}}}}"},
        {
            "a": f"{DUTY}, due: {{days: 1, after: {{breached: b}}}}, on_breach_of: b",
            "b": f"{DUTY}, due: {{day: 4}}",
        },
        {
            "a": f"{DUTY}, due: {{day: 4}}, together_with: b, tolerance: {{days: 1}}",
            "b": f"{DUTY}, due: {{day: 4}}, together_with: a",
        },
        {
            "a": f"{DUTY}, due: {{day: 4}}, from: {{status: {{b: [met, holding]}}}}",
            "b": f"{TRUCE}, void_if: {{status: {{c: breached}}}}",
            "c": f"{DUTY}, due: {{day: 4}}",
        },
        {"a": f"{DUTY}, from: 2025-03-01, due: 2025-03-01"},
        {"a": f"{DUTY}, from: 2025-03-01T12:00, due: 2025-03-01"},
        {"a": f"{DUTY}, finding: {{by: [south, monitor]}}, due: {{day: 4}}"},
    ],
)
def test_what_the_format_allows_is_no_problem(
    provisions: dict[str, str], tmp_path: Path
) -> None:
    assert agreement(tmp_path, provisions) == []


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ("from: 2025-03-02, due: 2025-03-01", "due-before-from"),
        ("from: 2025-03-01T12:00, due: 2025-03-01T11:59", "due-before-from"),
        ("not_before: 2025-03-02, due: 2025-03-01", "due-before-from"),
        (
            "from: 2025-03-02, due: {days: 1, before: {date: 2025-03-03T23:59}}",
            None,
        ),
        (
            "from: 2025-03-02, due: {months: 1, after: {date: 2025-01-31}}",
            "due-before-from",
        ),
        ("from: 2025-02-28, due: {months: 1, after: {date: 2025-01-31}}", None),
        ("from: 2025-03-02, due: {weeks: 2, after: 2025-02-16}", None),
        ("from: 2025-03-03, due: {weeks: 2, after: 2025-02-16}", "due-before-from"),
        ("due: {days: 4, after: {due: a}}", "date-cycle"),
        ("due: {latest: [{day: 4}, {days: 4, after: {breached: a}}]}", "date-cycle"),
        ("from: {start: a}, due: {day: 4}", "date-cycle"),
        ("due: {day: 4, of: {instance: start}}", "no-instance"),
        ("due: {days: 1, after: {instance: told}}, every: {weeks: 1}", "no-instance"),
        ("due: {day: 4}, from: {status: {a: met}}", "condition-cycle"),
        ("due: {day: 4}, void_if: {status: {a: met}}", "condition-cycle"),
        ("due: {day: 4}, on_breach_of: a", "condition-cycle"),
        ("due: {days: 40000, after: 2025-01-01}", "bad-value"),
        ("due: {day: 4}, on_breach_of: b", "unknown-provision"),
        ("due: {day: 4, of: {end: two}}", "unknown-phase"),
        ("due: {day: 4, of: {anchor: armistice}}", "unknown-anchor"),
        ("due: {day: 4}, clause: {text: annex}", "unknown-text"),
        ("from: {day: 50}, due: {day: 42}", "due-before-start"),
    ],
)
def test_what_cannot_be_is_a_problem(
    terms: str, code: str | None, tmp_path: Path
) -> None:
    found = agreement(tmp_path, {"a": f"{DUTY}, {terms}"})
    assert found == ([] if code is None else [code])


def test_a_condition_through_a_phase_is_part_of_the_cycle(tmp_path: Path) -> None:
    head = HEAD + "  two: {from: {status: {a: met}}}\n"
    found = agreement(tmp_path, {"a": f"{DUTY}, due: {{start: two}}"}, head)
    assert found == ["condition-cycle"]


def test_the_day_of_coming_into_force_does_not_count_from_itself(
    tmp_path: Path,
) -> None:
    head = HEAD.replace("{planned: 2025-01-19,", "{planned: {day: 3},")
    assert agreement(tmp_path, {"a": f"{DUTY}, due: open"}, head) == ["date-cycle"]


NODES: list[Node] = [(name, "status") for name in "abcdef"]
EDGES = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=9)


@given(EDGES)
def test_a_cycle_is_found_where_there_is_one(edges: set[tuple[Node, Node]]) -> None:
    graph: Graph = {node: {} for node in NODES}
    for start, end in sorted(edges):
        graph[start][end] = ("provisions", start[0], end[0])
    found = list(cycles(graph, NODES))
    for cycle in found:
        assert cycle[0] == cycle[-1]
        assert all(end in graph[start] for start, end in pairwise(cycle))
    named = {node for cycle in found for node in cycle}
    assert named <= on_cycles(edges)
    assert bool(named) == bool(on_cycles(edges))
    assert len(found) == len({frozenset(knot(node, edges)) for node in named})


def on_cycles(edges: set[tuple[Node, Node]]) -> set[Node]:
    """Return the nodes that can be reached from themselves."""
    return {node for node in NODES if node in reached(node, edges)}


def reached(node: Node, edges: set[tuple[Node, Node]]) -> set[Node]:
    """Return what a node leads to, by walking until nothing is new."""
    found: set[Node] = set()
    while True:
        more = {end for start, end in edges if start == node or start in found}
        if more <= found:
            return found
        found |= more


def knot(node: Node, edges: set[tuple[Node, Node]]) -> set[Node]:
    """Return the nodes that lead to a node and that it leads to."""
    return {other for other in reached(node, edges) if node in reached(other, edges)}


def scenario(folder: Path, *reports: str, extra: str = "") -> list[Problem]:
    """Check a scenario with some reports, all cited alike."""
    cite = "cite: {outlet: Reuters, date: 2025-02-28}"
    lines = "".join(f"  - {{{report}, {cite}}}\n" for report in reports)
    story = folder / "told.yaml"
    head = f"scenario: told\nagreement: small\ntitle: Told\n{extra}"
    story.write_text(f"{head}reports:\n{lines}", encoding="utf-8")
    return list(load(str(story), RULES).problems)


SHOT = "id: shot, date: 2025-02-27, source: north-office, kind: shooting"
REFUSAL = "id: no, date: 2025-02-27, source: north, position: refuses, about: truce"


@pytest.mark.parametrize(
    ("report", "code"),
    [
        ("reported: 2025-03-01, source: north-office, retracts: shot", None),
        ("reported: 2025-03-01, source: north, retracts: shot", None),
        ("reported: 2025-03-01, source: monitor, retracts: shot", None),
        ("reported: 2025-03-01, source: south, retracts: shot", "not-its-own"),
        ("reported: 2025-03-01, source: agency, retracts: shot", "not-its-own"),
        (
            "date: 2025-02-27, source: north, replaces: shot, kind: shooting",
            None,
        ),
        ("date: 2025-03-01, source: north-office, withdraws: no", None),
        ("date: 2025-03-01, source: monitor, withdraws: no", "not-its-own"),
        (
            "date: 2025-03-01, source: north, withdraws: shot",
            "nothing-to-withdraw",
        ),
        ("reported: 2025-03-01, source: south, says: denied, of: shot", None),
        (
            "reported: 2025-03-01, source: monitor, of: shot, kind: shooting",
            None,
        ),
        ("reported: 2025-03-01, source: monitor, of: no", "no-occurrence"),
        ("reported: 2025-03-01, source: monitor, of: x", "report-cycle"),
        ("reported: 2025-03-01, source: monitor, retracts: x", "report-cycle"),
        ("date: 2025-03-01, source: monitor, kind: statement", None),
        ("date: 2025-03-01, source: monitor, kind: shoting", "unused-kind"),
        ("date: 2025-03-01, source: monitor, kind: shooting, batch: 8", None),
        ("date: 2025-03-01, source: monitor, kind: shooting, by: north", None),
        (
            "date: 2025-03-01, source: monitor, kind: shooting, by: agency",
            "unknown-party",
        ),
        (
            "date: 2025-03-01, source: monitor, kind: shooting, place: moon",
            "unknown-place",
        ),
        (
            "date: 2025-03-01, source: monitor, kind: shooting, colour: red",
            "unknown-attribute",
        ),
        ("date: 2025-03-01, source: monitor, act: terminate", None),
        ("date: 2025-03-01, source: monitor, act: waive", "about-nothing"),
        (
            "date: 2025-03-01, source: monitor, ruling: base, about: withdrawal",
            None,
        ),
        (
            "date: 2025-03-01, source: monitor, act: amend, about: withdrawal, "
            "set: {due: {day: 50}}",
            None,
        ),
        (
            "date: 2025-03-01, source: monitor, kind: trucks-entered, total: 5",
            None,
        ),
        ("date: 2025-03-01, source: monitor, kind: trucks-entered", "no-count"),
        (
            "date: 2025-03-01, source: monitor, says: unconfirmed, "
            "kind: trucks-entered",
            None,
        ),
        ("from: 2025-03-01, source: monitor, access: none, place: east", None),
    ],
)
def test_reports_are_held_against_the_agreement_and_one_another(
    report: str, code: str | None, tmp_path: Path
) -> None:
    told = f"id: x, {report}"
    found = [problem.code for problem in scenario(tmp_path, SHOT, REFUSAL, told)]
    assert found == ([] if code is None else [code])


def test_a_retraction_can_be_retracted(tmp_path: Path) -> None:
    first = "id: r1, reported: 2025-03-01, source: north, retracts: shot"
    second = "id: r2, reported: 2025-03-02, source: north, retracts: r1"
    assert scenario(tmp_path, SHOT, first, second) == []


def test_a_problem_in_a_provision_shows_what_it_is_about(tmp_path: Path) -> None:
    top = tmp_path / "small"
    top.mkdir()
    (top / "agreement.yaml").write_text(HEAD, encoding="utf-8")
    text = "a: {title: The North leaves, modality: achievement, bearer: nroth}\n"
    (top / "provisions.yaml").write_text(text, encoding="utf-8")
    found = check_paths((str(top),))
    assert {problem.context for problem in found} == {"a: The North leaves"}
