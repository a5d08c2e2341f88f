"""Cases that came up in the field: what was reported, and where things stand by it.

A case is a small agreement (or one of those shipped), what was reported as `id date
source key=value ...`, and what follows as `as-of[@known-by] provision status [ground]
key=value ...`, with the keys of a scenario. In the small ones the sides are `north` and
`south`, `judge` is an authority, `watch` independent, `paper` press; the dates are the
case's own. What follows is derived by hand from the text and docs/semantics.md. The
page docs/worked-cases.md lists every case, with those that are tested elsewhere and
those that cannot be expressed.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from tests import accord
from tests.generators import read_report

from servanda.agreement import Agreement
from servanda.dates import Calendar
from servanda.edition import View
from servanda.evaluate import Docket, docket
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
        told = tuple(
            read_report(one, calendar) for one in map(said, rows(self.reports))
        )
        wanted = [expected(line) for line in rows(self.expect)]

        def docket_at(known_by: int, as_of: int) -> Docket:
            view = View(told, None)
            return docket(agreement, view, known_by, as_of, accord.inference())

        return [
            f"{one.provision} as of {one.as_of}: {one.field} {one.got}, "
            f"not {one.expected}"
            for one in failures(wanted, calendar, docket_at)
        ]


def rows(text: str) -> list[list[str]]:
    """Give the words of each line."""
    return [line.split() for line in text.splitlines() if line.strip()]


def said(words: list[str]) -> dict[str, Any]:
    """Read `id date source key=value ...`, with `-` for no date, lists as JSON."""
    id, date, source, *more = words
    data: dict[str, Any] = {"id": id, "source": source}
    data |= {} if date == "-" else {"date": date}
    for key, value in (word.split("=", 1) for word in more):
        data[key] = json.loads(value) if value[0] in "[{" else value
    return data


def expected(words: list[str]) -> Expectation:
    """Read `as-of[@known-by] provision status [ground] key=value ...`."""
    when, provision, status, *more = words
    data: dict[str, Any] = {"provision": provision, "status": status}
    data |= dict(zip(("as_of", "known_by"), when.split("@"), strict=False))
    for word in more:
        key, _, value = word.rpartition("=")
        data[key or "ground"] = EXPECTED.get(key, str)(value)
    return Expectation.model_validate(data)


def pairs(text: str) -> dict[str, str]:
    """Read `met:1,breached:1`."""
    return dict(pair.split(":") for pair in text.split(","))


EXPECTED: dict[str, Callable[[str], Any]] = {
    "instance": pairs,
    "instances": pairs,
    "marks": lambda text: [mark for mark in text.split(",") if mark],
}
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
START = "start 2025-01-19T11:15 red-cross kind=ceasefire-began"

# -- Gaza, January 2025: days and hours ------------------------------------------------

DAYS: dict[str, Case] = {
    "a start planned for 08:30 that came at 11:15": Case(
        ban("p", f"until: {{day: 42}}, {HARM}") + duty("q", f"due: {{day: 7}}, {ACT}"),
        """
        a 2025-01-19T10:00 watch kind=harm by=north
        b 2025-01-19T11:15 watch kind=truce-began
        """,
        """
        2025-01-19T11:14 p not-in-force
        2025-01-19T11:15 p holding
        2025-01-19 p holding
        2025-01-19 q pending due=2025-01-25
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
        a 2025-03-01T23:59:59 watch kind=harm
        b 2025-03-02T00:00 watch kind=later-harm
        """,
        """
        2025-03-01 p breached violation
        2025-03-01 q holding
        2025-03-02 q met
        """,
        since("2025-01-19T11:15"),
    ),
    "within eight days, the first day counted or not": Case(
        duty("inclusive", f"due: {{day: 8, of: 2025-03-01}}, {ACT}")
        + duty("exclusive", f"due: {{days: 8, after: 2025-03-01}}, {ACT}"),
        "",
        """
        2025-03-08 inclusive pending due=2025-03-08
        2025-03-09 inclusive breached missed
        2025-03-09 exclusive pending due=2025-03-09
        2025-03-10 exclusive breached missed
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
        a 2025-10-13T11:00 watch kind=living count=20
        b 2025-10-13T20:00 watch kind=dead remaining=some
        """,
        """
        2025-10-13T11:00 living met late_by=P0D
        2025-10-13T12:00 dead pending due=2025-10-13T12:00
        2025-10-13 dead breached missed
        """,
        since("2025-10-10T12:00"),
    ),
    "a written report every six months": Case(
        duty(
            "p",
            "every: {months: 6}, until: 2027-12-31, due: {instance: end}, "
            "performed_by: {kind: report}",
        ),
        "a 2026-05-10 watch kind=report",
        """
        2026-05-16 p met instances=met:1
        2026-05-17 p pending instances=met:1,pending:1
        2026-11-17 p breached instances=met:1,breached:1,pending:1
        """,
        since("2025-11-17", "America/New_York"),
    ),
}

# -- Gaza, January 2025: the clauses, on the agreement shipped -------------------------

CLAUSES: dict[str, Case] = {
    "A2: a flight on the second day": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-01-20 un kind=flight-during-pause by=israel
        """,
        """
        2025-01-19 flights-daily-pause holding instances=holding:1
        2025-01-20 flights-daily-pause breached violation instances=met:1,breached:1
        2025-01-21 flights-daily-pause breached instances=met:1,breached:1,holding:1
        """,
    ),
    "A2: a flight on a day of exchange": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-01-25 red-cross kind=hostages-returned condition=living batch=2 count=4
        b 2025-01-30 red-cross kind=hostages-returned condition=living batch=3 count=3
        c 2025-01-25T14:00 un kind=flight-during-exchange-pause batch=2
        """,
        """
        2025-01-24 flights-exchange-pause holding marks=unobserved,no-instance
        2025-01-31 flights-exchange-pause breached instances=breached:1,met:1
        """,
    ),
    "A3: to the perimeter by the end of phase one": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-03-01 un kind=withdrawn-to-perimeter
        """,
        """
        2025-02-28 perimeter-withdrawal pending due=2025-03-01
        2025-03-01 perimeter-withdrawal met late_by=P0D support=independent
        2025-03-02@2025-02-28 perimeter-withdrawal breached missed \
            marks=projected,unobserved
        """,
    ),
    "A6: names an hour and a half late": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-01-24T09:00 qatar kind=release-announced batch=2 \
            release-time=2025-01-25T16:00
        b 2025-01-24T17:30 qatar kind=names-handed-over batch=2
        """,
        """
        2025-01-24T16:00 names-before-release pending instance=batch:2 \
            due=2025-01-24T16:00
        2025-01-24T16:01 names-before-release breached missed
        2025-01-24T17:30 names-before-release met instance=batch:2 late_by=PT1H30M
        """,
    ),
    "A8: 110 life terms for the ill and wounded": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-02-22 qatar kind=prisoners-released-for-ill-and-wounded sentence=life \
            count=60
        b 2025-02-27 qatar kind=prisoners-released-for-ill-and-wounded sentence=life \
            count=50
        """,
        """
        2025-02-26 life-terms-for-ill-and-wounded pending due=2025-03-01
        2025-02-27 life-terms-for-ill-and-wounded met late_by=P0D
        """,
    ),
    "A9: 911 of 1,000 by the counts reported": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-02-01 hamas kind=gaza-detainees-released count=111
        b 2025-02-15 hamas kind=gaza-detainees-released count=333
        c 2025-02-27 hamas kind=gaza-detainees-released count=467
        """,
        """
        2025-03-01 gaza-detainees pending due=2025-03-01
        2025-03-02 gaza-detainees breached missed
        """,
    ),
    "A10: 27 of 27 other sentences, 2 of 3 life terms": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-01-30 red-cross kind=men-over-50-returned batch=3 count=1
        b 2025-01-30 qatar kind=life-term-prisoners-released-for-men-over-50 batch=3 \
            count=2
        c 2025-01-30 qatar kind=other-prisoners-released-for-men-over-50 batch=3 \
            count=27
        """,
        """
        2025-01-31 life-terms-for-men-over-50 breached missed
        2025-01-31 other-terms-for-men-over-50 met
        """,
    ),
    "A11: two men held since before the war": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-02-22 red-cross kind=long-held-hostages-returned count=2
        b 2025-02-27 qatar kind=prisoners-released-for-long-held count=60
        c 2025-02-27 qatar kind=rearrested-prisoners-released count=47
        """,
        """
        2025-02-22 long-held-hostages met
        2025-02-28 prisoners-for-long-held pending due=2025-03-01
        2025-03-01 prisoners-for-long-held met
        2025-02-27 rearrested-prisoners met
        """,
    ),
    "A15: Rashid street waits for the seventh hostage": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-01-19 red-cross kind=hostages-returned batch=1 count=3
        b 2025-01-27 red-cross kind=hostages-returned batch=2 count=4
        """,
        """
        2025-01-26 second-release breached missed
        2025-01-26 rashid-withdrawal pending
        2025-01-27 rashid-withdrawal pending due=2025-01-27
        2025-01-28 rashid-withdrawal breached missed
        """,
    ),
    "A16 to A18: the ways north": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-01-27T07:00 qatar kind=return-opened by-means=foot route=rashid-street
        b 2025-01-26 un kind=pedestrians-inspected
        c 2025-01-27 qatar kind=return-opened by-means=vehicle
        d 2025-02-09 un kind=return-opened by-means=foot route=salah-al-din-street
        e 2025-02-10 un kind=pedestrians-inspected
        """,
        """
        2025-01-27 return-on-foot met late_by=P2D
        2025-01-28 return-without-inspection holding
        2025-01-27 return-by-vehicle met late_by=P2D
        2025-02-09 return-by-salah-al-din met late_by=P0D
        2025-02-10 return-without-inspection breached violation
        """,
    ),
    "A20: 50 a day from the day the crossing opened": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-02-01 mina kind=crossing-opened place=rafah-crossing
        b 2025-02-07 who kind=wounded-fighters-exited total=349
        c 2025-02-08 who kind=wounded-fighters-exited total=400
        """,
        """
        2025-01-31 wounded-fighters-exit not-in-force
        2025-02-07 wounded-fighters-exit breached violation
        2025-02-08 wounded-fighters-exit holding
        """,
    ),
    "A27: the centre in Cairo is at work": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-01-20 un kind=coordination-centre-reported
        """,
        """
        2025-01-19 coordination-centre holding marks=unobserved
        2025-01-20 coordination-centre holding marks=
        """,
    ),
    "A28: phases two and three of 42 days each": Case(
        "gaza-2025",
        f"""
        {START}
        a 2025-03-02 qatar kind=phase-began phase=two
        b 2025-04-13 qatar kind=phase-began phase=three
        """,
        """
        2025-03-01 remaining-living-hostages not-in-force
        2025-03-02 remaining-living-hostages pending due=2025-04-12
        2025-03-02 full-withdrawal pending due=2025-04-12
        2025-03-02 permanent-ceasefire holding
        2025-04-13 remains-returned pending due=2025-05-24
        2025-04-13 reconstruction pending
        """,
    ),
}

# -- numbers that differ by source -----------------------------------------------------

NUMBERS: dict[str, Case] = {
    "prisoners released, exchange by exchange: 1,755": Case(
        number("p", "target: {total: 1755}, counted_by: {kind: freed}, due: {day: 42}")
        + number(
            "q", "target: {total: 1756}, counted_by: {kind: freed}, due: {day: 42}"
        ),
        """
        a 2025-01-19 watch kind=freed count=90
        b 2025-01-25 watch kind=freed count=200
        c 2025-01-30 watch kind=freed count=110
        d 2025-02-01 watch kind=freed count=183
        e 2025-02-08 watch kind=freed count=183
        f 2025-02-15 watch kind=freed count=369
        g 2025-02-27 watch kind=freed count=620
        """,
        """
        2025-02-26 p pending due=2025-03-01
        2025-02-27 p met
        2025-03-02 q breached missed
        """,
        since("2025-01-19T11:15"),
    ),
    "a figure revised within a day": Case(
        ban("p", "violated_by: {kind: strike, killed: {at_least: 400}}"),
        """
        a 2025-03-18T03:00 watch kind=strike killed=326
        b 2025-03-18T03:00 watch reported=2025-03-18T15:00 replaces=a kind=strike \
            killed=404
        """,
        """
        2025-03-18T12:00 p holding
        2025-03-18T12:00@2025-03-18 p breached
        """,
        since("2025-01-19T11:15"),
    ),
    "37 patients by one count, 50 by another": Case(
        number("p", "target: {total: 40}, counted_by: {kind: left}, due: 2025-02-01"),
        """
        a 2025-02-01 watch kind=left count=37
        b 2025-02-01 south of=a kind=left count=50
        """,
        """
        2025-02-01 p pending
        2025-02-02 p breached missed
        """,
        since("2025-01-19T11:15"),
    ),
    "600 trucks a day: 25,700 where 34,200 had fallen due": Case(
        number("p", "target: {rate: 600, per: day}, counted_by: {kind: entered}"),
        """
        a 2025-12-07 north kind=entered total=25700
        b 2025-12-07 watch kind=offloaded total=6545
        """,
        """
        2025-12-06 p holding
        2025-12-07 p breached violation support=bearer-only
        """,
        since("2025-10-12"),
    ),
    "600 trucks a day: the other side's count alone": Case(
        number("p", "target: {rate: 600, per: day}, counted_by: {kind: entered}"),
        "a 2025-12-07 south kind=entered total=7333",
        "2025-12-07 p disputed allegation",
        since("2025-10-12"),
    ),
}

# -- Lebanon, November 2024 ------------------------------------------------------------

EXCEPT = "unless: {kind: harm, cause: self-defence}"
LEBANON: dict[str, Case] = {
    "self-defence, as the one who fired says": Case(
        ban("p", f"{HARM}, {EXCEPT}"),
        """
        a 2025-01-26 south kind=harm by=north
        b 2025-01-26 north of=a kind=harm by=north cause=self-defence
        """,
        "2025-01-26 p holding",
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
    "self-defence, contested by the other side": Case(
        ban("p", f"{HARM}, {EXCEPT}"),
        """
        a 2025-01-26 south kind=harm by=north cause=unprovoked
        b 2025-01-26 north of=a kind=harm by=north cause=self-defence
        """,
        "2025-01-26 p disputed fact",
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
    "self-defence, and a monitor says otherwise": Case(
        ban("p", f"{HARM}, {EXCEPT}"),
        """
        a 2025-01-26 watch kind=harm by=north cause=unprovoked
        b 2025-01-26 north of=a kind=harm by=north cause=self-defence
        """,
        "2025-01-26 p breached support=independent",
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
    "left but for five points": Case(
        duty("p", f"due: 2025-02-18, {ACT}"),
        """
        a 2025-02-18 north kind=act extent=substantial
        b 2025-02-18 north position=performed about=p
        c 2025-02-18 south position=insufficient about=p
        d 2025-02-19 watch position=insufficient about=p
        """,
        """
        2025-02-18 p disputed conformity
        2025-02-19 p breached missed
        """,
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
    "a truce said to end with a missed withdrawal": Case(
        ban("truce", f"void_if: {{status: {{leave: breached}}}}, {HARM}")
        + duty("leave", f"due: {{days: 60, after: 2024-11-27}}, {ACT}"),
        "a 2025-01-28 watch kind=harm",
        """
        2025-01-26 truce holding
        2025-01-27 leave breached missed due=2025-01-26
        2025-01-28 truce met
        """,
        since("2024-11-27T04:00", "Asia/Beirut"),
    ),
}

# -- Good Friday Agreement, 1998 -------------------------------------------------------

GOOD_FRIDAY: dict[str, Case] = {
    "two years after the referendums": Case(
        duty("p", f"due: {{months: 24, after: 1998-05-22}}, {ACT}"),
        "a 2001-10-23 judge kind=act extent=partial",
        """
        2000-05-22 p pending due=2000-05-22
        2000-05-23 p breached missed
        2001-10-23 p breached missed
        """,
        since("1998-05-22", "Europe/London"),
    ),
    "on the last day but one of the statutory period": Case(
        duty("p", f"due: 2010-02-09, each: {{bearer: all}}, {ACT}", "[north, south]"),
        "a 2010-02-08 judge kind=act by=north",
        """
        2010-02-09 p met instance=bearer:north late_by=P0D
        2010-02-10 p breached instances=met:1,breached:1
        """,
        since("1998-05-22", "Europe/London"),
    ),
    "a resignation dated 1 June and 1 July": Case(
        duty("p", "due: open, performed_by: {kind: resigned}"),
        """
        a 2001-07-01 paper kind=resigned
        b 2001-06-01 watch reported=2002-01-01 of=a kind=resigned
        """,
        """
        2001-07-01 p met since=2001-07-01 marks=
        2001-07-01@2002-01-01 p met since=2001-06-01 marks=date-contested
        """,
        since("1998-05-22", "Europe/London"),
    ),
}

# -- Colombia, 2016 --------------------------------------------------------------------

COLOMBIA: dict[str, Case] = {
    "D+180 by four counts": Case(
        duty("after-d", f"due: {{days: 180, after: 2016-12-01}}, {ACT}")
        + duty("d-is-day-1", f"due: {{day: 180, of: 2016-12-01}}, {ACT}")
        + duty("from-the-vote", f"due: {{days: 180, after: 2016-11-30}}, {ACT}")
        + duty("six-months", f"due: {{months: 6, after: 2016-12-01}}, {ACT}"),
        "",
        """
        2016-12-01 after-d pending due=2017-05-30
        2016-12-01 d-is-day-1 pending due=2017-05-29
        2016-12-01 from-the-vote pending due=2017-05-29
        2016-12-01 six-months pending due=2017-06-01
        2017-05-31 after-d breached since=2017-05-31
        2017-05-31 six-months pending
        """,
        since("2016-12-01", "America/Bogota"),
    ),
    "D+150 as Monday 1 May": Case(
        duty("after-d", f"due: {{days: 150, after: 2016-12-01}}, {ACT}")
        + duty("a-day-later", f"due: {{days: 150, after: 2016-12-02}}, {ACT}"),
        "",
        """
        2017-04-30 after-d pending due=2017-04-30
        2017-05-01 after-d breached missed
        2017-05-01 a-day-later pending due=2017-05-01
        """,
        since("2016-12-01", "America/Bogota"),
    ),
    "three months from 1 June, the first day counted or not": Case(
        duty("exclusive", f"due: {{months: 3, after: 2017-06-01}}, {ACT}")
        + duty("inclusive", f"due: {{months: 3, after: 2017-05-31}}, {ACT}"),
        "",
        """
        2017-08-31 exclusive pending due=2017-09-01
        2017-08-31 inclusive pending due=2017-08-31
        2017-09-01 inclusive breached missed
        """,
        since("2016-12-01", "America/Bogota"),
    ),
}

# -- time limits -----------------------------------------------------------------------

LIMITS: dict[str, Case] = {
    "whole months first, then days": Case(
        duty("p", f"due: {{days: 10, after: {{months: 1, after: 2025-01-31}}}}, {ACT}"),
        "",
        "2025-03-10 p pending due=2025-03-10",
        since("2025-01-31"),
    ),
    "on day 7, neither before nor after": Case(
        duty("early", "due: {day: 7}, not_before: {day: 7}, performed_by: {kind: soon}")
        + duty("p", f"due: {{day: 7}}, not_before: {{day: 7}}, {ACT}"),
        """
        a 2025-01-24 watch kind=soon
        b 2025-01-25 watch kind=act
        """,
        """
        2025-01-25 early pending
        2025-01-26 early breached missed
        2025-01-25 p met late_by=P0D
        """,
        since("2025-01-19"),
    ),
    "until a day, with that day or without": Case(
        ban("with", f"until: 2025-03-20, {HARM}")
        + ban("without", f"until: {{before: 2025-03-20}}, {HARM}"),
        "a 2025-03-20T12:00 watch kind=harm",
        """
        2025-03-20 with breached violation
        2025-03-20 without met
        """,
        since("2025-01-19"),
    ),
    "commencing on one day, completed by another": Case(
        duty("begins", "due: {day: 42}, performed_by: {kind: began}")
        + duty("completes", f"due: {{days: 8, after: {{done: begins}}}}, {ACT}"),
        "a 2025-02-26 watch kind=began",
        """
        2025-02-25 completes pending due=2025-03-09
        2025-02-26 begins met
        2025-02-26 completes pending due=2025-03-06
        """,
        since("2025-01-19"),
    ),
}

# -- how monitors code -----------------------------------------------------------------

MONITORS: dict[str, Case] = {
    "alleged, inconclusive, found eight months later": Case(
        ban("p", HARM),
        """
        a 2016-06-19 south kind=harm by=north
        b 2016-08-01 watch says=unconfirmed of=a
        c 2016-06-19 judge reported=2017-02-10 position=breached about=p by=north
        """,
        """
        2016-06-20 p disputed allegation support=beneficiary-only
        2016-09-01 p disputed allegation
        2016-06-20@2017-02-10 p breached finding since=2016-06-19
        """,
        since("2015-08-17", "Africa/Juba"),
    ),
    "one incident, dated 11 and 12 February": Case(
        ban("p", HARM),
        """
        a 2025-02-11 south kind=harm by=north
        b 2025-02-12T05:00 north of=a kind=harm by=north
        """,
        """
        2025-02-11 p disputed allegation
        2025-02-12 p breached support=both-sides marks=date-contested
        """,
        since("2018-09-12", "Africa/Juba"),
    ),
    "a monitor turned away": Case(
        ban("p", "violated_by: {kind: access-denied}") + ban("q", HARM),
        """
        a 2025-03-02 watch says=denied kind=harm
        b 2025-03-03 watch kind=access-denied by=north
        c 2025-03-03 watch access=none
        """,
        """
        2025-03-02 q holding marks=
        2025-03-03 p breached violation
        2025-03-03 q holding marks=unobserved
        """,
    ),
    "a training exercise, counted but not judged": Case(
        ban("p", "violated_by: {kind: shot}, unless: {kind: shot, cause: exercise}"),
        """
        a 2025-03-02 watch kind=shot cause=exercise
        b 2025-03-04 watch kind=shot
        """,
        """
        2025-03-03 p holding
        2025-03-04 p breached since=2025-03-04
        """,
    ),
    "three violations in a week, then four": Case(
        ban("p", "every: {weeks: 1}, violated_by: {kind: shot, at_least: 4}"),
        """
        a 2025-03-02 watch kind=shot
        b 2025-03-03 watch kind=shot
        c 2025-03-07 watch kind=shot
        d 2025-03-08 watch kind=shot
        e 2025-03-09 watch kind=shot
        f 2025-03-10 watch kind=shot
        g 2025-03-14 watch kind=shot
        """,
        """
        2025-03-13 p holding instances=met:1,holding:1
        2025-03-14 p breached instances=met:1,breached:1
        """,
    ),
    "a reporting day that ends at 19:30": Case(
        ban("p", f"every: {{days: 1}}, {HARM}"),
        "a 2015-02-15T20:00 watch kind=harm",
        """
        2015-02-15 p holding instances=holding:1
        2015-02-16 p breached instances=met:1,breached:1
        2015-02-16 p breached instance=stretch:2
        """,
        f'{since("2015-02-15", "Europe/Kyiv")}day_ends: "19:30"\n',
    ),
    "weapons that have been and remain withdrawn": Case(
        duty("withdrawn", f"due: 2025-03-10, {ACT}")
        + ban("remain", "from: {met: withdrawn}, violated_by: {kind: weapon-seen}"),
        """
        a 2025-03-04 watch kind=weapon-seen
        b 2025-03-08 watch kind=act
        c 2025-03-15 watch kind=weapon-seen
        """,
        """
        2025-03-07 remain not-in-force
        2025-03-14 remain holding
        2025-03-15 remain breached since=2025-03-15
        2025-03-15 withdrawn met
        """,
    ),
    "no inventory, so nothing to confirm": Case(
        duty("p", f"due: 2025-03-10, {ACT}"),
        "a 2025-03-09 watch says=unconfirmed kind=act",
        """
        2025-03-10 p pending
        2025-03-11 p breached missed marks=
        """,
    ),
    "substantial compliance": Case(
        duty("whole", f"due: 2025-03-10, {ACT}")
        + duty("enough", f"due: 2025-03-10, suffices: substantial, {ACT}"),
        "a 2025-03-09 judge kind=act extent=substantial",
        """
        2025-03-11 whole breached missed
        2025-03-11 enough met support=authority
        """,
    ),
    "confirmed, and nobody named": Case(
        ban("p", HARM, "[north, south]"),
        "a 2025-03-04 watch kind=harm",
        "2025-03-04 p breached violation marks=unattributed",
    ),
    "an admission against one's own interest": Case(
        ban("p", HARM, "[north, south]"),
        "a 2025-03-04 north kind=harm by=north",
        "2025-03-04 p breached support=bearer-only",
    ),
    "F6 is no basis, E5 is the worst": Case(
        ban("worst", HARM) + ban("unjudged", "violated_by: {kind: other-harm}"),
        """
        a 2025-03-04 watch kind=harm reliability=E credibility=5
        b 2025-03-04 watch kind=other-harm reliability=F credibility=6
        """,
        """
        2025-03-04 worst holding
        2025-03-04 unjudged breached
        """,
        "weigh: {reliability: D, credibility: 4}",
    ),
}

# -- what was changed, read differently, or done together ------------------------------

BOTH = """
powers:
  extend: {needs: [north, south]}
  suspend: {needs: []}
  resume: {needs: []}
