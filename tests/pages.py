"""What tests of pages share: the page of the longest record that is shipped."""

from __future__ import annotations

from functools import cache

from servanda import Story, api
from servanda.pagedata import Page
from servanda.render import html

SCENARIO = "gaza-2025/record-to-18-march"


@cache
def record() -> tuple[Story, Page, str]:
    """Give the Gaza record, its page, and the file that holds it."""
    story = api.load(SCENARIO)
    page = api.page(story)
    return story, page, html.page(api.status(story), page, "1.0")
