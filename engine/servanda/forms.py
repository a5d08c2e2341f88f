"""Verbs beside those of `api` that give what further forms of a report are made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from servanda.errors import QuestionError
from servanda.story import Instant, Story, question_of, second_of, story_of
from servanda.unhurried import uncollected

if TYPE_CHECKING:
    from servanda.appointments import Agenda
    from servanda.briefing import Brief
    from servanda.dossier import Booklet, Dossier
    from servanda.scores import Scores


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

    story = story_of(story, rules)
    question = question_of(story, as_of, known_by)
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

    return put_together(question_of(story_of(story, rules), as_of, known_by))


@uncollected()
def booklet(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Booklet:
    """Ask for a dossier with the reasons of every standing, and its timeline."""
    from servanda.api import page
    from servanda.dossier import Booklet, explanations
    from servanda.dossier import dossier as put_together

    story = story_of(story, rules)
    question = question_of(story, as_of, known_by)
    shown = page(story, as_of=as_of, known_by=known_by)
    return Booklet(put_together(question), explanations(question), shown)


@uncollected()
def brief(
    story: Story | str | Path,
    *,
    since: Instant | None = None,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Brief:
    """Ask what changed since a date, what falls due next, what would settle disputes.

    The default of `since` is a week before `as_of`.
    """
    from servanda.appointments import agenda as dates
    from servanda.briefing import Before, a_week_before
    from servanda.briefing import brief as put_together
    from servanda.chronicle import chronicle
    from servanda.history import as_known, replay
    from servanda.report import status_report

    story = story_of(story, rules)
    question = question_of(story, as_of, known_by)
    week = a_week_before(question)
    began = week if since is None else second_of(story, since, "since")
    if began > min(question.as_of, question.known_by):
        raise QuestionError("since: it begins after what is asked about")
    start = question.calendar.instant_text(began)
    asked = (story.loaded.agreement, story.view, question.as_of)
    told = replay(*asked, story.inference, known_by=question.known_by, begin=began)
    stretches = as_known(*asked, question.known_by, story.inference, begin=began)
    return put_together(
        question,
        Before(began, status_report(question_of(story, start, start))),
        chronicle(question, told),
        dates(question, stretches),
    )


@uncollected()
def scores(
    story: Story | str | Path,
    *,
    as_of: Instant | None = None,
    known_by: Instant | None = None,
    rules: str | Path | None = None,
) -> Scores:
    """Work scores from 0 to 3 out from where every provision stands."""
    from servanda.report import status_report
    from servanda.scores import scores as worked_out

    question = question_of(story_of(story, rules), as_of, known_by)
    return worked_out(status_report(question))
