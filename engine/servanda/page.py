"""A scenario as a page shows it: every provision by what was known, epoch by epoch.

Between two instants at which something is reported nothing more is known: one docket
tells of all of them. A provision of which two dockets tell alike has one record.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from servanda.acts import Ruling
from servanda.agreement import Agreement, Provision, Reading
from servanda.dates import Calendar
from servanda.deadline import operands
from servanda.edition import View
from servanda.evaluate import Docket, docket
from servanda.evidence import LONG_AGO
from servanda.explanation import words_of
from servanda.expression import When
from servanda.inference import Inference
from servanda.likeness import content, done_to
from servanda.naming import Names
from servanda.pagedata import (
    Entry,
    Epoch,
    Meaning,
    Moment,
    Page,
    Speaker,
    Stage,
    Told,
)
from servanda.question import Question
from servanda.scenario import Report, Scenario
from servanda.telling import shape, telling
from servanda.unfolding import Tables, record
from servanda.upcoming import aim, moves
from servanda.world import ground

# A docket an epoch: the more provisions, the fewer epochs there is time for.
MOST_EPOCHS, LEAST_EPOCHS, MOST_RECORDS = 400, 24, 40_000
MOST_MOMENTS = 5000
FEW_DAYS = 14
MARGIN = 7
DAY = 86400


class Asked(NamedTuple):
    """Which scenario a page is of, and the instants it is opened at.

    Of what was reported after `limit` the page knows nothing.
    """

    agreement: Agreement
    scenario: Scenario
    calendar: Calendar
    view: View
    inference: Inference
    as_of: int
    known_by: int
    limit: int

    @property
    def names(self) -> Names:
        """Give the agreement's names."""
        return Names(self.agreement)

    def question(self, known: Docket, as_of: int) -> Question:
        """Ask a docket about an instant."""
        return Question(
            self.agreement,
            self.scenario,
            known.told,
            self.calendar,
            as_of,
            known.known_by,
            known,
        )


def page(asked: Asked) -> Page:
    """Put together all that a page shows."""
    told = tuple(r for r in asked.view.reports if r.reported <= asked.limit)
    asked = asked._replace(view=View(told, asked.view.covers))
    every = sorted({report.reported for report in told})
    seconds = thinned(every, most_epochs(len(asked.agreement.provisions)))
    last = _docket(asked, every[-1] if every else LONG_AGO, max(asked.as_of, *every, 0))
    moments = _moments(asked, last)
    reports = sorted(told, key=lambda r: (r.reported, r.id))
    tables = Tables(report.id for report in reports)
    found, acts = _unfolded(
        asked, seconds, [moment.second for moment in moments], tables
    )
    stages = tuple(_stages(asked, last))
    provisions = tuple(
        _entry(asked, last, stages, tables, name, found.get(name))
        for name in asked.agreement.provisions
    )
    question = asked.question(last, asked.as_of)
    head = question._replace(known_by=asked.known_by).head
    return Page(
        head=head,
        summary=asked.scenario.summary,
        note=asked.agreement.note,
        moment=_place([moment.second for moment in moments], asked.as_of),
        epoch=bisect_right(seconds, asked.known_by),
        moments=moments,
        epochs=tuple(_epochs(asked, seconds, acts)),
        epochs_left_out=len(every) - len(seconds),
        themes=_themes(asked.agreement, provisions),
        phases=stages,
        parties=tuple(asked.agreement.parties),
        speakers=_speakers(asked, reports),
        provisions=provisions,
        reports=tuple(_told(asked, report) for report in reports),
        acts=tables.acts.values,
        records=tables.records.values,
        states=tables.states.values,
        reasons=tables.reasons.values,
        texts=tables.texts.values,
    )


