"""A what-if as data to show: what differs, from when, and the chain of causes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.changes import SUPPOSED
from servanda.dates import Calendar
from servanda.evaluate import Docket
from servanda.evidence import LONG_AGO
from servanda.kept import Kept
from servanda.naming import plural
from servanda.question import Head, Question
from servanda.reasons import Citation
from servanda.report import Row, counts, row
from servanda.scenario import Scenario
from servanda.standing import step_at
from servanda.touched import counted
from servanda.whatif import Branch, Cause, Difference, Link, WhatIf, parting


class Changed(NamedTuple):
    """One change of the scenario, and the reports it touched."""

    kind: str
    target: str
    text: str
    reports: tuple[str, ...]


class Because(NamedTuple):
    """Why a provision differs: a change (by number, from 1), or another provision."""

    kind: str
    ref: str
    text: str
    path: str
    citations: tuple[Citation, ...]


class Step(NamedTuple):
    """One step of a chain: a provision, the rule it now stands by, and why."""

    provision: str
    title: str
    rule: str
    because: tuple[Because, ...]


class Compared(NamedTuple):
    """Where a provision stands without and with the changes, and when they part."""

    provision: str
    title: str
    instance: Mapping[str, str] | None
    instance_name: str
    before: Row | None
    after: Row | None
    parts_at: str | None
    chain: tuple[Step, ...]
    instances: tuple["Compared", ...]


class Bough(NamedTuple):
    """What a change did to a provision: where it stood, where it stands, by which rule.

    `because` says how the change reached it; `boughs` what read it, and differs too.
    """

    provision: str
    title: str
    before: str
    after: str
    ground: str
    rule: str
    parts_at: str | None
    because: tuple[Because, ...]
    boughs: tuple["Bough", ...]


class Comparison(NamedTuple):
    """A scenario beside itself with changes.

    `causes` holds, for each change, what it led to; `unchanged` the provisions that
    stand as they do in the scenario, where they are asked for.
    """

    head: Head
    summary: str
    changes: tuple[Changed, ...]
    counts_before: Mapping[str, int]
    counts_after: Mapping[str, int]
    differences: tuple[Compared, ...]
    causes: tuple[tuple[Bough, ...], ...]
    unchanged: tuple[Row, ...] = ()


def comparison(
    found: WhatIf, scenario: Scenario, calendar: Calendar, *, every: bool = False
) -> Comparison:
    """Put names and dates to what a what-if found; with `every`, to what it left."""
    return _Comparer(found, scenario, calendar).comparison(every)


class _Comparer(NamedTuple):
    """The two sides of a what-if, ready to be asked."""

    found: WhatIf
    scenario: Scenario
    calendar: Calendar

    def comparison(self, every: bool) -> Comparison:
        before, after = self._side(self.found.before), self._side(self.found.after)
        counts_before = self._counts(self.found.before)
        differences = tuple(
            self._compared(one, before, after) for one in self.found.differences
        )
        tracked = sum(counts_before[flag] for flag in SHOWN)
        return Comparison(
            head=before.head,
            summary=summary(self._asked(), differences, self._first(), tracked),
            changes=tuple(
                Changed(
                    kind=edit.change.kind,
                    target=edit.change.name,
                    text=edit.change.describe(),
                    reports=edit.touched,
                )
                for edit in self.found.edits
            ),
            counts_before=counts_before,
            counts_after=self._counts(self.found.after),
            differences=differences,
            causes=tuple(
                tuple(self._bough(branch, after) for branch in tree)
                for tree in self.found.trees
            ),
            unchanged=self._unchanged(before) if every else (),
        )

    def _counts(self, side: Kept) -> dict[str, int]:
        return counts(counted(side, self.found.base, self.found.as_of))

    def _first(self) -> str:
        """Say when the histories part, and for which provision first."""
        parted = [(d.parts_at, d) for d in self.found.differences]
        known = [(at, one) for at, one in parted if at is not None]
        if not known:
            return ""
        at, one = min(known, key=lambda pair: pair[0])
        title = self.found.agreement.provisions[one.provision].title
        if at <= LONG_AGO:
            return f"The histories differ from the beginning, as for “{title}”."
        when = self.calendar.instant_text(at).partition("T00:00:00")[0]
        return f"The histories part on {when}, first for “{title}”."

    def _asked(self) -> str:
        """Write the instant asked about, as a day where it is a day's last second."""
        day = self.calendar.day_of(self.found.as_of)
        if self.found.as_of == self.calendar.last_second(day):
            return self.calendar.text(self.calendar.day(day))
        return self.calendar.instant_text(self.found.as_of)

    def _unchanged(self, before: Question) -> tuple[Row, ...]:
        differing = {one.provision for one in self.found.differences}
        rows = (
            row(before, id)
            for id in self.found.agreement.provisions
            if id not in differing
        )
        return tuple(one for one in rows if one.status != "not-tracked")

    def _bough(self, branch: Branch, after: Question) -> Bough:
        id, at = branch.provision, self.found.as_of
        sides = (self.found.before, self.found.after)
        (was, _), (now, ground) = (_word(side, id, at) for side in sides)
        parted = parting(*(side.steps(id) for side in sides))
        return Bough(
            provision=id,
            title=after.names.provision(id),
            before=was,
            after=now,
            ground=ground,
            rule=step_at(self.found.after.steps(id), at).rule,
            parts_at=_instant(after, parted),
            because=tuple(self._because(cause, after) for cause in branch.causes),
            boughs=tuple(self._bough(one, after) for one in branch.branches),
        )

    def _side(self, docket: Docket) -> Question:
        agreement: Agreement = self.found.agreement
        return Question(
            agreement=agreement,
            scenario=self.scenario,
            told={report.id: report for report in self.found.reports},
            calendar=self.calendar,
            as_of=self.found.as_of,
            known_by=self.found.known_by,
            docket=docket,
        )

    def _compared(self, one: Difference, before: Question, after: Question) -> Compared:
        key = one.instance
        return Compared(
            provision=one.provision,
            title=before.names.provision(one.provision),
            instance=dict(key) if key else None,
            instance_name=before.names.key(key),
            before=None if one.before is None else row(before, one.provision, key),
            after=None if one.after is None else row(after, one.provision, key),
            parts_at=_instant(before, one.parts_at),
            chain=tuple(self._step(link, after) for link in one.chain),
            instances=tuple(
                self._compared(each, before, after) for each in one.instances
            ),
        )

    def _step(self, link: Link, after: Question) -> Step:
        return Step(
            provision=link.provision,
            title=after.names.provision(link.provision),
            rule=link.rule,
            because=tuple(self._because(cause, after) for cause in link.because),
        )

    def _because(self, cause: Cause, after: Question) -> Because:
        return Because(
            kind=cause.kind,
            ref=cause.ref,
            text=cause.text,
            path=cause.path,
            citations=tuple(
                citation
                for citation in after.reasons.citations(cause.reports)
                if citation.source != SUPPOSED
            ),
        )


