"""From weighed occurrences and positions to one verdict on a question (P2).

Positions are folded in order of their instants: at each, the word so far is weighed
against them by tier; what is dated later is joined to it.
"""

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import NamedTuple

from servanda.agreement import Uncorroborated
from servanda.answers import NEGATIVE, Answer
from servanda.dates import Moment
from servanda.occurrence import Occurrence
from servanda.roster import PARTY, Roster
from servanda.standing import SUPPORTS
from servanda.weigh import (
    ALLEGATION,
    ALONE,
    Side,
    Truth,
    Word,
    bearers_alone,
    support,
    together,
    weakest,
)

# The beginning of every timeline; still a day one can count from (January of year 1).
LONG_AGO = -62_135_000_000


# A target of nothing is reached on nobody's word, which any word outweighs.
NOBODY = -1


class Item(NamedTuple):
    """A matching occurrence (or stretch of totals) as evidence: its word and amount.

    One that is not `whole` goes less far than is asked.
    """

    date: Moment
    truth: Truth
    rank: int
    support: str
    ground: str = ""
    accused: tuple[str, ...] = ()
    amount: int = 1
    occurrence: Occurrence | None = None
    reports: tuple[str, ...] = ()
    whole: bool = True

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
    def times(self) -> int:
        """Give how often it happened."""
        return 1 if self.occurrence is None else self.occurrence.times

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
    *_, last = _folded(question, items, answers, as_of)
    return last.found


class Fold(NamedTuple):
    """The verdict after the positions of an instant, or in the end.

    `reached` is what occurrences alone have added since the positions before.
    """

    reached: Finding
    covered: Sequence[Item]
    said: Sequence[Answer]
    found: Finding


def _folded(
    question: Question, items: Sequence[Item], answers: Sequence[Answer], as_of: int
) -> Iterator[Fold]:
    dated = [item for item in items if item.date.lo <= as_of]
    found, since = NOTHING, LONG_AGO
    for instant in sorted({answer.date.hi for answer in answers}):
        reached = _reached(question.need, dated, since, instant)
        now = [answer for answer in answers if answer.date.hi == instant]
        covered = [item for item in dated if item.date.lo <= instant]
        found = _against(question, _join(found, reached), now, covered)
        yield Fold(reached, covered, now, found)
        since = instant
    reached = _reached(question.need, dated, since, as_of)
    yield Fold(reached, dated, (), _join(found, reached))


def violations(
    question: Question, items: Sequence[Item], answers: Sequence[Answer], as_of: int
) -> list[Item | Answer]:
    """List the true violations: by occurrences, and those that positions tell of."""
    told: list[Item | Answer] = []
    for fold in _folded(question, items, answers, as_of):
        if fold.reached.truth == "true":
            told += [item for item in fold.covered if item.truth == "true"]
        elif fold.reached.ground == ALLEGATION:
            # What was but alleged may be admitted yet.
            told += [item for item in fold.covered if item.ground == ALLEGATION]
        if fold.found.truth == "true":
            told += [a for a in fold.said if _violates(question, a)]
        elif fold.found.ground != ALLEGATION:
            told.clear()
    return told


def _violates(question: Question, answer: Answer) -> bool:
    if answer.word not in NEGATIVE:
        return False
    return _claim(question, (answer,), "true").saying == "true"


def _join(one: Finding, other: Finding) -> Finding:
    """Join two verdicts: true if either is, else both, else false."""
    for truth in ("true", "both", "false"):
        fitting = [found for found in (one, other) if found.truth == truth]
        if len(fitting) == 2:
            return _both(one, other) if truth == "both" else _alike(one, other)
        if fitting:
            return fitting[0]
    return NOTHING


def _alike(one: Finding, other: Finding) -> Finding:
    """Join two verdicts that are true, or false: the better word is enough."""
    ground = one.ground if one.ground == other.ground else ""
    if not _better(other, one):
        return one._replace(ground=ground)
    # It was done when it was first done.
    return other._replace(date=one.date or other.date, ground=ground)


def _both(one: Finding, other: Finding) -> Finding:
    """Join two verdicts in dispute."""
    return one._replace(
        ground="fact" if "fact" in (one.ground, other.ground) else one.ground,
        accused=tuple(sorted({*one.accused, *other.accused})),
        rank=max(one.rank, other.rank),
        items=(*one.items, *other.items),
    )


def _better(one: Finding, other: Finding) -> bool:
    """Tell whether a verdict rests on a better word than another."""
    return (-one.rank, _strength(one.support)) < (-other.rank, _strength(other.support))


def _strength(words: str) -> int:
    return SUPPORTS.index(words) if words in SUPPORTS else len(SUPPORTS)


