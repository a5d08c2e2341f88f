"""A text file that was read, and the places in it.

A line ends at LF, CRLF or CR; a byte order mark is no part of the first line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from servanda.problems import Problem, Severity, Spot, excerpt

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Text:
    """The content of a file, with the name to report it under."""

    file: str
    content: str
    first_line: int = field(default=1, kw_only=True)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.content))]

    def place(self, index: int) -> Spot:
        """Return the place of the character at an index."""
        line = bisect_right(self._starts, index)
        column = index - self._starts[line - 1] + 1
        return Spot(self.file, line + self.first_line - 1, column)

    def line_at(self, index: int) -> str:
        """Return the line that holds an index, without its end."""
        line = bisect_right(self._starts, index)
        start = self._starts[line - 1]
        end = _LINE_END.search(self.content, start)
        return self.content[start : end.start() if end else len(self.content)]

    def problem(
        self,
        code: str,
        message: str,
        start: int = 0,
        end: int = 0,
        *,
        hint: str = "",
        severity: Severity = "error",
        context: str = "",
    ) -> Problem:
        """Make a problem about the characters from start to end."""
        spot, line = self.place(start), self.line_at(start)
        length = min(end - start, len(line.rstrip()) - spot.column + 1)
        shown = excerpt(line, spot.column, length) if line.strip() else None
        return Problem(*spot, code, message, severity, hint, shown, context)
