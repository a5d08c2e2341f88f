"""A docket that keeps of another what cannot differ there, edition by edition.

Other reports make another docket of the same agreement. A provision's strand is taken
over unless the reports that differ reach it, or anything that it reads differs.
"""

from collections.abc import Callable, Collection
from functools import cached_property
from typing import NamedTuple

from servanda.acts import Deeds
from servanda.agreement import Agreement
from servanda.course import Asked, Course
from servanda.edition import Begun, Edition, View
from servanda.editions import DatesOfActs, Edited
from servanda.evaluate import Docket
from servanda.inference import Inference
from servanda.readings import Alternative, Contest
from servanda.silence import Watch
from servanda.standing import Key, Step
from servanda.strand import Strand
from servanda.world import Ground, World, retold

Reached = Callable[[Agreement], frozenset[str]]


class Reach(NamedTuple):
    """Which provisions the reports that differ reach, by the terms of an agreement.

    `may` adds all that reads them; `seen` tells whether the reports are such as let
    anybody see: they concern all.
    """

    of: Reached
    may: Callable[[Ground], frozenset[str]]
    seen: bool


class KeptEdition(Edition):
    """An edition like another one; `anew` is what it does not take over."""

    def __init__(
        self,
        world: World,
        asked: Asked,
        edited: Edited,
        begun: Begun | None,
        like: Edition | None,
        reached: frozenset[str],
    ) -> None:
        self.like = like
        self.reached = reached
        self.anew: set[str] = set()
        self._differing: dict[str, bool] = {}
        super().__init__(world, *asked, edited, begun)

    @property
    def before(self) -> "KeptEdition | None":
        """Give the edition before this one."""
        before = None if self.begun is None else self.begun.before
        assert before is None or isinstance(before, KeptEdition)
        return before

    @cached_property
    def may(self) -> set[str]:
        """Name all that may differ: what is reached, and all that reads it."""
        reached = set(self.reached)
        if self.before is not None:
            reached |= self.before.may
        return self.world.ground.readers(reached)

    def touches(self, name: str) -> bool:
        """Tell whether a provision has to be decided anew."""
        if self.like is None:
            return True
        if name not in self.may:
            return False
        self.strand(name)
        return name in self.anew

    def differs(self, name: str) -> bool:
        """Tell whether anything that others read of a provision differs."""
        if self.like is None:
            return True
        if name not in self._differing:
            before = self.before
            self._differing[name] = (
                before is not None and before.differs(name)
            ) or self._reads_otherwise(self.like, name)
        return self._differing[name]

    def _reads_otherwise(self, like: Edition, name: str) -> bool:
        if not self.touches(name):
            return False
        return _read_of(self.strand(name)) != _read_of(like.strand(name))

    def _settle(self, group: tuple[str, ...], circular: bool) -> None:
        if self.like is not None and self._keeps(group):
            self._strands.update({name: self.like.strand(name) for name in group})
            return
        super()._settle(group, circular)
        self.anew.update(group)

    def _keeps(self, group: tuple[str, ...]) -> bool:
        if not self.reached.isdisjoint(group):
            return False
        before, reads = self.before, self.world.ground.reads
        if before is not None and any(before.touches(name) for name in group):
            return False
        read = {other for name in group for other in reads[name]}.difference(group)
        return not any(self.differs(name) for name in read)


class KeptCourse(Course):
    """A course of which each edition is like one of another course."""

    def __init__(
        self,
        world: World,
        asked: Asked,
        done: Deeds,
        dates: DatesOfActs,
        like: Course,
        reached: Reached,
    ) -> None:
        self._like = like
        self._reached = reached
        self._opened: list[KeptEdition] = []
        super().__init__(world, asked, done, dates)

    def opened(self, world: World, edited: Edited, begun: Begun | None) -> Edition:
        """Begin an edition, like the one that began so, if there is one."""
        like = self._alike(edited, begun)
        reached = self._reached((like or self._like.editions[0]).agreement)
        made = KeptEdition(world, self._asked, edited, begun, like, reached)
        self._opened.append(made)
        return made

    def _alike(self, edited: Edited, begun: Begun | None) -> Edition | None:
        number = len(self._opened)
        if number and self._opened[-1].like is None:
            return None
        if number >= len(self._like.editions):
            return None
        like = self._like.editions[number]
        if begun is None:
            return like
        return like if like.at == begun.at and like.edited == edited else None

    @property
    def may(self) -> Collection[str]:
        """Name all that may have to be decided anew."""
        alike = len(self._opened) == len(self._like.editions)
        if not alike or any(edition.like is None for edition in self._opened):
            return self.last.agreement.provisions
        return set().union(*(edition.may for edition in self._opened))

    def touches(self, name: str) -> bool:
        """Tell whether a provision has to be decided anew in any edition."""
        if len(self._opened) != len(self._like.editions):
            return True
        return any(edition.touches(name) for edition in self._opened)


