"""The case: a frozen bundle of typed tables and a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import pandas as pd

from staffalloc.case.digest import digest
from staffalloc.case.json_file import columns_of_rows
from staffalloc.case.numbers import Locale
from staffalloc.case.policy import Policy
from staffalloc.case.policy_values import read_policy
from staffalloc.case.problems import CaseError, Notice
from staffalloc.case.raw import Findings, FramePlaces, RawTable, raw_from_frame
from staffalloc.case.readers import read_source
from staffalloc.case.schema import TABLES, UNIT_INDICATORS
from staffalloc.case.source import MUST_HAVE_ROWS, RawCase, typed_case
from staffalloc.case.writers import save_case

TableLike: TypeAlias = pd.DataFrame | Iterable[Mapping[str, object]]


class Case:
    """Tables and policy of one planning problem, checked and never changed.

    Parameters
    ----------
    tables : mapping of str to DataFrame or list of dict
        By table name. Optional tables may be absent; every column of `schema.TABLES` is there
        afterwards, typed, with its default where it was blank, and rows in the order of the key.
    policy : Policy or mapping, optional
        Policy keys; the rest have their defaults.

    Raises
    ------
    CaseError
        With every problem found.

    Examples
    --------
    >>> case = Case({
    ...     "units": [{"unit_code": "00001", "kind": "ward", "population": 60000}],
    ...     "positions": [{"position_id": "A1", "department": "office", "group": "specialised"}],
    ...     "fields": [], "indicators": [], "standards": [], "workloads": [], "cadres": [],
    ... })
    >>> case
    Case(1 units, 1 positions; policy hanoi-2025-12)
    >>> case.units["terrain"].tolist()
    ['lowland']
    >>> case.with_table("cadres", [{"cadre_id": "c1", "unit_code": "00001"}])
    Case(1 units, 1 positions, 1 cadres; policy hanoi-2025-12)
    >>> case.with_policy(available_hours=1700).policy.available_hours
    1700.0
    """

    __slots__ = ("_notices", "_policy", "_tables")

    def __init__(
        self,
        tables: Mapping[str, TableLike],
        policy: Policy | Mapping[str, Any] | None = None,
    ) -> None:
        findings = Findings()
        raw = {name: _raw_table(name, table, findings) for name, table in tables.items()}
        for name in set(raw) - set(TABLES):
            findings.problem("table_unknown", name, known=", ".join(TABLES))
        self._build(RawCase(raw, {} if policy is None else policy), findings)

    def _build(
        self,
        raw: RawCase,
        findings: Findings,
        *,
        locale: Locale | None = None,
        known: Mapping[str, pd.DataFrame] | None = None,
        needs_rows: tuple[str, ...] = (),
    ) -> None:
        typed, policy = typed_case(
            raw, findings, locale=locale, known=known or {}, needs_rows=needs_rows
        )
        if findings.problems:
            raise CaseError(findings.problems)
        self._tables = {name: table.frame for name, table in typed.items()}
        self._policy = policy
        self._notices = tuple(findings.notices)

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """All tables by name; changing a frame never changes the case."""
        return MappingProxyType({n: f.copy(deep=False) for n, f in self._tables.items()})

    @property
    def policy(self) -> Policy:
        """The policy, frozen."""
        return self._policy

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What reading changed, assumed or left out."""
        return self._notices

    def _table(self, name: str) -> pd.DataFrame:
        return self._tables[name].copy(deep=False)

    @property
    def units(self) -> pd.DataFrame:
        return self._table("units")

    @property
    def positions(self) -> pd.DataFrame:
        return self._table("positions")

    @property
    def fields(self) -> pd.DataFrame:
        return self._table("fields")

    @property
    def coaching(self) -> pd.DataFrame:
        return self._table("coaching")

    @property
    def indicators(self) -> pd.DataFrame:
        return self._table("indicators")

    @property
    def standards(self) -> pd.DataFrame:
        return self._table("standards")

    @property
    def workloads(self) -> pd.DataFrame:
        return self._table("workloads")

    @property
    def cadres(self) -> pd.DataFrame:
        return self._table("cadres")

    @property
    def skills(self) -> pd.DataFrame:
        return self._table("skills")

    @property
    def pins(self) -> pd.DataFrame:
        return self._table("pins")

    @property
    def relations(self) -> pd.DataFrame:
        return self._table("relations")

    @property
    def concurrency(self) -> pd.DataFrame:
        return self._table("concurrency")

    @property
    def incompatible(self) -> pd.DataFrame:
        return self._table("incompatible")

    @property
    def applicability(self) -> pd.DataFrame:
        return self._table("applicability")

    @property
    def limits(self) -> pd.DataFrame:
        return self._table("limits")

    @property
    def predecessors(self) -> pd.DataFrame:
        return self._table("predecessors")

    @property
    def unit_notes(self) -> pd.DataFrame:
        return self._table("unit_notes")

    @property
    def rules(self) -> pd.DataFrame:
        return self._table("rules")

    @property
    def rule_set(self) -> pd.DataFrame:
        return self._table("rule_set")

    @property
    def reviews(self) -> pd.DataFrame:
        return self._table("reviews")

    @property
    def priorities(self) -> pd.DataFrame:
        return self._table("priorities")

    @property
    def neighbours(self) -> pd.DataFrame:
        return self._table("neighbours")

    @property
    def sites(self) -> pd.DataFrame:
        return self._table("sites")

    def with_table(self, name: str, frame: TableLike) -> Case:
        """Return a checked copy with one table replaced.

        Raises
        ------
        CaseError
            If the table is unknown, or the changed case has problems.
        """
        findings = Findings()
        if name not in TABLES:
            findings.problem("table_unknown", name, known=", ".join(TABLES))
            raise CaseError(findings.problems)
        return self._changed({name: _raw_table(name, frame, findings)}, self._policy, findings)

    def with_policy(self, **keys: Any) -> Case:
        """Return a checked copy with some policy keys changed; None sets the default."""
        values = {key: getattr(self._policy, key) for key in self._policy.model_fields_set}
        findings = Findings()
        policy = read_policy(values | keys, findings)
        return self._changed({}, policy, findings)

    def with_rule(
        self, rule: str, active: bool = True, *, author: str = "", reason: str = ""
    ) -> Case:
        """Return a checked copy with a rule switched on or off.

        A rule that holds by default is switched off only with an author and a reason.

        Examples
        --------
        >>> import staffalloc as sa
        >>> sa.load_example("lao_cai").with_rule("fairness").rules["rule"].tolist()
        ['fairness']
        """
        others = self.rules[self.rules["rule"] != rule]
        row = {"rule": rule, "active": active, "author": author, "reason": reason}
        return self.with_table("rules", pd.concat([others, pd.DataFrame([row])]))

    def with_workload(self, unit: str, indicator: str, value: float) -> Case:
        """Return a checked copy with one workload set; population and the like in `units` too."""
        findings = Findings()
        tables = {}
        workloads = self.workloads
        is_row = (workloads["unit_code"] == unit) & (workloads["indicator_id"] == indicator)
        if indicator in UNIT_INDICATORS:
            units = self.units
            units[indicator] = units[indicator].mask(units["unit_code"] == unit, value)
            tables["units"] = raw_from_frame("units", units, findings)
        if is_row.any() or not tables:
            row = {"unit_code": unit, "indicator_id": indicator, "value": value, "source": ""}
            changed = pd.concat([workloads[~is_row], pd.DataFrame([row])], ignore_index=True)
            tables["workloads"] = raw_from_frame("workloads", changed, findings)
        return self._changed(tables, self._policy, findings)

    def _changed(
        self, replaced: Mapping[str, RawTable], policy: Policy, findings: Findings
    ) -> Case:
        case = Case.__new__(Case)
        case._build(RawCase(replaced, policy), findings, known=self._tables)
        untouched = (n for n in self._notices if n.table not in (*replaced, "policy"))
        case._notices = tuple(dict.fromkeys([*untouched, *case._notices]))
        return case

    def save(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write the case as a folder of CSV files, or as ``.xlsx`` or ``.json`` by the suffix.

        What is written is complete or absent, and readable by its owner alone.

        Parameters
        ----------
        path : str or Path
            What `read_case` reads.
        overwrite : bool
            Whether an existing file or folder may be replaced; a folder only if it holds
            nothing but tables of a case.

        Raises
        ------
        TargetExistsError
            If there is something already that may not be replaced.
        CaseError
            For a suffix no case has, or more rows than a sheet holds.
        """
        save_case(Path(path), self._tables, self._policy, overwrite=overwrite)

    def digest(self) -> str:
        """Return the SHA-256 of the content, the same for any order of the rows."""
        return digest(self._tables, self._policy)

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(f)} {name}" for name, f in self._tables.items() if len(f))
        return f"Case({counts or 'empty'}; policy {self._policy.rule_set})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, (dict(self._tables), self._policy, self._notices))


def _restored(
    tables: Mapping[str, pd.DataFrame], policy: Policy, notices: tuple[Notice, ...]
) -> Case:
    case = Case.__new__(Case)
    case._tables = dict(tables)
    case._policy = policy
    case._notices = notices
    return case


def _raw_table(name: str, table: TableLike, findings: Findings) -> RawTable:
    if isinstance(table, pd.DataFrame):
        return raw_from_frame(name, table, findings)
    if isinstance(table, Iterable) and not isinstance(table, str | bytes | Mapping):
        rows = list(table)
        if all(isinstance(row, Mapping) for row in rows):
            return RawTable(name, columns_of_rows(rows), FramePlaces(name), len(rows))
    findings.problem("table_not_rows", name)
    return RawTable(name, {}, FramePlaces(name), 0)


def read_case(path: str | Path, *, locale: Locale | None = None) -> Case:
    """Read a case from an Excel workbook, a folder of CSV files or a JSON file.

    Parameters
    ----------
    path : str or Path
        ``case.xlsx``, ``folder/`` or ``case.json``.
    locale : {"vi", "en"}, optional
        How numbers and dates are written as text: ``vi`` reads 1.234,5 and day/month/year, ``en``
        1,234.5. Without it anything that could mean two things is refused.

    Raises
    ------
    CaseError
        With every problem, each with its place in the file.
    """
    findings = Findings()
    raw = read_source(Path(path), findings)
    if findings.problems and not raw.tables:
        raise CaseError(findings.problems)
    case = Case.__new__(Case)
    case._build(raw, findings, locale=locale, needs_rows=MUST_HAVE_ROWS)
    return case
