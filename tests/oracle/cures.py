"""What sets violations aside: a cure reported, or days of quiet (§5, S6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.oracle.occurrences import Occurrence
from tests.oracle.units import reaches
from tests.oracle.words import NEITHER, Entry, Stance, Word

from servanda.dates import Moment

if TYPE_CHECKING:
    from tests.oracle.evidence_at import EvidenceAt


def gravest(found: Sequence[str]) -> str:
    return "true" if "true" in found else "both" if "both" in found else "none"


class Cures:
    """The cures that reach one unit, from what is dated by A.

    `sure` leaves out those in dispute; else they are taken to be so.
    """

    def __init__(
        self, evidence: EvidenceAt, entries: Sequence[Entry], *, sure: bool
    ) -> None:
        self.evidence = evidence
        self.sure = sure
        self.calendar = evidence.duty.calendar
        self.provision = evidence.provision
        self.cures = [
            (o, w)
            for o, w in evidence.testimony.cures
            if o.date.lo <= evidence.as_of
            and reaches(evidence.known.places, self.provision, evidence.unit, o)
        ]
        # Quiet is the absence of violations reported, true or disputed; positions
        # are set aside by it, but neither start nor break it.
        true = [e.date for e in entries if e.word.verdict == "true"]
        found = true + [e.date for e in entries if e.word.disputed]
        self.quiet_after = {
            "true": self._quiet(found, found),
            "both": self._quiet(found, true),
        }

    def _left(self, word: Word, cured: str) -> Word:
        """Give what a cure leaves of a word."""
        away = cured == "true" or (cured == "both" and not self.sure)
        return NEITHER if away else word

    def violation(self, entry: Entry, o: Occurrence, accused: frozenset[str]) -> Entry:
        if self.provision.cured_by and self.provision.cured_by.quiet:
            day = self.day(entry.date)
            cured = self._quieted(lambda start, _: start >= day)
            return replace(entry, word=self._left(entry.word, cured))
        found = [
            "true" if w.verdict == "true" else "both"
            for cure, w in self.cures
            if o.date.lo <= cure.date.hi
            and self._same_accused(cure, accused)
            and all(
                name in o.stated and o.stated[name] == cure.stated.get(name)
                for name in self.provision.keyed_by
            )
        ]
        return replace(entry, word=self._left(entry.word, gravest(found)))

    def stance(self, stance: Stance) -> Stance:
        if stance.accused is None:
            return stance
        if self.provision.cured_by and self.provision.cured_by.quiet:
            cured = self._quieted(lambda _, over: stance.date.hi <= over)
            return replace(stance, word=self._left(stance.word, cured))
        found = [
            "true" if w.verdict == "true" else "both"
            for cure, w in self.cures
            if stance.date.hi <= cure.date.hi
            and self._same_accused(cure, stance.accused)
            and self._position_shares(cure, stance)
        ]
        return replace(stance, word=self._left(stance.word, gravest(found)))

    def _same_accused(self, cure: Occurrence, accused: frozenset[str]) -> bool:
        by, bearers = cure.stated.get("by"), self.provision.bearer
        if by is None:
            if len(bearers) > 1:
                return True
            by = bearers[0]
        accused = accused & frozenset(self.evidence.unit.bearers)
        return accused == {by}

    def _position_shares(self, cure: Occurrence, stance: Stance) -> bool:
        trigger = self.evidence.unit.trigger
        own = dict(trigger.stated) if trigger else {}
        own.update(stance.stated)
        return all(
            name in own and own[name] == cure.stated.get(name)
            for name in self.provision.keyed_by
        )

    def day(self, moment: Moment) -> int:
        return self.calendar.civil_day(moment)

    def _quieted(self, follows: Callable[[int, int], bool]) -> str:
        """Tell whether quiet days set aside; broken only by disputed ones, both."""
        for cured in ("true", "both"):
            if any(follows(*quiet) for quiet in self.quiet_after[cured]):
                return cured
        return "none"

    def _quiet(
        self, violations: Sequence[Moment], breaking: Sequence[Moment]
    ) -> list[tuple[int, int]]:
        """Give the days followed by quiet ones, and the second that quiet was over."""
        cure = self.provision.cured_by
        if cure is None or cure.quiet is None:
            return []
        return [
            (start, self.calendar.first_second(start + cure.quiet.days + 1))
            for start in {self.day(m) for m in violations}
            if self._over(start + 1, start + cure.quiet.days, breaking)
        ]

    def _over(self, first: int, last: int, breaking: Sequence[Moment]) -> bool:
        if self.calendar.first_second(last + 1) > self.evidence.as_of:
            return False
        return not any(
            self.calendar.day_of(m.lo) <= last and self.calendar.civil_day(m) >= first
            for m in breaking
        )
