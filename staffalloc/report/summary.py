"""A plan in a few lines, for a terminal or a log; nobody is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from staffalloc.case.hours import MILLI
from staffalloc.case.problems import Language
from staffalloc.certificate import StepProof
from staffalloc.report.figures import Figures, figures_of
from staffalloc.tables.names import gate_name
from staffalloc.tables.words import POSTINGS, PROOFS, in_words, number_text

if TYPE_CHECKING:
    from staffalloc.plan.plan import Plan

_STEPS = (
    ("establishment", "Khung biên chế", "Posts"),
    ("placement", "Bố trí với các chỗ làm ấy", "Placement given these posts"),
)


def summary_text(plan: Plan, lang: Language = "vi") -> str:
    """Return both proofs, today beside the plan, what costs most and what stops signing.

    Parameters
    ----------
    plan : Plan
    lang : {"vi", "en"}
    """
    writer = _Summary(plan, figures_of(plan), lang)
    return "\n".join(writer.lines())


class _Summary:
    """The lines, in one language."""

    def __init__(self, plan: Plan, figures: Figures, lang: Language) -> None:
        self._plan = plan
        self._figures = figures
        self._lang = lang

    def lines(self) -> Iterator[str]:
        yield self._title()
        if self._figures.workloads_synthetic:
            yield self._synthetic()
        for name, vi, en in _STEPS:
            proof: StepProof = getattr(self._plan.certificate, name)
            yield self._proof(self._say(vi, en), proof)
        yield from self._fairness()
        yield from self._stability()
        yield from self._stages()
        yield from self._postings()
        yield self._uncovered()
        yield self._moves()
        yield self._prices()
        yield self._vacancies()
        yield from self._kept_modes()
        yield self._leaders()
        yield from self._gates()

    def _say(self, vi: str, en: str) -> str:
        return en if self._lang == "en" else vi

    def _number(self, value: float, digits: int = 0) -> str:
        return number_text(value, self._lang, digits)

    def _share(self, value: float) -> str:
        return f"{self._number(100 * value, 1)} %"

    def _title(self) -> str:
        f = self._figures
        units, cadres, posts = (self._number(n) for n in (f.units, f.cadres, f.posts))
        return self._say(
            f"{units} đơn vị, {f.positions} vị trí, {cadres} người, {posts} chỗ làm "
            f"({self._number(f.posts_in_frame)} trong khung, trần {self._number(f.ceiling)})",
            f"{units} units, {f.positions} positions, {cadres} people, {posts} posts "
            f"({self._number(f.posts_in_frame)} in the frame, ceiling {self._number(f.ceiling)})",
        )

    def _synthetic(self) -> str:
        f = self._figures
        count, total = self._number(f.workloads_synthetic), self._number(f.workloads)
        return self._say(
            f"SỐ LIỆU MÔ PHỎNG: {count}/{total} số liệu khối lượng không phải số liệu thật",
            f"SYNTHETIC DATA: {count} of {total} workloads are not real",
        )

    def _proof(self, step: str, proof: StepProof) -> str:
        status = in_words(proof.status, PROOFS, self._lang)
        objective, bound = self._number(proof.objective, 3), self._number(proof.bound, 3)
        return self._say(
            f"{step}: {status}; thiệt hại {objective} giờ, cận dưới {bound} giờ",
            f"{step}: {status}; cost {objective} h, bound {bound} h",
        )

    def _fairness(self) -> Iterator[str]:
        placement = self._plan.placement
        if placement.fair is None:
            return
        table = self._plan.tables["fairness"]
        least = self._share(table["share"].min())
        before = self._share((table["filled_without"] / table["seats"]).min())
        proven = self._say(
            f"{placement.fair.levels.levels} mức đã chứng minh",
            f"{placement.fair.levels.levels} levels proven",
        )
        if placement.fair.share_bound is not None:
            most = self._share(float(placement.fair.share_bound))
            proven = self._say(f"cận trên {most}", f"bound {most}")
        price = self._number(placement.price_of_fairness / MILLI, 3)
        yield self._say(
            f"Công bằng giữa các đơn vị: nơi thấp nhất có người ở {least} chỗ làm trong khung "
            f"(không có quy tắc: {before}), {proven}; giá của công bằng {price} giờ",
            f"Fairness between units: at least {least} of the authorised seats filled (without "
            f"the rule: {before}), {proven}; price of fairness {price} h",
        )

    def _stability(self) -> Iterator[str]:
        """Say that nobody and no seat want each other, and what that costs."""
        matching = self._plan.tables.get("matching")
        if matching is None:
            return
        rows = matching.set_index("posting")
        pairs = self._number(int(rows["blocking_pairs"]["planned"]))
        others = self._number(int(rows["blocking_pairs"]["least_loss"]))
        price = self._number(rows["objective"]["planned"] - rows["objective"]["least_loss"])
        yield self._say(
            f"Ghép ổn định: {pairs} cặp người và chỗ làm cùng muốn đổi (bố trí ít thiệt hại nhất: "
            f"{others}); giá của sự ổn định: {price} giờ",
            f"Stable matching: {pairs} pairs of a person and a seat that would both rather have "
            f"each other ({others} at least loss); the price of stability: {price} h",
        )

    def _stages(self) -> Iterator[str]:
        placement = self._plan.certificate.placement
        if placement.staged is None or placement.price_of_stages is None:
            return
        price = self._number(placement.price_of_stages, 3)
        at_once = self._number(placement.staged.at_once_objective_mh / MILLI, 3)
        yield self._say(
            f"Bổ nhiệm theo từng bước: thêm {price} giờ so với quyết cả một lượt ({at_once} giờ), "
            "khi chưa kể giới hạn, quan hệ và công bằng",
            f"Appointments in stages: {price} h more than all at once ({at_once} h), limits, "
            "relations and fairness aside",
        )

    def _postings(self) -> Iterator[str]:
        for name, posting in self._figures.postings.items():
            label = in_words(name, POSTINGS, self._lang)
            cost, unserved = (self._number(h) for h in (posting.cost_hours, posting.unserved_hours))
            leaders = self._number(posting.missing_leaders, 1)
            yield self._say(
                f"{label}: thiệt hại {cost} giờ quy đổi/năm, {unserved} giờ việc chưa có người "
                f"làm, thiếu {leaders} lãnh đạo",
                f"{label}: {cost} weighted hours a year lost, {unserved} hours unserved, "
                f"{leaders} leaders missing",
            )

    def _uncovered(self) -> str:
        f = self._figures
        before, after = self._number(f.uncovered_today), self._number(f.uncovered_planned)
        gates = self._plan.gates.set_index("gate")["count"]
        named = self._number(int(gates["uncovered_task"]))
        return self._say(
            f"Việc không có giờ công nào phục vụ: {before} ô đơn vị × vị trí hiện nay, {after} "
            f"theo phương án; việc chưa giao đích danh cho ai: {named} ô",
            f"Work without an hour served: {before} cells of unit and position today, {after} in "
            f"the plan; work that no placed person carries by name: {named} cells",
        )

    def _moves(self) -> str:
        f = self._figures
        moved, movable = self._number(f.postings["planned"].moved), self._number(f.movable)
        price = self._number(self._plan.case.policy.change_unit_hours)
        return self._say(
            f"Chuyển đơn vị: {moved}/{movable} người ({self._share(f.move_share)}); muốn ít hơn, "
            f"tăng change_unit_hours (đang là {price} giờ)",
            f"Moves: {moved} of {movable} people ({self._share(f.move_share)}); for fewer, raise "
            f"change_unit_hours (now {price} h)",
        )

    def _prices(self) -> str:
        f = self._figures
        out, pool = self._number(f.postings["planned"].people_out), self._number(f.pool_hours)
        heads, above = self._number(f.above_frame), self._number(f.above_frame_hours)
        units = self._number(f.above_frame_units)
        return self._say(
            f"Chưa bố trí: {out} người (giá {pool} giờ); vượt khung: {heads} người ở {units} đơn "
            f"vị (giá {above} giờ)",
            f"In the pool: {out} people (price {pool} h); above the frame: {heads} people in "
            f"{units} units (price {above} h)",
        )

    def _vacancies(self) -> str:
        f = self._figures
        count, nobody = self._number(f.vacancies), self._number(f.vacancies_nobody_eligible)
        poor = self._number(f.units_poorly_covered)
        return self._say(
            f"Chỗ làm còn trống: {count}, trong đó {nobody} không có ai đủ điều kiện; biên chế đáp "
            f"ứng dưới 75 % nhu cầu ở {poor} đơn vị",
            f"Empty posts: {count}, {nobody} of them with nobody eligible; posts serve less than "
            f"75 % of the requirement in {poor} units",
        )

    def _kept_modes(self) -> Iterator[str]:
        for code, mode in self._figures.kept_modes.items():
            units = mode.full_time + mode.part_time + mode.none
            yield self._say(
                f"{code}: chuyên trách ở {mode.full_time} đơn vị, kiêm nhiệm {mode.part_time}, "
                f"không bố trí {mode.none}; có người giữ đúng ở {mode.kept}/{units} đơn vị",
                f"{code}: full-time in {mode.full_time} units, part-time in {mode.part_time}, none "
                f"in {mode.none}; kept, with a person in the post, in {mode.kept} of {units}",
            )

    def _leaders(self) -> str:
        f = self._figures
        empty, below = f.empty_leader_seats, f.leader_seats_with_people_below
        text = self._say(
            f"Chỗ lãnh đạo còn trống: {empty}; {below} chỗ có người đủ điều kiện ở chức danh thấp "
            "hơn",
            f"Empty leaders' seats: {empty}; for {below} somebody in a lesser seat is eligible",
        )
        if f.cheapest_promotion_hours is None:
            return text
        least = self._number(f.cheapest_promotion_hours)
        return text + self._say(
            f" (bổ nhiệm thì thiệt hại thêm ít nhất {least} giờ)",
            f" (filling one costs at least {least} h more)",
        )

    def _gates(self) -> Iterator[str]:
        stopping = self._figures.gates_stopping
        if not stopping:
            yield self._say("Mọi điều kiện ký đều đạt", "Every gate is open")
            return
        yield self._say("Chưa được ký vì:", "Not to be signed yet:")
        for gate, count in stopping.items():
            name = gate_name(gate, self._plan.case.positions, self._lang)
            unchecked = self._say("không kiểm tra được", "not checked")
            yield f"  - {name}: {self._number(count) if count else unchecked}"
