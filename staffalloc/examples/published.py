"""Figures that were published, to which the generated workloads are fitted.

Figures of a part of the year are converted to a year in proportion to time.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

SYNTHETIC: Final = "mô phỏng (synthetic)"
PUBLISHED: Final = "đã công bố (published)"


@dataclass(frozen=True)
class PublishedFigure:
    """One published count of an indicator, for a unit or for a whole province.

    Attributes
    ----------
    indicator_id : str
        What was counted.
    area_code : str
        A unit code or, if `whole_province`, a province code.
    count : int
        The count as published.
    year_share : Fraction
        The part of a year it was counted over; 1 for a stock or a whole year.
    source : str
        Who published it, and when.
    """

    indicator_id: str
    area_code: str
    count: int
    source: str
    year_share: Fraction = Fraction(1)
    whole_province: bool = False

    @property
    def a_year(self) -> int:
        """The count converted to a year.

        Examples
        --------
        >>> PublishedFigure("d", "01", 85, "-", Fraction(85, 365)).a_year
        365
        """
        return round(self.count / self.year_share)

    @property
    def label(self) -> str:
        """What is written in the column ``source`` of the workloads.

        Examples
        --------
        >>> PublishedFigure("d", "00097", 100, "Hanoi", Fraction(1, 4)).label
        'đã công bố (published): Hanoi; 100 quy đổi ra một năm'
        """
        converted = f"; {self.count} quy đổi ra một năm" if self.year_share != 1 else ""
        return f"{PUBLISHED}: {self.source}{converted}"


_THREE_MONTHS: Final = Fraction(3, 12)
_HOME_AFFAIRS: Final = "Sở Nội vụ Hà Nội, tháng 6/2025"
_CITY: Final = "Hà Nội, hồ sơ từ 1/7 đến 23/9/2025 (85 ngày)"
_THREE_MONTHS_ON: Final = "Hà Nội sau ba tháng, tháng 10/2025"
_AUGUST: Final = "Hà Nội, hồ sơ của Đan Phượng đến 11/8/2025 (42 ngày)"

HANOI_FIGURES: Final = (
    PublishedFigure(
        "merit_beneficiaries_monthly", "01", 82_000, _HOME_AFFAIRS, whole_province=True
    ),
    PublishedFigure(
        "dossiers_received", "01", 531_269, _CITY, Fraction(85, 365), whole_province=True
    ),
    PublishedFigure("dossiers_received", "00097", 6_323, _THREE_MONTHS_ON, _THREE_MONTHS),
    PublishedFigure("dossiers_received", "10183", 4_684, _THREE_MONTHS_ON, _THREE_MONTHS),
    PublishedFigure("dossiers_received", "09784", 1_254, _AUGUST, Fraction(42, 365)),
    PublishedFigure("digital_teams", "00082", 28, _THREE_MONTHS_ON),
    PublishedFigure("procedures_in_scope", "10183", 418, _THREE_MONTHS_ON),
)
