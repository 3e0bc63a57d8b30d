"""What a verification found: differences between a plan folder and its recomputation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from staffalloc.errors import VerificationError

SHOWN: Final = 10


@dataclass(frozen=True)
class Finding:
    """One difference: where it is, what was compared, and both values.

    Rows are named by their ids; no name or personal number ever enters a finding.
    """

    table: str
    row: str
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        place = f"{self.table}[{self.row}]" if self.row else self.table
        return f"{place}: {self.what}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True)
class Verification:
    """The outcome of :func:`staffalloc.verify.verify`.

    Attributes
    ----------
    ok
        Whether nothing at all disagrees.
    findings
        Every difference, in the order of the checks.
    figures
        What was computed again, in milli-hours (objectives, bounds, components).
    """

    ok: bool
    findings: tuple[Finding, ...]
    figures: Mapping[str, int]

    def raise_if_failed(self) -> None:
        """Raise :class:`~staffalloc.errors.VerificationError` with the first differences.

        Examples
        --------
        >>> Verification(True, (), {}).raise_if_failed()
        """
        if self.ok:
            return
        lines = [str(finding) for finding in self.findings[:SHOWN]]
        if len(self.findings) > SHOWN:
            lines.append(f"and {len(self.findings) - SHOWN} more")
        raise VerificationError("\n".join(lines))


@dataclass
class Report:
    """Collects findings and figures while the checks run."""

    findings: list[Finding] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, row: str, what: str, expected: object, found: object) -> None:
        """Record a difference."""
        self.findings.append(Finding(table, row, what, str(expected), str(found)))

    def same(self, table: str, row: str, what: str, expected: object, found: object) -> None:
        """Record a difference unless both values are equal."""
        if expected != found:
            self.add(table, row, what, expected, found)

    def same_hours(self, table: str, row: str, what: str, expected: int, found: int | None) -> None:
        """Record a difference of milli-hours, shown as hours; None was reported already."""
        if found is not None and expected != found:
            self.add(table, row, what, as_hours(expected), as_hours(found))

    def verification(self) -> Verification:
        """Freeze what was found."""
        figures = MappingProxyType(dict(self.figures))
        return Verification(not self.findings, tuple(self.findings), figures)


def as_hours(milli_hours: int) -> str:
    """Write milli-hours as hours with three decimals.

    Examples
    --------
    >>> as_hours(-1500)
    '-1.500'
    """
    sign = "-" if milli_hours < 0 else ""
    whole, rest = divmod(abs(milli_hours), 1000)
    return f"{sign}{whole}.{rest:03d}"
