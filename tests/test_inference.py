"""The adapter to durable_rules: it answers as the table read from the top does."""

from __future__ import annotations

import gc
import itertools
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.inference import Inference, InferenceError, Rule

FIELDS = ("modality", "performed", "due")
WORDS = {
    "modality": ("achievement", "maintenance"),
    "performed": ("true", "both", "neither"),
    "due": ("before", "passed"),
}
TABLE = (
    Rule("met", (("performed", "true"),), "met", ""),
    Rule("contested", (("performed", "both"),), "disputed", "fact"),
    Rule(
        "missed",
        (("modality", "achievement"), ("due", "passed")),
        "breached",
        "missed",
    ),
    Rule("waiting", (("modality", "achievement"),), "pending", ""),
)


def read_from_the_top(
    rules: tuple[Rule, ...], fields: tuple[str, ...], situation: tuple[str, ...]
) -> Rule | None:
    """Read the table as a person does."""
    fact = dict(zip(fields, situation, strict=True))
    return next((r for r in rules if all(fact[f] == w for f, w in r.when)), None)


@st.composite
def tables(draw: st.DrawFn) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Up to 12 rules over up to 5 fields, in words that resemble each other."""
    fields = tuple(f"field_{n}" for n in range(draw(st.integers(1, 5))))
    tests = st.dictionaries(st.sampled_from(fields), words(), min_size=1)
    rules = draw(st.lists(tests, min_size=1, max_size=12))
    return (
        tuple(Rule(f"row-{n}", tuple(w.items()), "", "") for n, w in enumerate(rules)),
        fields,
    )


def words() -> st.SearchStrategy[str]:
    """Words that a number, a truth value or a prefix could be taken for."""
    return st.sampled_from(["true", "false", "0", "1", "10", "null", "a", "aa"])


@pytest.mark.parametrize(
    ("situation", "rule"),
    [
        (("achievement", "true", "before"), "met"),
        (("achievement", "true", "passed"), "met"),
        (("maintenance", "both", "passed"), "contested"),
        (("achievement", "neither", "passed"), "missed"),
        (("achievement", "neither", "before"), "waiting"),
    ],
)
def test_the_first_rule_that_fits_gives_the_answer(
    situation: tuple[str, ...], rule: str
) -> None:
    with Inference(TABLE, FIELDS, words=WORDS) as inference:
        assert inference.conclude(situation).name == rule


@settings(max_examples=60, deadline=None)
@given(tables(), st.data())
def test_it_agrees_with_a_plain_reading_of_the_table(
    table: tuple[tuple[Rule, ...], tuple[str, ...]], data: st.DataObject
) -> None:
    rules, fields = table
    situations = st.tuples(*[words() for _ in fields])
    with Inference(rules, fields) as inference:
        for situation in data.draw(st.lists(situations, min_size=1, max_size=30)):
            expected = read_from_the_top(rules, fields, situation)
            if expected is None:
                with pytest.raises(InferenceError, match="no rule fits"):
                    inference.conclude(situation)
            else:
                assert inference.conclude(situation) is expected


def test_it_agrees_on_every_situation_of_a_table_as_large_as_ours() -> None:
    fields = tuple(f"field_{n}" for n in range(10))
    rules = tuple(
        Rule(
            f"row-{n}", tuple((f, "yes") for f in fields if n >> int(f[6:]) & 1), "", ""
        )
        for n in range(40, 0, -1)
    )
    last = Rule("else", (("kind", "situation"),), "", "")
    fields, rules = (*fields, "kind"), (*rules, last)
    with Inference(rules, fields) as inference:
        for choice in itertools.product(("yes", "no"), repeat=10):
            situation = (*choice, "situation")
            expected = read_from_the_top(rules, fields, situation)
            assert inference.conclude(situation) is expected


def test_a_situation_is_inferred_once(fired: list[dict[str, str]]) -> None:
    with Inference(TABLE, FIELDS) as inference:
        for _ in range(3):
            inference.conclude(("achievement", "true", "before"))
        inference.conclude(("achievement", "true", "passed"))
    assert [fact["due"] for fact in fired] == ["before", "passed"]


def test_what_is_remembered_can_be_asked_after_closing() -> None:
    inference = Inference(TABLE, FIELDS)
    rule = inference.conclude(("achievement", "true", "before"))
    inference.close()
    assert inference.conclude(("achievement", "true", "before")) is rule
    with pytest.raises(InferenceError, match="closed"):
        inference.conclude(("achievement", "true", "passed"))


def test_it_may_be_closed_twice_and_without_use() -> None:
    inference = Inference(TABLE, FIELDS)
    inference.close()
    inference.close()


def test_no_fact_is_left_behind(hosts: list[Any]) -> None:
    with Inference(TABLE, FIELDS) as inference:
        for situation in itertools.product(
            WORDS["modality"], ["true", "both"], WORDS["due"]
        ):
            inference.conclude(situation)
        assert [host.get_facts("situations") for host in hosts] == [[]]


def test_a_situation_that_no_rule_fits_is_our_bug_and_named() -> None:
    with Inference(TABLE, FIELDS) as inference:
        for _ in range(2):
            with pytest.raises(InferenceError) as error:
                inference.conclude(("maintenance", "neither", "before"))
            assert str(error.value) == (
                "no rule fits modality maintenance, performed neither, due before"
            )
        assert inference.conclude(("achievement", "true", "before")).name == "met"


@pytest.mark.parametrize(
    ("situation", "message"),
    [
        (("achievement", "true"), "2 words for 3 fields"),
        (("achievement", "perhaps", "before"), "performed is never 'perhaps'"),
        (
            ("Achievement", "true", ""),
            "modality is never 'Achievement'; due is never ''",
        ),
        (("achievement", "true", "1e-07\ud800"), r"due is never '1e-07\\ud800'"),
    ],
)
def test_a_situation_in_unknown_words_is_refused(
    situation: tuple[str, ...], message: str
) -> None:
    with Inference(TABLE, FIELDS, words=WORDS) as inference:
        with pytest.raises(InferenceError) as error:
            inference.conclude(situation)
        assert str(error.value) == message.replace("\\\\", "\\")


def row(*when: tuple[str, str], name: str = "row") -> Rule:
    """Write a rule of which only what it asks for matters."""
    return Rule(name, when, "met", "")


@pytest.mark.parametrize(
    ("rules", "fields", "message"),
    [
        ((), ("due",), "a table has 1 to 400 rules, not 0"),
        (
            tuple(row(("due", f"day-{n}"), name=f"row-{n}") for n in range(401)),
            ("due",),
            "a table has 1 to 400 rules, not 401",
        ),
        (
            (row(("due", "passed")), row(("due", "before"))),
            ("due",),
            "rule 'row' stands 2 times",
        ),
        ((row(("due", "passed")),), ("due", "sid"), "'sid' cannot be a field"),
        ((row(("$s", "1")),), ("$s",), "'$s' cannot be a field"),
        ((row(),), ("due",), "row: asks for nothing"),
        ((row(("dew", "passed")),), ("due",), "row: no field 'dew'"),
        ((row(("due", "past")),), ("due",), "row: due is never 'past'"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(
    rules: tuple[Rule, ...], fields: tuple[str, ...], message: str
) -> None:
    days = [f"day-{n}" for n in range(401)]
    with pytest.raises(InferenceError) as error:
        Inference(rules, fields, words={"due": ("before", "passed", *days)})
    assert str(error.value) == message


class SabotageError(Exception):
    """Something nobody expected in an action."""


def test_what_an_action_raises_is_raised_and_the_next_situation_starts_afresh(
    monkeypatch: pytest.MonkeyPatch, hosts: list[Any]
) -> None:
    def fail(*_: object) -> None:
        raise SabotageError

    with Inference(TABLE, FIELDS) as inference:
        inference.conclude(("achievement", "true", "before"))
        with monkeypatch.context() as patch:
            patch.setattr("durable.engine.Closure.retract_fact", fail)
            with pytest.raises(SabotageError):
                inference.conclude(("achievement", "neither", "passed"))
        rule = inference.conclude(("achievement", "neither", "passed"))
    assert rule.name == "missed"
    assert len(hosts) == 2


def test_two_rules_firing_for_one_situation_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import durable.engine

    monkeypatch.setattr(durable.engine.Closure, "retract_fact", lambda *_: None)
    twice = pytest.raises(InferenceError, match="missed, waiting fired for")
    with Inference(TABLE, FIELDS) as inference, twice:
        inference.conclude(("achievement", "neither", "passed"))


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for memory")
def test_a_thousand_can_be_opened_and_closed_without_keeping_memory() -> None:
    def use(times: int) -> int:
        for _ in range(times):
            with Inference(TABLE, FIELDS) as inference:
                inference.conclude(("achievement", "true", "before"))
        gc.collect()
        return resident_kilobytes()

    warm = use(50)
    assert use(1000) - warm < 20_000  # a forgotten session alone would be 570,000


def resident_kilobytes() -> int:
    """Ask the kernel how much memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def test_several_stand_beside_each_other() -> None:
    reversed_table = tuple(reversed(TABLE))
    with Inference(TABLE, FIELDS) as one, Inference(reversed_table, FIELDS) as other:
        for due in WORDS["due"]:
            assert one.conclude(("achievement", "true", due)).status == "met"
            assert other.conclude(("achievement", "true", due)).status == "pending"


