"""Files to models: the only package that opens files."""

from servanda.source.load import (
    Draft,
    Loaded,
    Outcome,
    draft_scenario,
    load_agreement,
    load_scenario,
    loaded,
)

__all__ = [
    "Draft",
    "Loaded",
    "Outcome",
    "draft_scenario",
    "load_agreement",
    "load_scenario",
    "loaded",
]
