"""A sweep's ledger: what is done, line by line, so that an interruption keeps it.

The first line names the sweep; every other one holds a whole chunk, and is on the disk
before the next is asked for. A line that is not whole is as if it were not there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self


class Head(NamedTuple):
    """Which sweep a ledger is of: its name, what it depends on, and how much it is."""

    sweep: str
    fingerprint: str
    chunks: int


class Kept(NamedTuple):
    """What a ledger holds; `size` is how far it is whole."""

    head: Head | None
    done: Mapping[int, tuple[str, ...]]
    size: int


def read_ledger(path: Path) -> Kept:
    """Read what a ledger holds, as far as it is whole."""
    head: Head | None = None
    done: dict[int, tuple[str, ...]] = {}
    size = 0
    if not path.is_file():
        return Kept(None, done, 0)
    with path.open("rb") as file:
        for line in file:
            try:
                if not line.endswith(b"\n"):
                    break
                value = json.loads(line)
                if head is None:
                    head = Head(**value)
                else:
                    done[int(value["chunk"])] = tuple(map(str, value["flags"]))
            except (ValueError, TypeError, KeyError):
                break
            size += len(line)
    return Kept(head, done, size)


class Ledger:
    """A ledger open for adding to."""

    def __init__(self, path: Path, head: Head, kept: Kept | None = None) -> None:
        """Begin a ledger, or go on with what is kept of one."""
        self._file: BinaryIO = path.open("r+b" if kept is not None else "wb")
        if kept is None:
            self._write(head._asdict())
        else:
            self._file.truncate(kept.size)
            self._file.seek(kept.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, chunk: int, flags: tuple[str, ...]) -> None:
        """Keep a chunk, before anything else is done."""
        self._write({"chunk": chunk, "flags": flags})

    def _write(self, value: Mapping[str, object]) -> None:
        self._file.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
