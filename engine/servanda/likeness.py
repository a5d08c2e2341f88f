"""Whether a provision is told alike at two known-by instants: by content, not by id.

Two dockets share no occurrence; what they say of a provision is compared part by part.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from servanda.acts import Ruling
from servanda.agreement import Agreement, Provision
from servanda.dates import Calendar
from servanda.edition import Edition
from servanda.editions import Effect
from servanda.evaluate import Docket
from servanda.occurrence import Occurrence
from servanda.roster import Roster
from servanda.scenario import Report

# What both dockets share, or what compares as it is.
WHOLE = (str, int, type(None), Enum, Report, Agreement, Provision, Calendar, Roster)


def content(docket: Docket, provision: str) -> object:
    """Give all that a provision's standings and premises are told from."""
    contest = docket.contest(provision)
    rivals = contest.alternatives if contest else ()
    courses = (docket.course, *(one.course for one in rivals))
    partners = docket.world.ground.partners.get(provision, ())
    return (
        docket.steps(provision),
        tuple(_edition(e, provision) for c in courses for e in c.editions),
        tuple((one.object, one.name, one.ruled) for one in rivals),
        tuple(_content(one) for one in done_to(docket, provision)),
        tuple(map(docket.course.steps, partners)),
        tuple(
            _content(docket.observed(provision, edition.at))
            for edition in docket.course.editions
        ),
    )


def done_to(docket: Docket, provision: str) -> Iterator[Effect | Ruling]:
    """List the acts and rulings that can reach a provision."""
    for effect in docket.effects:
        if provision in docket.reached_by(effect.act.object):
            yield effect
    for ruling in docket.rulings:
        if provision in docket.reached_by(ruling.object):
            yield ruling


def _edition(edition: Edition, provision: str) -> object:
    strand = edition.strand(provision)
    kin = tuple(
        (tuple(one.named()), one.arises, _content(one.model)) for one in strand.kin
    )
    return (edition.at, strand.steps, strand.kin_steps, kin)


def _content(value: object) -> object:
    """Take a value apart until what is left compares by what it says."""
    if isinstance(value, WHOLE) or callable(value):
        return value
    if isinstance(value, Occurrence):
        return tuple(map(_content, tuple.__iter__(value)))
    if isinstance(value, tuple | list):
        return tuple(map(_content, value))
    if isinstance(value, Mapping):
        return tuple((key, _content(one)) for key, one in value.items())
    if is_dataclass(value):
        return tuple(_content(getattr(value, one.name)) for one in fields(value))
    return value
