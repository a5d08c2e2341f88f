"""Totals against a target: sums, stretches, alternatives, rates (P7)."""

from __future__ import annotations

import pytest
from tests.accord import CALENDAR, agreement, at, dated, reports

from servanda.answers import Entry, by_speaker, position_entry, standing, total_entry
from servanda.dates import Moment
from servanda.evidence import Item
from servanda.roster import TIER_OF_RANK, roster
from servanda.tally import Goal, Rate, clusters, rate_items, sums, total_answers

WHO = roster(agreement(""))
START = at("1")


def entry(number: int, word: str) -> Entry:
    """Read `date source total key=value …`.

    A total is a number, or `some` or `none` that remain; else it is a position.
    """
    date, source, said, *more = word.split()
    if said.isdigit():
        said = f"kind=goods total={said}"
    elif said in ("some", "none"):
        said = f"kind=goods remaining={said}"
    else:
        said = f"position={said} about=p"
    (report,) = reports(f"r{number} {date} {source} {said} {' '.join(more)}")
    if report.tally is None:
        return position_entry(WHO, report)
    return total_entry(WHO, report, START)


def entries(words: str) -> tuple[Entry, ...]:
    """Read `entry; entry; …`."""
    told = [word for word in words.split(";") if word.strip()]
    return tuple(entry(number, word) for number, word in enumerate(told))


def said(words: str) -> tuple[Entry, ...]:
    """Read the entries of one source, in order of time."""
    return next(iter(by_speaker(entries(words)).values()), ())


SUMS: dict[str, tuple[str, str]] = {
    "none": ("", ""),
    "one": ("5 watch 3", "3"),
    "the later of two that overlap": ("5 watch 3; 7 watch 4", "4"),
    "though it is smaller": ("5 watch 3; 7 watch 2", "2"),
    "disjoint ones add up": ("5 watch 3; 7 watch 4 since=6", "7"),
    "a second shared is an overlap": ("5 watch 3; 7 watch 4 since=5", "4"),
    "a third replaces both": ("5 watch 3; 7 watch 4 since=6; 9 watch 5", "5"),
    "a third replaces the one it meets": (
        "5 watch 3; 7 watch 4 since=6; 9 watch 5 since=7",
        "8",
    ),
    "two at once are alternatives": ("5 watch 3; 5 watch 4", "3 | 4"),
    "each with what is apart from them": (
        "4 watch 1; 7 watch 3 since=5; 7 watch 4 since=6",
        "4 | 5",
    ),
    "one before the window begins counts on its own day": (
        "5 watch 3 since=7; 7 watch 4 since=6",
        "7",
    ),
    "more than": ("5 watch 3 or_more=true; 7 watch 4 since=6", "7+"),
    "final, if the last is": (
        "5 watch 3 final=true; 7 watch 4 since=6",
        "7",
    ),
    "final": ("5 watch 3; 7 watch 4 since=6 final=true", "7 final"),
    "some are left": ("5 watch some", "0 some left"),
    "none are left": ("5 watch none", "0"),
}


@pytest.mark.parametrize(("words", "found"), SUMS.values(), ids=SUMS.keys())
def test_totals_of_disjoint_stretches_add_up(words: str, found: str) -> None:
    told = []
    for total in sums(standing(said(words), at("31").hi, {}), level=False):
        text = f"{total.reached}{'+' if total.or_more else ''}"
        text += " final" if total.final else ""
        told.append(text + (" some left" if total.some_remain else ""))
    assert " | ".join(told) == found


CLUSTERS = [
    ("", []),
    ("5 watch 3; 7 watch 4 since=6", ["r0", "r1"]),
    ("5 watch 3; 7 watch 4 since=5", ["r0 r1"]),
    ("4 watch 1; 9 watch 2 since=3; 7 watch 3 since=6", ["r0 r1 r2"]),
    ("9 watch 1; 4 watch 2 since=3; 12 watch 3 since=10", ["r0 r1", "r2"]),
]


