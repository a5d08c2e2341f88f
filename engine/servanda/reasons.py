"""Why, as data with names in place: premises down to the reports that are cited."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from servanda.dates import Calendar
from servanda.naming import Names
from servanda.scenario import Report
from servanda.standing import Derivation, Premise


class Citation(NamedTuple):
    """Whose report it is, and where and when that was published."""

    report: str
    source: str
    source_name: str
    outlet: str | None = None
    date: str | None = None
    url: str | None = None
    page: str | None = None
    via: str | None = None
    note: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def published(self) -> str:
        """Say who is to be cited: the source, and the outlet where it is another."""
        if self.outlet is None or self.outlet in self.source_name:
            return self.source_name
        return f"{self.source_name}, in {self.outlet}"


class Reason(NamedTuple):
    """One reason for a standing, with the citations and the reasons behind it."""

    kind: str
    ref: str
    text: str
    citations: tuple[Citation, ...] = ()
    parts: tuple["Reason", ...] = ()


class Reasons(NamedTuple):
    """Turns premises into reasons: one scenario's reports, one agreement's names."""

    names: Names
    reports: Mapping[str, Report]
    calendar: Calendar

    def of(self, premises: Iterable[Premise]) -> tuple[Reason, ...]:
        """Name what each premise rests on."""
        return tuple(map(self._premise, premises))

    def _premise(self, premise: Premise) -> Reason:
        return Reason(
            kind=premise.kind,
            ref=premise.ref,
            text=premise.text,
            citations=self.citations(premise.reports),
            parts=self.of(premise.parts),
        )

    def derivation(self, derivation: Derivation) -> Reason:
        """Name what a date was counted from."""
        value = derivation.value
        date = "" if value is None else f": {self.calendar.text(value)}"
        return Reason(
            kind="derivation",
            ref="",
            text=f"{derivation.text}{date}",
            citations=self.citations(derivation.reports),
            parts=tuple(map(self.derivation, derivation.parts)),
        )

    def citations(self, reports: Iterable[str]) -> tuple[Citation, ...]:
        """Cite the reports that are known, each once."""
        known = (self.reports.get(id) for id in dict.fromkeys(reports))
        return tuple(self._cite(report) for report in known if report is not None)

    def _cite(self, report: Report) -> Citation:
        cite, origin = report.cite, report.origin
        return Citation(
            report=report.id,
            source=report.source,
            source_name=self.names.source(report.source),
            outlet=cite.outlet if cite else None,
            date=cite.date if cite else None,
            url=cite.url if cite else None,
            page=cite.page if cite else None,
            via=report.via if cite is None or report.via != cite.outlet else None,
            note=report.note,
            file=origin.file if origin else None,
            line=origin.line if origin else None,
        )


SAID = frozenset({"occurrence", "position", "total"})
# What changed the terms, or reads them otherwise, beside what was done about them.
AROUND = frozenset({"act", "ruling", "reading", "beside"})
# Where a status rests on words, what they say is told after the act that moved it.
BY_WORDS = frozenset({"met", "breached", "disputed"})


def brief(status: str, ground: str, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Choose the few reasons that say in a line why a status holds.

    Where words decided, the latest of the kind that did, in a dispute two; where time
    alone decided, the date; where readings differ, the text and what parties read.
    """
    found = tuple(reasons)
    said = tuple(one for one in found if one.kind in SAID)
    dates = tuple(one for one in found if one.kind == "deadline")
    if around := _of_the_text(status, ground, found):
        return around
    found = tuple(one for one in found if one.kind not in AROUND)
    if status == "void":
        return found[1:2] or found[:1]
    if any(one.kind == "instance" for one in found):
        return found[:1]
    if ground == "missed":
        nothing = tuple(one for one in found[:1] if one.kind == "silence")
        return (*dates[:1], *(nothing or said[:2]))
    if status == "disputed":
        return _two_sides(_of_kind(said, DISPUTED_BY.get(ground, ())) or said or found)
    if said and status in {"met", "breached"}:
        return (_of_kind(said, ("occurrence", "total")) or said)[-1:]
    if status == "met":
        return (*found[:1], *dates[:1])
    return found[:1]


def _of_the_text(
    status: str, ground: str, found: tuple[Reason, ...]
) -> tuple[Reason, ...]:
    """Choose what acts did or readings say, where a status rests on that."""
    if ground == "reading":
        return tuple(one for one in found if one.kind == "reading")[:3]
    acts = tuple(one for one in found if one.kind == "act")
    return acts[-1:] if status == "suspended" else ()


def _two_sides(said: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Choose the last two of a dispute: not one voice twice where others spoke."""
    last = said[-1:]
    voices = {citation.source for one in last for citation in one.citations}
    other = tuple(
        one for one in said[:-1] if not voices & {c.source for c in one.citations}
    )
    return (*(other or said[:-1])[-1:], *last)


DISPUTED_BY: Mapping[str, tuple[str, ...]] = {
    "obligation": ("position",),
    "position": ("position",),
}


def _of_kind(reasons: Iterable[Reason], kinds: Iterable[str]) -> tuple[Reason, ...]:
    """Keep the reasons of the first of the kinds that there are any of."""
    every = tuple(reasons)
    kept = (tuple(one for one in every if one.kind == kind) for kind in kinds)
    return next((found for found in kept if found), ())


def cited(reasons: Iterable[Reason]) -> tuple[Citation, ...]:
    """List the citations of what was said, each once; those of mere dates left out."""
    found: dict[Citation, None] = {}
    for reason in reasons:
        if reason.kind in SAID:
            found.update(dict.fromkeys(reason.citations))
        found.update(dict.fromkeys(cited(reason.parts)))
    return tuple(found)


def every_citation(reasons: Iterable[Reason]) -> tuple[Citation, ...]:
    """List all citations of a tree of reasons, each once, nearest first."""
    found: dict[Citation, None] = {}
    for reason in reasons:
        found.update(dict.fromkeys(reason.citations))
        found.update(dict.fromkeys(every_citation(reason.parts)))
    return tuple(found)
