"""Whether a provision is told alike at two known-by instants: by content, not by id.

Two dockets share no occurrence; what they say of a provision is compared part by part.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from servanda.agreement import Agreement, Provision
from servanda.dates import Calendar
from servanda.evaluate import Docket
from servanda.occurrence import Occurrence
from servanda.roster import Roster
from servanda.scenario import Report
from servanda.strand import Strand

# What both dockets share, or what compares as it is.
WHOLE = (str, int, type(None), Enum, Report, Agreement, Provision, Calendar, Roster)


def content(docket: Docket, provision: str) -> object:
    """Give all that a provision's standings and premises are told from."""
    strand = docket.strand(provision)
    return (
        strand.steps,
        strand.kin_steps,
        tuple(_kin(strand)),
        _content(docket.observed(provision)),
        provision in docket.world.unweighed,
    )


def _kin(strand: Strand) -> list[object]:
    return [(tuple(kin.named()), kin.arises, _content(kin.model)) for kin in strand.kin]


def _content(value: object) -> object:
    """Take a value apart until what is left compares by what it says."""
    if isinstance(value, WHOLE):
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
