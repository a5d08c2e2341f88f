"""What sets violations aside: a cure reported, or a stretch of quiet (S6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from servanda.answers import NEGATIVE, Answer
from servanda.dates import Calendar, Moment
from servanda.evidence import LONG_AGO, Item


class Quiet(NamedTuple):
    """That it was quiet after the violations dated until a second, and since when."""

    until: int
    over: int

    def covers(self, date: Moment) -> bool:
        """Tell whether a violation is among those quiet has set aside."""
        return date.hi <= self.until

    def follows(self, date: Moment) -> bool:
        """Tell whether a position was taken before the quiet was over."""
        return date.hi <= self.over

    def latest(self, other: "Quiet") -> "Quiet":
        """Give the later of two."""
        return max(self, other)


NO_QUIET = Quiet(LONG_AGO, LONG_AGO)


@dataclass(frozen=True, slots=True)
class Cures:
    """The cures that reach a case, and what a violation must share with them.

    `own_keys` are an instance's, which a position that states none shares.
    """

    items: tuple[Item, ...] = ()
    quiet: int | None = None
    keyed_by: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()
    own_keys: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar | None = None

    def __bool__(self) -> bool:
        return bool(self.items) or self.quiet is not None

    def apply(
        self,
        items: Sequence[Item],
        answers: Sequence[Answer],
        as_of: int,
        *,
        sure: bool,
    ) -> tuple[list[Item], list[Answer]]:
        """Leave what is not set aside at an instant; `sure`: by true cures alone."""
        truths = ("true",) if sure else ("true", "both")
        cures = [c for c in self.items if c.truth in truths and c.date.lo <= as_of]
        dated = [item for item in items if item.date.lo <= as_of]
        quiet = self._quiet(dated, as_of, sure=sure)
        left = [
            item
            for item in dated
            if not quiet.covers(item.date)
            and not any(self._cures(c, item) for c in cures)
        ]
        words = [
            a
            for a in answers
            if a.word not in NEGATIVE
            or not (quiet.follows(a.date) or any(self._settles(c, a) for c in cures))
        ]
        return left, words

    def _cures(self, cure: Item, item: Item) -> bool:
        if item.date.lo > cure.date.hi:
            return False
        return self._same_keys(cure, item) and self._by(cure, item.accused)

    def _settles(self, cure: Item, answer: Answer) -> bool:
        if answer.date.hi > cure.date.hi or cure.occurrence is None:
            return False
        own = {**self.own_keys, **answer.keys}
        told = cure.occurrence.attributes
        shared = all(k in own and own[k] == told.get(k) for k in self.keyed_by)
        return shared and self._by(cure, answer.accused)

    def _same_keys(self, cure: Item, item: Item) -> bool:
        if cure.occurrence is None or item.occurrence is None:
            return not self.keyed_by
        one, other = cure.occurrence.attributes, item.occurrence.attributes
        return all(key in one and one[key] == other.get(key) for key in self.keyed_by)

    def _by(self, cure: Item, accused: Sequence[str]) -> bool:
        by = None if cure.occurrence is None else cure.occurrence.attributes.get("by")
        if by is None:
            return True
        if not accused:
            return len(self.bearers) == 1 and by == self.bearers[0]
        return set(accused) <= {by}

    def _quiet(self, items: Sequence[Item], as_of: int, *, sure: bool) -> "Quiet":
        """Find the quiet there has been by an instant.

        Surely quiet are days without a violation true or disputed; perhaps quiet are
        also those without a true one.
        """
        if self.quiet is None or self.calendar is None:
            return NO_QUIET
        true = [item.date for item in items if item.truth == "true"]
        disputed = [item.date for item in items if item.truth == "both"]
        found = self._after([*true, *disputed], as_of)
        return found if sure else found.latest(self._after(true, as_of))

    def _after(self, violations: Sequence[Moment], as_of: int) -> "Quiet":
        """Find the last violation that n whole days without another followed."""
        assert self.calendar is not None
        assert self.quiet is not None
        calendar, found = self.calendar, NO_QUIET
        spans = [(calendar.day_of(v.lo), calendar.civil_day(v)) for v in violations]
        for _, day in spans:
            over = calendar.first_second(day + self.quiet + 1)
            broken = any(f <= day + self.quiet and last > day for f, last in spans)
            if over <= as_of and not broken:
                found = found.latest(Quiet(calendar.last_second(day), over))
        return found

    def instants(self, dates: Iterable[Moment]) -> Iterator[int]:
        """List the instants at which violations of some dates may be set aside."""
        for item in self.items:
            yield item.date.lo
        if self.quiet is not None and self.calendar is not None:
            for date in dates:
                day = self.calendar.civil_day(date)
                yield self.calendar.first_second(day + self.quiet + 1)
