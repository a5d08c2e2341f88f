"""An agreement as its files say it: parties, sources, phases, provisions.

Frozen pydantic models with unknown keys forbidden. Values arrive as text and are
typed here; nothing is evaluated. One time expression is one `When`, whichever form
it takes, so that a problem's place in the file is its place in the model.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from servanda.dates import WEEKDAYS, DateError, check_written, known_zone

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Tier = Literal["authority", "independent", "press", "party"]
Modality = Literal["achievement", "maintenance", "quota"]
Extent = Literal["none", "partial", "substantial", "full"]
EXTENTS: tuple[Extent, ...] = ("none", "partial", "substantial", "full")


def written_date(value: Any) -> str:
    """Validate a date's form; which second it is depends on the calendar."""
    if not isinstance(value, str):
        raise PydanticCustomError("bad-date", "a date is written as text")
    try:
        return check_written(value)
    except DateError as error:
        raise PydanticCustomError(
            error.code,
            error.message.replace("{", "(").replace("}", ")"),
            {"hint": error.hint},
        ) from None


def as_list(value: Any) -> Any:
    """Read one value as a list of one."""
    return value if isinstance(value, (list, tuple)) else [value]


DateText = Annotated[str, BeforeValidator(written_date)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(as_list)]
Words = Annotated[tuple[str, ...], BeforeValidator(as_list)]


class Model(BaseModel):
    """What every model of a file shares."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Cite(Model):
    """Where something was published; the date may be a month."""

    outlet: Text
    date: DateText | None = None
    url: str | None = None
    page: str | None = None


class Condition(Model):
    """What an attribute must be: one of some words, none of some, or a least number."""

    one_of: Words = ()
    at_least: int | None = None
    none_of: Words = Field((), alias="not")

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"one_of": as_list(value)}


class Pattern(Model):
    """Occurrence kinds and attribute conditions; a missing attribute meets none."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)
    __pydantic_extra__: dict[str, Condition]

    kind: Ids = ()
    at_least: int = Field(1, ge=1)

    @property
    def conditions(self) -> dict[str, Condition]:
        """Attribute conditions by attribute."""
        return self.__pydantic_extra__


class Roll(Model):
    """The working days a rolled date moves to."""

    weekend: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = (
        "sat",
        "sun",
    )
    holidays: str | None = None

    @field_validator("weekend")
    @classmethod
    def _some_day_works(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) == len(WEEKDAYS):
            raise PydanticCustomError(
                "bad-value", "no working day is left", {"hint": "as in [fri, sat]"}
            )
        return value


StatusWord = Literal[
    "met",
    "holding",
    "pending",
    "disputed",
    "breached",
    "suspended",
    "not-in-force",
    "dormant",
    "void",
    "not-tracked",
]
StatusWords = Annotated[tuple[StatusWord, ...], BeforeValidator(as_list)]


