"""A page's data as JSON: the contract between the engine and what runs in a browser.

A named value is an object without the keys that stand at their default; a tuple is
an array. What the words and marks are is told once, beside the data.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from servanda.pagedata import Page
from servanda.render import words
from servanda.upcoming import SETTLES

SCHEMA_VERSION = 1
_ESCAPED = re.compile("[<>&\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def document(page: Page) -> dict[str, Any]:
    """Give a page's data as a document, with the words it is shown in."""
    return {"schema_version": SCHEMA_VERSION, **plain(page), "words": vocabulary()}


def plain(value: Any) -> Any:
    """Take a value's fields as they are, without those at their default."""
    defaults = getattr(value, "_field_defaults", None)
    if defaults is not None:
        given = value._asdict()
        return {
            name: plain(one)
            for name, one in given.items()
            if name not in defaults or one != defaults[name]
        }
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, tuple) else value


def vocabulary() -> dict[str, Any]:
    """Give the words and marks that statuses, grounds and supports are shown in."""
    return {
        "marks": {status: sign.mark for status, sign in words.SIGNS.items()},
        "grounds": dict(words.GROUNDS),
        "support": dict(words.SUPPORT),
        "stated": dict(words.STATED),
        "settles": dict(SETTLES),
    }


def embedded(document: Mapping[str, Any]) -> str:
    """Write a document so that it can stand within HTML.

    No tag can begin in it, no line end, and no text turns what follows it around.
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
