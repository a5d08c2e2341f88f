"""How far a quota has come, as each source counts (P7)."""

from collections.abc import Iterator

from servanda.answers import Entry, standing
from servanda.case import Case
from servanda.dates import Moment
from servanda.standing import Progress
from servanda.tally import Rate, Sum, sums


def progress_of(case: Case, as_of: int) -> tuple[Progress, ...]:
    """Give each source's count at an instant, and that of the occurrences reported."""
    if case.quota is None or case.window.start is None:
        return ()
    return (*_counted(case, as_of), *_totals(case, as_of))


def _counted(case: Case, as_of: int) -> Iterator[Progress]:
    assert case.quota is not None
    told = (*case.items, *case.quota.counts)
    items = [i for i in told if i.truth == "true" and i.date.lo <= as_of]
    reached = sum(item.amount for item in items)
    if not items:
        return
    if case.quota.rate is not None:
        # Single counts are no claim to be all that came: shown, never assessed.
        yield Progress("", reached, 0, case.quota.unit, True, None)
        return
    yield Progress(
        "", reached, case.quota.need(as_of).low, case.quota.unit, False, None
    )


def _totals(case: Case, as_of: int) -> Iterator[Progress]:
    assert case.quota is not None
    for speaker, said in case.done.items():
        # A position taken since says something else; the count it gave still shows.
        counted = [entry for entry in said if entry.tally is not None]
        entries = standing(counted, as_of, case.withdrawn)
        if case.quota.rate is not None:
            told_ = [e for e in entries if e.tally and e.tally.total is not None]
            yield from (_stretch(case, speaker, entry) for entry in told_)
        else:
            found = sums(entries, level=case.quota.remaining)
            told = (one for one in found if _is_number(one))
            yield from (_sum(case, speaker, one, as_of) for one in told)


def _is_number(found: Sum) -> bool:
    """Tell whether a source gave a number, not only that some remain."""
    return found.last.tally is not None and found.last.tally.total is not None


def _sum(case: Case, speaker: str, found: Sum, as_of: int) -> Progress:
    assert case.quota is not None
    return Progress(
        speaker,
        found.reached,
        case.quota.need(as_of).low,
        case.quota.unit,
        found.or_more,
        found.last.report.id,
        None,
        found.last.date,
    )


def _stretch(case: Case, speaker: str, entry: Entry) -> Progress:
    assert case.quota is not None
    assert entry.tally is not None
    assert case.window.start is not None
    window = case.window
    rate = Rate(case.quota.rate or 0, case.window.start, window.ends, window.gaps)
    first = case.calendar.day_of(entry.stretch[0])
    return Progress(
        speaker,
        entry.tally.total or 0,
        rate.due_by(entry, case.calendar),
        case.quota.unit,
        entry.tally.or_more,
        entry.report.id,
        Moment(entry.stretch[0], entry.stretch[0], first),
        entry.date,
    )
