"""The status report as data: one row a provision, with everything there is to show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from servanda import durations
from servanda.agreement import Provision
from servanda.dates import Moment
from servanda.matrix import Matrix, matrix
from servanda.question import Head, Question
from servanda.reasons import BY_WORDS, Citation, Reason, brief, cited
from servanda.standing import Key, Progress, Standing
from servanda.strand import decided

NONE: Mapping[str, Any] = MappingProxyType({})


class Count(NamedTuple):
    """How far a quota has come by one source's count."""

    source: str
    source_name: str
    reached: int
    wanted: int
    unit: str
    or_more: bool
    since: str | None
    until: str | None
    report: str | None

    @property
    def percent(self) -> int | None:
        """Give the share reached, in whole per cent; 100 only once it is reached."""
        if not self.wanted:
            return None
        share = (self.reached * 200 + self.wanted) // (self.wanted * 2)
        return share if self.reached >= self.wanted else min(share, 99)


class Row(NamedTuple):
    """Where one provision, or one instance of it, stands. Times are ISO texts."""

    id: str
    title: str
    theme: str
    bearer: tuple[str, ...]
    bearer_names: tuple[str, ...]
    status: str
    flag: str
    ground: str = ""
    rule: str = ""
    instance: Mapping[str, str] | None = None
    instance_name: str = ""
    since: str | None = None
    start: str | None = None
    due: str | None = None
    ends: str | None = None
    stated: str | None = None
    performed: str | None = None
    late_by: str | None = None
    overdue: str | None = None
    time_left: str | None = None
    support: str = ""
    word: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    waits_for_titles: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    unobserved_since: str | None = None
    violations: int = 0
    progress: tuple[Count, ...] = ()
    instances: Mapping[str, int] = NONE
    readings: Mapping[str, str] = NONE
    why: str = ""
    citations: tuple[Citation, ...] = ()
    matrix: Matrix | None = None


class ActTold(NamedTuple):
    """An act, or a ruling: since when it holds, or what it lacks to take effect."""

    word: str
    object: str
    object_name: str
    date: str | None
    since: str | None
    to: str | None = None
    reading: str | None = None
    missing: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


class StatusReport(NamedTuple):
    """Where every provision of an agreement stands, as of an instant."""

    head: Head
    counts: Mapping[str, int]
    provisions: tuple[Row, ...]
    themes: Mapping[str, str]
    acts: tuple[ActTold, ...] = ()

    @property
    def tracked(self) -> tuple[Row, ...]:
        """Give the provisions that the scenario speaks of."""
        return tuple(row for row in self.provisions if row.status != "not-tracked")

    @property
    def untracked(self) -> tuple[Row, ...]:
        """Give the provisions that the scenario does not speak of."""
        return tuple(row for row in self.provisions if row.status == "not-tracked")


def status_report(question: Question) -> StatusReport:
    """Ask where every provision stands."""
    rows = tuple(row(question, id) for id in question.agreement.provisions)
    themes = {row.theme: question.names.theme(row.theme) for row in rows if row.theme}
    order = [*question.agreement.themes, *themes]
    return StatusReport(
        head=question.head,
        counts=counts(rows),
        provisions=rows,
        themes={theme: themes[theme] for theme in order if theme in themes},
        acts=acts_told(question),
    )


def acts_told(question: Question) -> tuple[ActTold, ...]:
    """List the acts and rulings that are known, by their dates."""
    return (*_acts(question), *_rulings(question))


def _acts(question: Question) -> Iterable[ActTold]:
    """List the acts that are known, in order of date."""
    cite = question.reasons.citations
    dated = (e for e in question.docket.effects if e.act.date <= question.as_of)
    for effect in sorted(dated, key=lambda e: (e.act.date, e.act.object)):
        act = effect.act
        since = effect.since
        yield ActTold(
            word=act.word,
            object=act.object,
            object_name=question.names.object(act.object),
            date=question.instant(act.date),
            since=question.instant(since),
            to=question.moment(act.to),
            missing=effect.missing,
            citations=cite(act.reports),
        )


