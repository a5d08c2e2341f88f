"""A sweep's plan, as its file says it: what varies, how, and what is asked."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from servanda.expression import DateText, Id, Ids, Model, Text, as_list

FlagWord = Literal["met", "pending", "disputed", "breached", "dormant", "void"]
Method = Literal["monte-carlo", "grid"]
Chance = Annotated[float, Field(ge=0, le=1)]
Length = Annotated[int, Field(ge=0, le=3660)]
MOST_RUNS = 1_000_000
NOT_EXTENDED = "not-extended"
KINDS = ("delay", "miss", "report", "read", "extend")


class Steps(Model):
    """Whole numbers from the first to the last, both included."""

    from_: Length = Field(0, alias="from")
    to: Length
    step: Annotated[int, Field(ge=1)] = 1


class Distribution(Model):
    """A distribution of scipy, cut off at both ends and taken in whole numbers."""

    name: Text
    parameters: dict[str, float] = Field(default_factory=dict)
    between: tuple[Length, Length]


class Axis(Model):
    """One thing that varies: exactly one of delay, miss, report, read, extend."""

    title: str | None = None
    delay: Text | None = None
    miss: Text | None = None
    report: Text | None = None
    read: Text | None = None
    extend: Text | None = None
    unit: Literal["days", "hours"] = "days"
    range: Steps | None = None
    values: Annotated[tuple[Length, ...], BeforeValidator(as_list)] = ()
    distribution: Distribution | None = None
    probability: Chance | None = None
    among: Annotated[tuple[Text, ...], BeforeValidator(as_list)] = ()
    weights: tuple[Annotated[float, Field(gt=0)], ...] = ()

    @property
    def kind(self) -> str:
        """Say which change it makes."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def target(self) -> str:
        """Name what is changed: a provision, or a report."""
        return str(getattr(self, self.kind))

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise _bad(
                "an axis gives one of delay, miss, report, read or extend",
                "as in (delay: one-provision, range: (to: 14))",
            )
        for key in ("range", "values", "distribution"):
            if getattr(self, key) and given != ["delay"]:
                raise _bad(f"only a delay takes {key}", "")
        if given == ["delay"]:
            self._one_source()
        elif given[0] in ("read", "extend"):
            self._some_choice(given[0])
        elif self.among or self.weights:
            raise _bad(f"{given[0]} takes a probability, and nothing to choose", "")
        if self.probability is not None and given[0] not in ("miss", "report"):
            raise _bad(f"{given[0]} takes no probability", "give weights")
        return self

    def _one_source(self) -> None:
        sources = (self.range is not None, bool(self.values), bool(self.distribution))
        if sum(sources) != 1:
            raise _bad(
                "a delay needs one of range, values or distribution",
                "as in (range: (from: 0, to: 14))",
            )
        if self.among:
            raise _bad("a delay takes values, not among", "as in (values: [0, 3, 7])")
        if self.weights and len(self.weights) != len(self.values):
            raise _bad("give as many weights as values", "")

    def _some_choice(self, kind: str) -> None:
        if not self.among:
            plain = "base" if kind == "read" else NOT_EXTENDED
            raise _bad(f"{kind} needs among", f"as in (among: [{plain}, …])")
        if self.weights and len(self.weights) != len(self.among):
            raise _bad("give as many weights as there are to choose among", "")


def _bad(message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("bad-axis", message, {"hint": hint})


class Indicator(Model):
    """What importance is measured on: how many of some provisions end in a flag."""

    flag: FlagWord = "breached"
    provisions: Ids = ()


class Plan(Model):
    """A sweep's file."""

    sweep: Id
    title: Text
    summary: str | None = None
    method: Method = "monte-carlo"
    runs: Annotated[int, Field(ge=1, le=MOST_RUNS)] = 1000
    seed: Annotated[int, Field(ge=0)] = 0
    as_of: Annotated[tuple[DateText, ...], BeforeValidator(as_list)] = ()
    indicator: Indicator = Indicator()
    axes: Annotated[dict[Id, Axis], Field(min_length=1, max_length=20)]
