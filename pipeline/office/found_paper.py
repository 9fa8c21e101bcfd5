"""What a search found, as a list to take away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.messages import Language, say
from pipeline.messages.records import facet_value
from pipeline.model.archival import Hit
from pipeline.model.record import State
from pipeline.papers.content import Align, Cell, Column, Paper, Table, Text
from pipeline.search.index import Found, SearchQuery
from pipeline.sections.letterhead import LetterheadSettings

MOST = 10_000
"""Documents of a list; of more only the first, which it says."""
_AT_ONCE = 500
_COLUMNS = (
    ("place", 2.2, Align.CENTRE),
    ("code", 5, Align.LEFT),
    ("date", 4.6, Align.CENTRE),
    ("type", 4, Align.LEFT),
    ("subject", 14, Align.LEFT),
    ("issuer", 8, Align.LEFT),
    ("signer", 5.5, Align.LEFT),
    ("pages", 2.6, Align.CENTRE),
    ("note", 4.5, Align.LEFT),
)


@dataclass(frozen=True, slots=True)
class FoundList:
    """All that was found, up to the most that a list holds."""

    hits: tuple[Hit, ...]
    total: int
    """Number of all that answer."""
    relaxed: bool


def all_found(ask: Callable[[SearchQuery], Found], query: SearchQuery) -> FoundList:
    """From the beginning, whatever page `query` is of. Raises: as `ask`."""
    hits: list[Hit] = []
    found = Found((), 0)
    cursor: str | None = None
    while len(hits) < MOST:
        found = ask(replace(query, cursor=cursor, limit=_AT_ONCE, pages=0, facets=False))
        hits += found.hits
        cursor = found.next
        if cursor is None:
            break
    return FoundList(tuple(hits[:MOST]), max(found.total, len(hits)), found.relaxed)


def found_paper(
    found: FoundList,
    asked: Sequence[str],
    head: LetterheadSettings,
    on: date,
    language: Language,
) -> Paper:
    """`asked`: lines that say what was searched for."""
    columns = tuple(
        Column(say(language, f"found_list.{name}"), width, align) for name, width, align in _COLUMNS
    )
    rows = [_row(hit, number, language) for number, hit in enumerate(found.hits, 1)]
    counts = {"shown": len(found.hits), "total": found.total}
    made = say(language, "found_list.made", {"day": f"{on:%d/%m/%Y}"})
    lines = [*asked, say(language, "found_list.count", counts), made]
    if found.total > len(found.hits):
        lines.append(say(language, "found_list.cut", counts))
    if found.relaxed:
        lines.append(say(language, "search_page.relaxed"))
    return Paper(
        title=say(language, "found_list.title"),
        blocks=(*(Text(line) for line in lines), Table(columns, rows)),
        organ=head.office,
        parent_organ=head.superior,
        landscape=True,
    )


def _row(hit: Hit, number: int, language: Language) -> tuple[Cell, ...]:
    return (
        str(number),
        hit.code,
        _day(hit.date),
        hit.type,
        hit.subject,
        hit.issuer,
        hit.signer,
        str(hit.page_count),
        _note(hit, language),
    )


def _note(hit: Hit, language: Language) -> str:
    """What is unsure is said on paper too."""
    unsure = say(language, "search_page.state_review") if hit.state is not State.ACCEPTED else ""
    signed = hit.signatures.value
    signature = "" if signed == "none" else facet_value(language, "signatures", signed)
    return "; ".join(filter(None, (hit.urgency, unsure, signature)))


def _day(text: str) -> str:
    """2026-02-?? as ??/02/2026: what is not known is not written as if it were."""
    return "/".join(reversed(text.split("-")))
