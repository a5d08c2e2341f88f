"""What acts, rulings and rival readings add to the reasons for a standing."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from servanda.acts import Act, Ruling
from servanda.dates import Calendar
from servanda.editions import Effect
from servanda.evaluate import Docket
from servanda.naming import Names
from servanda.readings import Alternative
from servanda.standing import Key, Premise, Step, step_at

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
            yield telling.act(effect)
    for ruling in docket.rulings:
        reached = provision in docket.reached_by(ruling.object)
        if ruling.start <= as_of < ruling.end and reached:
            yield telling.ruling(ruling)


def made_by(docket: Docket, provision: str, at: int) -> tuple[Premise, ...]:
    """Tell of the acts and rulings on a provision that took effect at an instant."""
    telling = Telling(docket)
    acts = (telling.act(one) for one in docket.effects if one.since == at)
    rulings = (telling.ruling(one) for one in docket.rulings if one.start == at)
    return tuple(
        told for told in (*acts, *rulings) if provision in docket.reached_by(told.ref)
    )


def of_readings(
    docket: Docket, provision: str, key: Key | None, as_of: int
) -> Iterator[Premise]:
    """Tell where a provision stands under each reading that bears on it.

    Those that parties hold come first, after the text as it is where they are at
    odds; the others decide nothing, and are told as standing beside.
    """
    contest = docket.contest(provision)
    if contest is None:
        return
    telling = Telling(docket)
    if step_at(contest.steps(key), as_of).ground == "reading":
        yield telling.text(provision, contest.step_by_text(key, as_of))
    for one in sorted(contest.alternatives, key=lambda one: not one.held):
        step = contest.step_under(one, key, as_of)
        if step is not None:
            yield telling.reading(one, provision, step)


class Telling:
    """Put acts and readings into sentences, with the agreement's own names."""

    def __init__(self, docket: Docket) -> None:
        self.calendar: Calendar = docket.world.ground.calendar
        self._names = Names(docket.world.ground.text)

    def act(self, effect: Effect) -> Premise:
        """Tell of an act."""
        act = effect.act
        kind = "beside" if effect.since is None else "act"
        return Premise(kind, act.object, self.effect(effect), act.reports)

    def ruling(self, ruling: Ruling) -> Premise:
        """Tell of a ruling that governs."""
        chosen = "the base text"
        if ruling.reading != "base":
            chosen = f'the reading "{ruling.reading}"'
        text = f"since {self._when(ruling.start)} {chosen} governs, by a ruling"
        return Premise("ruling", ruling.object, text, (ruling.report,))

    def effect(self, effect: Effect) -> str:
        """Say what was done, and since when it holds or what it lacks."""
        act = effect.act
        what = f"{self._names.object(act.object)}: {DONE[act.word]}{self._to(act)}"
        if effect.since is not None:
            return f"{what}, in effect since {self._when(effect.since)}"
        said = (
            f"{self._names.object(act.object)}: to be {DONE[act.word]}{self._to(act)}"
        )
        when = self._when(act.date)
        return f"{said}, said on {when}; without effect: {self._missing(effect)}"

    def _to(self, act: Act) -> str:
        return "" if act.to is None else f" to {self.calendar.text(act.to)}"

    def _missing(self, effect: Effect) -> str:
        return "; ".join(effect.missing)

    def _when(self, second: int) -> str:
        """Write an instant, the first of a day as that day."""
        calendar = self.calendar
        day = calendar.day_of(second)
        if calendar.first_second(day) == second:
            return calendar.text(calendar.days(day, day))
        return calendar.short(second)

    def text(self, provision: str, step: Step) -> Premise:
        """Say where it stands by the text as it is."""
        return Premise("reading", provision, f"by the text as it is: {_status(step)}")

    def reading(self, one: Alternative, provision: str, step: Step) -> Premise:
        """Say who reads it how, and where it stands then."""
        held = ", ".join(self._names.sources(one.reading.held_by))
        who = f", held by {held}" if held else ""
        why = f" ({one.reading.because})" if one.reading.because else ""
        name = one.title(provision)
        text = f'under the reading "{name}"{who}{why}: {_status(step)}'
        if one.held:
            return Premise("reading", name, text)
        return Premise("beside", name, f"shown beside, {text}")


def _status(step: Step) -> str:
    return f"{step.status} ({step.ground})" if step.ground else step.status
