"""All checks of a scenario against its agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from servanda.agreement import Agreement
from servanda.check.expectations import check_expectations
from servanda.check.links import check_links
from servanda.check.reports import Remark, check_reports, readings_of_acts
from servanda.check.vocabulary import Vocabulary, vocabulary
from servanda.problems import Problem
from servanda.scenario import Origin
from servanda.source import Draft, ReadAgreement, documents
from servanda.source.nodes import Document, Node, Sequence, entry_of
from servanda.source.records import Intake, value_at


def check_scenario(draft: Draft) -> list[Problem]:
    """Run every check of a scenario whose agreement could be read, on that by it."""
    source = draft.source
    if source is None or source.agreement is None or source.places is None:
        return []
    agreement, intake = source.agreement, draft.gathering.intake
    words = _words(source)
    found = _about_reports(intake, words, agreement)
    remarks = [
        *_kept(iter(found), intake),
        *_kept(check_links(intake.everything(), words, agreement), intake),
    ]
    origins = [remark.report.origin for remark in remarks]
    written = documents(filter(None, origins), draft.gathering)
    return [
        *(_placed(remark, written) for remark in remarks),
        *check_expectations(draft.story, words, agreement, intake.calendar),
    ]


@lru_cache(maxsize=16)
def _words(source: ReadAgreement) -> Vocabulary:
    """Collect the words of an agreement, once for all its scenarios."""
    assert source.agreement is not None
    assert source.places is not None
    return vocabulary(source.agreement, source.places)


def _about_reports(
    intake: Intake, words: Vocabulary, agreement: Agreement
) -> list[Remark]:
    """Check one report of each sort, and each by itself where anything is wrong."""
    acts = readings_of_acts((*intake.distinct, *intake.refused))
    sorts = (*intake.sorts, *intake.refused)
    told = check_reports(sorts, words, agreement, acts)
    found = _but_of_the_refused(told, intake)
    counted = any(report.kind in words.only_counted for report in intake.sorts)
    if not (found or counted):
        return found
    intake.open()
    alike = {remark.report.id for remark in found} & intake.repeats.keys()
    if not alike and len(intake.sorts) == len(intake.distinct):
        return found
    intake.part(alike)
    everything = (*intake.distinct, *intake.refused)
    found = list(check_reports(everything, words, agreement, acts))
    return _but_of_the_refused(found, intake)


def _but_of_the_refused(found: Iterable[Remark], intake: Intake) -> list[Remark]:
    """Leave out what lacks only because it was wrong: that is told already."""
    refused = {report.id for report in intake.refused}
    return [
        one
        for one in found
        if not (one.code == "missing-key" and one.report.id in refused)
    ]


def _kept(remarks: Iterator[Remark], intake: Intake) -> Iterator[Remark]:
    """Leave out what is too much of one file; it is counted all the same."""
    for remark in remarks:
        origin = remark.report.origin
        if origin is None or intake.keeps(origin.file, remark.severity):
            yield remark


def _placed(remark: Remark, written: Mapping[Origin, Document]) -> Problem:
    """Turn a remark into a problem of the file that the report is in."""
    origin = remark.report.origin or Origin(remark.report.id, 1)
    document = written.get(origin)
    if document is None:
        return Problem(
            *origin, remark.code, remark.message, remark.severity, remark.hint
        )
    shown = _shown(remark, document.root)
    return document.text.problem(
        remark.code,
        remark.message,
        shown.start,
        shown.end,
        hint=remark.hint,
        severity=remark.severity,
    )


def _shown(remark: Remark, root: Node) -> Node:
    entry = entry_of(root, remark.key)
    if entry is not None and remark.at_key:
        return entry.key
    value = value_at(root, remark.key)
    if remark.nth is not None and isinstance(value, Sequence):
        return value.items[remark.nth]
    return value
