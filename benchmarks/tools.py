"""The same deadlines in other tools: each reads its own file of the same events.

Every file tells all columns of an event: its id, day, source, kind and case, and the
outlet and date it is cited by. What a tool does not ask for it reads past, as it likes.
"""

from __future__ import annotations

import collections
import collections.abc
import csv
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.made import AS_OF, CITED, Event

NOW = AS_OF.toordinal()
DAYS = 30
# How long a case lasts on reelay's one line of time: longer than any of its events.
STRETCH = 1000
FIRST = NOW - 200


class Told(NamedTuple):
    """What the tools that read CSV in Python ask of an event."""

    id: str
    day: int
    kind: str
    case: str


def write_csv(path: Path, events: list[Event]) -> Path:
    """Write events as a table, days as numbers."""
    with path.open("w") as file:
        file.write("id,day,source,kind,case,outlet,cited\n")
        for id, day, kind, case in events:
            number = day.toordinal()
            file.write(f"{id},{number},registry,{kind},{case},{CITED},{number}\n")
    return path


def write_clips(path: Path, events: list[Event]) -> Path:
    """Write events as facts for CLIPS."""
    with path.open("w") as file:
        for id, day, kind, case in events:
            number = day.toordinal()
            file.write(
                f"({kind} (id {id}) (day {number}) (source registry) (case {case}) "
                f'(outlet "{CITED}") (cited {number}))\n'
            )
    return path


def _told(path: Path) -> Iterator[Told]:
    with path.open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for id, day, _, kind, case, _, _ in rows:
            yield Told(id, int(day), kind, case)


def clips_breaches(path: Path) -> int:
    """Count the breaches with CLIPS, which reads the facts itself."""
    from clips import Environment

    environment = Environment()
    slots = (
        "(slot id) (slot day (type INTEGER)) (slot source) (slot case) "
        "(slot outlet) (slot cited (type INTEGER))"
    )
    for kind in ("order-given", "order-done"):
        environment.build(f"(deftemplate {kind} {slots})")
    environment.build("(deftemplate now (slot day (type INTEGER)))")
    environment.build("(deftemplate breached (slot case))")
    environment.build(
        "(defrule breach (now (day ?n))"
        f" (order-given (case ?c) (day ?d&:(< (+ ?d {DAYS}) ?n)))"
        " (not (order-done (case ?c) (day ?e&:(and (>= ?e ?d) (<= ?e ?n)))))"
        " => (assert (breached (case ?c))))"
    )
    environment.load_facts(str(path))
    environment.assert_string(f"(now (day {NOW}))")
    environment.run()
    return sum(1 for _ in environment.find_template("breached").facts())


def durable_breaches(path: Path) -> int:
    """Count the breaches with durable_rules alone, asserting each event as a fact."""
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    from durable import engine

    sys.setdlopenflags(flags)

    class Synchronous(engine.Host):
        def _run(self) -> None:
            pass

    found: list[object] = []

    def breach(matched: object) -> None:
        found.append(matched)

    host: Any = Synchronous({"orders": {"breach": _durable_rule(breach)}})
    try:
        for told in _told(path):
            fact = {"id": told.id, "kind": told.kind, "case": told.case}
            days = {"day": told.day, "due": told.day + DAYS}
            with suppress(engine.MessageNotHandledException):  # no rule fits it yet
                host.assert_fact("orders", {**fact, **days})
        host.assert_fact("orders", {"id": "now", "now": NOW})
    finally:
        _delete(host)
    return len(found)


def _durable_rule(action: Callable[[object], None]) -> dict[str, Any]:
    given = [{"kind": "order-given"}, {"$lt": {"due": {"n": "now"}}}]
    done = [
        {"kind": "order-done"},
        {"case": {"g": "case"}},
        {"$gte": {"day": {"g": "day"}}},
        {"$lte": {"day": {"n": "now"}}},
    ]
    parts = [
        {"n": {"$ex": {"now": 1}}},
        {"g": {"$and": given}},
        {"d$not": {"$and": done}},
    ]
    return {"all": parts, "run": action}


def _delete(host: Any) -> None:
    from durable_rules_engine import delete_ruleset

    delete_ruleset(host.get_ruleset("orders")._handle)


def experta_breaches(path: Path) -> int:
    """Count the breaches with experta."""
    # It asks for names that collections had before Python 3.10.
    for name in ("Mapping", "MutableMapping", "Sequence", "Iterable", "Hashable"):
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
    import experta

    class Given(experta.Fact):  # type: ignore[misc]
        """An order given."""

    class Done(experta.Fact):  # type: ignore[misc]
        """An order carried out."""

    class Now(experta.Fact):  # type: ignore[misc]
        """The day asked about."""

    found: list[str] = []

    class Orders(experta.KnowledgeEngine):  # type: ignore[misc]
        """The one rule."""

        @experta.Rule(  # type: ignore[untyped-decorator]
            Now(day=experta.MATCH.n),
            Given(case=experta.MATCH.c, day=experta.MATCH.d),
            experta.TEST(lambda n, d: d + DAYS < n),
            ~Done(case=experta.MATCH.c, day=experta.P(lambda e: e <= NOW)),
        )
        def breach(self, c: str) -> None:
            """Take a breach down."""
            found.append(c)

    engine = Orders()
    engine.reset()
    for told in _told(path):
        kind = Given if told.kind == "order-given" else Done
        engine.declare(kind(case=told.case, day=told.day))
    engine.declare(Now(day=NOW))
    engine.run()
    return len(found)


def reelay_breaches(path: Path) -> int:
    """Count the breaches with one reelay monitor; each case has a stretch of time."""
    from reelay import dense_timed_monitor

    monitor = dense_timed_monitor(
        pattern=f"({{asked}} and (once[{DAYS + 1}:{STRETCH // 2}]{{given}}))"
        f" and (not (once[0:{STRETCH // 2}]{{done}}))"
    )
    cases: dict[str, dict[int, dict[str, bool]]] = {}
    for told in _told(path):
        days = cases.setdefault(told.case, {NOW - FIRST: {"asked": True}})
        word = "given" if told.kind == "order-given" else "done"
        days.setdefault(told.day - FIRST, {})[word] = True
    number, start = _seen(monitor, 0, {}), 0
    for days in cases.values():
        for day in sorted(days):
            number += _seen(monitor, start + day, days[day])
            if day + 1 not in days:
                number += _seen(monitor, start + day + 1, {})
        start += STRETCH
    return number + _seen(monitor, start, {})


_NOTHING = {"given": False, "done": False, "asked": False}


def _seen(monitor: Any, time: int, words: dict[str, bool]) -> int:
    """Tell the monitor what holds from a time on; count how often it now says yes."""
    said = monitor.update({**_NOTHING, **words, "time": float(time)})
    return sum(one["value"] for one in said)
