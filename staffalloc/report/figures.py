"""The headline figures of a plan: what the summary, the overview and ``plan.json`` show."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from staffalloc.case.hours import MILLI
from staffalloc.tables.words import source_class

if TYPE_CHECKING:
    from staffalloc.plan.plan import Plan

_POOR_COVERAGE: Final = 0.75


@dataclass(frozen=True)
class PostingFigures:
    """One posting on the ruler; hours a year."""

    people: int
    people_out: int
    moved: int
    cost_hours: float
    unserved_hours: float
    idle_hours: float
    missing_leaders: float


@dataclass(frozen=True)
class KeptMode:
    """A position whose mode must be kept: units by mode, and where people keep it."""

    full_time: int
    part_time: int
    none: int
    kept: int


@dataclass(frozen=True)
class Figures:
    """Counts and hours of a plan; nobody is named in them.

    Attributes
    ----------
    postings : dict of str to PostingFigures
        ``today``, ``greedy`` and ``planned``.
    movable : int
        People of the placement who have a unit today.
    pool_hours, above_frame_hours : float
        What the pool and the heads above the frame cost in the placement's objective.
    required_in_frame, leaders_in_frame : float
        Officers the positions of the frame need, and the leaders among them: what compares
        with the ceiling.
    units_poorly_covered : int
        Units whose authorised posts serve less than three quarters of the required hours.
    units_worse : int
        Units with more hours unserved in the plan than today.
    above_seats, outside_placement : int
        People placed beyond the posts, and people who are not in this placement.
    ceilings_by_rule : int
        Units whose ceiling the rule set gave.
    kept_modes : dict of str to KeptMode
        By position.
    empty_leader_seats, leader_seats_with_people_below : int
    cheapest_promotion_hours : float or None
        The least reduced cost of filling such a seat.
    gates_stopping : dict of str to int
        Cases of every gate that does not allow signing; 0 where it could not be checked.
    """

    units: int
    positions: int
    cadres: int
    movable: int
    required_fte: float
    required_in_frame: float
    leaders_in_frame: float
    posts: int
    posts_in_frame: int
    ceiling: int
    vacancies: int
    vacancies_nobody_eligible: int
    uncovered_today: int
    uncovered_planned: int
    postings: dict[str, PostingFigures]
    pool_hours: float
    above_frame: int
    above_frame_units: int
    above_frame_hours: float
    units_poorly_covered: int
    units_worse: int
    above_seats: int
    outside_placement: int
    ceilings_by_rule: int
    kept_modes: dict[str, KeptMode]
    empty_leader_seats: int
    leader_seats_with_people_below: int
    cheapest_promotion_hours: float | None
    gates_stopping: dict[str, int]
    workloads: int
    workloads_synthetic: int
    estimated_cells: int

    @property
    def move_share(self) -> float:
        """Share of the people with a unit today whom the plan moves."""
        return self.postings["planned"].moved / max(1, self.movable)

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values, as ``plan.json`` holds them."""
        return {**asdict(self), "move_share": self.move_share}


def figures_of(plan: Plan) -> Figures:
    """Collect the headline figures of a plan."""
    made, case = plan.tables, plan.case
    assignments, ceilings, gates = made["assignments"], made["ceilings"], made["gates"]
    vacancies, balance, seats = made["vacancies"], made["balance"], made["leader_seats"]
    flags, framed = made["flags"], case.positions[case.positions["in_frame"]]
    in_frame = balance[balance["position_id"].isin(framed["position_id"])]
    by_post = framed.loc[framed["sizing"] == "post", "position_id"]
    taking_part = assignments["status"] != "not_in_placement"
    above = ceilings["above_frame"]
    leaders = case.positions.loc[case.positions["group"] == "leadership", "position_id"]
    stopping = gates[gates["verdict"] != "pass"]
    components = plan.certificate.placement.components_mh
    return Figures(
        units=len(case.units),
        positions=len(case.positions),
        cadres=len(case.cadres),
        movable=int((taking_part & (assignments["today_unit"] != "")).sum()),
        required_fte=float(made["requirements"]["required_fte"].sum()),
        required_in_frame=float(in_frame["required_fte"].sum()),
        leaders_in_frame=float(
            in_frame.loc[in_frame["position_id"].isin(by_post), "required_fte"].sum()
        ),
        posts=len(made["posts"]),
        posts_in_frame=int(made["posts"]["in_frame"].sum()),
        ceiling=int(ceilings["ceiling"].sum()),
        vacancies=len(vacancies),
        vacancies_nobody_eligible=int((vacancies["reason"] == "nobody_eligible").sum()),
        uncovered_today=int((balance["today_flag"] == "uncovered").sum()),
        uncovered_planned=int((balance["planned_flag"] == "uncovered").sum()),
        postings=_postings(plan),
        pool_hours=components["pool"] / MILLI,
        above_frame=int(above.sum()),
        above_frame_units=int((above > 0).sum()),
        above_frame_hours=components["above_frame"] / MILLI,
        units_poorly_covered=int((ceilings["coverage"] < _POOR_COVERAGE).sum()),
        units_worse=int((flags["planned_unserved_hours"] > flags["today_unserved_hours"]).sum()),
        above_seats=int(assignments["marks"].str.contains("above_seats").sum()),
        outside_placement=int((~taking_part).sum()),
        ceilings_by_rule=int(case.units["ceiling"].isna().sum()),
        kept_modes=_kept_modes(plan),
        empty_leader_seats=int(vacancies["lead_position"].isin(leaders).sum()),
        leader_seats_with_people_below=len(seats),
        cheapest_promotion_hours=float(seats["reduced_cost"].min()) if len(seats) else None,
        gates_stopping={
            gate: int(count)
            for gate, count in zip(stopping["gate"], stopping["count"], strict=True)
        },
        workloads=len(case.workloads),
        workloads_synthetic=int((case.workloads["source"].map(source_class) == "synthetic").sum()),
        estimated_cells=int(made["requirements"]["estimated"].sum()),
    )


def _postings(plan: Plan) -> dict[str, PostingFigures]:
    ruler = plan.tables["ruler"].set_index("posting")
    return {
        str(name): PostingFigures(
            people=int(row["people"]),
            people_out=int(row["people_out"]),
            moved=int(row["moved"]),
            cost_hours=float(row["cost_hours"]),
            unserved_hours=float(row["unserved_hours"]),
            idle_hours=float(row["idle_hours"]),
            missing_leaders=float(row["missing_leaders"]),
        )
        for name, row in ruler.iterrows()
    }


def _kept_modes(plan: Plan) -> dict[str, KeptMode]:
    positions = plan.case.positions
    cells = plan.tables["mode_cells"]
    kept = {}
    for code in positions.loc[positions["keep_mode"], "position_id"]:
        rows = cells[cells["position_id"] == code]
        counts = rows["mode"].value_counts()
        kept[str(code)] = KeptMode(
            full_time=int(counts.get("full_time", 0)),
            part_time=int(counts.get("part_time", 0)),
            none=int(counts.get("none", 0)),
            kept=int((rows["mode_kept"] == "kept").sum()),
        )
    return kept
