"""Writing a file whole, or not at all; and new files all together, or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from servanda.problems import Problem, visible


def write_whole(path: Path, content: str | bytes) -> Problem | None:
    """Write a file so that nobody ever sees half of it; return what went wrong."""
    data = content if isinstance(content, bytes) else content.encode()
    try:
        if path.is_dir():
            return _unwritable(path, "it is a folder", "name a file in it")
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a device or a pipe: nothing to put in its place
        else:
            with suppress(FileNotFoundError):
                path.stat()  # links that lead in a circle lead nowhere
            _replace(path.resolve(), data)
    except FileNotFoundError:
        hint = f"create {path.parent} first"
        return _unwritable(path, "there is no such folder", hint)
    except (OSError, ValueError, RuntimeError) as error:
        return _unwritable(path, _reason(error))
    return None


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file, then put what was written in its place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}-")
    written = Path(name)
    try:
        _fill(handle, data)
        _keep_mode(written, path)
        written.replace(path)
    finally:
        with suppress(OSError):
            written.unlink()


def _fill(handle: int, data: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _keep_mode(written: Path, path: Path) -> None:
    """Give the new file the mode of the old one, or that of any new file."""
    mask = os.umask(0)
    os.umask(mask)
    written.chmod(path.stat().st_mode if path.exists() else 0o666 & ~mask)


def _reason(error: Exception) -> str:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return reason[:1].lower() + reason[1:]


def _unwritable(path: Path, reason: str, hint: str = "") -> Problem:
    message = f"this file cannot be written: {visible(reason)}"
    return Problem(str(path), 1, 1, "unwritable-file", message, hint=hint)


def write_new(folder: Path, files: Mapping[str, str]) -> Problem | None:
    """Write new files below a folder, all or none; return what went wrong."""
    paths = {folder / name: content for name, content in files.items()}
    for path in paths:
        if path.exists() or path.is_symlink():
            hint = "it is left as it is; choose another name"
            message = "there is such a file already"
            return Problem(str(path), 1, 1, "already-there", message, hint=hint)
    made: list[Path] = []
    problem: Problem | None = None
    try:
        for path, content in paths.items():
            problem = problem or _write_below(path, content, made)
    except BaseException:
        _undo(made)
        raise
    if problem is not None:
        _undo(made)
    return problem


def _write_below(path: Path, content: str, made: list[Path]) -> Problem | None:
    """Write a file and the folders above it, noting what is made."""
    try:
        for parent in reversed(path.parents):
            if not parent.exists():
                parent.mkdir()
                made.append(parent)
    except OSError as error:
        return _unwritable(path, _reason(error))
    problem = write_whole(path, content)
    if problem is None:
        made.append(path)
    return problem


def _undo(made: Sequence[Path]) -> None:
    """Take away what was made, the last first."""
    for path in reversed(made):
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
