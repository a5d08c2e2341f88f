"""Why a provision stands where it does: sentences that say who said what and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

import pytest
from tests.accord import Asked, achieve, at, keep, key, quota

from servanda.expression import StatusWord
from servanda.naming import Names
from servanda.premises import SHOWN_INSTANCES, SHOWN_ITEMS, why
from servanda.standing import Premise

ASKED = (
    "for_each: {kind: asked}, keyed_by: [batch], "
    "due: {days: 2, after: {instance: start}}"
)
RATE = quota("target: {rate: 10, per: day}, until: 2025-03-20")
OTHER = (
    "q: {title: Duty q, modality: achievement, bearer: south, "
    "performed_by: {kind: deed}, due: 2025-03-05}\n"
)
STARTED = "window: its time started on 2025-03-01"
DUE = "deadline: it is due on 2025-03-10"
ENDS = "deadline: its time ends on 2025-03-20"
NO_DEED = "silence: no performance that counts is reported"
NO_HARM = "silence: no violation that counts is reported"
UNSEEN = "silence: no authority or independent source has reported on it"


def told(asked: Asked, day: str, instance: str | None = None) -> tuple[Premise, ...]:
    """Ask why a provision stands where it does at the end of a day."""
    unit = None if instance is None else key(instance)
    return why(asked.docket(), "p", at(day).hi, unit)


def sentences(premises: Iterable[Premise]) -> list[str]:
    """Write each premise as `kind: text [reports]`."""
    return [
        f"{p.kind}: {p.text}" + (f" [{' '.join(p.reports)}]" if p.reports else "")
        for p in premises
    ]


def tree(premises: Iterable[Premise], indent: str = "") -> Iterator[str]:
    """Write premises with the deeper ones below them."""
    for premise in premises:
        yield from (indent + text for text in sentences([premise]))
        yield from tree(premise.parts, indent + "  ")


WHY: dict[str, tuple[str, str, str, list[str]]] = {
    "pending: nothing is reported": (
        achieve(),
        "",
        "5",
        [NO_DEED, STARTED, DUE, UNSEEN],
    ),
    "met": (
        achieve(),
        "a 5 watch kind=act",
        "5",
        ["occurrence: act, 2025-03-05: reported by The Watch [a]", STARTED, DUE],
    ),
    "met after its date": (
        achieve(),
        "a 12T08:30 watch kind=act place=hill count=2 by=north",
        "12",
        [
            "occurrence: act (place hill), 2 counted, 2025-03-12 08:30: "
            "reported by The Watch [a]",
            STARTED,
            "deadline: it was due on 2025-03-10",
        ],
    ),
    "by several, in the order they told it": (
        achieve(),
        """b 5 paper kind=act occurrence=x reported=6
           a 5 watch occurrence=x reported=7
           c 5 paper kind=act occurrence=x reported=8
           d - scout says=denied occurrence=x reported=8""",
        "5",
        [
            "occurrence: act, 2025-03-05: reported by The Paper, The Watch; "
            "denied by Scout [b a c d]",
            STARTED,
            DUE,
        ],
    ),
    "what has no kind": (
        "p: {modality: achievement, bearer: north, due: open, "
        "performed_by: {batch: '1'}}",
        "a 5 watch batch=1 occurrence=x",
        "5",
        [
            "occurrence: it (batch 1), 2025-03-05: reported by The Watch [a]",
            STARTED,
            "deadline: its date is not known yet",
        ],
    ),
    "missed": (
        achieve(),
        "",
        "11",
        [NO_DEED, STARTED, "deadline: it was due on 2025-03-10", UNSEEN],
    ),
    "said to be done: the position decides and stands first": (
        achieve(),
        """a 5 watch position=performed about=p
           b 4 paper position=insufficient about=p""",
        "5",
        [
            "position: The Paper said on 2025-03-04 that what was done is "
            "insufficient [b]",
            "position: The Watch said on 2025-03-05 that it is performed [a]",
            STARTED,
            DUE,
        ],
    ),
    "found in breach, whatever is reported since": (
        achieve(),
        "a 5 judge position=breached about=p\n b 4 paper kind=act",
        "5",
        [
            "position: The Judge said on 2025-03-05 that it is breached [a]",
            "occurrence: act, 2025-03-04: reported by The Paper [b]",
            STARTED,
            DUE,
        ],
    ),
    "refused: whose word it is stands first": (
        achieve(),
        "a 5 north position=refuses about=p",
        "5",
        [
            "position: North said on 2025-03-05 that it will not do it [a]",
            NO_DEED,
            STARTED,
            DUE,
            UNSEEN,
        ],
    ),
    "excused": (
        achieve(),
        "a 5 spoke position=excused about=p",
        "11",
        [
            "position: Spoke said on 2025-03-05 that it is excused [a]",
            NO_DEED,
            STARTED,
            "deadline: it was due on 2025-03-10",
            UNSEEN,
        ],
    ),
    "an excuse where none is taken": (
        achieve("due: 2025-03-10, excuses: none"),
        "a 5 north position=excused about=p",
        "5",
        [
            "position: North said on 2025-03-05 that it is excused [a]",
            NO_DEED,
            STARTED,
            DUE,
            UNSEEN,
        ],
    ),
    "violated": (
        keep("until: 2025-03-20", "[north, south]"),
        "a 5 watch kind=harm by=north",
        "5",
        [
            "occurrence: harm, 2025-03-05: reported by The Watch; "
            "attributed to North [a]",
            STARTED,
            ENDS,
        ],
    ),
    "alleged": (
        keep(),
        "a 5 south kind=harm\n b - north says=denied of=a reported=6",
        "5",
        [
            "occurrence: harm, 2025-03-05: reported by South; denied by North "
            "(the other side's word alone) [a b]",
            STARTED,
            ENDS,
            UNSEEN,
        ],
    ),
    "excepted": (
        keep("until: 2025-03-20, unless: {reason: rescue}"),
        "a 5 watch kind=harm reason=rescue\n b 9 watch kind=harm reason=rescue",
        "5",
        [
            "occurrence: harm (reason rescue), 2025-03-05: reported by The Watch "
            "(set apart: an exception holds) [a]",
            STARTED,
            ENDS,
        ],
    ),
    "kept to the end": (
        keep("until: 2025-03-04"),
        "",
        "5",
        [NO_HARM, STARTED, "deadline: its time ended on 2025-03-04", UNSEEN],
    ),
    "kept without end": (keep("until: open"), "", "5", [NO_HARM, STARTED, UNSEEN]),
    "kept until what is not known": (
        keep("until: {end: talks}"),
        "",
        "5",
        [NO_HARM, STARTED, "deadline: its date is not known yet", UNSEEN],
    ),
    "unseen for days": (
        keep("until: 2025-03-20, silence: {days: 2}"),
        "a 2 watch says=denied kind=harm",
        "8",
        [NO_HARM, STARTED, ENDS, f"{UNSEEN} since 2025-03-05 00:00"],
    ),
    # Numbers.
    "a total": (
        quota(),
        "a 5 watch kind=goods total=12",
        "5",
        [
            "total: by the count of The Watch on 2025-03-05 the number was reached [a]",
            STARTED,
            DUE,
        ],
    ),
    "a total below it": (
        quota(),
        "a 10 watch kind=goods total=9\n b 3 watch kind=goods count=2",
        "11",
        [
            "total: by the count of The Watch on 2025-03-10 the number was "
            "not reached [a]",
            "occurrence: goods, 2 counted, 2025-03-03: reported by The Watch [b]",
            STARTED,
            "deadline: it was due on 2025-03-10",
        ],
    ),
    "a low rate": (
        RATE,
        "a 5 watch kind=goods total=49",
        "5",
        ["total: totals up to 2025-03-05: below what was due [a]", STARTED, ENDS],
    ),
    "a rate kept": (
        RATE,
        "a 5 watch kind=goods total=50",
        "5",
        [
            "total: totals up to 2025-03-05: at or above what was due [a]",
            STARTED,
            ENDS,
        ],
    ),
    "a rate in dispute": (
        RATE,
        "a 5 watch kind=goods total=49\n b 5 scout kind=goods total=50",
        "5",
        [
            "total: totals up to 2025-03-05: sources differ on whether it reached "
            "what was due [a b]",
            STARTED,
            ENDS,
        ],
    ),
    "a low rate alleged": (
        RATE,
        "a 5 south kind=goods total=49",
        "5",
        [
            "total: totals up to 2025-03-05: below what was due, "
            "on the other side's word alone [a]",
            STARTED,
            ENDS,
            UNSEEN,
        ],
    ),
    # Outside the tables.
    "not yet in force": (
        achieve("from: 2025-03-05, due: 2025-03-10"),
        "",
        "3",
        ["window: its time starts on 2025-03-05"],
    ),
    "in force nobody knows when": (
        achieve("from: {start: talks}, due: 2025-03-10"),
        "",
        "3",
        ["window: the start of its time is not known yet"],
    ),
    "dormant": (
        achieve("from: {status: {q: breached}}, due: 2025-03-10") + OTHER,
        "",
        "3",
        ["condition: its time starts on 2025-03-06 00:00"],
    ),
    "awake": (
        achieve("from: {status: {q: breached}}, due: 2025-03-10") + OTHER,
        "",
        "7",
        [NO_DEED, "condition: its time started on 2025-03-06 00:00", DUE, UNSEEN],
    ),
    "void from the beginning": (
        achieve("from: 2025-03-05, due: 2025-03-04"),
        "",
        "3",
        [
            "window: its time starts on 2025-03-05",
            "window: its window ends before it starts",
            "deadline: it is due on 2025-03-04",
        ],
    ),
    "void since it ended": (
        achieve("due: 2025-03-10, void_if: {status: {q: breached}}") + OTHER,
        "",
        "7",
        [STARTED, "condition: it ended early, on 2025-03-06 00:00"],
    ),
    # A start within its day is told to the minute.
    "in force from an hour": (
        achieve("from: {day: 1, of: 2025-03-05T08:30}, due: 2025-03-10"),
        "",
        "5",
        [NO_DEED, "window: its time started on 2025-03-05 08:30", DUE, UNSEEN],
    ),
}


@pytest.mark.parametrize(
    ("provision", "lines", "day", "found"), WHY.values(), ids=WHY.keys()
)
def test_a_standing_has_its_reasons(
    provision: str, lines: str, day: str, found: list[str]
) -> None:
    assert sentences(told(Asked(provision, lines), day)) == found


def test_what_is_not_covered_says_so() -> None:
    asked = Asked(achieve(), "a 5 watch kind=act", covers=frozenset({"q"}))
    text = "window: the scenario does not cover this provision"
    assert sentences(told(asked, "5")) == [text]


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("immediately", "to be done immediately"),
        ("agreed-time-frame", "within a time frame to be agreed"),
        ("none", "the text sets no date"),
    ],
)
def test_what_the_text_says_in_place_of_a_date(stated: str, text: str) -> None:
    asked = Asked(achieve(f"due: open, stated: {stated}"))
    assert f"deadline: {text}" in sentences(told(asked, "5"))


def test_a_date_says_how_it_came_about() -> None:
    asked = Asked(
        achieve("due: {days: 2, after: {report: {kind: opened}}}"),
        "a 3 watch kind=opened",
    )
    (deadline,) = [p for p in told(asked, "4") if p.kind == "deadline"]
    assert list(tree([deadline])) == [
        "deadline: it is due on 2025-03-05",
        "  derivation: 2 days after: 2025-03-05",
        "    derivation: the report of opened: 2025-03-03 [a]",
    ]
    unknown = Asked(achieve("due: {end: talks}"))
    (deadline,) = [p for p in told(unknown, "4") if p.kind == "deadline"]
    assert deadline.parts[0].text == "the end of talks"


def test_many_occurrences_are_counted_and_the_last_are_told() -> None:
    many = SHOWN_ITEMS + 3
    lines = "\n".join(f"r{n:02} {n} watch kind=harm" for n in range(1, many + 1))
    happened = [
        premise
        for premise in told(Asked(keep(), lines), "19")
        if premise.kind == "occurrence"
    ]
    assert len(happened) == SHOWN_ITEMS + 1
    assert happened[0].reports == ("r04",)
    assert happened[-1].text == "and 3 earlier occurrences"


# -- instances -------------------------------------------------------------------------

BATCHES = """
    t 3 watch kind=asked batch=1
    a 4 watch kind=act batch=1
    u 6 watch kind=asked batch=2
