"""Dates as the text plans them: what can be told without a single report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

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

    def __init__(
        self, agreement: Agreement, order: Iterable[str], base: Planned | None = None
    ) -> None:
        self._agreement = _as_planned(agreement)
        self._base = base
        self.calendar: Calendar = (
            Calendar(agreement.zone, agreement.day_ends)
            if base is None
            else base.calendar
        )
        self._dates = Dates(self._agreement, self.calendar, self)
        self._found: dict[tuple[str, str], Moment | None] = {}
        # What others count from comes first: no chain of dates is followed far.
        self._own = dict.fromkeys(order)
        for provision in self._own:
            self.date_of(provision, "start", ())
            self.date_of(provision, "due", ())

    def under(self, agreement: Agreement, touched: Collection[str]) -> Planned:
        """Plan the agreement under a reading that touches some provisions' dates."""
        if len(touched) > 1:
            touched = [id for id in self._own if id in touched]
        return Planned(agreement, touched, self)

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
        if self._base is not None and provision not in self._own:
            return self._base.date_of(provision, head, _)
        asked = provision, head
        if asked not in self._found:
            self._found[asked] = None  # for whoever asks in a circle
            terms = self._agreement.provisions[provision]
            if head == "start":
                self._found[asked] = self.start(terms.from_)
            elif head == "due":
                self._found[asked] = self.last(terms)
        return self._found[asked]


def _as_planned(agreement: Agreement) -> Agreement:
    anchors = {
        id: anchor.model_copy(update={"actual": None}) if anchor.planned else anchor
        for id, anchor in agreement.anchors.items()
    }
    return agreement.model_copy(update={"anchors": anchors})
