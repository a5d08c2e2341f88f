"""Writing: a file is there whole, or as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from servanda.source.write import write_new, write_whole


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    assert write_whole(path, "déjà vu\n") is None
    assert path.read_bytes() == "déjà vu\n".encode()
    assert write_whole(path, b"\x00\xff") is None
    assert path.read_bytes() == b"\x00\xff"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_keeps_its_mode_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text("before", encoding="utf-8")
    old.chmod(0o640)
    mask = os.umask(0o022)
    try:
        write_whole(old, "after")
        write_whole(new, "after")
    finally:
        os.umask(mask)
    assert old.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("step", ["fdopen", "replace", "chmod"])
def test_what_fails_half_way_leaves_nothing_behind(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "out.md"
    path.write_text("before", encoding="utf-8")
    monkeypatch.setattr(os if step == "fdopen" else Path, step, fail)
    problem = write_whole(path, "after")
    monkeypatch.undo()
    assert problem is not None
    assert problem.message == "this file cannot be written: no space left on device"
    assert path.read_text("utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_places_that_cannot_be_written_are_problems(tmp_path: Path) -> None:
    folder = write_whole(tmp_path, "x")
    missing = write_whole(tmp_path / "no" / "out.md", "x")
    within = tmp_path / "file"
    within.write_text("", encoding="utf-8")
    inside = write_whole(within / "out.md", "x")
    assert folder is not None
    assert folder.message == "this file cannot be written: it is a folder"
    assert missing is not None
    assert missing.hint == f"create {tmp_path / 'no'} first"
    assert inside is not None
    assert inside.code == "unwritable-file"
    assert write_whole(tmp_path / "a\x00b", "x") is not None


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    assert write_whole(Path("/dev/null"), "x") is None
    assert Path("/dev/null").is_char_device()
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert write_whole(loop, "x") is not None


def test_a_link_is_followed_and_stays_one(tmp_path: Path) -> None:
    target, link = tmp_path / "target.md", tmp_path / "link.md"
    target.write_text("before", encoding="utf-8")
    link.symlink_to(target)
    assert write_whole(link, "after") is None
    assert link.is_symlink()
    assert target.read_text("utf-8") == "after"


def test_new_files_are_written_all_together(tmp_path: Path) -> None:
    assert write_new(tmp_path, {"a/b/c.md": "one", "a/d.md": "two"}) is None
    assert (tmp_path / "a" / "b" / "c.md").read_text("utf-8") == "one"
    assert (tmp_path / "a" / "d.md").read_text("utf-8") == "two"


@pytest.mark.parametrize("there", ["file", "link"])
def test_nothing_is_written_over(there: str, tmp_path: Path) -> None:
    old = tmp_path / "d.md"
    if there == "file":
        old.write_text("before", encoding="utf-8")
    else:
        old.symlink_to(tmp_path / "nowhere")
    problem = write_new(tmp_path, {"a/b/c.md": "one", "d.md": "two"})
    assert problem is not None
    assert problem.code == "already-there"
    assert list(tmp_path.iterdir()) == [old]


def test_of_new_files_all_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    wanted = {"kept/a.md": "one", "new/b.md": "two", "new/c\x00": "three"}
    assert write_new(tmp_path, wanted) is not None
    assert list(tmp_path.rglob("*")) == [tmp_path / "kept"]


def test_an_interruption_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("servanda.source.write.write_whole", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_new(tmp_path, {"new/b.md": "two"})
    assert list(tmp_path.iterdir()) == []
