"""A real, small case for the whole chain: six communes of Lào Cai with synthetic people."""

from __future__ import annotations

import pytest

import staffalloc as sa
from staffalloc.examples import read_units


@pytest.fixture(scope="session")
def small_case() -> sa.Case:
    units = read_units()
    return sa.generate_case(units[units["province_code"] == "15"].head(6), seed=3)


@pytest.fixture(scope="session")
def small_plan(small_case: sa.Case) -> sa.Plan:
    return sa.plan(small_case)
