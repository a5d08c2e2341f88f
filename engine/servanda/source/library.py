"""Finding agreements and scenarios: by path, by shipped name, beside one another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from servanda.problems import Problem, did_you_mean, quote
from servanda.source.files import head_of, is_file, is_folder, show
from servanda.source.yamltext import title_of

AGREEMENT_FILE = "agreement.yaml"
PLANS = "what-ifs"
SWEEPS = "sweeps"
_YAML = frozenset({".yaml", ".yml"})
_PLAN = re.compile(r"^plan\s*:", re.MULTILINE)
_SWEEP = re.compile(r"^sweep\s*:", re.MULTILINE)


class Listed(NamedTuple):
    """An agreement or a scenario that can be named."""

    name: str
    path: Path
    title: str


def shipped(kind: str) -> Path:
    """Return the folder of the shipped `rules`, `scenarios` or `schemas`."""
    package = Path(__file__).parents[1]
    installed = package / kind
    return installed if installed.is_dir() else package.parents[1] / kind


def schemas() -> dict[str, str]:
    """Return the text of each format's JSON Schema, by the format's name."""
    files = sorted(shipped("schemas").glob("*.json"))
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


def agreement_folders(rules: Path) -> list[Path]:
    """Return the agreements' folders in a rules folder, by name."""
    return sorted(found.parent for found in rules.glob(f"*/{AGREEMENT_FILE}"))


def scenario_files(folder: Path) -> list[Path]:
    """Return the scenario files below a folder, by name; hidden ones are left out."""
    return [path for path in _stories(folder) if not is_plan(path)]


def plan_files(folder: Path) -> list[Path]:
    """Return the plans of what-ifs below a folder, by name."""
    return [path for path in _stories(folder) if is_plan(path)]


def is_plan(path: Path) -> bool:
    """Tell whether a file is the plan of a what-if: by its folder, or its first key."""
    if path.absolute().parent.name == PLANS:
        return True
    return bool(_PLAN.search(head_of(path)))


def _stories(folder: Path) -> list[Path]:
    return [path for path in _files(folder) if not is_sweep(path)]


def _files(folder: Path) -> list[Path]:
    """Return the YAML files below a folder that are no part of an agreement."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in _YAML
        and is_file(path)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not is_file(path.parent / AGREEMENT_FILE)
    )


def is_sweep(path: Path) -> bool:
    """Tell whether a file is the plan of a sweep: by its folder, or its first key."""
    if path.absolute().parent.name == SWEEPS:
        return True
    return bool(_SWEEP.search(head_of(path)))


def scenarios_beside(agreement: Path) -> list[Path]:
    """Return the scenario files that lie beside an agreement's folder, for it."""
    folder = agreement.resolve()
    return scenario_files(folder.parent.parent / "scenarios" / folder.name)


def agreements(rules: Path | None = None) -> list[Listed]:
    """List the agreements in a rules folder, or the shipped ones."""
    folders = agreement_folders(rules or shipped("rules"))
    return [Listed(one.name, one, title_of(one / AGREEMENT_FILE)) for one in folders]


def scenarios(folder: Path | None = None) -> list[Listed]:
    """List the scenarios in a folder, or the shipped ones."""
    top = folder or shipped("scenarios")
    return [
        Listed(_name(path, top), path, title_of(path)) for path in scenario_files(top)
    ]


def plans(folder: Path | None = None) -> list[Listed]:
    """List the plans of what-ifs in a folder, or the shipped ones."""
    top = folder or shipped("scenarios")
    return [Listed(_name(path, top), path, title_of(path)) for path in plan_files(top)]


def _name(path: Path, top: Path) -> str:
    return path.relative_to(top).with_suffix("").as_posix()


def find_scenario(argument: str) -> Path | Problem:
    """Find the scenario that a path or a shipped name stands for."""
    path = Path(argument)
    if path.suffix in _YAML or is_file(path):
        return path
    for candidate in (
        Path(f"{argument}.yaml"),
        shipped("scenarios") / f"{argument}.yaml",
    ):
        if is_file(candidate):
            return candidate
    top = shipped("scenarios")
    names = [_name(file, top) for file in _stories(top)]
    message = f"no scenario is called {quote(argument)}"
    hint = (
        _likely(argument, names)
        or "give the path of a file, or a name that `list` shows"
    )
    return Problem(argument, 1, 1, "unknown-scenario", message, hint=hint)


