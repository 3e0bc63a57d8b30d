"""What the benchmarks write: medians, ratios and exponents of runs made up for the purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from chart import draw
from instances import Sizes
from measure import Run, run_apart
from peers import ENGINE
from published import Published
from results import Results, about, slope, write_json, write_markdown


def run(peer: str, units: int, seed: int, seconds: float) -> Run:
    sizes = Sizes(units, 50 * units, 20 * units, 30 * units, 10 * units**2)
    return Run(peer, f"homes-{units}-{seed}", "solved", "", seconds, 10.0, 7, sizes)


def results(*runs: Run, published: tuple[Published, ...] = ()) -> Results:
    return Results(about(60, 1024, "homes"), runs, (), {"scipy": ["scipy"]}, (), published)


def climbing() -> Results:
    """The engine takes seconds like its cadres, CBC like their square."""
    units = (8, 16, 32)
    solved = [run("engine", n, seed, n * seed) for n in units for seed in (1, 2, 3)]
    solved += [run("pulp-cbc", n, 1, 30 * n**2) for n in units]
    return results(*solved, Run("pulp-cbc", "homes-63-1", "not run", "9 GB needed"))


def test_seconds_are_the_median_of_the_seeds() -> None:
    assert climbing().seconds("engine", 8) == 16
    assert climbing().seconds("engine", 99) is None


def test_a_ratio_is_taken_on_the_same_instance() -> None:
    assert climbing().ratio("pulp-cbc", "engine", 8) == 30 * 8
    assert climbing().ratio("engine", "pulp-cbc", 8) == pytest.approx(1 / 240)


def test_a_long_run_is_compared_with_the_engine_beside_it() -> None:
    long = (run("engine", 126, 1, 4.0), run("pulp-cbc", 126, 1, 4_800.0))
    climbed = (run("engine", 126, 1, 1.0),)
    made = Results(about(60, 1024, "homes"), climbed, long, {}, (), ())
    assert made.ratio("pulp-cbc", "engine", 126) == 1_200
    assert (made.seconds("engine", 126), made.seconds("pulp-cbc", 126)) == (1, 4_800)


def test_growth_is_the_power_of_cadres() -> None:
    assert slope([(1, 2.0), (10, 200.0)]) == pytest.approx(2)
    exponent, first, last = climbing().growth("pulp-cbc") or (0, 0, 0)
    assert (round(exponent, 6), first, last) == (2, 8, 32)
    assert results(run("engine", 8, 1, 1.0)).growth("engine") is None


def test_the_page_says_where_the_target_is_reached_and_what_was_not_run(tmp_path: Path) -> None:
    write_markdown(climbing(), tmp_path / "peers.md")
    page = (tmp_path / "peers.md").read_text(encoding="utf-8")
    assert "- 32 units: 960 times" in page
    assert "- not reached where both ran: 960 times at most" in page
    assert "| PuLP + CBC | 63 | not run: 9 GB needed |" in page
    assert "| scipy, pool folded in | all | not installed: scipy |" in page


def test_the_page_shows_a_disagreement_before_anything_else(tmp_path: Path) -> None:
    made = Results(about(60, 1024, "homes"), (), (), {}, ("lapx on homes-8-1",), ())
    write_markdown(made, tmp_path / "peers.md")
    head = (tmp_path / "peers.md").read_text(encoding="utf-8").split("##")[0]
    assert "THESE FOUND ANOTHER OBJECTIVE: lapx on homes-8-1" in head


def test_a_published_problem_agrees_only_when_it_is_proven() -> None:
    assert Published("p", 1, 1, 305, 305.0, 305.0, 0.1).agrees
    assert not Published("p", 1, 1, 305, 305.0, 304.0, 0.1).agrees


def test_the_same_runs_make_the_same_files_without_paths(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_json(climbing(), tmp_path / f"{name}.json")
        draw(climbing(), tmp_path / f"{name}.svg")
    for ending in ("json", "svg"):
        one, two = ((tmp_path / f"{n}.{ending}").read_text() for n in ("one", "two"))
        assert one == two
        assert str(Path.home()) not in one and str(Path(__file__).parent) not in one
    assert json.loads((tmp_path / "one.json").read_text())["growth"]["pulp-cbc"][1:] == [8, 32]


def test_a_run_has_a_process_of_its_own_and_is_ended_at_its_limit() -> None:
    solved = run_apart(ENGINE, "homes-8-1", 60, 4096)
    assert (solved.state, solved.sizes and solved.sizes.units) == ("solved", 8)
    stopped = run_apart(ENGINE, "homes-63-1", 0, 4096)
    assert (stopped.state, stopped.note, stopped.objective) == ("stopped", "more than 0 s", None)
