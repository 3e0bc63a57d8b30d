"""Synthetic skills of the people of a case: nobody has measured them."""

from __future__ import annotations

from typing import Final

import pandas as pd

from staffalloc.case.case import Case
from staffalloc.examples.draws import keyed_generator

_LOWEST_MEAN, _HIGHEST_MEAN = 0.4, 0.85
_EVIDENCE: Final = 8.0  # how near to the mean of their unit people are
_DIGITS: Final = 2


def draw_skills(case: Case, seed: int) -> pd.DataFrame:
    """Draw a synthetic table ``skills`` for trying rules that look at quality.

    Everybody with a position or a field has one row: the skill in today's position, else in the
    first field. Units differ in their mean, so that some have many weak people. Nothing in the
    table is a fact about anybody.

    Parameters
    ----------
    case : Case
    seed : int
        Same case and seed, same table; a person's skill does not depend on who else is there.

    Returns
    -------
    DataFrame
        ``cadre_id``, ``position_id``, ``field`` and ``skill`` (0 to 1).

    Examples
    --------
    >>> import staffalloc as sa
    >>> case = sa.load_example("lao_cai")
    >>> tried = case.with_table("skills", draw_skills(case, 1)).with_rule("quality_spread")
    >>> bool(tried.skills["skill"].between(0, 1).all())
    True
    """
    means: dict[str, float] = {}
    rows = []
    cadres = case.cadres[["cadre_id", "unit_code", "position_id", "fields"]]
    for cadre, unit, position, fields in cadres.itertuples(index=False):
        if not position and not fields:
            continue
        if unit not in means:
            means[unit] = keyed_generator(seed, "mean skill", unit).uniform(
                _LOWEST_MEAN, _HIGHEST_MEAN
            )
        mean = means[unit]
        person = keyed_generator(seed, "skill", cadre)
        skill = round(person.beta(_EVIDENCE * mean, _EVIDENCE * (1 - mean)), _DIGITS)
        rows.append((cadre, position, "" if position else fields.split(";")[0], skill))
    return pd.DataFrame(rows, columns=["cadre_id", "position_id", "field", "skill"])
