"""The answer to `why`: one standing with its premises down to the cited reports."""

from collections.abc import Mapping
from typing import NamedTuple

from servanda.agreement import Agreement, Clause
from servanda.errors import NotFoundError
from servanda.expect import the_key
from servanda.flips import Flips, flips
from servanda.naming import spoken
from servanda.problems import did_you_mean, quote
from servanda.question import Head, Question
from servanda.reasons import Reason
from servanda.report import Row, row
from servanda.standing import GRAVITY

SHOWN_INSTANCES = 20


class Words(NamedTuple):
    """Where the agreement says it, in which text, and how sure that text is."""

    text: str
    status: str
    at: str | None = None
    summary: str | None = None
    quote: str | None = None
    outlet: str | None = None
    date: str | None = None
    url: str | None = None


class Explanation(NamedTuple):
    """Why a provision, or one instance of it, stands where it does."""

    head: Head
    row: Row
    reasons: tuple[Reason, ...]
    derivation: Reason | None
    words: Words | None
    instances: tuple[Row, ...] = ()
    instances_left_out: int = 0
    flips: Flips | None = None

    @property
    def tells_the_date(self) -> bool:
        """Tell whether the reasons already say how the date came about."""
        return any(reason.kind == "deadline" for reason in self.reasons)


def explanation(
    question: Question,
    provision: str,
    instance: Mapping[str, str] | None = None,
    *,
    flipping: bool = True,
) -> Explanation:
    """Ask why a provision stands where it does, down to the reports.

    With `flipping` it is tried out as well which reports would change its flag.
    """
    if provision not in question.agreement.provisions:
        hint = did_you_mean(provision, question.agreement.provisions)
        raise NotFoundError(f"no provision is called {quote(provision)}", hint)
    units = question.docket.units(provision)
    key = the_key(units, provision, instance) if instance else None
    gravest, left_out = ((), 0) if key is not None else _gravest(question, provision)
    return Explanation(
        head=question.head,
        row=row(question, provision, key),
        reasons=question.premises(provision, key),
        derivation=question.derivation(provision, key),
        words=words_of(
            question.agreement, question.agreement.provisions[provision].clause
        ),
        instances=gravest,
        instances_left_out=left_out,
        flips=(
            flips(question.docket, provision, key, question.as_of) if flipping else None
        ),
    )


def _gravest(question: Question, provision: str) -> tuple[tuple[Row, ...], int]:
    """List the instances that stand gravest, and count the rest."""
    keys = [key for key in question.docket.units(provision) if key is not None]
    words = {key: question.standing(provision, key).status for key in keys}
    keys.sort(key=lambda key: GRAVITY.index(words[key]) if words[key] in GRAVITY else 9)
    shown = tuple(row(question, provision, key) for key in keys[:SHOWN_INSTANCES])
    return shown, max(0, len(keys) - SHOWN_INSTANCES)


def words_of(agreement: Agreement, clause: Clause | None) -> Words | None:
    """Say where the agreement says it; None where no clause is given."""
    if clause is None:
        return None
    text = agreement.texts.get(clause.text)
    cite = text.cite if text else None
    return Words(
        text=text.title if text else spoken(clause.text),
        status=text.status if text else "",
        at=clause.at,
        summary=clause.summary,
        quote=clause.quote,
        outlet=cite.outlet if cite else None,
        date=cite.date if cite else None,
        url=cite.url if cite else None,
    )
