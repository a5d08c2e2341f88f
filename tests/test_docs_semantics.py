"""The pages on what statuses mean: page and code name the same, in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from servanda.changes import FORMS
from servanda.expression import Modality, StatusWord, Tier
from servanda.inference import Rule
from servanda.ruleset import ACHIEVEMENT, BEFORE_THE_TABLES, MAINTENANCE, RULES
from servanda.scenario import ActWord, Position
from servanda.situation import FIELDS, Situation
from servanda.standing import FLAGS, GROUNDS, MARKS, SUPPORTS

DOCS = Path(__file__).parents[1] / "docs"
ENGINE = Path(__file__).parents[1] / "engine" / "servanda"
SEMANTICS = DOCS / "semantics.md"
REFINED = tuple((DOCS / "decisions").glob("002?-*.md"))
PAGES = sorted(DOCS.glob("*.md"))
LINK = re.compile(r"\]\((?!https?:)([^)\s]*)\)")
Table = list[dict[str, str]]


def read(page: Path) -> str:
    """Read a page."""
    return page.read_text(encoding="utf-8")


def cells(line: str) -> list[str]:
    """Take a line of a table apart."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def tables(page: Path, heading: str) -> list[Table]:
    """Give the tables below a heading, each a list of rows by column."""
    _, _, after = f"\n{read(page)}".partition(f"\n{heading}\n")
    assert after, f"{page.name} has no {heading}"
    section = re.split(r"^#{2,3} ", after, maxsplit=1, flags=re.MULTILINE)[0]
    found = []
    for block in re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE):
        header, _, *lines = block.splitlines()
        columns = cells(header)
        found.append([dict(zip(columns, cells(line), strict=True)) for line in lines])
    return found


def table(heading: str) -> Table:
    """Give the first table below a heading of the semantics."""
    return tables(SEMANTICS, heading)[0]


def words(cell: str) -> tuple[str, ...]:
    """Give what stands in backticks in a cell."""
    return tuple(re.findall(r"`([^`]+)`", cell))


def as_rule(row: dict[str, str], asks_first: tuple[tuple[str, str], ...]) -> Rule:
    """Read a row of a status table as a rule."""
    asked = [word.split(" ") for word in words(row["if"])]
    when = (*asks_first, *((field, word) for field, word in asked))
    return Rule(words(row["rule"])[0], when, row["status"], row["ground"])


def anchors(page: Path) -> set[str]:
    """Give the names that links to a page's headings use."""
    headings = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


def broken(page: Path) -> Iterator[str]:
    """Yield the links of a page that lead nowhere."""
    for link in LINK.findall(read(page)):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize(
    ("heading", "asks_first", "rules"),
    [
        ("### Before the tables", (), BEFORE_THE_TABLES),
        ("### Achievement", (("table", "achievement"),), ACHIEVEMENT),
        ("### Maintenance", (("table", "maintenance"),), MAINTENANCE),
    ],
)
def test_the_page_has_the_rows_of_the_engine(
    heading: str, asks_first: tuple[tuple[str, str], ...], rules: tuple[Rule, ...]
) -> None:
    assert [as_rule(row, asks_first) for row in table(heading)] == list(rules)


def test_the_three_tables_are_all_there_is() -> None:
    assert (*BEFORE_THE_TABLES, *ACHIEVEMENT, *MAINTENANCE) == RULES


def test_every_row_says_in_plain_words_what_it_is() -> None:
    for heading in ("### Before the tables", "### Achievement", "### Maintenance"):
        told = [row["that is"] for row in table(heading)]
        assert all(told)
        assert len(set(told)) == len(told)


def test_the_page_has_the_words_of_a_situation() -> None:
    told = {
        words(row["field"])[0]: words(row["words"])
        for row in table("### The situation")
    }
    assert tuple(told) == FIELDS
    # What stands where nothing is the matter comes first.
    assert Situation(*(first for first, *_ in told.values())) == Situation(
        "achievement"
    )
    used = {(field, word) for rule in RULES for field, word in rule.when}
    assert used <= {(field, word) for field, known in told.items() for word in known}


def test_the_engine_page_counts_the_words_rightly() -> None:
    assert len(FIELDS) == 16
    assert "sixteen fixed words" in read(DOCS / "engine.md")


@pytest.mark.parametrize(
    ("heading", "column", "known"),
    [
        ("### Support", "support", SUPPORTS),
        ("### Marks", "mark", MARKS),
        ("## 6. Disputes have a ground", "ground", GROUNDS),
    ],
)
def test_the_page_lists_the_words_in_order(
    heading: str, column: str, known: tuple[str, ...]
) -> None:
    assert tuple(words(row[column])[0] for row in table(heading)) == known


def test_the_page_says_which_grounds_are_of_a_breach() -> None:
    told = {
        words(r["ground"])[0]: r["of"] for r in table("## 6. Disputes have a ground")
    }
    for rule in RULES:
        if rule.ground:
            kind = {"disputed": "a dispute", "breached": "a breach"}[rule.status]
            assert told[rule.ground] == kind


def test_the_page_has_the_flags() -> None:
    told = {
        status: row["flag"]
        for row in table("### Flags")
        for status in row["statuses"].split(", ")
    }
    assert told == FLAGS


def test_the_page_has_the_changes_of_a_what_if() -> None:
    told = [words(row["change"])[0].split(" ")[0] for row in table("## 8. What-if")]
    assert sorted(told) == sorted({*FORMS, "add"})


def test_the_page_works_in_every_point_of_the_decision() -> None:
    pages = "".join(map(read, REFINED))
    points = set(re.findall(r"^- ([A-Z]\d+)\. ", pages, re.MULTILINE))
    cited = re.findall(r"\(([A-Z]\d+(?:, [A-Z]\d+)*)\)", read(SEMANTICS))
    assert len(points) > 60
    assert {one for group in cited for one in group.split(", ")} == points


def missing(known: Iterable[str], told: set[str]) -> list[str]:
    """Give the words that are not told."""
    return sorted(set(known) - told)


def test_the_glossary_has_every_word_of_an_answer() -> None:
    rows = tables(DOCS / "glossary.md", "# Glossary")[0]
    told = {
        word for row in rows for word in (row["word"].strip("`"), *words(row["word"]))
    }
    every = (*get_args(StatusWord), *GROUNDS, *MARKS, *SUPPORTS)
    assert missing((*every, *get_args(Position), *get_args(Modality)), told) == []
    whole = {word for row in rows for word in (*told, *words(row["meaning"]))}
    assert missing((*get_args(Tier), *get_args(ActWord)), whole) == []


def test_the_glossary_is_in_alphabetical_order() -> None:
    rows = tables(DOCS / "glossary.md", "# Glossary")[0]
    told = [row["word"].replace("`", "").lower() for row in rows]
    assert told == sorted(told)


def test_the_modules_that_the_engine_page_names_are_there() -> None:
    rows = tables(DOCS / "engine.md", "## Modules")[0]
    named = [name for row in rows for name in words(row["modules"])]
    assert len(named) > 30
    there = {path.stem for path in ENGINE.iterdir()}
    assert missing(named, there) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken(page)) == []


def test_the_index_lists_every_page() -> None:
    linked = set(LINK.findall(read(DOCS / "README.md")))
    assert missing((page.name for page in PAGES), {*linked, "README.md"}) == []
