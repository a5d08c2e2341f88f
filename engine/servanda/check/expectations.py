"""What a scenario covers and expects, against what its agreement has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servanda.agreement import Agreement
from servanda.check.vocabulary import Vocabulary
from servanda.dates import Calendar, DateError
from servanda.problems import Problem, did_you_mean, quote
from servanda.scenario import Expectation
from servanda.source.nodes import Document, Node, Scalar, Sequence
from servanda.source.records import value_at
from servanda.source.scenarios import ReadScenario
from servanda.standing import FLAGS, GROUNDS, SUPPORTS

_WORDS: Mapping[str, tuple[str, ...]] = {
    "flag": tuple(dict.fromkeys(FLAGS.values())),
    "ground": GROUNDS,
    "support": SUPPORTS,
}


def check_expectations(
    story: ReadScenario, words: Vocabulary, agreement: Agreement, calendar: Calendar
) -> Iterator[Problem]:
    """Find names in covers: and expect: that nothing bears, and dates that are none."""
    yield from _covers(story, words)
    for document, expectation in story.expected:
        yield from _dates(document, expectation, calendar)
        yield from _words(document, expectation)
        yield from _provision(document, expectation, words, agreement)


def _problem(
    document: Document, node: Node, code: str, message: str, hint: str = ""
) -> Problem:
    return document.text.problem(code, message, node.start, node.end, hint=hint)


def _covers(story: ReadScenario, words: Vocabulary) -> Iterator[Problem]:
    node = story.entry("covers")
    known = words.provisions | words.themes
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Scalar) and item.text not in known and story.document:
            message = f"no provision or theme is called {quote(item.text)}"
            hint = did_you_mean(item.text, known)
            yield _problem(story.document, item, "unknown-provision", message, hint)


def _dates(
    document: Document, expectation: Expectation, calendar: Calendar
) -> Iterator[Problem]:
    for key in ("as_of", "known_by", "since", "due"):
        text = getattr(expectation, key)
        try:
            if text is not None:
                calendar.read(text)
        except DateError as error:
            node = value_at(document.root, key)
            yield _problem(document, node, error.code, error.message, error.hint)


def _words(document: Document, expectation: Expectation) -> Iterator[Problem]:
    for key, known in _WORDS.items():
        word = getattr(expectation, key)
        if word is not None and word not in known:
            message = f"{quote(word)} is not one of: {', '.join(known)}"
            node = value_at(document.root, key)
            hint = did_you_mean(word, known) if len(known) > 12 else ""
            yield _problem(document, node, "bad-value", message, hint)


def _provision(
    document: Document,
    expectation: Expectation,
    words: Vocabulary,
    agreement: Agreement,
) -> Iterator[Problem]:
    name = expectation.provision
    if name not in words.provisions:
        message = f"no provision is called {quote(name)}"
        hint = did_you_mean(name, words.provisions)
        node = value_at(document.root, "provision")
        yield _problem(document, node, "unknown-provision", message, hint)
        return
    provision = agreement.provisions.get(name)
    if provision is None or provision.for_each or provision.each or provision.every:
        return
    for key in ("instance", "instances"):
        if getattr(expectation, key) is not None:
            message = f"{quote(name)} has no instances"
            node = value_at(document.root, key)
            yield _problem(document, node, "no-instance", message)
