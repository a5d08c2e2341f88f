"""Where reports are written: kept for YAML, read again for tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from servanda.scenario import Origin
from servanda.source.csvtable import csv_documents
from servanda.source.files import show
from servanda.source.jsonlines import json_documents
from servanda.source.nodes import Document
from servanda.source.scenarios import Gathering


def documents(
    origins: Iterable[Origin], gathering: Gathering
) -> dict[Origin, Document]:
    """Return the nodes of reports, reading each file at most once more."""
    kept = gathering.intake.nodes
    wanted = frozenset(origins)
    found = {origin: kept[origin] for origin in wanted & kept.keys()}
    for path in gathering.tables.values():
        lines = {origin.line for origin in wanted if origin.file == show(path)}
        found.update(_table_documents(path, lines) if lines else ())
    return found


def _table_documents(path: Path, lines: set[int]) -> Iterator[tuple[Origin, Document]]:
    read = csv_documents if path.suffix.casefold() == ".csv" else json_documents
    try:
        for line, document in read(path, lines):
            yield Origin(show(path), line), document
    except OSError:
        return  # it was readable a moment ago: its problems go without their excerpts
