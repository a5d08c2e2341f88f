"""What sets violations aside: a cure reported, or days of quiet (S6)."""

from __future__ import annotations

import pytest
from tests.accord import CALENDAR, Asked, achieve, at, keep, quota, short, walk

from servanda.cure import NO_QUIET, Cures, Quiet

MENDED = "until: 2025-03-20, cured_by: {kind: mended}"
KEYED = f"{MENDED}, keyed_by: [batch]"
HARM = "a 3 watch kind=harm\n"

REPORTED: dict[str, tuple[str, str, str]] = {
    "from the cure on": (
        keep(MENDED),
        f"{HARM} c 5 watch kind=mended",
        "3 breached violation; 5 holding; 21 met",
    ),
    "not what comes after it": (
        keep(MENDED),
        f"{HARM} c 5 watch kind=mended\n b 7 watch kind=harm",
        "3 breached violation; 5 holding; 7 breached violation",
    ),
    "not what came before, where it came first": (
        keep(MENDED),
        f"c 2 watch kind=mended\n {HARM}",
        "3 breached violation",
    ),
    "on the same day": (
        keep(MENDED),
        f"{HARM} c 3 watch kind=mended",
        "21 met",
    ),
    "on some day of a span: the violation may have come first": (
        keep(MENDED),
        "a 4 watch kind=harm\n c 3/5 watch kind=mended",
        "21 met",
    ),
    "a cure denied is none": (
        keep(MENDED),
        f"{HARM} c 5 paper kind=mended\n d - watch says=denied of=c reported=6",
        "3 breached violation",
    ),
    "a cure in dispute": (
        keep(MENDED),
        f"{HARM} c 5 watch kind=mended\n d - scout says=denied of=c reported=6",
        "3 breached violation; 5 disputed fact",
    ),
    "a cure in dispute of what is in dispute": (
        keep(MENDED),
        "a 3 south kind=harm\n c 5 watch kind=mended\n"
        "d - scout says=denied of=c reported=6",
        "3 disputed allegation",
    ),
    "a disputed cure of one of two": (
        keep(MENDED),
        f"{HARM} c 5 watch kind=mended\n d - scout says=denied of=c reported=6\n"
        "b 6 watch kind=harm",
        "3 breached violation; 5 disputed fact; 6 breached violation",
    ),
    # Keys.
    "of the same key": (
        keep(KEYED),
        "a 3 watch kind=harm batch=1\n c 5 watch kind=mended batch=1",
        "3 breached violation; 5 holding; 21 met",
    ),
    "not of another": (
        keep(KEYED),
        "a 3 watch kind=harm batch=1\n c 5 watch kind=mended batch=2",
        "3 breached violation",
    ),
    "not of none": (
        keep(KEYED),
        "a 3 watch kind=harm batch=1\n c 5 watch kind=mended",
        "3 breached violation",
    ),
    "what has no key is not cured": (
        keep(KEYED),
        "a 3 watch kind=harm\n c 5 watch kind=mended",
        "3 breached violation",
    ),
    # By whom.
    "of a sole bearer, named": (
        keep(MENDED),
        f"{HARM} c 5 watch kind=mended by=north",
        "3 breached violation; 5 holding; 21 met",
    ),
    "of a sole bearer, by another": (
        keep(MENDED),
        f"{HARM} c 5 watch kind=mended by=south",
        "3 breached violation",
    ),
    "of several bearers, by the one accused": (
        keep(MENDED, "[north, south]"),
        "a 3 watch kind=harm by=north\n c 5 watch kind=mended by=north",
        "3 breached violation; 5 holding; 21 met",
    ),
    "of several bearers, by another": (
        keep(MENDED, "[north, south]"),
        "a 3 watch kind=harm by=north\n c 5 watch kind=mended by=south",
        "3 breached violation",
    ),
    "of several bearers, by anybody": (
        keep(MENDED, "[north, south]"),
        "a 3 watch kind=harm by=north\n c 5 watch kind=mended",
        "3 breached violation; 5 holding; 21 met",
    ),
    "of several bearers, where nobody was accused": (
        keep(MENDED, "[north, south]"),
        f"{HARM} c 5 watch kind=mended by=north",
        "3 breached violation",
    ),
    # Positions.
    "what was said before it": (
        keep(MENDED),
        "a 3 judge position=breached about=p\n c 5 watch kind=mended",
        "3 breached finding; 5 holding; 21 met",
    ),
    "not what is said after it": (
        keep(MENDED),
        "c 5 watch kind=mended\n a 6 judge position=breached about=p",
        "6 breached finding",
    ),
    "not what clears": (
        keep(MENDED),
        f"{HARM} b 4 watch position=performed about=p\n c 5 watch kind=mended",
        "3 breached violation; 4 disputed fact; 5 holding; 21 met",
    ),
    "said of the same key": (
        keep(KEYED),
        "a 3 judge position=breached about=p batch=1\n c 5 watch kind=mended batch=1",
        "3 breached finding; 5 holding; 21 met",
    ),
    "not said of another": (
        keep(KEYED),
        "a 3 judge position=breached about=p batch=2\n c 5 watch kind=mended batch=1",
        "3 breached finding",
    ),
    "not said of none": (
        keep(KEYED),
        "a 3 judge position=breached about=p\n c 5 watch kind=mended batch=1",
        "3 breached finding",
    ),
    "said by whom the cure is not": (
        keep(MENDED, "[north, south]"),
        "a 3 judge position=breached about=p by=south\n c 5 watch kind=mended by=north",
        "3 breached finding",
    ),
    "an achievement has none": (
        achieve("due: 2025-03-10, cured_by: {kind: mended}"),
        "a 3 judge position=breached about=p\n c 5 watch kind=mended",
        "3 breached finding",
    ),
}


