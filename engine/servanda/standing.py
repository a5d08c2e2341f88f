"""Where a provision stands: the values every report, comparison and page is made of."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from servanda.dates import Moment
from servanda.expression import StatusWord

Flag = Literal[
    "met", "pending", "disputed", "breached", "dormant", "void", "not-tracked"
]

FLAGS: Mapping[StatusWord, Flag] = {
    "met": "met",
    "holding": "met",
    "pending": "pending",
    "not-in-force": "pending",
    "suspended": "pending",
    "disputed": "disputed",
    "breached": "breached",
    "dormant": "dormant",
    "void": "void",
    "not-tracked": "not-tracked",
}

# Which status a provision takes from its instances, gravest first.
GRAVITY: tuple[StatusWord, ...] = (
    "breached",
    "disputed",
    "pending",
    "suspended",
    "holding",
    "met",
    "void",
)
GROUNDS = (
    "finding",
    "violation",
    "missed",
    "fact",
    "allegation",
    "conformity",
    "obligation",
    "position",
    "reading",
)
MARKS = (
    "projected",
    "time-uncertain",
    "date-contested",
    "from-day-end",
    "unobserved",
    "unattributed",
    "no-instance",
    "mutual-wait",
    "awaiting-finding",
)
SUPPORTS = (
    "authority",
    "independent",
    "both-sides",
    "press",
    "third-party",
    "bearer-only",
    "beneficiary-only",
)

# An instance is named by its keys and, where several share them, its place among them.
Key = tuple[tuple[str, str], ...]


class Late(NamedTuple):
    """By how much a performance came after its due date: days, or exact seconds."""

    days: int | None
    seconds: int | None


class Derivation(NamedTuple):
    """How a date came about, as a tree: what was applied to what, giving which."""

    text: str
    value: Moment | None
    parts: tuple["Derivation", ...] = ()
    reports: tuple[str, ...] = ()
    mark: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """Collect the marks of the tree."""
        marks = {self.mark} if self.mark else set()
        for part in self.parts:
            marks |= part.marks
        return frozenset(marks)


class Premise(NamedTuple):
    """One reason for a standing.

    `kind` is report, occurrence, position, total, deadline, window, condition,
    silence, act, ruling, reading or beside (an act or a reading that decides
    nothing); `ref` the id it is about; `text` one plain sentence; `reports` the ids
    of the reports behind it; `parts` deeper reasons.
    """

    kind: str
    ref: str
    text: str
    reports: tuple[str, ...] = ()
    parts: tuple["Premise", ...] = ()


class Progress(NamedTuple):
    """How far a quota has come by one source's count (source "" for occurrences)."""

    source: str
    reached: int
    wanted: int
    unit: str
    or_more: bool
    report: str | None
    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one provision, or one instance of it, stands at an instant.

    Times are seconds; `since` is the start of the unbroken run of `status`;
    `rule` names the row that gave it; `instances` counts instances by status;
    `readings` gives the status under each reading.
    """

    provision: str
    instance: Key | None
    status: StatusWord
    ground: str = ""
    rule: str = ""
    since: int | None = None
    start: Moment | None = None
    due: Moment | None = None
    ends: Moment | None = None
    late: Late | None = None
    performed: Moment | None = None
    support: str = ""
    marks: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    unobserved_since: int | None = None
    violations: int = 0
    breach_seconds: int = 0
    progress: tuple[Progress, ...] = ()
    instances: Mapping[StatusWord, int] = field(default_factory=dict)
    readings: Mapping[str, StatusWord] = field(default_factory=dict)

    @property
    def flag(self) -> Flag:
        """Give the word people count."""
        return FLAGS[self.status]


class Step(NamedTuple):
    """A stretch of one status within a timeline: from `at` until the next step."""

    at: int
    status: StatusWord
    ground: str
    rule: str


def step_at(steps: Sequence[Step], as_of: int) -> Step:
    """Find the step an instant lies in."""
    return steps[max(0, bisect_right(steps, as_of, key=lambda s: s.at) - 1)]


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of status: when it became knowable, what it is about, and why.

    `made_by` are the acts and rulings that took effect at that very instant.
    """

    at: int
    effective: int
    provision: str
    instance: Key | None
    before: StatusWord | None
    after: StatusWord
    ground: str
    rule: str
    premises: tuple[Premise, ...]
    made_by: tuple[Premise, ...] = ()
