"""One what-if of a sweep: which flag each provision ends in, at each date asked."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from servanda.agreement import Agreement
from servanda.changes import Change, Refusal, with_supposed
from servanda.edits import Applied, Setting, apply
from servanda.evaluate import Docket, View, docket
from servanda.inference import Inference
from servanda.question import latest
from servanda.ruleset import RULES
from servanda.scenario import NO_LINKS, Report
from servanda.situation import FIELDS
from servanda.standing import FLAGS, Flag, Standing
from servanda.strand import step_at
from servanda.world import Ground, ground

# A flag as one letter: what a ledger holds of a run is one short text.
LETTERS: Mapping[Flag, str] = {
    "met": "m",
    "pending": "p",
    "disputed": "d",
    "breached": "b",
    "dormant": "w",
    "void": "v",
    "not-tracked": "n",
}
REFUSED = "!"
# A report that an axis leaves out may be gone already, by what another axis does.
TAKEN_AWAY = "unknown-report"


class Base(NamedTuple):
    """The scenario that a sweep changes, and what is asked of it.

    `provisions` are those it tracks; `as_of` are seconds, in order.
    """

    agreement: Agreement
    reports: tuple[Report, ...]
    covers: frozenset[str] | None
    provisions: tuple[str, ...]
    as_of: tuple[int, ...]


class Trials:
    """A scenario ready to be changed again and again, in one process.

    Sent elsewhere, it takes along the scenario alone; what it infers is its own.
    """

    def __init__(self, base: Base) -> None:
        self.base = base
        self._found: dict[tuple[Change, ...], str] = {}

    def __getstate__(self) -> Base:
        """Give what can be sent to another process."""
        reports = (r._replace(attributes=dict(r.attributes)) for r in self.base.reports)
        return self.base._replace(reports=tuple(reports))

    def __setstate__(self, base: Base) -> None:
        """Take what was sent; that a report has no links is told by identity."""
        whole = (
            r._replace(links=NO_LINKS) if r.links == NO_LINKS else r
            for r in base.reports
        )
        self.__init__(base._replace(reports=tuple(whole)))  # type: ignore[misc]

    @cached_property
    def _inference(self) -> Inference:
        return Inference(RULES, FIELDS)

    @cached_property
    def _ground(self) -> Ground:
        return ground(with_supposed(self.base.agreement))

    def close(self) -> None:
        """Give back what the rules hold outside Python's memory."""
        self._inference.close()

    def flags(self, changes: Sequence[Change]) -> str:
        """Give the letters of all flags, date by date, or why there are none."""
        key = tuple(changes)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._evaluate(key)
        return found

    def refusal(self, changes: Sequence[Change]) -> Refusal | None:
        """Say why changes cannot be made; None where they can."""
        refusals = self._applied(tuple(changes)).refusals
        return refusals[0] if refusals else None

    def _applied(self, changes: tuple[Change, ...]) -> Applied:
        return apply(changes, self.base.reports, Setting(self._ground, self._units))

    def _evaluate(self, changes: tuple[Change, ...]) -> str:
        applied = self._applied(changes)
        refusals = [r for r in applied.refusals if r.code != TAKEN_AWAY]
        if refusals:
            return f"{REFUSED}{refusals[0].message}"
        return self._letters(self._docket(applied.reports))

    def _letters(self, found: Docket) -> str:
        steps = [found.steps(provision) for provision in self.base.provisions]
        return "".join(
            LETTERS[FLAGS[step_at(own, second).status]]
            for second in self.base.as_of
            for own in steps
        )

    def _docket(self, reports: tuple[Report, ...], horizon: int = 0) -> Docket:
        known_by = max((report.reported for report in reports), default=0)
        last = max(self.base.as_of[-1], horizon)
        view = View(reports, self.base.covers)
        return docket(
            self._ground.agreement,
            view,
            max(known_by, last),
            last,
            self._inference,
            settled=self._ground,
        )

    def _units(
        self, reports: tuple[Report, ...], provision: str
    ) -> tuple[Standing, ...]:
        end = max(latest(reports, self._ground.calendar) or 0, self.base.as_of[-1])
        found = self._docket(reports, end)
        return tuple(
            found.standing(provision, end)
            if key is None
            else found.unit_standing(provision, key, end)
            for key in found.units(provision)
        )


def evaluate(trials: Trials, cases: Iterable[Sequence[Change]]) -> tuple[str, ...]:
    """Evaluate a chunk of change sets, each once."""
    return tuple(trials.flags(changes) for changes in cases)


def lettered(letters: str) -> Any:
    """Give letters as numbers, for arrays."""
    import numpy

    return numpy.frombuffer(letters.encode("ascii"), dtype=numpy.uint8)
