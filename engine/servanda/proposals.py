"""Reports that might yet be made on a provision, by each source able to make them.

One source stands for its tier, one party for its side: an authority, an independent
source, the press, the bearers, an adverse party, a party that is neither.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import NamedTuple

from servanda.acts import power_over
from servanda.agreement import Needs, Provision
from servanda.answers import Entry, total_entry
from servanda.case import Case
from servanda.dates import Moment
from servanda.dependencies import provision_patterns
from servanda.duty import attribute
from servanda.evaluate import Docket
from servanda.evidence import Item
from servanda.expression import Condition, Pattern
from servanda.naming import Names, plural
from servanda.occurrence import Occurrence
from servanda.pattern import matches
from servanda.premises import QUESTION_WORDS
from servanda.roster import AUTHORITY, INDEPENDENT, PARTY, PRESS
from servanda.scenario import Links, Report, Tally
from servanda.standing import Key, Step, step_at
from servanda.tally import Rate
from servanda.upcoming import matching

MOST = 4  # of what was said already, the latest so many are spoken of again
# Positions and acts may be about any instance: so many would all be weighed anew.
MANY = 500
OWN = frozenset(
    {"performed_by", "violated_by", "counted_by", "cured_by", "observed", "unless"}
    | {"for_each", "target.of"}
)
TIERS: Mapping[int, str] = {
    AUTHORITY: "an authority",
    INDEPENDENT: "an independent source",
    PRESS: "the press",
}


class Voice(NamedTuple):
    """A source that might speak, and for whom it stands."""

    source: str
    words: str


class Proposal(NamedTuple):
    """One further report: whose, of what family, and what it says."""

    family: str
    what: str
    voice: Voice
    report: Report


class Told(NamedTuple):
    """What a further report says, whoever makes it."""

    family: str
    what: str
    report: Report


def proposals(
    docket: Docket, provision: str, key: Key | None, as_of: int
) -> tuple[Proposal, ...]:
    """Suppose the reports that might move a provision, or an instance of it."""
    found: dict[tuple[str, str], Proposal] = {}
    for unit in _units(docket, provision, key, as_of):
        about = _About(docket, provision, unit, as_of)
        for proposal in about.proposals():
            found.setdefault((proposal.what, proposal.voice.words), proposal)
    numbers = count(1)
    return tuple(
        one._replace(report=one.report._replace(id=f"further report {next(numbers)}"))
        for one in found.values()
    )


def _units(
    docket: Docket, provision: str, key: Key | None, as_of: int
) -> list[Key | None]:
    """Name the instance asked about, or the first that decide where it stands.

    None is the provision itself, where it has no instances, or none of them decides.
    """
    strand = docket.strand(provision, as_of)
    if key is not None or not strand.in_instances:
        return [key]
    word = step_at(docket.steps(provision), as_of).status
    groups = docket.alike(provision, strand, as_of)
    kin = (kin for one in groups if one.step.status == word for kin in one.kin)
    return list(islice((key for one in kin for key in one.first(2)), 2)) or [None]


class _About:
    """What might be said about one case."""

    def __init__(
        self, docket: Docket, provision: str, key: Key | None, as_of: int
    ) -> None:
        self.docket = docket
        self.provision = provision
        self.as_of = as_of
        self.step: Step = step_at(docket.steps(provision, key), as_of)
        strand = docket.strand(provision, as_of)
        self.whole = strand.whole if key is None else None
        self.many = sum(kin.number for kin in strand.kin) > MANY
        self.case: Case = self.whole or docket.case(provision, key, as_of)
        self.terms: Provision = self.case.terms
        self.names = Names(docket.world.ground.text)
        self.calendar = docket.world.ground.calendar
        self.roster = docket.world.ground.roster
        self.bearers = self.case.question.bearers
        self.keys = {
            attribute(name): value
            for name, value in key or ()
            if name not in ("#", "stretch")
        }
        self.at = self._last()

    def _last(self) -> Moment:
        """Give the last second that what is reported can be about and still count."""
        window = self.case.window
        second = min(self.as_of, self.docket.known_by)
        ends = [] if window.closed is None else [window.closed - 1]
        if window.ends is not None and (
            self.terms.every is not None or not self.case.achievement
        ):
            ends.append(window.ends.hi)
        second = min([second, *ends])
        return Moment(second, second)

    def proposals(self) -> Iterator[Proposal]:
        """Suppose everything, the likeliest first."""
        yield from self._by_all(self._new() if self.whole is None else self._arising())
        for item in self._items():
            assert item.occurrence is not None
            yield from self._on(item.occurrence, item.truth)
        yield from self._taken_back()
        if self.whole is None and not self.many:
            yield from self._by_all(self._positions())
            yield from self._stances()
        yield from self._rulings()
        yield from () if self.many else self._acts()
        yield from self._by_all(self._of_windows(), PRESS)
        if self.step.status in ("dormant", "not-in-force"):
            yield from self._by_all(self._of_what_it_reads(), PRESS)

    # -- who might say it -------------------------------------------------------------

    def _by_all(self, told: Iterable[Told], least: int = PARTY) -> Iterator[Proposal]:
        voices = self._voices(frozenset(), least)
        for one in told:
            for voice in voices:
                report = one.report._replace(source=voice.source)
                yield Proposal(one.family, one.what, voice, report)

    def _voices(self, spoken: frozenset[str], least: int = PARTY) -> list[Voice]:
        """Choose who stands for each tier and side, one that has not spoken if any."""
        text = self.docket.world.ground.text
        sources = (*text.sources, *text.parties)
        found = []
        for rank in (AUTHORITY, INDEPENDENT, PRESS):
            there = [s for s in sources if self.roster.rank(s, self.bearers) == rank]
            fresh = [s for s in there if self.roster.speaker(s) not in spoken]
            for source in (fresh or there)[:1]:
                words = TIERS[rank] if fresh else self.names.source(source)
                found.append(Voice(source, words))
        if least > PARTY:
            return found
        return [*found, *(Voice(p, self.names.source(p)) for p in self._parties())]

    def _parties(self) -> Iterator[str]:
        """Name the bearers, a party adverse to them, and one that is neither."""
        yield from self.bearers[:2]
        plain = [
            party
            for party in self.docket.world.ground.text.parties
            if party not in self.bearers
            and self.roster.rank(party, self.bearers) == PARTY
        ]
        adverse = [p for p in plain if self.roster.adverse(p, self.bearers)]
        owed = [p for p in adverse if p in self.terms.beneficiary]
        yield from (owed or adverse)[:1]
        yield from [p for p in plain if p not in adverse][:1]

    # -- what might be said anew ------------------------------------------------------

    def _report(self, **said: object) -> Report:
        known = self.docket.known_by
        return Report("", "", self.at, known)._replace(**said)  # type: ignore[arg-type]

    def _new(self) -> Iterator[Told]:
        terms = self.terms
        if terms.modality == "quota":
            yield from self._totals()
        elif terms.modality == "achievement" and terms.performed_by is not None:
            yield from self._happened("perform", terms.performed_by, self.keys)
        elif terms.violated_by is not None:
            for bearer in self.bearers[:2]:
                keys = {**self.keys, "by": bearer}
                yield from self._happened("violate", terms.violated_by, keys)
        yield from self._cured()

    def _arising(self) -> Iterator[Told]:
        """Tell of what would bring an instance about, its keys whatever they are."""
        if self.terms.for_each is not None:
            keys = dict.fromkeys(self.terms.keyed_by, "another")
            for told in self._happened("begin", self.terms.for_each, {}):
                attributes = {**keys, **told.report.attributes}
                report = told.report._replace(attributes=attributes)
                yield told._replace(report=report)

    def _happened(
        self, family: str, pattern: Pattern, keys: Mapping[str, str], of: str = ""
    ) -> Iterator[Told]:
        told = {n: _meeting(c) for n, c in pattern.conditions.items()}
        told = {**told, **keys}
        kind = next(iter(pattern.kind), None)
        if not matches(pattern, kind, told, self.docket.world.ground.places):
            return
        beside = [
            self.names.value(name, value)
            if name in ("by", "place")
            else f"{name} {self.names.value(name, value)}"
            for name, value in keys.items()
            if name not in pattern.conditions
        ]
        what = ", ".join([f"reports: {matching(pattern, self.names)}", *beside])
        report = self._report(kind=kind, attributes=told, times=pattern.at_least)
        yield Told(family, f"{what}{of}", report)

    def _cured(self) -> Iterator[Told]:
        cure = self.terms.cured_by
        if cure is None or cure.quiet is not None or self.case.achievement:
            return
        for item in self._items():
            if item.truth == "true" and item.occurrence is not None:
                told = item.occurrence.attributes
                keys = {n: told[n] for n in self.terms.keyed_by if n in told}
                by = {"by": item.accused[0]} if len(item.accused) == 1 else {}
                yield from self._happened("cure", cure, {**self.keys, **keys, **by})

    def _totals(self) -> Iterator[Told]:
        quota, pattern = self.case.quota, self.terms.counted_by
        if quota is None or pattern is None or self.case.window.start is None:
            return
        told = {n: _meeting(c) for n, c in pattern.conditions.items()} | self.keys
        kind = next(iter(pattern.kind), None)
        report = self._report(kind=kind, attributes=told)
        wanted = quota.need(self.as_of).low
        if quota.rate is not None:
            report = report._replace(date=self._last_day())
            wanted = self._accrued(report, quota.rate)
            if not wanted:
                return
        unit = f" {plural(wanted, quota.unit)}" if quota.unit else ""
        enough, short = f"at least {wanted:,}{unit}", f"fewer than {wanted:,}{unit}"
        less = wanted - 1
        if quota.remaining:
            less, enough = wanted + 1, f"{wanted:,}{unit} left"
            short = f"more than {enough}"
        so_far, finally_ = "", " in the end"
        if quota.rate is not None:
            so_far = finally_ = f", up to {self.calendar.text(self._last_day())}"
        yield Told("count", f"counts {enough}{so_far}", _total(report, wanted))
        if less >= 0:
            yield Told("count", f"counts {short}{finally_}", _total(report, less))

    def _last_day(self) -> Moment:
        """Give the last day that is over by then: a rate is counted in whole days."""
        calendar = self.calendar
        day = calendar.day_of(self.at.lo)
        whole = self.at.lo == calendar.last_second(day)
        return calendar.day(day if whole else day - 1)

    def _accrued(self, report: Report, rate: int) -> int:
        window = self.case.window
        assert window.start is not None
        entry: Entry = total_entry(self.roster, _total(report, 0), window.start)
        asked = Rate(rate, window.start, window.ends, window.gaps)
        return asked.due_by(entry, self.calendar)

    def _positions(self) -> Iterator[Told]:
        for word in ("performed", "breached"):
            about = {"about": (self.provision,), "attributes": dict(self.keys)}
            report = self._report(position=word, **about)
            yield Told("state", f"states {QUESTION_WORDS[word]}", report)

    def _stances(self) -> Iterator[Proposal]:
        for bearer in self.bearers[:2]:
            voice = Voice(bearer, self.names.source(bearer))
            for word in ("refuses", "excused"):
                report = self._report(
                    source=bearer,
                    position=word,
                    about=(self.provision,),
                    attributes=dict(self.keys),
                )
                yield Proposal(
                    "stance", f"states {QUESTION_WORDS[word]}", voice, report
                )

    # -- what might be said of what was said ------------------------------------------

    def _items(self) -> list[Item]:
        """Give the latest of what is told to have happened that decides or disputes."""
        known = [
            item
            for item in (*self.case.items, *self.case.cures.items)
            if item.occurrence is not None and item.date.lo <= self.as_of
        ]
        return known[-MOST:]

    def _on(self, told: Occurrence, truth: str) -> Iterator[Proposal]:
        """Confirm, deny or retract what was told; say that it was an exception."""
        spoken = frozenset(self.roster.speaker(r.source) for r in told.told)
        first = told.affirmations[0]
        shown = f"“{told.kind or 'it'}” of {self.calendar.text(told.date)} [{first.id}]"
        linked = self._report(date=None, links=Links(of=first.id))
        for voice in self._voices(spoken):
            mine = linked._replace(source=voice.source)
            if truth != "true":
                yield Proposal("confirm", f"confirms {shown}", voice, mine)
            if truth in ("true", "both"):
                denial = mine._replace(says="denied")
                yield Proposal("deny", f"denies {shown}", voice, denial)
        for report in told.told:
            if report.says != "unconfirmed":
                yield self._retracted(report)
        yield from self._excepted(told, shown, linked)

    def _retracted(self, report: Report) -> Proposal:
        when = report.date or self.calendar.day(self.calendar.day_of(report.reported))
        denial = "denial" if report.says == "denied" else "report"
        what = f"retracts its {denial} of {self.calendar.text(when)} [{report.id}]"
        voice = Voice(report.source, self.names.source(report.source))
        links = Links(retracts=report.id)
        retraction = self._report(source=report.source, date=None, links=links)
        return Proposal("retract", what, voice, retraction)

    def _excepted(
        self, told: Occurrence, shown: str, linked: Report
    ) -> Iterator[Proposal]:
        for pattern in self.terms.unless:
            attributes = {n: _meeting(c) for n, c in pattern.conditions.items()}
            if attributes and (not pattern.kind or told.kind in pattern.kind):
                said = ", ".join(f"{n} {v}" for n, v in attributes.items())
                report = linked._replace(kind=told.kind, attributes=attributes)
                what = f"reports of {shown}: {said}"
                yield from self._by_all([Told("except", what, report)])

    def _taken_back(self) -> Iterator[Proposal]:
        """Take back positions and totals that stand."""
        entries = [
            entry
            for said in (*self.case.owed.values(), *self.case.done.values())
            for entry in said
            if entry.date.lo <= self.as_of
        ]
        for entry in entries[-2 * MOST :]:
            if entry.tally is not None:
                yield self._retracted(entry.report)
            elif entry.report.id not in self.case.withdrawn:
                yield self._withdrawn(entry)

    def _withdrawn(self, entry: Entry) -> Proposal:
        said, report = QUESTION_WORDS[entry.word], entry.report
        when = self.calendar.text(entry.date)
        what = f"takes back what it said on {when}, {said} [{report.id}]"
        voice = Voice(report.source, self.names.source(report.source))
        links = Links(withdraws=report.id)
        return Proposal(
            "withdraw", what, voice, self._report(source=report.source, links=links)
        )

    # -- rulings and acts -------------------------------------------------------------

    def _rulings(self) -> Iterator[Proposal]:
        contest = self.docket.contest(self.provision)
        text = self.docket.world.ground.text
        ranks = self.roster.ranks
        able = [s for s in (*text.sources, *text.parties) if ranks[s] == AUTHORITY]
        if contest is None or not able:
            return
        for one in contest.alternatives:
            named = {
                one.name: f'the reading "{one.title(self.provision)}"',
                "base": "the base text",
            }
            for word, shown in named.items():
                report = self._report(
                    source=able[0], about=(one.object,), act={"ruling": word}
                )
                voice = Voice(able[0], TIERS[AUTHORITY])
                yield Proposal("rule", f"rules that {shown} governs", voice, report)

    def _acts(self) -> Iterator[Proposal]:
        due, day = self.case.window.due, self.calendar.day_of(self.as_of)
        over = due is not None and due.hi < self.as_of
        if over and self.terms.extend != "never":
            to = self.calendar.day(day + 1)
            beyond = self.calendar.text(self.calendar.day(day))
            yield from self._agreed(
                "extend", f"to extend it beyond {beyond}", {"to": to}
            )
        if self.step.status in ("pending", "disputed", "breached", "suspended"):
            yield from self._agreed("waive", "to waive it", {})

    def _agreed(
        self, word: str, what: str, said: Mapping[str, object]
    ) -> Iterator[Proposal]:
        text = self.docket.world.ground.text
        power = power_over(text, word, self.provision)
        everybody = tuple(n for n, p in text.parties.items() if not p.part_of)
        needs = everybody if power is None else _one_way(power.needs)
        if isinstance(needs, int):
            told, consent = f"{needs} votes", {"votes": needs}
        elif needs:
            told = _listed(self.names.sources(needs))
            consent = {"agreed_by": needs}  # type: ignore[dict-item]
        else:
            told, consent = "those who may", {}
        act = {"act": word, **said, **consent}
        report = self._report(about=(self.provision,), act=act, attributes=self.keys)
        whole = Told("act", f"reports that {told} agreed {what}", report)
        yield from self._by_all([whole], PRESS)

    # -- what its dates and conditions rest on ----------------------------------------

    def _of_windows(self) -> Iterator[Told]:
        text = self.docket.course.at(self.as_of).agreement
        for use in provision_patterns(text)[self.provision]:
            if use.path in OWN or use.path.startswith("unless"):
                continue
            yield from self._happened("begin", use.pattern, {})
            first = self.docket.world.earliest(use.pattern)
            if first is not None:
                root = first.affirmations[0]
                when = self.calendar.text(first.date)
                what = f"denies “{first.kind or 'it'}” of {when} [{root.id}]"
                links = Links(of=root.id)
                denial = self._report(date=None, links=links, says="denied")
                yield Told("ground", what, denial)

    def _of_what_it_reads(self) -> Iterator[Told]:
        ground = self.docket.world.ground
        for name in ground.reads[self.provision]:
            terms = ground.agreement.provisions[name]
            of = f" (of “{terms.title}”)"
            by = {"by": terms.bearer[0]}
            if terms.modality == "achievement" and terms.performed_by is not None:
                yield from self._happened("perform", terms.performed_by, {}, of)
            if terms.modality == "maintenance" and terms.violated_by is not None:
                yield from self._happened("violate", terms.violated_by, by, of)
            for word in ("performed", "breached"):
                report = self._report(position=word, about=(name,))
                yield Told("state", f"states {QUESTION_WORDS[word]}{of}", report)


def _meeting(condition: Condition) -> str:
    """Give a value that may meet a condition."""
    if condition.one_of:
        return condition.one_of[0]
    return "other" if condition.at_least is None else str(condition.at_least)


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _total(report: Report, number: int) -> Report:
    return report._replace(tally=Tally(number, False, None, False, True))


def _one_way(needs: Sequence[str] | Needs) -> tuple[str, ...] | int:
    """Give one way to have all consent that is needed: parties, or votes."""
    while isinstance(needs, Needs):
        if needs.votes is not None:
            return needs.votes
        needs = (needs.any or ((),))[0]
    return tuple(needs)
