"""The examples by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from staffalloc.case.case import Case
from staffalloc.examples.generator import generate_case
from staffalloc.examples.package_data import read_predecessors, read_units
from staffalloc.examples.published import HANOI_FIGURES

_PROVINCE_OF: Final[Mapping[str, str | None]] = MappingProxyType(
    {"hanoi": "01", "lao_cai": "15", "nation": None}
)


def load_example(name: str, *, seed: int = 2025, province: str | None = None) -> Case:
    """Return a ready-made case.

    Parameters
    ----------
    name : {"hanoi", "lao_cai", "nation"}
        Hanoi has 126 units, Lào Cai 99, the nation 3,321 in 34 provinces.
    seed : int
        Seed of workloads and people; units and catalogue are the same for every seed.
    province : str, optional
        With "nation": the code of the one province wanted.

    Raises
    ------
    ValueError
        No such example, no such province, or a province asked for beside another example.

    Examples
    --------
    >>> case = load_example("lao_cai")
    >>> len(case.units), len(case.positions)
    (99, 57)
    """
    if name not in _PROVINCE_OF:
        raise ValueError(f"no example {name!r}; there are {', '.join(sorted(_PROVINCE_OF))}")
    if province is not None and name != "nation":
        raise ValueError("only the example 'nation' takes a province")
    return generate_case(
        read_units(province or _PROVINCE_OF[name]),
        seed=seed,
        predecessors=read_predecessors(),
        published=HANOI_FIGURES,
    )
