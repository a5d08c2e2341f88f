"""The verbs of the command line as functions: each returns data, none prints.

A story is given as what `load` returned, or as the path or shipped name of a
scenario. Instants are given as text, a date or a datetime; a day means its last
second. Errors in the input raise InputError, with every problem found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.errors import InputError, NotFoundError, QuestionError
from servanda.problems import Spot, did_you_mean, in_order, quote
from servanda.story import (
    MISSING,
    Instant,
    Story,
    docket_of,
    is_missing,
    load,
    question_of,
    refuse_missing,
    second_of,
    story_of,
)
from servanda.supposed import (
    Supposed,
    base_of,
    load_plan,
    plan_problems,
    supposable,
    sweep_problems,
    swept,
    tried,
)
from servanda.unhurried import uncollected

if TYPE_CHECKING:
    from servanda.accounts import Owed
    from servanda.changes import Change
    from servanda.chronicle import Chronicle
    from servanda.comparison import Comparison
    from servanda.covering import Coverage
    from servanda.explanation import Explanation
    from servanda.inputs import Checked, Listing, Tested, TestRun
    from servanda.pagedata import Page
    from servanda.report import StatusReport
    from servanda.slackreport import SlackReport
    from servanda.source import Loaded
    from servanda.standing import Standing
    from servanda.stepping import Walk
    from servanda.sweep.conduct import Conduct
    from servanda.sweep.report import SweepReport
    from servanda.upcoming import Upcoming

__all__ = [
    "MISSING",
    "Instant",
    "Story",
    "Supposed",
    "check_files",
    "counts",
    "coverage",
    "is_missing",
    "listing",
    "load",
    "load_plan",
    "next_due",
    "owed",
    "replay",
    "report",
    "run_tests",
    "slack",
    "status",
    "supposable",
    "sweep",
    "walk",
    "what_if",
    "why",
]


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

    return status_report(question_of(story_of(story, rules), as_of, known_by))


@uncollected()
def counts(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> dict[str, dict[str, int]]:
    """Count the instances of each provision by status, without any reasons.

    Of a provision that comes in no instances it is its own status, once.
    """
    question = question_of(story_of(story, rules), as_of, known_by)
    return {
        id: {str(w): n for w, n in question.docket.numbers(id, question.as_of).items()}
        for id in question.agreement.provisions
    }


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

    question = question_of(story_of(story, rules), as_of, known_by)
    return explanation(question, provision, instance)


def next_due(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Upcoming:
    """Ask what is still open, in order of due date."""
    from servanda.upcoming import upcoming

    return upcoming(question_of(story_of(story, rules), as_of, known_by))


def owed(
    story: Story | str | Path,
    *,
    by: str | None = None,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Owed:
    """Ask what each party, or one of them, still owes."""
    from servanda.accounts import owed as still_owed

    return still_owed(question_of(story_of(story, rules), as_of, known_by), by)


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

    story = story_of(story, rules)
    question = question_of(story, as_of, known_by)
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


def walk(
    story: Story | str | Path,
    *,
    rules: str | Path | None = None,
) -> Walk:
    """Go through a scenario one moment at a time, by both clocks."""
    from servanda.stepping import Told, Walk

    story = story_of(story, rules)
    loaded = story.loaded
    return Walk(
        Told(
            loaded.agreement,
            loaded.scenario,
            loaded.calendar,
            story.view,
            story.inference,
        )
    )


def what_if(
    story: Story | Supposed | str | Path,
    changes: Iterable[Change | tuple[str, str]] = (),
    *,
    carry: bool = False,
    every: bool = False,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Comparison:
    """Compare a scenario with itself after some changes, made in order.

    A change is a value, or its option and its text, as in `("miss", "hostages-33")`
    or `("add", "reports.yaml")`. A plan's own changes, where one is given, come first.
    With `carry`, what waits for a delayed step comes as much later; with `every`, what
    does not differ is told too.
    """
    from servanda.comparison import comparison

    asked = story if isinstance(story, Supposed) else supposable(story, rules)
    found = asked.run(changes, carry, as_of, known_by)
    loaded = asked.story.loaded
    return comparison(found, loaded.scenario, loaded.calendar, every=every)


def slack(
    story: Story | str | Path,
    provisions: Sequence[str] = (),
    *,
    carry: bool = False,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> SlackReport:
    """Ask how late each step that is open or met can be, and what falls first then.

    With `carry`, what waits for a step comes as much later.
    """
    from servanda.margins import is_step, slacks
    from servanda.slackreport import slack_report

    story = story_of(story, rules)
    base = base_of(story, as_of, known_by)
    for id in provisions:
        if id not in base.agreement.provisions:
            hint = did_you_mean(id, base.agreement.provisions)
            raise NotFoundError(f"no provision is called {quote(id)}", hint)
        if not is_step(base, id):
            hint = "slack is asked of steps, not of what is to be kept, or is breached"
            raise QuestionError(f"{id} is no step that is open or met", hint)
    found = slacks(base, provisions, carry)
    return slack_report(found, base, story.loaded.scenario, carry)


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

    story = story_of(story, rules)
    subject = swept(story, as_of)
    found = run(ready(str(plan), story.name, subject), conduct or Conduct(), progress)
    return sweep_report(found, story.loaded.scenario, story.loaded.calendar)


def report(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> tuple[StatusReport, Upcoming]:
    """Ask for all that a written report holds: what stands, and what is to come."""
    story = story_of(story, rules)
    return (
        status(story, as_of=as_of, known_by=known_by),
        next_due(story, as_of=as_of, known_by=known_by),
    )


def page(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Page:
    """Ask for all that a page shows: every provision through both clocks.

    It opens as of `as_of`. Where `known_by` is given, later reports are left out.
    """
    from servanda.page import Asked
    from servanda.page import page as put_together

    story = story_of(story, rules)
    at = second_of(story, as_of, "as-of")
    known = at if known_by is None else second_of(story, known_by, "known-by")
    latest = known if known_by is not None or story.latest is None else story.latest
    loaded = story.loaded
    return put_together(
        Asked(
            agreement=loaded.agreement,
            scenario=loaded.scenario,
            calendar=loaded.calendar,
            view=story.view,
            inference=story.inference,
            as_of=at,
            known_by=known,
            limit=max(known, latest),
        )
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
        plans=named(library.plans(top and _part(top, "scenarios"))),
    )


def _part(folder: Path, name: str) -> Path:
    """Give the folder of rules or scenarios within a folder, or else itself."""
    part = folder / name
    return part if part.is_dir() else folder


def check_files(
    paths: Sequence[str | Path], *, rules: str | Path | None = None
) -> Checked:
    """Read agreements, scenarios and plans, and report all their problems at once."""
    from servanda.check import check_paths
    from servanda.inputs import Checked
    from servanda.source.library import targets

    arguments = [str(path) for path in paths]
    found = targets(arguments)
    problems = check_paths(tuple(arguments), None if rules is None else Path(rules))
    planned = [one for path in found.plans for one in plan_problems(path, rules)]
    sweeps = [one for path in found.sweeps for one in sweep_problems(path, rules)]
    return Checked(
        len(found.agreements),
        len(found.scenarios),
        in_order((*problems, *planned, *sweeps)),
        len(found.plans),
        len(found.sweeps),
    )


def coverage(agreement: str | Path, scenarios: Sequence[str | Path] = ()) -> Coverage:
    """Ask which provisions the scenarios of an agreement move, and how far.

    By default all scenarios beside it are read; of those given, its own.
    """
    from servanda.covering import coverage as covered
    from servanda.history import replay as tell
    from servanda.source.library import agreements, scenarios_beside, targets

    found, given = targets([str(agreement)]), targets(map(str, scenarios))
    if len(found.agreements) != 1:
        hint = did_you_mean(str(agreement), [one.name for one in agreements()])
        raise NotFoundError(f"{quote(str(agreement))} is no agreement", hint)
    refuse_missing(given.problems)
    folder = found.agreements[0].resolve()
    paths = given.scenarios if scenarios else scenarios_beside(folder)
    stories = {path.stem: load(path, rules=folder.parent) for path in paths}
    own = {
        name: story
        for name, story in stories.items()
        if story.loaded.agreement.agreement == folder.name
    }
    if not own:
        raise NotFoundError(f"there is no scenario of {folder.name}", "give its path")
    told = {
        name: tell(one.loaded.agreement, one.view, one.latest, one.inference)
        for name, one in own.items()
        if one.latest is not None
    }
    reports = (report for one in own.values() for report in one.loaded.reports)
    return covered(next(iter(own.values())).loaded.agreement, told, reports)


def run_tests(
    paths: Sequence[str | Path], *, rules: str | Path | None = None
) -> TestRun:
    """Compare scenarios with what they expect of themselves."""
    from servanda.inputs import TestRun
    from servanda.source.library import targets

    found = targets([str(path) for path in paths])
    refuse_missing(found.problems)
    return TestRun(
        (
            *(_tested(path, rules) for path in found.scenarios),
            *(tried(path, rules) for path in found.plans),
        )
    )


def _tested(path: Path, rules: str | Path | None) -> Tested:
    from servanda.expect import failures
    from servanda.inputs import Misplaced, Tested

    name = f"{path.parent.name}/{path.stem}"
    try:
        story = load(path, rules=rules)
    except InputError as error:
        return Tested(name, str(path), 0, problems=error.problems, unreadable=True)
    expected = story.loaded.scenario.expect
    failed = failures(expected, story.loaded.calendar, partial(docket_of, story))
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


def schema(format: str) -> str:
    """Give the JSON Schema of a file format, as text."""
    from servanda.source.library import schemas

    known = schemas()
    if format not in known:
        hint = did_you_mean(format, known)
        raise NotFoundError(f"no format is called {quote(format)}", hint)
    return known[format]


def new_agreement(name: str, *, folder: str | Path = ".") -> tuple[Path, ...]:
    """Write an agreement to start from below a folder; give the files written."""
    from servanda import starting

    return starting.new_agreement(name, Path(folder))


def new_scenario(
    name: str, agreement: str, *, folder: str | Path = "."
) -> tuple[Path, ...]:
    """Write a scenario of an agreement to start from; give the files written."""
    from servanda import starting

    def stands(loaded: Loaded, day: str, provision: str) -> Standing:
        return question_of(Story(loaded, name), day, None).standing(provision)

    return starting.new_scenario(name, agreement, Path(folder), stands)
