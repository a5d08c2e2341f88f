"""Rival readings: where a provision stands under each, and if it differs (R2–R6).

Under a reading everything is evaluated as if the text had said so all along. Where
the flags under the base text and under the readings that parties hold differ, and no
ruling has chosen, the status is disputed (reading).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from servanda.agreement import Agreement, Reading
from servanda.course import Course
from servanda.standing import FLAGS, Key, Step, step_at
from servanda.strand import Strand, gravest

Span = tuple[int, int]
Word = tuple[str, str, str]
DISPUTED: Word = ("disputed", "reading", "reading")


class Alternative(NamedTuple):
    """One reading of one object, and the course of the agreement under it.

    It can move the provisions in its `reach`: that of a provision moves itself alone.
    In the `ruled` stretches an authority has chosen, and nothing is in dispute.
    """

    object: str
    name: str
    reading: Reading
    held: bool
    course: Course
    ruled: tuple[Span, ...]
    reach: frozenset[str]

    def title(self, provision: str) -> str:
        """Name it among the readings that bear on a provision."""
        return self.name if self.object == provision else f"{self.object}/{self.name}"

    def open_at(self, as_of: int) -> bool:
        """Tell whether no ruling has chosen by an instant."""
        return not any(start <= as_of < end for start, end in self.ruled)


def held_by_party(agreement: Agreement, reading: Reading) -> bool:
    """Tell whether a party holds a reading, itself or by who speaks for it."""
    for name in reading.held_by:
        source = agreement.sources.get(name)
        if name in agreement.parties or (source and source.speaks_for):
            return True
    return False


class Contest:
    """One provision under its base text and under every reading that bears on it."""

    def __init__(
        self, name: str, base: Course, alternatives: Sequence[Alternative]
    ) -> None:
        self._name = name
        self._base = base
        self.alternatives = tuple(alternatives)
        self._held = tuple(a for a in alternatives if a.held)
        self._steps: dict[Key | None, tuple[Step, ...]] = {}

    def steps(self, key: Key | None = None) -> tuple[Step, ...]:
        """Give the statuses through time, those in dispute over a reading as such."""
        if key not in self._steps:
            self._steps[key] = self._walked(key)
        return self._steps[key]

    def _walked(self, key: Key | None) -> tuple[Step, ...]:
        base = self._base.steps(self._name, key)
        if not self._held:
            return base
        found: list[Step] = []
        for at in self._instants(key):
            word = self.word_at(key, at)
            if not found or found[-1][1:] != word:
                found.append(Step(at, *word))  # type: ignore[arg-type]
        return tuple(found)

    def word_at(self, key: Key | None, at: int) -> Word:
        """Give status, ground and rule at an instant."""
        base = step_at(self._base.steps(self._name, key), at)
        if base.status == "not-tracked" or not any(a.open_at(at) for a in self._held):
            return base[1:]
        strand = self._base.at(at).strand(self._name)
        if key is not None or not strand.in_instances:
            differ = self._flags_differ(key, at, self._held)
            return DISPUTED if differ else base[1:]
        return self._gathered(strand, base, at)

    def _gathered(self, strand: Strand, base: Step, at: int) -> Word:
        """Give what a provision takes from its instances (R4)."""
        ours = _keys(strand, at)
        others = [
            one
            for one in self._held
            if not ours or _keys(one.course.at(at).strand(self._name), at) != ours
        ]
        if self._flags_differ(None, at, others):
            return DISPUTED
        words = [self.word_at(key, at) for key in ours]
        if DISPUTED not in words:
            return base[1:]
        status, ground = gravest({(word[0], word[1]): 1 for word in words})  # type: ignore[misc]
        return (status, ground, "gravest-instance")

    def _flags_differ(
        self, key: Key | None, at: int, among: Iterable[Alternative]
    ) -> bool:
        base = step_at(self._base.steps(self._name, key), at)
        by_object: dict[str, set[str]] = {}
        for one in among:
            step = self.step_under(one, key, at)
            if step is not None and one.open_at(at):
                flags = by_object.setdefault(one.object, {FLAGS[base.status]})
                flags.add(FLAGS[step.status])
        return any(len(flags) > 1 for flags in by_object.values())

    def step_under(self, one: Alternative, key: Key | None, at: int) -> Step | None:
        """Give where it stands under a reading; None where it has no such instance."""
        strand = one.course.at(at).strand(self._name)
        if key is not None and key not in _keys(strand, at):
            return None
        return step_at(one.course.steps(self._name, key), at)

    def step_by_text(self, key: Key | None, at: int) -> Step:
        """Give where it stands by the text as acts and rulings have left it."""
        return step_at(self._base.steps(self._name, key), at)

    def _instants(self, key: Key | None) -> list[int]:
        courses = (self._base, *(a.course for a in self._held))
        found = {at for a in self._held for span in a.ruled for at in span}
        for course in courses:
            found.update(edition.at for edition in course.editions)
            found.update(self._turns(course, key))
        return sorted(found)

    def _turns(self, course: Course, key: Key | None) -> Iterator[int]:
        if key is None or key in course.units(self._name):
            yield from (step.at for step in course.steps(self._name, key))
        for edition in course.editions:
            strand = edition.strand(self._name)
            for kin, steps in zip(strand.kin, strand.kin_steps, strict=True):
                # Whether it is there to be compared changes with an instance's rise.
                yield kin.arises
                if key is None:
                    yield from (step.at for step in steps)


def _keys(strand: Strand, at: int) -> frozenset[Key | None]:
    """Name the instances that have arisen by an instant."""
    return frozenset(key for kin, _ in strand.arisen(at) for key in kin.named())


def readings_read(
    agreement: Agreement,
) -> Iterator[tuple[str, str, Mapping[str, Reading]]]:
    """Give each object that is read in more than one way: section, name, readings."""
    for section in ("provisions", "phases", "anchors"):
        for name, part in getattr(agreement, section).items():
            if part.readings:
                yield section, name, part.readings


def bearing_on(name: str, alternatives: Iterable[Alternative]) -> Iterator[Alternative]:
    """Choose the readings that bear on a provision."""
    return (a for a in alternatives if name in a.reach)
