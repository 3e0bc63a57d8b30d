"""Blocks of appointments: by hand, against trying everything, and what their prices prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError
from staffalloc.placement.stages.block import Block, BlockChoice, LevelChoice, solve_block
from staffalloc.placement.stages.blocks import DECIDED, NO_GROUP
from staffalloc.placement.stages.minima import Cell, MinimaCheck
from staffalloc.placement.stages.proof import prove_block
from staffalloc.verify.stage_minima import Cell as ProvenCell
from staffalloc.verify.stage_minima import fill

Loss = Sequence[Sequence[int | None]]


def block_of(
    loss: Loss,
    level: Sequence[int],
    empty: Sequence[Sequence[int]],
    extra: Sequence[Sequence[int]] = (),
) -> Block:
    """A row of `loss` is a person, a column a seat type, None where a pair is not eligible."""
    pairs = [
        (c, j, cost) for c, row in enumerate(loss) for j, cost in enumerate(row) if cost is not None
    ]
    person, seat, cost = np.array(pairs, np.int64).reshape(-1, 3).T
    steps = [(j, -price) for j, prices in enumerate(empty) for price in prices]
    steps += [(j, price) for j, prices in enumerate(extra) for price in prices]
    step_seat, step_cost = np.array(steps, np.int64).reshape(-1, 2).T
    return Block(
        seats=np.arange(len(empty)),
        people=np.arange(len(loss)),
        person=person,
        seat=seat,
        loss=cost,
        level=np.array(level, np.int64),
        step_seat=step_seat,
        step_cost=step_cost,
        empty_cost=sum(sum(prices) for prices in empty),
    )


def seated(choice: BlockChoice) -> dict[int, int]:
    return dict(zip(choice.person.tolist(), choice.seat.tolist(), strict=True))


# Three chairs A, B, C; empty they cost 1000, 1000 and 250. Two people of the first group can only
# take A. The one of the second would best take A as well, else B. The last, in no group, is best on
# B, and dearer on C than C is empty.
THREE_CHAIRS: Loss = (
    (50, None, None),
    (10, None, None),
    (0, 400, None),
    (None, 0, 300),
)
EMPTY = ((1000,), (1000,), (250,))


def test_three_chairs_go_to_the_first_group_then_to_the_second() -> None:
    block = block_of(THREE_CHAIRS, (1, 1, 2, NO_GROUP), EMPTY)
    choice = solve_block(block)
    assert seated(choice) == {1: 0, 2: 1}
    assert [(one.level, one.people, one.chosen) for one in choice.levels] == [(1, 2, 1), (2, 1, 1)]
    proof = prove_block(block, choice)
    assert (proof.objective, proof.bound) == (10 + 400 + 250, 660)
    assert proof.is_proven


def test_without_groups_the_same_chairs_go_where_the_loss_is_least() -> None:
    block = block_of(THREE_CHAIRS, (NO_GROUP,) * 4, EMPTY)
    choice = solve_block(block)
    assert seated(choice) == {2: 0, 3: 1}
    assert prove_block(block, choice).objective == 250


def test_the_first_chair_alone_covers_the_first_group() -> None:
    levels = solve_block(block_of(THREE_CHAIRS, (1, 1, 2, NO_GROUP), EMPTY)).levels
    assert levels[0].cover == (0,)


def test_whoever_must_sit_here_comes_before_every_group() -> None:
    block = block_of(THREE_CHAIRS, (DECIDED, 1, 2, NO_GROUP), EMPTY)
    assert seated(solve_block(block)) == {0: 0, 2: 1}


def test_two_people_who_must_have_one_chair_are_told_of() -> None:
    with pytest.raises(InfeasibleError, match="decision"):
        solve_block(block_of(THREE_CHAIRS, (DECIDED, DECIDED, 2, NO_GROUP), EMPTY))


def test_a_block_without_anybody_leaves_its_seats_empty_and_is_proven() -> None:
    block = block_of((), (), EMPTY)
    choice = solve_block(block)
    proof = prove_block(block, choice)
    assert seated(choice) == {} and proof.objective == proof.bound == 2250


def test_a_count_below_the_most_is_not_proven() -> None:
    block = block_of(THREE_CHAIRS, (1, 1, 2, NO_GROUP), EMPTY)
    fewer = (LevelChoice(1, 2, 0, 0, ()), LevelChoice(2, 1, 1, 0, (0, 1)))
    lazy = BlockChoice(np.array([2]), np.array([0]), np.zeros(3, np.int64), fewer)
    assert not prove_block(block, lazy).are_counts_most


@pytest.mark.parametrize(("person", "seat"), [((1, 1), (0, 0)), ((0, 1), (0, 0)), ((1, 3), (0, 0))])
def test_who_sits_twice_or_too_close_or_where_not_eligible_is_no_choice(
    person: tuple[int, ...], seat: tuple[int, ...]
) -> None:
    block = block_of(THREE_CHAIRS, (NO_GROUP,) * 4, EMPTY)
    wrong = BlockChoice(np.array(person), np.array(seat), np.zeros(3, np.int64), ())
    with pytest.raises(ValueError, match="block"):
        prove_block(block, wrong)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    people, seats = draw(st.integers(0, 5)), draw(st.integers(1, 3))
    cost = st.none() | st.integers(-3, 12)
    loss = [[draw(cost) for _ in range(seats)] for _ in range(people)]
    # Only who is eligible somewhere is in a block.
    loss = [row for row in loss if any(value is not None for value in row)]
    level = [draw(st.sampled_from((1, 2, 3, NO_GROUP))) for _ in loss]
    prices = st.lists(st.integers(0, 15), max_size=2).map(sorted)
    empty = [draw(prices) for _ in range(seats)]
    extra = [draw(st.lists(st.integers(0, 4), max_size=1)) for _ in range(seats)]
    return block_of(loss, level, empty, extra)


def cost_of(block: Block, seats: Sequence[int | None]) -> int | None:
    """What a choice of a seat or none for each person costs; None where it is no choice."""
    loss = dict(
        zip(zip(block.person.tolist(), block.seat.tolist(), strict=True), block.loss, strict=True)
    )
    total = block.empty_cost
    for j in range(len(block.seats)):
        steps = sorted(block.step_cost[block.step_seat == j].tolist())
        officers = sum(seat == j for seat in seats)
        if officers > len(steps):
            return None
        total += sum(steps[:officers])
    for pair in enumerate(seats):
        if pair[1] is not None:
            if pair not in loss:
                return None
            total += int(loss[pair])
    return total


def best_by_trying_all(block: Block) -> tuple[list[int], int]:
    """The most of group 1, of groups 1 and 2, ... in this order, then the least cost."""
    options: list[int | None] = [None, *range(len(block.seats))]
    groups = block.groups.tolist()

    def key(seats: Sequence[int | None], cost: int) -> tuple[list[int], int]:
        chosen = [c for c, seat in enumerate(seats) if seat is not None]
        return [-sum(block.level[c] == group for c in chosen) for group in groups], cost

    tried = product(options, repeat=len(block.people))
    counts, cost = min(
        key(seats, cost) for seats in tried if (cost := cost_of(block, seats)) is not None
    )
    return [-count for count in counts], cost


@given(block=blocks())
def test_groups_come_in_order_and_then_the_loss_is_least(block: Block) -> None:
    choice = solve_block(block)
    proof = prove_block(block, choice)
    counts, cost = best_by_trying_all(block)
    assert [level.chosen for level in choice.levels] == counts
    assert proof.objective == proof.bound == cost
    assert proof.are_counts_most


@given(block=blocks(), data=st.data())
def test_no_prices_prove_more_than_the_cost(block: Block, data: st.DataObject) -> None:
    choice = solve_block(block)
    price = st.integers(-20, 20)
    prices = np.array([data.draw(price) for _ in block.seats], np.int64)
    levels = tuple(replace(level, price=data.draw(price)) for level in choice.levels)
    proof = prove_block(block, replace(choice, seat_price=prices, levels=levels))
    assert proof.bound <= proof.objective


@st.composite
def towns(draw: st.DrawFn) -> tuple[list[tuple[int, list[int]]], list[list[int]]]:
    """Cells (least posts, people) and two rounds of locks, of eight people."""
    who = st.lists(st.integers(0, 7), max_size=4, unique=True).map(sorted)
    cells = draw(st.lists(st.tuples(st.integers(1, 2), who), min_size=1, max_size=5))
    order = draw(st.permutations(range(8)))
    return cells, [sorted(order[:2]), sorted(order[2:4])]


def most_filled(cells: Sequence[tuple[int, list[int]]], free: set[int]) -> int:
    graph = nx.DiGraph()
    graph.add_nodes_from(("source", "sink"))
    for number, (least, people) in enumerate(cells):
        graph.add_edge("source", ("cell", number), capacity=least)
        for person in free.intersection(people):
            graph.add_edge(("cell", number), ("person", person), capacity=1)
            graph.add_edge(("person", person), "sink", capacity=1)
    return int(nx.maximum_flow_value(graph, "source", "sink"))


def competing(cells: Sequence[tuple[int, list[int]]], free: set[int]) -> set[str]:
    """Cells that some fullest filling leaves short: asking one fewer there loses nothing."""
    most = most_filled(cells, free)
    return {
        f"u/{number}"
        for number, (least, people) in enumerate(cells)
        if most_filled([*cells[:number], (least - 1, people), *cells[number + 1 :]], free) == most
    }


@given(town=towns())
def test_the_flow_check_fills_as_many_as_a_maximum_flow_and_names_who_competes(
    town: tuple[list[tuple[int, list[int]]], list[list[int]]],
) -> None:
    cells, locks = town
    people = {number: np.array(who, np.int64) for number, (_, who) in enumerate(cells)}
    asked = [
        Cell("u", str(number), 1 + number % 2, (number,), least)
        for number, (least, _) in enumerate(cells)
    ]
    check = MinimaCheck(asked, people.__getitem__, 8)
    free = set(range(8))
    assert check.fill() == (most_filled(cells, free), competing(cells, free))
    for locked in locks:
        check.lock(np.array(locked))
        free -= set(locked)
        assert check.fill() == (most_filled(cells, free), competing(cells, free))
    check.drop(1)
    later = [(least, who) if number % 2 else (0, []) for number, (least, who) in enumerate(cells)]
    assert check.fill()[0] == most_filled(later, free)


@given(town=towns())
def test_the_second_writing_of_the_flow_check_finds_the_same(
    town: tuple[list[tuple[int, list[int]]], list[list[int]]],
) -> None:
    cells, locks = town
    free = set(range(8)) - set(locks[0])
    asked = [
        ProvenCell(f"u/{number}", 2, least, np.array(who, np.int64))
        for number, (least, who) in enumerate(cells)
    ]
    is_free = np.array([person in free for person in range(8)])
    filled, lacking = fill(asked, is_free)
    assert (filled, set(lacking)) == (most_filled(cells, free), competing(cells, free))
