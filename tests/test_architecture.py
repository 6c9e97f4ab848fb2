"""The shape of the code: sizes, mirrored tests, thinking files without input or output."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "prospector"
FILES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "migrations" not in path.parts and "starter" not in path.parts
)
#: Files that may hold a session, a clock, a socket or a terminal, by folder or name.
ACTING = {"cli", "store", "web", "fetch"}
ACTING_FILES = {
    "stage.py",
    "assess.py",
    "app.py",
    "pipeline.py",
    "health.py",
    "scheduler.py",
    "config.py",
    "columns.py",
    "tables.py",
    "__main__.py",
}
INPUT_OUTPUT = {
    "sqlalchemy",
    "sqlmodel",
    "requests",
    "click",
    "starlette",
    "fastapi",
    "socket",
    "subprocess",
    "sqlite3",
    "psycopg",
}
STAGES = {"collect", "resolve", "score", "segment", "draft", "review", "export", "measure"}


class Shape(NamedTuple):
    """What the tests below ask of a file."""

    told: bool
    functions: list[tuple[str, int]]
    imports: set[str]
    calls: list[tuple[int, str]]


@cache
def shape(path: Path) -> Shape:
    """Each file is parsed once for all tests; its tree would be too large to keep."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    found = Shape(bool(ast.get_docstring(module)), [], set(), [])
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found.functions.append((node.name, (node.end_lineno or 0) - node.lineno + 1))
            case ast.Import():
                found.imports.update(alias.name for alias in node.names)
            case ast.ImportFrom(module=str() as source):
                found.imports.update([source, *(f"{source}.{alias.name}" for alias in node.names)])
            case ast.Call(func=ast.Attribute() as called):
                found.calls.append((node.lineno, ast.unparse(called)))
    return found


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_it_keeps_files_and_functions_small() -> None:
    # tables.py is one list of columns; splitting it would hide the schema.
    most = {path: 1_050 if path.name == "tables.py" else 500 for path in FILES}
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in FILES}
    assert not [f"{name(path)}: {lines[path]} lines" for path in FILES if lines[path] > most[path]]
    assert not [
        f"{name(path)}: {function}: {length} lines"
        for path in FILES
        for function, length in shape(path).functions
        if length > 60
    ]


def mirrored(path: Path) -> Path:
    """Where the tests of a file are."""
    stem = "help" if path.name == "__init__.py" else path.stem
    folder = ROOT / "tests" / path.relative_to(PACKAGE).parent
    plain = folder / f"test_{stem.strip('_')}.py"
    return plain if plain.exists() else folder / f"test_{stem}.py"


def test_it_has_a_test_file_at_the_mirrored_path() -> None:
    tested = [
        path
        for path in FILES
        if path.name not in ("__init__.py", "__main__.py") or path.parent.name == "cli"
    ]
    assert not [
        f"{name(path)}: no {name(mirrored(path))}" for path in tested if not mirrored(path).exists()
    ]


def test_it_keeps_thinking_files_free_of_input_and_output() -> None:
    thinking = [
        path
        for path in FILES
        if path.name not in ACTING_FILES and not ACTING & set(path.relative_to(PACKAGE).parts)
    ]
    assert not [
        f"{name(path)}: {module}"
        for path in thinking
        for module in sorted(shape(path).imports)
        if module.split(".")[0] in INPUT_OUTPUT
    ]
    assert not [
        f"{name(path)}: {module}"
        for path in thinking
        if path.relative_to(PACKAGE).parts[0] in STAGES and path.name != "__init__.py"
        for module in sorted(shape(path).imports)
        if module.startswith("prospector.store")
    ]


def test_it_reads_the_clock_in_one_place_only() -> None:
    clocks = {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "app.now",
    }
    assert not [
        f"{name(path)}:{line}: {called}"
        for path in FILES
        if path != PACKAGE / "app.py"
        for line, called in shape(path).calls
        if called in clocks - ({"app.now"} if "cli" in path.parts else set())
    ]


def test_it_opens_every_file_with_what_it_is() -> None:
    assert not [name(path) for path in FILES if not shape(path).told]


def test_it_states_facts_in_test_names() -> None:
    words = re.compile(r"^ *(?:async )?def (test_(?!it_)\w*)", re.MULTILINE)
    odd = [
        f"{name(path)}: {found}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for found in words.findall(path.read_text(encoding="utf-8"))
    ]
    assert not odd


def test_it_leaves_the_clock_to_the_threads_of_others() -> None:
    """A test that replaces `time.sleep` replaces it for every thread of the process."""
    words = re.compile(r"""setattr\(\s*(?:time,|["']time\.)""")
    tests = (ROOT / "tests").rglob("*.py")
    odd = [name(path) for path in tests if words.search(path.read_text(encoding="utf-8"))]
    assert not odd
