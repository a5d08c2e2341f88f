"""Data flows one way, and the core neither reads, writes, nor asks what time it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[1] / "engine" / "servanda"

# A module imports from earlier stages, and within its own as long as nothing turns in
# a circle. A package (source, render) is one entry. A new module gets its place here.
STAGES = (
    ("problems", "unhurried"),
    ("dates", "errors"),
    ("expression",),
    ("agreement",),
    ("scenario", "standing", "dependencies", "situation"),
    ("batch",),
    ("plan",),
    ("naming", "durations", "starts"),
    ("reasons",),
    ("source",),
    ("known", "pattern", "roster", "partners"),
    ("occurrence",),
    ("acts", "bundle"),
    ("members",),
    ("weigh", "answers"),
    ("evidence",),
    ("tally", "cure", "deadline"),
    ("check",),
    ("added",),
    ("window",),
    ("case", "world"),
    ("moves",),
    ("duty", "kin"),
    ("windows", "parts", "reach"),
    ("assembly",),
    ("triggered",),
    ("instances",),
    ("inference", "ruleset"),
    ("paths",),
    ("strand", "silence", "progress", "marks"),
    ("editions",),
    ("edition",),
    ("course",),
    ("readings",),
    ("evaluate",),
    ("grounds",),
    ("premises",),
    ("history",),
    ("question",),
    ("matrix",),
    ("report",),
    ("excerpt",),
    ("changes", "performances", "carry", "edits"),
    ("kept",),
    ("touched",),
    ("whatif", "margins"),
    (
        "covering",
        "chronicle",
        "explanation",
        "upcoming",
        "expect",
        "comparison",
        "slackreport",
        "proposals",
        "flips",
    ),
    ("planned", "trial"),
    ("accounts", "telling", "likeness", "appointments"),
    ("pagedata",),
    ("unfolding", "dossier", "briefing", "scores"),
    ("page", "stepping"),
    ("inputs", "starting", "sweep"),
    ("story",),
    ("supposed",),
    ("render",),
    ("api",),
    ("forms",),
    ("__init__",),
    ("serve",),
    ("arguments", "terminal"),
    ("commands",),
    ("cli",),
    ("__main__",),
)
STAGE = {module: stage for stage, modules in enumerate(STAGES) for module in modules}
SHELL = ("source", "render", "serve", "commands", "cli", "__main__")
ONLY_IN = {
    "durable": "inference",
    "durable_rules_engine": "inference",
    "pendulum": "dates",
}
ASKS = {"open", "print", "input"}
ASKS_OF = {"now", "today", "utcnow", "getenv", "environ"}
ASKS_OF |= {"read_text", "read_bytes", "write_text", "write_bytes"}
LONGEST_MODULE = 500
LONGEST_FUNCTION = 60


class Module:
    """A module as its text says it."""

    def __init__(self, dotted: str, text: str) -> None:
        self.dotted = dotted
        self.entry = dotted.partition(".")[0]
        self.text = text
        self.tree = ast.parse(text)


def modules() -> tuple[Module, ...]:
    """Read every module of the engine."""
    return tuple(
        Module(".".join(path.relative_to(ENGINE).with_suffix("").parts), read(path))
        for path in sorted(ENGINE.rglob("*.py"))
    )


def read(path: Path) -> str:
    """Read a source file."""
    return path.read_text(encoding="utf-8")


def imported(module: Module) -> Iterator[str]:
    """Give the full name of all that a module imports, wherever in it."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module.dotted}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def entries_used(module: Module) -> set[str]:
    """Give the entries of the engine that a module imports from."""
    found = set()
    for name in imported(module):
        package, *rest = name.split(".")
        if package == "servanda":
            inner = rest[0] if rest else "__init__"
            found.add(inner if inner in STAGE or len(rest) > 1 else "__init__")
    return found - {module.entry}


def back_edges(module: Module) -> list[str]:
    """Name the imports that go against the flow."""
    here = STAGE.get(module.entry)
    if here is None:
        return [f"{module.entry} has no place in STAGES"]
    return [
        f"{module.dotted} imports {used}"
        for used in sorted(entries_used(module))
        if STAGE.get(used, len(STAGES)) > here
    ]


def circles(found: tuple[Module, ...]) -> list[str]:
    """Name the entries that import each other in a circle."""
    left = {entry: set[str]() for entry in {module.entry for module in found}}
    for module in found:
        left[module.entry] |= entries_used(module) & left.keys()
    while free := [entry for entry, used in left.items() if not used & left.keys()]:
        for entry in free:
            del left[entry]
    return sorted(left)


def misplaced_libraries(module: Module) -> list[str]:
    """Name the libraries that another module keeps to itself."""
    tops = {name.split(".")[0] for name in imported(module)}
    return [
        f"{module.dotted} imports {top}"
        for top in sorted(tops & ONLY_IN.keys())
        if ONLY_IN[top] != module.entry
    ]


def asks_the_world(module: Module) -> list[str]:
    """Name where a module reads, writes, or asks for the time or the environment."""
    found = []
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in ASKS:
                found.append(f"{module.dotted}:{node.lineno} {name}")
            case ast.Attribute(attr=name) if name in ASKS_OF:
                found.append(f"{module.dotted}:{node.lineno} .{name}")
            case _:
                pass
    return found


def mutable_state(module: Module) -> list[str]:
    """Name what a module keeps that could change: lists, dicts, sets, globals."""
    found = []
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                pass
            case ast.Assign(value=value, lineno=line) if is_mutable(value):
                found.append(f"{module.dotted}:{line}")
            case ast.AnnAssign(annotation=kind, value=value, lineno=line):
                if is_mutable(value) and not is_constant(kind):
                    found.append(f"{module.dotted}:{line}")
            case _:
                pass
    changed = [n.lineno for n in ast.walk(module.tree) if isinstance(n, ast.Global)]
    return found + [f"{module.dotted}:{line} global" for line in changed]


