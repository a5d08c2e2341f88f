"""The story of a scenario: its changes of status, as they became known or as they were.

What is known changes only when something is reported; between two reports only the
clock moves. So a replay asks one docket for each instant at which anything was
reported, and takes from its steps the stretch until the next.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.edition import View
from servanda.evaluate import Docket, docket
from servanda.evidence import LONG_AGO
from servanda.grounds import made_by
from servanda.inference import Inference
from servanda.premises import why
from servanda.standing import Key, Step, Transition, step_at
from servanda.strand import decided, since
from servanda.world import ground

Seen = dict[tuple[str, Key | None], tuple[str, str]]


class Stretch(NamedTuple):
    """The seconds `start` to `end` in which one docket is all that is known."""

    docket: Docket
    start: int
    end: int


def replay(  # noqa: PLR0913  # what is asked, and how it is told
    agreement: Agreement,
    view: View,
    until: int,
    inference: Inference,
    *,
    known_by: int | None = None,
    hindsight: bool = False,
    instances: bool = False,
    begin: int = LONG_AGO,
) -> tuple[Transition, ...]:
    """Tell every change of status up to an instant, in order.

    A transition is stamped when it became knowable; with `hindsight` when it took
    effect, by all that is known at `known_by` (default: `until`). With `instances`
    each instance is told too, not its provision alone. As they became knowable, the
    changes up to `begin` can be left out.
    """
    latest = until if known_by is None else known_by
    stretches = (
        _with_hindsight(agreement, view, until, latest, inference)
        if hindsight
        else as_known(agreement, view, until, latest, inference, begin=begin)
    )
    seen: Seen = {}
    found: list[Transition] = []
    for stretch in stretches:
        for provision in agreement.provisions:
            for key in _keys(stretch.docket, provision, instances):
                found += _changes(stretch, provision, key, seen, begin)
    place = {name: index for index, name in enumerate(agreement.provisions)}
    found.sort(key=lambda t: (t.at, place[t.provision], t.instance or ()))
    return tuple(found)


def _with_hindsight(
    agreement: Agreement, view: View, until: int, known_by: int, inference: Inference
) -> Iterator[Stretch]:
    asked = docket(agreement, view, known_by, max(until, known_by), inference)
    yield Stretch(asked, LONG_AGO, until)


def as_known(
    agreement: Agreement,
    view: View,
    until: int,
    known_by: int,
    inference: Inference,
    *,
    begin: int = LONG_AGO,
) -> Iterator[Stretch]:
    """Give a docket for each stretch, from `begin`, in which the same is known."""
    settled = ground(agreement)
    last = min(until, known_by)
    told = sorted({r.reported for r in view.reports if begin < r.reported <= last})
    ends = [*(at - 1 for at in told), until]
    for start, end in zip([begin, *told], ends, strict=True):
        asked = docket(agreement, view, start, until, inference, settled=settled)
        yield Stretch(asked, start, end)


def _keys(asked: Docket, provision: str, instances: bool) -> list[Key | None]:
    keys: list[Key | None] = [None]
    if instances:
        keys += [key for key in asked.units(provision) if key is not None]
    return keys


def _changes(
    stretch: Stretch, provision: str, key: Key | None, seen: Seen, begin: int
) -> Iterator[Transition]:
    steps = stretch.docket.steps(provision, key)
    for at in _instants(steps, stretch):
        step = step_at(steps, at)
        now = (step.status, step.ground)
        before = seen.get((provision, key))
        seen[provision, key] = now
        if before is None and at == begin:
            continue
        if before != now:
            yield _transition(stretch.docket, provision, key, steps, at, before)


def _instants(steps: Sequence[Step], stretch: Stretch) -> list[int]:
    later = (s.at for s in steps if stretch.start < s.at <= stretch.end)
    return [stretch.start, *later]


def _transition(
    asked: Docket,
    provision: str,
    key: Key | None,
    steps: Sequence[Step],
    at: int,
    before: tuple[str, str] | None,
) -> Transition:
    step = step_at(steps, at)
    began, turned = since(steps, at), decided(steps, at)
    return Transition(
        at=at,
        effective=at if began is None else began,
        provision=provision,
        instance=key,
        before=None if before is None else before[0],  # type: ignore[arg-type]
        after=step.status,
        ground=step.ground,
        rule=step.rule,
        premises=why(asked, provision, at, key),
        made_by=() if turned is None else made_by(asked, provision, turned),
    )
