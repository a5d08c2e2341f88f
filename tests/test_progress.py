"""How far a quota has come, as each source counts (P7)."""

from __future__ import annotations

import pytest
from tests.accord import Asked, achieve, at, dated, key, quota

from servanda.progress import progress_of
from servanda.standing import Progress

TOTAL = quota("target: {total: 10, unit: truck}, due: 2025-03-10")
REMAINING = quota("target: {remaining: 2, unit: mine}, due: 2025-03-10")
RATE = quota("target: {rate: 10, per: day, unit: truck}, until: 2025-03-10")
RATIO = quota("target: {times: 3, of: {kind: freed}}, due: 2025-03-10")


def written(progress: Progress) -> str:
    """Write `source reached/wanted unit`, with the report and its stretch."""
    more = "+" if progress.or_more else ""
    text = f"{progress.source or '*'} {progress.reached}{more}/{progress.wanted}"
    parts = (text, progress.unit, progress.report or "")
    stretch = f"{dated(progress.since)}..{dated(progress.until)}".removeprefix("-")
    return " ".join(part for part in (*parts, stretch) if part not in ("", "..-"))


def shown(provision: str, lines: str, day: str) -> list[str]:
    """Write each source's count at the end of a day."""
    case = Asked(provision, lines).docket().strand("p").case(None)
    return [written(progress) for progress in progress_of(case, at(day).hi)]


COUNTS: dict[str, tuple[str, str, str, list[str]]] = {
    "no quota": (achieve(), "a 3 watch kind=act", "5", []),
    "nothing told": (TOTAL, "", "5", []),
    "occurrences": (
        TOTAL,
        "a 3 watch kind=goods count=3\n b 4 paper kind=goods count=2",
        "5",
        ["* 5/10 truck"],
    ),
    "those dated so far": (
        TOTAL,
        "a 3 watch kind=goods count=3\n b 6 paper kind=goods count=2",
        "5",
        ["* 3/10 truck"],
    ),
    "not what is in dispute or false": (
        TOTAL,
        """a 3 watch kind=goods count=3
           b 4 paper kind=goods count=2
           c - wire says=denied of=b reported=5
           d 4 paper kind=goods count=4
           e - watch says=denied of=d reported=5""",
        "5",
        ["* 3/10 truck"],
    ),
    "a total": (TOTAL, "a 4 watch kind=goods total=7", "5", ["watch 7/10 truck a ..4"]),
    "each source its own": (
        TOTAL,
        """a 4 watch kind=goods total=7
           b 3 north kind=goods total=9 or_more=true
           c 3 watch kind=goods count=1""",
        "5",
        ["* 1/10 truck", "north 9+/10 truck b ..3", "watch 7/10 truck a ..4"],
    ),
    "a spokesman's is the party's": (
        TOTAL,
        "a 3 north kind=goods total=4\n b 4 spoke kind=goods total=6",
        "5",
        ["north 6/10 truck b ..4"],
    ),
    "the sum of disjoint ones": (
        TOTAL,
        "a 3 watch kind=goods total=4\n b 5 watch kind=goods total=6 since=4",
        "5",
        ["watch 10/10 truck b ..5"],
    ),
    "though it has taken a position since": (
        TOTAL,
        "a 3 watch kind=goods total=4\n b 5 watch position=breached about=p",
        "5",
        ["watch 4/10 truck a ..3"],
    ),
    "what remains": (
        REMAINING,
        "a 4 watch kind=goods total=7",
        "5",
        ["watch 7/2 mine a ..4"],
    ),
    "a ratio's number grows": (
        RATIO,
        "a 3 watch kind=goods count=5\n b 2 watch kind=freed count=1\n"
        "c 6 watch kind=freed count=2",
        "5",
        ["* 5/3"],
    ),
    "and grows on": (
        RATIO,
        "a 3 watch kind=goods total=5\n b 2 watch kind=freed count=1\n"
        "c 6 watch kind=freed count=2",
        "6",
        ["watch 5/9 a ..3"],
    ),
    "a rate, stretch by stretch": (
        RATE,
        "a 3 watch kind=goods total=25\n b 5 watch kind=goods total=20 since=4",
        "5",
        ["watch 25/30 truck a 1..3", "watch 20/20 truck b 4..5"],
    ),
    "a rate, at least": (
        RATE,
        "a 3 watch kind=goods total=25 or_more=true",
        "5",
        ["watch 25+/30 truck a 1..3"],
    ),
    "a rate's single counts are no claim to be all": (
        RATE,
        "a 3 watch kind=goods count=25\n b 4 watch kind=goods count=1",
        "5",
        ["* 26+/0 truck"],
    ),
}


@pytest.mark.parametrize(
    ("provision", "lines", "day", "counts"), COUNTS.values(), ids=COUNTS.keys()
)
def test_a_quota_has_come_so_far(
    provision: str, lines: str, day: str, counts: list[str]
) -> None:
    assert shown(provision, lines, day) == counts


def test_before_anything_is_in_force_nothing_is_counted() -> None:
    later = quota("target: {total: 10}, from: {start: talks}, due: open")
    assert shown(later, "a 3 watch kind=goods total=4", "5") == []


def test_a_retracted_total_counts_no_more() -> None:
    lines = "a 3 watch kind=goods total=4\n b - watch retracts=a reported=5"
    assert shown(TOTAL, lines, "6") == []


def test_each_instance_has_its_own_count() -> None:
    provision = quota(
        "target: {total: 10}, due: {days: 2, after: {instance: start}}, "
        "for_each: {kind: asked}, keyed_by: [batch]"
    )
    lines = """
        t 2 watch kind=asked batch=1
        u 2 watch kind=asked batch=2
        a 3 watch kind=goods count=4 batch=1
        b 3 watch kind=goods count=5 batch=2
    """
    found = Asked(provision, lines).docket()
    for batch, count in (("1", "* 4/10"), ("2", "* 5/10")):
        standing = found.unit_standing("p", key(f"batch={batch}"), at("5").hi)
        assert [written(progress) for progress in standing.progress] == [count]