def _rulings(question: Question) -> Iterable[ActTold]:
    for ruling in question.docket.rulings:
        if ruling.start <= question.as_of:
            yield ActTold(
                word="ruling",
                object=ruling.object,
                object_name=question.names.object(ruling.object),
                date=question.instant(ruling.start),
                since=question.instant(ruling.start),
                reading=ruling.reading,
                citations=question.reasons.citations((ruling.report,)),
            )


class Flagged(Protocol):
    """What has a flag, and marks beside it."""

    @property
    def flag(self) -> str:
        """Give the flag."""

    @property
    def marks(self) -> tuple[str, ...]:
        """Give the marks."""


def counts(flagged: Iterable[Flagged]) -> dict[str, int]:
    """Count the flags, and the breaches that no monitor observed beside them."""
    rows = tuple(flagged)
    tally = Counter(row.flag.replace("-", "_") for row in rows)
    tally["breached_unobserved"] = sum(
        row.flag == "breached" and "unobserved" in row.marks for row in rows
    )
    return {flag: tally[flag] for flag in COUNTED}


def _untracked(question: Question, standing: Standing) -> Row:
    """Give the row of a provision that the scenario does not speak of."""
    terms = question.agreement.provisions[standing.provision]
    return Row(
        id=standing.provision,
        title=terms.title,
        theme=terms.theme or "",
        bearer=terms.bearer,
        bearer_names=question.names.sources(terms.bearer),
        status=standing.status,
        flag=standing.flag,
        instance=dict(standing.instance) if standing.instance else None,
        instance_name=question.names.key(standing.instance),
        why="the scenario does not cover this provision",
    )


COUNTED = (
    "met",
    "pending",
    "disputed",
    "breached",
    "breached_unobserved",
    "dormant",
    "void",
    "not_tracked",
)


def row(question: Question, provision: str, key: Key | None = None) -> Row:
    """Ask where one provision stands, or one instance of it."""
    return row_and_reasons(question, provision, key)[0]


def row_and_reasons(
    question: Question, provision: str, key: Key | None = None
) -> tuple[Row, tuple[Reason, ...]]:
    """Ask where one provision stands, with the one or two reasons that say why."""
    standing = question.standing(provision, key)
    if standing.status == "not-tracked":
        return _untracked(question, standing), ()
    reasons = question.premises(provision, key, _decided(question, standing))
    said = brief(standing.status, standing.ground, reasons)
    terms = question.docket.terms(provision, question.as_of)
    return _Rower(question, terms).row(standing, reasons, said), said


TIERS: Mapping[str, str] = MappingProxyType(
    {"authority": "authority", "independent": "independent", "press": "press"}
)


