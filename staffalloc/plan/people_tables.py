"""Tables of the people: assignments, moves, vacancies, the pool, seats and leaders' seats."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from staffalloc.case.hours import MILLI
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.placement.eligible import EligiblePeople
from staffalloc.placement.engine.model import POOL, Ints, net_price
from staffalloc.placement.place import Placement
from staffalloc.plan.officers import Officers

PLACED: Final = "placed"
IN_POOL: Final = "pool"
ELSEWHERE: Final = "not_in_placement"


_ASSIGNMENT_COLUMNS: Final = [
    "cadre_id",
    "status",
    "unit_code",
    "seat_type",
    "lead_position",
    "post_id",
    "misfit",
    "change_position",
    "rank_down",
    "change_unit",
    "travel",
    "preference",
    "loss",
    "today_unit",
    "today_position",
    "km",
    "marks",
]
_UNPLACED_COLUMNS: Final = [
    "cadre_id",
    "price",
    "today_unit",
    "today_position",
    "eligible_seats",
    "reason",
    "way_seat_type",
    "way_cost",
    "waive_condition",
    "waive_opens",
]
_PARTS: Final = _ASSIGNMENT_COLUMNS[6:12]
_NO_PARTS: Final = (math.nan,) * len(_PARTS)


def assignments_table(officers: Officers) -> pd.DataFrame:
    """Every cadre exactly once: placed, in the pool, or not in this placement."""
    problem = officers.problem
    people = problem.people.table
    cadres = zip(people["cadre_id"], people["unit_code"], people["position_id"], strict=True)
    placed = iter(_placed_rows(officers))
    pool_price = (problem.model.pool_price / MILLI).tolist()
    rows: list[tuple[object, ...]] = []
    for (code, *today), j, price in zip(cadres, officers.seat_of, pool_price, strict=True):
        if j == POOL:
            blank = ("", "", "", "", *_NO_PARTS)
            rows.append((code, IN_POOL, *blank, price, *today, math.nan, ""))
        else:
            *seat_and_loss, km, marks = next(placed)
            rows.append((code, PLACED, *seat_and_loss, *today, km, marks))
    for row in problem.people.elsewhere.itertuples():
        seat_of_today = (row.unit_code, "", row.position_id, "")
        today = [row.unit_code, row.position_id]
        rows.append(
            (row.cadre_id, ELSEWHERE, *seat_of_today, *_NO_PARTS, math.nan, *today, math.nan, "")
        )
    rows.sort(key=lambda row: str(row[0]))
    return pd.DataFrame(rows, columns=_ASSIGNMENT_COLUMNS)


def _placed_rows(officers: Officers) -> Iterator[tuple[object, ...]]:
    """Seat, post, losses part by part and in all, km and marks of each placed person, in order."""
    problem, builder = officers.problem, officers.problem.builder
    person = np.flatnonzero(officers.seat_of != POOL)
    seat = officers.seat_of[person]
    parts = builder.parts(person, seat)
    hours = [getattr(parts, name) / MILLI for name in _PARTS] + [parts.total / MILLI]
    figures = np.column_stack([*hours, builder.km(person, seat)]).tolist()
    standard = builder.meets_standard(person, seat).tolist()
    pairs = zip(person.tolist(), seat.tolist(), figures, standard, strict=True)
    for who, j, (*lost, km), meets in pairs:
        kind = problem.seats[j]
        post = officers.post_of.get(who, "")
        place = (kind.unit_code, kind.name, kind.kind[0], post)
        yield (*place, *lost, km, _marks(officers, who, meets))


def _marks(officers: Officers, person: int, meets_standard: bool) -> str:
    problem = officers.problem
    pins = problem.pins.get(person)
    marks = {
        "below_standard": not meets_standard,
        "under_review": bool(problem.people.under_review[person]),
        "pinned": pins is not None and pins.only is not None,
        "above_seats": person not in officers.post_of,
    }
    return ";".join(mark for mark, holds in marks.items() if holds)


def vacancies_table(officers: Officers, eligible: EligiblePeople) -> pd.DataFrame:
    """Posts left empty, dearest first, and whether anybody could hold them at all."""
    problem = officers.problem
    people = {j: eligible.of(j) for j, _, _ in officers.empty_posts}
    chosen = _chosen_before(officers)
    rows = [
        (
            post,
            problem.seats[j].unit_code,
            problem.seats[j].name,
            problem.seats[j].kind[0],
            price / MILLI,
            len(people[j]),
            why_empty(people[j], chosen),
        )
        for j, post, price in officers.empty_posts
    ]
    rows.sort(key=lambda row: (-row[4], row[0]))
    columns = ["post_id", "unit_code", "seat_type", "lead_position", "price", "eligible_people"]
    return pd.DataFrame(rows, columns=[*columns, "reason"])


def _chosen_before(officers: Officers) -> NDArray[np.bool_]:
    """Who was chosen for a leader's seat before the others were placed, (N,)."""
    stages = officers.problem.stages
    if stages is None:
        return np.zeros(len(officers.seat_of), bool)
    return np.asarray(stages.locked != POOL)


