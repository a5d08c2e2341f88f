"""Reading a plan: a YAML file of one model, with its nodes for the checks after."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeVar

from servanda.expression import Model
from servanda.problems import Problem, did_you_mean, quote
from servanda.source.files import is_file, read_text
from servanda.source.library import find_scenario
from servanda.source.nodes import Document, Mapping
from servanda.source.validate import find, shape_of, validate
from servanda.source.yamltext import parse_yaml

M = TypeVar("M", bound=Model)


class ReadPlan(NamedTuple):
    """A plan as far as it could be read, and where its parts are written."""

    document: Document | None
    problems: tuple[Problem, ...]

    def problem(
        self, path: tuple[str | int, ...], code: str, message: str, hint: str = ""
    ) -> Problem:
        """Say what is wrong with a part of it."""
        assert self.document is not None
        found = find(self.document.root, path)
        start, end = found.node.start, found.node.end
        if isinstance(found.node, Mapping) and found.key is not None:
            start, end = found.key.start, found.key.end
        return self.document.text.problem(code, message, start, end, hint=hint)


def read_plan(path: Path, model: type[M]) -> tuple[M | None, ReadPlan]:
    """Read a plan; None where it does not fit its model."""
    text, problems = read_text(path)
    if text is None:
        return None, ReadPlan(None, tuple(problems))
    document, found = parse_yaml(text)
    problems += found
    if document is None:
        return None, ReadPlan(None, tuple(problems))
    plan, wrong = validate(shape_of(model), document)
    return plan, ReadPlan(document, (*problems, *wrong))


def find_plan(argument: str, folder: str, scenario: str) -> Path | Problem:
    """Find a plan: by its path, or by its name in a folder beside the scenario."""
    path = Path(argument)
    if path.suffix in (".yaml", ".yml") or is_file(path):
        return path
    beside = find_scenario(scenario)
    names: list[str] = []
    if isinstance(beside, Path):
        near = beside.parent / folder
        if is_file(near / f"{argument}.yaml"):
            return near / f"{argument}.yaml"
        names = sorted(found.stem for found in near.glob("*.yaml"))
    message = f"no plan is called {quote(argument)}"
    hint = did_you_mean(argument, names) or "give the path of a file"
    return Problem(argument, 1, 1, "unknown-plan", message, hint=hint)
