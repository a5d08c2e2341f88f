"""Reading text files; whatever is wrong with one becomes problems.

Files are UTF-8. A character that cannot stand in one is replaced, so that the rest
of the file can still be read and reported on in the same run.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from servanda.problems import Problem, did_you_mean, visible
from servanda.source.text import Text

LARGEST = 16_000_000
# Of a file with a report a line: so many bytes.
LONGEST_LINE = 1_000_000
_MOST_LINES = 20
_HEAD = 4096
_BOM = "\ufeff"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_CONTROLS = bytes(code for code in range(128) if UNFIT.match(chr(code)))


def is_fit(text: str) -> bool:
    """Tell whether a text holds nothing that cannot stand in a file."""
    if text.isascii():
        plain = text.encode("ascii")
        return len(plain.translate(None, _CONTROLS)) == len(plain)
    return UNFIT.search(text) is None


def show(path: Path) -> str:
    """Name a file as its user would: from the working directory where it lies below."""
    try:
        return (
            path.relative_to(Path.cwd()).as_posix() if path.is_absolute() else str(path)
        )
    except ValueError:
        return str(path)


def read_text(path: Path) -> tuple[Text | None, list[Problem]]:
    """Read a text file; None where nothing in it can be used."""
    found = _regular(path)
    if isinstance(found, Problem):
        return None, [found]
    if found.st_size > LARGEST:
        return None, [_too_large(path)]
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, [file_problem(path, error)]
    return decode(show(path), data)


def unreadable(path: Path) -> Problem | None:
    """Return the problem with opening this path as a regular file, if there is one."""
    found = _regular(path)
    if isinstance(found, Problem):
        return found
    try:
        path.open("rb").close()
    except OSError as error:
        return file_problem(path, error)
    return None


def _regular(path: Path) -> os.stat_result | Problem:
    """Return what the system says of a regular file, or why it is none."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        return file_problem(path, error)
    if stat.S_ISREG(found.st_mode):
        return found
    kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no regular file"
    return Problem(
        show(path), 1, 1, "not-a-file", f"this is {kind}, not a file to read"
    )


def is_file(path: Path) -> bool:
    """Tell whether a file is there; a name that no file can have names none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def head_of(path: Path) -> str:
    """Return how a file begins, as text; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def is_folder(path: Path) -> bool:
    """Tell whether a folder is there."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def file_problem(path: Path, error: OSError | ValueError) -> Problem:
    """Return the problem that the operating system had with a path."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Problem(
            show(path), 1, 1, "no-such-file", "there is no such file", hint=_near(path)
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    message = f"this file cannot be read: {visible(reason[:1].lower() + reason[1:])}"
    return Problem(visible(show(path)), 1, 1, "unreadable-file", message)


def _near(path: Path) -> str:
    try:
        names = [entry.name for entry in os.scandir(path.parent)]
    except (OSError, ValueError):
        return f"there is no folder {visible(str(path.parent))} either"
    return did_you_mean(path.name, names)


def _too_large(path: Path) -> Problem:
    return Problem(
        show(path),
        1,
        1,
        "file-too-large",
        f"this file is larger than {LARGEST // 1_000_000} MB",
        hint="name long lists of reports in reports_from: (JSON Lines or CSV)",
    )


def decode(
    file: str, data: bytes, first_line: int = 1
) -> tuple[Text | None, list[Problem]]:
    """Decode a file's bytes, reporting the characters that cannot stand in it."""
    if data.startswith(_WIDE_BOMS):
        return None, [
            Problem(
                file,
                first_line,
                1,
                "not-utf-8",
                "this file is UTF-16",
                hint="save it as UTF-8",
            )
        ]
    content = data.decode("utf-8", "surrogateescape").removeprefix(_BOM)
    if is_fit(content):
        return Text(file, content, first_line=first_line), []
    problems = _unfit_characters(Text(file, content, first_line=first_line))
    clean = Text(file, UNFIT.sub("\ufffd", content), first_line=first_line)
    return (clean if len(problems) < _MOST_LINES else None), problems


def _unfit_characters(text: Text) -> list[Problem]:
    """Report the first unfit character of each line, for so many lines."""
    problems: dict[int, Problem] = {}
    for match in UNFIT.finditer(text.content):
        line = text.place(match.start()).line
        if line not in problems:
            problems[line] = _unfit_character(text, match)
        if len(problems) == _MOST_LINES:
            break
    return list(problems.values())


def _unfit_character(text: Text, match: re.Match[str]) -> Problem:
    code = ord(match[0])
    if not 0xDC80 <= code <= 0xDCFF:
        name = "NUL byte" if code == 0 else f"control character U+{code:04X}"
        hint = "delete it; the file may be damaged, or no text file"
        return text.problem(
            "control-character", f"{name} in the text", *match.span(), hint=hint
        )
    byte = code - 0xDC00
    meant = bytes([byte]).decode("cp1252", "replace")
    hint = f'save the file as UTF-8; in Latin-1 the byte {byte:02X} is "{meant}"'
    return text.problem(
        "not-utf-8", f"the byte {byte:02X} is not UTF-8", *match.span(), hint=hint
    )
