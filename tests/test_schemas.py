"""The schemas that editors use: made from the models, true to what `check` says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import jsonschema
import pytest
from pydantic import BeforeValidator, Field
from tests.conftest import Golden
from tests.test_formats import YAML, Example
from tools import schemas, wording

from servanda import cli
from servanda.api import check_files
from servanda.expression import DateText, Id, Ids
from servanda.expression import Text as SomeText
from servanda.source import library
from servanda.source.nodes import Document, Mapping, Node, Scalar, Sequence
from servanda.source.text import Text
from servanda.source.validate import Path as Steps
from servanda.source.yamltext import parse_yaml

ROOT = Path(__file__).parents[1]
BAD = Path(__file__).parent / "bad"
SHIPPED = (
    *sorted(ROOT.glob("rules/*/*.yaml")),
    *library.scenario_files(ROOT / "scenarios"),
    *sorted(ROOT.glob("scenarios/*/what-ifs/*.yaml")),
    *sorted(ROOT.glob("scenarios/*/sweeps/*.yaml")),
)
BAD_FILES = sorted(
    path.relative_to(BAD).as_posix()
    for kind in ("agreements", "scenarios", "sweeps")
    for path in (BAD / kind).rglob("*.yaml")
)
NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?")
BARE = {"true": True, "false": False, "null": None, "~": None, "": None}
# The problems that are of a file's shape, whatever else it or other files say.
OF_SHAPE = {
    *(
        "bad-axis",
        "bad-date",
        "bad-id",
        "bad-time",
        "bad-value",
        "denial-date",
        "missing-cite",
    ),
    *("denial-of-nothing", "empty-report", "missing-key", "null-value", "unknown-key"),
    *("missing-due", "missing-performed-by", "missing-violated-by", "about-nothing"),
    *("missing-counted-by", "missing-for-each", "misplaced-until", "misplaced-due"),
    *("missing-target", "unknown-power"),
}
# A type with a reader of its own, that nobody has told the schemas of.
ReadFirst = Annotated[str, BeforeValidator(str)]
# Which definition each list of examples is of.
LISTED = {"times": "When", "patterns": "Pattern"}


def seen(node: Node) -> Any:
    """Give what an editor sees: numbers and truths wherever nothing is quoted."""
    if isinstance(node, Scalar):
        return node.text if node.quoted else bare(node.text)
    if isinstance(node, Mapping):
        found = {name: seen(entry.value) for name, entry in node.entries.items()}
        return found | dict.fromkeys(node.empty)
    return [seen(item) for item in node.items]


def bare(text: str) -> Any:
    """Give what YAML's core schema makes of a text without quotes."""
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return BARE.get(text, text)


