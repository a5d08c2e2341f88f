"""Answers as Markdown: for documents, issues and newsroom systems.

What comes from files is escaped: it can neither break a table nor bring in HTML.
"""

from servanda.render.markdown.answers import next, owed, replay, report, status, why
from servanda.render.markdown.inputs import check, coverage, listing, test
from servanda.render.markdown.supposed import slack, what_if
from servanda.render.markdown.sweep import sweep

__all__ = [
    "check",
    "coverage",
    "listing",
    "next",
    "owed",
    "replay",
    "report",
    "slack",
    "status",
    "sweep",
    "test",
    "what_if",
    "why",
]
