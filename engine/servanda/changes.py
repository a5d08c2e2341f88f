"""Changes of a what-if as values, and reading them as options write them.

A change that cannot be read or made is a `Refusal`, a value. What a change supposes
is said by nobody: it stands under a source of its own, `SUPPOSED`, at the best tier,
so that no words are put into anybody's mouth.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple, cast

from servanda.agreement import Agreement, Provision, Source
from servanda.dates import HOUR, Calendar, DateError, Moment
from servanda.problems import did_you_mean, quote
from servanda.scenario import Report
from servanda.standing import Key

SUPPOSED = "(supposed)"
FORMS: Mapping[str, str] = {
    "miss": "--miss PROVISION",
    "delay": "--delay PROVISION=3d (or 6h, 2w)",
    "perform": "--perform PROVISION=2025-03-08",
    "drop": "--drop REPORT",
    "move": "--move REPORT=3d (or -3d, 6h, 2w)",
    "deny": "--deny REPORT=SOURCE",
    "extend": "--extend PROVISION=2025-04-19 (or a phase)",
    "read": "--read PROVISION=READING (or base)",
}


class Refusal(NamedTuple):
    """Why a change cannot be made: a stable code, a message and a hint.

    `number` is the change's place among those asked for, from 1.
    """

    code: str
    message: str
    hint: str = ""
    number: int = 1


class Shift(NamedTuple):
    """How far a date moves: civil days, or exact hours or seconds."""

    days: int = 0
    hours: int = 0
    seconds: int = 0

    def __str__(self) -> str:
        """Write the absolute length, as in `3 days`."""
        number, unit = (self.days, "day")
        if self.exact:
            number, unit = (
                (self.hours, "hour") if self.hours else (self.seconds, "second")
            )
        return f"{abs(number)} {unit}{'' if abs(number) == 1 else 's'}"

    @property
    def back(self) -> bool:
        """Tell whether it leads to an earlier date."""
        return min(self) < 0

    @property
    def exact(self) -> bool:
        """Tell whether it is counted on the clock, not in days."""
        return bool(self.hours or self.seconds)

    def second(self, second: int, calendar: Calendar) -> int:
        """Move a second; by days, to the same time of day."""
        moved = second + self.days * 24 * HOUR + self.hours * HOUR + self.seconds
        if not self.days:
            return moved
        return moved + _offset(second, calendar) - _offset(moved, calendar)

    def moment(self, moment: Moment, calendar: Calendar) -> Moment:
        """Move a moment; on the clock, a day becomes a span of as many seconds."""
        lo, hi = (self.second(second, calendar) for second in moment[:2])
        return Moment(lo, hi, None if moment.day is None else calendar.day_of(hi))


NO_SHIFT = Shift()
# Nobody supposes a century: what is longer is a slip of the pen.
FARTHEST = 36525


def _offset(second: int, calendar: Calendar) -> int:
    offset = datetime.fromisoformat(calendar.instant_text(second)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


Kind = Literal[
    "miss", "delay", "perform", "drop", "move", "deny", "add", "extend", "read"
]
ON_PROVISIONS: tuple[Kind, ...] = ("miss", "delay", "perform")
ON_TERMS: tuple[Kind, ...] = ("extend", "read")
BASE = "base"
TEXTS: Mapping[Kind, str] = {
    "miss": "{name} is not performed",
    "delay": "{name} is performed {by} later",
    "perform": "{name} is performed on {on}",
    "drop": "report {name} is left out",
    "move": "report {name} comes {by} {way}",
    "deny": "{source} denies report {name}",
    "add": "further reports: {name}",
    "extend": "{name} is extended to {on}",
    "read": "{name} is read as {reading}",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: of what performs a provision, of a report, or of the terms.

    `keys` name one instance of the provision; `by`, `on`, `source`, `reading` and
    `reports` say how far, on (or to) which date, by whom, in which reading and with
    what, where the kind asks for it. A delay that another one carries along names the
    step it comes `after`.
    """

    kind: Kind
    target: str = ""
    keys: Key = ()
    by: Shift = NO_SHIFT
    on: str = ""
    source: str = ""
    reading: str = ""
    reports: tuple[Report, ...] = ()
    after: str = ""

    @property
    def name(self) -> str:
        """Write what is changed: a provision, an instance `p[batch=3]`, reports."""
        keys = ",".join(f"{name}={value}" for name, value in self.keys)
        added = ", ".join(report.id for report in self.reports)
        return f"{self.target}[{keys}]" if keys else self.target or added

    def describe(self) -> str:
        """Say what is changed."""
        text = TEXTS[self.kind].format(
            name=self.name,
            by=self.by,
            on=self.on,
            source=self.source,
            reading=self.reading,
            way="earlier" if self.by.back else "later",
        )
        return f"{text}, as it waits for {self.after}" if self.after else text


_WRITTEN = re.compile(r"(.+?)(?:\[([^\[\]]+)\])?(?:=([^=\[\]]+))?")
_SHIFT = re.compile(r"([+-]?\d{1,5})([hdw])")


