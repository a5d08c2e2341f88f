"""Answers to text, Markdown, JSON and CSV: renderers only format."""

from typing import TYPE_CHECKING, Literal, Protocol, get_args

if TYPE_CHECKING:
    from servanda.accounts import Owed
    from servanda.chronicle import Chronicle
    from servanda.comparison import Comparison
    from servanda.covering import Coverage
    from servanda.explanation import Explanation
    from servanda.inputs import Checked, Listing, TestRun
    from servanda.render.look import Look
    from servanda.report import StatusReport
    from servanda.slackreport import SlackReport
    from servanda.sweep.report import SweepReport
    from servanda.upcoming import Upcoming

Format = Literal["text", "md", "json", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)


class Renderer(Protocol):
    """Every kind of answer in one format."""

    def listing(self, listing: "Listing", /) -> str:
        """Show which agreements and scenarios there are."""

    def check(self, checked: "Checked", /) -> str:
        """Show what a check found."""

    def coverage(self, coverage: "Coverage", /) -> str:
        """Show which provisions the scenarios of an agreement move."""

    def status(self, report: "StatusReport", /) -> str:
        """Show where every provision stands."""

    def replay(self, chronicle: "Chronicle", /) -> str:
        """Show every change of status, in order."""

    def why(self, explanation: "Explanation", /) -> str:
        """Show why one provision stands where it does."""

    def next(self, upcoming: "Upcoming", /) -> str:
        """Show what falls due next."""

    def owed(self, owed: "Owed", /) -> str:
        """Show what each party still owes."""

    def test(self, run: "TestRun", /) -> str:
        """Show which expectations hold."""

    def what_if(self, comparison: "Comparison", /) -> str:
        """Show what a what-if changes."""

    def sweep(self, report: "SweepReport", /) -> str:
        """Show how often each provision ends in each flag."""

    def slack(self, report: "SlackReport", /) -> str:
        """Show how late each step can be."""

    def report(self, report: "StatusReport", upcoming: "Upcoming", /) -> str:
        """Show the whole report."""


def renderer(format: Format, look: "Look") -> Renderer:
    """Give what renders a format; only that one is imported."""
    if format == "md":
        from servanda.render import markdown

        return markdown
    if format == "json":
        from servanda.render import json

        return json
    if format == "csv":
        from servanda.render import csv

        return csv
    from servanda.render.text import Pages

    return Pages(look)
