"""The inputs, made anew for each run and the same every time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

AS_OF = date(2025, 5, 1)
_FIRST_ORDER = date(2025, 1, 1)
_DAYS_OF_ORDERS = 100
_LATEST_PERFORMANCE = 40
_PERFORMED = 0.7
CITED = "Gazette of orders"

_TRUCE = date(2025, 1, 19)
_DAYS_OF_TRUCE = 58
_AGENCIES = ("un-ocha", "cogat", "gaza-media-office")
_ACCUSERS = (("israel", "hamas"), ("gaza-health-ministry", "israel"))
_PLACES = ("gaza-north", "netzarim-corridor", "rafah-crossing")

_AGREEMENT = """\
agreement: orders
title: Orders of a court, and what a ministry owes by them
zone: UTC
in_force: {anchor: start}
anchors:
  start: {planned: 2025-01-01}
parties:
  ministry: {name: Ministry}
  court: {name: Court}
sources:
  registry: {tier: independent, name: Registry}
"""
_PROVISIONS = """\
order-carried-out:
  title: Each order is carried out within 30 days
  modality: achievement
  bearer: ministry
  beneficiary: court
  for_each: {kind: order-given}
  keyed_by: [case]
  due: {days: 30, after: {instance: start}}
  performed_by: {kind: order-done}
"""


class Event(NamedTuple):
    """An order given, or carried out."""

    id: str
    day: date
    kind: str
    case: str


def orders(number: int) -> list[Event]:
    """Make orders over some hundred days, most of them carried out, some late."""
    random = Random(number)
    found = []
    for index in range(number):
        case = f"c{index:06}"
        given = _FIRST_ORDER + timedelta(random.randrange(_DAYS_OF_ORDERS))
        found.append((given, "order-given", case))
        if random.random() < _PERFORMED:
            later = timedelta(random.randrange(_LATEST_PERFORMANCE))
            found.append((given + later, "order-done", case))
    return [Event(f"r{place:06}", *one) for place, one in enumerate(sorted(found))]


def write_orders(folder: Path, events: list[Event]) -> Path:
    """Write orders as a scenario with its agreement; return the scenario's path."""
    rules, stories = folder / "rules" / "orders", folder / "scenarios" / "orders"
    rules.mkdir(parents=True, exist_ok=True)
    stories.mkdir(parents=True, exist_ok=True)
    (rules / "agreement.yaml").write_text(_AGREEMENT)
    (rules / "duties.yaml").write_text(_PROVISIONS)
    with (stories / "orders.csv").open("w") as file:
        file.write("id,date,source,kind,case,cite.outlet,cite.date\n")
        for id, day, kind, case in events:
            file.write(f"{id},{day},registry,{kind},{case},{CITED},{day}\n")
    return _scenario(stories / "orders.yaml", "orders", "orders.csv")


def write_facts(path: Path, events: list[Event]) -> Path:
    """Write the same orders, column by column, as facts for clingo."""
    with path.open("w") as file:
        for id, day, kind, case in events:
            word, number = kind.replace("-", "_"), day.toordinal()
            said = f"{id},{number},registry,{word},{case}"
            file.write(f'report({said},cite("{CITED}",{number})).\n')
    return path


def write_bare_facts(path: Path, events: list[Event]) -> Path:
    """Write of each order only what the rule asks for."""
    with path.open("w") as file:
        for _, day, kind, case in events:
            file.write(f"{kind.replace('-', '_')}({case},{day.toordinal()}).\n")
    return path


def write_reports(folder: Path, number: int, *, alike: bool) -> Path:
    """Write reports on the Gaza agreement as JSON Lines; return the scenario's path.

    Dated by day, many say the same; with the second and a page of their own, none do.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = "alike" if alike else "unlike"
    with (folder / f"{name}.jsonl").open("w") as file:
        for record in _reports(number, alike=alike):
            file.write(json.dumps(record) + "\n")
    return _scenario(
        folder / f"{name}.yaml", "gaza-2025", f"{name}.jsonl", include="background"
    )


def _reports(number: int, *, alike: bool) -> Iterator[dict[str, object]]:
    random = Random(number)
    for index in range(number):
        day = (_TRUCE + timedelta(random.randrange(_DAYS_OF_TRUCE))).isoformat()
        cite: dict[str, object] = {"outlet": "Bulletin", "date": day}
        record: dict[str, object] = {"id": f"g{index:07}", "date": day}
        if not alike:
            second = random.randrange(86_400)
            clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
            record["date"] = f"{day}T{clock}Z"
            cite["page"] = str(index)
        yield {**record, **_content(random), "cite": cite}


def _content(random: Random) -> dict[str, object]:
    """Make what a report says: trucks, mostly; attacks; statements."""
    chance = random.random()
    if chance < 0.6:
        source, count = random.choice(_AGENCIES), random.randrange(1, 30)
        return {"source": source, "kind": "trucks-entered", "count": count}
    if chance < 0.8:
        source, by = random.choice(_ACCUSERS)
        place = random.choice(_PLACES)
        return {"source": source, "kind": "attack", "by": by, "place": place}
    return {"source": "reuters", "kind": "statement"}


def _scenario(path: Path, agreement: str, table: str, include: str = "") -> Path:
    lines = [
        f"scenario: {path.stem}",
        f"agreement: {agreement}",
        "title: Generated reports",
        f"include: [{include}]",
        f"reports_from: [{table}]",
    ]
    path.write_text("\n".join(lines) + "\n")
    return path
