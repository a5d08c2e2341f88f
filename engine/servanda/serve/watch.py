"""Noticing that files of a folder have changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from servanda.source.library import shipped


class Watch(Protocol):
    """Tells, once for each, of changes below some folders."""

    def __call__(self, *folders: Path) -> AsyncIterator[Any]:
        """Follow the folders."""


def watched(*folders: Path) -> AsyncIterator[Any]:
    """Follow folders as the system tells of them."""
    from watchfiles import awatch

    return awatch(*folders, step=50, debounce=400, ignore_permission_denied=True)


@asynccontextmanager
async def follow(
    watch: Watch,
    folder: Path | None,
    changed: Callable[[], None],
    remark: Callable[[str], None],
) -> AsyncIterator[None]:
    """Call what is to be called whenever files change, meanwhile."""
    # A scenario of one's own may be of a shipped agreement, or include a shipped one.
    parts = [shipped("rules"), shipped("scenarios"), *([folder] if folder else [])]
    following = asyncio.ensure_future(_follow(watch, parts, changed, remark))
    try:
        yield
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def _follow(
    watch: Watch,
    folders: list[Path],
    changed: Callable[[], None],
    remark: Callable[[str], None],
) -> None:
    try:
        async for _ in watch(*folders):
            changed()
    except (OSError, RuntimeError) as error:
        remark(f"servanda: files are not followed: {error}")