class When(Model):
    """A time expression: exactly one of its heads, with that head's own operands."""

    day: int | None = Field(None, ge=1)
    days: int | None = Field(None, ge=0)
    weeks: int | None = Field(None, ge=0)
    months: int | None = Field(None, ge=0)
    hours: int | None = Field(None, ge=0)
    date: DateText | None = None
    anchor: Id | None = None
    report: Pattern | None = None
    start: Id | None = None
    end: Id | None = None
    due: Id | None = None
    met: Id | None = None
    done: Id | None = None
    breached: Id | None = None
    instance: str | None = None
    status: dict[Id, StatusWords] | None = None
    earliest: tuple["When", ...] | None = Field(None, min_length=1)
    latest: tuple["When", ...] | None = Field(None, min_length=1)
    open: bool = False
    of: "When | None" = None
    after: "When | None" = None
    before: "When | None" = None
    if_any: bool = False
    roll: Literal["next-working-day"] | None = None
    calendar: Roll | None = None

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:
        if value == "open":
            return {"open": "true"}
        return {"date": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_head(self) -> Self:
        heads = [name for name in HEADS if self._given(name)]
        if len(heads) > 1 or not (heads or self.before):
            raise PydanticCustomError(
                "bad-time",
                "a time expression has exactly one of its forms, not {count}",
                {"count": len(heads), "hint": "as in (day: 42) or (days: 8, after: …)"},
            )
        self._check_operands(heads[0] if heads else "before")
        return self

    def _given(self, name: str) -> bool:
        # Zero days are a number of days: only None and False say nothing.
        value = getattr(self, name)
        return value is not None and value is not False

    def _check_operands(self, head: str) -> None:
        counted = head in COUNTED
        wrong = (
            (self.of is not None and head != "day" and "of")
            or (self.after is not None and not counted and "after")
            or (
                self.before is not None
                and head not in (*COUNTED, "before")
                and "before"
            )
        )
        if wrong:
            raise PydanticCustomError(
                "bad-time", f'"{wrong}" does not go with "{head}"', {"hint": ""}
            )
        if counted and (self.after is None) == (self.before is None):
            raise PydanticCustomError(
                "bad-time",
                f'"{head}" needs either "after" or "before"',
                {"hint": f"as in ({head}: 8, after: (day: 42))"},
            )

    @property
    def head(self) -> str:
        """Name the form this expression takes."""
        for name in HEADS:
            if self._given(name):
                return name
        return "before"


COUNTED = ("days", "weeks", "months", "hours")
HEADS = (
    "day",
    *COUNTED,
    "date",
    "anchor",
    "report",
    "start",
    "end",
    "due",
    "met",
    "done",
    "breached",
    "instance",
    "status",
    "earliest",
    "latest",
    "open",
)


class Anchor(Model):
    """A day the text counts from: when it was planned and when it happened."""

    planned: When | None = None
    actual: Pattern | None = None
    title: str | None = None
    note: str | None = None
    readings: dict[Id, "Reading"] = {}


class Party(Model):
    """Somebody bound by the agreement; every party is a source too."""

    name: Text
    side: Id | None = None
    part_of: Ids = ()
    tier: Tier | None = None
    note: str | None = None


class Source(Model):
    """Somebody who reports; `speaks_for` makes its word that party's word."""

    name: str | None = None
    tier: Tier
    speaks_for: Id | None = None
    note: str | None = None


class Place(Model):
    """A place and the places within it."""

    name: str | None = None
    parts: Ids = ()


class Theme(Model):
    """A heading provisions are grouped under."""

    title: Text
    note: str | None = None


class Clause(Model):
    """The words of the agreement a provision rests on, and where they stand."""

    text: Id
    at: str | None = None
    summary: str | None = None
    quote: str | None = None


class SourceText(Model):
    """A document of the agreement and how sure its text is."""

    title: Text
    status: Literal["published", "leaked", "reported", "unpublished", "draft"]
    cite: Cite | None = None
    date: DateText | None = None
    language: str | None = None
    note: str | None = None


class Phase(Model):
    """A named window other windows refer to."""

    title: str | None = None
    from_: When | None = Field(None, alias="from")
    until: When | None = None
    note: str | None = None
    readings: dict[Id, "Reading"] = {}


class Days(Model):
    """A number of days."""

    days: int = Field(ge=0)


class Cure(Pattern):
    """What sets violations aside: an occurrence, or a stretch without any."""

    quiet: Days | None = None


class Every(Model):
    """The length of the stretches a window is cut into; exactly one key."""

    days: int | None = Field(None, ge=1)
    weeks: int | None = Field(None, ge=1)
    months: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(part is not None for part in (self.days, self.weeks, self.months)) != 1:
            raise PydanticCustomError(
                "bad-value",
                "give one of days, weeks or months",
                {"hint": "as in (weeks: 1)"},
            )
        return self


class Target(Model):
    """The number a quota asks for; exactly one of total, rate, times, remaining."""

    total: int | None = Field(None, ge=0)
    rate: int | None = Field(None, ge=0)
    per: Literal["day"] | None = None
    times: int | None = Field(None, ge=1)
    of: Pattern | None = None
    remaining: int | None = Field(None, ge=0)
    unit: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [
            n
            for n in ("total", "rate", "times", "remaining")
            if getattr(self, n) is not None
        ]
        if len(given) != 1:
            raise PydanticCustomError(
                "bad-value",
                "a target gives exactly one of total, rate, times, remaining",
                {"hint": "as in (total: 33, unit: hostage)"},
            )
        if (self.times is None) != (self.of is None):
            raise PydanticCustomError(
                "bad-value",
                '"times" and "of" go together',
                {"hint": "as in (times: 30, of: (kind: hostages-returned))"},
            )
        return self


class Silence(Model):
    """How long without an independent word before a status is `unobserved`."""

    days: int = Field(ge=1)


class Uncorroborated(Model):
    """What a word without corroboration makes of a question."""

    performance: Literal["true", "both"] = "true"
    violation: Literal["both", "true"] = "both"


class Finding(Model):
    """Whose words are findings, and how long a missed date waits for one."""

    by: Ids = ()
    within: Days | None = None


class StatusCondition(Model):
    """A condition over other provisions' statuses."""

    status: dict[Id, StatusWords] = Field(min_length=1)


EachMap = dict[str, Words]


class Terms(Model):
    """What a provision asks; a reading may change any of it."""

    modality: Modality | None = None
    bearer: Ids = ()
    beneficiary: Ids = ()
    from_: When | None = Field(None, alias="from")
    until: When | None = None
    not_before: When | None = None
    due: When | None = None
    stated: Literal["immediately", "agreed-time-frame", "none"] | None = None
    early: Literal["counts", "does-not-count"] | None = None
    performed_by: Pattern | None = None
    violated_by: Pattern | None = None
    counted_by: Pattern | None = None
    cured_by: Cure | None = None
    unless: Annotated[tuple[Pattern, ...], BeforeValidator(as_list)] = ()
    observed: Pattern | None = None
    target: Target | None = None
    suffices: Extent = "full"
    each: Annotated[tuple[EachMap, ...], BeforeValidator(as_list)] = ()
    for_each: Pattern | None = None
    every: Every | None = None
    keyed_by: Words = ()
    silence: Silence | None = None
    excuses: Literal["none", "count"] = "count"
    uncorroborated: Uncorroborated | None = None
    on_breach_of: Id | None = None
    void_if: StatusCondition | None = None
    together_with: Ids = ()
    tolerance: Days | None = None
    on_suspension: Literal["pause", "reset", "excuse"] = "pause"
    extend: Literal["never", "may"] = "may"
    finding: Finding | None = None


class Reading(Terms):
    """One side's interpretation: who holds it, why, and the fields it changes."""

    held_by: Ids = ()
    because: str | None = None
    cite: Cite | None = None
    text: Id | None = None
    planned: When | None = None
    actual: Pattern | None = None


class Provision(Terms):
    """One duty: a bearer owes it by or during some time."""

    title: Text
    modality: Modality
    bearer: Ids = Field(min_length=1)
    clause: Clause | None = None
    theme: Id | None = None
    note: str | None = None
    readings: dict[Id, Reading] = {}

    @property
    def is_achievement(self) -> bool:
        """Tell whether the achievement table applies: total quotas included."""
        if self.modality == "quota":
            return self.target is None or self.target.rate is None
        return self.modality == "achievement"


class Weigh(Model):
    """The worst Admiralty grades still weighed; F and 6 are no grade."""

    reliability: Literal["A", "B", "C", "D", "E"] | None = None
    credibility: int | None = Field(None, ge=1, le=5)
    unjudged: Literal["counts", "left-out"] = "counts"


class Needs(Model):
    """Whose consent a power takes: a number of votes, or any of some ways."""

    votes: int | None = None
    of: int | None = None
    any: tuple[Any, ...] | None = None


class Power(Model):
    """A power and whose consent it takes (given its meaning by acts)."""

    needs: tuple[Id, ...] | Needs = ()
    of: Ids = ()


class AgreementFile(Model):
    """What `agreement.yaml` says."""

    agreement: Id
    title: Text
    zone: str
    day_ends: Annotated[
        str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    ] = "00:00"
    in_force: When
    anchors: dict[Id, Anchor] = {}
    parties: dict[Id, Party] = Field(min_length=1)
    sources: dict[Id, Source] = {}
    places: dict[Id, Place] = {}
    themes: dict[Id, Theme] = {}
    texts: dict[Id, SourceText] = {}
    phases: dict[Id, Phase] = {}
    powers: dict[str, Power] = {}
    same: tuple[str, ...] = ()
    weigh: Weigh = Field(default_factory=lambda: Weigh.model_validate({}))
    uncorroborated: Uncorroborated = Uncorroborated()
    note: str | None = None

    @field_validator("zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if not known_zone(value):
            raise PydanticCustomError(
                "unknown-zone",
                'no time zone named "{zone}"',
                {"zone": value, "hint": "IANA names, as in Asia/Jerusalem"},
            )
        return value


class Agreement(AgreementFile):
    """An agreement whole: its own file and all its provisions, by id."""

    provisions: dict[Id, Provision] = {}
