"""Cases that came up in the field: what was reported, and where things stand by it.

A case is a small agreement (or one of those shipped), reports a line each, and what is
expected, as a scenario says it. In the small ones the sides are `north` and `south`,
`judge` is an authority, `watch` independent, `paper` press; the dates are the case's
own. Each expectation is derived by hand from the text and docs/semantics.md. The page
docs/worked-cases.md lists every case, with those that are tested elsewhere and those
that cannot be expressed.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from tests import accord
from tests.accord import read
from tests.generators import read_report

from servanda.agreement import Agreement
from servanda.dates import Calendar
from servanda.evaluate import Docket, View, docket
from servanda.expect import failures
from servanda.scenario import Expectation
from servanda.source import library
from servanda.source.load import load_agreement

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "worked-cases.md"


class Case(NamedTuple):
    """What was agreed, what was reported, and what follows."""

    agreed: str
    reports: str
    expect: str
    head: str = ""

    @property
    def agreement(self) -> Agreement:
        """Read the small agreement, or the one shipped under a name."""
        if self.agreed in SHIPPED:
            return shipped(self.agreed)
        return accord.agreement(self.agreed, self.head)

    @property
    def differences(self) -> list[str]:
        """Say where it stands otherwise than expected."""
        agreement = self.agreement
        calendar = Calendar(agreement.zone, agreement.day_ends)
        told = tuple(read_report(one, calendar) for one in read(self.reports) or ())
        wanted = [Expectation.model_validate(one) for one in read(self.expect)]

        def docket_at(known_by: int, as_of: int) -> Docket:
            view = View(told, None)
            return docket(agreement, view, known_by, as_of, accord.inference())

        return [
            f"{one.provision} as of {one.as_of}: {one.field} {one.got}, "
            f"not {one.expected}"
            for one in failures(wanted, calendar, docket_at)
        ]


SHIPPED = frozenset({"gaza-2025"})


@cache
def shipped(name: str) -> Agreement:
    """Load an agreement that comes with the engine."""
    found = load_agreement(library.shipped("rules") / name).value
    assert found is not None
    return found


def duty(name: str, terms: str, bearer: str = "north") -> str:
    """Write a duty to act."""
    given = f"modality: achievement, bearer: {bearer}"
    return f"{name}: {{{given}, {terms}}}\n"


def ban(name: str, terms: str, bearer: str = "north") -> str:
    """Write a duty to keep from something."""
    given = f"modality: maintenance, bearer: {bearer}"
    return f"{name}: {{{given}, {terms}}}\n"


def number(name: str, terms: str) -> str:
    """Write a duty of the north to reach a number."""
    return f"{name}: {{modality: quota, bearer: north, {terms}}}\n"


def since(day: str, zone: str = "Asia/Jerusalem") -> str:
    """Write the head of an agreement in force from a day."""
    return f"zone: {zone}\nin_force: {day}\n"


ACT = "performed_by: {kind: act}"
HARM = "violated_by: {kind: harm}"
START = (
    "- {id: start, date: 2025-01-19T11:15, source: red-cross, kind: ceasefire-began}"
)

# -- Gaza, January 2025: days and hours ------------------------------------------------

DAYS: dict[str, Case] = {
    "a start planned for 08:30 that came at 11:15": Case(
        ban("p", f"until: {{day: 42}}, {HARM}") + duty("q", f"due: {{day: 7}}, {ACT}"),
        """
        - {id: a, date: 2025-01-19T10:00, source: watch, kind: harm, by: north}
        - {id: b, date: 2025-01-19T11:15, source: watch, kind: truce-began}
        """,
        """
        - {as_of: 2025-01-19T11:14, provision: p, status: not-in-force}
        - {as_of: 2025-01-19T11:15, provision: p, status: holding}
        - {as_of: 2025-01-19, provision: p, status: holding}
        - {as_of: 2025-01-19, provision: q, status: pending, due: 2025-01-25}
        """,
        """
        zone: Asia/Jerusalem
        in_force: {anchor: truce}
        anchors:
          truce: {planned: 2025-01-19T08:30, actual: {kind: truce-began}}
        """,
    ),
    "a phase that expires at midnight on Saturday": Case(
        ban("p", f"until: {{day: 42}}, {HARM}")
        + ban("q", "until: {day: 42}, violated_by: {kind: later-harm}"),
        """
        - {id: a, date: 2025-03-01T23:59:59, source: watch, kind: harm}
        - {id: b, date: 2025-03-02T00:00, source: watch, kind: later-harm}
        """,
        """
        - {as_of: 2025-03-01, provision: p, status: breached, ground: violation}
        - {as_of: 2025-03-01, provision: q, status: holding}
        - {as_of: 2025-03-02, provision: q, status: met}
        """,
        since("2025-01-19T11:15"),
    ),
    "within eight days, the first day counted or not": Case(
        duty("inclusive", f"due: {{day: 8, of: 2025-03-01}}, {ACT}")
        + duty("exclusive", f"due: {{days: 8, after: 2025-03-01}}, {ACT}"),
        "",
        """
        - {as_of: 2025-03-08, provision: inclusive, status: pending, due: 2025-03-08}
        - {as_of: 2025-03-09, provision: inclusive, status: breached, ground: missed}
        - {as_of: 2025-03-09, provision: exclusive, status: pending, due: 2025-03-09}
        - {as_of: 2025-03-10, provision: exclusive, status: breached, ground: missed}
        """,
        since("2025-01-19T11:15"),
    ),
    "72 hours: the living in time, not all of the dead": Case(
        number(
            "living",
            "target: {total: 20}, counted_by: {kind: living}, "
            "due: {hours: 72, after: 2025-10-10T12:00}",
        )
        + number(
            "dead",
            "target: {remaining: 0}, counted_by: {kind: dead}, "
            "due: {hours: 72, after: 2025-10-10T12:00}",
        ),
        """
        - {id: a, date: 2025-10-13T11:00, source: watch, kind: living, count: 20}
        - {id: b, date: 2025-10-13T20:00, source: watch, kind: dead, remaining: some}
        """,
        """
        - {as_of: 2025-10-13T11:00, provision: living, status: met, late_by: P0D}
        - {as_of: 2025-10-13T12:00, provision: dead, status: pending, due: 2025-10-13T12:00}
        - {as_of: 2025-10-13, provision: dead, status: breached, ground: missed}
        """,
        since("2025-10-10T12:00"),
    ),
    "a written report every six months": Case(
        duty(
            "p",
            "every: {months: 6}, until: 2027-12-31, due: {instance: end}, "
            "performed_by: {kind: report}",
        ),
        "- {id: a, date: 2026-05-10, source: watch, kind: report}",
        """
        - {as_of: 2026-05-16, provision: p, status: met, instances: {met: 1}}
        - {as_of: 2026-05-17, provision: p, status: pending, instances: {met: 1, pending: 1}}
        - {as_of: 2026-11-17, provision: p, status: breached, instances: {met: 1, breached: 1, pending: 1}}
        """,
        since("2025-11-17", "America/New_York"),
    ),
}

# -- Gaza, January 2025: the clauses, on the agreement shipped ---------------------------

CLAUSES: dict[str, Case] = {
    "A2: a flight on the second day": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-01-20, source: un, kind: flight-during-pause, by: israel}}
        """,
        """
        - {as_of: 2025-01-19, provision: flights-daily-pause, status: holding, instances: {holding: 1}}
        - {as_of: 2025-01-20, provision: flights-daily-pause, status: breached, ground: violation, instances: {met: 1, breached: 1}}
        - {as_of: 2025-01-21, provision: flights-daily-pause, status: breached, instances: {met: 1, breached: 1, holding: 1}}
        """,
    ),
    "A2: a flight on a day of exchange": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-01-25, source: red-cross, kind: hostages-returned, condition: living, batch: 2, count: 4}}
        - {{id: b, date: 2025-01-30, source: red-cross, kind: hostages-returned, condition: living, batch: 3, count: 3}}
        - {{id: c, date: 2025-01-25T14:00, source: un, kind: flight-during-exchange-pause, batch: 2}}
        """,
        """
        - {as_of: 2025-01-24, provision: flights-exchange-pause, status: holding, marks: [unobserved, no-instance]}
        - {as_of: 2025-01-31, provision: flights-exchange-pause, status: breached, instances: {breached: 1, met: 1}}
        """,
    ),
    "A3: to the perimeter by the end of phase one": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-03-01, source: un, kind: withdrawn-to-perimeter}}
        """,
        """
        - {as_of: 2025-02-28, provision: perimeter-withdrawal, status: pending, due: 2025-03-01}
        - {as_of: 2025-03-01, provision: perimeter-withdrawal, status: met, late_by: P0D, support: independent}
        - {as_of: 2025-03-02, known_by: 2025-02-28, provision: perimeter-withdrawal, status: breached, ground: missed, marks: [projected, unobserved]}
        """,
    ),
    "A6: names an hour and a half late": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-01-24T09:00, source: qatar, kind: release-announced, batch: 2, release-time: 2025-01-25T16:00}}
        - {{id: b, date: 2025-01-24T17:30, source: qatar, kind: names-handed-over, batch: 2}}
        """,
        """
        - {as_of: 2025-01-24T16:00, provision: names-before-release, instance: {batch: 2}, status: pending, due: 2025-01-24T16:00}
        - {as_of: 2025-01-24T16:01, provision: names-before-release, status: breached, ground: missed}
        - {as_of: 2025-01-24T17:30, provision: names-before-release, instance: {batch: 2}, status: met, late_by: PT1H30M}
        """,
    ),
    "A8: 110 life terms for the ill and wounded": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-02-22, source: qatar, kind: prisoners-released-for-ill-and-wounded, sentence: life, count: 60}}
        - {{id: b, date: 2025-02-27, source: qatar, kind: prisoners-released-for-ill-and-wounded, sentence: life, count: 50}}
        """,
        """
        - {as_of: 2025-02-26, provision: life-terms-for-ill-and-wounded, status: pending, due: 2025-03-01}
        - {as_of: 2025-02-27, provision: life-terms-for-ill-and-wounded, status: met, late_by: P0D}
        """,
    ),
    "A9: 911 of 1,000 by the counts reported": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-02-01, source: hamas, kind: gaza-detainees-released, count: 111}}
        - {{id: b, date: 2025-02-15, source: hamas, kind: gaza-detainees-released, count: 333}}
        - {{id: c, date: 2025-02-27, source: hamas, kind: gaza-detainees-released, count: 467}}
        """,
        """
        - {as_of: 2025-03-01, provision: gaza-detainees, status: pending, due: 2025-03-01}
        - {as_of: 2025-03-02, provision: gaza-detainees, status: breached, ground: missed}
        """,
    ),
    "A10: 27 of 27 other sentences, 2 of 3 life terms": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-01-30, source: red-cross, kind: men-over-50-returned, batch: 3, count: 1}}
        - {{id: b, date: 2025-01-30, source: qatar, kind: life-term-prisoners-released-for-men-over-50, batch: 3, count: 2}}
        - {{id: c, date: 2025-01-30, source: qatar, kind: other-prisoners-released-for-men-over-50, batch: 3, count: 27}}
        """,
        """
        - {as_of: 2025-01-31, provision: life-terms-for-men-over-50, status: breached, ground: missed}
        - {as_of: 2025-01-31, provision: other-terms-for-men-over-50, status: met}
        """,
    ),
    "A11: two men held since before the war": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-02-22, source: red-cross, kind: long-held-hostages-returned, count: 2}}
        - {{id: b, date: 2025-02-27, source: qatar, kind: prisoners-released-for-long-held, count: 60}}
        - {{id: c, date: 2025-02-27, source: qatar, kind: rearrested-prisoners-released, count: 47}}
        """,
        """
        - {as_of: 2025-02-22, provision: long-held-hostages, status: met}
        - {as_of: 2025-02-28, provision: prisoners-for-long-held, status: pending, due: 2025-03-01}
        - {as_of: 2025-03-01, provision: prisoners-for-long-held, status: met}
        - {as_of: 2025-02-27, provision: rearrested-prisoners, status: met}
        """,
    ),
    "A15: Rashid street waits for the seventh hostage": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-01-19, source: red-cross, kind: hostages-returned, batch: 1, count: 3}}
        - {{id: b, date: 2025-01-27, source: red-cross, kind: hostages-returned, batch: 2, count: 4}}
        """,
        """
        - {as_of: 2025-01-26, provision: second-release, status: breached, ground: missed}
        - {as_of: 2025-01-26, provision: rashid-withdrawal, status: pending}
        - {as_of: 2025-01-27, provision: rashid-withdrawal, status: pending, due: 2025-01-27}
        - {as_of: 2025-01-28, provision: rashid-withdrawal, status: breached, ground: missed}
        """,
    ),
    "A16 to A18: the ways north": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-01-27T07:00, source: qatar, kind: return-opened, by-means: foot, route: rashid-street}}
        - {{id: b, date: 2025-01-26, source: un, kind: pedestrians-inspected}}
        - {{id: c, date: 2025-01-27, source: qatar, kind: return-opened, by-means: vehicle}}
        - {{id: d, date: 2025-02-09, source: un, kind: return-opened, by-means: foot, route: salah-al-din-street}}
        - {{id: e, date: 2025-02-10, source: un, kind: pedestrians-inspected}}
        """,
        """
        - {as_of: 2025-01-27, provision: return-on-foot, status: met, late_by: P2D}
        - {as_of: 2025-01-28, provision: return-without-inspection, status: holding}
        - {as_of: 2025-01-27, provision: return-by-vehicle, status: met, late_by: P2D}
        - {as_of: 2025-02-09, provision: return-by-salah-al-din, status: met, late_by: P0D}
        - {as_of: 2025-02-10, provision: return-without-inspection, status: breached, ground: violation}
        """,
    ),
    "A20: 50 a day from the day the crossing opened": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-02-01, source: mina, kind: crossing-opened, place: rafah-crossing}}
        - {{id: b, date: 2025-02-07, source: who, kind: wounded-fighters-exited, total: 349}}
        - {{id: c, date: 2025-02-08, source: who, kind: wounded-fighters-exited, total: 400}}
        """,
        """
        - {as_of: 2025-01-31, provision: wounded-fighters-exit, status: not-in-force}
        - {as_of: 2025-02-07, provision: wounded-fighters-exit, status: breached, ground: violation}
        - {as_of: 2025-02-08, provision: wounded-fighters-exit, status: holding}
        """,
    ),
    "A27: the centre in Cairo is at work": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-01-20, source: un, kind: coordination-centre-reported}}
        """,
        """
        - {as_of: 2025-01-19, provision: coordination-centre, status: holding, marks: [unobserved]}
        - {as_of: 2025-01-20, provision: coordination-centre, status: holding, marks: []}
        """,
    ),
    "A28: phases two and three of 42 days each": Case(
        "gaza-2025",
        f"""
        {START}
        - {{id: a, date: 2025-03-02, source: qatar, kind: phase-began, phase: two}}
        - {{id: b, date: 2025-04-13, source: qatar, kind: phase-began, phase: three}}
        """,
        """
        - {as_of: 2025-03-01, provision: remaining-living-hostages, status: not-in-force}
        - {as_of: 2025-03-02, provision: remaining-living-hostages, status: pending, due: 2025-04-12}
        - {as_of: 2025-03-02, provision: full-withdrawal, status: pending, due: 2025-04-12}
        - {as_of: 2025-03-02, provision: permanent-ceasefire, status: holding}
        - {as_of: 2025-04-13, provision: remains-returned, status: pending, due: 2025-05-24}
        - {as_of: 2025-04-13, provision: reconstruction, status: pending}
        """,
    ),
}

# -- numbers that differ by source -------------------------------------------------------

NUMBERS: dict[str, Case] = {
    "prisoners released, exchange by exchange: 1,755": Case(
        number("p", "target: {total: 1755}, counted_by: {kind: freed}, due: {day: 42}")
        + number(
            "q", "target: {total: 1756}, counted_by: {kind: freed}, due: {day: 42}"
        ),
        """
        - {id: a, date: 2025-01-19, source: watch, kind: freed, count: 90}
        - {id: b, date: 2025-01-25, source: watch, kind: freed, count: 200}
        - {id: c, date: 2025-01-30, source: watch, kind: freed, count: 110}
        - {id: d, date: 2025-02-01, source: watch, kind: freed, count: 183}
        - {id: e, date: 2025-02-08, source: watch, kind: freed, count: 183}
        - {id: f, date: 2025-02-15, source: watch, kind: freed, count: 369}
        - {id: g, date: 2025-02-27, source: watch, kind: freed, count: 620}
        """,
        """
        - {as_of: 2025-02-26, provision: p, status: pending, due: 2025-03-01}
        - {as_of: 2025-02-27, provision: p, status: met}
        - {as_of: 2025-03-02, provision: q, status: breached, ground: missed}
        """,
        since("2025-01-19T11:15"),
    ),
    "a figure revised within a day": Case(
        ban("p", "violated_by: {kind: strike, killed: {at_least: 400}}"),
        """
        - {id: a, date: 2025-03-18T03:00, source: watch, kind: strike, killed: 326}
        - {id: b, date: 2025-03-18T03:00, reported: 2025-03-18T15:00, source: watch, replaces: a, kind: strike, killed: 404}
        """,
        """
        - {as_of: 2025-03-18T12:00, provision: p, status: holding}
        - {as_of: 2025-03-18T12:00, known_by: 2025-03-18, provision: p, status: breached}
        """,
        since("2025-01-19T11:15"),
    ),
    "600 trucks a day: 25,700 where 34,200 had fallen due": Case(
        number("p", "target: {rate: 600, per: day}, counted_by: {kind: entered}"),
        """
        - {id: a, date: 2025-12-07, source: north, kind: entered, total: 25700}
        - {id: b, date: 2025-12-07, source: watch, kind: offloaded, total: 6545}
        """,
        """
        - {as_of: 2025-12-06, provision: p, status: holding}
        - {as_of: 2025-12-07, provision: p, status: breached, ground: violation, support: bearer-only}
        """,
        since("2025-10-12"),
    ),
    "600 trucks a day: the other side's count alone": Case(
        number("p", "target: {rate: 600, per: day}, counted_by: {kind: entered}"),
        "- {id: a, date: 2025-12-07, source: south, kind: entered, total: 7333}",
        "- {as_of: 2025-12-07, provision: p, status: disputed, ground: allegation}",
        since("2025-10-12"),
    ),
}

# -- Lebanon, November 2024 --------------------------------------------------------------

EXCEPT = "unless: {kind: harm, cause: self-defence}"
LEBANON: dict[str, Case] = {
    "self-defence, as the one who fired says": Case(
        ban("p", f"{HARM}, {EXCEPT}"),
        """
        - {id: a, date: 2025-01-26, source: south, kind: harm, by: north}
        - {id: b, date: 2025-01-26, source: north, of: a, kind: harm, by: north, cause: self-defence}
        """,
        "- {as_of: 2025-01-26, provision: p, status: holding}",
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
    "self-defence, contested by the other side": Case(
        ban("p", f"{HARM}, {EXCEPT}"),
        """
        - {id: a, date: 2025-01-26, source: south, kind: harm, by: north, cause: unprovoked}
        - {id: b, date: 2025-01-26, source: north, of: a, kind: harm, by: north, cause: self-defence}
        """,
        "- {as_of: 2025-01-26, provision: p, status: disputed, ground: fact}",
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
    "self-defence, and a monitor says otherwise": Case(
        ban("p", f"{HARM}, {EXCEPT}"),
        """
        - {id: a, date: 2025-01-26, source: watch, kind: harm, by: north, cause: unprovoked}
        - {id: b, date: 2025-01-26, source: north, of: a, kind: harm, by: north, cause: self-defence}
        """,
        "- {as_of: 2025-01-26, provision: p, status: breached, support: independent}",
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
    "left but for five points": Case(
        duty("p", f"due: 2025-02-18, {ACT}"),
        """
        - {id: a, date: 2025-02-18, source: north, kind: act, extent: substantial}
        - {id: b, date: 2025-02-18, source: north, position: performed, about: p}
        - {id: c, date: 2025-02-18, source: south, position: insufficient, about: p}
        - {id: d, date: 2025-02-19, source: watch, position: insufficient, about: p}
        """,
        """
        - {as_of: 2025-02-18, provision: p, status: disputed, ground: conformity}
        - {as_of: 2025-02-19, provision: p, status: breached, ground: missed}
        """,
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
    "a truce said to end with a missed withdrawal": Case(
        ban("truce", f"void_if: {{status: {{leave: breached}}}}, {HARM}")
        + duty("leave", f"due: {{days: 60, after: 2024-11-27}}, {ACT}"),
        "- {id: a, date: 2025-01-28, source: watch, kind: harm}",
        """
        - {as_of: 2025-01-26, provision: truce, status: holding}
        - {as_of: 2025-01-27, provision: leave, status: breached, ground: missed, due: 2025-01-26}
        - {as_of: 2025-01-28, provision: truce, status: met}
        """,
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
}

# -- Good Friday Agreement, 1998 ---------------------------------------------------------

GOOD_FRIDAY: dict[str, Case] = {
    "two years after the referendums": Case(
        duty("p", f"due: {{months: 24, after: 1998-05-22}}, {ACT}"),
        "- {id: a, date: 2001-10-23, source: judge, kind: act, extent: partial}",
        """
        - {as_of: 2000-05-22, provision: p, status: pending, due: 2000-05-22}
        - {as_of: 2000-05-23, provision: p, status: breached, ground: missed}
        - {as_of: 2001-10-23, provision: p, status: breached, ground: missed}
        """,
        since("1998-05-22", "Europe/London"),
    ),
    "on the last day but one of the statutory period": Case(
        duty("p", f"due: 2010-02-09, each: {{bearer: all}}, {ACT}", "[north, south]"),
        "- {id: a, date: 2010-02-08, source: judge, kind: act, by: north}",
        """
        - {as_of: 2010-02-09, provision: p, instance: {bearer: north}, status: met, late_by: P0D}
        - {as_of: 2010-02-10, provision: p, status: breached, instances: {met: 1, breached: 1}}
        """,
        since("1998-05-22", "Europe/London"),
    ),
    "a resignation dated 1 June and 1 July": Case(
        duty("p", "due: open, performed_by: {kind: resigned}"),
        """
        - {id: a, date: 2001-07-01, source: paper, kind: resigned}
        - {id: b, date: 2001-06-01, reported: 2002-01-01, source: watch, of: a, kind: resigned}
        """,
        """
        - {as_of: 2001-07-01, provision: p, status: met, since: 2001-07-01, marks: []}
        - {as_of: 2001-07-01, known_by: 2002-01-01, provision: p, status: met, since: 2001-06-01, marks: [date-contested]}
        """,
        since("1998-05-22", "Europe/London"),
    ),
}

# -- Colombia, 2016 ----------------------------------------------------------------------

COLOMBIA: dict[str, Case] = {
    "D+180 by four counts": Case(
        duty("after-d", f"due: {{days: 180, after: 2016-12-01}}, {ACT}")
        + duty("d-is-day-1", f"due: {{day: 180, of: 2016-12-01}}, {ACT}")
        + duty("from-the-vote", f"due: {{days: 180, after: 2016-11-30}}, {ACT}")
        + duty("six-months", f"due: {{months: 6, after: 2016-12-01}}, {ACT}"),
        "",
        """
        - {as_of: 2016-12-01, provision: after-d, status: pending, due: 2017-05-30}
        - {as_of: 2016-12-01, provision: d-is-day-1, status: pending, due: 2017-05-29}
        - {as_of: 2016-12-01, provision: from-the-vote, status: pending, due: 2017-05-29}
        - {as_of: 2016-12-01, provision: six-months, status: pending, due: 2017-06-01}
        - {as_of: 2017-05-31, provision: after-d, status: breached, since: 2017-05-31}
        - {as_of: 2017-05-31, provision: six-months, status: pending}
        """,
        since("2016-12-01", "America/Bogota"),
    ),
    "D+150 as Monday 1 May": Case(
        duty("after-d", f"due: {{days: 150, after: 2016-12-01}}, {ACT}")
        + duty("a-day-later", f"due: {{days: 150, after: 2016-12-02}}, {ACT}"),
        "",
        """
        - {as_of: 2017-04-30, provision: after-d, status: pending, due: 2017-04-30}
        - {as_of: 2017-05-01, provision: after-d, status: breached, ground: missed}
        - {as_of: 2017-05-01, provision: a-day-later, status: pending, due: 2017-05-01}
        """,
        since("2016-12-01", "America/Bogota"),
    ),
    "three months from 1 June, the first day counted or not": Case(
        duty("exclusive", f"due: {{months: 3, after: 2017-06-01}}, {ACT}")
        + duty("inclusive", f"due: {{months: 3, after: 2017-05-31}}, {ACT}"),
        "",
        """
        - {as_of: 2017-08-31, provision: exclusive, status: pending, due: 2017-09-01}
        - {as_of: 2017-08-31, provision: inclusive, status: pending, due: 2017-08-31}
        - {as_of: 2017-09-01, provision: inclusive, status: breached, ground: missed}
        """,
        since("2016-12-01", "America/Bogota"),
    ),
}

# -- time limits -------------------------------------------------------------------------

LIMITS: dict[str, Case] = {
    "whole months first, then days": Case(
        duty("p", f"due: {{days: 10, after: {{months: 1, after: 2025-01-31}}}}, {ACT}"),
        "",
        "- {as_of: 2025-03-10, provision: p, status: pending, due: 2025-03-10}",
        since("2025-01-31"),
    ),
    "on day 7, neither before nor after": Case(
        duty("early", "due: {day: 7}, not_before: {day: 7}, performed_by: {kind: soon}")
        + duty("p", f"due: {{day: 7}}, not_before: {{day: 7}}, {ACT}"),
        """
        - {id: a, date: 2025-01-24, source: watch, kind: soon}
        - {id: b, date: 2025-01-25, source: watch, kind: act}
        """,
        """
        - {as_of: 2025-01-25, provision: early, status: pending}
        - {as_of: 2025-01-26, provision: early, status: breached, ground: missed}
        - {as_of: 2025-01-25, provision: p, status: met, late_by: P0D}
        """,
        since("2025-01-19"),
    ),
    "until a day, with that day or without": Case(
        ban("with", f"until: 2025-03-20, {HARM}")
        + ban("without", f"until: {{before: 2025-03-20}}, {HARM}"),
        "- {id: a, date: 2025-03-20T12:00, source: watch, kind: harm}",
        """
        - {as_of: 2025-03-20, provision: with, status: breached, ground: violation}
        - {as_of: 2025-03-20, provision: without, status: met}
        """,
        since("2025-01-19"),
    ),
    "commencing on one day, completed by another": Case(
        duty("begins", "due: {day: 42}, performed_by: {kind: began}")
        + duty("completes", f"due: {{days: 8, after: {{done: begins}}}}, {ACT}"),
        "- {id: a, date: 2025-02-26, source: watch, kind: began}",
        """
        - {as_of: 2025-02-25, provision: completes, status: pending, due: 2025-03-09}
        - {as_of: 2025-02-26, provision: begins, status: met}
        - {as_of: 2025-02-26, provision: completes, status: pending, due: 2025-03-06}
        """,
        since("2025-01-19"),
    ),
}

# -- how monitors code -------------------------------------------------------------------

MONITORS: dict[str, Case] = {
    "alleged, inconclusive, found eight months later": Case(
        ban("p", HARM),
        """
        - {id: a, date: 2016-06-19, source: south, kind: harm, by: north}
        - {id: b, date: 2016-08-01, source: watch, says: unconfirmed, of: a}
        - {id: c, date: 2016-06-19, reported: 2017-02-10, source: judge, position: breached, about: p, by: north}
        """,
        """
        - {as_of: 2016-06-20, provision: p, status: disputed, ground: allegation, support: beneficiary-only}
        - {as_of: 2016-09-01, provision: p, status: disputed, ground: allegation}
        - {as_of: 2016-06-20, known_by: 2017-02-10, provision: p, status: breached, ground: finding, since: 2016-06-19}
        """,
        since("2015-08-17", "Africa/Juba"),
    ),
    "one incident, dated 11 and 12 February": Case(
        ban("p", HARM),
        """
        - {id: a, date: 2025-02-11, source: south, kind: harm, by: north}
        - {id: b, date: 2025-02-12T05:00, source: north, of: a, kind: harm, by: north}
        """,
        """
        - {as_of: 2025-02-11, provision: p, status: disputed, ground: allegation}
        - {as_of: 2025-02-12, provision: p, status: breached, support: both-sides, marks: [date-contested]}
        """,
        since("2018-09-12", "Africa/Juba"),
    ),
    "a monitor turned away": Case(
        ban("p", "violated_by: {kind: access-denied}") + ban("q", HARM),
        """
        - {id: a, date: 2025-03-02, source: watch, says: denied, kind: harm}
        - {id: b, date: 2025-03-03, source: watch, kind: access-denied, by: north}
        - {id: c, date: 2025-03-03, source: watch, access: none}
        """,
        """
        - {as_of: 2025-03-02, provision: q, status: holding, marks: []}
        - {as_of: 2025-03-03, provision: p, status: breached, ground: violation}
        - {as_of: 2025-03-03, provision: q, status: holding, marks: [unobserved]}
        """,
    ),
    "a training exercise, counted but not judged": Case(
        ban("p", "violated_by: {kind: shot}, unless: {kind: shot, cause: exercise}"),
        """
        - {id: a, date: 2025-03-02, source: watch, kind: shot, cause: exercise}
        - {id: b, date: 2025-03-04, source: watch, kind: shot}
        """,
        """
        - {as_of: 2025-03-03, provision: p, status: holding}
        - {as_of: 2025-03-04, provision: p, status: breached, since: 2025-03-04}
        """,
    ),
    "a reporting day that ends at 19:30": Case(
        ban("p", f"every: {{days: 1}}, {HARM}"),
        "- {id: a, date: 2015-02-15T20:00, source: watch, kind: harm}",
        """
        - {as_of: 2015-02-15, provision: p, status: holding, instances: {holding: 1}}
        - {as_of: 2015-02-16, provision: p, status: breached, instances: {met: 1, breached: 1}}
        - {as_of: 2015-02-16, provision: p, instance: {stretch: 2}, status: breached}
        """,
        f'{since("2015-02-15", "Europe/Kyiv")}day_ends: "19:30"\n',
    ),
    "weapons that have been and remain withdrawn": Case(
        duty("withdrawn", f"due: 2025-03-10, {ACT}")
        + ban("remain", "from: {met: withdrawn}, violated_by: {kind: weapon-seen}"),
        """
        - {id: a, date: 2025-03-04, source: watch, kind: weapon-seen}
        - {id: b, date: 2025-03-08, source: watch, kind: act}
        - {id: c, date: 2025-03-15, source: watch, kind: weapon-seen}
        """,
        """
        - {as_of: 2025-03-07, provision: remain, status: not-in-force}
        - {as_of: 2025-03-14, provision: remain, status: holding}
        - {as_of: 2025-03-15, provision: remain, status: breached, since: 2025-03-15}
        - {as_of: 2025-03-15, provision: withdrawn, status: met}
        """,
    ),
    "no inventory, so nothing to confirm": Case(
        duty("p", f"due: 2025-03-10, {ACT}"),
        "- {id: a, date: 2025-03-09, source: watch, says: unconfirmed, kind: act}",
        """
        - {as_of: 2025-03-10, provision: p, status: pending}
        - {as_of: 2025-03-11, provision: p, status: breached, ground: missed, marks: []}
        """,
    ),
    "substantial compliance": Case(
        duty("whole", f"due: 2025-03-10, {ACT}")
        + duty("enough", f"due: 2025-03-10, suffices: substantial, {ACT}"),
        "- {id: a, date: 2025-03-09, source: judge, kind: act, extent: substantial}",
        """
        - {as_of: 2025-03-11, provision: whole, status: breached, ground: missed}
        - {as_of: 2025-03-11, provision: enough, status: met, support: authority}
        """,
    ),
    "confirmed, and nobody named": Case(
        ban("p", HARM, "[north, south]"),
        "- {id: a, date: 2025-03-04, source: watch, kind: harm}",
        "- {as_of: 2025-03-04, provision: p, status: breached, ground: violation, marks: [unattributed]}",
    ),
    "an admission against one's own interest": Case(
        ban("p", HARM, "[north, south]"),
        "- {id: a, date: 2025-03-04, source: north, kind: harm, by: north}",
        "- {as_of: 2025-03-04, provision: p, status: breached, support: bearer-only}",
    ),
    "F6 is no basis, E5 is the worst": Case(
        ban("worst", HARM) + ban("unjudged", "violated_by: {kind: other-harm}"),
        """
        - {id: a, date: 2025-03-04, source: watch, kind: harm, reliability: E, credibility: 5}
        - {id: b, date: 2025-03-04, source: watch, kind: other-harm, reliability: F, credibility: 6}
        """,
        """
        - {as_of: 2025-03-04, provision: worst, status: holding}
        - {as_of: 2025-03-04, provision: unjudged, status: breached}
        """,
        "weigh: {reliability: D, credibility: 4}",
    ),
}

GROUPS = (DAYS, CLAUSES, NUMBERS, LEBANON, GOOD_FRIDAY, COLOMBIA, LIMITS, MONITORS)
CASES = {name: case for group in GROUPS for name, case in group.items()}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_case_stands_as_derived(case: Case) -> None:
    assert case.differences == []
