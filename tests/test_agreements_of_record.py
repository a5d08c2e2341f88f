"""Lebanon 2024 and Good Friday 1998: what they are known for, and how it is expressed.

A case is told in words, and asked of a story that comes with the engine. A case `read`
otherwise puts a reading in the place of the text it reads, as if it were the text: so
each count of the same days is tried by itself. The stories hold many more expectations
(`servanda test`); here stands what made these agreements worth encoding.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest
from tests.accord import read

from servanda import Story, api
from servanda.agreement import Agreement, Reading, Terms
from servanda.evaluate import Docket, docket
from servanda.expect import failures
from servanda.scenario import Expectation, Report

LEBANON = "lebanon-2024/record-to-18-february"
SILENCE = "lebanon-2024/deadline-in-silence"
BELFAST = "good-friday-1998/record-to-february-2010"

load = cache(api.load)


class Case(NamedTuple):
    """A story, what is expected of it, and the reading that stands in for the text."""

    story: str
    expect: str
    read: str = ""

    @property
    def differences(self) -> list[str]:
        """Say where it stands otherwise than expected."""
        story = load(self.story)
        agreement = reread(story.loaded.agreement, self.read)

        def docket_at(known_by: int, as_of: int) -> Docket:
            return docket(agreement, story.view, known_by, as_of, story.inference)

        wanted = [Expectation.model_validate(one) for one in read(self.expect)]
        return [
            f"{one.provision} as of {one.as_of}: {one.field} {one.got}, "
            f"not {one.expected}"
            for one in failures(wanted, story.loaded.calendar, docket_at)
        ]


def reread(agreement: Agreement, which: str) -> Agreement:
    """Put a reading, named `object/reading`, in the place of what it reads."""
    if not which:
        return agreement
    name, reading = which.split("/")
    section = "phases" if name in agreement.phases else "provisions"
    found = getattr(agreement, section)
    changed = found[name].model_copy(update=terms(found[name].readings[reading]))
    return agreement.model_copy(update={section: {**found, name: changed}})


def terms(reading: Reading) -> dict[str, object]:
    """Give the terms a reading changes."""
    changed = reading.model_fields_set & Terms.model_fields.keys()
    return {key: getattr(reading, key) for key in changed}


CASES: dict[str, Case] = {
    # The sixty days of Lebanon: 20 hours lie between two counts of them.
    "60 days as 60 times 24 hours, to the second": Case(
        SILENCE,
        """
        - {as_of: 2024-11-27T03:59:59, provision: israel-withdraws,
           status: not-in-force}
        - {as_of: 2025-01-26T04:00, provision: israel-withdraws, status: pending,
           due: 2025-01-26T04:00}
        """,
    ),
    "60 days as civil days: to the end of 26 January": Case(
        SILENCE,
        """
        - {as_of: 2025-01-26, provision: israel-withdraws, status: pending,
           due: 2025-01-26}
        - {as_of: 2025-01-26, provision: lebanese-army-deploys, status: pending,
           due: 2025-01-26}
        """,
        "withdrawal-period/sixty-days-whole",
    ),
    "60 days as some newsrooms had them: to 27 January": Case(
        SILENCE,
        """
        - {as_of: 2025-01-27, provision: israel-withdraws, status: pending,
           due: 2025-01-27}
        """,
        "withdrawal-period/to-27-january",
    ),
    "Israel leaves when the army has deployed: no date has passed": Case(
        SILENCE,
        "- {as_of: 2025-01-28, provision: israel-withdraws, status: pending}",
        "israel-withdraws/after-the-army-deploys",
    ),
    "the army deploys when Israel has left: no date has passed": Case(
        SILENCE,
        "- {as_of: 2025-01-28, provision: lebanese-army-deploys, status: pending}",
        "lebanese-army-deploys/after-israel-withdraws",
    ),
    "who said before the date that it goes on beyond it is disputed after it": Case(
        LEBANON,
        """
        - {as_of: 2025-01-23, provision: israel-withdraws, status: pending}
        - {as_of: 2025-01-26T04:00:01, provision: israel-withdraws, status: disputed,
           ground: obligation}
        - {as_of: 2025-01-26T04:00:01, provision: lebanese-army-deploys,
           status: disputed, ground: obligation}
        """,
    ),
    "an act that both admit, and one side calls a response": Case(
        LEBANON,
        """
        - {as_of: 2024-12-02, provision: no-operations-against-israel,
           status: disputed, ground: fact}
        - {as_of: 2024-12-02, provision: no-offensive-operations, status: disputed,
           ground: fact}
        """,
    ),
    "816 attacks counted by one side reach back to the first day": Case(
        LEBANON,
        """
        - {as_of: 2024-11-30, known_by: 2024-12-22,
           provision: no-offensive-operations, status: holding}
        - {as_of: 2024-11-30, known_by: 2024-12-23,
           provision: no-offensive-operations, status: disputed, ground: allegation}
        """,
    ),
    "the United Nations on a resolution, and on the cessation as such": Case(
        LEBANON,
        """
        - {as_of: 2025-02-18, provision: resolution-1701, status: breached,
           ground: violation, support: independent}
        - {as_of: 2025-02-18, provision: cessation-of-hostilities, status: holding}
        """,
    ),
    # Belfast: an effort, its aim, and two dates.
    "two years after a referendum that sources date differently": Case(
        BELFAST,
        """
        - {as_of: 2000-05-22, provision: ira-arms-in-two-years, status: pending,
           due: 2000-05-22}
        - {as_of: 2000-05-22, known_by: 2003-10-23, provision: ira-arms-in-two-years,
           due: 2000-05-22}
        """,
    ),
    "a goal set later by the two governments: June 2001": Case(
        BELFAST,
        """
        - {as_of: 2001-06-30, provision: ira-arms-in-two-years, status: pending,
           due: 2001-06-30}
        - {as_of: 2001-07-01, provision: ira-arms-in-two-years, status: breached,
           ground: missed}
        """,
        "two-years/june-2001",
    ),
    "the political date is missed while the statutory one runs": Case(
        BELFAST,
        """
        - {as_of: 2005-09-25, provision: ira-arms-in-two-years, status: breached,
           ground: missed}
        - {as_of: 2005-09-25, provision: ira-arms-under-the-amnesty, status: pending}
        - {as_of: 2010-02-09, provision: ira-arms-in-two-years, status: met,
           late_by: P1953D}
        - {as_of: 2010-02-09, provision: ira-arms-under-the-amnesty, status: met,
           due: 2010-02-09, late_by: P0D}
        """,
    ),
    "a missed aim is no finding on anybody's effort": Case(
        BELFAST,
        """
        - {as_of: 2001-07-01, provision: ira-arms-in-two-years, status: breached,
           ground: missed}
        - {as_of: 2001-07-01, provision: influence-used, status: disputed,
           ground: allegation, instances: {disputed: 1, met: 3}}
        """,
    ),
    "acts of decommissioning in part are not the whole": Case(
        BELFAST,
        """
        - {as_of: 2003-10-21, provision: ira-arms-in-two-years, status: breached,
           ground: missed}
        - {as_of: 2005-09-26, provision: ira-arms-in-two-years, status: met,
           support: authority}
        """,
    ),
    "the commission's word against a party's denial": Case(
        BELFAST,
        """
        - {as_of: 2005-09-27, provision: ira-arms-in-two-years, status: met,
           support: authority}
        """,
    ),
    "the organisation says all, the commission says what it saw, then all": Case(
        BELFAST,
        """
        - {as_of: 2009-06-28, provision: uvf-arms-in-two-years, status: met,
           support: third-party}
        - {as_of: 2009-06-29, provision: uvf-arms-in-two-years, status: breached}
        - {as_of: 2009-09-08, provision: uvf-arms-in-two-years, status: met,
           support: authority, late_by: P3323D}
        """,
    ),
    "on the last days of the amnesty": Case(
        BELFAST,
        """
        - {as_of: 2010-02-07, provision: inla-arms-under-the-amnesty, status: pending}
        - {as_of: 2010-02-09, provision: inla-arms-under-the-amnesty, status: met,
           due: 2010-02-09, late_by: P0D}
        """,
    ),
    "an election dated to June by one source and to September by another": Case(
        BELFAST,
        """
        - {as_of: 2003-10-23, provision: assembly-elected, status: met, late_by: P0D,
           marks: [date-contested]}
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_case_stands_as_it_was_derived(name: str) -> None:
    assert CASES[name].differences == []


