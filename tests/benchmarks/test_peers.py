"""What the benchmarks compare: every peer solves the same problem, and each answer is checked."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from instances import POOL, SCALE, Instance, cost_of, instance, sizes, synthetic
from models import eligible_pairs, every_pair, gains, with_pool_columns
from peers import ENGINE, PEERS, Peer

import staffalloc as sa

# OR-Tools and highspy cannot share a process.
HERE = [peer for peer in PEERS if not peer.missing and peer.key != "ortools"]


def town(seed: int = 1, *, homes: bool = True) -> Instance:
    return synthetic(seed, homes=homes, units=4, cadres=30)


def tiny() -> Instance:
    """Two people, two kinds, two units; the second person may not take the second seat."""
    return Instance(
        kind_loss=np.array([[0.0, 5.0], [2.0, np.nan]]),
        place_loss=np.array([[0.0, 3.0], [4.0, 0.5]]),
        profile=np.array([0, 1]),
        place=np.array([0, 1]),
        seat_unit=np.array([0, 1]),
        seat_kind=np.array([0, 1]),
        seats=np.array([1, 1]),
        short_price=np.array([100.0, 100.0]),
        pool_price=np.array([20.0, 20.0]),
    )


def dearer_second_seats(case: Instance) -> Instance:
    """Let a second empty seat of a type cost more than the first."""
    seats = np.arange(case.seats.max())
    steps = case.short_price[:, None] + 25.0 * seats
    prices = np.where(seats < case.seats[:, None], steps, np.nan)
    return dataclasses.replace(case, short_price=prices)


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated:DeprecationWarning")
@pytest.mark.parametrize("peer", HERE, ids=lambda peer: peer.key)
def test_every_peer_finds_the_optimum_of_the_engine(peer: Peer) -> None:
    for case in (tiny(), town(1), town(2, homes=False), dearer_second_seats(town(3))):
        assert cost_of(case, peer.solve(case)) == cost_of(case, ENGINE.solve(case))


def test_the_price_of_a_placement_is_the_engines_own() -> None:
    for case in (tiny(), town(), dearer_second_seats(town())):
        made = sa.assign_separable(**vars(case))
        assert cost_of(case, made.seat) == round(made.objective * SCALE)


def test_a_placement_is_priced_by_hand() -> None:
    assert cost_of(tiny(), np.array([1, 0])) == 14_000
    assert cost_of(tiny(), np.array([0, POOL])) == 120_000
    assert cost_of(tiny(), np.array([POOL, POOL])) == 240_000


def test_a_placement_that_is_none_has_no_price() -> None:
    with pytest.raises(ValueError, match="where they may not"):
        cost_of(tiny(), np.array([0, 1]))
    with pytest.raises(ValueError, match="more people than it has seats"):
        cost_of(tiny(), np.array([0, 0]))


def test_pairs_are_counted_without_a_list_as_with_one() -> None:
    for case in (tiny(), town(), town(homes=False)):
        assert sizes(case).pairs == len(eligible_pairs(case).person)
    assert sizes(tiny()).pairs == 3
    assert len(every_pair(tiny()).person) == 4


def test_the_matrices_say_what_each_person_on_each_seat_costs() -> None:
    assert gains(tiny(), eligible_pairs(tiny())).tolist() == [[-120e3, -112e3], [-114e3, 0]]
    assert with_pool_columns(tiny(), eligible_pairs(tiny())).tolist() == [
        [-100e3, -92e3, 20e3, 20e3],
        [-94e3, np.inf, 20e3, 20e3],
    ]


def test_a_city_is_the_same_whenever_it_is_drawn() -> None:
    for name in ("homes-8-1", "units-8-1"):
        once, again = vars(instance(name)), vars(instance(name))
        assert all(np.array_equal(once[key], again[key], equal_nan=True) for key in once)


def test_a_larger_city_has_more_of_everything_and_moves_as_local() -> None:
    small, large = sizes(instance("units-63-1")), sizes(instance("units-252-1"))
    assert large.cadres == 4 * small.cadres
    assert 3.5 < large.seat_types / small.seat_types < 4.5
    assert large.pairs / large.cadres < 2 * small.pairs / small.cadres
