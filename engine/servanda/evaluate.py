"""A docket: where every provision stands, for somebody who knew what was known then.

The known-by instant is fixed; every as-of instant can be asked. A standing is a
function of the set of reports alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import proxy

from servanda.agreement import Agreement, Provision
from servanda.case import Case
from servanda.dates import Moment
from servanda.deadline import Dates
from servanda.duty import Duty
from servanda.expression import Pattern, StatusWords
from servanda.inference import Inference
from servanda.instances import cases, whole
from servanda.kin import Kin
from servanda.marks import marks_of
from servanda.occurrence import Occurrence
from servanda.progress import progress_of
from servanda.scenario import Report
from servanda.silence import Watch, watch
from servanda.standing import MARKS, Derivation, Key, Standing, Step
from servanda.strand import Strand, in_order, since, step_at
from servanda.weigh import weakest
from servanda.world import Ground, World, ground, world


@dataclass(frozen=True)
class View:
    """What a scenario lets one see: its reports and the provisions it speaks of."""

    reports: tuple[Report, ...]
    covers: frozenset[str] | None = None

    def tracks(self, name: str, terms: Provision) -> bool:
        """Tell whether the scenario speaks of a provision, itself or by its theme."""
        return self.covers is None or name in self.covers or terms.theme in self.covers


def docket(
    agreement: Agreement,
    view: View,
    known_by: int,
    horizon: int,
    inference: Inference,
    *,
    settled: Ground | None = None,
) -> "Docket":
    """Weigh what is known at an instant, ready to be asked until `horizon`."""
    base = settled or ground(agreement)
    return Docket(world(base, view.reports, known_by), view, horizon, inference)


class Docket:
    """Every provision's cases and steps, at one known-by instant."""

    def __init__(
        self, world: World, view: View, horizon: int, inference: Inference
    ) -> None:
        self.world = world
        self.known_by = world.known.known_by
        self.view = view
        self.horizon = horizon
        self._inference = inference
        self._strands: dict[str, Strand] = {}
        self._last_round: Mapping[str, Strand | None] = {}
        self._watches: dict[str, Watch] = {}
        # Of no circle of references, what is dropped is freed at once.
        self.dates = Dates(self.agreement, world.ground.calendar, proxy(self))
        for group, circular in world.ground.groups:
            self._settle(group, circular)

    @property
    def agreement(self) -> Agreement:
        """Give the agreement asked about."""
        return self.world.ground.agreement

    @cached_property
    def told(self) -> Mapping[str, Report]:
        """Give the reports of the scenario by id, whatever is known of them."""
        return {report.id: report for report in self.view.reports}

    def _settle(self, group: tuple[str, ...], circular: bool) -> None:
        """Decide provisions that read each other, from nothing known upwards (T11)."""
        if not circular:
            self._strands[group[0]] = self._strand(group[0])
            return
        self._last_round = dict.fromkeys(group)
        for _ in range(len(group) + 2):
            now = {name: self._strand(name) for name in group}
            settled = all(
                _signature(now[name]) == _signature(before)
                for name, before in self._last_round.items()
            )
            self._last_round = now
            if settled:
                break
        self._strands.update(
            {name: s for name, s in self._last_round.items() if s is not None}
        )
        self._last_round = {}

    def _strand(self, name: str) -> Strand:
        terms = self.agreement.provisions[name]
        duty = Duty(
            self.world,
            self.dates,
            name,
            terms,
            self.view.tracks(name, terms),
            self._closed(terms),
            self._breaches(terms),
            self.horizon,
        )
        itself: Case | None = None
        if terms.for_each is not None or terms.every is not None or terms.each:
            itself = whole(duty)
        found = cases(duty)
        return Strand(
            found, itself, self._inference, _known_until(terms, itself, found)
        )

    def _closed(self, terms: Provision) -> int | None:
        if terms.void_if is None:
            return None
        return self.first_held(terms.void_if.status)

    def _breaches(self, terms: Provision) -> tuple[int | None, ...]:
        if terms.on_breach_of is None:
            return ()
        return (self.first_held({terms.on_breach_of: ("breached",)}),)

    # -- what time expressions ask ----------------------------------------------

    def earliest(self, pattern: Pattern) -> Occurrence | None:
        """Find the earliest true occurrence that meets a pattern."""
        return self.world.earliest(pattern)

    def date_of(self, provision: str, head: str, key: Key) -> Moment | None:
        """Give a provision's start, end, due, met, done or breached date."""
        strand = self._known_strand(provision)
        return None if strand is None else strand.date(head, key)

    def first_held(self, conditions: Mapping[str, StatusWords]) -> int | None:
        """Give the first instant at which all the statuses hold together (T8)."""
        strands = {name: self._known_strand(name) for name in conditions}
        if any(strand is None for strand in strands.values()):
            return None
        steps = {n: s.steps for n, s in strands.items() if s is not None}
        for at in sorted({step.at for found in steps.values() for step in found}):
            if all(
                step_at(steps[name], at).status in words
                for name, words in conditions.items()
            ):
                return at
        return None

    def _known_strand(self, name: str) -> Strand | None:
        return self._strands.get(name) or self._last_round.get(name)

    # -- what everybody else asks -----------------------------------------------

    def strand(self, provision: str) -> Strand:
        """Give a provision's cases and steps."""
        return self._strands[provision]

    def units(self, provision: str) -> tuple[Key | None, ...]:
        """List a provision's instances by key; (None,) where it has none."""
        strand = self._strands[provision]
        if not strand.in_instances:
            return (None,)
        return strand.keys

    def steps(self, provision: str, key: Key | None = None) -> tuple[Step, ...]:
        """Give the statuses of a provision, or an instance, through time."""
        return self._strands[provision].steps_for(key)

    def standing(self, provision: str, as_of: int) -> Standing:
        """Say where a provision stands at an instant."""
        strand = self._strands[provision]
        if not strand.in_instances:
            case = strand.kin[0].model
            return self._case_standing(provision, case, strand.steps, as_of)
        return self._gathered(provision, strand, as_of)

    def unit_standing(self, provision: str, key: Key | None, as_of: int) -> Standing:
        """Say where one instance of a provision stands at an instant."""
        strand = self._strands[provision]
        case, steps = strand.case(key), strand.steps_for(key)
        return self._case_standing(provision, case, steps, as_of)

    def due_derivation(
        self, provision: str, key: Key | None = None
    ) -> Derivation | None:
        """Say how a due date (of a maintenance: its end) came about."""
        strand = self._strands[provision]
        if key is None and strand.in_instances:
            return None
        case = strand.case(key)
        by = case.window.due_by if case.achievement else case.window.ends_by
        return by if by.value is not None or by.parts else None

    def observed(self, provision: str) -> Watch:
        """Give what independent sources have reported of a provision."""
        if provision not in self._watches:
            terms = self.agreement.provisions[provision]
            self._watches[provision] = watch(self.world, provision, terms)
        return self._watches[provision]

    def _case_standing(
        self, provision: str, case: Case, steps: Sequence[Step], as_of: int
    ) -> Standing:
        step = step_at(steps, as_of)
        found = case.look(as_of).finding
        met = step.status == "met" and case.achievement
        watched = self.observed(provision)
        marks = marks_of(case, step, found, as_of, self.known_by, watched)
        if provision in self.world.unweighed and "not-yet-weighed" not in marks:
            marks = (*marks, "not-yet-weighed")
        return Standing(
            provision=provision,
            instance=case.key,
            status=step.status,
            ground=step.ground,
            rule=step.rule,
            since=since(steps, as_of),
            start=case.window.start,
            due=case.window.due if case.achievement else None,
            ends=case.window.ends,
            late=case.late(found.date) if met else None,
            performed=found.date if met else None,
            support=_support(step, found.support),
            marks=marks,
            accused=found.accused if step.status in ("breached", "disputed") else (),
            unobserved_since=watched.since(as_of) if "unobserved" in marks else None,
            violations=_violations(case, as_of),
            breach_seconds=_in_breach(steps, as_of),
            progress=progress_of(case, as_of),
        )

    def _gathered(self, provision: str, strand: Strand, as_of: int) -> Standing:
        step = step_at(strand.steps, as_of)
        there = [
            (kin, steps)
            for kin, steps in strand.arisen(as_of)
            if step_at(steps, as_of).status == step.status
        ]
        models: dict[object, Standing] = {}
        violations = 0
        for kin, steps in there:
            like = kin.likeness(as_of)
            if like not in models:
                models[like] = self._case_standing(provision, kin.model, steps, as_of)
            violations += kin.number * models[like].violations
        alike = tuple(models.values())
        dues = [kin.window.due for kin, _ in there if kin.window.due is not None]
        marks = {mark for standing in alike for mark in standing.marks}
        if not alike:
            marks.add("no-instance")
            seen = step.status in ("holding", "met")
            if seen and self.observed(provision).unobserved(as_of):
                marks.add("unobserved")
            if as_of > self.known_by:
                marks.add("projected")
        return Standing(
            provision=provision,
            instance=None,
            status=step.status,
            ground=step.ground,
            rule=_first_rule(there, as_of) if there else step.rule,
            since=since(strand.steps, as_of),
            due=min(dues, key=lambda due: due.hi) if dues else None,
            support=weakest(s.support for s in alike if s.support),
            marks=_ordered(marks),
            accused=tuple(sorted({name for s in alike for name in s.accused})),
            violations=violations,
            breach_seconds=_in_breach(strand.steps, as_of),
            instances=strand.counts(as_of),
        )


