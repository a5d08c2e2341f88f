"""A plan made ready for one scenario: its axes with their levels, its dates."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.dates import Calendar
from servanda.errors import QuestionError
from servanda.problems import Problem, did_you_mean, has_errors, in_order, quote
from servanda.question import last_second
from servanda.source.load import Outcome
from servanda.source.sweeps import ReadPlan, read_plan
from servanda.sweep.axes import Levels, Maker, Misfit
from servanda.sweep.draws import grid_size
from servanda.sweep.plan import MOST_RUNS, Axis, Plan, Steps
from servanda.sweep.trials import Subject, Trials


class Ready(NamedTuple):
    """A plan with the levels of its axes, and the scenario it changes."""

    plan: Plan
    axes: tuple[Levels, ...]
    subject: Subject


def load_plan(path: Path, subject: Subject) -> Outcome[Ready]:
    """Read a plan and check it against a scenario; its dates come first, if any.

    Every level is tried alone, so that what cannot be done is told before all begins.
    """
    plan, read = read_plan(path, Plan)
    if plan is None:
        return Outcome(None, in_order(read.problems))
    return _fitted(plan, read, subject)


def plan_problems(
    path: Path, subjects: Iterable[Outcome[Subject]]
) -> tuple[Problem, ...]:
    """Find what is wrong with a plan, in the one of some scenarios that it fits best.

    Nothing is drawn, so that it needs none of the libraries that draw.
    """
    plan, read = read_plan(path, Plan)
    if plan is None:
        return in_order(read.problems)
    tried: list[tuple[Problem, ...]] = []
    broken: list[tuple[Problem, ...]] = []
    for subject in subjects:
        if subject.value is None:
            broken.append(in_order((*read.problems, *subject.problems)))
            continue
        found = _fitted(_drawn_from_nothing(plan), read, subject.value).problems
        if not has_errors(found):
            return found
        tried.append(found)
    if not tried and not broken:
        return in_order((*read.problems, _of_no_scenario(read)))
    return min(tried or broken, key=len)


def _of_no_scenario(read: ReadPlan) -> Problem:
    message = "there is no scenario here whose reports this sweep could change"
    hint = "put it into the folder sweeps, beside the scenarios it is for"
    return read.problem(("sweep",), "unknown-scenario", message, hint)


def _drawn_from_nothing(plan: Plan) -> Plan:
    """Give every length alike where what knows distributions is not installed."""
    if find_spec("scipy") is not None or plan.method == "grid":
        return plan
    axes = {id: _all_alike(axis) for id, axis in plan.axes.items()}
    return plan.model_copy(update={"axes": axes})


def _all_alike(axis: Axis) -> Axis:
    drawn = axis.distribution
    if drawn is None or drawn.between[1] < drawn.between[0]:  # told without drawing
        return axis
    lo, hi = drawn.between
    steps = Steps(**{"from": lo, "to": hi})
    return axis.model_copy(update={"distribution": None, "range": steps})


def _fitted(plan: Plan, read: ReadPlan, subject: Subject) -> Outcome[Ready]:
    """Check a plan that has its form against a scenario."""
    checks = _Checks(plan, read, subject)
    seconds = checks.seconds or subject.as_of
    ready = Ready(plan, checks.axes, subject._replace(as_of=seconds))
    problems = [*read.problems, *checks.problems(), *checks.untried(ready)]
    return Outcome(None if has_errors(problems) else ready, in_order(problems))


class _Checks:
    """A plan beside what its scenario has."""

    def __init__(self, plan: Plan, read: ReadPlan, subject: Subject) -> None:
        self.plan = plan
        self.read = read
        self.subject = subject
        agreement: Agreement = subject.agreement
        self.calendar = Calendar(agreement.zone, agreement.day_ends)
        maker = Maker(agreement, self.calendar, plan.method)
        made = {id: maker.levels(id, axis) for id, axis in plan.axes.items()}
        self.misfits = {id: m for id, m in made.items() if isinstance(m, Misfit)}
        self.axes = tuple(m for m in made.values() if isinstance(m, Levels))
        self.dated = [self._second(text) for text in plan.as_of]

    @property
    def seconds(self) -> tuple[int, ...]:
        """Give the dates asked about, in order."""
        return tuple(sorted({at for at in self.dated if isinstance(at, int)}))

    def _second(self, text: str) -> int | QuestionError:
        try:
            return last_second(text, self.calendar)
        except QuestionError as error:
            return error

    def problems(self) -> list[Problem]:
        """Find what the agreement does not know."""
        found = [
            self.read.problem(("axes", id, m.key), *m.refusal[:3])
            for id, m in self.misfits.items()
        ]
        for place, at in enumerate(self.dated):
            if isinstance(at, QuestionError):
                found.append(
                    self.read.problem(("as_of", place), "bad-date", at.message, at.hint)
                )
        for place, name in enumerate(self.plan.indicator.provisions):
            if name not in self.subject.provisions:
                path = ("indicator", "provisions", place)
                message = f"the scenario tracks no provision {quote(name)}"
                hint = did_you_mean(name, self.subject.provisions)
                found.append(
                    self.read.problem(path, "unknown-provision", message, hint)
                )
        if self.plan.method == "grid" and grid_size(self.axes) > MOST_RUNS:
            message = f"this grid has more than {MOST_RUNS:,} runs"
            hint = "take fewer levels, or method: monte-carlo"
            found.append(self.read.problem(("axes",), "grid-too-large", message, hint))
        return found

    def untried(self, ready: Ready) -> list[Problem]:
        """Try the last level of each axis alone: what refuses that refuses all."""
        trials = Trials(ready.subject)
        found = []
        for axis in ready.axes:
            changes = next((n.changes for n in axis.levels[::-1] if n.changes), ())
            refusal = trials.refusal(changes)
            if refusal is not None:
                path = ("axes", axis.id, self.plan.axes[axis.id].kind)
                found.append(self.read.problem(path, *refusal[:3]))
        trials.close()
        return found
