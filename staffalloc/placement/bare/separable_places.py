"""The losses of places by unit, without their gaps: from one table, or from blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PlaceLosses = ArrayLike | Callable[[Ints], ArrayLike]


@dataclass(frozen=True)
class PlaceTable:
    """Units each place is eligible for, row by row, and the caller's losses there.

    Attributes
    ----------
    start : (R + 1,) ints
        Where the units of each place start.
    unit : (E,) ints
    loss : (E,) floats
    units : int
        Units there are, eligible or not.
    """

    start: Ints
    unit: NDArray[np.int32]
    loss: Floats
    units: int

    @classmethod
    def of_blocks(cls, blocks: Iterable[Floats]) -> PlaceTable:
        """Join blocks of rows, NaN where a place is not eligible."""
        sizes, found, losses, units = [np.zeros(1, np.int64)], [], [], 0
        for block in blocks:
            is_open = ~np.isnan(block)
            sizes.append(is_open.sum(axis=1))
            found.append(np.nonzero(is_open)[1].astype(np.int32))
            losses.append(block[is_open])
            units = block.shape[1]
        return cls(
            np.cumsum(np.concatenate(sizes)),
            np.concatenate([np.zeros(0, np.int32), *found]),
            np.concatenate([np.zeros(0), *losses]),
            units,
        )

    def at(self, place: Ints, unit: Ints) -> Floats:
        """Return the losses of pairs of a place and a unit, NaN where not eligible."""
        row = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        key, asked = row * self.units + self.unit, place * self.units + unit
        if not len(key):
            return np.full(len(asked), np.nan)
        found = np.minimum(np.searchsorted(key, asked), len(key) - 1)
        losses: Floats = np.where(key[found] == asked, self.loss[found], np.nan)
        return losses
