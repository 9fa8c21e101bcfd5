"""Marks the words of one page that answer a question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from pipeline.model.archival import IndexEntry
from pipeline.search.analysis import nfc
from pipeline.search.highlight import Highlighter
from pipeline.search.query_language import understand

_LINE = re.compile(r"[^\n]+")


def spans_on_page(
    question: str, entry: IndexEntry, number: int, today: date | None = None
) -> tuple[tuple[int, int], ...]:
    """Character ranges of the NFC text of page `number` that answer, end exclusive."""
    page = IndexEntry(
        entry.document_id,
        (nfc(entry.pages[number - 1]),),
        guesses=tuple(replace(g, page=1) for g in entry.guesses if g.page == number),
    )
    best = Highlighter(understand(question, today)).passages(page, 1).pages[0]
    return best.spans


def runs(spans: Iterable[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    """Neighbours on a line as one, what goes on over lines as one for each: as a person counts."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        between = text[made[-1][1] : start] if made else "\n"
        if between.strip() or "\n" in between:
            made.append((start, end))
        else:
            made[-1] = made[-1][0], max(end, made[-1][1])
    return tuple(
        (start + line.start(), start + line.end())
        for start, end in made
        for line in _LINE.finditer(text[start:end])
    )
