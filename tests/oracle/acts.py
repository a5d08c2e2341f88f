"""Acts and rulings: what they say, and from when all who are needed agree (C1–C5, R1)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.people import TIERS, People
from tests.oracle.record import Record

from servanda.agreement import Agreement, Needs, Power, Reading, Terms
from servanda.dates import Calendar, Moment
from servanda.scenario import Report

# From when a word stands, and until when (exclusive; None: it is not taken back).
Stretch = tuple[int, int | None]
WORDS = ("act", "agreed_by", "votes", "ruling")


@dataclass(frozen=True, eq=False)
class Act:
    """Reports of one act (or ruling), and what they say of it (C1)."""

    name: str  # the root's id: what its readings and rulings on it go by
    ids: frozenset[str]
    word: str
    objects: tuple[str, ...]
    at: int  # its own date, as an instant
    to: Moment | None
    start: Moment | None  # from:
    effective: Moment | None
    changes: Terms | None  # set:
    keys: Mapping[str, str]
    reading: str  # of a ruling: what it chooses
    readings: Mapping[str, Reading]
    affirmed: tuple[Report, ...]
    denied: tuple[Report, ...]

    @property
    def ruling(self) -> bool:
        return self.word == "ruling"


def own(report: Report) -> Mapping[str, Any]:
    return report.act or {}


@dataclass(eq=False)
class _Group:
    marks: set[tuple[str, str]]
    affirmed: list[Report] = field(default_factory=list)


class Acts:
    """The acts and rulings known at K."""

    def __init__(
        self,
        agreement: Agreement,
        calendar: Calendar,
        people: People,
        record: Record,
    ) -> None:
        self.agreement = agreement
        self.calendar = calendar
        self.people = people
        self.record = record
        weighed = [r for r in record.standing if record.weighed(r)]
        groups = _joined([r for r in weighed if r.says == "happened"], self._marks)
        groups = [g for g in groups if self._of_an_act(g)]
        self.report_ids = {r.id for g in groups for r in g.affirmed}
        denials = [r for r in weighed if r.says == "denied" and self._marks(r)]
        self.all = [a for a in (self._act(g, denials) for g in groups) if a]

    def _of_an_act(self, group: _Group) -> bool:
        # W2: linked to the root even if the root is retracted.
        roots = [r for r in self.record.known.values() if ("of", r.id) in group.marks]
        return any(_states(r) for r in (*group.affirmed, *roots))

    def _marks(self, report: Report) -> set[tuple[str, str]]:
        # C1: joined by `of` (to the root) or a name; `same` keys join no acts.
        found = set()
        if report.links.of:
            found.add(("of", self.record.root(report.links.of)))
        if report.links.occurrence:
            found.add(("name", report.links.occurrence))
        if report.says == "happened":
            found.add(("of", report.id))
        return found

    # What an act says: as attributes come about (W3).

    def _order(self, report: Report) -> tuple[int, int, int, int]:
        voice = self.people.voice(report.source)
        tier = self.people.tier(voice, [report.attributes.get("by")])
        date = self.date(report)
        return TIERS.index(tier), report.reported, date.lo, date.hi

    def date(self, report: Report) -> Moment:
        """C2: an undated report has the root's date, else its own `reported`."""
        if report.date is not None:
            return report.date
        root = self.record.root(report.links.of or report.id)
        known = self.record.known.get(root)
        if known is not None and known.date is not None:
            return known.date
        return Moment(report.reported, report.reported)

    def instant(self, date: Moment) -> int:
        """C1: a day takes effect at its first second, a span at its last day's."""
        if date.day is None:
            return date.lo
        return max(date.lo, self.calendar.first_second(date.day))

    def _stated(
        self, affirmed: Sequence[Report], get: Callable[[Report], Any], default: Any
    ) -> Any:
        found = [(self._order(r), str(get(r)), get(r)) for r in affirmed if get(r)]
        return min(found, key=lambda one: one[:2])[2] if found else default

    def _act(self, group: _Group, denials: Sequence[Report]) -> Act | None:
        affirmed = sorted(group.affirmed, key=self._order)

        def stated(name: str, default: Any = None) -> Any:
            return self._stated(affirmed, lambda r: own(r).get(name), default)

        reading = stated("ruling", "")
        word = "ruling" if reading else stated("act")
        if word is None:
            return None
        names = {name for r in affirmed for name in r.attributes}
        keys = {name: self._key(affirmed, name) for name in names}
        roots = {self.record.root(r.id) for r in affirmed}
        return Act(
            name=min(roots),
            ids=frozenset(r.id for r in affirmed) | frozenset(roots),
            word=word,
            # C1: an act about nothing is about the agreement.
            objects=tuple(self._stated(affirmed, lambda r: r.about, ()))
            or (() if reading else (self.agreement.agreement,)),
            at=self.instant(self._own_date(affirmed)),
            to=stated("to"),
            start=stated("from_"),
            effective=stated("effective"),
            changes=stated("set"),
            keys=keys,
            reading=reading,
            readings=stated("readings", {}),
            affirmed=tuple(affirmed),
            denied=tuple(r for r in denials if self._marks(r) & group.marks),
        )

    def _own_date(self, affirmed: Sequence[Report]) -> Moment:
        # W3: of the highest tier that states a date.
        dated = [r for r in affirmed if r.date is not None]
        return self.date((dated or affirmed)[0])

    def _key(self, affirmed: Sequence[Report], name: str) -> str:
        return str(self._stated(affirmed, lambda r: r.attributes.get(name), ""))

    def named(self, report_id: str) -> Act | None:
        """Give the act one of whose reports has this id."""
        root = self.record.root(report_id)
        for act in self.all:
            if report_id in act.ids or root in act.ids:
                return act
        return None

    # Who agrees, from when to when.

    def _tier(self, report: Report, concerned: str | None = None) -> int:
        voice = self.people.voice(report.source)
        by = report.attributes.get("by")
        return TIERS.index(self.people.tier(voice, (concerned, by)))

    def _stretch(self, report: Report) -> Stretch:
        since = self.instant(self.date(report))
        return since, self.record.withdrawn.get(report.id)

    def _agreeing(self, report: Report) -> tuple[str, ...]:
        """C2: whom a report names as agreeing; a party's own names that party."""
        named = own(report).get("agreed_by")
        voice = self.people.voice(report.source)
        if named:
            return tuple(named)
        return (voice,) if voice in self.people.parties else ()

    def consent(self, act: Act, party: str) -> list[Stretch]:
        """C2: when a party has agreed."""
        counting = [
            (r, 3 if self._is(r, party) else self._tier(r, party))
            for r in act.affirmed
            if party in self._agreeing(r)
        ]
        counting = [(r, t) for r, t in counting if self._is(r, party) or t < 3]
        best = min((tier for _, tier in counting), default=3)
        for denial in act.denied:
            named = own(denial).get("agreed_by")
            if named and party not in named:
                continue
            if self._is(denial, party) or self._tier(denial, party) <= best:
                return []
        return [self._stretch(r) for r, _ in counting]

    def _is(self, report: Report, party: str) -> bool:
        return self.people.voice(report.source) == party

    def _votes(self, act: Act, needed: int) -> list[Stretch]:
        """C3: votes count as a consent does."""
        counting = []
        for r in act.affirmed:
            party = self.people.parties.get(self.people.voice(r.source))
            body = party is not None and bool(party.part_of)
            if int(own(r).get("votes") or 0) >= needed:
                if body or self._tier(r) < 3:
                    counting.append(r)
        best = min((self._tier(r) for r in counting), default=3)
        for denial in act.denied:
            if not own(denial).get("agreed_by") and self._tier(denial) <= best:
                return []
        return [self._stretch(r) for r in counting]

    def _unasked(self, act: Act) -> list[Stretch]:
        """C4: with nobody needed, who acts or an authority says so, undenied."""
        found = []
        for r in act.affirmed:
            voice = self.people.voice(r.source)
            named = own(r).get("agreed_by")
            itself = voice in self.people.parties and (not named or voice in named)
            tier = self._tier(r, voice)
            if not (itself or tier == 0):
                continue
            if not any(self._undoes(d, voice, tier) for d in act.denied):
                found.append(self._stretch(r))
        return found

    def _undoes(self, denial: Report, voice: str, tier: int) -> bool:
        named = own(denial).get("agreed_by")
        if named and voice not in named:
            return False
        return self._is(denial, voice) or self._tier(denial, voice) <= tier

    # When it takes effect (C4, C5).

    def power(self, word: str, name: str) -> Power | None:
        """C5: the first whose `of:` names the object, else the first without."""
        powers = self.agreement.powers.get(word, ())
        for power in powers:
            if name in power.of:
                return power
        return next((power for power in powers if not power.of), None)

    def _parties(self) -> tuple[str, ...]:
        parties = self.people.parties
        return tuple(name for name in parties if not parties[name].part_of)

    def together(self, act: Act, name: str, effective: Moment | None) -> int | None:
        """C4: the first instant at which all that is needed stands together."""
        power = self.power(act.word, name)
        base = act.at
        if effective is not None:
            base = max(base, self.instant(effective))
        needs: Any = power.needs if power else self._parties()
        ways = [_first(way, base) for way in self._ways(act, needs)]
        return min((t for t in ways if t is not None), default=None)

    def _ways(self, act: Act, needs: Any) -> Iterator[list[list[Stretch]]]:
        """Give each way to meet what a power needs: what must stand together."""
        if isinstance(needs, Needs):
            needs = needs.model_dump(exclude_none=True)
        if isinstance(needs, Mapping):
            for way in needs.get("any", ()):
                yield from self._ways(act, way)
            if "votes" in needs:
                yield [self._votes(act, int(needs["votes"]))]
        elif isinstance(needs, str):
            yield [self.consent(act, needs)]
        elif needs:
            yield [self.consent(act, party) for party in needs]
        else:
            yield [self._unasked(act)]

    def ruled(self, act: Act) -> int:
        """R1: when an authority told of its ruling."""
        return min(r.reported for r in act.affirmed if self._tier(r) == 0)

    def stands(self, act: Act) -> Stretch | None:
        """R1: from when to when a ruling governs, if an authority gives it."""
        mine = [r for r in act.affirmed if self._tier(r) == 0]
        if not mine or any(self._tier(d) == 0 for d in act.denied):
            return None
        ends = [self.record.withdrawn.get(r.id) for r in mine]
        known = [end for end in ends if end is not None]
        until = max(known) if len(known) == len(ends) else None
        return None if until is not None and until <= act.at else (act.at, until)


def _states(report: Report) -> bool:
    return any(own(report).get(word) for word in WORDS)


def _joined(
    reports: Iterable[Report], marks_of: Callable[[Report], set[tuple[str, str]]]
) -> list[_Group]:
    groups: list[_Group] = []
    for report in reports:
        marks = marks_of(report)
        linked = [g for g in groups if g.marks & marks]
        whole = _Group(marks.union(*(g.marks for g in linked)))
        whole.affirmed = [r for g in linked for r in g.affirmed] + [report]
        groups = [g for g in groups if g not in linked] + [whole]
    return groups


def _first(needed: Sequence[Sequence[Stretch]], base: int) -> int | None:
    starts = {since for stretches in needed for since, _ in stretches}
    for instant in sorted({base} | {s for s in starts if s > base}):
        if all(any(_holds(s, instant) for s in stretches) for stretches in needed):
            return instant
    return None


def _holds(stretch: Stretch, instant: int) -> bool:
    since, until = stretch
    return since <= instant and (until is None or instant < until)
