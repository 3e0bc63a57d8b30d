"""Proves a block from its pairs, who was chosen and the prices alone; no flow is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from staffalloc.placement.engine.model import NOT_ELIGIBLE, Ints
from staffalloc.placement.stages.block import Block, BlockChoice, LevelChoice
from staffalloc.placement.stages.blocks import NO_GROUP


@dataclass(frozen=True)
class BlockProof:
    """What was recomputed, in milli-hours.

    Attributes
    ----------
    objective : int
        Losses of the chosen, and what empty seats and people above the seats cost.
    bound : int
        What the prices prove no choice with these counts to cost less than.
    are_counts_most : bool
        Whether every cover shows that no more of its group could be chosen.
    """

    objective: int
    bound: int
    are_counts_most: bool

    @property
    def is_proven(self) -> bool:
        return self.objective == self.bound and self.are_counts_most


def prove_block(block: Block, choice: BlockChoice) -> BlockProof:
    """Recompute the cost of a choice and what its prices and covers prove.

    Raises
    ------
    ValueError
        If somebody sits twice, where they are not eligible, or too many sit on one seat type;
        or a count is not that of the chosen.
    """
    officers = np.bincount(choice.seat, minlength=len(block.seats))
    if len(np.unique(choice.person)) < len(choice.person) or (officers > block.room).any():
        raise ValueError("a block seats somebody twice, or too many on one seat type")
    for level in choice.levels:
        if int((block.level[choice.person] == level.level).sum()) != level.chosen:
            raise ValueError("a block does not keep the count of a priority group")
    loss = _losses(block, choice)
    objective = int(loss.sum()) + block.empty_cost + _step_cost(block, officers)
    return BlockProof(objective, _bound(block, choice), _counts_are_most(block, choice.levels))


def _losses(block: Block, choice: BlockChoice) -> Ints:
    width = max(1, len(block.seats))
    key, asked = block.person * width + block.seat, choice.person * width + choice.seat
    order = np.argsort(key)
    at = order[np.minimum(np.searchsorted(key, asked, sorter=order), max(0, len(key) - 1))]
    if (key[at] != asked).any():
        raise ValueError("a block seats somebody where they are not eligible")
    return block.loss[at]


def _step_cost(block: Block, officers: Ints) -> int:
    """Fill the places of each seat type from the one that saves most."""
    order = np.lexsort((block.step_cost, block.step_seat))
    seat, cost = block.step_seat[order], block.step_cost[order]
    place = np.arange(len(seat)) - np.searchsorted(seat, seat)
    return int(cost[place < officers[seat]].sum())


def _bound(block: Block, choice: BlockChoice) -> int:
    """Return L: counts and places at their prices, and what each person takes off at most."""
    price_of = {level.level: level.price for level in choice.levels} | {NO_GROUP: 0}
    own = np.array([price_of[level] for level in block.level.tolist()], np.int64)
    cheapest = np.full(len(block.people), NOT_ELIGIBLE)
    np.minimum.at(cheapest, block.person, block.loss - choice.seat_price[block.seat])
    places = np.minimum(0, block.step_cost + choice.seat_price[block.step_seat])
    counts = sum(level.price * level.chosen for level in choice.levels)
    taken = int(np.minimum(0, cheapest - own).sum())
    return block.empty_cost + counts + taken + int(places.sum())


def _counts_are_most(block: Block, levels: tuple[LevelChoice, ...]) -> bool:
    chosen = 0
    for level in levels:
        chosen += level.chosen
        covered = np.zeros(len(block.seats), bool)
        covered[list(level.cover)] = True
        beyond = (block.level <= level.level)[block.person] & ~covered[block.seat]
        people = len(np.unique(block.person[beyond]))
        if int(block.room[covered].sum()) + people != chosen:
            return False
    return True
