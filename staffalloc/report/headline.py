"""Figures before and after, and the sentences at the head of the page and of the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from staffalloc.case.problems import Language
from staffalloc.certificate import StepProof
from staffalloc.report.figures import Figures
from staffalloc.tables.words import number_text

Texts = tuple[str, str]  # Vietnamese, English

TITLE: Final[Texts] = (
    "Phương án bố trí biên chế cấp xã",
    "Staffing plan of communes and wards",
)
PROPOSAL: Final[Texts] = (
    "Đây là đề xuất tính toán; quyết định thuộc về người có thẩm quyền.",
    "This is a computed proposal; people with the authority decide.",
)
PROOF_NOTE: Final[Texts] = (
    "Bước 1: không cách chọn chỗ làm nào xuống thấp hơn cận dưới. Bước 2: với đúng các chỗ làm ấy, "
    "không cách xếp người nào xuống thấp hơn. Ai cũng kiểm tra lại được bằng lệnh: staffalloc "
    "verify THƯ_MỤC.",
    "Step 1: no choice of posts costs less than the bound. Step 2: given just these posts, no "
    "placement does. Anybody can prove it again: staffalloc verify FOLDER.",
)
STAGED_NOTE: Final[Texts] = (
    "Bước 1: không cách chọn chỗ làm nào xuống thấp hơn cận dưới. Bước 2: lãnh đạo được chốt theo "
    "từng bước, mỗi bước có chứng minh riêng với những gì đã chốt trước; quyết cả một lượt thì "
    "thiệt hại thấp hơn {hours} giờ, khi chưa kể giới hạn, quan hệ và công bằng. Ai cũng kiểm tra "
    "lại được bằng lệnh: staffalloc verify THƯ_MỤC.",
    "Step 1: no choice of posts costs less than the bound. Step 2: leaders are decided in stages, "
    "each with its own proof given those before; all at once would cost {hours} h less, limits, "
    "relations and fairness aside. Anybody can prove it again: staffalloc verify FOLDER.",
)
STEPS: Final[Sequence[Texts]] = (
    ("Bước 1: khung biên chế", "Step 1: posts"),
    ("Bước 2: bố trí, với chỗ làm của bước 1", "Step 2: people, given step 1"),
)


@dataclass(frozen=True)
class HeadlineRow:
    """One figure under every posting; None where it was not measured."""

    label: str
    values: Sequence[float | None]
    digits: int = 0


def verdict(closed: int, gates: int, lang: Language) -> str:
    """Return whether the plan may be signed.

    Examples
    --------
    >>> verdict(0, 12, "en"), verdict(8, 12, "vi")
    ('MAY BE SIGNED: every gate is open', 'CHƯA ĐƯỢC KÝ: 8/12 điều kiện chưa đạt')
    """
    if closed:
        return _say(
            f"CHƯA ĐƯỢC KÝ: {closed}/{gates} điều kiện chưa đạt",
            f"NOT TO BE SIGNED YET: {closed}/{gates} gates are not open",
            lang,
        )
    return _say("ĐƯỢC KÝ: mọi điều kiện đều đạt", "MAY BE SIGNED: every gate is open", lang)


def proof_note(placement: StepProof, lang: Language) -> str:
    """Return what the proofs say, and what deciding in stages costs where leaders are."""
    price = placement.price_of_stages
    if price is None:
        return _say(*PROOF_NOTE, lang)
    return _say(*STAGED_NOTE, lang).format(hours=number_text(price, lang))


def synthetic_alarm(figures: Figures, lang: Language) -> str:
    """Return the warning over a plan made from generated workloads."""
    count, total = (number_text(n, lang) for n in (figures.workloads_synthetic, figures.workloads))
    return _say(
        f"SỐ LIỆU MÔ PHỎNG: {count} trong {total} số liệu khối lượng công việc do máy tạo ra để "
        "minh họa, không phải số liệu thật. Không dùng phương án này để quyết định nhân sự.",
        f"SYNTHETIC DATA: {count} of {total} workloads were generated as an illustration and are "
        "not real. Decide nothing about anybody from this plan.",
        lang,
    )


def before_and_after(figures: Figures, lang: Language) -> list[HeadlineRow]:
    """Return the figures of today, of a placement by seniority and of the plan, on one ruler."""
    postings = list(figures.postings.values())

    def row(vi: str, en: str, values: Sequence[float | None], digits: int = 0) -> HeadlineRow:
        return HeadlineRow(_say(vi, en, lang), values, digits)

    return [
        row("Người có chỗ làm", "People in posts", [p.people for p in postings]),
        row("Người chưa bố trí", "People in the pool", [p.people_out for p in postings]),
        row("Người chuyển đơn vị", "People moved", [p.moved for p in postings]),
        row(
            "Việc không có giờ công nào phục vụ (số ô đơn vị × vị trí)",
            "Work without an hour served (cells of unit and position)",
            [figures.uncovered_today, None, figures.uncovered_planned],
        ),
        row(
            "Giờ việc chưa có người làm (một năm)",
            "Hours unserved (a year)",
            [p.unserved_hours for p in postings],
        ),
        row("Giờ công nhàn rỗi (một năm)", "Idle hours (a year)", [p.idle_hours for p in postings]),
        row(
            "Lãnh đạo còn thiếu (kể cả quân sự)",
            "Leaders missing (military included)",
            [p.missing_leaders for p in postings],
            1,
        ),
        row(
            "Thiệt hại theo thước đo chung (giờ quy đổi)",
            "Cost on the ruler (weighted hours)",
            [p.cost_hours for p in postings],
        ),
    ]


def _say(vi: str, en: str, lang: Language) -> str:
    return en if lang == "en" else vi
