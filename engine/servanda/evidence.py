"""From weighed occurrences and positions to one verdict on a question (P2).

Positions are folded in order of their instants: at each, the word so far is weighed
against them by tier; what is dated later is joined to it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from servanda.agreement import Uncorroborated
from servanda.answers import NEGATIVE, Answer
from servanda.dates import Moment
from servanda.occurrence import Occurrence
from servanda.roster import PARTY, Roster
from servanda.standing import SUPPORTS
from servanda.weigh import Side, Truth, Word, support, together, weakest

# The beginning of every timeline; still a day one can count from (January of year 1).
LONG_AGO = -62_135_000_000


class Item(NamedTuple):
    """A matching occurrence (or stretch of totals) as evidence: its word and amount."""

    date: Moment
    truth: Truth
    rank: int
    support: str
    ground: str = ""
    accused: tuple[str, ...] = ()
    amount: int = 1
    occurrence: Occurrence | None = None
    reports: tuple[str, ...] = ()

    @classmethod
    def of_word(cls, occurrence: Occurrence, word: Word, amount: int = 1) -> "Item":
        """Take an occurrence and what it was found to be."""
        return cls(
            occurrence.date,
            word.truth,
            word.rank,
            word.support,
            word.ground,
            word.accused,
            amount,
            occurrence,
        )

    @property
    def told_by(self) -> tuple[str, ...]:
        """Name the reports behind it."""
        return self.reports or (self.occurrence.reports if self.occurrence else ())


class Need(NamedTuple):
    """The number to be reached: `low` for certain, `high` with what is in dispute."""

    low: int
    high: int


class Finding(NamedTuple):
    """The verdict on a question at an instant and what it rests on.

    `date` is the performance's (or violation's); `decided_by` answers or items.
    """

    truth: Truth
    rank: int = PARTY
    support: str = ""
    ground: str = ""
    accused: tuple[str, ...] = ()
    date: Moment | None = None
    items: tuple[Item, ...] = ()
    answers: tuple[Answer, ...] = ()


NOTHING = Finding("none")


class Question(NamedTuple):
    """What is asked: of whom, how much is needed, and how words without proof count."""

    roster: Roster
    bearers: tuple[str, ...]
    need: Need
    violation: bool
    policy: Uncorroborated


def verdict(
    question: Question, items: Sequence[Item], answers: Sequence[Answer], as_of: int
) -> Finding:
    """Fold positions and occurrences dated by `as_of` into one verdict."""
    dated = [item for item in items if item.date.lo <= as_of]
    found = NOTHING
    since = LONG_AGO
    for instant in sorted({answer.date.hi for answer in answers}):
        found = _join(found, _reached(question.need, dated, since, instant))
        now = [answer for answer in answers if answer.date.hi == instant]
        covered = [item for item in dated if item.date.lo <= instant]
        found = _against(question, found, now, covered)
        since = instant
    return _join(found, _reached(question.need, dated, since, as_of))


def _join(one: Finding, other: Finding) -> Finding:
    """Join two verdicts: true if either is, else both, else false."""
    for truth in ("true", "both", "false"):
        fitting = [found for found in (one, other) if found.truth == truth]
        if len(fitting) == 2 and truth == "both":
            ground = "fact" if "fact" in (one.ground, other.ground) else one.ground
            accused = tuple(sorted({*one.accused, *other.accused}))
            return one._replace(
                ground=ground,
                accused=accused,
                rank=max(one.rank, other.rank),
                items=(*one.items, *other.items),
            )
        if fitting:
            return fitting[0]
    return NOTHING


def _reached(need: Need, items: Sequence[Item], since: int, until: int) -> Finding:
    """Ask whether the number is reached by something dated in (since, until]."""
    so_far = [item for item in items if item.date.lo <= until]
    later = [item for item in so_far if item.date.lo > since]
    true = [item for item in so_far if item.truth == "true"]
    either = [item for item in so_far if item.truth in ("true", "both")]
    if _counts(later, ("true",), need.high, since) and _total(true) >= need.high:
        return _found("true", true, need.high)
    if _counts(later, ("true", "both"), need.low, since) and _total(either) >= need.low:
        return _found("both", either, need.low)
    false = [item for item in later if item.truth == "false"]
    if false:
        best = max(false, key=lambda item: item.rank)
        return Finding("false", best.rank, best.support, items=tuple(false))
    return NOTHING


def _counts(
    later: Iterable[Item], truths: tuple[str, ...], need: int, since: int
) -> bool:
    # A target of nothing is reached without anything happening.
    if need == 0 and since == LONG_AGO:
        return True
    return any(item.truth in truths and item.amount > 0 for item in later)


def _total(items: Iterable[Item]) -> int:
    return sum(item.amount for item in items)


def _found(truth: Truth, items: Sequence[Item], need: int) -> Finding:
    best = _until(sorted(items, key=lambda i: (-i.rank, _weak(i), i.date)), need)
    in_order = _until(sorted(items, key=lambda i: (i.date.lo, i.date.hi)), need)
    disputed = [item for item in items if item.truth == "both"]
    ground = ""
    if truth == "both":
        grounds = {item.ground for item in disputed}
        ground = "allegation" if grounds == {"allegation"} else "fact"
    return Finding(
        truth,
        min((item.rank for item in best), default=PARTY),
        weakest(item.support for item in best),
        ground,
        tuple(sorted({name for item in in_order for name in item.accused})),
        in_order[-1].date if in_order else None,
        tuple(in_order if truth == "true" else items),
    )


def _weak(item: Item) -> int:
    return SUPPORTS.index(item.support) if item.support in SUPPORTS else len(SUPPORTS)


def _until(items: Iterable[Item], need: int) -> list[Item]:
    """Take items until they add up to what is needed."""
    found: list[Item] = []
    total = 0
    for item in items:
        if total >= need:
            break
        found.append(item)
        total += item.amount
    return found


class _Scale(NamedTuple):
    """One side of a question: its answers, and the word so far if it agrees."""

    answers: tuple[Answer, ...]
    word: Finding | None
    side: Side | None

    @property
    def rank(self) -> int:
        ranks = [] if self.word is None else [self.word.rank]
        if self.side is not None:
            ranks.append(self.side.rank)
        return max(ranks, default=-1)


def _scale(
    question: Question, answers: Sequence[Answer], word: Finding | None
) -> _Scale:
    side = None
    if answers:
        voices = [answer.voice for answer in answers]
        side = together(question.roster, voices, question.bearers)
    return _Scale(tuple(answers), word, side)


def _against(
    question: Question,
    word: Finding,
    answers: Sequence[Answer],
    covered: Sequence[Item],
) -> Finding:
    """Weigh the positions of one instant against the word up to then."""
    yes = [a for a in answers if (a.word in NEGATIVE) == question.violation]
    no = [a for a in answers if (a.word in NEGATIVE) != question.violation]
    truthful = word if word.truth == "true" else None
    false = word if word.truth == "false" else None
    up = _scale(question, yes, truthful)
    down = _scale(question, no, false)
    if word.truth == "both" and word.rank >= max(up.rank, down.rank):
        return _still_both(question, word, up, down)
    if up.rank > down.rank:
        return _affirmed(question, up, word, covered)
    if down.rank > up.rank:
        return _denied(question, down)
    return _contested(question, up, down, word)


def _still_both(question: Question, word: Finding, up: _Scale, down: _Scale) -> Finding:
    """Keep a word in dispute that no higher tier settles."""
    facts = [a for a in up.answers if not accuses(question, a)]
    equal = [s for s in (up, down) if s.rank == word.rank]
    ground = word.ground
    if ground == "allegation" and (
        any(s is down for s in equal) or (up in equal and facts)
    ):
        ground = "fact"
    if not question.violation:
        ground = word.ground if word.ground == "fact" else _doubt(down)
    accused = {*word.accused, *(n for a in up.answers for n in a.accused)}
    if not question.violation:
        accused = set(word.accused)
    answers = (*word.answers, *up.answers, *down.answers)
    return word._replace(ground=ground, accused=tuple(sorted(accused)), answers=answers)


def accuses(question: Question, answer: Answer) -> bool:
    """Tell whether an answer is an adverse party's (or lays it to nobody)."""
    if answer.voice.rank != PARTY:
        return False
    speaker = answer.voice.speaker
    return not answer.accused or question.roster.adverse(speaker, answer.accused)


