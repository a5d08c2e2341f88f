"""Which reports are known at K and have not been undone (§2, W2, W9, W12)."""

from collections.abc import Sequence

from tests.oracle.people import People

from servanda.agreement import Weigh
from servanda.scenario import Report


class Record:
    """The reports that count at K."""

    def __init__(
        self, people: People, policy: Weigh, reports: Sequence[Report], known_by: int
    ) -> None:
        self.people = people
        self.policy = policy
        self.sources = {r.id: people.voice(r.source) for r in reports}
        self.known = {r.id: r for r in reports if r.reported <= known_by}
        self._stands: dict[str, bool] = {}
        self.standing = [r for r in self.known.values() if self.stands(r.id)]
        self._replacement = {
            r.links.replaces: r
            for r in self.known.values()
            if r.links.replaces
            and self.may_undo(r, r.links.replaces)
            and self.holds(r.id)
        }
        self.withdrawn = self._withdrawals()

    def may_undo(self, report: Report, target: str) -> bool:
        # §2: only the same source or an authority may do either.
        voice = self.people.voice(report.source)
        same = voice == self.sources.get(target)
        return same or self.people.tier(voice) == "authority"

    def stands(self, report_id: str) -> bool:
        # §2: a retraction can be retracted.
        if report_id not in self._stands:
            self._stands[report_id] = not any(
                self.may_undo(r, report_id)
                and (
                    (r.links.retracts == report_id and self.stands(r.id))
                    or (r.links.replaces == report_id and self.holds(r.id))
                )
                for r in self.known.values()
            )
        return self._stands[report_id]

    def holds(self, report_id: str) -> bool:
        """W12: a replacement that is itself replaced lets nothing return."""
        return self.stands(report_id) or any(
            r.links.replaces == report_id
            and self.may_undo(r, report_id)
            and self.holds(r.id)
            for r in self.known.values()
        )

    def _withdrawals(self) -> dict[str, int]:
        # W12: absent from the withdrawal's lo in A.
        found: dict[str, int] = {}
        for r in self.standing:
            target = self.known.get(r.links.withdraws or "")
            if target is None or r.date is None:
                continue
            if self.people.voice(r.source) == self.people.voice(target.source):
                found[target.id] = min(r.date.lo, found.get(target.id, r.date.lo))
        return found

    def root(self, report_id: str) -> str:
        # W2: through `replaces` to what stands in its place, and to the root even
        # if the root is retracted.
        seen: set[str] = set()
        while report_id not in seen:
            seen.add(report_id)
            if report_id in self._replacement:
                report_id = self._replacement[report_id].id
            elif report_id in self.known and self.known[report_id].links.of:
                report_id = self.known[report_id].links.of or report_id
        return report_id

    def weighed(self, report: Report) -> bool:
        # W9: the worst Admiralty grades still weighed.
        grade, policy = report.grade, self.policy
        if grade is None:
            return True
        unjudged = policy.unjudged == "counts"
        if grade.reliability == "F" or grade.credibility == 6:
            if not unjudged:
                return False
        if grade.reliability not in (None, "F") and policy.reliability:
            if str(grade.reliability) > policy.reliability:
                return False
        if grade.credibility not in (None, 6) and policy.credibility:
            return int(grade.credibility or 0) <= policy.credibility
        return True


def is_occurrence(report: Report) -> bool:
    """Tell what W2 calls an occurrence from what it says is none."""
    links = report.links
    return not (
        report.position
        or report.tally
        or report.access
        or report.act
        or links.retracts
        or links.withdraws
    )
