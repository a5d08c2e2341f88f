"""Silence is not compliance: who has looked, and who could not (S10)."""

from __future__ import annotations

import pytest
from tests.accord import CALENDAR, Asked, achieve, at, keep, quota, short

from servanda.silence import Sight, Watch, watch

SEEN = "until: 2025-03-20, observed: {kind: patrol}"
PLACED = (
    "p: {modality: maintenance, bearer: north, until: 2025-03-20, "
    "violated_by: {kind: harm, place: valley}}\n"
)
DAYS = [str(day) for day in range(1, 10)]


def unobserved(asked: Asked, days: list[str] | None = None) -> str:
    """List the days on which nobody could tell, of those asked about."""
    found = asked.docket()
    watched = found.observed("p", at("9").hi)
    return " ".join(day for day in days or DAYS if watched.unobserved(at(day).hi))


SIGHTS: dict[str, tuple[str, str, str]] = {
    "nobody": (keep(), "", "1 2 3 4 5 6 7 8 9"),
    "an independent source": (keep(), "a 3 watch kind=harm", "1 2"),
    "an authority": (keep(), "a 3 judge kind=harm", "1 2"),
    "not the press": (keep(), "a 3 paper kind=harm", "1 2 3 4 5 6 7 8 9"),
    "not a party": (keep(), "a 3 south kind=harm", "1 2 3 4 5 6 7 8 9"),
    "whatever it says": (keep(), "a 3 watch says=denied kind=harm", "1 2"),
    "even that it cannot tell": (keep(), "a 3 watch says=unconfirmed kind=harm", "1 2"),
    "not of something else": (keep(), "a 3 watch kind=patrol", "1 2 3 4 5 6 7 8 9"),
    "unless the provision says so": (keep(SEEN), "a 3 watch kind=patrol", "1 2"),
    "of any of its patterns": (
        keep("until: 2025-03-20, cured_by: {kind: mended}"),
        "a 3 watch kind=mended",
        "1 2",
    ),
    "a quiet is no pattern": (
        keep("until: 2025-03-20, cured_by: {quiet: {days: 2}}"),
        "a 3 watch kind=patrol",
        "1 2 3 4 5 6 7 8 9",
    ),
    "of what performs": (achieve(), "a 3 watch kind=act", "1 2"),
    "of what counts": (quota(), "a 3 watch kind=goods total=3", "1 2"),
    "of a place within": (PLACED, "a 3 watch kind=harm place=mill", "1 2"),
    "not of a place around": (
        PLACED,
        "a 3 watch kind=harm place=region",
        "1 2 3 4 5 6 7 8 9",
    ),
    "a position on it": (keep(), "a 3 watch position=performed about=p", "1 2"),
    "not on another": (
        keep(),
        "a 3 watch position=performed about=q kind=harm",
        "1 2 3 4 5 6 7 8 9",
    ),
    "a position withdrawn": (
        keep(),
        "a 3 watch position=performed about=p\n w 6 watch withdraws=a",
        "1 2 6 7 8 9",
    ),
    "a report retracted": (
        keep(),
        "a 3 watch kind=harm\n w - watch retracts=a reported=6",
        "1 2 3 4 5 6 7 8 9",
    ),
    "a linked report has what its occurrence has": (
        keep(),
        "a 3 paper kind=harm\n b - watch of=a reported=6",
        "1 2",
    ),
    "its own date too": (
        keep(),
        "a 3 paper kind=harm occurrence=x\n b 4 watch occurrence=x reported=6",
        "1 2 3",
    ),
    "what a link denies": (
        keep(),
        "a 3 paper kind=harm\n b - watch says=denied of=a reported=6",
        "1 2",
    ),
    "a link that leads nowhere": (
        keep(),
        "b - watch says=denied of=z kind=harm reported=6",
        "1 2 3 4 5 6 7 8 9",
    ),
    "a span from its first second": (keep(), "a 3/6 watch kind=harm", "1 2"),
}


@pytest.mark.parametrize(
    ("provision", "lines", "days"), SIGHTS.values(), ids=SIGHTS.keys()
)
def test_somebody_independent_has_looked(provision: str, lines: str, days: str) -> None:
    assert unobserved(Asked(provision, lines)) == days


def test_a_bodys_own_word_on_its_side_is_no_sight() -> None:
    parties = (
        "parties: {north: {name: North}, "
        "corps: {name: Corps, side: north, tier: independent}}"
    )
    for by, days in (("", "1 2 3 4 5 6 7 8 9"), ("by=north", "1 2 3 4 5 6 7 8 9")):
        asked = Asked(keep(), f"a 3 corps kind=harm {by}", head=parties)
        assert unobserved(asked) == days
    other = parties.replace("side: north", "side: south")
    assert unobserved(Asked(keep(), "a 3 corps kind=harm", head=other)) == "1 2"
    own = "a 3 corps kind=harm by=corps"
    assert unobserved(Asked(keep(), own, head=other)) == "1 2 3 4 5 6 7 8 9"


OLD: dict[str, tuple[str, str, str]] = {
    "for so many days": ("a 3 watch kind=harm", "1 2 6 7 8 9", "6"),
    "from the last": ("a 3 watch kind=harm\n b 5 watch kind=harm", "1 2 8 9", "8"),
    "of a span, from its last day": ("a 3/5 watch kind=harm", "1 2 8 9", "8"),
    "of an instant, from its day": ("a 3T23:00 watch kind=harm", "1 2 6 7 8 9", "6"),
    "again later": (
        "a 2 watch kind=harm\n b 7 watch kind=harm",
        "1 5 6",
        "10",
    ),
    "never": ("", "1 2 3 4 5 6 7 8 9", "ever"),
}


