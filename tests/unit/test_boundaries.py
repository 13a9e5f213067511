"""What the rooms may import, and how big files and functions may grow: read from the code."""

import ast
import importlib
import tomllib
from pathlib import Path

import pytest
from for_every import for_every

ROOT = Path(__file__).parents[2]
ROOMS = ("sources", "expectations", "outputs", "assets", "pipelines")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]
TREES = {
    name: ast.parse(path.read_text(encoding="utf-8"))
    for name, path in zip(NAMES, FILES, strict=True)
}
PROCESS_BOUNDARY = "pipelines/cli.py"
LONGEST_FILE, LONGEST_FUNCTION, DEEPEST = 300, 30, 4
BLOCKS = (
    ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.FunctionDef, ast.ClassDef,
    ast.AsyncFor, ast.AsyncWith, ast.AsyncFunctionDef,
)  # fmt: skip

every_file = for_every({name: name for name in NAMES})


def imported(tree: ast.AST) -> set[str]:
    """Names of modules that a piece of code imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            names.add(node.module)
    return names


def packages(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def at_import(tree: ast.Module) -> set[str]:
    """Packages that are imported when the module is: everything outside functions."""
    module = ast.Module([], [])
    module.body = [node for node in tree.body if not isinstance(node, ast.FunctionDef)]
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            node.body = [one for one in node.body if not isinstance(one, ast.FunctionDef)]
    return packages(imported(module))


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def length(function: ast.FunctionDef) -> int:
    """Lines of a function's own code: without decorators, docstring and functions inside it."""
    lines = own_lines(function)
    if ast.get_docstring(function):
        lines -= own_lines(function.body[0])
    for inner in functions(function):
        if inner is not function:
            lines -= own_lines(inner)
    return len(lines)


def own_lines(node: ast.stmt) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or 0) + 1))


def depth(node: ast.AST, level: int = 0) -> int:
    """How deep blocks nest; `elif` is no deeper than its `if`."""
    deepest = level
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        deeper = level + (isinstance(child, BLOCKS) and not is_elif)
        deepest = max(deepest, depth(child, deeper))
    return deepest


@every_file
def test_an_import_only_points_to_an_earlier_room(name):
    room = name.split("/")[0]
    later = set(ROOMS[ROOMS.index(room) + 1 :])
    assert not packages(imported(TREES[name])) & later


@every_file
def test_dagster_stays_in_the_graph_and_the_pipelines(name):
    if not name.startswith(("assets/graph/", "pipelines/")):
        names = packages(imported(TREES[name]))
        assert not [one for one in names if one.startswith("dagster")]


@every_file
def test_great_expectations_is_imported_in_one_file_and_only_when_it_runs(name):
    assert "great_expectations" not in at_import(TREES[name])
    if name != "expectations/suite.py":
        assert "great_expectations" not in packages(imported(TREES[name]))


def test_the_checker_is_found_where_it_is_said_to_be():
    assert "great_expectations" in packages(imported(TREES["expectations/suite.py"]))


@every_file
def test_the_environment_is_read_by_the_pipelines_only(name):
    """Passing all of it on to another program, as {**os.environ}, reads nothing of it."""
    if name.startswith("pipelines/"):
        return
    passed_on = {
        id(value)
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if key is None
    }
    read = [
        node.attr
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv", "environb")
        and id(node) not in passed_on
    ]
    assert read == []


@every_file
def test_a_file_is_one_idea_and_says_so(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) < LONGEST_FILE
    says = ast.get_docstring(TREES[name])
    assert says
    if not name.endswith("__init__.py"):
        assert len(says) > 20


@every_file
def test_a_function_is_short(name):
    long = {
        one.name: length(one) for one in functions(TREES[name]) if length(one) > LONGEST_FUNCTION
    }
    assert long == {}


@every_file
def test_blocks_do_not_nest_deep(name):
    deep = {one.name: depth(one) for one in functions(TREES[name]) if depth(one) > DEEPEST}
    assert deep == {}


@every_file
def test_no_exception_is_caught_unnamed(name):
    """It would hide our own faults; only the outermost `main` may, and it exits with status 1."""
    for node in ast.walk(TREES[name]):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = ast.unparse(node.type) if node.type else ""
        assert caught != ""
        assert caught != "Exception" or name == PROCESS_BOUNDARY
        if caught == "BaseException":
            assert any(isinstance(inner, ast.Raise) for inner in ast.walk(node))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_ours_and_not_another_package_of_that_name(room):
    module = importlib.import_module(room)
    assert Path(module.__file__) == ROOT / room / "__init__.py"


def test_the_packages_that_are_installed_are_those_there_are():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    there = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in FILES}
    assert sorted(project["tool"]["setuptools"]["packages"]) == sorted(there)


def test_the_data_files_that_are_installed_are_those_there_are():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]
    kept = {
        path
        for package, globs in patterns.items()
        for pattern in globs
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
        if path.is_file()
    }
    there = {
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert there - kept == set()
