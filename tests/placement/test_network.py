"""The placement engine against other ways to solve the same problem, and its proof."""

from __future__ import annotations

from pathlib import Path

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError
from staffalloc.placement.network import (
    NO_UNIT,
    PlacementNetwork,
    as_linear_programme,
    bound_of,
    components_of,
    solve_network,
)

from .networks import by_networkx, by_trying_everything, ints, networks
from .small import officer, problem_of


@given(networks())
def test_the_engine_finds_the_best_of_all_placements_and_proves_it(
    network: PlacementNetwork,
) -> None:
    best = by_trying_everything(network)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve_network(network)
        return
    made = solve_network(network)
    assert made.objective == made.bound == best
    assert made.smallest_reduced_cost >= 0
    assert sum(components_of(network, made.placed, made.left_out).values()) == best
    people = made.left_out + np.bincount(
        network.person, made.placed, minlength=len(network.count)
    ).astype(int)
    assert people.tolist() == network.count.tolist()


@given(networks(most_people=40, most_seats=60, everybody_alike=False))
def test_the_engine_agrees_with_networkx_on_many_pairs(network: PlacementNetwork) -> None:
    best = by_networkx(network)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve_network(network)
        return
    made = solve_network(network)
    assert made.objective == made.bound == best
    assert made.smallest_reduced_cost >= 0


@given(networks(everybody_alike=False))
def test_the_linear_programme_has_the_same_optimum(network: PlacementNetwork) -> None:
    programme = as_linear_programme(network)
    try:
        made = solve_network(network)
    except InfeasibleError:
        with pytest.raises(InfeasibleError):
            programme.solve()
        return
    assert programme.solve().objective + network.all_empty == pytest.approx(made.objective)


@given(networks(), st.data())
def test_no_duals_give_a_bound_above_the_optimum(
    network: PlacementNetwork, data: st.DataObject
) -> None:
    best = by_trying_everything(network)
    if best is None:
        return
    seat_price = data.draw(
        st.lists(st.integers(-80, 80), min_size=len(network.seats), max_size=len(network.seats))
    )
    head = data.draw(
        st.lists(st.integers(0, 9), min_size=len(network.ceiling), max_size=len(network.ceiling))
    )
    assert bound_of(network, ints(*seat_price), ints(*head)) <= best


def random_network() -> PlacementNetwork:
    problem = problem_of(
        [
            officer("00001", "LAND", cadre_id="a"),
            officer("00002", "LAW", cadre_id="b", fields="law"),
            officer("00001", "LAND", cadre_id="c", fields="survey"),
            officer("", cadre_id="d", fields="social"),
            officer("00003", "SOCIAL", cadre_id="e", fields="social", rank="head"),
        ]
    )
    return problem.network


@pytest.mark.parametrize("suffix", [".lp", ".mps"])
def test_the_written_programme_has_the_same_optimum_elsewhere(tmp_path: Path, suffix: str) -> None:
    network = random_network()
    target = tmp_path / f"placement{suffix}"
    as_linear_programme(network).write(target)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(target))
    solver.run()
    found = solver.getInfo().objective_function_value + network.all_empty
    assert found == pytest.approx(solve_network(network).objective)


def test_nothing_personal_is_in_a_written_programme(tmp_path: Path) -> None:
    target = tmp_path / "placement.lp"
    problem = problem_of([officer(cadre_id="NGUYEN-001")])
    as_linear_programme(problem.network).write(target)
    text = target.read_text(encoding="utf-8")
    assert "NGUYEN" not in text and "00001" not in text


def tiers_only(heads: int) -> PlacementNetwork:
    """People who must all sit in one unit of ceiling 1, places enough."""
    none = ints()
    return PlacementNetwork(
        count=ints(heads),
        pool_price=ints(-1),
        person=ints(0),
        seat=ints(0),
        loss=ints(0),
        seats=ints(0),
        empty_seat=none,
        empty_price=none,
        extra_seat=ints(0),
        extra_room=ints(10),
        extra_price=ints(0),
        unit=ints(0),
        ceiling=ints(1),
        tier_unit=ints(0, 0, 0),
        tier_width=ints(1, 2, 10),
        tier_price=ints(2, 5, 10),
    )


@pytest.mark.parametrize(("heads", "cost"), [(1, 0), (2, 2), (3, 7), (4, 12), (5, 22), (6, 32)])
def test_heads_above_the_frame_fill_the_cheap_tiers_first(heads: int, cost: int) -> None:
    made = solve_network(tiers_only(heads))
    assert made.objective == made.bound == cost


def test_people_who_must_be_placed_and_cannot_be_are_an_error() -> None:
    with pytest.raises(InfeasibleError, match="not everybody who must be placed"):
        solve_network(tiers_only(11))


def test_a_seat_outside_the_frame_counts_no_head() -> None:
    network = tiers_only(3)
    outside = PlacementNetwork(**(vars(network) | {"unit": ints(NO_UNIT)}))
    assert solve_network(outside).objective == 0
