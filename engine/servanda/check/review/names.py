"""Names that differ by one letter: two words where one may have been meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from servanda.agreement import Agreement
from servanda.check.findings import Finding, doubt
from servanda.check.parts import those
from servanda.expression import Pattern
from servanda.problems import quote
from servanda.source.validate import Path

_SHORTEST = 5
_SECTIONS = ("anchors", "parties", "places", "phases", "provisions", "texts", "themes")


def review_names(agreement: Agreement) -> Iterator[Finding]:
    """Find ids, kinds and attribute values that hardly differ."""
    for section in _SECTIONS:
        written: dict[str, Path] = {
            id: (section, id) for id in getattr(agreement, section)
        }
        if section == "parties":
            written |= {id: ("sources", id) for id in agreement.sources}
        yield from _near(written, at_key=True)
    for written in _words(agreement).values():
        yield from _near(written, at_key=False)


def _words(agreement: Agreement) -> dict[str, dict[str, Path]]:
    """Give the kinds, and each attribute's values, with where each stands first."""
    found: dict[str, dict[str, Path]] = {}
    for path, pattern in those(Pattern, agreement):
        for index, kind in enumerate(pattern.kind):
            found.setdefault("kind", {}).setdefault(kind, (*path, "kind", index))
        for name, condition in pattern.conditions.items():
            if name not in {"by", "place"}:
                for word in (*condition.one_of, *condition.none_of):
                    found.setdefault(name, {}).setdefault(word, (*path, name))
    return found


def _near(written: Mapping[str, Path], *, at_key: bool) -> Iterator[Finding]:
    for one, other in near(written):
        message = f"{quote(other)} and {quote(one)} differ by one letter"
        hint = "if one thing is meant, write it alike"
        yield doubt(written[other], "near-miss", message, hint, at_key=at_key)


def near(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words that differ by one letter, the earlier first."""
    from rapidfuzz.distance import OSA

    seen: dict[str, list[str]] = {}
    for word in words:
        if len(word) < _SHORTEST:
            continue
        cut = _cut(word)
        close = dict.fromkeys(one for part in cut for one in seen.get(part, ()))
        for one in close:
            if OSA.distance(one, word, score_cutoff=1) == 1 and _by_letter(one, word):
                yield one, word
        for part in cut:
            seen.setdefault(part, []).append(word)


def _cut(word: str) -> Collection[str]:
    """Return a word, and the word without each of its letters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _by_letter(one: str, other: str) -> bool:
    """Tell whether what differs is a letter of a word, not a number or a short tag."""
    parts = [word.split("-") for word in (one, other)]
    if len(parts[0]) != len(parts[1]):
        return True
    differing = [pair for pair in zip(*parts, strict=True) if pair[0] != pair[1]]
    return all(
        one.isalpha() and other.isalpha() and len(one + other) >= 2 * _SHORTEST - 1
        for one, other in differing
    )
