"""Cases worked by hand from the semantics page, asked of the oracle and of the engine.

Each case is an agreement's provisions, reports, and lines `when: where it stands`.
A line may begin with a provision (default p) and an instance, and ask what was known
by an earlier date: `q batch=1 2025-03-05 known 2025-03-04: met late 2 days`.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pytest
import yaml
from tests.generators import World
from tests.oracle import Oracle, Verdict

from servanda.edition import View
from servanda.evaluate import docket
from servanda.inference import Inference
from servanda.ruleset import RULES
from servanda.situation import FIELDS
from servanda.standing import Key, Standing

HEAD = """
agreement: worked
title: Worked by hand
zone: UTC
in_force: {date: 2025-03-01}
anchors:
  start: {planned: {date: 2025-03-02}, actual: {kind: began}}
  fixed: {planned: {date: 2025-03-04}}
parties: {ada: {name: Ada}, ben: {name: Ben}, cal: {name: Cal, tier: independent}}
sources:
  judge: {tier: authority}
  watch: {tier: independent}
  scout: {tier: independent}
  paper: {tier: press}
  spoke: {tier: party, speaks_for: ada}
  folk: {tier: party}
places: {north: {parts: [hill, river]}}
phases:
  one: {from: {day: 1}, until: {day: 5}}
  talks: {from: {report: {kind: opened}}, until: {report: {kind: ended}}}
