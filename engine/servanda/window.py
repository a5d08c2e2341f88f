"""When a duty counts: its start, due date and end, and the gaps between them."""

from typing import NamedTuple

from servanda.dates import Moment
from servanda.deadline import FROM_DAY_END
from servanda.standing import Derivation

UNDATED = Derivation("no date is set", None)


class Window(NamedTuple):
    """When a case counts. `waits` are the instants its conditions came true.

    `floor` is the first second a performance counts from; None: any counts.
    `closed` is the instant it ended before its time (void_if, waived, terminated),
    `suspended` that since which it is suspended, `voided` that from which it is void.
    In the `gaps`, stretches of seconds, no violation counts; the `reopened` of them
    lie between the end of the window and an extension agreed only later.
    """

    start: Moment | None
    due: Moment | None
    ends: Moment | None
    floor: int | None
    waits: tuple[int | None, ...] = ()
    closed: int | None = None
    suspended: int | None = None
    voided: int | None = None
    gaps: tuple[tuple[int, int], ...] = ()
    reopened: tuple[tuple[int, int], ...] = ()
    starts_by: Derivation = UNDATED
    due_by: Derivation = UNDATED
    ends_by: Derivation = UNDATED

    @property
    def from_day_end(self) -> bool:
        """Tell whether hours were counted from the end of a day for its dates."""
        derived = (self.starts_by, self.due_by, self.ends_by)
        return any(FROM_DAY_END in by.marks for by in derived if by.parts)

    @property
    def empty(self) -> bool:
        """Tell whether the window has no second in it: due or over before it starts."""
        start = self.start
        ends = (self.due, self.ends)
        return start is not None and any(
            e is not None and e.hi < start.lo for e in ends
        )

    @property
    def over(self) -> Moment | None:
        """Give the end of the window: where it ended early, the second before."""
        closed, ends = self.closed, self.ends
        if closed is None or (ends is not None and ends.hi < closed):
            return ends
        return Moment(closed - 1, closed - 1)

    def waiting(self, as_of: int) -> bool:
        """Tell whether a condition has not come true by an instant."""
        return any(came is None or came > as_of for came in self.waits)

    def begun(self, as_of: int) -> bool:
        """Tell whether the window has begun."""
        return self.start is not None and self.start.lo <= as_of

    def is_suspended(self, as_of: int) -> bool:
        """Tell whether it is suspended: what has ended is so no longer."""
        closed = self.closed is not None and as_of >= self.closed
        return self.suspended is not None and as_of >= self.suspended and not closed

    def in_gap(self, second: int) -> bool:
        """Tell whether a second lies where no violation counts."""
        return any(first <= second <= last for first, last in self.gaps)

    def shut(self, as_of: int) -> bool:
        """Tell whether it was over, and opens again only later."""
        return any(first <= as_of <= last for first, last in self.reopened)

    def allows(self, lo: int, hi: int) -> str:
        """Say how much of a span of seconds counts: `whole`, `part` or `none` of it."""
        free = [(lo, hi)]
        for first, last in self.gaps:
            free = [
                (a, b)
                for start, end in free
                for a, b in ((start, min(end, first - 1)), (max(start, last + 1), end))
                if a <= b
            ]
        return "none" if not free else "whole" if free == [(lo, hi)] else "part"

    def weighed_until(self, as_of: int) -> int:
        """Give the last instant whose evidence counts at an instant."""
        return as_of if self.closed is None else min(as_of, self.closed - 1)
