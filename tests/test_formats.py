"""The page on file formats: its examples are files that work, its tables complete."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel, TypeAdapter
from tools import wording
from tools.wording import ALIKE, REPORT_TABLES, TABLES, page, sections

from servanda import agreement as models
from servanda import expression
from servanda.agreement import (
    Agreement,
    AgreementFile,
    Cure,
    Provision,
    Reading,
    StatusCondition,
    Terms,
)
from servanda.api import check_files, run_tests, status
from servanda.check import load
from servanda.expression import HEADS, Id, Model, Pattern, StatusWord, When
from servanda.plan import ExpectedDifference, Plan, PlannedChange
from servanda.problems import render
from servanda.scenario import (
    Expectation,
    ReportRecord,
    Scenario,
)
from servanda.source import Outcome
from servanda.source.load import Loaded
from servanda.source.nodes import plain
from servanda.source.text import Text
from servanda.source.yamltext import parse_yaml

SHAPES: dict[str, Any] = {"times": tuple[When, ...], "patterns": tuple[Pattern, ...]}
FILES: dict[str, Any] = {
    "agreement.yaml": AgreementFile,
    "rules": dict[Id, Provision],
    "scenarios": Scenario,
}
STORIES = {Scenario, Expectation, Plan, PlannedChange, ExpectedDifference}
# No file holds these: `Agreement` is put together, the others are bases of others.
NOT_WRITTEN = {Model, Terms, Agreement}
# What these have from a base is told there.
OWN_OF: dict[type[BaseModel], type[BaseModel]] = {Reading: Terms, Cure: Pattern}


class Example(NamedTuple):
    """A fenced block of the page: its language, its title, its text and place."""

    language: str
    name: str
    text: str
    line: int


def examples() -> tuple[Example, ...]:
    """Take the fenced blocks from the page."""
    found = []
    fence = r'^```(\w+)(?: title="([^"]+)")?\n([\s\S]*?)^```$'
    for block in re.finditer(fence, page(), re.MULTILINE):
        line = page()[: block.start()].count("\n") + 1
        found.append(Example(block[1], block[2] or "", block[3], line))
    return tuple(found)


EXAMPLES = examples()
WHOLE = tuple(one for one in EXAMPLES if "/" in one.name)
YAML = tuple(one for one in EXAMPLES if one.language == "yaml")


def shape(example: Example) -> Any:
    """Tell what an example is an example of."""
    path = Path(example.name)
    if "what-ifs" in path.parts:
        return Plan
    found = SHAPES.get(example.name) or FILES.get(path.name)
    return found or FILES[path.parts[0]]


def parsed(example: Example) -> Any:
    """Read an example as the files it stands for are read."""
    document, problems = parse_yaml(Text(f"formats.md:{example.line}", example.text))
    assert not problems
    assert document is not None
    return TypeAdapter(shape(example)).validate_python(plain(document.root))


def rows(heading: str) -> tuple[wording.Row, ...]:
    """Give the rows of all tables of keys below a heading."""
    return wording.rows(sections()[heading])


def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    """Give a model's fields by the key that a file writes."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def own_keys(model: type[BaseModel]) -> set[str]:
    """Give the keys of a model without those told of its base."""
    base = OWN_OF.get(model)
    return keys_of(model).keys() - (keys_of(base).keys() if base else set())


def report_keys() -> dict[str, Any]:
    """Give the annotations of a report by the key that a file writes."""
    hints = get_type_hints(ReportRecord, include_extras=True)
    return {key.strip("_"): hint for key, hint in hints.items()}


def literals(annotation: Any) -> Iterator[str]:
    """Yield the words that a value of this type may be."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for inner in get_args(annotation):
            yield from literals(inner)


def file_models() -> set[type[Model]]:
    """Find every model that stands for something in an agreement's files."""
    found = [
        *inspect.getmembers(models, inspect.isclass),
        *inspect.getmembers(expression, inspect.isclass),
    ]
    return {one for _, one in found if issubclass(one, Model)} - NOT_WRITTEN


def test_every_example_says_what_it_is() -> None:
    shown = [one.name for one in EXAMPLES if one.language in ("yaml", "json", "csv")]
    assert sorted(shown) == sorted({*SHAPES, *(one.name for one in WHOLE)})
    assert page().count("```") == 2 * len(EXAMPLES)