def _likely(argument: str, names: list[str]) -> str:
    """Return a hint that names what an argument most likely stands for."""
    within = [name for name in names if argument in name.split("/")]
    return (
        f"did you mean {quote(within[0])}?" if within else did_you_mean(argument, names)
    )


def find_agreement(name: str, rules: Path | None, scenario: Path | None) -> Path | None:
    """Find an agreement's folder: in rules, beside the scenario, among the shipped."""
    for folder in _rules_folders(rules, scenario):
        for candidate in (folder / name, folder):
            if candidate.absolute().name == name and is_file(
                candidate / AGREEMENT_FILE
            ):
                return candidate
    return None


def known_agreements(rules: Path | None, scenario: Path | None) -> list[str]:
    """Return the names of all agreements that a scenario could be of."""
    folders = _rules_folders(rules, scenario)
    return sorted({one.name for folder in folders for one in agreement_folders(folder)})


def _rules_folders(rules: Path | None, scenario: Path | None) -> Iterator[Path]:
    if rules is not None:
        yield rules
    if scenario is not None:
        for parent in scenario.absolute().parents:
            if parent.name == "scenarios":
                yield parent.parent / "rules"
    yield shipped("rules")


def find_planned(name: str, plan: Path) -> Path | Problem:
    """Find the scenario a plan is of: above its folder, beside it, or by its name."""
    beside = plan.absolute().parent
    for folder in (beside.parent, beside):
        candidate = folder / f"{name}.yaml"
        if is_file(candidate):
            return candidate
    return find_scenario(name)


def scenarios_swept(plan: Path) -> list[Path]:
    """Return the scenarios a sweep's plan can be of: above its folder, or beside it."""
    beside = plan.absolute().parent
    folder = beside.parent if beside.name == SWEEPS else beside
    found = sorted(path for path in folder.glob("*") if path.suffix in _YAML)
    return [path for path in found if is_file(path) and not _is_any_plan(path)]


def _is_any_plan(path: Path) -> bool:
    return is_sweep(path) or is_plan(path)


def find_included(name: str, agreement: str, scenario: Path) -> Path | None:
    """Find a scenario to include: in the same folder, or among the shipped."""
    for folder in (scenario.parent, shipped("scenarios") / agreement):
        candidate = folder / f"{name}.yaml"
        if is_file(candidate):
            return candidate
    return None


class Targets(NamedTuple):
    """What there is to check under some paths."""

    agreements: tuple[Path, ...]
    scenarios: tuple[Path, ...]
    problems: tuple[Problem, ...]
    plans: tuple[Path, ...] = ()
    sweeps: tuple[Path, ...] = ()


def targets(arguments: Iterable[str]) -> Targets:
    """Sort the paths and names given into agreements, scenarios and plans."""
    folders: dict[Path, None] = {}
    files: dict[Path, None] = {}
    problems: list[Problem] = []
    for argument in arguments:
        found = _target(argument)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            folders.update(dict.fromkeys(found[0]))
            files.update(dict.fromkeys(found[1]))
    sweeps = tuple(filter(is_sweep, files))
    planned = tuple(path for path in files if path not in sweeps and is_plan(path))
    stories = tuple(path for path in files if path not in (*sweeps, *planned))
    return Targets(tuple(folders), stories, tuple(problems), planned, sweeps)


def _target(argument: str) -> tuple[list[Path], list[Path]] | Problem:
    path = Path(argument)
    if is_folder(path):
        found = _in_folder(path)
        return found if any(found) else _nothing_in(path)
    if path.suffix in _YAML and is_file(path.parent / AGREEMENT_FILE):
        return [path.parent], []
    known = shipped("rules") / argument
    if is_file(known / AGREEMENT_FILE):
        return [known], []
    scenario = find_scenario(argument)
    return scenario if isinstance(scenario, Problem) else ([], [scenario])


def _in_folder(path: Path) -> tuple[list[Path], list[Path]]:
    """Return the agreements below a folder, and the files beside these."""
    if is_file(path / AGREEMENT_FILE):
        return [path], []
    parts = [path / name for name in ("rules", "scenarios") if (path / name).is_dir()]
    folders = [
        found.parent for part in parts or [path] for found in part.rglob(AGREEMENT_FILE)
    ]
    files = [file for part in parts or [path] for file in _files(part)]
    return sorted(folders), files


def _nothing_in(path: Path) -> Problem:
    message = "there is no agreement and no scenario in this folder"
    hint = (
        f"an agreement is a folder with an {AGREEMENT_FILE}; a scenario is a .yaml file"
    )
    return Problem(show(path), 1, 1, "nothing-to-check", message, hint=hint)
