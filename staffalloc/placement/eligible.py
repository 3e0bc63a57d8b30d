"""Who is eligible for a seat type, found from the model for the seats that are asked about."""

from __future__ import annotations

import numpy as np

from staffalloc.placement.engine.model import NOT_ELIGIBLE, Ints, PlacementModel


class EligiblePeople:
    """The people of a model by unit, so that those of a seat type are few to look through."""

    def __init__(self, model: PlacementModel) -> None:
        self._model = model
        person, at = model.reach.of(model.place)
        unit = model.reach.unit[at].astype(np.min_scalar_type(model.units))
        self._near = person[np.argsort(unit, kind="stable")]
        self._start = np.concatenate([[0], np.cumsum(np.bincount(unit, minlength=model.units))])
        order = np.argsort(model.listed.seat, kind="stable")
        self._listed = model.listed.person[order]
        self._listed_seat = model.listed.seat[order]

    def of(self, seat: int) -> Ints:
        """Return the rows of the people eligible for a seat type, rising."""
        model = self._model
        unit = model.seat_unit[seat]
        near = self._near[self._start[unit] : self._start[unit + 1]]
        loss = model.kind_loss[model.profile[near], model.seat_kind[seat]]
        start, stop = np.searchsorted(self._listed_seat, [seat, seat + 1])
        return np.union1d(near[loss < NOT_ELIGIBLE], self._listed[start:stop])