def _reached(need: Need, items: Sequence[Item], since: int, until: int) -> Finding:
    """Ask whether the number is reached by something dated in (since, until]."""
    if need.high == 0:
        # A target of nothing is reached without anything happening, or never.
        return _found("true", (), 0) if since == LONG_AGO else NOTHING
    so_far = [item for item in items if item.date.lo <= until]
    later = [item for item in so_far if item.date.lo > since]
    true = [item for item in so_far if item.truth == "true"]
    either = [item for item in so_far if item.truth in ("true", "both")]
    if _reaches(true, need.high, since):
        return _found("true", true, need.high, since)
    if _reaches(either, need.low, since):
        return _found("both", either, need.low, since)
    false = [item for item in later if item.truth == "false"]
    if false:
        best = max(false, key=lambda item: item.rank)
        return Finding("false", best.rank, best.support, items=tuple(false))
    return NOTHING


def _reaches(counting: Sequence[Item], number: int, since: int) -> bool:
    """Tell whether what counts reaches a number, by something later than `since`."""
    if number == 0 and since == LONG_AGO:
        return True
    later = any(item.date.lo > since and item.amount > 0 for item in counting)
    return later and _total(counting) >= number


def _total(items: Iterable[Item]) -> int:
    return sum(item.amount for item in items)


def _found(
    truth: Truth, items: Sequence[Item], need: int, since: int = LONG_AGO
) -> Finding:
    """Describe a number reached, by something dated after `since`."""
    best = _best(items, need, since)
    in_order = _until(sorted(items, key=lambda i: (i.date.lo, i.date.hi)), need, since)
    disputed = [item for item in items if item.truth == "both"]
    ground = ""
    if truth == "both":
        grounds = {item.ground for item in disputed}
        ground = grounds.pop() if len(grounds) == 1 else "fact"
    return Finding(
        truth,
        min((item.rank for item in best), default=NOBODY),
        weakest(item.support for item in best),
        ground,
        tuple(sorted({name for item in in_order for name in item.accused})),
        in_order[-1].date if in_order else None,
        tuple(in_order if truth == "true" else items),
    )


def _best(items: Sequence[Item], need: int, since: int) -> list[Item]:
    """Choose the best words that reach the number, one of them dated after `since`."""
    ranked = sorted(items, key=lambda i: (-i.rank, _weak(i), i.date))
    later = next((i for i in ranked if i.date.lo > since and i.amount > 0), None)
    if later is None:
        return _until(ranked, need)
    return _until([later, *(item for item in ranked if item is not later)], need)


def _weak(item: Item) -> int:
    return _strength(item.support)


def _until(items: Iterable[Item], need: int, since: int = LONG_AGO) -> list[Item]:
    """Take items until they add up to what is needed and one is dated after `since`."""
    found: list[Item] = []
    total, later = 0, since == LONG_AGO
    for item in items:
        if total >= need and later:
            break
        found.append(item)
        total += item.amount
        later = later or (item.date.lo > since and item.amount > 0)
    return found


class Claim(NamedTuple):
    """What is said at one rank: true, alleged, contested or false, and by whom.

    An accusation by adverse parties alone is alleged; a word in dispute contested.
    """

    saying: str
    rank: int
    support: str
    answers: tuple[Answer, ...] = ()
    word: Finding | None = None


def _against(
    question: Question,
    word: Finding,
    answers: Sequence[Answer],
    covered: Sequence[Item],
) -> Finding:
    """Weigh the positions of one instant against the word up to then."""
    claims = list(_claims(question, word, answers))
    top = max(claim.rank for claim in claims)
    best = [claim for claim in claims if claim.rank == top]
    sayings = {claim.saying for claim in best}
    if sayings == {"false"}:
        # Why it is not performed matters once somebody says that it is.
        ground = "conformity" if all(map(_insufficient, best)) else ""
        return _decided("false", best)._replace(ground=ground)
    if sayings & {"false", "contested"}:
        ground = _doubt(question, best)
        found = _decided("both", best)._replace(ground=ground, date=word.date)
        alleged = [claim.support for claim in best if claim.saying == "alleged"]
        # An allegation rests on the word of those who make it.
        return found._replace(support=alleged[0]) if ground == ALLEGATION else found
    if "true" not in sayings:
        ground = ALLEGATION if question.violation else ALONE
        words = weakest(claim.support for claim in best if claim.support)
        return _decided("both", best)._replace(
            ground=ground, date=word.date, support=words
        )
    true = [claim for claim in best if claim.saying == "true"]
    return _decided("true", true)._replace(date=_date(question, word, best, covered))


