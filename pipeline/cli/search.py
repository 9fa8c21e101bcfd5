"""`sohoa search`: finds documents and shows where."""

from __future__ import annotations

import argparse
import json

from pipeline.cli.printing import local_date, marked
from pipeline.cli.records import opened
from pipeline.errors import ArchiveBusy, IndexOutdated, NotFound, SettingsInvalid
from pipeline.indexing import rebuild
from pipeline.messages import say
from pipeline.model.access import EVERYTHING
from pipeline.model.archival import Hit
from pipeline.search.index import SearchQuery
from pipeline.search.opening import open_search
from pipeline.settings import load_settings


def search(options: argparse.Namespace) -> int:
    """Exit 0 also when nothing is found."""
    if not 1 <= options.limit <= 1000:
        raise SettingsInvalid("limit", {"limit": options.limit})
    query = SearchQuery(
        text=" ".join(options.query),
        type=options.type,
        issuer=options.issuer,
        date_from=options.date_from,
        date_to=options.date_to,
        limit=options.limit,
    )
    settings = load_settings(options.settings)
    with opened(options) as (archive, register):
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
            found = index.search(query, EVERYTHING)
        finally:
            index.close()
    if options.json:
        for hit in found.hits:
            print(json.dumps(_hit_json(hit), ensure_ascii=False))
        return 0
    if not found.hits:
        print(say(options.language, "cli.nothing", {"query": query.text}))
        return 0
    key = "cli.found_most" if found.relaxed else "cli.found"
    print(say(options.language, key, {"total": found.total, "shown": len(found.hits)}))
    for number, hit in enumerate(found.hits, 1):
        head = (hit.code or hit.type, local_date(hit.date), hit.issuer)
        print(f"\n{number}. {' · '.join(part for part in head if part)}   [{hit.document_id}]")
        if hit.subject:
            print(f"   {hit.subject}")
        for found_page in hit.pages:
            page = say(options.language, "cli.page", {"page": found_page.page})
            print(f"   {page}: {marked(found_page.snippet, found_page.marks)}")
    return 0


def _hit_json(hit: Hit) -> dict[str, object]:
    return {
        "document_id": hit.document_id,
        "score": round(hit.score, 4),
        "pages": [
            {
                "page": page.page,
                "snippet": page.snippet,
                "marks": [list(mark) for mark in page.marks],
            }
            for page in hit.pages
        ],
        "code": hit.code,
        "date": hit.date,
        "issuer": hit.issuer,
        "subject": hit.subject,
        "type": hit.type,
    }
