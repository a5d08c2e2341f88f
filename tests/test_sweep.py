"""Sweeps: draws, what each axis reaches, shares, importance, and who evaluates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from scipy import stats
from tests.accord import Asked, achieve, at, keep
from tests.generators import World, worlds

from servanda.changes import Change, Shift
from servanda.dates import Calendar, DateError
from servanda.errors import QuestionError
from servanda.source.ledger import read_ledger
from servanda.sweep.axes import Level, Levels, Maker, Misfit
from servanda.sweep.conduct import Conduct, run
from servanda.sweep.draws import draws
from servanda.sweep.independence import groups
from servanda.sweep.load import Ready
from servanda.sweep.plan import Axis, Plan
from servanda.sweep.sweep import CHUNK, Found, Sweep
from servanda.sweep.trials import REFUSED, Case, Subject, Trials

TWO = """
begins: {modality: achievement, bearer: north, performed_by: {kind: began}, due: 2025-03-05}
ends: {modality: achievement, bearer: north, performed_by: {kind: ended}, due: {days: 5, after: {met: begins}}}
apart: {modality: achievement, bearer: south, performed_by: {kind: act}, due: 2025-03-10}
truce: {modality: maintenance, bearer: north, violated_by: {kind: harm}, until: 2025-03-20}
"""
TOLD = """
b 5 watch kind=began
e 9 watch kind=ended
a 10 watch kind=act
h 12 watch kind=harm by=north
"""


def plan(axes: dict[str, dict[str, Any]], **more: Any) -> Plan:
    """Make a plan of some axes."""
    given = {"sweep": "made-up", "title": "Made up", **more}
    return Plan.model_validate({**given, "axes": axes})


def subject(asked: Asked, *days: str) -> Subject:
    """Give an accord to sweep, asked about some days of March."""
    agreement = asked.agreement
    seconds = tuple(at(day).hi for day in days)
    names = tuple(agreement.provisions)
    reports = tuple(asked.view.reports)
    return Subject(agreement, reports, None, names, seconds)


def ready(made: Plan, what: Subject) -> Ready:
    """Give a plan's axes their levels."""
    calendar = Calendar(what.agreement.zone, what.agreement.day_ends)
    maker = Maker(what.agreement, calendar, made.method)
    axes = [maker.levels(id, axis) for id, axis in made.axes.items()]
    assert not any(isinstance(axis, Misfit) for axis in axes), axes
    return Ready(made, tuple(a for a in axes if isinstance(a, Levels)), what)


def swept(made: Plan, what: Subject, how: Conduct | None = None) -> Found:
    """Run a plan."""
    return run(ready(made, what), how or Conduct())


DELAYS: dict[str, dict[str, Any]] = {
    "begin": {"delay": "begins", "range": {"to": "20"}},
    "end": {"delay": "ends", "range": {"to": "9"}},
    "act": {"delay": "apart", "values": ["0", "3"]},
    "harm": {"report": "h", "probability": "0.25"},
}


# -- axes and draws ---------------------------------------------------------------


def levels(axis: dict[str, Any], method: str = "monte-carlo") -> Levels | Misfit:
    """Give the levels of one axis of the accord."""
    agreement = Asked(TWO).agreement
    maker = Maker(agreement, Calendar("UTC"), method)  # type: ignore[arg-type]
    return maker.levels("x", Axis.model_validate(axis))