"""


def test_a_provision_is_explained_by_the_instances_that_give_its_status() -> None:
    found = told(Asked(achieve(ASKED), BATCHES), "9")
    assert sentences(found) == ["instance: batch 2: breached (missed)"]
    assert sentences(found[0].parts) == [
        NO_DEED,
        STARTED.replace("2025-03-01", "2025-03-06"),
        "deadline: it was due on 2025-03-08",
    ]
    met = told(Asked(achieve(ASKED), BATCHES), "5")
    assert sentences(met) == ["instance: batch 1: met"]


def test_an_instance_is_explained_by_itself() -> None:
    found = told(Asked(achieve(ASKED), BATCHES), "9", "batch=1")
    assert sentences(found)[0] == "occurrence: act (batch 1), 2025-03-04: " + (
        "reported by The Watch [a]"
    )


def test_without_an_instance_that_is_said() -> None:
    found = told(Asked(achieve(ASKED), BATCHES), "2")
    assert sentences(found) == ["instance: no instance of it has arisen"]


def test_a_disputed_trigger_is_the_reason() -> None:
    lines = "t 3 watch kind=asked batch=1\n n - scout says=denied of=t reported=3"
    found = told(Asked(achieve(ASKED), lines), "4", "batch=1")
    text = "occurrence: whether this instance arose is itself disputed [n t]"
    assert sentences(found)[0] == text


def test_of_many_instances_some_are_told_and_the_rest_counted() -> None:
    numbers = range(1, SHOWN_INSTANCES + 3)
    lines = "\n".join(f"r{n} 3 watch kind=asked batch={n}" for n in numbers)
    found = told(Asked(achieve(ASKED), lines), "4")
    assert len(found) == SHOWN_INSTANCES + 1
    assert found[-1].text == "and 2 more of the same status"


# -- attributed, cited, neutral --------------------------------------------------------

STANDINGS: dict[str, tuple[str, str, str]] = {
    "met": (achieve(), "a 5 watch kind=act", "5"),
    "holding": (keep(), "", "5"),
    "pending": (achieve(), "", "5"),
    "not-in-force": (achieve("from: 2025-03-05, due: 2025-03-10"), "", "3"),
    "disputed": (
        keep(),
        "a 5 south kind=harm\n b - north says=denied of=a reported=6",
        "6",
    ),
    "breached": (keep(), "a 5 judge position=breached about=p", "5"),
    "dormant": (achieve("on_breach_of: q, due: 2025-03-10") + OTHER, "", "3"),
    "void": (achieve("from: 2025-03-05, due: 2025-03-04"), "", "3"),
}
LOADED = re.compile(
    r"\b(terror\w*|regime|aggress\w*|attack\w*|massacre|murder\w*|crim\w*|illegal\w*|"
    r"guilt\w*|blame\w*|fail\w*|refus\w*|claim(s|ed)?|admit\w*|betray\w*|unfortunately|"
    r"only|merely|finally|so-called|clearly|obviously)\b",
    re.IGNORECASE,
)


def test_every_status_has_premises() -> None:
    covered = set(STANDINGS) | {"not-tracked"}
    # Nothing can be suspended yet: it needs a ruling or an act to be weighed.
    assert covered == set(get_args(StatusWord)) - {"suspended"}
    for status, (provision, lines, day) in STANDINGS.items():
        asked = Asked(provision, lines)
        assert asked.docket().standing("p", at(day).hi).status == status
        assert told(asked, day)


def every() -> list[tuple[Asked, Premise]]:
    """Give every premise of the tables, however deep."""
    found = []
    told_of = [(provision, lines, day) for provision, lines, day, _ in WHY.values()]
    for provision, lines, day in (*told_of, *STANDINGS.values()):
        asked = Asked(provision, lines)
        found += [(asked, premise) for premise in flat(told(asked, day))]
    return found


def flat(premises: Iterable[Premise]) -> Iterator[Premise]:
    """Give premises and those below them."""
    for premise in premises:
        yield premise
        yield from flat(premise.parts)


def test_what_anybody_said_is_attributed_and_cited() -> None:
    spoken = [p for p in every() if p[1].kind in ("occurrence", "position", "total")]
    assert len(spoken) > 20
    for asked, premise in spoken:
        assert premise.reports, premise.text
        source = {report.id: report.source for report in asked.view.reports}
        names = {Names(asked.agreement).source(source[id]) for id in premise.reports}
        if not premise.text.startswith("totals up to"):
            assert all(name in premise.text for name in names), premise.text


def test_sentences_are_neutral() -> None:
    for _, premise in every():
        assert not LOADED.search(premise.text), premise.text


def test_every_report_named_is_one_that_was_told() -> None:
    for asked, premise in every():
        assert set(premise.reports) <= {report.id for report in asked.view.reports}
