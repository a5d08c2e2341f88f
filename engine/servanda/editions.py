"""What acts and rulings make of an agreement, one instant after the other (C6–C14).

Each instant at which some take effect begins an edition. Whether they can is judged
by the edition before; what cannot take effect is kept, with the reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel

from servanda.acts import Act, Deeds, Ruling
from servanda.agreement import Agreement, Reading
from servanda.dates import NEVER, Moment
from servanda.duty import attribute, names_of
from servanda.expression import When
from servanda.moves import Closed, Extended, Move, Suspended

BASE = "base"
# What a reading says of itself, not of what it reads.
ABOUT_A_READING = frozenset({"held_by", "because", "cite", "text", "to", "effective"})
ORDER = ("amend", "extend", "suspend", "resume", "waive", "terminate")


class PhaseEnd(NamedTuple):
    """The end acts gave a phase: as the act with that root says, if by its date."""

    at: Moment
    root: str


class Amendment(NamedTuple):
    """Fields that an act set anew, of an object in a section."""

    section: str
    name: str
    fields: Mapping[str, Any]


Object = tuple[str, frozenset[tuple[str, str]]]


class Edited(NamedTuple):
    """An agreement with what took effect: its text as ruled, amended, then moved.

    `moves` are of windows by provision, `ends` of phases; `over` are the objects that
    an act ended, `resting` those suspended; `chosen` the readings that rulings chose,
    by object.
    """

    text: Agreement
    agreement: Agreement
    amendments: tuple[Amendment, ...]
    moves: Mapping[str, tuple[Move, ...]]
    ends: Mapping[str, PhaseEnd]
    over: frozenset[Object]
    resting: frozenset[Object]
    chosen: Mapping[str, str]


class Effect(NamedTuple):
    """What became of an act: since when it holds, or why it does not."""

    act: Act
    since: int | None
    missing: tuple[str, ...] = ()


class Before(Protocol):
    """What acts ask of the edition before them."""

    def power_since(self, when: When) -> int | None:
        """Give the first second of a power that is not there from the beginning."""

    def latest_end(self, act: Act) -> int | None:
        """Give the last second of what an extension is about, None if unknown."""

    def phase_end(self, phase: str) -> Moment | None:
        """Give the end of a phase."""


# By the report an act began with: the date it sets, as its text and readings have it.
DatesOfActs = Mapping[str, Mapping[str, Moment]]


def first_edition(agreement: Agreement) -> Edited:
    """Give an agreement as it is while nothing has taken effect."""
    return Edited(agreement, agreement, (), {}, {}, frozenset(), frozenset(), {})


def instants(deeds: Deeds) -> list[int]:
    """List the instants at which something may take effect, in order."""
    found = {act.agreed for act in deeds.acts if act.agreed is not None}
    for ruling in deeds.rulings:
        found |= {at for at in (ruling.start, ruling.end) if at != NEVER}
    return sorted(found)


def never_agreed(deeds: Deeds) -> Iterator[Effect]:
    """Give the acts for which what is needed never stands together."""
    for act in deeds.acts:
        if act.agreed is None:
            yield Effect(act, None, (f"it lacks {' and '.join(act.missing)}",))


def with_acts(
    edited: Edited, deeds: Deeds, at: int, before: Before, dates: DatesOfActs
) -> tuple[Edited, tuple[Effect, ...]]:
    """Give an agreement with the acts of an instant, and what became of each."""
    now = [
        act._replace(to=_read_now(edited, act, dates))
        for act in deeds.acts
        if act.agreed == at
    ]
    effects = tuple(_effect(edited, act, at, before) for act in _in_order(now))
    for effect in effects:
        if effect.since is not None:
            edited = _APPLY[effect.act.word](edited, effect.act, at, before)
    return edited, effects


def _read_now(edited: Edited, act: Act, dates: DatesOfActs) -> Moment | None:
    """Give the date an act sets, as a ruling on it reads it by now."""
    chosen = edited.chosen.get(act.root)
    return act.to if chosen is None else dates.get(act.root, {}).get(chosen, act.to)


def with_rulings(edited: Edited, deeds: Deeds, at: int, dates: DatesOfActs) -> Edited:
    """Give an agreement as the rulings that stand at an instant read it."""
    chosen = _chosen(deeds.rulings, at)
    return edited if chosen == edited.chosen else _ruled(edited, chosen, dates)


def _in_order(acts: Sequence[Act]) -> list[Act]:
    def place(act: Act) -> tuple[int, int, str]:
        to = 0 if act.to is None else act.to.hi
        return (ORDER.index(act.word), to, act.object)

    return sorted(acts, key=place)


# -- whether an act can take effect (C7) --------------------------------------------


def _effect(edited: Edited, act: Act, at: int, before: Before) -> Effect:
    reason = _hindrance(edited, act, at, before)
    return Effect(act, None, (reason,)) if reason else Effect(act, at)


def _hindrance(edited: Edited, act: Act, at: int, before: Before) -> str:
    """Say why an act that all needed agreed to has no effect; "" where it has."""
    agreement = edited.agreement
    whole = (act.object, frozenset[tuple[str, str]]())
    all_of_it = (agreement.agreement, frozenset[tuple[str, str]]())
    if {_object(edited, act), whole, all_of_it} & edited.over:
        return "what it is about had been ended"
    if act.power is not None and act.power.from_ is not None:
        since = before.power_since(act.power.from_)
        if since is None or since > at:
            return "the power for it was not there yet"
    if act.word == "extend":
        return _no_extension(edited, act, before)
    if act.word in ("suspend", "resume"):
        rests = _object(edited, act) in edited.resting
        if act.word == "suspend" and rests:
            return "it was suspended already"
        if act.word == "resume" and not rests:
            return "it was not suspended"
    return ""


def _no_extension(edited: Edited, act: Act, before: Before) -> str:
    agreement = edited.agreement
    if act.to is None:
        return "nobody says to which date"
    if act.object == agreement.agreement:
        return "an agreement as a whole has no date to extend"
    if act.object in agreement.provisions:
        if agreement.provisions[act.object].extend == "never":
            return "the text lets nobody extend it"
        last = before.latest_end(act)
    else:
        end = before.phase_end(act.object)
        last = None if end is None else end.hi
    if last is not None and act.to.hi < last:
        return "the date it sets is before the present one"
    return ""


def _is_rest(move: Move, name: Object) -> bool:
    """Tell whether a move is the suspension of an object that nothing resumed."""
    return isinstance(move, Suspended) and move.ends is None and move.object == name


def _object(edited: Edited, act: Act) -> Object:
    """Name an object by its id and the keys that name its instances."""
    return (act.object, frozenset(_keys(edited, act).items()))


def _keys(edited: Edited, act: Act) -> Mapping[str, str]:
    """Give the attributes of an act that name instances of its provision."""
    terms = edited.agreement.provisions.get(act.object)
    if terms is None or act.word == "terminate":
        return {}
    words = {attribute(name) for name in names_of(terms)}
    return {word: value for word, value in act.keys.items() if word in words}


# -- what an act does ---------------------------------------------------------------


def _amend(edited: Edited, act: Act, _at: int, _before: Before) -> Edited:
    if act.set is None or act.object == edited.agreement.agreement:
        return edited
    fields = {name: getattr(act.set, name) for name in act.set.model_fields_set}
    section = "provisions"
    if act.object in edited.agreement.phases:
        section = "phases"
        fields = {n: v for n, v in fields.items() if n in ("from_", "until")}
        ends = {k: v for k, v in edited.ends.items() if k != act.object}
        edited = edited._replace(ends=ends if "until" in fields else edited.ends)
    elif {"due", "until"} & fields.keys():
        edited = _moving(edited, [act.object], _undated)
    amendment = Amendment(section, act.object, fields)
    return edited._replace(
        agreement=_amended(edited.agreement, amendment),
        amendments=(*edited.amendments, amendment),
    )


def _undated(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Set aside extensions and pauses: a date set anew is not moved by what was."""
    return tuple(
        move._replace(moves=False)
        if isinstance(move, Suspended) and move.ends is not None
        else move
        for move in moves
        if not isinstance(move, Extended)
    )


