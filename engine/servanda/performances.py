"""What performs a provision, among some reports: accounts, totals and positions.

Where a number is asked for, what performs it is the occurrence that reaches it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from servanda.agreement import Provision
from servanda.changes import Change
from servanda.dates import Moment
from servanda.expression import Pattern
from servanda.known import known
from servanda.occurrence import Occurrence, occurrences
from servanda.pattern import Attributes, as_number, matches
from servanda.scenario import Report
from servanda.standing import Key, Standing
from servanda.weigh import Scales
from servanda.world import Ground


class Performances(NamedTuple):
    """The reports that say a provision was performed, and those that deny it.

    A denial in `shared` also speaks of something that is no performance of it; `done`
    names the instances that anything performs.
    """

    accounts: tuple[Report, ...]
    denials: tuple[Report, ...]
    shared: tuple[Report, ...]
    positions: tuple[Report, ...]
    done: frozenset[Key | None]


class Finder(NamedTuple):
    """Finds, among some reports, those that say a provision was performed."""

    ground: Ground
    reports: tuple[Report, ...]

    def of(self, change: Change, units: Sequence[Standing]) -> Performances:
        """Find what performs a provision, or the instances of it that are named."""
        every = self.happened()
        positions = [r for r in self.reports if _says_performed(change, r)]
        chosen: dict[int, Occurrence] = {}
        totals: dict[str, Report] = {}
        done: set[Key | None] = set()
        for unit in units or (Standing(change.target, None, "pending"),):
            own = self.performing(change, unit, every)
            sums = [r for r in self.reports if self.is_enough(unit, r)]
            said = (self.reaches(unit, p.attributes, p.date) for p in positions)
            if own or sums or any(said):
                done.add(unit.instance)
            chosen.update((id(occurrence), occurrence) for occurrence in own)
            totals.update((report.id, report) for report in sums)
        does = chosen.values()
        denials = {d.id: d for each in does for d in each.denials}.values()
        elsewhere = {
            d.id for each in every if id(each) not in chosen for d in each.denials
        }
        return Performances(
            (*(r for each in does for r in each.affirmations), *totals.values()),
            tuple(d for d in denials if d.id not in elsewhere),
            tuple(d for d in denials if d.id in elsewhere),
            tuple(positions),
            frozenset(done),
        )

    def happened(self) -> list[Occurrence]:
        """List in order all that happened by the reports, whoever denies it."""
        last = max((report.reported for report in self.reports), default=0)
        heard, ground = known(self.reports, last), self.ground
        found = occurrences(ground.agreement, ground.roster, ground.places, heard)
        return sorted(found, key=lambda occurrence: occurrence.order)

    def performing(
        self, change: Change, unit: Standing, every: Iterable[Occurrence]
    ) -> list[Occurrence]:
        """Choose what performs an instance; of a number, what reaches it.

        To miss a number is never to reach it: what came after did not happen either.
        """
        provision = self.ground.agreement.provisions[unit.provision]
        pattern = performance(provision)
        mine = [o for o in every if self.performs(unit, pattern, o)]
        quota = provision.modality == "quota"
        if pattern is None or (pattern.at_least == 1 and not quota):
            return mine
        scales = Scales(self.ground.roster, self.ground.places)
        missing = wanted(provision, unit) if quota else pattern.at_least
        for index, each in enumerate(mine):
            if scales.neutral(each).truth in ("true", "both"):
                count = as_number(each.attributes.get("count")) or 0
                missing -= count if quota else 1
            if missing <= 0:
                return mine[index:] if change.kind == "miss" else [each]
        return []

    def performs(
        self, unit: Standing, pattern: Pattern | None, told: Occurrence | Report
    ) -> bool:
        """Tell whether what is told is such as performs, or counts for, an instance."""
        if pattern is None:
            return False
        if not matches(pattern, told.kind, told.attributes, self.ground.places):
            return False
        return self.reaches(unit, told.attributes, told.date)

    def is_enough(self, unit: Standing, report: Report) -> bool:
        """Tell whether a report's total says that an instance's number is reached."""
        provision = self.ground.agreement.provisions[unit.provision]
        tally, target = report.tally, provision.target
        if tally is None or target is None:
            return False
        if not self.performs(unit, performance(provision), report):
            return False
        if target.remaining is not None:
            return not tally.some_remain and (tally.total or 0) <= target.remaining
        return (tally.total or 0) >= wanted(provision, unit)

    def reaches(self, unit: Standing, told: Attributes, date: Moment | None) -> bool:
        """Tell whether what is told may be about an instance."""
        terms = self.ground.agreement.provisions[unit.provision]
        too_early = date and unit.start and date.hi < unit.start.lo
        if too_early and terms.modality == "quota":
            return False
        for name, value in unit.instance or ():
            stated = told.get(attribute(name))
            if name == "stretch":
                if date is not None and not holds(unit, date):
                    return False
            elif stated is None:
                # What names no part of a duty split by `each` serves all of them.
                if name in terms.keyed_by:
                    return False
            elif stated != value and not (
                name == "place" and self.ground.places.inside(stated, value)
            ):
                return False
        return True


def performance(provision: Provision) -> Pattern | None:
    """Give the pattern that performs a provision, or that its quota counts."""
    quota = provision.modality == "quota"
    return provision.counted_by if quota else provision.performed_by


def _says_performed(change: Change, report: Report) -> bool:
    about = report.position == "performed" and change.target in report.about
    return about and all(
        report.attributes.get(attribute(name), value) == value
        for name, value in change.keys
    )


def holds(unit: Standing, date: Moment) -> bool:
    """Tell whether a date lies in an instance's stretch."""
    after = unit.start is None or unit.start.lo <= date.hi
    return after and (unit.ends is None or date.lo <= unit.ends.hi)


def attribute(key: str) -> str:
    """Name the attribute by which a report states a key."""
    return "by" if key == "bearer" else key


def wanted(provision: Provision, unit: Standing) -> int:
    """Give the number a quota asks for in the end."""
    counts = [progress.wanted for progress in unit.progress]
    return max(counts, default=(provision.target and provision.target.total) or 0)
