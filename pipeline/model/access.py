"""Who may see what: the levels of access to a document and the rights of a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Access(StrEnum):
    """Chế độ sử dụng (TT 05/2025/TT-BNV, `mode` 01 and 02); 03, secret, is never indexed."""

    OPEN = "open"
    """Công khai."""
    CONDITIONAL = "conditional"
    """Có điều kiện: what nobody has declared open."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may see: documents of these levels, and of these units."""

    access: frozenset[Access]
    units: frozenset[str] | None = None
    """None: of every unit. Otherwise a document without a unit is not among them."""


EVERYTHING = Rights(frozenset(Access))
"""The rights of whoever holds the archive's folder: its files tell all of it anyway."""
