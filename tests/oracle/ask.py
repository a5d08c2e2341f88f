"""The oracle: what is asked of it; readings beside the base text (§6, R2–R5)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from tests.oracle.aggregate import over
from tests.oracle.chronicle import Chronicle, readings_of
from tests.oracle.duty import Duty
from tests.oracle.editions import Chosen, Edition
from tests.oracle.marks import marked
from tests.oracle.tables import Verdict, ordered
from tests.oracle.testimony import Known

from servanda.agreement import Agreement
from servanda.dates import Calendar
from servanda.scenario import Report
from servanda.standing import FLAGS, Key

Read = tuple[str, str]  # an object, and the name of a reading of it


class Oracle:
    """Where every provision stands at (A, K), pointwise from the set of reports."""

    def __init__(
        self,
        agreement: Agreement,
        reports: Sequence[Report],
        covers: frozenset[str] | None = None,
    ) -> None:
        self.agreement = agreement
        self.covers = covers
        self.reports = tuple(reports)
        self.calendar = Calendar(agreement.zone, agreement.day_ends)
        self.known = cache(
            lambda known_by: Known(agreement, self.calendar, self.reports, known_by)
        )
        self.chronicle = cache(self._chronicle)
        self.candidates = cache(self._candidates)
        self.readings = cache(self._readings)
        self._asked = cache(self._ask)
        self._read = cache(self._beside_readings)

    def _chronicle(self, known_by: int, read: Read | None) -> Chronicle:
        known = self.known(known_by)
        if read is None:
            return Chronicle(known, self.covers)
        name, reading = read
        chosen = Chosen(name, readings_of(known, name)[reading])
        return Chronicle(known, self.covers, chosen)

    def _readings(self, provision: str, known_by: int) -> tuple[Read, ...]:
        """R2, R3: readings held by parties that may change where a provision stands."""
        known, agreement = self.known(known_by), self.agreement
        acts = [act.name for act in known.acts.all]
        names = (provision, *agreement.phases, *agreement.anchors, *acts)
        return tuple(
            (name, reading)
            for name in names
            for reading, terms in readings_of(known, name).items()
            if any(known.people.voice(h) in agreement.parties for h in terms.held_by)
        )

    def _duty(
        self, provision: str, as_of: int, known_by: int, read: Read | None
    ) -> Duty:
        return self.chronicle(known_by, read).world_at(as_of).duty(provision)

    def tracked(self, provision: str, known_by: int) -> bool:
        return self.chronicle(known_by, None).worlds[0].tracked(provision)

    def editions(self, known_by: int) -> list[Edition]:
        """Give the editions of the agreement under the base text."""
        return [w.edition for w in self.chronicle(known_by, None).worlds]

    def has_instances(self, provision: str) -> bool:
        p = self.agreement.provisions[provision]
        return bool(p.for_each or p.each or p.every)

    def standing(self, provision: str, as_of: int, known_by: int) -> Verdict:
        return self._asked(provision, as_of, known_by)[0]

    def instances(
        self, provision: str, as_of: int, known_by: int
    ) -> dict[Key, Verdict]:
        return self._asked(provision, as_of, known_by)[1]

    def _ask(
        self, provision: str, as_of: int, known_by: int
    ) -> tuple[Verdict, dict[Key, Verdict]]:
        if not self.tracked(provision, known_by):
            return Verdict("not-tracked"), {}
        duty = self._duty(provision, as_of, known_by, None)
        whole, units = self._read(provision, as_of, known_by)
        asked = {u.key: u for u in duty.units_at(as_of)}
        found = {
            key or (): marked(duty, asked[key], verdict, as_of, known_by)
            for key, verdict in units.items()
        }
        whole = marked(duty, None, whole, as_of, known_by)
        if self._waits_mutually(duty, whole, as_of):
            whole = replace(whole, marks=ordered({*whole.marks, "mutual-wait"}))
        return whole, found if duty.has_instances else {}

    def _waits_mutually(self, duty: Duty, whole: Verdict, as_of: int) -> bool:
        """G2: it and all its partners are pending."""
        found = {
            duty.world.duty(name).status_at(as_of)
            if duty.world.tracked(name)
            else "not-tracked"
            for name in duty.partners
        }
        return found == {"pending"} and whole.status == "pending"

    # Readings beside the base text (R3, R4).

    def _beside_readings(
        self, provision: str, as_of: int, known_by: int
    ) -> tuple[Verdict, dict[Key | None, Verdict]]:
        duty = self._duty(provision, as_of, known_by, None)
        whole, units = _told(duty, as_of)
        if not self.readings(provision, known_by):
            return whole, units
        disputed: set[Key | None] = set()
        differs = False
        for others in self._beside(provision, as_of, known_by):
            beside = [_told(other, as_of) for other in others]
            for key, verdict in units.items():
                same = [
                    verdict,
                    *(theirs[key] for _, theirs in beside if key in theirs),
                ]
                if _differ(same):
                    disputed.add(key)
            apart = [
                theirs
                for theirs, instances in beside
                if not units or set(instances) != set(units)
            ]
            differs = differs or _differ([whole, *apart])
        units = {
            key: _as_read(verdict) if key in disputed else verdict
            for key, verdict in units.items()
        }
        if disputed:
            whole = over(list(units.values())) if duty.has_instances else units[None]
        return (_as_read(whole) if differs else whole), units

    def _beside(
        self, provision: str, as_of: int, known_by: int
    ) -> Iterator[list[Duty]]:
        """Give, for each object on which no ruling governs, its readings' answers."""
        governed = self.chronicle(known_by, None).governing(as_of)
        readings = self.readings(provision, known_by)
        for name in dict.fromkeys(name for name, _ in readings):
            if name not in governed:
                yield [
                    self._duty(provision, as_of, known_by, read)
                    for read in readings
                    if read[0] == name
                ]

    # The joined history.

    def _candidates(self, provision: str, known_by: int) -> tuple[int, ...]:
        """Give the instants about which a provision may change."""
        base = self.chronicle(known_by, None)
        found: set[int] = set()
        for read in (None, *self.readings(provision, known_by)):
            chronicle = self.chronicle(known_by, read)
            found |= set(chronicle.worlds[-1].candidates(provision))
        for _, _, (since, until) in base.rulings:
            found |= {since, *({until} if until is not None else ())}
        return tuple(sorted(found))

    def since(self, provision: str, as_of: int, known_by: int) -> int | None:
        """Give the start of the unbroken run of the status (S9); None: always so."""
        if not self.tracked(provision, known_by):
            return None

        def status(instant: int) -> str:
            return self._read(provision, instant, known_by)[0].status

        now = status(as_of)
        found = as_of
        candidates = self.candidates(provision, known_by)
        for instant in reversed([c for c in candidates if c <= as_of]):
            if status(instant) != now:
                return found
            found = instant
        return None if status(candidates[0] - 1) == now else found


def _told(duty: Duty, as_of: int) -> tuple[Verdict, dict[Key | None, Verdict]]:
    units = {u.key: duty.unit_at(u, as_of) for u in duty.units_at(as_of)}
    return duty.verdict(as_of), units


def _differ(verdicts: Sequence[Verdict]) -> bool:
    return len({FLAGS[v.status] for v in verdicts}) > 1  # type: ignore[index]


def _as_read(verdict: Verdict) -> Verdict:
    return Verdict(
        "disputed",
        "reading",
        due=verdict.due,
        ends=verdict.ends,
        marks=tuple(m for m in verdict.marks if m == "no-instance"),
        instances=verdict.instances,
    )
