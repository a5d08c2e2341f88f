"""The status tables as a whole: what each row means, and that none is left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.generators import World, worlds

from servanda.edition import View
from servanda.evaluate import docket
from servanda.inference import Inference, Rule
from servanda.ruleset import RULES
from servanda.situation import FIELDS, Situation
from servanda.standing import GRAVITY, GROUNDS

# The words of each field, that of a situation in which nothing is the matter first.
WORDS = {
    "table": ("achievement", "maintenance"),
    "tracked": ("yes", "no"),
    "void": ("no", "yes"),
    "waits": ("no", "yes"),
    "in_force": ("yes", "no"),
    "suspended": ("no", "yes"),
    "trigger": ("true", "both"),
    "verdict": ("none", "true", "both", "false"),
    "doubt": ("none", "fact", "conformity", "allegation"),
    "finding": ("no", "yes"),
    "only_finding": ("no", "yes"),
    "excused": ("no", "yes"),
    "due": ("open", "passed", "awaiting"),
    "window": ("open", "closed"),
    "closed_early": ("no", "yes"),
    "stance": ("none", "refuses", "excused", "alleged"),
}

# A situation by the words in which it differs from that, and what follows.
BEFORE_THE_TABLES = [
    ("tracked no", "not-tracked", "not-tracked"),
    ("tracked no, void yes", "not-tracked", "not-tracked"),
    ("void yes", "void", "void"),
    ("void yes, waits yes, in_force no", "void", "void"),
    ("waits yes, in_force no", "dormant", "dormant"),
    ("in_force no", "not-in-force", "not-in-force"),
    ("in_force no, trigger both", "not-in-force", "not-in-force"),
    ("trigger both", "disputed (fact)", "trigger-in-dispute"),
    ("trigger both, verdict true", "disputed (fact)", "trigger-in-dispute"),
    ("trigger both, suspended yes", "suspended", "trigger-suspended"),
]
ACHIEVEMENT = [
    # 1: what was performed is met, late or not, whatever is said of it.
    ("verdict true", "met", "1-performed"),
    ("verdict true, due passed", "met", "1-performed"),
    ("verdict true, stance refuses", "met", "1-performed"),
    ("verdict true, finding yes", "met", "1-performed"),
    ("verdict true, closed_early yes", "met", "1-performed"),
    # 2: a performance in doubt stays in doubt when its time is up.
    ("verdict both, doubt fact", "disputed (fact)", "2-fact"),
    ("verdict both, doubt fact, due passed", "disputed (fact)", "2-fact"),
    ("verdict both, doubt fact, finding yes", "disputed (fact)", "2-fact"),
    ("verdict both, doubt fact, closed_early yes", "disputed (fact)", "2-fact"),
    ("verdict both, doubt conformity", "disputed (conformity)", "2-conformity"),
    (
        "verdict both, doubt conformity, excused yes",
        "disputed (conformity)",
        "2-conformity",
    ),
    ("verdict both, doubt fact, suspended yes", "suspended", "2-suspended"),
    # 3: a finding needs no date to pass, and no excuse prevails against it.
    ("finding yes", "breached (finding)", "3-finding"),
    ("finding yes, verdict false", "breached (finding)", "3-finding"),
    ("finding yes, excused yes, due passed", "breached (finding)", "3-finding"),
    ("finding yes, closed_early yes", "breached (finding)", "3-finding"),
    ("finding yes, suspended yes", "breached (finding)", "3-finding"),
    # 4: an excuse given in time outlives the due date, but not the duty.
    ("excused yes", "disputed (obligation)", "4-excused"),
    ("excused yes, due passed", "disputed (obligation)", "4-excused"),
    ("excused yes, stance refuses", "disputed (obligation)", "4-excused"),
    ("excused yes, closed_early yes", "void", "4-ended-early"),
    ("excused yes, suspended yes", "suspended", "4-suspended"),
    ("excused yes, due passed, closed_early yes", "void", "4-ended-early"),
    # 5: what was missed before the duty ended stays missed.
    ("due passed", "breached (missed)", "5-missed"),
    ("due passed, verdict false", "breached (missed)", "5-missed"),
    ("due passed, stance refuses", "breached (missed)", "5-missed"),
    ("due passed, closed_early yes", "breached (missed)", "5-missed"),
    ("due passed, suspended yes", "breached (missed)", "5-missed"),
    # A date that awaits a finding has not passed, nor one while all is suspended.
    ("suspended yes", "suspended", "5-suspended"),
    ("due awaiting, suspended yes", "suspended", "5-suspended"),
    ("due awaiting", "pending", "5-awaiting"),
    ("due awaiting, stance refuses", "pending", "5-awaiting"),
    # 6: before the date, words alone make a dispute; once it ended, nothing.
    ("stance refuses", "disputed (position)", "6-refused"),
    ("stance alleged", "disputed (position)", "6-alleged"),
    ("stance alleged, verdict false", "disputed (position)", "6-alleged"),
    ("stance refuses, closed_early yes", "void", "6-ended-early"),
    ("closed_early yes", "void", "6-ended-early"),
    # 7: else it is not time yet.
    ("", "pending", "7-pending"),
    ("verdict false", "pending", "7-pending"),
]
MAINTENANCE = [
    # 1: an excuse in time makes a violation a dispute, unless it was found a breach.
    ("verdict true, excused yes", "disputed (obligation)", "1-excused"),
    ("verdict true, excused yes, window closed", "disputed (obligation)", "1-excused"),
    ("verdict true, excused yes, finding yes", "breached (violation)", "2-violated"),
    ("verdict true, excused yes, suspended yes", "suspended", "1-suspended"),
    ("verdict true, suspended yes", "breached (violation)", "2-violated"),
    # 2: a violation stays one when the window closes.
    ("verdict true", "breached (violation)", "2-violated"),
    ("verdict true, finding yes", "breached (violation)", "2-violated"),
    ("verdict true, window closed", "breached (violation)", "2-violated"),
    ("verdict true, finding yes, only_finding yes", "breached (finding)", "2-finding"),
    # 3
    ("verdict both, doubt fact", "disputed (fact)", "3-fact"),
    ("verdict both, doubt fact, window closed", "disputed (fact)", "3-fact"),
    ("verdict both, doubt allegation", "disputed (allegation)", "3-allegation"),
    (
        "verdict both, doubt allegation, stance refuses",
        "disputed (allegation)",
        "3-allegation",
    ),
    ("verdict both, doubt fact, suspended yes", "suspended", "3-suspended"),
    # 4: unbroken to the end is met, whatever the bearer said on the way.
    ("window closed", "met", "4-kept"),
    ("window closed, verdict false", "met", "4-kept"),
    ("window closed, stance refuses", "met", "4-kept"),
    ("window closed, closed_early yes", "met", "4-kept"),
    # 5
    ("suspended yes", "suspended", "5-suspended"),
    ("stance excused, suspended yes", "suspended", "5-suspended"),
    ("stance excused", "disputed (obligation)", "5-excused"),
    ("stance refuses", "disputed (position)", "5-refused"),
    # 6
    ("", "holding", "6-holding"),
    ("verdict false", "holding", "6-holding"),
]
EXPECTED = [
    *((table, *row) for table in WORDS["table"] for row in BEFORE_THE_TABLES),
    *(("achievement", *row[:2], f"achievement-{row[2]}") for row in ACHIEVEMENT),
    *(("maintenance", *row[:2], f"maintenance-{row[2]}") for row in MAINTENANCE),
]


def situation(table: str, words: str) -> Situation:
    """Read the words in which a situation differs from one of nothing the matter."""
    pairs = [word.split(" ") for word in words.split(", ") if word]
    return Situation(table, **dict(pairs))


def read_from_the_top(situation: Situation) -> Rule | None:
    """Read the tables as a person does: the first row that fits."""
    fact = situation._asdict()
    return next((r for r in RULES if all(fact[f] == w for f, w in r.when)), None)


def reachable() -> Iterator[Situation]:
    """Give every situation that answers its questions as they are asked.

    What is settled before the tables leaves the rest unasked; each table asks only
    its own questions, and some answers imply others.
    """
    yield from _settled(Situation("achievement"))
    # Without any instance a provision is asked of as a window: open, or closed.
    for window in WORDS["window"]:
        yield from _settled(Situation("maintenance", window=window))
    yield from _achievements()
    yield from _maintenances()


def _settled(blank: Situation) -> Iterator[Situation]:
    yield from (blank._replace(tracked="no"), blank._replace(void="yes"))
    yield from (blank._replace(waits=word, in_force="no") for word in WORDS["waits"])
    for word in WORDS["suspended"]:
        yield blank._replace(trigger="both", suspended=word)


def _achievements() -> Iterator[Situation]:
    verdicts = (
        ("none", "none"),
        ("false", "none"),
        ("true", "none"),
        ("both", "fact"),
        ("both", "conformity"),
    )
    stances = ("none", "refuses", "alleged")
    free = (WORDS[field] for field in ("finding", "excused", "due"))
    endings = (("no", "no"), ("yes", "no"), ("no", "yes"))
    for (verdict, doubt), stance, (closed, suspended), *others in product(
        verdicts, stances, endings, *free
    ):
        finding, excused, due = others
        yield Situation(
            "achievement",
            verdict=verdict,
            doubt=doubt,
            finding=str(finding),
            excused=str(excused),
            due=str(due),
            suspended=suspended,
            closed_early=str(closed),
            stance=str(stance),
        )


def _maintenances() -> Iterator[Situation]:
    # A verdict with whether a finding stands, nothing else says so, it is excused.
    verdicts = [
        *product(("none", "false"), ("none",), ("no", "yes"), ("no",), ("no",)),
        *product(("both",), ("fact", "allegation"), ("no", "yes"), ("no",), ("no",)),
        *product(("true",), ("none",), ("no",), ("no",), ("no", "yes")),
        *product(("true",), ("none",), ("yes",), ("no", "yes"), ("no", "yes")),
    ]
    windows = (
        ("open", "no", "no"),
        ("closed", "no", "no"),
        ("closed", "yes", "no"),
        ("open", "no", "yes"),
        ("closed", "no", "yes"),
    )
    stances = ("none", "refuses", "excused")
    for answers, ending, stance in product(verdicts, windows, stances):
        window, closed, suspended = ending
        verdict, doubt, finding, only, excused = answers
        yield Situation(
            "maintenance",
            verdict=verdict,
            doubt=doubt,
            finding=finding,
            only_finding=only,
            excused=excused,
            suspended=suspended,
            window=window,
            closed_early=closed,
            stance=stance,
        )


@pytest.fixture(scope="module")
def inference() -> Iterator[Inference]:
    """Compile the tables, with every word that may stand in them."""
    with Inference(RULES, FIELDS, words=WORDS) as compiled:
        yield compiled


def test_the_words_are_those_of_a_situation() -> None:
    assert tuple(WORDS) == FIELDS
    defaults = {field: words[0] for field, words in WORDS.items()}
    assert Situation("achievement")._asdict() == defaults


@pytest.mark.parametrize(("table", "words", "answer", "rule"), EXPECTED)
def test_a_situation_has_its_status(
    table: str, words: str, answer: str, rule: str, inference: Inference
) -> None:
    found = inference.conclude(situation(table, words))
    ground = f" ({found.ground})" if found.ground else ""
    assert (f"{found.status}{ground}", found.name) == (answer, rule)


def test_every_row_is_expected_of_some_situation() -> None:
    assert {row[-1] for row in EXPECTED} == {rule.name for rule in RULES}


def test_every_row_is_reached() -> None:
    reached = {read_from_the_top(one) for one in reachable()}
    assert reached == set(RULES)


def test_no_situation_is_without_a_status_or_has_another_than_read_from_the_top(
    inference: Inference,
) -> None:
    found = {one: inference.conclude(one) for one in reachable()}
    assert len(found) > 300
    assert found == {one: read_from_the_top(one) for one in found}


def test_the_tables_answer_whatever_the_words() -> None:
    # All combinations, but for what is settled before the tables are asked.
    settled = ("tracked", "void", "waits", "in_force", "trigger")
    asked = [words if f not in settled else words[:1] for f, words in WORDS.items()]
    assert all(read_from_the_top(Situation(*words)) for words in product(*asked))


@given(words=st.tuples(*(st.sampled_from(words) for words in WORDS.values())))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_that_do_not_go_together_are_read_from_the_top_too(
    inference: Inference, words: tuple[str, ...]
) -> None:
    assert inference.conclude(words) == read_from_the_top(Situation(*words))


def test_every_status_and_ground_is_a_word_that_reports_know() -> None:
    outside = {"not-tracked", "dormant", "not-in-force"}
    assert {rule.status for rule in RULES} <= {*GRAVITY, *outside}
    assert {rule.ground for rule in RULES} <= {*GROUNDS, ""}


def test_a_ground_is_given_to_disputes_and_breaches_alone() -> None:
    grounded = {"disputed", "breached"}
    assert {rule.status for rule in RULES if rule.ground} == grounded
    assert not grounded & {rule.status for rule in RULES if not rule.ground}


@pytest.mark.parametrize(
    "one", [s for s in reachable() if s.closed_early == "yes"], ids=str
)
def test_what_ended_early_keeps_what_it_stood_at_or_is_void(
    one: Situation, inference: Inference
) -> None:
    before = inference.conclude(one._replace(closed_early="no"))
    found = inference.conclude(one)
    kept = {("met", ""), ("disputed", "fact"), ("disputed", "conformity")}
    kept |= {("breached", "finding"), ("breached", "missed")}
    awaits = before.name == "achievement-5-awaiting"  # it was missed already
    if one.table == "maintenance" or awaits or (before.status, before.ground) in kept:
        assert found == before
    else:
        assert found.status == "void"


class Recording(Inference):
    """An inference that keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(RULES, FIELDS, words=WORDS)
        self.asked: set[tuple[str, ...]] = set()

    def conclude(self, situation: tuple[str, ...]) -> Rule:
        """Conclude as ever."""
        self.asked.add(situation)
        return super().conclude(situation)


@pytest.fixture(scope="module")
def recording() -> Iterator[Recording]:
    """Compile the tables once for all worlds."""
    with Recording() as compiled:
        yield compiled


# Unshrunk: the situation says enough, and to shrink a world takes minutes.
@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(world=worlds())
def test_the_engine_asks_about_nothing_that_is_not_reachable(
    recording: Recording, world: World
) -> None:
    recording.asked.clear()
    told = max((report.reported for report in world.reports), default=0)
    view = View(world.reports, world.covers)
    asked = docket(world.agreement, view, told, told + 100 * 86400, recording)
    for provision in world.agreement.provisions:
        assert asked.steps(provision)
    assert recording.asked
    assert recording.asked - set(reachable()) == set()