@pytest.mark.parametrize(
    ("axis", "names", "weights"),
    [
        (
            {"delay": "begins", "range": {"to": 2}},
            "on time; 1 day late; 2 days late",
            "",
        ),
        (
            {"delay": "begins", "range": {"from": 2, "to": 7, "step": 3}},
            "2 days late; 5 days late",
            "",
        ),
        (
            {"delay": "begins", "unit": "hours", "values": [6], "weights": [2]},
            "6 hours late",
            "1",
        ),
        ({"miss": "begins", "probability": 0.2}, "as reported; missed", "0.8 0.2"),
        ({"report": "h"}, "absent; present", "0.5 0.5"),
    ],
)
def test_an_axis_has_levels(axis: dict[str, Any], names: str, weights: str) -> None:
    found = levels(axis)
    assert isinstance(found, Levels)
    assert "; ".join(level.name for level in found.levels) == names
    given: list[Any] = weights.split() or [1 / len(found.levels)] * len(found.levels)
    assert [level.weight for level in found.levels] == pytest.approx(
        [float(weight) for weight in given]
    )


def test_a_distribution_is_cut_off_and_taken_in_whole_numbers() -> None:
    found = levels(
        {
            "delay": "begins",
            "distribution": {
                "name": "poisson",
                "parameters": {"mu": 2},
                "between": [1, 4],
            },
        }
    )
    assert isinstance(found, Levels)
    expected = stats.poisson(mu=2).pmf(numpy.arange(1, 5))
    assert [level.weight for level in found.levels] == pytest.approx(
        list(expected / expected.sum())
    )
    found = levels(
        {
            "delay": "begins",
            "distribution": {
                "name": "uniform",
                "parameters": {"scale": 100},
                "between": [0, 2],
            },
        }
    )
    assert isinstance(found, Levels)
    # What is nearest to an end, within the two, is half as much.
    assert [level.weight for level in found.levels] == pytest.approx([0.25, 0.5, 0.25])


@pytest.mark.parametrize(
    ("axis", "method", "told"),
    [
        ({"delay": "begin", "range": {"to": 2}}, "monte-carlo", "unknown-provision"),
        ({"delay": "truce", "range": {"to": 2}}, "monte-carlo", "not-performed"),
        (
            {"delay": "begins", "range": {"from": 5, "to": 2}},
            "monte-carlo",
            "empty-range",
        ),
        ({"miss": "begins", "probability": 0.2}, "grid", "not-on-a-grid"),
        (
            {
                "delay": "begins",
                "distribution": {"name": "gama", "between": [0, 9]},
            },
            "monte-carlo",
            "unknown-distribution",
        ),
        (
            {
                "delay": "begins",
                "distribution": {
                    "name": "gamma",
                    "parameters": {"mu": 2},
                    "between": [0, 9],
                },
            },
            "monte-carlo",
            "bad-distribution",
        ),
        (
            {
                "delay": "begins",
                "distribution": {
                    "name": "uniform",
                    "parameters": {"loc": 50},
                    "between": [0, 9],
                },
            },
            "monte-carlo",
            "bad-distribution",
        ),
    ],
)
def test_an_axis_that_cannot_be_is_refused(
    axis: dict[str, Any], method: str, told: str
) -> None:
    found = levels(axis, method)
    assert isinstance(found, Misfit)
    assert found.refusal.code == told


def test_what_a_run_draws_depends_on_its_number_alone() -> None:
    what = subject(Asked(TWO, TOLD), "20")
    few, many = (
        draws(made, ready(made, what).axes)
        for made in (plan(DELAYS, runs=50, seed=7), plan(DELAYS, runs=500, seed=7))
    )
    assert (few.rows[:50] == many.rows[:50]).all()
    other = plan(DELAYS, runs=50, seed=8)
    assert (draws(other, ready(other, what).axes).rows[:50] != few.rows[:50]).any()


def test_draws_follow_the_weights() -> None:
    made = plan({"harm": DELAYS["harm"]}, runs=4000, seed=3)
    found = draws(made, ready(made, subject(Asked(TWO, TOLD), "20")).axes)
    assert found.rows[:4000].mean() == pytest.approx(0.25, abs=0.03)