class _Rower(NamedTuple):
    """Turns the standing of one provision into its row."""

    question: Question
    provision: Provision  # as the acts that took effect have left it

    def row(
        self,
        standing: Standing,
        reasons: tuple[Reason, ...],
        said: tuple[Reason, ...],
    ) -> Row:
        asked, names = self.question, self.question.names
        citations = () if _all_well(standing, said) else cited(said)
        return Row(
            id=standing.provision,
            title=self.provision.title,
            theme=self.provision.theme or "",
            bearer=self.provision.bearer,
            bearer_names=names.sources(self.provision.bearer),
            status=standing.status,
            flag=standing.flag,
            ground=standing.ground,
            rule=standing.rule,
            instance=dict(standing.instance) if standing.instance else None,
            instance_name=names.key(standing.instance),
            since=asked.instant(standing.since),
            start=asked.moment(standing.start),
            due=asked.moment(standing.due),
            ends=asked.moment(standing.ends),
            stated=self._stated(),
            performed=asked.moment(standing.performed),
            late_by=_late_by(standing),
            overdue=self._overdue(standing),
            time_left=self._time_left(standing),
            support=standing.support,
            word=self._word(standing, reasons),
            marks=standing.marks,
            waits_for=(waits := self._waits_for(standing)),
            waits_for_titles=tuple(map(names.provision, waits)),
            accused=names.sources(standing.accused),
            unobserved_since=asked.instant(standing.unobserved_since),
            violations=standing.violations,
            progress=tuple(map(self._count, standing.progress)),
            instances={str(word): n for word, n in standing.instances.items()},
            readings={name: str(word) for name, word in standing.readings.items()},
            why=_line(standing, said),
            citations=citations,
            matrix=None if standing.instance else matrix(asked, standing.provision),
        )

    def _word(self, standing: Standing, reasons: Iterable[Reason]) -> tuple[str, ...]:
        """Name the sources whose word is what the support says, each once."""
        names, support = self.question.names, standing.support
        accused = standing.accused or self.provision.bearer
        found: dict[str, None] = {}
        for citation in cited(reasons):
            own = names.speaker(citation.source) in accused
            tier = names.tier(citation.source)
            wanted = {"bearer-only": own, "beneficiary-only": not own}.get(
                support, True
            )
            if tier == TIERS.get(support, "party") and wanted:
                found[citation.source_name] = None
        return tuple(found) if support else ()

    def _waits_for(self, standing: Standing) -> tuple[str, ...]:
        """Name the partners that wait for it as it waits for them."""
        if "mutual-wait" not in standing.marks:
            return ()
        asked = self.question
        return asked.docket.partners(standing.provision, asked.as_of)

    def _stated(self) -> str | None:
        due = self.provision.due
        return (
            (self.provision.stated or "none") if due is not None and due.open else None
        )

    def _overdue(self, standing: Standing) -> str | None:
        if standing.due is None or standing.status not in {"breached", "disputed"}:
            return None
        return self._between(standing.due, self.question.as_of, past=True)

    def _time_left(self, standing: Standing) -> str | None:
        if standing.due is None or standing.flag not in {"pending", "disputed"}:
            return None
        return self._between(standing.due, self.question.as_of, past=False)

    def _between(self, due: Moment, as_of: int, *, past: bool) -> str | None:
        """Write how long a due date is past, or ahead; None if it is not."""
        if (as_of > due.hi) is not past:
            return None
        if due.exact:
            return durations.of_seconds(abs(as_of - due.hi))
        calendar = self.question.calendar
        return durations.of_days(abs(calendar.day_of(as_of) - calendar.civil_day(due)))

    def _count(self, progress: Progress) -> Count:
        cited = self.question.reasons.citations((progress.report or "",))
        speaker = self.question.names.source(progress.source) if progress.source else ""
        return Count(
            source=progress.source,
            source_name=cited[0].source_name if cited else speaker,
            reached=progress.reached,
            wanted=progress.wanted,
            unit=progress.unit,
            or_more=progress.or_more,
            since=self.question.moment(progress.since),
            until=self.question.moment(progress.until),
            report=progress.report,
        )


def _decided(question: Question, standing: Standing) -> int | None:
    """Give when what was said decided a standing; None where nothing had to be."""
    if standing.status not in BY_WORDS or standing.ground == "reading":
        return None
    steps = question.docket.steps(standing.provision, standing.instance)
    return decided(steps, question.as_of)


def _line(standing: Standing, said: Sequence[Reason]) -> str:
    """Say in one line why; of instances that are all well, no single one is named."""
    if _all_well(standing, said):
        return f"each instance that arose: {standing.status}"
    return "; ".join(reason.text for reason in said)


def _all_well(standing: Standing, said: Sequence[Reason]) -> bool:
    told = bool(said) and said[0].kind == "instance" and bool(standing.instances)
    return told and standing.flag == "met"


def _late_by(standing: Standing) -> str | None:
    """Write by how much it was late; on time counts as no days, never met as None."""
    if standing.late is not None:
        return durations.of_late(standing.late)
    on_time = standing.status == "met" and standing.due is not None
    return durations.ON_TIME if on_time and standing.performed is not None else None
