"""The schemas of what is written as JSON: made from the types, true to every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.conftest import Golden
from tools import answers

from servanda import api, forms
from servanda.render import brief, scores
from servanda.render import json as written

ROOT = Path(__file__).parents[1]
EXPECTED = ROOT / "tests" / "lakeside" / "expected"
SPRING = ROOT / "tests" / "lakeside" / "scenarios" / "lakeside-2030" / "spring.yaml"
Shape = Mapping[str, Any]
KEPT = sorted(path.stem for path in EXPECTED.glob("*.json"))


def answer(name: str) -> str:
    """Name the answer that an expected text is of: `why-clause` is one of `why`."""
    return next(
        known
        for known in sorted(answers.ANSWERS, reverse=True)
        if name.startswith(known)
    )


@cache
def documents() -> dict[str, Any]:
    """Give a document of each kind, and more."""
    found = {name: (EXPECTED / f"{name}.json").read_text("utf-8") for name in KEPT}
    found["brief"] = brief.document(forms.brief(SPRING, since="2030-03-05"))
    found["scores"] = scores.document(forms.scores(SPRING))
    found["coverage"] = written.coverage(
        api.coverage(SPRING.parents[2] / "rules" / "lakeside-2030", [SPRING])
    )
    plan = ROOT / "tests" / "lakeside" / "sweeps" / "ferry-delays.yaml"
    found["sweep"] = written.sweep(api.sweep(SPRING, plan))
    return {name: json.loads(text) for name, text in found.items()}


NAMES = (*KEPT, "brief", "scores", "coverage", "sweep")


@pytest.mark.parametrize("name", answers.ANSWERS)
def test_each_schema_is_the_one_kept(name: str, golden: Golden) -> None:
    golden(answers.PLACE / f"{name}.json", answers.text(name))
    jsonschema.Draft7Validator.check_schema(answers.schema(name))


def test_there_is_a_schema_for_each_answer_and_a_document_to_try_it_on() -> None:
    kept = {path.stem for path in answers.PLACE.glob("*.json")}
    assert kept == set(answers.ANSWERS)
    assert {answer(name) for name in NAMES} == kept


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_as_its_schema_says(name: str) -> None:
    schema = answers.schema(answer(name))
    document = documents()[name]
    errors = jsonschema.Draft7Validator(schema).iter_errors(document)
    assert [f"{[*one.absolute_path]}: {one.message}" for one in errors] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_key_is_left_without_its_schema(name: str) -> None:
    schema = answers.schema(answer(name))
    assert sorted(set(unknown(documents()[name], schema, schema))) == []


def unknown(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]
) -> Iterator[str]:
    """Give the keys of a document that its schema does not name."""
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rpartition("/")[2]]
    for one in schema.get("anyOf", ()):
        if "$ref" in one and isinstance(value, dict):
            yield from unknown(value, one, root)
    if isinstance(value, list) and "items" in schema:
        for item in value:
            yield from unknown(item, schema["items"], root)
    if isinstance(value, dict) and "anyOf" not in schema:
        known = schema.get("properties", {})
        for key, inner in value.items():
            if key in known:
                yield from unknown(inner, known[key], root)
            elif "additionalProperties" not in schema:
                yield key


@pytest.mark.parametrize(
    ("key", "value"),
    [("counts", None), ("provisions", {}), ("schema_version", 2), ("as_of", 3)],
)
def test_a_document_of_another_shape_is_refused(key: str, value: object) -> None:
    document = {**documents()["status"], key: value}
    found = jsonschema.Draft7Validator(answers.schema("status")).iter_errors(document)
    assert [list(one.absolute_path) for one in found] == [[key]]