def test_a_swapped_run_differs_in_its_axis_alone() -> None:
    made = plan(DELAYS, runs=100, seed=1)
    found = draws(made, ready(made, subject(Asked(TWO, TOLD), "20")).axes)
    assert found.pairs == 32
    for axis in range(4):
        page = found.rows[100 + axis * 32 : 100 + (axis + 1) * 32]
        assert (page[:, axis] == found.rows[32:64, axis]).all()
        others = [n for n in range(4) if n != axis]
        assert (page[:, others] == found.rows[:32, others]).all()


# -- what each axis reaches --------------------------------------------------------


def test_axes_that_have_nothing_to_do_with_each_other_do_not_multiply() -> None:
    made = plan(DELAYS, runs=2000)
    what = subject(Asked(TWO, TOLD), "20")
    with_axes = ready(made, what)
    trials = Trials(what)
    found = groups(trials.base, with_axes.axes, what.provisions)
    assert {group.provisions: group.axes for group in found} == {
        ("begins",): (0,),
        ("ends",): (0, 1),
        ("apart",): (2,),
        ("truce",): (3,),
    }
    # 21 + 21 × 10 + 2 + 2, though there are 840 combinations.
    assert Sweep(with_axes, trials).cases <= 235
    trials.close()


@st.composite
def axes_of(draw: st.DrawFn, world: World) -> tuple[Levels, ...]:
    """Draw two or three axes of a world, possible or not."""
    found: list[Levels] = []
    acts = [
        name
        for name, terms in world.agreement.provisions.items()
        if terms.is_achievement
    ]
    reports = [report.id for report in world.reports]
    kinds = [kind for kind, some in (("p", acts), ("r", reports)) if some]
    for number in range(draw(st.integers(2, 3)) if kinds else 0):
        changes: list[tuple[Change, ...]]
        if draw(st.sampled_from(kinds)) == "p":
            name = draw(st.sampled_from(acts))
            days = draw(st.sampled_from(((0, 2), (1, 20))))
            changes = [(Change("delay", name, by=Shift(days=n)),) for n in days]
            changes.append((Change("miss", name),))
        else:
            changes = [(), (Change("drop", draw(st.sampled_from(reports))),)]
        made = tuple(Level("", 1 / len(changes), one) for one in changes)
        found.append(Levels(f"x{number}", "", made))
    return tuple(found)


def test_what_is_put_together_is_what_would_be_found_whole() -> None:
    done = 0

    @seed(32)
    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def always(data: st.DataObject) -> None:
        nonlocal done
        world = data.draw(worlds())
        axes = data.draw(axes_of(world))
        if not axes:
            return
        names = tuple(world.agreement.provisions)
        end = at("31").hi
        try:
            done += compare(world, axes, names, end)
        except DateError:
            return  # a date beyond the calendar

    always()
    assert done > 3, "hardly anything was independent"


def compare(
    world: World, axes: tuple[Levels, ...], names: tuple[str, ...], end: int
) -> int:
    """Compare each combination with what its groups give; count smaller groups."""
    trials = Trials(
        Subject(world.agreement, world.reports, world.covers, names, (end,))
    )
    found = groups(trials.base, axes, names)
    if all(len(group.axes) == len(axes) for group in found):
        return 0  # nothing is put together
    parts: dict[Case, str] = {}
    for chosen in product(*(axis.levels for axis in axes)):
        whole = trials.flags(_case(chosen, range(len(axes)), names))
        told: dict[str, str] = {}
        refused = whole.startswith(REFUSED)
        for group in found:
            one = _case(chosen, group.axes, group.provisions)
            letters = parts.setdefault(one, trials.flags(one))
            refused = refused or letters.startswith(REFUSED)
            told.update(zip(group.provisions, letters, strict=refused is False))
        if not refused:
            assert "".join(told[name] for name in names) == whole, (chosen, found)
    trials.close()
    return sum(len(group.axes) < len(axes) for group in found)


def _case(
    chosen: tuple[Level, ...], axes: Iterable[int], provisions: tuple[str, ...]
) -> Case:
    changes = (change for axis in axes for change in chosen[axis].changes)
    return Case(tuple(changes), provisions)


