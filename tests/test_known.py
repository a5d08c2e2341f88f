"""Which reports count at an instant: retractions, replacements, withdrawals."""

from __future__ import annotations

import pytest
from tests.generators import read_report

from servanda.dates import Calendar
from servanda.known import Known, known
from servanda.scenario import Report

CALENDAR = Calendar("UTC")
MARCH = "2025-03-{:02}"


def told(line: str) -> Report:
    """Read `id day source key=value …` of March 2025; `2/4` is a span, `-` no date."""
    id, day, source, *more = line.split()
    data = {"id": id, "source": source, **dict(pair.split("=", 1) for pair in more)}
    if "reported" in data:
        data["reported"] = MARCH.format(int(data["reported"]))
    if day != "-":
        data["date"] = "/".join(MARCH.format(int(part)) for part in day.split("/"))
    return read_report(data, CALENDAR)


def known_on(day: int, lines: str) -> Known:
    """Give what is known at the end of a day of March."""
    reports = [told(line) for line in lines.strip().splitlines()]
    return known(reports, CALENDAR.read(MARCH.format(day)).hi)


A = "a 1 north kind=shots"
STANDING: dict[str, tuple[str, int, str]] = {
    "a report is known from the first second it is reported": (A, 1, "a"),
    "and not before": ("a 1 north kind=shots reported=5", 4, ""),
    "though it is about a day before": ("a 1 north kind=shots reported=5", 5, "a"),
    "a retracted report never was so": (
        f"""{A}
            b - north retracts=a reported=3""",
        3,
        "b",
    ),
    "a retraction counts from when it is reported": (
        f"""{A}
            b - north retracts=a reported=3""",
        2,
        "a",
    ),
    "a retracted retraction leaves what it retracted": (
        f"""{A}
            b - north retracts=a reported=3
            c - north retracts=b reported=4""",
        4,
        "a c",
    ),
    "until then it is gone": (
        f"""{A}
            b - north retracts=a reported=3
            c - north retracts=b reported=4""",
        3,
        "b",
    ),
    "a retracted retraction of a retraction": (
        f"""{A}
            b - north retracts=a reported=3
            c - north retracts=b reported=4
            d - north retracts=c reported=5""",
        5,
        "b d",
    ),
    "one of two retractions is enough": (
        f"""{A}
            b - north retracts=a reported=3
            c - judge retracts=a reported=4
            d - north retracts=b reported=5""",
        5,
        "c d",
    ),
    "a replacement stands in its place": (
        f"""{A}
            b 2 north kind=shots replaces=a reported=3""",
        3,
        "b",
    ),
    "a correction of a correction does not revive the original": (
        f"""{A}
            b 2 north kind=shots replaces=a reported=3
            c 1 north kind=shots replaces=b reported=4""",
        4,
        "c",
    ),
    "nor does one of that": (
        f"""{A}
            b 2 north kind=shots replaces=a reported=3
            c 1 north kind=shots replaces=b reported=4
            d 2 north kind=shots replaces=c reported=5""",
        5,
        "d",
    ),
    "a replacement plainly retracted brings the original back": (
        f"""{A}
            b 2 north kind=shots replaces=a reported=3
            c - north retracts=b reported=4""",
        4,
        "a c",
    ),
    "a whole chain retracted at its end brings back the last but one": (
        f"""{A}
            b 2 north kind=shots replaces=a reported=3
            c 1 north kind=shots replaces=b reported=4
            d - north retracts=c reported=5""",
        5,
        "b d",
    ),
    "a retraction replaced by a plain report no longer retracts": (
        f"""{A}
            b - north retracts=a reported=3
            c 2 north kind=shots replaces=b reported=4""",
        4,
        "a c",
    ),
    "a retraction of what is not known yet": (
        """a 1 north kind=shots reported=5
           b - north retracts=a reported=3""",
        5,
        "b",
    ),
    "a withdrawn position is known all the same": (
        """a 1 north position=refuses about=p
           b 3 north withdraws=a""",
        3,
        "a b",
    ),
    "a link takes nothing back": (
        f"""{A}
            b 2 south of=a
            c - south says=denied of=a reported=3""",
        3,
        "a b c",
    ),
}


@pytest.mark.parametrize(
    ("lines", "day", "ids"), STANDING.values(), ids=STANDING.keys()
)
def test_what_is_known(lines: str, day: int, ids: str) -> None:
    found = known_on(day, lines)
    assert [report.id for report in found.reports] == ids.split()


