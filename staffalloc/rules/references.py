"""Documents a decision rests on, and who takes it: named by code, in both languages.

Only what the documents themselves say stands here; where the library assumes something, the
text says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Change = Literal["stays", "new_task", "new_unit", "from_pool", "outside"]
Text = tuple[str, str]  # Vietnamese, English
Texts = Mapping[str, Text]

REFERENCES: Final[Texts] = MappingProxyType(
    {
        "D170-25": (
            "Điều 25 Nghị định 170/2025/NĐ-CP (điều động)",
            "Decree 170/2025/ND-CP Art. 25 (transfer)",
        ),
        "D170-27": (
            "Khoản 1 Điều 27 Nghị định 170/2025/NĐ-CP (bảo lưu phụ cấp chức vụ 6 tháng)",
            "Decree 170/2025/ND-CP Art. 27(1) (allowance kept for 6 months)",
        ),
        "D170-28": (
            "Điều 28, 29 Nghị định 170/2025/NĐ-CP (bổ nhiệm)",
            "Decree 170/2025/ND-CP Art. 28-29 (appointment)",
        ),
        "D361": (
            "Nghị định 361/2025/NĐ-CP (vị trí việc làm)",
            "Decree 361/2025/ND-CP (job positions)",
        ),
        "OD7415": (
            "Công văn 7415/BNV-CCVC (bố trí theo vị trí việc làm)",
            "Dispatch 7415/BNV-CCVC (placing people by job position)",
        ),
    }
)
SIGNERS: Final[Texts] = MappingProxyType(
    {
        "province_chair": (
            "Chủ tịch UBND tỉnh, thành phố",
            "Chair of the provincial People's Committee",
        ),
        "unit_chair": ("Chủ tịch UBND cấp xã", "Chair of the unit's People's Committee"),
        "organisation_commission": (
            "Ban Tổ chức Thành ủy, Tỉnh ủy",
            "Organisation Commission of the Party Committee",
        ),
    }
)
COMMISSION_SIGNS: Final[Text] = (
    "Sở Nội vụ Hà Nội (tháng 6/2025): khối Đảng do Ban Tổ chức Thành ủy ký; khối Mặt trận, đoàn "
    "thể theo khối Đảng là giả định của thư viện này",
    "Hanoi's Department of Home Affairs (June 2025): on the Party side the Organisation Commission "
    "signs; that it signs for the Front as well is an assumption of this library",
)


def signer_of_side(side: str) -> str:
    """Return who signs the appointment of a leader, by the side of the position.

    Examples
    --------
    >>> signer_of_side("government"), signer_of_side("front")
    ('province_chair', 'organisation_commission')
    """
    return "province_chair" if side == "government" else "organisation_commission"


@dataclass(frozen=True)
class Decision:
    """What one kind of change asks for.

    Attributes
    ----------
    references : tuple of str
        Codes of `REFERENCES`.
    signer : str
        Code of `SIGNERS`; blank where nothing is to be decided.
    source : Text
        Where it is said who signs, or that the library assumes it.
    """

    references: tuple[str, ...] = ()
    signer: str = ""
    source: Text = ("", "")

    @property
    def is_needed(self) -> bool:
        return bool(self.signer)