def _affirmed(
    question: Question, up: _Scale, word: Finding, covered: Sequence[Item]
) -> Finding:
    answers = _deciding(up)
    reached = _found("both", _either(covered), question.need.low)
    enough = _total(_either(covered)) >= question.need.low and reached.date
    date = word.date if word.truth in ("true", "both") and word.date else None
    date = date or (reached.date if enough else None) or _own_date(answers)
    accused = {name for a in answers for name in a.accused}
    if up.word is not None:
        accused |= set(up.word.accused)
    found = Finding(
        "true",
        up.rank,
        _support(question, up),
        "",
        tuple(sorted(accused)),
        date,
        () if up.word is None else up.word.items,
        answers,
    )
    if question.violation:
        return _if_alleged(question, up, found)
    if question.policy.performance == "both" and found.support == "bearer-only":
        return found._replace(truth="both", ground="fact")
    return found


def _if_alleged(question: Question, up: _Scale, found: Finding) -> Finding:
    """Make an accusation by adverse parties alone what it is: an allegation."""
    # Beside a true violation an accusation adds nothing.
    if up.word is not None or question.policy.violation == "true":
        return found
    if all(accuses(question, a) for a in found.answers) and up.rank == PARTY:
        return found._replace(truth="both", ground="allegation")
    return found


