"""A plan put to the test: its changed history, and what differs, beside its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from servanda.expect import NOTHING, Failure, failures
from servanda.problems import Spot
from servanda.whatif import Difference, run

if TYPE_CHECKING:
    from servanda.dates import Calendar
    from servanda.evaluate import Docket
    from servanda.plan import ExpectedDifference
    from servanda.planned import Planned
    from servanda.problems import Problem
    from servanda.scenario import Expectation
    from servanda.source.nodes import Document
    from servanda.touched import Base

BaseOf = Callable[[int | None, int | None], "Base"]


class Trial:
    """A plan carried out on a scenario; `base_of(known_by, as_of)` evaluates that.

    One history is compared, by all that is known by the plan's `known_by`, whatever
    instant is asked about; an expectation with a `known_by` of its own asks by that.
    """

    def __init__(self, made: Planned, base_of: BaseOf, calendar: Calendar) -> None:
        self.made = made
        self.plan = made.plan
        self.calendar = calendar
        self._base_of = cache(base_of)

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Say which changes cannot be made."""
        asked = self.base(self.plan.known_by, self.plan.as_of)
        found = run(asked, self.made.changes, self.plan.carry)
        return self.made.refused(found.refusals)

    def base(self, known_by: str | None, as_of: str | None) -> Base:
        """Give the scenario as it is known by an instant; None: all that is known."""
        return self._base_of(self._last(known_by), self._last(as_of))

    def _last(self, text: str | None) -> int | None:
        return None if text is None else self.calendar.read(text).hi

    @property
    def expectations(self) -> int:
        """Count what is expected; that nothing else differs is one expectation."""
        differs = self.made.read.differs
        whole = 0 if differs is None else len(differs) + 1
        return len(self.made.read.expected) + whole

    def failures(self) -> tuple[Failure, ...]:
        """Compare the changed history, and what differs, with what is expected."""
        expected = [one for _, one in self.made.read.expected]
        found = [f for i, one in enumerate(expected) for f in self._standing(i, one)]
        return (*found, *self._differing(len(expected)))

    def spot(self, failure: Failure) -> Spot:
        """Say where what does not hold is written."""
        read = self.made.read
        listed: list[Document] = [document for document, _ in read.expected]
        listed += [document for document, _ in read.differs or ()]
        if failure.index < len(listed):
            document = listed[failure.index]
            return document.text.place(document.root.start)
        whole = read.problem("differs", "", "")
        return Spot(whole.file, whole.line, whole.column)

    def _standing(self, index: int, wanted: Expectation) -> Iterator[Failure]:
        known = wanted.known_by or self.plan.known_by
        base = self.base(known, wanted.as_of)
        reports = base.apply(self.made.changes, self.plan.carry).reports
        last = max(base.latest, *(r.reported for r in reports), 0)
        shown = known or self.calendar.instant_text(last)

        def docket_at(known_by: int, as_of: int) -> Docket:
            return base.again(reports, max(known_by, last), as_of)

        asked = wanted.model_copy(update={"known_by": shown})
        for failure in failures((asked,), self.calendar, docket_at):
            yield replace(failure, index=index)

    def _differing(self, first: int) -> Iterator[Failure]:
        """Compare what differs with what is said to: these, and nothing else."""
        listed = self.made.read.differs
        if listed is None:
            return
        base = self.base(self.plan.known_by, self.plan.as_of)
        asked = run(base, self.made.changes, self.plan.carry)
        found = {one.provision: one for one in asked.differences}
        as_of = self.calendar.instant_text(asked.as_of)
        known_by = self.calendar.instant_text(asked.known_by)

        def failure(index: int, id: str, field: str, want: str, got: str) -> Failure:
            return Failure(first + index, as_of, known_by, id, None, field, want, got)

        for index, (_, wanted) in enumerate(listed):
            one = found.pop(wanted.provision, None)
            for field, want, got in self._unlike(wanted, one):
                yield failure(index, wanted.provision, field, want, got)
        for id, one in found.items():
            yield failure(len(listed), id, "differs", "as it is", _ends(one, "after"))

    def _unlike(
        self, wanted: ExpectedDifference, one: Difference | None
    ) -> Iterator[tuple[str, str, str]]:
        if one is None:
            yield "differs", "another history", "as it is"
            return
        for side in ("before", "after"):
            want = getattr(wanted, side)
            if want is not None and want != _ends(one, side):
                yield side, want, _ends(one, side)
        if wanted.parts_at is not None:
            at = one.parts_at
            asked = self.calendar.read(wanted.parts_at)
            if at is None or not asked.lo <= at <= asked.hi:
                got = NOTHING if at is None else self.calendar.instant_text(at)
                yield "parts_at", wanted.parts_at, got


def _ends(one: Difference, side: str) -> str:
    standing = getattr(one, side)
    return NOTHING if standing is None else standing.status
