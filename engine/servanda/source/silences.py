"""Comments that silence warnings: `# servanda: ignore[code, code]`, and why.

At the end of a line one speaks of that line; on a line of its own, of the next line
that says anything. What stands in quotes or in a block of text is no comment.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import yaml
from yaml import CSafeLoader

from servanda.problems import Problem
from servanda.source.text import Text

_NAME = "servanda:"
_COMMENT = re.compile(r"(?<!\S)#[ \t]*servanda:[ \t]*(?:ignore\[([^\]\r\n]*)\])?")
_WORD = re.compile(r"[^\s,]+")
_LINE_END = re.compile(r"\r\n|\n|\r")


class Silence(NamedTuple):
    """One code that a comment silences, where it is written, for which line."""

    text: Text
    start: int
    code: str
    line: int

    def problem(self, code: str, message: str, hint: str = "") -> Problem:
        """Make a warning about this code in its comment."""
        end = self.start + len(self.code)
        return self.text.problem(
            code, message, self.start, end, hint=hint, severity="warning"
        )


def is_spoken_to(text: Text) -> bool:
    """Tell whether anything in a file looks like a comment to us."""
    return _NAME in text.content


def silences(text: Text) -> Iterator[Silence]:
    """Yield what the comments of a YAML file silence."""
    for comment in _comments(text):
        if comment[1] is not None:
            line = _line_meant(text, comment.start())
            for word in _WORD.finditer(comment[1]):
                start = comment.start(1) + word.start()
                yield Silence(text, start, word[0], line)


def unclear(text: Text) -> Iterator[Problem]:
    """Yield a warning for each comment to us that names no code to silence."""
    for comment in _comments(text):
        if comment[1] is None or not _WORD.search(comment[1]):
            message = "this comment silences nothing"
            hint = "as in # servanda: ignore[unused-kind]"
            yield text.problem(
                "bad-ignore", message, *comment.span(), hint=hint, severity="warning"
            )


def _comments(text: Text) -> Iterator[re.Match[str]]:
    """Yield the comments to us, leaving out what only looks like one."""
    starts, ends = _scalars(text)
    for found in _COMMENT.finditer(text.content):
        before = bisect_right(starts, found.start()) - 1
        if before < 0 or ends[before] <= found.start():
            yield found


def _scalars(text: Text) -> tuple[list[int], list[int]]:
    """Return where the values of a file start and end, in order."""
    starts: list[int] = []
    ends: list[int] = []
    try:
        for event in yaml.parse(text.content, Loader=CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                assert event.start_mark is not None
                assert event.end_mark is not None
                starts.append(event.start_mark.index)
                ends.append(event.end_mark.index)
    except yaml.YAMLError:
        pass  # told by whoever reads the file; what comes before it counts
    return starts, ends


def _line_meant(text: Text, index: int) -> int:
    """Return the line that a comment speaks of."""
    line = text.place(index).line
    if not text.line_at(index).lstrip().startswith("#"):
        return line
    lines = _LINE_END.split(text.content)
    for number in range(line - text.first_line + 1, len(lines)):
        said = lines[number].strip()
        if said and not said.startswith("#"):
            return number + text.first_line
    return line
