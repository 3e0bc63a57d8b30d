"""A rule set of the planner's own, as it stands in the table ``rule_set``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

_Posts = Annotated[int, Field(ge=0, le=100_000)]
_Residents = Annotated[int, Field(ge=1, le=100_000_000)]
_Average = Annotated[float, Field(ge=0, le=100)]


class OwnRuleSetError(ValueError):
    """Some values are not what their keys ask: `expected` says what, by key."""

    def __init__(self, expected: Mapping[str, str]) -> None:
        super().__init__(", ".join(expected))
        self.expected = expected


class OwnRuleSet(BaseModel):
    """What a planner's set changes in the one it extends; None leaves a number as it is.

    Examples
    --------
    >>> OwnRuleSet(extends="hanoi-2025-12", frame_base=40).frame_base
    40
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "own"
    extends: str = ""
    in_force_from: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None
    frame_base: _Posts | None = None
    frame_threshold: _Residents | None = None
    frame_step_lowland: _Residents | None = None
    frame_step_mountain: _Residents | None = None
    frame_cap_commune: _Posts | None = None
    frame_cap_ward: _Posts | None = None
    frame_cap_special_zone: _Posts | None = None
    vice_chairs_average: _Average | None = None
    usual_vice_chairs: _Posts | None = None
    most_vice_chairs: _Posts | None = None
    deputies_average: _Average | None = None
    most_deputies: _Posts | None = None
    organisations_average: _Average | None = None
    essential_positions: tuple[str, ...] | None = None

    @field_validator("essential_positions", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A cell holds codes joined by a semicolon."""
        return tuple(filter(None, value.split(";"))) if isinstance(value, str) else value


def read_own_rule_set(values: Mapping[str, str]) -> OwnRuleSet:
    """Return the set of the keys and values of the table.

    Raises
    ------
    OwnRuleSetError
        If a value is not what its key asks, with all of them.
    """
    try:
        return OwnRuleSet.model_validate(dict(values))
    except ValidationError as error:
        raise OwnRuleSetError(
            {str(item["loc"][0]): str(item["msg"]) for item in error.errors()}
        ) from None