def _claims(
    question: Question, word: Finding, answers: Sequence[Answer]
) -> Iterator[Claim]:
    if word.truth != "none":
        alleged = word.truth == "both" and word.ground in (ALLEGATION, ALONE)
        saying = "alleged" if alleged else _SAYINGS[word.truth]
        yield Claim(saying, word.rank, word.support, word.answers, word)
    yes = [a for a in answers if (a.word in NEGATIVE) == question.violation]
    no = [a for a in answers if (a.word in NEGATIVE) != question.violation]
    for said, saying in ((yes, "true"), (no, "false")):
        for together_ in _saying_alike(question, said):
            yield _claim(question, together_, saying)


def _saying_alike(question: Question, answers: Sequence[Answer]) -> list[list[Answer]]:
    """Put answers together; two who accuse one another do not say the same (P3)."""
    if not question.violation:
        return [list(answers)] if answers else []
    accused = dict.fromkeys(answer.accused for answer in answers)
    return [[a for a in answers if a.accused == one] for one in accused]


_SAYINGS = MappingProxyType({"true": "true", "both": "contested", "false": "false"})


def _claim(question: Question, answers: Sequence[Answer], saying: str) -> Claim:
    """Put together all who answer the same."""
    whose = answers[0].accused if question.violation else question.bearers
    side = together(question.roster, [a.voice for a in answers], whose)
    deciding = tuple(a for a in answers if side.joint or a.voice.rank == side.rank)
    alleged = saying == "true" and _uncorroborated(question, side, deciding)
    named = {name for answer in deciding for name in answer.accused}
    concerned = tuple(sorted(named)) if question.violation else ()
    words = support(question.roster, side, concerned or question.bearers)
    return Claim("alleged" if alleged else saying, side.rank, words, deciding)


def _uncorroborated(question: Question, side: Side, deciding: Sequence[Answer]) -> bool:
    """Tell whether an affirmative answer is but the word of the interested (W6, W7)."""
    if side.rank != PARTY:
        return False
    if question.violation:
        counts_alone = question.policy.violation == "true"
        return not counts_alone and all(accuses(question, a) for a in deciding)
    counts_alone = question.policy.performance == "true"
    told = [answer.voice for answer in deciding]
    return not counts_alone and bearers_alone(told, side.rank, question.bearers)


def accuses(question: Question, answer: Answer) -> bool:
    """Tell whether an answer is an adverse party's (or lays it to nobody)."""
    if answer.voice.rank != PARTY:
        return False
    speaker = answer.voice.speaker
    return not answer.accused or question.roster.adverse(speaker, answer.accused)


def _decided(truth: Truth, claims: Sequence[Claim]) -> Finding:
    """Give the verdict some claims of one rank amount to."""
    answers = tuple(dict.fromkeys(a for claim in claims for a in claim.answers))
    words = [claim.word for claim in claims if claim.word is not None]
    accused = {name for word in words for name in word.accused}
    accused |= {n for a in answers if a.word in NEGATIVE for n in a.accused}
    supports = [claim.support for claim in claims if claim.support]
    return Finding(
        truth,
        claims[0].rank,
        min(supports, key=SUPPORTS.index, default=""),
        accused=tuple(sorted(accused)),
        items=tuple(item for word in words for item in word.items),
        answers=answers,
    )


def _date(
    question: Question,
    word: Finding,
    best: Sequence[Claim],
    covered: Sequence[Item],
) -> Moment | None:
    """Date what a position affirms: by the occurrences it covers, else by itself."""
    if word.truth in ("true", "both") and word.date is not None:
        return word.date
    either = [item for item in covered if item.truth in ("true", "both")]
    if _total(either) >= question.need.low:
        reached = _found("both", either, question.need.low).date
        if reached is not None:
            return reached
    said = [a for claim in best if claim.saying != "false" for a in claim.answers]
    dates = [answer.reached or answer.date for answer in said]
    return min(dates, key=lambda d: (d.lo, d.hi), default=None)


def _doubt(question: Question, best: Sequence[Claim]) -> str:
    """Say what is in dispute: the deed, its conformity, or a mere allegation (P4)."""
    sayings = {claim.saying for claim in best}
    if question.violation:
        return "allegation" if sayings == {"alleged", "false"} else "fact"
    against = [claim for claim in best if claim.saying in ("false", "contested")]
    return "conformity" if all(map(_insufficient, against)) else "fact"


def _insufficient(claim: Claim) -> bool:
    """Tell whether all it says against a performance is that it does not suffice."""
    if claim.word is not None:
        return claim.word.ground == "conformity"
    return {answer.word for answer in claim.answers} == {"insufficient"}
