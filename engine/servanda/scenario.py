"""A scenario's reports, as files say them and as the engine takes them.

`ReportRecord` is the border: what pydantic validates, one mapping a report, only the
keys that were written. `Report` is the light frozen value everything else uses.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

from servanda.agreement import Reading, Terms
from servanda.dates import Calendar, DateError, Moment
from servanda.expression import (
    Cite,
    DateText,
    Extent,
    Id,
    Ids,
    Model,
    StatusWord,
    Text,
    as_list,
)

Position = Literal["performed", "breached", "insufficient", "refuses", "excused"]
Says = Literal["happened", "denied", "unconfirmed"]
ActWord = Literal["extend", "suspend", "resume", "waive", "terminate", "amend"]
ReportId = Annotated[str, Field(min_length=1, max_length=200)]


class ReportRecord(TypedDict, total=False):
    """One report as written; keys beyond these are its occurrence's attributes."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]

    id: ReportId
    date: DateText
    reported: DateText
    source: Id
    cite: Cite
    via: str
    note: str
    says: Says
    kind: Id
    of: ReportId
    occurrence: ReportId
    retracts: ReportId
    replaces: ReportId
    withdraws: ReportId
    position: Position
    about: Ids
    count: Annotated[int, Field(ge=0)]
    total: Annotated[int, Field(ge=0)]
    remaining: Literal["some", "none"]
    since: DateText
    or_more: bool
    final: bool
    extent: Extent
    access: Literal["none", "partial", "full"]
    from_: Annotated[DateText, Field(alias="from")]
    to: DateText
    effective: DateText
    reliability: Literal["A", "B", "C", "D", "E", "F"]
    credibility: Annotated[int, Field(ge=1, le=6)]
    act: ActWord
    agreed_by: Ids
    votes: int
    set: Terms
    ruling: Id
    readings: dict[Id, Reading]


class Expectation(Model):
    """What a scenario says a provision's standing is, at an instant."""

    as_of: DateText
    known_by: DateText | None = None
    provision: Id
    instance: dict[str, str] | None = None
    status: StatusWord | None = None
    flag: str | None = None
    ground: str | None = None
    since: DateText | None = None
    due: DateText | None = None
    late_by: str | None = None
    support: str | None = None
    marks: tuple[str, ...] | None = None
    instances: dict[str, int] | None = None


Covers = Literal["all"] | tuple[Id, ...]


class Scenario(Model):
    """A story's file: what it covers, its reports and what it expects of itself."""

    scenario: Id
    agreement: Id
    title: Text
    summary: str | None = None
    hypothetical: bool = False
    include: Ids = ()
    covers: Covers = "all"
    reports: tuple[ReportRecord, ...] = ()
    reports_from: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    expect: tuple[Expectation, ...] = ()


class Origin(NamedTuple):
    """Where a report is written."""

    file: str
    line: int
    column: int = 1


class Tally(NamedTuple):
    """A source's own total, over the stretch since a date."""

    total: int | None
    some_remain: bool
    since: Moment | None
    or_more: bool
    final: bool


class Links(NamedTuple):
    """How a report refers to other reports, by id."""

    of: str | None = None
    occurrence: str | None = None
    retracts: str | None = None
    replaces: str | None = None
    withdraws: str | None = None


class Access(NamedTuple):
    """How far a monitor could see, from `lo` to `hi` (None: until told otherwise)."""

    level: str
    lo: int
    hi: int | None


class Grade(NamedTuple):
    """Admiralty grades; None where not given."""

    reliability: str | None
    credibility: int | None


NO_LINKS = Links()
NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


class Report(NamedTuple):
    """One source's statement. Times are seconds.

    `date` is None where the report leaves it to the one it speaks of. Reports that say
    the same, id apart, may be given as one that was told so many `times`.
    """

    id: str
    source: str
    date: Moment | None
    reported: int
    says: Says = "happened"
    kind: str | None = None
    attributes: Mapping[str, str] = NO_ATTRIBUTES
    position: Position | None = None
    about: tuple[str, ...] = ()
    links: Links = NO_LINKS
    tally: Tally | None = None
    access: Access | None = None
    grade: Grade | None = None
    act: Mapping[str, Any] | None = None
    cite: Cite | None = None
    via: str | None = None
    note: str | None = None
    origin: Origin | None = None
    times: int = 1


def is_repeatable(report: Report) -> bool:
    """Tell whether saying the same again only says that it happened once more."""
    said = (report.position, report.tally, report.access, report.act)
    plain = report.links is NO_LINKS and not any(one is not None for one in said)
    return plain and report.says == "happened"


class RecordProblem(NamedTuple):
    """What is wrong with one key of a record ("" for the record as a whole)."""

    key: str
    code: str
    message: str
    hint: str = ""


FIXED = frozenset(ReportRecord.__annotations__)
CONTENT = ("kind", "position", "of", "occurrence", "retracts", "replaces")
CONTENT_TOO = ("withdraws", "access", "act", "ruling")
# What makes a report one of an act or ruling, and what else such a report may say.
OF_AN_ACT = ("act", "ruling", "agreed_by", "votes")
ACT_KEYS = (*OF_AN_ACT, "set", "readings")
ACT_DATES = ("to", "from_", "effective")


def resolve(
    record: ReportRecord, calendar: Calendar, origin: Origin | None
) -> Report | tuple[RecordProblem, ...]:
    """Turn a validated record into a report, or say what is wrong with it."""
    problems = list(_shape_problems(record))
    dates: dict[str, Moment] = {}
    for key in ("date", "reported", "since", "from_", "to", "effective"):
        text = record.get(key)
        if isinstance(text, str):
            try:
                dates[key] = calendar.read(text)
            except DateError as error:
                problems.append(
                    RecordProblem(key.strip("_"), error.code, error.message, error.hint)
                )
    problems += _clock_problems(dates, calendar)
    if problems:
        return tuple(problems)
    return _report(record, dates, calendar, origin)


