"""Answers as text for people: as wide, as coloured as the place it goes to allows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.render.look import Look

if TYPE_CHECKING:
    from servanda.accounts import Owed
    from servanda.chronicle import Chronicle
    from servanda.comparison import Comparison
    from servanda.covering import Coverage
    from servanda.explanation import Explanation
    from servanda.inputs import Checked, Listing, TestRun
    from servanda.report import StatusReport
    from servanda.slackreport import SlackReport
    from servanda.sweep.report import SweepReport
    from servanda.upcoming import Upcoming


@dataclass(frozen=True, slots=True)
class Pages:
    """Every kind of answer as a page of text; each imports only its own module."""

    look: Look

    def listing(self, listing: "Listing") -> str:
        """Show which agreements and scenarios there are."""
        from servanda.render.text import inputs

        return inputs.listing(listing, self.look)

    def check(self, checked: "Checked") -> str:
        """Sum up a check."""
        from servanda.render.text import inputs

        return inputs.check(checked, self.look)

    def coverage(self, coverage: "Coverage") -> str:
        """Show which provisions the scenarios of an agreement move."""
        from servanda.render.text import coverage as page

        return page.coverage(coverage, self.look)

    def test(self, run: "TestRun") -> str:
        """Show which expectations hold."""
        from servanda.render.text import inputs

        return inputs.test(run, self.look)

    def status(self, report: "StatusReport") -> str:
        """Show where every provision stands."""
        from servanda.render.text import status

        return status.status(report, self.look)

    def replay(self, chronicle: "Chronicle") -> str:
        """Show every change of status, in order."""
        from servanda.render.text import replay

        return replay.replay(chronicle, self.look)

    def why(self, explanation: "Explanation") -> str:
        """Show why one provision stands where it does."""
        from servanda.render.text import why

        return why.why(explanation, self.look)

    def next(self, upcoming: "Upcoming") -> str:
        """Show what falls due next."""
        from servanda.render.text import next

        return next.next(upcoming, self.look)

    def owed(self, owed: "Owed") -> str:
        """Show what each party still owes."""
        from servanda.render.text import owed as page

        return page.owed(owed, self.look)

    def what_if(self, comparison: "Comparison") -> str:
        """Show what a what-if changes."""
        from servanda.render.text import whatif

        return whatif.what_if(comparison, self.look)

    def sweep(self, report: "SweepReport") -> str:
        """Show how often each provision ends in each flag."""
        from servanda.render.text import sweep

        return sweep.sweep(report, self.look)

    def slack(self, report: "SlackReport") -> str:
        """Show how late each step can be."""
        from servanda.render.text import slack

        return slack.slack(report, self.look)

    def report(self, report: "StatusReport", upcoming: "Upcoming") -> str:
        """Show the whole report: standing, then what falls due next."""
        return f"{self.status(report)}\n{self.next(upcoming)}"