@pytest.mark.parametrize(("words", "found"), CLUSTERS)
def test_stretches_that_overlap_are_grouped(words: str, found: list[str]) -> None:
    groups = clusters(entries(words))
    assert [" ".join(sorted(e.report.id for e in group)) for group in groups] == found


ANSWERS: dict[str, tuple[str, str]] = {
    "below, before the due date": ("5 watch 4", ""),
    "below, on the due date": ("10 watch 4", "breached"),
    "below, within the due day": ("10T08:30 watch 4", ""),
    "below, after it": ("12 watch 4", "breached"),
    "below, and final": ("5 watch 4 final=true", "breached"),
    "below, at least": ("12 watch 4 or_more=true", ""),
    "below, at least, and final": ("12 watch 4 or_more=true final=true", ""),
    "at the target": ("5 watch 5", "performed 1/5"),
    "above it": ("5 watch 6", "performed 1/5"),
    "at least": ("5 watch 6 or_more=true", "performed 1/5"),
    "since the last smaller": ("3 watch 4; 5 watch 6", "performed 3/5"),
    "since the last of two smaller": (
        "3 watch 4; 4 watch 4; 7 watch 6",
        "performed 4/7",
    ),
    "not since one that was as large": ("3 watch 6; 7 watch 6", "performed 1/7"),
    "since a smaller sum of two": (
        "3 watch 1; 5 watch 3 since=4; 7 watch 9 since=6",
        "performed 5/7",
    ),
    "a position between says nothing of the number": (
        "3 watch 4; 4 watch breached; 7 watch 6",
        "performed 3/7",
    ),
    "two at once": ("12 watch 4; 12 watch 6", "breached; performed 1/12"),
    "none": ("", ""),
}


@pytest.mark.parametrize(("words", "found"), ANSWERS.values(), ids=ANSWERS.keys())
def test_a_total_is_an_answer(words: str, found: str) -> None:
    goal = Goal(5, False, at("10"))
    assert answers(words, goal, START) == found


def answers(words: str, goal: Goal, start: Moment | None) -> str:
    """Write what a source's totals say, and when the number was reached."""
    told = total_answers(WHO, said(words), at("31").hi, {}, goal, start, ("north",))
    shown = (f"{a.word} {dated(a.reached)}" if a.reached else a.word for a in told)
    return "; ".join(shown)


def test_without_a_start_a_number_was_reached_when_it_was_counted() -> None:
    assert answers("5 watch 6", Goal(5, False, None), None) == "performed 5"
    assert answers("9 watch 3", Goal(5, False, None), None) == ""


REMAINING: dict[str, tuple[str, str]] = {
    "none": ("5 watch none", "performed 1/5"),
    "a total of nothing": ("5 watch 0", "performed 1/5"),
    "some": ("5 watch some", ""),
    "some, when it is due": ("10 watch some", "breached"),
    "some, at last": ("5 watch some final=true", "breached"),
    "as few as may": ("5 watch 2", "performed 1/5"),
    "more": ("12 watch 3", "breached"),
    "more, or yet more": ("12 watch 3 or_more=true", ""),
    "as few as may, or more": ("12 watch 2 or_more=true", ""),
    "none since there were some": ("3 watch some; 7 watch 0", "performed 3/7"),
}


@pytest.mark.parametrize(("words", "found"), REMAINING.values(), ids=REMAINING.keys())
def test_what_remains_counts_down(words: str, found: str) -> None:
    assert answers(words, Goal(2, True, at("10")), START) == found


ACCRUED: dict[str, tuple[str, str, str | None, int]] = {
    "each day, its own included": ("5 watch 1", "1", None, 50),
    "from the first day of the window": ("5 watch 1 since=1", "3", None, 30),
    "from the first day of the stretch": ("5 watch 1 since=4", "1", None, 20),
    "the whole days before an instant": ("5T18:00 watch 1", "1", None, 40),
    "none before the first is over": ("1T18:00 watch 1", "1", None, 0),
    "none before the window": ("5 watch 1", "8", None, 0),
    "none after it": ("9 watch 1", "1", "4", 40),
    "a span to its last day": ("4/6 watch 1", "1", None, 60),
}


