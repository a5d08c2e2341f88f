"""Evaluating a scenario again takes over only what cannot differ."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from tests.generators import World, worlds

from servanda.changes import ON_PROVISIONS, Change, Kind, Shift
from servanda.dates import NEVER, DateError
from servanda.edition import View
from servanda.evaluate import docket
from servanda.inference import Inference
from servanda.ruleset import RULES
from servanda.situation import FIELDS
from servanda.standing import FLAGS
from servanda.touched import Base, rerun

# As in test_against_oracle: worlds are not traced.
pytestmark = pytest.mark.no_cover

ON_REPORTS: tuple[Kind, ...] = ("drop", "move", "deny")


@pytest.fixture(scope="module")
def inference() -> Iterator[Inference]:
    """Give the status tables, compiled once."""
    with Inference(RULES, FIELDS) as made:
        yield made


@st.composite
def changes(draw: st.DrawFn, world: World) -> tuple[Change, ...]:
    """Draw one to three changes of a world, possible or not."""
    kinds = (*ON_PROVISIONS, *ON_REPORTS) if world.reports else ON_PROVISIONS
    found = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(kinds))
        targets = [*world.agreement.provisions]
        if kind in ON_REPORTS:
            targets = [report.id for report in world.reports]
        found.append(
            Change(
                kind,
                draw(st.sampled_from(targets)),
                by=Shift(days=draw(st.sampled_from((1, 3, -2, 30)))),
                on=world.first_day,
                source=draw(st.sampled_from([*world.agreement.sources, "nobody"])),
            )
        )
    return tuple(found)


def test_what_is_taken_over_is_what_would_be_found_anew(inference: Inference) -> None:
    done = 0

    @seed(20)
    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def always(data: st.DataObject) -> None:
        nonlocal done
        world = data.draw(worlds())
        base = Base(world.agreement, world.reports, world.covers, inference)
        try:
            again = rerun(base, data.draw(changes(world)))
        except DateError:
            return  # a date beyond the calendar
        taken = [n for n in world.agreement.provisions if not again.docket.touches(n)]
        done += bool(taken) and not again.applied.refusals
        end = base.latest
        view = View(again.applied.reports, world.covers)
        if again.applied.refusals:
            view = View(base.reports, world.covers)
        whole = docket(base.agreement, view, NEVER, end, inference)
        for id in world.agreement.provisions:
            assert again.docket.steps(id) == whole.steps(id), id
            assert again.docket.units(id) == whole.units(id), id
            assert again.docket.standing(id, end) == whole.standing(id, end), id
            for key in whole.units(id):
                mine = again.docket.unit_standing(id, key, end)
                assert mine == whole.unit_standing(id, key, end), (id, key)
        flags = {
            id: FLAGS[whole.standing(id, end).status]
            for id in world.agreement.provisions
        }
        assert again.flags() == flags

    always()
    assert done > 1, "hardly anything was taken over"
