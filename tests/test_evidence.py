"""One verdict from occurrences and positions, rule by rule of decision 0020.

What is weighed is written a word each: an occurrence as `date truth tier …`, a
position as `date source word …`. A verdict is written as truth, tier, support,
ground, accused and date, less what is empty.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from tests.accord import agreement, at, dated, reports

from servanda.agreement import Uncorroborated
from servanda.answers import Answer, answer, position_entry
from servanda.evidence import (
    NOTHING,
    Finding,
    Item,
    Need,
    Question,
    accuses,
    verdict,
)
from servanda.occurrence import Occurrence
from servanda.roster import AUTHORITY, INDEPENDENT, PARTY, PRESS, roster
from servanda.weigh import ALONE, Word

WHO = roster(agreement(""))
USUAL = Uncorroborated()
ONE = Need(1, 1)
STRICT = Uncorroborated(performance="both")
LENIENT = Uncorroborated(violation="true")
TIERS = {PARTY: "party", PRESS: "press", INDEPENDENT: "independent", AUTHORITY: "judge"}
TRUTHS = ("true", "both", "false")


def item(text: str) -> Item:
    """Read `date truth tier key=value …`; a tier of party is the bearer's."""
    date, truth, tier, *more = text.split()
    pairs = dict(pair.split("=") for pair in more)
    rank = next(rank for rank, name in TIERS.items() if name == tier)
    support = {"party": "bearer-only", "judge": "authority"}.get(tier, tier)
    return Item(
        at(date),
        truth,  # type: ignore[arg-type]
        rank,
        pairs.get("support", support),
        pairs.get("ground", "fact" if truth == "both" else ""),
        tuple(name for name in pairs.get("by", "").split("+") if name),
        int(pairs.get("count", 1)),
    )


def position(
    text: str, bearers: tuple[str, ...] = ("north",), *, violation: bool = False
) -> Answer:
    """Read `date source word key=value …`; `reached` is a total's own date."""
    date, source, word, *more = text.split()
    pairs = dict(pair.split("=") for pair in more)
    reached = pairs.pop("reached", None)
    stated = " ".join(f"{name}={value}" for name, value in pairs.items())
    line = f"{source}-{date} {date} {source} position={word} about=p {stated}"
    entry = position_entry(WHO, reports(line)[0])
    given = answer(WHO, entry, bearers, word, violation=violation)
    return given if reached is None else given._replace(reached=at(reached))


def ask(
    words: str,
    *,
    need: Need = ONE,
    violation: bool = False,
    policy: Uncorroborated = USUAL,
    bearers: tuple[str, ...] = ("north",),
    as_of: str = "31",
) -> Finding:
    """Weigh `word; word; …`."""
    told = [word.strip() for word in words.split(";") if word.strip()]
    items = [word for word in told if word.split()[1] in TRUTHS]
    said = [word for word in told if word not in items]
    return verdict(
        Question(WHO, bearers, need, violation, policy),
        [item(word) for word in items],
        [position(word, bearers, violation=violation) for word in said],
        at(as_of).hi,
    )


def written(found: Finding) -> str:
    """Write a verdict."""
    if found == NOTHING:
        return "none"
    tier = TIERS.get(found.rank, "nobody")
    date = "" if found.date is None else f"@{dated(found.date)}"
    parts = (found.truth, tier, found.support, found.ground)
    return " ".join(part for part in (*parts, "+".join(found.accused), date) if part)


