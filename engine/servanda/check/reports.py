"""What reports name that their agreement does not know: sources, kinds, attributes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.check.vocabulary import Vocabulary
from servanda.expression import Pattern
from servanda.problems import Severity, did_you_mean, nearest, quote
from servanda.scenario import FIXED, Report

_WITH_OBJECT = frozenset({"extend", "amend", "waive"})
_OBJECT = "provision, phase or agreement"


class Remark(NamedTuple):
    """Something wrong with a key of a report, at one of its values or at the key."""

    report: Report
    key: str
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    nth: int | None = None
    at_key: bool = False


Acts = Mapping[str, frozenset[str]]


def readings_of_acts(reports: Iterable[Report]) -> Acts:
    """Give the readings of each act, by the report that tells of it."""
    return {
        report.id: frozenset(report.act.get("readings", ()))
        for report in reports
        if report.act is not None and "act" in report.act
    }


def check_reports(
    reports: Iterable[Report], words: Vocabulary, agreement: Agreement, acts: Acts
) -> Iterator[Remark]:
    """Find what reports name that the agreement does not know."""
    checks = _Checks(words, agreement, acts)
    for report in reports:
        if report.source not in words.sources and report.source:
            yield checks.unknown(
                report, "source", "source", report.source, words.sources
            )
        if report.kind is not None and report.kind not in words.kinds:
            yield from checks.unused_kind(report, report.kind)
        if not report.attributes.keys() <= words.attributes:
            yield from checks.unknown_attributes(report)
        if report.about or report.position or report.act:
            yield from checks.objects(report)
        if report.attributes:
            yield from checks.named(report)
        if report.kind in words.only_counted and _is_uncounted(report, words.counted):
            yield checks.uncounted(report)


class _Checks:
    """The words to check by, with the near ones found once each."""

    def __init__(self, words: Vocabulary, agreement: Agreement, acts: Acts) -> None:
        self.words = words
        self.agreement = agreement
        self.acts = acts
        self.likely_kind = cache(lambda kind: nearest(kind, words.kinds))
        self.meant = cache(did_you_mean)

    def unknown(
        self, report: Report, key: str, what: str, name: str, known: Collection[str]
    ) -> Remark:
        """Say that nothing of the agreement is called so."""
        message = f"no {what} of this agreement is called {quote(name)}"
        hint = self.meant(name, frozenset(known))
        code = f"unknown-{what.replace(',', ' ').split(maxsplit=1)[0]}"
        among = {"about": report.about, "agreed_by": (report.act or {}).get(key, ())}
        listed = among.get(key, ())
        nth = listed.index(name) if name in listed else None
        return Remark(report, key, code, message, hint, "error", nth)

    def unused_kind(self, report: Report, kind: str) -> Iterator[Remark]:
        """Warn of a kind that no provision asks about; a statement is none."""
        if kind == "statement" or not self.words.whole:
            return
        message = f"no provision uses the kind {quote(kind)}"
        likely = self.likely_kind(kind)
        hint = f"did you mean {quote(likely)}?" if likely else "kind: statement says so"
        yield Remark(report, "kind", "unused-kind", message, hint, "warning")

    def unknown_attributes(self, report: Report) -> Iterator[Remark]:
        """Find attributes that nothing in the agreement asks for."""
        if not self.words.whole:
            return
        known = self.words.attributes | {key.strip("_") for key in FIXED}
        for key in report.attributes:
            if key not in self.words.attributes:
                message = f"nothing in this agreement asks for {quote(key)}"
                likely = nearest(key, known)
                hint = (
                    f"did you mean {quote(likely)}?" if likely else "put it into note:"
                )
                yield Remark(
                    report, key, "unknown-attribute", message, hint, at_key=True
                )

    def named(self, report: Report) -> Iterator[Remark]:
        """Find parties and places that the agreement does not know."""
        by, place = report.attributes.get("by"), report.attributes.get("place")
        if by is not None and by not in self.words.parties:
            yield self.unknown(report, "by", "party", by, self.words.parties)
        if place is not None and self.words.places and place not in self.words.places:
            found = self.unknown(report, "place", "place", place, self.words.places)
            yield found._replace(severity="warning")

    def objects(self, report: Report) -> Iterator[Remark]:
        """Find positions and acts about nothing that the agreement has."""
        known, what = self._objects_of(report)
        for name in report.about:
            if name not in known:
                yield self.unknown(report, "about", what, name, known)
        act = (report.act or {}).get("act")
        if not report.about and (report.position or act in _WITH_OBJECT):
            stance = "position" if report.position else str(act)
            message = f"this {stance} is about nothing"
            key = "position" if report.position else "act"
            yield Remark(report, key, "about-nothing", message, f"give about: a {what}")
        yield from self._act(report, act)

    def _objects_of(self, report: Report) -> tuple[frozenset[str], str]:
        """Return what a report can be about, and what to call it."""
        words = self.words
        if report.act is None:
            return words.provisions, "provision"
        known = words.provisions | words.phases | {self.agreement.agreement}
        if "ruling" in report.act:
            return known | words.anchors | self.acts.keys(), f"{_OBJECT}, anchor or act"
        return known, _OBJECT

    def _act(self, report: Report, act: str | None) -> Iterator[Remark]:
        given = report.act or {}
        for key, needed in (("extend", "to"), ("amend", "set")):
            if act == key and needed not in given:
                message = f'{quote(key)} needs "{needed}"'
                hint = (
                    "as in to: 2025-04-19"
                    if key == "extend"
                    else "as in set: {due: {…}}"
                )
                yield Remark(report, "act", "missing-key", message, hint)
        for name in given.get("agreed_by", ()):
            if name not in self.words.parties:
                yield self.unknown(
                    report, "agreed_by", "party", name, self.words.parties
                )
        if "ruling" in given:
            yield from self._ruling(report, given["ruling"])

    def _ruling(self, report: Report, name: str) -> Iterator[Remark]:
        known = {"base"}
        for section in (
            self.agreement.provisions,
            self.agreement.phases,
            self.agreement.anchors,
        ):
            for id in report.about:
                known |= getattr(section.get(id), "readings", {}).keys()
        for id in report.about:
            known |= self.acts.get(id, frozenset())
        if name not in known:
            message = f"no reading is called {quote(name)}"
            yield Remark(
                report,
                "ruling",
                "unknown-reading",
                message,
                self.meant(name, frozenset(known)),
            )

    def uncounted(self, report: Report) -> Remark:
        """Warn of a report that a quota counts, and that gives no number."""
        message = f"this {quote(report.kind or '')} gives no number to count"
        hint = "give count: what it brought, or total: the sum so far"
        return Remark(report, "kind", "no-count", message, hint, "warning")


def _is_uncounted(report: Report, counted: tuple[Pattern, ...]) -> bool:
    """Tell whether a report that a quota would count gives no number."""
    stated = report.tally is not None or "count" in report.attributes
    if (
        stated
        or report.says != "happened"
        or report.links.of
        or report.links.occurrence
    ):
        return False
    return any(_may_match(report, pattern) for pattern in counted)


def _may_match(report: Report, pattern: Pattern) -> bool:
    if report.kind not in pattern.kind:
        return False
    return all(
        report.attributes.get(key) in condition.one_of
        for key, condition in pattern.conditions.items()
        if condition.one_of
    )
