"""Markup written from values: what comes from files is escaped, always."""

import html
from collections.abc import Mapping
from importlib.resources import files

from servanda.problems import visible

NONE: Mapping[str, object] = {}


def escape(text: str) -> str:
    """Write a text so that HTML and SVG show it as it is."""
    return html.escape(visible(text))


def tag(name: str, attributes: Mapping[str, object] = NONE, *inner: str) -> str:
    """Write an element around markup; attributes that are None are left out."""
    given = "".join(
        f' {key}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(inner)}</{name}>"


def said(name: str, text: str, kind: str | None = None) -> str:
    """Write an element for words from files: their direction is their own."""
    return tag(name, {"dir": "auto", "class": kind}, escape(text))


def asset(name: str) -> str:
    """Read a file that lies beside the renderers."""
    folder = files("servanda.render") / "assets"
    return (folder / name).read_text(encoding="utf-8")
