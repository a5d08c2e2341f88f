"""Terms that do not go together: what a modality needs, and what it cannot have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from servanda.agreement import Agreement, Provision
from servanda.check.findings import Finding
from servanda.check.parts import those
from servanda.expression import When
from servanda.problems import did_you_mean, quote
from servanda.source.places import Places
from servanda.source.validate import Path

_PATTERN = "as in {}: {{kind: withdrawal-completed}}"
NEEDS: Mapping[str, tuple[str, ...]] = {
    "achievement": ("performed_by",),
    "maintenance": ("violated_by",),
    "quota": ("target", "counted_by"),
}
IDLE: Mapping[str, tuple[str, ...]] = {
    "achievement": ("violated_by", "counted_by", "cured_by", "target"),
    "maintenance": ("performed_by", "counted_by", "suffices", "target"),
    "quota": ("performed_by", "violated_by", "suffices"),
}
_HINTS: Mapping[str, str] = {
    "target": "as in target: {total: 33, unit: hostage}, or {rate: 600, per: day}",
    "due": "as in due: {day: 42}; due: open says that the text sets no date",
}


class Case(NamedTuple):
    """A provision with the path it is written at."""

    path: Path
    provision: Provision


def check_terms(agreement: Agreement, places: Places) -> Iterator[Finding]:
    """Find provisions that lack what their modality needs, or have what it cannot."""
    for id, provision in agreement.provisions.items():
        if not places.is_sound(id):
            continue  # what is misspelt is not missing too
        case = Case(("provisions", id), provision)
        yield from _lacking(case)
        yield from _idle(case)
        yield from _window(case)
        yield from _instances(case)
    yield from _instance_dates(agreement)


def _lacking(case: Case) -> Iterator[Finding]:
    modality = case.provision.modality
    for key in NEEDS[modality]:
        if getattr(case.provision, key) is None:
            yield _missing(case, key, f"{_a(modality)} needs {quote(key)}")
    if case.provision.is_achievement and case.provision.due is None:
        yield _missing(case, "due", f"{_a(modality)} needs {quote('due')}")


def _missing(case: Case, key: str, message: str) -> Finding:
    hint = _HINTS.get(key) or _PATTERN.format(key)
    return Finding(
        case.path, f"missing-{key.replace('_', '-')}", message, hint, at_key=True
    )


def _a(modality: str) -> str:
    return f"{'an' if modality[0] in 'aeiou' else 'a'} {modality}"


def _idle(case: Case) -> Iterator[Finding]:
    """Find what has no effect on a provision of this modality."""
    modality = case.provision.modality
    for key in IDLE[modality]:
        if key in case.provision.model_fields_set:
            message = f"{quote(key)} has no effect on {_a(modality)}"
            hint = f"{_a(modality)} has {' and '.join(NEEDS[modality])}"
            yield Finding(
                (*case.path, key), "no-effect", message, hint, "warning", True
            )


def _window(case: Case) -> Iterator[Finding]:
    provision = case.provision
    if provision.is_achievement:
        if provision.until is not None and provision.every is None:
            message = f"{_a(provision.modality)} has a due date, not an end"
            hint = "write due: for until:, or add every: for a duty that recurs"
            yield Finding(
                (*case.path, "until"), "misplaced-until", message, hint, at_key=True
            )
    elif provision.due is not None:
        what = "a rate quota" if provision.modality == "quota" else "a maintenance"
        hint = "write until: for due:"
        message = f"{what} has an end, not a due date"
        yield Finding((*case.path, "due"), "misplaced-due", message, hint, at_key=True)
    target = provision.target
    if target is not None and target.rate is not None and target.per is None:
        hint = "as in {rate: 600, per: day, unit: truck}"
        path = (*case.path, "target")
        yield Finding(path, "missing-key", '"per" is missing', hint, at_key=True)


def _instances(case: Case) -> Iterator[Finding]:
    provision = case.provision
    if provision.keyed_by and provision.for_each is None:
        message = '"keyed_by" needs "for_each"'
        hint = "as in for_each: {kind: release-announced}"
        path = (*case.path, "keyed_by")
        yield Finding(path, "missing-for-each", message, hint, at_key=True)
    if provision.tolerance is not None and not provision.together_with:
        message = '"tolerance" has no effect without "together_with"'
        path = (*case.path, "tolerance")
        yield Finding(path, "no-effect", message, "", "warning", True)
    for index, split in enumerate(provision.each):
        for key in split:
            if key not in {"bearer", "place"}:
                path = (*case.path, "each", index, key)
                message = f"a duty is split by bearer or by place, not by {quote(key)}"
                hint = did_you_mean(key, ("bearer", "place"))
                yield Finding(path, "unknown-key", message, hint, at_key=True)


def _instance_dates(agreement: Agreement) -> Iterator[Finding]:
    """Find dates of an instance where there are no instances."""
    for path, when in those(When, agreement):
        if when.instance is not None and not _has_instance(
            path, when.instance, agreement
        ):
            where = (*path, "instance")
            message = "there is no instance here to take a date from"
            hint = "start and end need for_each:, each: or every:; others for_each:"
            yield Finding(where, "no-instance", message, hint, at_key=True)


def _has_instance(path: Path, attribute: str, agreement: Agreement) -> bool:
    if path[0] != "provisions":
        return False
    provision = agreement.provisions[str(path[1])]
    if provision.for_each is not None:
        return True
    return attribute in {"start", "end"} and bool(provision.each or provision.every)