@pytest.mark.parametrize(("lines", "days", "since"), OLD.values(), ids=OLD.keys())
def test_a_look_is_good_for_so_many_days(lines: str, days: str, since: str) -> None:
    asked = Asked(keep("until: 2025-03-20, silence: {days: 2}"), lines)
    assert unobserved(asked) == days
    found = asked.docket().observed("p", at("9").hi).since(at("9").hi)
    assert short(found) == since


def test_without_a_length_of_silence_one_look_is_enough() -> None:
    found = Asked(keep(), "a 1 watch kind=harm").docket().observed("p", at("9").hi)
    assert not found.unobserved(at("31").hi)
    assert found.since(at("31").hi) is None


SIGHT = "s 1 watch kind=harm place=mill\n"
VEILS: dict[str, tuple[str, str]] = {
    "shut out until told otherwise": ("a 3 watch access=none", "3 4 5 6 7 8 9"),
    "partly": ("a 3 watch access=partial", "3 4 5 6 7 8 9"),
    "not where it can see": ("a 3 watch access=full", ""),
    "until the last word says otherwise": (
        "a 3 watch access=none\n b 6 watch access=full",
        "3 4 5",
    ),
    "from and to": ("a - watch access=none from=4 to=6 reported=7", "4 5 6"),
    "each source for itself": (
        "a 3 watch access=none\n b 6 scout access=full",
        "3 4 5 6 7 8 9",
    ),
    "of the place itself": ("a 3 watch access=none place=valley", "3 4 5 6 7 8 9"),
    "of a place within it": ("a 3 watch access=none place=mill", "3 4 5 6 7 8 9"),
    "of a place around it": ("a 3 watch access=none place=region", "3 4 5 6 7 8 9"),
    "not of another": ("a 3 watch access=none place=hill", ""),
    "each place for itself": (
        "a 3 watch access=none place=valley\n b 5 watch access=full place=mill",
        "3 4 5 6 7 8 9",
    ),
    "of two at once the worse": (
        "a 3 watch access=full\n b 3 watch access=none",
        "3 4 5 6 7 8 9",
    ),
    "of two at once the one told later": (
        "a 3 watch access=none\n b 3 watch access=full reported=4",
        "",
    ),
    "whoever it is": ("a 3 blog access=none", "3 4 5 6 7 8 9"),
}


@pytest.mark.parametrize(("lines", "days"), VEILS.values(), ids=VEILS.keys())
def test_a_monitor_could_not_see(lines: str, days: str) -> None:
    assert unobserved(Asked(PLACED, SIGHT + lines)) == days


def test_where_no_place_is_asked_about_a_shut_place_is_no_matter() -> None:
    sight = "s 1 watch kind=harm\n"
    there = Asked(keep(), f"{sight} a 3 watch access=none place=valley")
    assert unobserved(there) == ""
    everywhere = Asked(keep(), f"{sight} a 3 watch access=none")
    assert unobserved(everywhere) == "3 4 5 6 7 8 9"


def test_shut_out_it_says_since_when() -> None:
    lines = SIGHT + "a 3 watch access=none to=5\n b 7 scout access=partial"
    found = Asked(PLACED, lines).docket().observed("p", at("9").hi)
    days = ("2", "4", "6", "8")
    assert [short(found.since(at(day).hi)) for day in days] == [
        "ever",
        "3",
        "ever",
        "7",
    ]


MARKED: dict[str, tuple[str, str, str, bool]] = {
    "holding": (keep(), "", "5", True),
    "kept to the end": (keep("until: 2025-03-04"), "", "5", True),
    "missed": (achieve(), "", "11", True),
    "not pending": (achieve(), "", "5", False),
    "not met by a deed": (achieve(), "a 3 paper kind=act", "5", False),
    "not violated": (keep(), "a 3 paper kind=harm", "5", False),
    "not disputed": (keep(), "a 3 south kind=harm", "5", False),
    "not found in breach": (
        achieve(),
        "a 3 judge position=breached about=p",
        "11",
        False,
    ),
    "not what was looked at": (keep(), "a 3 watch says=denied kind=harm", "5", False),
}


@pytest.mark.parametrize(
    ("provision", "lines", "day", "marked"), MARKED.values(), ids=MARKED.keys()
)
def test_what_rests_on_silence_is_marked(
    provision: str, lines: str, day: str, marked: bool
) -> None:
    standing = Asked(provision, lines).docket().standing("p", at(day).hi)
    assert ("unobserved" in standing.marks) is marked


def test_a_sight_stands_from_its_date_until_it_is_withdrawn() -> None:
    sight = Sight(at("3").lo, CALENDAR.civil_day(at("3")), at("6").lo)
    watched = Watch((sight,), (), None, CALENDAR)
    seconds = (at("3").lo - 1, at("3").lo, at("6").lo - 1, at("6").lo)
    assert [watched.unobserved(second) for second in seconds] == [
        True,
        False,
        False,
        True,
    ]


def test_a_provision_is_watched_once() -> None:
    found = Asked(keep(), "a 3 watch kind=harm").docket()
    assert found.observed("p", at("9").hi) is found.observed("p", at("2").hi)
    terms = found.agreement.provisions["p"]
    assert found.observed("p", at("9").hi) == watch(found.world, "p", terms)