def most_epochs(provisions: int) -> int:
    """Say how many epochs are told apart where there are so many provisions."""
    return min(MOST_EPOCHS, max(LEAST_EPOCHS, MOST_RECORDS // max(1, provisions)))


def thinned(seconds: Sequence[int], most: int) -> tuple[int, ...]:
    """Keep at most so many instants, evenly chosen, the first and last among them."""
    last = len(seconds) - 1
    if last < most:
        return tuple(seconds)
    return tuple(seconds[place * last // (most - 1)] for place in range(most))


# -- the two clocks --------------------------------------------------------------------


def _docket(asked: Asked, known_by: int, horizon: int) -> Docket:
    return docket(asked.agreement, asked.view, known_by, horizon, asked.inference)


def _moments(asked: Asked, last: Docket) -> tuple[Moment, ...]:
    """List the instants one can ask about: each day's end, or more finely."""
    calendar = asked.calendar
    begin, end = _stretch(asked, last)
    first, final = calendar.day_of(begin) - 1, calendar.day_of(end) + 1
    step = -(-(final - first + 1) // MOST_MOMENTS)
    found = {
        calendar.last_second(day): date.fromordinal(day).isoformat()
        for day in range(first, final + 1, step)
    }
    exact = {asked.as_of}
    if final - first <= FEW_DAYS:
        exact.update(r.date.lo for r in asked.view.reports if r.date and r.date.exact)
    for second in exact - found.keys():
        found[second] = _moment_text(calendar, second)
    return tuple(Moment(second, found[second]) for second in sorted(found))


def _moment_text(calendar: Calendar, second: int) -> str:
    """Write an instant, the last of a day as that day."""
    day = calendar.day_of(second)
    if calendar.last_second(day) == second:
        return date.fromordinal(day).isoformat()
    return calendar.instant_text(second)


def _stretch(asked: Asked, last: Docket) -> tuple[int, int]:
    """Give the first and the last second worth looking at.

    Dates far ahead are left out: as much future is shown as there was past, by half.
    """
    told = asked.view.reports
    dated = [r.date for r in told if r.date is not None]
    starts = last.course.last.dates.in_force(True).value
    begin = min(
        (
            *(report.reported for report in told),
            *(moment.lo for moment in dated),
            *((starts.lo,) if starts else ()),
            asked.as_of,
        )
    )
    end = max((*(r.reported for r in told), *(m.hi for m in dated), asked.as_of))
    ahead = [
        edge.hi
        for name in last.agreement.provisions
        for kin in last.strand(name).kin
        for edge in (kin.window.due, kin.window.ends)
        if edge is not None and last.view.tracks(name, kin.model.terms)
    ]
    most = end + max((end - begin) // 2, MARGIN * DAY)
    soon = [second + MARGIN * DAY // 2 for second in ahead if second <= most]
    return begin, max([end, *soon])


def _epochs(
    asked: Asked, seconds: Sequence[int], acts: Sequence[tuple[int, ...]]
) -> Iterator[Epoch]:
    yield Epoch(None, None, 0)
    told = sorted(report.reported for report in asked.view.reports)
    for second, done in zip(seconds, acts[1:], strict=True):
        text = asked.calendar.instant_text(second)
        day = asked.calendar.day_of(second)
        if asked.calendar.first_second(day) == second:
            text = date.fromordinal(day).isoformat()
        yield Epoch(second, text, bisect_right(told, second), done)


def _place(seconds: Sequence[int], at: int) -> int:
    return max(0, bisect_right(seconds, at) - 1)


# -- provisions ------------------------------------------------------------------------


class _Found:
    """What was found of one provision so far: records, reports, and how it was told."""

    def __init__(self) -> None:
        self.records: list[tuple[int, int]] = []
        self.reports: dict[str, None] = {}
        self.content: object = None


def _unfolded(
    asked: Asked, seconds: Sequence[int], moments: Sequence[int], tables: Tables
) -> tuple[Mapping[str, _Found], list[tuple[int, ...]]]:
    """Ask one docket an epoch, and keep of each provision what is new."""
    settled = ground(asked.agreement)
    tracked = [
        n for n, t in asked.agreement.provisions.items() if asked.view.tracks(n, t)
    ]
    found = {name: _Found() for name in tracked}
    acts = []
    for epoch, second in enumerate((LONG_AGO, *seconds)):
        known = docket(
            asked.agreement,
            asked.view,
            second,
            moments[-1],
            asked.inference,
            settled=settled,
        )
        question = asked.question(known, moments[-1])
        acts.append(tables.deeds(question))
        for name, one in found.items():
            now = content(known, name)
            if now != one.content:
                place = record(question, name, moments, tables)
                if not one.records or one.records[-1][1] != place:
                    one.records.append((epoch, place))
                one.reports.update(dict.fromkeys(_reports(known, name)))
                one.content = now
    return found, acts


def _reports(known: Docket, name: str) -> Iterator[str]:
    """Name the reports that bear on a provision, whatever they say of it."""
    for done in done_to(known, name):
        yield from (done.report,) if isinstance(done, Ruling) else done.act.reports
    strands = [edition.strand(name) for edition in known.course.editions]
    for case in (kin.model for strand in strands for kin in strand.kin):
        yield from case.trigger_reports
        quota = (*case.quota.counts, *case.quota.of) if case.quota else ()
        for item in (*case.items, *case.apart, *quota, *case.cures.items):
            yield from item.reports
            if item.occurrence is not None:
                yield from (report.id for report in item.occurrence.told)
        for said in (*case.done.values(), *case.owed.values()):
            yield from (entry.report.id for entry in said)


def _entry(
    asked: Asked,
    last: Docket,
    stages: Sequence[Stage],
    tables: Tables,
    name: str,
    found: _Found | None,
) -> Entry:
    terms, names = asked.agreement.provisions[name], asked.names
    return Entry(
        id=name,
        title=terms.title,
        theme=terms.theme or "",
        phase=_phase(terms, last, name, stages) if found else "",
        modality=terms.modality,
        bearer=terms.bearer,
        beneficiary=terms.beneficiary,
        clause=words_of(asked.agreement, terms.clause),
        note=terms.note,
        aim=aim(terms.target, names) if terms.target is not None else "",
        readings=tuple(_meaning(n, r, names) for n, r in terms.readings.items()),
        moves=tuple(moves(terms, names)),
        reports=tuple(sorted(tables.reports(found.reports))) if found else (),
        records=tuple(found.records) if found else (),
    )


def _meaning(name: str, reading: Reading, names: Names) -> Meaning:
    apart = {"held_by", "because", "cite", "text"}
    cite = reading.cite
    return Meaning(
        name=name,
        held_by=names.sources(reading.held_by),
        because=reading.because,
        changes=tuple(
            key.strip("_").replace("_", " ")
            for key in type(reading).model_fields
            if key in reading.model_fields_set - apart
        ),
        outlet=cite.outlet if cite else None,
        published=cite.date if cite else None,
        url=cite.url if cite else None,
    )


def _phase(terms: Provision, last: Docket, name: str, stages: Sequence[Stage]) -> str:
    """Find the phase a provision's dates name, or else the one it starts in."""
    ids = {stage.id for stage in stages}
    for when in (terms.due, terms.until, terms.from_, terms.not_before):
        for id in _named(when):
            if id in ids:
                return id
    kin = last.strand(name).kin
    start = kin[0].window.start if kin else None
    within = (stage.id for stage in stages if start and _spans(stage, start.lo))
    return next(within, "")


def _spans(stage: Stage, second: int) -> bool:
    if stage.start is None or stage.end is None:
        return False
    return stage.start <= second <= stage.end


def _named(when: When | None) -> Iterator[str]:
    """Name what an expression counts from the start or the end of."""
    if when is None:
        return
    yield from (id for id in (when.start, when.end) if id is not None)
    for part in operands(when):
        yield from _named(part)


def _stages(asked: Asked, last: Docket) -> Iterator[Stage]:
    for id, phase in asked.agreement.phases.items():
        start = last.course.last.dates.as_start(phase.from_) if phase.from_ else None
        begins = (start or last.course.last.dates.in_force(True)).value
        ends = last.course.last.dates.as_end(phase.until).value if phase.until else None
        yield Stage(
            id,
            phase.title or asked.names.theme(id),
            begins.lo if begins else None,
            ends.hi if ends else None,
        )


def _themes(agreement: Agreement, provisions: Iterable[Entry]) -> Mapping[str, str]:
    used = {entry.theme for entry in provisions if entry.theme}
    names = Names(agreement)
    order = dict.fromkeys((*agreement.themes, *sorted(used)))
    return {theme: names.theme(theme) for theme in order if theme in used}


# -- who says what ---------------------------------------------------------------------


def _speakers(asked: Asked, reports: Iterable[Report]) -> Mapping[str, Speaker]:
    names, parties = asked.names, asked.agreement.parties
    ids = dict.fromkeys((*parties, *(report.source for report in reports)))
    return {id: _speaker(names, id) for id in ids}


def _speaker(names: Names, id: str) -> Speaker:
    party = names.speaker(id)
    terms = names.agreement.parties.get(party)
    return Speaker(
        name=names.source(id),
        tier=names.tier(id),
        party=party if terms else None,
        side=terms.side or party if terms else None,
    )


def _told(asked: Asked, report: Report) -> Told:
    calendar, cite, grade = asked.calendar, report.cite, report.grade
    when = report.date
    return Told(
        id=report.id,
        source=report.source,
        says=telling(report, asked.names),
        date=None if when is None else calendar.text(when),
        lo=report.reported if when is None else when.lo,
        hi=report.reported if when is None else when.hi,
        reported=calendar.short(report.reported).removesuffix(" 00:00"),
        known=report.reported,
        shape=shape(report),
        about=report.about,
        outlet=cite.outlet if cite else None,
        published=cite.date if cite else None,
        url=cite.url if cite else None,
        page=cite.page if cite else None,
        via=report.via if cite is None or report.via != cite.outlet else None,
        note=report.note,
        grade=f"{grade.reliability or ''}{grade.credibility or ''}" if grade else "",
    )
