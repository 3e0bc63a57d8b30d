"""The second program shares nothing with the engine it checks."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from staffalloc.verify import program

PACKAGE = Path(program.__file__).parent
FACTS = ("staffalloc.rules.catalogue", "staffalloc.rules.in_force", "staffalloc.rules.rule_set")
ALLOWED = ("staffalloc.case", "staffalloc.errors", "staffalloc.verify", "numpy", "pandas", *FACTS)


def imported(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("module", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_only_the_case_and_the_facts_of_the_rules_are_shared(module: Path) -> None:
    for name in imported(module.read_text(encoding="utf-8")):
        standard = name.partition(".")[0] in sys.stdlib_module_names
        assert standard or name.startswith(ALLOWED), name
