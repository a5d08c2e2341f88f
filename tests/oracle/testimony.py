"""What the reports known at K say about one provision, its dates left aside."""

from functools import cache

from tests.oracle.acts import Acts
from tests.oracle.occurrences import Gathering, Occurrence, Places, fits, statements
from tests.oracle.people import People
from tests.oracle.record import Record
from tests.oracle.weighing import Judge, happening
from tests.oracle.words import Word

from servanda.agreement import Agreement, Provision
from servanda.dates import Calendar, Moment
from servanda.expression import EXTENTS, Pattern
from servanda.scenario import Report

DONE = ("performed", "breached", "insufficient")
OWED = ("refuses", "excused")


class Known:
    """Everything known at K, whatever the provision."""

    def __init__(
        self,
        agreement: Agreement,
        calendar: Calendar,
        reports: tuple[Report, ...],
        known_by: int,
    ) -> None:
        self.agreement = agreement
        self.calendar = calendar
        self.people = People(agreement)
        self.places = Places(agreement)
        self.record = Record(self.people, agreement.weigh, reports, known_by)
        self.acts = Acts(agreement, calendar, self.people, self.record)
        self.gathering = Gathering(
            agreement, self.people, self.places, self.record, self.acts.report_ids
        )
        self.happening = cache(lambda o: happening(self.people, o))
        self._nth: dict[int, tuple[Pattern, Moment | None]] = {}
        self._testimony: dict[tuple[str, int], Testimony] = {}

    def testimony(self, pid: str, provision: Provision) -> "Testimony":
        """Give what is said of a provision as it reads in some edition."""
        name = (pid, id(provision))
        if name not in self._testimony:
            self._testimony[name] = Testimony(self, pid, provision)
        return self._testimony[name]

    def matching(self, pattern: Pattern) -> list[Occurrence]:
        found = self.gathering.all
        return [o for o in found if fits(self.places, pattern, o.stated)]

    def nth_true(self, pattern: Pattern) -> Moment | None:
        """Give the earliest true occurrence (of at_least: n, the n-th) (T9, W11)."""
        if id(pattern) not in self._nth:
            self._nth[id(pattern)] = pattern, self._nth_true(pattern)
        return self._nth[id(pattern)][1]

    def _nth_true(self, pattern: Pattern) -> Moment | None:
        true = [
            o.date
            for o in self.matching(pattern)
            if self.happening(o).verdict == "true"
        ]
        true.sort(key=lambda d: (d.lo, d.hi))
        return true[pattern.at_least - 1] if len(true) >= pattern.at_least else None

    def stands_at(self, report: Report, as_of: int) -> bool:
        """Tell whether a dated report counts at A: dated by A, not withdrawn (T1, W12)."""
        return (
            report.date is not None
            and report.date.lo <= as_of
            and not self.withdrawn(report, as_of)
        )

    def withdrawn(self, report: Report, as_of: int) -> bool:
        return self.record.withdrawn.get(report.id, as_of + 1) <= as_of


class Testimony:
    """The occurrences, positions and totals that bear on one provision."""

    def __init__(self, known: Known, pid: str, provision: Provision) -> None:
        self.known = known
        self.pid = pid
        self.provision = provision
        self.judge = Judge(
            known.people, known.places, self.provision, known.agreement.uncorroborated
        )
        self.performances = cache(self._performances)
        weighed = [r for r in known.record.standing if known.record.weighed(r)]
        # P5: a `by` that is no bearer says nothing on this provision.
        bearers = (None, *self.provision.bearer)
        self.positions = [
            r
            for r in weighed
            if r.position and pid in r.about and r.attributes.get("by") in bearers
        ]
        self.totals = [r for r in weighed if r.tally and self._counts(r)]
        self.violations = self._violations()
        self.cures = self._cures()

    def _counts(self, report: Report) -> bool:
        pattern = self.provision.counted_by
        own = statements(report)
        return pattern is not None and fits(self.known.places, pattern, own)

    @property
    def pattern(self) -> Pattern | None:
        p = self.provision
        return p.counted_by if p.modality == "quota" else p.performed_by

    def _performances(self, bearers: tuple[str, ...]) -> list[tuple[Occurrence, Word]]:
        if self.pattern is None:
            return []
        found = self.known.matching(self.pattern)
        judged = [(o, self.judge.performed(o, bearers)) for o in found]
        return [(o, w) for o, w in judged if w.verdict != "neither"]

    def _violations(self) -> list[tuple[Occurrence, Word, frozenset[str]]]:
        pattern = self.provision.violated_by
        found = []
        for occurrence in self.known.matching(pattern) if pattern else ():
            judged = self.judge.violated(occurrence)
            if judged and judged[0].verdict != "neither":
                found.append((occurrence, *judged))
        return found

    def _cures(self) -> list[tuple[Occurrence, Word]]:
        cure, bearers = self.provision.cured_by, self.provision.bearer
        if cure is None or cure.quiet:
            return []
        found = self.known.matching(cure)
        judged = [(o, self.judge.performed(o, bearers)) for o in found]
        return [(o, w) for o, w in judged if w.verdict == "true" or w.disputed]

    def suffices(self, occurrence: Occurrence) -> bool:
        wanted = self.provision.suffices
        return EXTENTS.index(occurrence.extent) >= EXTENTS.index(wanted)