def read(path: Path, name: str) -> Document | None:
    """Read a file; None where it is no YAML at all."""
    try:
        document, problems = parse_yaml(Text(name, path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        return None
    broken = any(problem.code not in OF_SHAPE for problem in problems)
    return None if broken else document


def format_of(path: str) -> str:
    """Tell which format a file is of."""
    if "what-ifs/" in path:
        return "plan"
    if "sweeps/" in path:
        return "sweep"
    if "scenarios/" in path:
        return "scenario"
    return "agreement" if path.endswith("agreement.yaml") else "provisions"


@cache
def made(name: str) -> dict[str, Any]:
    """Make a schema once."""
    return schemas.schema(name)


@cache
def validator(name: str) -> jsonschema.Draft7Validator:
    """Give what holds a value against a schema."""
    return jsonschema.Draft7Validator(made(name))


def faults(name: str, value: Any) -> list[tuple[Steps, str]]:
    """Give where a schema finds something wrong, and what."""
    found = validator(name).iter_errors(value)
    return [(tuple(error.absolute_path)[:2], error.message[:200]) for error in found]


def items(
    document: Document, node: Node, path: Steps = ()
) -> Iterator[tuple[Any, ...]]:
    """Give the parts of a file, two levels deep, each with its lines."""
    ends = (node.start, max(node.end - 1, node.start))
    first, last = (document.text.place(index).line for index in ends)
    yield len(path), path, first, last
    if len(path) == 2:
        return
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from items(document, item, (*path, index))
    elif isinstance(node, Mapping):
        for name, entry in node.entries.items():
            line = document.text.place(entry.key.start).line
            yield len(path) + 1, (*path, name), line, line
            yield from items(document, entry.value, (*path, name))


def told(document: Document, target: str) -> Iterator[Steps]:
    """Give the parts of a file in whose shape `check` finds something wrong."""
    parts = list(items(document, document.root))
    for problem in check_files((target,)).problems:
        if problem.file == document.text.file and problem.code in OF_SHAPE:
            yield max(one for one in parts if one[2] <= problem.line <= one[3])[1]


def apart(some: Iterable[Steps], others: Iterable[Steps]) -> list[Steps]:
    """Give the places that lie within no other, and that no other lies within."""
    beside = list(others)
    return [
        one
        for one in some
        if not any(one[: len(it)] == it or it[: len(one)] == one for it in beside)
    ]


@pytest.mark.parametrize("name", schemas.FORMATS)
def test_a_schema_is_what_the_models_say(name: str, golden: Golden) -> None:
    golden(schemas.FOLDER / f"{name}.json", schemas.text(name))


@pytest.mark.parametrize("name", schemas.FORMATS)
def test_a_schema_can_be_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["schema", name])
    assert left.value.code == 0
    assert capsys.readouterr().out == schemas.text(name)


@pytest.mark.parametrize("name", schemas.FORMATS)
def test_a_schema_is_one(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(made(name))


def test_every_format_has_its_schema_and_no_schema_is_left_behind() -> None:
    there = {path.name for path in schemas.FOLDER.glob("*.json")}
    assert there == {f"{name}.json" for name in schemas.FORMATS}


@pytest.mark.parametrize("name", schemas.FORMATS)
def test_editors_can_explain_every_part_and_every_key(name: str) -> None:
    whole = made(name)
    for title, part in {name: whole, **whole["definitions"]}.items():
        shape = part.get("anyOf", [part])[-1]
        silent = [
            key
            for key, one in shape.get("properties", {}).items()
            if not one.get("description")
        ]
        assert (title, silent) == (title, [])
        assert part["title"]
        assert part.get("description") or part["title"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_file_fits_its_schema(path: Path) -> None:
    document = read(path, path.name)
    assert document is not None
    assert faults(format_of(path.as_posix()), seen(document.root)) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_file_names_its_schema(path: Path, golden: Golden) -> None:
    above = len(path.relative_to(ROOT).parts) - 1
    schema = f"{'../' * above}schemas/{format_of(path.as_posix())}.json"
    assert (path.parent / schema).is_file()
    text = re.sub(r"\A# yaml-language-server: .*\n", "", path.read_text("utf-8"))
    golden(path, f"# yaml-language-server: $schema={schema}\n{text}")


@pytest.mark.parametrize("example", YAML, ids=lambda one: one.name)
def test_every_example_fits_its_schema(example: Example) -> None:
    document, _ = parse_yaml(Text(example.name, example.text))
    assert document is not None
    value = seen(document.root)
    if example.name not in LISTED:
        assert faults(format_of(example.name), value) == []
        return
    whole = made("provisions")
    wanted = {"items": {"$ref": f"#/definitions/{LISTED[example.name]}"}}
    validator = jsonschema.Draft7Validator(
        {**wanted, "definitions": whole["definitions"]}
    )
    assert [error.message for error in validator.iter_errors(value)] == []


def test_the_example_of_a_sweep_fits_its_schema() -> None:
    text = re.findall(r"```yaml\n(.*?)```", wording.SWEEP_PAGE.read_text(), re.DOTALL)[
        0
    ]
    document, _ = parse_yaml(Text("sweeps.md", text))
    assert document is not None
    assert faults("sweep", seen(document.root)) == []


@pytest.mark.parametrize("name", BAD_FILES)
def test_what_is_wrong_in_shape_is_refused_and_nothing_else(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BAD)
    document = read(BAD / name, name)
    if document is None:  # an editor's YAML parser says so
        return
    target = str(Path(name).parent) if name.startswith("agreements") else name
    known = list(told(document, target))
    found = faults(format_of(name), seen(document.root))
    assert apart(known, [path for path, _ in found]) == []
    assert [one for one in found if apart([one[0]], known)] == []


@pytest.mark.parametrize(
    ("annotation", "fitting", "others"),
    [
        (str, ["a", 1, 1.5, True], [None, [], {}]),
        (SomeText, ["a", 0], [""]),
        (Id, ["a-1", 7], ["A", "a--b", "-a", ""]),
        (int, [1, -1, "1", "-1"], [1.5, "one", True, None]),
        (Annotated[int, Field(ge=1, le=5)], [1, "3"], [0, 6, "-1"]),
        (Annotated[float, Field(gt=0)], [0.5, "0.5", 2], [0, "-1", "half"]),
        (bool, [True, "false"], ["yes", 1]),
        (Literal["a", "true"], ["a", "true", True], ["b", False]),
        (int | None, [1], [None]),
        (Literal["all"] | tuple[Id, ...], ["all", ["a"]], ["none", {}]),
        (Ids, ["a", ["a", "b"], []], [["A"], {}]),
        (tuple[int, int], [[1, 2]], [[1], [1, 2, 3], 1]),
        (dict[Id, int], [{"a": 1}], [{"A": 1}, {"a": "b"}, []]),
        (dict[Literal["a"], int], [{"a": 1}], [{"b": 1}]),
        (DateText, ["2031-03-01", 2031, "2031-02"], ["2031-2-1", "soon", 1.5]),
    ],
)
def test_a_type_takes_what_its_reader_takes(
    annotation: Any, fitting: list[Any], others: list[Any]
) -> None:
    found = jsonschema.Draft7Validator(schemas.Maker(wording.words()).of(annotation))
    assert [one for one in fitting if list(found.iter_errors(one))] == []
    assert [one for one in others if not list(found.iter_errors(one))] == []


@pytest.mark.parametrize("annotation", [bytes, tuple[int, str], ReadFirst])
def test_a_type_that_is_not_known_is_an_error_of_ours(annotation: Any) -> None:
    with pytest.raises(TypeError, match="no schema is known"):
        schemas.Maker(wording.words()).of(annotation)


@pytest.mark.parametrize(
    ("name", "key", "value", "fits"),
    [
        ("When", "", "open", True),
        ("When", "", "soon", False),
        ("When", "", 2031, True),
        ("When", "", "2031-02-15/2031-02-21", True),
        ("When", "", "2031-02-30", False),
        ("When", "", "15:00", False),
        ("When", "day", "42", True),
        ("When", "day", 0, False),
        ("When", "before", {"day": 1}, True),
        ("When", "hours", 24, False),
        ("Every", "weeks", 1, True),
        ("Every", "weeks", "one", False),
        ("Uncorroborated", "performance", True, True),
        ("Uncorroborated", "performance", "true", True),
        ("Uncorroborated", "performance", False, False),
        ("Condition", "", ["a", 1], True),
        ("Condition", "at_least", 2, True),
        ("Condition", "at_most", 2, False),
        ("Pattern", "batch", 8, True),
        ("Pattern", "batch", {"not": [8, 9]}, True),
        ("Roll", "holidays", "NO", True),
        ("Needs", "any", [["upland"], {"votes": 29, "of": 43}], True),
        ("Needs", "any", [29], False),
    ],
)
def test_short_forms_and_bare_values(
    name: str, key: str, value: Any, fits: bool
) -> None:
    definitions = {
        **made("agreement")["definitions"],
        **made("provisions")["definitions"],
    }
    one = {"$ref": f"#/definitions/{name}", "definitions": definitions}
    found = list(
        jsonschema.Draft7Validator(one).iter_errors({key: value} if key else value)
    )
    assert (found == []) is fits