class Kept(Docket):
    """A docket that takes over from `before` what the reports do not reach.

    Without a reach, which there is none for where acts or rulings differ, it takes
    over nothing.
    """

    def __init__(
        self,
        before: Docket,
        world: World,
        view: View,
        horizon: int,
        inference: Inference,
        reach: Reach | None,
    ) -> None:
        self.before = before
        self.reaching = reach
        self._touched: dict[str, bool] = {}
        self._again: dict[int, Alternative] = {}
        self._under_reading: dict[int, frozenset[str]] = {}
        super().__init__(world, view, horizon, inference)

    def _course(self, world: World, done: Deeds, dates: DatesOfActs) -> Course:
        if self.reaching is None:
            return super()._course(world, done, dates)
        return self._kept(world, done, dates, self.before.course)

    def _kept(
        self, world: World, done: Deeds, dates: DatesOfActs, like: Course
    ) -> Course:
        assert self.reaching is not None
        return KeptCourse(world, self._asked, done, dates, like, self.reaching.of)

    def _grounded(self, text: Agreement) -> Ground:
        courses = (one.course for one in self.before.alternatives)
        known = (course.editions[0].world.ground for course in courses)
        alike = next((ground for ground in known if ground.text == text), None)
        return alike or super()._grounded(text)

    def _alternatives(self) -> tuple[Alternative, ...]:
        if self.reaching is None:
            return super()._alternatives()
        return tuple(map(self._alternative_again, range(len(self.before.alternatives))))

    def _alternative_again(self, number: int) -> Alternative:
        """Give a reading's course as it is now; its terms are those it had before."""
        if number not in self._again:
            one = self.before.alternatives[number]
            done = self._deeds
            if one.object in self._readings_of_acts:
                done = self._done({one.object: one.reading})
            rulings = tuple(r for r in done.rulings if r.object != one.object)
            dates = {r: d for r, d in self._dates_of_acts().items() if r != one.object}
            there = retold(self.world, one.course.editions[0].world.ground)
            deeds = done._replace(rulings=rulings)
            course = self._kept(there, deeds, dates, one.course)
            self._again[number] = one._replace(course=course)
        return self._again[number]

    def _bearing(self, provision: str) -> tuple[Alternative, ...]:
        found = enumerate(self.before.alternatives)
        numbers = [number for number, one in found if provision in one.reach]
        return tuple(map(self._alternative_again, numbers))

    def contest(self, provision: str) -> Contest | None:
        """Give a provision under its rival readings; None where there are none."""
        if self.reaching is None:
            return super().contest(provision)
        if provision not in self._contests:
            found = self._bearing(provision)
            contest = Contest(provision, self.course, found) if found else None
            self._contests[provision] = contest
        return self._contests[provision]

    @cached_property
    def may(self) -> Collection[str]:
        """Name all that may stand elsewhere than in the docket before."""
        if not isinstance(self.course, KeptCourse):
            return self.agreement.provisions
        read = enumerate(self.before.alternatives)
        under = (one.reach & self._may_under(number) for number, one in read)
        return set(self.course.may).union(*under)

    def _may_under(self, number: int) -> frozenset[str]:
        """Name all that may differ under a reading."""
        assert self.reaching is not None
        if any(effect.act.agreed is not None for effect in self.before.effects):
            # Whether an act that is agreed takes effect may hang on anything.
            return frozenset(self.agreement.provisions)
        if number not in self._under_reading:
            editions = self.before.alternatives[number].course.editions
            may = (self.reaching.may(edition.world.ground) for edition in editions)
            self._under_reading[number] = frozenset().union(*may)
        return self._under_reading[number]

    def touches(self, provision: str) -> bool:
        """Tell whether a provision may stand elsewhere than in the docket before."""
        if provision not in self.may:
            return False
        if provision not in self._touched:
            self._touched[provision] = self._is_touched(provision)
        return self._touched[provision]

    def _is_touched(self, provision: str) -> bool:
        course = self.course
        if not isinstance(course, KeptCourse) or course.touches(provision):
            return True
        for number, one in enumerate(self.before.alternatives):
            if provision in one.reach and provision in self._may_under(number):
                under = self._alternative_again(number).course
                if not isinstance(under, KeptCourse) or under.touches(provision):
                    return True
        return False

    @property
    def differing(self) -> frozenset[str]:
        """Name the provisions that may stand elsewhere, or be seen by others."""
        every = self.agreement.provisions
        if self.reaching is None or self.reaching.seen:
            return frozenset(every)
        reached = self.reaching.of(self.agreement)
        return frozenset(id for id in every if id in reached or self.touches(id))

    def steps(self, provision: str, key: Key | None = None) -> tuple[Step, ...]:
        """Give the statuses of a provision, or an instance, through time."""
        if self.touches(provision):
            return super().steps(provision, key)
        return self.before.steps(provision, key)

    def observed(self, provision: str, as_of: int) -> Watch:
        """Give what independent sources have reported of a provision."""
        reach = self.reaching
        if reach is None or reach.seen:
            return super().observed(provision, as_of)
        number = self.course.editions.index(self.course.at(as_of))
        editions = self.before.course.editions
        alike = len(editions) == len(self.course.editions)
        if not alike or provision in reach.of(editions[number].agreement):
            return super().observed(provision, as_of)
        return self.before.observed(provision, as_of)


def _read_of(strand: Strand) -> object:
    """Give all that others can read of a provision: its windows, dates and steps."""
    keys = strand.keys
    heads = ("met", "done", "breached")
    dates = [strand.date(head, key or ()) for key in keys for head in heads]
    windows = [
        (kin.window.start, kin.window.due, kin.window.ends, kin.window.over)
        for kin in strand.kin
    ]
    whole = [strand.date(head, ()) for head in ("start", "end", "due", *heads)]
    return keys, dates, windows, whole, strand.steps, strand.kin_steps
