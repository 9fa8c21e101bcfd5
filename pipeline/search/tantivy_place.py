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
    if not isinstance(offset, int) or not isinstance(last, str) or offset < 0:
        raise ValueError(f"not a place: {after}")
    return offset, last


def beyond(field: str, order: tantivy.Order, after: Position) -> Between:
    """Raises: ValueError."""
    (key,) = after
    if not isinstance(key, int):
        raise ValueError(f"not a place: {after}")
    if order is tantivy.Order.Asc:
        return Between(field, key + 1, None)
    return Between(field, 0, key - 1)
