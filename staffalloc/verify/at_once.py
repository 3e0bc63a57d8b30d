"""What deciding in stages costs: the price against everything decided at once.

Both are told without rules over many people. The stored prices of the other placement give a bound,
so its objective cannot be told too high where it is called optimal, and the price of stages not too
low. Where such rules hold, the placement by stages without them is not in the files, and its
objective is only held to what no placement can be below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from staffalloc.verify.establishment import Ceilings
from staffalloc.verify.findings import Report
from staffalloc.verify.folder import PlanFolder
from staffalloc.verify.placement import Added, SeatPrices, bound, cheapest_columns
from staffalloc.verify.staging import Staging

_PLACE = ("certificate", "placement", "by_stages")
_ROW = "certificate.placement.by_stages"


def check_price(folder: PlanFolder, cost: int | None, least: int, report: Report) -> None:
    """Compare the entry of the other placement with the cost of the plan and a bound.

    `cost` is None where rules over many people raise that of the plan; `least` is what no
    placement costs less than, nobody locked.
    """
    names = ("objective_mh", "at_once_objective_mh", "at_once_bound_mh", "price_mh")
    read = {name: folder.integer(report, *_PLACE, name) for name in names}
    staged, objective, stored, price = (read[name] for name in names)
    if staged is None or objective is None or stored is None or price is None:
        return
    report.figures["price_of_stages_mh"] = staged - objective
    if cost is not None:
        report.same_hours("plan.json", _ROW, "objective by stages", cost, staged)
    report.same_hours("plan.json", _ROW, "price", staged - objective, price)
    report.same_hours("plan.json", _ROW, "bound", least, stored)
    if stored > objective:
        report.add("plan.json", _ROW, "bound", "at most the objective", stored)
    if staged < objective:
        report.add("plan.json", _ROW, "objective", "at most that by stages", objective)


def least_at_once(
    staging: Staging,
    ceilings: Ceilings,
    seat_price: Mapping[int, int],
    head_price: Mapping[int, int],
) -> int:
    """Return what no placement costs less than, nobody locked, by the prices of ``block`` 0."""
    columns = staging.columns
    seats = tuple(
        replace(seat, price=seat_price.get(number, 0)) for number, seat in enumerate(columns.seats)
    )
    units = range(len(ceilings.posts))
    priced = replace(ceilings, head=tuple(head_price.get(unit, 0) for unit in units))
    prices = SeatPrices.of(staging.catalogue, seats, priced)
    cheapest = cheapest_columns(columns, Added(prices.added(seats), None))
    return bound(seats, priced, prices, cheapest)
