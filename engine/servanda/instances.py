"""How a provision comes apart into cases: itself, or one for each instance.

`for_each` makes one of each triggering occurrence, `each` one of each bearer or
place, `every` one of each stretch of the window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from servanda.answers import (
    DONE,
    Entry,
    by_speaker,
    position_entry,
    total_entry,
)
from servanda.case import Case, Quota, Window
from servanda.cure import Cures
from servanda.dates import Moment
from servanda.duty import Duty, Part, attribute
from servanda.evidence import LONG_AGO, Item, Need, Question
from servanda.expression import Pattern
from servanda.occurrence import Occurrence
from servanda.parts import each_parts, loose, stretches
from servanda.reach import items, reaching
from servanda.scenario import Report
from servanda.standing import Key
from servanda.weigh import UNATTRIBUTED, Word
from servanda.windows import instance_of, window_of


def cases(duty: Duty) -> tuple[Case, ...]:
    """Give every case of a provision, in order of key."""
    if duty.terms.for_each is not None:
        return _triggered(duty, duty.terms.for_each)
    parts = each_parts(duty)
    if duty.terms.every is not None:
        parts = [s for part in parts for s in stretches(duty, part)]
    made = ((part, _case(duty, part, reaching(duty, part))) for part in parts)
    kept = (_from_violation(part, case) for part, case in made)
    return tuple(case for case in kept if case is not None)


def _from_violation(part: Part, case: Case) -> Case | None:
    """Keep an instance for the unattributed from the first violation it is for."""
    if not loose(part):
        return case
    dates = [i.date.lo for i in case.items if i.truth in ("true", "both")]
    return replace(case, arises=max(case.arises, min(dates))) if dates else None


def whole(duty: Duty) -> Case:
    """Give the provision itself, whose window instances arise in."""
    part = Part(None, duty.terms.bearer, {})
    return _case(duty, part, (), (), window_of(duty, part, None))


def _case(
    duty: Duty,
    part: Part,
    found: Sequence[Occurrence],
    served: Sequence[Item] | None = None,
    window: Window | None = None,
) -> Case:
    if window is None:
        window = window_of(duty, part, instance_of(duty, part))
    counted, apart = items(duty, part, window, found)
    if served is not None:
        counted = tuple(served)
    quota = _quota(duty, part)
    if quota is not None and quota.rate is not None:
        # Single counts are no claim to be all that came: totals are assessed.
        quota, counted = replace(quota, counts=counted), ()
    case = Case(
        provision=duty.id,
        key=part.key,
        terms=duty.terms,
        window=window,
        question=Question(
            duty.world.ground.roster,
            part.bearers,
            _need(duty),
            not duty.terms.is_achievement,
            duty.policy,
        ),
        calendar=duty.dates.calendar,
        tracked=duty.tracked,
        trigger=part.trigger_truth,  # type: ignore[arg-type]
        trigger_reports=() if part.trigger is None else part.trigger.reports,
        items=counted,
        apart=apart,
        withdrawn=duty.world.known.withdrawn,
        cures=_cures(duty, part),
        quota=quota,
        arises=_arises(part),
    )
    return _with_positions(duty, case, part)


def _arises(part: Part) -> int:
    if part.trigger is not None:
        return part.trigger.date.lo
    return LONG_AGO if part.stretch is None else part.stretch.lo


def _need(duty: Duty) -> Need:
    pattern = duty.pattern
    number = 1 if pattern is None else pattern.at_least
    return Need(number, number)


def _cures(duty: Duty, part: Part) -> Cures:
    cure = duty.terms.cured_by
    if cure is None or duty.terms.is_achievement:
        return Cures()
    found: tuple[Item, ...] = ()
    if cure.quiet is None:
        found = tuple(
            Item.of_word(o, _cure_word(duty, o, part))
            for o in duty.world.matching(cure)
            if duty.shares_keys(part, o.attributes) and _place_of(duty, part, o)
        )
    return Cures(
        found,
        None if cure.quiet is None else cure.quiet.days,
        duty.terms.keyed_by,
        part.bearers,
        {} if part.trigger is None else part.trigger.attributes,
        duty.dates.calendar,
    )


def _place_of(duty: Duty, part: Part, occurrence: Occurrence) -> bool:
    """Tell whether a cure is for this `each` instance; naming none, it is for all."""
    return all(
        (stated := occurrence.attributes.get(attribute(name))) is None
        or word == UNATTRIBUTED
        or duty.says(name, stated, word)
        for name, word in part.each.items()
    )


def _cure_word(duty: Duty, occurrence: Occurrence, part: Part) -> Word:
    return duty.world.scales.performance(occurrence, part.bearers, duty.policy)


def _quota(duty: Duty, part: Part) -> Quota | None:
    target = duty.terms.target
    if duty.terms.modality != "quota" or target is None:
        return None
    of: tuple[Item, ...] = ()
    if target.of is not None:
        of = tuple(
            Item.of_word(o, duty.world.scales.neutral(o), o.amount)
            for o in duty.world.matching(target.of)
            if duty.shares_keys(part, o.attributes)
        )
    return Quota(
        total=target.total if target.total is not None else target.remaining or 0,
        remaining=target.remaining is not None,
        times=target.times,
        of=of,
        rate=target.rate,
        unit=target.unit or "",
    )


def _with_positions(duty: Duty, case: Case, part: Part) -> Case:
    said = [
        report
        for report in duty.world.positions.get(duty.id, ())
        if _position_reaches(duty, report, case, part)
    ]
    roster = duty.world.ground.roster
    entries = [position_entry(roster, report) for report in said]
    done: list[Entry] = [e for e in entries if e.word in DONE]
    if case.quota is not None and duty.terms.counted_by is not None:
        done += [
            total_entry(roster, report, case.window.start)
            for report in duty.world.totals_of(duty.terms.counted_by)
            if _position_reaches(duty, report, case, part)
        ]
    owed = [e for e in entries if e.word not in DONE and e.speaker in part.bearers]
    if not done and not owed:
        return case
    return replace(case, done=by_speaker(done), owed=by_speaker(owed))


def _position_reaches(duty: Duty, report: Report, case: Case, part: Part) -> bool:
    if report.attributes.get("by", duty.terms.bearer[0]) not in duty.terms.bearer:
        return False
    if part.key is None:
        return True
    assert report.date is not None
    keys = () if part.trigger is None else duty.terms.keyed_by
    names = (*keys, *part.each)
    stated = {
        name: report.attributes[attribute(name)]
        for name in names
        if attribute(name) in report.attributes
    }
    if stated:
        own = dict(part.key)
        return all(own.get(name) == value for name, value in stated.items())
    return _open_at(report.date, case)


def _open_at(date: Moment, case: Case) -> bool:
    """Tell whether a case had begun and was not yet met when spoken of (P9)."""
    if not case.window.begun(date.hi):
        return False
    if not case.achievement:
        ends = case.window.ends
        return ends is None or ends.hi >= date.lo
    before = case.without_positions().finding(date.lo - 1, ())
    return before.truth != "true"


def _triggered(duty: Duty, pattern: Pattern) -> tuple[Case, ...]:
    triggers = [
        (each, word)
        for occurrence in duty.world.matching(pattern)
        if (word := duty.world.scales.neutral(occurrence)).truth in ("true", "both")
        and (duty.closed is None or occurrence.date.lo < duty.closed)
        for each in occurrence.singly
    ]
    by_key = _by_key(duty)
    triggers.sort(key=lambda t: (duty.values(t[0].attributes), t[0].order))
    cases: list[Case] = []
    for values, group in groupby(triggers, key=lambda t: duty.values(t[0].attributes)):
        cases += _served(duty, values, list(group), by_key.get(values, []))
    return tuple(cases)


def _by_key(duty: Duty) -> dict[tuple[str, ...], list[Occurrence]]:
    found: dict[tuple[str, ...], list[Occurrence]] = {}
    if duty.pattern is not None:
        for occurrence in duty.world.matching(duty.pattern):
            if all(k in occurrence.attributes for k in duty.terms.keyed_by):
                values = duty.values(occurrence.attributes)
                found.setdefault(values, []).extend(occurrence.singly)
    return found


def _served(
    duty: Duty,
    values: tuple[str, ...],
    group: Sequence[tuple[Occurrence, Word]],
    found: Sequence[Occurrence],
) -> Iterator[Case]:
    """Give the triggers of equal keys their performances, in order of date."""
    parts = [
        _trigger_part(duty, values, index, len(group), *trigger)
        for index, trigger in enumerate(group, 1)
    ]
    if len(parts) == 1 or not _one_each(duty):
        yield from (_case(duty, part, found) for part in parts)
        return
    taken: set[int] = set()
    for part in parts:
        window = window_of(duty, part, instance_of(duty, part))
        reached, _ = items(duty, part, window, found)
        mine = [item for item in reached if not _serves(item)]
        for item in reached:
            if _serves(item) and id(item.occurrence) not in taken:
                taken.add(id(item.occurrence))
                mine.append(item)
                break
        yield _case(duty, part, found, mine, window)


def _serves(item: Item) -> bool:
    return item.whole and item.truth in ("true", "both")


def _one_each(duty: Duty) -> bool:
    return duty.terms.modality == "achievement" and _need(duty).low == 1


def _trigger_part(
    duty: Duty,
    values: tuple[str, ...],
    index: int,
    of: int,
    trigger: Occurrence,
    word: Word,
) -> Part:
    key: Key = tuple(zip(duty.terms.keyed_by, values, strict=True))
    if of > 1 or not key:
        key = (*key, ("#", str(index)))
    return Part(key, duty.terms.bearer, {}, trigger, word.truth)
