"""Edits: changes applied to a set of reports, which gives another set.

Reports are never edited in place. A change is about what performs a provision, about
single reports, or about the terms; each is applied to what the one before it left.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from servanda.agreement import Agreement, Needs, Provision
from servanda.carry import Behind, Waits, behind, meant
from servanda.changes import (
    ON_PROVISIONS,
    ON_TERMS,
    SUPPOSED,
    Change,
    Refusal,
    Shift,
    key_names,
    unsuitable,
)
from servanda.dates import Moment
from servanda.expression import Condition, Pattern
from servanda.occurrence import is_account
from servanda.pattern import Attributes, as_number, matches
from servanda.performances import (
    Finder,
    Performances,
    attribute,
    holds,
    performance,
    wanted,
)
from servanda.problems import did_you_mean, quote
from servanda.scenario import NO_LINKS, Links, Report, became_known
from servanda.standing import Standing
from servanda.world import Ground

REFERENCES = ("of", "retracts", "replaces", "withdraws")

Units = Callable[[tuple[Report, ...], str], tuple[Standing, ...]]


class Setting(NamedTuple):
    """What changes are applied in: an agreement's ground, and the evaluation.

    `units` gives where each instance of a provision stands in the end, given some
    reports; one standing where the provision has no instances. With `waits`, what
    waits for a delayed step comes as much later.
    """

    ground: Ground
    units: Units
    waits: Waits | None = None


class Edit(NamedTuple):
    """What a change did to the reports; a moved one is both removed and added.

    `number` is the place, from 1, of the change asked for.
    """

    change: Change
    removed: tuple[Report, ...] = ()
    added: tuple[Report, ...] = ()
    number: int = 1

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


def apply(
    changes: Iterable[Change], reports: Iterable[Report], setting: Setting
) -> Applied:
    """Apply changes in order, each to what the one before it left."""
    present = tuple(reports)
    edits: list[Edit] = []
    refusals: list[Refusal] = []
    for number, change in enumerate(changes, 1):
        application = _Application(setting, present, number)
        edit = application.edit(change)
        if isinstance(edit, Refusal):
            refusals.append(edit._replace(number=number))
            continue
        for one in (edit, *application.carried(edit)):
            present = one.on(present)
            edits.append(one._replace(number=number))
    return Applied(present, tuple(edits), tuple(refusals))


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
        if change.kind in ON_TERMS:
            return self.on_terms(change)
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

    def on_terms(self, change: Change) -> Edit | Refusal:
        """Suppose an act or a ruling that all have agreed to from the beginning on."""
        refusal = unsuitable(change, self.agreement)
        if refusal is not None:
            return refusal
        act: dict[str, object] = {"ruling": change.reading}
        if change.kind == "extend":
            to = self.calendar.read(change.on)
            act = {"act": "extend", "to": to, **_consent(self.agreement)}
        known = [report.reported for report in self.reports]
        at = min([*known, *(r.date.lo for r in self.reports if r.date)], default=0)
        terms = self.agreement.provisions.get(change.target)
        if change.kind == "extend" and terms is not None and terms.for_each is not None:
            # Only instances that have arisen by then are extended.
            at = max(known, default=0)
        told = self.supposition(change, Moment(at, at), {})
        made = told._replace(id=self.name, about=(change.target,), act=act)
        return Edit(change, (), (made,))

    def miss(self, change: Change, units: Sequence[Standing]) -> Edit:
        done = Finder(self.setting.ground, self.reports).of(change, units)
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
        done = Finder(self.setting.ground, self.reports).of(change, units)
        late = self.performed_late(change, units, done)
        return late if isinstance(late, Refusal) else self.shifted(change, done, late)

    def shifted(
        self, change: Change, done: Performances, late: tuple[Report, ...] = ()
    ) -> Edit:
        """Move what performs a provision, with what denies it and refers to it."""
        alone = [p for p in done.positions if p.about == (change.target,)]
        split = [p for p in done.positions if p not in alone]
        copies = [*(p._replace(about=(change.target,)) for p in split), *done.shared]
        moving = self.with_followers([*done.accounts, *done.denials, *alone])
        moved = [self.moved(report, change.by) for report in moving] + [
            self.moved(c._replace(id=f"{c.id} ({self.name})"), change.by)
            for c in copies
        ]
        kept = [r for p in split if (r := _silent_on(change.target, p))]
        return Edit(change, (*moving, *split), (*kept, *moved, *late))

    def carried(self, first: Edit) -> Iterator[Edit]:
        """Delay what waits for a delayed step, and what waits for that, each once."""
        waits, change = self.setting.waits, first.change
        if waits is None or change.kind not in ("delay", "move") or change.by.back:
            return
        gone = {report.id for report in (*first.removed, *first.added)}
        reached = {change.target}
        waiting = deque([(change, first.removed or first.added, self.began(first))])
        while waiting:
            cause, moved, since = waiting.popleft()
            for step in behind(self.agreement, self.places, waits, cause, moved):
                if step.provision in reached:
                    continue
                reached.add(step.provision)
                edit = self.carry(change, step, since, gone)
                gone.update(edit.touched)
                if edit.removed:
                    yield edit
                waiting.append((edit.change, edit.removed, self.began(edit) or since))

    def began(self, edit: Edit) -> int:
        """Give when a delayed step was performed, or was due, before it was delayed."""
        dates = [r.date.lo for r in edit.removed if r.date is not None]
        if not dates and edit.change.kind == "delay" and not edit.change.after:
            units = self.setting.units(self.reports, edit.change.target)
            dates = [unit.due.lo for unit in units if unit.due is not None]
        return min(dates, default=0)

    def carry(
        self, change: Change, step: Behind, since: int, gone: Collection[str]
    ) -> Edit:
        """Delay one step that waits: what came before did not wait for anything."""
        keys = tuple((n, *v) for n, v in step.keys.items() if len(v) == 1)
        made = replace(
            change,
            kind="delay",
            target=step.provision,
            keys=keys,  # type: ignore[arg-type]
            after=step.after,
        )
        units = self.setting.units(self.reports, step.provision)
        units = tuple(unit for unit in units if meant(step.keys, unit.instance))
        if not units:
            return Edit(made)
        found = Finder(self.setting.ground, self.reports).of(made, units)

        def later(reports: Iterable[Report]) -> tuple[Report, ...]:
            dated = ((r, r.date) for r in reports if r.id not in gone)
            return tuple(r for r, date in dated if date is None or date.lo >= since)

        kept = Performances(
            later(found.accounts),
            later(found.denials),
            later(found.shared),
            later(found.positions),
            found.done,
        )
        return self.shifted(made, kept)

    def performed_late(
        self, change: Change, units: Sequence[Standing], done: Performances
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
            # The clock runs from the end of a due day.
            due = Moment(unit.due.hi, unit.due.hi) if change.by.exact else unit.due
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
                found.append(plain._replace(position="performed", about=about))
                continue
            told = self.meeting(change, pattern, unit, plain.attributes)
            if isinstance(told, Refusal):
                return told
            kind = pattern.kind[0] if pattern.kind else None
            found += [plain._replace(kind=kind, attributes=told)] * pattern.at_least
        return tuple(
            report._replace(id=f"{self.name}-{number}")
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
        return report._replace(date=date, reported=reported, access=access)


def _consent(agreement: Agreement) -> dict[str, object]:
    """Give the consent of all parties, and as many votes as there are."""
    needs = [power.needs for powers in agreement.powers.values() for power in powers]
    votes = [one.of or one.votes or 0 for one in needs if isinstance(one, Needs)]
    return {"agreed_by": tuple(agreement.parties), "votes": max(votes, default=0)}


def _no_instance(change: Change, every: Iterable[Standing]) -> Refusal:
    known = [",".join(map("=".join, unit.instance or ())) for unit in every][:12]
    which = "such instance" if known and change.keys else "instance yet"
    hint = f"there are {', '.join(known)}" if known else ""
    return Refusal("unknown-instance", f"{quote(change.target)} has no {which}", hint)


def _nothing_left(change: Change) -> Refusal:
    message = f"there is nothing left to perform of {quote(change.name)}"
    return Refusal("nothing-left", message, "delay moves what is performed already")


def references(report: Report) -> tuple[str, ...]:
    """Name the reports that a report refers to."""
    if report.links is NO_LINKS:
        return ()
    named = (getattr(report.links, name) for name in REFERENCES)
    return tuple(id for id in named if id is not None)


def _silent_on(provision: str, position: Report) -> Report | None:
    """Give a position without what it says of one provision; None if that is all."""
    about = tuple(id for id in position.about if id != provision)
    return position._replace(about=about) if about else None


def _stated(provision: Provision, unit: Standing) -> Attributes:
    """Give the attributes by which a report names an instance."""
    names = {*key_names(provision)} - {"stretch"}
    return {attribute(n): value for n, value in unit.instance or () if n in names}


def _begun(unit: Standing, on: Moment) -> bool:
    """Tell whether an instance can be performed on a date."""
    stretch = any(name == "stretch" for name, _ in unit.instance or ())
    if stretch and not holds(unit, on):
        return False
    return unit.start is None or unit.start.lo <= on.hi


def _missing(provision: Provision, unit: Standing) -> int:
    """Give how much of a quota no occurrence has brought yet."""
    counted = [p.reached for p in unit.progress if not p.source]
    return wanted(provision, unit) - sum(counted)


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
