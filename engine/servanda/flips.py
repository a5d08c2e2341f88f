"""Which further reports would change a flag: the smallest sets, found by trying them.

What is known is kept and the clock is not moved: each set is weighed as if it had been
reported by then. Pairs are tried only where no single report changes the flag.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from typing import NamedTuple

from servanda.evaluate import Docket
from servanda.excerpt import Excerpt
from servanda.proposals import Proposal, proposals
from servanda.scenario import Report
from servanda.standing import FLAGS, Key, Step, step_at

SHOWN = 3  # so many sets for each flag
MOST_PAIRS = 240
# Where there are many reports, each trial weighs them all: fewer are made.
MOST_WEIGHED, FEWEST = 60_000, 8
FAMILIES = (
    *("perform", "violate", "cure", "count", "confirm", "deny", "retract"),
    *("withdraw", "except", "rule", "state", "stance", "act", "begin", "ground"),
)
FLAG_ORDER = ("met", "pending", "disputed", "breached", "dormant", "void")


class Further(NamedTuple):
    """A further report that any of some sources might make."""

    sources: tuple[str, ...]
    by: tuple[str, ...]
    what: str
    reports: tuple[Report, ...]


class Flip(NamedTuple):
    """A set of further reports, and where the provision stands with all of them."""

    status: str
    flag: str
    ground: str
    reports: tuple[Further, ...]


class Flips(NamedTuple):
    """The smallest sets that change a flag; empty where none of those tried does.

    `left_out` are further sets of the same size, `tried` all reports supposed.
    """

    flag: str
    found: tuple[Flip, ...]
    left_out: int
    tried: int


def flips(docket: Docket, provision: str, key: Key | None, as_of: int) -> Flips | None:
    """Find which further reports would change a flag; None where nothing is asked."""
    step = step_at(docket.steps(provision, key), as_of)
    if step.status == "not-tracked":
        return None
    excerpt = Excerpt(docket, provision)
    most = max(FEWEST, MOST_WEIGHED // (1 + len(excerpt.reports)))
    supposed = proposals(docket, provision, key, as_of)[:most]
    trial = _Trial(excerpt, key, as_of, FLAGS[step.status])
    found = list(trial.singles(supposed))
    if not found:
        found = list(trial.pairs(supposed, min(MOST_PAIRS, most - len(supposed))))
    found.sort(key=_likeliest)
    shown = tuple(_few(found))
    left_out = len(found) - len(shown)
    return Flips(FLAGS[step.status], shown, left_out, len(supposed))


Found = tuple[tuple[str, ...], Flip]


class _Trial:
    """Tries further reports on one provision."""

    def __init__(
        self, excerpt: Excerpt, key: Key | None, as_of: int, flag: str
    ) -> None:
        self._excerpt = excerpt
        self._key = key
        self._as_of = as_of
        self._flag = flag

    def turned(self, proposed: Sequence[Proposal]) -> Step | None:
        """Give where it stands with some reports; None where the flag stays."""
        reports = [one.report for one in proposed]
        step = self._excerpt.step(reports, self._key, self._as_of)
        if step is None or FLAGS[step.status] == self._flag:
            return None
        return step

    def singles(self, supposed: Iterable[Proposal]) -> Iterator[Found]:
        """Try each report alone; those that say and do the same are one."""
        alike: dict[tuple[str, str, str], list[tuple[Proposal, Step]]] = {}
        for one in supposed:
            step = self.turned((one,))
            if step is not None:
                like = (one.what, step.status, step.ground)
                alike.setdefault(like, []).append((one, step))
        for group in alike.values():
            voices, step = [one for one, _ in group], group[0][1]
            yield (voices[0].family,), _flip(step, (voices,))

    def pairs(self, supposed: Iterable[Proposal], most: int) -> Iterator[Found]:
        """Try two reports together: by the best placed for each, or by two parties."""
        by_what: dict[str, list[Proposal]] = {}
        for each in supposed:
            by_what.setdefault(each.what, []).append(each)
        groups = sorted(by_what.values(), key=lambda g: FAMILIES.index(g[0].family))
        tried = (
            *((one, other) for one, other in combinations(groups, 2)),
            *((group, group) for group in groups if len(group) > 1),
        )
        found = 0
        for one, other in islice(tried, most):
            pair = self._pair(one, other)
            if pair is not None:
                yield pair
                found += 1
            if found > 2 * SHOWN:
                return

    def _pair(
        self, group: Sequence[Proposal], other: Sequence[Proposal]
    ) -> Found | None:
        if group is other:
            tried = [*combinations(group[-4:], 2)]
        else:
            tried = [(group[0], other[0])]
        for first, second in tried:
            step = self.turned((first, second))
            if step is None:
                continue
            ones: tuple[Proposal, ...] = (first,)
            others: tuple[Proposal, ...] = (second,)
            if group is not other:
                ones = tuple(a for a in group if self._same(step, (a,), second))
                others = tuple(b for b in other if self._same(step, ones, b))
            return (first.family, second.family), _flip(step, (ones, others))
        return None

    def _same(self, step: Step, some: Iterable[Proposal], other: Proposal) -> bool:
        """Tell whether each of some reports does the same together with another."""
        found = (self.turned((one, other)) for one in some)
        return all(now is not None and now[1:3] == step[1:3] for now in found)


def _flip(step: Step, groups: Sequence[Sequence[Proposal]]) -> Flip:
    return Flip(
        step.status,
        FLAGS[step.status],
        step.ground,
        tuple(
            Further(
                tuple(one.voice.source for one in group),
                tuple(dict.fromkeys(one.voice.words for one in group)),
                group[0].what,
                tuple(one.report for one in group),
            )
            for group in groups
        ),
    )


def _likeliest(found: Found) -> tuple[object, ...]:
    """Put first what most sources could report."""
    families, flip = found
    sources = sum(len(one.sources) for one in flip.reports)
    family = max(map(FAMILIES.index, families))
    return (FLAG_ORDER.index(flip.flag), family, -sources)


def _few(found: Sequence[Found]) -> Iterator[Flip]:
    """Choose a few sets for each flag, of one family only one.

    That the ground of many duties were not so is told only where nothing else is.
    """
    others = any("ground" not in families for families, _ in found)
    shown: dict[str, set[tuple[str, ...]]] = {}
    for families, flip in found:
        there = shown.setdefault(flip.flag, set())
        apart = others and "ground" in families
        if families not in there and len(there) < SHOWN and not apart:
            there.add(families)
            yield flip
