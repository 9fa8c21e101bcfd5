"""The documents of a file as ranges of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.ocr import OcrPage
from pipeline.rules import Rules
from pipeline.steps.documents.boundaries import Boundary, Outcome, find_boundaries


@dataclass(frozen=True, slots=True)
class Part:
    """One document: `first` to `last` page of the file, blank backs included."""

    first: int
    last: int
    unsure: tuple[int, ...] = ()
    """Pages of it at which another document may begin."""


@dataclass(frozen=True, slots=True)
class Split:
    """A partition of a file's pages: documents in order, and the sheets between them."""

    parts: tuple[Part, ...]
    separators: tuple[int, ...] = ()


def split_pages(pages: Sequence[OcrPage], rules: Rules, *, whole: bool = False) -> Split:
    """`whole`: the file must not be split without a person, for it is signed.

    A file of separator sheets alone is one document. Raises: ValueError without a page.
    """
    if not pages:
        raise ValueError("no page")
    boundaries = find_boundaries(pages, rules)
    numbers = [page.number for page in pages]
    if whole:
        doubtful = tuple(b.page for b in boundaries[1:] if b.outcome is not Outcome.SAME)
        return Split((Part(numbers[0], numbers[-1], doubtful),))
    separators = tuple(b.page for b in boundaries if b.outcome is Outcome.SEPARATOR)
    if len(separators) == len(numbers):
        return Split((Part(numbers[0], numbers[-1]),))
    return Split(_parts(boundaries), separators)


def _parts(boundaries: Sequence[Boundary]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for boundary in boundaries:
        number = boundary.page
        if boundary.outcome is Outcome.SEPARATOR:
            continue
        if not parts or boundary.outcome is Outcome.NEW:
            parts.append(Part(number, number))
            continue
        last = parts[-1]
        doubt = (number,) if boundary.outcome is Outcome.UNSURE else ()
        parts[-1] = Part(last.first, number, last.unsure + doubt)
    return tuple(parts)