@pytest.mark.parametrize(
    ("provision", "lines", "told"), REPORTED.values(), ids=REPORTED.keys()
)
def test_a_cure_sets_violations_aside(provision: str, lines: str, told: str) -> None:
    steps = walk(Asked(provision, lines).docket().steps("p"))
    first = "ever not-in-force; 1 " + ("pending" if "act" in provision else "holding")
    assert steps == f"{first}; {told}"


QUIET = "until: 2025-03-20, cured_by: {quiet: {days: 2}}"
DAYS: dict[str, tuple[str, str]] = {
    "two whole days after": (HARM, "3 breached violation; 6 holding; 21 met"),
    "counted from the last": (
        f"{HARM} b 4T08:30 watch kind=harm",
        "3 breached violation; 7 holding; 21 met",
    ),
    "broken on the second": (
        f"{HARM} b 5T23:00 watch kind=harm",
        "3 breached violation; 8 holding; 21 met",
    ),
    "over before the next": (
        f"{HARM} b 6 watch kind=harm",
        "3 breached violation; 9 holding; 21 met",
    ),
    "twice": (
        f"{HARM} b 8 watch kind=harm",
        "3 breached violation; 6 holding; 8 breached violation; 11 holding; 21 met",
    ),
    "a span breaks it with any of its days": (
        f"{HARM} b 5/9 watch kind=harm",
        "3 breached violation; 12 holding; 21 met",
    ),
    "a denied one does not break it": (
        f"{HARM} b 4 paper kind=harm\n c - watch says=denied of=b reported=4",
        "3 breached violation; 6 holding; 21 met",
    ),
    "a disputed one leaves it in doubt": (
        f"{HARM} b 4 south kind=harm",
        "3 breached violation; 6 disputed fact; 7 holding; 21 met",
    ),
    "after disputed ones alone": (
        "a 3 south kind=harm",
        "3 disputed allegation; 6 holding; 21 met",
    ),
    "what was said before it was over": (
        f"{HARM} b 5 judge position=breached about=p",
        "3 breached violation; 6 holding; 21 met",
    ),
    "what is said since": (
        f"{HARM} b 6 judge position=breached about=p",
        "3 breached violation; 6 breached finding",
    ),
    "what is said neither breaks nor needs it": (
        "b 5 judge position=breached about=p",
        "5 breached finding",
    ),
}