@pytest.mark.parametrize(
    ("lines", "day", "ids"), STANDING.values(), ids=STANDING.keys()
)
def test_the_order_of_reports_does_not_matter(lines: str, day: int, ids: str) -> None:
    backwards = "\n".join(reversed(lines.strip().splitlines()))
    found = known_on(day, backwards)
    assert {report.id for report in found.reports} == set(ids.split())


def test_reports_that_retract_each_other_end_nowhere() -> None:
    # `check` names the circle; here it must only come to an end.
    found = known_on(
        9, "a - north retracts=b reported=1\nb - north retracts=a reported=1"
    )
    assert len(found.reports) == 1


CHAIN = """a 1 north kind=shots
           b 1 north kind=shots replaces=a reported=2
           c 1 north kind=shots replaces=b reported=3"""
LONGER = f"""{CHAIN}
           d 1 north kind=shots replaces=c reported=4"""

ROOTS = [
    pytest.param("a 1 north kind=shots", "a", "a", id="a report itself"),
    pytest.param("a 1 north kind=shots", "z", "z", id="a report not known"),
    pytest.param(
        """a 1 north kind=shots
           b 1 south of=a
           c 1 judge of=b""",
        "c",
        "a",
        id="links to their root",
    ),
    pytest.param(
        """a 1 north kind=shots
           b 1 south of=a
           c 1 judge of=b
           d - south retracts=b reported=2""",
        "c",
        "a",
        id="through a report that is retracted",
    ),
    pytest.param(
        """a 1 north kind=shots
           b 1 south of=a
           d - north retracts=a reported=2""",
        "b",
        "a",
        id="to a root that is retracted",
    ),
    pytest.param(
        """a 1 north kind=shots
           b 1 north kind=shots replaces=a reported=2
           c 1 south of=a reported=2""",
        "c",
        "b",
        id="to what stands in the root's place",
    ),
    pytest.param(
        """a 1 north kind=shots
           x 1 judge kind=shots
           b 1 north of=x replaces=a reported=2
           c 1 south of=a reported=2""",
        "c",
        "x",
        id="to the root of what stands in its place",
    ),
    pytest.param(
        """a 1 north kind=shots
           b 1 north kind=shots replaces=a reported=2
           c - north retracts=b reported=3
           d 1 south of=a""",
        "d",
        "a",
        id="a replacement that is gone leads nowhere",
    ),
    pytest.param(CHAIN, "a", "c", id="a correction of a correction"),
    pytest.param(LONGER, "a", "d", id="a third correction"),
    pytest.param(
        f"""{CHAIN}
            x 1 judge kind=shots
            d 1 north of=x replaces=c reported=4""",
        "a",
        "x",
        id="the root of a third correction",
    ),
    pytest.param(
        """a 1 north of=b
           b 1 north of=a""",
        "a",
        "a",
        id="links in a circle end",
    ),
]


@pytest.mark.parametrize(("lines", "start", "root"), ROOTS)
def test_a_report_leads_to_its_root(lines: str, start: str, root: str) -> None:
    assert known_on(9, lines).root(start) == root


def test_replacements_lead_to_what_stands_in_their_place() -> None:
    assert known_on(9, CHAIN).replaced == {"a": "b", "b": "c"}
    retracted = f"{CHAIN}\nd - north retracts=c reported=4"
    assert known_on(9, retracted).replaced == {"a": "b"}


P = "p 1 north position=refuses about=x"
WITHDRAWALS: dict[str, tuple[str, dict[str, str]]] = {
    "from the withdrawal's first second": (
        f"{P}\nw 4 north withdraws=p reported=6",
        {"p": "2025-03-04T00:00:00+00:00"},
    ),
    "not before it is known": (f"{P}\nw 4 north withdraws=p reported=20", {}),
    "the earlier of two": (
        f"{P}\nw 5 north withdraws=p\nv 4 north withdraws=p",
        {"p": "2025-03-04T00:00:00+00:00"},
    ),
    "not by a withdrawal that is retracted": (
        f"{P}\nw 4 north withdraws=p\nv - north retracts=w reported=5",
        {},
    ),
    "nothing": (P, {}),
}


@pytest.mark.parametrize(
    ("lines", "since"), WITHDRAWALS.values(), ids=WITHDRAWALS.keys()
)
def test_a_position_is_withdrawn(lines: str, since: dict[str, str]) -> None:
    found = known_on(9, lines).withdrawn
    assert {id: CALENDAR.instant_text(at) for id, at in found.items()} == since


def test_retracted_links_are_kept_to_be_followed() -> None:
    found = known_on(
        9, "a 1 north kind=shots\nb 1 south of=a\nc - south retracts=b reported=2"
    )
    assert set(found.linked) == {"b", "c"}
    assert found.known_by == CALENDAR.read("2025-03-09").hi
