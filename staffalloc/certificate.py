"""The certificate: what a plan claims, and what proves it."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

from staffalloc.case.hours import MILLI

OPTIMAL: Final = "optimal"
FEASIBLE: Final = "feasible"
OPTIMAL_BY_STAGES: Final = "optimal_by_stages"
_PACKAGES: Final = ("staffalloc", "numpy", "pandas", "pulp", "highspy", "pylmcf")


@dataclass(frozen=True)
class StagedProof:
    """What deciding in stages rests on, and what it costs.

    Attributes
    ----------
    are_blocks_proven : bool
        Whether every block before the last is solved to its optimum.
    objective_mh : int
        The best plan by stages without rules over many people, in milli-hours.
    at_once_objective_mh, at_once_bound_mh : int
        The best plan without stages and without such rules, and what none costs less than.
    """

    are_blocks_proven: bool
    objective_mh: int
    at_once_objective_mh: int
    at_once_bound_mh: int

    @property
    def price_mh(self) -> int:
        """Milli-hours by which deciding in stages costs more, such rules aside."""
        return self.objective_mh - self.at_once_objective_mh


@dataclass(frozen=True)
class StepProof:
    """Objective and bound of one step; hours are exact to the milli-hour.

    Attributes
    ----------
    objective_mh, bound_mh : int
        Milli-hours. The bound follows from the stored duals alone.
    components_mh : mapping of str to int
        The objective by component.
    staged : StagedProof, optional
        Where leaders were decided before the others: objective and bound are then those of the
        last block.
    """

    objective_mh: int
    bound_mh: int
    components_mh: Mapping[str, int]
    staged: StagedProof | None = None

    @property
    def status(self) -> str:
        """``optimal`` if bound and objective are equal, else ``feasible``.

        ``optimal_by_stages`` where that holds for every block: another order could cost less.
        """
        if self.objective_mh != self.bound_mh:
            return FEASIBLE
        if self.staged is None:
            return OPTIMAL
        return OPTIMAL_BY_STAGES if self.staged.are_blocks_proven else FEASIBLE

    @property
    def price_of_stages(self) -> float | None:
        """Hours by which deciding in stages costs more than all at once; None without stages."""
        if self.staged is None:
            return None
        return self.staged.price_mh / MILLI

    @property
    def objective(self) -> float:
        return self.objective_mh / MILLI

    @property
    def bound(self) -> float:
        return self.bound_mh / MILLI

    @property
    def gap(self) -> float:
        """Relative distance of objective and bound; 0 at an optimum."""
        distance = self.objective_mh - self.bound_mh
        return distance / max(1, abs(self.objective_mh)) if distance else 0.0

    @property
    def components(self) -> dict[str, float]:
        return {name: value / MILLI for name, value in self.components_mh.items()}


@dataclass(frozen=True)
class Certificate:
    """What proves a plan.

    Attributes
    ----------
    establishment, placement : StepProof
        The placement is proven given the establishment before it.
    total_price_mh : int
        Dual of the total, milli-hours a post.
    cap_prices_mh : mapping of str to int
        Duals of the citywide sums.
    smallest_reduced_cost_mh : int
        Over all eligible pairs of the placement.
    violations : mapping of str to float
        The largest violation of every rule; all zero in a plan that keeps them.
    case_digest : str
        SHA-256 of the input's content.
    versions, options : mapping
    fairness : mapping of str to int or str, or None
        Levels, objective and bound without the rule of fairness, and its price; under side rules
        the least share and its bound, as fractions. None where the rule is off.
    """

    establishment: StepProof
    placement: StepProof
    total_price_mh: int
    cap_prices_mh: Mapping[str, int]
    smallest_reduced_cost_mh: int
    violations: Mapping[str, float]
    case_digest: str
    versions: Mapping[str, str]
    options: Mapping[str, Any]
    fairness: Mapping[str, int | str] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the certificate as plain values, as ``plan.json`` holds it."""
        return {
            "establishment": {
                **_step(self.establishment),
                "total_price_mh": self.total_price_mh,
                "cap_prices_mh": dict(self.cap_prices_mh),
            },
            "placement": {
                **_step(self.placement),
                "smallest_reduced_cost_mh": self.smallest_reduced_cost_mh,
            },
            **({} if self.fairness is None else {"fairness": dict(self.fairness)}),
            "violations": dict(self.violations),
            "versions": dict(self.versions),
            "options": dict(self.options),
        }


def _step(proof: StepProof) -> dict[str, Any]:
    staged = {} if proof.staged is None else {"by_stages": _staged(proof.staged)}
    return staged | {
        "status": proof.status,
        "objective_mh": proof.objective_mh,
        "bound_mh": proof.bound_mh,
        "components_mh": dict(proof.components_mh),
    }


def _staged(staged: StagedProof) -> dict[str, int]:
    return {
        "objective_mh": staged.objective_mh,
        "at_once_objective_mh": staged.at_once_objective_mh,
        "at_once_bound_mh": staged.at_once_bound_mh,
        "price_mh": staged.price_mh,
    }


def versions() -> dict[str, str]:
    """Return the versions a result depends on."""
    found = {name: version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), **found}
