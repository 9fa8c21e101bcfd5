"""What a person's rights reach, as a part of the question to the database."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false

from pipeline.model.access import Rights, unit_name


def reached(
    rights: Rights, access: ColumnElement[str], unit: ColumnElement[str]
) -> ColumnElement[bool]:
    """What `Rights.reach` says, in the question to the database."""
    if not rights.access:
        return false()
    allowed: ColumnElement[bool] = access.in_([level.value for level in rights.access])
    if rights.units is not None:
        units = [name for one in rights.units if (name := unit_name(one))]
        allowed = allowed & unit.in_(units)
    return allowed
