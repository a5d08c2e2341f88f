"""On what terms a folder is served: to whom, by which names, and whether to write."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is served, and what a request has to bring.

    `hosts` are the names a browser may have come by; `any_address` lets in every
    address that is no name. Sizes are bytes, times seconds.
    """

    folder: Path | None = None
    edit: bool = False
    token: str | None = None
    hosts: tuple[str, ...] = LOCAL_NAMES
    any_address: bool = False
    most_bytes: int = 1_000_000
    seconds: float = 60
    engine_seconds: float = 30
    poll_seconds: float = 20


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can come by a host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_address(host: str) -> bool:
    """Tell whether a host is an address rather than a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def name_of(host: str) -> str:
    """Take the port from what a `Host` header says."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def lets_in(terms: Terms, host: str) -> bool:
    """Tell whether a browser that came by this `Host` is let in.

    A page elsewhere that has its own name lead here still sends that name.
    """
    name = name_of(host)
    return name in terms.hosts or (terms.any_address and is_address(name))
