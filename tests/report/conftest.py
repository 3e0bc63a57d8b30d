"""A small plan to write out: two units of Lào Cai with synthetic people, one with a bad name."""

from __future__ import annotations

import pytest

import staffalloc as sa
from staffalloc.examples import read_units

DANGEROUS_NAME = "=HYPERLINK(A1)"


@pytest.fixture(scope="session")
def plan() -> sa.Plan:
    units = read_units()
    case = sa.generate_case(units[units["province_code"] == "15"].head(2), seed=5)
    cadres = case.cadres
    cadres.loc[0, "name"] = DANGEROUS_NAME
    return sa.plan(case.with_table("cadres", cadres))
