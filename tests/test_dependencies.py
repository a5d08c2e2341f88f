"""What provisions read, and the order they are evaluated in."""

from typing import Any

import pytest

from servanda.agreement import Agreement
from servanda.dependencies import (
    Dependency,
    is_circular,
    order,
    provision_dependencies,
    provision_patterns,
)


def agreement(provisions: dict[str, dict[str, Any]], **more: Any) -> Agreement:
    """Give an agreement of two parties with these provisions."""
    base = {"title": "T", "modality": "achievement", "bearer": "north", "due": "open"}
    return Agreement.model_validate(
        {
            "agreement": "river",
            "title": "River accord",
            "zone": "UTC",
            "in_force": {"date": "2025-01-01"},
            "parties": {"north": {"name": "North"}, "south": {"name": "South"}},
            **more,
            "provisions": {id: {**base, **own} for id, own in provisions.items()},
        }
    )


PHASES: dict[str, Any] = {
    "anchors": {
        "handover": {"planned": {"days": 3, "after": {"met": "a"}}},
        "signing": {"planned": {"due": "a"}, "actual": {"kind": "signed"}},
    },
    "phases": {
        "one": {
            "from": {"anchor": "handover"},
            "until": {"days": 9, "after": {"due": "a"}},
        },
        "two": {"from": {"end": "one"}},
        "bare": {},
    },
}

READS: dict[str, tuple[dict[str, Any], tuple[tuple[str, str, str], ...]]] = {
    "nothing": ({}, ()),
    "a due date after another's": (
        {"due": {"days": 8, "after": {"due": "a"}}},
        (("a", "due", "due.after"),),
    ),
    "both operands of a latest, in order": (
        {"until": {"latest": [{"done": "a"}, {"breached": "c"}]}},
        (("a", "done", "until.latest.0"), ("c", "breached", "until.latest.1")),
    ),
    "a day counted from a provision": (
        {"due": {"day": 7, "of": {"met": "a"}}},
        (("a", "met", "due.of"),),
    ),
    "the window of a provision": (
        {"from": {"start": "a"}},
        (("a", "start", "from"),),
    ),
    "before another": (
        {"until": {"before": {"met": "a"}}},
        (("a", "met", "until.before"),),
    ),
    "conditions": (
        {
            "from": {"status": {"a": "met", "c": ["met", "holding"]}},
            "on_breach_of": "a",
            "void_if": {"status": {"c": "breached"}},
        },
        (
            ("a", "status", "from"),
            ("c", "status", "from"),
            ("a", "status", "on_breach_of"),
            ("c", "status", "void_if.status"),
        ),
    ),
    "a phase's end": (
        {"until": {"end": "one"}},
        (("a", "due", "until > phases.one.until.after"),),
    ),
    "a phase's start, through an anchor": (
        {"from": {"start": "one"}},
        (("a", "met", "from > phases.one.from > anchors.handover.planned.after"),),
    ),
    "a phase through a phase": (
        {"due": {"days": 1, "after": {"start": "two"}}},
        (("a", "due", "due.after > phases.two.from > phases.one.until.after"),),
    ),
    "the start of what an operand waits for only if there is any": (
        {"until": {"latest": ["2025-03-01", {"end": "two", "if_any": True}]}},
        (
            (
                "a",
                "due",
                "until.latest.1 > phases.two.from > phases.one.until.after",
            ),
        ),
    ),
    "an anchor's planned date is not read where an actual one is awaited": (
        {"from": {"anchor": "signing"}},
        (),
    ),
    "one phase for two fields": (
        {"from": {"end": "one"}, "until": {"end": "one"}},
        (
            ("a", "due", "from > phases.one.until.after"),
            ("a", "due", "until > phases.one.until.after"),
        ),
    ),
    "a provision that does not exist": ({"due": {"met": "nowhere"}}, ()),
}


@pytest.mark.parametrize(("own", "reads"), READS.values(), ids=READS)
def test_a_provision_reads(
    own: dict[str, Any], reads: tuple[tuple[str, str, str], ...]
) -> None:
    found = provision_dependencies(agreement({"a": {}, "b": own, "c": {}}, **PHASES))
    assert found["b"] == tuple(Dependency(*read) for read in reads)  # type: ignore[arg-type]
    assert found["a"] == ()


