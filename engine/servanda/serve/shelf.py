"""What is loaded of a folder: each story once, until its files change.

A story is asked one question at a time, in a thread. What takes too long is answered
for so, goes on, and is then there for who asks again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol, TypeVar

from servanda import api
from servanda.errors import InputError, NotFoundError
from servanda.inputs import Listing, Named
from servanda.problems import did_you_mean, quote
from servanda.serve.refusals import RefusedError
from servanda.serve.terms import Terms

T = TypeVar("T")
THREADS = 4
MOST_WAITING = 16
MOST_HELD = 32
MOST_REMEMBERED = 8


class Shelf:
    """The stories of a folder, or those that are shipped; only those in its listing."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.version = 0
        self._listing: asyncio.Task[Listing] | None = None
        self._held: dict[str, _Held] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="servanda")
        self._changed = asyncio.Event()
        self._closed = False

    async def listing(self) -> Listing:
        """List what there is."""
        if self._listing is None or _failed(self._listing):
            work = self._run(lambda: api.listing(self.terms.folder))
            self._listing = asyncio.ensure_future(work)
        return await asyncio.shield(self._listing)

    async def named(self, id: str) -> Named:
        """Find a scenario in the listing; a path leads nowhere."""
        known = {one.name: one for one in (await self.listing()).scenarios}
        if id not in known:
            message = f"no scenario is called {quote(id)}"
            raise NotFoundError(message, did_you_mean(id, known))
        return known[id]

    async def ask(
        self, id: str, question: Callable[[api.Story], T], key: Hashable = None
    ) -> T:
        """Ask a story; what has a key is remembered by it until files change."""
        held = await self._hold(id)
        if held.waiting >= MOST_WAITING:
            message = "too much is being asked of this scenario"
            raise RefusedError(
                HTTPStatus.SERVICE_UNAVAILABLE, message, "ask again later"
            )
        if key is not None and key in held.remembered:
            return await _in_time(held.remembered[key], self.terms.engine_seconds)
        work = held.answer(question)
        work.add_done_callback(_noted)
        if key is not None:
            held.remember(key, work)
        return await _in_time(work, self.terms.engine_seconds)

    async def check(self, id: str) -> Any:
        """Check a scenario's files as they are now."""
        path = (await self.named(id)).path
        work = asyncio.ensure_future(
            self._run(lambda: api.check_files([path], rules=self.rules))
        )
        work.add_done_callback(_noted)
        return await _in_time(work, self.terms.engine_seconds)

    @property
    def rules(self) -> Path | None:
        """Give the folder where agreements are looked for first."""
        folder = self.terms.folder
        within = folder and folder / "rules"
        return within if within and within.is_dir() else folder

    async def changed_since(self, version: int) -> int:
        """Wait for another version than one has, not for ever."""
        if version == self.version and not self._closed:
            changed = self._changed
            try:
                async with asyncio.timeout(self.terms.poll_seconds):
                    await changed.wait()
            except TimeoutError:
                pass
        return self.version

    def forget(self) -> None:
        """Let go of all that was loaded: files have changed."""
        self.version += 1
        self._listing = None
        for held in self._held.values():
            self._let_go(held)
        self._held = {}
        self._wake()

    def close(self) -> None:
        """Let everybody who waits go, and begin nothing more."""
        self._closed = True
        self._wake()
        for held in self._held.values():
            self._let_go(held)
        self._held = {}
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _let_go(self, held: _Held) -> None:
        letting = asyncio.ensure_future(held.close())
        letting.add_done_callback(_noted)

    async def _hold(self, id: str) -> _Held:
        version = self.version
        named = await self.named(id)
        if version != self.version:
            return await self._hold(id)
        held = self._held.pop(id, None)
        held = held or _Held(named.path, self.rules, self._run)
        self._held[id] = held  # the one asked for last stands last
        if len(self._held) > MOST_HELD:
            self._let_go(self._held.pop(next(iter(self._held))))
        return held

    async def _run(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, work)


class Run(Protocol):
    """Runs work in a thread."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """Wait for the work."""


class _Held:
    """One story: loaded when it is first asked, and asked by one at a time."""

    def __init__(self, path: str, rules: Path | None, run: Run) -> None:
        self.waiting = 0
        self.remembered: dict[Hashable, asyncio.Future[Any]] = {}
        self._path = path
        self._rules = rules
        self._run = run
        self._lock = asyncio.Lock()
        self._story: api.Story | InputError | None = None

    def answer(self, question: Callable[[api.Story], T]) -> asyncio.Task[T]:
        """Put a question; it waits until those before it are answered."""
        self.waiting += 1
        work = asyncio.ensure_future(self._answer(question))
        work.add_done_callback(self._answered)
        return work

    async def _answer(self, question: Callable[[api.Story], T]) -> T:
        async with self._lock:
            return await self._run(lambda: question(self._loaded()))

    def _answered(self, _: object) -> None:
        self.waiting -= 1

    def remember(self, key: Hashable, work: asyncio.Future[Any]) -> None:
        """Keep an answer, unless there turns out to be none."""
        self.remembered[key] = work
        work.add_done_callback(lambda work: self._forget(key, work))
        if len(self.remembered) > MOST_REMEMBERED:
            del self.remembered[next(iter(self.remembered))]

    def _forget(self, key: Hashable, work: asyncio.Future[Any]) -> None:
        if _failed(work):
            self.remembered.pop(key, None)

    def _loaded(self) -> api.Story:
        if self._story is None:
            try:
                self._story = api.load(self._path, rules=self._rules)
            except InputError as error:
                self._story = error
        if isinstance(self._story, InputError):
            raise self._story
        return self._story

    async def close(self) -> None:
        """Let go of the story once nobody asks it any more."""
        async with self._lock:
            self._story = None


async def _in_time(work: asyncio.Future[T], seconds: float) -> T:
    try:
        return await asyncio.wait_for(asyncio.shield(work), seconds)
    except TimeoutError:
        message = "this takes longer than anybody waits for"
        hint = "it goes on: ask again in a while"
        raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, message, hint) from None


def _failed(work: asyncio.Future[Any]) -> bool:
    return work.done() and (work.cancelled() or work.exception() is not None)


def _noted(work: asyncio.Future[Any]) -> None:
    """Take note of how work ended that nobody may wait for any more."""
    if not work.cancelled():
        work.exception()
