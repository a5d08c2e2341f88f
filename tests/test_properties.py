"""What must be so in every world: the semantics' properties 2 to 7, of the engine."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st
from tests.generators import World, drawn, worlds
from tests.maker import Data

from servanda import triggered, whatif
from servanda.changes import Change
from servanda.edition import View
from servanda.evaluate import Docket, docket
from servanda.inference import Inference
from servanda.premises import why
from servanda.ruleset import RULES
from servanda.scenario import NO_LINKS, Report, is_repeatable
from servanda.situation import FIELDS
from servanda.standing import Standing
from servanda.touched import Base
from servanda.whatif import WhatIf

# As in test_against_oracle: worlds are not traced.
pytestmark = pytest.mark.no_cover

MONTH = 31 * 86400
YEARS = 5 * 12 * MONTH
Check = Callable[[World, Inference], None]


@pytest.fixture(scope="module")
def inference() -> Iterator[Inference]:
    with Inference(RULES, FIELDS) as found:
        yield found


def holds(check: Check, inference: Inference, cases: int = 60) -> None:
    """Check something of many generated worlds, always the same ones."""

    @seed(20)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def always(world: World) -> None:
        check(world, inference)

    always()


def last_known(world: World) -> int:
    told = [r.reported for r in world.reports]
    dated = [r.date.hi for r in world.reports if r.date]
    return max([*told, *dated, world.calendar.read(world.first_day).lo]) + 1


def ask(
    world: World, inference: Inference, reports: tuple[Report, ...] | None = None
) -> Docket:
    known_by = last_known(world)
    view = View(world.reports if reports is None else reports, world.covers)
    horizon = known_by + MONTH
    return docket(world.agreement, view, known_by, horizon, inference)


Line = list[tuple[int, str, str]]


def line(found: Docket, pid: str, key: Any = None) -> Line:
    """Give a timeline as instants, statuses and grounds, equal neighbours joined."""
    told: Line = []
    for step in found.steps(pid, key):
        if not told or told[-1][1:] != (step.status, step.ground):
            told.append((step.at, step.status, step.ground))
    return told


def lines(found: Docket, world: World) -> dict[str, Line]:
    return {pid: line(found, pid) for pid in world.agreement.provisions}


def renamed(world: World, suffix: str) -> World:
    """Give every report another id, in another order."""
    links = ("id", "of", "retracts", "replaces", "withdraws")
    told = [
        {k: f"{suffix}{v}" if k in links else v for k, v in data.items()}
        for data in reversed(world.told)
    ]
    return replace(world, told=tuple(told))


def test_a_status_is_a_function_of_the_set_of_reports(inference: Inference) -> None:
    """Property 2: neither order nor ids of reports change anything."""

    def check(world: World, inference: Inference) -> None:
        other = renamed(world, "z")
        assert lines(ask(world, inference), world) == lines(
            ask(other, inference), other
        )

    holds(check, inference)


def told_again(world: World, times: int) -> tuple[tuple[Report, ...], ...]:
    """Tell what can be told again so many times: as one report, and one by one."""
    named = {name for report in world.reports for name in report.links}
    again = [r for r in world.reports if is_repeatable(r) and r.id not in named]
    together = tuple(
        report._replace(times=times) if report in again else report
        for report in world.reports
    )
    more = (r._replace(id=f"{r.id}+{n}") for r in again for n in range(1, times))
    return together, (*world.reports, *more)


def test_a_report_told_many_times_is_many_reports(inference: Inference) -> None:
    seen = []

    def check(world: World, inference: Inference) -> None:
        together, apart = told_again(world, 3)
        one, other = (ask(world, inference, told) for told in (together, apart))
        seen.append(len(together) < len(apart))
        for pid in world.agreement.provisions:
            assert one.units(pid) == other.units(pid)
            assert line(one, pid) == line(other, pid)
            for key in one.units(pid):
                assert one.steps(pid, key) == other.steps(pid, key)
                for step in other.steps(pid, key):
                    here, there = (
                        found.unit_standing(pid, key, step.at) for found in (one, other)
                    )
                    assert here == there
            end = one.horizon
            assert one.standing(pid, end) == other.standing(pid, end)

    holds(check, inference, 150)
    assert sum(seen) > 20


def test_instances_that_share_their_steps_stand_where_they_would_alone(
    inference: Inference, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def check(world: World, inference: Inference) -> None:
        shared = ask(world, inference)
        with monkeypatch.context() as alone:
            alone.setattr(triggered, "_names_read", lambda _: None)
            apart = ask(world, inference)
        for pid in world.agreement.provisions:
            seen.append(any(kin.shared for kin in shared.strand(pid).kin))
            assert shared.units(pid) == apart.units(pid)
            for key in apart.units(pid):
                assert shared.steps(pid, key) == apart.steps(pid, key)
            for step in apart.steps(pid):
                one, other = (found.standing(pid, step.at) for found in (shared, apart))
                assert one == other
                assert why(shared, pid, step.at) == why(apart, pid, step.at)

    holds(check, inference, 100)
    # Which worlds are drawn above depends on what else was imported; these do not.
    for number in (21, 281, 301, 304):
        check(drawn(number), inference)
    assert any(seen)


def test_counted_without_reasons_instances_are_as_many(inference: Inference) -> None:
    counted: list[int] = []

    def check(world: World, inference: Inference) -> None:
        found = ask(world, inference)
        for pid in world.agreement.provisions:
            for step in found.steps(pid):
                standing = found.standing(pid, step.at)
                numbers = found.numbers(pid, step.at)
                in_instances = found.strand(pid, step.at).in_instances
                if in_instances:
                    counted.append(len(standing.instances))
                    assert numbers == standing.instances
                else:
                    assert numbers == {standing.status: 1}

    holds(check, inference, 60)
    assert max(counted) > 1


def test_a_report_that_matches_nothing_changes_nothing(inference: Inference) -> None:
    """Property 2: a statement beside the matter."""

    def check(world: World, inference: Inference) -> None:
        middle = world.calendar.read(world.first_day)
        beside = Report(
            id="beside",
            source="watch",
            date=middle,
            reported=middle.lo,
            kind="statement",
        )
        more = (*world.reports, beside)
        before, after = ask(world, inference), ask(world, inference, more)
        assert lines(before, world) == lines(after, world)

    holds(check, inference)


def test_what_is_reported_later_changes_nothing_known_before(
    inference: Inference,
) -> None:
    """Property 2: a question at K sees the reports known at K, and no others."""

    def check(world: World, inference: Inference) -> None:
        assume(world.reports)
        told = sorted(r.reported for r in world.reports)
        known_by = told[len(told) // 2]
        known = tuple(r for r in world.reports if r.reported <= known_by)
        horizon = last_known(world) + MONTH
        whole = View(world.reports, world.covers)
        part = View(known, world.covers)
        found = docket(world.agreement, whole, known_by, horizon, inference)
        alone = docket(world.agreement, part, known_by, horizon, inference)
        as_of = last_known(world)
        for pid in world.agreement.provisions:
            assert _told(found.standing(pid, as_of)) == _told(
                alone.standing(pid, as_of)
            )

    holds(check, inference)


def _told(standing: Standing) -> tuple[str, str, object]:
    return standing.status, standing.ground, standing.since


def test_one_more_affirmation_never_unmakes_a_performance(
    inference: Inference,
) -> None:
    """Property 4: at the best tier, with the same attributes."""

    def check(world: World, inference: Inference) -> None:
        found = ask(world, inference)
        as_of = last_known(world)
        met = [
            pid
            for pid, p in world.agreement.provisions.items()
            if p.modality == "achievement"
            and found.standing(pid, as_of).status == "met"
            and _simple(world, pid)
        ]
        alone = [r for r in world.reports if _alone(world, r)]
        if world.agreement.same or not met:
            return
        again = tuple(_affirmed_again(r, n) for n, r in enumerate(alone))
        after = ask(world, inference, (*world.reports, *again))
        for pid in met:
            assert after.standing(pid, as_of).status in ("met", "void", "not-in-force")

    holds(check, inference, 400)


def _simple(world: World, pid: str) -> bool:
    """Leave out what another performance may touch otherwise: dates and exceptions."""
    text = str(world.plain["provisions"][pid])
    heads = ("report", "anchor", "phase", "met", "done", "breached", "status", "end")
    named = any(f"'{head}'" in text for head in (*heads, "start", "due': {'due"))
    return not named and "for_each" not in text and "unless" not in text


def _alone(world: World, report: Report) -> bool:
    """Tell whether a report is the only one of its occurrence, and stands."""
    targets = {t for r in world.reports for t in r.links if t}
    plain = report.kind and not (report.tally or report.position or report.access)
    mine = not any(report.links) and report.id not in targets
    return bool(report.says == "happened" and plain and mine)


def _affirmed_again(report: Report, number: int) -> Report:
    link = report.links._replace(of=report.id)
    return report._replace(id=f"again{number}", source="judge", links=link, grade=None)


def reworded(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(k, k): reworded(v, names) for k, v in value.items()}
    if isinstance(value, list):
        return [reworded(v, names) for v in value]
    return names.get(value, value) if isinstance(value, str) else value


def test_neither_names_nor_order_of_provisions_matter(inference: Inference) -> None:
    """Property 5: renaming ids, permuting provisions."""

    def check(world: World, inference: Inference) -> None:
        pids = list(world.agreement.provisions)
        names = {pid: f"q{len(pids) - n}" for n, pid in enumerate(pids)}
        plain = reworded(world.plain, names)
        plain["provisions"] = dict(reversed(plain["provisions"].items()))
        told = tuple(reworded(data, names) for data in world.told)
        covers = world.covers and frozenset(names.get(c, c) for c in world.covers)
        other = World(plain, told, covers)
        before = lines(ask(world, inference), world)
        after = lines(ask(other, inference), other)
        assert {names[pid]: told for pid, told in before.items()} == after

    holds(check, inference)


DAY = re.compile(r"\d{4}-\d\d-\d\d")


def moved(value: Any, weeks: int) -> Any:
    """Move every date written anywhere by whole weeks."""
    if isinstance(value, dict):
        return {k: moved(v, weeks) for k, v in value.items()}
    if isinstance(value, list):
        return [moved(v, weeks) for v in value]
    if not isinstance(value, str):
        return value
    return DAY.sub(lambda m: _moved_day(m[0], weeks), value)


def _moved_day(text: str, weeks: int) -> str:
    return (date.fromisoformat(text) + timedelta(weeks=weeks)).isoformat()


def test_moving_all_dates_by_whole_weeks_changes_no_status(
    inference: Inference,
) -> None:
    """Property 5: with no clock changes, months or holidays involved."""

    def check(world: World, inference: Inference) -> None:
        text = str(world.plain)
        assume("months" not in text and "holidays" not in text)
        weeks = 52 * 3
        still = replace(world, plain={**world.plain, "zone": "UTC"})
        plain = moved(still.plain, weeks)
        told = tuple(moved(data, weeks) for data in world.told)
        before = lines(ask(still, inference), still)
        after = lines(
            ask(replace(still, plain=plain, told=told), inference),
            still,
        )
        seconds = weeks * 7 * 86400
        for pid, steps in before.items():
            assert [(s, g) for _, s, g in steps] == [(s, g) for _, s, g in after[pid]]
            for (at, *_), (later, *_) in zip(steps[1:], after[pid][1:], strict=True):
                assert later - at == seconds

    holds(check, inference)


def test_every_instant_has_one_status_and_every_change_a_premise(
    inference: Inference,
) -> None:
    """Property 6: steps follow each other, and each can be explained."""

    def check(world: World, inference: Inference) -> None:
        found = ask(world, inference)
        for pid in world.agreement.provisions:
            for key in (None, *found.units(pid)):
                steps = found.steps(pid, key)
                instants = [step.at for step in steps]
                assert instants == sorted(set(instants))
                for step in steps[1:]:
                    standing = (
                        found.standing(pid, step.at)
                        if key is None
                        else found.unit_standing(pid, key, step.at)
                    )
                    assert (standing.status, standing.ground) == step[1:3]
                    assert why(found, pid, step.at, key), (pid, key, step)

    holds(check, inference, 60)


def test_what_is_met_stays_met_as_time_passes(inference: Inference) -> None:
    """Property 7: K fixed, a single achievement, unless a position says otherwise."""

    def check(world: World, inference: Inference) -> None:
        positions = {a for data in world.told for a in data.get("about", ())}
        found = ask(world, inference)
        for pid, provision in world.agreement.provisions.items():
            cured = provision.unless or provision.suffices != "full"
            whole = not (provision.for_each or provision.each or provision.every)
            if provision.modality != "achievement" or pid in positions or cured:
                continue
            if (
                whole
                and provision.performed_by
                and provision.performed_by.at_least == 1
            ):
                statuses = [step.status for step in found.steps(pid)]
                after = statuses[statuses.index("met") :] if "met" in statuses else []
                assert set(after) <= {"met"}

    holds(check, inference)


def test_an_empty_change_differs_in_nothing(inference: Inference) -> None:
    """Property 3."""

    def check(world: World, inference: Inference) -> None:
        assert _what_if(world, inference).differences == ()

    holds(check, inference, cases=40)


def test_a_change_nothing_refers_to_differs_in_nothing(inference: Inference) -> None:
    """Property 3."""

    def check(world: World, inference: Inference) -> None:
        assume(world.reports)
        words = world.reports[0]._replace(
            id="words",
            kind="statement",
            attributes={},
            position=None,
            about=(),
            says="happened",
            links=NO_LINKS,
            tally=None,
            access=None,
            act=None,
        )
        assume(words.date is not None)
        asked = _what_if(world, inference, Change("add", reports=(words,)))
        assert asked.refusals == ()
        assert asked.differences == ()

    holds(check, inference, cases=40)


def _what_if(world: World, inference: Inference, *changes: Change) -> WhatIf:
    at = last_known(world) + MONTH
    base = Base(
        world.agreement,
        world.reports,
        world.covers,
        inference,
        known_by=at,
        as_of=at,
    )
    return whatif.run(base, changes)


@given(st.data())
@settings(max_examples=20, deadline=None, database=None, derandomize=True)
def test_the_worlds_themselves_are_read(data: st.DataObject) -> None:
    world: World = data.draw(worlds())
    assert len(world.reports) == len(world.told)
    assert len({r.id for r in world.reports}) == len(world.told)
    told: list[Data] = [dict(d) for d in world.told]
    assert [d["id"] for d in told] == [r.id for r in world.reports]
