"""What a scenario expects of itself, compared with where its provisions stand."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from servanda import durations
from servanda.dates import Calendar, Moment, is_day
from servanda.errors import QuestionError
from servanda.problems import quote
from servanda.scenario import Expectation
from servanda.standing import Key, Standing

NOTHING = "nothing"
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


class Standings(Protocol):
    """What is asked where things stand, at one known-by instant."""

    def standing(self, provision: str, as_of: int) -> Standing:
        """Give where a provision stands."""

    def units(self, provision: str) -> tuple[Key | None, ...]:
        """Name a provision's instances; None alone where it has none."""

    def unit_standing(self, provision: str, key: Key | None, as_of: int) -> Standing:
        """Give where an instance stands."""


DocketAt = Callable[[int, int], Standings]


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that does not hold: of what, and what was found instead.

    `index` is its place in the scenario's list, from 0.
    """

    index: int
    as_of: str
    known_by: str
    provision: str
    instance: Mapping[str, str] | None
    field: str
    expected: str
    got: str


def failures(
    expectations: Iterable[Expectation],
    calendar: Calendar,
    docket_at: DocketAt,
) -> tuple[Failure, ...]:
    """Compare every expectation; `docket_at(known_by, as_of)` gives the docket."""
    return tuple(
        failure
        for index, expectation in enumerate(expectations)
        for failure in _Comparison(index, expectation, calendar).failures(docket_at)
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One expectation beside one standing."""

    index: int
    wanted: Expectation
    calendar: Calendar

    def failures(self, docket_at: DocketAt) -> Iterator[Failure]:
        as_of = self.calendar.read(self.wanted.as_of).hi
        known_by = self.calendar.read(self.wanted.known_by or self.wanted.as_of).hi
        docket = docket_at(known_by, as_of)
        keys = matching_keys(docket.units(self.wanted.provision), self.wanted.instance)
        if self.wanted.instance is None:
            yield from self._differences(docket.standing(self.wanted.provision, as_of))
        elif len(keys) == 1:
            unit = docket.unit_standing(self.wanted.provision, keys[0], as_of)
            yield from self._differences(unit)
        else:
            named = ", ".join(f"{k} {v}" for k, v in self.wanted.instance.items())
            yield self._failure(
                "instance", named, f"{len(keys) or 'no'} such instances"
            )

    def _differences(self, standing: Standing) -> Iterator[Failure]:
        pairs = (
            ("status", self.wanted.status, standing.status),
            ("flag", self.wanted.flag, standing.flag),
            ("ground", self.wanted.ground, standing.ground),
            ("support", self.wanted.support, standing.support),
        )
        for field, wanted, got in pairs:
            if wanted is not None and wanted != got:
                yield self._failure(field, wanted, got)
        yield from self._dates(standing)
        yield from self._late(standing)
        yield from self._sets(standing)

    def _dates(self, standing: Standing) -> Iterator[Failure]:
        since, due, calendar = self.wanted.since, self.wanted.due, self.calendar
        if since is not None and not _holds(calendar.read(since), standing.since):
            got = standing.since
            shown = "" if got is None else calendar.instant_text(got)
            yield self._failure("since", since, shown)
        if due is not None and not _same(calendar.read(due), standing.due, due):
            shown = calendar.text(standing.due) if standing.due else ""
            yield self._failure("due", due, shown)

    def _late(self, standing: Standing) -> Iterator[Failure]:
        wanted = self.wanted.late_by
        if wanted is None:
            return
        got = lateness(standing)
        if got is None or duration(wanted) != duration(got):
            yield self._failure("late_by", wanted, got or "not met")

    def _sets(self, standing: Standing) -> Iterator[Failure]:
        marks, instances = self.wanted.marks, self.wanted.instances
        if marks is not None and set(marks) != set(standing.marks):
            yield self._failure("marks", _words(marks), _words(standing.marks))
        counts = {str(word): number for word, number in standing.instances.items()}
        for word, number in (instances or {}).items():
            if counts.get(word, 0) != number:
                got = str(counts.get(word, 0))
                yield self._failure(f"instances.{word}", str(number), got)

    def _failure(self, field: str, expected: str, got: str) -> Failure:
        return Failure(
            index=self.index,
            as_of=self.wanted.as_of,
            known_by=self.wanted.known_by or self.wanted.as_of,
            provision=self.wanted.provision,
            instance=self.wanted.instance,
            field=field,
            expected=expected or NOTHING,
            got=got or NOTHING,
        )


def matching_keys(
    keys: Iterable[Key | None], instance: Mapping[str, str] | None
) -> list[Key]:
    """List the instances whose keys have all the values named."""
    wanted = set((instance or {}).items())
    return [key for key in keys if key is not None and wanted <= set(key)]


def the_key(
    units: Sequence[Key | None], provision: str, instance: Mapping[str, str]
) -> Key:
    """Give the one instance that has all the values named."""
    found = matching_keys(units, instance)
    if len(found) == 1:
        return found[0]
    named = quote(", ".join(f"{name}={value}" for name, value in instance.items()))
    known = [f"{name}={value}" for key in units[:8] for name, value in key or ()]
    hint = f"there are {', '.join(dict.fromkeys(known))}" if known else ""
    count = f"{len(found)} instances" if found else "no instance"
    raise QuestionError(f"{provision} has {count} {named}", hint)


def lateness(standing: Standing) -> str | None:
    """Write by how much a met provision was late; None where it is not met."""
    if standing.late is not None:
        return durations.of_late(standing.late)
    return durations.ON_TIME if standing.status == "met" else None


def duration(text: str) -> tuple[int, int] | str:
    """Read an ISO duration as days and exact seconds; other text stands for itself."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return text
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return days, hours * 3600 + minutes * 60 + seconds


def _holds(wanted: Moment, second: int | None) -> bool:
    return second is not None and wanted.lo <= second <= wanted.hi


def _same(wanted: Moment, due: Moment | None, text: str) -> bool:
    """Tell whether a due date is the day, or the instant, that a text names."""
    if due is None:
        return False
    return wanted.day == due.day if is_day(text) else wanted == due


def _words(marks: Iterable[str]) -> str:
    return ", ".join(sorted(marks))
