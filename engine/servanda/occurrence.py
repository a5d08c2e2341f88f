"""What happened, as several reports tell it: which reports speak of one occurrence.

Affirmations are joined by name, by link and by the agreement's `same` keys; each
attribute, the date among them, is taken from the best-placed report that states it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.batch import Batch
from servanda.dates import Moment
from servanda.expression import EXTENTS, Extent
from servanda.known import Known
from servanda.pattern import Places, as_number
from servanda.roster import Roster
from servanda.scenario import NO_LINKS, Grade, Report

Groups = dict[tuple[str, ...], int]
UNCOMPARED = frozenset({"count", "extent", "by"})


class Occurrence(NamedTuple):
    """One thing that happened, or is said to have: weighed attributes and words.

    What was told in the same words so many `times` happened as often.
    """

    kind: str | None
    attributes: Mapping[str, str]
    date: Moment
    contested: bool
    extent: Extent
    affirmations: tuple[Report, ...]
    denials: tuple[Report, ...] = ()
    unconfirmed: tuple[Report, ...] = ()
    times: int = 1

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return id(self)

    def on(self, date: Moment) -> "Occurrence":
        """Give the same on another date."""
        return Occurrence(self.kind, self.attributes, date, *self[3:])

    @property
    def amount(self) -> int:
        """Give the number it states, as often as it happened."""
        return self.times * (as_number(self.attributes.get("count")) or 0)

    @property
    def singly(self) -> "tuple[Occurrence, ...]":
        """Give it as many times as it happened."""
        if self.times == 1:
            return (self,)
        return tuple(self._replace(times=1) for _ in range(self.times))

    @property
    def told(self) -> tuple[Report, ...]:
        """Give every report that speaks of it, whatever it says."""
        return (*self.affirmations, *self.denials, *self.unconfirmed)

    @property
    def reports(self) -> tuple[str, ...]:
        """Name the reports that affirm or deny it, by content, not by place."""
        told = sorted((*self.affirmations, *self.denials), key=_telling)
        return tuple(report.id for report in told)

    @property
    def order(self) -> tuple[int, int, str, tuple[tuple[str, str], ...]]:
        """Order occurrences by content: date first, then what they are."""
        content = tuple(sorted(self.attributes.items()))
        return (self.date.lo, self.date.hi, self.kind or "", content)


def _telling(report: Report) -> tuple[int, str]:
    return (report.reported, report.id)


def is_account(report: Report) -> bool:
    """Tell whether a report speaks of an occurrence (and is no total or position)."""
    links = report.links
    return (
        report.position is None
        and report.tally is None
        and report.access is None
        and report.act is None
        and links.retracts is None
        and links.withdraws is None
    )


def weighable(agreement: Agreement, report: Report) -> bool:
    """Tell whether the agreement's policy weighs a report of this grade."""
    if report.grade is None:
        return True
    policy, grade = agreement.weigh, report.grade
    return _good_enough(grade, policy.reliability, policy.credibility) and (
        policy.unjudged == "counts" or _judged(grade)
    )


def _good_enough(
    grade: Grade, reliability: str | None, credibility: int | None
) -> bool:
    # F and 6 mean "cannot be judged", not "worst": only `unjudged` leaves them out.
    judged = grade.reliability not in (None, "F")
    if reliability and judged and str(grade.reliability) > reliability:
        return False
    if credibility and grade.credibility not in (None, 6):
        return int(grade.credibility or 0) <= credibility
    return True


def _judged(grade: Grade) -> bool:
    return grade.reliability != "F" and grade.credibility != 6


class Joining:
    """Find which affirmations speak of the same occurrence (a union of keys)."""

    def __init__(self, known: Known, same: tuple[str, ...]) -> None:
        self._known = known
        self._same = same
        self._named = {name for r in known.linked.values() for name in r.links}
        self._groups: Groups = {}
        self._parents: list[int] = []
        self.members: list[list[Report]] = []

    def stands_alone(self, report: Report) -> bool:
        """Tell whether nothing can join an affirmation to others."""
        if report.links is not NO_LINKS or report.id in self._named:
            return False
        return not self._same or self._same_values(report) is None

    def add(self, report: Report) -> int:
        """Put an affirmation into its group, uniting those it connects."""
        index = len(self._parents)
        self._parents.append(index)
        self.members.append([report])
        for key in self.keys(report):
            other = self._groups.setdefault(key, index)
            self._unite(other, index)
        return index

    def keys(self, report: Report) -> list[tuple[str, ...]]:
        """Name the groups a report belongs to."""
        links = report.links
        root = report.id if links.of is None else self._known.root(links.of)
        found: list[tuple[str, ...]] = [("root", self._known.replaced.get(root, root))]
        if links.occurrence is not None:
            found.append(("name", links.occurrence))
        if self._same:
            values = self._same_values(report)
            if values is not None:
                found.append(("same", *values))
        return found

    def _same_values(self, report: Report) -> tuple[str, ...] | None:
        values = []
        for key in self._same:
            value = report.kind if key == "kind" else report.attributes.get(key)
            if value is None:
                return None
            values.append(value)
        return tuple(values)

    def group(self, report: Report) -> int | None:
        """Find the group a denial speaks of, None where it names none that is there."""
        for key in self.keys(report):
            if key in self._groups and key != ("root", report.id):
                return self._find(self._groups[key])
        return None

    def _find(self, index: int) -> int:
        while self._parents[index] != index:
            self._parents[index] = self._parents[self._parents[index]]
            index = self._parents[index]
        return index

    def _unite(self, one: int, other: int) -> None:
        one, other = self._find(one), self._find(other)
        if one != other:
            low, high = min(one, other), max(one, other)
            self._parents[high] = low
            self.members[low].extend(self.members[high])
            self.members[high] = []


