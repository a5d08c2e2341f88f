"""What the pages on files say of each key, for those who read it elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from servanda import agreement as models
from servanda import expression
from servanda.expression import Model
from servanda.plan import ExpectedDifference, Plan, PlannedChange
from servanda.scenario import Expectation, ReportRecord, Scenario
from servanda.sweep import plan as sweeps

PAGE = Path(__file__).parents[1] / "docs" / "formats.md"
# A sweep's plan has a page of its own, with its tables.
SWEEP_PAGE = PAGE.parent / "sweeps.md"
SWEEP_TABLES: Mapping[str, type[Model]] = MappingProxyType(
    {
        "The plan's keys": sweeps.Plan,
        "An axis": sweeps.Axis,
        "A range": sweeps.Steps,
        "A distribution": sweeps.Distribution,
        "The indicator": sweeps.Indicator,
    }
)
# Which table of the page tells of which model, by its heading.
TABLES: Mapping[str, type[Model]] = MappingProxyType(
    {
        "The agreement": models.AgreementFile,
        "An anchor": models.Anchor,
        "A party": models.Party,
        "A source": models.Source,
        "A place": models.Place,
        "A theme": models.Theme,
        "A text": models.SourceText,
        "A citation": expression.Cite,
        "A phase": models.Phase,
        "A power": models.Power,
        "What a power needs": models.Needs,
        "Weighing graded reports": models.Weigh,
        "One side's word alone": models.Uncorroborated,
        "A provision": models.Provision,
        "A clause": models.Clause,
        "A target": models.Target,
        "A cure": models.Cure,
        "A number of days": models.Days,
        "Every": models.Every,
        "A finding": models.Finding,
        "A condition": models.StatusCondition,
        "A reading": models.Reading,
        "A time": expression.When,
        "A calendar": expression.Roll,
        "A pattern": expression.Pattern,
        "A condition on an attribute": expression.Condition,
        "The scenario": Scenario,
        "An expectation": Expectation,
        "The plan": Plan,
        "A change": PlannedChange,
        "A difference": ExpectedDifference,
    }
)
# These are documented under the heading of another with the same keys.
ALIKE: Mapping[type[Model], type[Model]] = MappingProxyType(
    {models.Silence: models.Days}
)
# A report is one mapping, told of in several tables.
REPORT_TABLES = (
    "Every report",
    "What happened",
    "Sums",
    "Stances",
    "Corrections",
    "Access",
    "Acts and rulings",
)


class Row(NamedTuple):
    """One row of a table of keys."""

    key: str
    says: str


def page() -> str:
    """Read the page."""
    return PAGE.read_text(encoding="utf-8")


def sections(path: Path = PAGE) -> dict[str, str]:
    """Give the text below each heading of a page, up to the next one."""
    text = path.read_text(encoding="utf-8")
    parts = re.split(r"^#{2,3} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> tuple[Row, ...]:
    """Give the rows of all tables of keys in a section."""
    found, inside = [], False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| key |"):
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            found.append(Row(cells[0].strip("` "), " | ".join(cells[1:])))
    return tuple(found)


class Words(NamedTuple):
    """What editors show of the models: a title each, and what each key says."""

    titles: Mapping[Any, str]
    keys: Mapping[Any, Mapping[str, str]]

    def of(self, model: Any, key: str) -> str:
        """Give what is said of a key of a model, or of what it is a kind of."""
        told = (self.keys.get(base, {}).get(key) for base in model.__mro__)
        return next(filter(None, told), "")


def words() -> Words:
    """Read the pages' tables."""
    told: dict[Any, dict[str, str]] = {}
    titles: dict[Any, str] = {}
    for page_, tables in ((PAGE, TABLES), (SWEEP_PAGE, SWEEP_TABLES)):
        found = sections(page_)
        for heading, model in tables.items():
            titles[model] = heading
            told[model] = {row.key: plain(row.says) for row in rows(found[heading])}
    found = sections()
    for one, other in ALIKE.items():
        told[one], titles[one] = told[other], titles[other]
    told[models.Terms] = told[models.Provision]  # what a reading changes
    report = [row for heading in REPORT_TABLES for row in rows(found[heading])]
    of_a_report = {row.key: plain(row.says) for row in report}
    return Words(
        titles | {ReportRecord: "A report"}, told | {ReportRecord: of_a_report}
    )


def plain(says: str) -> str:
    """Write a cell for a reader who is not on its page: a link leads nowhere there."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", says)
    return text[:1].upper() + text[1:]