def _extend(edited: Edited, act: Act, at: int, _: Before) -> Edited:
    assert act.to is not None
    if act.object in edited.agreement.phases:
        ends = {**edited.ends, act.object: PhaseEnd(act.to, act.root)}
        return edited._replace(ends=ends)
    move = Extended(at, act.to, _keys(edited, act), act.root, act.reports)
    return _moving(edited, [act.object], lambda moves: (*moves, move))


def _suspend(edited: Edited, act: Act, at: int, _: Before) -> Edited:
    name = _object(edited, act)
    move = Suspended(at, None, _keys(edited, act), name)
    edited = edited._replace(resting=edited.resting | {name})
    return _moving(edited, _reached(edited, act), lambda moves: (*moves, move))


def _resume(edited: Edited, act: Act, at: int, _: Before) -> Edited:
    name = _object(edited, act)

    def resumed(moves: tuple[Move, ...]) -> tuple[Move, ...]:
        return tuple(
            m._replace(ends=at) if isinstance(m, Suspended) and _is_rest(m, name) else m
            for m in moves
        )

    edited = edited._replace(resting=edited.resting - {name})
    return _moving(edited, list(edited.moves), resumed)


def _end(edited: Edited, act: Act, at: int, before: Before) -> Edited:
    move = Closed(at, _keys(edited, act))
    name = _object(edited, act)
    edited = _moving(edited, _reached(edited, act), lambda moves: (*moves, move))
    edited = edited._replace(over=edited.over | {name})
    if act.object in edited.agreement.phases:
        end = before.phase_end(act.object)
        if end is None or end.hi > at - 1:
            last = PhaseEnd(Moment(at - 1, at - 1), "")
            edited = edited._replace(ends={**edited.ends, act.object: last})
    return edited


