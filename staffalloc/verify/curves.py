"""What each number of officers serves: the value curve of every unit and group."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from staffalloc.case.hours import milli_hour
from staffalloc.verify.catalogue import Catalogue
from staffalloc.verify.demand import Need

# Two ways of computing one price may differ in a float's last digits: it is rounded at once.
PRICE_DIGITS: Final = 9


class Piece(NamedTuple):
    """Hours of one position that cost the same, an hour, when nobody serves them."""

    price: float
    position: int
    hours: float


@dataclass(frozen=True)
class Curve:
    """One cell, a unit and a concurrency group.

    Attributes
    ----------
    positions
        The group's positions with work in the unit, by number.
    lowest, highest
        Least and most officers.
    costs
        Cost of lowest, lowest + 1, … highest officers, in milli-hours.
    pieces
        The hours that can be served, in the order they are served.
    """

    unit: int
    group: str
    positions: tuple[int, ...]
    in_frame: bool
    lowest: int
    highest: int
    costs: tuple[int, ...]
    pieces: tuple[Piece, ...]
    awt: float

    def cost(self, officers: int) -> int:
        """Return the cost of `officers`, from `lowest` to `highest`, in milli-hours."""
        return self.costs[officers - self.lowest]

    def cheapest(self, price: int) -> int:
        """Return the least of cost plus `price` an officer, over every allowed number."""
        return min(c + price * (self.lowest + k) for k, c in enumerate(self.costs))

    def served(self, officers: float) -> dict[int, float]:
        """Return the hours of each position that `officers` serve, dearest first."""
        left = officers * self.awt
        served = dict.fromkeys(self.positions, 0.0)
        for piece in self.pieces:
            taken = min(left, piece.hours)
            served[piece.position] += taken
            left -= taken
        return served

    def shared_out(self, officers: float, least: float) -> dict[int, float]:
        """Return the hours served when no position goes empty beside its equals in price.

        A position that the order leaves without any hour takes `least` hours from the piece
        of the same price that most were served of, if its position keeps as many.
        """
        left = officers * self.awt
        taken = []
        for piece in self.pieces:
            taken.append(min(left, piece.hours))
            left -= taken[-1]
        served = self.served(officers)
        for position in self.positions:
            own = [i for i, piece in enumerate(self.pieces) if piece.position == position]
            if not own or served[position] > 1e-9:
                continue
            price = round(self.pieces[own[0]].price, PRICE_DIGITS)
            givers = [
                i
                for i, piece in enumerate(self.pieces)
                if round(piece.price, PRICE_DIGITS) == price and served[piece.position] >= 2 * least
            ]
            if not givers:
                continue
            giver = max(givers, key=lambda i: taken[i])
            moved = min(least, self.pieces[own[0]].hours, taken[giver])
            taken[giver] -= moved
            served[self.pieces[giver].position] -= moved
            served[position] += moved
        return served

    def unserved(self, officers: int) -> tuple[Piece, ...]:
        """Return the servable hours that `officers` leave, dearest first."""
        left = officers * self.awt
        rest = []
        for piece in self.pieces:
            taken = min(left, piece.hours)
            left -= taken
            if piece.hours > taken:
                rest.append(Piece(piece.price, piece.position, piece.hours - taken))
        return tuple(rest)


def curves(catalogue: Catalogue, need: Need) -> Mapping[tuple[int, str], Curve]:
    """Return the curve of every unit and group that has work, by (unit, group)."""
    fewest, most = catalogue.column("min_posts").tolist(), catalogue.column("max_posts").tolist()
    counted = need.counted.tolist()
    found: dict[tuple[int, str], Curve] = {}
    for unit in range(len(catalogue.unit_codes)):
        members: dict[str, list[int]] = {}
        for position, group in enumerate(catalogue.group_of):
            works = need.required_rows[unit][position] > 0 or fewest[position] > 0
            works = works and most[position] != 0
            if counted[unit][position] and works:
                members.setdefault(group, []).append(position)
        for group, positions in members.items():
            found[unit, group] = _curve(catalogue, need, unit, group, tuple(positions))
    return found


def segments(
    hours: float, shares: tuple[float, ...], prices: tuple[float, ...], keep_mode: bool
) -> list[tuple[float, float]]:
    """Return (price, hours) of a position's segments, dearest first.

    Examples
    --------
    >>> segments(100, (0.15, 0.25, 0.6), (1.0, 1.5, 2.5), keep_mode=False)
    [(2.5, 60.0), (1.5, 25.0), (1.0, 15.0)]
    """
    if keep_mode:
        return [(max(prices), hours)]
    cut = [(price, share * hours) for share, price in zip(shares, prices, strict=True)]
    return sorted(cut, key=lambda piece: -piece[0])


def _curve(
    catalogue: Catalogue, need: Need, unit: int, group: str, positions: tuple[int, ...]
) -> Curve:
    policy = catalogue.policy
    keep_mode, caps = catalogue.flag("keep_mode"), catalogue.column("max_posts")
    pieces: list[Piece] = []
    total_cost = 0.0
    for position in positions:
        hours, weight = need.required_rows[unit][position], need.weight_rows[unit][position]
        cap = float(caps[position])
        room = hours if math.isnan(cap) else cap * catalogue.awt
        for price, part in segments(
            hours, policy.segment_shares, policy.segment_prices, bool(keep_mode[position])
        ):
            value = round(price * weight, PRICE_DIGITS)
            total_cost += value * part
            servable = min(part, room)
            room -= servable
            if servable > 0:
                pieces.append(Piece(value, position, servable))
    pieces.sort(key=lambda p: (-p.price, catalogue.position_ids[p.position]))
    lowest = _lowest(catalogue, group, positions)
    servable = sum(piece.hours for piece in pieces)
    highest = max(lowest, math.ceil(round(servable / catalogue.awt, PRICE_DIGITS)))
    return Curve(
        unit=unit,
        group=group,
        positions=positions,
        in_frame=bool(catalogue.flag("in_frame")[positions[0]]),
        lowest=lowest,
        highest=highest,
        costs=_costs(catalogue, total_cost, pieces, lowest, highest),
        pieces=tuple(pieces),
        awt=catalogue.awt,
    )


def _lowest(catalogue: Catalogue, group: str, positions: tuple[int, ...]) -> int:
    fewest = [int(catalogue.column("min_posts")[p]) for p in positions]
    most = catalogue.most_positions.get(group, 1)
    return max(*fewest, math.ceil(sum(max(1, n) for n in fewest) / most), 0)


def _costs(
    catalogue: Catalogue, total_cost: float, pieces: list[Piece], lowest: int, highest: int
) -> tuple[int, ...]:
    def cost(officers: int) -> float:
        left, value = officers * catalogue.awt, 0.0
        for piece in pieces:
            taken = min(left, piece.hours)
            value += piece.price * taken
            left -= taken
        return total_cost - value + catalogue.policy.idle_price * left

    exact = [cost(officers) for officers in range(lowest, highest + 1)]
    costs = [milli_hour(exact[0])]
    for before, after in pairwise(exact):
        costs.append(costs[-1] - milli_hour(before - after))
    return tuple(costs)
