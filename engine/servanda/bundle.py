"""Occurrences that a batch of reports tells of: alike but for words of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import repeat

from servanda.batch import Batch
from servanda.dates import Moment
from servanda.occurrence import Occurrence, single

Values = tuple[str, ...]


class Bundle(Collection[Occurrence]):
    """Occurrences that each one report of a batch tells of, or one by itself.

    `like` is the first of their sort: the others have dates and words of their own.
    """

    def __init__(self, like: Occurrence, batch: Batch | None = None) -> None:
        self.like = like
        self.batch = batch

    def __len__(self) -> int:
        return 1 if self.batch is None else len(self.batch)

    def __iter__(self) -> Iterator[Occurrence]:
        return iter(self._opened)

    def __contains__(self, occurrence: object) -> bool:
        return occurrence in self._opened

    @cached_property
    def _opened(self) -> tuple[Occurrence, ...]:
        if self.batch is None:
            return (self.like,)
        return tuple(map(self.at, range(len(self.batch))))

    def at(self, place: int) -> Occurrence:
        """Give the occurrence at a place."""
        if self.batch is None:
            return self.like
        found = single(self.batch.report(place))
        assert found is not None
        return found

    @property
    def dates(self) -> Sequence[Moment]:
        """List the dates that there are among them, once each or more often."""
        if self.batch is None:
            return (self.like.date,)
        return [when.date for when in self.batch.columns.whens]

    @property
    def dated(self) -> Sequence[int]:
        """Give the place of each one's date among the dates."""
        return (0,) if self.batch is None else self.batch.when

    def states(self, names: Collection[str]) -> bool:
        """Tell whether each states some attributes."""
        return self.like.attributes.keys() >= set(names)

    def differs_in(self, names: Collection[str]) -> bool:
        """Tell whether each has words of its own for some attribute."""
        return self.batch is not None and not {*self.batch.sort.own}.isdisjoint(names)

    def values(self, names: Sequence[str]) -> list[Values]:
        """Give what each states of some attributes, "" where it states nothing."""
        told, batch = self.like.attributes, self.batch
        if batch is None or not self.differs_in(names):
            return [tuple([told.get(name, "") for name in names])] * len(self)
        columns = (
            batch.words(name) if name in batch.sort.own else repeat(told.get(name, ""))
            for name in names
        )
        return list(zip(*columns, strict=False))
