"""Writing a file whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from servanda.problems import Problem, visible


def write_whole(path: Path, content: str | bytes) -> Problem | None:
    """Write a file so that nobody ever sees half of it; return what went wrong."""
    data = content.encode() if isinstance(content, str) else content
    if path.is_dir():
        return _unwritable(path, "is a folder", "name a file in it")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}-")
    except FileNotFoundError:
        return _unwritable(
            path, "there is no such folder", f"create {path.parent} first"
        )
    except (OSError, ValueError) as error:
        return _unwritable(path, _reason(error))
    try:
        _fill(handle, data)
        _keep_mode(Path(name), path)
        Path(name).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        return _unwritable(path, _reason(error))
    return None


def _fill(handle: int, data: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _keep_mode(written: Path, path: Path) -> None:
    """Give the new file the mode of the old one, or that of any new file."""
    mask = os.umask(0)
    os.umask(mask)
    written.chmod(path.stat().st_mode if path.exists() else 0o666 & ~mask)


def _reason(error: OSError | ValueError) -> str:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return reason[:1].lower() + reason[1:]


def _unwritable(path: Path, reason: str, hint: str = "") -> Problem:
    message = f"this file cannot be written: {visible(reason)}"
    return Problem(str(path), 1, 1, "unwritable-file", message, hint=hint)
