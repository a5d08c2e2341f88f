"""What all scenarios of an agreement together name of it, and misname."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from servanda.agreement import Agreement
from servanda.check.findings import placed
from servanda.check.parts import those
from servanda.check.review.names import near
from servanda.check.review.unused import unreported
from servanda.expression import Pattern
from servanda.problems import Problem, has_errors, quote
from servanda.scenario import Report
from servanda.source import Draft, ReadAgreement, documents
from servanda.source.library import scenarios_beside
from servanda.source.records import value_at

# Only all scenarios of an agreement together can tell.
TOGETHER = frozenset({"unused-place", "unused-source"})
# Names that nothing bears are told of anyway.
_CHECKED = frozenset({"by", "kind", "place"})
_MOST_WORDS = 2000


@dataclass
class Told:
    """What the scenarios of one agreement named, and which of them were read."""

    source: ReadAgreement | None = None
    stories: set[Path] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


@dataclass
class Stories:
    """The agreements of a run, each with what its scenarios told."""

    told: dict[Path, Told] = field(default_factory=dict)

    def expect(self, source: ReadAgreement) -> None:
        """Take note of an agreement that is to be reviewed."""
        self._of(source.folder).source = source

    def _of(self, folder: Path) -> Told:
        return self.told.setdefault(folder.resolve(), Told())

    def take(self, draft: Draft) -> Iterator[Problem]:
        """Take in what a scenario names, and review its words."""
        source = draft.source
        if source is None or source.agreement is None:
            return
        told = self._of(source.folder)
        told.stories.add(draft.story.path.resolve())
        draft.gathering.intake.open()
        reports = draft.gathering.intake.distinct
        told.speakers.update(report.source for report in reports)
        told.places.update(
            report.attributes["place"]
            for report in reports
            if "place" in report.attributes
        )
        if not has_errors(draft.problems) and not has_errors(source.problems):
            yield from _near_misses(draft, reports, source.agreement)

    def review(self) -> Iterator[Problem]:
        """Review each agreement all of whose scenarios were read."""
        for told in self.told.values():
            source = told.source
            if source is None or not _is_whole(told) or has_errors(source.problems):
                continue
            if source.agreement is not None and source.places is not None:
                found = unreported(source.agreement, told.speakers, told.places)
                yield from (placed(one, source.places) for one in found)

    @property
    def unasked(self) -> frozenset[str]:
        """Give the codes that only further scenarios could have told of."""
        whole = all(_is_whole(told) for told in self.told.values() if told.source)
        return frozenset() if whole else TOGETHER


def _is_whole(told: Told) -> bool:
    """Tell whether the scenarios that lie with an agreement were all read."""
    if told.source is None or not told.stories:
        return False
    stories = {path.resolve() for path in scenarios_beside(told.source.folder)}
    return bool(stories) and stories <= told.stories


def _near_misses(
    draft: Draft, reports: list[Report], agreement: Agreement
) -> Iterator[Problem]:
    """Find values in reports that differ by a letter from one that is asked for.

    Values that join reports to one another are compared among themselves too.
    """
    asked, joining = _asked(agreement), _joining(agreement)
    first: dict[str, dict[str, Report]] = {}
    for report in reports:
        for name, value in report.attributes.items():
            if name in asked or name in joining:
                first.setdefault(name, {}).setdefault(value, report)
        if report.links.occurrence is not None:
            named = first.setdefault("occurrence", {})
            named.setdefault(report.links.occurrence, report)
    for name, said in first.items():
        known: set[str] = asked.get(name, set())
        odd = dict.fromkeys(value for value in said if value not in known)
        if len(odd) > _MOST_WORDS:
            continue
        for meant, value in near((*sorted(known), *odd)):
            if value in odd and (meant in known or name in joining):
                yield from _problem(draft, said[value], name, value, meant)


def _asked(agreement: Agreement) -> dict[str, set[str]]:
    """Give the values that patterns ask for, by attribute."""
    asked: dict[str, set[str]] = {}
    for _, pattern in those(Pattern, agreement):
        for name, condition in pattern.conditions.items():
            if name not in _CHECKED:
                values = asked.setdefault(name, set())
                values.update(condition.one_of, condition.none_of)
    return asked


def _joining(agreement: Agreement) -> frozenset[str]:
    """Name the attributes by which reports, or duties and reports, find together."""
    keyed = (key for one in agreement.provisions.values() for key in one.keyed_by)
    return frozenset({"occurrence", *agreement.same, *keyed}) - _CHECKED


def _problem(
    draft: Draft, report: Report, name: str, value: str, meant: str
) -> Iterator[Problem]:
    origin = report.origin
    document = documents([origin], draft.gathering).get(origin) if origin else None
    if document is None:
        return
    shown = value_at(document.root, name)
    yield document.text.problem(
        "near-miss",
        f"{quote(value)} and {quote(meant)} differ by one letter",
        shown.start,
        shown.end,
        hint=f"if one thing is meant, write {name}: {meant}",
        severity="warning",
    )
