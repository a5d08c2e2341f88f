"""Where reports are written: kept for YAML, read again for long tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servanda.problems import Problem
from servanda.scenario import Origin
from servanda.source.csvtable import table_rows
from servanda.source.files import show
from servanda.source.jsonlines import json_line, raw_lines
from servanda.source.nodes import Document
from servanda.source.scenarios import Gathering


def documents(origins: Iterable[Origin], gathering: Gathering) -> dict[Origin, Document]:
    """Return the nodes of reports, reading each file at most once more."""
    kept = gathering.intake.nodes
    wanted = set(origins)
    found = {origin: kept[origin] for origin in wanted & kept.keys()}
    for path in gathering.tables:
        ...
    return found
