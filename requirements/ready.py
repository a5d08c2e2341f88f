"""Say what is missing before anything is built: Python's version, headers, venv."""

from __future__ import annotations

import importlib.util
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path


def missing() -> Iterator[str]:
    """Tell what this Python lacks, each with what to do about it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python does get here
        found = sys.version.split()[0]
        yield f"Python 3.11 or later, not {found}: make status PYTHON=python3.13"
        return
    if not (Path(sysconfig.get_paths()["include"]) / "Python.h").exists():
        yield "the headers of Python, to compile durable_rules: apt install python3-dev"
    if not importlib.util.find_spec("ensurepip"):
        yield "the module venv: apt install python3-venv"


def main() -> None:
    """Exit with what is missing, or silently."""
    lacking = "\n".join(f"  {line}" for line in missing())
    sys.exit(f"Servanda needs\n{lacking}" if lacking else 0)


main()