def _either(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item.truth in ("true", "both")]


def _own_date(answers: Sequence[Answer]) -> Moment | None:
    dates = [answer.reached or answer.date for answer in answers]
    return min(dates, key=lambda d: (d.lo, d.hi)) if dates else None


def _deciding(scale: _Scale) -> tuple[Answer, ...]:
    if scale.side is None or (scale.word and scale.word.rank > scale.side.rank):
        return ()
    if scale.side.joint:
        return scale.answers
    return tuple(a for a in scale.answers if a.voice.rank == scale.side.rank)


def _support(question: Question, scale: _Scale) -> str:
    found = []
    if scale.side is not None and scale.side.rank == scale.rank:
        found.append(support(question.roster, scale.side, question.bearers))
    if scale.word is not None and scale.word.rank == scale.rank:
        found.append(scale.word.support)
    # A target of nothing is reached on nobody's word.
    return min(filter(None, found), key=SUPPORTS.index, default="")


def _denied(question: Question, down: _Scale) -> Finding:
    return Finding(
        "false",
        down.rank,
        _support(question, down),
        items=() if down.word is None else down.word.items,
        answers=_deciding(down),
    )


def _contested(question: Question, up: _Scale, down: _Scale, word: Finding) -> Finding:
    if up.rank < 0:
        return word
    # Parties accusing and denying each other contest the fact itself.
    ground = "fact" if question.violation else _doubt(down)
    answers = (*_deciding(up), *_deciding(down))
    accused = {name for a in _deciding(up) for name in a.accused}
    return Finding(
        "both",
        up.rank,
        _support(question, up),
        ground,
        tuple(sorted(accused | set(word.accused))),
        word.date,
        word.items,
        answers,
    )


def _doubt(down: _Scale) -> str:
    """Say whether what is in doubt is the deed, or only that it was done as agreed."""
    words = {answer.word for answer in _deciding(down)}
    conform = words == {"insufficient"} and down.word is None
    return "conformity" if conform else "fact"
