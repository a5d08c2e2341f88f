"""Why, as data with names in place: premises down to the reports that are cited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servanda.naming import Names
from servanda.scenario import Report
from servanda.standing import Derivation, Premise


@dataclass(frozen=True, slots=True)
class Citation:
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
        if self.outlet is None or self.outlet == self.source_name:
            return self.source_name
        return f"{self.source_name}, in {self.outlet}"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a standing, with the citations and the reasons behind it."""

    kind: str
    ref: str
    text: str
    citations: tuple[Citation, ...] = ()
    parts: tuple["Reason", ...] = ()


@dataclass(frozen=True)
class Reasons:
    """Turns premises into reasons: one scenario's reports, one agreement's names."""

    names: Names
    reports: Mapping[str, Report]

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
        return Reason(
            kind="derivation",
            ref="",
            text=derivation.text,
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
            via=report.via,
            note=report.note,
            file=origin.file if origin else None,
            line=origin.line if origin else None,
        )


def every_citation(reasons: Iterable[Reason]) -> tuple[Citation, ...]:
    """List all citations of a tree of reasons, each once, nearest first."""
    found: dict[Citation, None] = {}
    for reason in reasons:
        found.update(dict.fromkeys(reason.citations))
        found.update(dict.fromkeys(every_citation(reason.parts)))
    return tuple(found)
