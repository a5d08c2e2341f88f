"""The tutorial, followed step by step: its files written, its commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.test_docs import shown

from servanda import cli

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
BLOCK = re.compile(
    r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE
)
ADDED = " (added)"
MINUTES = re.compile(r"^\| (\d+) \|", re.MULTILINE)


class Reader:
    """Somebody who does what the page says, in an empty folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.code: object = 0
        self.done: list[str] = []

    def follow(self, block: re.Match[str]) -> str:
        """Do what a block says; give the block with what is seen now."""
        language, name, text = block[1], block[2], block[3]
        self.done.append(language)
        if language == "yaml":
            self.write(name, text)
            return block[0]
        assert language == "console", "every block of the page is one that is tried"
        return f"```console\n{shown(text, self.run)}```"

    def write(self, name: str, text: str) -> None:
        """Write a file, or add to one."""
        path = self.folder / name.removesuffix(ADDED)
        assert path.exists(), "`new` has written a file of this name"
        before = path.read_text(encoding="utf-8") if name.endswith(ADDED) else ""
        path.write_text(before + text, encoding="utf-8")

    def run(self, line: str) -> list[str]:
        """Run a command; what fails is followed by a look at its exit code."""
        program, _, words = line.removeprefix("$ ").partition(" ")
        if line == "$ echo $?":
            code, self.code = self.code, 0
            return [str(code)]
        assert (program, self.code) == ("servanda", 0), line
        with pytest.raises(SystemExit) as left:
            cli.main(words.split())
        self.code = left.value.code
        written = self.capsys.readouterr()
        return (written.err + written.out).splitlines()


def test_the_tutorial_can_be_followed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    golden: Golden,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    reader = Reader(tmp_path, capsys)
    golden(PAGE, BLOCK.sub(reader.follow, PAGE.read_text(encoding="utf-8")))
    assert reader.code == 0
    assert {"yaml", "console"} == set(reader.done)
    assert len(reader.done) > 10


def test_its_minutes_add_up() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert sum(map(int, MINUTES.findall(page))) == 20
    assert page.count("```") == 2 * len(BLOCK.findall(page))
