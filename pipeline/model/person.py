"""A person of the office and what they may do in its registers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody does at the office."""

    CLERK = "clerk"
    """Văn thư: registers, hands over, sends."""
    MANAGER = "manager"
    """Lãnh đạo, who distributes and decides."""
    STAFF = "staff"
    """Chuyên viên, who works on what is assigned to them."""
    KEEPER = "keeper"
    """Người giữ bí mật nhà nước: alone sees that secret documents exist."""


ANYBODY = frozenset(Role)
"""Whoever holds the archive's folder, where nobody is named: its files tell all of it anyway."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks."""

    name: str
    """The name they log in with, as the history has it."""
    roles: frozenset[Role]
    unit: str = ""
    """Of the office; empty is none."""
