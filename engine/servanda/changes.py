"""Changes of a what-if: edits applied to a set of reports, which gives another set.

Reports are never edited in place. A change that cannot be made is a `Refusal`, a
value. What a change supposes is said by nobody: it stands under a source of its own,
`SUPPOSED`, at the best tier, so that no words are put into anybody's mouth.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple

from servanda.agreement import Agreement, Condition, Pattern, Provision, Source
from servanda.dates import HOUR, Calendar, DateError, Moment
from servanda.known import known
from servanda.occurrence import Occurrence, is_account, occurrences
from servanda.pattern import Attributes, as_number, matches
from servanda.problems import did_you_mean, quote
from servanda.scenario import Links, Report, became_known
from servanda.standing import Key, Standing
from servanda.weigh import Scales
from servanda.world import Ground

SUPPOSED = "(supposed)"
FORMS: Mapping[str, str] = {
    "miss": "--miss PROVISION",
    "delay": "--delay PROVISION=3d (or 6h, 2w)",
    "perform": "--perform PROVISION=2025-03-08",
    "drop": "--drop REPORT",
    "move": "--move REPORT=3d (or -3d, 6h, 2w)",
    "deny": "--deny REPORT=SOURCE",
}
LATER = ("extend", "read")

REFERENCES = ("of", "retracts", "replaces", "withdraws")


class Refusal(NamedTuple):
    """Why a change cannot be made: a stable code, a message and a hint."""

    code: str
    message: str
    hint: str = ""


class Shift(NamedTuple):
    """How far a date moves: civil days, or exact hours."""

    days: int = 0
    hours: int = 0

    def __str__(self) -> str:
        """Write the absolute length, as in `3 days`."""
        number, unit = (self.hours, "hour") if self.hours else (self.days, "day")
        return f"{abs(number)} {unit}{'' if abs(number) == 1 else 's'}"

    @property
    def back(self) -> bool:
        """Tell whether it leads to an earlier date."""
        return self.days < 0 or self.hours < 0

    def second(self, second: int, calendar: Calendar) -> int:
        """Move a second; by days, to the same time of day."""
        moved = second + self.days * 24 * HOUR + self.hours * HOUR
        if not self.days:
            return moved
        return moved + _offset(second, calendar) - _offset(moved, calendar)

    def moment(self, moment: Moment, calendar: Calendar) -> Moment:
        """Move a moment; by hours, a day becomes a span of as many seconds."""
        lo, hi = (self.second(second, calendar) for second in moment[:2])
        return Moment(lo, hi, None if moment.day is None else calendar.day_of(hi))


NO_SHIFT = Shift()


def _offset(second: int, calendar: Calendar) -> int:
    offset = datetime.fromisoformat(calendar.instant_text(second)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


Kind = Literal["miss", "delay", "perform", "drop", "move", "deny", "add"]
ON_PROVISIONS: tuple[Kind, ...] = ("miss", "delay", "perform")
TEXTS: Mapping[Kind, str] = {
    "miss": "{name} is not performed",
    "delay": "{name} is performed {by} later",
    "perform": "{name} is performed on {on}",
    "drop": "report {name} is left out",
    "move": "report {name} comes {by} {way}",
    "deny": "{source} denies report {name}",
    "add": "further reports: {name}",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: of what performs a provision, or of a report.

    `keys` name one instance of the provision; `by`, `on`, `source` and `reports` say
    how far, on which date, by whom and with what, where the kind asks for it.
    """

    kind: Kind
    target: str = ""
    keys: Key = ()
    by: Shift = NO_SHIFT
    on: str = ""
    source: str = ""
    reports: tuple[Report, ...] = ()

    @property
    def name(self) -> str:
        """Write what is changed: a provision, an instance `p[batch=3]`, reports."""
        keys = ",".join(f"{name}={value}" for name, value in self.keys)
        added = ", ".join(report.id for report in self.reports)
        return f"{self.target}[{keys}]" if keys else self.target or added

    def describe(self) -> str:
        """Say what is changed."""
        return TEXTS[self.kind].format(
            name=self.name,
            by=self.by,
            on=self.on,
            source=self.source,
            way="earlier" if self.by.back else "later",
        )