@pytest.mark.parametrize("example", YAML, ids=lambda one: one.name)
def test_every_example_fits_the_models(example: Example) -> None:
    assert parsed(example)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the examples that are whole files to where they say they belong."""
    for example in WHOLE:
        path = tmp_path / example.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example.text, encoding="utf-8")
    return tmp_path


def test_the_files_have_no_problem_at_all(folder: Path) -> None:
    found = check_files((folder,))
    assert [render(problem) for problem in found.problems] == []
    assert found.plans


def test_the_files_load_whole(folder: Path) -> None:
    story = folder / "scenarios" / "river-accord" / "first-weeks.yaml"
    outcome: Outcome[Loaded] = load(str(story))
    assert outcome.value is not None
    ids = {report.id for report in outcome.value.reports}
    # One of its own, one included, one of each table.
    assert {"talks", "it-began", "trucks-22-feb", "announced-3"} <= ids


def test_what_the_files_expect_of_themselves_holds(folder: Path) -> None:
    run = run_tests([folder])
    assert [one.failure for story in run.scenarios for one in story.failed] == []
    assert sum(story.expectations for story in run.scenarios) >= 7


def test_acts_and_readings_of_the_example_are_weighed(folder: Path) -> None:
    found = status(
        folder / "scenarios" / "river-accord" / "first-weeks.yaml", as_of="2031-03-04"
    )
    rows = {row.id: row for row in found.provisions}
    assert rows["aid-trucks"].status == "suspended"
    assert rows["crossing-opens"].status == "void"  # waived
    # To be done together with the heavy weapons, which nobody has withdrawn.
    assert rows["bridge-withdrawal-completes"].due is None
    # One side's offer alone does nothing, nor does what there is no power for yet.
    lacking = {act.word: act.missing for act in found.acts if act.since is None}
    assert set(lacking) == {"extend", "terminate"}
    assert lacking["extend"] == ("it lacks the consent of Lowland, or 29 votes",)


def models_in(value: Any) -> Iterator[BaseModel]:
    """Walk through all models within a parsed example."""
    if isinstance(value, BaseModel):
        yield value
        for name in value.model_fields_set:
            yield from models_in(getattr(value, name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from models_in(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from models_in(inner)


@pytest.fixture(scope="module")
def shown() -> dict[type, list[BaseModel]]:
    """Sort all models within the examples by their class."""
    found = defaultdict(list)
    for example in YAML:
        for model in models_in(parsed(example)):
            found[type(model)].append(model)
    return found


@pytest.fixture(scope="module")
def reports() -> tuple[dict[str, Any], ...]:
    """Gather the reports of all scenarios on the page."""
    stories = [parsed(one) for one in YAML if shape(one) is Scenario]
    return tuple(dict(report) for story in stories for report in story.reports)


@pytest.mark.parametrize("model", sorted({*file_models(), *STORIES}, key=str))
def test_an_example_shows_every_key(
    model: type[Model], shown: dict[type, list[BaseModel]]
) -> None:
    keys = {name: info.alias or name for name, info in model.model_fields.items()}
    used = {
        keys[name]
        for one in shown[model]
        for name in one.model_fields_set & keys.keys()
    }
    assert own_keys(model) - used == set()


def test_an_example_shows_every_key_of_a_report(
    reports: tuple[dict[str, Any], ...],
) -> None:
    used = {key.strip("_") for report in reports for key in report}
    assert report_keys().keys() - used == set()


@pytest.mark.parametrize("key", ["says", "position", "access", "act", "remaining"])
def test_an_example_shows_every_word_of_a_report(
    key: str, reports: tuple[dict[str, Any], ...]
) -> None:
    used = {report[key] for report in reports if key in report}
    # To say nothing is to say that it happened.
    assert set(literals(report_keys()[key])) - used <= {"happened"}


def test_an_example_shows_every_form_of_a_time(
    shown: dict[type, list[BaseModel]],
) -> None:
    heads = {one.head for one in shown[When] if isinstance(one, When)}
    assert heads == {*HEADS, "before"}


def test_an_example_shows_every_way_a_power_is_exercised(
    shown: dict[type, list[BaseModel]],
) -> None:
    needs = [one.needs for one in shown[models.Power] if isinstance(one, models.Power)]
    lists = {len(one) for one in needs if isinstance(one, tuple)}
    others = [one for one in needs if isinstance(one, models.Needs)]
    assert lists >= {0, 2}
    assert any(one.votes and one.of for one in others)
    assert [[type(way) for way in one.any] for one in others if one.any] == [
        [tuple, models.Needs]
    ]


def test_every_model_has_a_table() -> None:
    told = set(TABLES.values()) - STORIES
    assert {ALIKE.get(one, one) for one in file_models()} == told


def test_every_table_is_of_a_model() -> None:
    told = [name for name, text in sections().items() if "\n| key |" in text]
    assert sorted(told) == sorted((*TABLES, *REPORT_TABLES))


@pytest.mark.parametrize("heading", TABLES)
def test_a_table_has_the_keys_of_its_model(heading: str) -> None:
    wanted = own_keys(TABLES[heading])
    told = [row.key for row in rows(heading)]
    assert sorted(told) == sorted(wanted)


def test_what_is_alike_is_told_once() -> None:
    for one, other in ALIKE.items():
        assert keys_of(one).keys() == keys_of(other).keys()


def test_the_tables_have_the_keys_of_a_report() -> None:
    told = [row.key for heading in REPORT_TABLES for row in rows(heading)]
    assert sorted(told) == sorted(report_keys())


@pytest.mark.parametrize("heading", TABLES)
def test_a_table_says_what_is_required(heading: str) -> None:
    model = TABLES[heading]
    keys = keys_of(model)
    wanted = {row.key for row in rows(heading) if keys[row.key].is_required()}
    said = r"; required(?! there)"
    told = {row.key for row in rows(heading) if re.search(said, row.says)}
    # A condition's only key, and a target's or a stretch's, go without saying.
    assert told == wanted - ({"status"} if model is StatusCondition else {"days"})


@pytest.mark.parametrize("heading", [*TABLES, *REPORT_TABLES])
def test_a_section_names_every_word_a_key_may_have(heading: str) -> None:
    if heading in REPORT_TABLES:
        annotations = report_keys()
    else:
        keys = keys_of(TABLES[heading])
        annotations = {key: info.annotation for key, info in keys.items()}
    text = sections()[heading]
    elsewhere = () if heading == "A condition" else get_args(StatusWord)
    missing = [
        f"{row.key}: {word}"
        for row in rows(heading)
        for word in literals(annotations[row.key])
        if f"`{word}`" not in text and word not in elsewhere
    ]
    assert missing == []


def test_the_contents_list_every_part() -> None:
    parts = re.findall(r"^## (\d+\. .+)$", page(), re.MULTILINE)
    listed = re.findall(r"^(\d+)\. \[(.+)\]\(#.+\)$", page(), re.MULTILINE)
    assert [f"{number}. {name}" for number, name in listed] == parts
