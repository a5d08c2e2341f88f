"""What a reviewer of an agreement and its scenarios would ask about: warnings only.

None of it is looked for when a scenario is loaded to be asked about, and none of it
in an agreement that has errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from servanda.agreement import Agreement
from servanda.check.findings import Finding, Walked, placed
from servanda.check.review.duties import review_duties
from servanda.check.review.names import review_names
from servanda.check.review.never import review_never
from servanda.check.review.order import review_order
from servanda.check.review.patterns import review_patterns
from servanda.check.review.powers import review_powers
from servanda.check.review.readings import review_readings
from servanda.check.review.stories import Stories
from servanda.check.review.unused import review_unused
from servanda.check.silencing import Silences
from servanda.problems import Problem, has_errors
from servanda.source import Draft, ReadAgreement

REVIEWS: tuple[Callable[[Agreement], Iterator[Finding]], ...] = (
    review_patterns,
    review_never,
    review_order,
    review_duties,
    review_readings,
    review_powers,
    review_unused,
    review_names,
)


def reviewed(walked: Iterable[Walked]) -> list[Problem]:
    """Return every problem of what is read, with a reviewer's warnings.

    Those that a comment silences are left out, and comments that silence none told.
    """
    comments, stories = Silences(), Stories()
    found: list[Problem] = []
    files: set[str] = set()
    for source, draft, problems in walked:
        found += problems
        if source is not None:
            files |= _agreement_files(source)
            comments.of_agreement(source)
            found += _of_agreement(source)
            stories.expect(source)
        if draft is not None:
            files |= _scenario_files(draft)
            comments.of_scenario(draft)
            found += stories.take(draft)
    found += stories.review()
    left = comments.left(found)
    if not has_errors(found):
        left += comments.left(comments.idle(frozenset(files), stories.unasked))
    return left


def _of_agreement(source: ReadAgreement) -> Iterator[Problem]:
    agreement, places = source.agreement, source.places
    if agreement is None or places is None or has_errors(source.problems):
        return
    for finding in chain.from_iterable(review(agreement) for review in REVIEWS):
        yield placed(finding, places)


def _agreement_files(source: ReadAgreement) -> set[str]:
    if source.places is None:
        return set()
    written = source.places.provisions.values()
    texts = [source.places.main.text, *(one.document.text for one in written)]
    return {text.file for text in texts}


def _scenario_files(draft: Draft) -> set[str]:
    document = draft.story.document
    return {document.text.file} if document is not None else set()
