"""A provision's cases through time: steps of each, and of all of them together (S4)."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from servanda.case import Case
from servanda.dates import Moment
from servanda.evidence import LONG_AGO
from servanda.expression import StatusWord
from servanda.inference import Inference
from servanda.kin import Kin, in_order
from servanda.paths import Alike, Changes, Path, Standing, changes_of, paths
from servanda.situation import Situation
from servanda.standing import GRAVITY, GROUNDS, Key, Step, step_at


def steps_of(case: Case, inference: Inference) -> tuple[Step, ...]:
    """Walk a case through every instant at which it may change."""
    found: list[Step] = []
    for instant in case.instants():
        rule = inference.conclude(case.look(instant).situation)
        if not found or (found[-1].status, found[-1].ground, found[-1].rule) != (
            rule.status,
            rule.ground,
            rule.name,
        ):
            found.append(Step(instant, rule.status, rule.ground, rule.name))  # type: ignore[arg-type]
    return tuple(found)


def joined(before: Sequence[Step], after: Sequence[Step], at: int) -> tuple[Step, ...]:
    """Join the steps until an instant and others from it on."""
    found = [step for step in before if step.at < at]
    first = step_at(after, at)._replace(at=at)
    for step in (first, *(step for step in after if step.at > at)):
        if not found or found[-1][1:] != step[1:]:
            found.append(step)
    return tuple(found)


def since(steps: Sequence[Step], as_of: int) -> int | None:
    """Give the start of the unbroken run of the status at an instant (S9)."""
    return _start_of_run(steps, as_of, lambda step: (step.status,))


def decided(steps: Sequence[Step], as_of: int) -> int | None:
    """Give the start of the unbroken run of the status on its present ground."""
    return _start_of_run(steps, as_of, lambda step: (step.status, step.ground))


def _start_of_run(
    steps: Sequence[Step], as_of: int, word: Callable[[Step], tuple[str, ...]]
) -> int | None:
    index = max(0, bisect_right(steps, as_of, key=lambda s: s.at) - 1)
    now = word(steps[index])
    while index and word(steps[index - 1]) == now:
        index -= 1
    return None if steps[index].at <= LONG_AGO else steps[index].at


def gravest(standings: Mapping[Standing, int]) -> Standing:
    """Choose what a provision takes from its instances, by gravity and ground."""
    present = {standing for standing, number in standings.items() if number > 0}
    for status in GRAVITY:
        grounds = [ground for word, ground in present if word == status]
        if grounds:
            return status, min(grounds, key=_place)
    words = {status for status, _ in present}
    # What is outside the scenario is so for every instance.
    for status in ("not-tracked", "not-in-force"):
        if status in words:
            return status, ""
    return "dormant", ""


def _place(ground: str) -> int:
    return GROUNDS.index(ground) if ground in GROUNDS else len(GROUNDS)


def together(changes: Changes, without: Sequence[Step]) -> tuple[Step, ...]:
    """Give a provision's steps from how its instances change.

    While none has arisen, the provision stands as `without` says.
    """
    first = min(changes, default=None)
    found = [step for step in without if first is None or step.at < first]
    counts: Counter[Standing] = Counter()
    for at in sorted(changes):
        counts.update(changes[at])
        status, ground = gravest(counts)
        if not found or (found[-1].status, found[-1].ground) != (status, ground):
            found.append(Step(at, status, ground, "gravest-instance"))
    return tuple(found)


class Strand:
    """One provision's cases and what they amount to, at one known-by instant.

    Where more stretches would follow those made, nothing is said after `until`.
    """

    def __init__(
        self,
        kin: Sequence[Kin],
        whole: Case | None,
        inference: Inference,
        until: int | None = None,
    ) -> None:
        self.kin = tuple(kin)
        self.whole = whole
        self._until = until
        self._inference = inference

    @cached_property
    def _by_key(self) -> dict[Key | None, int]:
        return {key: at for at, kin in enumerate(self.kin) for key in kin.named()}

    @cached_property
    def keys(self) -> tuple[Key | None, ...]:
        """Name the instances, in order of key."""
        named = tuple(self._by_key)
        shared = any(kin.shared for kin in self.kin)
        return tuple(sorted(named, key=in_order)) if shared else named

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Give the paths that the kin take."""
        return paths(self.kin, lambda case: steps_of(case, self._inference))

    @cached_property
    def kin_steps(self) -> tuple[tuple[Step, ...], ...]:
        """Give the steps that every one of some kin takes."""
        steps = {one: path.steps_of(one) for path in self.paths for one in path.kin}
        return tuple([steps[one] for one in self.kin])

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Give the steps of the provision as a whole."""
        if self.whole is None:
            return self.kin_steps[0]
        steps = together(
            changes_of(self.paths), _without_instances(self.whole, self._inference)
        )
        return tuple(s for s in steps if self._until is None or s.at <= self._until)

    @property
    def in_instances(self) -> bool:
        """Tell whether the provision comes in instances."""
        return self.whole is not None

    def steps_for(self, key: Key | None) -> tuple[Step, ...]:
        """Give the steps of one instance, or of the provision for None."""
        if key is None:
            return self.steps
        return self.kin_steps[self._by_key[key]]

    def case(self, key: Key | None) -> Case:
        """Find the case with a key."""
        return self.kin[self._by_key[key]].case(key)

    def has(self, key: Key | None) -> bool:
        """Tell whether there is an instance with a key (None: the provision)."""
        return key is None or key in self._by_key

    def bears(self, key: Key | None) -> bool:
        """Tell whether there is a case with a key: where it comes in none, its own."""
        return key in self._by_key

    def arisen(self, as_of: int) -> list[tuple[Kin, tuple[Step, ...]]]:
        """List the kin that have arisen by an instant, with their steps."""
        return [
            (kin, steps)
            for kin, steps in zip(self.kin, self.kin_steps, strict=True)
            if kin.arises <= as_of
        ]

    def numbers(self, as_of: int) -> dict[StatusWord, int]:
        """Count the instances that have arisen, by status, whatever was before."""
        alike: defaultdict[object, list[Kin]] = defaultdict(list)
        for one in self.kin:
            if one.arises <= as_of:
                alike[one.likeness(as_of)].append(one)
        found: Counter[StatusWord] = Counter()
        for kin in alike.values():
            rule = self._inference.conclude(kin[0].plain.look(as_of).situation)
            found[rule.status] += sum([one.number for one in kin])  # type: ignore[index]
        return dict(sorted(found.items()))

    def alike(self, as_of: int) -> Iterator[Alike]:
        """Put the kin that have arisen together by path, and the step taken on it."""
        for path in self.paths:
            yield from path.alike(as_of)

    def date(self, head: str, key: Key) -> Moment | None:
        """Give a date of the provision: the same key's, else that of all (T10)."""
        if key in self._by_key:
            return self._date(self._by_key[key], head)
        if self._until is not None and head not in ("start", "breached"):
            return None  # the last stretch is not known
        dates = [self._date(index, head) for index in self._asked(head)]
        known = [date for date in dates if date is not None]
        if head in ("start", "breached"):
            return min(known, key=lambda d: (d.lo, d.hi)) if known else None
        if len(known) < len(dates) or not known:
            return None
        return max(known, key=lambda d: (d.hi, d.lo))

    def _asked(self, head: str) -> Sequence[int]:
        """Choose whose dates count: once it is met, of those that are (T10)."""
        every = range(len(self.kin))
        if head not in ("met", "done") or self.steps[-1].status != "met":
            return every
        return [index for index in every if self.kin_steps[index][-1].status == "met"]

    def _date(self, index: int, head: str) -> Moment | None:
        case = self.kin[index].model
        match head:
            case "start":
                return case.window.start
            case "end" if case.achievement:
                return case.window.ends or case.window.due
            case "end":
                return case.window.over
            case "due":
                return case.window.due if case.achievement else case.window.over
            case "breached":
                return self._breached(index, LONG_AGO, None)
        met = self._met(index)
        if head == "met":
            return met
        if met is not None and (not case.achievement or case.late(met) is None):
            return met
        return case.window.due if case.achievement else case.window.over

    def _met(self, index: int) -> Moment | None:
        case, last = self.kin[index].model, self.kin_steps[index][-1]
        if last.status != "met":
            return None
        if not case.achievement:
            return case.window.over
        # Where nothing was asked for, it was done when it was due.
        end = max(last.at, case.instants()[-1])
        return case.look(end).finding.date or case.window.due

    def breached(self, key: Key, since: int, until: int | None) -> Moment | None:
        """Give the date of the first breach that is on the record in a time."""
        if key in self._by_key:
            return self._breached(self._by_key[key], since, until)
        dates = [self._breached(i, since, until) for i in range(len(self.kin))]
        known = [date for date in dates if date is not None]
        return min(known, key=lambda d: (d.lo, d.hi), default=None)

    def _breached(self, index: int, since: int, until: int | None) -> Moment | None:
        case, steps = self.kin[index].model, self.kin_steps[index]
        for step, ends in zip(steps, [*(s.at for s in steps[1:]), None], strict=True):
            over = ends is not None and ends <= since
            if step.status != "breached" or over:
                continue
            at = max(step.at, since)
            return (
                None if until is not None and at >= until else breach_date(case, step)
            )
        return None


