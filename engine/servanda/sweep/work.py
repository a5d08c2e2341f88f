"""Who evaluates a sweep's chunks: this process, several here, or a Dask cluster.

Each takes the same chunks and gives the same results, in whatever order they are done.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from servanda.errors import ServandaError
from servanda.sweep.trials import Case, Trials, evaluate

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from distributed import Client

Chunks = Mapping[int, Sequence[Case]]
Done = Iterator[tuple[int, tuple[str, ...]]]
MOST_DEATHS = 5


def here(trials: Trials, chunks: Chunks) -> Done:
    """Evaluate in this process, one chunk after the other."""
    for number, cases in chunks.items():
        yield number, evaluate(trials, cases)


# -- processes on this machine ----------------------------------------------------


def processes(trials: Trials, chunks: Chunks, number: int) -> Done:
    """Evaluate in several processes; the chunk of one that dies is given to another."""
    pool = _Pool(trials, chunks)
    try:
        yield from pool.run(min(number, len(chunks)))
    finally:
        pool.stop()


class _Pool:
    """Some workers, the chunk each is busy with, and the chunks that wait."""

    def __init__(self, trials: Trials, chunks: Chunks) -> None:
        self.trials = trials
        self.chunks = chunks
        self.waiting = deque(chunks)
        self.workers: dict[Connection, SpawnProcess] = {}
        self.busy: dict[Connection, int] = {}
        self.deaths = 0

    def run(self, number: int) -> Done:
        from multiprocessing.connection import wait

        for _ in range(number):
            self.give(self.hire())
        while self.busy:
            for line in wait(list(self.busy)):
                assert isinstance(line, Connection)
                chunk = self.busy.pop(line)
                try:
                    found = line.recv()
                except (EOFError, OSError):
                    self.bury(line, chunk)
                    self.give(self.hire())
                    continue
                if isinstance(found, BaseException):
                    raise found
                self.give(line)
                yield chunk, found

    def hire(self) -> Connection:
        from multiprocessing import get_context

        context = get_context("spawn")
        near, far = context.Pipe()
        process = context.Process(target=_serve, args=(far, self.trials), daemon=True)
        process.start()
        far.close()
        self.workers[near] = process
        return near

    def give(self, line: Connection) -> None:
        """Give a worker a chunk; one that has died is missed when it is to answer."""
        if self.waiting:
            chunk = self.waiting.popleft()
            self.busy[line] = chunk
            with suppress(OSError):
                line.send(self.chunks[chunk])

    def bury(self, line: Connection, chunk: int) -> None:
        """Take back the chunk of a worker that died."""
        self.waiting.appendleft(chunk)
        line.close()
        self.workers.pop(line).join()
        self.deaths += 1
        if self.deaths > MOST_DEATHS:
            message = f"{self.deaths} worker processes have died"
            raise ServandaError(message, "is there enough memory? try --workers 1")

    def stop(self) -> None:
        """Send the workers home: those still busy at once."""
        for line, process in self.workers.items():
            if line in self.busy:
                process.terminate()
            line.close()
        for process in self.workers.values():
            process.join()


def _serve(line: Connection, trials: Trials) -> None:
    """Evaluate what comes along the line until it is closed."""
    # Whoever began all this hears the interruption, and stops the workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            cases = line.recv()
        except EOFError:
            break
        try:
            found: object = evaluate(trials, cases)
        except Exception as error:
            found = error
        line.send(found)
    trials.close()


# -- a Dask cluster ---------------------------------------------------------------


def dask(trials: Trials, chunks: Chunks, address: str) -> Done:
    """Evaluate on a Dask cluster; what a dead worker had is evaluated by another."""
    from distributed import as_completed

    client = _connected(address)
    try:
        # A task's result, not scattered data: it can be made again where it is lost.
        there = client.submit(_taken, trials, pure=False)
        futures = {
            client.submit(evaluate, there, cases, pure=False): number
            for number, cases in chunks.items()
        }
        for future, found in as_completed(
            list(futures), loop=client.loop, with_results=True
        ):
            yield futures[future], found
    finally:
        client.close()


def _taken(trials: Trials) -> Trials:
    return trials


def _connected(address: str) -> Client:
    from distributed import Client

    try:
        return Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        said = " ".join(str(error).split())
        message = f"no Dask scheduler answers at {address}"
        raise ServandaError(message, said[:200]) from None
