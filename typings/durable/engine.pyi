"""Types for the little of `durable.engine` that the engine uses."""

from collections.abc import Mapping
from typing import Any

class MessageNotHandledException(Exception):
    """The fact matches no rule."""

class Content:
    """A fact that matched, as an action sees it."""

class Closure:
    """What an action is called with."""

    @property
    def m(self) -> Content: ...
    def retract_fact(self, ruleset_name: Content) -> None: ...

class Ruleset:
    """One compiled ruleset."""

    _handle: int

class Host:
    """Rulesets by name, and the way to assert facts into them."""

    def __init__(
        self, ruleset_definitions: Mapping[str, Mapping[str, Any]] | None = ...
    ) -> None: ...
    def _run(self) -> None: ...
    def get_ruleset(self, ruleset_name: str) -> Ruleset: ...
    def assert_fact(
        self, ruleset_name: str, fact: Mapping[str, str]
    ) -> dict[str, Any] | None: ...
    def get_facts(
        self, ruleset_name: str, sid: str | None = ...
    ) -> list[dict[str, str]]: ...
    def delete_state(self, ruleset_name: str, sid: str | None = ...) -> None: ...
