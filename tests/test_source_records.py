"""Reports out of YAML, JSON Lines and CSV: the same reports, the same problems."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from servanda.check import load
from servanda.problems import Problem, render
from servanda.scenario import Report
from servanda.source import load_scenario
from servanda.source import records as limits

RULES = Path(__file__).parent / "bad" / "rules"
HEAD = "scenario: told\nagreement: small\ntitle: Told\n"
CITE = {"outlet": "Reuters", "date": "2025-02-28"}
LEFT = {"kind": "withdrawal-completed", "place": "east"}
RECORDS: list[dict[str, object]] = [
    {"id": "a", "date": "2025-02-27", "source": "monitor", **LEFT, "cite": CITE},
    {
        "id": "b",
        "date": "2025-02-27T08:30+02:00",
        "source": "north",
        "position": "refuses",
        "about": ["withdrawal", "truce"],
        "cite": CITE,
    },
    {
        "id": "c",
        "reported": "2025-03-01",
        "source": "south",
        "says": "denied",
        "of": "a",
        "note": 'a "note", with commas;\nand lines',
        "cite": {"outlet": "AFP"},
    },
    {
        "id": "d",
        "date": "2025-02-01/2025-02-07",
        "source": "agency",
        "kind": "trucks-entered",
        "total": 8500,
        "since": "2025-01-19",
        "or_more": True,
        "reliability": "B",
        "cite": {"outlet": "Reuters – Ø عربي"},
    },
]


def as_yaml(records: Iterable[dict[str, object]]) -> str:
    """Write records as a scenario; JSON is YAML."""
    return f"{HEAD}reports: {json.dumps(list(records), ensure_ascii=False)}\n"


def as_json_lines(records: Iterable[dict[str, object]]) -> str:
    """Write records one a line."""
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records)


def as_csv(records: Iterable[dict[str, object]]) -> str:
    """Write records as a table."""
    rows = [dict(flat(one)) for one in records]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [columns, *([row.get(key, "") for key in columns] for row in rows)]
    return "".join(",".join(map(quoted, line)) + "\n" for line in lines)


def flat(record: dict[str, object], prefix: str = "") -> Iterable[tuple[str, str]]:
    """Yield a record's cells, nested keys with dots."""
    for key, value in record.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            yield f"{prefix}{key}", "; ".join(value)
        else:
            yield f"{prefix}{key}", str(value)


def quoted(cell: str) -> str:
    """Quote a cell that needs it."""
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if set(cell) & set(',"\n') else cell


