"""What each party still owes: to whom, by when, and what would discharge it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal, NamedTuple

from servanda.agreement import Provision
from servanda.dates import NEVER
from servanda.errors import NotFoundError
from servanda.kin import Kin
from servanda.naming import Names
from servanda.problems import did_you_mean, quote
from servanda.question import Head, Question
from servanda.reasons import Reason
from servanda.report import Count, Row, row
from servanda.standing import Key
from servanda.upcoming import aim, matching
from servanda.window import Window

SHOWN = 3
OPEN = frozenset({"pending", "disputed", "breached"})
KEPT = frozenset({"holding", "disputed", "breached"})
State = Literal["overdue", "due", "standing", "suspended"]
STATES: tuple[State, ...] = ("overdue", "due", "standing", "suspended")


class Left(NamedTuple):
    """How much of a quota one source's count leaves; a lower bound is hedged."""

    counted: Count
    left: int
    hedge: Literal["", "at most", "at least"]


class Partner(NamedTuple):
    """A duty to be done together with another, and where it stands."""

    provision: str
    title: str
    status: str


class Debt(NamedTuple):
    """One duty that a party still owes, or has to go on keeping.

    `jointly_with` are those that owe it with the party, `to` whom it is owed. What is
    `without_end` is to be kept while the agreement is in force. Of many instances of
    one state the first few stand for the rest; the last says how many are `left_out`.
    """

    state: State
    row: Row
    jointly_with: tuple[str, ...]
    jointly_with_names: tuple[str, ...]
    to: tuple[str, ...]
    to_names: tuple[str, ...]
    derivation: Reason | None
    discharged_by: tuple[str, ...]
    left: tuple[Left, ...]
    together_with: tuple[Partner, ...]
    without_end: bool
    left_out: int = 0


class Account(NamedTuple):
    """All that one party owes: what is overdue first, then by due date."""

    party: str
    name: str
    debts: tuple[Debt, ...]

    def of(self, state: State) -> tuple[Debt, ...]:
        """Choose the debts of one state."""
        return tuple(debt for debt in self.debts if debt.state == state)

    def number(self, state: State) -> int:
        """Count the debts of one state, those left out among them."""
        return sum(1 + debt.left_out for debt in self.of(state))


class Owed(NamedTuple):
    """What is owed as of an instant, party by party; `by` is the one asked about."""

    head: Head
    accounts: tuple[Account, ...]
    by: str | None = None


class _Unit(NamedTuple):
    """Instances that stand alike, or a provision that has none, by when it is due.

    What is not due ends; what has no date comes last.
    """

    date: int
    kin: Kin


class _Group(NamedTuple):
    """The units of one provision that are in one state and have the same bearers."""

    provision: str
    state: State
    bearers: tuple[str, ...]
    units: list[_Unit]

    @property
    def order(self) -> tuple[int, int, str, tuple[str, ...]]:
        """Put what is overdue first, then what is due first."""
        state, first = STATES.index(self.state), min(unit.date for unit in self.units)
        return state, first, self.provision, self.bearers

    @property
    def keys(self) -> Iterator[Key | None]:
        """Name the first instances of each unit, what is due first before others."""
        named = [(unit.date, unit.kin.first(SHOWN)) for unit in self.units]
        for _, keys in sorted(named, key=lambda one: (one[0], str(one[1][0]))):
            yield from keys

    @property
    def number(self) -> int:
        """Count the instances."""
        return sum(unit.kin.number for unit in self.units)


def owed(question: Question, by: str | None = None) -> Owed:
    """Ask what is still owed, of every party or of one."""
    if by is not None and by not in question.agreement.parties:
        hint = did_you_mean(by, question.agreement.parties)
        raise NotFoundError(f"no party is called {quote(by)}", hint)
    groups = sorted(
        (g for id in question.agreement.provisions for g in _groups(question, id)),
        key=lambda group: group.order,
    )
    shown = {group.order: tuple(_debts(question, group)) for group in groups}
    accounts = []
    for party in question.agreement.parties if by is None else (by,):
        mine = (shown[group.order] for group in groups if party in group.bearers)
        debts = tuple(
            _borne_by(question.names, party, d) for each in mine for d in each
        )
        if debts or by is not None:
            accounts.append(Account(party, question.names.source(party), debts))
    return Owed(question.head, tuple(accounts), by)


def _borne_by(names: Names, party: str, debt: Debt) -> Debt:
    """Take a debt as one of its bearers owes it: nobody owes anything to themselves."""
    others = tuple(one for one in debt.jointly_with if one != party)
    to = tuple(one for one in debt.to if one != party)
    return debt._replace(
        jointly_with=others,
        jointly_with_names=names.sources(others),
        to=to,
        to_names=names.sources(to),
    )


class Share(NamedTuple):
    """How many duties of a provision some bearers owe together, in one state."""

    state: State
    bearers: tuple[str, ...]
    number: int


