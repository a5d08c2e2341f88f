"""Dates as the text plans them: what can be told without a single report."""

from __future__ import annotations

from collections.abc import Mapping

from servanda.agreement import Agreement, Terms
from servanda.dates import Calendar, Moment
from servanda.deadline import Dates, operands
from servanda.expression import Pattern, StatusWords, When
from servanda.occurrence import Occurrence
from servanda.standing import Key


class Planned:
    """Work out an agreement's dates with every anchor on its planned day.

    What only a report or a status could settle is unknown.
    """

    def __init__(self, agreement: Agreement) -> None:
        self.calendar = Calendar(agreement.zone, agreement.day_ends)
        self._agreement = _as_planned(agreement)
        self._dates = Dates(self._agreement, self.calendar, self)
        self._asked: set[tuple[str, str]] = set()

    def start(self, when: When | None) -> Moment | None:
        """Give when something starts; by default, when the agreement does."""
        if when is None:
            return self._dates.in_force(True).value
        return None if self._moves(when, True) else self._dates.as_start(when).value

    def end(self, when: When | None) -> Moment | None:
        """Give when something falls due or ends."""
        if when is None or self._moves(when, False):
            return None
        return self._dates.as_end(when).value

    def _moves(self, when: When, start: bool) -> bool:
        """Tell whether a report may put a start earlier, or an end later."""
        if any(one.if_any for one in when.latest or ()):
            return True
        dated = self._dates.as_start
        if start and any(dated(one).value is None for one in when.earliest or ()):
            return True
        phase = self._agreement.phases.get(when.start or when.end or "")
        named = None
        if phase is not None:
            named = phase.from_ if when.start else phase.until
        parts = (*operands(when), named)
        return any(self._moves(one, start) for one in parts if one is not None)

    def last(self, terms: Terms) -> Moment | None:
        """Give the due date of an achievement, or the end of what is kept."""
        return self.end(terms.due or terms.until)

    def earliest(self, pattern: Pattern) -> Occurrence | None:
        """Find no occurrence: nothing is reported."""

    def first_held(self, conditions: Mapping[str, StatusWords]) -> int | None:
        """Find no instant: no status is known."""

    def date_of(self, provision: str, head: str, _: Key) -> Moment | None:
        """Give a provision's planned start or due date; no other is planned."""
        if (provision, head) in self._asked:
            return None
        terms = self._agreement.provisions[provision]
        self._asked.add((provision, head))
        try:
            if head == "start":
                return self.start(terms.from_)
            return self.last(terms) if head == "due" else None
        finally:
            self._asked.discard((provision, head))


def _as_planned(agreement: Agreement) -> Agreement:
    anchors = {
        id: anchor.model_copy(update={"actual": None}) if anchor.planned else anchor
        for id, anchor in agreement.anchors.items()
    }
    return agreement.model_copy(update={"anchors": anchors})