def is_mutable(value: ast.expr | None) -> bool:
    """Tell whether an expression makes a list, a dict or a set."""
    shown = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
    makers = {"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict"}
    match value:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in makers
        case _:
            return isinstance(value, shown)


def is_constant(annotation: ast.expr) -> bool:
    """Tell whether a type says that nobody changes the value."""
    words = ast.unparse(annotation)
    return words.startswith(("Final", "Mapping[", "Sequence[", "Collection["))


def too_long(module: Module) -> list[str]:
    """Name the module or its functions, if they have grown too long to read."""
    lines = len(module.text.splitlines())
    found = [f"{module.dotted}: {lines} lines"] if lines > LONGEST_MODULE else []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{module.dotted}.{node.name}: {length} lines")
    return found


def nothing(found: Iterable[str]) -> None:
    """Fail with all that was found, if anything was."""
    lines = tuple(found)
    assert not lines, "\n".join(lines)


@pytest.fixture(scope="module")
def engine() -> tuple[Module, ...]:
    """Give every module of the engine."""
    found = modules()
    assert len(found) > 1, "no engine to look at"
    return found


def test_imports_go_one_way(engine: tuple[Module, ...]) -> None:
    nothing(edge for module in engine for edge in back_edges(module))


def test_no_imports_turn_in_a_circle(engine: tuple[Module, ...]) -> None:
    nothing(circles(engine))


def test_one_module_each_knows_durable_rules_and_pendulum(
    engine: tuple[Module, ...],
) -> None:
    nothing(found for module in engine for found in misplaced_libraries(module))


def test_the_core_asks_nothing_of_the_world(engine: tuple[Module, ...]) -> None:
    core = [module for module in engine if module.entry not in SHELL]
    nothing(found for module in core for found in asks_the_world(module))


def test_no_module_keeps_state(engine: tuple[Module, ...]) -> None:
    nothing(found for module in engine for found in mutable_state(module))


def test_modules_and_functions_are_short(engine: tuple[Module, ...]) -> None:
    nothing(found for module in engine for found in too_long(module))


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("weigh", "from servanda import cli", ["weigh imports cli"]),
        ("weigh", "from servanda import __version__", ["weigh imports __init__"]),
        ("weigh", "import servanda.history", ["weigh imports history"]),
        ("weigh", "from servanda.render.text import table", ["weigh imports render"]),
        ("weigh", "from servanda.new import thing", ["weigh imports new"]),
        ("weigh", "def f():\n    from servanda import cli", ["weigh imports cli"]),
        ("source.files", "from servanda import check", ["source.files imports check"]),
        ("new", "", ["new has no place in STAGES"]),
        ("weigh", "from servanda.dates import Moment\nimport os", []),
        ("weigh", "from servanda.answers import Answer", []),
        ("cli", "from servanda import __version__, api", []),
    ],
)
def test_a_back_edge_is_found(name: str, text: str, found: list[str]) -> None:
    assert back_edges(Module(name, text)) == found


def test_a_circle_is_found() -> None:
    weigh = Module("weigh", "from servanda.tally import Tally")
    tally = Module("tally", "from servanda.weigh import verdict")
    history = Module("history", "from servanda.tally import Tally")
    assert circles((weigh, tally)) == ["tally", "weigh"]
    assert circles((weigh, tally, history)) == ["history", "tally", "weigh"]
    assert circles((weigh, history, Module("tally", ""))) == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("weigh", "import pendulum", ["weigh imports pendulum"]),
        ("weigh", "from durable.lang import m", ["weigh imports durable"]),
        ("dates", "from pendulum.tz import timezone", []),
        ("inference", "import durable_rules_engine", []),
    ],
)
def test_a_misplaced_library_is_found(name: str, text: str, found: list[str]) -> None:
    assert misplaced_libraries(Module(name, text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f():\n    print(1)", ["weigh:2 print"]),
        ("open('x')", ["weigh:1 open"]),
        ("date.today()", ["weigh:1 .today"]),
        ("key = datetime.now", ["weigh:1 .now"]),
        ("os.environ['TZ']", ["weigh:1 .environ"]),
        ("Path('x').read_text()", ["weigh:1 .read_text"]),
        ("window.open()\nnow = 3", []),
    ],
)
def test_a_question_to_the_world_is_found(text: str, found: list[str]) -> None:
    assert asks_the_world(Module("weigh", text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RULES = []", ["weigh:1"]),
        ("RULES: list[str] = []", ["weigh:1"]),
        ("RULES = {n: n for n in ()}", ["weigh:1"]),
        ("RULES = collections.defaultdict(list)", ["weigh:1"]),
        ("def f():\n    global n", ["weigh:2 global"]),
        ("__all__ = ['weigh']", []),
        ("RULES = ()\nWORDS = frozenset({'a'})", []),
        ("RULES: Final = {'a': 1}\nMORE: Mapping[str, int] = {}", []),
        ("RULES = MappingProxyType({'a': 1})\ndef f():\n    x = []", []),
    ],
)
def test_kept_state_is_found(text: str, found: list[str]) -> None:
    assert mutable_state(Module("weigh", text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = 1\n" * 501, ["weigh: 501 lines"]),
        ("def f():\n" + "    x = 1\n" * 60, ["weigh.f: 61 lines"]),
        ("def f():\n" + "    x = 1\n" * 59, []),
    ],
)
def test_what_is_too_long_is_found(text: str, found: list[str]) -> None:
    assert too_long(Module("weigh", text)) == found