def _first_rule(there: Sequence[tuple[Kin, Sequence[Step]]], as_of: int) -> str:
    """Give the rule of the first instance, by key."""
    rules = [step_at(steps, as_of).rule for _, steps in there]
    if len({*rules}) == 1 or not any(kin.shared for kin, _ in there):
        return rules[0]
    firsts = [in_order(kin.first(1)[0]) for kin, _ in there]
    return rules[firsts.index(min(firsts))]


def _known_until(
    terms: Provision, whole: Case | None, found: Sequence[Kin]
) -> int | None:
    """Give the last second the stretches made reach, None where there are no more."""
    if terms.every is None or whole is None or not found:
        return None
    last = max(kin.window.ends.hi for kin in found if kin.window.ends is not None)
    ends = whole.window.ends
    return last if ends is None or ends.hi > last else None


def _ordered(marks: set[str]) -> tuple[str, ...]:
    return tuple(mark for mark in MARKS if mark in marks)


def _signature(strand: Strand | None) -> object:
    """Give all of a strand that another provision's dates or conditions can read."""
    if strand is None:
        return None
    dates = tuple(
        (*kin.named(), kin.window.start, kin.window.due, kin.window.ends)
        for kin in strand.kin
    )
    met = tuple(strand.date(head, ()) for head in ("met", "done", "breached"))
    return (dates, strand.kin_steps, strand.steps, met)


def _support(step: Step, words: str) -> str:
    """Say whose word a status rests on: one that rests on no word has none."""
    if step.ground == "finding":
        return "authority"  # whose findings they are
    rests = step.status == "met" or step.ground in ("allegation", "violation")
    return words if rests else ""


def _violations(case: Case, as_of: int) -> int:
    if case.achievement:
        return 0
    items = (*case.items, *case.rates(as_of))
    return sum(
        item.times for item in items if item.truth == "true" and item.date.lo <= as_of
    )


def _in_breach(steps: Sequence[Step], as_of: int) -> int:
    """Add up the seconds in breach until an instant, that second included."""
    ends = [step.at for step in steps[1:]]
    total = 0
    for step, end in zip(steps, [*ends, as_of + 1], strict=True):
        if step.status == "breached" and step.at <= as_of:
            total += min(end, as_of + 1) - step.at
    return total
