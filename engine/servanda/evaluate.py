"""A docket: where every provision stands, for somebody who knew what was known then.

The known-by instant is fixed; every as-of instant can be asked. A standing is a
function of the set of reports alone.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from servanda.acts import Deeds, Ruling, deeds, readings_of_acts
from servanda.agreement import Agreement, Provision, Reading
from servanda.batch import Reports
from servanda.case import Case
from servanda.course import Asked, Course
from servanda.dates import Moment
from servanda.edition import View
from servanda.editions import BASE, DatesOfActs, Effect, read
from servanda.expression import StatusWord
from servanda.inference import Inference
from servanda.kin import Kin, first_of
from servanda.marks import marks_of
from servanda.paths import Alike
from servanda.progress import progress_of
from servanda.readings import (
    Alternative,
    Contest,
    bearing_on,
    held_by_party,
    readings_read,
)
from servanda.scenario import Report
from servanda.silence import Watch, watch
from servanda.standing import MARKS, Derivation, Key, Standing, Step, step_at
from servanda.strand import Strand, since
from servanda.weigh import support, together, weakest
from servanda.world import Ground, World, ground, reground, retold, world


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
        self._asked = Asked(view, horizon, inference)
        self._readings_of_acts = readings_of_acts(world.known)
        self._deeds = self._done({})
        self.course = self._course(world, self._deeds, self._dates_of_acts())
        self._contests: dict[str, Contest | None] = {}
        self._watches: dict[tuple[str, int], Watch] = {}

    @property
    def inference(self) -> Inference:
        """Give what infers statuses."""
        return self._asked.inference

    @property
    def agreement(self) -> Agreement:
        """Give the agreement asked about, by its base text."""
        return self.world.ground.agreement

    @cached_property
    def told(self) -> Mapping[str, Report]:
        """Give the reports of the scenario by id, whatever is known of them."""
        return Reports.of(self.view.reports).by_id

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Give every act that is known, and what became of it."""
        return self.course.effects

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """Give every ruling that is known."""
        return self._deeds.rulings

    # -- rival readings ---------------------------------------------------------------

    def _done(self, chosen: Mapping[str, Reading]) -> Deeds:
        world, ground = self.world, self.world.ground
        done = deeds(
            ground.text,
            ground.calendar,
            ground.roster,
            world.known,
            world.acts,
            chosen,
        )
        known = tuple(r for r in done.rulings if self._is_known(r))
        return done._replace(rulings=known)

    def _is_known(self, ruling: Ruling) -> bool:
        """Tell whether a ruling chooses a reading that there is."""
        of_act = self._readings_of_acts.get(ruling.object)
        if of_act is not None or ruling.reading == BASE:
            return ruling.reading in {BASE, *(of_act or ())}
        text = self.world.ground.text
        return read(text, ruling.object, ruling.reading) is not text

    def _dates_of_acts(self) -> DatesOfActs:
        """Give the date each act sets, by its base text and by its readings."""
        read_ = self.world.ground.calendar.read
        return {
            act.root: {
                BASE: act.to,
                **{
                    name: read_(reading.to) if reading.to else act.to
                    for name, reading in self._readings_of_acts[act.root].items()
                },
            }
            for act in self._deeds.acts
            if act.to is not None and act.root in self._readings_of_acts
        }

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Give every reading with the course of the agreement under it."""
        return self._alternatives()

    def _alternatives(self) -> tuple[Alternative, ...]:
        found = []
        text = self.world.ground.text
        for section, name, readings in readings_read(text):
            for word, reading in readings.items():
                course = self._under(read(text, name, word), self._deeds, name)
                found.append(self._alternative(section, name, word, reading, course))
        for root, readings in self._readings_of_acts.items():
            for word, reading in readings.items():
                course = self._under(text, self._done({root: reading}), root)
                found.append(self._alternative("acts", root, word, reading, course))
        return tuple(found)

    def _under(self, text: Agreement, done: Deeds, ignored: str) -> Course:
        """Give the course under a reading of an object, rulings on it disregarded."""
        rulings = tuple(r for r in done.rulings if r.object != ignored)
        base = self.world.ground
        there = self.world
        if text is not base.text:
            there = retold(self.world, self._grounded(text))
        dates = {r: d for r, d in self._dates_of_acts().items() if r != ignored}
        return self._course(there, done._replace(rulings=rulings), dates)

    def _grounded(self, text: Agreement) -> Ground:
        return reground(self.world.ground, text)

    def _course(self, world: World, done: Deeds, dates: DatesOfActs) -> Course:
        return Course(world, self._asked, done, dates)

    def _alternative(
        self, section: str, name: str, word: str, reading: Reading, course: Course
    ) -> Alternative:
        spans = ((r.start, r.end) for r in self._deeds.rulings if r.object == name)
        held = held_by_party(self.world.ground.text, reading)
        reach = frozenset((name,))
        if section != "provisions":
            reach = self._reach(section, name, course)
        return Alternative(name, word, reading, held, course, tuple(spans), reach)

    def _reach(self, section: str, name: str, course: Course) -> frozenset[str]:
        """Name the provisions that a reading of a phase, anchor or act can reach."""
        if section == "acts":
            return frozenset(self.agreement.provisions)
        editions = (*self.course.editions, *course.editions)
        return frozenset(
            reader
            for edition in editions
            for reader in edition.world.ground.readers_of(f"{section}.{name}")
        )

    def date_of(self, provision: str, head: str, key: Key) -> Moment | None:
        """Give a date of a provision that others may count from."""
        return self.course.last.date_of(provision, head, key)

    def contest(self, provision: str) -> Contest | None:
        """Give a provision under its rival readings; None where there are none."""
        if provision not in self._contests:
            found = tuple(bearing_on(provision, self.alternatives))
            self._contests[provision] = (
                Contest(provision, self.course, found) if found else None
            )
        return self._contests[provision]

    # -- what everybody asks ----------------------------------------------------------

    def strand(self, provision: str, as_of: int | None = None) -> Strand:
        """Give a provision's cases and steps by the edition at an instant."""
        course = self.course
        edition = course.last if as_of is None else course.at(as_of)
        return edition.strand(provision)

    def units(self, provision: str) -> tuple[Key | None, ...]:
        """List a provision's instances by key; (None,) where it has none."""
        if len(self.course.editions) > 1:
            return self.course.units(provision)
        strand = self.strand(provision)
        return strand.keys if strand.in_instances else (None,)

    def steps(self, provision: str, key: Key | None = None) -> tuple[Step, ...]:
        """Give the statuses of a provision, or an instance, through time."""
        contest = self.contest(provision)
        if contest is not None:
            return contest.steps(key)
        return self.course.steps(provision, key)

    def standing(self, provision: str, as_of: int) -> Standing:
        """Say where a provision stands at an instant."""
        strand = self.strand(provision, as_of)
        if strand.in_instances:
            return self._gathered(provision, strand, as_of)
        case = strand.kin[0].model
        return self._case_standing(provision, case, self.steps(provision), as_of)

    def unit_standing(self, provision: str, key: Key | None, as_of: int) -> Standing:
        """Say where one instance of a provision stands at an instant."""
        strand = self.course.bearing(as_of, provision, key).strand(provision)
        steps = self.steps(provision, key)
        return self._case_standing(provision, strand.case(key), steps, as_of)

    def case(self, provision: str, key: Key | None, as_of: int) -> Case:
        """Give the case behind a standing."""
        return self.course.bearing(as_of, provision, key).strand(provision).case(key)

    def due_derivation(
        self, provision: str, key: Key | None = None, as_of: int | None = None
    ) -> Derivation | None:
        """Say how a due date (of a maintenance: its end) came about."""
        strand = self.strand(provision, as_of)
        if key is None and strand.in_instances:
            return None
        if not strand.has(key):
            strand = self.strand(provision)
        case = strand.case(key)
        by = case.window.due_by if case.achievement else case.window.ends_by
        return by if by.value is not None or by.parts else None

    def reached_by(self, name: str) -> frozenset[str]:
        """Name the provisions that an act about an object, or a ruling, can reach."""
        agreement = self.world.ground.text
        for section in ("provisions", "phases", "anchors"):
            if name in getattr(agreement, section):
                own = {name} & agreement.provisions.keys()
                return frozenset(own) or self._reach(section, name, self.course)
        return frozenset(agreement.provisions)

    def terms(self, provision: str, as_of: int) -> Provision:
        """Give a provision as the edition at an instant has it."""
        return self.course.at(as_of).edited.agreement.provisions[provision]

    def observed(self, provision: str, as_of: int) -> Watch:
        """Give what independent sources have reported of a provision."""
        edition = self.course.at(as_of)
        if (provision, edition.at) not in self._watches:
            terms = edition.agreement.provisions[provision]
            found = watch(self.world, provision, terms)
            self._watches[provision, edition.at] = found
        return self._watches[provision, edition.at]

    def partners(self, provision: str, as_of: int) -> tuple[str, ...]:
        """Name what a provision is to be done together with at an instant."""
        return self.course.at(as_of).world.ground.partners.get(provision, ())

    def waits_mutually(self, provision: str, status: str, as_of: int) -> bool:
        """Tell whether it and all that is done together with it wait (G2)."""
        others = self.partners(provision, as_of)
        return bool(others) and all(
            word == "pending"
            for word in (
                status,
                *(step_at(self.course.steps(o), as_of).status for o in others),
            )
        )

    def _under_readings(
        self, provision: str, key: Key | None, as_of: int
    ) -> dict[str, StatusWord]:
        contest = self.contest(provision)
        if contest is None:
            return {}
        found = ((a, contest.step_under(a, key, as_of)) for a in contest.alternatives)
        return {
            one.title(provision): step.status for one, step in found if step is not None
        }

    def _case_standing(
        self, provision: str, case: Case, steps: Sequence[Step], as_of: int
    ) -> Standing:
        step = step_at(steps, as_of)
        found = case.look(as_of).finding
        met = step.status == "met" and case.achievement
        watched = self.observed(provision, as_of)
        marks = set(marks_of(case, step, found, as_of, self.known_by, watched))
        if case.key is None and self.waits_mutually(provision, step.status, as_of):
            marks.add("mutual-wait")
        blamed = step.status in ("breached", "disputed") and step.ground != "reading"
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
            support=_support(case, step, found.support, as_of),
            marks=_ordered(marks),
            accused=found.accused if blamed else (),
            unobserved_since=watched.since(as_of) if "unobserved" in marks else None,
            violations=_violations(case, as_of),
            breach_seconds=_in_breach(steps, as_of),
            progress=progress_of(case, as_of),
            readings=self._under_readings(provision, case.key, as_of),
        )

    def alike(self, provision: str, strand: Strand, as_of: int) -> list[Alike]:
        """List the instances that have arisen, those that stand alike together."""
        contest = self.contest(provision)
        if contest is None:
            return list(strand.alike(as_of))
        return [
            _alone(kin.case(key), contest.steps(key), as_of)
            for kin, _ in strand.arisen(as_of)
            for key in kin.named()
        ]

    def numbers(self, provision: str, as_of: int) -> dict[StatusWord, int]:
        """Count the instances of a provision by status; itself where it has none."""
        strand = self.strand(provision, as_of)
        plain = len(self.course.editions) == 1 and self.contest(provision) is None
        if plain and strand.in_instances:
            return strand.numbers(as_of)
        found = self.standing(provision, as_of)
        return dict(found.instances) if strand.in_instances else {found.status: 1}

    def _gathered(self, provision: str, strand: Strand, as_of: int) -> Standing:
        steps = self.steps(provision)
        step = step_at(steps, as_of)
        groups = self.alike(provision, strand, as_of)
        there = [one for one in groups if one.step.status == step.status]
        models: dict[object, Standing] = {}
        violations = 0
        for kin, steps_of in ((kin, one.steps_of) for one in there for kin in one.kin):
            like = kin.likeness(as_of)
            if like not in models:
                found = self._case_standing(provision, kin.model, steps_of(kin), as_of)
                models[like] = found
            violations += kin.number * models[like].violations
        alike = tuple(models.values())
        windows = (kin.window for one in there for kin in one.kin)
        dues = {window.due for window in windows if window.due is not None}
        marks = {mark for standing in alike for mark in standing.marks}
        if not alike:
            marks |= self._marks_without(provision, step, as_of)
        if self.waits_mutually(provision, step.status, as_of):
            marks.add("mutual-wait")
        counts: Counter[StatusWord] = Counter()
        for one in groups:
            counts[one.step.status] += one.number
        return Standing(
            provision=provision,
            instance=None,
            status=step.status,
            ground=step.ground,
            rule=_first_rule(there) if there else step.rule,
            since=since(steps, as_of),
            due=min(dues, key=lambda due: (due.hi, due.lo), default=None),
            support=weakest(s.support for s in alike if s.support),
            marks=_ordered(marks),
            accused=tuple(sorted({name for s in alike for name in s.accused})),
            violations=violations,
            breach_seconds=_in_breach(steps, as_of),
            instances=dict(sorted(counts.items())),
            readings=self._under_readings(provision, None, as_of),
        )

    def _marks_without(self, provision: str, step: Step, as_of: int) -> set[str]:
        """Mark a provision no instance of which gives it its status."""
        marks = {"no-instance"}
        if step.ground == "reading":
            marks.clear()
        seen = step.status in ("holding", "met")
        if seen and self.observed(provision, as_of).unobserved(as_of):
            marks.add("unobserved")
        if as_of > self.known_by:
            marks.add("projected")
        return marks


def _alone(case: Case, steps: Sequence[Step], as_of: int) -> Alike:
    """Take an instance that stands like no other."""
    return Alike(step_at(steps, as_of), (Kin.of(case),), lambda _: steps)


def _first_rule(there: Sequence[Alike]) -> str:
    """Give the rule of the first instance, by key."""
    rules = {one: alike.step.rule for alike in there for one in alike.kin}
    if len({*rules.values()}) > 1:
        ((_, first),) = first_of(tuple(rules), 1)
        return rules[first]
    return there[0].step.rule


def _ordered(marks: set[str]) -> tuple[str, ...]:
    return tuple(mark for mark in MARKS if mark in marks)


def _support(case: Case, step: Step, words: str, as_of: int) -> str:
    """Say whose word a status rests on: one that rests on no word has none."""
    if step.ground == "finding":
        answers = case.answers(case.window.weighed_until(as_of))
        finders = [a.voice for a in answers if a.finds and a.word == "breached"]
        bearers = case.question.bearers
        side = together(case.question.roster, finders, bearers)
        return support(case.question.roster, side, bearers)
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
