"""The test oracle: the semantics, plain and slow, computed from the set of reports.

It shares no inference code with the engine: from `servanda` it takes only the models,
the calendar and the words. Sections (§), rows and points (T1, W6, P2 …) name what a
line follows: the semantics page and the decision log's 0020.
"""

from tests.oracle.ask import Oracle
from tests.oracle.tables import Verdict

__all__ = ["Oracle", "Verdict"]
