"""Engine and oracle agree on generated worlds, at every edge of their timelines (§9.1).

Each side knows the other only as a function of agreement, reports and two clocks.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

import pytest
from tests.generators import World, drawn
from tests.oracle import Oracle, Verdict
from tests.tables import batched

from servanda.dates import Moment
from servanda.edition import View
from servanda.evaluate import Docket, docket
from servanda.inference import Inference
from servanda.ruleset import RULES
from servanda.situation import FIELDS
from servanda.standing import Key, Late, Standing

# What it runs is covered by cases made by hand; thousands of worlds are not traced too.
pytestmark = pytest.mark.no_cover

# What is compared: status and ground; and where asked, due, lateness, marks, support.
Told = tuple[str, str, Moment | None, Late | None, tuple[str, ...], str]
# When these are worth a mark beside a status, no page says to the letter.
UNSAID = (
    "date-contested",
    "time-uncertain",
    "from-day-end",
    "unattributed",
)
MONTH = 31 * 86400


def engine(world: World, known_by: int, horizon: int, inference: Inference) -> Docket:
    """Ask the engine for everything known at K, reports one by one or in batches."""
    told = batched(world.reports) if sum(world.picks) % 2 else world.reports
    view = View(told, world.covers)
    return docket(world.agreement, view, known_by, horizon, inference)


def told(found: Standing | Verdict) -> Told:
    return (
        found.status,
        found.ground,
        # Of what asks for nothing no page says by when.
        None if found.status == "void" else found.due,
        found.late,
        tuple(mark for mark in found.marks if mark not in UNSAID),
        found.support if _rests_on_a_word(found) else "",
    )


def _rests_on_a_word(found: Standing | Verdict) -> bool:
    return found.ground == "violation" or (found.status == "met" and bool(found.due))


def known_by_choices(world: World) -> list[int]:
    """Give K late enough to know all, and one instant at which something was told."""
    first = world.calendar.read(world.first_day).lo
    told = sorted({r.reported for r in world.reports}) or [first]
    last = max(told[-1], *(r.date.hi for r in world.reports if r.date), first)
    middle = told[world.picks[0] % len(told)]
    return [last + MONTH, middle]


def instants(
    world: World, oracle: Oracle, known_by: int, most: int | None = None
) -> list[int]:
    """Give the instants about which anything may change, one second either way.

    Of more than `most` some are picked, for a world the same each time.
    """
    edges = {
        i for p in world.agreement.provisions for i in oracle.candidates(p, known_by)
    }
    asked = sorted({i + step for i in edges for step in (-1, 0, 1)})
    if most is None or len(asked) <= most:
        return asked
    return sorted(Random(str(world.picks)).sample(asked, most))


def differences(
    world: World, inference: Inference, most: int | None = None
) -> Iterator[str]:
    """Say where engine and oracle part; with `most`, asked so often and at one K."""
    oracle = Oracle(world.agreement, world.reports, world.covers)
    choices = known_by_choices(world)
    if most is not None:  # in haste, all that is known, and every third time less
        choices = [choices[world.picks[1] % 3 == 0]]
    for known_by in choices:
        asked = instants(world, oracle, known_by, most)
        found = engine(world, known_by, asked[-1] + MONTH, inference)
        for as_of in asked:
            for pid in world.agreement.provisions:
                where = _where(world, pid, as_of, known_by)
                yield from _provision(oracle, found, pid, (as_of, known_by), where)


def _where(world: World, pid: str, as_of: int, known_by: int) -> str:
    texts = [world.calendar.instant_text(i) for i in (as_of, known_by)]
    return f"{pid} at {texts[0]}, known by {texts[1]}"


def _provision(
    oracle: Oracle, found: Docket, pid: str, clocks: tuple[int, int], where: str
) -> Iterator[str]:
    standing, verdict = found.standing(pid, clocks[0]), oracle.standing(pid, *clocks)
    ours, theirs = told(standing), told(verdict)
    instances = oracle.instances(pid, *clocks)
    if verdict.status == standing.status == "not-tracked":
        return
    # Of a provision over its instances the page says status and ground, no more.
    compared = slice(0, 2) if oracle.has_instances(pid) else slice(0, 6)
    if ours[compared] != theirs[compared]:
        yield f"{where}: engine {ours}, oracle {theirs}"
    since = oracle.since(pid, *clocks)
    if standing.since != since:
        yield f"{where}: since {standing.since}, oracle {since}"
    if _begun(standing.instances) != _begun(verdict.instances):
        yield f"{where}: counts {standing.instances}, oracle {verdict.instances}"
    yield from _instances(found, pid, clocks[0], instances, where)


def _begun(instances: Mapping[Any, int]) -> dict[str, int]:
    # One that waits, or is void, may be counted from the beginning or from its start;
    # an `unattributed` one that held, from the beginning or from its violation.
    left = ("not-in-force", "dormant", "void", "holding", "met")
    return {word: n for word, n in instances.items() if word not in left}


def _instances(
    found: Docket, pid: str, as_of: int, instances: dict[Key, Verdict], where: str
) -> Iterator[str]:
    keys: Sequence[Key | None] = found.units(pid)
    for key, verdict in instances.items():
        if key not in keys:
            yield f"{where}: the engine has no instance {key}"
            continue
        ours, theirs = told(found.unit_standing(pid, key, as_of)), told(verdict)
        if ours != theirs:
            yield f"{where}, {key}: engine {ours}, oracle {theirs}"


# Worlds a shard, and at how many instants each is asked about: enough to meet every
# row and rule many times, in seconds. `python -m tests.fuzz` asks at every edge.
SHARDS, WORLDS, ASKED = 8, 625, 4


@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_engine_agrees_with_the_oracle(shard: int) -> None:
    with Inference(RULES, FIELDS) as inference:
        for number in range(shard * WORLDS, (shard + 1) * WORLDS):
            world = drawn(number)
            parts = next(differences(world, inference, ASKED), None)
            assert parts is None, f"world {number}: {parts}\n{world}"


# How many of the first worlds there are at least, of each kind.
FIRST = 120
LEAST = {
    "acts": 48,
    "reading": 30,
    "rulings": 12,
    "extend": 10,
    "suspend": 12,
    "resume": 6,
    "waive": 4,
    "terminate": 4,
    "amend": 8,
    "suspended": 6,
    "mutual-wait": 2,
    "awaiting-finding": 3,
}


def test_the_worlds_are_worth_asking_about() -> None:
    """Of the first, so many have acts that take effect, or readings that differ."""
    found: Counter[str] = Counter()
    for number in range(FIRST):
        world = drawn(number)
        oracle = Oracle(world.agreement, world.reports, world.covers)
        found.update(_met_with(world, oracle))
    for what, least in LEAST.items():
        assert found[what] >= least, (what, found)


def _met_with(world: World, oracle: Oracle) -> set[str]:
    known_by = known_by_choices(world)[0]
    found: set[str] = set()
    for edition in oracle.editions(known_by):
        found |= {edition.made_by, *(effect.word for effect in edition.effects)}
    for pid in world.agreement.provisions:
        for as_of in oracle.candidates(pid, known_by):
            verdict = oracle.standing(pid, as_of, known_by)
            found |= {verdict.status, verdict.ground, *verdict.marks}
    return found
