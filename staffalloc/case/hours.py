"""The unit of account: the milli-hour.

Every table of losses and prices is rounded to whole milli-hours once; from then on all sums
are exact integers.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

MILLI: Final = 1000
EARTH_RADIUS_KM: Final = 6371.0


def milli_hours(hours: ArrayLike) -> NDArray[np.int64]:
    """Round hours to milli-hours, half to even.

    The value is first cut to a millionth of a milli-hour, so that two ways of computing the
    same number, a float's last digit apart, round alike.

    Examples
    --------
    >>> milli_hours([712.1513, 0.0005]).tolist()
    [712151, 0]
    """
    scaled = np.round(np.asarray(hours, dtype=np.float64) * MILLI, 6)
    return np.rint(scaled).astype(np.int64)


def milli_hour(hours: float) -> int:
    """Round one number of hours to milli-hours, as :func:`milli_hours` does."""
    return round(round(hours * MILLI, 6))


def great_circle_km(
    lat_a: ArrayLike, lon_a: ArrayLike, lat_b: ArrayLike, lon_b: ArrayLike
) -> NDArray[np.float64]:
    """Return great-circle distances in km (haversine, radius 6,371 km); arguments broadcast.

    Examples
    --------
    >>> round(float(great_circle_km(21.0, 105.0, 22.0, 105.0)), 3)
    111.195
    """
    phi_a, lam_a, phi_b, lam_b = (
        np.radians(np.asarray(x, dtype=np.float64)) for x in (lat_a, lon_a, lat_b, lon_b)
    )
    chord = (
        np.sin((phi_b - phi_a) / 2) ** 2
        + np.cos(phi_a) * np.cos(phi_b) * np.sin((lam_b - lam_a) / 2) ** 2
    )
    distance: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    return distance


def is_known(value: float) -> bool:
    """Return whether a number was given (blank cells are NaN in memory)."""
    return not math.isnan(value)