def cases(rows: Iterable[tuple[str, ...]]) -> list[object]:
    """Name each row of a table by its first column."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


FOLD = [
    ("nothing is said", "", "none"),
    ("an occurrence", "3 true press", "true press press @3"),
    ("what is dated later is not asked about", "5 true press", "none", "4"),
    ("a position", "3 watch performed", "true independent independent @3"),
    ("nobody performed", "3 watch breached", "false independent independent north"),
    (
        "the highest tier wins",
        "3 true press; 5 watch breached",
        "false independent independent north",
    ),
    (
        "a lower tier does not",
        "3 true independent; 5 paper breached",
        "true independent independent @3",
    ),
    (
        "equal tiers that differ are both",
        "3 true press; 5 paper breached",
        "both press press fact north @3",
    ),
    (
        "what is dated on the day is covered",
        "5 true press; 5 watch breached",
        "false independent independent north",
    ),
    (
        "what is dated after it is joined",
        "3 true press; 5 watch breached; 6 true press",
        "true press press @6",
    ),
    (
        "joined in doubt",
        "5 watch breached; 6 both press",
        "both press press fact @6",
    ),
    (
        "false in the end: the word so far stays",
        "5 watch performed; 6 false independent",
        "true independent independent @5",
    ),
    (
        "both before false",
        "3 true press; 5 paper breached; 6 false press",
        "both press press fact north @3",
    ),
    (
        "a span is covered from its first second by what ends with its last",
        "4/6 true press; 5 watch breached",
        "false independent independent north",
    ),
    (
        "a position counts at its last second",
        "4/6 watch breached; 6 true press; 7 true press",
        "true press press @7",
    ),
    (
        "position against position",
        "3 watch performed; 5 scout breached",
        "both independent independent fact north @3",
    ),
    (
        "position over position",
        "3 paper performed; 5 watch breached",
        "false independent independent north",
    ),
    (
        "at one instant",
        "3 watch performed; 3 scout breached",
        "both independent independent fact north",
    ),
    (
        "both sides' word is independent",
        "3 north performed; 3 south performed",
        "true independent both-sides @3",
    ),
    (
        "both sides deny",
        "3 north breached; 3 south breached; 3 paper performed",
        "false independent both-sides north",
    ),
    (
        "the better of two true words stands, the first date counts",
        "3 paper performed; 4 true independent; 5 true press",
        "true independent independent @3",
    ),
    (
        "the first of two equal words",
        "3 paper performed; 4 true press",
        "true press press @3",
    ),
    (
        "two words in doubt",
        "3 both press; 4 paper insufficient; 5 both independent",
        "both independent press fact north @3",
    ),
]


@pytest.mark.parametrize(
    ("words", "found", "as_of"),
    [pytest.param(w, f, *(d or ["31"]), id=n) for n, w, f, *d in FOLD],
)
def test_positions_are_folded_in_order_of_their_instants(
    words: str, found: str, as_of: str
) -> None:
    assert written(ask(words, as_of=as_of)) == found


COUNTED = [
    ("too few", "3 true press", "none"),
    ("enough, dated by the n-th", "3 true press; 5 true press", "true press press @5"),
    (
        "of the best two the weaker tells the tier",
        "3 true press; 4 true judge; 5 true independent",
        "true independent independent @4",
    ),
    (
        "supports of one tier: the weakest",
        "3 true independent; 4 true independent support=both-sides",
        "true independent both-sides @4",
    ),
    (
        "true and both ones together",
        "3 true press; 5 both press",
        "both press press fact @5",
    ),
    (
        "all of one ground",
        "3 both press ground=allegation; 5 both press ground=allegation",
        "both press press allegation @5",
    ),
    (
        "of several grounds",
        "3 both press; 5 both press ground=allegation",
        "both press press fact @5",
    ),
    ("a false one", "3 true press; 5 false judge", "false judge authority"),
    (
        "the best of the false ones",
        "3 false press; 5 false independent",
        "false independent independent",
    ),
    (
        "amounts are added up",
        "3 true press count=2; 5 true press count=0",
        "true press press @3",
    ),
    ("an amount of nothing", "3 true press; 5 true press count=0", "none"),
    (
        "joined: the number is reached by all so far, with one dated since",
        "3 true press; 4 watch breached; 5 true press",
        "true press press @5",
    ),
    (
        "joined: not by what was there before",
        "3 true press count=2; 4 watch breached; 5 true press count=0",
        "false independent independent north",
    ),
    (
        "joined: the word that came since decides with the best of the others",
        "3 true judge; 3 true judge; 4 judge breached; 5 true press",
        "true press press @5",
    ),
    (
        "a supposed performance is dated by what reaches the number",
        "3 both press; 4 both press; 6 watch performed",
        "true independent independent @4",
    ),
    (
        "also where it was denied since",
        "3 both press; 4 both press; 5 watch breached; 6 judge performed",
        "true judge authority @4",
    ),
    (
        "by itself where that does not",
        "3 both press; 6 watch performed",
        "true independent independent @6",
    ),
    (
        "by when a total reached it",
        "6 watch performed reached=4/6",
        "true independent independent @4/6",
    ),
    (
        "the earliest of those who say so",
        "6 watch performed; 6 scout performed reached=5/6",
        "true independent independent @5/6",
    ),
]


@pytest.mark.parametrize(("words", "found"), cases(COUNTED))
def test_a_number_is_reached_by_what_counts(words: str, found: str) -> None:
    assert written(ask(words, need=Need(2, 2))) == found


HIGH = [
    ("between low and high", "3 true press; 4 true press", "both press press @4"),
    ("high", "3 true press count=3", "true press press @3"),
    ("with what is both", "3 true press; 4 both press", "both press press fact @4"),
    ("low is not reached", "3 true press", "none"),
]


@pytest.mark.parametrize(("words", "found"), cases(HIGH))
def test_a_number_in_dispute_is_reached_for_certain_at_its_high(
    words: str, found: str
) -> None:
    told = ask(words, need=Need(2, 3))._replace(ground="")
    assert written(told) == found.replace(" fact", "")


NOBODYS = [
    ("on nobody's word", "", "true nobody"),
    ("which any word outweighs", "3 paper breached", "false press press north"),
    ("and none is needed", "3 paper performed", "true press press @3"),
    (
        "but once",
        "3 paper breached; 4 false press",
        "false press press north",
    ),
]


@pytest.mark.parametrize(("words", "found"), cases(NOBODYS))
def test_a_target_of_nothing_is_reached(words: str, found: str) -> None:
    assert written(ask(words, need=Need(0, 0))) == found


DOUBTS = [
    ("insufficient", "3 true press; 5 paper insufficient", "conformity"),
    ("breached", "3 true press; 5 paper breached", "fact"),
    (
        "both words",
        "3 true press; 5 paper insufficient; 5 wire breached",
        "fact",
    ),
    (
        "insufficient twice",
        "3 true press; 5 paper insufficient; 6 wire insufficient",
        "conformity",
    ),
    (
        "insufficient on what was in doubt before",
        "3 both press; 5 paper insufficient",
        "fact",
    ),
    ("of a lower tier", "3 both press; 5 blog breached", "fact"),
    (
        "joined to what is in doubt since",
        "3 true press; 5 paper insufficient; 6 both press",
        "fact",
    ),
]


@pytest.mark.parametrize(("words", "ground"), cases(DOUBTS))
def test_a_performance_is_in_doubt_on_a_ground(words: str, ground: str) -> None:
    found = ask(words)
    assert (found.truth, found.ground) == ("both", ground)


ALLEGED = "both party support=beneficiary-only ground=allegation by=north"
VIOLATION = [
    ("a bearer's admission", "3 north breached", "true party bearer-only north @3"),
    (
        "an adverse word alone",
        "3 south breached",
        "both party beneficiary-only allegation north",
    ),
    (
        "two adverse words",
        "3 south breached; 3 east insufficient",
        "both party beneficiary-only allegation north",
    ),
    (
        "a third party's beside it",
        "3 south breached; 3 blog breached",
        "true party third-party north @3",
    ),
    (
        "an admission beside it",
        "3 south breached; 3 north breached",
        "true independent both-sides north @3",
    ),
    ("a finding", "3 judge breached", "true judge authority north @3"),
    ("not violated", "3 watch performed", "false independent independent"),
    (
        "an allegation denied is one still",
        "3 south breached; 3 north performed",
        "both party beneficiary-only allegation north",
    ),
    (
        "another's word denied is in doubt",
        "3 blog breached; 3 north performed",
        "both party third-party fact north",
    ),
    (
        "an allegation after one",
        f"3 {ALLEGED}; 5 south breached",
        "both party beneficiary-only allegation north @3",
    ),
    (
        "anybody else's word after one",
        f"3 {ALLEGED}; 5 blog breached",
        "true party third-party north @3",
    ),
    (
        "an allegation beside a true violation adds nothing",
        "3 true party by=north; 5 south breached",
        "true party bearer-only north @3",
    ),
    (
        "an authority clears what came before",
        f"3 {ALLEGED}; 5 judge performed",
        "false judge authority",
    ),
    (
        "two allegations joined",
        f"3 {ALLEGED}; 5 paper performed; 6 {ALLEGED}",
        "both party beneficiary-only allegation north @6",
    ),
    (
        "allegations of two occasions",
        f"3 {ALLEGED}; 5 south breached; 6 {ALLEGED}",
        "both party beneficiary-only allegation north @3",
    ),
]


@pytest.mark.parametrize(("words", "found"), cases(VIOLATION))
def test_positions_on_a_violation(words: str, found: str) -> None:
    assert written(ask(words, violation=True)) == found


POLICIES = [
    ("its own word", "3 north performed", False, STRICT, f"both {ALONE}"),
    ("enough by default", "3 north performed", False, USUAL, "true "),
    (
        "not with another's",
        "3 north performed; 3 blog performed",
        False,
        STRICT,
        "true ",
    ),
    ("not a higher tier's", "3 paper performed", False, STRICT, "true "),
    (
        "anybody else's word makes it true",
        f"3 both party ground={ALONE}; 5 blog performed",
        False,
        STRICT,
        "true ",
    ),
    (
        "another's denial contests it",
        "3 north performed; 3 south breached",
        False,
        STRICT,
        "both fact",
    ),
    ("an allegation may be enough", "3 south breached", True, LENIENT, "true "),
    ("but is not by default", "3 south breached", True, USUAL, "both allegation"),
]


@pytest.mark.parametrize(
    ("words", "violation", "policy", "found"),
    [pytest.param(*row[1:], id=row[0]) for row in POLICIES],
)
def test_what_a_word_alone_amounts_to(
    words: str, violation: bool, policy: Uncorroborated, found: str
) -> None:
    told = ask(words, violation=violation, policy=policy)
    assert f"{told.truth} {told.ground}" == found


@pytest.mark.parametrize(
    ("said", "bearers", "accusing"),
    [
        ("3 south breached", ("north",), True),
        ("3 north breached", ("north",), False),
        ("3 watch breached", ("north",), False),
        ("3 south breached by=north", ("north", "south"), True),
        ("3 north breached", ("north", "south"), True),  # of nobody
        ("3 ally breached by=north", ("north", "south"), False),
    ],
)
def test_an_adverse_party_accuses(
    said: str, bearers: tuple[str, ...], accusing: bool
) -> None:
    question = Question(WHO, bearers, Need(1, 1), True, USUAL)
    assert accuses(question, position(said, bearers)) is accusing


def test_an_item_is_of_an_occurrence_and_names_its_reports() -> None:
    report = reports("a 3 watch kind=act")[0]
    happened = Occurrence("act", {}, at("3"), False, "full", (report,))
    word = Word("both", PRESS, "press", "fact", ("north",))
    assert Item.of_word(happened, word, 2) == item(
        "3 both press by=north count=2"
    )._replace(occurrence=happened)
    plain = item("3 true press")
    assert plain.told_by == ()
    assert plain._replace(occurrence=happened).told_by == ("a",)
    assert plain._replace(reports=("b", "c")).told_by == ("b", "c")
