"""What a change of a what-if does to a set of reports."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from servanda.agreement import Agreement
from servanda.changes import (
    SUPPOSED,
    Change,
    Refusal,
    Shift,
    parse_change,
    with_supposed,
)
from servanda.dates import Calendar
from servanda.edits import Applied, Setting, apply
from servanda.scenario import Report, ReportRecord, resolve
from servanda.standing import Key, Progress, Standing
from servanda.world import ground

RECORD: TypeAdapter[ReportRecord] = TypeAdapter(ReportRecord)

AGREEMENT = Agreement.model_validate(
    {
        "agreement": "river",
        "title": "River accord",
        "zone": "Europe/Berlin",
        "in_force": "2025-03-01",
        "parties": {"north": {"name": "North"}, "south": {"name": "South"}},
        "sources": {"monitor": {"tier": "independent"}},
        "places": {"valley": {"parts": ["upper-valley", "lower-valley"]}},
        "same": ["kind", "batch"],
        "provisions": {
            "dam-opened": {
                "title": "The dam is opened",
                "modality": "achievement",
                "bearer": "north",
                "due": "2025-03-10",
                "performed_by": {"kind": "opened", "gate": ["east", "west"]},
            },
            "talks": {
                "title": "Talks begin",
                "modality": "achievement",
                "bearer": ["north", "south"],
                "due": "open",
                "performed_by": {
                    "kind": "talks",
                    "rank": {"at_least": 3},
                    "tone": {"one_of": ["calm", "firm"], "not": "calm"},
                    "room": {"not": "other"},
                },
            },
            "crossings": {
                "title": "Two crossings open",
                "modality": "achievement",
                "bearer": "north",
                "due": "2025-03-10",
                "performed_by": {"kind": "crossing", "at_least": 2},
            },
            "boats": {
                "title": "Ten boats are returned",
                "modality": "quota",
                "bearer": "south",
                "due": "2025-03-10",
                "target": {"total": 10, "unit": "boat"},
                "counted_by": {"kind": "boats"},
            },
            "mines": {
                "title": "No mine remains",
                "modality": "quota",
                "bearer": "south",
                "due": "2025-03-10",
                "target": {"remaining": 0},
                "counted_by": {"kind": "mines"},
            },
            "names": {
                "title": "Names before each release",
                "modality": "achievement",
                "bearer": "south",
                "for_each": {"kind": "release"},
                "keyed_by": "batch",
                "due": {"days": 1, "after": {"instance": "start"}},
                "performed_by": {"kind": "named"},
            },
            "weapons": {
                "title": "Each leaves each part",
                "modality": "achievement",
                "bearer": ["north", "south"],
                "each": {"bearer": "all", "place": ["upper-valley", "lower-valley"]},
                "due": "2025-03-10",
                "performed_by": {"kind": "left", "by": {"not": "other"}},
            },
            "meetings": {
                "title": "They meet every week",
                "modality": "achievement",
                "bearer": ["north", "south"],
                "every": {"weeks": 1},
                "due": {"instance": "end"},
                "performed_by": {"kind": "met"},
            },
            "truce": {
                "title": "They keep the truce",
                "modality": "maintenance",
                "bearer": ["north", "south"],
                "violated_by": {"kind": "shots"},
            },
        },
    }
)
CALENDAR = Calendar("Europe/Berlin")


def told(id: str, date: str | None = None, **more: Any) -> Report:
    """Give a report as a scenario's file would say it, by the monitor if by nobody."""
    record = {"id": id, "source": "monitor", **more}
    if date is not None:
        record["date"] = date
    record = {key: v if isinstance(v, list) else str(v) for key, v in record.items()}
    report = resolve(RECORD.validate_python(record), CALENDAR, None)
    assert isinstance(report, Report), report
    return report


def unit(provision: str, key: Key | None = None, **more: Any) -> Standing:
    """Give where a provision or an instance stands; dates are written out."""
    dates = {k: CALENDAR.read(v) for k, v in more.items() if isinstance(v, str)}
    status = "met" if more.pop("met", False) else "pending"
    return Standing(provision, key, status, **{**more, **dates})  # type: ignore[arg-type]


def change(option: str, text: str) -> Change:
    """Read a change that can be read."""
    found = parse_change(option, text, AGREEMENT, CALENDAR)
    assert isinstance(found, Change), found
    return found


