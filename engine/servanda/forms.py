"""Verbs beside those of `api` that give what further forms of a report are made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from servanda.api import Instant, Story, _question, _story
from servanda.unhurried import uncollected

if TYPE_CHECKING:
    from servanda.appointments import Agenda
    from servanda.dossier import Dossier


@uncollected()
def agenda(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Agenda:
    """Ask for every date of the agreement's duties, and how often each has moved."""
    from servanda.appointments import agenda as put_together
    from servanda.history import as_known

    story = _story(story, rules)
    question = _question(story, as_of, known_by)
    stretches = as_known(
        story.loaded.agreement,
        story.view,
        question.as_of,
        question.known_by,
        story.inference,
    )
    return put_together(question, stretches)


@uncollected()
def dossier(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Dossier:
    """Ask for a status report with everything that stands behind it."""
    from servanda.dossier import dossier as put_together

    return put_together(_question(_story(story, rules), as_of, known_by))