def _shape_problems(record: ReportRecord) -> list[RecordProblem]:
    found = [
        RecordProblem("", "missing-key", f'a report needs "{key}"')
        for key in ("id", "source")
        if key not in record
    ]
    if not any(key in record for key in (*CONTENT, *CONTENT_TOO)):
        hint = "give kind:, position:, of:, retracts:, withdraws:, access: or act:"
        found.append(
            RecordProblem("", "empty-report", "this report says nothing", hint)
        )
    denies = record.get("says") == "denied"
    linked = "of" in record or "occurrence" in record
    if denies and linked and "date" in record:
        hint = "a linked denial has the date of what it denies; give reported:"
        found.append(
            RecordProblem(
                "date", "denial-date", "a linked denial has no date of its own", hint
            )
        )
    if denies and not linked and "kind" not in record:
        hint = "name what is denied: of: a report, or kind: and date:"
        found.append(
            RecordProblem(
                "says", "denial-of-nothing", "this denial denies nothing", hint
            )
        )
    # What speaks of another report may leave the date to it.
    undated = linked or "retracts" in record
    needed = ("reported", "date") if undated else ("date", "from_")
    if not any(key in record for key in needed):
        found.append(
            RecordProblem("", "missing-key", f'this report needs "{needed[0]}"')
        )
    if "count" in record and "total" in record:
        found.append(
            RecordProblem(
                "total",
                "bad-value",
                "a report gives a count or a total, not both",
                "count: what this one occurrence brought; total: the sum so far",
            )
        )
    for key, value in record.items():
        if key not in FIXED and not isinstance(value, (str, int, float)):
            found.append(
                RecordProblem(key, "bad-value", f'"{key}" must be one plain value')
            )
    return found


def _clock_problems(
    dates: Mapping[str, Moment], calendar: Calendar
) -> list[RecordProblem]:
    date, reported = dates.get("date"), dates.get("reported")
    if date is None or reported is None:
        return []
    if not is_too_early(date, reported, calendar):
        return []
    return [
        RecordProblem(
            "reported",
            "reported-too-early",
            "reported before the day it happened",
            "reported: is when it became known; it defaults to date:",
        )
    ]


def is_too_early(date: Moment, reported: Moment, calendar: Calendar) -> bool:
    """Tell whether something is reported before the day it happened."""
    return reported.hi < calendar.first_second(calendar.civil_day(date))


def became_known(date: Moment, calendar: Calendar) -> int:
    """Give the second a date given as `reported` (or its default) stands for."""
    return date.lo if date.day is None else calendar.first_second(date.day)


def _report(
    record: ReportRecord,
    dates: Mapping[str, Moment],
    calendar: Calendar,
    origin: Origin | None,
) -> Report:
    date = dates.get("date", dates.get("from_"))
    known = dates.get("reported", date)
    assert known is not None
    undated = "retracts" in record or (
        record.get("says") == "denied" and ("of" in record or "occurrence" in record)
    )
    return Report(
        id=record["id"],
        source=record["source"],
        date=None if undated else date,
        reported=became_known(known, calendar),
        says=record.get("says", "happened"),
        kind=record.get("kind"),
        attributes=_attributes(record),
        position=record.get("position"),
        about=record.get("about", ()),
        links=_links(record),
        tally=_tally(record, dates),
        access=_access(record, dates),
        grade=_grade(record),
        act=_act(record, dates),
        cite=record.get("cite"),
        via=record.get("via"),
        note=record.get("note"),
        origin=origin,
    )


def _attributes(record: ReportRecord) -> dict[str, str]:
    own = {k: text_of(v) for k, v in record.items() if k not in FIXED}
    if "count" in record:
        own["count"] = str(record["count"])
    if "extent" in record:
        own["extent"] = record["extent"]
    return own


def text_of(value: object) -> str:
    """Write an attribute's value as the text it is compared as."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _links(record: ReportRecord) -> Links:
    found = [record.get(key) for key in Links._fields]
    return Links(*found) if any(found) else NO_LINKS  # type: ignore[arg-type]


def _tally(record: ReportRecord, dates: Mapping[str, Moment]) -> Tally | None:
    if "total" not in record and "remaining" not in record:
        return None
    remaining = record.get("remaining")
    return Tally(
        total=record.get("total", 0 if remaining == "none" else None),
        some_remain=remaining == "some",
        since=dates.get("since"),
        or_more=record.get("or_more", False),
        final=record.get("final", False),
    )


def _access(record: ReportRecord, dates: Mapping[str, Moment]) -> Access | None:
    if "access" not in record:
        return None
    start = dates.get("from_", dates.get("date"))
    end = dates.get("to")
    assert start is not None
    return Access(record["access"], start.lo, None if end is None else end.hi)


def _grade(record: ReportRecord) -> Grade | None:
    if "reliability" not in record and "credibility" not in record:
        return None
    return Grade(record.get("reliability"), record.get("credibility"))


def _act(record: ReportRecord, dates: Mapping[str, Moment]) -> Mapping[str, Any] | None:
    """Give what is said of an act: its words as written, its dates as moments."""
    if not any(key in record for key in OF_AN_ACT):
        return None
    said = {key: record[key] for key in ACT_KEYS if key in record}  # type: ignore[literal-required]
    return {**said, **{key: dates[key] for key in ACT_DATES if key in dates}}
