"""The verdict on one occurrence, as a happening, a performance or a violation."""

from collections.abc import Sequence
from dataclasses import replace

from tests.oracle.occurrences import Occurrence, Places, fits, meets, statements
from tests.oracle.people import TIERS, People
from tests.oracle.words import RANK_TIER, Said, Violation, Word, ranks

from servanda.agreement import Provision, Uncorroborated
from servanda.expression import Pattern
from servanda.scenario import Report

DENIED = frozenset({"denied"})


def raw(
    people: People,
    yes: Sequence[Said],
    no: Sequence[Said],
    accused: Sequence[str],
    bearers: Sequence[str],
) -> tuple[Word, list[Said]]:
    """Let the highest tier with any word decide; give too who affirms there."""
    yes_ranks = ranks(people, yes, accused, bearers)
    no_ranks = ranks(people, no, accused, bearers)
    if not (yes or no):
        return Word(), []
    top = min(RANK_TIER[r] for r in (*yes_ranks, *no_ranks))
    affirm = [r for r in yes_ranks if RANK_TIER[r] == top]
    deny = [r for r in no_ranks if RANK_TIER[r] == top]
    who = [s for s, r in zip(yes, yes_ranks, strict=True) if RANK_TIER[r] == top]
    if affirm and deny:
        return Word("both", min(affirm), negatives=DENIED), who
    if affirm:
        return Word("true", min(affirm)), who
    return Word("false", min(deny), negatives=DENIED), who


def said(people: People, report: Report, affirms: bool) -> Said:
    voice = people.voice(report.source)
    return Said(voice, affirms, report.attributes.get("by"))


def _said_of(people: People, occurrence: Occurrence) -> tuple[list[Said], list[Said]]:
    yes = [said(people, r, True) for r in occurrence.affirmed]
    no = [said(people, r, False) for r in occurrence.denied]
    return yes, no


def happening(people: People, occurrence: Occurrence) -> Word:
    """W4: weighed without a bearer."""
    yes, no = _said_of(people, occurrence)
    return raw(people, yes, no, (), ())[0]


class Judge:
    """Weighs occurrences for one provision."""

    def __init__(
        self,
        people: People,
        places: Places,
        provision: Provision,
        terms: Uncorroborated,
    ) -> None:
        self.people = people
        self.places = places
        self.provision = provision
        self.terms = provision.uncorroborated or terms

    def finds(self, report: Report) -> bool:
        """Tell whether a source's `breached` is a finding (§4)."""
        voice = self.people.voice(report.source)
        finding = self.provision.finding
        if finding and finding.by:
            return voice in {self.people.voice(name) for name in finding.by}
        return self.people.tier(voice) == "authority"

    def performance(
        self, yes: Sequence[Said], no: Sequence[Said], bearers: Sequence[str]
    ) -> Word:
        word, who = raw(self.people, yes, no, bearers, bearers)
        return self.corroborated(word, who, bearers)

    def corroborated(
        self, word: Word, who: Sequence[Said], bearers: Sequence[str]
    ) -> Word:
        # W7: decided at tier party by bearers alone.
        alone = word.tier == 3 and all(s.voice in bearers for s in who)
        if self.terms.performance == "both" and word.verdict == "true" and alone:
            return Word("alone", word.rank)
        return word

    def performed(self, occurrence: Occurrence, bearers: Sequence[str]) -> Word:
        yes, no = _said_of(self.people, occurrence)
        return self.excepted(occurrence, self.performance(yes, no, bearers))

    def accused(self, affirmed: Sequence[Report]) -> tuple[frozenset[str], bool] | None:
        """W6: who is accused, and whether two names leave it an allegation."""
        naming = [r for r in affirmed if "by" in r.attributes]
        bearers = self.provision.bearer
        if not naming:
            return frozenset(bearers if len(bearers) == 1 else ()), False
        tiers = {r.id: self._own_tier(r) for r in naming}
        top = min(tiers.values())
        names = {r.attributes["by"] for r in naming if tiers[r.id] == top}
        found = frozenset(names & set(bearers))
        return (found, len(names) > 1) if found else None

    def _own_tier(self, report: Report) -> int:
        voice = self.people.voice(report.source)
        return TIERS.index(self.people.tier(voice, [report.attributes.get("by")]))

    def violated(self, occurrence: Occurrence) -> tuple[Word, frozenset[str]] | None:
        found = self.accused(occurrence.affirmed)
        if found is None:
            return None
        accused, two_names = found
        yes, no = _said_of(self.people, occurrence)
        word, who = raw(self.people, yes, no, sorted(accused), self.provision.bearer)
        if word.verdict != "false" and (two_names or self.alleged(word, who, accused)):
            word = Word("alone", word.rank, negatives=word.negatives)
        if word.verdict in ("true", "alone"):  # W6: once admitted, it is one
            violation = Violation(occurrence.date, accused)
            word = replace(word, violations=frozenset({violation}))
        return self.excepted(occurrence, word), accused

    def alleged(self, word: Word, who: Sequence[Said], accused: frozenset[str]) -> bool:
        """W6: decided at tier party by adverse affirmations alone, or by nobody named."""
        if word.tier != 3 or self.terms.violation == "true":
            return False
        roles = {self.people.role(s.voice, accused) for s in who}
        return not accused or roles == {"adverse"}

    def excepted(self, occurrence: Occurrence, word: Word) -> Word:
        """W10: take out what an `unless` pattern takes out."""
        verdicts = [self._unless(occurrence, p) for p in self.provision.unless]
        if any(w.verdict == "true" for w in verdicts):
            return Word()
        if any(w.disputed for w in verdicts) and word.verdict == "true":
            return Word("both", word.rank)
        return word

    def _unless(self, occurrence: Occurrence, pattern: Pattern) -> Word:
        yes: list[Said] = []
        no: list[Said] = []
        for report in occurrence.affirmed:
            own = statements(report)
            if fits(self.places, pattern, own):
                yes.append(said(self.people, report, True))
            elif self._fails(pattern, own):
                no.append(said(self.people, report, False))
        return self.performance(yes, no, self.provision.bearer)

    def _fails(self, pattern: Pattern, own: dict[str, str]) -> bool:
        if pattern.kind and "kind" in own and own["kind"] not in pattern.kind:
            return True
        return any(
            name in own and not meets(self.places, name, condition, own[name])
            for name, condition in pattern.conditions.items()
        )
