"""The chain from a case to a plan, and its frozen result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from staffalloc.balance.ruler import Posting, Reading, read_posting
from staffalloc.case.case import Case
from staffalloc.case.hours import MILLI
from staffalloc.case.problems import Language, Notice
from staffalloc.certificate import Certificate, StagedProof, StepProof, versions
from staffalloc.establishment import Establishment, build_establishment
from staffalloc.placement.engine.programme import as_linear_programme
from staffalloc.placement.greedy import greedy
from staffalloc.placement.place import Placement, place
from staffalloc.placement.side.rules import relations_outside
from staffalloc.placement.stable.placed import blocking_pairs
from staffalloc.plan.all_tables import build_tables, ruler_table
from staffalloc.plan.fair_hours import fractional_hours_table
from staffalloc.plan.fairness import fairness_figures
from staffalloc.plan.officers import Officers, today_posting
from staffalloc.plan.rules_table import rules_table
from staffalloc.plan.side_rules import side_rules_table
from staffalloc.rules import RulesInForce, rules_in_force
from staffalloc.rules.checks import violations
from staffalloc.rules.division_checks import DIVISION_TABLES
from staffalloc.rules.plan_tables import PlanTables

if TYPE_CHECKING:
    from staffalloc.explain.narrator import Narrator
    from staffalloc.live import LivePlan

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """A plan: posts, people in posts, balance and flags, with the certificate that proves it.

    Every table is a fresh copy; changing one changes nothing in the plan.
    """

    case: Case
    establishment: Establishment
    placement: Placement
    options: Mapping[str, Any]

    @property
    def requirements(self) -> pd.DataFrame:
        """Officers the workload needs by unit and position."""
        return self._tables["requirements"].copy()

    @property
    def posts(self) -> pd.DataFrame:
        """Authorised posts, one row each."""
        return self._tables["posts"].copy()

    @property
    def assignments(self) -> pd.DataFrame:
        """Every cadre once, with the parts of the loss in hours."""
        return self._tables["assignments"].copy()

    @property
    def signing(self) -> pd.DataFrame:
        """The list to sign: one row a person who is placed or stays."""
        return self._tables["signing"].copy()

    @property
    def reasons(self) -> pd.DataFrame:
        """Fit, need and the exact cost of the next best, one row a person of the placement."""
        return self._tables["reasons"].copy()

    @property
    def leaders(self) -> pd.DataFrame:
        """One row a leader's post: who holds it, who was excluded by which condition."""
        return self._tables["leaders"].copy()

    @property
    def uncovered(self) -> pd.DataFrame:
        """Work that no placed person carries, and why."""
        return self._tables["uncovered"].copy()

    @property
    def side_rules(self) -> pd.DataFrame:
        """One row a rule of the tables limits and relations: limit, use, breach and price."""
        return side_rules_table(self.placement)

    @property
    def balance(self) -> pd.DataFrame:
        """Required, today's and planned staff by unit and position."""
        return self._tables["balance"].copy()

    @property
    def flags(self) -> pd.DataFrame:
        """One row a unit, uncovered work first."""
        return self._tables["flags"].copy()

    @property
    def vacancies(self) -> pd.DataFrame:
        """Posts left empty, dearest first."""
        return self._tables["vacancies"].copy()

    @property
    def unplaced(self) -> pd.DataFrame:
        """People in the pool."""
        return self._tables["unplaced"].copy()

    @property
    def moves(self) -> pd.DataFrame:
        """People placed in another unit than today's."""
        return self._tables["moves"].copy()

    def fairness_in_hours(self) -> pd.DataFrame:
        """Return the leximin of weighted hours served, for people who could be divided.

        One row a unit, fractional: a bound on fairness in hours, not a plan. It is solved when
        asked for, level by level: a second for a few units, minutes for a large city.
        """
        planned = self._postings["planned"]
        return fractional_hours_table(
            self.case, self.establishment, self.placement.problem, planned
        )

    @property
    def gates(self) -> pd.DataFrame:
        """What must be 0 before the plan may be signed."""
        return self._tables["gates"].copy()

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table of the plan by name, in the order of the workbook."""
        return {name: frame.copy() for name, frame in self._tables.items()}

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What reading the case changed or assumed, and what the placement had to settle."""
        problem = self.placement.problem
        resolved = [
            Notice("old_unit_resolved", "cadres", fields=(("cadre", cadre), ("unit", unit)))
            for cadre, unit in sorted(problem.people.resolved.items())
        ]
        opened = [
            Notice("place_opened", "pins", fields=(("seat", seat.name), ("count", seat.opened)))
            for seat in problem.seats
            if seat.opened
        ]
        outside = sorted(
            set(self.case.pins["cadre_id"]) & set(problem.people.elsewhere["cadre_id"])
        )
        idle = [
            Notice("pin_outside_placement", "pins", fields=(("cadre", cadre),)) for cadre in outside
        ]
        rules = rules_in_force(self.case).numbers
        absent = sorted(set(rules.named_positions) - set(self.case.positions["position_id"]))
        fields = (("rules", rules.name), ("positions", ", ".join(absent)))
        lacking = (
            [Notice("rule_set_positions_missing", "positions", fields=fields)] if absent else []
        )
        apart = relations_outside(self.case, problem.people)
        return (*self.case.notices, *lacking, *resolved, *opened, *idle, *apart)

    def summary(self) -> str:
        """Return the plan in a few lines, for a terminal or a log; no names in it."""
        from staffalloc.report.summary import summary_text

        return summary_text(self)

    def explain(
        self, *, cadre: str | None = None, unit: str | None = None, lang: Language = "vi"
    ) -> str:
        """Return the card of one person or one unit, in the words of the files.

        Raises
        ------
        CaseError
            If the plan has no such person or unit.
        ValueError
            Unless exactly one of them is asked for.
        """
        from staffalloc.explain.cards import card_of
        from staffalloc.explain.narrator import Narrator

        if lang not in self._narrators:
            self._narrators[lang] = Narrator(self.case, self._tables, lang)
        return card_of(self._narrators[lang], cadre=cadre, unit=unit).text()

    def save(
        self,
        folder: str | Path,
        *,
        lang: Language = "vi",
        overwrite: bool = False,
        outlines: str | Path | None = None,
    ) -> Path:
        """Write the plan folder: workbook, page, JSON, tables, audit record and the case itself.

        The folder is complete or absent. `outlines` is a GeoJSON file with an outline a unit
        (property ``unit_code``) for the map of the page. Raises ``FileExistsError`` if the
        folder exists and `overwrite` is not set.
        """
        from staffalloc.report.folder import save_plan

        drawn = None if outlines is None else Path(outlines)
        return save_plan(self, Path(folder), lang=lang, overwrite=overwrite, outlines=drawn)

    def write_programme(self, path: str | Path) -> None:
        """Write the placement as a linear programme for any solver (``.lp`` or ``.mps``).

        Variables and rows are numbers; no code or name of a person or unit is in the file.
        The optimum in milli-hours plus ``placement.problem.model.all_empty``, the price of
        leaving every seat empty, is the objective of the certificate where no side rule binds;
        limits and relations are not in the file. Of staged appointments it is the last block.
        """
        as_linear_programme(self.placement.problem.model).write(path)

    def live(self) -> LivePlan:
        """Keep the plan open for edits that are each solved from the last optimum."""
        from staffalloc.live import LivePlan

        return LivePlan(self)

    @cached_property
    def blocking_pairs(self) -> dict[str, int]:
        """Pairs of a person and a seat type that would both rather have each other.

        By posting: ``greedy`` and ``planned``; who prefers what is an assumption, see
        :func:`staffalloc.placement.stable.placed.stable_placement`. A stable matching has none.
        """
        seats = {"greedy": self.greedy_officers.seat_of, "planned": self.placement.seat_of}
        problem = self.placement.problem
        return {
            name: blocking_pairs(problem.model, problem.builder, seat_of)
            for name, seat_of in seats.items()
        }

    @cached_property
    def certificate(self) -> Certificate:
        """Objective, bound and proof of both steps."""
        choice, proof = self.establishment.choice, self.placement.proof
        prices = self.establishment.prices
        leaders = {(lead.unit_code, lead.position_id) for lead in self.establishment.leaderships}
        missing = sum(lead.missing_price * lead.target for lead in self.establishment.leaderships)
        for post in self.establishment.posts:
            if (post.unit_code, post.lead) in leaders:
                missing -= self._missing_price(post.unit_code, post.lead)
        return Certificate(
            establishment=StepProof(
                choice.objective,
                choice.bound,
                {"groups": choice.objective - missing, "leaders": missing},
            ),
            placement=StepProof(
                proof.objective, proof.bound, proof.components, _staged_proof(self.placement)
            ),
            total_price_mh=prices.get("total", 0),
            cap_prices_mh={
                limit.name: prices[f"city/{limit.name}"] for limit in self.establishment.city_limits
            },
            smallest_reduced_cost_mh=proof.smallest_reduced_cost,
            violations=self._violations,
            case_digest=self.case.digest(),
            versions=versions(),
            options=dict(self.options),
            fairness=fairness_figures(self.placement),
        )

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """Today, greedy and plan on the one ruler."""
        return {
            posting.name: read_posting(self.case, self.establishment, posting)
            for posting in self._postings.values()
        }

    @cached_property
    def officers(self) -> Officers:
        """Who sits in which post."""
        return Officers(self.placement.problem, self.establishment, self.placement.seat_of)

    @cached_property
    def greedy_officers(self) -> Officers:
        """The same for the placement by seniority and nearness."""
        problem = self.placement.problem
        return Officers(problem, self.establishment, greedy(problem.all_at_once))

    @cached_property
    def _narrators(self) -> dict[Language, Narrator]:
        """Narrators already made, so that many people can be asked after one another."""
        return {}

    @cached_property
    def _postings(self) -> dict[str, Posting]:
        return {
            "today": today_posting(self.placement.problem),
            "greedy": self.greedy_officers.posting("greedy"),
            "planned": self.officers.posting("planned"),
        }

    def _missing_price(self, unit: str, position: str) -> int:
        return self._leader_prices[unit, position]

    @cached_property
    def _leader_prices(self) -> dict[tuple[str, str], int]:
        return {
            (lead.unit_code, lead.position_id): lead.missing_price
            for lead in self.establishment.leaderships
        }

    @cached_property
    def _checked(self) -> PlanTables:
        limits = {
            limit.name: (limit.positions, limit.limit) for limit in self.establishment.city_limits
        }
        made = self._made
        names = ("posts", "parts", "assignments", "signing", "ceilings")
        return PlanTables(
            self.case,
            self.rules.day,
            **{name: made[name] for name in names},
            city_limits=limits,
            side_rules=self.side_rules,
            organised={name: made[name] for name in ("departments", "shared") if name in made},
            division={name: made[name] for name in DIVISION_TABLES if name in made},
        )

    @cached_property
    def rules(self) -> RulesInForce:
        """The rules that hold for the case."""
        return rules_in_force(self.case)

    @cached_property
    def _violations(self) -> dict[str, float]:
        return violations(self._checked, self.rules)

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        listed = rules_table(self.case, self.rules, self._violations, self._made, self._dearest)
        return {**self._made, "rules": listed}

    @property
    def _dearest(self) -> dict[str, float]:
        """What one more unit of each rule's limit is worth in hours, at most, by rule."""
        caps = {
            limit.name: self.establishment.prices[f"city/{limit.name}"] / MILLI
            for limit in self.establishment.city_limits
        }
        ceilings = self._made["ceilings"]["frame_price"]
        caps["ceiling"] = float(ceilings.max()) if len(ceilings) else 0.0
        caps["city_total"] = self.establishment.prices.get("total", 0) / MILLI
        return caps

    @cached_property
    def _made(self) -> dict[str, pd.DataFrame]:
        seats = {"greedy": self.greedy_officers.seat_of, "planned": self.placement.seat_of}
        ruler = ruler_table(self.placement.problem, self.readings, seats)
        return build_tables(
            self.case,
            self.establishment,
            self.placement,
            self.officers,
            self._postings,
            ruler,
            seats["greedy"],
        )


