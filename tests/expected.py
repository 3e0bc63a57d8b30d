"""The published worked case: its tables, and the answers printed beside them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from staffalloc import Case, read_case


@dataclass(frozen=True)
class Worked:
    folder: Path

    @cached_property
    def case(self) -> Case:
        return read_case(self.folder)

    @cached_property
    def text(self) -> str:
        return (self.folder / "EXPECTED.md").read_text(encoding="utf-8")

    def requirements(self) -> dict[tuple[str, str], tuple[float, ...]]:
        """(unit, position) -> hours, required FTE, R, weight."""
        rows = re.findall(r"^ +(\d{5}) +(\w+) +(\S+) +(\S+) +(\S+) +(\S+)$", self.text, re.M)
        return {(u, p): tuple(float(x) for x in numbers) for u, p, *numbers in rows}

    def counts(self) -> dict[str, int]:
        """'unit group' and 'unit leader' -> posts."""
        found = re.search(r"^posts: ({.*}) leaders: ({.*})$", self.text, re.M)
        assert found
        return ast.literal_eval(found[1]) | ast.literal_eval(found[2])

    def parts(self) -> dict[str, list[dict[str, float]]]:
        """'unit group' -> the parts of each post."""
        rows = re.findall(r"^posts of (\S+ \S+) (\[.*?\]) not carried: \[\]$", self.text, re.M)
        return {cell: ast.literal_eval(posts) for cell, posts in rows}

    def seat_types(self) -> dict[str, dict[str, Any]]:
        found = re.search(r"^seat types: (.*)$", self.text, re.M)
        assert found
        return dict(ast.literal_eval(found[1]))

    def losses(self) -> dict[str, tuple[str, float]]:
        """Cadre -> seat type and loss."""
        rows = re.findall(r"^(c\d+) -> (\S+) (\S+)$", self.text, re.M)
        return {cadre: (seat, float(loss)) for cadre, seat, loss in rows}

    def objective(self, step: str) -> float:
        found = re.search(rf"^{step} objective \(hours\): (\S+)", self.text, re.M)
        assert found
        return float(found[1])
