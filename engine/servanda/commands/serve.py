"""`serve`: a folder's agreements and scenarios in a browser."""

import gc
import re
import secrets
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from servanda.errors import NotFoundError, ServandaError, UsageError
from servanda.render.output import remark, write

NEEDED = ("fastapi", "uvicorn", "watchfiles")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,200}")


Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FOLDER]",
        help="The folder that holds rules/ and scenarios/. Default: what comes with "
        "servanda.",
        show_default=False,
    ),
]
Edit = Annotated[bool, typer.Option("--edit", help="What-ifs can be saved as plans.")]
Host = Annotated[
    str,
    typer.Option(
        "--host",
        metavar="HOST",
        help="The address to listen at. Elsewhere than on this machine, which is the "
        "default, a token is needed.",
        show_default=False,
    ),
]
Port = Annotated[
    int,
    typer.Option(
        "--port",
        metavar="PORT",
        help="The port to listen at; 0 for any that is free. Default: 8808.",
        min=0,
        max=65535,
        show_default=False,
    ),
]
AllowHost = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host",
        metavar="NAME",
        help="A further name that browsers may come by. May be given several times.",
        show_default=False,
    ),
]
Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        metavar="TOKEN",
        envvar="SERVANDA_TOKEN",
        show_envvar=False,
        help="The token that is needed; better given as SERVANDA_TOKEN. Default: a new "
        "one, where one is needed.",
        show_default=False,
    ),
]


def serve(
    folder: Folder = None,
    edit: Edit = False,
    host: Host = "127.0.0.1",
    port: Port = 8808,
    allow_host: AllowHost = None,
    token: Token = None,
) -> None:
    """Show a folder's scenarios in a browser, and what would be if.

    It shows where it is to be seen, follows the files, and ends with Ctrl-C. Nothing is
    written without --edit.
    """
    _ready(folder, edit, token)
    from servanda.serve.routes import application
    from servanda.serve.running import address, run
    from servanda.serve.terms import LOCAL_NAMES, Terms, is_address, is_loopback
    from servanda.serve.watch import watched

    if token is None and not is_loopback(host):
        token = secrets.token_urlsafe(32)
    names = (*LOCAL_NAMES, host.lower(), *(name.lower() for name in allow_host or ()))
    terms = Terms(
        folder=folder,
        edit=edit,
        token=token,
        hosts=names,
        any_address=is_address(host) and not is_loopback(host),
    )
    listening = listen(host, port)
    app, shelf = application(terms, watched, remark)
    # A process that lasts leaves garbage, other than one that answers and ends.
    gc.enable()
    write(f"{address(listening, host, token)}\n")
    run(app, shelf, listening)


def _ready(folder: Path | None, edit: bool, token: str | None) -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        message = f"serve needs what is not installed: {', '.join(missing)}"
        raise ServandaError(message, "pip install 'servanda[serve]'")
    if folder is not None and not folder.is_dir():
        raise NotFoundError(f'there is no folder "{folder}"')
    if edit and folder is None:
        message = "what comes with servanda is not edited"
        raise UsageError(message, "name a folder of your own")
    if token is not None and not TOKEN.fullmatch(token):
        hint = "16 or more letters, digits, _ and -; or leave it out for a new one"
        raise UsageError("this is no token", hint)


def listen(host: str, port: int) -> socket.socket:
    """Listen at an address, or say why not."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "another --port, or 0 for any that is free"
        raise ServandaError(f"cannot listen at {host}:{port}: {reason}", hint) from None