def plan(
    case: Case,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Plan:
    """Plan a case: required officers, posts under ceilings, people in posts, flags.

    Parameters
    ----------
    case : Case
    time_limit : float, optional
        Seconds each of the two steps may take. The placement that was best by then stands, with
        its bound and gap.
    seed : int
        Seed of the solver.
    progress : callable, optional
        Called with a short English word as each step begins.
    executor : concurrent.futures.Executor, optional
        Places the people of provinces that nobody can move between side by side; the plan is
        the same as without. The caller shuts it down.

    Returns
    -------
    Plan

    Raises
    ------
    CaseError
        If a ceiling is below the least posts, a pin cannot be kept, or the case has rules
        this version does not apply; all of a kind at once.
    InfeasibleError
        If no plan keeps the hard rules, with the reason.

    Examples
    --------
    >>> import staffalloc as sa
    >>> made = sa.plan(sa.load_example("lao_cai"))
    >>> made.certificate.placement.status, made.certificate.placement.gap
    ('optimal', 0.0)
    """
    tell = progress or _say_nothing
    tell("establishment")
    establishment = build_establishment(case, time_limit=time_limit, seed=seed)
    tell("placement")
    placement = place(case, establishment, time_limit=time_limit, seed=seed, executor=executor)
    options = {"time_limit": time_limit, "seed": seed}
    made = Plan(case, establishment, placement, options)
    tell("balance")
    _prove(made)
    return made


def _staged_proof(placement: Placement) -> StagedProof | None:
    stages, at_once = placement.problem.stages, placement.all_at_once
    alone = placement.by_stages_alone
    if stages is None or at_once is None or alone is None:
        return None
    return StagedProof(stages.are_proven, alone, at_once.objective, at_once.bound)


def _prove(made: Plan) -> Certificate:
    """Make tables and certificate now, while progress is told, not when first looked at."""
    return made.certificate


def _say_nothing(_: str) -> None:
    """Progress nobody asked for."""
