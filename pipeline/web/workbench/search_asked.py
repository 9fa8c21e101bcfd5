"""What is asked of the search page, as it stands in its address: a link to send to a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import parse_qs, urlencode

from fastapi import Query

from pipeline.register.saved import chosen_before, kept_choices
from pipeline.search.choosing import choices
from pipeline.search.index import SearchQuery, Sort
from pipeline.web.reading_room import today

LONGEST = 1_000
PAGE = 20
"""Documents that are shown at first, and with each "more"."""
MOST_SHOWN = 200
"""A link shows so many at once; what comes after them is a list of its own."""
_FURTHEST = 1_000_000
_SHORT = 400
_MOST_CHOSEN = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """All texts as they were typed."""

    text: str = ""
    first: str = ""
    last: str = ""
    only: tuple[str, ...] = ()
    """ "year:2017", as `search.choosing.choices` takes them."""
    sort: Sort = Sort.RELEVANCE
    shown: int = PAGE
    cursor: str = ""
    start: int = 0
    """Documents of the list before the cursor."""

    @property
    def anything(self) -> bool:
        return bool(self.text.strip() or self.narrowed)

    @property
    def narrowed(self) -> bool:
        """Whether more than words is asked for."""
        return bool(self.first.strip() or self.last.strip() or self.only)

    def search_query(
        self, *, limit: int | None = None, facets: bool = False, pages: int = 3
    ) -> SearchQuery:
        """Raises: SettingsInvalid for a facet that is none."""
        return SearchQuery(
            text=self.text,
            date_from=self.first.strip() or None,
            date_to=self.last.strip() or None,
            only=choices(self.only),
            everything=True,
            limit=limit or self.shown,
            sort=self.sort,
            cursor=self.cursor or None,
            facets=facets,
            pages=pages,
            today=today(),
        )

    def fresh(self) -> Asked:
        """The same, from the beginning of its list."""
        return replace(self, shown=PAGE, cursor="", start=0)

    def longer(self) -> Asked:
        """Down to where this goes on, as one page; too long for one, what comes next."""
        shown = self.start + PAGE
        if shown > MOST_SHOWN:
            return self
        return replace(self, cursor="", start=0, shown=shown)

    def but(self, choice: str) -> Asked:
        """Without one of what is chosen."""
        return replace(self.fresh(), only=tuple(one for one in self.only if one != choice))

    def query(self, **also: str | int) -> str:
        """The query of an address; what is as usual is left out. `also`: more of it."""
        usual = Asked()
        parts: list[tuple[str, str | int]] = [
            ("q", self.text),
            ("from", self.first),
            ("to", self.last),
            *(("only", choice) for choice in self.only),
            ("sort", "" if self.sort is usual.sort else self.sort.value),
            ("shown", "" if self.shown == usual.shown else self.shown),
            ("cursor", self.cursor),
            ("start", self.start or ""),
            *also.items(),
        ]
        return urlencode([(name, value) for name, value in parts if value != ""])

    def kept(self) -> dict[str, str]:
        """As `SavedSearch.asked` has it: what `sohoa search --save` keeps."""
        said = {"query": self.text, "date_from": self.first, "date_to": self.last}
        sort = {} if self.sort is Sort.RELEVANCE else {"sort": self.sort.value}
        known = {name: value for name, value in said.items() if value or name == "query"}
        return {**known, **sort, **kept_choices(self.only)}


def asked_again(kept: Mapping[str, str]) -> Asked:
    """What was kept here or on the command line, whose type and issuer are words of a question."""
    fields = {"loại": kept.get("type", ""), "cơ_quan": kept.get("issuer", "")}
    limits = [f'{name}:"{value.replace(chr(34), " ")}"' for name, value in fields.items() if value]
    sort = kept.get("sort", "")
    return Asked(
        " ".join(filter(None, (kept.get("query", ""), *limits))),
        kept.get("date_from", ""),
        kept.get("date_to", ""),
        chosen_before(kept),
        Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
    )


def asked_of(query: str) -> Asked:
    """Of the query of an address that one was shown. Raises: SettingsInvalid for a wrong limit."""
    said = parse_qs(query[: 8 * LONGEST])

    def value(name: str) -> str:
        return said.get(name, [""])[0].strip()[:LONGEST]

    made = asked(
        value("q"), value("from"), value("to"), said.get("only", [])[:_MOST_CHOSEN], value("sort")
    )
    choices(made.only)
    return made


_Choice = Annotated[str, Query(max_length=_SHORT)]


def asked(
    q: Annotated[str, Query(max_length=LONGEST)] = "",
    first: Annotated[str, Query(alias="from", max_length=_SHORT)] = "",
    last: Annotated[str, Query(alias="to", max_length=_SHORT)] = "",
    only: Annotated[list[_Choice], Query(max_length=_MOST_CHOSEN)] = [],  # noqa: B006 - FastAPI's way
    sort: Annotated[str, Query(max_length=_SHORT)] = "",
    shown: Annotated[int, Query(ge=1, le=MOST_SHOWN)] = PAGE,
    cursor: Annotated[str, Query(max_length=2_000)] = "",
    start: Annotated[int, Query(ge=0, le=_FURTHEST)] = 0,
) -> Asked:
    """Of a request."""
    order = Sort(sort) if sort in set(Sort) else Sort.RELEVANCE
    chosen = tuple(dict.fromkeys(filter(None, only)))
    return Asked(q.strip(), first.strip(), last.strip(), chosen, order, shown, cursor, start)
