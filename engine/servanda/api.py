"""The verbs of the command line as functions: each returns data, none prints.

A story is given as what `load` returned, or as the path or shipped name of a
scenario. Instants are given as text, a date or a datetime; a day means its last
second. Errors in the input raise InputError, with every problem found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.errors import InputError, NotFoundError, QuestionError
from servanda.problems import Problem, Spot, did_you_mean, quote
from servanda.unhurried import uncollected

if TYPE_CHECKING:
    from servanda.changes import Change
    from servanda.chronicle import Chronicle
    from servanda.comparison import Comparison
    from servanda.evaluate import Docket, View
    from servanda.explanation import Explanation
    from servanda.inference import Inference
    from servanda.inputs import Checked, Listing, Tested, TestRun
    from servanda.question import Question
    from servanda.report import StatusReport
    from servanda.scenario import Report
    from servanda.source import Loaded
    from servanda.standing import Key
    from servanda.sweep.conduct import Conduct
    from servanda.sweep.report import SweepReport
    from servanda.sweep.trials import Subject
    from servanda.touched import Base
    from servanda.upcoming import Upcoming

Instant = str | date | datetime
MISSING = frozenset(
    {"unknown-scenario", "no-such-file", "not-a-file", "nothing-to-check"}
)


@dataclass(frozen=True)
class Story:
    """A scenario with its agreement and reports, ready to be asked."""

    loaded: Loaded
    name: str
    rules: Path | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def provisions(self) -> tuple[str, ...]:
        """List the agreement's provisions by id."""
        return tuple(self.loaded.agreement.provisions)

    @cached_property
    def inference(self) -> Inference:
        """Give what infers statuses; each situation is inferred once a story."""
        from servanda.inference import Inference
        from servanda.ruleset import RULES
        from servanda.situation import FIELDS

        return Inference(RULES, FIELDS)

    @cached_property
    def view(self) -> View:
        """Give what the scenario lets one see."""
        from servanda.evaluate import View

        covers = self.loaded.scenario.covers
        covered = None if covers == "all" else frozenset(covers)
        return View(self.loaded.reports, covered)

    @cached_property
    def latest(self) -> int | None:
        """Give the last second of the latest `date` or `reported`."""
        from servanda.question import latest

        return latest(self.loaded.reports, self.loaded.calendar)


@uncollected()
def load(scenario: str | Path, *, rules: str | Path | None = None) -> Story:
    """Load a scenario by path or shipped name."""
    from servanda.check import load as load_checked

    folder = None if rules is None else Path(rules)
    outcome = load_checked(str(scenario), folder)
    if outcome.value is None:
        _refuse_missing(outcome.problems)
        raise InputError(outcome.problems)
    return Story(outcome.value, str(scenario), folder, outcome.problems)


def is_missing(problem: Problem) -> bool:
    """Tell whether what was asked for is not there, rather than wrong in itself."""
    return problem.code in MISSING and problem.excerpt is None


def _refuse_missing(problems: Sequence[Problem]) -> None:
    """Raise NotFoundError where there is nothing of the name asked for."""
    for problem in problems:
        if is_missing(problem):
            message = problem.message
            if problem.code != "unknown-scenario":
                message = f"{problem.file}: {message}"
            raise NotFoundError(message, problem.hint)