def applied(
    changes: list[Change], reports: list[Report], units: list[Standing] | None = None
) -> Applied:
    """Apply changes where provisions stand as given, each else as one that is due."""

    def standing(_: object, provision: str) -> tuple[Standing, ...]:
        found = tuple(u for u in units or () if u.provision == provision)
        return found or (unit(provision, due="2025-03-10"),)

    return apply(changes, reports, Setting(ground(with_supposed(AGREEMENT)), standing))


def dates(found: Applied) -> dict[str, str | None]:
    """Give the reports there are, and their dates."""
    assert not found.refusals
    return {r.id: r.date and CALENDAR.text(r.date) for r in found.reports}


OPENED = told("opened", "2025-03-08", kind="opened", gate="east")
OTHER = told("other", "2025-03-08", kind="opened", gate="south")
AGREED = told("agreed", "2025-03-09", of="opened", source="north")
DENIED = told(
    "denied", reported="2025-03-09", says="denied", of="opened", source="south"
)
REVOKED = told("revoked", reported="2025-03-12", retracts="denied", source="south")


# -- what each change leaves ------------------------------------------------------

EDITS: dict[str, tuple[list[str], list[Report], dict[str, str | None]]] = {
    "miss takes away every account, and leaves who denies it": (
        ["miss dam-opened"],
        [OPENED, AGREED, DENIED, OTHER],
        {"denied": None, "other": "2025-03-08"},
    ),
    "miss what was never performed": (
        ["miss dam-opened"],
        [OTHER],
        {"other": "2025-03-08"},
    ),
    "miss revives nothing that an account replaced": (
        ["miss dam-opened"],
        [
            told("first", "2025-03-06", kind="opened", gate="south"),
            told("second", "2025-03-06", kind="opened", gate="west", replaces="first"),
        ],
        {},
    ),
    "miss silences a position on it alone": (
        ["miss dam-opened"],
        [told("said", "2025-03-08", position="performed", about=["dam-opened"])],
        {},
    ),
    "delay moves accounts, and whatever refers to them": (
        ["delay dam-opened=3d"],
        [OPENED, AGREED, DENIED, REVOKED, OTHER],
        {
            "opened": "2025-03-11",
            "agreed": "2025-03-12",
            "denied": None,
            "revoked": None,
            "other": "2025-03-08",
        },
    ),
    "delay where nothing was performed: that long after the due date": (
        ["delay dam-opened=3d"],
        [OTHER],
        {"other": "2025-03-08", "what-if-1-1": "2025-03-13"},
    ),
    "hours after a due day run from its end": (
        ["delay dam-opened=6h"],
        [],
        {"what-if-1-1": "2025-03-11T05:59:59+01:00"},
    ),
    "delay moves an unlinked denial with what it denies": (
        ["delay dam-opened=1w"],
        [
            OPENED,
            told("no", "2025-03-08", says="denied", kind="opened", gate="east"),
        ],
        {"opened": "2025-03-15", "no": "2025-03-15"},
    ),
    "a denial that also speaks of something else stays, and is copied": (
        ["delay dam-opened=1d"],
        [OPENED, OTHER, told("no", "2025-03-08", says="denied", kind="opened")],
        {
            "opened": "2025-03-09",
            "other": "2025-03-08",
            "no": "2025-03-08",
            "no (what-if-1)": "2025-03-09",
        },
    ),
    "a position on two provisions is split": (
        ["delay dam-opened=1d"],
        [
            told(
                "said",
                "2025-03-08",
                position="performed",
                about=["dam-opened", "talks"],
            )
        ],
        {"said": "2025-03-08", "said (what-if-1)": "2025-03-09"},
    ),
    "perform adds an account": (
        ["perform dam-opened=2025-03-20"],
        [OTHER],
        {"other": "2025-03-08", "what-if-1-1": "2025-03-20"},
    ),
    "perform twice what takes two": (
        ["perform crossings=2025-03-09"],
        [],
        {"what-if-1-1": "2025-03-09", "what-if-1-2": "2025-03-09"},
    ),
    "drop leaves what refers to it": (
        ["drop opened"],
        [OPENED, DENIED],
        {"denied": None},
    ),
    "move takes along what refers to it, not what it refers to": (
        ["move agreed=2d"],
        [OPENED, AGREED, told("more", "2025-03-09", of="agreed")],
        {"opened": "2025-03-08", "agreed": "2025-03-11", "more": "2025-03-11"},
    ),
    "deny": (
        ["deny opened=south"],
        [OPENED],
        {"opened": "2025-03-08", "what-if-1": None},
    ),
    "in order: what was performed is then delayed": (
        ["perform dam-opened=2025-03-20", "delay dam-opened=1d"],
        [],
        {"what-if-1-1": "2025-03-21"},
    ),
}


