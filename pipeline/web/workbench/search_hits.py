"""Found documents, counts and limits as the search page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.errors import SettingsInvalid
from pipeline.indexing import index_entry
from pipeline.messages import Language, catalogue, say
from pipeline.messages.records import facet_value
from pipeline.model.archival import Hit, PageHit
from pipeline.model.record import State
from pipeline.register.entries import Document
from pipeline.search.choosing import choices
from pipeline.search.index import Facet, FacetName
from pipeline.web.workbench.rendering import local_day, marked
from pipeline.web.workbench.search_asked import Asked

_VALUES = 7
"""Of a facet so many are shown at once, the others behind a "more"."""
_ORDER = (
    FacetName.TYPE,
    FacetName.YEAR,
    FacetName.ISSUER,
    FacetName.STATE,
    FacetName.URGENCY,
    FacetName.UNIT,
    FacetName.FORM,
    FacetName.SIGNATURES,
)
_USUALLY_ONE = (FacetName.STATE, FacetName.FORM, FacetName.SIGNATURES)
"""With one value only they tell nothing that one could choose."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page that answers."""

    number: int
    href: str
    text: Markup


@dataclass(frozen=True, slots=True)
class HitLine:
    """A found document."""

    number: int
    href: str
    title: Markup
    about: tuple[str, ...]
    """Code, type, day, issuer: what is known of them."""
    urgency: str
    state: str
    """Words; empty where there is nothing to be looked at."""
    tags: tuple[str, ...]
    pages: tuple[PageLine, ...]
    more_pages: int


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet that one may choose."""

    choice: str
    words: str
    count: int | None
    """None while it is not counted."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetBox:
    name: str
    shown: tuple[Value, ...]
    more: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that narrows the answer, and the address without it."""

    words: str
    without: str


def hit_lines(hits: Iterable[Hit], asked: Asked, language: Language) -> list[HitLine]:
    return [_line(hit, number, asked, language) for number, hit in enumerate(hits, asked.start + 1)]


def newest_lines(documents: Iterable[Document], language: Language) -> list[HitLine]:
    """Documents that nobody searched for."""
    return [_line(_bare(document), 0, Asked(), language) for document in documents]


def facet_boxes(facets: Iterable[Facet], asked: Asked, language: Language) -> list[FacetBox]:
    """Those in which something can be chosen; what is chosen is among them."""
    counted = {facet.name: facet.values for facet in facets}
    return [
        box
        for name in _ORDER
        if (box := _box(name, counted.get(name, ()), asked, language)) is not None
    ]


def chosen_boxes(asked: Asked, language: Language) -> list[FacetBox]:
    """Only what is chosen, before anything is counted."""
    return [
        FacetBox(name.value, tuple(values), ())
        for name in _ORDER
        if (values := list(_chosen(name, asked, language)))
    ]


def limits(asked: Asked, language: Language) -> list[Limit]:
    """What narrows the answer, each with the way back. Raises: SettingsInvalid."""
    made = [
        Limit(
            f"{say(language, f'facet.{name.value}')}: {value_words(language, name, value)}",
            asked.but(text).query(),
        )
        for text in asked.only
        for name, value in choices((text,))
    ]
    fresh = asked.fresh()
    for key, day in (("first", asked.first), ("last", asked.last)):
        if day:
            without = {"first": asked.first, "last": asked.last, key: ""}
            rest = Asked(fresh.text, without["first"], without["last"], fresh.only, fresh.sort)
            made.append(Limit(say(language, f"search_page.{key}_is", {"day": day}), rest.query()))
    return made


def value_words(language: Language, name: FacetName, value: str) -> str:
    """A counted value as the page says it."""
    if name in (FacetName.STATE, FacetName.FORM):
        return catalogue(language).get(f"search_page.{name.value}_{value}", value)
    return facet_value(language, name.value, value)


def _line(hit: Hit, number: int, asked: Asked, language: Language) -> HitLine:
    link = f"/documents/{hit.document_id}"
    fresh = asked.fresh()
    title, pages = _title(hit, language), hit.pages
    if pages and not pages[0].spans and _is_subject(pages[0], hit):
        # The description answers: its words are marked where they stand.
        title, pages = marked(pages[0].snippet, pages[0].marks), pages[1:]
    place: dict[str, int] = {"at": number} if number else {}
    first = next((page.page for page in pages if page.spans), 1)
    return HitLine(
        number=number,
        href=_with(link, fresh.query(page=first, **place) if number else ""),
        title=title,
        about=tuple(filter(None, (hit.code, hit.type, local_day(hit.date, language), hit.issuer))),
        urgency=hit.urgency,
        state="" if hit.state is State.ACCEPTED else say(language, "search_page.state_review"),
        tags=tuple(_tags(hit, language)),
        pages=tuple(
            PageLine(
                page.page,
                _with(link, fresh.query(page=page.page, **place)),
                marked(page.snippet, page.marks),
            )
            for page in pages
            if page.marks
        ),
        more_pages=max(hit.answering_pages - len(hit.pages), 0),
    )


def _with(link: str, query: str) -> str:
    return f"{link}?{query}" if query else link


def _title(hit: Hit, language: Language) -> Markup:
    name = hit.subject or " ".join(filter(None, (hit.type, hit.code)))
    return marked(name or say(language, "search_page.untitled"), ())


def _is_subject(page: PageHit, hit: Hit) -> bool:
    return bool(hit.subject) and page.snippet.strip("…") in " ".join(hit.subject.split())


def _tags(hit: Hit, language: Language) -> Iterator[str]:
    yield say(language, "search_page.pages", {"count": hit.page_count})
    yield say(language, f"search_page.form_{hit.form.value}")
    if hit.signatures.value != "none":
        yield facet_value(language, FacetName.SIGNATURES.value, hit.signatures.value)
    if hit.unit:
        yield hit.unit


def _bare(document: Document) -> Hit:
    entry = index_entry(document, ())
    return Hit(
        document_id=document.id,
        score=0.0,
        pages=(),
        code=entry.code,
        date=entry.date,
        issuer=entry.issuer,
        subject=entry.subject,
        type=entry.type,
        urgency=entry.urgency,
        unit=entry.unit,
        state=entry.state,
        form=entry.form,
        signatures=entry.signatures,
        page_count=document.page_count,
    )


def _box(
    name: FacetName, counted: tuple[tuple[str, int], ...], asked: Asked, language: Language
) -> FacetBox | None:
    chosen = list(_chosen(name, asked, language))
    if name is FacetName.YEAR:
        counted = tuple(sorted(counted, reverse=True))
    picked = {value.choice for value in chosen}
    values = [
        Value(choice, value_words(language, name, value), count, choice in picked)
        for value, count in counted
        for choice in (f"{name.value}:{value}",)
    ]
    known = {value.choice for value in values}
    gone = [Value(v.choice, v.words, 0, chosen=True) for v in chosen if v.choice not in known]
    if not values and not gone:
        return None
    if name in _USUALLY_ONE and len(values) + len(gone) < 2 and not chosen:
        return None
    ahead = [value for value in (*gone, *values) if value.chosen]
    others = [value for value in values if not value.chosen]
    room = max(_VALUES - len(ahead), 0)
    return FacetBox(name.value, (*ahead, *others[:room]), tuple(others[room:]))


def _chosen(name: FacetName, asked: Asked, language: Language) -> Iterator[Value]:
    for text in asked.only:
        try:
            ((facet, value),) = choices((text,))
        except SettingsInvalid:
            continue
        if facet is name:
            words = value_words(language, name, value)
            yield Value(f"{name.value}:{value}", words, None, chosen=True)