@pytest.mark.parametrize(
    ("word", "start", "end", "due"), ACCRUED.values(), ids=ACCRUED.keys()
)
def test_a_rate_accrues_by_the_day(
    word: str, start: str, end: str | None, due: int
) -> None:
    rate = Rate(10, at(start), None if end is None else at(end))
    assert rate.due_by(entry(0, word), CALENDAR) == due


# Ten a day from 1 March: 50 by the fifth, 70 by the seventh.
RATES: dict[str, tuple[str, list[str]]] = {
    "nothing is counted": ("", []),
    "enough": ("5 watch 50", ["false independent @5"]),
    "too little": ("5 watch 49", ["true independent north @5"]),
    "too little, at least": ("5 watch 49 or_more=true", []),
    "what remains is no rate": ("5 watch some", []),
    "an adverse word alone": ("5 south 49", ["both party allegation north @5"]),
    "an admission": ("5 north 49", ["true party north @5"]),
    "the highest tier decides": (
        "5 south 49; 5 watch 50",
        ["false independent north @5"],
    ),
    "whichever way": ("5 watch 49; 7 paper 70", ["true independent north @5"]),
    "equal tiers": ("5 watch 49; 7 scout 70", ["both independent fact north @7"]),
    "an allegation beside the bearer's count": (
        "5 south 49; 5 north 50",
        ["both party allegation north @5"],
    ),
    "another's beside the bearer's count": (
        "5 blog 49; 5 north 50",
        ["both party fact north @5"],
    ),
    "both sides together": (
        "5 south 49; 6 north 59; 7 paper 70",
        ["true independent north @6"],
    ),
    "dated by the last that decides": (
        "5 watch 49; 4 scout 30; 7 paper 10",
        ["true independent north @5"],
    ),
    "stretch by stretch": (
        "5 watch 49; 7 scout 20 since=6",
        ["true independent north @5", "false independent @7"],
    ),
    "overlapping, whoever says nothing left out": (
        "5 watch 50; 12 scout 60 since=3 or_more=true; 9 paper 40 since=6",
        ["false independent @5", "false press @9"],
    ),
}


@pytest.mark.parametrize(("words", "found"), RATES.values(), ids=RATES.keys())
def test_rates_are_weighed_stretch_by_stretch(words: str, found: list[str]) -> None:
    assert rates(words, ("north",)) == found


def rates(
    words: str, bearers: tuple[str, ...], *, allegations: bool = True
) -> list[str]:
    """Weigh totals of several sources against ten a day."""
    rate = Rate(10, START, None)
    items = rate_items(WHO, entries(words), rate, CALENDAR, bearers, allegations)
    return [written(item) for item in items]


def written(item: Item) -> str:
    """Write a stretch of totals as what it is weighed to be."""
    tier, accused = TIER_OF_RANK[item.rank], "+".join(item.accused)
    parts = (item.truth, tier, item.ground, accused, f"@{dated(item.date)}")
    return " ".join(part for part in parts if part)


def test_where_an_allegation_is_enough_a_low_count_is_too() -> None:
    assert rates("5 south 49", ("north",), allegations=False) == ["true party north @5"]


JOINT = [
    ("5 watch 49", ["true independent @5"]),
    ("5 watch 49 by=south", ["true independent south @5"]),
    ("5 south 49", ["both party allegation @5"]),
    ("5 south 49 by=south", ["true party south @5"]),
    ("5 south 49 by=north", ["both party allegation north @5"]),
]


@pytest.mark.parametrize(("words", "found"), JOINT)
def test_a_low_count_is_laid_to_whom_it_names(words: str, found: list[str]) -> None:
    assert rates(words, ("north", "south")) == found


def test_a_stretch_names_the_reports_and_whose_word_it_is() -> None:
    words = entries("5 watch 49; 6 scout 60; 7 paper 70")
    rate = Rate(10, START, None)
    (item,) = rate_items(WHO, words, rate, CALENDAR, ("north",), True)
    assert item.told_by == ("r0", "r1", "r2")
    assert item.support == "independent"
