"""Infer what a situation means with durable_rules, which only this module uses.

A ruleset is a table: the first row whose words all fit gives the answer. What a
situation means depends on neither ids nor dates, so each distinct one is inferred
once and remembered. durable_rules is loaded when the first is inferred, not before.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from durable.engine import Closure, Host

_NAME: Final = "situations"
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_RESERVED: Final = frozenset({"id", "sid"})
# With some 500 constants on one property durable_rules never finishes compiling.
_MOST_RULES: Final = 400
_ANY_WORDS: Final[Mapping[str, Collection[str]]] = MappingProxyType({})


class InferenceError(Exception):
    """A table of rules or a situation is wrong: a bug of ours, never of the input."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table: the words it asks for, and what then holds."""

    name: str
    when: tuple[tuple[str, str], ...]
    status: str
    ground: str


class Inference:
    """Conclude from situations by a table of rules, each distinct one only once.

    Close it, or use it in a `with`: a compiled ruleset lives outside Python's memory.
    `words` names every word of a field, for fields whose words are a closed set.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        fields: tuple[str, ...],
        *,
        words: Mapping[str, Collection[str]] = _ANY_WORDS,
    ) -> None:
        _refuse(tuple(_flaws_of_table(rules, fields, words)))
        self._rules = tuple(rules)
        self._fields = fields
        self._words = words
        self._remembered: dict[tuple[str, ...], Rule] = {}
        self._ruleset: _Ruleset | None = None
        self._closed = False
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Delete the compiled ruleset; what is remembered can still be asked."""
        with self._lock:
            self._closed = True
            self._drop()

    def conclude(self, situation: tuple[str, ...]) -> Rule:
        """Give the first rule that fits the situation, its words in field order."""
        remembered = self._remembered.get(situation)
        return self._infer(situation) if remembered is None else remembered

    def _infer(self, situation: tuple[str, ...]) -> Rule:
        _refuse(tuple(_flaws_of_situation(situation, self._fields, self._words)))
        with self._lock:
            if self._closed:
                raise InferenceError("the inference is closed")
            if self._ruleset is None:
                self._ruleset = _Ruleset(self._rules)
            try:
                rule = self._ruleset.fire(
                    dict(zip(self._fields, situation, strict=True))
                )
            except BaseException:
                self._drop()  # a fact may be left in it, so the next starts afresh
                raise
            self._remembered[situation] = rule
            return rule

    def _drop(self) -> None:
        if self._ruleset is not None:
            self._ruleset.delete()
            self._ruleset = None


class _Ruleset:
    """A table compiled by durable_rules, until it is deleted."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._fired: list[Rule] = []
        self._has_fired = False
        self._error: BaseException | None = None
        self._host = _host(
            {
                rule.name: _definition(rule, place, self._action(rule))
                for place, rule in enumerate(rules, start=1)
            }
        )

    def fire(self, fact: dict[str, str]) -> Rule:
        """Assert the fact, and give the rule that fired and retracted it."""
        from durable.engine import MessageNotHandledException

        self._fired.clear()
        try:
            self._host.assert_fact(_NAME, fact)
        except MessageNotHandledException:
            raise InferenceError(f"no rule fits {_written(fact)}") from None
        if self._error is not None:
            raise self._error
        if len(self._fired) != 1:
            names = ", ".join(rule.name for rule in self._fired) or "no rule"
            raise InferenceError(f"{names} fired for {_written(fact)}, not one rule")
        return self._fired[0]

    def delete(self) -> None:
        """Give back the memory of the ruleset, which its C engine holds."""
        from durable_rules_engine import delete_ruleset

        # The session, 0.6 MB, is not deleted with its ruleset, so it goes first. One
        # where nothing ever fired has pointers never set: to delete it would abort.
        if self._has_fired:
            self._host.delete_state(_NAME)
        delete_ruleset(self._host.get_ruleset(_NAME)._handle)

    def _action(self, rule: Rule) -> Callable[[Closure], None]:
        def record(matched: Closure) -> None:
            # durable_rules hides what an action raises in its state: keep it here.
            try:
                self._has_fired = True
                self._fired.append(rule)
                matched.retract_fact(matched.m)
            except BaseException as error:
                self._error = error

        return record


def _host(definitions: dict[str, dict[str, Any]]) -> Host:
    with _lazily_bound():
        from durable import engine

    class Synchronous(engine.Host):
        """A host whose rules fire in the caller, without two threads that poll."""

        def _run(self) -> None:
            pass

    return Synchronous({_NAME: definitions})


@contextmanager
def _lazily_bound() -> Iterator[None]:
    # From Python 3.13 the C engine lacks a symbol (PyEval_CallObject) that only its
    # store callbacks need, never used here; bound eagerly, it would not load.
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        yield
    finally:
        sys.setdlopenflags(flags)


def _definition(
    rule: Rule, place: int, action: Callable[[Closure], None]
) -> dict[str, Any]:
    tests = [{field: word} for field, word in rule.when]
    return {"all": [{"m": {"$and": tests}}], "pri": place, "run": action}


def _refuse(flaws: Sequence[str]) -> None:
    if flaws:
        raise InferenceError("; ".join(flaws))


def _flaws_of_table(
    rules: Sequence[Rule], fields: Sequence[str], words: Mapping[str, Collection[str]]
) -> Iterator[str]:
    if not 0 < len(rules) <= _MOST_RULES:
        yield f"a table has 1 to {_MOST_RULES} rules, not {len(rules)}"
    for name, times in Counter(rule.name for rule in rules).items():
        if times > 1:
            yield f"rule {name!r} stands {times} times"
    for field in fields:
        if field in _RESERVED or not _FIELD.fullmatch(field):
            yield f"{field!r} cannot be a field"
    for rule in rules:
        yield from _flaws_of_rule(rule, fields, words)


def _flaws_of_rule(
    rule: Rule, fields: Sequence[str], words: Mapping[str, Collection[str]]
) -> Iterator[str]:
    if not rule.when:
        yield f"{rule.name}: asks for nothing"
    for field, word in rule.when:
        if field not in fields:
            yield f"{rule.name}: no field {field!r}"
        elif not _known(word, words.get(field)):
            yield f"{rule.name}: {field} is never {word!r}"


def _flaws_of_situation(
    situation: Sequence[str],
    fields: Sequence[str],
    words: Mapping[str, Collection[str]],
) -> Iterator[str]:
    if len(situation) != len(fields):
        yield f"{len(situation)} words for {len(fields)} fields"
    for field, word in zip(fields, situation, strict=False):
        if not _known(word, words.get(field)):
            yield f"{field} is never {word!r}"


def _known(word: str, words: Collection[str] | None) -> bool:
    # Short plain texts only: the C engine misreads odder ones, and numbers in texts.
    return bool(_WORD.fullmatch(word)) and (words is None or word in words)


def _written(fact: Mapping[str, str]) -> str:
    return ", ".join(f"{field} {word}" for field, word in fact.items())
