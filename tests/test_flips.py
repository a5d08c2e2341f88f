"""Which further reports change a flag: by hand for each ground, by trial in worlds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import pytest
from tests import accord
from tests.generators import World, drawn

from servanda.edition import View
from servanda.evaluate import Docket, docket
from servanda.excerpt import Excerpt
from servanda.flips import Flips, flips
from servanda.proposals import proposals
from servanda.render import phrases
from servanda.scenario import Report
from servanda.standing import FLAGS, Key, step_at

THIRD = "an authority, an independent source or the press"
TIERS = "an authority, an independent source, the press"
EVERYBODY = f"{TIERS}, North, South or Ally of the north"
NOT_THE_OTHER_SIDE = f"{TIERS}, North or Ally of the north"
READ_TWICE = accord.achieve(
    "due: 2025-03-10, readings: {later: {held_by: north, due: 2025-03-15}}"
)
TOLD_TWICE = "a 9 paper kind=act\nb - wire of=a says=denied reported=9"


def asked(
    provisions: str, lines: str = "", as_of: str = "12", key: Key | None = None
) -> Flips:
    """Ask what would change the flag of `p`; by default two days after the tenth."""
    question = accord.Asked(provisions, lines, known=as_of, head=HEAD).question(as_of)
    found = flips(question.docket, "p", key, question.as_of)
    assert found is not None
    return found


HEAD = "powers: {extend: {needs: [north, south]}, waive: {needs: [south]}}"


def told(found: Flips) -> list[str]:
    """Write each set as `status ground: who does what`."""
    return [
        f"{phrases.turned(one)}: {phrases.flip(one)}".replace("2025-03-", "")
        for one in found.found
    ]


@pytest.mark.parametrize(
    ("ground", "provisions", "lines", "as_of", "settled"),
    [
        ("fact", accord.achieve(), TOLD_TWICE, "9", [
            f"met: {EVERYBODY} reports: act",
            "met: an authority or an independent source confirms “act” of 09 [a]",
            "met: Wire retracts its denial of 09 [b]",
            "pending: The Paper retracts its report of 09 [a]",
        ]),
        ("allegation", accord.keep(), "a 3 south kind=harm by=north", "12", [
            f"breached (violation): {NOT_THE_OTHER_SIDE} confirms “harm” of 03 [a]",
            f"holding: {THIRD} denies “harm” of 03 [a]",
            "holding: South retracts its report of 03 [a]",
        ]),
        ("conformity", accord.achieve(), "a 9 north kind=act\n"
         "b 9 south position=insufficient about=p", "9", [
            "met: South takes back what it said on 09, that what was done is "
            "insufficient [b]",
            "breached (finding): an authority states that it is breached",
        ]),
        ("obligation", accord.achieve(), "a 3 north position=excused about=p", "12", [
            "breached (missed): North takes back what it said on 03, that it is "
            "excused [a]",
            "breached (finding): an authority states that it is breached",
        ]),
        ("position", accord.achieve(), "a 3 north position=refuses about=p", "9", [
            f"met: {EVERYBODY} reports: act",
            "pending: North takes back what it said on 03, that it will not do it [a]",
        ]),
        ("reading", READ_TWICE, "", "12", [
            'pending: an authority rules that the reading "later" governs',
            "breached (missed): an authority rules that the base text governs",
        ]),
        ("missed", accord.achieve(), "", "12", [
            f"met: {EVERYBODY} reports: act",
            f"pending: {THIRD} reports that North and South agreed to extend it "
            "beyond 12",
        ]),
        ("violation", accord.keep("cured_by: {kind: undone}"),
         "a 3 watch kind=harm by=north", "12", [
            f"holding: {EVERYBODY} reports: undone, North",
            "holding: an authority denies “harm” of 03 [a]",
            "holding: The Watch retracts its report of 03 [a]",
            "disputed (fact): an independent source denies “harm” of 03 [a]",
        ]),
        ("finding", accord.achieve(), "a 9 judge position=breached about=p", "9", [
            "pending: The Judge takes back what it said on 09, that it is breached [a]",
        ]),
    ],
)  # fmt: skip
def test_what_settles_each_ground(
    ground: str, provisions: str, lines: str, as_of: str, settled: list[str]
) -> None:
    asking = accord.Asked(provisions, lines, known=as_of, head=HEAD).question(as_of)
    assert asking.standing("p").ground == ground
    shown = told(asked(provisions, lines, as_of))
    assert [line for line in settled if line not in shown] == []


@pytest.mark.parametrize(
    ("provisions", "lines", "shown"),
    [
        (accord.quota(), "t 9 watch kind=goods total=4",
         f"met: {EVERYBODY} counts at least 10"),
        (accord.quota("target: {rate: 5, per: day}"), "",
         "breached (violation): an authority, an independent source, the press, North "
         "or Ally of the north counts fewer than 60, up to 12"),
        (accord.keep("unless: {cause: defence}"), "a 3 watch kind=harm by=north",
         f"holding: {EVERYBODY} reports of “harm” of 03 [a]: cause defence"),
        (accord.keep(), "", "disputed (position): North states that it will not do it"),
        (accord.keep("from: {report: {kind: opened}}"), "",
         f"holding: {THIRD} reports: opened"),
    ],
)  # fmt: skip
def test_what_else_may_change_a_flag(provisions: str, lines: str, shown: str) -> None:
    assert shown in told(asked(provisions, lines))


def test_where_one_report_is_not_enough_two_are_named() -> None:
    found = asked(accord.achieve("from: {report: {kind: opened}}, due: open"))
    assert all(len(one.reports) == 2 for one in found.found)
    both = f"met: {EVERYBODY} reports: act, and {THIRD} reports: opened"
    assert both in told(found)


def test_where_no_two_reports_are_enough_that_is_said() -> None:
    never = "from: 2025-03-11, due: 2025-03-10, extend: never"
    found = asked(accord.achieve(never), as_of="9")
    assert found.found == ()
    assert "no one and no two tried would change its flag" in phrases.tried(found)


def test_what_the_scenario_does_not_cover_is_not_asked_about() -> None:
    covered = accord.Asked(accord.achieve(), covers=frozenset({"q"})).question("12")
    assert flips(covered.docket, "p", None, covered.as_of) is None


def test_where_no_instance_arose_what_would_bring_one_about_is_named() -> None:
    terms = "for_each: {kind: opened}, keyed_by: [n], due: open"
    found = asked(accord.achieve(terms))
    assert f"pending: {EVERYBODY} reports: opened" in told(found)


def test_one_instance_is_moved_by_reports_that_name_it() -> None:
    each = accord.achieve("due: 2025-03-10, each: {bearer: all}", "[north, south]")
    found = asked(each, "", "12", (("bearer", "north"),))
    assert f"met: {EVERYBODY} reports: act, North" in told(found)


# -- in generated worlds ----------------------------------------------------------


def middle(world: World) -> int:
    """Give an instant amid what is told, from which more is still to come."""
    known = sorted(report.reported for report in world.reports)
    return known[2 * len(known) // 3] if known else 0


def weighed(world: World, known_by: int, more: Sequence[Report] = ()) -> Docket:
    """Weigh a whole world with further reports."""
    view = View((*world.reports, *more), world.covers)
    return docket(world.agreement, view, known_by, known_by, accord.inference())


def cases(numbers: Iterable[int]) -> Iterator[tuple[World, Docket, str]]:
    """Give every provision of some worlds, weighed amid what is told."""
    for number in numbers:
        world = drawn(number)
        whole = weighed(world, middle(world))
        yield from ((world, whole, name) for name in world.agreement.provisions)


def flag(found: Docket, provision: str, at: int) -> str:
    """Give a provision's flag."""
    return FLAGS[step_at(found.steps(provision), at).status]