# -- shares and importance ---------------------------------------------------------


def shares(found: Found) -> str:
    """Write shares as `provision day flag runs`."""
    calendar = Calendar("UTC")
    return "; ".join(
        f"{s.provision} {calendar.day_of(s.as_of) % 100} {s.flag} {s.runs}"
        for s in found.shares
    )


def test_the_shares_of_a_grid_are_exact() -> None:
    asked = Asked(achieve("due: 2025-03-10"), "a 8 watch kind=act")
    made = plan({"late": {"delay": "p", "range": {"to": 4}}}, method="grid")
    found = swept(made, subject(asked, "10", "11", "31"))
    got = [(s.as_of, s.flag, s.share, s.low, s.high) for s in found.shares]
    tenth, eleventh, last = (at(day).hi for day in ("10", "11", "31"))
    # Performed on the 8th to the 12th; due on the 10th.
    assert got == [
        (tenth, "met", 0.6, 0.6, 0.6),
        (tenth, "pending", 0.4, 0.4, 0.4),
        (eleventh, "met", 0.8, 0.8, 0.8),
        (eleventh, "breached", 0.2, 0.2, 0.2),
        (last, "met", 1, 1, 1),
    ]
    assert found.unchanged["p", eleventh] == "met"
    assert (found.runs, found.evaluated) == (5, 5)


