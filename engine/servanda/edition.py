"""An edition: where every provision stands by the terms that govern from an instant on.

The known-by instant is fixed; the terms are those of the agreement with all acts and
rulings that had taken effect when the edition began (E1, E2).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import proxy

from servanda.acts import Act
from servanda.agreement import Agreement, Provision
from servanda.case import Case
from servanda.dates import Moment
from servanda.deadline import Dates
from servanda.duty import Duty, names_instance
from servanda.editions import Edited
from servanda.evidence import LONG_AGO, Item
from servanda.expression import Pattern, StatusWords, When
from servanda.inference import Inference
from servanda.instances import cases, whole
from servanda.kin import Kin
from servanda.moves import Closed, Earlier, Revision
from servanda.occurrence import Occurrence
from servanda.reach import held
from servanda.scenario import Report
from servanda.standing import Key, Step, step_at
from servanda.strand import Strand, joined
from servanda.window import Window
from servanda.world import World


@dataclass(frozen=True)
class View:
    """What a scenario lets one see: its reports and the provisions it speaks of."""

    reports: Collection[Report]
    covers: frozenset[str] | None = None

    def tracks(self, name: str, terms: Provision) -> bool:
        """Tell whether the scenario speaks of a provision, itself or by its theme."""
        return self.covers is None or name in self.covers or terms.theme in self.covers


@dataclass(frozen=True)
class Begun:
    """How an edition began: when, after which, and what it changed.

    `changed` are the provisions that may stand elsewhere than in the one before,
    `reread` those whose text a ruling has read anew;
    `reopens` gives the second from which an act says a window is open again.
    """

    at: int
    before: "Edition"
    by_acts: bool
    reread: frozenset[str]
    changed: frozenset[str]
    reopens: Mapping[str, int]


class Edition:
    """Every provision's cases and steps by one edition's terms; decided when asked."""

    def __init__(
        self,
        world: World,
        view: View,
        horizon: int,
        inference: Inference,
        edited: Edited,
        begun: Begun | None = None,
    ) -> None:
        self.world = world
        self.view = view
        self.edited = edited
        self.begun = begun
        self._horizon = horizon
        self._inference = inference
        self._strands: dict[str, Strand] = {}
        self._last_round: dict[str, Strand | None] = {}
        # Of no circle of references, what is dropped is freed at once.
        ends = {name: end.at for name, end in edited.ends.items()}
        self.dates = Dates(self.agreement, world.ground.calendar, proxy(self), ends)

    @property
    def agreement(self) -> Agreement:
        """Give the agreement by whose terms is judged."""
        return self.world.ground.agreement

    @property
    def at(self) -> int:
        """Give the first second it governs."""
        return LONG_AGO if self.begun is None else self.begun.at

    def strand(self, name: str) -> Strand:
        """Give a provision's cases and steps by these terms."""
        if name not in self._strands:
            self._decide(name)
        return self._strands[name]

    def history(self, name: str, key: Key | None = None) -> tuple[Step, ...]:
        """Give the steps as they were until this edition, and by its terms since."""
        strand = self.strand(name)
        own = strand.steps_for(key) if strand.has(key) else ()
        if self.begun is None:
            return own
        before = self.begun.before.history(name, key)
        if not own:  # an instance that these terms do not make
            return tuple(step for step in before if step.at < self.begun.at)
        return joined(before, own, self.begun.at)

    # -- deciding -------------------------------------------------------------------

    def _decide(self, name: str) -> None:
        """Decide a provision and what it reads, what is read first."""
        wanted = self.world.ground.closure((name,)) - self._strands.keys()
        for group, circular in self.world.ground.groups:
            if not wanted.isdisjoint(group):
                self._settle(group, circular)

    def _settle(self, group: tuple[str, ...], circular: bool) -> None:
        """Decide provisions that read each other, from nothing known upwards (T11)."""
        begun = self.begun
        if begun is not None and begun.changed.isdisjoint(group):
            self._strands.update({name: begun.before.strand(name) for name in group})
            return
        if not circular:
            self._strands[group[0]] = self._strand(group[0])
            return
        self._last_round = dict.fromkeys(group)
        for _ in range(len(group) + 2):
            now = {name: self._strand(name) for name in group}
            settled = all(
                _signature(now[name]) == _signature(before)
                for name, before in self._last_round.items()
            )
            self._last_round = {**now}
            if settled:
                break
        self._strands.update(
            {name: s for name, s in self._last_round.items() if s is not None}
        )
        self._last_round = {}

    def _strand(self, name: str) -> Strand:
        terms = self.agreement.provisions[name]
        duty = Duty(
            self.world,
            self.dates,
            name,
            terms,
            self.view.tracks(name, terms),
            self._closed(name, terms),
            self._breaches(terms),
            self._horizon,
            self._revision(name),
        )
        itself = whole(duty) if duty.in_instances else None
        found = cases(duty)
        if self.begun is not None:
            found = tuple(self._kept(duty, kin) for kin in found)
        if itself is not None:
            itself = self._as_it_was(duty, itself, whole=True)
        until = _known_until(terms, itself, found)
        return Strand(found, itself, self._inference, until)

    def _kept(self, duty: Duty, kin: Kin) -> Kin:
        """Keep an instance that acts no longer change, by its terms before."""
        if kin.shared:
            return kin
        return Kin.of(self._as_it_was(duty, kin.model))

    def _as_it_was(self, duty: Duty, case: Case, *, whole: bool = False) -> Case:
        """Give what was met, or had ended, as it was (E3); anything else as it is."""
        begun, name, key = self.begun, duty.id, case.key
        if begun is None or name in begun.reread:
            return case
        before = begun.before.strand(name)
        old = before.whole if whole else before.case(key) if before.bears(key) else None
        if old is None:
            return case
        was, now = old.window.closed, case.window.closed
        # What was to close it only from now on is asked anew (E2).
        ends = [was] if was is not None and was < begun.at else []
        ends += [now] if now is not None and now <= begun.at else []
        if ends:
            voided = case.window.voided
            window = old.window._replace(closed=min(ends), voided=voided)
            return replace(old, window=window, items=_held(duty, old, window))
        then = step_at(begun.before.history(name, key), begun.at - 1).status
        if whole or not old.achievement or then != "met":
            return case
        new = case.window
        window = old.window._replace(
            closed=new.closed, suspended=new.suspended, gaps=new.gaps
        )
        return replace(old, window=window)

    def _closed(self, name: str, terms: Provision) -> int | None:
        found = [m for m in self.edited.moves.get(name, ()) if isinstance(m, Closed)]
        ends = [move.at for move in found if not move.keys]
        if terms.void_if is not None:
            held = self.first_held(terms.void_if.status)
            ends += [] if held is None else [held]
        return min(ends, default=None)

    def _breaches(self, terms: Provision) -> tuple[int | None, ...]:
        if terms.on_breach_of is None:
            return ()
        return (self.first_held({terms.on_breach_of: ("breached",)}),)

    def _revision(self, name: str) -> Revision | None:
        begun = self.begun
        if begun is None:
            return None
        before = begun.before

        def earlier(key: Key | None) -> Earlier | None:
            strand = before.strand(name)
            case = strand.whole if key is None and strand.in_instances else None
            if case is None and not strand.has(key):
                return None
            window = (case or strand.case(key)).window
            status = step_at(before.history(name, key), begun.at - 1).status
            return Earlier(window, status)

        moves = self.edited.moves.get(name, ())
        reopens = begun.reopens.get(name)
        return Revision(begun.at, begun.by_acts, reopens, moves, earlier)

    # -- what time expressions ask ----------------------------------------------

    def earliest(self, pattern: Pattern) -> Occurrence | None:
        """Find the earliest true occurrence that meets a pattern."""
        return self.world.earliest(pattern)

    def date_of(self, provision: str, head: str, key: Key) -> Moment | None:
        """Give a provision's start, end, due, met, done or breached date."""
        strand = self._known_strand(provision)
        if strand is None:
            return None
        if head != "breached" or self.begun is None:
            return strand.date(head, key)
        one = key if strand.bears(key) else None
        known = self.begun.before.breached_until(provision, one, self.begun.at)
        return known or strand.breached(key, self.begun.at, None)

    def breached_until(self, name: str, key: Key | None, until: int) -> Moment | None:
        """Give the date of the first breach on the record before an instant (E2).

        Of an instance where a key is given, else of the first of all.
        """
        begun, strand = self.begun, self.strand(name)
        if begun is not None:
            known = begun.before.breached_until(name, key, begun.at)
            if known is not None:
                return known
        if key is None or strand.bears(key):
            return strand.breached(key or (), self.at, until)
        return None

    def first_held(self, conditions: Mapping[str, StatusWords]) -> int | None:
        """Give the first instant at which all the statuses hold together (T8)."""
        strands = {name: self._known_strand(name) for name in conditions}
        if any(strand is None for strand in strands.values()):
            return None
        steps = {n: self._so_far(n, s.steps) for n, s in strands.items() if s}
        for at in sorted({step.at for found in steps.values() for step in found}):
            if all(
                step_at(steps[name], at).status in words
                for name, words in conditions.items()
            ):
                return at
        return None

    def _so_far(self, name: str, steps: Sequence[Step]) -> Sequence[Step]:
        begun = self.begun
        if begun is None:
            return steps
        return joined(begun.before.history(name), steps, begun.at)

    def _known_strand(self, name: str) -> Strand | None:
        if name in self._last_round:
            return self._last_round[name]
        return self.strand(name)

    # -- what acts ask of the edition before them -----------------------------------

    def power_since(self, when: When) -> int | None:
        """Give the first second of a power that is not there from the beginning."""
        since = self.dates.as_start(when).value
        return None if since is None else since.lo

    def latest_end(self, act: Act) -> int | None:
        """Give the last second of what an extension is about, None if unknown (C7)."""
        strand = self.strand(act.object)
        terms = self.agreement.provisions[act.object]
        if terms.every is not None and strand.whole is not None:
            ends = strand.whole.window.ends
            return None if ends is None else ends.hi
        found = []
        for kin in strand.kin:
            for key in kin.named():
                named = names_instance(terms, key, act.keys)
                if kin.arises <= (act.agreed or 0) and named is not False:
                    window = kin.window
                    end = window.due if terms.is_achievement else window.ends
                    found += [] if end is None else [end.hi]
        return max(found, default=None)

    def phase_end(self, phase: str) -> Moment | None:
        """Give the end of a phase."""
        return self.dates.phase(phase, "end", False).value


def _held(duty: Duty, case: Case, window: Window) -> tuple[Item, ...]:
    """Hold the violations of a case against a window that ended (C9, S5)."""
    if case.achievement:
        return case.items
    held_ = (held(duty, item, window) for item in case.items)
    return tuple(item for item in held_ if item is not None)


def _known_until(
    terms: Provision, whole: Case | None, found: Sequence[Kin]
) -> int | None:
    """Give the last second the stretches made reach, None where there are no more."""
    if terms.every is None or whole is None or not found:
        return None
    last = max(kin.window.ends.hi for kin in found if kin.window.ends is not None)
    ends = whole.window.over
    return last if ends is None or ends.hi > last else None


def _signature(strand: Strand | None) -> object:
    """Give all of a strand that another provision's dates or conditions can read."""
    if strand is None:
        return None
    dates = tuple(
        (*kin.named(), kin.window.start, kin.window.due, kin.window.ends)
        for kin in strand.kin
    )
    met = tuple(strand.date(head, ()) for head in ("met", "done", "breached"))
    return (dates, strand.kin_steps, strand.steps, met)
