"""Acts and rulings as reports tell them: who did what, who agreed, and when (C1–C5).

Whether an act then takes effect depends on where the agreement stands by then:
`editions` decides that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from servanda.agreement import Agreement, Needs, Power, Reading, Terms
from servanda.dates import NEVER, Calendar, Moment
from servanda.known import Known
from servanda.occurrence import weighable
from servanda.roster import AUTHORITY, PARTY, Roster
from servanda.scenario import NO_ATTRIBUTES, Report

Span = tuple[int, int]


class Act(NamedTuple):
    """One act about one object, what is needed for it, and since when that is there.

    `agreed` is the first second at which all consents stand together, None where
    they never do: `missing` then says what lacks. `root` is the report it began
    with, by which a ruling names it.
    """

    word: str
    object: str
    date: int
    to: Moment | None
    from_: Moment | None
    set: Terms | None
    keys: Mapping[str, str]
    root: str
    reports: tuple[str, ...]
    agreed: int | None
    power: Power | None
    missing: tuple[str, ...] = ()


class Ruling(NamedTuple):
    """An authority's choice of a reading: it stands from `start` until `end`."""

    object: str
    reading: str
    start: int
    end: int
    reported: int
    report: str


class Told(NamedTuple):
    """The reports of one act or ruling, by what they say."""

    root: str
    affirmations: tuple[Report, ...]
    denials: tuple[Report, ...]

    @property
    def reports(self) -> tuple[str, ...]:
        """Name the reports, by when they were told."""
        told = sorted(
            (*self.affirmations, *self.denials), key=lambda r: (r.reported, r.id)
        )
        return tuple(report.id for report in told)


class Deeds(NamedTuple):
    """What was done under the agreement's powers, at one known-by instant."""

    acts: tuple[Act, ...]
    rulings: tuple[Ruling, ...]


NO_DEEDS = Deeds((), ())
Chosen = Mapping[str, Reading]


def deeds(
    agreement: Agreement,
    calendar: Calendar,
    roster: Roster,
    known: Known,
    found: Sequence[Told],
    chosen: Chosen,
) -> Deeds:
    """Find the acts and rulings told of, with acts read as `chosen` by root."""
    if not found:
        return NO_DEEDS
    weighing = _Weighing(agreement, calendar, roster, known)
    acts = [act for told in found for act in weighing.acts(told, chosen)]
    rulings = [ruling for told in found for ruling in weighing.rulings(told)]
    return Deeds(tuple(sorted(acts, key=_by_content)), tuple(sorted(rulings)))


def told_of_acts(agreement: Agreement, known: Known) -> tuple[Told, ...]:
    """Give what is told of acts and rulings."""
    if not any(report.act is not None for report in known.reports.single):
        return ()
    return tuple(_told(agreement, known))


def telling(told: Iterable[Told]) -> frozenset[str]:
    """Name the reports that tell of acts and rulings, and so of no occurrence."""
    return frozenset(r.id for t in told for r in (*t.affirmations, *t.denials))


def _by_content(act: Act) -> tuple[object, ...]:
    return (act.date, act.word, act.object, act.to or (), sorted(act.keys.items()))


def readings_of_acts(known: Known) -> dict[str, Mapping[str, Reading]]:
    """Give the readings of acts by the report each began with."""
    found: dict[str, dict[str, Reading]] = {}
    acts = [report for report in known.reports.single if report.act is not None]
    for report in sorted(acts, key=lambda r: (r.reported, r.id)):
        for name, reading in (report.act or {}).get("readings", {}).items():
            found.setdefault(known.root(report.id), {}).setdefault(name, reading)
    return dict(found)


def _told(agreement: Agreement, known: Known) -> Iterable[Told]:
    """Join the reports that tell of one act: by link, or by a name they share."""
    groups: dict[tuple[str, str], list[Report]] = {}
    for report in known.reports.single:
        if not _may_tell(report) or not weighable(agreement, report):
            continue
        joined = [report]
        for key in _names(known, report):
            joined += [r for r in groups.get(key, ()) if r not in joined]
        for one in joined:
            for key in _names(known, one):
                groups[key] = joined
    for group in {id(group): group for group in groups.values()}.values():
        if any(report.act is not None for report in group):
            # `unconfirmed` weighs nothing.
            yield Told(
                min(known.root(report.id) for report in group),
                tuple(r for r in group if r.says == "happened"),
                tuple(r for r in group if r.says == "denied"),
            )


def _names(known: Known, report: Report) -> list[tuple[str, str]]:
    names = [("root", known.root(report.id))]
    if report.links.occurrence is not None:
        names.append(("occurrence", report.links.occurrence))
    return names


def _may_tell(report: Report) -> bool:
    if report.act is not None:
        return True
    links = report.links
    linked = links.of is not None or links.occurrence is not None
    others = (report.position, report.tally, report.access)
    plain = links.retracts is None and links.withdraws is None
    return linked and plain and not any(one is not None for one in others)