@pytest.mark.parametrize(("changes", "reports", "left"), EDITS.values(), ids=EDITS)
def test_changes_leave(
    changes: list[str], reports: list[Report], left: dict[str, str | None]
) -> None:
    asked = [change(*text.split(" ", 1)) for text in changes]
    assert dates(applied(asked, reports)) == left


def test_nothing_changes_without_changes() -> None:
    assert applied([], [OPENED, AGREED]) == ((OPENED, AGREED), (), ())


def test_a_moved_report_keeps_its_lag_and_its_place() -> None:
    found = applied(
        [change("move", "b=2d")],
        [OTHER, told("b", "2025-03-01", kind="met", reported="2025-03-03"), OPENED],
    )
    assert [report.id for report in found.reports] == ["other", "b", "opened"]
    assert CALENDAR.short(found.reports[1].reported) == "2025-03-05 00:00"
    assert found.edits[0].touched == ("b",)


def test_a_position_on_two_provisions_keeps_what_it_says_of_the_other() -> None:
    both = told(
        "said", "2025-03-08", position="performed", about=["dam-opened", "talks"]
    )
    found = applied([change("miss", "dam-opened")], [both])
    assert [(r.id, r.about) for r in found.reports] == [("said", ("talks",))]


# -- what is supposed -------------------------------------------------------------


def test_what_is_supposed_is_said_by_nobody_and_meets_the_pattern() -> None:
    found = applied([change("perform", "talks=2025-03-08")], [])
    (report,) = found.reports
    assert (report.source, report.kind) == (SUPPOSED, "talks")
    assert dict(report.attributes) == {
        "rank": "3",
        "tone": "firm",
        "room": "another other",
    }
    assert report.note == "supposed: talks is performed on 2025-03-08"
    assert SUPPOSED not in AGREEMENT.sources
    assert with_supposed(AGREEMENT).sources[SUPPOSED].tier == "authority"


def test_a_quota_is_performed_with_what_is_missing() -> None:
    counted = Progress("", 4, 10, "boat", False, None)
    found = applied(
        [change("perform", "boats=2025-03-09")],
        [],
        [unit("boats", progress=(counted,))],
    )
    assert found.reports[0].attributes["count"] == "6"


def test_nothing_remaining_is_performed_by_a_position() -> None:
    (report,) = applied([change("perform", "mines=2025-03-09")], []).reports
    assert (report.position, report.about) == ("performed", ("mines",))


# -- numbers ----------------------------------------------------------------------

BOATS = [
    told("three", "2025-03-02", kind="boats", count=3),
    told("seven", "2025-03-04", kind="boats", count=7),
    told("so-far", "2025-03-03", kind="boats", total=3),
    told("all", "2025-03-05", kind="boats", total=10),
    told("one", "2025-03-06", kind="boats", count=1),
]


def test_to_miss_a_number_is_never_to_reach_it() -> None:
    assert dates(applied([change("miss", "boats")], BOATS)) == {
        "three": "2025-03-02",
        "so-far": "2025-03-03",
    }


def test_a_number_in_dispute_counts_as_reached() -> None:
    denied = told("no", reported="2025-03-05", says="denied", of="seven")
    left = dates(applied([change("miss", "boats")], [*BOATS, denied]))
    assert set(left) == {"three", "so-far", "no"}


def test_what_came_before_the_window_counts_towards_no_number() -> None:
    late = unit("boats", start="2025-03-03")
    left = dates(applied([change("miss", "boats")], BOATS, [late]))
    assert set(left) == {"three", "seven", "so-far", "one"}


def test_where_nothing_is_to_remain_only_such_totals_perform() -> None:
    said = [
        told("some", "2025-03-02", kind="mines", remaining="some"),
        told("five", "2025-03-03", kind="mines", total=5),
        told("none", "2025-03-04", kind="mines", total=0),
    ]
    assert set(dates(applied([change("miss", "mines")], said))) == {"some", "five"}


def test_to_delay_a_number_is_to_delay_what_reaches_it() -> None:
    assert dates(applied([change("delay", "boats=9d")], BOATS)) == {
        "three": "2025-03-02",
        "seven": "2025-03-13",
        "so-far": "2025-03-03",
        "all": "2025-03-14",
        "one": "2025-03-06",
    }


def test_of_two_that_are_needed_the_second_is_missed() -> None:
    both = [told(id, f"2025-03-0{n}", kind="crossing") for n, id in enumerate("abc", 1)]
    assert dates(applied([change("miss", "crossings")], both)) == {"a": "2025-03-01"}


