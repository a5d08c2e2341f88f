"""A case from a part of a provision: its window, its evidence and whose word counts."""

from collections.abc import Sequence
from dataclasses import replace

from servanda.answers import (
    DONE,
    Entry,
    by_speaker,
    position_entry,
    total_entry,
)
from servanda.case import Case, Quota
from servanda.cure import Cures
from servanda.dates import Moment
from servanda.duty import Duty, Part, arises, attribute
from servanda.evidence import Item, Need, Question
from servanda.occurrence import Occurrence
from servanda.reach import items
from servanda.scenario import Report
from servanda.weigh import Word
from servanda.window import Window
from servanda.windows import instance_of, window_of


def case_of(
    duty: Duty,
    part: Part,
    found: Sequence[Occurrence],
    served: Sequence[Item] | None = None,
    window: Window | None = None,
) -> Case:
    """Build the case of a part; what it is `served` stands for what reaches it."""
    if window is None:
        window = window_of(duty, part, instance_of(part))
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
            need_of(duty),
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
        arises=arises(part),
    )
    return _with_positions(duty, case, part)


def need_of(duty: Duty) -> Need:
    """Give the number of occurrences that answer the case's question."""
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
        or duty.says(name, (stated,), word)
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
