"""Files to start from: an agreement and a scenario that work, with their comments.

They are texts to be edited, so they say in place what could be written there. A
scenario's is made of the words of its agreement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from servanda.agreement import Agreement, Provision
from servanda.dates import is_day
from servanda.expression import Pattern, When

SCHEMA = "# yaml-language-server: $schema=../../schemas/{}.json\n"
SOME_DAY = "2030-01-15"
_SAFE = re.compile(r"[A-Za-z0-9][\w.-]*")
_AGREEMENT = """\
#
# Who agreed, from when it holds, and who reports on it. What is owed stands in the
# files beside this one, an article or a theme a file.
#
# This is a start that works: put the words of your agreement in the place of these.
# What follows a # is a comment; take the # away from what you need.

agreement: {name}
title: {title}
zone: UTC                           # where its days are counted, as in Europe/Oslo
in_force: {{anchor: signature}}       # from when it holds; that day is day 1

anchors:                            # the events that dates are counted from
  signature:
    title: The agreement is signed
    planned: {day}             # the day that is planned for it
    actual: {{kind: signed}}          # what a report says when it has happened

parties:                            # who is bound; each is a source as well
  north: {{name: North}}
  south: {{name: South}}

sources:                            # who else reports
  mission: {{name: The monitoring mission, tier: independent}}
  # courier: {{name: The Courier, tier: press}}
  # guarantor: {{name: The guarantor, tier: authority}}
  # north-radio: {{name: Radio North, tier: party, speaks_for: north}}

texts:                              # its documents, and how sure each is
  accord:
    title: The agreement itself
    status: published               # or leaked, reported, unpublished, draft
    # cite: {{outlet: Official Gazette, date: {day}, url: "https://…"}}

# phases:                           # windows of time that provisions refer to
#   first: {{title: The first phase, from: {{day: 1}}, until: {{day: 42}}}}

# powers:                           # who may change it, and with whose consent
#   extend: {{needs: [north, south], of: [first]}}

# places:                           # what lies within what
#   valley: {{name: The valley, parts: [north-bank, south-bank]}}

# themes:                           # headings to group provisions under
#   relief: {{title: Relief}}
"""
_ARTICLES = """\
#
# What is owed, by whom and by when. A provision's key is its id: small letters, digits
# and hyphens.

# Something to have done by a date.
prisoners-released:
  title: North has released the prisoners
  clause: {text: accord, at: Article 1, summary: "within thirty days"}
  modality: achievement
  bearer: north
  beneficiary: south
  due: {days: 30, after: {anchor: signature}}     # or a date, or {day: 31}, or open
  performed_by: {kind: prisoners-released}        # what a report has to say

# Something to keep up.
truce:
  title: Neither side attacks the other
  clause: {text: accord, at: Article 2}
  modality: maintenance
  bearer: [north, south]                          # both owe it, jointly
  violated_by: {kind: attack}
  # until: {day: 90}                              # without it, no end is known
  # unless: {kind: attack, cause: self-defence}

# A number to reach.
convoys:
  title: Twenty convoys of aid have come through
  clause: {text: accord, at: Article 3}
  modality: quota
  bearer: south
  beneficiary: north
  target: {total: 20, unit: convoy}
  counted_by: {kind: convoy-arrived}              # a report gives count: or total:
  due: {days: 60, after: {anchor: signature}}
"""
_SCENARIO = """\
#
# What was reported, by whom and when; and, at the end, what is expected of it.
#
# This is a start that works: put what was reported in the place of these reports.

scenario: {name}
agreement: {agreement}
title: {title}
hypothetical: true      # nobody reported this. Take the line away for a record: each
                        # report then needs its cite, as in
                        # cite: {{outlet: The Courier, date: {day}, url: "https://…"}}
# include: [background] # other scenarios whose reports are taken over

reports:
{reports}
  # More that a report can say; each needs an id of its own:
  # - {{id: not-so, reported: {day}, source: {party}, says: denied, of: {last}}}
  # - {{id: later, date: {day}, reported: {day}, source: {source}, of: {last}}}
"""
_POSITION = """\
  # - {{id: stance, date: {day}, source: {party}, position: refuses, about: {about}}}
"""
_EXPECT = """
expect:                 # where things stand on a day; `servanda test` compares
  - {{as_of: {day}, provision: {about}, status: {status}{ground}}}