def test_shares_of_runs_drawn_come_with_wilsons_interval() -> None:
    asked = Asked(keep(), "h 12 watch kind=harm by=north")
    made = plan({"harm": {"report": "h", "probability": 0.3}}, runs=200, seed=5)
    found = swept(made, subject(asked, "31"))
    breached = next(s for s in found.shares if s.flag == "breached")
    n, p, z = 200, breached.share, stats.norm.ppf(0.975)
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * ((p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
    assert (breached.low, breached.high) == pytest.approx(
        (middle - half, middle + half)
    )
    assert breached.low < 0.3 < breached.high


ONE_OF_TWO = """
p: {modality: achievement, bearer: north, performed_by: {kind: act}, due: 2025-03-10}
q: {modality: achievement, bearer: north, performed_by: {kind: deed}, due: 2025-03-10}
r: {modality: achievement, bearer: north, performed_by: {kind: [deed, act]}, due: 2025-03-10}
"""
CHANCES = {
    "p": {"miss": "p", "probability": 0.5},
    "q": {"miss": "q", "probability": 0.5},
}


@pytest.mark.parametrize("method", ["grid", "monte-carlo"])
def test_importance_tells_what_an_axis_does_by_itself_and_with_others(
    method: str,
) -> None:
    asked = Asked(ONE_OF_TWO, "a 8 watch kind=act\nd 8 watch kind=deed")
    axes = {name: {"miss": name} for name in CHANCES} if method == "grid" else CHANCES
    found = swept(plan(axes, method=method, runs=8192, seed=2), subject(asked, "31"))
    close = 1e-9 if method == "grid" else 0.08
    indices = {(one.provision, one.axis): one for one in found.importance}
    # r ends breached only if both are missed: 1/3 of its variance each, 1/3 together.
    for provision, axis, first, total in (
        ("p", 0, 1, 1),
        ("p", 1, 0, 0),
        ("q", 1, 1, 1),
        ("r", 0, 1 / 3, 2 / 3),
        ("r", 1, 1 / 3, 2 / 3),
    ):
        one = indices[provision, axis]
        assert (one.first, one.total) == pytest.approx((first, total), abs=close)
        assert one.first_low <= one.first <= one.first_high
    assert ("", 0) in indices


def test_an_axis_that_changes_nothing_has_no_importance() -> None:
    asked = Asked(achieve("due: 2025-03-20"), "a 8 watch kind=act")
    made = plan({"late": {"delay": "p", "range": {"to": 4}}}, method="grid")
    assert swept(made, subject(asked, "31")).importance == ()


def test_runs_that_cannot_be_made_are_counted_apart() -> None:
    open_ended = "open: {modality: achievement, bearer: north, due: open, performed_by: {kind: act}}"
    asked = Asked(open_ended, "a 8 watch kind=act")
    axes: dict[str, dict[str, Any]] = {
        "gone": {"report": "a", "probability": 0.5},
        "late": {"delay": "open", "range": {"to": 2}},
    }
    found = swept(plan(axes, runs=100, seed=4), subject(asked, "31"))
    assert found.refused is not None
    assert found.refused.why == 'when "open" is due is not known'
    assert found.refused.runs + sum(s.runs for s in found.shares) == 100
    assert found.importance == ()


# -- who evaluates, and what is kept -----------------------------------------------


@pytest.fixture(scope="module")
def large() -> Ready:
    """Give a sweep of several chunks."""
    made = plan(DELAYS, runs=600, seed=11)
    return ready(made, subject(Asked(TWO, TOLD), "10", "20"))


@pytest.fixture(scope="module")
def plainly(large: Ready) -> Found:
    """Give what it finds in one process."""
    return run(large, Conduct())


def same(one: Found, other: Found) -> bool:
    """Tell whether two sweeps found the same."""
    return (one.shares, one.importance) == (other.shares, other.importance)


def test_several_processes_find_the_same_though_one_dies(
    large: Ready, plainly: Found
) -> None:
    import multiprocessing

    killed: list[int | None] = []

    def kill(done: int, _whole: int) -> None:
        if done == 1 and not killed:
            victim = multiprocessing.active_children()[0]
            killed.append(victim.pid)
            victim.kill()

    assert same(run(large, Conduct(workers=2), kill), plainly)
    assert killed


class StoppedError(Exception):
    """Stands for an interruption."""


def stop_at(number: int) -> Callable[[int, int], None]:
    """Interrupt once so much is done."""

    def stop(done: int, _whole: int) -> None:
        if done >= number:
            raise StoppedError

    return stop


def test_what_is_done_is_kept_and_gone_on_with(
    large: Ready, plainly: Found, tmp_path: Path
) -> None:
    ledger = tmp_path / "folder" / "ledger.jsonl"
    with pytest.raises(StoppedError):
        run(large, Conduct(ledger=ledger), stop_at(2))
    assert len(read_ledger(ledger).done) == 2
    # The machine went down in the middle of a line.
    with ledger.open("ab") as file:
        file.write(b'{"chunk": 3, "fla')
    seen: list[int] = []
    found = run(
        large,
        Conduct(ledger=ledger, resume=True),
        lambda done, _whole: seen.append(done),
    )
    assert same(found, plainly)
    assert seen[0] == 2
    assert (
        len(read_ledger(ledger).done) == len(seen) + 1 == -(-found.evaluated // CHUNK)
    )


@pytest.mark.parametrize(
    ("version", "resume", "told"),
    [
        ("", False, "holds 1 of"),
        ("2", True, "is of another sweep, scenario or version"),
    ],
)
def test_nothing_that_is_kept_is_lost_or_mixed(
    large: Ready, tmp_path: Path, version: str, resume: bool, told: str
) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with pytest.raises(StoppedError):
        run(large, Conduct(ledger=ledger), stop_at(1))
    before = ledger.read_bytes()
    with pytest.raises(QuestionError, match=told):
        run(large, Conduct(ledger=ledger, resume=resume, version=version))
    assert ledger.read_bytes() == before


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_finds_the_same_though_a_worker_dies(
    large: Ready, plainly: Found
) -> None:
    import os
    import signal

    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        killed: list[int] = []

        def kill(done: int, _whole: int) -> None:
            if done == 1 and not killed:
                killed.append(cluster.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        how = Conduct(scheduler=cluster.scheduler_address)
        assert same(run(large, how, kill), plainly)
        assert killed
