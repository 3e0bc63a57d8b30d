"""Workloads of a year: reference values by size, unevenly spread, with true zeros.

A workload is ``reference value * size * spread``. Size is residents (or settled area) over
those of the reference unit, or 1; the spread is lognormal with mean 1. Sums that were published
are met exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.schema import UNIT_INDICATORS
from staffalloc.examples.draws import apportion, keyed_generator, lowest
from staffalloc.examples.published import SYNTHETIC, PublishedFigure

SETTLED_PER_KM2: Final = 400.0
"""Fields, roads and parcels follow settled land: no more than one km² for 400 residents."""


@dataclass(frozen=True)
class Profile:
    """How one indicator differs between units of the same size.

    Attributes
    ----------
    spread : float
        Standard deviation of the logarithm.
    absent : pairs of a kind of unit and a share
        The share of the province's units of that kind that have none; ``all`` for any kind.
    absent_with : str
        Indicators with the same word are absent from the same units.
    """

    spread: float = 0.25
    absent: tuple[tuple[str, float], ...] = ()
    absent_with: str = ""


_RURAL: Final = (("ward", 0.85),)
_URBAN: Final = (("commune", 0.90),)
_USUAL: Final = Profile()
_EVEN: Final = Profile(spread=0.0)

PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        "merit_beneficiaries_monthly": Profile(0.20, (("all", 7 / 126),)),
        "foreign_affairs_events": Profile(0.60, (("all", 0.20),)),
        "agri_land_ha": Profile(0.30, _RURAL, "farming"),
        "livestock_households": Profile(0.40, _RURAL, "farming"),
        "irrigation_dyke_km": Profile(0.40, _RURAL, "farming"),
        "cooperatives": Profile(0.40, (("ward", 0.50),), "farming"),
        "craft_villages": Profile(0.50, (("ward", 0.60), ("commune", 0.25))),
        "poor_households": Profile(0.60, (("ward", 0.30),)),
        "urban_infra_assets": Profile(0.30, _URBAN, "urban"),
        "apartment_buildings": Profile(0.70, _URBAN, "urban"),
        "site_clearance_households": Profile(0.80, (("all", 0.10),)),
        "ethnic_minority_population": Profile(1.00, (("all", 0.10),)),
        "budget_revenue_bn": Profile(0.80),
        "enterprises": Profile(0.40),
        "household_businesses": Profile(0.30),
        "public_investment_projects": Profile(0.35),
        "pollution_sources": Profile(0.35),
        "construction_violations": Profile(0.50),
        "land_disputes": Profile(0.50),
        "religious_establishments": Profile(0.40),
        "procedures_in_scope": _EVEN,
        "council_sessions": _EVEN,
        "vehicles": _EVEN,
    }
)
"""The indicators that differ from :class:`Profile`'s defaults: all of it assumption."""


def generate_workloads(
    units: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    seed: int,
    published: Sequence[PublishedFigure] = (),
) -> pd.DataFrame:
    """Draw the workloads of every unit.

    Parameters
    ----------
    units : DataFrame
        ``unit_code``, ``kind``, ``province_code``, ``population`` (people), ``area_km2``.
    indicators : DataFrame
        ``indicator_id``, ``scale_by``, ``reference_value``; must have a row ``population`` and
        a row ``area_km2``, the size of the reference unit.
    seed : int
        Other seeds, other workloads.
    published : sequence of PublishedFigure
        Counts to meet exactly; those of areas that `units` lacks are passed over.

    Returns
    -------
    DataFrame
        ``unit_code``, ``indicator_id``, ``value`` (whole numbers a year) and ``source``: every
        row is either named synthetic, or names who published it. Sorted by unit and indicator.
    """
    units = units.sort_values("unit_code", ignore_index=True)
    reference = indicators.set_index("indicator_id")["reference_value"]
    drawn = indicators[~indicators["indicator_id"].isin(UNIT_INDICATORS)]
    drawn = drawn.sort_values("indicator_id", ignore_index=True)
    profiles = [PROFILES.get(name, _USUAL) for name in drawn["indicator_id"]]

    sizes = _sizes(units, drawn["scale_by"].to_numpy(), reference)
    spread = _spread(units["unit_code"], drawn["indicator_id"], profiles, seed)
    present = _present(units, drawn["indicator_id"], profiles, seed)
    values = drawn["reference_value"].to_numpy(float) * sizes * spread
    values *= present * _carried_for_others(units["province_code"], sizes, present)

    frame = pd.DataFrame(
        {
            "unit_code": np.repeat(units["unit_code"].to_numpy(), len(drawn)),
            "indicator_id": np.tile(drawn["indicator_id"].to_numpy(), len(units)),
            "value": np.rint(values).ravel(),
            "source": f"{SYNTHETIC}, seed {seed}",
        }
    )
    return _with_published(frame, values.ravel(), units, published)


