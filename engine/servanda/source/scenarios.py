"""Reading a scenario: its file, what it includes, and its tables of reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from servanda.problems import Problem, did_you_mean, quote
from servanda.scenario import Expectation, Scenario
from servanda.source.csvtable import read_csv
from servanda.source.files import file_problem, read_text, unreadable
from servanda.source.jsonlines import read_json_lines
from servanda.source.library import find_included
from servanda.source.nodes import (
    Document,
    Mapping,
    Node,
    Scalar,
    Sequence,
    plain,
)
from servanda.source.records import Intake
from servanda.source.text import Text
from servanda.source.validate import problems_of, shape_of, validate
from servanda.source.yamltext import parse_yaml

_SCENARIO = shape_of(Scenario)
_EXPECTATION = shape_of(Expectation)
_LISTS = ("reports", "expect")
_TELLING = frozenset({"scenario", "agreement", "reports"})
_SOME_DAY = "2000-01-01"


@dataclass(frozen=True)
class ReadScenario:
    """A scenario's own file: its sound parts, without the reports, and its nodes."""

    path: Path
    scenario: Scenario | None
    document: Document | None
    problems: tuple[Problem, ...]
    expected: tuple[tuple[Document, Expectation], ...] = ()

    def entry(self, key: str) -> Node | None:
        """Return what stands under a key."""
        root = self.document.root if self.document is not None else None
        entry = root.entries.get(key) if isinstance(root, Mapping) else None
        return entry.value if entry is not None else None

    def word(self, key: str) -> str | None:
        """Return the text that stands under a key."""
        node = self.entry(key)
        return node.text if isinstance(node, Scalar) else None


def read_scenario(path: Path) -> ReadScenario:
    """Read a scenario's own file; its reports are still to be taken in."""
    text, problems = read_text(path)
    return _understood(path, text, tuple(problems))


# As with agreements: the same text is parsed once.
@lru_cache(maxsize=16)
def _understood(
    path: Path, text: Text | None, known: tuple[Problem, ...]
) -> ReadScenario:
    problems = list(known)
    if text is None:
        return ReadScenario(path, None, None, known)
    document, found = parse_yaml(text)
    problems += found
    if document is None:
        return ReadScenario(path, None, None, tuple(problems))
    root = document.root
    if isinstance(root, Mapping) and not root.entries.keys() & _TELLING:
        problems.append(_no_scenario(document))
        return ReadScenario(path, None, None, tuple(problems))
    scenario = _sound_head(_head(document), problems)
    expected = tuple(sound_expectations(document, problems))
    if scenario is not None:
        problems += _misnamed(scenario, path, document)
        expectations = tuple(expectation for _, expectation in expected)
        scenario = scenario.model_copy(update={"expect": expectations})
    return ReadScenario(path, scenario, document, tuple(problems), expected)


def _no_scenario(document: Document) -> Problem:
    message = 'this file has neither "scenario" nor "agreement"'
    hint = "provisions belong into the folder of their agreement.yaml"
    start = document.root.start
    return document.text.problem("not-a-scenario", message, start, start + 1, hint=hint)


def _head(document: Document) -> Document:
    """Return a scenario's document without its lists of reports and expectations."""
    root = document.root
    if not isinstance(root, Mapping):
        return document
    kept = {
        key: entry
        for key, entry in root.entries.items()
        if key not in _LISTS or not isinstance(entry.value, Sequence)
    }
    return Document(document.text, Mapping(kept, root.start, root.end, root.empty))


def _sound_head(document: Document, problems: list[Problem]) -> Scenario | None:
    data = plain(document.root)
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        problems += problems_of(error, _SCENARIO, document)
        if not isinstance(data, dict):
            return None
        for one in error.errors():
            data.pop(str(one["loc"][0]), None)
    try:
        return Scenario.model_validate(data)
    except ValidationError:
        return None


def sound_expectations(
    document: Document, problems: list[Problem]
) -> Iterator[tuple[Document, Expectation]]:
    """Give what a file expects, each with its nodes; what is wrong is noted."""
    root = document.root
    entry = root.entries.get("expect") if isinstance(root, Mapping) else None
    listed = entry.value if entry is not None else None
    for item in listed.items if isinstance(listed, Sequence) else ():
        alone = Document(document.text, item)
        expectation, found = validate(_EXPECTATION, alone)
        problems += found
        expectation = expectation or _mended(alone)
        if expectation is not None:
            yield alone, expectation


def _mended(document: Document) -> Expectation | None:
    """Return what names a provision in an expectation that is wrong otherwise."""
    data = plain(document.root)
    provision = data.get("provision") if isinstance(data, dict) else None
    try:
        return Expectation.model_validate({"as_of": _SOME_DAY, "provision": provision})
    except ValidationError:
        return None