def parse_change(
    option: str, text: str, agreement: Agreement, calendar: Calendar
) -> Change | Refusal:
    """Read a change as its option writes it, or say what is wrong with it.

    `add` takes reports rather than a text: read them, then `Change("add", reports=…)`.
    """
    if option not in FORMS:
        message = f"there is no change {quote(option)}"
        return Refusal("unknown-change", message, did_you_mean(option, FORMS))
    try:
        change = _read(option, text, calendar)
    except DateError as error:
        return Refusal(error.code, error.message, error.hint)
    if change is None:
        message = f"--{option} {quote(text)} cannot be read"
        return Refusal("bad-change", message, f"write {FORMS[option]}")
    return unsuitable(change, agreement) or change


def _read(kind: str, text: str, calendar: Calendar) -> Change | None:
    if kind == "drop":
        return Change("drop", text) if text else None
    found = _WRITTEN.fullmatch(text)
    keys = None if found is None else _keys(found[2] or "")
    if found is None or keys is None or (found[3] is None) != (kind == "miss"):
        return None
    if keys and kind not in ON_PROVISIONS:
        return None
    return with_value(Change(cast("Kind", kind), found[1], keys), found[3], calendar)


def with_value(change: Change, value: str, calendar: Calendar) -> Change | None:
    """Give a change what its kind asks for, as written; None where that is no such."""
    match change.kind:
        case "deny":
            return replace(change, source=value)
        case "read":
            return replace(change, reading=value)
        case "perform" | "extend":
            calendar.read(value)
            return replace(change, on=value)
        case "delay" | "move":
            by = _shift(value)
            if by is None or (by.back and change.kind == "delay"):
                return None
            return replace(change, by=by)
    return change


def _keys(text: str) -> Key | None:
    pairs = [part.partition("=") for part in text.split(",")] if text else []
    keys = tuple((name.strip(), value.strip()) for name, _, value in pairs)
    return keys if all(name and value for name, value in keys) else None


def _shift(text: str) -> Shift | None:
    found = _SHIFT.fullmatch(text)
    if found is None or not int(found[1]):
        return None
    number = int(found[1])
    hours = number if found[2] == "h" else 0
    days = 0 if hours else number * (7 if found[2] == "w" else 1)
    reaches = abs(days) <= FARTHEST and abs(hours) <= FARTHEST * 24
    return Shift(days, hours) if reaches else None


def unsuitable(change: Change, agreement: Agreement) -> Refusal | None:
    """Say why a provision cannot be changed like this; None where it can."""
    if change.kind == "extend":
        return _unextendable(change, agreement)
    if change.kind == "read":
        return _unreadable(change, agreement)
    if change.kind not in ON_PROVISIONS:
        return None
    provision = agreement.provisions.get(change.target)
    if provision is None:
        message = f"there is no provision {quote(change.target)}"
        hint = did_you_mean(change.target, agreement.provisions)
        return Refusal("unknown-provision", message, hint)
    if not provision.is_achievement:
        message = f"{quote(change.target)} is something to keep, not to perform"
        hint = "to have it broken, use --add with a report of a violation"
        return Refusal("not-performed", message, hint)
    names = key_names(provision)
    for name, _ in change.keys:
        if name not in names:
            message = f"{quote(change.target)} has no instances by {quote(name)}"
            return Refusal("unknown-instance", message, did_you_mean(name, names))
    return None


def _unextendable(change: Change, agreement: Agreement) -> Refusal | None:
    phase = agreement.phases.get(change.target)
    provision = agreement.provisions.get(change.target)
    if phase is None and provision is None:
        message = f"there is no provision or phase {quote(change.target)}"
        hint = did_you_mean(change.target, (*agreement.provisions, *agreement.phases))
        return Refusal("unknown-provision", message, hint)
    if provision is not None and provision.extend == "never":
        message = f"{quote(change.target)} is not to be extended, by its own terms"
        return Refusal("never-extended", message, "it says extend: never")
    return None


def _unreadable(change: Change, agreement: Agreement) -> Refusal | None:
    named = (agreement.provisions, agreement.phases, agreement.anchors)
    found = [table[change.target] for table in named if change.target in table]
    if not found:
        message = f"there is no provision, phase or anchor {quote(change.target)}"
        hint = did_you_mean(change.target, (id for table in named for id in table))
        return Refusal("unknown-provision", message, hint)
    known = {name for one in found for name in one.readings}
    if change.reading == BASE or change.reading in known:
        return None
    message = f"{quote(change.target)} has no reading {quote(change.reading)}"
    hint = did_you_mean(change.reading, known) or "it has the base text alone"
    return Refusal("unknown-reading", message, hint)


def key_names(provision: Provision) -> tuple[str, ...]:
    """Name what tells the instances of a provision apart."""
    split = [name for part in provision.each for name in part]
    stretch = ["stretch"] if provision.every else []
    return (*provision.keyed_by, *split, *stretch)


def with_supposed(agreement: Agreement) -> Agreement:
    """Let an agreement know the source of what is supposed."""
    source = Source(name="supposed", tier="authority")
    sources = {**agreement.sources, SUPPOSED: source}
    return agreement.model_copy(update={"sources": sources})
