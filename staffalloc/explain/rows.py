"""Rows of a table by a code: each made when it is asked for, since tables are as long as a city."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

Row = Mapping[str, Any]


class Rows(Mapping[str, Row]):
    """The rows of a table by one of its columns.

    Parameters
    ----------
    frame : DataFrame
    key : str
        A column that tells the rows apart.

    Examples
    --------
    >>> rows = Rows(pd.DataFrame({"cadre_id": ["a", "b"], "km": [1.5, 2.0]}), "cadre_id")
    >>> rows["b"], "c" in rows, len(rows)
    ({'cadre_id': 'b', 'km': 2.0}, False, 2)
    """

    def __init__(self, frame: pd.DataFrame, key: str) -> None:
        self._columns = {str(name): frame[name].tolist() for name in frame.columns}
        self._place = {code: place for place, code in enumerate(self._columns[key])}

    def __getitem__(self, code: str) -> Row:
        place = self._place[code]
        return {name: values[place] for name, values in self._columns.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self._place)

    def __len__(self) -> int:
        return len(self._place)