def _misnamed(scenario: Scenario, path: Path, document: Document) -> list[Problem]:
    if scenario.scenario == path.stem or not isinstance(document.root, Mapping):
        return []
    node = document.root.entries["scenario"].value
    message = f"this scenario calls itself {quote(scenario.scenario)}"
    hint = f"others name it by its file, {quote(path.stem)}: call both the same"
    return [
        document.text.problem(
            "misnamed", message, node.start, node.end, hint=hint, severity="warning"
        )
    ]


@dataclass
class Gathering:
    """A walk over a scenario and all it includes, taking the reports in.

    What was read already is known by its resolved path, and not read twice.
    """

    agreement: str
    intake: Intake
    taken: dict[Path, ReadScenario] = field(default_factory=dict)
    tables: dict[Path, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def gather(self, story: ReadScenario, trail: tuple[Path, ...] = ()) -> None:
        """Take in the reports of a scenario, those it includes first, each once."""
        here = story.path.resolve()
        if here in self.taken:
            return
        self.taken[here] = story
        self._included(story, (*trail, here))
        self._own_reports(story)
        self._tables(story)

    def _included(self, story: ReadScenario, trail: tuple[Path, ...]) -> None:
        node = story.entry("include")
        for item in _items(node):
            path = find_included(item.text, self.agreement, story.path)
            if path is None:
                self._unknown(story, item)
            elif path.resolve() in trail:
                self._cycle(story, item, (*trail, path.resolve()))
            elif path.resolve() not in self.taken:
                self._include(story, item, path, trail)

    def _include(
        self, story: ReadScenario, item: Scalar, path: Path, trail: tuple[Path, ...]
    ) -> None:
        included = read_scenario(path)
        self.problems += included.problems
        if included.word("agreement") not in {None, self.agreement}:
            message = f"{quote(item.text)} is a scenario of another agreement"
            hint = f"it is of {quote(str(included.word('agreement')))}"
            self._note(story, item, "other-agreement", message, hint)
        else:
            self.gather(included, trail)

    def _note(
        self, story: ReadScenario, node: Node, code: str, message: str, hint: str
    ) -> None:
        if story.document is not None:
            self.problems.append(
                story.document.text.problem(
                    code, message, node.start, node.end, hint=hint
                )
            )

    def _unknown(self, story: ReadScenario, item: Scalar) -> None:
        names = [path.stem for path in story.path.parent.glob("*.yaml")]
        hint = did_you_mean(item.text, set(names) - {story.path.stem})
        message = f"there is no scenario {quote(item.text)} to include"
        self._note(story, item, "unknown-scenario", message, hint)

    def _cycle(
        self, story: ReadScenario, item: Scalar, trail: tuple[Path, ...]
    ) -> None:
        start = trail.index(trail[-1])
        round_ = " → ".join(path.stem for path in trail[start:])
        message = f"these scenarios include one another: {round_}"
        self._note(story, item, "include-cycle", message, "take one of them out")

    def _own_reports(self, story: ReadScenario) -> None:
        node, document = story.entry("reports"), story.document
        if document is None or not isinstance(node, Sequence):
            return
        for item in node.items:
            self.intake.take(Document(document.text, item), _is_hypothetical(story))

    def _tables(self, story: ReadScenario) -> None:
        for item in _items(story.entry("reports_from")):
            path = story.path.parent / item.text
            problem = unreadable(path)
            if problem is not None:
                self._note(
                    story, item, problem.code, _about(item, problem), problem.hint
                )
            elif (here := path.resolve()) not in self.tables:
                self.tables[here] = path
                self._table(story, item, path)

    def _table(self, story: ReadScenario, item: Scalar, path: Path) -> None:
        readers = {
            ".jsonl": read_json_lines,
            ".ndjson": read_json_lines,
            ".csv": read_csv,
        }
        read = readers.get(path.suffix.casefold())
        if read is None:
            message = f"{quote(item.text)} is neither JSON Lines nor CSV by its name"
            hint = "call it .jsonl (one report a line) or .csv"
            self._note(story, item, "unknown-format", message, hint)
            return
        try:
            read(path, self.intake, _is_hypothetical(story))
        except OSError as error:
            self.problems.append(file_problem(path, error))


def _items(node: Node | None) -> list[Scalar]:
    """Return the texts of a list, or of one text alone."""
    if isinstance(node, Sequence):
        return [item for item in node.items if isinstance(item, Scalar)]
    return [node] if isinstance(node, Scalar) else []


def _about(item: Scalar, problem: Problem) -> str:
    return f"{quote(item.text)}: {problem.message}"


def _is_hypothetical(story: ReadScenario) -> bool:
    if story.scenario is not None:
        return story.scenario.hypothetical
    return story.word("hypothetical") == "true"