"""


def agreement_files(name: str) -> dict[str, str]:
    """Write the files of a new agreement, by their path."""
    words = {"name": name, "title": titled(name), "day": SOME_DAY}
    folder = f"rules/{name}"
    # The file that makes a folder an agreement comes last.
    return {
        f"{folder}/articles.yaml": SCHEMA.format("provisions") + _ARTICLES,
        f"{folder}/agreement.yaml": SCHEMA.format("agreement")
        + _AGREEMENT.format(**words),
    }


def titled(name: str) -> str:
    """Make a title of an id."""
    return name[:1].upper() + name[1:].replace("-", " ")


class Opening(NamedTuple):
    """How a new scenario of an agreement begins: its day and its first reports.

    `about` is the provision that the last of them speaks of, "" where there is none.
    """

    day: str
    reports: tuple[Mapping[str, str], ...]
    about: str


def opening(agreement: Agreement) -> Opening:
    """Choose first reports that an agreement has words for."""
    day = _first_day(agreement)
    said = {"date": day, "source": _source(agreement)}
    began = _beginning(agreement)
    reports = [] if began is None else [{"id": "began", **said, **_meeting(began)}]
    about, asked = _first_asked(agreement)
    last = {"kind": "statement"} if asked is None else _meeting(asked)
    return Opening(day, (*reports, {"id": "first-report", **said, **last}), about)


def scenario_text(
    name: str, agreement: Agreement, begins: Opening, status: str, ground: str
) -> str:
    """Write a new scenario that expects the status which its reports bring about."""
    last = begins.reports[-1]
    words = {
        "name": name,
        "agreement": agreement.agreement,
        "title": titled(name),
        "day": begins.day,
        "reports": "\n".join(map(_line, begins.reports)),
        "source": last["source"],
        "party": next(iter(agreement.parties)),
        "last": last["id"],
        "about": begins.about,
        "status": status,
        "ground": f", ground: {ground}" if ground else "",
    }
    parts = (_SCENARIO, _POSITION, _EXPECT) if begins.about else (_SCENARIO,)
    return SCHEMA.format("scenario") + "".join(parts).format(**words)


def _line(report: Mapping[str, str]) -> str:
    """Write a report as a line of a list."""
    pairs = (f"{_plain(key)}: {_plain(value)}" for key, value in report.items())
    return f"  - {{{', '.join(pairs)}}}"


def _plain(text: str) -> str:
    return text if _SAFE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _meeting(pattern: Pattern) -> dict[str, str]:
    """Give the kind and the attributes of an occurrence that meets a pattern."""
    found = {"kind": pattern.kind[0] if pattern.kind else "statement"}
    for name, condition in pattern.conditions.items():
        if condition.one_of:
            found[name] = condition.one_of[0]
        elif condition.at_least is not None:
            found[name] = str(condition.at_least)
    return found


def _first_asked(agreement: Agreement) -> tuple[str, Pattern | None]:
    """Choose what to report first: something done, and not once for each of many."""
    found = [
        (provision.for_each is not None, not provision.is_achievement, id, asked)
        for id, provision in agreement.provisions.items()
        if (asked := _asked(provision)) is not None
    ]
    chosen = min(found, key=lambda one: one[:2], default=(False, False, "", None))
    return chosen[2:]


def _asked(provision: Provision) -> Pattern | None:
    """Give what performs or violates a provision; what it counts takes a number."""
    found = provision.performed_by or provision.violated_by
    if provision.modality == "quota" or found is None:
        return None
    return found if found.kind else None


def _source(agreement: Agreement) -> str:
    """Choose who reports first: whoever takes no side, if anybody."""
    by_tier: Iterable[str] = (
        id
        for tier in ("independent", "authority", "press", "party")
        for id, source in agreement.sources.items()
        if source.tier == tier
    )
    return next(iter(by_tier), next(iter(agreement.parties)))


def _beginning(agreement: Agreement) -> Pattern | None:
    """Give what a report has to say for an agreement to come into force."""
    when = agreement.in_force
    anchor = agreement.anchors.get(when.anchor or "")
    found = when.report if anchor is None else anchor.actual
    return found if found is not None and found.kind else None


def _first_day(agreement: Agreement) -> str:
    """Choose the day an agreement is to come into force, or any day."""
    anchors = [agreement.anchors.get(agreement.in_force.anchor or "")]
    planned = [
        anchor.planned for anchor in (*anchors, *agreement.anchors.values()) if anchor
    ]
    times: list[When | None] = [agreement.in_force, *planned]
    days = (when.date[:10] for when in times if when and when.date)
    return next(filter(is_day, days), SOME_DAY)
