"""Running what serves, until it is interrupted."""

from __future__ import annotations

import socket
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

from servanda.serve.shelf import Shelf

AT_ONCE = 100


class _Server(uvicorn.Server):
    """Lets those go who wait for changes, before it waits for them."""

    def __init__(self, config: uvicorn.Config, shelf: Shelf) -> None:
        super().__init__(config)
        self._shelf = shelf

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._shelf.close()
        await super().shutdown(sockets)


def address(listening: socket.socket, host: str, token: str | None) -> str:
    """Say where to look, with the token that it takes."""
    port = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    query = f"?token={token}" if token else ""
    return f"http://{shown}:{port}/{query}"


def server(app: ASGIApp, shelf: Shelf) -> uvicorn.Server:
    """Make what answers requests, quietly and within bounds."""
    config = uvicorn.Config(
        app,
        access_log=False,
        date_header=False,
        h11_max_incomplete_event_size=16_384,
        limit_concurrency=AT_ONCE,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=10,
        ws="none",
    )
    return _Server(config, shelf)


def run(app: ASGIApp, shelf: Shelf, listening: socket.socket) -> None:
    """Answer requests until interrupted."""
    with suppress(KeyboardInterrupt):  # that is how one ends it
        server(app, shelf).run(sockets=[listening])
