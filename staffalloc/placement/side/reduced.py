"""What pairs cost beyond the prices of seats, heads and side rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from staffalloc.placement.engine.model import NOT_ELIGIBLE, Ints, PlacementModel, Reach, net_price
from staffalloc.placement.side.bound import priced_model
from staffalloc.placement.side.columns import paid_at
from staffalloc.placement.side.programme import SideLayout, SidePrices


@dataclass(frozen=True)
class AtPrices:
    """A placement whose losses hold the prices of side rules, and what people pay in it."""

    layout: SideLayout
    priced: PlacementModel
    net: Ints
    paid: Ints

    @staticmethod
    def of(layout: SideLayout, prices: SidePrices) -> AtPrices:
        priced = priced_model(layout.model, layout.rows, layout.today, prices.side)
        net = net_price(layout.model, prices.seat, prices.head)
        return AtPrices(layout, priced, net, paid_at(priced, net))

    def reduced(self, person: Ints, seat: Ints) -> Ints:
        """Return what pairs cost beyond the prices; never below zero."""
        beyond: Ints = self.priced.losses(person, seat) - self.net[seat] - self.paid[person]
        return beyond

    def pairs_within(self, beyond: int, most: int) -> tuple[Ints, Ints] | None:
        """Return all pairs that cost no more beyond the prices; None if they are too many."""
        model = self.priced
        person, at = model.reach.of(model.place)
        least = self._least_in_units()[model.reach.unit[at], model.profile[person]]
        cost = least + model.reach.loss[at] - self.paid[person]
        is_near = (least < NOT_ELIGIBLE // 2) & (cost <= beyond)
        if np.count_nonzero(is_near) > most:
            return None
        person, at = person[is_near], at[is_near]
        start = np.searchsorted(person, np.arange(model.people + 1))
        reach = Reach(start, model.reach.unit[at], model.reach.loss[at])
        few = replace(model, place=np.arange(model.people), reach=reach)
        who, seat, _ = few.all_pairs()
        kept = self.reduced(who, seat) <= beyond
        return (who[kept], seat[kept]) if np.count_nonzero(kept) <= most else None

    def _least_in_units(self) -> Ints:
        model = self.priced
        least = np.full((model.units, len(model.kind_loss)), NOT_ELIGIBLE)
        for unit in np.unique(model.seat_unit).tolist():
            here = np.flatnonzero(model.seat_unit == unit)
            least[unit] = (model.kind_loss[:, model.seat_kind[here]] - self.net[here]).min(axis=1)
        return least
