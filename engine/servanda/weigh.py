"""What the words on an occurrence add up to: true, false, both or neither.

The highest tier with any word decides. Nobody is judge in their own cause: a
violation only the adverse party affirms is an allegation.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from servanda.agreement import Uncorroborated
from servanda.expression import Pattern
from servanda.occurrence import Occurrence
from servanda.pattern import Places, contradicts, matches
from servanda.roster import AUTHORITY, INDEPENDENT, PARTY, PRESS, Roster
from servanda.scenario import Report
from servanda.standing import SUPPORTS

Truth = Literal["true", "both", "false", "none"]
UNATTRIBUTED = "unattributed"
# A both-word that anybody else's word makes true: nobody has denied it yet.
ALLEGATION, ALONE = "allegation", "alone"


class Word(NamedTuple):
    """A verdict, the rank of tier it stands at, whose word it rests on and its ground.

    `accused` names the bearers a violation is laid to; empty: nobody was named.
    """

    truth: Truth
    rank: int = PARTY
    support: str = ""
    ground: str = ""
    accused: tuple[str, ...] = ()


NONE = Word("none")


class Voice(NamedTuple):
    """One word in the balance: who speaks, at which rank."""

    speaker: str
    rank: int


class Side(NamedTuple):
    """All who say the same, at the best rank they reach together."""

    rank: int
    joint: bool
    voices: tuple[Voice, ...]


def together(roster: Roster, voices: Sequence[Voice], bearers: Sequence[str]) -> Side:
    """Rank those who say the same; parties of two sides together are independent.

    With bearers, one of the two must be a bearer (W4, W5).
    """
    rank = max(voice.rank for voice in voices)
    parties = {voice.speaker for voice in voices if voice.rank == PARTY}
    joint = rank < INDEPENDENT and _two_sides(roster, parties, bearers)
    if joint:
        return Side(INDEPENDENT, True, tuple(voices))
    return Side(rank, False, tuple(v for v in voices if v.rank == rank))


def _two_sides(roster: Roster, parties: set[str], bearers: Sequence[str]) -> bool:
    sides = {party: roster.side(party) for party in parties}
    own = {side for party, side in sides.items() if not bearers or party in bearers}
    return any(
        side is not None and other is not None and side != other
        for side in own
        for other in sides.values()
    )


def support(roster: Roster, side: Side, bearers: Sequence[str]) -> str:
    """Name whose word a deciding side is (W8)."""
    if side.joint:
        return "both-sides"
    if side.rank >= PRESS:
        return {AUTHORITY: "authority", INDEPENDENT: "independent", PRESS: "press"}[
            side.rank
        ]
    speakers = {voice.speaker for voice in side.voices}
    if any(not _concerned(roster, s, bearers) for s in speakers):
        return "third-party"
    return "bearer-only" if speakers & set(bearers) else "beneficiary-only"


def _concerned(roster: Roster, speaker: str, bearers: Sequence[str]) -> bool:
    return speaker in bearers or (bool(bearers) and roster.adverse(speaker, bearers))


def weakest(supports: Iterable[str]) -> str:
    """Choose the weakest of several supports, all of them needed."""
    return max(supports, key=SUPPORTS.index, default="")


def voices(
    roster: Roster, reports: Iterable[Report], concerned: Sequence[str]
) -> tuple[Voice, ...]:
    """Rank the words of reports on a matter that concerns some parties."""
    return tuple(
        Voice(roster.speaker(r.source), roster.rank(r.source, (*concerned, *_by(r))))
        for r in reports
    )


def _by(report: Report) -> tuple[str, ...]:
    by = report.attributes.get("by")
    return () if by is None else (by,)


def bearers_alone(told: Iterable[Voice], rank: int, bearers: Sequence[str]) -> bool:
    """Tell whether only bearers say what is decided at the tier of the parties."""
    return rank == PARTY and all(
        voice.speaker in bearers for voice in told if voice.rank == PARTY
    )


def balance(
    roster: Roster,
    affirming: Sequence[Voice],
    denying: Sequence[Voice],
    bearers: Sequence[str],
) -> tuple[Truth, Side | None]:
    """Let the highest tier with any word decide."""
    yes = together(roster, affirming, bearers) if affirming else None
    no = together(roster, denying, bearers) if denying else None
    if yes is None or no is None:
        return ("true", yes) if yes else ("false", no) if no else ("none", None)
    if yes.rank == no.rank:
        return "both", yes
    return ("true", yes) if yes.rank > no.rank else ("false", no)


class Scales:
    """Weigh occurrences for one agreement at one known-by instant."""

    def __init__(self, roster: Roster, places: Places) -> None:
        self.roster = roster
        self.places = places

    def neutral(self, occurrence: Occurrence) -> Word:
        """Weigh what happened where nobody's duty is at stake (W4)."""
        return self._plain(occurrence, ())

    def performance(
        self,
        occurrence: Occurrence,
        bearers: Sequence[str],
        policy: Uncorroborated,
    ) -> Word:
        """Weigh whether a bearer did what it owes."""
        word = self._plain(occurrence, bearers)
        if word.truth == "true" and policy.performance == "both":
            told = voices(self.roster, occurrence.affirmations, bearers)
            if bearers_alone(told, word.rank, bearers):
                return word._replace(truth="both", ground=ALONE)
        return word

    def _plain(self, occurrence: Occurrence, bearers: Sequence[str]) -> Word:
        truth, side = balance(
            self.roster,
            voices(self.roster, occurrence.affirmations, bearers),
            voices(self.roster, occurrence.denials, bearers),
            bearers,
        )
        if side is None:
            return NONE
        ground = "fact" if truth == "both" else ""
        return Word(truth, side.rank, support(self.roster, side, bearers), ground)

    def violation(
        self,
        occurrence: Occurrence,
        bearers: Sequence[str],
        policy: Uncorroborated,
    ) -> Word | None:
        """Weigh whether a bearer broke what it owes; None where another did (W6)."""
        named = self.named(occurrence.affirmations, bearers)
        if len(named) > 1:
            guilty = tuple(sorted(set(named) & set(bearers)))
            word = self._plain(occurrence, bearers)
            if not guilty or word.truth == "false":
                return word if guilty else None
            return word._replace(truth="both", ground="allegation", accused=guilty)
        if named and named[0] not in bearers:
            return None
        accused = tuple(named) or (tuple(bearers) if len(bearers) == 1 else ())
        return self._accusation(occurrence, accused, bearers, policy)

    def named(
        self, affirmations: Iterable[Report], bearers: Sequence[str]
    ) -> tuple[str, ...]:
        """Name whom the affirmations of the best tier that names anybody accuse."""
        stated = [
            (self.roster.rank(r.source, (*bearers, *_by(r))), r.attributes["by"])
            for r in affirmations
            if "by" in r.attributes
        ]
        best = max((rank for rank, _ in stated), default=PARTY)
        return tuple(sorted({by for rank, by in stated if rank == best}))

    def _accusation(
        self,
        occurrence: Occurrence,
        accused: tuple[str, ...],
        bearers: Sequence[str],
        policy: Uncorroborated,
    ) -> Word:
        concerned = accused or tuple(bearers)
        affirming = voices(self.roster, occurrence.affirmations, concerned)
        denying = voices(self.roster, occurrence.denials, concerned)
        truth, side = balance(self.roster, affirming, denying, accused or bearers)
        if side is None:
            return NONE
        ground = "fact" if truth == "both" else ""
        # The accused's denial leaves an allegation what it is.
        if truth in ("true", "both") and policy.violation == "both":
            yes = together(self.roster, affirming, accused or bearers)
            if self.is_allegation(yes, accused):
                truth, ground = "both", "allegation"
        return Word(
            truth, side.rank, support(self.roster, side, concerned), ground, accused
        )

    def is_allegation(self, side: Side, accused: Sequence[str]) -> bool:
        """Tell whether only adverse parties accuse, or a party accuses nobody."""
        if side.rank != PARTY:
            return False
        if not accused:
            return True
        return all(self.roster.adverse(v.speaker, accused) for v in side.voices)

    def excused(
        self,
        occurrence: Occurrence,
        patterns: Sequence[Pattern],
        bearers: Sequence[str],
        policy: Uncorroborated,
    ) -> Truth:
        """Weigh whether an `unless` pattern takes an occurrence out (W10)."""
        verdicts = [self._exception(occurrence, p, bearers, policy) for p in patterns]
        if "true" in verdicts:
            return "true"
        return "both" if "both" in verdicts else "false"

    def _exception(
        self,
        occurrence: Occurrence,
        pattern: Pattern,
        bearers: Sequence[str],
        policy: Uncorroborated,
    ) -> Truth:
        told = occurrence.affirmations
        yes = [r for r in told if matches(pattern, r.kind, r.attributes, self.places)]
        no = [
            r for r in told if contradicts(pattern, r.kind, r.attributes, self.places)
        ]
        affirming = voices(self.roster, yes, bearers)
        denying = voices(self.roster, no, bearers)
        truth, side = balance(self.roster, affirming, denying, bearers)
        alone = side is not None and bearers_alone(affirming, side.rank, bearers)
        if truth == "true" and alone and policy.performance == "both":
            return "both"
        return truth
