"""Where people live and where they are from."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.hours import great_circle_km
from staffalloc.examples.assumptions import Assumptions

MOST_HOME_KM: Final = 12.0
"""Nobody lives farther from the unit they work in, as the crow flies."""

_KM_PER_DEGREE: Final = 111.195
_STEP_SHAPE, _STEP_KM = 2.0, 1.5  # gamma: 3 km on average
_COORDINATE_DIGITS: Final = 5
_UNKNOWN_HOME_SHARE: Final = 0.02
_FROM_HOME_UNIT, _FROM_PROVINCE = 0.55, 0.25  # the others are from elsewhere: blank


def draw_homes(
    units: pd.DataFrame,
    districts: pd.DataFrame,
    about: NDArray[np.int64],
    rng: np.random.Generator,
    assumptions: Assumptions,
) -> pd.DataFrame:
    """Draw homes and native units for people of one province.

    Parameters
    ----------
    units : DataFrame
        ``unit_code``, ``lat``, ``lon`` (degrees, NaN where unknown).
    districts : DataFrame
        ``district`` of each unit, in the same order.
    about : ndarray of int, shape (people,)
        Row of the unit each person works in, or lives near.
    rng : numpy.random.Generator
    assumptions : Assumptions

    Returns
    -------
    DataFrame
        ``home_lat``, ``home_lon`` (degrees, NaN for a few) and ``native_unit`` (blank for
        some), one row a person.
    """
    count = len(about)
    lat, lon = units["lat"].to_numpy(float), units["lon"].to_numpy(float)
    home = np.where(
        rng.random(count) < assumptions.nearby_home, about, _in_district(districts, about, rng)
    )
    apart = great_circle_km(lat[about], lon[about], lat[home], lon[home])
    home = np.where(apart > MOST_HOME_KM, about, home)
    home_lat, home_lon = _beside(lat[home], lon[home], rng)
    apart = great_circle_km(lat[about], lon[about], home_lat, home_lon)
    too_far = apart > MOST_HOME_KM
    closer = np.where(too_far, MOST_HOME_KM / np.where(too_far, apart, 1.0), 1.0)
    home_lat = lat[about] + (home_lat - lat[about]) * closer
    home_lon = lon[about] + (home_lon - lon[about]) * closer
    unknown = rng.random(count) < _UNKNOWN_HOME_SHARE
    return pd.DataFrame(
        {
            "home_lat": np.where(unknown, np.nan, np.round(home_lat, _COORDINATE_DIGITS)),
            "home_lon": np.where(unknown, np.nan, np.round(home_lon, _COORDINATE_DIGITS)),
            "native_unit": _native(units["unit_code"].to_numpy(object), home, rng),
        }
    )


def _in_district(
    districts: pd.DataFrame, about: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return, for each unit, some unit of the same former district."""
    codes, _ = pd.factorize(districts["district"], sort=True)
    by_district = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes)
    starts = np.cumsum(sizes) - sizes
    own = codes[about]
    chosen: NDArray[np.int64] = by_district[
        starts[own] + np.floor(rng.random(len(about)) * sizes[own]).astype(np.int64)
    ]
    return chosen


def _beside(
    lat: NDArray[np.float64], lon: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    km = rng.gamma(_STEP_SHAPE, _STEP_KM, len(lat))
    bearing = rng.random(len(lat)) * 2 * np.pi
    north = km * np.cos(bearing) / _KM_PER_DEGREE
    east = km * np.sin(bearing) / (_KM_PER_DEGREE * np.cos(np.radians(lat)))
    return lat + north, lon + east


def _native(
    codes: NDArray[np.object_], home: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.object_]:
    draw = rng.random(len(home))
    elsewhere = codes[rng.integers(len(codes), size=len(home))]
    in_province = np.where(draw < _FROM_HOME_UNIT + _FROM_PROVINCE, elsewhere, "")
    return np.where(draw < _FROM_HOME_UNIT, codes[home], in_province)
