"""Instances that fare alike: shared or not, each stands where it would by itself."""

from __future__ import annotations

from random import Random

import pytest
from tests.accord import Asked, achieve, at, inference, keep
from tests.tables import batched

from servanda import triggered
from servanda.edition import View
from servanda.evaluate import Docket, docket
from servanda.premises import why

ASKED = "for_each: {kind: asked}, keyed_by: [batch]"
DUTIES = {
    "due after the trigger": achieve(
        f"{ASKED}, due: {{days: 3, after: {{instance: start}}}}"
    ),
    "due in hours": achieve(f"{ASKED}, due: {{hours: 30, after: {{instance: start}}}}"),
    "due by what the trigger says": achieve(f"{ASKED}, due: {{instance: until}}"),
    "none too early": achieve(f"{ASKED}, due: 2025-03-12, not_before: 2025-03-05"),
    "until a day": keep(
        f"{ASKED}, from: {{instance: start}}, "
        "until: {days: 5, after: {instance: start}}"
    ),
    "two needed": achieve(
        f"{ASKED}, due: {{days: 4, after: {{instance: start}}}}, "
        "performed_by: {kind: act, at_least: 2}"
    ),
    "ended early": achieve(
        f"{ASKED}, due: {{days: 3, after: {{instance: start}}}}, "
        "void_if: {status: {q: breached}}"
    )
    + "q: {modality: achievement, bearer: south, performed_by: {kind: deed}, "
    "due: 2025-03-09}",
    "excused by an exception": achieve(
        f"{ASKED}, due: {{days: 3, after: {{instance: start}}}}, "
        "unless: [{batch: b7}]"
    ),
}


def told(number: int) -> str:
    """Tell of many triggers, of what serves them, and of doubts about some."""
    random = Random(number)
    lines = []
    for batch in range(number):
        day = random.randrange(1, 10)
        about = f"batch=b{batch} until=2025-03-{day + 3:02}"
        clock = random.choice(["", "", "T12:00"])
        lines.append(f"t{batch} {day}{clock} watch kind=asked {about}")
        for index in range(random.choice([0, 1, 1, 2])):
            later = day + random.randrange(-1, 6) or 1
            source = random.choice(["watch", "ada", "paper"])
            more = random.choice(["", "", " extent=partial", " by=ada"])
            said = f"kind=act batch=b{batch}{more}"
            lines.append(f"a{batch}-{index} {later} {source} {said}")
        if random.random() < 0.1:
            lines.append(f"d{batch} - scout says=denied of=t{batch} reported=20")
    again = [f"r{n} 5 watch kind=asked batch=b{n}" for n in range(0, number, 10)]
    return "\n".join([*lines, *again])


def seen(found: Docket) -> list[object]:
    """Give all that is said of a provision and its instances, at many instants."""
    units = found.units("p")
    days = [at(str(day)).hi for day in range(1, 21)]
    return [
        units,
        found.steps("p"),
        [found.steps("p", key) for key in units],
        [found.standing("p", day) for day in days],
        [found.numbers("p", day) for day in days],
        [found.unit_standing("p", key, day) for key in units for day in days[::4]],
        [found.due_derivation("p", key) for key in units],
        [why(found, "p", day) for day in days],
        [found.date_of("p", head, ()) for head in ("start", "due", "met", "breached")],
        [found.date_of("p", "done", key) for key in units if key],
    ]


@pytest.mark.parametrize("duty", DUTIES.values(), ids=DUTIES.keys())
def test_sharing_changes_nothing(duty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(duty, told(120))
    shared = asked.docket()
    together = seen(shared)
    held = batched(asked.view.reports)
    assert held.batches
    view = View(held)
    known = at("31").hi
    in_table = docket(asked.agreement, view, known, known, inference())
    for one, other in zip(together, seen(in_table), strict=True):
        assert one == other
    monkeypatch.setattr(triggered, "_names_read", lambda _: None)
    apart = asked.docket()
    for one, other in zip(together, seen(apart), strict=True):
        assert one == other
    assert len(apart.strand("p").kin) == len(apart.units("p"))
    if "unless" not in duty:
        assert len(shared.strand("p").kin) < len(apart.strand("p").kin)