def test_what_is_in_force_by_a_provision_makes_every_default_start_read_it() -> None:
    found = provision_dependencies(
        agreement(
            {"a": {"from": "2025-01-01"}, "b": {}, "c": {"from": {"day": 2}}},
            in_force={"met": "a"},
            phases={"bare": {}},
        )
    )
    assert found == {
        "a": (),
        "b": (Dependency("a", "met", "from > in_force"),),
        "c": (Dependency("a", "met", "from > in_force"),),
    }


def test_phases_that_name_each_other_are_followed_once() -> None:
    found = provision_dependencies(
        agreement(
            {"a": {"from": {"start": "one"}}, "b": {}},
            phases={
                "one": {"from": {"latest": [{"start": "two"}, {"met": "b"}]}},
                "two": {"from": {"start": "one"}},
            },
        )
    )
    assert found["a"] == (Dependency("b", "met", "from > phases.one.from.latest.1"),)


def test_patterns_are_found_wherever_they_stand() -> None:
    found = provision_patterns(
        agreement(
            {
                "a": {
                    "modality": "quota",
                    "from": {"anchor": "signing"},
                    "due": {"days": 1, "after": {"report": {"kind": "bell"}}},
                    "target": {"times": 3, "of": {"kind": "returned"}},
                    "counted_by": {"kind": "released"},
                    "unless": {"kind": "storm"},
                }
            },
            **PHASES,
        )
    )
    assert [(use.path, use.pattern.kind) for use in found["a"]] == [
        ("from > anchors.signing.actual", ("signed",)),
        ("due.after.report", ("bell",)),
        ("counted_by", ("released",)),
        ("unless", ("storm",)),
        ("target.of", ("returned",)),
    ]


ORDERS: dict[str, tuple[dict[str, tuple[str, ...]], tuple[tuple[str, ...], ...]]] = {
    "nothing read: as written": ({"b": (), "a": ()}, (("b",), ("a",))),
    "a chain, written backwards": (
        {"a": ("b",), "b": ("c",), "c": ()},
        (("c",), ("b",), ("a",)),
    ),
    "a cycle, and what reads it": (
        {"d": ("a",), "a": ("b",), "b": ("c",), "c": ("a", "e"), "e": ()},
        (("e",), ("a", "b", "c"), ("d",)),
    ),
    "two cycles, the second reading the first": (
        {"a": ("b", "c"), "b": ("a",), "c": ("d",), "d": ("c",)},
        (("c", "d"), ("a", "b")),
    ),
    "a group already closed joins nothing": (
        {"a": (), "b": ("a",), "c": ("b", "a")},
        (("a",), ("b",), ("c",)),
    ),
}


@pytest.mark.parametrize(("reads", "groups"), ORDERS.values(), ids=ORDERS)
def test_what_is_read_comes_first(
    reads: dict[str, tuple[str, ...]], groups: tuple[tuple[str, ...], ...]
) -> None:
    built = agreement(
        {
            id: {"due": {"latest": [{"met": p} for p in of] or ["2025-02-01"]}}
            for id, of in reads.items()
        }
    )
    assert order(built) == groups


def test_a_long_chain_needs_no_recursion() -> None:
    chain = {
        f"p-{n}": {"due": {"days": 1, "after": {"due": f"p-{n + 1}"}}}
        for n in range(3000)
    }
    groups = order(agreement({**chain, "p-3000": {}}))
    assert groups[0] == ("p-3000",)
    assert groups[-1] == ("p-0",)


@pytest.mark.parametrize(
    ("reads", "circular"), [("a", True), ("b", False)], ids=["itself", "another"]
)
def test_a_provision_that_reads_itself_is_circular(reads: str, circular: bool) -> None:
    built = agreement({"a": {"due": {"days": 1, "after": {"met": reads}}}, "b": {}})
    assert is_circular(("a",), provision_dependencies(built)) is circular