def test_every_reading_is_tried() -> None:
    tried = {case.read for case in CASES.values()} - {""}
    assert tried == {
        f"{name}/{reading}"
        for story in (SILENCE, BELFAST)
        for name, one in objects(load(story).loaded.agreement)
        for reading in one
    }


def objects(agreement: Agreement) -> list[tuple[str, dict[str, Reading]]]:
    """List what may be read in more than one way."""
    anchors = [(name, one.readings) for name, one in agreement.anchors.items()]
    phases = [(name, one.readings) for name, one in agreement.phases.items()]
    duties = [(name, one.readings) for name, one in agreement.provisions.items()]
    return anchors + phases + duties


ACTS = [
    (LEBANON, "extension-us", "extend", "2025-01-26"),
    (LEBANON, "extension-lebanon", "extend", "2025-01-27"),
    (BELFAST, "suspended-february-2000", "suspend", "2000-02-11"),
    (BELFAST, "resumed-may-2000", "resume", "2000-05-30"),
    (BELFAST, "suspended-august-2001", "suspend", "2001-08-11"),
    (BELFAST, "resumed-august-2001", "resume", "2001-08-12"),
    (BELFAST, "suspended-october-2002", "suspend", "2002-10-15"),
    (BELFAST, "resumed-may-2007", "resume", "2007-05-08"),
]
ABOUT = {LEBANON: ("withdrawal-period",), BELFAST: ("institutions-work",)}


@pytest.mark.parametrize(("story", "id", "act", "day"), ACTS)
def test_a_power_used_is_told_as_an_act(
    story: str, id: str, act: str, day: str
) -> None:
    loaded = load(story).loaded
    report = next(one for one in loaded.reports if one.id == id)
    assert report.act is not None
    assert report.date is not None
    assert (report.act["act"], report.about) == (act, ABOUT[story])
    assert report.date.lo == loaded.calendar.read(day).lo
    assert act in loaded.agreement.powers


def test_acts_are_told_as_acts_and_nothing_else() -> None:
    told = {(s, one.id) for s in (LEBANON, BELFAST) for one in acts(load(s))}
    assert told == {(story, id) for story, id, *_ in ACTS}


def acts(story: Story) -> list[Report]:
    """List the reports of acts."""
    return [one for one in story.loaded.reports if one.act is not None]


def test_each_count_of_violations_stands_under_who_counted() -> None:
    counted = {
        report.source: (report.attributes["count"], report.kind)
        for report in load(LEBANON).loaded.reports
        if report.attributes.get("count", "5") != "5"
    }
    assert counted == {
        "ynet": ("52", "statement"),
        "lebanon": ("816", "military-operation"),
        "mehr": ("333", "statement"),
        "anadolu": ("633", "statement"),
    }
