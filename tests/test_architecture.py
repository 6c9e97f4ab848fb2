"""The shape of the code: sizes, mirrored tests, thinking files without input or output."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_keeps_files_and_functions_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    # tables.py is one list of columns; splitting it would hide the schema.
    assert lines <= (1_100 if path.name == "tables.py" else 500), f"{lines} lines"
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > 60
    ]
    assert not long


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if p.name not in ("__init__.py", "__main__.py") or p.parent.name == "cli"],
    ids=name,
)
def test_it_has_a_test_file_at_the_mirrored_path(path: Path) -> None:
    relative = path.relative_to(PACKAGE)
    stem = path.stem.rstrip("_").lstrip("_")
    candidates = {stem, path.stem} if path.name != "__init__.py" else {"help"}
    folder = ROOT / "tests" / relative.parent
    assert any((folder / f"test_{candidate}.py").exists() for candidate in candidates), (
        f"no {folder.relative_to(ROOT)}/test_{path.stem}.py"
    )


@pytest.mark.parametrize(
    "path",
    [
        p
        for p in FILES
        if p.name not in ACTING_FILES and not ACTING & set(p.relative_to(PACKAGE).parts)
    ],
    ids=name,
)
def test_it_keeps_thinking_files_free_of_input_and_output(path: Path) -> None:
    found = imports(path)
    assert not {module for module in found if module.split(".")[0] in INPUT_OUTPUT}
    if path.relative_to(PACKAGE).parts[0] in STAGES and path.name != "__init__.py":
        assert not {module for module in found if module.startswith("prospector.store")}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_reads_the_clock_in_one_place_only(path: Path) -> None:
    if path == PACKAGE / "app.py":
        return
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    assert not calls & {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "app.now",
    } - ({"app.now"} if "cli" in path.parts else set())


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_opens_every_file_with_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_it_states_facts_in_test_names() -> None:
    odd = [
        f"{name(path)}: {node.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in functions(path)
        if node.name.startswith("test_") and not node.name.startswith("test_it_")
    ]
    assert not odd


def test_it_leaves_the_clock_to_the_threads_of_others() -> None:
    """A test that replaces `time.sleep` replaces it for every thread of the process."""
    words = re.compile(r"""setattr\(\s*(?:time,|["']time\.)""")
    tests = (ROOT / "tests").rglob("*.py")
    odd = [name(path) for path in tests if words.search(path.read_text(encoding="utf-8"))]
    assert not odd
