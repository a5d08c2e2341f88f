"""What a page shows, as plain values: every provision through both clocks.

What repeats is kept once and referred to by its place: texts, reasons, states and
records are tables. Seconds are for drawing; people read the ISO texts beside them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from servanda.accounts import Share
from servanda.explanation import Words
from servanda.question import Head


class Moment(NamedTuple):
    """An as-of instant one can move to: its second, and the day or instant it is."""

    second: int
    text: str


class Epoch(NamedTuple):
    """The instants from `second` until the next epoch: all of them know the same.

    The first is before any report and has no second. `reports` counts what is known,
    `acts` are the places of the acts and rulings that are.
    """

    second: int | None
    text: str | None
    reports: int
    acts: tuple[int, ...] = ()


class Deed(NamedTuple):
    """An act or a ruling: on what, since when it holds, or what it lacks."""

    word: str
    object: str
    second: int
    date: str
    since: str | None = None
    to: str | None = None
    reading: str | None = None
    missing: tuple[str, ...] = ()
    reports: tuple[int, ...] = ()


class Told(NamedTuple):
    """A report as a page shows it: who says what, since when known, published where."""

    id: str
    source: str
    says: str
    date: str | None
    lo: int
    hi: int
    reported: str
    known: int
    shape: str = "account"
    about: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    page: str | None = None
    via: str | None = None
    note: str | None = None
    grade: str = ""


class Cause(NamedTuple):
    """A reason in the table of reasons: its text, reports and deeper reasons."""

    kind: str
    text: int
    reports: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()


class Tallied(NamedTuple):
    """How far a quota has come by one source's count."""

    source: str
    reached: int
    wanted: int
    unit: str = ""
    or_more: bool = False
    since: str | None = None
    until: str | None = None
    report: int | None = None


class State(NamedTuple):
    """Where a provision stands, for as long as nothing of it changes.

    `why` are the one or two reasons that say it in a line, `reasons` all of them;
    `owed` says who owes how many duties of it, and whether overdue, due or standing.
    """

    status: str
    ground: str = ""
    rule: str = ""
    since: str | None = None
    start: str | None = None
    due: str | None = None
    ends: str | None = None
    stated: str | None = None
    performed: str | None = None
    late_by: str | None = None
    support: str = ""
    word: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    unobserved_since: str | None = None
    violations: int = 0
    progress: tuple[Tallied, ...] = ()
    instances: tuple[tuple[str, int], ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    why: tuple[int, ...] = ()
    reasons: tuple[int, ...] = ()
    derivation: int | None = None
    owed: tuple[Share, ...] = ()


class Band(NamedTuple):
    """A status from a second on (None: from the beginning) until the next band."""

    second: int | None
    status: str
    ground: str = ""


class Due(NamedTuple):
    """When something falls due, and as what it is written; `moved`: no longer then."""

    second: int
    text: str
    moved: bool = False


class Lane(NamedTuple):
    """A provision, or an instance of it, through time: bands, window and due dates."""

    bands: tuple[Band, ...]
    start: int | None = None
    end: int | None = None
    dues: tuple[Due, ...] = ()


class Part(NamedTuple):
    """An instance of a provision: its name and its lane."""

    name: str
    lane: Lane


class Record(NamedTuple):
    """A provision by what is known in one epoch.

    `states` are pairs of a moment's place and the state that holds from it on.
    """

    lane: Lane
    states: tuple[tuple[int, int], ...]
    parts: tuple[Part, ...] = ()
    parts_left_out: int = 0


class Meaning(NamedTuple):
    """A reading of a provision: who holds it, why, and what it changes."""

    name: str
    held_by: tuple[str, ...] = ()
    because: str | None = None
    changes: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    url: str | None = None


class Entry(NamedTuple):
    """A provision: what it asks of whom, and its record from each epoch on.

    `records` are pairs of an epoch's place and the record that holds from it on;
    a provision the scenario does not speak of has none.
    """

    id: str
    title: str
    theme: str = ""
    phase: str = ""
    modality: str = ""
    bearer: tuple[str, ...] = ()
    beneficiary: tuple[str, ...] = ()
    clause: Words | None = None
    note: str | None = None
    aim: str = ""
    readings: tuple[Meaning, ...] = ()
    moves: tuple[str, ...] = ()
    reports: tuple[int, ...] = ()
    records: tuple[tuple[int, int], ...] = ()


class Stage(NamedTuple):
    """A phase of the agreement, as far as its dates are known at the end."""

    id: str
    title: str
    start: int | None = None
    end: int | None = None


class Speaker(NamedTuple):
    """A source or a party: its name, its tier and the party it speaks for."""

    name: str
    tier: str
    party: str | None = None
    side: str | None = None


class Page(NamedTuple):
    """All that a page shows of one scenario, opened at one moment and epoch."""

    head: Head
    summary: str | None
    note: str | None
    moment: int
    epoch: int
    moments: tuple[Moment, ...]
    epochs: tuple[Epoch, ...]
    epochs_left_out: int
    themes: Mapping[str, str]
    phases: tuple[Stage, ...]
    parties: tuple[str, ...]
    speakers: Mapping[str, Speaker]
    provisions: tuple[Entry, ...]
    reports: tuple[Told, ...]
    acts: tuple[Deed, ...]
    records: tuple[Record, ...]
    states: tuple[State, ...]
    reasons: tuple[Cause, ...]
    texts: tuple[str, ...]
