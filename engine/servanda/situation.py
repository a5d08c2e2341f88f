"""All a status depends on, in a few words: one situation is one line of the tables.

What status a situation has never depends on ids or dates, so each distinct one is
inferred once. The words are fixed here; `ruleset` says what follows from them.
"""

from typing import NamedTuple


class Situation(NamedTuple):
    """The answers to the questions a status is decided by, at one instant."""

    table: str  # achievement | maintenance
    tracked: str = "yes"
    void: str = "no"
    waits: str = "no"  # for a condition on another provision's status
    in_force: str = "yes"
    suspended: str = "no"
    trigger: str = "true"  # both: whether the duty arose is itself in dispute
    verdict: str = "none"  # true | both | false | none: was it performed, or violated
    doubt: str = "none"  # fact | conformity | allegation: where the verdict is both
    finding: str = "no"  # a finding of breach stands
    only_finding: str = "no"  # nothing but a finding says it was violated
    excused: str = "no"  # the bearer's excuse, dated in time, stands
    due: str = "open"  # passed | awaiting (a finding) | open
    window: str = "open"  # closed | open
    closed_early: str = "no"  # it ended before its time (void_if, waive, terminate)
    stance: str = "none"  # refuses | excused | alleged


FIELDS = Situation._fields