_WRITTEN = re.compile(r"(.+?)(?:\[([^\[\]]+)\])?(?:=([^=\[\]]+))?")
_SHIFT = re.compile(r"([+-]?\d{1,5})([hdw])")


def parse_change(
    option: str, text: str, agreement: Agreement, calendar: Calendar
) -> Change | Refusal:
    """Read a change as its option writes it, or say what is wrong with it.

    `add` takes reports rather than a text: read them, then `Change("add", reports=…)`.
    """
    if option in LATER:
        return Refusal("not-yet", f"the change {quote(option)} is not supported yet")
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
    change = Change("miss", found[1], keys)
    if kind == "perform":
        calendar.read(found[3])
        return replace(change, kind="perform", on=found[3])
    if kind in ("move", "deny") and keys:
        return None
    if kind == "deny":
        return Change("deny", found[1], source=found[3])
    if kind == "miss":
        return change
    by = _shift(found[3])
    if by is None or (by.back and kind == "delay"):
        return None
    return replace(change, kind="delay" if kind == "delay" else "move", by=by)


def _keys(text: str) -> Key | None:
    pairs = [part.partition("=") for part in text.split(",")] if text else []
    keys = tuple((name.strip(), value.strip()) for name, _, value in pairs)
    return keys if all(name and value for name, value in keys) else None


def _shift(text: str) -> Shift | None:
    found = _SHIFT.fullmatch(text)
    if found is None or not int(found[1]):
        return None
    number = int(found[1])
    if found[2] == "h":
        return Shift(hours=number)
    return Shift(days=number * 7 if found[2] == "w" else number)


def unsuitable(change: Change, agreement: Agreement) -> Refusal | None:
    """Say why a provision cannot be changed like this; None where it can."""
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
    names = _key_names(provision)
    for name, _ in change.keys:
        if name not in names:
            message = f"{quote(change.target)} has no instances by {quote(name)}"
            return Refusal("unknown-key", message, did_you_mean(name, names))
    return None


def _key_names(provision: Provision) -> tuple[str, ...]:
    split = [name for part in provision.each for name in part]
    stretch = ["stretch"] if provision.every else []
    return (*provision.keyed_by, *split, *stretch)


Units = Callable[[tuple[Report, ...], str], tuple[Standing, ...]]


class Setting(NamedTuple):
    """What changes are applied in: an agreement's ground, and the evaluation.

    `units` gives where each instance of a provision stands in the end, given some
    reports; one standing where the provision has no instances.
    """

    ground: Ground
    units: Units


class Edit(NamedTuple):
    """What a change did to the reports; a moved one is both removed and added."""

    change: Change
    removed: tuple[Report, ...] = ()
    added: tuple[Report, ...] = ()

    @property
    def touched(self) -> tuple[str, ...]:
        """Name every report taken away, moved or added, each once."""
        return tuple(dict.fromkeys(r.id for r in (*self.removed, *self.added)))

    def on(self, reports: Iterable[Report]) -> tuple[Report, ...]:
        """Give the reports after it; a moved one keeps its place."""
        gone = {report.id for report in self.removed}
        new = {report.id: report for report in self.added}
        kept = [new.pop(r.id, r) for r in reports if r.id in new or r.id not in gone]
        return (*kept, *new.values())


class Applied(NamedTuple):
    """The reports after some changes, what each did, and what could not be done."""

    reports: tuple[Report, ...]
    edits: tuple[Edit, ...]
    refusals: tuple[Refusal, ...]


def with_supposed(agreement: Agreement) -> Agreement:
    """Let an agreement know the source of what is supposed."""
    source = Source(name="supposed", tier="authority")
    sources = {**agreement.sources, SUPPOSED: source}
    return agreement.model_copy(update={"sources": sources})


def apply(
    changes: Iterable[Change], reports: Iterable[Report], setting: Setting
) -> Applied:
    """Apply changes in order, each to what the one before it left."""
    present = tuple(reports)
    edits: list[Edit] = []
    refusals: list[Refusal] = []
    for number, change in enumerate(changes, 1):
        edit = _Application(setting, present, number).edit(change)
        if isinstance(edit, Refusal):
            refusals.append(edit)
        else:
            present = edit.on(present)
            edits.append(edit)
    return Applied(present, tuple(edits), tuple(refusals))


