"""Whatever a file holds, `check` ends with success or with problems in their places."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from servanda.api import check_files
from servanda.check import check_paths
from servanda.problems import Problem, render
from servanda.source.text import Text

TOP = Path(__file__).parents[1]
BAD = Path(__file__).parent / "bad"
AGREEMENT = "gaza-2025"
STORY = "as-reported-27-february"
CITED = '"cite": {"outlet": "Reuters"}'
SAID = '"source": "qatar", "kind": "statement"'
TABLE = f"""\
{{"id": "t1", "date": "2025-02-01", {SAID}, {CITED}}}
{{"id": "t2", "date": "2025-02-02/2025-02-03", "note": "b\u00e9", {SAID}, {CITED}}}
{{"id": "t3", "reported": "2025-02-02", "source": "qatar", "retracts": "t1", {CITED}}}
"""
ROWS = """\
id,date,source,kind,cite.outlet,note
c1,2025-02-01,qatar,statement,Reuters,"a note, with a comma"
c2,2025-02-02T08:30+02:00,qatar,statement,Reuters,
"""

# A mutation takes the bytes, where in them, and a piece that may be put there.
Mutation = Callable[[bytes, int, bytes], bytes]


def insert(data: bytes, at: int, piece: bytes) -> bytes:
    return data[:at] + piece + data[at:]


def overwrite(data: bytes, at: int, piece: bytes) -> bytes:
    return data[:at] + piece + data[at + len(piece) :]


def cut(data: bytes, at: int, piece: bytes) -> bytes:
    return data[:at] + data[at + len(piece) * 7 :]


def truncate(data: bytes, at: int, _: bytes) -> bytes:
    return data[:at]


def repeat_line(data: bytes, at: int, _: bytes) -> bytes:
    start = data.rfind(b"\n", 0, at) + 1
    end = data.find(b"\n", at) + 1 or len(data)
    return data[:end] + data[start:end] + data[end:]


def swap_lines(data: bytes, at: int, _: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    which = min(data.count(b"\n", 0, at), len(lines) - 2)
    if which >= 0:
        lines[which], lines[which + 1] = lines[which + 1], lines[which]
    return b"".join(lines)


def replace_value(data: bytes, at: int, piece: bytes) -> bytes:
    start = data.find(b": ", at) + 2
    ends = (data.find(mark, start) for mark in (b"\n", b",", b"}", b"]"))
    end = min((end for end in ends if end >= 0), default=len(data))
    return data[:start] + piece + data[end:]


def replace_word(data: bytes, at: int, piece: bytes) -> bytes:
    start = data.find(b" ", at) + 1
    end = data.find(b" ", start)
    return data[:start] + piece + data[end:] if end > start else data


WORDS = """
' " : { } [ ] , - # &a *a ! !!int % @ | > ? ~ << null yes \\ \\ud800 --- ...
15:00 24:00 2025-02-30 9999-12-31 0001-01-01 2025-10-26T01:30 +99:99 -1 1e999 NaN
99999999999999999999 [] {} "" open all phase-one hamas truce-during-talks
{day:4} {day:99999999} {status:{x:met}} {due:truce-during-talks} {anchor:ceasefire}
"""
RAW = ["\x00", "\x1b[31m", "\xff", "\xe9", "\xef\xbb\xbf", "\xe2\x80\xa8", "\xc2\x85"]
BLANK = ["\t", "\n", "\r", "\r\n", "  ", ": ", "- ", "\n---\n", "\n\n  "]
LONG = ["[" * 60, "{a: " * 60, "x" * 5000, "- " * 60]
TEXTS = [*(word.replace(":", ": ") for word in WORDS.split()), *RAW, *BLANK, *LONG]
PIECES = [text.encode("latin-1") for text in [*TEXTS, *WORDS.split()]]
MUTATIONS: list[Mutation] = [
    *(insert, overwrite, cut, truncate, repeat_line, swap_lines),
    *(replace_value, replace_value, replace_word, replace_word),
]
ROUNDS = 40


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Copy the shipped agreement and a scenario, with two tables of reports."""
    top = tmp_path_factory.mktemp("fuzz")
    shutil.copytree(TOP / "rules" / AGREEMENT, top / "rules" / AGREEMENT)
    shutil.copytree(TOP / "scenarios" / AGREEMENT, top / "scenarios" / AGREEMENT)
    folder = top / "scenarios" / AGREEMENT
    story = folder / f"{STORY}.yaml"
    tables = "reports_from: [table.jsonl, table.csv]\n"
    story.write_text(story.read_text("utf-8") + tables, encoding="utf-8")
    (folder / "table.jsonl").write_text(TABLE, encoding="utf-8")
    (folder / "table.csv").write_text(ROWS, encoding="utf-8")
    return sorted(path for path in top.rglob("*") if path.is_file())


def checked(path: Path) -> tuple[Problem, ...]:
    """Check the agreement, the scenario or the plan that a file is part of."""
    folder = path.parent
    if folder.parent.name == "rules":
        return check_paths((str(folder),))
    story = path if path.suffix == ".yaml" else folder / f"{STORY}.yaml"
    return check_files((str(story),)).problems


def test_the_files_are_sound_before_anything_is_done_to_them(files: list[Path]) -> None:
    found = [problem for path in files for problem in checked(path)]
    assert not [problem for problem in found if problem.severity == "error"]


@pytest.mark.parametrize("seed", range(8))
def test_mutated_files_are_checked_or_told(seed: int, files: list[Path]) -> None:
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        path = chance.choice(files)
        before = path.read_bytes()
        after = mutated(before, chance)
        path.write_bytes(after)
        try:
            problems = checked(path)
        except Exception as error:
            error.add_note(f"seed {seed}: {difference(before, after)}")
            raise
        finally:
            path.write_bytes(before)
        for problem in problems:
            assert_in_place(problem, path, after)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change a file's bytes in a few places."""
    for _ in range(chance.randint(1, 4)):
        mutate = chance.choice(MUTATIONS)
        data = mutate(data, chance.randrange(len(data) + 1), chance.choice(PIECES))
    return data


def difference(before: bytes, after: bytes) -> str:
    """Return the lines that are new."""
    old = set(before.splitlines())
    return "\n".join(repr(line) for line in after.splitlines() if line not in old)


def assert_in_place(problem: Problem, path: Path, content: bytes) -> None:
    """Assert that a problem points into its file, and can be shown."""
    assert render(problem).isprintable() or "\n" in render(problem)
    assert problem.severity in {"error", "warning"}
    if problem.file == str(path):
        lines = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
        starts = Text(path.name, lines)
        last = starts.place(len(lines)).line
        assert 1 <= problem.line <= last
    assert problem.column >= 1
