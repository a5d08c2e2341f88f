"""Reading an agreement's folder: agreement.yaml, and its provisions beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from servanda.agreement import Agreement, AgreementFile, Provision
from servanda.expression import Id
from servanda.problems import Problem, quote
from servanda.source.files import read_text
from servanda.source.library import AGREEMENT_FILE
from servanda.source.nodes import Document, Entry, Mapping, Plain, plain
from servanda.source.places import Places, Written
from servanda.source.text import Text
from servanda.source.validate import Path as Steps
from servanda.source.validate import problems_of, shape_of
from servanda.source.yamltext import parse_yaml

_FILE = shape_of(AgreementFile)
_PROVISIONS = shape_of(dict[Id, Provision])
_FILLED: Final = {
    "title": "?",
    "modality": "achievement",
    "bearer": "unknown",
}


@dataclass(frozen=True, eq=False)
class ReadAgreement:
    """What could be read of an agreement: its sound parts, and all problems.

    Each is like itself alone: what follows from one is found once.
    """

    folder: Path
    agreement: Agreement | None
    places: Places | None
    problems: tuple[Problem, ...]

    def with_problems(self, more: Iterable[Problem]) -> ReadAgreement:
        """Return the same with further problems."""
        return replace(self, problems=(*self.problems, *more))


Read = tuple[Text | None, tuple[Problem, ...]]


def read_agreement(folder: Path) -> ReadAgreement:
    """Read an agreement; a part that is wrong is left out, and reported."""
    found = sorted(folder.glob("*.yaml")) + sorted(folder.glob("*.yml"))
    beside = (path for path in found if path.name != AGREEMENT_FILE)
    return _understood(
        folder, _read(folder / AGREEMENT_FILE), tuple(map(_read, beside))
    )


def _read(path: Path) -> Read:
    text, problems = read_text(path)
    return text, tuple(problems)


# Who asks again and again has the same texts before them: they are parsed once.
@lru_cache(maxsize=16)
def _understood(folder: Path, text: Read, beside: tuple[Read, ...]) -> ReadAgreement:
    problems: list[Problem] = []
    main = _document(text, problems)
    written = _provisions(beside, problems)
    provisions = _sound_provisions(written, problems)
    if main is None:
        return ReadAgreement(folder, None, None, tuple(problems))
    file = _sound_file(main, problems)
    places = Places(main, written, frozenset(problems))
    if file is None:
        return ReadAgreement(folder, None, places, tuple(problems))
    problems += _misnamed(file, folder, places)
    agreement = Agreement.model_construct(
        **{name: getattr(file, name) for name in AgreementFile.model_fields},
        provisions=provisions,
    )
    return ReadAgreement(folder, agreement, places, tuple(problems))


def _document(read: Read, problems: list[Problem]) -> Document | None:
    text, known = read
    problems += known
    if text is None:
        return None
    document, found = parse_yaml(text)
    problems += found
    return document


def _provisions(
    beside: tuple[Read, ...], problems: list[Problem]
) -> dict[str, Written]:
    """Return every provision as written, in order of file and place."""
    written: dict[str, Written] = {}
    for read in beside:
        document = _document(read, problems)
        if document is not None:
            _collect(document, written, problems)
    return written


def _collect(
    document: Document, written: dict[str, Written], problems: list[Problem]
) -> None:
    root = document.root
    if not isinstance(root, Mapping):
        problems += _fit(document)[1]
        return
    for name, entry in root.entries.items():
        first = written.setdefault(name, Written(document, entry))
        if first.entry is not entry:
            problems.append(_twice(document, entry, first))


def _twice(document: Document, entry: Entry, first: Written) -> Problem:
    spot = first.document.text.place(first.entry.key.start)
    message = f"there is a provision {quote(entry.key.text)} already"
    hint = f"it is at {spot.file}:{spot.line}; ids are unique in an agreement"
    start, end = entry.key.start, entry.key.end
    return document.text.problem("duplicate-id", message, start, end, hint=hint)


def _fit(document: Document) -> tuple[dict[str, Provision], list[Problem]]:
    """Fit a file of provisions to its shape, all or nothing."""
    try:
        return _PROVISIONS.adapter.validate_python(plain(document.root)), []
    except ValidationError as error:
        return {}, problems_of(error, _PROVISIONS, document)


def _sound_provisions(
    written: dict[str, Written], problems: list[Problem]
) -> dict[str, Provision]:
    sound: dict[str, Provision] = {}
    for name, (document, entry) in written.items():
        alone = Mapping({name: entry}, entry.key.start, entry.value.end)
        fitting, found = _fit(Document(document.text, alone))
        sound |= fitting or _mended(name, entry)
        problems += found
    return sound


def _mended(name: str, entry: Entry) -> dict[str, Provision]:
    """Return a provision without the terms that are wrong, for further checks."""
    data = plain(entry.value)
    if not isinstance(data, dict):
        return {}
    wrong = _wrong_keys(data)
    kept = {key: value for key, value in data.items() if key not in wrong}
    try:
        found = Provision.model_validate({**_FILLED, **kept})
    except ValidationError:
        return {}
    return {
        name: found if "bearer" in kept else found.model_copy(update={"bearer": ()})
    }


def _wrong_keys(data: dict[str, Plain]) -> set[str]:
    try:
        Provision.model_validate(data)
    except ValidationError as error:
        return {str(one["loc"][0]) for one in error.errors() if one["loc"]}
    return set()


def _sound_file(main: Document, problems: list[Problem]) -> AgreementFile | None:
    """Return agreement.yaml as a model, without the parts that are wrong."""
    data = plain(main.root)
    try:
        return AgreementFile.model_validate(data)
    except ValidationError as error:
        problems += problems_of(error, _FILE, main)
        if not isinstance(data, dict):
            return None
        for one in error.errors():
            _cut(data, one["loc"])
    try:
        return AgreementFile.model_validate(data)
    except ValidationError:
        return None


def _cut(data: dict[str, Plain], path: Steps) -> None:
    """Take out the entry that a wrong path leads through, or its whole section."""
    section: Any = data.get(str(path[0])) if path else None
    if len(path) > 2 and isinstance(section, dict):
        section.pop(path[1], None)
    elif path:
        data.pop(str(path[0]), None)


def _misnamed(file: AgreementFile, folder: Path, places: Places) -> list[Problem]:
    name = folder.resolve().name
    if file.agreement == name:
        return []
    message = f"this agreement calls itself {quote(file.agreement)}"
    hint = f"its folder is {quote(name)}: call both the same"
    path = ("agreement",)
    return [places.problem(path, "misnamed", message, hint=hint)]
