"""An agreement as its files say it: parties, sources, phases, provisions.

Frozen pydantic models with unknown keys forbidden. Values arrive as text and are
typed here; nothing is evaluated.
"""

from typing import Annotated, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from servanda.dates import known_zone
from servanda.expression import (
    Cite,
    DateText,
    Extent,
    Id,
    Ids,
    Modality,
    Model,
    Pattern,
    StatusWords,
    Text,
    Tier,
    When,
    Words,
    as_list,
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
    to: DateText | None = None
    effective: DateText | None = None


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

    votes: int | None = Field(None, ge=1)
    of: int | None = Field(None, ge=1)
    any: tuple["tuple[Id, ...] | Needs", ...] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.votes is None) == (self.any is None):
            raise PydanticCustomError(
                "bad-value",
                "a power needs a list of parties, votes, or any of several ways",
                {"hint": "as in (votes: 29, of: 43) or (any: [[north], (votes: 3)])"},
            )
        return self


class Power(Model):
    """A power: whose consent it takes, over what (default: all), and from when."""

    needs: tuple[Id, ...] | Needs = ()
    of: Ids = ()
    from_: When | None = Field(None, alias="from")


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
    powers: dict[str, Annotated[tuple[Power, ...], BeforeValidator(as_list)]] = {}
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
