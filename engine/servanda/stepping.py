"""A scenario one moment at a time: where one can go, and what is seen from there."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from servanda.agreement import Agreement
from servanda.dates import Calendar
from servanda.edition import View
from servanda.evaluate import Docket, docket
from servanda.evidence import LONG_AGO
from servanda.explanation import Explanation, explanation
from servanda.expression import StatusWord
from servanda.inference import Inference
from servanda.question import Head, Question, last_second
from servanda.report import Row, counts
from servanda.scenario import Report, Scenario
from servanda.standing import FLAGS, Flag, step_at
from servanda.telling import telling
from servanda.world import ground

DAY = 86400
# How far beyond where one stands a docket can be asked without being made anew.
AHEAD = 60 * DAY
KEPT = 8
MOST_HEARD = 300
Word = tuple[StatusWord, str]


class Place(NamedTuple):
    """Where one stands: about which instant one asks, and by whose knowledge.

    With `known_by` None the second clock goes with the first: as it was known then.
    """

    as_of: int
    known_by: int | None = None

    @property
    def known(self) -> int:
        """Give the instant whose knowledge is used."""
        return self.as_of if self.known_by is None else self.known_by


class Stands(NamedTuple):
    """Where one provision stands; `new` if it has just come to stand there.

    Marks are given of what is breached: only there do counts look at them.
    """

    id: str
    title: str
    status: StatusWord
    new: bool
    marks: tuple[str, ...] = ()

    @property
    def flag(self) -> Flag:
        """Give the word people count."""
        return FLAGS[self.status]


class Heard(NamedTuple):
    """A report that counts at a place; `new` if it is of that very day."""

    report: str
    when: str
    source: str
    says: str
    note: str
    new: bool


class Sight(NamedTuple):
    """What is seen at a place: how the provisions stand, and what was heard.

    Of what was heard the last reports are given, and how many there were `earlier`.
    """

    head: Head
    counts: Mapping[str, int]
    provisions: tuple[Stands, ...]
    heard: tuple[Heard, ...]
    earlier: int


class Told(NamedTuple):
    """The scenario that is stepped through."""

    agreement: Agreement
    scenario: Scenario
    calendar: Calendar
    view: View
    inference: Inference


class Walk:
    """A way through a scenario; dockets are made when they are first asked for."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._settled = ground(told.agreement)
        self._reported = sorted({report.reported for report in told.view.reports})
        self._dockets: dict[int, Docket] = {}

    @property
    def latest(self) -> int:
        """Give the last second of the day of the last report."""
        return self._day_end(self._reported[-1], 0) if self._reported else 0

    # -- where one can go -------------------------------------------------------------

    def first(self, place: Place) -> Place:
        """Go to the first instant at which anything happens."""
        return self.forward(place._replace(as_of=LONG_AGO + 1))

    def last(self, place: Place) -> Place:
        """Go to the end of the day of the last report."""
        return place._replace(as_of=self.latest)

    def forward(self, place: Place) -> Place:
        """Go to the next instant at which anything is reported or changes."""
        at = self._next_reported(place)
        turns = (t for t in self._turns(place.as_of, place.known) if t > place.as_of)
        known = (*turns, *(() if at is None else (at,)))
        return place._replace(as_of=min(known, default=place.as_of))

    def back(self, place: Place) -> Place:
        """Go to the instant before at which anything was reported or changed."""
        before = place.as_of - 1
        heard = self._stamp(before) if place.known_by is None else LONG_AGO
        known = before if place.known_by is None else place.known
        turns = [t for t in self._turns(before, known) if t <= before]
        if place.known_by is not None:
            turns += [at for at in self._dates(place.known) if at <= before]
        found = max((heard, *turns))
        return place if found <= LONG_AGO else place._replace(as_of=found)

    def day(self, place: Place, days: int) -> Place:
        """Go to the end of a day so many days later, or earlier."""
        return place._replace(as_of=self._day_end(place.as_of, days))

    def second(self, text: str) -> int:
        """Read a day, meaning its last second, or an instant; QuestionError if none."""
        return last_second(text, self._told.calendar, "the date")

    def _day_end(self, second: int, days: int) -> int:
        calendar = self._told.calendar
        return calendar.last_second(calendar.day_of(second) + days)

    def _next_reported(self, place: Place) -> int | None:
        later = self._reported if place.known_by is None else self._dates(place.known)
        index = bisect_right(later, place.as_of)
        return later[index] if index < len(later) else None

    def _dates(self, known_by: int) -> list[int]:
        reports = self._told.view.reports
        dated = ((r.date, r.reported) for r in reports if r.date is not None)
        return sorted({date.lo for date, told in dated if told <= known_by})

    def _turns(self, as_of: int, known_by: int) -> Iterator[int]:
        """Give the instants at which a provision changes, by what is known."""
        asked = self._docket(known_by, as_of)
        for name in self._told.agreement.provisions:
            yield from (step.at for step in asked.steps(name))

    # -- what is seen -----------------------------------------------------------------

    def sight(self, place: Place) -> Sight:
        """See where all stands at a place."""
        now, was = self._words_at(place), self._words_before(place)
        rows = tuple(
            Stands(
                name,
                terms.title,
                now[name][0],
                now[name] != was[name],
                self._marks(place, name) if now[name][0] == "breached" else (),
            )
            for name, terms in self._told.agreement.provisions.items()
        )
        heard = self._counting(place)
        return Sight(
            self._question(place).head,
            counts(rows),
            tuple(row for row in rows if row.status != "not-tracked"),
            tuple(self._heard(place, heard[:MOST_HEARD])),
            max(0, len(heard) - MOST_HEARD),
        )

    def why(self, place: Place, provision: str) -> Explanation:
        """See why a provision stands where it does."""
        found = explanation(self._question(place), provision, flipping=False)
        return found._replace(row=_as_known(found.row, place))

    def _words_before(self, place: Place) -> dict[str, Word]:
        """Give where all stood the second before, by what was known then."""
        before = place._replace(as_of=place.as_of - 1)
        return self._words_at(before)

    def _words_at(self, place: Place) -> dict[str, Word]:
        asked = self._docket(place.known, place.as_of)
        found = {}
        for name in self._told.agreement.provisions:
            step = step_at(asked.steps(name), place.as_of)
            found[name] = (step.status, step.ground)
        return found

    def _marks(self, place: Place, provision: str) -> tuple[str, ...]:
        asked = self._docket(place.known, place.as_of)
        return asked.standing(provision, place.as_of).marks

    def _counting(self, place: Place) -> list[Report]:
        """List the reports that count at a place, the last first."""
        counted = (
            report
            for report in self._told.view.reports
            if report.reported <= place.known and _happened(report) <= place.as_of
        )
        return sorted(
            counted, key=lambda report: (_heard_at(report, place), report.id)
        )[::-1]

    def _heard(self, place: Place, reports: Iterable[Report]) -> Iterator[Heard]:
        calendar, names = self._told.calendar, self._question(place).names
        today = calendar.day_of(place.as_of)
        for report in reports:
            day = calendar.day_of(_heard_at(report, place))
            yield Heard(
                report.id,
                calendar.text(calendar.days(day, day)),
                names.source(report.source),
                telling(report, names),
                report.note or "",
                day == today,
            )

    # -- dockets ----------------------------------------------------------------------

    def _question(self, place: Place) -> Question:
        told, asked = self._told, self._docket(place.known, place.as_of)
        return Question(
            told.agreement,
            told.scenario,
            asked.told,
            told.calendar,
            place.as_of,
            place.known,
            asked,
        )

    def _stamp(self, known_by: int) -> int:
        """Give the last instant until then at which anything was reported."""
        index = bisect_left(self._reported, known_by + 1)
        return self._reported[index - 1] if index else LONG_AGO

    def _docket(self, known_by: int, as_of: int) -> Docket:
        """Weigh what was known; the same for all instants until the next report."""
        stamp = self._stamp(known_by)
        found = self._dockets.get(stamp)
        if found is None or found.horizon < as_of:
            found = self._made(stamp, max(as_of, self.latest) + AHEAD)
            while len(self._dockets) >= KEPT:
                del self._dockets[next(iter(self._dockets))]
            self._dockets[stamp] = found
        return found

    def _made(self, stamp: int, horizon: int) -> Docket:
        told = self._told
        return docket(
            told.agreement,
            told.view,
            stamp,
            horizon,
            told.inference,
            settled=self._settled,
        )


def _heard_at(report: Report, place: Place) -> int:
    """Give when a report is heard: when it was made, with hindsight what it is of."""
    return report.reported if place.known_by is None else _happened(report)


def _happened(report: Report) -> int:
    return report.reported if report.date is None else report.date.lo


def _as_known(row: Row, place: Place) -> Row:
    """Mark a row as projected only where more could have become known since."""
    if place.known < place.as_of:
        return row
    marks = tuple(mark for mark in row.marks if mark != "projected")
    return row._replace(marks=marks)
