"""One catalogue of words: complete in both languages, and used."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

import staffalloc
from staffalloc.case.messages import CATALOGUE

SOURCES = Path(staffalloc.__file__).parent
WORDS = set(
    re.findall(
        r'"([a-z_]+)"',
        "\n".join(
            path.read_text(encoding="utf-8")
            for path in SOURCES.rglob("*.py")
            if not path.name.startswith("messages")
        ),
    )
)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_message_is_used_and_says_the_same_in_both_languages(code: str) -> None:
    message = CATALOGUE[code]
    assert code in WORDS
    assert message.vi.endswith(".")
    assert message.en.endswith(".")
    only_vi = fields(message.vi) ^ fields(message.en)
    assert only_vi <= {"label", "how", "table", "column"}


def test_reading_cases_loads_no_excel_package() -> None:
    script = (
        "import sys, staffalloc.case;"
        "print([m for m in sys.modules if m.split('.')[0] in"
        " ('python_calamine', 'xlsxwriter', 'openpyxl', 'jinja2', 'matplotlib')])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
