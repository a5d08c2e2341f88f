"""Files to models: the only package that opens files."""

from servanda.source.agreements import ReadAgreement, read_agreement
from servanda.source.library import targets
from servanda.source.load import (
    Draft,
    Loaded,
    Outcome,
    draft_scenario,
    load_agreement,
    load_scenario,
    loaded,
)
from servanda.source.placing import documents
from servanda.source.write import write_whole

__all__ = [
    "Draft",
    "Loaded",
    "Outcome",
    "ReadAgreement",
    "documents",
    "draft_scenario",
    "load_agreement",
    "load_scenario",
    "loaded",
    "read_agreement",
    "targets",
    "write_whole",
]
