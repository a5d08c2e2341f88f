"""What each party still owes: by when, to whom, and what would discharge it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import accord

import servanda
from servanda.accounts import Debt, owed
from servanda.explanation import explanation
from servanda.render import json, markdown, phrases
from servanda.render.look import Look
from servanda.render.text import Pages
from servanda.report import row, status_report

LAKESIDE = Path(__file__).parent / "lakeside"
SPRING = LAKESIDE / "scenarios" / "lakeside-2030" / "spring.yaml"

POWERS = "powers: {suspend: {}, waive: {}, terminate: {}}"
TOGETHER = """
p: {modality: achievement, bearer: north, beneficiary: south, due: 2025-03-10, \
performed_by: {kind: act}, together_with: q}
q: {modality: achievement, bearer: south, due: 2025-03-10, performed_by: {kind: deed}}
"""
EACH = accord.achieve("due: 2025-03-10, each: {bearer: all}", "[north, south]")
WEEKLY = accord.achieve(
    "due: {instance: end}, every: {weeks: 1}, until: 2025-03-21", "north"
)
MANY = accord.achieve(
    "for_each: {kind: opened}, keyed_by: [n], due: {days: 2, after: {instance: start}}"
)
OPENED = "\n".join(f"r{n} 2 watch kind=opened n={n}" for n in range(1, 9))
DISPUTED = "a 9 watch kind=act\nb - scout of=a says=denied reported=9"
SUSPEND = "s 5 judge act=suspend about=p"


def debts(
    provisions: str, lines: str = "", as_of: str = "12", by: str = "north"
) -> list[Debt]:
    """Ask what a party owes; by default the north, two days after the tenth."""
    found = owed(accord.Asked(provisions, lines, head=POWERS).question(as_of), by)
    assert [one.party for one in found.accounts] == [by]
    return list(found.accounts[0].debts)


def brief(debt: Debt) -> str:
    """Write a debt as `state provision instance status overdue`."""
    row = debt.row
    words = (debt.state, row.id, row.instance_name, row.status, row.overdue)
    return " ".join(word for word in words if word)


@pytest.mark.parametrize(
    ("provisions", "lines", "as_of", "told"),
    [
        (accord.achieve(), "", "9", ["due p pending"]),
        (accord.achieve(), "", "12", ["overdue p breached P2D"]),
        (accord.achieve(), "a 11 watch kind=act", "12", []),
        (accord.achieve(), DISPUTED, "9", ["due p disputed"]),
        (accord.achieve("from: 2025-03-08, due: 2025-03-10"), "", "7", []),
        (accord.achieve(), "w 9 judge act=waive about=p", "12", []),
        (accord.achieve(), "w 11 judge act=waive about=p", "12", []),
        (accord.achieve(), SUSPEND, "12", ["suspended p suspended"]),
        (accord.keep(), "", "12", ["standing p holding"]),
        (accord.keep(), "h 3 watch kind=harm", "12", ["standing p breached"]),
        (accord.keep(), "h 3 watch kind=harm", "21", []),
        (accord.keep(), "w 9 judge act=terminate about=river", "12", []),
        (accord.keep(), SUSPEND, "12", ["suspended p suspended"]),
        (EACH, "a 3 watch kind=act by=south", "12", ["overdue p North breached P2D"]),
        (WEEKLY, "", "12", ["due p stretch 2 pending"]),
        (accord.quota(), "t 9 watch kind=goods total=4", "12",
         ["overdue p breached P2D"]),
    ],
)  # fmt: skip
def test_what_is_owed(provisions: str, lines: str, as_of: str, told: list[str]) -> None:
    assert [brief(debt) for debt in debts(provisions, lines, as_of)] == told


def test_what_is_overdue_comes_first_then_what_is_due_first() -> None:
    duties = (
        "late: {modality: achievement, bearer: north, due: 2025-03-10, "
        "performed_by: {kind: a}}\n"
        "open: {modality: achievement, bearer: north, due: open, stated: none, "
        "performed_by: {kind: b}}\n"
        "soon: {modality: achievement, bearer: north, due: 2025-03-15, "
        "performed_by: {kind: c}}\n"
        "kept: {modality: maintenance, bearer: north, violated_by: {kind: d}}\n"
    )
    found = [debt.row.id for debt in debts(duties)]
    assert found == ["late", "soon", "open", "kept"]


def test_a_party_that_owes_nothing_is_told_of_only_if_asked_about() -> None:
    question = accord.Asked(accord.achieve()).question("9")
    assert [one.party for one in owed(question).accounts] == ["north"]
    assert owed(question, "east").accounts[0].debts == ()
    assert "nothing is owed" in markdown.owed(owed(question, "east"))


def test_nobody_owes_anything_to_themselves() -> None:
    both = accord.keep("beneficiary: [north, south]", "[north, south]")
    (debt,) = debts(both, by="south")
    assert (debt.jointly_with, debt.to) == (("north",), ("north",))


def test_many_instances_are_the_first_few_and_a_count() -> None:
    found = debts(MANY, f"{OPENED}\na 3 watch kind=act n=2")
    assert [debt.row.instance_name for debt in found] == ["n 1", "n 3", "n 4"]
    assert [debt.left_out for debt in found] == [0, 0, 4]
    text = Pages(Look()).owed(owed(accord.Asked(MANY, OPENED).question("12")))
    assert "8 overdue" in text
    assert "and 5 more instances alike" in text


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        (accord.achieve(), ["met once this is reported: act, in full"]),
        (accord.achieve("due: 2025-03-10, suffices: partial"),
         ["met once this is reported: act, at least partial"]),
        (accord.achieve("due: 2025-03-10, suffices: none"),
         ["met once this is reported: act"]),
        (EACH, ["met once this is reported: act, North, in full"]),
        (accord.quota(), ["met once this reaches 10: goods"]),
        (accord.quota("target: {rate: 5, per: day, unit: sack}"),
         ["kept at 5 sacks per day: goods"]),
        (accord.keep(), ["kept unless this is reported: harm"]),
        ("p: {modality: achievement, bearer: north, due: open, stated: none}",
         ["met once a source states that it was performed"]),
    ],
)  # fmt: skip
def test_what_discharges_it(terms: str, told: list[str]) -> None:
    assert list(debts(terms)[0].discharged_by) == told


@pytest.mark.parametrize(
    ("cure", "told"),
    [
        ("{kind: undone}",
         "what was violated is set aside once this is reported: undone"),
        ("{quiet: {days: 9}}",
         "what was violated is set aside after 9 days without more of it"),
    ],
)  # fmt: skip
def test_what_cures_is_told_where_there_is_something_to_cure(
    cure: str, told: str
) -> None:
    terms = accord.keep(f"cured_by: {cure}")
    assert told not in debts(terms)[0].discharged_by
    assert told in debts(terms, "h 11 watch kind=harm")[0].discharged_by


@pytest.mark.parametrize(
    ("terms", "lines", "told"),
    [
        (accord.quota("target: {total: 10, unit: sack}, due: 2025-03-10"),
         "t 9 watch kind=goods total=4\nu 9 paper kind=goods total=7 or_more=true",
         ["at most 3 sacks left: at least 7 of 10 sacks, 70 % (The Paper)",
          "6 sacks left: 4 of 10 sacks, 40 % (The Watch)"]),
        (accord.quota("target: {remaining: 0, unit: sack}, due: 2025-03-10"),
         "t 9 watch kind=goods total=4", ["4 sacks left: 4 of 0 sacks (The Watch)"]),
        (accord.quota("target: {rate: 5, per: day, unit: sack}"),
         "t 4 watch kind=goods total=12\nc 5 scout kind=goods count=2",
         ["8 sacks short: 12 of 20 sacks, 60 % (The Watch)"]),
    ],
)  # fmt: skip
def test_how_much_is_left_by_each_count(
    terms: str, lines: str, told: list[str]
) -> None:
    assert [phrases.left(one) for one in debts(terms, lines)[0].left] == told


def test_a_mutual_wait_is_named_with_the_partners() -> None:
    (debt,) = debts(TOGETHER)
    assert debt.row.waits_for == ("q",)
    assert list(phrases.together(debt)) == [
        "mutual wait: falls due once “Duty q” is met, and the other way round"
    ]


def test_status_and_why_name_a_mutual_wait() -> None:
    question = accord.Asked(TOGETHER).question("9")
    named = "mutual wait: falls due once “Duty q” is met, and the other way round"
    wide = Pages(Look(width=140))
    assert named in markdown.status(status_report(question))
    for told in (
        wide.status(status_report(question)),
        wide.why(explanation(question, "p")),
    ):
        assert named in " ".join(told.split())
    assert row(question, "p").waits_for == ("q",)


def test_once_a_partner_is_met_nobody_waits_for_the_other() -> None:
    (debt,) = debts(TOGETHER, "d 12 watch kind=deed")
    assert (debt.row.waits_for, debt.row.due) == ((), "2025-03-12")
    told = list(phrases.together(debt))
    assert told == ["to be done together with “Duty q” (met)"]


@pytest.mark.parametrize(
    ("terms", "lines", "told"),
    [
        (accord.keep("excuses: count"), "", "while the agreement is in force"),
        (accord.keep("until: {report: {kind: ended}}"), "", "date not known"),
        (accord.keep(), "", "to 20 Mar 2025"),
        (accord.achieve("due: {report: {kind: ended}}"), "", "date not known"),
    ],
)
def test_until_when(terms: str, lines: str, told: str) -> None:
    assert phrases.until(debts(terms, lines)[0]) == told


def test_the_verb_of_the_library() -> None:
    found = servanda.owed(SPRING, by="lowland", as_of="2030-03-12")
    assert found.by == "lowland"
    told = {debt.row.id: debt.row.overdue for debt in found.accounts[0].debts}
    assert told["ferry-reopens"] == "P2D"
    assert '"overdue": "P2D"' in json.owed(found)
    with pytest.raises(servanda.NotFoundError, match="no party is called") as error:
        servanda.owed(SPRING, by="lowlands")
    assert "lowland" in error.value.hint