class _Weighing:
    """Weigh what is told of acts: attributes, consents and denials."""

    def __init__(
        self, agreement: Agreement, calendar: Calendar, roster: Roster, known: Known
    ) -> None:
        self._agreement = agreement
        self._calendar = calendar
        self._roster = roster
        self._known = known

    def acts(self, told: Told, chosen: Chosen) -> Iterable[Act]:
        """Give what is told as one act for each object."""
        said = _Said(self._roster, told.affirmations)
        word = said.of_act("act")
        if word is None:
            return
        date = self._date(said, told)
        reading = chosen.get(told.root)
        to, effective, from_ = (
            self._read(reading, name) or said.of_act(name)
            for name in ("to", "effective", "from_")
        )
        floor = date if effective is None else max(date, self.effect_of(effective))
        # What names nothing is about the agreement.
        whole = (self._agreement.agreement,)
        for name in said.value(lambda r: r.about or None) or whole:
            power = power_over(self._agreement, word, name)
            consents = _Consents(self, told)
            spans = consents.spans(self._needs(power))
            agreed = _first(spans, floor)
            yield Act(
                word,
                name,
                date,
                to,
                from_,
                said.of_act("set"),
                said.keys(),
                told.root,
                told.reports,
                agreed,
                power,
                () if agreed is not None else consents.missing(self._needs(power)),
            )

    def _read(self, reading: Reading | None, name: str) -> Moment | None:
        """Give a date of an act as a reading has it."""
        given = getattr(reading, name, None)
        if name == "from_":
            given = None if given is None else given.date
        return None if given is None else self._calendar.read(given)

    def _needs(self, power: Power | None) -> tuple[str, ...] | Needs:
        """Say who must agree: without a power of its own, all who are bound."""
        if power is not None:
            return power.needs
        parties = self._agreement.parties.items()
        return tuple(name for name, party in parties if not party.part_of)

    def rulings(self, told: Told) -> Iterable[Ruling]:
        """Give what is told as a ruling on each object."""
        said = _Said(self._roster, told.affirmations)
        name = said.of_act("ruling")
        denied = any(self.rank(report) == AUTHORITY for report in told.denials)
        if name is None or denied:
            return
        ruled = [r for r in told.affirmations if self.rank(r) == AUTHORITY]
        if not ruled:
            return
        # It stands until all who said so have taken it back.
        end = max(self.span(report, told)[1] for report in ruled)
        first = min(ruled, key=lambda report: (report.reported, report.id))
        start = self._date(said, told)
        for about in said.value(lambda r: r.about or None) or ():
            yield Ruling(about, name, start, end, first.reported, first.id)

    def rank(self, report: Report, party: str | None = None) -> int:
        """Rank a report's word on what concerns a party, or whom it says did it."""
        concerned = (party, report.attributes.get("by"))
        return self._roster.rank(report.source, filter(None, concerned))

    def speaker(self, report: Report) -> str:
        """Name who speaks."""
        return self._roster.speaker(report.source)

    def is_party(self, name: str) -> bool:
        """Tell whether somebody is a party."""
        return name in self._agreement.parties

    def party_name(self, party: str) -> str:
        """Give a party's name."""
        return self._agreement.parties[party].name

    def is_body(self, name: str) -> bool:
        """Tell whether a party is a body of others."""
        return self.is_party(name) and bool(self._agreement.parties[name].part_of)

    def effect_of(self, date: Moment) -> int:
        """Give the second a date takes effect: a span's last day's first."""
        if date.exact:
            return date.lo
        return self._calendar.day(self._calendar.civil_day(date)).lo

    def span(self, report: Report, told: Told) -> Span:
        """Give from when a report's word stands, and until when."""
        end = self._known.withdrawn.get(report.id, NEVER)
        return (self._own_date(report, told), end)

    def _own_date(self, report: Report, told: Told) -> int:
        if report.date is not None:
            return self.effect_of(report.date)
        began = self._known.linked.get(told.root)
        rooted = [r for r in told.affirmations if r.id == told.root]
        for one in (*rooted, *((began,) if began is not None else ())):
            if one.date is not None:
                return self.effect_of(one.date)
        return report.reported

    def _date(self, said: "_Said", told: Told) -> int:
        date = said.value(lambda r: r.date)
        if date is not None:
            return self.effect_of(date)
        return min(self._own_date(report, told) for report in told.affirmations)


class _Said:
    """What the affirmations of an act state, the best-placed of them first (W3)."""

    def __init__(self, roster: Roster, affirmations: Iterable[Report]) -> None:
        def place(report: Report) -> tuple[object, ...]:
            by = report.attributes.get("by")
            rank = roster.rank(report.source, () if by is None else (by,))
            date = (0, 0) if report.date is None else report.date[:2]
            return (-rank, report.reported, date)

        self._placed = sorted(
            ((place(report), report) for report in affirmations),
            key=lambda one: one[0],
        )

    def value(self, read: Callable[[Report], Any]) -> Any:
        """Give what the best-placed report states; of several, the least as text."""
        stated = [(p, v) for p, r in self._placed if (v := read(r)) is not None]
        if not stated:
            return None
        best = [value for place, value in stated if place == stated[0][0]]
        return min(best, key=str)

    def of_act(self, name: str) -> Any:
        """Give what is said of the act itself."""
        return self.value(lambda report: (report.act or {}).get(name))

    def keys(self) -> Mapping[str, str]:
        """Give the attributes, which name the instances it is about."""
        names = {name for _, report in self._placed for name in report.attributes}
        if not names:
            return NO_ATTRIBUTES
        return {name: self._attribute(name) for name in names}

    def _attribute(self, name: str) -> str:
        found: str = self.value(lambda report: report.attributes.get(name))
        return found


