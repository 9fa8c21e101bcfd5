"""`sohoa search` and `searches`: finds documents, shows where, and keeps what was asked."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.digitize import who
from pipeline.cli.found import hit_json, print_found, summary_json
from pipeline.cli.printing import local_time
from pipeline.cli.records import opened
from pipeline.errors import ArchiveBusy, IndexOutdated, NotFound, SettingsInvalid
from pipeline.hit_boxes import hit_boxes
from pipeline.indexing import rebuild
from pipeline.messages import say
from pipeline.model.access import EVERYTHING, Rights
from pipeline.register.saved import SavedSearch, chosen_before, kept_choices
from pipeline.register.store import Register
from pipeline.search.choosing import choices
from pipeline.search.index import Completed, Found, Index, SearchQuery, Sort
from pipeline.search.opening import open_search
from pipeline.settings import Settings, load_settings

MOST_PAGES = 100
_NOT_BESIDE = (
    *("type", "issuer", "date_from", "date_to", "only", "sort", "cursor", "facets", "save"),
)
_ALONE = {"like": ("query", *_NOT_BESIDE), "complete": (*_NOT_BESIDE, "boxes")}
_KEPT = ("type", "issuer", "date_from", "date_to", "sort")
"""Options that are part of a saved search, besides the words."""


def search(options: argparse.Namespace) -> int:
    """Exit 0 also when nothing is found. Raises: SettingsInvalid, NotFound."""
    settings = load_settings(options.settings)
    rights = EVERYTHING
    if options.reader is not None:
        rights = settings.search.reader(options.reader).rights
    with opened(options) as (archive, register):
        if options.saved is not None:
            _recall(options, register)
        query = _query(options)
        with _index(archive, register, settings, options) as index:
            if options.complete:
                return _complete(options, index, rights)
            found = _found(options, index, query, rights)
        if options.save:
            _keep(options, register)
        boxes = _boxes(archive, register, found) if options.boxes else {}
    if options.json:
        for hit in found.hits:
            print(json.dumps(hit_json(hit, boxes), ensure_ascii=False))
        print(json.dumps(summary_json(found), ensure_ascii=False))
    else:
        print_found(found, query, options)
    return 0


def searches(options: argparse.Namespace) -> int:
    """Lists what people keep, or removes one of it. Raises: NotFound."""
    with opened(options) as (_, register):
        if options.remove:
            register.saved.remove(options.remove)
        kept = register.saved.all()
    for saved in kept:
        asked = " ".join(f"{option}={value}" for option, value in saved.asked.items())
        if options.json:
            row = {"name": saved.name, "who": saved.who, "at": saved.at.isoformat()}
            print(json.dumps({**row, "asked": dict(saved.asked)}, ensure_ascii=False))
        else:
            print(f"{saved.name}: {asked}   ({saved.who}, {local_time(saved.at)})")
    if not kept and not options.json:
        print(say(options.language, "cli.no_searches"))
    return 0


def _query(options: argparse.Namespace) -> SearchQuery:
    """Raises: SettingsInvalid."""
    if not 1 <= options.limit <= 1000:
        raise SettingsInvalid("limit", {"limit": options.limit})
    if not 1 <= options.pages <= MOST_PAGES:
        raise SettingsInvalid("hit_pages", {"pages": options.pages, "most": MOST_PAGES})
    _check_together(options)
    limits = ("type", "issuer", "date_from", "date_to", "only")
    chosen = any(getattr(options, name) for name in limits)
    if not options.query and not chosen and not (options.like or options.complete):
        raise SettingsInvalid("search_empty")
    return SearchQuery(
        text=" ".join(options.query),
        type=options.type,
        issuer=options.issuer,
        date_from=options.date_from,
        date_to=options.date_to,
        only=choices(options.only or ()),
        limit=options.limit,
        sort=Sort(options.sort),
        cursor=options.cursor,
        facets=options.facets,
        pages=options.pages,
        today=date.today(),  # noqa: DTZ011  # the day of whoever asks
    )


def _check_together(options: argparse.Namespace) -> None:
    """Raises: SettingsInvalid for options that say nothing beside `--like` or `--complete`."""
    for other, meaningless in _ALONE.items():
        if getattr(options, other) is None:
            continue
        for name in meaningless:
            if getattr(options, name) not in (None, [], False, "relevance"):
                shown = "QUERY" if name == "query" else f"--{name.removeprefix('date_')}"
                raise SettingsInvalid("options_apart", {"one": f"--{other}", "two": shown})


def _found(options: argparse.Namespace, index: Index, query: SearchQuery, rights: Rights) -> Found:
    if options.like is not None:
        return index.more_like(options.like, rights, options.limit)
    return index.search(query, rights)


def _complete(options: argparse.Namespace, index: Index, rights: Rights) -> int:
    beginning = " ".join(options.query)
    values = index.complete(Completed(options.complete), beginning, rights, options.limit)
    if options.json:
        print(json.dumps(values, ensure_ascii=False))
    else:
        for value in values:
            print(value)
    return 0


@contextmanager
def _index(
    archive: ArchiveFolder, register: Register, settings: Settings, options: argparse.Namespace
) -> Iterator[Index]:
    """The index; made anew where it is missing or of an older form. Raises: NotFound."""
    try:
        index = open_search(archive.index, settings)
    except IndexOutdated:
        try:
            with archive.writing():
                rebuild(archive, register, settings)
        except ArchiveBusy as error:
            # The first batch is running; its documents are found when it is done.
            raise NotFound("index_not_yet", {"archive": str(options.archive)}) from error
        index = open_search(archive.index, settings)
    try:
        yield index
    finally:
        index.close()


def _boxes(
    archive: ArchiveFolder, register: Register, found: Found
) -> dict[tuple[str, int], dict[str, object]]:
    """By document and page: the size of the page and the boxes of the words, in its pixels."""
    boxes: dict[tuple[str, int], dict[str, object]] = {}
    for hit in found.hits:
        for page in hit.pages:
            # Of a document that has just gone, or changed, the hit is told without them.
            with suppress(NotFound):
                if page.spans:
                    there = hit_boxes(archive, register.document(hit.document_id), page)
                    placed = [[b.left, b.top, b.right, b.bottom] for b in there.boxes]
                    boxes[hit.document_id, page.page] = {"size": list(there.size), "boxes": placed}
    return boxes


def _keep(options: argparse.Namespace, register: Register) -> None:
    asked = {"query": " ".join(options.query)}
    asked |= {name: getattr(options, name) for name in _KEPT if getattr(options, name)}
    asked |= kept_choices(options.only or ())
    register.saved.keep(SavedSearch(options.save, who(), datetime.now(UTC), asked))


def _recall(options: argparse.Namespace, register: Register) -> None:
    """What was kept, with what is typed now before it. Raises: NotFound."""
    asked = register.saved.named(options.saved).asked
    options.query = [*([asked["query"]] if asked.get("query") else []), *options.query]
    for name in _KEPT:
        if name in asked and getattr(options, name) in (None, "relevance"):
            setattr(options, name, asked[name])
    options.only = [*chosen_before(asked), *(options.only or ())]
