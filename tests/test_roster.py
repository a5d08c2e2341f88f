"""Who speaks, on which side and at which tier."""

from __future__ import annotations

import pytest

from servanda.agreement import Agreement
from servanda.roster import (
    AUTHORITY,
    INDEPENDENT,
    PARTY,
    PRESS,
    RANKS,
    TIER_OF_RANK,
    roster,
)

WHO = roster(
    Agreement.model_validate(
        {
            "agreement": "river",
            "title": "River accord",
            "zone": "UTC",
            "in_force": "2025-03-01",
            "parties": {
                "north": {"name": "North"},
                "army": {"name": "Northern army", "side": "north"},
                "brigade": {"name": "A brigade of it", "part_of": "army"},
                "guard": {"name": "Northern guard", "part_of": "north"},
                "south": {"name": "South", "side": "southern"},
                "militia": {"name": "A militia", "part_of": "south"},
                "bureau": {"name": "Joint bureau", "part_of": ["north", "south"]},
                "mission": {"name": "Foreign mission", "part_of": "alliance"},
                "corps": {"name": "Corps", "side": "southern", "tier": "independent"},
                "panel": {
                    "name": "Joint panel",
                    "part_of": ["north", "south"],
                    "tier": "authority",
                },
                "patrol": {"name": "A patrol of the brigade", "part_of": "brigade"},
                "desk": {"name": "A desk of the bureau", "part_of": "bureau"},
            },
            "sources": {
                "judge": {"tier": "authority"},
                "watch": {"tier": "independent"},
                "paper": {"tier": "press"},
                "blog": {"tier": "party"},
                "voice-of-north": {"tier": "party", "speaks_for": "north"},
                "voice-of-corps": {"tier": "party", "speaks_for": "corps"},
                "voice-of-nobody": {"tier": "press", "speaks_for": "elsewhere"},
            },
        }
    )
)


@pytest.mark.parametrize(
    ("speaker", "side"),
    [
        ("north", "north"),
        ("army", "north"),
        ("brigade", "north"),
        ("guard", "north"),
        ("south", "southern"),
        ("militia", "southern"),
        ("bureau", None),
        ("mission", "mission"),  # of a whole that is no party here
        ("judge", None),
        ("blog", None),
        ("patrol", "north"),
        ("desk", None),
    ],
)
def test_a_party_is_on_a_side(speaker: str, side: str | None) -> None:
    assert WHO.side(speaker) == side


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("north", "north"),
        ("voice-of-north", "north"),
        ("judge", "judge"),
        ("blog", "blog"),
        ("unheard-of", "unheard-of"),
    ],
)
def test_a_party_and_its_voices_are_one_speaker(source: str, speaker: str) -> None:
    assert WHO.speaker(source) == speaker


@pytest.mark.parametrize(
    ("source", "concerned", "rank"),
    [
        ("judge", ("north",), AUTHORITY),
        ("watch", ("north",), INDEPENDENT),
        ("paper", ("north",), PRESS),
        ("blog", ("north",), PARTY),
        ("unheard-of", (), PARTY),
        ("north", ("south",), PARTY),
        ("voice-of-north", ("south",), PARTY),
        # A party that also monitors: its own tier for what it says of others.
        ("corps", ("north",), INDEPENDENT),
        ("voice-of-corps", ("north",), INDEPENDENT),
        ("corps", (), INDEPENDENT),
        ("corps", ("south",), PARTY),
        ("corps", ("militia",), PARTY),
        ("corps", ("north", "south"), PARTY),
        ("voice-of-corps", ("corps",), PARTY),
        ("corps", ("bureau",), INDEPENDENT),
        # A body on no side has its tier for all it says.
        ("panel", ("north", "south"), AUTHORITY),
        ("voice-of-nobody", ("north",), PARTY),
    ],
)
def test_a_word_has_a_rank(source: str, concerned: tuple[str, ...], rank: int) -> None:
    assert WHO.rank(source, concerned) == rank


@pytest.mark.parametrize(
    ("speaker", "accused", "adverse"),
    [
        ("south", ("north",), True),
        ("militia", ("north",), True),
        ("south", ("army",), True),
        ("north", ("north",), False),
        ("guard", ("army",), False),
        ("north", ("north", "south"), False),
        ("mission", ("north", "south"), True),
        ("bureau", ("north",), False),
        ("judge", ("north",), False),
        ("blog", ("north",), False),
        ("army", ("patrol",), False),
    ],
)
def test_the_adverse_party_is_on_another_side(
    speaker: str, accused: tuple[str, ...], adverse: bool
) -> None:
    assert WHO.adverse(speaker, accused) is adverse


def test_ranks_rise_from_party_to_authority() -> None:
    assert [RANKS[tier] for tier in TIER_OF_RANK] == [0, 1, 2, 3]