"""

# The duty most cases ask about.
DUE = "performed_by: {kind: act}, due: 2025-03-10"
KEEP = "violated_by: {kind: harm}, until: 2025-03-10"
TOTAL = "counted_by: {kind: goods}, target: {total: 5}, due: 2025-03-10"
RATE = "counted_by: {kind: goods}, target: {rate: 10, per: day}, until: 2025-03-10"


def achieve(terms: str = DUE, bearer: str = "ada", name: str = "p") -> str:
    return f"{name}: {{modality: achievement, bearer: {bearer}, {terms}}}\n"


def maintain(terms: str = KEEP, bearer: str = "ada", name: str = "p") -> str:
    return f"{name}: {{modality: maintenance, bearer: {bearer}, {terms}}}\n"


def quota(terms: str = TOTAL, bearer: str = "ada", name: str = "p") -> str:
    return f"{name}: {{modality: quota, bearer: {bearer}, {terms}}}\n"


class Case(NamedTuple):
    name: str
    provisions: str
    reports: str
    lines: str
    head: str = ""


ACHIEVEMENT = [
    Case(
        "row 1: performed on time",
        achieve(),
        "{date: 2025-03-05, source: watch, kind: act}",
        """
        2025-03-04: pending
        2025-03-05: met
        2025-03-11: met support independent
        """,
    ),
    Case(
        "row 1: performed late, in civil days for a due day",
        achieve(),
        "{date: 2025-03-12T01:00, source: watch, kind: act}",
        """
        2025-03-11: breached missed
        2025-03-12: met late 2 days
        """,
    ),
    Case(
        "row 1: exact for a due instant",
        achieve("performed_by: {kind: act}, due: 2025-03-10T12:00"),
        "{date: 2025-03-10T12:00:05, source: watch, kind: act}",
        """
        2025-03-10T12:00: pending
        2025-03-10T12:00:04: breached missed
        2025-03-10T12:00:05: met late 5 seconds
        """,
    ),
    Case(
        "row 2: sources of one tier contradict each other on the fact",
        achieve(),
        """
        {date: 2025-03-05, source: watch, kind: act}
        {reported: 2025-03-06, source: scout, says: denied, of: r1}
        """,
        """
        2025-03-05 known 2025-03-05: met
        2025-03-05 known 2025-03-06: disputed fact
        """,
    ),
    Case(
        "row 2: done, but not as agreed",
        achieve(),
        """
        {date: 2025-03-05, source: watch, kind: act}
        {date: 2025-03-06, source: scout, position: insufficient, about: p}
        """,
        """
        2025-03-05: met
        2025-03-06: disputed conformity
        2025-03-11: disputed conformity
        """,
    ),
    Case(
        "row 2: insufficient beside breached is a matter of fact",
        achieve(),
        """
        {date: 2025-03-05, source: watch, kind: act}
        {date: 2025-03-06, source: scout, position: insufficient, about: p}
        {date: 2025-03-06, source: watch, position: breached, about: p}
        """,
        "2025-03-06: disputed fact",
    ),
    Case(
        "P2: the better word of what has not happened stands beside a lesser one",
        achieve(),
        """
        {date: 2025-03-03, source: folk, position: breached, about: p}
        {date: 2025-03-04, source: folk, kind: act}
        {reported: 2025-03-04, source: watch, says: denied, of: r2}
        {date: 2025-03-05, source: ben, position: performed, about: p}
        """,
        "2025-03-11: breached missed",
    ),
    Case(
        "W1: what all owe together concerns each of them, whoever is named",
        achieve(bearer="[ada, cal]"),
        """
        {date: 2025-03-04, source: paper, position: performed, about: p}
        {date: 2025-03-05, source: cal, position: insufficient, about: p, by: ada}
        """,
        "2025-03-05: met support press",
    ),
    Case(
        "W3: the extent is what those say who affirm, whoever denies",
        achieve(),
        """
        {date: 2025-03-03, source: ada, kind: act, extent: partial}
        {date: 2025-03-03, source: ben, of: r1}
        {reported: 2025-03-03, source: paper, says: denied, of: r1}
        """,
        "2025-03-05: pending",
    ),
    Case(
        "W11: what is done in part after a performed is not accepted by it",
        achieve(),
        """
        {date: 2025-03-03, source: watch, position: performed, about: p}
        {date: 2025-03-04, source: scout, position: insufficient, about: p}
        {date: 2025-03-05, source: judge, kind: act, extent: partial}
        """,
        "2025-03-05: disputed conformity",
    ),
    Case(
        "P8: while it is in dispute whether anything is owed, what is done counts",
        quota(
            "counted_by: {kind: goods}, target: {times: 2, of: {kind: asked}}, "
            "due: 2025-03-10"
        ),
        """
        {date: 2025-03-03, source: watch, kind: asked, count: '2'}
        {reported: 2025-03-03, source: scout, says: denied, of: r1}
        {date: 2025-03-04, source: watch, position: insufficient, about: p}
        {date: 2025-03-05, source: watch, kind: goods, count: '3'}
        """,
        "2025-03-11: disputed fact",
    ),
    Case(
        "row 3: a finding before the due date",
        achieve(),
        "{date: 2025-03-05, source: judge, position: breached, about: p}",
        """
        2025-03-04: pending
        2025-03-05: breached finding
        2025-03-11: breached finding
        """,
    ),
    Case(
        "row 3: a performance after the finding is joined to it",
        achieve(),
        """
        {date: 2025-03-05, source: judge, position: breached, about: p}
        {date: 2025-03-05T12:00, source: watch, kind: act}
        {date: 2025-03-06, source: paper, kind: act}
        """,
        """
        2025-03-05: breached finding
        2025-03-06: met support press
        """,
    ),
    Case(
        "row 4: a bearer's excuse dated by the due date",
        achieve(),
        "{date: 2025-03-10, source: spoke, position: excused, about: p}",
        """
        2025-03-09: pending
        2025-03-10: disputed obligation
        2025-03-11: disputed obligation
        """,
    ),
    Case(
        "row 4: not an excuse after it, nor anybody else's",
        achieve(),
        """
        {date: 2025-03-05, source: ben, position: excused, about: p}
        {date: 2025-03-11, source: ada, position: excused, about: p}
        """,
        """
        2025-03-05: pending
        2025-03-11: breached missed
        """,
    ),
    Case(
        "row 5: missed from the second after",
        achieve(),
        "",
        """
        2025-03-10T23:59:59: pending
        2025-03-11T00:00: breached missed
        """,
    ),
    Case(
        "row 6: a bearer refuses, until the due date",
        achieve(),
        "{date: 2025-03-05, source: ada, position: refuses, about: p}",
        """
        2025-03-05: disputed position
        2025-03-11: breached missed
        """,
    ),
    Case(
        "row 6: anybody alleges breach, and withdraws it",
        achieve(),
        """
        {date: 2025-03-05, source: ben, position: insufficient, about: p}
        {date: 2025-03-07, source: ben, withdraws: r1}
        """,
        """
        2025-03-06: disputed position
        2025-03-07: pending
        """,
    ),
    Case(
        "row 6: with excuses: none an excuse is a refusal",
        achieve(f"{DUE}, excuses: none"),
        "{date: 2025-03-05, source: ada, position: excused, about: p}",
        """
        2025-03-05: disputed position
        2025-03-11: breached missed
        """,
    ),
    Case(
        "row 7: an unknown due date has not passed",
        achieve("performed_by: {kind: act}, due: open"),
        "",
        "2025-12-01: pending",
    ),
]

MAINTENANCE = [
    Case(
        "P3: two who accuse one another do not say the same",
        maintain(bearer="[ada, ben]"),
        """
        {date: 2025-03-05, source: ada, position: breached, about: p, by: ben}
        {date: 2025-03-05, source: ben, position: breached, about: p, by: ada}
        """,
        "2025-03-05: disputed allegation",
    ),
    Case(
        "row 1: every violation excused by its date",
        maintain(),
        """
        {date: 2025-03-04, source: ada, position: excused, about: p}
        {date: 2025-03-05, source: watch, kind: harm}
        """,
        """
        2025-03-04: disputed obligation
        2025-03-05: disputed obligation
        2025-03-11: disputed obligation
        """,
    ),
    Case(
        "row 1: not once there is a finding",
        maintain(),
        """
        {date: 2025-03-04, source: ada, position: excused, about: p}
        {date: 2025-03-05, source: watch, kind: harm}
        {date: 2025-03-06, source: judge, position: breached, about: p}
        """,
        "2025-03-06: breached violation",
    ),
    Case(
        "row 1: not for a violation before the excuse",
        maintain(),
        """
        {date: 2025-03-04, source: watch, kind: harm}
        {date: 2025-03-05, source: ada, position: excused, about: p}
        """,
        "2025-03-05: breached violation",
    ),
    Case(
        "S7, row 1: not for one that a position alone told of, before the excuse",
        maintain(),
        """
        {date: 2025-03-03, source: watch, position: breached, about: p}
        {date: 2025-03-04, source: ada, position: excused, about: p}
        {date: 2025-03-05, source: watch, kind: harm}
        """,
        """
        2025-03-04: breached violation
        2025-03-05: breached violation
        """,
    ),
    Case(
        "S7, row 1: two positions at two tiers tell of two",
        maintain(),
        """
        {date: 2025-03-03T08:00, source: watch, position: breached, about: p}
        {date: 2025-03-03T12:00, source: ada, position: excused, about: p}
        {date: 2025-03-03/2025-03-04, source: judge, position: insufficient, about: p}
        """,
        "2025-03-05: breached violation",
    ),
    Case(
        "W8: an allegation that is admitted rests on the admission",
        maintain(bearer="[ada, ben]"),
        """
        {date: 2025-03-04, source: folk, kind: harm}
        {date: 2025-03-04, source: ada, position: breached, about: p, by: ada}
        """,
        "2025-03-05: breached violation support bearer-only",
    ),
    Case(
        "row 2: violated",
        maintain(),
        "{date: 2025-03-05, source: watch, kind: harm}",
        """
        2025-03-04: holding
        2025-03-05: breached violation
        2025-03-11: breached violation support independent
        """,
    ),
    Case(
        "row 2: only a finding says so",
        maintain(),
        "{date: 2025-03-05, source: judge, position: breached, about: p}",
        "2025-03-05: breached finding",
    ),
    Case(
        "row 3: the adverse party alone",
        maintain(),
        "{date: 2025-03-05, source: ben, kind: harm}",
        """
        2025-03-05: disputed allegation
        2025-03-11: disputed allegation
        """,
    ),
    Case(
        "row 3: an allegation denied by the accused is one still",
        maintain(),
        """
        {date: 2025-03-05, source: ben, kind: harm}
        {reported: 2025-03-06, source: ada, says: denied, of: r1}
        """,
        "2025-03-06: disputed allegation",
    ),
    Case(
        "row 3: an adverse party's position is an allegation",
        maintain(),
        "{date: 2025-03-05, source: ben, position: breached, about: p}",
        "2025-03-05: disputed allegation",
    ),
    Case(
        "row 3: independent sources contradict each other",
        maintain(),
        """
        {date: 2025-03-05, source: watch, kind: harm}
        {reported: 2025-03-05, source: scout, says: denied, of: r1}
        """,
        "2025-03-05: disputed fact",
    ),
    Case(
        "row 3: partly in the window, both",
        maintain(),
        "{date: 2025-03-10/2025-03-11, source: watch, kind: harm}",
        """
        2025-03-10: disputed fact
        2025-03-12: disputed fact
        """,
    ),
    Case(
        "row 4: kept to the end",
        maintain(),
        "{date: 2025-03-11, source: watch, kind: harm}",
        """
        2025-03-10T23:59:59: holding
        2025-03-11T00:00: met
        """,
    ),
    Case(
        "row 5: a bearer is not bound, or will not",
        maintain(),
        """
        {date: 2025-03-04, source: ada, position: refuses, about: p}
        {date: 2025-03-06, source: ada, position: excused, about: p}
        """,
        """
        2025-03-04: disputed position
        2025-03-06: disputed obligation
        2025-03-11: met
        """,
    ),
    Case("row 6: held", maintain(), "", "2025-03-05: holding"),
]

WEIGHING = [
    Case(
        "the highest tier with any word decides",
        achieve(),
        """
        {date: 2025-03-05, source: paper, kind: act}
        {reported: 2025-03-06, source: watch, says: denied, of: r1}
        {reported: 2025-03-07, source: judge, of: r1, date: 2025-03-05}
        """,
        """
        2025-03-05 known 2025-03-05: met support press
        2025-03-05 known 2025-03-06: pending
        2025-03-05 known 2025-03-07: met support authority
        """,
    ),
    Case(
        "both sides together are independent",
        achieve(),
        """
        {date: 2025-03-05, source: ada, kind: act}
        {date: 2025-03-05, source: ben, of: r1, reported: 2025-03-06}
        {reported: 2025-03-07, source: paper, says: denied, of: r1}
        {reported: 2025-03-08, source: watch, says: denied, of: r1}
        """,
        """
        2025-03-05 known 2025-03-05: met support bearer-only
        2025-03-05 known 2025-03-07: met support both-sides
        2025-03-05 known 2025-03-08: disputed fact
        """,
    ),
    Case(
        "a spokesman and the party are one source",
        achieve(),
        """
        {date: 2025-03-05, source: spoke, kind: act}
        {date: 2025-03-05, source: ada, of: r1}
        """,
        "2025-03-05: met support bearer-only",
    ),
    Case(
        "an allegation ends when anybody else affirms",
        maintain(),
        """
        {date: 2025-03-05, source: ben, kind: harm}
        {date: 2025-03-05, source: folk, of: r1, reported: 2025-03-06}
        """,
        """
        2025-03-05 known 2025-03-05: disputed allegation
        2025-03-05 known 2025-03-06: breached violation support third-party
        """,
    ),
    Case(
        "an admission makes it both sides' account",
        maintain(),
        """
        {date: 2025-03-05, source: ben, kind: harm}
        {date: 2025-03-05, source: ada, of: r1, reported: 2025-03-06}
        """,
        "2025-03-05 known 2025-03-06: breached violation support both-sides",
    ),
    Case(
        "two names affirm the happening only",
        maintain(bearer="[ada, ben]"),
        """
        {date: 2025-03-05, source: watch, kind: harm, by: ada}
        {date: 2025-03-05, source: scout, of: r1, by: ben}
        {date: 2025-03-05, source: judge, of: r1, by: ben, reported: 2025-03-07}
        """,
        """
        2025-03-05 known 2025-03-05: disputed allegation
        2025-03-05 known 2025-03-07: breached violation
        """,
    ),
    Case(
        "a party's word without a name is an allegation, another's is not",
        maintain(bearer="[ada, ben]")
        + maintain("violated_by: {kind: blast}", "[ada, ben]", "q"),
        """
        {date: 2025-03-05, source: ada, kind: harm}
        {date: 2025-03-05, source: paper, kind: blast}
        """,
        """
        2025-03-05: disputed allegation
        q 2025-03-05: breached violation
        """,
    ),
    Case(
        "a violation by somebody else is none of this duty",
        maintain(),
        "{date: 2025-03-05, source: watch, kind: harm, by: ben}",
        "2025-03-05: holding",
    ),
    Case(
        "a party monitors others, not its own side's affairs",
        maintain() + maintain("violated_by: {kind: blast}", "cal", "q"),
        """
        {date: 2025-03-05, source: cal, kind: harm}
        {date: 2025-03-05, source: cal, kind: blast}
        {reported: 2025-03-05, source: watch, says: denied, of: r2}
        """,
        """
        2025-03-05: breached violation support independent
        q 2025-03-05: holding
        """,
    ),
    Case(
        "uncorroborated: a bearer's own word may be too little",
        achieve(f"{DUE}, uncorroborated: {{performance: both}}"),
        """
        {date: 2025-03-05, source: ada, kind: act}
        {date: 2025-03-05, source: folk, of: r1, reported: 2025-03-06}
        """,
        """
        2025-03-05 known 2025-03-05: disputed fact
        2025-03-05 known 2025-03-06: met
        """,
    ),
    Case(
        "uncorroborated: an allegation may be enough",
        maintain(f"{KEEP}, uncorroborated: {{violation: 'true'}}"),
        "{date: 2025-03-05, source: ben, kind: harm}",
        "2025-03-05: breached violation support beneficiary-only",
    ),
    Case(
        "occurrences are joined by name, by link and by the same keys",
        achieve("performed_by: {kind: act, at_least: 2}, due: 2025-03-10"),
        """
        {date: 2025-03-03, source: watch, kind: act, occurrence: one}
        {date: 2025-03-04, source: scout, kind: act, occurrence: one}
        {date: 2025-03-04, source: paper, of: r1, kind: act}
        {date: 2025-03-05, source: watch, kind: act, batch: '1'}
        {date: 2025-03-06, source: scout, kind: act, batch: '1'}
        {date: 2025-03-07, source: scout, kind: act, batch: '2'}
        """,
        """
        2025-03-05: met
        2025-03-04: pending
        """,
        "same: [kind, batch]",
    ),
    Case(
        "an unlinked denial denies what it fits, within a place and on its date",
        achieve(),
        """
        {date: 2025-03-05, source: watch, kind: act, place: hill}
        {date: 2025-03-06, source: watch, kind: act, place: hill}
        {date: 2025-03-05, source: judge, says: denied, kind: act, place: north}
        """,
        """
        2025-03-05: pending
        2025-03-06: met
        """,
    ),
    Case(
        "an attribute comes from the highest tier that states it",
        achieve("performed_by: {kind: act, place: north}, due: 2025-03-10"),
        """
        {date: 2025-03-05, source: paper, kind: act, place: south}
        {date: 2025-03-05, source: watch, of: r1, place: river, reported: 2025-03-06}
        """,
        """
        2025-03-05 known 2025-03-05: pending
        2025-03-05 known 2025-03-06: met
        """,
    ),
    Case(
        "the lowest extent of the deciding tier",
        achieve(f"{DUE}, suffices: substantial"),
        """
        {date: 2025-03-05, source: watch, kind: act, extent: full}
        {date: 2025-03-05, source: scout, of: r1, extent: partial, reported: 2025-03-06}
        {date: 2025-03-07, source: paper, position: performed, about: p}
        """,
        """
        2025-03-05 known 2025-03-05: met
        2025-03-06 known 2025-03-06: pending
        2025-03-07: met
        """,
    ),
    Case(
        "Admiralty: the worst grade still weighed; F is no grade",
        achieve(),
        """
        {date: 2025-03-05, source: judge, kind: act, reliability: D}
        {date: 2025-03-06, source: paper, kind: act, reliability: F, credibility: 6}
        """,
        """
        2025-03-05: pending
        2025-03-06: met
        """,
        "weigh: {reliability: C}",
    ),
    Case(
        "unless: what both meet is taken out, what is disputed is at most both",
        maintain(f"{KEEP}, unless: {{reason: defence}}"),
        """
        {date: 2025-03-05, source: watch, kind: harm}
        {date: 2025-03-05, source: ada, of: r1, reason: defence}
        {date: 2025-03-05, source: ben, of: r1, reason: attack, reported: 2025-03-06}
        """,
        """
        2025-03-05 known 2025-03-05: holding
        2025-03-05 known 2025-03-06: disputed fact
        """,
    ),
]

POSITIONS = [
    Case(
        "with no occurrence the position decides, and dates it",
        achieve(),
        "{date: 2025-03-12, source: ada, position: performed, about: p}",
        "2025-03-12: met late 2 days",
    ),
    Case(
        "its date is that of what it covers",
        achieve(),
        """
        {date: 2025-03-09, source: paper, kind: act}
        {reported: 2025-03-09, source: paper, says: denied, of: r1}
        {date: 2025-03-12, source: watch, position: performed, about: p}
        """,
        """
        2025-03-11: disputed fact
        2025-03-12: met
        """,
    ),
    Case(
        "a higher tier wins, equal tiers that differ give both",
        achieve(),
        """
        {date: 2025-03-05, source: ada, position: performed, about: p}
        {date: 2025-03-06, source: ben, position: breached, about: p}
        {date: 2025-03-07, source: paper, position: breached, about: p}
        {date: 2025-03-08, source: watch, position: performed, about: p}
        """,
        """
        2025-03-05: met support bearer-only
        2025-03-06: disputed fact
        2025-03-07: disputed position
        2025-03-08: met support independent
        """,
    ),
    Case(
        "the latest answer is the answer; two at once are both",
        achieve(),
        """
        {date: 2025-03-05, source: watch, position: breached, about: p}
        {date: 2025-03-06, source: watch, position: performed, about: p}
        {date: 2025-03-08, source: watch, position: breached, about: p}
        {date: 2025-03-08, source: watch, position: performed, about: p}
        """,
        """
        2025-03-05: disputed position
        2025-03-06: met
        2025-03-08: disputed fact
        """,
    ),
    Case(
        "a withdrawal does not bring back what was replaced",
        achieve(),
        """
        {date: 2025-03-05, source: ada, position: refuses, about: p}
        {date: 2025-03-06, source: ada, position: excused, about: p}
        {date: 2025-03-07, source: ada, withdraws: r2}
        """,
        """
        2025-03-05: disputed position
        2025-03-06: disputed obligation
        2025-03-07: pending
        """,
    ),
    Case(
        "by names the accused; by nobody bound it says nothing",
        maintain(bearer="[ada, ben]") + maintain("violated_by: {kind: x}", name="q"),
        "{date: 2025-03-05, source: watch, position: breached, about: [p, q], by: ben}",
        """
        2025-03-05: breached violation
        q 2025-03-05: holding
        """,
    ),
    Case(
        "an authority's performed clears an adverse allegation up to its day",
        maintain(),
        """
        {date: 2025-03-04, source: ben, kind: harm}
        {date: 2025-03-06, source: judge, position: performed, about: p}
        {date: 2025-03-07, source: ben, kind: harm}
        """,
        """
        2025-03-05: disputed allegation
        2025-03-06: holding
        2025-03-07: disputed allegation
        """,
    ),
]

CLOCKS = [
    Case(
        "known late: breached by then, met since, as now known",
        achieve(),
        "{date: 2025-03-05, reported: 2025-03-15, source: watch, kind: act}",
        """
        2025-03-12 known 2025-03-12: breached missed
        2025-03-12 known 2025-03-15: met
        2025-03-04 known 2025-03-15: pending
        """,
    ),
    Case(
        "a retraction was never so, and can be retracted",
        achieve(),
        """
        {date: 2025-03-05, source: watch, kind: act}
        {reported: 2025-03-06, source: watch, retracts: r1}
        {reported: 2025-03-08, source: judge, retracts: r2}
        """,
        """
        2025-03-05 known 2025-03-05: met
        2025-03-05 known 2025-03-06: pending
        2025-03-05 known 2025-03-08: met
        """,
    ),
    Case(
        "a replacement stands in its place, with what was of the old one",
        achieve(),
        """
        {date: 2025-03-05, source: paper, kind: act}
        {reported: 2025-03-06, source: watch, says: denied, of: r1}
        {date: 2025-03-07, source: paper, kind: act, replaces: r1}
        """,
        """
        2025-03-05 known 2025-03-05: met
        2025-03-07 known 2025-03-07: pending
        """,
    ),
    Case(
        "a linked denial has the date of what it denies",
        achieve(),
        """
        {date: 2025-03-05, source: watch, kind: act}
        {reported: 2025-03-08, source: judge, says: denied, of: r1}
        """,
        "2025-03-05 known 2025-03-08: pending",
    ),
    Case(
        "a day in another evening's calendar",
        achieve(),
        "",
        """
        2025-03-10T19:29:59: pending
        2025-03-10T19:30: breached missed
        """,
        "day_ends: '19:30'",
    ),
]


def due(expression: str) -> str:
    return achieve(f"performed_by: {{kind: act}}, due: {expression}")


OPENED = "{date: 2025-03-06T08:00, source: watch, kind: opened}"
# A due expression, reports, and the last second at which it is still pending.
DATES = [
    ("{day: 5}", "", "2025-03-05T23:59:59"),
    ("{day: 2, of: {anchor: fixed}}", "", "2025-03-05T23:59:59"),
    ("{days: 8, after: 2025-03-04T12:00}", "", "2025-03-12T23:59:59"),
    ("{days: 2, after: 2025-03-04/2025-03-06}", "", "2025-03-08T23:59:59"),
    ("{days: 2, before: 2025-03-10T12:00}", "", "2025-03-08T23:59:59"),
    ("{weeks: 1, after: 2025-03-04}", "", "2025-03-11T23:59:59"),
    ("{months: 1, after: 2025-03-31}", "", "2025-04-30T23:59:59"),
    (
        "{months: 1, after: {months: 1, after: 2025-03-31}}",
        "",
        "2025-05-30T23:59:59",
    ),
    ("{hours: 6, after: 2025-03-04T12:00}", "", "2025-03-04T18:00:00"),
    ("{hours: 6, after: 2025-03-04}", "", "2025-03-05T06:00:00"),
    ("{hours: 6, before: 2025-03-04}", "", "2025-03-03T18:00:00"),
    ("{before: 2025-03-05}", "", "2025-03-04T23:59:59"),
    ("{earliest: [2025-03-08, {end: talks}]}", "", "2025-03-08T23:59:59"),
    ("{latest: [2025-03-08, {end: one}]}", "", "2025-03-08T23:59:59"),
    ("{latest: [2025-03-08, {end: talks}]}", "", None),
    ("{latest: [2025-03-08, {end: talks, if_any: true}]}", "", "2025-03-08T23:59:59"),
    ("{latest: [2025-03-08, {end: talks, if_any: true}]}", OPENED, None),
    (
        "{latest: [2025-03-05, {end: talks, if_any: true}]}",
        OPENED,
        "2025-03-05T23:59:59",
    ),
    ("{start: talks}", OPENED, "2025-03-06T08:00:00"),
    ("{report: {kind: opened}}", OPENED, "2025-03-06T08:00:00"),
    ("{anchor: start}", "", None),
    ("{anchor: fixed}", "", "2025-03-04T23:59:59"),
    ("{day: 8, roll: next-working-day}", "", "2025-03-10T23:59:59"),
    (
        "{day: 7, roll: next-working-day, calendar: {weekend: [fri, sat]}}",
        "",
        "2025-03-09T23:59:59",
    ),
    ("open", "", None),
]

REFERENCES = [
    Case(
        "met, done, due and breached of another provision",
        achieve(name="q")
        + achieve("performed_by: {kind: x}, due: {days: 1, after: {met: q}}", name="m")
        + achieve("performed_by: {kind: x}, due: {days: 1, after: {done: q}}", name="d")
        + achieve("performed_by: {kind: x}, due: {days: 1, after: {due: q}}", name="u")
        + achieve(
            "performed_by: {kind: x}, due: {days: 1, after: {breached: q}}", name="b"
        ),
        "{date: 2025-03-12, source: watch, kind: act}",
        """
        m 2025-03-13: pending
        m 2025-03-14: breached missed
        d 2025-03-11: pending
        d 2025-03-12: breached missed
        u 2025-03-12: breached missed
        b 2025-03-11: pending
        b 2025-03-12: breached missed
        """,
    ),
    Case(
        "a day counted inclusively as a start is never before its anchor",
        maintain(f"{KEEP}, from: {{day: 1, of: {{anchor: start}}}}"),
        """
        {date: 2025-03-02T08:30, source: watch, kind: began}
        {date: 2025-03-02T08:00, source: watch, kind: harm}
        """,
        """
        2025-03-02T08:29:59: not-in-force
        2025-03-02T08:30: holding
        """,
    ),
    Case(
        "nothing is in force by a planned date",
        maintain(f"{KEEP}, from: {{anchor: start}}"),
        "{date: 2025-03-05, source: watch, kind: began, reported: 2025-03-07}",
        """
        2025-03-06 known 2025-03-06: not-in-force
        2025-03-06 known 2025-03-07: holding
        """,
    ),
    Case(
        "a due date before its start leaves no second",
        achieve("performed_by: {kind: act}, from: 2025-03-08, due: 2025-03-05"),
        "",
        "2025-03-01: void\n2025-03-09: void",
    ),
    Case(
        "T5: what a day is counted from is an end, of which no instant is kept",
        achieve("performed_by: {kind: act}, from: {day: 1}, due: 2025-03-05")
        + achieve(
            "performed_by: {kind: act}, from: {day: 1, of: {day: 1}}, due: 2025-03-05",
            name="q",
        ),
        "",
        """
        2025-03-01T11:00: not-in-force
        2025-03-01T12:00: pending
        q 2025-03-01T00:00: pending
        """,
        "in_force: {date: 2025-03-01T12:00}",
    ),
    Case(
        "before its start a performance counts only where early counts",
        achieve("performed_by: {kind: act}, from: 2025-03-08, due: 2025-03-10")
        + achieve(
            "performed_by: {kind: act}, not_before: 2025-03-08, due: 2025-03-10",
            name="n",
        )
        + achieve(
            "performed_by: {kind: act}, from: 2025-03-08, due: 2025-03-10, "
            "early: counts",
            name="e",
        )
        + achieve(
            "performed_by: {kind: act}, from: 2025-03-08, "
            "due: {days: 2, before: 2025-03-12}",
            name="b",
        ),
        "{date: 2025-03-07, source: watch, kind: act}",
        """
        2025-03-08: pending
        n 2025-03-08: pending
        e 2025-03-07: not-in-force
        e 2025-03-08: met
        b 2025-03-08: met
        """,
    ),
    Case(
        "a span may be on time at any second of it, at its trigger's instant too",
        achieve("performed_by: {kind: act}, from: 2025-03-08T12:00, due: 2025-03-10"),
        "{date: 2025-03-07/2025-03-08, source: watch, kind: act}",
        "2025-03-08: met",
    ),
    Case(
        "dates that turn in a circle through done",
        achieve("performed_by: {kind: act}, due: {earliest: [2025-03-10, {done: q}]}")
        + achieve(
            "performed_by: {kind: deed}, due: {days: 2, after: {done: p}}", name="q"
        ),
        "",
        """
        2025-03-10: pending
        2025-03-11: breached missed
        q 2025-03-12: pending
        q 2025-03-13: breached missed
        """,
    ),
]

CONDITIONS = [
    Case(
        "dormant until a breach of another brings it into force",
        achieve(name="q")
        + achieve(
            "performed_by: {kind: deed}, on_breach_of: q, "
            "due: {days: 2, after: {breached: q}}"
        ),
        "",
        """
        2025-03-10: dormant
        2025-03-11: pending
        2025-03-13: breached missed
        """,
    ),
    Case(
        "a condition is latched in time, not in knowledge",
        achieve(name="q") + maintain(f"{KEEP}, from: {{status: {{q: met}}}}"),
        """
        {date: 2025-03-04, source: watch, kind: act}
        {reported: 2025-03-06, source: watch, retracts: r1}
        """,
        """
        2025-03-03 known 2025-03-05: dormant
        2025-03-05 known 2025-03-05: holding
        2025-03-05 known 2025-03-06: dormant
        """,
    ),
    Case(
        "void_if: what was met, breached or in dispute on fact stays; the rest is void",
        achieve("performed_by: {kind: trip}, due: 2025-03-05", name="q")
        + achieve(
            "performed_by: {kind: act}, due: 2025-03-10, "
            "void_if: {status: {q: breached}}"
        )
        + achieve(
            "performed_by: {kind: deed}, due: 2025-03-04, "
            "void_if: {status: {q: breached}}",
            name="early",
        )
        + maintain(f"{KEEP}, void_if: {{status: {{q: breached}}}}", name="kept"),
        "{date: 2025-03-07, source: watch, kind: act}",
        """
        q 2025-03-06: breached missed
        2025-03-05: pending
        2025-03-06: void
        2025-03-08: void
        early 2025-03-06: breached missed
        kept 2025-03-05: holding
        kept 2025-03-06: met
        """,
    ),
    Case(
        "outside what is covered, nothing is tracked",
        achieve() + achieve(name="q"),
        "{date: 2025-03-05, source: watch, kind: act}",
        """
        2025-03-05: met
        q 2025-03-05: met
        """,
    ),
]

QUOTAS = [
    Case(
        "counts of true occurrences reach the target",
        quota(),
        """
        {date: 2025-03-03, source: watch, kind: goods, count: '3'}
        {date: 2025-03-04, source: watch, kind: goods}
        {date: 2025-03-05, source: paper, kind: goods, count: '2'}
        {reported: 2025-03-06, source: folk, says: denied, of: r3}
        {reported: 2025-03-07, source: paper, says: denied, of: r3}
        """,
        """
        2025-03-04: pending
        2025-03-05 known 2025-03-06: met support press
        2025-03-05 known 2025-03-07: disputed fact
        """,
    ),
    Case(
        "a total below target says so only at the due date, or when it is final",
        quota(),
        """
        {date: 2025-03-05, source: watch, kind: goods, total: '4'}
        {date: 2025-03-06, source: ada, kind: goods, total: '5'}
        {date: 2025-03-10, source: watch, kind: goods, total: '4'}
        """,
        """
        2025-03-05: pending
        2025-03-06: met support bearer-only
        2025-03-10: disputed position
        2025-03-11: breached missed
        """,
    ),
    Case(
        "final below target, before the due date",
        quota(),
        "{date: 2025-03-05, source: watch, kind: goods, total: '4', final: 'true'}",
        "2025-03-05: disputed position",
    ),
    Case(
        "disjoint stretches stand beside each other",
        quota(),
        """
        {date: 2025-03-04, source: watch, kind: goods, total: '3'}
        {date: 2025-03-06, source: watch, kind: goods, total: '2', since: 2025-03-05}
        """,
        """
        2025-03-04: pending
        2025-03-06: met
        """,
    ),
    Case(
        "reached at some second since the last smaller total",
        quota(),
        """
        {date: 2025-03-09, source: watch, kind: goods, total: '3'}
        {date: 2025-03-14, source: watch, kind: goods, total: '6'}
        """,
        """
        2025-03-11: breached missed
        2025-03-14: met
        """,
    ),
    Case(
        "P7: what remains is a level: a later one stands for all before",
        quota(
            "counted_by: {kind: mines}, target: {remaining: 0}, from: 2025-03-04, "
            "due: 2025-03-10"
        ),
        """
        {date: 2025-03-03, source: watch, kind: mines, total: '2'}
        {date: 2025-03-05, source: watch, kind: mines, total: '0'}
        """,
        "2025-03-05: met",
    ),
    Case(
        "nothing remains",
        quota("counted_by: {kind: mines}, target: {remaining: 0}, due: 2025-03-10"),
        """
        {date: 2025-03-05, source: watch, kind: mines, remaining: some}
        {date: 2025-03-12, source: watch, kind: mines, total: '0'}
        """,
        """
        2025-03-05: pending
        2025-03-11: breached missed
        2025-03-12: met
        """,
    ),
    Case(
        "a ratio of another tally is not met before its due date",
        quota(
            "counted_by: {kind: goods}, target: {times: 2, of: {kind: asked}}, "
            "due: 2025-03-10"
        ),
        """
        {date: 2025-03-03, source: watch, kind: asked, count: '2'}
        {date: 2025-03-04, source: watch, kind: goods, count: '4'}
        {date: 2025-03-10, source: paper, kind: asked, count: '1'}
        {reported: 2025-03-12, source: paper, says: denied, of: r3}
        {reported: 2025-03-13, source: watch, says: denied, of: r3}
        """,
        """
        2025-03-09: pending
        2025-03-11 known 2025-03-11: breached missed
        2025-03-11 known 2025-03-12: disputed fact
        2025-03-11 known 2025-03-13: met
        """,
    ),
    Case(
        "a rate: each total against what had accrued by its own date",
        quota(RATE),
        """
        {date: 2025-03-03, source: watch, kind: goods, total: '30'}
        {date: 2025-03-05, source: watch, kind: goods, total: '49'}
        {date: 2025-03-09, source: watch, kind: goods, total: '90'}
        """,
        """
        2025-03-03: holding
        2025-03-05: breached violation
        2025-03-08: breached violation
        2025-03-09: holding
        """,
    ),
    Case(
        "a rate: an instant does not yet accrue its day; a lower bound never denies",
        quota(RATE),
        """
        {date: 2025-03-03T18:00, source: watch, kind: goods, total: '20'}
        {date: 2025-03-04, source: scout, kind: goods, total: '1', or_more: 'true'}
        """,
        """
        2025-03-03: holding
        2025-03-04: holding
        """,
    ),
    Case(
        "a rate: the highest tier of overlapping stretches decides",
        quota(RATE),
        """
        {date: 2025-03-03, source: ben, kind: goods, total: '1'}
        {date: 2025-03-04, source: watch, kind: goods, total: '40'}
        """,
        """
        2025-03-03: disputed allegation
        2025-03-04: holding
        """,
    ),
]

ASKED = (
    "for_each: {kind: asked}, keyed_by: [batch], performed_by: {kind: act}, "
    "due: {days: 2, after: {instance: start}}"
)
WEEKLY_FROM = "every: {weeks: 1}, from: 2025-03-03, performed_by: {kind: act}"
WEEKLY = (
    "every: {weeks: 1}, from: 2025-03-03, until: 2025-03-16, "
    "performed_by: {kind: act}, due: {day: 3, of: {instance: start}}"
)
INSTANCES = [
    Case(
        "each occurrence asked for is a duty of its own",
        achieve(ASKED),
        """
        {date: 2025-03-03, source: watch, kind: asked, batch: '1'}
        {date: 2025-03-05, source: watch, kind: asked, batch: '2'}
        {date: 2025-03-04, source: watch, kind: act, batch: '1'}
        """,
        """
        2025-03-02: holding
        2025-03-03: pending
        2025-03-04: met
        2025-03-05: pending
        2025-03-08: breached missed
        batch=1 2025-03-08: met
        batch=2 2025-03-07: pending
        batch=2 2025-03-08: breached missed
        """,
    ),
    Case(
        "equal keys are served in order of date, one performance each",
        achieve(ASKED),
        """
        {date: 2025-03-03, source: watch, kind: asked, batch: '1'}
        {date: 2025-03-05, source: watch, kind: asked, batch: '1'}
        {date: 2025-03-06, source: watch, kind: act, batch: '1'}
        {date: 2025-03-07, source: watch, kind: act, batch: '1'}
        {date: 2025-03-07, source: watch, kind: act}
        """,
        """
        batch=1,#=1 2025-03-06: met late 1 days
        batch=1,#=2 2025-03-06: pending
        batch=1,#=2 2025-03-07: met
        """,
    ),
    Case(
        "S2: whatever shares its keys performs what alone has them",
        achieve(ASKED),
        """
        {date: 2025-03-03, source: watch, kind: asked, batch: '1'}
        {date: 2025-03-04, source: watch, kind: act, batch: '1'}
        {reported: 2025-03-04, source: scout, says: denied, of: r2}
        {date: 2025-03-05, source: watch, kind: act, batch: '1'}
        """,
        """
        batch=1 2025-03-04: disputed fact
        batch=1 2025-03-05: met
        """,
    ),
    Case(
        "S1, S2: an instance keeps its number where a later equal makes none",
        achieve("performed_by: {kind: trip}, due: 2025-03-04", name="q")
        + achieve(f"{ASKED}, void_if: {{status: {{q: breached}}}}"),
        """
        {date: 2025-03-03, source: watch, kind: asked, batch: '1'}
        {date: 2025-03-06, source: watch, kind: asked, batch: '1'}
        """,
        """
        batch=1,#=1 2025-03-04: pending
        batch=1,#=1 2025-03-07: void
        2025-03-07: void
        """,
    ),
    Case(
        "a trigger in dispute makes an instance in dispute",
        achieve(ASKED),
        """
        {date: 2025-03-03, source: ada, kind: asked, batch: '1'}
        {reported: 2025-03-03, source: ben, says: denied, of: r1}
        """,
        """
        batch=1 2025-03-03: disputed fact
        2025-03-08: disputed fact
        """,
    ),
    Case(
        "each bearer, each place: what names none serves all",
        achieve(f"{DUE}, each: {{bearer: all, place: [north, south]}}", "[ada, ben]"),
        """
        {date: 2025-03-04, source: watch, kind: act, by: ada, place: hill}
        {date: 2025-03-05, source: watch, kind: act, place: south}
        """,
        """
        bearer=ada,place=north 2025-03-04: met
        bearer=ben,place=north 2025-03-06: pending
        bearer=ada,place=south 2025-03-05: met
        bearer=ben,place=south 2025-03-05: met
        2025-03-05: pending
        2025-03-11: breached missed
        """,
    ),
    Case(
        "W6: laid to two, it is a violation by each of them",
        maintain(f"{KEEP}, each: {{bearer: all}}", bearer="[ada, ben]"),
        """
        {date: 2025-03-04, source: folk, kind: harm, by: ada}
        {date: 2025-03-04, source: folk, kind: harm, by: ben, of: r1}
        """,
        """
        bearer=ada 2025-03-05: disputed allegation
        bearer=ben 2025-03-05: disputed allegation
        """,
    ),
    Case(
        "S6: what is so whether or not it was mended is so",
        maintain(f"{KEEP}, cured_by: {{kind: mended}}"),
        """
        {date: 2025-03-03, source: watch, kind: harm}
        {date: 2025-03-05, source: watch, kind: mended}
        {reported: 2025-03-05, source: scout, says: denied, of: r2}
        {date: 2025-03-08, source: scout, position: breached, about: p}
        """,
        """
        2025-03-06: disputed fact
        2025-03-08: breached violation
        """,
    ),
    Case(
        "S6: a cure in one place does not cure what nobody placed",
        maintain(
            f"{KEEP}, each: {{place: [north, south]}}, cured_by: {{kind: mended}}"
        ),
        """
        {date: 2025-03-04, source: watch, kind: harm}
        {date: 2025-03-05, source: watch, kind: mended, place: south}
        """,
        "place=unattributed 2025-03-06: breached violation",
    ),
    Case(
        "T10: over instances what is done is done when the last of them is",
        achieve(
            "for_each: {kind: asked}, keyed_by: [batch], performed_by: {kind: act}, "
            "due: {instance: at}",
            name="q",
        )
        + achieve("performed_by: {kind: x}, due: {days: 1, after: {done: q}}"),
        """
        {date: 2025-03-02, source: watch, kind: asked, batch: '1', at: 2025-03-20}
        {date: 2025-03-02, source: watch, kind: asked, batch: '2', at: 2025-03-10}
        {date: 2025-03-04, source: watch, kind: act, batch: '1'}
        """,
        "2025-03-11: pending due 2025-03-11",
    ),
    Case(
        "T10: the date of a performance is that of the end of the timeline",
        quota(
            "counted_by: {kind: goods}, target: {times: 1, of: {kind: asked}}, "
            "due: 2025-03-05",
            name="q",
        )
        + achieve("performed_by: {kind: x}, due: {days: 2, after: {met: q}}"),
        "{date: 2025-03-08, source: watch, position: performed, about: q}",
        "2025-03-09: pending due 2025-03-10",
    ),
    Case(
        "T10: a provision is met when the last of the instances that are is",
        achieve(
            "for_each: {kind: asked}, keyed_by: [batch], performed_by: {kind: act}, "
            "due: 2025-03-20, void_if: {status: {r: met}}",
            name="q",
        )
        + achieve("performed_by: {kind: y}, due: 2025-03-20", name="r")
        + achieve("performed_by: {kind: x}, due: {days: 2, after: {met: q}}"),
        """
        {date: 2025-03-02, source: watch, kind: asked, batch: '1'}
        {date: 2025-03-02, source: watch, kind: asked, batch: '2'}
        {date: 2025-03-04, source: watch, kind: act, batch: '1'}
        {date: 2025-03-06, source: watch, kind: y}
        """,
        "2025-03-06: pending due 2025-03-06",
    ),
    Case(
        "T12: the end of an instance is its own, and unknown while it is sought",
        achieve(
            "for_each: {kind: asked}, keyed_by: [batch], performed_by: {kind: act}, "
            "until: {days: 3, after: {instance: start}}, due: {instance: end}"
        )
        + maintain(
            "for_each: {kind: asked}, keyed_by: [batch], violated_by: {kind: harm}, "
            "until: {before: {earliest: [2025-03-08, {instance: end}]}}",
            name="q",
        ),
        "{date: 2025-03-02, source: watch, kind: asked, batch: '1'}",
        """
        batch=1 2025-03-05: pending due 2025-03-05
        q batch=1 2025-03-07T23:59:59: holding
        q batch=1 2025-03-08: met
        """,
    ),
    Case(
        "T12: a later stretch starts with a day, and is due by its end",
        achieve(f"{WEEKLY_FROM}, due: open", name="q")
        + achieve(f"{WEEKLY_FROM}, due: {{start: q}}"),
        "",
        """
        stretch=1 2025-03-03: pending due 2025-03-03
        stretch=2 2025-03-10T18:00: pending due 2025-03-10
        """,
    ),
    Case(
        "a violation naming none stands as unattributed",
        maintain(f"{KEEP}, each: {{place: [north, south]}}"),
        """
        {date: 2025-03-04, source: watch, kind: harm, place: hill}
        {date: 2025-03-05, source: watch, kind: harm}
        """,
        """
        place=north 2025-03-05: breached violation
        place=south 2025-03-05: holding
        place=unattributed 2025-03-05: breached violation
        """,
    ),
    Case(
        "each week of the window",
        achieve(WEEKLY),
        """
        {date: 2025-03-05, source: watch, kind: act}
        {date: 2025-03-13, source: watch, kind: act}
        """,
        """
        stretch=1 2025-03-04: pending
        stretch=1 2025-03-05: met
        stretch=2 2025-03-12: pending
        stretch=2 2025-03-13: met late 1 days
        2025-03-02: not-in-force
        """,
    ),
    Case(
        "so many a week",
        maintain(
            "every: {weeks: 1}, until: 2025-03-14, "
            "violated_by: {kind: harm, at_least: 2}"
        ),
        """
        {date: 2025-03-06, source: watch, kind: harm}
        {date: 2025-03-08, source: watch, kind: harm}
        {date: 2025-03-09, source: paper, kind: harm}
        """,
        """
        stretch=1 2025-03-08: met
        stretch=2 2025-03-08: holding
        stretch=2 2025-03-09: breached violation
        2025-03-09: breached violation
        """,
    ),
    Case(
        "a position names its instance, else those begun and not yet met",
        achieve(ASKED),
        """
        {date: 2025-03-03, source: watch, kind: asked, batch: '1'}
        {date: 2025-03-03, source: watch, kind: asked, batch: '2'}
        {date: 2025-03-03, source: watch, kind: asked, batch: '3'}
        {date: 2025-03-04, source: watch, kind: act, batch: '1'}
        {date: 2025-03-05, source: judge, position: breached, about: p}
        {date: 2025-03-05, source: watch, kind: asked, batch: '4'}
        {date: 2025-03-06, source: judge, position: breached, about: p, batch: '4'}
        """,
        """
        batch=1 2025-03-05: met
        batch=2 2025-03-05: breached finding
        batch=3 2025-03-05: breached finding
        batch=4 2025-03-06: breached finding
        """,
    ),
    Case(
        "the instance of the same key, else all of them",
        achieve(ASKED, name="q")
        + achieve(
            "for_each: {kind: asked}, keyed_by: [batch], performed_by: {kind: x}, "
            "due: {days: 1, after: {due: q}}"
        )
        + achieve(
            "performed_by: {kind: x}, due: {days: 1, after: {due: q}}", name="all"
        ),
        """
        {date: 2025-03-03, source: watch, kind: asked, batch: '1'}
        {date: 2025-03-05, source: watch, kind: asked, batch: '2'}
        """,
        """
        batch=1 2025-03-06: pending
        batch=1 2025-03-07: breached missed
        batch=2 2025-03-08: pending
        all 2025-03-08: pending
        all 2025-03-09: breached missed
        """,
    ),
]

CURES = [
    Case(
        "a cure sets aside what is at or before it, of its keys",
        maintain(f"{KEEP}, cured_by: {{kind: mended}}, keyed_by: [batch]"),
        """
        {date: 2025-03-03, source: watch, kind: harm, batch: '1'}
        {date: 2025-03-04, source: watch, kind: harm, batch: '2'}
        {date: 2025-03-05, source: watch, kind: mended, batch: '1'}
        {date: 2025-03-06, source: watch, kind: mended, batch: '2'}
        {date: 2025-03-08, source: watch, kind: harm, batch: '2'}
        """,
        """
        2025-03-03: breached violation
        2025-03-05: breached violation
        2025-03-06: holding
        2025-03-08: breached violation
        """,
    ),
    Case(
        "a cure that is both makes it disputed",
        maintain(f"{KEEP}, cured_by: {{kind: mended}}"),
        """
        {date: 2025-03-03, source: watch, kind: harm}
        {date: 2025-03-05, source: ada, kind: mended}
        {reported: 2025-03-05, source: ben, says: denied, of: r2}
        """,
        """
        2025-03-04: breached violation
        2025-03-05: disputed fact
        """,
    ),
    Case(
        "a cure is its bearer's alone",
        maintain(f"{KEEP}, cured_by: {{kind: mended}}", "[ada, ben]"),
        """
        {date: 2025-03-03, source: watch, kind: harm, by: ada}
        {date: 2025-03-04, source: watch, kind: mended, by: ben}
        {date: 2025-03-05, source: watch, kind: mended, by: ada}
        """,
        """
        2025-03-04: breached violation
        2025-03-05: holding
        """,
    ),
    Case(
        "whole days of quiet",
        maintain(f"{KEEP}, cured_by: {{quiet: {{days: 2}}}}"),
        """
        {date: 2025-03-03, source: watch, kind: harm}
        {date: 2025-03-08, source: watch, kind: harm}
        """,
        """
        2025-03-05T23:59:59: breached violation
        2025-03-06T00:00: holding
        2025-03-08: breached violation
        """,
    ),
    Case(
        "quiet broken only by what is disputed",
        maintain(f"{KEEP}, cured_by: {{quiet: {{days: 2}}}}"),
        """
        {date: 2025-03-03, source: watch, kind: harm}
        {date: 2025-03-04, source: ben, kind: harm}
        """,
        """
        2025-03-05: breached violation
        2025-03-06: disputed fact
        2025-03-07: holding
        """,
    ),
]

SILENCE = [
    Case(
        "holding that nobody of standing has looked at",
        maintain(f"{KEEP}, observed: {{kind: patrol}}, silence: {{days: 2}}"),
        """
        {date: 2025-03-03, source: paper, kind: patrol}
        {date: 2025-03-04, source: watch, kind: patrol}
        """,
        """
        2025-03-03: holding mark unobserved
        2025-03-06: holding
        2025-03-07: holding mark unobserved
        """,
    ),
    Case(
        "S10: a party's denial of what is laid to it is not independent",
        maintain(f"{KEEP}, observed: {{kind: patrol}}"),
        """
        {date: 2025-03-03, source: ada, kind: patrol, by: cal}
        {reported: 2025-03-04, source: cal, says: denied, of: r1}
        """,
        "2025-03-05: holding mark unobserved",
    ),
    Case(
        "a denial and an unconfirmed word are observation too",
        maintain(),
        "{date: 2025-03-03, source: watch, says: unconfirmed, kind: harm}",
        """
        2025-03-02: holding mark unobserved
        2025-03-03: holding
        """,
    ),
    Case(
        "a monitor shut out of a place that matters",
        maintain("violated_by: {kind: harm, place: hill}, until: 2025-03-10"),
        """
        {date: 2025-03-02, source: watch, says: denied, kind: harm, place: hill}
        {source: watch, access: none, place: north, from: 2025-03-04, to: 2025-03-06}
        {date: 2025-03-08, source: watch, access: none, place: south}
        """,
        """
        2025-03-03: holding
        2025-03-05: holding mark unobserved
        2025-03-07: holding
        2025-03-08: holding
        """,
    ),
    Case(
        "missed, with nobody to tell",
        achieve(),
        "",
        "2025-03-11: breached missed mark unobserved",
    ),
    Case(
        "a projection says that it is one",
        achieve(),
        "",
        """
        2025-03-05 known 2025-03-04: pending mark projected
        2025-03-05 known 2025-03-05: pending
        """,
    ),
]

ALL = [
    *ACHIEVEMENT,
    *MAINTENANCE,
    *WEIGHING,
    *POSITIONS,
    *CLOCKS,
    *REFERENCES,
    *CONDITIONS,
    *QUOTAS,
    *INSTANCES,
    *CURES,
    *SILENCE,
]

LINE = re.compile(
    r"(?:(?P<pid>[a-z]+) )?(?:(?P<key>\S+=\S+) )?(?P<as_of>\d\S+?)"
    r"(?: known (?P<known>\S+?))?: (?P<said>.+)"
)
Answer = Standing | Verdict
Ask = Callable[[World, str, Key | None, int, int], Answer]


def by_oracle(
    world: World, pid: str, key: Key | None, as_of: int, known: int
) -> Answer:
    oracle = Oracle(world.agreement, world.reports, world.covers)
    if key is None:
        return oracle.standing(pid, as_of, known)
    return oracle.instances(pid, as_of, known)[key]


def by_engine(
    world: World, pid: str, key: Key | None, as_of: int, known: int
) -> Answer:
    view = View(world.reports, world.covers)
    with Inference(RULES, FIELDS) as inference:
        found = docket(world.agreement, view, known, as_of, inference)
        if key is None:
            return found.standing(pid, as_of)
        return found.unit_standing(pid, key, as_of)


def world_of(case: Case) -> World:
    plain: dict[str, Any] = {
        **yaml.load(HEAD, yaml.BaseLoader),
        **(yaml.load(case.head, yaml.BaseLoader) or {}),
        "provisions": yaml.load(case.provisions, yaml.BaseLoader),
    }
    for provision in plain["provisions"].values():
        provision["title"] = "A duty"
    reports = [r.strip() for r in case.reports.splitlines() if r.strip()]
    told = (yaml.load(r, yaml.BaseLoader) for r in reports)
    return World(plain, tuple({"id": f"r{n}", **r} for n, r in enumerate(told, 1)))


def lines_of(text: str) -> Iterator[re.Match[str]]:
    for line in text.strip().splitlines():
        match = LINE.fullmatch(line.strip())
        assert match, f"not a line of a case: {line}"
        yield match


def key_of(text: str | None) -> Key | None:
    if text is None:
        return None
    pairs = (pair.split("=") for pair in text.split(","))
    return tuple((name, value) for name, value in pairs)


def words(answer: Answer, asked: str) -> str:
    """Write an answer as a line does; support and marks only where they are asked."""
    found = [answer.status, answer.ground]
    if answer.late:
        days, seconds = answer.late
        found.append(f"late {days} days" if days else f"late {seconds} seconds")
    if "support" in asked:
        found.append(f"support {answer.support}")
    if " due " in asked:
        day = date.fromordinal(answer.due.day) if answer.due and answer.due.day else ""
        found.append(f"due {day}")
    shown = ("unobserved", "projected", "mutual-wait", "awaiting-finding")
    marks = [m for m in answer.marks if m in shown]
    if "mark" in asked:
        found += [f"mark {mark}" for mark in marks if mark in asked]
    return " ".join(word for word in found if word)


@pytest.fixture(params=[by_oracle, by_engine], ids=["oracle", "engine"])
def ask(request: pytest.FixtureRequest) -> Ask:
    found: Ask = request.param
    return found


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_worked_case(ask: Ask, case: Case) -> None:
    check_case(ask, case)


def check_case(ask: Ask, case: Case) -> None:
    world = world_of(case)
    for line in lines_of(case.lines):
        as_of = world.calendar.read(line["as_of"]).hi
        latest = max([as_of, *(r.reported for r in world.reports)])
        known = world.calendar.read(line["known"]).hi if line["known"] else latest
        answer = ask(world, line["pid"] or "p", key_of(line["key"]), as_of, known)
        assert words(answer, line["said"]) == line["said"], line[0]
        unobserved = "unobserved" in line["said"]
        assert ("unobserved" in answer.marks) is unobserved or case not in SILENCE


@pytest.mark.parametrize(("expression", "reports", "last"), DATES)
def test_a_time_expression(
    ask: Ask, expression: str, reports: str, last: str | None
) -> None:
    world = world_of(Case("", due(expression), reports, ""))
    distant = world.calendar.read("2026-01-01").hi
    if last is None:
        assert ask(world, "p", None, distant, distant).status == "pending"
        return
    second = world.calendar.read(last).hi
    assert ask(world, "p", None, second, distant).status == "pending"
    assert ask(world, "p", None, second + 1, distant).status == "breached"


def test_what_is_not_covered_is_not_tracked(ask: Ask) -> None:
    world = world_of(Case("", achieve() + achieve(name="q"), "", ""))
    covered = World(world.plain, world.told, frozenset({"q"}))
    as_of = world.calendar.read("2025-03-05").hi
    assert ask(covered, "p", None, as_of, as_of).status == "not-tracked"
    assert ask(covered, "q", None, as_of, as_of).status == "pending"


def test_since_is_the_start_of_the_unbroken_run() -> None:
    case = next(c for c in POSITIONS if c.name.startswith("the latest answer"))
    world = world_of(case)
    at = world.calendar.read
    oracle = Oracle(world.agreement, world.reports)
    known = at("2025-03-20").hi
    since = oracle.since("p", at("2025-03-07").hi, known)
    assert since == at("2025-03-06").lo  # met, K fixed
    assert oracle.since("p", at("2025-03-20").hi, known) == at("2025-03-08").lo