class _Performances(NamedTuple):
    """The reports that say a provision was performed, and those that deny it.

    A denial in `shared` also speaks of something that is no performance of it; `done`
    names the instances that anything performs.
    """

    accounts: tuple[Report, ...]
    denials: tuple[Report, ...]
    shared: tuple[Report, ...]
    positions: tuple[Report, ...]
    done: frozenset[Key | None]


class _Application:
    """One change, applied to the reports that the changes before it left."""

    def __init__(
        self, setting: Setting, reports: tuple[Report, ...], number: int
    ) -> None:
        self.setting = setting
        self.agreement = setting.ground.agreement
        self.calendar = setting.ground.calendar
        self.places = setting.ground.places
        self.reports = reports
        self.name = f"what-if-{number}"
        self.by_id = {report.id: report for report in reports}

    def edit(self, change: Change) -> Edit | Refusal:
        if change.kind in ON_PROVISIONS:
            return self.on_provision(change)
        if change.kind == "add":
            return self.add(change)
        report = self.by_id.get(change.target)
        if report is None:
            return self.unknown(change.target)
        match change.kind:
            case "move":
                return self.move(change, report)
            case "deny":
                return self.deny(change, report)
        return Edit(change, (report,))

    def on_provision(self, change: Change) -> Edit | Refusal:
        refusal = unsuitable(change, self.agreement)
        if refusal is not None:
            return refusal
        quota = self.agreement.provisions[change.target].modality == "quota"
        plain = change.kind == "miss" and not (change.keys or quota)
        every = () if plain else self.setting.units(self.reports, change.target)
        units = [u for u in every if set(change.keys) <= set(u.instance or ())]
        match change.kind:
            case _ if not (units or plain):
                return _no_instance(change, every)
            case "delay":
                return self.delay(change, units)
            case "perform":
                return self.perform(change, units)
        return self.miss(change, units)

    def miss(self, change: Change, units: Sequence[Standing]) -> Edit:
        done = self.performances(change, units)
        kept = [r for p in done.positions if (r := _silent_on(change.target, p))]
        return Edit(
            change, (*self.with_replaced(done.accounts), *done.positions), tuple(kept)
        )

    def with_replaced(self, reports: Iterable[Report]) -> tuple[Report, ...]:
        """Add what these retract, lest it stand again once they are gone."""
        waiting, found = list(reports), set[str]()
        while waiting:
            report = waiting.pop()
            found.add(report.id)
            older = (report.links.replaces, report.links.retracts)
            waiting += [
                self.by_id[i] for i in older if i in self.by_id and i not in found
            ]
        return tuple(report for report in self.reports if report.id in found)

    def delay(self, change: Change, units: Sequence[Standing]) -> Edit | Refusal:
        done = self.performances(change, units)
        late = self.performed_late(change, units, done)
        if isinstance(late, Refusal):
            return late
        alone = [p for p in done.positions if p.about == (change.target,)]
        split = [p for p in done.positions if p not in alone]
        copies = [*(replace(p, about=(change.target,)) for p in split), *done.shared]
        moving = self.with_followers([*done.accounts, *done.denials, *alone])
        moved = [self.moved(report, change.by) for report in moving] + [
            self.moved(replace(c, id=f"{c.id} ({self.name})"), change.by)
            for c in copies
        ]
        kept = [r for p in split if (r := _silent_on(change.target, p))]
        return Edit(change, (*moving, *split), (*kept, *moved, *late))

    def performed_late(
        self, change: Change, units: Sequence[Standing], done: _Performances
    ) -> tuple[Report, ...] | Refusal:
        """Perform what nothing performs, so long after it was due."""
        dates: list[tuple[Standing, Moment]] = []
        for unit in units:
            if unit.instance in done.done:
                continue
            if unit.due is None:
                message = f"when {quote(change.target)} is due is not known"
                hint = f"say when it is performed: --perform {change.name}=DATE"
                return Refusal("due-unknown", message, hint)
            # Hours run from the end of a due day.
            due = Moment(unit.due.hi, unit.due.hi) if change.by.hours else unit.due
            dates.append((unit, change.by.moment(due, self.calendar)))
        return self.supposed(change, dates)

    def perform(self, change: Change, units: Sequence[Standing]) -> Edit | Refusal:
        on = self.calendar.read(change.on)
        if units[0].instance is not None:
            units = [u for u in units if u.status != "met" and _begun(u, on)]
        if not units:
            return _nothing_left(change)
        added = self.supposed(change, [(unit, on) for unit in units])
        return added if isinstance(added, Refusal) else Edit(change, (), added)

    def supposed(
        self, change: Change, dates: Iterable[tuple[Standing, Moment]]
    ) -> tuple[Report, ...] | Refusal:
        """Make the reports that perform some instances, each on its date."""
        provision = self.agreement.provisions[change.target]
        pattern = performance(provision)
        by_position = pattern is None or (
            provision.target is not None and provision.target.remaining is not None
        )
        found: list[Report] = []
        for unit, on in dates:
            plain = self.supposition(change, on, _stated(provision, unit))
            if pattern is None or by_position:
                about = (change.target,)
                found.append(replace(plain, position="performed", about=about))
                continue
            told = self.meeting(change, pattern, unit, plain.attributes)
            if isinstance(told, Refusal):
                return told
            kind = pattern.kind[0] if pattern.kind else None
            found += [replace(plain, kind=kind, attributes=told)] * pattern.at_least
        return tuple(
            replace(report, id=f"{self.name}-{number}")
            for number, report in enumerate(found, 1)
        )

    def supposition(self, change: Change, on: Moment, told: Attributes) -> Report:
        note = f"supposed: {change.describe()}"
        known_from = became_known(on, self.calendar)
        return Report("", SUPPOSED, on, known_from, attributes=told, note=note)

    def meeting(
        self, change: Change, pattern: Pattern, unit: Standing, keys: Attributes
    ) -> Attributes | Refusal:
        """Give attributes that meet a pattern, an instance's keys among them."""
        provision = self.agreement.provisions[change.target]
        told = {n: _meeting(c) for n, c in pattern.conditions.items()} | dict(keys)
        if provision.modality == "quota":
            missing = _missing(provision, unit)
            if missing <= 0:
                return _nothing_left(change)
            told["count"] = str(missing)
        if matches(pattern, next(iter(pattern.kind), None), told, self.places):
            return told
        message = f"no one report can perform {quote(change.name)}"
        return Refusal("cannot-suppose", message, "use --add with reports of it")

    def move(self, change: Change, report: Report) -> Edit | Refusal:
        moving = self.with_followers([report])
        moved = tuple(self.moved(each, change.by) for each in moving)
        after = self.by_id | {each.id: each for each in moved}
        for each in moved:
            for cause in references(each):
                if cause in after and each.reported < after[cause].reported:
                    message = f"{quote(each.id)} would come before {quote(cause)}"
                    hint = f"it refers to {quote(cause)}: move that one instead"
                    return Refusal("before-its-cause", message, hint)
        return Edit(change, moving, moved)

    def deny(self, change: Change, report: Report) -> Edit | Refusal:
        speakers = (*self.agreement.parties, *self.agreement.sources)
        if change.source not in speakers:
            message = f"there is no source {quote(change.source)}"
            hint = did_you_mean(change.source, speakers)
            return Refusal("unknown-source", message, hint)
        if report.says != "happened" or not is_account(report):
            message = f"{quote(change.target)} does not say that something happened"
            return Refusal("not-deniable", message, "only such a report can be denied")
        denial = Report(
            id=self.name,
            source=change.source,
            date=None,
            reported=report.reported,
            says="denied",
            links=Links(of=report.id),
            note=f"supposed: {change.describe()}",
        )
        return Edit(change, (), (denial,))

    def add(self, change: Change) -> Edit | Refusal:
        present = set(self.by_id)
        for report in change.reports:
            if report.id in present:
                message = f"there is a report {quote(report.id)} already"
                return Refusal("duplicate-id", message, "give the added one another id")
            present.add(report.id)
        causes = [cause for report in change.reports for cause in references(report)]
        missing = [cause for cause in causes if cause not in present]
        return self.unknown(missing[0]) if missing else Edit(change, (), change.reports)

    def unknown(self, report: str) -> Refusal:
        message = f"there is no report {quote(report)}"
        return Refusal("unknown-report", message, did_you_mean(report, self.by_id))

    def performances(self, change: Change, units: Sequence[Standing]) -> _Performances:
        """Find what performs a provision, or the instance of it that is named."""
        every = self.happened()
        positions = [r for r in self.reports if _says_performed(change, r)]
        chosen: dict[int, Occurrence] = {}
        totals: dict[str, Report] = {}
        done: set[Key | None] = set()
        for unit in units or (Standing(change.target, None, "pending"),):
            own = self.performing(change, unit, every)
            sums = [r for r in self.reports if self.is_enough(unit, r)]
            said = (self.reaches(unit, p.attributes, p.date) for p in positions)
            if own or sums or any(said):
                done.add(unit.instance)
            chosen.update((id(occurrence), occurrence) for occurrence in own)
            totals.update((report.id, report) for report in sums)
        does = chosen.values()
        denials = {d.id: d for each in does for d in each.denials}.values()
        elsewhere = {
            d.id for each in every if id(each) not in chosen for d in each.denials
        }
        return _Performances(
            (*(r for each in does for r in each.affirmations), *totals.values()),
            tuple(d for d in denials if d.id not in elsewhere),
            tuple(d for d in denials if d.id in elsewhere),
            tuple(positions),
            frozenset(done),
        )

    def happened(self) -> list[Occurrence]:
        """List in order all that happened by the reports, whoever denies it."""
        last = max((report.reported for report in self.reports), default=0)
        heard, ground = known(self.reports, last), self.setting.ground
        found = occurrences(ground.agreement, ground.roster, ground.places, heard)
        return sorted(found, key=lambda occurrence: occurrence.order)

    def performing(
        self, change: Change, unit: Standing, every: Iterable[Occurrence]
    ) -> list[Occurrence]:
        """Choose what performs an instance; of a number, what reaches it.

        To miss a number is never to reach it: what came after did not happen either.
        """
        provision = self.agreement.provisions[unit.provision]
        pattern = performance(provision)
        mine = [o for o in every if self.performs(unit, pattern, o)]
        quota = provision.modality == "quota"
        if pattern is None or (pattern.at_least == 1 and not quota):
            return mine
        scales = Scales(self.setting.ground.roster, self.places)
        missing = _wanted(provision, unit) if quota else pattern.at_least
        for index, each in enumerate(mine):
            if scales.neutral(each).truth in ("true", "both"):
                count = as_number(each.attributes.get("count")) or 0
                missing -= count if quota else 1
            if missing <= 0:
                return mine[index:] if change.kind == "miss" else [each]
        return []

    def performs(
        self, unit: Standing, pattern: Pattern | None, told: Occurrence | Report
    ) -> bool:
        """Tell whether what is told is such as performs, or counts for, an instance."""
        if pattern is None:
            return False
        if not matches(pattern, told.kind, told.attributes, self.places):
            return False
        return self.reaches(unit, told.attributes, told.date)

    def is_enough(self, unit: Standing, report: Report) -> bool:
        """Tell whether a report's total says that an instance's number is reached."""
        provision = self.agreement.provisions[unit.provision]
        tally, target = report.tally, provision.target
        if tally is None or target is None:
            return False
        if not self.performs(unit, performance(provision), report):
            return False
        if target.remaining is not None:
            return not tally.some_remain and (tally.total or 0) <= target.remaining
        return (tally.total or 0) >= _wanted(provision, unit)

    def reaches(self, unit: Standing, told: Attributes, date: Moment | None) -> bool:
        """Tell whether what is told may be about an instance."""
        terms = self.agreement.provisions[unit.provision]
        too_early = date and unit.start and date.hi < unit.start.lo
        if too_early and terms.modality == "quota":
            return False
        for name, value in unit.instance or ():
            stated = told.get(_attribute(name))
            if name == "stretch":
                if date is not None and not _holds(unit, date):
                    return False
            elif stated is None:
                # What names no part of a duty split by `each` serves all of them.
                if name in terms.keyed_by:
                    return False
            elif stated != value and not (
                name == "place" and self.places.inside(stated, value)
            ):
                return False
        return True

    def with_followers(self, reports: Iterable[Report]) -> tuple[Report, ...]:
        """Add whatever refers to these reports, directly or not."""
        found = {report.id for report in reports}
        size = -1
        while size < len(found):
            size = len(found)
            found |= {r.id for r in self.reports if not found.isdisjoint(references(r))}
        return tuple(report for report in self.reports if report.id in found)

    def moved(self, report: Report, by: Shift) -> Report:
        """Give a report at another date, as long before it was known as it was."""
        date = report.date and by.moment(report.date, self.calendar)
        access = report.access
        if access is not None:
            hi = access.hi and by.second(access.hi, self.calendar)
            access = access._replace(lo=by.second(access.lo, self.calendar), hi=hi)
        reported = by.second(report.reported, self.calendar)
        return replace(report, date=date, reported=reported, access=access)