@pytest.mark.parametrize(("lines", "told"), DAYS.values(), ids=DAYS.keys())
def test_days_of_quiet_set_violations_aside(lines: str, told: str) -> None:
    steps = walk(Asked(keep(QUIET), lines).docket().steps("p"))
    assert steps == f"ever not-in-force; 1 holding; {told}"


def test_a_cure_reaches_the_instance_of_its_key() -> None:
    asked = f"{MENDED}, for_each: {{kind: asked}}, keyed_by: [batch]"
    lines = """
        t 2 watch kind=asked batch=1
        u 2 watch kind=asked batch=2
        a 3 judge position=breached about=p
        c 5 watch kind=mended batch=1
    """
    found = Asked(keep(asked), lines).docket()
    told = {key: walk(found.steps("p", key)) for key in found.units("p")}
    began = "ever not-in-force; 2 holding; 3 breached finding"
    assert told == {
        (("batch", "1"),): f"{began}; 5 holding; 21 met",
        (("batch", "2"),): began,
    }


MENDED_THEN = "5 holding; 21 met"
CURED_PLACE: dict[str, tuple[str, dict[str, str]]] = {
    "of a place within it": ("place=mill", {"valley": MENDED_THEN}),
    "of another place": ("place=hill", {"hill": MENDED_THEN}),
    "of none: of all, and of what nobody placed": (
        "",
        dict.fromkeys(("valley", "hill", "unattributed"), MENDED_THEN),
    ),
}


@pytest.mark.parametrize(
    ("place", "then"), CURED_PLACE.values(), ids=CURED_PLACE.keys()
)
def test_a_cure_is_of_a_place(place: str, then: dict[str, str]) -> None:
    lines = f"""
        a 3 watch kind=harm place=valley
        b 3 watch kind=harm place=hill
        d 3 watch kind=harm
        c 5 watch kind=mended {place}
    """
    split = f"{MENDED}, each: {{place: [valley, hill]}}"
    found = Asked(keep(split), lines).docket()
    began = "ever not-in-force; 1 holding; 3 breached violation"
    for word in ("valley", "hill", "unattributed"):
        steps = walk(found.steps("p", (("place", word),)))
        assert steps == "; ".join((began, *([then[word]] if word in then else [])))


RATES = [
    ("", "5 breached violation; 6 holding; 21 met"),
    ("keyed_by: [batch]", "5 breached violation"),
]


@pytest.mark.parametrize(("keys", "told"), RATES)
def test_a_cure_sets_a_low_total_aside(keys: str, told: str) -> None:
    terms = "target: {rate: 10, per: day}, until: 2025-03-20, cured_by: {kind: mended}"
    provision = quota(f"{terms}, {keys}" if keys else terms)
    lines = "a 5 watch kind=goods total=4\n c 6 watch kind=mended batch=1"
    steps = walk(Asked(provision, lines).docket().steps("p"))
    assert steps == f"ever not-in-force; 1 holding; {told}"


def test_without_a_cure_nothing_is_set_aside() -> None:
    assert not Cures()
    assert Cures(quiet=2)
    assert list(Cures().instants([at("3")])) == []
    assert list(Cures(quiet=2).instants([at("3")])) == []


def test_instants_are_those_of_the_cures_and_of_the_end_of_quiet() -> None:
    case = Asked(keep(MENDED), "c 5 watch kind=mended").docket().strand("p").case(None)
    assert [short(second) for second in case.cures.instants([at("3")])] == ["5"]
    quiet = Cures(quiet=2, calendar=CALENDAR)
    told = [short(second) for second in quiet.instants([at("3"), at("7/9")])]
    assert told == ["6", "12"]


def test_quiet_covers_what_was_before_it() -> None:
    quiet = Quiet(at("3").hi, at("6").lo)
    assert quiet.covers(at("3"))
    assert not quiet.covers(at("3/4"))
    assert quiet.follows(at("5"))
    assert not quiet.follows(at("6"))
    assert quiet.latest(NO_QUIET) == quiet