def _instant(asked: Question, second: int | None) -> str | None:
    """Write an instant; what was so from the beginning has none."""
    return None if second is None or second <= LONG_AGO else asked.instant(second)


def _word(side: Docket, provision: str, at: int) -> tuple[str, str]:
    step = step_at(side.steps(provision), at)
    return step.status, step.ground


SHOWN = ("met", "pending", "disputed", "breached", "dormant", "void")


def summary(
    as_of: str, differences: Sequence[Compared], first: str, tracked: int
) -> str:
    """Say in a few sentences what ends elsewhere, from when, and what does not."""
    left = tracked - len(differences)
    asked = f"As of {as_of}"
    if not differences:
        return f"{asked}, nothing differs: {_all(left)} as in the scenario."
    ending = [d for d in differences if _end(d.before) != _end(d.after)]
    number = len(ending) or "none"
    verb = "end" if len(ending) > 1 else "ends"
    sentences = [
        f"{asked}, {number} of {tracked} {plural(tracked, 'provision')} {verb} "
        f"elsewhere than in the scenario{_ways(ending)}."
    ]
    if first:
        sentences.append(first)
    others = len(differences) - len(ending)
    if others:
        verb = "differs" if others == 1 else "differ"
        more = f"{others} more {verb}" if ending else f"{others} {verb}"
        sentences.append(f"{more} in dates, instances or on the way.")
    if left:
        sentences.append(f"{_all(left, 'other ')} as in the scenario.")
    return " ".join(sentences)


def _all(number: int, other: str = "") -> str:
    noun = plural(number, "provision")
    if number == 1:
        return f"The one {other}provision stands"
    return f"{'The' if other else 'all'} {number} {other}{noun} stand"


def _end(one: Row | None) -> tuple[str, str] | None:
    return None if one is None else (one.status, one.ground)


def _ways(ending: Iterable[Compared]) -> str:
    """Say how many go from which status to which, as in `: 2 from breached to met`."""
    found = Counter(
        (
            "nowhere" if d.before is None else d.before.status,
            "nowhere" if d.after is None else d.after.status,
        )
        for d in ending
    )
    said = [
        f"{number} {'stays' if number == 1 else 'stay'} {was}, on another ground"
        if was == now
        else f"{number} from {was} to {now}"
        for (was, now), number in found.items()
    ]
    return f": {', '.join(said)}" if said else ""
