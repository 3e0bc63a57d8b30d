"""The notebooks run from top to bottom, show what they promise, and are stored without output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PLOTS = {"01_hanoi": 2, "02_nation": 0, "02_rules": 1}
MOST_CODE_CELLS = 10
# A process of its own: the packages that run a notebook warn about themselves, and here a
# warning is an error.
RUN = """
import sys
import nbformat
from nbclient import NotebookClient

source, folder, target = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
nbformat.validate(notebook)
NotebookClient(notebook, timeout=600, resources={"metadata": {"path": folder}}).execute()
nbformat.write(notebook, target)
"""

Cell = dict[str, Any]

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells_of(path: Path, kind: str | None = None) -> list[Cell]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if kind in (None, cell["cell_type"])]


def source_of(cell: Cell) -> str:
    return "".join(cell["source"])


def run(path: Path, scratch: Path) -> list[dict[str, Any]]:
    """Run a notebook in a folder of its own and return its outputs."""
    work, target = scratch / "work", scratch / "done.ipynb"
    work.mkdir()
    own = {name: str(scratch) for name in ("IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR")}
    without = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, path, work, target],
        env=without | own | {"JUPYTER_RUNTIME_DIR": str(scratch)},
        cwd=work,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert list(work.iterdir()) == []
    return [output for cell in cells_of(target, "code") for output in cell["outputs"]]


def test_every_notebook_promises_its_plots() -> None:
    assert [path.stem for path in NOTEBOOKS] == list(PLOTS)


@every_notebook
def test_a_notebook_runs_shows_its_plots_and_leaves_no_file(path: Path, tmp_path: Path) -> None:
    outputs = run(path, tmp_path)
    assert [output for output in outputs if output["output_type"] == "error"] == []
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == PLOTS[path.stem]
    told = [output["text"] for output in outputs if output.get("name") == "stderr"]
    assert [text for text in told if "Warning" in "".join(text)] == []


@every_notebook
def test_a_notebook_is_short_and_stored_without_output(path: Path) -> None:
    cells = cells_of(path, "code")
    assert 0 < len(cells) <= MOST_CODE_CELLS
    assert [cell["id"] for cell in cells if cell["outputs"] or cell["execution_count"]] == []


@every_notebook
def test_a_notebook_says_first_and_in_every_plot_that_its_data_are_synthetic(path: Path) -> None:
    first, *others = cells_of(path)
    assert "synthetic" in source_of(first)
    plots = [source for source in map(source_of, others) if "plt.show()" in source]
    assert len(plots) == PLOTS[path.stem]
    titles = [line for plot in plots for line in plot.splitlines() if ".suptitle(" in line]
    assert ["synthetic" in title for title in titles] == [True] * len(plots)
