"""Published problems through the bare engine: the OR-Library's, each to its printed optimum."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import staffalloc as sa

Problem = dict[str, Any]
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]

ASSIGNMENTS = {
    "assign100": 305,
    "assign200": 475,
    "assign300": 626,
    "assign400": 804,
    "assignp800": 2_239,
    "assignp1500": 5_839,
    "assignp3000": 18_696,
    "assignp5000": 48_533,
}


def assignment(path: Path) -> Tables:
    """Read a matrix, or in assignp* triples counted from 1: what is not listed is forbidden."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("ascii")
    numbers = np.array(text.split(), float)
    n, body = int(numbers[0]), numbers[1:]
    if path.name.startswith("assignp"):
        person, place, cost = body.reshape(-1, 3).T
    else:
        person, place = np.divmod(np.arange(n * n), n) + np.ones((2, 1))
        cost = body
    everybody = np.arange(1, n + 1)
    return (
        pd.DataFrame({"person": everybody}),
        pd.DataFrame({"seat": everybody, "capacity": 1}),
        pd.DataFrame({"person": person.astype(int), "seat": place.astype(int), "cost": cost}),
    )


def generalised_assignment(path: Path, block: int) -> Tables:
    """Agents are seats with a size limit, jobs are people; the first twelve files are profits."""
    numbers = np.array(path.read_text(encoding="ascii").split(), float)
    at = 1
    for _ in range(block):
        m, n = int(numbers[at]), int(numbers[at + 1])
        body = numbers[at + 2 : at + 2 + 2 * m * n + m]
        at += 2 + 2 * m * n + m
    sign = -1 if path.stem[3:].isdigit() else 1
    agent, job = np.divmod(np.arange(m * n), n)
    return (
        pd.DataFrame({"person": np.arange(n)}),
        pd.DataFrame({"seat": np.arange(m), "capacity": n, "size_limit": body[2 * m * n :]}),
        pd.DataFrame(
            {
                "person": job,
                "seat": agent,
                "cost": sign * body[: m * n],
                "size": body[m * n : 2 * m * n],
            }
        ),
    )


def generalised_problems(folder: Path) -> list[Problem]:
    known = json.loads((folder / "optima.json").read_text(encoding="utf-8"))
    return [
        problem
        for problem in known
        if problem["family"] == "generalized-assignment"
        and (folder / "gap" / problem["files"][0]).exists()
    ]


def check_generalised(folder: Path, problem: Problem) -> None:
    path = folder / "gap" / problem["files"][0]
    made = sa.assign(*generalised_assignment(path, int(problem["id"].split("-")[-1])))
    assert (problem["id"], made.status) == (problem["id"], "optimal")
    assert (problem["id"], abs(made.objective)) == (problem["id"], problem["expected"])


@pytest.mark.parametrize(("name", "optimum"), ASSIGNMENTS.items())
def test_an_assignment_problem_is_solved_to_its_published_optimum(
    published_cases: Path, name: str, optimum: int
) -> None:
    ending = ".txt.gz" if name.startswith("assignp") else ".txt"
    people, seats, arcs = assignment(published_cases / "orlib" / f"{name}{ending}")
    made = sa.assign(people, seats, arcs)
    assert (made.status, made.objective, made.bound) == ("optimal", optimum, optimum)

    paid = made.flows.merge(arcs, on=["person", "seat"])
    assert paid["cost"].sum() == optimum
    assert sorted(paid["person"]) == sorted(paid["seat"]) == list(people["person"])


def test_the_optima_are_those_of_the_librarys_own_list(published_cases: Path) -> None:
    lines = (published_cases / "orlib" / "assignopt.txt").read_text(encoding="ascii").splitlines()
    listed = {words[0]: words[1] for line in lines[1:] if len(words := line.split()) == 2}
    assert {name: float(listed[name]) for name in ASSIGNMENTS} == ASSIGNMENTS


def test_every_assignment_file_is_solved(published_cases: Path) -> None:
    files = {path.name.split(".")[0] for path in (published_cases / "orlib").glob("assign*")}
    assert files - {"assignopt"} == set(ASSIGNMENTS)


def test_small_generalised_assignment_problems(published_cases: Path) -> None:
    small = [p for p in generalised_problems(published_cases) if "gap-1-" in p["id"]]
    assert len(small) == 5
    for problem in small[:2]:
        check_generalised(published_cases, problem)


@pytest.mark.slow
def test_every_generalised_assignment_problem(published_cases: Path) -> None:
    problems = generalised_problems(published_cases)
    assert len(problems) >= 70
    for problem in problems:
        check_generalised(published_cases, problem)
