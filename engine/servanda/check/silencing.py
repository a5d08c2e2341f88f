"""Warnings that a comment beside them silences; errors are never silenced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from servanda.problems import Problem, nearest, quote
from servanda.source import Draft, ReadAgreement
from servanda.source.files import show
from servanda.source.nodes import Scalar, Sequence
from servanda.source.scenarios import ReadScenario
from servanda.source.silences import Silence, is_spoken_to, silences, unclear
from servanda.source.text import Text

# Every code that comes as a warning: what a comment can silence.
WARNINGS = (
    "bad-ignore",
    "contradictory-duties",
    "dead-reading",
    "due-before-start",
    "duplicate-duty",
    "ends-before-start",
    "idle-condition",
    "impossible-consent",
    "incomplete-reading",
    "matches-all",
    "matches-nothing",
    "misnamed",
    "more-problems",
    "near-miss",
    "never-due",
    "never-ends",
    "never-happens",
    "never-in-force",
    "never-starts",
    "no-count",
    "no-effect",
    "no-occurrence",
    "overlapping-duties",
    "unknown-place",
    "unused-anchor",
    "unused-ignore",
    "unused-kind",
    "unused-phase",
    "unused-place",
    "unused-power",
    "unused-source",
    "unused-text",
    "unused-theme",
)
Line = tuple[str, int]


@dataclass
class Silences:
    """The silencing comments of the files of a run, and which of them were of use."""

    by_line: dict[Line, list[Silence]] = field(default_factory=dict)
    tables: dict[str, set[Line]] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    used: set[tuple[str, int]] = field(default_factory=set)

    def of_agreement(self, source: ReadAgreement | None) -> None:
        """Take in the comments of an agreement's files."""
        if source is not None and source.places is not None:
            written = source.places.provisions.values()
            texts = (source.places.main.text, *(one.document.text for one in written))
            for text in {text.file: text for text in texts}.values():
                self._take(text)

    def of_scenario(self, draft: Draft) -> None:
        """Take in the comments of a scenario, of what it includes and rests on."""
        self.of_agreement(draft.source)
        for story in (draft.story, *draft.gathering.taken.values()):
            if story.document is not None:
                self._take(story.document.text)
                for file, line in _tables(story):
                    self.tables.setdefault(file, set()).add(line)

    def _take(self, text: Text) -> None:
        if is_spoken_to(text) and self.texts.setdefault(text.file, text) is text:
            for one in silences(text):
                self.by_line.setdefault((text.file, one.line), []).append(one)

    def left(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems that nothing silences."""
        return [one for one in problems if not self._silences(one)]

    def _silences(self, problem: Problem) -> bool:
        if problem.severity == "error" or not self.by_line:
            return False
        lines = {(problem.file, problem.line)} | self.tables.get(problem.file, set())
        found = [
            one
            for line in lines
            for one in self.by_line.get(line, ())
            if one.code == problem.code
        ]
        self.used.update((one.text.file, one.start) for one in found)
        return bool(found)

    def idle(self, files: frozenset[str], unasked: frozenset[str]) -> Iterator[Problem]:
        """Warn of comments in some files that silence nothing.

        Whether those codes that were `unasked` would have come, nobody knows.
        """
        for file in sorted(files & self.texts.keys()):
            yield from unclear(self.texts[file])
        for found in self.by_line.values():
            for one in found:
                said = (one.text.file, one.start)
                if said[0] in files and said not in self.used:
                    yield from _unused(one, unasked)


def _unused(one: Silence, unasked: frozenset[str]) -> Iterator[Problem]:
    if one.code not in WARNINGS:
        message = f"no warning is called {quote(one.code)}"
        close = nearest(one.code, WARNINGS)
        hint = f"did you mean {quote(close)}? " if close else ""
        hint += "errors are never silenced"
        yield one.problem("unused-ignore", message, hint)
    elif one.code not in {*unasked, "unused-ignore", "bad-ignore"}:
        message = f"there is no {quote(one.code)} to silence here"
        yield one.problem("unused-ignore", message, "take it out of the comment")


def _tables(story: ReadScenario) -> Iterator[tuple[str, Line]]:
    """Yield the tables of a scenario with the line that names each."""
    node, document = story.entry("reports_from"), story.document
    named = node.items if isinstance(node, Sequence) else [node]
    for item in named if document is not None else ():
        if isinstance(item, Scalar) and document is not None:
            spot = document.text.place(item.start)
            yield show(story.path.parent / item.text), (spot.file, spot.line)


def quieted(draft: Draft, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Leave out the warnings of one scenario that a comment silences."""
    if not any(one.severity == "warning" for one in problems):
        return problems
    comments = Silences()
    comments.of_scenario(draft)
    return tuple(comments.left(problems))
