"""Where answers go: results to stdout, problems to stderr."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from servanda.render import Format, Renderer, renderer
from servanda.render.look import Look, look_of

if TYPE_CHECKING:
    from servanda.problems import Problem


def renderer_here(format: Format) -> Renderer:
    """Give what renders a format for stdout as it is."""
    return renderer(format, look_here())


def look_here() -> Look:
    """Give how text looks on stdout as it is."""
    return look_of(sys.stdout, os.environ)


def complain(problems: Sequence["Problem"]) -> None:
    """Write problems to stderr, each with its line and its hint."""
    from servanda.problems import render

    for problem in problems:
        remark(render(problem))


def remark(text: str) -> None:
    """Write a line to stderr."""
    encoding = sys.stderr.encoding or "utf-8"
    shown = text.encode(encoding, errors="replace").decode(encoding)
    sys.stderr.write(f"{shown}\n")


def write(text: str) -> None:
    """Write a result to stdout; a reader that has gone away is no error."""
    encoding = sys.stdout.encoding or "utf-8"
    shown = text.encode(encoding, errors="replace").decode(encoding)
    try:
        sys.stdout.write(shown)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered must go somewhere when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
