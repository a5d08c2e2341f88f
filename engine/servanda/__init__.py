"""Track compliance with an agreement: exactly, explainably, neutrally."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.api import (
        Story,
        check_files,
        counts,
        coverage,
        listing,
        load,
        new_agreement,
        new_scenario,
        next_due,
        owed,
        replay,
        run_tests,
        schema,
        slack,
        status,
        what_if,
        why,
    )
    from servanda.errors import (
        InputError,
        NotFoundError,
        QuestionError,
        ServandaError,
        UsageError,
    )

__version__ = "0.1.0"
__all__ = [
    "InputError",
    "NotFoundError",
    "QuestionError",
    "ServandaError",
    "Story",
    "UsageError",
    "check_files",
    "counts",
    "coverage",
    "listing",
    "load",
    "new_agreement",
    "new_scenario",
    "next_due",
    "owed",
    "replay",
    "run_tests",
    "schema",
    "slack",
    "status",
    "what_if",
    "why",
]


def __getattr__(name: str) -> object:
    """Import what is asked for: `import servanda` alone costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from servanda import api, errors

    return getattr(errors, name, None) or getattr(api, name)


def __dir__() -> list[str]:
    """List what can be asked for."""
    return sorted({*globals(), *__all__})
