"""What acts, rulings and rival readings add to the reasons for a standing."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from servanda.acts import Act
from servanda.dates import Calendar
from servanda.editions import Effect
from servanda.evaluate import Docket
from servanda.naming import Names
from servanda.readings import Alternative
from servanda.standing import Key, Premise

DONE: Mapping[str, str] = MappingProxyType(
    {
        "extend": "extended",
        "suspend": "suspended",
        "resume": "resumed",
        "waive": "waived",
        "terminate": "ended",
        "amend": "amended",
    }
)


def of_acts(docket: Docket, provision: str, as_of: int) -> Iterator[Premise]:
    """Tell of the acts that reach a provision, those without effect included."""
    telling = Telling(docket)
    for effect in docket.effects:
        act = effect.act
        when = act.date if effect.since is None else effect.since
        if when <= as_of and provision in docket.reached_by(act.object):
            yield Premise("act", act.object, telling.effect(effect), act.reports)
    for ruling in docket.rulings:
        reached = provision in docket.reached_by(ruling.object)
        if ruling.start <= as_of < ruling.end and reached:
            since = telling.calendar.short(ruling.start)
            chosen = "the base text"
            if ruling.reading != "base":
                chosen = f'the reading "{ruling.reading}"'
            text = f"since {since} {chosen} governs, by a ruling"
            yield Premise("ruling", ruling.object, text, (ruling.report,))


def of_readings(
    docket: Docket, provision: str, key: Key | None, as_of: int
) -> Iterator[Premise]:
    """Tell where a provision stands under each reading that bears on it."""
    contest = docket.contest(provision)
    if contest is None:
        return
    telling = Telling(docket)
    for one in contest.alternatives:
        step = contest.step_under(one, key, as_of)
        if step is not None:
            status = f"{step.status} ({step.ground})" if step.ground else step.status
            yield Premise(
                "reading", one.title(provision), telling.reading(one, provision, status)
            )


class Telling:
    """Put acts and readings into sentences, with the agreement's own names."""

    def __init__(self, docket: Docket) -> None:
        self.calendar: Calendar = docket.world.ground.calendar
        self._names = Names(docket.world.ground.text)

    def effect(self, effect: Effect) -> str:
        """Say what was done, and since when it holds or what it lacks."""
        act = effect.act
        what = f"{self._names.object(act.object)}: {DONE[act.word]}{self._to(act)}"
        if effect.since is not None:
            return f"{what}, in effect since {self.calendar.short(effect.since)}"
        said = (
            f"{self._names.object(act.object)}: to be {DONE[act.word]}{self._to(act)}"
        )
        when = self.calendar.short(act.date)
        return f"{said}, said on {when}; without effect: {self._missing(effect)}"

    def _to(self, act: Act) -> str:
        return "" if act.to is None else f" to {self.calendar.text(act.to)}"

    def _missing(self, effect: Effect) -> str:
        return "; ".join(effect.missing)

    def reading(self, one: Alternative, provision: str, status: str) -> str:
        """Say who reads it how, and where it stands then."""
        held = ", ".join(self._names.sources(one.reading.held_by))
        who = f", held by {held}" if held else ""
        why = f" ({one.reading.because})" if one.reading.because else ""
        return f'under the reading "{one.title(provision)}"{who}{why}: {status}'