def told(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a table of reports and a scenario that names it."""
    data = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(data)
    story = folder / "told.yaml"
    story.write_text(f"{HEAD}reports_from: {name}\n", encoding="utf-8")
    return story


def reports_of(story: Path) -> list[Report]:
    """Load a scenario's reports, leaving out where they stand."""
    outcome = load_scenario(str(story), RULES)
    assert outcome.value is not None, [render(one) for one in outcome.problems]
    return [report._replace(origin=None) for report in outcome.value.apart()]


def problems_of(folder: Path, name: str, content: str | bytes) -> list[Problem]:
    """Return the problems of a table of reports."""
    found = load(str(told(folder, name, content)), RULES).problems
    assert all(render(problem) for problem in found)
    return list(found)


@pytest.fixture
def in_yaml(tmp_path: Path) -> list[Report]:
    """Return the reports as YAML gives them."""
    story = tmp_path / "yaml" / "told.yaml"
    story.parent.mkdir()
    story.write_text(as_yaml(RECORDS), encoding="utf-8")
    return reports_of(story)


def test_json_lines_say_what_yaml_says(tmp_path: Path, in_yaml: list[Report]) -> None:
    lines = as_json_lines(RECORDS)
    assert reports_of(told(tmp_path, "r.jsonl", lines)) == in_yaml
    marked = "\ufeff" + lines.replace("\n", "\r\n") + "\r\n\r\n"
    assert reports_of(told(tmp_path, "r.jsonl", marked)) == in_yaml
    spaced = lines.replace('": ', '" : ')
    assert reports_of(told(tmp_path, "r.jsonl", spaced)) == in_yaml
    assert reports_of(told(tmp_path, "r.jsonl", lines.rstrip("\n"))) == in_yaml


def again(times: int, **more: object) -> list[dict[str, object]]:
    """Tell of the same withdrawal several times, under ids of their own."""
    said: dict[str, object] = {"date": "2025-02-26", "source": "monitor", **LEFT}
    ids = [f"again-{number}" for number in range(times)]
    return [{"id": id, **said, "cite": CITE, **more} for id in ids]


def test_lines_in_the_same_words_are_one_report_told_many_times(tmp_path: Path) -> None:
    lines = as_json_lines([*RECORDS, *again(40)])
    outcome = load_scenario(str(told(tmp_path, "r.jsonl", lines)), RULES)
    assert outcome.value is not None
    shown = [(report.id, report.times) for report in outcome.value.reports]
    assert shown == [("a", 1), ("b", 1), ("c", 1), ("d", 1), ("again-0", 40)]


@pytest.mark.parametrize(
    "records",
    [
        again(40),
        [*RECORDS[2:], *again(40), *RECORDS[:2]],
        [*again(5), {**RECORDS[2], "id": "e", "of": "again-3"}, *again(9)[5:]],
        [*again(5), {**RECORDS[0], "id": "e", "replaces": "again-0"}, *again(9)[5:]],
        [{**one, "id": f"{one['id']}{n}"} for n in range(3) for one in RECORDS[:2]],
        [{**one, "note": f'"id": "{n % 2}"'} for n, one in enumerate(again(6))],
        [{"note": 'x"id": "y"', **one} for one in again(3)],
    ],
)
def test_lines_in_the_same_words_say_what_yaml_says(
    records: list[dict[str, object]], tmp_path: Path
) -> None:
    records = [*records, *(one for one in RECORDS if one not in records)]
    story = tmp_path / "yaml" / "told.yaml"
    story.parent.mkdir()
    story.write_text(as_yaml(records), encoding="utf-8")
    lines = told(tmp_path, "r.jsonl", as_json_lines(records))
    assert reports_of(lines) == reports_of(story)
    outcome = load_scenario(str(lines), RULES)
    assert outcome.value is not None
    places = [one.origin.line for one in outcome.value.apart() if one.origin]
    assert places == [*range(1, len(records) + 1)]


@pytest.mark.parametrize(
    "wrong",
    [{"source": "moniter"}, {"kind": "withdrawal-compleetd"}, {"place": "esat"}],
)
def test_what_is_wrong_with_lines_in_the_same_words_is_told_of_each(
    wrong: dict[str, object], tmp_path: Path
) -> None:
    """As it is told where the lines differ in a note."""
    records = [*again(3, note="_"), *again(6, note="_", **wrong)[3:]]
    found = problems_of(tmp_path, "r.jsonl", as_json_lines(records))
    for number, one in enumerate(records):
        one["note"] = chr(ord("a") + number)
    unlike = problems_of(tmp_path, "r.jsonl", as_json_lines(records))
    assert [render(one) for one in found] == [
        re.sub(r'"note": "\w"', '"note": "_"', render(one)) for one in unlike
    ]
    assert {one.line for one in found} == {4, 5, 6}


def test_an_id_given_twice_is_told_with_the_place_of_the_first(tmp_path: Path) -> None:
    lines = as_json_lines([*again(4), *again(3)[2:], *again(6)[4:]])
    (found,) = problems_of(tmp_path, "r.jsonl", lines)
    assert (found.code, found.line) == ("duplicate-id", 5)
    assert found.message == 'there is a report "again-2" already'
    assert found.hint.endswith("r.jsonl:3")


def test_a_table_says_what_yaml_says(tmp_path: Path, in_yaml: list[Report]) -> None:
    table = as_csv(RECORDS)
    assert reports_of(told(tmp_path, "r.csv", table)) == in_yaml
    note = 'a ""note"", with commas;\nand lines'
    assert note in table
    kept = table.replace(note, "@").replace("\n", "\r\n").replace("@", note)
    assert reports_of(told(tmp_path, "r.csv", "\ufeff" + kept)) == in_yaml


def test_every_report_knows_its_file_and_line(tmp_path: Path) -> None:
    for name, content, lines in [
        ("r.jsonl", as_json_lines(RECORDS), [1, 2, 3, 4]),
        ("r.csv", as_csv(RECORDS), [2, 3, 4, 6]),
    ]:
        outcome = load_scenario(str(told(tmp_path, name, content)), RULES)
        assert outcome.value is not None
        origins = [report.origin for report in outcome.value.reports]
        assert [one and (Path(one.file).name, one.line) for one in origins] == [
            (name, line) for line in lines
        ]


@pytest.mark.parametrize(
    ("change", "code", "under"),
    [
        ({"date": "2025-02-30"}, "bad-date", "2025-02-30"),
        ({"date": "2025-10-26T01:30"}, "ambiguous-time", "2025-10-26T01:30"),
        ({"source": "moniter"}, "unknown-source", "moniter"),
        ({"kind": "With Drawn"}, "bad-id", "With Drawn"),
        ({"plaec": "east"}, "unknown-attribute", ""),
        ({"count": "four"}, "bad-value", "four"),
        ({"reported": "2025-02-26"}, "reported-too-early", "2025-02-26"),
        ({"cite": {"outlet": "R", "date": "yesterday"}}, "bad-date", "yesterday"),
        ({"retracts": "nobody-knows"}, "unknown-report", "nobody-knows"),
    ],
)
@pytest.mark.parametrize("form", ["yaml", "jsonl", "csv"])
def test_a_problem_has_the_same_words_and_its_place_in_every_form(
    form: str, change: dict[str, object], code: str, under: str, tmp_path: Path
) -> None:
    records = [*RECORDS, {**RECORDS[0], "id": "x", **change}]
    if form == "yaml":
        story = tmp_path / "told.yaml"
        story.write_text(as_yaml(records), encoding="utf-8")
        problems = list(load(str(story), RULES).problems)
    else:
        write = as_csv if form == "csv" else as_json_lines
        problems = problems_of(tmp_path, f"r.{form}", write(records))
    assert [problem.code for problem in problems] == [code]
    shown = problems[0].excerpt
    assert shown is not None
    assert under in shown.text[shown.start : shown.start + shown.length]


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ('{"id": "x",}', "bad-json", None),
        ('{"id": "x"', "bad-json", 11),
        ("nonsense", "bad-json", 1),
        ("[1, 2]", "bad-value", 1),
        ('"text"', "bad-value", 1),
        ("17", "bad-value", 1),
        ("null", "bad-value", 1),
        ('{"id": NaN}', "bad-value", 8),
        ('{"id": "x", "id": "y"}', "duplicate-key", 13),
        ('{"id": null}', "null-value", 2),
        ('{"id": "x", "about": [null]}', "null-value", 23),
        ('{"id": "\\ud800"}', "bad-json", None),
        ('{"id": "x", "a": ' + "[" * 100 + "]" * 100 + "}", "nested-too-deeply", None),
        ("[" * 100_000, "nested-too-deeply", 1),
        ('{"id": ' + "9" * 5000 + "}", None, None),
        ('{"id": "x", "count": 1' + "0" * 5000 + "}", None, None),
        ('{"id": "x", "count": 1e400}', "bad-value", None),
    ],
)
def test_a_line_that_is_no_report_is_a_problem(
    line: str, code: str | None, column: int | None, tmp_path: Path
) -> None:
    problems = problems_of(tmp_path, "r.jsonl", as_json_lines(RECORDS) + line)
    assert problems
    assert {problem.line for problem in problems} == {5}
    if code is not None:
        assert code in {problem.code for problem in problems}
    if column is not None:
        assert column in {one.column for one in problems if one.code == code}


