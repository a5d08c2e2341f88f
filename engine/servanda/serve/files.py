"""The files a browser is given: those of the page, and those that make it live."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import NamedTuple

from servanda import __version__
from servanda.render import html, markup

KINDS: Mapping[str, str] = {".js": "text/javascript", ".css": "text/css"}
OWN = (
    "answers.js",
    "ask.js",
    "difference.js",
    "forms.js",
    "list.js",
    "live.css",
    "plan.js",
    "story.js",
    "suppose.js",
    "track.js",
)


class Asset(NamedTuple):
    """A file's text, and what kind it is of."""

    text: str
    kind: str


def asset(name: str) -> Asset | None:
    """Read one of the files there are to give; no other name leads anywhere."""
    kind = KINDS.get(name[name.rfind(".") :])
    if kind is None:
        return None
    if name in {*html.STYLES, *html.MODULES}:
        return Asset(markup.asset(name), kind)
    own = name.removeprefix("live/")
    if name != own and own in OWN:
        return Asset(_own(own), kind)
    return None


def shell(name: str) -> str:
    """Write a page as it is before its script asks for anything."""
    return Template(_own(name)).substitute(version=markup.escape(__version__))


def _own(name: str) -> str:
    folder = files("servanda.serve") / "assets"
    return (folder / name).read_text(encoding="utf-8")
