"""What people install: the wheel alone, with the agreements and scenarios in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCENARIO = "gaza-2025/as-reported-27-february"

pytestmark = [
    pytest.mark.slow,
    # One worker builds the wheel; the others need not build it again.
    pytest.mark.xdist_group("packaging"),
]


@dataclass(frozen=True, slots=True)
class Installed:
    """A virtual environment that holds the wheel and nothing of this checkout."""

    folder: Path

    @property
    def package(self) -> Path:
        """Where the import package lies."""
        return site_packages(self.folder) / "servanda"

    def run(self, *command: str, elsewhere: Path) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in another folder."""
        program = self.folder / "bin" / command[0]
        return run(program, *command[1:], folder=elsewhere)


def run(
    program: str | Path, *words: str | Path, folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run a program with none of the variables that lead Python elsewhere."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}
    return subprocess.run(
        [program, *words],
        cwd=folder,
        env=kept | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def site_packages(folder: Path) -> Path:
    """Give the place where an environment keeps its packages."""
    names = {"base": str(folder), "platbase": str(folder)}
    return Path(sysconfig.get_path("purelib", "venv", names))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this checkout, with what is installed already."""
    folder = tmp_path_factory.mktemp("dist")
    options = ("--wheel", "--no-isolation", "--outdir", folder)
    built = run(sys.executable, "-m", "build", *options, ROOT, folder=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Installed:
    """Install the wheel alone; what it depends on is borrowed from here."""
    folder = tmp_path / "venv"
    made = run(sys.executable, "-m", "venv", "--without-pip", folder, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    pip = ("-m", "pip", "--python", folder / "bin" / "python", "--quiet")
    how = ("install", "--no-deps", "--no-index", "--disable-pip-version-check", wheel)
    done = run(sys.executable, *pip, *how, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    # A path in a .pth is searched last, and the .pth files in it are not followed, so
    # an editable install of this checkout cannot slip in.
    borrowed = sysconfig.get_path("purelib")
    (site_packages(folder) / "borrowed.pth").write_text(borrowed, encoding="utf-8")
    return Installed(folder)


def test_the_wheel_holds_engine_types_and_data_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {"/".join(name.split("/")[:2]) for name in names}
    assert {
        "servanda/py.typed",
        "servanda/cli.py",
        "servanda/rules",
        "servanda/scenarios",
    } <= shipped
    assert "servanda/rules/gaza-2025/agreement.yaml" in names
    assert f"servanda/scenarios/{SCENARIO}.yaml" in names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {
        "servanda"
    }
    assert [name for name in names if "__pycache__" in name] == []


def test_every_data_file_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = [
        path.relative_to(ROOT).as_posix()
        for folder, kind in (
            ("rules", "yaml"),
            ("scenarios", "yaml"),
            ("schemas", "json"),
        )
        for path in (ROOT / folder).rglob(f"*.{kind}")
    ]
    assert len(data) > 4
    assert [name for name in data if f"servanda/{name}" not in names] == []


def test_every_file_of_the_page_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assets = (ROOT / "engine/servanda/render/assets").iterdir()
    wanted = [f"servanda/render/assets/{path.name}" for path in assets]
    assert len(wanted) > 3
    assert [name for name in wanted if name not in names] == []


def test_it_runs_from_another_folder_with_the_data_of_the_wheel(
    installed: Installed, tmp_path: Path
) -> None:
    where = installed.run(
        "python", "-c", "import servanda; print(servanda.__file__)", elsewhere=tmp_path
    )
    assert where.stdout.strip() == str(installed.package / "__init__.py")

    listed = installed.run("servanda", "list", elsewhere=tmp_path)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert SCENARIO in listed.stdout

    status = installed.run("servanda", "status", SCENARIO, elsewhere=tmp_path)
    assert (status.returncode, status.stderr) == (0, "")
    assert status.stdout.strip()

    module = installed.run(
        "python", "-m", "servanda", "status", SCENARIO, elsewhere=tmp_path
    )
    assert module.stdout == status.stdout

    made = installed.run("servanda", "new", "agreement", "a", elsewhere=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    schema = tmp_path / "schemas" / "scenario.json"
    assert schema.read_bytes() == (ROOT / "schemas" / "scenario.json").read_bytes()


def test_without_the_data_of_the_wheel_nothing_is_found(
    installed: Installed, tmp_path: Path
) -> None:
    shutil.rmtree(installed.package / "scenarios")
    shutil.rmtree(installed.package / "rules")
    listed = installed.run("servanda", "list", elsewhere=tmp_path)
    assert SCENARIO not in listed.stdout
    status = installed.run("servanda", "status", SCENARIO, elsewhere=tmp_path)
    assert status.returncode != 0
