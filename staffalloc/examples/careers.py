"""Ages, service, salaries and retirement."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CASE_YEAR: Final = 2025

_AGES: Final = ((24, 57), (32, 57), (36, 58), (38, 58), (40, 58))  # by rank, youngest and oldest
_ONLY_MEN_FROM: Final = 55  # women of that age have retired
_ENTRY_AGES: Final = (22, 30)
_FIRST_STEP, _SENIOR_FIRST_STEP = 234, 440  # chuyên viên, chuyên viên chính (hundredths)
_LAST_STEP, _SENIOR_LAST_STEP = 498, 678
_STEP, _SENIOR_STEP = 33, 34
_YEARS_A_STEP: Final = 3
_MONTHS: Final = 12


def draw_careers(ranks: NDArray[np.int64], rng: np.random.Generator) -> pd.DataFrame:
    """Draw ages and service that suit a rank.

    Parameters
    ----------
    ranks : ndarray of int, shape (people,)
        Place of each rank in its vocabulary, 0 for a specialist.
    rng : numpy.random.Generator

    Returns
    -------
    DataFrame
        ``birth_year``, ``seniority_since`` and ``retires_on`` (ISO dates, first of the month)
        and ``salary_coefficient`` (hundredths).
    """
    count = len(ranks)
    youngest, oldest = np.array(_AGES)[ranks].T
    age = rng.integers(youngest, oldest + 1)
    is_man = (rng.random(count) < 0.5) | (age >= _ONLY_MEN_FROM)
    birth_year = CASE_YEAR - age
    birth_month = rng.integers(1, _MONTHS + 1, size=count)
    entry_age = np.minimum(rng.integers(_ENTRY_AGES[0], _ENTRY_AGES[1] + 1, size=count), age - 1)
    entry_month = rng.integers(1, _MONTHS + 1, size=count)
    entry = (birth_year + entry_age) * _MONTHS + entry_month - 1
    retirement = birth_year * _MONTHS + birth_month + _retirement_months(birth_year, is_man)
    return pd.DataFrame(
        {
            "birth_year": birth_year,
            "seniority_since": _first_of_month(entry),
            "salary_coefficient": _salary(ranks, age - entry_age),
            "retires_on": _first_of_month(retirement),
        }
    )


def _retirement_months(
    birth_year: NDArray[np.int64], is_man: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Age of retirement in months (Decree 135/2020): rising to 62 for men in 2028, 60 for women
    in 2035; the steps are taken at the year in which the person turns 60 or 55.
    """
    men = np.clip(723 + 3 * (birth_year + 60 - 2021), 723, 744)
    women = np.clip(664 + 4 * (birth_year + 55 - 2021), 664, 720)
    return np.where(is_man, men, women)


def _salary(ranks: NDArray[np.int64], years: NDArray[np.int64]) -> NDArray[np.int64]:
    steps = years // _YEARS_A_STEP
    ordinary = np.minimum(_FIRST_STEP + _STEP * steps, _LAST_STEP)
    senior_steps = np.maximum(0, steps - 4)  # the senior grade opens after some twelve years
    senior = np.minimum(_SENIOR_FIRST_STEP + _SENIOR_STEP * senior_steps, _SENIOR_LAST_STEP)
    return np.where(ranks >= 2, senior, ordinary)


def _first_of_month(months: NDArray[np.int64]) -> NDArray[np.object_]:
    """ISO dates of months counted from the year 0."""
    years, within = np.divmod(months, _MONTHS)
    return np.array(
        [f"{year:04d}-{month:02d}-01" for year, month in zip(years, within + 1, strict=True)],
        dtype=object,
    )