class _Consents:
    """Whose consent to an act stands when (C2–C4)."""

    def __init__(self, weighing: _Weighing, told: Told) -> None:
        self._weighing = weighing
        self._told = told

    def spans(self, needs: tuple[str, ...] | Needs) -> list[Span]:
        """Give the stretches of time in which all that is needed stands together."""
        if isinstance(needs, Needs):
            if needs.votes is not None:
                return self._votes(needs.votes)
            return [span for way in needs.any or () for span in self.spans(way)]
        if not needs:
            return self._own()
        found = [(-NEVER, NEVER)]
        for party in needs:
            found = _both(found, self.of(party))
        return found

    def of(self, party: str) -> list[Span]:
        """Give when a party has agreed."""
        weighing = self._weighing
        claims = [
            (PARTY if speaker == party else weighing.rank(report, party), report)
            for report in self._told.affirmations
            for speaker in [weighing.speaker(report)]
            if party in _agreeing(report, speaker)
            and (speaker == party or weighing.rank(report, party) > PARTY)
        ]
        best = max((rank for rank, _ in claims), default=PARTY)
        if any(self._denies(report, party, best) for report in self._told.denials):
            return []
        return [weighing.span(report, self._told) for _, report in claims]

    def _denies(self, report: Report, party: str, best: int) -> bool:
        named = (report.act or {}).get("agreed_by")
        if named is not None and party not in named:
            return False
        itself = self._weighing.speaker(report) == party
        return itself or self._weighing.rank(report, party) >= best

    def _votes(self, number: int) -> list[Span]:
        weighing = self._weighing
        claims = [
            (PARTY if weighing.is_party(speaker) else weighing.rank(report), report)
            for report in self._told.affirmations
            for speaker in [weighing.speaker(report)]
            if (report.act or {}).get("votes", 0) >= number
            and (weighing.is_body(speaker) or weighing.rank(report) > PARTY)
        ]
        best = max((rank for rank, _ in claims), default=PARTY)
        denials = (d for d in self._told.denials if _of_no_consent(d))
        if any(weighing.rank(denial) >= best for denial in denials):
            return []
        return [weighing.span(report, self._told) for _, report in claims]

    def _own(self) -> list[Span]:
        """Give since when a party says so of itself, or an authority says so."""
        weighing = self._weighing
        found = []
        for report in self._told.affirmations:
            speaker = weighing.speaker(report)
            itself = weighing.is_party(speaker)
            itself = itself and speaker in _agreeing(report, speaker)
            # A party's word on what it does itself is a party's, whatever its tier.
            rank = PARTY if itself else weighing.rank(report)
            if not (itself or rank == AUTHORITY):
                continue
            denied = any(
                weighing.speaker(denial) == speaker or weighing.rank(denial) >= rank
                for denial in self._told.denials
                if speaker in _agreeing(denial, speaker)
            )
            if not denied:
                found.append(weighing.span(report, self._told))
        return found

    def missing(self, needs: tuple[str, ...] | Needs) -> tuple[str, ...]:
        """Say what lacks: the parties whose consent does not stand, or the votes."""
        if isinstance(needs, Needs):
            if needs.votes is not None:
                return (f"{needs.votes} votes",)
            ways = [" and ".join(self.missing(way)) for way in needs.any or ()]
            return (", or ".join(ways),)
        if not needs:
            return ("a report by the party that acts, or by an authority",)
        lacking = [party for party in needs if not self.of(party)]
        return tuple(f"the consent of {self._named(p)}" for p in lacking or needs)

    def _named(self, party: str) -> str:
        return self._weighing.party_name(party)


def _of_no_consent(denial: Report) -> bool:
    """Tell whether a denial is of the act itself, not of some consents alone."""
    return (denial.act or {}).get("agreed_by") is None


def _agreeing(report: Report, speaker: str) -> Sequence[str]:
    """Name the parties a report says agreed: its own, where it names none."""
    named: Sequence[str] | None = (report.act or {}).get("agreed_by")
    return (speaker,) if named is None else named


def power_over(agreement: Agreement, word: str, name: str) -> Power | None:
    """Find the power for an act on an object; None where the agreement gives none."""
    powers = agreement.powers.get(word, ())
    named = [power for power in powers if name in power.of]
    general = [power for power in powers if not power.of]
    return next(iter((*named, *general)), None)


def _both(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """Give the stretches that lie in both."""
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other)
    return [span for span in pairs if span[0] < span[1]]


def _first(spans: Iterable[Span], floor: int) -> int | None:
    """Give the first second, not before `floor`, that lies in some stretch."""
    return min((max(a, floor) for a, b in spans if max(a, floor) < b), default=None)