_APPLY: Mapping[str, Callable[[Edited, Act, int, Before], Edited]] = {
    "amend": _amend,
    "extend": _extend,
    "suspend": _suspend,
    "resume": _resume,
    "waive": _end,
    "terminate": _end,
}


def _reached(edited: Edited, act: Act) -> list[str]:
    """List the provisions that are in the object of an act (C11)."""
    agreement = edited.agreement
    if act.object in agreement.provisions:
        return [act.object]
    if act.object not in agreement.phases:
        return list(agreement.provisions)
    return [
        name
        for name, terms in agreement.provisions.items()
        if (terms.from_ is not None and terms.from_.start == act.object)
        or any(w is not None and w.end == act.object for w in (terms.until, terms.due))
    ]


def _moving(
    edited: Edited,
    names: Iterable[str],
    change: Callable[[tuple[Move, ...]], tuple[Move, ...]],
) -> Edited:
    changed = {name: change(edited.moves.get(name, ())) for name in names}
    return edited._replace(moves={**edited.moves, **changed})


def _amended(agreement: Agreement, amendment: Amendment) -> Agreement:
    """Set some fields of one object anew."""
    section, name, fields = amendment
    parts: Mapping[str, BaseModel] = getattr(agreement, section)
    part = parts[name].model_copy(update=dict(fields))
    return agreement.model_copy(update={section: {**parts, name: part}})


# -- rulings and readings -------------------------------------------------------------


def _chosen(rulings: Iterable[Ruling], at: int) -> dict[str, str]:
    """Give the reading that the latest standing ruling on each object chose (R1)."""
    standing = [r for r in rulings if r.start <= at < r.end]
    latest: dict[str, Ruling] = {}
    for ruling in sorted(standing, key=lambda r: (r.start, r.reported, r.reading)):
        latest[ruling.object] = ruling
    chosen = {name: ruling.reading for name, ruling in latest.items()}
    return {name: reading for name, reading in chosen.items() if reading != BASE}


def _ruled(edited: Edited, chosen: Mapping[str, str], dates: DatesOfActs) -> Edited:
    agreement = edited.text
    for name, word in chosen.items():
        if name not in dates:
            agreement = read(agreement, name, word)
    for amendment in edited.amendments:
        agreement = _amended(agreement, amendment)
    for root, read_as in dates.items():
        edited = _reread(edited, root, read_as.get(chosen.get(root, BASE)))
    if agreement == edited.agreement:
        agreement = edited.agreement
    return edited._replace(agreement=agreement, chosen=chosen)


def read_otherwise(edited: Edited, following: Edited) -> frozenset[str]:
    """Name the objects that rulings have read otherwise than they were read before."""
    ruled = {name for name, _ in edited.chosen.items() ^ following.chosen.items()}
    return frozenset(
        name for name in ruled if _as_read(edited, name) != _as_read(following, name)
    )


def _as_read(edited: Edited, name: str) -> object:
    """Give what an object says as it is read; of an act, the dates it set."""
    agreement = edited.agreement
    for section in SECTIONS:
        if name in getattr(agreement, section):
            return getattr(agreement, section)[name]
    moves = {
        of: [m.to for m in found if isinstance(m, Extended) and m.root == name]
        for of, found in edited.moves.items()
    }
    return moves, {of: end.at for of, end in edited.ends.items() if end.root == name}


def _reread(edited: Edited, root: str, to: Moment | None) -> Edited:
    """Date the extensions an act made as it is read from now on (R6)."""
    if to is None:
        return edited

    def redated(moves: tuple[Move, ...]) -> tuple[Move, ...]:
        return tuple(
            move._replace(to=to)
            if isinstance(move, Extended) and move.root == root
            else move
            for move in moves
        )

    ends = {
        name: end._replace(at=to) if end.root == root else end
        for name, end in edited.ends.items()
    }
    return _moving(edited._replace(ends=ends), list(edited.moves), redated)


SECTIONS = ("provisions", "phases", "anchors")


def read(agreement: Agreement, name: str, word: str) -> Agreement:
    """Give an agreement in which one object is read as one of its readings says."""
    for section in SECTIONS:
        reading = readings_of(agreement, section, name).get(word)
        if reading is not None:
            part = getattr(agreement, section)[name]
            fields = {
                field: getattr(reading, field)
                for field in reading.model_fields_set - ABOUT_A_READING
                if field in type(part).model_fields
            }
            return _amended(agreement, Amendment(section, name, fields))
    return agreement


def readings_of(agreement: Agreement, section: str, name: str) -> Mapping[str, Reading]:
    """Give the readings of an object of a section."""
    part = getattr(agreement, section).get(name)
    return {} if part is None else part.readings