def _no_instance(change: Change, every: Iterable[Standing]) -> Refusal:
    known = [",".join(map("=".join, unit.instance or ())) for unit in every][:12]
    which = "such instance" if known and change.keys else "instance yet"
    hint = f"there are {', '.join(known)}" if known else ""
    return Refusal("unknown-instance", f"{quote(change.target)} has no {which}", hint)


def _nothing_left(change: Change) -> Refusal:
    message = f"there is nothing left to perform of {quote(change.name)}"
    return Refusal("nothing-left", message, "delay moves what is performed already")


def performance(provision: Provision) -> Pattern | None:
    """Give the pattern that performs a provision, or that its quota counts."""
    quota = provision.modality == "quota"
    return provision.counted_by if quota else provision.performed_by


def references(report: Report) -> tuple[str, ...]:
    """Name the reports that a report refers to."""
    named = (getattr(report.links, name) for name in REFERENCES)
    return tuple(id for id in named if id is not None)


def _silent_on(provision: str, position: Report) -> Report | None:
    """Give a position without what it says of one provision; None if that is all."""
    about = tuple(id for id in position.about if id != provision)
    return replace(position, about=about) if about else None


def _says_performed(change: Change, report: Report) -> bool:
    about = report.position == "performed" and change.target in report.about
    return about and all(
        report.attributes.get(_attribute(name), value) == value
        for name, value in change.keys
    )


