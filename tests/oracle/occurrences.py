"""What one or more reports say happened, and what matches a pattern (§4, W2–W4)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tests.oracle.people import TIERS, People
from tests.oracle.record import Record, is_occurrence

from servanda.agreement import Agreement
from servanda.dates import Moment
from servanda.expression import EXTENTS, Condition, Pattern
from servanda.scenario import Report


@dataclass(frozen=True, eq=False)
class Occurrence:
    """Reports that share an occurrence, weighed attribute by attribute."""

    affirmed: tuple[Report, ...]
    denied: tuple[Report, ...]
    stated: Mapping[str, str]  # kind among them
    date: Moment
    contested: bool
    extent: str

    @property
    def order(self) -> tuple[int, int, str]:
        return self.date.lo, self.date.hi, str(sorted(self.stated.items()))


class Places:
    """The places of an agreement and what lies within them."""

    def __init__(self, agreement: Agreement) -> None:
        self._parts = {name: place.parts for name, place in agreement.places.items()}

    def within(self, place: str, container: str) -> bool:
        if place == container:
            return True
        return any(self.within(place, p) for p in self._parts.get(container, ()))


def meets(places: Places, name: str, condition: Condition, value: str | None) -> bool:
    if value is None:  # §4: a missing attribute matches no condition
        return False

    def among(words: Iterable[str]) -> bool:
        if name == "place":
            return any(places.within(value, word) for word in words)
        return value in words

    if condition.one_of and not among(condition.one_of):
        return False
    if condition.none_of and among(condition.none_of):
        return False
    return condition.at_least is None or _number(value) >= condition.at_least


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return float("-inf")


def fits(places: Places, pattern: Pattern, stated: Mapping[str, str]) -> bool:
    if pattern.kind and stated.get("kind") not in pattern.kind:
        return False
    return all(
        meets(places, name, condition, stated.get(name))
        for name, condition in pattern.conditions.items()
    )


def statements(report: Report) -> dict[str, str]:
    own = dict(report.attributes)
    if report.kind:
        own["kind"] = report.kind
    return own


def is_linked(report: Report) -> bool:
    return bool(report.links.of or report.links.occurrence)


class Gathering:
    """All occurrences of a record, and which occurrence a report speaks of."""

    def __init__(
        self,
        agreement: Agreement,
        people: People,
        places: Places,
        record: Record,
        of_acts: Collection[str] = (),
    ) -> None:
        self.same = agreement.same
        self.people = people
        self.places = places
        self.record = record
        # W9: what is left out of weighing joins nothing.
        # C1: what is linked to an act is of that act.
        reports = [
            r
            for r in record.standing
            if is_occurrence(r) and record.weighed(r) and r.id not in of_acts
        ]
        self.affirming = [r for r in reports if r.says == "happened"]
        self._groups = self._join()
        self.denying = [r for r in reports if r.says == "denied"]
        self.by_group = self._occurrences()
        self.all = sorted(self.by_group.values(), key=lambda o: o.order)

    def marks_of(self, report: Report) -> list[tuple[str, str]]:
        """Give what a report is joined by: links, a name, the same: keys."""
        found: list[tuple[str, str]] = []
        if report.links.of:
            found.append(("of", self.record.root(report.links.of)))
        if report.links.occurrence:
            found.append(("name", report.links.occurrence))
        own = statements(report)
        if self.same and all(key in own for key in self.same):
            found.append(("same", str([own[key] for key in self.same])))
        return found

    def _join(self) -> dict[tuple[str, str], int]:
        group: dict[tuple[str, str], int] = {}
        for number, report in enumerate(self.affirming):
            marks = [("of", report.id), *self.marks_of(report)]
            joined = {group[mark] for mark in marks if mark in group}
            for mark, old in group.items():
                if old in joined:
                    group[mark] = number
            group.update(dict.fromkeys(marks, number))
        return group

    def group_of(self, report: Report) -> int | None:
        """Give the one occurrence a report's link or same: keys lead to."""
        if report.says == "happened":
            return self._groups.get(("of", report.id))
        marks = self.marks_of(report)
        return self._groups.get(marks[0]) if marks else None

    def occurrence_of(self, report: Report) -> Occurrence | None:
        group = self.group_of(report)
        return None if group is None else self.by_group.get(group)

    def _occurrences(self) -> dict[int, Occurrence]:
        members: dict[int, list[Report]] = {}
        for report in self.affirming:
            members.setdefault(self._groups["of", report.id], []).append(report)
        return {
            group: self._occurrence(group, reports)
            for group, reports in members.items()
            if any(r.date for r in reports)  # of what is dated nowhere nothing is known
        }

    def _occurrence(self, group: int, affirmed: list[Report]) -> Occurrence:
        names = {name for r in affirmed for name in statements(r)}
        stated = {name: self._attribute(name, affirmed) for name in names}
        dates = [(self._order(r), r.date) for r in affirmed if r.date]
        date = min(dates)[1]
        denied = [r for r in self.denying if self._denies(r, group, stated, date)]
        return Occurrence(
            affirmed=tuple(affirmed),
            denied=tuple(denied),
            stated=stated,
            date=date,
            contested=len({d for _, d in dates}) > 1,
            extent=self._extent(affirmed),
        )

    def own_tier(self, report: Report) -> int:
        voice = self.people.voice(report.source)
        return TIERS.index(self.people.tier(voice, [report.attributes.get("by")]))

    def _order(self, report: Report) -> tuple[int, int, int, int]:
        # W3: the highest tier, there the earliest reported, ties by date.
        assert report.date
        return (
            self.own_tier(report),
            report.reported,
            report.date.lo,
            report.date.hi,
        )

    def _attribute(self, name: str, affirmed: list[Report]) -> str:
        stating = [(r, statements(r)) for r in affirmed]
        return min((self._order(r), own[name]) for r, own in stating if name in own)[1]

    def _extent(self, affirmed: list[Report]) -> str:
        # W3: the lowest at the affirmations' best tier, of those stated there.
        top = min(self.own_tier(r) for r in affirmed)
        stated = [
            EXTENTS.index(r.attributes["extent"])
            for r in affirmed
            if self.own_tier(r) == top and "extent" in r.attributes
        ]
        return EXTENTS[min(stated)] if stated else "full"

    def _denies(
        self, denial: Report, group: int, stated: Mapping[str, str], date: Moment
    ) -> bool:
        if self.marks_of(denial):
            return self.group_of(denial) == group
        # W2: a denial with neither denies every occurrence it fits, of its date.
        if denial.date is None or date.lo > denial.date.hi or denial.date.lo > date.hi:
            return False
        said = statements(denial)
        for name in ("count", "extent", "by"):
            said.pop(name, None)
        return all(self._equal(name, value, stated) for name, value in said.items())

    def _equal(self, name: str, value: str, stated: Mapping[str, str]) -> bool:
        if name == "place" and "place" in stated:
            return self.places.within(stated["place"], value)
        return stated.get(name) == value
