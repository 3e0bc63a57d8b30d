"""The tables of a plan: one function a table, plain data frames sorted for reading."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from staffalloc.case.hours import MILLI
from staffalloc.case.vocabulary import RANKS, rank_of
from staffalloc.demand import available_hours
from staffalloc.establishment import Establishment
from staffalloc.placement.place import POOL, Placement, PlacementProblem
from staffalloc.plan.officers import Officers

PLACED, IN_POOL, ELSEWHERE = "placed", "pool", "not_in_placement"


def hours(milli: float) -> float:
    """Milli-hours as hours."""
    return milli / MILLI


def curves_table(establishment: Establishment) -> pd.DataFrame:
    """What each further post of a group would serve, and whether it is authorised."""
    rows = [
        (
            curve.unit_code,
            curve.group,
            curve.fewest + k + 1,
            hours(gain),
            curve.fewest + k < establishment.posts_of[curve.unit_code, curve.group],
        )
        for curve in establishment.curves
        for k, gain in enumerate(curve.gains)
    ]
    return _frame(rows, ["unit_code", "group", "post_number", "serves_hours", "authorised"])


def uncarried_table(establishment: Establishment) -> pd.DataFrame:
    """Positions the posts do not carry as their hours ask, with the reason."""
    rows = [
        (
            s.unit_code,
            s.position_id,
            s.required_hours,
            s.served_hours,
            s.carried_hours,
            s.reason,
        )
        for s in sorted(establishment.shortfalls, key=lambda s: (s.unit_code, s.position_id))
    ]
    columns = ["unit_code", "position_id", "required_hours", "served_hours", "carried_hours"]
    return _frame(rows, [*columns, "reason"])


def mode_cells_table(problem: PlacementProblem, establishment: Establishment) -> pd.DataFrame:
    """The three-way rule for every unit and position: mode, posts, largest part, kept or not.

    Full-time work keeps its mode if one post has at least the full-time share of it,
    part-time work if exactly one post carries it.
    """
    parts: dict[tuple[str, str], list[float]] = defaultdict(list)
    for post in establishment.posts:
        for part in post.parts:
            parts[post.unit_code, part.position_id].append(part.share)
    threshold = problem.case.policy.full_time_from
    rows = []
    for need in establishment.need.itertuples():
        shares = parts.get((need.unit_code, need.position_id), [])
        largest = max(shares, default=0.0)
        rows.append(
            (
                need.unit_code,
                need.position_id,
                need.mode,
                need.required_fte,
                len(shares),
                largest,
                _mode_verdict(need.mode, shares, threshold),
            )
        )
    columns = ["unit_code", "position_id", "mode", "required_fte", "posts", "largest_share"]
    return _frame(rows, [*columns, "mode_kept"])


def _mode_verdict(mode: str, shares: Sequence[float], threshold: float) -> str:
    if mode == "none":
        return "kept" if not shares else "carried_though_none"
    if not shares:
        return "nobody"
    if mode == "part_time":
        return "kept" if len(shares) == 1 else "divided"
    return "kept" if max(shares) >= threshold - 1e-9 else "below_full_time"


def modes_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Units by mode for each position, and in how many of them the posts keep it."""
    rows = []
    for position, group in cells.groupby("position_id", sort=True):
        modes, verdict = group["mode"], group["mode_kept"]
        rows.append(
            (
                position,
                *(int((modes == mode).sum()) for mode in ("full_time", "part_time", "none")),
                *(
                    int(((modes == mode) & (verdict == "kept")).sum())
                    for mode in ("full_time", "part_time", "none")
                ),
                int((verdict == "nobody").sum()),
            )
        )
    return _frame(
        rows,
        [
            "position_id",
            "units_full_time",
            "units_part_time",
            "units_none",
            "kept_full_time",
            "kept_part_time",
            "kept_none",
            "units_nobody",
        ],
    )


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
            hours(placement.solution.seat_price[j]),
        )
        for j, seat in enumerate(placement.problem.seats)
    ]
    return _frame(
        rows,
        [
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
    return ";".join(f"{hours(price):.3f}" for price in milli)


def ceilings_table(
    establishment: Establishment, placement: Placement, officers: Officers
) -> pd.DataFrame:
    """Frame, ceiling, posts and heads of each unit, and what one more post would be worth."""
    prices, ceilings = establishment.prices, establishment.placement_ceilings
    heads = officers.heads_in_frame()
    shared = establishment.ceilings.shared
    rows = []
    for place, unit in enumerate(establishment.ceilings.units):
        code = unit.unit_code
        above = max(0, heads[code] - ceilings[code])
        rows.append(
            (
                code,
                unit.frame,
                ceilings[code],
                establishment.in_frame_posts[code],
                heads[code],
                above,
                hours(prices[f"frame/{code}"]),
                hours(prices.get(f"floor/{code}", 0)),
                hours(placement.solution.head_price[place]),
                str(unit.lower_edge) if shared else "",
                str(unit.upper_edge) if shared else "",
            )
        )
    return _frame(
        rows,
        [
            "unit_code",
            "frame",
            "ceiling",
            "posts_in_frame",
            "heads_in_frame",
            "above_frame",
            "frame_price",
            "floor_price",
            "head_price",
            "lower_edge",
            "upper_edge",
        ],
    )


def assignments_table(officers: Officers) -> pd.DataFrame:
    """Every cadre exactly once: placed, in the pool, or not in this placement."""
    problem = officers.problem
    people = problem.people.table
    rows = []
    for person, j in enumerate(officers.seat_of.tolist()):
        cadre = people.iloc[person]
        today = (cadre["unit_code"], cadre["position_id"])
        if j == POOL:
            price = hours(problem.network.pool_price[person])
            rows.append((cadre["cadre_id"], IN_POOL, *_no_seat(), price, *today, math.nan, ""))
            continue
        seat, parts = problem.seats[j], problem.builder.parts(person, j)
        rows.append(
            (
                cadre["cadre_id"],
                PLACED,
                seat.unit_code,
                seat.name,
                seat.kind[0],
                officers.post_of.get(person, ""),
                hours(parts.misfit),
                hours(parts.change_position),
                hours(parts.rank_down),
                hours(parts.change_unit),
                hours(parts.travel),
                hours(parts.preference),
                hours(parts.total),
                *today,
                problem.builder.km(person, j),
                _marks(officers, person, j),
            )
        )
    for row in problem.people.elsewhere.itertuples():
        blank = (math.nan,) * 7
        seat_type = ""
        rows.append(
            (row.cadre_id, ELSEWHERE, row.unit_code, seat_type, row.position_id, "", *blank)
            + (row.unit_code, row.position_id, math.nan, "")
        )
    rows.sort(key=lambda row: row[0])
    return _frame(
        rows,
        [
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
        ],
    )


def _no_seat() -> tuple[object, ...]:
    return ("", "", "", "", *(math.nan,) * 6)


def _marks(officers: Officers, person: int, seat: int) -> str:
    problem = officers.problem
    pins = problem.pins.get(person)
    marks = {
        "below_standard": not problem.builder.meets_standard(person, seat),
        "under_review": problem.people.table["discipline"].iloc[person] != "clear",
        "pinned": pins is not None and pins.only is not None,
        "above_seats": person not in officers.post_of,
    }
    return ";".join(mark for mark, holds in marks.items() if holds)


def vacancies_table(officers: Officers) -> pd.DataFrame:
    """Posts left empty, dearest first, and whether anybody could hold them at all."""
    problem = officers.problem
    eligible = np.bincount(problem.columns.seat, minlength=len(problem.seats))
    rows = [
        (
            post,
            problem.seats[j].unit_code,
            problem.seats[j].name,
            problem.seats[j].kind[0],
            hours(price),
            int(eligible[j]),
            "nobody_eligible" if eligible[j] == 0 else "dearer_to_fill",
        )
        for j, post, price in officers.empty_posts
    ]
    rows.sort(key=lambda row: (-row[4], row[0]))
    columns = ["post_id", "unit_code", "seat_type", "lead_position", "price", "eligible_people"]
    return _frame(rows, [*columns, "reason"])


def unplaced_table(officers: Officers) -> pd.DataFrame:
    """People in the pool, what leaving them out costs, and how many seats they could hold."""
    problem = officers.problem
    count = np.bincount(problem.columns.person, minlength=len(problem.people))
    rows = []
    for person in np.flatnonzero(officers.seat_of == POOL).tolist():
        cadre = problem.people.table.iloc[person]
        rows.append(
            (
                cadre["cadre_id"],
                hours(problem.network.pool_price[person]),
                cadre["unit_code"],
                cadre["position_id"],
                int(count[person]),
                "no_eligible_seat" if count[person] == 0 else "dearer_to_place",
            )
        )
    columns = ["cadre_id", "price", "today_unit", "today_position", "eligible_seats", "reason"]
    return _frame(rows, columns)


def moves_table(assignments: pd.DataFrame) -> pd.DataFrame:
    """People placed in a unit other than today's; leaving the pool is not a move."""
    moved = assignments[
        (assignments["status"] == PLACED)
        & (assignments["today_unit"] != "")
        & (assignments["today_unit"] != assignments["unit_code"])
    ]
    renamed = moved.rename(columns={"today_unit": "from_unit", "unit_code": "to_unit"})
    return renamed[["cadre_id", "from_unit", "to_unit", "km"]].reset_index(drop=True)


def leader_seats_table(placement: Placement, officers: Officers) -> pd.DataFrame:
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
        found = np.flatnonzero(problem.columns.seat == j)
        people = problem.columns.person[found]
        below = np.array(
            [p in sits and lesser[sits[p]] < lesser[seat.kind[0]] for p in people.tolist()], bool
        )
        if below.any():
            reduced = _reduced(placement, found[below], j)
            best = int(np.argmin(reduced))
            rows.append(
                (
                    post,
                    seat.unit_code,
                    seat.kind[0],
                    hours(price),
                    int(below.sum()),
                    problem.people.table["cadre_id"].iloc[int(people[below][best])],
                    hours(int(reduced[best])),
                )
            )
    columns = ["post_id", "unit_code", "lead_position", "price", "people_below", "cadre_id"]
    return _frame(rows, [*columns, "reduced_cost"])


def _reduced(placement: Placement, columns: np.ndarray, seat: int) -> np.ndarray:
    solution, network = placement.solution, placement.problem.network
    unit = network.unit[seat]
    head = solution.head_price[unit] if unit >= 0 else 0
    person = placement.problem.columns.person[columns]
    loss = placement.problem.columns.loss[columns]
    return loss + head - solution.seat_price[seat] - solution.person_price[person]


def parts_table(establishment: Establishment, awt: float) -> pd.DataFrame:
    """The parts of every post: position, share of one officer, hours a year."""
    rows = [
        (post.post_id, post.unit_code, part.position_id, part.share, part.share * awt)
        for post in establishment.posts
        for part in post.parts
    ]
    return _frame(rows, ["post_id", "unit_code", "position_id", "share", "hours"])


def _frame(rows: Sequence[Sequence[object]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))


def parts_of(placement: Placement, establishment: Establishment) -> pd.DataFrame:
    """Parts of every post of a plan."""
    return parts_table(establishment, available_hours(placement.problem.case.policy))


def names_of(frame: pd.DataFrame, key: str, value: str) -> Mapping[str, str]:
    """Look-up of one column by another."""
    return dict(zip(frame[key], frame[value], strict=True))