def breach_date(case: Case, step: Step) -> Moment | None:
    """Give the date a breach is about: the violation's, the finding's or the due."""
    if step.ground == "missed":
        return case.window.due
    found = case.look(step.at).finding
    if case.achievement:
        weighed = case.window.weighed_until(step.at)
        dates = [a.date for a in case.answers(weighed) if a.finds]
        return min(dates, default=None, key=lambda d: (d.lo, d.hi))
    return found.date


def _without_instances(case: Case, inference: Inference) -> tuple[Step, ...]:
    """Give the steps of a provision no instance of which has arisen."""
    found: list[Step] = []
    instants = sorted({LONG_AGO, *case.instants()})
    for instant in instants:
        situation = case.look(instant).situation
        blank = Situation(
            "maintenance",
            tracked=situation.tracked,
            void=situation.void,
            waits=situation.waits,
            in_force=situation.in_force,
            suspended=situation.suspended,
            window=_window_word(case, instant),
        )
        rule = inference.conclude(blank)
        if not found or found[-1].status != rule.status:
            found.append(Step(instant, rule.status, "", "no-instance"))  # type: ignore[arg-type]
    return tuple(found)


def _window_word(case: Case, as_of: int) -> str:
    ends, closed = case.window.ends, case.window.closed
    over = (ends is not None and as_of > ends.hi) or case.window.shut(as_of)
    return "closed" if over or (closed is not None and as_of >= closed) else "open"
