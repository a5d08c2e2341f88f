"""What sets violations aside: a cure reported, or a stretch of quiet (S6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servanda.answers import NEGATIVE, Answer
from servanda.dates import Calendar
from servanda.evidence import LONG_AGO, Item


@dataclass(frozen=True, slots=True)
class Cures:
    """The cures that reach a case, and what a violation must share with them."""

    items: tuple[Item, ...] = ()
    quiet: int | None = None
    keyed_by: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()
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
        quiet_from = self._quiet(dated, as_of, sure=sure)
        left = [
            item
            for item in dated
            if item.date.lo > quiet_from[0]
            and not any(self._cures(c, item) for c in cures)
        ]
        words = [
            a
            for a in answers
            if a.word not in NEGATIVE
            or (
                a.date.hi > quiet_from[1]
                and not any(self._settles(c, a) for c in cures)
            )
        ]
        return left, words

    def _cures(self, cure: Item, item: Item) -> bool:
        if item.date.lo > cure.date.hi:
            return False
        return self._same_keys(cure, item) and self._by(cure, item.accused)

    def _settles(self, cure: Item, answer: Answer) -> bool:
        return answer.date.hi <= cure.date.hi and self._by(cure, answer.accused)

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

    def _quiet(
        self, items: Sequence[Item], as_of: int, *, sure: bool
    ) -> tuple[int, int]:
        """Give the last violation quiet has set aside, and when it did."""
        nothing = (LONG_AGO, LONG_AGO)
        if self.quiet is None or self.calendar is None:
            return nothing
        truths = ("true", "both") if sure else ("true",)
        breaks = sorted(
            (item for item in items if item.truth in truths), key=lambda i: i.date
        )
        found = nothing
        day = 0
        for index, item in enumerate(breaks):
            day = max(day, self.calendar.civil_day(item.date))
            quiet_at = self.calendar.first_second(day + self.quiet + 1)
            after = breaks[index + 1].date.lo if index + 1 < len(breaks) else as_of + 1
            if quiet_at <= min(after, as_of):
                found = (item.date.lo, quiet_at)
        return found

    def instants(self, items: Sequence[Item]) -> Iterator[int]:
        """List the instants at which something may be set aside."""
        for item in self.items:
            yield item.date.lo
        if self.quiet is not None and self.calendar is not None:
            for item in items:
                day = self.calendar.civil_day(item.date)
                yield self.calendar.first_second(day + self.quiet + 1)
