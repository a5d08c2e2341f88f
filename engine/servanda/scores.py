"""Scores from 0 to 3 as the Peace Accords Matrix has them, worked out from statuses.

This is arithmetic on what the reports come to, and no judgement of ours: it adds
nothing to a status, and nothing rests on it. The Matrix is coded by people who read the
sources; these numbers are not theirs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from servanda.question import Head
from servanda.report import Row, StatusReport

LEFT_OUT = frozenset({"not-in-force", "dormant", "void", "suspended", "not-tracked"})
FULL = frozenset({"met", "holding"})
MOST = 3
MAPPING: Mapping[int, str] = {
    3: "met, or holding",
    2: "not met; by the lowest count half or more is done, or half the instances met",
    1: "not met; less than half is done, or something was done and is contested",
    0: "anything else: nothing done is reported, or what was to be kept was not",
}
DISPUTED = "disputed: the least is by these lines, the most is 3"
APART = "left out: not in force, dormant, void, suspended or not tracked"


class Score(NamedTuple):
    """One provision's score, None where it is left out; in a dispute it may be more."""

    row: Row
    score: int | None

    @property
    def open(self) -> int:
        """Give by how much a dispute leaves the score open."""
        disputed = self.row.status == "disputed" and self.score is not None
        return MOST - (self.score or 0) if disputed else 0


class Share(NamedTuple):
    """The scores of a theme, or of all: how many have which, and their share of all.

    `open` are the points that are in dispute. The shares are None where every
    provision is left out.
    """

    theme: str
    title: str
    numbers: tuple[int, int, int, int]
    left_out: int
    disputed: int
    open: int

    @property
    def scored(self) -> int:
        """Count the provisions that have a score."""
        return sum(self.numbers)

    @property
    def points(self) -> int:
        """Add the scores up."""
        return sum(score * number for score, number in enumerate(self.numbers))

    @property
    def percent(self) -> int | None:
        """Give the share of the points that could be, in whole per cent."""
        return self._percent(self.points)

    @property
    def percent_most(self) -> int | None:
        """Give the share there would be if each dispute were settled as met."""
        return self._percent(self.points + self.open)

    def _percent(self, points: int) -> int | None:
        most = MOST * self.scored
        return (200 * points + most) // (2 * most) if most else None


class Scores(NamedTuple):
    """The scores of an agreement as of an instant, by theme and in all."""

    head: Head
    scores: tuple[Score, ...]
    themes: tuple[Share, ...]
    whole: Share


def scores(report: StatusReport) -> Scores:
    """Work out the scores of a status report."""
    found = tuple(Score(row, score(row)) for row in report.provisions)
    groups: dict[str, list[Score]] = {theme: [] for theme in (*report.themes, "")}
    for one in found:
        groups.setdefault(one.row.theme, []).append(one)
    shares = (
        share(theme, report.themes.get(theme, "Other provisions"), group)
        for theme, group in groups.items()
        if group
    )
    return Scores(report.head, found, tuple(shares), share("", "All", found))


def share(theme: str, title: str, found: Iterable[Score]) -> Share:
    """Count the scores of a group."""
    every = tuple(found)
    tally = Counter(one.score for one in every)
    return Share(
        theme=theme,
        title=title,
        numbers=(tally[0], tally[1], tally[2], tally[3]),
        left_out=tally[None],
        disputed=sum(one.open > 0 for one in every),
        open=sum(one.open for one in every),
    )


def score(row: Row) -> int | None:
    """Give a provision's score by its status, its counts and its instances."""
    if row.status in LEFT_OUT:
        return None
    if row.status in FULL:
        return MOST
    done, wanted = _done(row)
    if not done:
        return 1 if row.ground == "conformity" else 0
    return 2 if 2 * done >= wanted else 1


def _done(row: Row) -> tuple[int, int]:
    """Give how much was done of how much, by the lowest count or the instances."""
    counted = [(one.reached, one.wanted) for one in row.progress if one.wanted]
    if counted:
        return min(counted, key=lambda pair: pair[0] / pair[1])
    arisen = sum(row.instances.values())
    return sum(row.instances.get(word, 0) for word in FULL), arisen
