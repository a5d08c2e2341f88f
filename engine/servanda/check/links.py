"""How reports refer to one another: corrections, retractions, denials."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from servanda.agreement import Agreement
from servanda.check.reports import Remark
from servanda.check.vocabulary import Vocabulary
from servanda.problems import did_you_mean, quote
from servanda.scenario import NO_LINKS, Report

_KEYS = ("of", "retracts", "replaces", "withdraws")


def check_links(
    reports: Mapping[str, Report],
    words: Vocabulary,
    agreement: Agreement,
) -> Iterator[Remark]:
    """Find links to reports that are not there, or not the source's to take back."""
    linked = [report for report in reports.values() if report.links is not NO_LINKS]
    speaker = _speaker(agreement)
    for report in linked:
        for key in _KEYS:
            name = getattr(report.links, key)
            if name in reports:
                yield from _not_its_own(report, key, reports[name], speaker, words)
                yield from _no_position(report, key, reports[name])
            elif name is not None:
                yield _unknown(report, key, name, reports)
    yield from _doubles(linked)
    yield from _rounds(linked, reports)


def _speaker(agreement: Agreement) -> Callable[[str], str]:
    """Return how to tell for whom a source speaks: a party's are one with it."""
    for_whom = {
        id: source.speaks_for
        for id, source in agreement.sources.items()
        if source.speaks_for is not None
    }
    return lambda source: for_whom.get(source, source)


def _unknown(
    report: Report, key: str, name: str, reports: Mapping[str, Report]
) -> Remark:
    message = f"there is no report {quote(name)}"
    hint = did_you_mean(name, reports)
    return Remark(report, key, "unknown-report", message, hint)


def _not_its_own(
    report: Report,
    key: str,
    other: Report,
    speaker: Callable[[str], str],
    words: Vocabulary,
) -> Iterator[Remark]:
    """Find what a source takes back of another's."""
    if key == "of" or not report.source or not words.whole:
        return
    if not other.source or speaker(report.source) == speaker(other.source):
        return
    if key != "withdraws" and report.source in words.authorities:
        return
    message = f"{quote(report.source)} cannot take back what {quote(other.source)} said"
    hint = "only the same source can"
    if key != "withdraws":
        hint += ", or an authority; to contradict it: says: denied, of: …"
    yield Remark(report, key, "not-its-own", message, hint)


def _no_position(report: Report, key: str, other: Report) -> Iterator[Remark]:
    if key == "withdraws" and other.position is None and other.act is None:
        message = f"{quote(other.id)} is no position, act or ruling to withdraw"
        hint = "a report is taken back by retracts:, or corrected by replaces:"
        yield Remark(report, key, "nothing-to-withdraw", message, hint)
    told = other.kind is not None or other.act is not None
    if key == "of" and not told and other.links.of is None:
        message = f"{quote(other.id)} does not say that anything happened"
        hint = "of: names a report of an occurrence, one with a kind:"
        if other.links.replaces is None and other.links.retracts is None:
            yield Remark(report, key, "no-occurrence", message, hint, "warning")


def _doubles(linked: list[Report]) -> Iterator[Remark]:
    """Find reports that are replaced twice."""
    first: dict[str, Report] = {}
    for report in linked:
        name = report.links.replaces
        if name is not None and first.setdefault(name, report) is not report:
            message = f"{quote(name)} is replaced by {quote(first[name].id)} already"
            hint = f"replace that one: replaces: {first[name].id}"
            yield Remark(report, "replaces", "replaced-twice", message, hint)


def _rounds(linked: list[Report], reports: Mapping[str, Report]) -> Iterator[Remark]:
    """Find reports that take back or repeat one another in a circle."""
    for keys in (("retracts", "replaces"), ("of",)):
        done: set[str] = set()
        for report in linked:
            trail = _trail(report, keys, reports, done)
            done.update(trail)
            if trail and trail[-1] in trail[:-1]:
                yield _round(reports[trail[-1]], keys, trail[trail.index(trail[-1]) :])


def _trail(
    report: Report, keys: tuple[str, ...], reports: Mapping[str, Report], done: set[str]
) -> list[str]:
    """Follow a report's links until they end, meet known ground or turn in a circle."""
    trail: dict[str, None] = {}
    id: str | None = report.id
    while id is not None and id in reports and id not in done:
        if id in trail:
            return [*trail, id]
        trail[id] = None
        links = reports[id].links
        id = next((to for key in keys if (to := getattr(links, key)) is not None), None)
    return list(trail)


def _round(report: Report, keys: tuple[str, ...], trail: list[str]) -> Remark:
    key = next(key for key in keys if getattr(report.links, key) is not None)
    message = f"these reports turn in a circle: {' → '.join(trail)}"
    return Remark(report, key, "report-cycle", message, "take one of the links out")