def _stated(provision: Provision, unit: Standing) -> Attributes:
    """Give the attributes by which a report names an instance."""
    names = {*_key_names(provision)} - {"stretch"}
    return {_attribute(n): value for n, value in unit.instance or () if n in names}


def _begun(unit: Standing, on: Moment) -> bool:
    """Tell whether an instance can be performed on a date."""
    stretch = any(name == "stretch" for name, _ in unit.instance or ())
    if stretch and not _holds(unit, on):
        return False
    return unit.start is None or unit.start.lo <= on.hi


def _holds(unit: Standing, date: Moment) -> bool:
    """Tell whether a date lies in an instance's stretch."""
    after = unit.start is None or unit.start.lo <= date.hi
    return after and (unit.ends is None or date.lo <= unit.ends.hi)


def _attribute(key: str) -> str:
    return "by" if key == "bearer" else key


def _wanted(provision: Provision, unit: Standing) -> int:
    """Give the number a quota asks for in the end."""
    counts = [progress.wanted for progress in unit.progress]
    return max(counts, default=(provision.target and provision.target.total) or 0)


def _missing(provision: Provision, unit: Standing) -> int:
    """Give how much of a quota no occurrence has brought yet."""
    counted = [p.reached for p in unit.progress if not p.source]
    return _wanted(provision, unit) - sum(counted)


def _meeting(condition: Condition) -> str:
    """Give a value that meets a condition, if there is any."""
    least = condition.at_least
    for word in condition.one_of:
        number = as_number(word)
        enough = least is None or (number is not None and number >= least)
        if enough and word not in condition.none_of:
            return word
    if least is not None:
        while str(least) in condition.none_of:
            least += 1
        return str(least)
    other = "other"
    while other in condition.none_of:
        other = f"another {other}"
    return other
