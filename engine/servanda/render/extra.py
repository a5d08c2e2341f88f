"""Libraries that some forms need and that are installed only where they are wanted."""

from collections.abc import Iterator
from contextlib import contextmanager

from servanda.errors import ServandaError


@contextmanager
def needed(library: str, form: str) -> Iterator[None]:
    """Say how to get a library that is imported within, where it is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        hint = "install it with: pip install 'servanda[report]'"
        raise ServandaError(f"{form} needs {library}", hint) from error
