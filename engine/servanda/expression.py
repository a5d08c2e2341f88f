"""The words files are written in: ids, dates, patterns and time expressions.

One time expression is one `When`, whichever form it takes, so that a problem's place
in the file is its place in the model.
"""

from functools import cached_property
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

from servanda.dates import WEEKDAYS, DateError, check_written

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

    @cached_property
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