def alone(agreement: Agreement, known: Known) -> tuple[Batch, ...]:
    """Give the batches each report of which tells of an occurrence by itself."""
    joining = Joining(known, agreement.same)
    denied = {r.kind for r in known.reports.single if r.says != "happened"}
    return tuple(
        batch
        for batch in known.reports.batches
        if joining.stands_alone(batch.sort.first)
        and batch.sort.first.kind not in denied
    )


def occurrences(
    agreement: Agreement, roster: Roster, places: Places, known: Known
) -> list[Occurrence]:
    """Build every occurrence known, with the words for and against it."""
    accounts = [r for r in known.reports if is_account(r) and weighable(agreement, r)]
    joining = Joining(known, agreement.same)
    told: list[Report | int] = []
    for report in accounts:
        if report.says == "happened":
            alone = joining.stands_alone(report)
            told.append(report if alone else joining.add(report))
    against: dict[int, list[Report]] = {}
    unlinked: list[Report] = []
    for report in accounts:
        if report.says == "happened":
            continue
        group = joining.group(report)
        if group is not None:
            against.setdefault(group, []).append(report)
        elif report.says == "denied" and not _linked(report):
            unlinked.append(report)
    built = []
    for one in told:
        if isinstance(one, Report):
            occurrence = single(one, one.times)
        elif occurrence := _weighed(roster, joining.members[one]):
            occurrence = _with_others(occurrence, against.get(one, ()))
        if occurrence is not None:
            built.append(occurrence)
    return _denied(built, unlinked, places) if unlinked else built


def _linked(report: Report) -> bool:
    return report.links.of is not None or report.links.occurrence is not None


def _with_others(occurrence: Occurrence, others: Sequence[Report]) -> Occurrence:
    """Hand an occurrence those who deny it and those who cannot confirm it."""
    if not others:
        return occurrence
    denials = tuple(r for r in others if r.says == "denied")
    unconfirmed = tuple(r for r in others if r.says == "unconfirmed")
    return occurrence._replace(denials=denials, unconfirmed=unconfirmed)


def _weighed(roster: Roster, members: Sequence[Report]) -> Occurrence | None:
    # What says the same of one occurrence says it once, however often.
    if len(members) > 1:
        return _several(roster, members)
    return single(members[0]) if members else None


def single(only: Report, times: int = 1) -> Occurrence | None:
    """Take an occurrence that one report tells of."""
    if only.date is None:
        return None
    return Occurrence(
        only.kind,
        only.attributes,
        only.date,
        False,
        only.attributes.get("extent", "full"),  # type: ignore[arg-type]
        (only,),
        times=times,
    )


def _several(roster: Roster, members: Sequence[Report]) -> Occurrence | None:
    ranked = [(-_own_rank(roster, report), report) for report in members]
    dates = [
        (rank, report.reported, report.date)
        for rank, report in ranked
        if report.date is not None
    ]
    if not dates:
        return None
    date = min(dates, key=lambda d: (d[0], d[1], d[2].lo, d[2].hi))[2]
    attributes = _attributes(ranked)
    kind = attributes.pop("kind", None)
    return Occurrence(
        kind,
        attributes,
        date,
        any(other[:2] != date[:2] for _, _, other in dates),
        _lowest_extent(ranked),
        tuple(members),
    )


def _own_rank(roster: Roster, report: Report) -> int:
    by = report.attributes.get("by")
    return roster.rank(report.source, () if by is None else (by,))


def _attributes(ranked: Iterable[tuple[int, Report]]) -> dict[str, str]:
    best: dict[str, tuple[int, int, int, int, str]] = {}
    for rank, report in ranked:
        date = report.date or Moment(report.reported, report.reported)
        stated = dict(report.attributes)
        if report.kind is not None:
            stated["kind"] = report.kind
        for name, value in stated.items():
            claim = (rank, report.reported, date.lo, date.hi, value)
            if name not in best or claim < best[name]:
                best[name] = claim
    return {name: claim[4] for name, claim in best.items()}


def _lowest_extent(ranked: Sequence[tuple[int, Report]]) -> Extent:
    deciding = min(rank for rank, _ in ranked)
    stated = [
        report.attributes["extent"]
        for rank, report in ranked
        if rank == deciding and "extent" in report.attributes
    ]
    return next((extent for extent in EXTENTS if extent in stated), "full")


def _denied(
    built: Sequence[Occurrence], unlinked: Sequence[Report], places: Places
) -> list[Occurrence]:
    """Hand each unlinked denial to all occurrences of its kind and date."""
    found = []
    for occurrence in built:
        against = tuple(d for d in unlinked if _speaks_of(d, occurrence, places))
        denials = (*occurrence.denials, *against)
        found.append(occurrence._replace(denials=denials) if against else occurrence)
    return found


def _speaks_of(denial: Report, occurrence: Occurrence, places: Places) -> bool:
    if denial.date is None or denial.kind != occurrence.kind:
        return False
    if not (
        denial.date.lo <= occurrence.date.hi and occurrence.date.lo <= denial.date.hi
    ):
        return False
    for name, value in denial.attributes.items():
        if name in UNCOMPARED:
            continue
        told = occurrence.attributes.get(name)
        if told is None:
            return False
        same = places.inside(told, value) if name == "place" else told == value
        if not same:
            return False
    return True
