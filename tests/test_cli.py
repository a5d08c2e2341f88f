"""The commands as people run them: what they show, where it goes, how they end."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from servanda import cli

Golden = Callable[[Path, str], None]

LAKESIDE = Path(__file__).parent / "lakeside"
EXPECTED = LAKESIDE / "expected"
SPRING = "scenarios/lakeside-2030/spring.yaml"
ENGINE = Path(__file__).parents[1] / "engine"


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the folder of the lakeside agreement."""
    monkeypatch.chdir(LAKESIDE)
    for name in ("NO_COLOR", "FORCE_COLOR", "SERVANDA_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def command(*words: str, columns: int = 80) -> Done:
        monkeypatch.setenv("COLUMNS", str(columns))
        with pytest.raises(SystemExit) as left:
            cli.main(words)
        code = left.value.code
        written = capsys.readouterr()
        return Done(code if isinstance(code, int) else 0, written.out, written.err)

    return command


PLAN = "scenarios/lakeside-2030/what-ifs/ferry-in-time.yaml"
SHOWN = {
    "status": ("status", SPRING),
    "status-later": ("status", SPRING, "--as-of", "2030-03-12T10:00"),
    "status-projected": (
        *("status", SPRING, "--as-of", "2030-03-12", "--known-by", "2030-03-05"),
    ),
    "replay": ("replay", SPRING, "--as-of", "2030-03-31"),
    "replay-hindsight": ("replay", SPRING, "--hindsight", "--instances"),
    "why": ("why", SPRING, "landing-repaired"),
    "why-clause": ("why", SPRING, "ferry-reopens"),
    "why-instance": ("why", SPRING, "names-first", "--instance", "batch=1"),
    "why-instances": ("why", SPRING, "names-first"),
    "next": ("next", SPRING),
    "owed": ("owed", SPRING, "--as-of", "2030-03-12"),
    "owed-by": ("owed", SPRING, "--by", "lowland"),
    "what-if": (
        *("what-if", SPRING, "--perform", "ferry-reopens=2030-03-09"),
        *("--as-of", "2030-03-20"),
    ),
    "what-if-instance": ("what-if", SPRING, "--drop", "names-1"),
    "what-if-no-instance": ("what-if", SPRING, "--drop", "announced-1"),
    "what-if-nothing": ("what-if", SPRING, "--miss", "landing-repaired"),
    "what-if-plan": ("what-if", PLAN, "--delay", "ferry-reopens=2d", "--all"),
    "slack": ("slack", SPRING),
    "test": ("test", "."),
    "list": ("list", "."),
    "check": ("check", "."),
    "report": ("report", SPRING),
}


@pytest.mark.parametrize("columns", [50, 80, 120])
@pytest.mark.parametrize("name", SHOWN)
def test_the_text_shown_is_as_expected(
    name: str, columns: int, run: Run, golden: Golden
) -> None:
    done = run(*SHOWN[name], "--format", "text", columns=columns)
    golden(EXPECTED / f"{name}.{columns}.txt", done.out)
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= columns


@pytest.mark.parametrize("format", ["md", "json", "csv"])
@pytest.mark.parametrize("name", SHOWN)
def test_other_formats_are_as_expected(
    name: str, format: str, run: Run, golden: Golden
) -> None:
    done = run(*SHOWN[name], "--format", format)
    golden(EXPECTED / f"{name}.{format}", done.out)
    assert (done.code, done.err) == (0, "")


def test_expected_texts_are_all_used() -> None:
    used = {
        f"{name}.{end}"
        for name in SHOWN
        for end in ("50.txt", "80.txt", "120.txt", "md", "json", "csv")
    }
    assert {path.name for path in EXPECTED.iterdir()} == used


@pytest.mark.parametrize("name", SHOWN)
def test_json_carries_its_schema_version(name: str, run: Run) -> None:
    found = json.loads(run(*SHOWN[name], "--format", "json").out)
    assert found["schema_version"] == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("status", "sprin"), 2, 'no scenario is called "sprin"'),
        (("status", "missing.yaml"), 2, "missing.yaml: there is no such file"),
        (("status", SPRING, "--as-of", "soon"), 2, '"soon" is not a date'),
        (("status", SPRING, "--as-of", "2030-03"), 2, '"2030-03" is no day'),
        (("status", SPRING, "--format", "xml"), 2, "--format"),
        (("status",), 2, "SCENARIO"),
        (("paint", SPRING), 2, "paint"),
        (("list", "nowhere"), 2, "there is no folder"),
        (("test", "nowhere"), 2, 'no scenario is called "nowhere"'),
        (("why", SPRING, "ferry-reopen"), 2, 'did you mean "ferry-reopens"?'),
        (("why", SPRING, "names-first", "--instance", "batch=7"), 2, "batch=1"),
        (("why", SPRING, "names-first", "--instance", "batch"), 2, "KEY=VALUE"),
        (("why", SPRING, "seat", "--instance", "batch=7"), 2, "no instance"),
        (("what-if", SPRING), 2, "nothing is changed"),
        (("what-if", SPRING, "--miss", "patrols-stop"), 2, "not to perform"),
        (("what-if", SPRING, "--extend", "ferry=2030-04-01"), 2, '"ferry"'),
        (("what-if", SPRING, "--read", "seat=other"), 2, '"other"'),
        (("slack", SPRING, "ferry"), 2, '"ferry"'),
        (("slack", SPRING, "patrols-stop"), 2, "no step that is open or met"),
        (("slack", SPRING, "--picture", "slack.pdf"), 2, ".svg or .png"),
        (("what-if", SPRING, "--drop", "nothing"), 2, 'no report "nothing"'),
        (("what-if", SPRING, "--delay", "seat=soon"), 2, "seat=soon"),
        (("what-if", SPRING, "--add", "missing.yaml"), 2, "missing.yaml"),
        (("report", SPRING, "-o", "report.docx"), 2, "report.docx"),
        (("schema", "scenaro"), 2, 'did you mean "scenario"?'),
        (("schema", "xml"), 2, "known: agreement, plan, provisions, scenario"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_do(
    words: tuple[str, ...], code: int, said: str, run: Run
) -> None:
    done = run(*words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_check_of_nothing_still_checks_the_rest(broken: Path, run: Run) -> None:
    done = run("check", "nowhere", str(broken), "--rules", "rules")
    assert done.code == 2
    assert 'no scenario is called "nowhere"' in done.err
    assert 'there is no day "2030-03-32"' in done.err


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Give a scenario with two errors in it."""
    path = tmp_path / "scenarios" / "lakeside-2030" / "broken.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(
        "scenario: broken\nagreement: lakeside-2030\ntitle: Broken\n"
        "hypothetical: true\nreports:\n"
        "  - {id: a, date: 2030-03-32, source: commission, kind: patrol}\n"
        "  - {id: b, date: 2030-03-02, source: comission, kind: patrol}\n"
    )
    return path


@pytest.mark.parametrize("command", ["status", "replay", "next", "report", "check"])
def test_errors_in_the_input_are_all_told_and_end_with_1(
    command: str, broken: Path, run: Run
) -> None:
    done = run(command, str(broken), "--rules", "rules")
    assert done.code == 1
    assert 'there is no day "2030-03-32"' in done.err
    assert 'did you mean "commission"?' in done.err


def test_a_warning_is_told_and_ends_with_0(broken: Path, run: Run) -> None:
    text = broken.read_text().replace("03-32", "03-02").replace("comission", "courier")
    broken.write_text(text.replace("kind: patrol", "kind: petrol", 1))
    checked = run("check", str(broken), "--rules", "rules")
    assert checked.code == 0
    assert 'did you mean "patrol"?' in checked.err
    status = run("status", str(broken), "--rules", "rules")
    assert status.code == 0
    assert "1 warning in the input: servanda check" in status.err


def test_an_expectation_that_fails_ends_with_1_and_is_placed(
    broken: Path, run: Run
) -> None:
    broken.write_text(
        "scenario: broken\nagreement: lakeside-2030\ntitle: Broken\n"
        "hypothetical: true\nreports: []\nexpect:\n"
        "  - {as_of: 2030-03-12, provision: seat, status: pending}\n"
    )
    done = run("test", str(broken), "--rules", "rules")
    assert done.code == 1
    assert f"{broken}:7:5: status" in done.out.replace("\n", "")
    assert "expected pending, got not-in-force" in done.out


@pytest.mark.parametrize("format", ["text", "md", "json", "csv"])
def test_what_fails_or_cannot_be_read_is_told_in_every_format(
    format: str, broken: Path, run: Run
) -> None:
    failing = broken.with_name("failing.yaml")
    failing.write_text(
        "scenario: failing\nagreement: lakeside-2030\ntitle: Failing\nreports: []\n"
        "expect: [{as_of: 2030-03-12, provision: seat, status: met}]\n"
    )
    empty = broken.with_name("empty.yaml")
    empty.write_text("scenario: empty\nagreement: lakeside-2030\ntitle: Empty\n")
    tested = run("test", str(broken.parent), "--rules", "rules", "--format", format)
    assert tested.code == 1
    assert "not-in-force" in tested.out
    assert 'there is no day "2030-03-32"' in tested.err
    checked = run("check", str(broken), "--rules", "rules", "--format", format)
    assert checked.code == 1
    told = checked.err if format == "text" else checked.out.replace("\\", "")
    assert "there is no day" in told


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path, run: Run) -> None:
    target = tmp_path / "report.md"
    done = run("report", SPRING, "-o", str(target))
    assert (done.code, done.out, done.err) == (0, "", "")
    assert target.read_text(encoding="utf-8") == run("report", SPRING).out

    missing = run("report", SPRING, "-o", str(tmp_path / "no" / "report.json"))
    assert missing.code == 1
    assert "cannot be written" in missing.err
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.md", "# "),
        ("a.json", "{"),
        ("a.csv", "id,"),
        ("a.txt", "A"),
        ("a.html", "<!doctype html>"),
        ("a.svg", "<svg "),
    ],
)
def test_a_report_takes_its_format_from_its_name(
    name: str, start: str, tmp_path: Path, run: Run
) -> None:
    run("report", SPRING, "-o", str(tmp_path / name))
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_a_page_and_a_picture_can_go_to_stdout(run: Run) -> None:
    assert run("report", SPRING, "--format", "html").out.startswith("<!doctype html>")
    assert run("report", SPRING, "--format", "svg").out.startswith("<svg ")


def test_a_markdown_report_shows_the_picture_beside_it(
    tmp_path: Path, run: Run
) -> None:
    (tmp_path / "pictures").mkdir()
    picture, target = tmp_path / "pictures" / "time line.svg", tmp_path / "report.md"
    done = run("report", SPRING, "-o", str(target), "--picture", str(picture))
    assert (done.code, done.out, done.err) == (0, "", "")
    first, _, rest = target.read_text(encoding="utf-8").partition("\n\n")
    assert first == "![Timeline](<pictures/time%20line.svg>)"
    assert rest == run("report", SPRING).out
    assert picture.read_text(encoding="utf-8").startswith("<svg ")


def test_a_picture_is_an_svg(tmp_path: Path, run: Run) -> None:
    done = run("report", SPRING, "--picture", str(tmp_path / "a.png"))
    assert done.code == 2
    assert "a name ends in .svg" in done.err
    assert list(tmp_path.iterdir()) == []


def test_changes_are_made_in_the_order_they_are_written(run: Run) -> None:
    later = ("--perform", "ferry-reopens=2030-03-09", "--miss", "ferry-reopens")
    sooner = (*later[2:], *later[:2])
    at = ("--as-of", "2030-03-20", "--format", "json")
    missed = json.loads(run("what-if", SPRING, *later, *at).out)
    performed = json.loads(run("what-if", SPRING, *sooner, *at).out)
    assert [change["kind"] for change in missed["changes"]] == ["perform", "miss"]
    assert [change["kind"] for change in performed["changes"]] == ["miss", "perform"]
    assert performed["differences"][0]["after"]["status"] == "met"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "- {id: late, date: 2030-03-09, source: courier, kind: K}"),
        (
            "a.yaml",
            "reports:\n  - {id: late, date: 2030-03-09, source: courier, kind: K}",
        ),
        (
            "a.jsonl",
            '{"id": "late", "date": "2030-03-09", "source": "courier", "kind": "K"}',
        ),
        ("a.csv", "id,date,source,kind\nlate,2030-03-09,courier,K\n"),
    ],
)
def test_reports_can_be_added(name: str, text: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / name).write_text(text.replace("K", "ferry-reopened"))
    done = run(
        *("what-if", SPRING, "--add", str(tmp_path / name)),
        *("--as-of", "2030-03-12", "--format", "json"),
    )
    found = json.loads(done.out)["differences"]
    assert [one["provision"] for one in found] == ["ferry-reopens", "toll-refunded"]
    assert found[0]["after"]["status"] == "met"
    assert found[0]["chain"][0]["because"][0]["citations"][0]["report"] == "late"


def test_added_reports_are_checked_as_others_are(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("- {id: late, date: 2030-03-09, source: currier, kind: patrol}")
    done = run("what-if", SPRING, "--add", str(path))
    assert done.code == 1
    assert 'did you mean "courier"?' in done.err


@pytest.mark.parametrize("name", ["pipe.csv", "pipe.jsonl", "pipe.yaml"])
def test_nobody_waits_for_a_pipe_to_add_reports(
    name: str, tmp_path: Path, run: Run
) -> None:
    os.mkfifo(tmp_path / name)
    done = run("what-if", SPRING, "--add", str(tmp_path / name))
    assert done.code == 2
    assert "this is no regular file, not a file to read" in done.err


def test_today_is_a_day_like_any_other(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servanda.dates.today_in", lambda *_: "2030-03-12")
    today = run("status", SPRING, "--as-of", "today")
    assert today == run("status", SPRING, "--as-of", "2030-03-12")


def test_a_bug_of_ours_is_one_line_and_ends_with_70(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("spring\nand autumn")

    monkeypatch.setattr("servanda.api.status", fail)
    done = run("status", SPRING)
    assert (done.code, done.out) == (70, "")
    assert done.err.startswith("servanda: internal error: KeyError: ")
    assert len(done.err.splitlines()) == 2

    monkeypatch.setenv("SERVANDA_DEBUG", "1")
    with pytest.raises(KeyError):
        cli.main(["status", SPRING])


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_what_it_says_of_itself(word: str, run: Run) -> None:
    done = run(word)
    assert (done.code, done.err) == (0, "")
    assert "servanda" in done.out


# -- as a process of its own ------------------------------------------------------


def process(*words: str, **more: str) -> tuple[list[str], dict[str, str]]:
    """Give the command line and the environment of a fresh servanda."""
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS"}}
    environment = kept | {"PYTHONPATH": str(ENGINE), "TERM": "xterm-256color"} | more
    return [sys.executable, "-m", "servanda", *words], environment


def in_terminal(*words: str, **more: str) -> str:
    """Run servanda in a pseudo-terminal and give what it shows there."""
    command, environment = process(*words, **more)
    master, slave = pty.openpty()
    with subprocess.Popen(
        command, cwd=LAKESIDE, env=environment, stdout=slave, stderr=slave
    ) as running:
        os.close(slave)
        found = b""
        try:
            while chunk := os.read(master, 65536):
                found += chunk
        except OSError:  # the other end is closed: Linux says so with an error
            pass
        assert running.wait(timeout=60) == 0
    os.close(master)
    return found.decode()


def test_colour_is_for_terminals_that_want_it() -> None:
    assert "\x1b[" in in_terminal("status", SPRING)
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        assert "\x1b" not in in_terminal("status", SPRING, **{name: value})


def test_a_reader_that_goes_away_is_no_error() -> None:
    command, environment = process("status", SPRING, "--format", "json")
    with subprocess.Popen(
        command,
        cwd=LAKESIDE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == 0


def test_an_encoding_with_few_characters_is_respected() -> None:
    command, environment = process("status", SPRING, PYTHONIOENCODING="ascii")
    done = subprocess.run(
        command, cwd=LAKESIDE, env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"x 1 breached" in done.stdout
    assert b"? disputed" in done.stdout


def test_an_interruption_ends_with_130() -> None:
    command, environment = process()
    code = (
        # What runs in the background of a shell is born deaf to interruptions.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import time; from servanda import cli; import servanda.api\n"
        "def wait(*a, **k): print('ready', flush=True); time.sleep(60)\n"
        "servanda.api.load = wait\n"
        "cli.main(['status', 'x'])"
    )
    with subprocess.Popen(
        [command[0], "-c", code],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == b"ready\n"
        time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 130
        assert running.stderr.read() == b""


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("servanda sta", {"status"}),
        ("servanda status gaza-2025/as", {"gaza-2025/as-reported-27-february"}),
        (f"servanda why {SPRING} ferry", {"ferry-reopens"}),
        ("servanda why nowhere ferry", set()),
    ],
)
def test_a_shell_can_complete_names(line: str, completed: set[str]) -> None:
    words = line.split()
    command, environment = process(
        _SERVANDA_COMPLETE="complete_bash",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
    )
    done = subprocess.run(
        command,
        cwd=LAKESIDE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (set(done.stdout.split()), done.stderr) == (completed, "")


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        (("--version",), {"pydantic_core", "pendulum", "yaml", "rich.table"}),
        (("list",), {"durable", "servanda.evaluate", "rapidfuzz"}),
        (
            ("status", SPRING),
            {
                *("rich.markdown", "rich.traceback", "rapidfuzz", "holidays"),
                *("servanda.whatif", "servanda.history", "servanda.render.json"),
            },
        ),
        (
            ("status", SPRING, "--format", "json"),
            {"rich.table", "rich.console", "servanda.render.text"},
        ),
    ],
)
def test_a_command_imports_only_what_it_needs(
    words: tuple[str, ...], left_out: set[str]
) -> None:
    _, environment = process()
    code = (
        "import sys; from servanda import cli\n"
        f"try: cli.main({list(words)!r})\n"
        "except SystemExit: print('\\n'.join(['modules:', *sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=LAKESIDE,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(done.stdout.partition("modules:")[2].split())
    assert "servanda.cli" in modules
    assert modules & left_out == set()
