"""What the documents show is what the program does: every command in them is run."""

from __future__ import annotations

import doctest
import io
import re
import shlex
import socket
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer
from tools import manual

from servanda import cli
from servanda.commands.shared import BUG, FAILED, FINE, INTERRUPTED, MISUSED

Golden = Callable[[Path, str], None]

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"# ((?:rules|scenarios)/\S+)\n")
CUT = "[…]"
FENCES = {"console", "pycon", "sh", "yaml"}


def blocks(kind: str) -> list[str]:
    """Give the README's fenced blocks of a kind."""
    return [text for fence, text in BLOCK.findall(readme()) if fence == kind]


def readme() -> str:
    """Read the README."""
    return README.read_text(encoding="utf-8")


@pytest.fixture
def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that holds the README's example files, and stand in it."""
    for text in blocks("yaml"):
        name = FILE.match(text)
        assert name, "a YAML block starts with the name of its file"
        path = tmp_path / name[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


def shown(block: str, run: Callable[[str], list[str]]) -> str:
    """Run the commands of a block and give it with what they show now.

    A last line `[…]` keeps as much of the last command's output as there is.
    """
    lines: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            lines += [line, *run(line)]
    if block.endswith(f"{CUT}\n"):
        kept = since_the_last_command(block.splitlines())
        lines = [*lines[: len(lines) - since_the_last_command(lines) + kept - 1], CUT]
    return "".join(f"{line}\n" for line in lines)


def since_the_last_command(lines: list[str]) -> int:
    """Count the lines after the last that is a command."""
    return next(n for n, line in enumerate(reversed(lines)) if line.startswith("$ "))


def ran(line: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Run a command line and give the lines it shows."""
    program, *words = shlex.split(line.removeprefix("$ "))
    assert program == "servanda"
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    written = capsys.readouterr()
    assert (left.value.code, written.err) == (0, ""), line
    return written.out.splitlines()


@pytest.mark.usefixtures("at_work")
def test_the_readme_shows_what_its_commands_show(
    capsys: pytest.CaptureFixture[str], golden: Golden
) -> None:
    def anew(found: re.Match[str]) -> str:
        if found[1] != "console":
            return found[0]
        return f"```console\n{shown(found[2], partial(ran, capsys=capsys))}```"

    golden(README, BLOCK.sub(anew, readme()))


@pytest.mark.usefixtures("at_work")
def test_the_python_in_the_readme_gives_what_it_shows() -> None:
    for block in blocks("pycon"):
        parsed = doctest.DocTestParser().get_doctest(block, {}, "README", None, 0)
        assert parsed.examples
        said = io.StringIO()
        doctest.DocTestRunner().run(parsed, out=said.write)
        assert said.getvalue() == ""


def test_the_readme_has_no_block_that_nothing_checks() -> None:
    assert {fence for fence, _ in BLOCK.findall(readme())} == FENCES
    assert readme().count("```") == 2 * len(BLOCK.findall(readme()))


def test_the_make_targets_named_are_there() -> None:
    named = set(re.findall(r"make (\w+)", "".join(blocks("sh"))))
    assert named == {"status", "test"}
    for target in named:
        done = subprocess.run(
            ["make", "--dry-run", "--always-make", target],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_what_is_linked_to_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", readme())
    local = [link for link in links if not link.startswith("https://")]
    assert len(local) > 3
    assert [link for link in local if not (ROOT / link).exists()] == []


# -- docs/cli.md --------------------------------------------------------------------


def test_the_manual_is_what_the_commands_say(golden: Golden) -> None:
    golden(manual.PAGE, manual.text())


def test_the_manual_has_every_exit_code() -> None:
    told = re.findall(r"^\| (\d+) \|", manual.PAGE.read_text("utf-8"), re.MULTILINE)
    assert list(map(int, told)) == [FINE, FAILED, MISUSED, BUG, INTERRUPTED]


def commands() -> Iterator[tuple[str, Any]]:
    """Give every command by name."""
    group: Any = typer.main.get_command(cli.app)
    yield from group.commands.items()


@pytest.mark.no_cover
def test_every_command_is_documented_with_an_example_that_runs(
    at_work: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What serves would not end by itself.
    monkeypatch.setattr("servanda.commands.serve.listen", lambda *_: socket.socket())
    monkeypatch.setattr("servanda.serve.running.run", lambda *to: to[-1].close())
    monkeypatch.setattr("servanda.commands.serve.write", lambda _: None)
    for folder in ("rules", "scenarios"):
        (at_work / folder / "gaza-2025").symlink_to(ROOT / folder / "gaza-2025")
    monkeypatch.chdir(at_work)
    for name, command in commands():
        assert command.help, name
        assert all(one.help for one in command.params if one.name != "context"), name
        ran(command.epilog.replace("Example: ", "$ "), capsys)


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_the_readme_speaks_of_every_command(name: str) -> None:
    assert f"servanda {name} " in readme() or f"servanda {name}\n" in readme()
