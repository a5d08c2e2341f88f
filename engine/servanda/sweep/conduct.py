"""Conducting a sweep: from a plan's file to what it found, with a ledger kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from servanda.errors import InputError, NotFoundError, QuestionError, ServandaError
from servanda.problems import Problem
from servanda.source.ledger import Head, Kept, Ledger, read_ledger
from servanda.source.sweeps import find_plan
from servanda.sweep import work
from servanda.sweep.load import Ready, load_plan
from servanda.sweep.sweep import Found, Sweep
from servanda.sweep.trials import Case, Subject, Trials

Progress = Callable[[int, int], None]
Done = dict[int, tuple[str, ...]]


class Conduct(NamedTuple):
    """How a sweep is run: by how many, or which cluster, and what is kept where.

    What is kept is gone on with by the same `version` alone.
    """

    workers: int = 1
    scheduler: str | None = None
    ledger: Path | None = None
    resume: bool = False
    version: str = ""


def ready(argument: str, scenario: str, subject: Subject) -> Ready:
    """Find a plan and make it ready; raise all that is wrong with it."""
    path = find_plan(argument, "sweeps", scenario)
    if isinstance(path, Problem):
        raise NotFoundError(path.message, path.hint)
    outcome = load_plan(path, subject)
    if outcome.value is None:
        missing = [one for one in outcome.problems if one.code == "no-such-file"]
        if missing:
            raise NotFoundError(f"{missing[0].file}: {missing[0].message}")
        raise InputError(outcome.problems)
    return outcome.value


def run(ready: Ready, how: Conduct, progress: Progress | None = None) -> Found:
    """Evaluate a sweep and put together what it found."""
    trials = Trials(ready.subject)
    try:
        return _conducted(Sweep(ready, trials), how, progress or _unseen)
    finally:
        trials.close()


def _unseen(_done: int, _whole: int) -> None:
    """Let nobody see how far it is."""


def _conducted(sweep: Sweep, how: Conduct, progress: Progress) -> Found:
    ready = sweep.ready
    head = Head(ready.plan.sweep, sweep.fingerprint(how.version), len(sweep.chunks))
    kept = _kept(head, how)
    done: Done = dict(kept.done) if kept is not None else {}
    left = [number for number in sweep.chunks if number not in done]
    progress(len(done), len(sweep.chunks))
    with _ledger(head, how, kept) as ledger:
        for number, flags in _evaluated(sweep, left, how):
            done[number] = flags
            if ledger is not None:
                ledger.add(number, flags)
            progress(len(done), len(sweep.chunks))
    return sweep.found(done)


def _kept(head: Head, how: Conduct) -> Kept | None:
    """Give what is to be gone on with; refuse to lose what another run has kept."""
    if how.ledger is None:
        return None
    kept = read_ledger(how.ledger)
    if kept.head is None:
        return None
    same = kept.head == head
    if how.resume and not same:
        message = f"{how.ledger} is of another sweep, scenario or version"
        raise QuestionError(message, "begin anew: leave out --resume, or name a folder")
    if how.resume:
        return kept
    if same and len(kept.done) < head.chunks:
        message = f"{how.ledger} holds {len(kept.done)} of {head.chunks} parts already"
        raise QuestionError(message, "go on with --resume, or delete it")
    return None


def _ledger(head: Head, how: Conduct, kept: Kept | None) -> Ledger | nullcontext[None]:
    if how.ledger is None:
        return nullcontext()
    try:
        how.ledger.parent.mkdir(parents=True, exist_ok=True)
        return Ledger(how.ledger, head, kept)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ServandaError(f"{how.ledger} cannot be written: {reason}") from None


def _evaluated(sweep: Sweep, left: Sequence[int], how: Conduct) -> work.Done:
    chunks, trials = Chunks(sweep, left), sweep.trials
    if how.scheduler is not None:
        return work.dask(trials, chunks, how.scheduler)
    if how.workers > 1 and len(left) > how.workers:
        return work.processes(trials, chunks, how.workers)
    return work.here(trials, chunks)


class Chunks(Mapping[int, Sequence[Case]]):
    """Some of a sweep's chunks, each made when it is asked for."""

    def __init__(self, sweep: Sweep, numbers: Sequence[int]) -> None:
        self._sweep = sweep
        self._numbers = dict.fromkeys(numbers)

    def __getitem__(self, number: int) -> Sequence[Case]:
        return self._sweep.chunk(number)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