# -- instances --------------------------------------------------------------------

NAMED = [told(f"n{n}", f"2025-03-0{n}", kind="named", batch=n) for n in (1, 2)]
BATCHES = [
    unit("names", (("batch", str(n)),), start="2025-03-01", due=f"2025-03-0{n}",
         met=n < 3)
    for n in (1, 2, 3)
]  # fmt: skip
PARTS = [
    unit("weapons", (("bearer", who), ("place", where)), due="2025-03-10")
    for who in ("north", "south")
    for where in ("upper-valley", "lower-valley")
]
WEEKS = [
    unit(
        "meetings", (("stretch", str(n)),), start=first, ends=last, due=last, met=n == 1
    )
    for n, first, last in (
        (1, "2025-03-01", "2025-03-07"),
        (2, "2025-03-08", "2025-03-14"),
    )
]

INSTANCES: dict[
    str, tuple[str, list[Report], list[Standing], dict[str, str | None]]
] = {
    "miss one of them": (
        "miss names[batch=1]",
        [*NAMED, told("loose", "2025-03-01", kind="named")],
        BATCHES,
        {"n2": "2025-03-02", "loose": "2025-03-01"},
    ),
    "delay one of them": (
        "delay names[batch=2]=1d",
        NAMED,
        BATCHES,
        {"n1": "2025-03-01", "n2": "2025-03-03"},
    ),
    "delay all: those performed move, the others come after they were due": (
        "delay names=1d",
        NAMED,
        BATCHES,
        {"n1": "2025-03-02", "n2": "2025-03-03", "what-if-1-1": "2025-03-04"},
    ),
    "perform those not met": (
        "perform names=2025-03-08",
        NAMED,
        BATCHES,
        {"n1": "2025-03-01", "n2": "2025-03-02", "what-if-1-1": "2025-03-08"},
    ),
    "perform those that have begun": (
        "perform names=2025-03-08",
        [],
        [*BATCHES[2:], unit("names", (("batch", "4"),), start="2025-03-09")],
        {"what-if-1-1": "2025-03-08"},
    ),
    "what names no part serves all, so it is missed with each": (
        "miss weapons[bearer=north,place=upper-valley]",
        [
            told("all", "2025-03-02", kind="left", by="north"),
            told("n", "2025-03-02", kind="left", by="north", place="lower-valley"),
            told("u", "2025-03-02", kind="left", by="north", place="upper-valley"),
        ],
        PARTS,
        {"n": "2025-03-02"},
    ),
    "a stretch is named by its number": (
        "miss meetings[stretch=2]",
        [told("m1", "2025-03-03", kind="met"), told("m2", "2025-03-09", kind="met")],
        WEEKS,
        {"m1": "2025-03-03"},
    ),
    "a date performs only the stretch it lies in": (
        "perform meetings=2025-03-09",
        [],
        WEEKS,
        {"what-if-1-1": "2025-03-09"},
    ),
}


@pytest.mark.parametrize(
    ("text", "reports", "units", "left"), INSTANCES.values(), ids=INSTANCES
)
def test_changes_of_instances_leave(
    text: str,
    reports: list[Report],
    units: list[Standing],
    left: dict[str, str | None],
) -> None:
    assert dates(applied([change(*text.split(" ", 1))], reports, units)) == left


def test_an_instance_is_performed_under_its_keys() -> None:
    asked = change("perform", "weapons[bearer=south,place=lower-valley]=2025-03-09")
    (report,) = applied([asked], [], PARTS).reports
    assert dict(report.attributes) == {"by": "south", "place": "lower-valley"}


# -- what cannot be done ----------------------------------------------------------

UNREADABLE = {
    "miss nowhere": "unknown-provision",
    "miss truce": "not-performed",
    "delay truce=3d": "not-performed",
    "miss names[bach=1]": "unknown-instance",
    "miss dam-opened=3d": "bad-change",
    "miss names[batch]": "bad-change",
    "delay dam-opened": "bad-change",
    "delay dam-opened=soon": "bad-change",
    "delay dam-opened=0d": "bad-change",
    "delay dam-opened=-3d": "bad-change",
    "delay dam-opened=99999w": "bad-change",
    "perform dam-opened": "bad-change",
    "perform dam-opened=2025-02-30": "bad-date",
    "move opened": "bad-change",
    "deny opened": "bad-change",
    "extend dam-opend=2025-04-01": "unknown-provision",
    "extend dam-opened=soon": "bad-date",
    "extend dam-opened": "bad-change",
    "extend dam-opened[batch=1]=2025-04-01": "bad-change",
    "read dam-opend=south": "unknown-provision",
    "read dam-opened=south": "unknown-reading",
    "read dam-opened": "bad-change",
    "mis dam-opened": "unknown-change",
    "add more.yaml": "unknown-change",
}


