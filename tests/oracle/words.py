"""Words on a question, and how they are weighed and joined (§4, W5–W8, P2–P6).

A verdict is true, both, false or neither; `alone` is a both: true, were it not that
only the interested say so (an allegation, or W7's uncorroborated performance).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.oracle.people import TIERS, People

from servanda.dates import Moment
from servanda.standing import SUPPORTS

ALWAYS = -(10**15)

# At which tier each support stands (W8): both-sides is independent through W4, W5.
RANK_TIER = (0, 1, 1, 2, 3, 3, 3)
BOTH_SIDES = SUPPORTS.index("both-sides")
NO_RANK = len(SUPPORTS)


@dataclass(frozen=True)
class Said:
    """One source's yes or no to a question."""

    voice: str
    affirms: bool
    by: str | None = None
    word: str = "denied"  # what a no is called: denied, breached, insufficient


@dataclass(frozen=True)
class Violation:
    """What makes a violation true: when, by whom, and whether a finding says so."""

    date: Moment
    accused: frozenset[str]
    finding: bool = False


@dataclass(frozen=True)
class Word:
    verdict: str = "neither"
    rank: int = NO_RANK
    date: Moment | None = None
    negatives: frozenset[str] = frozenset()
    violations: frozenset[Violation] = frozenset()

    @property
    def tier(self) -> int:
        return RANK_TIER[self.rank] if self.rank < NO_RANK else 9

    @property
    def disputed(self) -> bool:
        return self.verdict in ("both", "alone")


NEITHER = Word()


def ranks(
    people: People,
    said: Sequence[Said],
    accused: Iterable[str],
    bearers: Iterable[str],
) -> list[int]:
    """Give the support rank of each of the same words (all yes, or all no)."""
    accused, bearers = tuple(accused), tuple(bearers)
    tiers = [people.tier(s.voice, (*(accused or bearers), s.by)) for s in said]
    roles = [people.role(s.voice, accused) for s in said]
    at_party = {r for r, t in zip(roles, tiers, strict=True) if t == "party"}
    sides = {
        people.side(s.voice)
        for s, role, t in zip(said, roles, tiers, strict=True)
        if t == "party" and people.side(s.voice) and not (accused and role == "third")
    }
    # W5: a bearer and an adverse party (of joint bearers, another one's side);
    # W4: without a bearer, any two sides.
    both_sides = len(sides) > 1 and (not accused or "bearer" in at_party)
    found = []
    for s, tier, role in zip(said, tiers, roles, strict=True):
        raised = role in ("bearer", "adverse") if accused else people.side(s.voice)
        if tier != "party":
            found.append((0, 1, 3)[TIERS.index(tier)])
        elif both_sides and raised:
            found.append(BOTH_SIDES)
        else:
            whose = role if accused else people.role(s.voice, bearers)
            support = {"bearer": "bearer-only", "adverse": "beneficiary-only"}
            found.append(SUPPORTS.index(support.get(whose, "third-party")))
    return found


def settle(verdicts: Iterable[str]) -> str:
    """Weigh words of one tier: those that differ give both."""
    found = set(verdicts) - {"neither"}
    if "both" in found or {"true", "false"} <= found:
        return "both"
    if "true" in found:
        return "true"  # an allegation that anybody else affirms is one no longer
    if "alone" in found:
        return "alone"  # denied by the accused, it is still one side's word
    return "false" if found else "neither"


def either(words: Iterable[Word]) -> Word:
    """Join words on different happenings: true if either, else both if either."""
    words = [w for w in words if w.verdict != "neither"]
    if not words:
        return NEITHER
    for verdicts in (("true",), ("both", "alone"), ("false",)):
        found = [w for w in words if w.verdict in verdicts]
        if found:
            break
    verdict = found[0].verdict
    if verdict == "alone" and any(w.verdict == "both" for w in found):
        verdict = "both"  # P4: not every both-word is an allegation
    dates = [w.date for w in found if w.date]
    return Word(
        verdict,
        min(w.rank for w in found),
        min(dates, key=_order) if dates else None,
        frozenset().union(*(w.negatives for w in found)),
        frozenset().union(*(w.violations for w in found)),
    )


