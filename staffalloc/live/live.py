"""The live plan: one small edit after another, each to its proven optimum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from staffalloc.case.case import Case
from staffalloc.case.hours import MILLI
from staffalloc.case.problems import CaseError, Problem
from staffalloc.demand import requirements
from staffalloc.establishment import Establishment
from staffalloc.establishment.by_hand import with_post, without_post
from staffalloc.establishment.resettle import resettle, settle
from staffalloc.live import edited_case
from staffalloc.live.change import LiveChange, change_between
from staffalloc.live.placed import Step, placed_at_start, with_person_again, with_units_again
from staffalloc.live.side_rules import has_side_rules, keeping_side_rules
from staffalloc.live.state import LiveState
from staffalloc.placement.engine.clock import Clock
from staffalloc.placement.engine.model import Ints
from staffalloc.placement.engine.proof import prove
from staffalloc.placement.engine.warm import WarmPlacement
from staffalloc.placement.place import build_placement_problem, proven
from staffalloc.placement.side.floors import Floor
from staffalloc.placement.side.rows import SideRow

if TYPE_CHECKING:
    from staffalloc.plan import Plan


class LivePlan:
    """A plan that stays open for edits; every edit gives the new optimum with its proof.

    An edit that is refused leaves everything as it was. Edits of workloads, weights and ceilings
    lead the establishment of the units concerned to its canonical optimum (and drop posts added
    there by hand); all others leave the establishment as it is. The objective is always that of
    `staffalloc.plan` of the edited case.

    Parameters
    ----------
    plan : Plan

    Raises
    ------
    CaseError
        If the goal of the plan is another than the least loss, or the plan is one of staged
        appointments: what an edit does to a block that is decided is for people to say, so such
        a case is planned anew.

    Notes
    -----
    Rules about many people at once (limits, relations) are solved anew after each edit, to the
    gap the change says. A plan under the rule of fairness is not kept open: plan the edited case.

    Raises
    ------
    CaseError
        If the rule of fairness is on.

    Examples
    --------
    >>> import staffalloc as sa
    >>> live = sa.plan(sa.load_example("lao_cai")).live()
    >>> before = live.objective
    >>> who = live.case.cadres["cadre_id"].iloc[0]
    >>> change = live.remove_cadre(who)
    >>> change.edit, change.status, live.edits
    ('remove_cadre', 'optimal', 1)
    >>> live.undo()
    >>> live.objective == before
    True
    """

    def __init__(self, plan: Plan) -> None:
        if plan.case.policy.placement_goal != "least_loss":
            raise CaseError([Problem("live_least_loss_only", table="policy")])
        if plan.placement.problem.stages is not None:
            raise CaseError([Problem("live_in_stages", "rules")])
        self._start = plan
        placement = plan.placement
        if placement.fair is not None:
            raise CaseError([Problem("fairness_not_live", "rules", column="rule")])
        placed = placed_at_start(plan.case, plan.establishment, placement)
        warm = WarmPlacement(placed.model, placement.solution)
        self._states = [
            LiveState(
                case=plan.case,
                settlement=None,
                post_edits={},
                establishment=plan.establishment,
                placed=placed,
                warm=warm,
                solution=placement.solution,
                proof=placement.proof,
                side=placement.side,
                changed=np.zeros(0, np.int64),
            )
        ]

    @property
    def case(self) -> Case:
        """The edited case, checked as a whole."""
        return edited_case.checked(self._now.case, self._start.case)

    @property
    def establishment(self) -> Establishment:
        """The establishment now, posts added by hand included."""
        return self._now.establishment

    @property
    def objective(self) -> float:
        """Hours a year of the placement, exact to the milli-hour."""
        return self._now.proof.objective / MILLI

    @property
    def bound(self) -> float:
        """Hours a year that no placement costs less than."""
        return self._now.proof.bound / MILLI

    @property
    def edits(self) -> int:
        """How many edits can be undone."""
        return len(self._states) - 1

    def set_workload(self, unit: str, indicator: str, value: float) -> LiveChange:
        """Set the yearly figure of an indicator in a unit, in units of the indicator."""
        return self._resettled(
            "set_workload",
            lambda case: edited_case.with_workload(case, unit, indicator, value),
            is_need_changed=True,
        )

    def set_ceiling(self, unit: str, ceiling: float | None) -> LiveChange:
        """Set the posts in the frame a unit may have; None takes the frame by rule."""
        return self._resettled(
            "set_ceiling",
            lambda case: edited_case.with_ceiling(case, unit, ceiling),
            is_need_changed=False,
        )

    def set_weight(self, indicator: str, weight: float) -> LiveChange:
        """Set what an hour of an indicator's work weighs."""
        return self._resettled(
            "set_weight",
            lambda case: edited_case.with_weight(case, indicator, weight),
            is_need_changed=True,
        )

    def pin(self, cadre: str, action: str, **columns: Any) -> LiveChange:
        """Add a decision for a person: a row of the table ``pins``.

        Parameters
        ----------
        cadre : str
        action : {"keep", "assign", "forbid", "prefer"}
        **columns
            ``unit_code``, ``position_id``, ``hours``, ``author``, ``reason``.
        """
        row = {"cadre_id": cadre, "action": action, **columns}
        return self._person("pin", cadre, lambda case: edited_case.with_pin(case, row))

    def unpin(self, cadre: str) -> LiveChange:
        """Take back every decision for a person."""
        return self._person("unpin", cadre, lambda case: edited_case.without_pins(case, cadre))

    def add_cadre(self, cadre: str, **columns: Any) -> LiveChange:
        """Add a person: a row of the table ``cadres``."""
        row = {"cadre_id": cadre, **columns}
        return self._person("add_cadre", cadre, lambda case: edited_case.with_cadre(case, row))

    def remove_cadre(self, cadre: str) -> LiveChange:
        """Remove a person, with their skills, decisions and relations."""
        return self._person(
            "remove_cadre", cadre, lambda case: edited_case.without_cadre(case, cadre)
        )

    def add_post(self, unit: str, position: str) -> LiveChange:
        """Add a whole post of one position, priced as if the establishment had given it."""
        return self._post("add_post", unit, (1, position))

    def remove_post(self, unit: str, position: str) -> LiveChange:
        """Take out the slightest post that a position leads."""
        return self._post("remove_post", unit, (-1, position))

    def undo(self) -> None:
        """Go back to the state before the last edit; exactly, for states are kept.

        Raises
        ------
        IndexError
            If there is no edit left.
        """
        if not self.edits:
            raise IndexError("there is no edit to undo")
        undone = self._states.pop()
        if undone.warm is self._now.warm:
            undone.warm.forget(undone.changed)

    def plan(self) -> Plan:
        """Return a full plan of the state now, with its tables; nothing is solved again."""
        case, now = self.case, self._now
        problem = build_placement_problem(case, now.establishment)
        rows = {code: row for row, code in enumerate(problem.people.table["cadre_id"])}
        seats = {(seat.unit_code, seat.kind): j for j, seat in enumerate(problem.seats)}
        place_of = np.array([seats.get((s.unit_code, s.kind), -1) for s in now.placed.seats])
        new_row = np.array([rows.get(code, -1) for code in now.placed.codes], np.int64)
        new_row[now.placed.model.count == 0] = -1
        there = np.flatnonzero(new_row >= 0)
        person, seat = new_row[now.solution.person], place_of[now.solution.seat]
        order = np.argsort(person)
        left_out = np.zeros(len(rows), np.int64)
        left_out[new_row[there]] = now.solution.left_out[there]
        price = np.zeros(len(seats), np.int64)
        price[place_of[place_of >= 0]] = now.solution.seat_price[place_of >= 0]
        solution = replace(
            now.solution,
            person=person[order],
            seat=seat[order],
            left_out=left_out,
            seat_price=price,
        )
        side_price = _prices(now.side.rows, now.side.price, problem.side_rows)
        floor_price = _prices(now.side.floors, now.side.floor_price, problem.floors)
        placement = proven(problem, solution, side_price, floor_price)
        return type(self._start)(case, now.establishment, placement, self._start.options)

    @property
    def _now(self) -> LiveState:
        return self._states[-1]

    def _person(self, edit: str, cadre: str, change: Callable[[Case], Case]) -> LiveChange:
        clock = Clock()
        now = self._now
        case = change(now.case)
        clock.add("case")
        step = with_person_again(now.placed, case, cadre)
        clock.add("problem")
        return self._solved(
            edit, replace(now, case=case, concerned=frozenset(), whole=False), step, clock
        )

    def _post(self, edit: str, unit: str, made: tuple[int, str]) -> LiveChange:
        clock = Clock()
        now = self._now
        establishment = _by_hand(now.establishment, unit, made)
        edits = {**now.post_edits, unit: (*now.post_edits.get(unit, ()), made)}
        clock.add("establishment")
        step = with_units_again(now.placed, now.case, establishment, frozenset([unit]))
        clock.add("problem")
        after = replace(
            now,
            establishment=establishment,
            post_edits=edits,
            concerned=frozenset(),
            whole=False,
        )
        return self._solved(edit, after, step, clock)

    def _resettled(
        self, edit: str, change: Callable[[Case], Case], *, is_need_changed: bool
    ) -> LiveChange:
        clock = Clock()
        now = self._now
        case = change(now.case)
        clock.add("case")
        before = now.settlement or settle(self._start.establishment)
        need = requirements(case) if is_need_changed else before.establishment.need
        settlement = resettle(case, before, need)
        dropped = settlement.concerned
        edits = {unit: made for unit, made in now.post_edits.items() if unit not in dropped}
        establishment = settlement.establishment
        for unit, posts in edits.items():
            for made in posts:
                establishment = _by_hand(establishment, unit, made)
        clock.add("establishment")
        step = with_units_again(now.placed, case, establishment, settlement.changed)
        clock.add("problem")
        after = replace(
            now,
            case=case,
            settlement=settlement,
            post_edits=edits,
            establishment=establishment,
            concerned=settlement.concerned,
            whole=settlement.whole,
        )
        return self._solved(edit, after, step, clock)

    def _solved(self, edit: str, after: LiveState, step: Step, clock: Clock) -> LiveChange:
        """Solve, prove and keep; nothing is kept if somebody cannot be placed."""
        before, model, warm, reason = self._now, step.placed.model, after.warm, ""
        if step.seat_now is not None:
            warm, reason = warm.renumbered(model, step.seat_now), "seats"
        result = warm.solve(model, step.changed)
        clock.add("placement")
        solution, side, reason = result.solution, before.side, result.reason or reason
        if has_side_rules(after.case):
            warm.forget(step.changed)  # the rules may yet refuse the edit
            solution, proof, side = keeping_side_rules(after.case, step.placed, solution)
            reason = "side_rules"
            clock.add("side_rules")
        else:
            proof = prove(model, solution)
            clock.add("proof")
        after = replace(
            after,
            placed=step.placed,
            warm=warm,
            solution=solution,
            proof=proof,
            side=side,
            changed=step.changed,
            reason=reason,
        )
        self._states.append(after)
        change = change_between(edit, before, after)
        clock.add("difference")
        return replace(change, seconds=clock.seconds)


def _by_hand(made: Establishment, unit: str, edit: tuple[int, str]) -> Establishment:
    more, position = edit
    if more > 0:
        return with_post(made, unit, position)
    return without_post(made, unit, position)


def _prices(
    known: Sequence[SideRow | Floor], price: Ints, asked: Sequence[SideRow | Floor]
) -> Ints:
    """Return the prices of rules as another list of the same rules has them, 0 for the rest."""
    price_of = dict(zip((rule.key for rule in known), price.tolist(), strict=True))
    return np.array([price_of.get(rule.key, 0) for rule in asked], np.int64)
