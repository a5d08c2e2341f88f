"""How a provision comes apart into cases: itself, or one for each instance.

`for_each` makes one of each triggering occurrence, `each` one of each bearer or
place, `every` one of each stretch of the window.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, product
from typing import NamedTuple

from servanda.agreement import EXTENTS, Every, Pattern, Provision, Uncorroborated
from servanda.answers import (
    DONE,
    Entry,
    by_speaker,
    position_entry,
    total_entry,
)
from servanda.case import UNDATED, Case, Quota, Window
from servanda.cure import Cures
from servanda.dates import Moment, add_months
from servanda.deadline import Dates, Instance, conditions, counted_back
from servanda.evidence import LONG_AGO, Item, Need, Question
from servanda.occurrence import Occurrence
from servanda.pattern import as_number
from servanda.scenario import Report
from servanda.standing import Derivation, Key
from servanda.weigh import UNATTRIBUTED, Word
from servanda.world import World

NO_KEY: Key = ()


class Part(NamedTuple):
    """What sets one instance apart: its key, who owes it, what reaches it.

    `place` holds the `each` attributes it is for; `loose` names those that what
    reaches it must leave out (the extra instance of the unattributed).
    """

    key: Key | None
    bearers: tuple[str, ...]
    each: Mapping[str, str]
    trigger: Occurrence | None = None
    trigger_truth: str = "true"
    stretch: Moment | None = None


@dataclass(frozen=True)
class Builder:
    """Build the cases of one provision from what is known."""

    world: World
    dates: Dates
    id: str
    terms: Provision
    tracked: bool
    closed: int | None
    breached_at: tuple[int | None, ...]
    horizon: int

    def cases(self) -> tuple[Case, ...]:
        """Give every case of the provision, in order of key."""
        if self.terms.for_each is not None:
            return self._triggered(self.terms.for_each)
        parts = self._each_parts()
        if self.terms.every is not None:
            parts = [s for part in parts for s in self._stretches(part)]
        return tuple(self._case(part, self._evidence(part)) for part in parts)

    def whole(self) -> Case:
        """Give the provision itself, whose window instances arise in."""
        part = Part(None, self.terms.bearer, {})
        return self._case(part, (), (), self._window(part, None))

    # -- parts ------------------------------------------------------------------

    def _each_parts(self) -> list[Part]:
        if not self.terms.each:
            return [Part(None, self.terms.bearer, {})]
        parts = [
            self._each_part(dict(zip(names, values, strict=True)))
            for split in self.terms.each
            for names in [tuple(split)]
            for values in product(*(self._words(n, split[n]) for n in names))
        ]
        return [*parts, *self._unattributed_parts()]

    def _words(self, name: str, words: tuple[str, ...]) -> tuple[str, ...]:
        return self.terms.bearer if name == "bearer" and words == ("all",) else words

    def _each_part(self, each: Mapping[str, str]) -> Part:
        bearer = each.get("bearer", UNATTRIBUTED)
        owing = self.terms.bearer if bearer == UNATTRIBUTED else (bearer,)
        return Part(tuple(each.items()), owing, each)

    def _unattributed_parts(self) -> list[Part]:
        """Make an instance for each violation that does not say whose or where."""
        if self.terms.violated_by is None:
            return []
        found: dict[Key, Part] = {}
        for occurrence in self.world.matching(self.terms.violated_by):
            word = self._violation(occurrence, self.terms.bearer)
            if word is None or word.truth not in ("true", "both"):
                continue
            for split in self.terms.each:
                for each in self._loose(occurrence, split):
                    part = self._each_part(each)
                    found.setdefault(part.key or NO_KEY, part)
        return [found[key] for key in sorted(found)]

    def _loose(
        self, occurrence: Occurrence, split: Mapping[str, tuple[str, ...]]
    ) -> Iterator[dict[str, str]]:
        names = tuple(split)
        choices = [
            self._reached_words(occurrence, n, self._words(n, split[n])) for n in names
        ]
        for values in product(*choices):
            if UNATTRIBUTED in values:
                yield dict(zip(names, values, strict=True))

    def _reached_words(
        self, occurrence: Occurrence, name: str, words: tuple[str, ...]
    ) -> tuple[str, ...]:
        stated = occurrence.attributes.get(_attribute(name))
        if stated is None:
            return (UNATTRIBUTED,)
        return tuple(word for word in words if self._says(name, stated, word))

    def _says(self, name: str, stated: str, word: str) -> bool:
        if name == "place":
            return self.world.ground.places.inside(stated, word)
        return stated == word

    def _stretches(self, part: Part) -> Iterator[Part]:
        every = self.terms.every
        assert every is not None
        window = self._window(part, None)
        if window.start is None:
            return
        calendar = self.dates.calendar
        first = calendar.day_of(window.start.lo)
        start, index = window.start.lo, 0
        last = None if window.ends is None else window.ends.hi
        while start <= self.horizon and (last is None or start <= last):
            index += 1
            following = calendar.first_second(_later(first, every, index))
            end = following - 1 if last is None else min(last, following - 1)
            key = (*(part.key or NO_KEY), ("stretch", str(index)))
            yield part._replace(key=key, stretch=Moment(start, end))
            start = following

    # -- windows ----------------------------------------------------------------

    def _window(self, part: Part, instance: Instance | None) -> Window:
        terms = self.terms
        start = self._start(instance)
        due = UNDATED if terms.due is None else self.dates.as_end(terms.due, instance)
        ends = (
            UNDATED if terms.until is None else self.dates.as_end(terms.until, instance)
        )
        start_value, ends_value = start.value, ends.value
        if part.stretch is not None:
            start_value = self._bound(part.stretch.lo, start_value)
            ends_value = Moment(part.stretch.hi, part.stretch.hi)
        elif part.trigger is not None and start_value is not None:
            start_value = self._bound(part.trigger.date.lo, start_value)
        return Window(
            start_value,
            due.value if terms.is_achievement else None,
            ends_value,
            self._floor(start_value, instance),
            (*self._waits(instance), *self.breached_at),
            self.closed,
            start,
            due,
            ends,
        )

    def _start(self, instance: Instance | None) -> Derivation:
        if self.terms.from_ is None:
            start = self.dates.in_force(True)
        else:
            start = self.dates.as_start(self.terms.from_, instance)
        for came in self.breached_at:
            later = None
            if came is not None and start.value is not None:
                later = self._bound(came, start.value)
            start = Derivation("from the breach on", later, (start,))
        return start

    def _bound(self, second: int, value: Moment | None) -> Moment:
        if value is not None and value.lo >= second:
            return value
        return Moment(second, second)

    def _waits(self, instance: Instance | None) -> tuple[int | None, ...]:
        found = []
        for when in conditions(self.terms.from_):
            value = self.dates.as_start(when, instance).value
            found.append(None if value is None else value.lo)
        return tuple(found)

    def _floor(self, start: Moment | None, instance: Instance | None) -> int | None:
        terms = self.terms
        if terms.early == "counts" or (terms.early is None and counted_back(terms.due)):
            return None
        floor = LONG_AGO if start is None else start.lo
        if terms.not_before is not None:
            earliest = self.dates.as_start(terms.not_before, instance).value
            if earliest is not None:
                return max(floor, earliest.lo)
        return floor

    # -- evidence ---------------------------------------------------------------

    def _violation(
        self, occurrence: Occurrence, bearers: tuple[str, ...]
    ) -> Word | None:
        return self.world.scales.violation(occurrence, bearers, self.policy)

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

    def _evidence(self, part: Part) -> list[Occurrence]:
        """Find the occurrences that reach a part."""
        if self.pattern is None:
            return []
        return [o for o in self.world.matching(self.pattern) if self._reaches(part, o)]

    def _reaches(self, part: Part, occurrence: Occurrence) -> bool:
        return self._for_part(part, occurrence.attributes) and (
            part.stretch is None
            or (
                occurrence.date.lo <= part.stretch.hi
                and occurrence.date.hi >= part.stretch.lo
            )
        )

    def _for_part(self, part: Part, attributes: Mapping[str, str]) -> bool:
        """Tell whether what states these attributes reaches an `each` instance."""
        for name, word in part.each.items():
            stated = attributes.get(_attribute(name))
            if stated is None:
                # A performance naming none serves all; a violation stands apart.
                if word != UNATTRIBUTED and not self.terms.is_achievement:
                    return False
            elif word == UNATTRIBUTED or not self._says(name, stated, word):
                return False
        return True

    def _item(self, part: Part, occurrence: Occurrence) -> Item | None:
        if self.terms.is_achievement:
            word = self.world.scales.performance(occurrence, part.bearers, self.policy)
            if not self._whole(occurrence):
                return None
        else:
            found = self._violation(occurrence, part.bearers)
            if found is None:
                return None
            word = found
        amount = 1
        if self.terms.modality == "quota":
            amount = as_number(occurrence.attributes.get("count")) or 0
        return Item.of_word(occurrence, word, amount)

    def _whole(self, occurrence: Occurrence) -> bool:
        """Tell whether a performance goes as far as is asked."""
        if self.terms.modality == "quota":
            return True
        wanted = EXTENTS.index(self.terms.suffices)
        return EXTENTS.index(occurrence.extent) >= wanted

    def _items(
        self, part: Part, window: Window, found: Sequence[Occurrence]
    ) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
        """Give the items that count in a window, and those an `unless` takes out."""
        counted, apart = [], []
        for occurrence in found:
            item = self._item(part, occurrence)
            if item is None:
                continue
            excused = self.world.scales.excused(
                occurrence, self.terms.unless, part.bearers
            )
            if excused == "true":
                apart.append(item)
                continue
            if excused == "both" and item.truth == "true":
                item = item._replace(truth="both", ground="fact")
            within = self._within(item, window, part)
            if within is not None:
                counted.append(within)
        return tuple(counted), tuple(apart)

    def _within(self, item: Item, window: Window, part: Part) -> Item | None:
        """Hold an item against its window: doubt about the date favours the bearer."""
        if self.terms.is_achievement:
            early = window.floor is not None and item.date.hi < window.floor
            return None if early else item
        if window.start is None or item.date.hi < window.start.lo:
            return None
        last = window.ends
        end = item.date.hi if last is None else last.hi
        if window.closed is not None:
            end = min(end, window.closed - 1)
        if item.date.lo > end:
            return None
        partly = item.date.lo < window.start.lo or item.date.hi > end
        if partly and item.truth == "true":
            return item._replace(truth="both", ground="fact")
        return item

    # -- cases ------------------------------------------------------------------

    def _case(
        self,
        part: Part,
        found: Sequence[Occurrence],
        served: Sequence[Item] | None = None,
        window: Window | None = None,
    ) -> Case:
        if window is None:
            window = self._window(part, self._instance(part))
        items, apart = self._items(part, window, found)
        if served is not None:
            items = tuple(served)
        case = Case(
            provision=self.id,
            key=part.key,
            terms=self.terms,
            window=window,
            question=Question(
                self.world.ground.roster,
                part.bearers,
                self._need(),
                not self.terms.is_achievement,
                self.policy,
            ),
            calendar=self.dates.calendar,
            tracked=self.tracked,
            trigger=part.trigger_truth,  # type: ignore[arg-type]
            trigger_reports=() if part.trigger is None else part.trigger.reports,
            items=items,
            apart=apart,
            withdrawn=self.world.known.withdrawn,
            cures=self._cures(part),
            quota=self._quota(part),
        )
        return self._with_positions(case, part)

    def _need(self) -> Need:
        pattern = self.pattern
        number = 1 if pattern is None else pattern.at_least
        return Need(number, number)

    def _instance(self, part: Part) -> Instance | None:
        key = part.key or NO_KEY
        if part.stretch is not None:
            lo, hi = part.stretch.lo, part.stretch.hi
            return Instance(Moment(lo, lo), Moment(hi, hi), part.each, key)
        if part.trigger is not None:
            return Instance(
                part.trigger.date, self._end(), part.trigger.attributes, key
            )
        return None if part.key is None else Instance(None, None, part.each, key)

    def _end(self) -> Moment | None:
        until = self.terms.until
        return None if until is None else self.dates.as_end(until).value

    def _cures(self, part: Part) -> Cures:
        cure = self.terms.cured_by
        if cure is None or self.terms.is_achievement:
            return Cures()
        items: tuple[Item, ...] = ()
        if cure.quiet is None:
            items = tuple(
                Item.of_word(o, self._cure_word(o, part))
                for o in self.world.matching(cure)
                if self._shares_keys(part, o.attributes) and self._place_of(part, o)
            )
        return Cures(
            items,
            None if cure.quiet is None else cure.quiet.days,
            self.terms.keyed_by,
            part.bearers,
            self.dates.calendar,
        )

    def _place_of(self, part: Part, occurrence: Occurrence) -> bool:
        """Tell whether a cure is for this `each` instance; naming none, it is for all."""
        return all(
            (stated := occurrence.attributes.get(_attribute(name))) is None
            or word == UNATTRIBUTED
            or self._says(name, stated, word)
            for name, word in part.each.items()
        )

    def _cure_word(self, occurrence: Occurrence, part: Part) -> Word:
        return self.world.scales.performance(occurrence, part.bearers, self.policy)

    def _shares_keys(self, part: Part, attributes: Mapping[str, str]) -> bool:
        if part.trigger is None:
            return True
        own = part.trigger.attributes
        return all(
            key in own and own[key] == attributes.get(key)
            for key in self.terms.keyed_by
        )

    def _quota(self, part: Part) -> Quota | None:
        target = self.terms.target
        if self.terms.modality != "quota" or target is None:
            return None
        of: tuple[Item, ...] = ()
        if target.of is not None:
            of = tuple(
                Item.of_word(
                    o,
                    self.world.scales.neutral(o),
                    as_number(o.attributes.get("count")) or 0,
                )
                for o in self.world.matching(target.of)
                if self._shares_keys(part, o.attributes)
            )
        return Quota(
            total=target.total if target.total is not None else target.remaining or 0,
            remaining=target.remaining is not None,
            times=target.times,
            of=of,
            rate=target.rate,
            unit=target.unit or "",
        )

    # -- positions --------------------------------------------------------------

    def _with_positions(self, case: Case, part: Part) -> Case:
        said = [
            report
            for report in self.world.positions.get(self.id, ())
            if self._position_reaches(report, case, part)
        ]
        roster = self.world.ground.roster
        entries = [position_entry(roster, report) for report in said]
        done: list[Entry] = [e for e in entries if e.word in DONE]
        if case.quota is not None and self.terms.counted_by is not None:
            done += [
                total_entry(roster, report, case.window.start)
                for report in self.world.totals_of(self.terms.counted_by)
                if self._total_reaches(report, part)
            ]
        owed = [
            e for e in entries if e.word not in DONE and e.speaker in part.bearers
        ]
        if not done and not owed:
            return case
        return replace(case, done=by_speaker(done), owed=by_speaker(owed))

    def _total_reaches(self, report: Report, part: Part) -> bool:
        assert report.date is not None
        date = report.date
        return (
            self._shares_keys(part, report.attributes)
            and self._for_part(part, report.attributes)
            and (
                part.stretch is None
                or (date.lo <= part.stretch.hi and date.hi >= part.stretch.lo)
            )
        )

    def _position_reaches(self, report: Report, case: Case, part: Part) -> bool:
        if part.key is None:
            return True
        assert report.date is not None
        names = (*self.terms.keyed_by, *part.each)
        stated = {
            name: report.attributes[_attribute(name)]
            for name in names
            if _attribute(name) in report.attributes
        }
        if part.stretch is not None and not (
            report.date.lo <= part.stretch.hi and report.date.hi >= part.stretch.lo
        ):
            return False
        if stated:
            own = dict(part.key)
            return all(own.get(name) == value for name, value in stated.items())
        return self._open_at(report.date, case)

    def _open_at(self, date: Moment, case: Case) -> bool:
        """Tell whether a case had begun and was not yet met when spoken of (P9)."""
        if not case.window.begun(date.hi):
            return False
        if not case.achievement:
            ends = case.window.ends
            return ends is None or ends.hi >= date.lo
        before = case.without_positions().finding(date.lo - 1, ())
        return before.truth != "true"

    # -- for_each ---------------------------------------------------------------

    def _triggered(self, pattern: Pattern) -> tuple[Case, ...]:
        end = self._end()
        triggers = [
            (occurrence, word)
            for occurrence in self.world.matching(pattern)
            if (word := self.world.scales.neutral(occurrence)).truth
            in ("true", "both")
            and (end is None or occurrence.date.lo <= end.hi)
        ]
        by_key = self._by_key()
        triggers.sort(key=lambda t: (self._values(t[0].attributes), t[0].order))
        cases: list[Case] = []
        for values, group in groupby(
            triggers, key=lambda t: self._values(t[0].attributes)
        ):
            cases += self._served(values, list(group), by_key.get(values, []))
        return tuple(cases)

    def _values(self, attributes: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(attributes.get(key, "") for key in self.terms.keyed_by)

    def _by_key(self) -> dict[tuple[str, ...], list[Occurrence]]:
        found: dict[tuple[str, ...], list[Occurrence]] = {}
        if self.pattern is not None:
            for occurrence in self.world.matching(self.pattern):
                if all(k in occurrence.attributes for k in self.terms.keyed_by):
                    found.setdefault(self._values(occurrence.attributes), []).append(
                        occurrence
                    )
        return found

    def _served(
        self,
        values: tuple[str, ...],
        group: Sequence[tuple[Occurrence, Word]],
        found: Sequence[Occurrence],
    ) -> Iterator[Case]:
        """Give the triggers of equal keys their performances, in order of date."""
        parts = [
            self._trigger_part(values, index, len(group), *trigger)
            for index, trigger in enumerate(group, 1)
        ]
        if len(parts) == 1 or not self._one_each():
            yield from (self._case(part, found) for part in parts)
            return
        taken: set[int] = set()
        for part in parts:
            window = self._window(part, self._instance(part))
            items, _ = self._items(part, window, found)
            mine = [i for i in items if i.truth not in ("true", "both")]
            for item in items:
                if item.truth in ("true", "both") and id(item.occurrence) not in taken:
                    taken.add(id(item.occurrence))
                    mine.append(item)
                    break
            yield self._case(part, found, mine, window)

    def _one_each(self) -> bool:
        return self.terms.modality == "achievement" and self._need().low == 1

    def _trigger_part(
        self,
        values: tuple[str, ...],
        index: int,
        of: int,
        trigger: Occurrence,
        word: Word,
    ) -> Part:
        key: Key = tuple(zip(self.terms.keyed_by, values, strict=True))
        if of > 1 or not key:
            key = (*key, ("#", str(index)))
        return Part(key, self.terms.bearer, {}, trigger, word.truth)


def _attribute(name: str) -> str:
    """Name the attribute that says which `each` instance something is about."""
    return "by" if name == "bearer" else name


def _later(day: int, every: Every, times: int) -> int:
    if every.months is not None:
        return add_months(day, every.months * times)
    return day + times * ((every.days or 0) + 7 * (every.weeks or 0))