@pytest.mark.parametrize(("text", "code"), UNREADABLE.items(), ids=UNREADABLE)
def test_a_change_cannot_be_read(text: str, code: str) -> None:
    option, value = text.split(" ", 1)
    found = parse_change(option, value, AGREEMENT, CALENDAR)
    assert isinstance(found, Refusal)
    assert found.code == code


REFUSED: dict[str, tuple[Change, list[Standing], str]] = {
    "an unknown provision": (Change("miss", "dam-opend"), [], "unknown-provision"),
    "an unknown report": (Change("drop", "opend"), [], "unknown-report"),
    "an unknown source": (
        Change("deny", "opened", source="suoth"),
        [],
        "unknown-source",
    ),
    "a denial of a denial": (
        Change("deny", "denied", source="north"),
        [],
        "not-deniable",
    ),
    "a report before what it refers to": (
        Change("move", "denied", by=Shift(days=-2)),
        [],
        "before-its-cause",
    ),
    "a delay from no date": (
        Change("delay", "talks", by=Shift(days=1)),
        [unit("talks")],
        "due-unknown",
    ),
    "an instance that is not there": (
        Change("miss", "names", (("batch", "9"),)),
        BATCHES,
        "unknown-instance",
    ),
    "instances that are all met": (
        Change("perform", "names", on="2025-03-09"),
        BATCHES[:2],
        "nothing-left",
    ),
    "a number that is reached": (
        Change("perform", "boats", on="2025-03-09"),
        [unit("boats", progress=(Progress("", 10, 10, "boat", False, None),))],
        "nothing-left",
    ),
    "an instance that the pattern excludes": (
        Change("perform", "weapons", (("bearer", "other"),), on="2025-03-09"),
        [unit("weapons", (("bearer", "other"),))],
        "cannot-suppose",
    ),
    "a report that is there already": (
        Change("add", reports=(OPENED,)),
        [],
        "duplicate-id",
    ),
    "a report on one that is not there": (
        Change("add", reports=(told("new", "2025-03-09", of="nothing"),)),
        [],
        "unknown-report",
    ),
}


@pytest.mark.parametrize(("asked", "units", "code"), REFUSED.values(), ids=REFUSED)
def test_a_change_cannot_be_made(
    asked: Change, units: list[Standing], code: str
) -> None:
    found = applied([asked], [OPENED, DENIED], units)
    assert [refusal.code for refusal in found.refusals] == [code]
    assert found.reports == (OPENED, DENIED)


def test_added_reports_may_refer_to_each_other() -> None:
    new = (told("b", "2025-03-09", of="a"), told("a", "2025-03-09", kind="met"))
    assert applied([Change("add", reports=new)], [OPENED]).reports == (OPENED, *new)


# -- words and dates --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("miss names[batch=3]", "names[batch=3] is not performed"),
        ("delay talks=1d", "talks is performed 1 day later"),
        ("delay talks=36h", "talks is performed 36 hours later"),
        ("perform talks=2025-03-08", "talks is performed on 2025-03-08"),
        ("drop opened", "report opened is left out"),
        ("move opened=-2w", "report opened comes 14 days earlier"),
        ("deny a=b=south", "south denies report a=b"),
    ],
)
def test_a_change_says_what_it_does(text: str, words: str) -> None:
    assert change(*text.split(" ", 1)).describe() == words


@pytest.mark.parametrize(
    ("shift", "before", "after"),
    [
        (Shift(days=3), "2025-03-28", "2025-03-31"),
        (Shift(days=3), "2025-03-28T14:00", "2025-03-31T14:00:00+02:00"),
        (Shift(days=-1), "2025-03-30/2025-03-31", "2025-03-29/2025-03-30"),
        (Shift(hours=24), "2025-03-29T14:00", "2025-03-30T15:00:00+02:00"),
        (Shift(hours=24), "2025-03-01", "2025-03-02"),
    ],
)
def test_days_keep_the_time_of_day_and_hours_do_not(
    shift: Shift, before: str, after: str
) -> None:
    # The clocks in Berlin go forward on 30 March 2025.
    assert CALENDAR.text(shift.moment(CALENDAR.read(before), CALENDAR)) == after
