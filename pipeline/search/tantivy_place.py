"""Where an answer of Tantivy's goes on: after so many documents, or beyond a value."""

from __future__ import annotations

import tantivy

from pipeline.search.engine import Position
from pipeline.search.plan import Between


def place(after: Position | None) -> tuple[int, str | None]:
    """Raises: ValueError."""
    if after is None:
        return 0, None
    offset, last = after
    if not _is_number(offset) or not isinstance(last, str):
        raise ValueError(f"not a place: {after}")
    return int(offset), last


def beyond(field: str, order: tantivy.Order, after: Position) -> Between:
    """Raises: ValueError."""
    (key,) = after
    if not _is_number(key):
        raise ValueError(f"not a place: {after}")
    if order is tantivy.Order.Asc:
        return Between(field, int(key) + 1, None)
    return Between(field, 0, max(int(key) - 1, 0))


def _is_number(value: object) -> bool:
    """One that Tantivy can count to; a cursor may be forged."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62
