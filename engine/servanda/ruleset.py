"""The status tables, a rule a row: the first row that fits a situation decides.

Names carry the table's row numbers; where a row has several grounds it is written
once for each. This is the one place that knows what a status means.
"""

from servanda.inference import Rule


def _row(name: str, answer: str, **when: str) -> Rule:
    status, _, ground = answer.partition(" ")
    return Rule(name, tuple(when.items()), status, ground.strip("()"))


def _achievement(row: str, answer: str, **when: str) -> Rule:
    return _row(f"achievement-{row}", answer, table="achievement", **when)


def _maintenance(row: str, answer: str, **when: str) -> Rule:
    return _row(f"maintenance-{row}", answer, table="maintenance", **when)


BEFORE_THE_TABLES = (
    _row("not-tracked", "not-tracked", tracked="no"),
    _row("void", "void", void="yes"),
    _row("dormant", "dormant", waits="yes"),
    _row("not-in-force", "not-in-force", in_force="no"),
    _row("trigger-suspended", "suspended", trigger="both", suspended="yes"),
    _row("trigger-in-dispute", "disputed (fact)", trigger="both"),
)

ACHIEVEMENT = (
    _achievement("1-performed", "met", verdict="true"),
    _achievement("2-suspended", "suspended", verdict="both", suspended="yes"),
    _achievement("2-fact", "disputed (fact)", verdict="both", doubt="fact"),
    _achievement(
        "2-conformity", "disputed (conformity)", verdict="both", doubt="conformity"
    ),
    _achievement("3-finding", "breached (finding)", finding="yes"),
    _achievement("4-suspended", "suspended", excused="yes", suspended="yes"),
    _achievement("4-ended-early", "void", excused="yes", closed_early="yes"),
    _achievement("4-excused", "disputed (obligation)", excused="yes"),
    _achievement("5-missed", "breached (missed)", due="passed"),
    _achievement("5-suspended", "suspended", suspended="yes"),
    _achievement("5-awaiting", "pending", due="awaiting"),
    _achievement("6-ended-early", "void", closed_early="yes"),
    _achievement("6-refused", "disputed (position)", stance="refuses"),
    _achievement("6-alleged", "disputed (position)", stance="alleged"),
    _achievement("7-pending", "pending"),
)

MAINTENANCE = (
    _maintenance(
        "1-suspended",
        "suspended",
        verdict="true",
        excused="yes",
        finding="no",
        suspended="yes",
    ),
    _maintenance(
        "1-excused",
        "disputed (obligation)",
        verdict="true",
        excused="yes",
        finding="no",
    ),
    _maintenance("2-finding", "breached (finding)", verdict="true", only_finding="yes"),
    _maintenance("2-violated", "breached (violation)", verdict="true"),
    _maintenance("3-suspended", "suspended", verdict="both", suspended="yes"),
    _maintenance("3-fact", "disputed (fact)", verdict="both", doubt="fact"),
    _maintenance(
        "3-allegation", "disputed (allegation)", verdict="both", doubt="allegation"
    ),
    _maintenance("4-kept", "met", window="closed"),
    _maintenance("5-suspended", "suspended", suspended="yes"),
    _maintenance("5-excused", "disputed (obligation)", stance="excused"),
    _maintenance("5-refused", "disputed (position)", stance="refuses"),
    _maintenance("6-holding", "holding"),
)

RULES = (*BEFORE_THE_TABLES, *ACHIEVEMENT, *MAINTENANCE)
