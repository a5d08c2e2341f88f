"""One provision at one known-by instant: its terms and all it is weighed against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from servanda.agreement import Provision, Uncorroborated
from servanda.dates import Moment
from servanda.deadline import Dates, counted_back
from servanda.evidence import LONG_AGO
from servanda.expression import Pattern
from servanda.moves import Revision, Subject
from servanda.occurrence import Occurrence
from servanda.standing import Key
from servanda.weigh import Word
from servanda.world import World

NO_KEY: Key = ()


class Part(NamedTuple):
    """What sets one instance apart: its key, who owes it, what it is for.

    `each` holds the attributes an `each` instance is for ("unattributed" where what
    reaches it names none); a `for_each` instance has its trigger,
    an `every` one its stretch, in seconds, and the dates it `begins` and `closes`.
    """

    key: Key | None
    bearers: tuple[str, ...]
    each: Mapping[str, str]
    trigger: Occurrence | None = None
    trigger_truth: str = "true"
    stretch: Moment | None = None
    begins: Moment | None = None
    closes: Moment | None = None


@dataclass(frozen=True)
class Duty:
    """What the cases of one provision are built from.

    `closed` is the instant it ended early (void_if); `breached_at` the instants of
    the breaches it waits for (on_breach_of), None while there is none; stretches
    are made up to `horizon`.
    """

    world: World
    dates: Dates
    id: str
    terms: Provision
    tracked: bool
    closed: int | None
    breached_at: tuple[int | None, ...]
    horizon: int
    revision: Revision | None = None

    @property
    def in_instances(self) -> bool:
        """Tell whether the provision comes in instances."""
        terms = self.terms
        return bool(terms.for_each or terms.every or terms.each)

    def subject(self, part: Part) -> Subject:
        """Say which part of the provision acts may move the window of."""
        return Subject(
            part.key,
            arises(part),
            self.terms,
            part.key is None and self.in_instances,
            part.stretch is not None,
            lambda keys: self.names(part, keys),
        )

    def names(self, part: Part, stated: Mapping[str, str]) -> bool | None:
        """Tell whether what is stated names an instance; None where it names none."""
        return names_instance(self.terms, part.key, stated)

    @cached_property
    def counts_early(self) -> bool:
        """Tell whether what is done before its time counts."""
        early = self.terms.early
        return early == "counts" or (early is None and counted_back(self.terms.due))

    @property
    def policy(self) -> Uncorroborated:
        """Give what words without corroboration count for here."""
        return self.terms.uncorroborated or self.world.ground.agreement.uncorroborated

    @property
    def pattern(self) -> Pattern | None:
        """Give the pattern whose occurrences answer the case's question."""
        terms = self.terms
        if terms.modality == "quota":
            return terms.counted_by
        return (
            terms.performed_by if terms.modality == "achievement" else terms.violated_by
        )

    def violation(
        self, occurrence: Occurrence, bearers: tuple[str, ...]
    ) -> Word | None:
        """Weigh an occurrence as a violation by some bearers."""
        return self.world.scales.violation(occurrence, bearers, self.policy)

    def stated(self, name: str, occurrence: Occurrence) -> tuple[str, ...]:
        """Give what an occurrence states of what tells instances apart.

        A violation is one by all whom it is laid to, whatever its tier (W6).
        """
        if name == "bearer" and self.terms.modality == "maintenance":
            word = self.violation(occurrence, self.terms.bearer)
            return () if word is None else word.accused
        value = occurrence.attributes.get(attribute(name))
        return () if value is None else (value,)

    def says(self, name: str, stated: Sequence[str], word: str) -> bool:
        """Tell whether what is stated means an instance's word."""
        if name == "place":
            inside = self.world.ground.places.inside
            return any(inside(place, word) for place in stated)
        return word in stated

    def shares_keys(self, part: Part, attributes: Mapping[str, str]) -> bool:
        """Tell whether something states the keys of a `for_each` instance."""
        if part.trigger is None:
            return True
        own = part.trigger.attributes
        return all(
            key in own and own[key] == attributes.get(key)
            for key in self.terms.keyed_by
        )

    def values(self, attributes: Mapping[str, str]) -> tuple[str, ...]:
        """Give the values of the keys, empty where one is not stated."""
        return tuple(attributes.get(key, "") for key in self.terms.keyed_by)


def attribute(name: str) -> str:
    """Name the attribute that says which `each` instance something is about."""
    return "by" if name == "bearer" else name


def names_of(terms: Provision) -> tuple[str, ...]:
    """Give the names that tell a provision's instances apart; none without any."""
    keys = terms.keyed_by if terms.for_each is not None else ()
    return tuple(dict.fromkeys((*keys, *(name for e in terms.each for name in e))))


def names_instance(
    terms: Provision, key: Key | None, stated: Mapping[str, str]
) -> bool | None:
    """Tell whether what is stated names an instance; None where it names none."""
    words = ((name, attribute(name)) for name in names_of(terms))
    said = {name: stated[word] for name, word in words if word in stated}
    own = dict(key or ())
    return all(own.get(n) == value for n, value in said.items()) if said else None


def arises(part: Part) -> int:
    """Give the second from which an instance is there."""
    if part.trigger is not None:
        return part.trigger.date.lo
    return LONG_AGO if part.stretch is None else part.stretch.lo
