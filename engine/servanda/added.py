"""Reports a what-if adds: read from a file, and checked as the scenario's own are."""

from __future__ import annotations

from collections.abc import Sequence as Many
from pathlib import Path

from servanda.check.scenario import check_scenario
from servanda.problems import Problem, has_errors, in_order
from servanda.scenario import Report
from servanda.source import Draft, Outcome, draft_scenario
from servanda.source.csvtable import read_csv
from servanda.source.files import file_problem, read_text, show, unreadable
from servanda.source.jsonlines import read_json_lines
from servanda.source.nodes import Document, Mapping, Node, Sequence
from servanda.source.yamltext import parse_yaml

TABLES = frozenset({".jsonl", ".ndjson", ".csv"})


def load_added(
    scenario: str,
    rules: Path | None,
    files: Many[Path],
    written: Many[Document] = (),
) -> Outcome[tuple[Report, ...]]:
    """Load further reports for a scenario: YAML, JSON Lines or CSV, without a cite.

    A YAML file holds a list of reports, alone or under `reports:`, or one report.
    Those `written` elsewhere come last, each by its nodes.
    """
    draft = draft_scenario(scenario, rules)
    if isinstance(draft, Problem):
        return Outcome(None, (draft,))
    intake = draft.gathering.intake
    present = frozenset(report.id for report in intake.apart())
    problems = [problem for path in files for problem in _take(path, draft)]
    for document in written:
        intake.take(document, True)
    intake.part_linked()
    problems += check_scenario(draft)
    names = {*map(show, files), *(document.text.file for document in written)}
    problems += intake.all_problems()
    found = in_order(one for one in problems if one.file in names)
    added = tuple(one for one in intake.apart() if one.id not in present)
    return Outcome(None if has_errors(found) else added, found)


def _take(path: Path, draft: Draft) -> list[Problem]:
    """Take a file's reports in, as hypothetical ones."""
    intake = draft.gathering.intake
    problem = unreadable(path)
    if problem is not None:
        return [problem]
    if path.suffix.casefold() in TABLES:
        draft.gathering.tables[path.resolve()] = path
        read = read_csv if path.suffix.casefold() == ".csv" else read_json_lines
        try:
            read(path, intake, True)
        except OSError as error:
            return [file_problem(path, error)]
        return []
    text, problems = read_text(path)
    document, found = parse_yaml(text) if text is not None else (None, [])
    for item in _items(document.root) if document is not None else ():
        assert document is not None
        intake.take(Document(document.text, item), True)
    return problems + found


def _items(root: Node) -> tuple[Node, ...]:
    """List the reports of a file: a list, a list under `reports:`, or one alone."""
    if isinstance(root, Mapping) and "reports" in root.entries:
        root = root.entries["reports"].value
    return tuple(root.items) if isinstance(root, Sequence) else (root,)
