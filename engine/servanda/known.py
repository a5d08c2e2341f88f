"""What is known at an instant: reports less those retracted, replaced, withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servanda.batch import Reports
from servanda.scenario import NO_LINKS, Report


@dataclass(frozen=True)
class Known:
    """The reports that count at one known-by instant.

    `replaced` leads from a report to what stands in its place; `linked` holds every
    known report that refers to another, retracted ones included; `withdrawn` gives
    the second from which a position no longer holds.
    """

    known_by: int
    reports: Reports
    linked: Mapping[str, Report]
    replaced: Mapping[str, str]
    withdrawn: Mapping[str, int]

    def root(self, report_id: str) -> str:
        """Follow replacements and `of` links to the report it all began with."""
        seen: set[str] = set()
        while report_id not in seen:
            seen.add(report_id)
            report = self.linked.get(report_id)
            if report_id in self.replaced:
                report_id = self.replaced[report_id]
            elif report is not None and report.links.of is not None:
                report_id = report.links.of
        return report_id


def known(reports: Iterable[Report], known_by: int) -> Known:
    """Select what counts at `known_by`, whatever the reports' order."""
    told = Reports.of(reports)
    heard = [report for report in told.single if report.reported <= known_by]
    linked = [report for report in heard if report.links is not NO_LINKS]
    against = _Retractions(linked)
    standing = heard
    if linked:
        named = against.named
        standing = [r for r in heard if r.id not in named or not against.gone(r.id)]
    return Known(
        known_by=known_by,
        reports=Reports(standing, (batch.known(known_by) for batch in told.batches)),
        linked={report.id: report for report in linked},
        replaced=against.in_place(),
        withdrawn=_withdrawn(r for r in linked if not against.gone(r.id)),
    )


class _Retractions:
    """Which reports are gone: a retraction may itself be retracted or replaced."""

    def __init__(self, linked: Iterable[Report]) -> None:
        self._retractors: dict[str, list[str]] = {}
        self._replacers: dict[str, list[str]] = {}
        self._gone: dict[str, bool] = {}
        for report in linked:
            if report.links.retracts is not None:
                self._retractors.setdefault(report.links.retracts, []).append(report.id)
            if report.links.replaces is not None:
                self._replacers.setdefault(report.links.replaces, []).append(report.id)

    @property
    def named(self) -> set[str]:
        """Name the reports that any other one retracts or replaces."""
        return self._retractors.keys() | self._replacers.keys()

    def gone(self, report_id: str) -> bool:
        """Tell whether a standing report retracts or replaces this one."""
        known = self._gone.get(report_id)
        if known is None:
            self._gone[report_id] = False  # a cycle is an input error, not a loop
            known = any(
                not self.gone(other) for other in self._retractors.get(report_id, ())
            ) or any(self._in_force(r) for r in self._replacers.get(report_id, ()))
            if known or report_id in self._retractors or report_id in self._replacers:
                self._gone[report_id] = known
            else:
                del self._gone[report_id]
        return known

    def _in_force(self, replacer: str) -> bool:
        # What replaces a replacement stands in its place, its retraction included.
        return not self.gone(replacer) or any(
            self._in_force(other) for other in self._replacers.get(replacer, ())
        )

    def in_place(self) -> dict[str, str]:
        """Lead from each replaced report to what stands in its place."""
        return {
            old: new
            for old, news in self._replacers.items()
            for new in news
            if self._in_force(new)
        }


def _withdrawn(standing: Iterable[Report]) -> dict[str, int]:
    found: dict[str, int] = {}
    for report in standing:
        target = report.links.withdraws
        if target is not None and report.date is not None:
            found[target] = min(report.date.lo, found.get(target, report.date.lo))
    return found