def why_empty(eligible: Ints, chosen: NDArray[np.bool_]) -> str:
    """Return why a post stays empty.

    Parameters
    ----------
    eligible : (K,) ints
        The people its conditions allow.
    chosen : (N,) bools
        Who was chosen for a leader's seat before.

    Examples
    --------
    >>> why_empty(np.array([0, 2]), np.array([True, False, True]))
    'chosen_elsewhere'
    """
    if not len(eligible):
        return "nobody_eligible"
    return "chosen_elsewhere" if chosen[eligible].all() else "dearer_to_fill"


def unplaced_table(officers: Officers, reasons: pd.DataFrame) -> pd.DataFrame:
    """People in the pool, what leaving them out costs, and the ways out.

    The ways out: the cheapest seat and what placing the person there would cost all in all
    (`reasons`), and the condition that alone keeps most seat types closed.
    """
    problem = officers.problem
    way = reasons.set_index("cadre_id")
    rows = []
    for person in np.flatnonzero(officers.seat_of == POOL).tolist():
        cadre = problem.people.table.iloc[person]
        seats = len(problem.model.pairs(person, person + 1)[0])
        rows.append(
            (
                cadre["cadre_id"],
                problem.model.pool_price[person] / MILLI,
                cadre["unit_code"],
                cadre["position_id"],
                seats,
                "no_eligible_seat" if seats == 0 else "dearer_to_place",
                way.loc[cadre["cadre_id"], "next_seat_type"],
                way.loc[cadre["cadre_id"], "next_cost"],
                *_condition_to_waive(problem.builder.opened_by_waiving(person)),
            )
        )
    return pd.DataFrame(rows, columns=_UNPLACED_COLUMNS)


def _condition_to_waive(opened: Mapping[str, int]) -> tuple[str, int]:
    """The condition whose waiver opens most seat types, and how many; blank if none does."""
    condition = max(opened, key=lambda name: opened[name])
    return (condition, opened[condition]) if opened[condition] else ("", 0)


def moves_table(assignments: pd.DataFrame) -> pd.DataFrame:
    """People placed in a unit other than today's; leaving the pool is not a move."""
    moved = assignments[
        (assignments["status"] == PLACED)
        & (assignments["today_unit"] != "")
        & (assignments["today_unit"] != assignments["unit_code"])
    ]
    renamed = moved.rename(columns={"today_unit": "from_unit", "unit_code": "to_unit"})
    return renamed[["cadre_id", "from_unit", "to_unit", "km"]].reset_index(drop=True)


def leader_seats_table(
    placement: Placement, officers: Officers, eligible: EligiblePeople
) -> pd.DataFrame:
    """Empty leaders' seats that somebody in a lesser one could hold, and what that would cost.

    The reduced cost under the stored duals is a floor: filling the seat with that person
    would cost at least so many hours, whoever moves up behind.
    """
    problem = placement.problem
    position = problem.case.positions.set_index("position_id")
    order = rank_of(RANKS)
    lesser = {code: order[rank] for code, rank in position["rank"].items()}
    sits = {p: problem.seats[j].kind[0] for p, j in enumerate(placement.seat_of) if j != POOL}
    rows = []
    for j, post, price in officers.empty_posts:
        seat = problem.seats[j]
        if position["group"][seat.kind[0]] != "leadership":
            continue
        people = eligible.of(j)
        people = people[
            [p in sits and lesser[sits[p]] < lesser[seat.kind[0]] for p in people.tolist()]
        ]
        if len(people):
            reduced = _reduced(placement, people, j)
            best = int(np.argmin(reduced))
            rows.append(
                (
                    post,
                    seat.unit_code,
                    seat.kind[0],
                    price / MILLI,
                    len(people),
                    problem.people.table["cadre_id"].iloc[int(people[best])],
                    int(reduced[best]) / MILLI,
                )
            )
    columns = ["post_id", "unit_code", "lead_position", "price", "people_below", "cadre_id"]
    return pd.DataFrame(rows, columns=[*columns, "reduced_cost"])


def _reduced(placement: Placement, people: Ints, seat: int) -> Ints:
    """What each of some people would cost more on a seat than they do, at the prices."""
    model, solution = placement.problem.model, placement.solution
    net = net_price(model, solution.seat_price, solution.head_price)[seat]
    loss = model.losses(people, np.full(len(people), seat))
    reduced: Ints = loss - net - placement.proof.person_price[people]
    return reduced


def seats_table(placement: Placement) -> pd.DataFrame:
    """Seat types with their prices, officers and the worth of one more seat."""
    sitting = np.bincount(
        placement.seat_of[placement.seat_of != POOL], minlength=len(placement.problem.seats)
    )
    rows = [
        (
            seat.name,
            seat.unit_code,
            seat.kind[0],
            ";".join(seat.kind[1]),
            len(seat.posts),
            int(sitting[j]),
            seat.in_frame,
            _prices(seat.empty_prices),
            _prices(seat.extra_prices),
            seat.opened,
            placement.solution.seat_price[j] / MILLI,
        )
        for j, seat in enumerate(placement.problem.seats)
    ]
    return pd.DataFrame(
        rows,
        columns=[
            "seat_type",
            "unit_code",
            "lead_position",
            "other_positions",
            "seats",
            "officers",
            "in_frame",
            "empty_prices",
            "extra_prices",
            "opened",
            "seat_price",
        ],
    )


def _prices(milli: Sequence[int]) -> str:
    return ";".join(f"{price / MILLI:.3f}" for price in milli)
