"""A plan: a named, documented list of changes to a scenario, and what it expects."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from servanda.expression import DateText, Id, Ids, Model, StatusWord, Text, as_list
from servanda.scenario import Expectation, ReportId

# What each change asks for besides its own key.
ASKS: Mapping[str, str] = {
    "miss": "",
    "delay": "by",
    "perform": "on",
    "drop": "",
    "move": "by",
    "deny": "by",
    "add": "",
    "extend": "to",
    "read": "as",
}
WITH_INSTANCES = frozenset({"miss", "delay", "perform"})


class PlannedChange(Model):
    """One change of a plan: one of the first nine keys, with what it asks for."""

    miss: Id | None = None
    delay: Id | None = None
    perform: Id | None = None
    drop: ReportId | None = None
    move: ReportId | None = None
    deny: ReportId | None = None
    add: Annotated[tuple[dict[str, Any], ...] | None, BeforeValidator(as_list)] = None
    extend: Id | None = None
    read: Id | None = None
    by: Text | None = None
    on: DateText | None = None
    to: DateText | None = None
    as_: Id | None = Field(None, alias="as")
    instance: dict[str, str] | None = None
    note: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Name the changes it makes: one, unless something is wrong with it."""
        return tuple(kind for kind in ASKS if getattr(self, kind) is not None)

    @property
    def given(self) -> frozenset[str]:
        """Name the keys that say more of a change."""
        named = {"by": self.by, "on": self.on, "to": self.to, "as": self.as_}
        return frozenset(key for key, value in named.items() if value is not None)


def as_difference(value: Any) -> Any:
    """Read a provision's id alone as a difference of it."""
    return {"provision": value} if isinstance(value, str) else value


class ExpectedDifference(Model):
    """A provision that differs: from what to what, and when the histories part."""

    provision: Id
    before: StatusWord | None = None
    after: StatusWord | None = None
    parts_at: DateText | None = None


Differing = Annotated[ExpectedDifference, BeforeValidator(as_difference)]


class Plan(Model):
    """A what-if's file: the scenario it is of, its changes, and what it expects."""

    plan: Id
    scenario: Text
    title: Text
    summary: str | None = None
    include: Ids = ()
    as_of: DateText | None = None
    known_by: DateText | None = None
    carry: bool = False
    changes: tuple[PlannedChange, ...] = ()
    differs: tuple[Differing, ...] | None = None
    expect: tuple[Expectation, ...] = ()
