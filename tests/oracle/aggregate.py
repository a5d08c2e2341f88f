"""The status a provision takes from its instances (S4)."""

from collections import Counter
from collections.abc import Sequence

from tests.oracle.tables import Verdict, ordered

from servanda.standing import GRAVITY, GROUNDS


def over(standings: Sequence[Verdict]) -> Verdict:
    counts = Counter(s.status for s in standings)
    left = [s for s in standings if s.status not in ("dormant", "not-in-force")]
    if not left:
        status = "not-in-force" if counts["not-in-force"] else "dormant"
        return Verdict(status, instances=dict(counts))
    status = min((s.status for s in left), key=GRAVITY.index)
    gravest = [s for s in left if s.status == status]
    grounds = [s.ground for s in gravest if s.ground]
    ground = min(grounds, key=GROUNDS.index) if grounds else ""
    marks = {mark for s in gravest for mark in s.marks}
    return Verdict(status, ground, marks=ordered(marks), instances=dict(counts))
