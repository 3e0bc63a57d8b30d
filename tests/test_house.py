"""How the library is built: imports go downhill, the face is light, names are sorted."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import staffalloc

ROOT = Path(staffalloc.__file__).parent
DOWNHILL = (
    "errors",
    "case",
    "rules",
    "demand",
    "solvers",
    "establishment",
    "placement",
    "balance",
    "division",
    "certificate",
    "plan",
    "live",
    "tables",
    "explain",
    "report",
    "cli",
)
GLOBAL_SETTINGS = {"filterwarnings", "simplefilter", "basicConfig"}
VERIFY_MAY_USE = {"case", "errors", "verify"}
RULE_FACTS = {
    "staffalloc.rules.catalogue",
    "staffalloc.rules.in_force",
    "staffalloc.rules.rule_set",
}
HEAVY = (
    "fastapi",
    "jinja2",
    "matplotlib",
    "openpyxl",
    "python_calamine",
    "staffalloc.report",
    "typer",
    "xlsxwriter",
)


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def part_of(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imports(path: Path, *, at_once: bool = True) -> Iterator[str]:
    """Yield the parts of the library a module imports; `at_once` leaves out late imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if at_once else list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("staffalloc."):
            yield str(node.module).split(".")[1]
        elif isinstance(node, ast.ImportFrom) and node.module == "staffalloc":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("staffalloc."):
                    yield alias.name.split(".")[1]


def modules_imported(path: Path) -> Iterator[str]:
    """Yield every module of the library a module imports, late imports too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("staffalloc."):
            yield str(node.module)
        elif isinstance(node, ast.ImportFrom) and node.module == "staffalloc":
            yield from (f"staffalloc.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.startswith("staffalloc."))


def test_imports_go_downhill() -> None:
    order = {name: place for place, name in enumerate(DOWNHILL)}
    uphill = [
        f"{path.relative_to(ROOT)} imports {used}"
        for path in modules()
        if (part := part_of(path)) in order
        for used in imports(path)
        if used in order and order[used] > order[part]
    ]
    assert uphill == []


def test_verify_imports_only_case_errors_and_the_facts_of_the_rules() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in modules()
        if part_of(path) == "verify"
        for module in modules_imported(path)
        if module.split(".")[1] not in VERIFY_MAY_USE and module not in RULE_FACTS
    ]
    assert wrong == []


def test_nothing_below_the_face_imports_verify() -> None:
    users = {part_of(path) for path in modules() if "verify" in imports(path)}
    assert users <= {"__init__", "verify", "cli", "report"}


@pytest.mark.parametrize(
    ("package", "doors"),
    [
        ("pulp", {"solvers/linear.py"}),
        ("highspy", {"solvers/linear.py", "solvers/sparse.py"}),  # by PuLP, and on arrays
        ("pylmcf", {"solvers/network.py"}),
    ],
)
def test_solvers_are_reached_through_their_doors_alone(package: str, doors: set[str]) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and package in (alias.name for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package)
    }
    assert users == doors


def test_the_face_loads_no_excel_web_or_plotting_package() -> None:
    script = f"import staffalloc, sys; print([n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT.parent,
    )
    assert done.stdout.strip() == "[]"


def in_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, each by name: the order of the linter."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, name


def test_public_names_are_there_and_sorted() -> None:
    names = ["staffalloc", *(f"staffalloc.{m.name}" for m in pkgutil.iter_modules([str(ROOT)]))]
    for name in names:
        if name.endswith("__main__"):
            continue
        module = importlib.import_module(name)
        public = getattr(module, "__all__", None)
        if public is not None:
            assert list(public) == sorted(public, key=in_order), name
            assert [n for n in public if not hasattr(module, n)] == [], name
    assert "__version__" not in staffalloc.__all__


def test_library_code_prints_nothing_filters_no_warning_and_catches_nothing_blindly() -> None:
    wrong = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id == "print":
                wrong.append(f"{where} print")
            if isinstance(called, ast.Attribute) and called.attr in GLOBAL_SETTINGS:
                wrong.append(f"{where} {called.attr}")
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (isinstance(node.type, ast.Name) and node.type.id == "Exception")
            ):
                wrong.append(f"{where} except")
    assert wrong == []


def test_no_module_is_over_five_hundred_lines_without_being_a_table() -> None:
    tables = {"case/messages.py", "case/schema.py", "tables/columns.py"}
    long = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if len(path.read_text(encoding="utf-8").splitlines()) > 500
    ]
    assert set(long) <= tables