def few(reports: Sequence[Report]) -> Sequence[Report]:
    """Choose the reports of two or three sources, the first and the last alike."""
    return (reports[0], *reports[1::3], reports[-1])


def test_an_excerpt_gives_what_the_whole_gives() -> None:
    for world, whole, name in cases(range(10)):
        at = whole.known_by
        supposed = proposals(whole, name, None, at)[::7]
        excerpt = Excerpt(whole, name)
        for more in ((), *((one.report,) for one in supposed)):
            full = weighed(world, at, more).steps(name)
            assert excerpt.step(more, None, at) == step_at(full, at), (world, name)


def test_each_set_named_changes_the_flag_and_none_smaller_does() -> None:
    pairs = 0
    for world, whole, name in cases((101, 105, 114)):
        at = whole.known_by
        found = flips(whole, name, None, at)
        for one in found.found if found else ():
            for more in product(
                *(f.reports[:: len(f.reports) // 2 or 1] for f in one.reports)
            ):
                turned = flag(weighed(world, at, more), name, at)
                assert turned == one.flag != flag(whole, name, at), world
            pairs += len(one.reports) == 2
        if found and any(len(one.reports) == 2 for one in found.found):
            before = flag(whole, name, at)
            for single in proposals(whole, name, None, at):
                now = weighed(world, at, (single.report,))
                assert flag(now, name, at) == before, (world, single)
    assert pairs > 2, "worlds in which it takes two are among them"
