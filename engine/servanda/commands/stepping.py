"""`replay --step`: the story of a scenario in the terminal, one moment at a time."""

import gc
import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from servanda.errors import ServandaError

if TYPE_CHECKING:
    from servanda.api import Story


def in_a_terminal() -> bool:
    """Tell whether somebody can see a screen here and press keys."""
    shown = sys.stdin.isatty() and sys.stdout.isatty()
    return shown and os.environ.get("TERM", "dumb") != "dumb"


def step(
    story: "Story", as_of: str | None, known_by: str | None, *, hindsight: bool
) -> None:
    """Step through a story, from its first event or from a date."""
    if find_spec("textual") is None:
        message = "--step needs what is not installed: textual"
        raise ServandaError(message, "pip install 'servanda[tui]'")
    from servanda import api
    from servanda.render.look import look_of
    from servanda.stepping import Place
    from servanda.story import second_of
    from servanda.terminal import Terminal

    walk = api.walk(story)
    latest = second_of(story, None, "as-of")
    known = second_of(story, known_by, "known-by") if known_by else None
    place = Place(latest, latest if hindsight and known is None else known)
    if as_of is None:
        place = walk.first(place)
    else:
        place = place._replace(as_of=second_of(story, as_of, "as-of"))
    # A process that lasts leaves garbage, other than one that answers and ends.
    gc.enable()
    Terminal(walk, place, look_of(sys.stdout, os.environ)).run()
