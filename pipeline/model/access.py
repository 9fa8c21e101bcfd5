"""Who may see what: the levels of access to a document and the rights of a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Access(StrEnum):
    """Chế độ sử dụng (TT 05/2025/TT-BNV, `mode` 01 and 02); 03, secret, is never indexed."""

    OPEN = "open"
    """Công khai."""
    CONDITIONAL = "conditional"
    """Có điều kiện: what nobody has declared open."""

    @classmethod
    def _missing_(cls, value: object) -> Access | None:
        """By the words of the circular, in any case and form of Unicode."""
        if not isinstance(value, str):
            return None
        return _WORDS.get(" ".join(unicodedata.normalize("NFC", value).casefold().split()))


_WORDS = {
    "open": Access.OPEN,
    "công khai": Access.OPEN,
    "conditional": Access.CONDITIONAL,
    "có điều kiện": Access.CONDITIONAL,
}


@dataclass(frozen=True, slots=True)
class Holding:
    """How an office holds a document: who may see it, and whose it is."""

    access: Access = Access.CONDITIONAL
    unit: str = ""
    """The unit of the office, NFC, single blanks; empty is unknown."""

    def __post_init__(self) -> None:
        if self.unit != unit_name(self.unit):
            raise ValueError(f"not a unit's name: {self.unit!r}")


def unit_name(text: str) -> str:
    """A unit's name as it is kept: NFC, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


UNDECLARED = Holding()


def strictest(holdings: Iterable[Holding]) -> Holding:
    """How a document made of several is held: shown to nobody who might not see all of them."""
    held = tuple(holdings)
    units = {one.unit for one in held}
    all_open = bool(held) and all(one.access is Access.OPEN for one in held)
    return Holding(
        Access.OPEN if all_open else Access.CONDITIONAL,
        units.pop() if len(units) == 1 else "",
    )


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may see: documents of these levels, and of these units."""

    access: frozenset[Access]
    units: frozenset[str] | None = None
    """None: of every unit. Otherwise a document without a unit is not among them."""

    def reach(self, holding: Holding) -> bool:
        """Whether they let a document through that is held so."""
        if holding.access not in self.access:
            return False
        if self.units is None:
            return True
        return holding.unit != "" and holding.unit in {unit_name(unit) for unit in self.units}


EVERYTHING = Rights(frozenset(Access))
"""The rights of whoever holds the archive's folder: its files tell all of it anyway."""
