"""Reading files: what cannot be read is a problem with a place, never an exception."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from servanda.problems import Problem
from servanda.source import load_agreement, load_scenario
from servanda.source.files import LARGEST, decode, read_text, show


def only(found: list[Problem]) -> Problem:
    """Return the only problem."""
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"a: b\n", "a: b\n"),
        (b"\xef\xbb\xbfa: b\r\n", "a: b\r\n"),
        ("title: عنوان 北 😀\n".encode(), "title: عنوان 北 😀\n"),
        (b"a:\tb\n", "a:\tb\n"),
    ],
)
def test_text_is_taken_as_it_is_without_its_mark(data: bytes, content: str) -> None:
    text, problems = decode("f.yaml", data)
    assert not problems
    assert text is not None
    assert text.content == content


@pytest.mark.parametrize(
    ("data", "place", "code", "hint"),
    [
        (b"a: b\nc: caf\xe9\n", (2, 7), "not-utf-8", 'in Latin-1 the byte E9 is "é"'),
        (b"\xef\xbb\xbfc: \x93x\x94\n", (1, 4), "not-utf-8", "the byte 93 is “"),
        (b"a: b\x00c\n", (1, 5), "control-character", "damaged"),
        (b"a: b\x1bc\n", (1, 5), "control-character", "damaged"),
        ("a: b\ufeffc\n".encode(), (1, 5), "control-character", "damaged"),
        (b"a: \xed\xa0\x80\n", (1, 4), "not-utf-8", ""),
    ],
)
def test_what_cannot_stand_in_a_text_is_told_with_its_place(
    data: bytes, place: tuple[int, int], code: str, hint: str
) -> None:
    text, problems = decode("f.yaml", data)
    found = only(problems)
    assert (found.line, found.column) == place
    assert found.code == code
    assert hint.replace("“", '"“"') in found.hint
    assert text is not None, "the rest of the file is still read"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_named_or_refused(encoding: str) -> None:
    data = "\ufeffscenario: a\n".encode(encoding)
    text, problems = decode("f.yaml", data)
    assert text is None
    assert only(problems).hint == "save it as UTF-8"


def test_a_binary_file_is_told_by_its_first_lines_only() -> None:
    text, problems = decode("f.yaml", bytes(range(256)) * 1000)
    assert text is None
    assert len(problems) == 20


def test_one_problem_a_line_is_enough() -> None:
    _, problems = decode("f.yaml", b"\x00\x00\n\x00\x00\n")
    assert [problem.line for problem in problems] == [1, 2]


def test_a_missing_file_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "background.yaml").write_text("", encoding="utf-8")
    found = only(read_text(tmp_path / "backgruond.yaml")[1])
    assert found.code == "no-such-file"
    assert found.hint == 'did you mean "background.yaml"?'
    nowhere = only(read_text(tmp_path / "no" / "where.yaml")[1])
    assert "there is no folder" in nowhere.hint


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert only(read_text(tmp_path)[1]).message.startswith("this is a folder")
    assert only(read_text(tmp_path / "pipe")[1]).code == "not-a-file"


def test_a_name_no_file_can_have_is_a_problem(tmp_path: Path) -> None:
    assert only(read_text(tmp_path / "a\x00b")[1]).code == "unreadable-file"
    assert only(read_text(tmp_path / ("a" * 5000))[1]).code == "unreadable-file"
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert only(read_text(loop)[1]).code == "unreadable-file"


def test_a_file_that_may_not_be_read_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "f.yaml"
    path.write_text("a: b\n", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = only(read_text(path)[1])
    assert found.message == "this file cannot be read: permission denied"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert only(read_text(path)[1]).code == "file-too-large"


def test_a_path_that_cannot_be_followed_is_no_crash(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    for name in (str(loop), "a\x00b.yaml", "x" * 5000 + ".yaml"):
        outcome = load_scenario(name)
        assert outcome.value is None
        assert only(list(outcome.problems)).code == "unreadable-file"


def test_an_agreement_is_loaded_or_told(tmp_path: Path) -> None:
    rules = Path(__file__).parent / "bad" / "rules"
    assert load_agreement(rules / "small").value is not None
    broken = load_agreement(rules / "broken")
    assert broken.value is None
    assert only(list(broken.problems)).code == "unknown-key"
    assert only(list(load_agreement(tmp_path).problems)).code == "no-such-file"


def test_files_are_named_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert show(tmp_path / "a" / "b.yaml") == "a/b.yaml"
    assert show(Path("a/b.yaml")) == "a/b.yaml"
    assert show(Path("/elsewhere/b.yaml")) == "/elsewhere/b.yaml"
