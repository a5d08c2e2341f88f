"""Reading the plan of a what-if: its file, the plans it includes, its changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from servanda.plan import (
    ASKS,
    WITH_INSTANCES,
    Differing,
    ExpectedDifference,
    Plan,
    PlannedChange,
)
from servanda.problems import Problem, did_you_mean, in_order, quote
from servanda.scenario import Expectation
from servanda.source.files import is_file, read_text
from servanda.source.nodes import Document, Mapping, Node, Sequence, plain
from servanda.source.records import value_at
from servanda.source.scenarios import sound_expectations
from servanda.source.text import Text
from servanda.source.validate import Shape, problems_of, shape_of, validate
from servanda.source.yamltext import parse_yaml

_PLAN = shape_of(Plan)
_CHANGE = shape_of(PlannedChange)
_DIFFERENCE = shape_of(Differing)
_LISTS = ("changes", "expect", "differs")
_FORMS: Final = {
    "by": "3d, 6h or 2w",
    "on": "a date",
    "to": "a date",
    "as": "a reading",
}


@dataclass(frozen=True)
class ReadPlan:
    """A plan's file: its sound parts with their nodes; changes of others included.

    `differs` is None where the file does not say which provisions differ.
    """

    path: Path
    plan: Plan | None
    document: Document | None
    problems: tuple[Problem, ...]
    changes: tuple[tuple[Document, PlannedChange], ...] = ()
    expected: tuple[tuple[Document, Expectation], ...] = ()
    differs: tuple[tuple[Document, ExpectedDifference], ...] | None = None

    def problem(
        self, key: str, code: str, message: str, hint: str = "", nth: int | None = None
    ) -> Problem:
        """Place a problem at what stands under a key of the plan, or its nth item."""
        if self.document is None:
            return Problem(str(self.path), 1, 1, code, message, hint=hint)
        value = value_at(self.document.root, key)
        if nth is not None and isinstance(value, Sequence):
            value = value.items[nth]
        return self.document.text.problem(
            code, message, value.start, value.end, hint=hint
        )


def problem_at(
    document: Document, key: str, code: str, message: str, hint: str = ""
) -> Problem:
    """Place a problem at what stands under a key."""
    shown = value_at(document.root, key)
    return document.text.problem(code, message, shown.start, shown.end, hint=hint)


def read_plan(path: Path, trail: tuple[Path, ...] = ()) -> ReadPlan:
    """Read a plan; the changes of those it includes come before its own."""
    text, problems = read_text(path)
    if text is None:
        return ReadPlan(path, None, None, tuple(problems))
    return plan_in(text, path, trail, problems)


def plan_in(
    text: Text,
    path: Path,
    trail: tuple[Path, ...] = (),
    problems: Iterable[Problem] = (),
) -> ReadPlan:
    """Read a plan's text as what the file of that path says, or is going to."""
    document, found = parse_yaml(text)
    problems = [*problems, *found]
    if document is None:
        return ReadPlan(path, None, None, tuple(problems))
    plan = _sound_head(document, problems)
    here = ReadPlan(path, plan, document, ())
    included = [
        change
        for other in _included(here, (*trail, path.resolve()), problems)
        for change in other.changes
    ]
    differs = None
    if _has(document, "differs"):
        differs = tuple(_sound(document, "differs", _DIFFERENCE, problems))
    own = tuple(_changes(document, problems))
    expected = tuple(sound_expectations(document, problems))
    if not (included or plan is None or _changes_anything(document)):
        message, hint = "this plan changes nothing", "give changes:, as in miss: …"
        problems.append(here.problem("plan", "no-changes", message, hint))
    return ReadPlan(
        path,
        plan,
        document,
        in_order(problems),
        (*included, *own),
        expected,
        differs,
    )


def _changes_anything(document: Document) -> bool:
    return _has(document, "include") or (
        _has(document, "changes") and any(True for _ in _items(document, "changes"))
    )


def _has(document: Document, key: str) -> bool:
    return isinstance(document.root, Mapping) and key in document.root.entries


