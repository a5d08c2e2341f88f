"""Where each part of an agreement is written, so that checks can point to it."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from typing import NamedTuple

from servanda.problems import Problem, Severity, visible
from servanda.source.nodes import Document, Entry, Mapping, Scalar, entry_of
from servanda.source.validate import Path, find


class Written(NamedTuple):
    """A provision's key and value, and the file they are in."""

    document: Document
    entry: Entry


@dataclass(frozen=True)
class Places:
    """The documents that an agreement was read from."""

    main: Document
    provisions: ReadOnly[str, Written] = field(default_factory=dict)
    problems: frozenset[Problem] = frozenset()

    def is_sound(self, provision: str) -> bool:
        """Tell whether nothing was wrong with a provision by itself."""
        document, entry = self.provisions[provision]
        first = document.text.place(entry.key.start).line
        last = document.text.place(max(entry.value.end - 1, entry.key.start)).line
        return not any(
            one.file == document.text.file and first <= one.line <= last
            for one in self.problems
        )

    def ids(self, section: str) -> tuple[str, ...]:
        """Return the ids that a section holds as written, valid or not."""
        if section == "provisions":
            return tuple(self.provisions)
        root = self.main.root
        entry = root.entries.get(section) if isinstance(root, Mapping) else None
        held = entry.value if entry is not None else None
        return tuple(held.entries) if isinstance(held, Mapping) else ()

    def problem(
        self,
        path: Path,
        code: str,
        message: str,
        *,
        hint: str = "",
        severity: Severity = "error",
        at_key: bool = False,
    ) -> Problem:
        """Make a problem at the value that a path leads to, or at its key."""
        document, node, rest = self.main, self.main.root, path
        key, context = None, ""
        if path[0] == "provisions" and len(path) > 1:
            document, entry = self.provisions[str(path[1])]
            node, key, rest = entry.value, entry.key, path[2:]
            context = _heading(entry)
        found = find(node, rest)
        key = found.key or key
        shown = key if at_key and key is not None else found.node
        return document.text.problem(
            code,
            message,
            shown.start,
            shown.end,
            hint=hint,
            severity=severity,
            context=context,
        )


def _heading(entry: Entry) -> str:
    """Return what a provision is called, to show with a problem in it."""
    title = entry_of(entry.value, "title")
    if title is None or not isinstance(title.value, Scalar):
        return ""
    return f"{visible(entry.key.text)}: {visible(title.value.text)[:80]}"
