"""The public facts and the catalogue that come with the package.

``data/SOURCES.md`` names where each figure is from and under which licence. Columns beyond
those of a case (``quality``, ``basis``, ``scale_by``, ``reference_value``) are for the reader
and the generator.
"""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from importlib import resources
from typing import Final

import pandas as pd

_UNIT_NUMBERS: Final = ("population", "area_km2", "lat", "lon")


@dataclass(frozen=True)
class Catalogue:
    """Positions and all that measures them: the part of a case that no unit changes.

    ``indicators`` has, besides the columns of a case, ``scale_by`` (population, area, fixed) and
    ``reference_value``, the figure of a reference unit; its rows ``population`` and
    ``area_km2`` say how large that unit is.
    """

    positions: pd.DataFrame
    fields: pd.DataFrame
    coaching: pd.DataFrame
    indicators: pd.DataFrame
    standards: pd.DataFrame
    concurrency: pd.DataFrame
    incompatible: pd.DataFrame


def read_catalogue() -> Catalogue:
    """Return the catalogue of 57 commune-level positions.

    Examples
    --------
    >>> len(read_catalogue().positions)
    57
    """
    tables = {name: _read(f"{name}.csv") for name in Catalogue.__dataclass_fields__}
    tables["indicators"]["reference_value"] = pd.to_numeric(tables["indicators"]["reference_value"])
    return Catalogue(**tables)


def read_units(province: str | None = None) -> pd.DataFrame:
    """Return the communes, wards and special zones of 1 July 2025.

    Parameters
    ----------
    province : str, optional
        Code of a province; all 34 without it.

    Returns
    -------
    DataFrame
        One row a unit: ``unit_code``, ``name``, ``kind``, ``province_code``, ``population``
        (people, NaN where sources contradict each other), ``area_km2``, ``lat``, ``lon``
        (centre of the area) and ``quality``, how good the figures are, in Vietnamese.

    Raises
    ------
    ValueError
        No province has that code.

    Examples
    --------
    >>> len(read_units()), len(read_units("01")), len(read_units("15"))
    (3321, 126, 99)
    """
    units = _read("units.csv")
    for column in _UNIT_NUMBERS:
        units[column] = pd.to_numeric(units[column])
    if province is None:
        return units
    if province not in set(units["province_code"]):
        codes = ", ".join(sorted(set(units["province_code"])))
        raise ValueError(f"no province {province!r}; the codes are {codes}")
    return units[units["province_code"] == province].reset_index(drop=True)


def read_provinces() -> pd.DataFrame:
    """Return the 34 provinces with their number of units, population and area.

    Examples
    --------
    >>> read_provinces().query("province_code == '01'")["name"].item()
    'Thành phố Hà Nội'
    """
    provinces = _read("provinces.csv")
    numbers = [name for name in provinces if name not in ("province_code", "name")]
    return provinces.assign(**{name: pd.to_numeric(provinces[name]) for name in numbers})


def read_predecessors() -> pd.DataFrame:
    """Return the old communes and wards that each unit was made from."""
    return _read("predecessors.csv.gz")


def _read(file_name: str) -> pd.DataFrame:
    content = (resources.files("staffalloc.examples") / "data" / file_name).read_bytes()
    if file_name.endswith(".gz"):
        content = gzip.decompress(content)
    return pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False)
