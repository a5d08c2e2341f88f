"""What the words on an occurrence add up to, rule by rule of decision 0020."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from tests.test_known import told

from servanda.agreement import Agreement, Uncorroborated
from servanda.dates import Moment
from servanda.expression import Pattern
from servanda.known import known
from servanda.occurrence import Occurrence, occurrences
from servanda.pattern import places
from servanda.roster import TIER_OF_RANK, roster
from servanda.weigh import NONE, Scales, Word, balance, weakest

AGREEMENT = Agreement.model_validate(
    {
        "agreement": "river",
        "title": "River accord",
        "zone": "UTC",
        "in_force": "2025-03-01",
        "parties": {
            "north": {"name": "North"},
            "ally": {"name": "Ally of the north", "side": "north"},
            "south": {"name": "South"},
            "corps": {"name": "Southern corps", "side": "south", "tier": "independent"},
            "east": {"name": "East"},
            "bureau": {"name": "Joint bureau", "part_of": ["north", "south"]},
        },
        "sources": {
            "judge": {"tier": "authority"},
            "watch": {"tier": "independent"},
            "paper": {"tier": "press"},
            "wire": {"tier": "press"},
            "blog": {"tier": "party"},
            "spoke": {"tier": "party", "speaks_for": "north"},
        },
    }
)
WHO = roster(AGREEMENT)
PLACES = places(AGREEMENT)
SCALES = Scales(WHO, PLACES)
USUAL = Uncorroborated()
STRICT = Uncorroborated(performance="both")
LENIENT = Uncorroborated(violation="true")


def reported(words: str) -> Occurrence:
    """Build an occurrence from `source key=value …; !denier; …`."""
    lines = []
    for number, word in enumerate(words.split(";")):
        source, *more = word.split()
        said = f"says=denied kind=k occurrence=x reported=1 {' '.join(more)}"
        if source.startswith("!"):
            lines.append(f"r{number} - {source[1:]} {said}")
        else:
            lines.append(f"r{number} 1 {source} kind=k occurrence=x {' '.join(more)}")
    reports = [told(line) for line in lines]
    last = max(report.reported for report in reports)
    (occurrence,) = occurrences(AGREEMENT, WHO, PLACES, known(reports, last))
    return occurrence


def written(word: Word | None) -> str:
    """Write a word as truth, tier, support, ground, accused, less what is empty."""
    if word is None:
        return "not theirs"
    tier = TIER_OF_RANK[word.rank]
    parts = (word.truth, tier, word.support, word.ground, "+".join(word.accused))
    return " ".join(part for part in parts if part)


UNHEARD = Occurrence("k", {}, Moment(0, 0), False, "full", ())


def case(rows: Iterable[tuple[str, ...]]) -> list[Any]:
    """Name each row of a table by its rule and its words."""
    return [pytest.param(*row[1:], id=" ".join(row[:2])) for row in rows]


NEUTRAL = [
    ("W8", "north", "true party third-party"),
    ("W1", "north; spoke", "true party third-party"),
    ("W4", "north; south", "true independent both-sides"),
    ("W4", "spoke; south", "true independent both-sides"),
    ("W4", "north; ally", "true party third-party"),
    ("W4", "north; bureau", "true party third-party"),
    ("W4", "north; blog", "true party third-party"),
    ("W4", "paper; north; south", "true independent both-sides"),
    ("W4", "watch; north; south", "true independent independent"),
    ("W4", "paper; !north; !south", "false independent both-sides"),
    ("§4", "north; !south", "both party third-party fact"),
    ("§4", "north; !watch", "false independent independent"),
    ("§4", "paper; !north", "true press press"),
    ("§4", "north; south; !watch", "both independent both-sides fact"),
    ("§4", "north; south; !judge", "false authority authority"),
    ("§4", "watch; !judge; !paper", "false authority authority"),
    ("W1", "corps by=north", "true independent independent"),
    ("W1", "corps by=south", "true party third-party"),
]


@pytest.mark.parametrize(("words", "word"), case(NEUTRAL))
def test_what_happened_is_weighed_without_roles(words: str, word: str) -> None:
    assert written(SCALES.neutral(reported(words))) == word


PERFORMANCE = [
    ("W8", "north", "north", "true party bearer-only"),
    ("W1", "spoke", "north", "true party bearer-only"),
    ("W8", "south", "north", "true party beneficiary-only"),
    ("W1", "east", "north", "true party beneficiary-only"),
    ("W8", "ally", "north", "true party third-party"),
    ("W8", "bureau", "north", "true party third-party"),
    ("W8", "blog", "north", "true party third-party"),
    ("W8", "north; ally", "north", "true party third-party"),
    ("W8", "paper", "north", "true press press"),
    ("W8", "watch", "north", "true independent independent"),
    ("W8", "judge", "north", "true authority authority"),
    ("W5", "north; south", "north", "true independent both-sides"),
    ("W5", "spoke; east", "north", "true independent both-sides"),
    ("W5", "south; east", "north", "true party beneficiary-only"),
    ("W5", "ally; south", "north", "true party third-party"),
    ("W5", "north; south", "north south", "true independent both-sides"),
    ("W5", "north; east", "north south", "true independent both-sides"),
    ("W5", "north; ally", "north ally", "true party bearer-only"),
    ("W8", "north", "north south", "true party bearer-only"),
    ("W8", "east", "north south", "true party beneficiary-only"),
    ("§4", "north; !south", "north", "both party bearer-only fact"),
    ("§4", "south; !north", "north", "both party beneficiary-only fact"),
    ("§4", "north; south; !watch", "north", "both independent both-sides fact"),
    ("§4", "paper; !north; !south", "north", "false independent both-sides"),
    ("§4", "watch; !judge", "north", "false authority authority"),
    ("§4", "paper; !north", "north", "true press press"),
    ("W1", "corps", "north", "true independent independent"),
    ("W1", "corps", "south", "true party third-party"),
    ("W1", "corps by=south", "north", "true party beneficiary-only"),
]


@pytest.mark.parametrize(("words", "bearers", "word"), case(PERFORMANCE))
def test_a_performance_is_weighed_by_tier(words: str, bearers: str, word: str) -> None:
    found = SCALES.performance(reported(words), bearers.split(), USUAL)
    assert written(found) == word


DONE_ALONE = [
    ("W7", "north", "north", "both party bearer-only alone"),
    ("W7", "north; spoke", "north", "both party bearer-only alone"),
    ("W7", "north", "north south", "both party bearer-only alone"),
    ("W7", "north; ally", "north", "true party third-party"),
    ("W7", "south", "north", "true party beneficiary-only"),
    ("W7", "north; south", "north", "true independent both-sides"),
    ("W7", "paper", "north", "true press press"),
    ("W7", "north; !south", "north", "both party bearer-only fact"),
    ("W7", "north; !watch", "north", "false independent independent"),
]


@pytest.mark.parametrize(("words", "bearers", "word"), case(DONE_ALONE))
def test_a_bearers_word_alone_may_not_be_enough(
    words: str, bearers: str, word: str
) -> None:
    found = SCALES.performance(reported(words), bearers.split(), STRICT)
    assert written(found) == word


def test_a_bearer_on_no_side_is_not_alone_with_another() -> None:
    found = SCALES.performance(reported("bureau; south"), ["bureau"], STRICT)
    assert found.truth == "true"


VIOLATION = [
    ("W6", "south by=north", "north", "both party beneficiary-only allegation north"),
    ("W6", "south", "north", "both party beneficiary-only allegation north"),
    ("W6", "south; east", "north", "both party beneficiary-only allegation north"),
    ("W6", "north by=north", "north", "true party bearer-only north"),
    ("W6", "spoke", "north", "true party bearer-only north"),
    ("W6", "blog", "north", "true party third-party north"),
    ("W6", "ally by=north", "north", "true party third-party north"),
    ("W6", "south; blog", "north", "true party third-party north"),
    ("W5", "south; north", "north", "true independent both-sides north"),
    ("W6", "paper", "north", "true press press north"),
    ("W6", "south; paper", "north", "true press press north"),
    ("W6", "south; !north", "north", "both party beneficiary-only allegation north"),
    ("W6", "south; !blog", "north", "both party beneficiary-only allegation north"),
    ("§6", "south; blog; !north", "north", "both party third-party fact north"),
    ("W6", "south; !paper", "north", "false press press north"),
    ("W5", "blog; !north; !south", "north", "false independent both-sides north"),
    ("W1", "corps by=north", "north", "true independent independent north"),
    ("W1", "corps by=south", "south", "true party third-party south"),
    # By whom.
    ("W6", "paper by=south", "north", "not theirs"),
    ("W6", "watch by=north; judge by=east", "north", "not theirs"),
    (
        "W6",
        "watch by=north; paper by=east",
        "north",
        "true independent independent north",
    ),
    ("W6", "judge; paper by=east", "north", "not theirs"),
    (
        "W6",
        "paper by=north; wire by=east",
        "north",
        "both press press allegation north",
    ),
    ("W6", "paper by=east; wire by=ally", "north", "not theirs"),
    (
        "W6",
        "paper by=north; wire by=south",
        "north south",
        "both press press allegation north+south",
    ),
    (
        "W6",
        "judge; paper by=north; wire by=south",
        "north south",
        "both authority authority allegation north+south",
    ),
    (
        "W6",
        "paper by=north; wire by=south; !judge",
        "north south",
        "false authority authority",
    ),
    (
        "W6",
        "paper by=north; wire by=south; !paper",
        "north south",
        "both press press allegation north+south",
    ),
    # Several bearers.
    ("W6", "south", "north south", "both party bearer-only allegation"),
    ("W6", "blog", "north south", "both party third-party allegation"),
    ("W6", "east", "north south", "both party beneficiary-only allegation"),
    ("W6", "paper", "north south", "true press press"),
    ("W6", "watch", "north south", "true independent independent"),
    ("W5", "north; south", "north south", "true independent both-sides"),
    (
        "W6",
        "south by=north",
        "north south",
        "both party beneficiary-only allegation north",
    ),
    ("W6", "north by=north", "north south", "true party bearer-only north"),
    (
        "W5",
        "north by=north; south by=north",
        "north south",
        "true independent both-sides north",
    ),
    (
        "W6",
        "north by=north; !south",
        "north south",
        "both party bearer-only fact north",
    ),
]


@pytest.mark.parametrize(("words", "bearers", "word"), case(VIOLATION))
def test_nobody_is_judge_in_their_own_cause(
    words: str, bearers: str, word: str
) -> None:
    found = SCALES.violation(reported(words), bearers.split(), USUAL)
    assert written(found) == word


LENIENTLY = [
    ("W6", "south by=north", "north", "true party beneficiary-only north"),
    ("W6", "south; !north", "north", "both party beneficiary-only fact north"),
    (
        "W6",
        "paper by=north; wire by=east",
        "north",
        "both press press allegation north",
    ),
]


@pytest.mark.parametrize(("words", "bearers", "word"), case(LENIENTLY))
def test_an_adverse_partys_word_may_be_enough(
    words: str, bearers: str, word: str
) -> None:
    found = SCALES.violation(reported(words), bearers.split(), LENIENT)
    assert written(found) == word


def test_a_word_that_names_nobody_may_be_enough_too() -> None:
    found = SCALES.violation(reported("south"), ["north", "south"], LENIENT)
    assert written(found) == "true party bearer-only"


def test_no_word_is_neither() -> None:
    assert SCALES.neutral(UNHEARD) == NONE
    assert SCALES.performance(UNHEARD, ["north"], STRICT) == NONE
    assert SCALES.violation(UNHEARD, ["north"], USUAL) == NONE
    assert balance(WHO, (), (), ()) == ("none", None)


def test_denials_alone_are_false() -> None:
    denied = Occurrence(
        "k", {}, Moment(0, 0), False, "full", (), reported("north; !paper").denials
    )
    assert written(SCALES.neutral(denied)) == "false press press"
    found = SCALES.violation(denied, ["north"], USUAL)
    assert written(found) == "false press press north"


DEFENCE = "reason=self-defence"
EXCEPTIONS = [
    ("W10", f"north {DEFENCE}", "true"),
    ("W10", "north", "false"),
    ("W10", "north reason=attack", "false"),
    ("W10", f"north {DEFENCE}; south", "true"),
    ("W10", f"north {DEFENCE}; south reason=attack", "both"),
    ("W10", f"north {DEFENCE}; watch reason=attack", "false"),
    ("W10", f"judge {DEFENCE}; south reason=attack", "true"),
    ("W10", f"watch; paper {DEFENCE}", "true"),
    ("W10", f"north {DEFENCE}; south {DEFENCE}; paper reason=attack", "true"),
    ("W10", f"north {DEFENCE}; !watch", "true"),
]


@pytest.mark.parametrize(("words", "truth"), case(EXCEPTIONS))
def test_an_exception_takes_an_occurrence_out(words: str, truth: str) -> None:
    unless = Pattern.model_validate({"kind": "k", "reason": "self-defence"})
    assert SCALES.excused(reported(words), (unless,), ["north"], USUAL) == truth


EXCUSED_ALONE = [
    ("W7", f"north {DEFENCE}", "both"),
    ("W7", f"north {DEFENCE}; spoke {DEFENCE}", "both"),
    ("W7", f"north {DEFENCE}; ally {DEFENCE}", "true"),
    ("W7", f"north {DEFENCE}; south {DEFENCE}", "true"),
    ("W7", f"south {DEFENCE}", "true"),
    ("W7", f"paper {DEFENCE}", "true"),
    ("W7", f"north {DEFENCE}; watch reason=attack", "false"),
    ("W7", "north", "false"),
]


@pytest.mark.parametrize(("words", "truth"), case(EXCUSED_ALONE))
def test_a_bearers_word_alone_may_not_except_it(words: str, truth: str) -> None:
    unless = Pattern.model_validate({"kind": "k", "reason": "self-defence"})
    assert SCALES.excused(reported(words), (unless,), ["north"], STRICT) == truth


@pytest.mark.parametrize(
    ("reasons", "truth"),
    [
        ((), "false"),
        (("self-defence", "accident"), "true"),
        (("rescue", "self-defence"), "both"),
        (("rescue", "accident", "self-defence"), "true"),
        (("rescue",), "false"),
    ],
)
def test_one_exception_of_several_is_enough(
    reasons: tuple[str, ...], truth: str
) -> None:
    unless = [Pattern.model_validate({"reason": reason}) for reason in reasons]
    found = reported("north reason=self-defence; south reason=attack")
    accident = reported("judge reason=accident; north reason=self-defence")
    told_of = accident if "accident" in reasons else found
    assert SCALES.excused(told_of, unless, ["north"], USUAL) == truth


@pytest.mark.parametrize(
    ("supports", "found"),
    [
        (("authority", "independent"), "independent"),
        (("independent", "both-sides"), "both-sides"),
        (("both-sides", "press"), "press"),
        (("press", "third-party"), "third-party"),
        (("bearer-only", "third-party"), "bearer-only"),
        (("bearer-only", "beneficiary-only", "authority"), "beneficiary-only"),
        ((), ""),
    ],
)
def test_what_rests_on_several_rests_on_the_weakest(
    supports: tuple[str, ...], found: str
) -> None:
    assert weakest(supports) == found