@uncollected()
def status(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> StatusReport:
    """Ask where every provision stands."""
    from servanda.report import status_report

    return status_report(_question(_story(story, rules), as_of, known_by))


def why(
    story: Story | str | Path,
    provision: str,
    instance: Mapping[str, str] | None = None,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Explanation:
    """Ask why a provision, or one instance of it, stands where it does."""
    from servanda.explanation import explanation

    question = _question(_story(story, rules), as_of, known_by)
    if provision not in question.agreement.provisions:
        hint = did_you_mean(provision, question.agreement.provisions)
        raise NotFoundError(f"no provision is called {quote(provision)}", hint)
    key = _key(question, provision, instance) if instance else None
    return explanation(question, provision, key)


def _key(question: Question, provision: str, instance: Mapping[str, str]) -> Key:
    from servanda.expect import matching_keys

    units = question.docket.units(provision)
    found = matching_keys(units, instance)
    if len(found) == 1:
        return found[0]
    named = quote(", ".join(f"{name}={value}" for name, value in instance.items()))
    known = [f"{name}={value}" for key in units[:8] for name, value in key or ()]
    hint = f"there are {', '.join(dict.fromkeys(known))}" if known else ""
    count = f"{len(found)} instances" if found else "no instance"
    raise QuestionError(f"{provision} has {count} {named}", hint)


def next_due(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Upcoming:
    """Ask what is still open, in order of due date."""
    from servanda.upcoming import upcoming

    return upcoming(_question(_story(story, rules), as_of, known_by))


def replay(
    story: Story | str | Path,
    *,
    hindsight: bool = False,
    instances: bool = False,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Chronicle:
    """Tell the changes of status in order: as they became known, or as they were."""
    from servanda.chronicle import chronicle
    from servanda.history import replay as tell

    story = _story(story, rules)
    question = _question(story, as_of, known_by)
    told = tell(
        question.agreement,
        story.view,
        question.as_of,
        story.inference,
        known_by=question.known_by,
        hindsight=hindsight,
        instances=instances,
    )
    return chronicle(question, told, hindsight=hindsight)


def what_if(
    story: Story | str | Path,
    changes: Iterable[tuple[str, str]],
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Comparison:
    """Compare a scenario with itself after some changes, made in order.

    A change is its option and its text, as in `("miss", "hostages-33")` or
    `("add", "reports.yaml")`.
    """
    from servanda.comparison import comparison
    from servanda.whatif import run

    story = _story(story, rules)
    made = [_change(story, option, text) for option, text in changes]
    found = run(_base(story, as_of, known_by), made)
    for refusal in found.refusals:
        raise QuestionError(refusal.message, refusal.hint)
    return comparison(found, story.loaded.scenario, story.loaded.calendar)


def _base(story: Story, as_of: Instant | None, known_by: Instant | None) -> Base:
    """Evaluate a story once, for what-ifs of it."""
    from servanda.touched import Base

    at = None if as_of is None else _second(story, as_of, "as-of")
    known = at if known_by is None else _second(story, known_by, "known-by")
    return Base(
        story.loaded.agreement,
        story.loaded.apart(),
        story.view.covers,
        story.inference,
        known_by=known,
        as_of=at,
    )


def _change(story: Story, option: str, text: str) -> Change:
    from servanda.changes import Change, Refusal, parse_change

    if option == "add":
        return Change("add", reports=_added(story, Path(text)))
    loaded = story.loaded
    found = parse_change(option, text, loaded.agreement, loaded.calendar)
    if isinstance(found, Refusal):
        raise QuestionError(found.message, found.hint)
    return found


def _added(story: Story, path: Path) -> tuple[Report, ...]:
    from servanda.added import load_added

    outcome = load_added(story.name, story.rules, [path])
    if outcome.value is None:
        _refuse_missing(outcome.problems)
        raise InputError(outcome.problems)
    return outcome.value


def report(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> tuple[StatusReport, Upcoming]:
    """Ask for all that a written report holds: what stands, and what is to come."""
    story = _story(story, rules)
    return (
        status(story, as_of=as_of, known_by=known_by),
        next_due(story, as_of=as_of, known_by=known_by),
    )


def listing(folder: str | Path | None = None) -> Listing:
    """List the agreements and scenarios that are shipped, or lie in a folder."""
    from servanda.inputs import Listing, Named
    from servanda.source import library

    def named(found: Sequence[library.Listed]) -> tuple[Named, ...]:
        return tuple(Named(one.name, one.title, str(one.path)) for one in found)

    top = None if folder is None else Path(folder)
    if top is not None and not top.is_dir():
        raise NotFoundError(f"there is no folder {quote(str(top))}")
    return Listing(
        agreements=named(library.agreements(top and _part(top, "rules"))),
        scenarios=named(library.scenarios(top and _part(top, "scenarios"))),
    )


def _part(folder: Path, name: str) -> Path:
    """Give the folder of rules or scenarios within a folder, or else itself."""
    part = folder / name
    return part if part.is_dir() else folder


def check_files(
    paths: Sequence[str | Path], *, rules: str | Path | None = None
) -> Checked:
    """Read agreements and scenarios, and report every problem in them at once."""
    from servanda.check import check_paths
    from servanda.inputs import Checked
    from servanda.source.library import targets

    arguments = [str(path) for path in paths]
    found = targets(arguments)
    problems = check_paths(tuple(arguments), None if rules is None else Path(rules))
    return Checked(len(found.agreements), len(found.scenarios), problems)


def run_tests(
    paths: Sequence[str | Path], *, rules: str | Path | None = None
) -> TestRun:
    """Compare scenarios with what they expect of themselves."""
    from servanda.inputs import TestRun
    from servanda.source.library import targets

    found = targets([str(path) for path in paths])
    _refuse_missing(found.problems)
    return TestRun(tuple(_tested(path, rules) for path in found.scenarios))


def _tested(path: Path, rules: str | Path | None) -> Tested:
    from servanda.expect import failures
    from servanda.inputs import Misplaced, Tested

    name = f"{path.parent.name}/{path.stem}"
    try:
        story = load(path, rules=rules)
    except InputError as error:
        return Tested(name, str(path), 0, problems=error.problems, unreadable=True)
    expected = story.loaded.scenario.expect
    failed = failures(expected, story.loaded.calendar, partial(_docket, story))
    spots = _spots(path) if failed else ()
    return Tested(
        name=name,
        path=str(path),
        expectations=len(expected),
        failed=tuple(Misplaced(spots[one.index], one) for one in failed),
        problems=story.warnings,
    )


def _spots(path: Path) -> tuple[Spot, ...]:
    """Give where each expectation of a scenario is written."""
    from servanda.source.scenarios import read_scenario

    documents = (document for document, _ in read_scenario(path).expected)
    return tuple(document.text.place(document.root.start) for document in documents)


def _story(story: Story | str | Path, rules: str | Path | None) -> Story:
    return story if isinstance(story, Story) else load(story, rules=rules)


def _question(
    story: Story,
    as_of: Instant | None,
    known_by: Instant | None,
) -> Question:
    from servanda.question import Question

    loaded = story.loaded
    at = _second(story, as_of, "as-of")
    known = at if known_by is None else _second(story, known_by, "known-by")
    docket = _docket(story, known, at)
    return Question(
        agreement=loaded.agreement,
        scenario=loaded.scenario,
        told=docket.told,
        calendar=loaded.calendar,
        as_of=at,
        known_by=known,
        docket=docket,
    )


def _second(story: Story, given: Instant | None, name: str) -> int:
    """Give the second a question is asked about; the story's latest by default."""
    from servanda.question import last_second

    if given is not None:
        text = given.isoformat() if isinstance(given, date) else given
        return last_second(text, story.loaded.calendar, name)
    if story.latest is None:
        hint = "say as of when, as in 2025-02-28"
        raise QuestionError("this scenario has no report to take a date from", hint)
    return story.latest


def _docket(story: Story, known_by: int, horizon: int) -> Docket:
    from servanda.evaluate import docket

    agreement = story.loaded.agreement
    return docket(agreement, story.view, known_by, horizon, story.inference)


def sweep(
    story: Story | str | Path,
    plan: str | Path,
    *,
    as_of: Instant | None = None,
    rules: str | Path | None = None,
    conduct: Conduct | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SweepReport:
    """Run many what-ifs by a plan, and count which flags the provisions end in.

    How they are evaluated, and where what is done is kept, says `conduct`; by default
    here, in one process, and nowhere. A plan without dates is asked `as_of`.
    """
    from servanda.sweep.conduct import Conduct, ready, run
    from servanda.sweep.report import sweep_report

    story = _story(story, rules)
    made = ready(str(plan), story.name, _subject(story, as_of))
    found = run(made, conduct or Conduct(), progress)
    return sweep_report(found, story.loaded.scenario, story.loaded.calendar)


def _subject(story: Story, as_of: Instant | None) -> Subject:
    from servanda.sweep.trials import Subject

    agreement, view = story.loaded.agreement, story.view
    tracked = (n for n, terms in agreement.provisions.items() if view.tracks(n, terms))
    return Subject(
        agreement,
        tuple(story.loaded.apart()),
        view.covers,
        tuple(tracked),
        (_second(story, as_of, "as-of"),),
    )
