"""The placement engine against other ways to solve the same problem, and its proof."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffalloc import InfeasibleError
from staffalloc.placement.engine.model import (
    NO_POOL,
    NOT_ELIGIBLE,
    ListedPairs,
    PlacementModel,
    Reach,
)
from staffalloc.placement.engine.parts import solve_placement, split
from staffalloc.placement.engine.programme import as_linear_programme
from staffalloc.placement.engine.proof import PlacementProof, prove

from .models import (
    by_networkx,
    by_trying_everything,
    ints,
    listed_only,
    models,
    pairs_by_asking,
    with_prices,
)
from .small import officer, problem_of


def proven(model: PlacementModel) -> PlacementProof:
    return prove(model, solve_placement(model))


def check(model: PlacementModel, best: int | None) -> None:
    if best is None:
        with pytest.raises(InfeasibleError):
            solve_placement(model)
        return
    proof = proven(model)
    assert proof.objective == proof.bound == best
    assert proof.smallest_reduced_cost >= 0
    assert sum(proof.components.values()) == best


def two_by_two() -> PlacementModel:
    """Two people, two units with one seat each; worked by hand.

    Losses 1, 4 for the first and 2, 9 for the second: an empty seat costs 10, the pool 20.
    Both seats filled the best way: 4 + 2 = 6; the other way 1 + 9 = 10.
    """
    none = ints()
    return PlacementModel(
        count=ints(1, 1),
        pool_price=ints(20, 20),
        profile=ints(0, 1),
        place=ints(0, 0),
        kind_loss=np.array([[0, 2], [1, 7]]),
        reach=Reach(ints(0, 2), ints(0, 1), ints(1, 2)),
        listed=ListedPairs(none, none, none),
        seat_unit=ints(0, 1),
        seat_kind=ints(0, 1),
        seats=ints(1, 1),
        empty_seat=ints(0, 1),
        empty_room=ints(1, 1),
        empty_price=ints(10, 10),
        extra_seat=none,
        extra_room=none,
        extra_price=none,
        in_frame=np.array([False, False]),
        ceiling=ints(0, 0),
        tier_unit=none,
        tier_width=none,
        tier_price=none,
    )


def test_two_people_and_two_seats_worked_by_hand() -> None:
    made = solve_placement(two_by_two())
    assert made.person.tolist() == [0, 1] and made.seat.tolist() == [1, 0]
    proof = prove(two_by_two(), made)
    assert proof.components == {"loss": 6, "pool": 0, "empty": 0, "extra": 0, "above_frame": 0}
    assert proof.objective == proof.bound == 6


def test_a_listed_pair_counts_where_it_is_cheaper_than_the_tables() -> None:
    dear = replace(two_by_two(), listed=ListedPairs(ints(1), ints(1), ints(12)))
    cheap = replace(two_by_two(), listed=ListedPairs(ints(1), ints(1), ints(3)))
    assert proven(dear).objective == 6
    assert proven(cheap).objective == 4


@given(models())
def test_the_engine_finds_the_best_of_all_placements_and_proves_it(model: PlacementModel) -> None:
    check(model, by_trying_everything(model))


@given(models(most_people=40, most_seats=60, everybody_alike=False))
def test_the_engine_agrees_with_networkx_on_many_pairs(model: PlacementModel) -> None:
    check(model, by_networkx(model))


@given(models(most_people=20, most_seats=20, everybody_alike=False))
def test_pairs_in_tables_or_listed_one_by_one_cost_the_same(model: PlacementModel) -> None:
    try:
        best = proven(model).objective
    except InfeasibleError:
        best = None
    check(listed_only(model), best)


@given(models(most_people=12, most_seats=12))
def test_all_pairs_are_those_asked_for_one_by_one(model: PlacementModel) -> None:
    asked = pairs_by_asking(model)
    person, seat, loss = model.all_pairs()
    assert (
        dict(zip(zip(person.tolist(), seat.tolist(), strict=True), loss.tolist(), strict=True))
        == asked
    )
    everything = np.array([(i, j) for i in range(model.people) for j in range(len(model.seats))])
    losses = model.losses(everything[:, 0], everything[:, 1]).tolist()
    told = dict(zip(map(tuple, everything.tolist()), losses, strict=True))
    assert {pair: loss for pair, loss in told.items() if loss < NOT_ELIGIBLE} == asked


@given(models(everybody_alike=False))
def test_the_linear_programme_has_the_same_optimum(model: PlacementModel) -> None:
    programme = as_linear_programme(model)
    try:
        best = proven(model).objective
    except InfeasibleError:
        with pytest.raises(InfeasibleError):
            programme.solve()
        return
    assert programme.solve().objective + model.all_empty == pytest.approx(best)


@given(models(), st.data())
def test_no_duals_give_a_bound_above_the_optimum(
    model: PlacementModel, data: st.DataObject
) -> None:
    best = by_trying_everything(model)
    if best is None:
        return
    types, units = len(model.seats), model.units
    seat = data.draw(st.lists(st.integers(-80, 80), min_size=types, max_size=types))
    head = data.draw(st.lists(st.integers(0, 9), min_size=units, max_size=units))
    made = with_prices(solve_placement(model), ints(*seat), ints(*head))
    assert prove(model, made).bound <= best


@given(models(most_people=12, most_seats=12))
def test_parts_hold_everybody_and_every_seat_once(model: PlacementModel) -> None:
    parts = list(split(model))
    for whole, pieces in (
        (model.people, [part.people for part in parts]),
        (len(model.seats), [part.seats for part in parts]),
        (model.units, [part.units for part in parts]),
    ):
        assert sorted(np.concatenate(pieces).tolist()) == list(range(whole))
    pairs = sum(len(pairs_by_asking(part.model)) for part in parts)
    assert pairs == len(pairs_by_asking(model))


def two_towns() -> PlacementModel:
    """Two problems without a road between them."""
    return replace(
        two_by_two(),
        place=ints(0, 1),
        reach=Reach(ints(0, 1, 2), ints(0, 1), ints(1, 2)),
    )


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_towns_without_a_road_are_solved_apart_and_anywhere(pool: type) -> None:
    assert len(list(split(two_by_two()))) == 1
    assert len(list(split(two_towns()))) == 2
    here = solve_placement(two_towns())
    with pool(2) as executor:
        elsewhere = solve_placement(two_towns(), executor=executor)
    for name in ("person", "seat", "flow", "left_out", "seat_price", "head_price"):
        assert getattr(here, name).tolist() == getattr(elsewhere, name).tolist()
    assert prove(two_towns(), here).objective == prove(two_towns(), here).bound == 1 + 9


@given(models(most_people=30, most_seats=30))
def test_a_stop_at_once_gives_a_placement_and_an_honest_bound(model: PlacementModel) -> None:
    try:
        best = proven(model).objective
    except InfeasibleError:
        return
    proof = prove(model, solve_placement(model, time_limit=0.0))
    assert proof.bound <= best <= proof.objective


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"person": ints(0, 1), "seat": ints(0, 0)}, "more people than places"),
        ({"person": ints(0), "seat": ints(0), "flow": ints(1)}, "neither on a seat nor"),
        ({"head_price": ints(-1, 0)}, "below zero"),
    ],
)
def test_a_placement_that_is_none_is_not_proven(changes: dict[str, object], why: str) -> None:
    made = solve_placement(two_by_two())
    with pytest.raises(ValueError, match=why):
        prove(two_by_two(), replace(made, **changes))  # type: ignore[arg-type]


def test_a_placement_on_a_closed_seat_is_not_proven() -> None:
    with pytest.raises(ValueError, match="not eligible"):
        prove(two_towns(), solve_placement(two_by_two()))


@pytest.mark.parametrize("suffix", [".lp", ".mps"])
def test_the_written_programme_has_the_same_optimum_elsewhere(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"placement{suffix}"
    as_linear_programme(two_by_two()).write(target)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(target))
    solver.run()
    assert solver.getInfo().objective_function_value + 20 == pytest.approx(6)


def test_nothing_personal_is_in_a_written_programme(tmp_path: Path) -> None:
    target = tmp_path / "placement.lp"
    as_linear_programme(problem_of([officer(cadre_id="NGUYEN-001")]).model).write(target)
    text = target.read_text(encoding="utf-8")
    assert "NGUYEN" not in text and "00001" not in text


def tiers_only(heads: int) -> PlacementModel:
    """People who must all sit in one unit of ceiling 1, places enough."""
    return replace(
        two_by_two(),
        count=ints(heads),
        pool_price=ints(NO_POOL),
        profile=ints(0),
        place=ints(0),
        kind_loss=np.array([[0]]),
        reach=Reach(ints(0, 1), ints(0), ints(0)),
        seat_unit=ints(0),
        seat_kind=ints(0),
        seats=ints(0),
        empty_seat=ints(),
        empty_room=ints(),
        empty_price=ints(),
        extra_seat=ints(0),
        extra_room=ints(10),
        extra_price=ints(0),
        in_frame=np.array([True]),
        ceiling=ints(1),
        tier_unit=ints(0, 0, 0),
        tier_width=ints(1, 2, 10),
        tier_price=ints(2, 5, 10),
    )


@pytest.mark.parametrize(("heads", "cost"), [(1, 0), (2, 2), (3, 7), (4, 12), (5, 22), (6, 32)])
def test_heads_above_the_frame_fill_the_cheap_tiers_first(heads: int, cost: int) -> None:
    assert proven(tiers_only(heads)).objective == proven(tiers_only(heads)).bound == cost


def test_people_who_must_be_placed_and_cannot_be_are_an_error() -> None:
    with pytest.raises(InfeasibleError, match="not everybody who must be placed"):
        solve_placement(tiers_only(11))


def test_a_seat_outside_the_frame_counts_no_head() -> None:
    outside = replace(tiers_only(3), in_frame=np.array([False]))
    assert proven(outside).objective == 0