def shares(question: Question, provision: str) -> tuple[Share, ...]:
    """Say in short what is owed of a provision, and by whom."""
    return tuple(
        Share(group.state, group.bearers, group.number)
        for group in sorted(_groups(question, provision), key=lambda g: g.order)
    )


def _groups(question: Question, provision: str) -> Iterable[_Group]:
    """Gather what is owed of a provision, alike with alike."""
    docket, as_of = question.docket, question.as_of
    found: dict[tuple[State, tuple[str, ...]], _Group] = {}
    for alike in docket.alike(provision, docket.strand(provision, as_of), as_of):
        model = alike.kin[0].model
        bearers = tuple(model.question.bearers)
        for kin in alike.kin:
            window = kin.window
            state = _state(model.terms, window, alike.step.status, as_of)
            if state is not None:
                group = _Group(provision, state, bearers, [])
                ends = window.due if model.achievement else window.ends
                unit = _Unit(NEVER if ends is None else ends.hi, kin)
                found.setdefault((state, bearers), group).units.append(unit)
    return found.values()


def _state(terms: Provision, window: Window, status: str, as_of: int) -> State | None:
    """Say how a duty is owed; None where it is not, or can be no longer."""
    if status == "suspended":
        return "suspended"
    if window.closed is not None and as_of >= window.closed:
        return None
    over = window.ends is not None and as_of > window.ends.hi
    if not terms.is_achievement:
        return "standing" if status in KEPT and not over else None
    # What is dated after its stretch is over does not reach an instance of `every`.
    past = terms.every is not None and over and status != "pending"
    if status not in OPEN or past:
        return None
    return "overdue" if window.due is not None and as_of > window.due.hi else "due"


def _debts(question: Question, group: _Group) -> Iterator[Debt]:
    keys = [*islice(group.keys, SHOWN)]
    more = group.number - len(keys)
    for key in keys:
        left_out = more if key is keys[-1] else 0
        yield _debt(question, group, key)._replace(left_out=left_out)


def _debt(question: Question, group: _Group, key: Key | None) -> Debt:
    names, provision = question.names, group.provision
    terms = question.docket.terms(provision, question.as_of)
    shown = row(question, provision, key)
    return Debt(
        state=group.state,
        row=shown,
        jointly_with=group.bearers,
        jointly_with_names=names.sources(group.bearers),
        to=terms.beneficiary,
        to_names=names.sources(terms.beneficiary),
        derivation=question.derivation(provision, key),
        discharged_by=tuple(_discharged_by(terms, names, shown, key)),
        left=tuple(_left(terms, shown.progress)),
        together_with=tuple(_together(question, provision)),
        without_end=terms.until is None and not terms.is_achievement,
    )


def _discharged_by(
    terms: Provision, names: Names, shown: Row, key: Key | None
) -> Iterator[str]:
    """Say in words which reports discharge a duty, or what keeps it."""
    about = ", ".join(part for part in [names.key(key)] if part)
    beside = f", {about}" if about else ""
    if terms.target is not None and terms.counted_by is not None:
        verb = "met once this reaches" if terms.is_achievement else "kept at"
        wanted, counted = aim(terms.target, names), matching(terms.counted_by, names)
        yield f"{verb} {wanted}: {counted}{beside}"
    elif terms.performed_by is not None:
        performed = matching(terms.performed_by, names)
        yield f"met once this is reported: {performed}{beside}{_extent(terms)}"
    elif terms.is_achievement:
        yield f"met once a source states that it was performed{beside}"
    if terms.violated_by is not None and not terms.is_achievement:
        yield f"kept unless this is reported: {matching(terms.violated_by, names)}"
    if terms.cured_by is not None and shown.status in {"disputed", "breached"}:
        yield _cure(terms, names)


def _extent(terms: Provision) -> str:
    """Say to which extent it must be done."""
    if terms.suffices == "none":
        return ""
    return ", in full" if terms.suffices == "full" else f", at least {terms.suffices}"


def _cure(terms: Provision, names: Names) -> str:
    assert terms.cured_by is not None
    if terms.cured_by.quiet is not None:
        days = terms.cured_by.quiet.days
        return f"what was violated is set aside after {days} days without more of it"
    cure = matching(terms.cured_by, names)
    return f"what was violated is set aside once this is reported: {cure}"


def _left(terms: Provision, counts: Iterable[Count]) -> Iterator[Left]:
    """Say how much each source's count leaves; a rate's single counts leave nothing."""
    target = terms.target
    for count in counts if target is not None else ():
        assert target is not None
        if target.remaining is not None:
            if count.source:
                more = max(0, count.reached - count.wanted)
                yield Left(count, more, "at least" if count.or_more else "")
        elif count.source or target.rate is None:
            less = max(0, count.wanted - count.reached)
            yield Left(count, less, "at most" if count.or_more else "")


def _together(question: Question, provision: str) -> Iterator[Partner]:
    for other in question.docket.partners(provision, question.as_of):
        status = question.standing(other).status
        yield Partner(other, question.names.provision(other), status)
