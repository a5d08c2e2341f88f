"""`replay --step`: what is on the screen, and what the keys do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from tests import loops
from tests.conftest import Golden
from textual.widgets import Input
from typer.testing import CliRunner

from servanda import api, cli
from servanda.commands import stepping
from servanda.errors import ServandaError
from servanda.render.look import Look
from servanda.stepping import Place
from servanda.terminal import Terminal

LAKESIDE = Path(__file__).parent / "lakeside"
SPRING = LAKESIDE / "scenarios" / "lakeside-2030" / "spring.yaml"
KEPT = LAKESIDE / "stepping"
CHARACTER, PIECE = (
    12.2,
    re.compile(
        r'<text[^>]* x="([\d.]+)"[^>]*clip-path="[^"]*-line-(\d+)\)">([^<]*)</text>'
    ),
)


def screen(svg: str, rows: int = 24) -> str:
    """Read the text off a picture of the screen."""
    lines: list[dict[int, str]] = [{} for _ in range(rows)]
    for x, line, text in PIECE.findall(svg):
        shown = unescape(text).replace("\N{NO-BREAK SPACE}", " ")
        for offset, character in enumerate(shown):
            lines[int(line)][round(float(x) / CHARACTER) + offset] = character
    return "".join(
        "".join(line.get(at, " ") for at in range(max(line, default=-1) + 1)).rstrip()
        + "\n"
        for line in lines
    )


@cache
def story() -> api.Story:
    """Load the story once."""
    return api.load(SPRING)


def played(
    script: Iterable[str],
    as_of: str = "2030-03-08",
    look: Look | None = None,
    size: tuple[int, int] = (80, 24),
) -> list[str]:
    """Play lines of keys, and give the screen as text after each of them.

    What follows ` =` in a line is written into the field that the keys open.
    """

    async def play() -> list[str]:
        walk = api.walk(story())
        app = Terminal(walk, Place(walk.second(as_of)), look or Look())
        found = []
        async with app.run_test(size=size) as pilot:
            for line in script:
                keys, _, written = line.partition(" =")
                await pilot.press(*keys.split())
                if written:
                    app.screen.query_one(Input).value = written
                    await pilot.press("enter")
                await pilot.pause()
                found.append(screen(app.export_screenshot(), size[1]))
        return found

    return loops.run(play())


def test_the_screens_are_as_kept(golden: Golden) -> None:
    names = ("opened", "chosen", "why", "help")
    shown = played(["", "down down down", "w", "question_mark"])
    for name, text in zip(names, shown, strict=True):
        golden(KEPT / f"{name}.txt", text)


MOVES = (
    ("", "As of 8 Mar 2030, as was known then"),
    ("right", "As of 11 Mar 2030 00:00, as was known then  2 changes"),
    ("p", "As of 8 Mar 2030 00:00, as was known then  2 changes"),
    ("right_square_bracket", "As of 9 Mar 2030, as was known then"),
    ("left_square_bracket", "As of 8 Mar 2030, as was known then"),
    ("home", "As of 1 Mar 2030 00:00, as was known then  7 changes"),
    ("n", "As of 3 Mar 2030 12:00, as was known then  1 change"),
    ("end", "As of 8 Mar 2030, as was known then"),
    ("g =2030-03-05", "As of 5 Mar 2030, as was known then"),
    ("k", "As of 5 Mar 2030, as known by 8 Mar 2030"),
    ("k", "As of 5 Mar 2030, as was known then"),
    ("b =2030-03-01", "As of 5 Mar 2030, as known by 1 Mar 2030 (proj"),
    ("g escape", "As of 5 Mar 2030, as known by 1 Mar 2030 (projected)"),
    ("question_mark x", "As of 5 Mar 2030, as known by 1 Mar 2030 (projected)"),
)


def test_keys_move_through_both_clocks() -> None:
    shown = played(keys for keys, _ in MOVES)
    for (keys, wanted), text in zip(MOVES, shown, strict=True):
        assert text.splitlines()[1].strip().startswith(wanted), keys


def test_what_is_chosen_read_in_full_or_not_understood() -> None:
    _, moved, changed, whole, _, asked = played(
        ["down", "right", "c", "r", "r", "g =[b]soon"]
    )
    assert ">○ pending  The landing" in moved
    assert " ✗ breached new: The" in moved
    assert ">○ pending  new: Tolls" in changed
    assert "7 Mar 2030, Lowland: Two boats | armed, near the <west> bank." in whole
    assert "The ferry runs again" not in whole
    assert "Go to the end of which day?" in asked
    assert '"[b]soon"' in asked


def test_plain_signs_no_colour_and_little_room_say_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    small, plain = Look(), Look(plain=True)
    assert ">○ pending" in played(["down"], look=small, size=(60, 16))[0]
    assert ">o pending" in played(["down"], look=plain)[0]


def test_elsewhere_than_in_a_terminal_all_is_told_at_once() -> None:
    plain = CliRunner().invoke(cli.app, ["replay", str(SPRING)])
    stepped = CliRunner().invoke(cli.app, ["replay", str(SPRING), "--step"])
    assert stepped.exit_code == 0
    assert stepped.output == plain.output != ""


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stepping, "find_spec", lambda _: None)
    with pytest.raises(ServandaError, match="textual") as refused:
        stepping.step(story(), None, None, hindsight=False)
    assert refused.value.hint == "pip install 'servanda[tui]'"


@pytest.mark.parametrize(
    ("as_of", "known_by", "hindsight", "place"),
    [
        (None, None, False, ("2030-03-01T00:00", None)),
        ("2030-03-05", None, False, ("2030-03-05", None)),
        ("2030-03-05", None, True, ("2030-03-05", "2030-03-08")),
        ("2030-03-05", "2030-03-04", True, ("2030-03-05", "2030-03-04")),
    ],
)
def test_it_starts_where_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch,
    as_of: str | None,
    known_by: str | None,
    hindsight: bool,
    place: tuple[str, str | None],
) -> None:
    begun: list[Place] = []
    monkeypatch.setattr(Terminal, "run", lambda self: begun.append(self.place))
    stepping.step(story(), as_of, known_by, hindsight=hindsight)
    walk = api.walk(story())
    known = None if place[1] is None else walk.second(place[1])
    assert begun[0] == Place(walk.second(place[0]), known)
