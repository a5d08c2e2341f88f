"""JSON Lines: one report a line, read in a stream.

A line goes straight into pydantic's validator; only one that fails is taken apart
again, to say where.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from servanda.problems import Problem
from servanda.scenario import Origin, RecordProblem, Report, ReportRecord, is_repeatable
from servanda.source.files import LONGEST_LINE, decode, show
from servanda.source.jsontext import parse_json
from servanda.source.mending import RECORD
from servanda.source.nodes import Document
from servanda.source.records import Intake
from servanda.source.text import Text

MOST_ALIKE = 100_000
# An id written so plainly that its text is its value.
_ID = re.compile(rb'(?<!\\)"id"\s*:\s*"([ !#-\[\]-~]{1,200})"')
_BOM = b"\xef\xbb\xbf"


def read_json_lines(path: Path, intake: Intake, hypothetical: bool) -> None:
    """Take in the reports of a JSON Lines file."""
    lines = _Lines(show(path), intake)
    validate_json = RECORD.adapter.validator.validate_json
    admit, repeat = intake.admit, intake.repeat
    told: dict[tuple[bytes, bytes], Report] = {}
    for number, line in enumerate(raw_lines(path), 1):
        id = _ID.search(line)
        said = (line[: id.start(1)], line[id.end(1) :]) if id else None
        first = told.get(said) if said else None
        if id and first and repeat(first, id[1].decode(), number):
            continue
        try:
            record = validate_json(line)
        except ValidationError as error:
            lines.take_apart(number, line, error)
            continue
        if line.count(b'":') != _keys(record) and lines.take_apart(number, line):
            continue
        found = admit(record, Origin(lines.file, number), hypothetical)
        if found:
            lines.refuse(number, line, found)
        elif id and said and len(told) < MOST_ALIKE:
            report = intake.reports[record["id"]]
            if is_repeatable(report) and _ID.findall(line) == [report.id.encode()]:
                told[said] = report


def _keys(record: ReportRecord) -> int:
    """Count a record's keys; a line with more colons may have some twice."""
    cite = record.get("cite")
    return len(record) + (len(cite.model_fields_set) if cite is not None else 0)


class _Lines:
    """The slow way: a line that was refused, with the places in it."""

    def __init__(self, file: str, intake: Intake) -> None:
        self.file = file
        self.intake = intake

    def take_apart(
        self, number: int, line: bytes, error: ValidationError | None = None
    ) -> bool:
        """Report what is wrong with a line by itself; tell whether anything is."""
        if line.isspace():
            return True
        document, problems = json_line(self.file, number, line)
        self.intake.note(problems)
        if document is None:
            return True
        origin = Origin(self.file, number)
        if error is not None:
            self.intake.misfit(error, document, origin, noted=bool(problems))
        elif problems:
            self.intake.refuse(document, origin, ())
        return error is not None or bool(problems)

    def refuse(
        self, number: int, line: bytes, found: tuple[RecordProblem, ...]
    ) -> None:
        """Report what is wrong with a record."""
        document, problems = json_line(self.file, number, line)
        if document is None:
            self.intake.note(problems)
        else:
            self.intake.refuse(document, Origin(self.file, number), found)


def json_line(
    file: str, number: int, line: bytes
) -> tuple[Document | None, list[Problem]]:
    """Take a line apart: its nodes, or why it is no JSON."""
    if len(line) > LONGEST_LINE:
        start = line[:200].decode("utf-8", "replace")
        message = f"this line is longer than {LONGEST_LINE // 1_000_000} MB"
        text = Text(file, start, first_line=number)
        return None, [text.problem("line-too-long", message, hint="one report a line")]
    text_, problems = decode(file, line.rstrip(b"\r\n"), first_line=number)
    if text_ is None or problems:
        return None, problems
    return parse_json(text_)


def json_documents(path: Path, lines: Container[int]) -> Iterator[tuple[int, Document]]:
    """Yield some lines of a file, as nodes."""
    for number, line in enumerate(raw_lines(path), 1):
        if number in lines:
            document, _ = json_line(show(path), number, line)
            if document is not None:
                yield number, document


def raw_lines(path: Path) -> Iterator[bytes]:
    """Yield a file's lines; of one that is too long, as much as shows that it is."""
    with path.open("rb") as file:
        if file.read(len(_BOM)) != _BOM:
            file.seek(0)
        for line in iter(partial(file.readline, LONGEST_LINE + 1), b""):
            yield line
            rest = line
            while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
                rest = file.readline(LONGEST_LINE + 1)
