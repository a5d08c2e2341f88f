"""What falls due, in order, and what would move each open provision by then."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from servanda.agreement import Provision, Target
from servanda.dates import Moment
from servanda.expression import Condition, Pattern
from servanda.naming import Names, plural
from servanda.question import Head, Question
from servanda.reasons import Reason
from servanda.report import Row, row
from servanda.standing import Key, Standing

OPEN = frozenset({"pending", "disputed", "suspended", "not-in-force", "holding"})
SETTLES: Mapping[str, str] = {
    "fact": "settled by a source of a higher tier, a retraction, "
    "or an account both sides give",
    "allegation": "settled by anybody else's word, an admission, or by taking it back",
    "conformity": "settled by completion, acceptance or a finding",
    "obligation": "settled by a ruling, a finding, or by taking the words back",
    "position": "settled by performance, the due date, or by taking the words back",
    "reading": "settled by a ruling",
}


class Then(NamedTuple):
    """What a provision becomes, and when, if nothing more is reported."""

    status: str
    ground: str
    at: str


class Item(NamedTuple):
    """One open duty: when it falls due or ends, and what would move it."""

    row: Row
    due: str | None
    ends: str | None
    derivation: Reason | None
    then: Then | None
    moves: tuple[str, ...]


class Upcoming(NamedTuple):
    """What is open as of an instant, by due date; what has no date comes last."""

    head: Head
    items: tuple[Item, ...]


def upcoming(question: Question) -> Upcoming:
    """Ask what is still open, and when each falls due."""
    found = chain.from_iterable(
        _open(question, id) for id in question.agreement.provisions
    )
    dated = sorted(found, key=lambda pair: pair[0])
    return Upcoming(question.head, tuple(item for _, item in dated))


Order = tuple[bool, int, str, str]


def _open(question: Question, provision: str) -> Iterator[tuple[Order, Item]]:
    for key in question.docket.units(provision):
        standing = question.standing(provision, key)
        if standing.status in OPEN:
            moment = _ahead(standing, question.as_of)
            order = (moment is None, moment.hi if moment else 0, provision, str(key))
            yield order, _item(question, standing, key)


def _ahead(standing: Standing, as_of: int) -> Moment | None:
    """Give the date that is still to come: when it is due, or else when it ends."""
    for moment in (standing.due, standing.ends):
        if moment is not None and moment.hi >= as_of:
            return moment
    return None


def _item(question: Question, standing: Standing, key: Key | None) -> Item:
    provision = standing.provision
    shown = row(question, provision, key)
    return Item(
        row=shown,
        due=shown.due,
        ends=shown.ends,
        derivation=question.derivation(provision, key),
        then=_then(question, provision, key),
        moves=tuple(_moves(question, standing)),
    )


def _then(question: Question, provision: str, key: Key | None) -> Then | None:
    for step in question.docket.steps(provision, key):
        if step.at > question.as_of:
            at = question.calendar.instant_text(step.at)
            return Then(step.status, step.ground, at)
    return None


def _moves(question: Question, standing: Standing) -> Iterator[str]:
    terms, names = question.agreement.provisions[standing.provision], question.names
    if standing.status == "disputed" and standing.ground in SETTLES:
        yield SETTLES[standing.ground]
    yield from moves(terms, names)


def moves(terms: Provision, names: Names) -> Iterator[str]:
    """Say which reports would move a provision."""
    if terms.is_achievement:
        yield from _to_be_met(terms, names)
    else:
        yield from _to_be_breached(terms, names)


def _to_be_met(terms: Provision, names: Names) -> Iterator[str]:
    if terms.performed_by is not None:
        yield f"met once this is reported: {matching(terms.performed_by, names)}"
    if terms.target is not None and terms.counted_by is not None:
        wanted = aim(terms.target, names)
        yield f"met once this reaches {wanted}: {matching(terms.counted_by, names)}"


def _to_be_breached(terms: Provision, names: Names) -> Iterator[str]:
    if terms.violated_by is not None:
        yield f"moved by a report of: {matching(terms.violated_by, names)}"
    if terms.target is not None and terms.counted_by is not None:
        wanted = aim(terms.target, names)
        counted = matching(terms.counted_by, names)
        yield f"moved by a total below {wanted}: {counted}"


def aim(target: Target, names: Names) -> str:
    """Say what number a quota asks for: `600 trucks per day`, `33 hostages`."""
    number = target.rate or target.times or target.total or target.remaining or 0
    unit = f" {plural(number, target.unit)}" if target.unit else ""
    if target.rate is not None:
        return f"{target.rate:,}{unit} per {target.per or 'day'}"
    if target.times is not None and target.of is not None:
        return f"{target.times:,}{unit} for each of {matching(target.of, names)}"
    if target.total is not None:
        return f"{target.total:,}{unit}"
    return f"{target.remaining:,}{unit} remaining"


def matching(pattern: Pattern, names: Names) -> str:
    """Say what a pattern matches: `withdrawal-began, place Philadelphi corridor`."""
    kinds = " or ".join(pattern.kind) or "anything"
    conditions = (
        f"{attribute} {_wanted(attribute, condition, names)}"
        for attribute, condition in pattern.conditions.items()
    )
    often = [f"{pattern.at_least} times"] if pattern.at_least > 1 else []
    return ", ".join([kinds, *conditions, *often])


def _wanted(attribute: str, condition: Condition, names: Names) -> str:
    if condition.at_least is not None:
        return f"at least {condition.at_least}"
    if condition.none_of:
        others = " or ".join(names.value(attribute, one) for one in condition.none_of)
        return f"other than {others}"
    return " or ".join(names.value(attribute, one) for one in condition.one_of)
