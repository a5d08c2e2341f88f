"""As much of distributed as is used."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")

class Future(Generic[T]): ...

class Client:
    loop: object
    def __init__(self, address: str, *, timeout: str, set_as_default: bool) -> None: ...
    def submit(
        self, function: Callable[..., T], *arguments: Any, pure: bool
    ) -> Future[T]: ...
    def close(self) -> None: ...

class LocalCluster:
    scheduler_address: str
    workers: dict[int, Any]
    def __init__(self, **options: Any) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *error: object) -> None: ...

def as_completed(
    futures: Iterable[Future[T]], *, loop: object, with_results: bool
) -> Iterator[tuple[Future[T], T]]: ...