def test_a_table_is_told_apart_from_what_is_none(tmp_path: Path) -> None:
    head = "id,date,source,kind,cite.outlet,note\n"
    good = "a,2025-02-27,monitor,shooting,Reuters,\n"
    for row, found in [
        ("b,2025-02-27,monitor,shooting,Reuters\n", ["bad-row"]),
        ('b,2025-02-27,monitor,"shooting"x,Reuters,\n', ["bad-csv"]),
        ('b,2025-02-27,monitor,shooting,Reuters,"open\n', ["bad-csv"]),
        (" , ,\t,,,\n", []),
        ("\n", []),
        ("b , 2025-02-27 , monitor , shooting , Reuters ,\n", []),
        ("b,2025-02-27,monitor,shooting,Reuters,caf\xe9\n", ["not-utf-8"]),
        ("b,2025-02-27,monitor,shooting,Reuters,\x00\n", ["control-character"]),
        ('b,2025-02-27,monitor,shooting,Reuters,"' + "x" * 200_000, ["bad-csv"]),
    ]:
        content = (head + good + row).encode("latin-1")
        problems = problems_of(tmp_path, "r.csv", content)
        assert [problem.code for problem in problems] == found, row
        assert all(problem.line == 3 for problem in problems)


def test_beyond_so_many_problems_of_a_file_they_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_PROBLEMS", 10)
    sound, wrong = RECORDS[0], {**RECORDS[0], "date": "2025-02-30"}
    uncited = {key: value for key, value in sound.items() if key != "cite"}
    lines = [{**one, "id": str(n)} for n, one in enumerate([wrong, uncited] * 50)]
    problems = problems_of(tmp_path, "r.jsonl", as_json_lines(lines))
    assert len(problems) == 11
    assert problems[0].code == "more-problems"
    assert problems[0].message == "90 more errors in this file"


def test_warnings_beyond_so_many_stay_warnings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_PROBLEMS", 10)
    lines = [{**RECORDS[0], "id": str(n), "kind": "rain"} for n in range(50)]
    story = told(tmp_path, "r.jsonl", as_json_lines(lines))
    outcome = load(str(story), RULES)
    assert outcome.value is not None
    assert len(outcome.problems) == 11
    assert outcome.problems[0].message == "40 more warnings in this file"


def test_what_links_to_a_report_that_is_wrong_is_not_wrong_too(tmp_path: Path) -> None:
    wrong = {**RECORDS[0], "date": "2025-02-30"}
    problems = problems_of(tmp_path, "r.jsonl", as_json_lines([wrong, *RECORDS[1:]]))
    assert [problem.code for problem in problems] == ["bad-date"]
