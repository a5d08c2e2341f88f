"""New agreements and scenarios: checked, written whole, over nothing that is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from servanda.agreement import Agreement
from servanda.batch import Reports
from servanda.check import check_paths
from servanda.errors import InputError, NotFoundError, ServandaError, UsageError
from servanda.expression import Id
from servanda.problems import did_you_mean, has_errors, quote
from servanda.scenario import Report, Scenario, became_known
from servanda.source import Loaded, library, load_agreement
from servanda.source.load import calendar_of
from servanda.source.write import write_new
from servanda.standing import Standing
from servanda.starts import (
    Opening,
    agreement_files,
    opening,
    scenario_text,
    titled,
)

# How a provision of a scenario stands on a day.
Stands = Callable[[Loaded, str, str], Standing]
LEFT_ALONE = "it is left as it is; choose another name"


def new_agreement(name: str, folder: Path) -> tuple[Path, ...]:
    """Write an agreement to start from; give the files written."""
    return _write(folder, f"rules/{name}", agreement_files(_id(name)))


def new_scenario(
    name: str, agreement: str, folder: Path, stands: Stands
) -> tuple[Path, ...]:
    """Write a scenario that expects what its own reports bring about."""
    found = _agreement(agreement, folder)
    begins = opening(found)
    status = ground = ""
    if begins.about:
        loaded = _loaded(_id(name), found, begins)
        standing = stands(loaded, begins.day, begins.about)
        status, ground = standing.status, standing.ground
    text = scenario_text(_id(name), found, begins, status, ground)
    path = f"scenarios/{found.agreement}/{name}.yaml"
    return _write(folder, path, {path: text})


def _id(name: str) -> str:
    try:
        return str(TypeAdapter(Id).validate_python(name))
    except ValidationError:
        hint = "small letters, digits and single hyphens, as in ferry-2031"
        raise UsageError(f"{quote(name)} is no id", hint) from None


def _agreement(name: str, folder: Path) -> Agreement:
    """Load an agreement of a folder, or a shipped one."""
    rules = folder / "rules"
    path = library.find_agreement(name, rules, None)
    if path is None:
        hint = did_you_mean(name, library.known_agreements(rules, None))
        raise NotFoundError(f"no agreement is called {quote(name)}", hint)
    problems = check_paths((str(path),))
    found = load_agreement(path).value
    if found is None or has_errors(problems):
        raise InputError(problems)
    return found


def _loaded(name: str, agreement: Agreement, begins: Opening) -> Loaded:
    """Give a scenario of some first reports as if it had been read."""
    calendar = calendar_of(agreement)
    day = calendar.read(begins.day)
    fixed = {"id", "date", "source", "kind"}
    reports = tuple(
        Report(
            id=one["id"],
            source=one["source"],
            date=day,
            reported=became_known(day, calendar),
            kind=one["kind"],
            attributes={key: one[key] for key in one.keys() - fixed},
        )
        for one in begins.reports
    )
    scenario = Scenario.model_validate(
        {"scenario": name, "agreement": agreement.agreement, "title": titled(name)}
    )
    told = Reports(reports)
    return Loaded(agreement, scenario, calendar, told, lambda: reports)


def _write(folder: Path, new: str, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write new files and, where they are missing, the schemas that they name."""
    if not folder.is_dir():
        raise NotFoundError(f"there is no folder {quote(str(folder))}")
    if (folder / new).exists():
        raise UsageError(f"{folder / new} is there already", LEFT_ALONE)
    schemas = {f"schemas/{name}.json": text for name, text in library.schemas().items()}
    missing = {path: schemas[path] for path in schemas if not (folder / path).exists()}
    problem = write_new(folder, {**missing, **files})
    if problem is not None:
        raise ServandaError(f"{problem.file}: {problem.message}", problem.hint)
    return tuple(folder / path for path in (*missing, *files))
