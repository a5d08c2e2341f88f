"""A what-if made by hand as the text of a plan, as one would write it.

Words that stand by themselves stay bare; all else is quoted as JSON is, which YAML
reads alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_BARE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9._-]*(?:[T ]\d\d:\d\d(?::\d\d)?)?")
# Words that other readers of YAML take for no text.
_TAKEN = frozenset({"null", "true", "false", "yes", "no", "off", "y", "n"})
_UNFIT = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe"
    "\uff00-\ufffd\U00010000-\U0010ffff]"
)


def plan_text(head: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> str:
    """Write a plan: what it is of, then its changes, one a line."""
    return "".join((*_head(head), "changes:\n", *_changes(changes)))


def _head(head: Mapping[str, Any]) -> Iterator[str]:
    for key, value in head.items():
        if value not in (None, "", False):
            yield f"{key}: {_flow(value)}\n"


def _changes(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for change in changes:
        yield f"  - {_flow(change)}\n"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = (f"{_word(str(key))}: {_flow(one)}" for key, one in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else _word(str(value))


def _word(text: str) -> str:
    if _BARE.fullmatch(text) and text.lower() not in _TAKEN:
        return text
    return _UNFIT.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"\\U{ord(one):08x}" for one in found[0])
