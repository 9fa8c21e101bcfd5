"""The words on the page that a value was read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word that a value was read from."""

    page: int
    text: str
    box: Box
    confidence: float


def evidence_to_json(evidence: Iterable[Evidence]) -> list[list[Any]]:
    """A list of seven for each word; `evidence_from_json` is its inverse."""
    return [
        [e.page, e.text, e.box.left, e.box.top, e.box.right, e.box.bottom, e.confidence]
        for e in evidence
    ]


def evidence_from_json(data: Iterable[list[Any]]) -> tuple[Evidence, ...]:
    """Raises: TypeError or IndexError when the data is no evidence."""
    return tuple(Evidence(e[0], e[1], Box(*e[2:6]), e[6]) for e in data)