def _items(document: Document, key: str) -> Iterator[Document]:
    root = document.root
    entry = root.entries.get(key) if isinstance(root, Mapping) else None
    if entry is not None and isinstance(entry.value, Sequence):
        yield from (Document(document.text, item) for item in entry.value.items)


def _sound_head(document: Document, problems: list[Problem]) -> Plan | None:
    """Return a plan without its lists, which are read one by one."""
    root = document.root
    if isinstance(root, Mapping):
        kept = {
            key: entry
            for key, entry in root.entries.items()
            if key not in _LISTS or not isinstance(entry.value, Sequence)
        }
        root = Mapping(kept, root.start, root.end, root.empty)
    head = Document(document.text, root)
    data = plain(root)
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        problems += problems_of(error, _PLAN, head)
        if not isinstance(data, dict):
            return None
        for one in error.errors():
            data.pop(str(one["loc"][0]), None)
    try:
        return Plan.model_validate(data)
    except ValidationError:
        return None


def _included(
    plan: ReadPlan, trail: tuple[Path, ...], problems: list[Problem]
) -> Iterator[ReadPlan]:
    for nth, name in enumerate(plan.plan.include if plan.plan is not None else ()):
        path = plan.path.parent / f"{name}.yaml"
        if not is_file(path):
            known = {file.stem for file in plan.path.parent.glob("*.yaml")}
            message = f"there is no plan {quote(name)} to include"
            hint = did_you_mean(name, known - {plan.path.stem})
            found = plan.problem("include", "unknown-plan", message, hint, nth)
            problems.append(found)
        elif path.resolve() in trail:
            round_ = " → ".join(one.stem for one in (*trail, path))
            message = f"these plans include one another: {round_}"
            hint = "take one of them out"
            found = plan.problem("include", "include-cycle", message, hint, nth)
            problems.append(found)
        else:
            other = read_plan(path, trail)
            problems += other.problems
            if other.plan and plan.plan and other.plan.scenario != plan.plan.scenario:
                message = f"{quote(name)} is a plan of another scenario"
                hint = f"it is of {quote(other.plan.scenario)}"
                found = plan.problem("include", "other-scenario", message, hint, nth)
                problems.append(found)
            yield other


def _sound(
    document: Document, key: str, shape: Shape, problems: list[Problem]
) -> Iterator[tuple[Document, Any]]:
    for item in _items(document, key):
        value, found = validate(shape, item)
        problems += found
        if value is not None:
            yield item, value


def _changes(
    document: Document, problems: list[Problem]
) -> Iterator[tuple[Document, PlannedChange]]:
    for item, change in _sound(document, "changes", _CHANGE, problems):
        wrong = _misfit(item, change)
        if wrong is None:
            yield item, change
        else:
            problems.append(wrong)


def _misfit(item: Document, change: PlannedChange) -> Problem | None:
    """Say what is wrong with the keys of a change, None where nothing is."""
    kinds, given = change.kinds, set(change.given)
    if len(kinds) != 1:
        which = " and ".join(kinds) if kinds else "nothing"
        message = f"this changes {which}: one change at a time"
        hint = f"one of: {', '.join(ASKS)}"
        return problem_at(item, kinds[-1] if kinds else "", "bad-change", message, hint)
    kind = kinds[0]
    asked = ASKS[kind]
    if asked and asked not in given:
        message = f'"{kind}" needs "{asked}"'
        form = "a source" if kind == "deny" else _FORMS[asked]
        return problem_at(item, kind, "bad-change", message, f"{asked}: {form}")
    given.discard(asked)
    if change.instance is not None and kind not in WITH_INSTANCES:
        given.add("instance")
    if given:
        key = min(given)
        message = f'"{kind}" takes no "{key}"'
        hint = f'it takes "{asked}"' if asked else ""
        return problem_at(item, key, "bad-change", message, hint)
    return None


def added_items(document: Document) -> tuple[Node, ...]:
    """List the reports that a change adds: a list of them, or one alone."""
    value = value_at(document.root, "add")
    return tuple(value.items) if isinstance(value, Sequence) else (value,)