def weigh(so_far: Word, positions: Sequence[Word]) -> Word:
    """Weigh the word so far against the positions of an instant: tiers decide."""
    words = [w for w in (so_far, *positions) if w.verdict != "neither"]
    if not words:
        return NEITHER
    top = min(w.tier for w in words)
    deciding = [w for w in words if w.tier == top]
    verdict = settle(w.verdict for w in deciding)
    # An allegation that is admitted rests on the admission.
    agreeing = [w for w in deciding if w.verdict == verdict]
    if verdict == "both":
        agreeing = [w for w in deciding if w.verdict != "false"]
    # Who else says true stays a true violation beside the word that decides.
    # So is what the interested alone affirmed, now that it is admitted (W6).
    affirming = ("true", "alone")
    true = [w for w in words if w.verdict in affirming] if verdict == "true" else []
    return Word(
        verdict,
        min(w.rank for w in agreeing),
        # P6: what was true, and contested since, is confirmed as of its own date.
        so_far.date if so_far.verdict == "true" or so_far.disputed else None,
        frozenset().union(*(w.negatives for w in deciding)),
        frozenset().union(*(w.violations for w in true)),
    )


@dataclass(frozen=True)
class Entry:
    """One occurrence (or group of totals) as it bears on a question."""

    date: Moment
    word: Word
    amount: int = 1
    contested: bool = False


@dataclass(frozen=True)
class Stance:
    """A position on the question: its date, its word, and what it dates (P6, P7)."""

    date: Moment
    word: Word
    own: Moment | None = None
    accused: frozenset[str] | None = None  # on a maintenance, who is said to violate
    stated: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Need:
    """What the number is that must be reached: by the true, and by both together."""

    true: float = 1
    both: float = 1


def _order(moment: Moment) -> tuple[int, int]:
    return moment.lo, moment.hi


def reached(entries: Sequence[Entry], need: Need, after: int, upto: int) -> Word:
    """Say what the occurrences up to an instant add up to, some of them after one.

    P2: the number is reached counting all so far, and at least one that counts is
    dated after the last position. W11: the tier is the weakest of the n best.
    """
    so_far = sorted(
        (e for e in entries if e.date.lo <= upto), key=lambda e: _order(e.date)
    )
    true = [e for e in so_far if e.word.verdict == "true"]
    counting = [e for e in so_far if e.word.verdict == "true" or e.word.disputed]
    for found, number in ((true, need.true), (counting, need.both)):
        if not any(e.date.lo > after for e in found):
            continue
        if sum(e.amount for e in found) < number:
            continue
        best = _best_rank(found, number, after)
        if found is true:
            violations = frozenset().union(*(e.word.violations for e in found))
            date = _when(found, number, after)
            return Word("true", best, date, frozenset(), violations)
        disputed = [e.word for e in found if e.word.disputed]
        verdict = "both" if any(w.verdict == "both" for w in disputed) else "alone"
        negatives = frozenset().union(*(w.negatives for w in disputed))
        violations = frozenset().union(*(e.word.violations for e in found))
        return Word(verdict, best, None, negatives, violations)
    false = [e for e in so_far if e.word.verdict == "false" and e.date.lo > after]
    return either(e.word for e in false)


def _best_rank(found: Sequence[Entry], number: float, after: int) -> int:
    for rank in range(NO_RANK):
        best = [e for e in found if e.word.rank <= rank]
        enough = sum(e.amount for e in best) >= number
        if enough and any(e.date.lo > after for e in best):
            return rank
    return NO_RANK - 1


def _when(found: Sequence[Entry], number: float, after: int) -> Moment | None:
    """Give the date the number was reached at: W11, the n-th in order of date."""
    total = 0
    for entry in found:
        total += entry.amount
        if total >= number and entry.date.lo > after:
            return entry.date
    return None


def fold(entries: Sequence[Entry], stances: Sequence[Stance], need: Need) -> Word:
    """P2: weigh positions in order of their hi against the word so far."""
    so_far, after = NEITHER, ALWAYS
    for instant in sorted({s.date.hi for s in stances}):
        now = [s for s in stances if s.date.hi == instant]
        so_far = either((so_far, reached(entries, need, after, instant)))
        so_far = weigh(so_far, [s.word for s in now])
        if so_far.verdict == "true" and so_far.date is None:
            so_far = replace(so_far, date=_covered(entries, need, now))
        after = instant
    return either((so_far, reached(entries, need, after, 10**15)))


def _covered(
    entries: Sequence[Entry], need: Need, stances: Sequence[Stance]
) -> Moment | None:
    """P6: the earliest occurrence covered that would reach the number, else its own."""
    instant = stances[0].date.hi
    found = sorted(
        (
            e
            for e in entries
            if e.date.lo <= instant and (e.word.verdict == "true" or e.word.disputed)
        ),
        key=lambda e: _order(e.date),
    )
    own = [s.own or s.date for s in stances if s.word.verdict == "true"]
    reach = _when(found, need.both, ALWAYS)
    return reach or (min(own, key=_order) if own else None)