"""
BEIRUT = since("2024-11-27T04:00", "Asia/Beirut") + BOTH
CHANGED: dict[str, Case] = {
    "extended on the evening after it had run out, in days": Case(
        duty("p", f"due: {{days: 60, after: 2024-11-27}}, {ACT}"),
        """
        a 2025-01-26T20:00 judge act=extend about=p to=2025-02-18 \
            agreed_by=["north","south"]
        """,
        """
        2025-01-26T19:00 p pending due=2025-01-26
        2025-01-26 p pending due=2025-02-18
        2025-02-19 p breached missed
        """,
        BEIRUT,
    ),
    "extended on the evening after it had run out, in hours": Case(
        duty("p", f"due: {{hours: 1440, after: 2024-11-27T04:00}}, {ACT}"),
        """
        a 2025-01-26T20:00 judge act=extend about=p to=2025-02-18 \
            agreed_by=["north","south"]
        """,
        """
        2025-01-26T04:00 p pending due=2025-01-26T04:00
        2025-01-26T05:00 p breached missed
        2025-01-26T20:00 p pending due=2025-02-18
        2025-02-19 p breached missed
        """,
        BEIRUT,
    ),
    "what happened between the end and the extension": Case(
        ban("p", f"until: 2025-01-26T04:00, {HARM}"),
        """
        h 2025-01-26T10:00 watch kind=harm by=north
        a 2025-01-26T20:00 judge act=extend about=p to=2025-02-18 \
            agreed_by=["north","south"]
        """,
        """
        2025-01-26T12:00 p met
        2025-01-26T21:00 p holding
        2025-02-19 p met
        """,
        BEIRUT,
    ),
    "the same, extended from the old end": Case(
        ban("p", f"until: 2025-01-26T04:00, {HARM}"),
        """
        h 2025-01-26T10:00 watch kind=harm by=north
        a 2025-01-26T20:00 judge act=extend about=p to=2025-02-18 \
            from=2025-01-26T04:00 agreed_by=["north","south"]
        """,
        """
        2025-01-26T12:00 p met
        2025-01-26T21:00 p breached violation
        """,
        BEIRUT,
    ),
    "offered by one side": Case(
        duty("p", f"due: 2025-03-01, {ACT}"),
        "a 2025-03-01 north act=extend about=p to=2025-04-19 agreed_by=north",
        """
        2025-03-01 p pending due=2025-03-01
        2025-03-02 p breached missed
        """,
        BEIRUT,
    ),
    "60 days as days, as hours by one side": Case(
        duty(
            "p",
            f"due: {{days: 60, after: 2024-11-27}}, {ACT}, readings: {{hours: "
            "{held_by: [south], due: {hours: 1440, after: 2024-11-27T04:00}}, "
            "a-day-later: {held_by: [paper], due: 2025-01-27}}",
        ),
        "",
        """
        2025-01-26T04:00 p pending
        2025-01-26T12:00 p disputed reading
        2025-01-27 p breached missed
        """,
        BEIRUT,
    ),
    "each waits for the other": Case(
        duty(
            "leave",
            "due: 2025-01-26, performed_by: {kind: left}, together_with: [deploy]",
        )
        + duty("deploy", "due: 2025-01-26, performed_by: {kind: deployed}", "south"),
        "a 2025-02-01 watch kind=deployed",
        """
        2025-01-27 leave pending
        2025-01-27 deploy pending
        2025-02-01 deploy met
        2025-02-01 leave pending due=2025-02-01
        2025-02-02 leave breached missed
        """,
        BEIRUT,
    ),
    "void if a withdrawal is missed, as one side reads it": Case(
        ban(
            "truce",
            f"{HARM}, readings: {{void: {{held_by: [south], "
            "void_if: {status: {leave: breached}}}}",
        )
        + duty("leave", f"due: 2025-01-26, {ACT}"),
        "h 2025-01-28 watch kind=harm by=north",
        """
        2025-01-27 truce holding
        2025-01-28 truce disputed reading
        """,
        BEIRUT,
    ),
    "an earlier draft had seven days": Case(
        duty(
            "p",
            f"due: {{days: 60, after: 2024-11-27}}, {ACT}, readings: "
            "{draft: {held_by: [paper], due: {days: 7, after: 2024-11-27}}}",
        ),
        "",
        "2024-12-05 p pending due=2025-01-26",
        BEIRUT,
    ),
    "no phase follows another by itself, as one side reads it": Case(
        ban(
            "p",
            f"until: 2025-03-31, {HARM}, readings: "
            "{one: {held_by: [north], until: 2025-03-01}}",
        ),
        "h 2025-03-18 watch kind=harm by=north",
        """
        2025-03-02 p holding
        2025-03-18 p disputed reading
        """,
        since("2025-01-19T11:15"),
    ),
    "suspended from 11 February to 30 May 2000: the date moves": Case(
        duty("p", f"due: {{months: 24, after: 1998-05-22}}, {ACT}"),
        """
        a 2000-02-11 judge act=suspend about=p
        b 2000-05-30 judge act=resume about=p
        """,
        """
        2000-02-10 p pending due=2000-05-22
        2000-03-01 p suspended
        2000-05-30 p pending due=2000-09-08
        2000-09-09 p breached missed
        """,
        since("1998-05-22", "Europe/London") + BOTH,
    ),
    "suspended, and the period starts again": Case(
        duty(
            "p", f"due: {{months: 24, after: 1998-05-22}}, on_suspension: reset, {ACT}"
        ),
        """
        a 2000-02-11 judge act=suspend about=p
        b 2000-05-30 judge act=resume about=p
        """,
        "2000-05-30 p pending due=2002-05-31",
        since("1998-05-22", "Europe/London") + BOTH,
    ),
    "suspended, and excused": Case(
        duty(
            "p", f"due: {{months: 24, after: 1998-05-22}}, on_suspension: excuse, {ACT}"
        ),
        """
        a 2000-02-11 judge act=suspend about=p
        b 2000-05-30 judge act=resume about=p
        """,
        "2000-05-30 p void",
        since("1998-05-22", "Europe/London") + BOTH,
    ),
    "renewed from year to year": Case(
        duty("p", f"due: 2002-02-27, {ACT}"),
        """
        a 2002-02-26 judge act=extend about=p to=2003-02-27 agreed_by=["north","south"]
        b 2003-02-20 judge act=extend about=p to=2010-02-09 agreed_by=["north","south"]
        c 2004-02-20 judge act=extend about=p to=2009-02-09 agreed_by=["north","south"]
        d 2010-02-08 judge kind=act
        """,
        """
        2002-02-25 p pending due=2002-02-27
        2002-02-28 p pending due=2003-02-27
        2004-03-01 p pending due=2010-02-09
        2010-02-08 p met late_by=P0D
        """,
        since("1998-05-22", "Europe/London") + BOTH,
    ),
    "the commander's finding days after the date": Case(
        duty(
            "p",
            f"due: {{days: 30, after: 1995-12-20}}, {ACT}, "
            "finding: {by: [judge], within: {days: 5}}",
        ),
        "",
        """
        1996-01-20 p pending
        1996-01-24 p pending
        1996-01-25 p breached missed
        """,
        since("1995-12-20", "Europe/Sarajevo"),
    ),
    "the commander's finding, in time": Case(
        duty(
            "p",
            f"due: {{days: 30, after: 1995-12-20}}, {ACT}, "
            "finding: {by: [judge], within: {days: 5}}",
        ),
        "a 1996-01-22 judge position=breached about=p",
        """
        1996-01-21 p pending
        1996-01-22 p breached finding
        """,
        since("1995-12-20", "Europe/Sarajevo"),
    ),
    "72 hours from the line, or from an approval, as one side reads it": Case(
        duty("p", f"due: {{hours: 72, after: {{anchor: start}}}}, {ACT}"),
        """
        a 2025-10-10T12:00 watch kind=line-reached
        b 2025-10-10T06:00 watch kind=approved
        """,
        """
        2025-10-13T05:00 p pending due=2025-10-13T12:00
        2025-10-13T08:00 p disputed reading
        2025-10-13T13:00 p breached missed
        """,
        since("2025-10-09")
        + "anchors: {start: {actual: {kind: line-reached}, readings: "
        "{approval: {held_by: [north], actual: {kind: approved}}}}}\n",
    ),
    "through a feast whose day two calendars put differently": Case(
        ban("p", f"until: 2025-03-01, {HARM}"),
        """
        a 2025-03-01 judge act=extend about=p to=2025-04-19 \
            agreed_by=["north","south"] \
            readings={"next-day":{"held_by":["south"],"to":"2025-04-20"}}
        h 2025-04-20 watch kind=harm by=north
        """,
        """
        2025-04-19 p holding
        2025-04-20 p disputed reading
        """,
        since("2025-01-19T11:15") + BOTH,
    ),
    "left by 9 March, or by 10 March as a newsroom counted": Case(
        duty(
            "p",
            f"due: {{days: 8, after: 2025-03-01}}, {ACT}, readings: {{day-50: "
            "{held_by: [south], due: {day: 50}}, fifty-days-after: "
            "{held_by: [paper], due: {days: 50, after: 2025-01-19}}}",
        ),
        "",
        """
        2025-03-09 p pending due=2025-03-09
        2025-03-10 p breached missed
        """,
        since("2025-01-19T11:15"),
    ),
    "day 16 printed as 16 February": Case(
        duty(
            "p",
            f"due: {{day: 16}}, {ACT}, readings: "
            "{sixteenth: {held_by: [paper], due: 2025-02-16}}",
        ),
        "",
        "2025-02-04 p breached missed due=2025-02-03",
        since("2025-01-19T11:15"),
    ),
}

GROUPS = (
    DAYS,
    CLAUSES,
    NUMBERS,
    LEBANON,
    GOOD_FRIDAY,
    COLOMBIA,
    LIMITS,
    MONITORS,
    CHANGED,
)
CASES = {name: case for group in GROUPS for name, case in group.items()}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_case_stands_as_derived(case: Case) -> None:
    assert case.differences == []


# -- the page --------------------------------------------------------------------------

ROW = re.compile(r"^\| (?P<case>.+?) \| `(?P<file>[^`]+)` \| (?P<names>.+) \|$", re.M)


def told() -> list[tuple[str, str]]:
    """Give the file and the name of every test that the page names."""
    rows = ROW.finditer(PAGE.read_text(encoding="utf-8"))
    return [(row["file"], name) for row in rows for name in row["names"].split("; ")]


@cache
def there(file: str) -> frozenset[str]:
    """Name the tests, the rows, or the provisions a story expects something of."""
    path = ROOT / file
    if file == Path(__file__).relative_to(ROOT).as_posix():
        return frozenset(CASES)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return frozenset(row["name"] for row in csv.DictReader(text.splitlines()))
    if path.suffix == ".yaml":
        expected = yaml.load(text, Loader=yaml.CBaseLoader)["expect"]
        return frozenset(one["provision"] for one in expected)
    return frozenset(re.findall(r"^def (test_\w+)", text, re.MULTILINE))


@pytest.mark.parametrize("file", sorted({file for file, _ in told()}))
def test_every_test_that_the_page_names_is_there(file: str) -> None:
    named = {name for where, name in told() if where == file}
    assert sorted(named - there(file)) == []


def test_the_page_names_every_case_once() -> None:
    here = Path(__file__).relative_to(ROOT).as_posix()
    assert sorted(name for file, name in told() if file == here) == sorted(CASES)
    assert sum(map(len, GROUPS)) == len(CASES)