def _sizes(
    units: pd.DataFrame, scale_by: NDArray[np.object_], reference: pd.Series
) -> NDArray[np.float64]:
    residents = units["population"].fillna(_typical_population(units)).to_numpy(float)
    area = units["area_km2"].to_numpy(float)
    settled = np.minimum(area, residents / SETTLED_PER_KM2)
    by_population = residents / float(reference["population"])
    by_area = settled / float(reference["area_km2"])
    scales = {"population": by_population, "area": by_area, "fixed": np.ones(len(units))}
    return np.column_stack([scales[word] for word in scale_by])


def _typical_population(units: pd.DataFrame) -> pd.Series:
    """The median of the kind in the province stands for a population that is not known."""
    medians = units.groupby(["province_code", "kind"])["population"].transform("median")
    return medians.fillna(0.0)


def _spread(
    unit_codes: pd.Series, indicator_ids: pd.Series, profiles: Sequence[Profile], seed: int
) -> NDArray[np.float64]:
    normal = np.vstack(
        [
            keyed_generator(seed, "units", code).standard_normal(len(indicator_ids))
            for code in unit_codes
        ]
    )
    sigma = np.array([profile.spread for profile in profiles])
    return np.exp(sigma * normal - sigma**2 / 2)


def _present(
    units: pd.DataFrame, indicator_ids: pd.Series, profiles: Sequence[Profile], seed: int
) -> NDArray[np.bool_]:
    present = np.ones((len(units), len(profiles)), bool)
    for column, (indicator_id, profile) in enumerate(zip(indicator_ids, profiles, strict=True)):
        if not profile.absent:
            continue
        key = profile.absent_with or indicator_id
        draws = np.array(
            [keyed_generator(seed, "absent", key, code).random() for code in units["unit_code"]]
        )
        present[:, column] = ~_absent(units, profile.absent, draws)
    return present


def _carried_for_others(
    province_codes: pd.Series, sizes: NDArray[np.float64], present: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """A reference value is a mean over all units: those that have a thing have the others' too."""
    factors = np.ones_like(sizes)
    for province in province_codes.unique():
        members = (province_codes == province).to_numpy()
        everybody = sizes[members].sum(axis=0)
        carriers = (sizes[members] * present[members]).sum(axis=0)
        factors[members] = np.divide(
            everybody, carriers, out=np.ones_like(carriers), where=carriers > 0
        )
    return factors


def _absent(
    units: pd.DataFrame, shares: tuple[tuple[str, float], ...], draws: NDArray[np.float64]
) -> NDArray[np.bool_]:
    absent = np.zeros(len(units), bool)
    for kind, share in shares:
        of_kind = np.full(len(units), True) if kind == "all" else (units["kind"] == kind).to_numpy()
        for province in units["province_code"].unique():
            members = np.flatnonzero(of_kind & (units["province_code"] == province).to_numpy())
            absent[members] |= lowest(draws[members], round(share * len(members)))
    return absent


def _with_published(
    frame: pd.DataFrame,
    values: NDArray[np.float64],
    units: pd.DataFrame,
    published: Sequence[PublishedFigure],
) -> pd.DataFrame:
    is_fixed = np.zeros(len(frame), bool)
    for figure in published:
        if figure.whole_province:
            continue
        at = (frame["unit_code"] == figure.area_code) & (
            frame["indicator_id"] == figure.indicator_id
        )
        frame.loc[at, ["value", "source"]] = [float(figure.a_year), figure.label]
        is_fixed |= at.to_numpy()
    province_of = frame["unit_code"].map(units.set_index("unit_code")["province_code"])
    for figure in published:
        if not figure.whole_province:
            continue
        rows = (province_of == figure.area_code) & (frame["indicator_id"] == figure.indicator_id)
        free = rows.to_numpy() & ~is_fixed
        if not free.any():
            continue
        rest = figure.a_year - int(frame.loc[rows & is_fixed, "value"].sum())
        frame.loc[free, "value"] = apportion(values[free], rest).astype(float)
        frame.loc[free, "source"] += f"; tổng {figure.label}"
    return frame