def test_threads_may_share_one() -> None:
    situations = [
        ("achievement", w, f"day-{n}") for n in range(200) for w in ("true", "both")
    ]
    with Inference(TABLE, FIELDS) as inference, ThreadPoolExecutor(8) as pool:
        rules = list(pool.map(inference.conclude, situations))
    assert [rule.name for rule in rules] == ["met", "contested"] * 200


def test_no_thread_is_started() -> None:
    before = threading.active_count()
    with Inference(TABLE, FIELDS) as inference:
        inference.conclude(("achievement", "true", "before"))
        assert threading.active_count() == before


def test_durable_rules_is_loaded_when_first_needed_and_bound_lazily() -> None:
    script = """
import os, sys
from servanda.inference import Inference, Rule

flags, seen = sys.getdlopenflags(), []

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "durable_rules_engine":
            seen.append(sys.getdlopenflags())

sys.meta_path.insert(0, Watch())
with Inference((Rule("row", (("due", "passed"),), "met", ""),), ("due",)) as inference:
    assert not any(name.startswith("durable") for name in sys.modules), "too early"
    inference.conclude(("passed",))
assert seen == [os.RTLD_LAZY], seen
assert sys.getdlopenflags() == flags, "flags not put back"
"""
    source = Path(__file__).parents[1] / "engine"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """List the hosts that are made, as they are made."""
    import servanda.inference

    made: list[Any] = []
    make = servanda.inference._host

    def listed(definitions: dict[str, dict[str, Any]]) -> object:
        made.append(make(definitions))
        return made[-1]

    monkeypatch.setattr(servanda.inference, "_host", listed)
    return made


@pytest.fixture
def fired(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """List the facts that are asserted, as they are asserted."""
    from servanda.inference import _Ruleset

    facts: list[dict[str, str]] = []
    fire = _Ruleset.fire

    def listed(ruleset: _Ruleset, fact: dict[str, str]) -> Rule:
        facts.append(fact)
        return fire(ruleset, fact)

    monkeypatch.setattr(_Ruleset, "fire", listed)
    return facts
