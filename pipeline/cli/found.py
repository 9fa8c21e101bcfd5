"""How found documents look: on a terminal, and as JSON."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping
from typing import Any

from pipeline.cli.printing import local_date, marked, table
from pipeline.messages import Language, say
from pipeline.messages.records import facet_value, state_name
from pipeline.model.archival import Hit
from pipeline.model.record import State
from pipeline.search.index import Facet, Found, SearchQuery

_FACET_VALUES = 8
"""So many values of a facet are shown to a person; --json has all."""

Boxes = Mapping[tuple[str, int], Mapping[str, object]]


def print_found(found: Found, query: SearchQuery, options: argparse.Namespace) -> None:
    language: Language = options.language
    for note in found.notes:
        print(say(language, f"search.{note.code}", {"text": note.text}))
    if found.hits:
        key = "cli.found_most" if found.relaxed else "cli.found"
        print(say(language, key, {"total": _number(found.total), "shown": len(found.hits)}))
    else:
        print(say(language, "cli.nothing", {"query": query.text or "—"}))
    for number, hit in enumerate(found.hits, 1):
        _print_hit(number, hit, language)
    for facet in found.facets:
        _print_facet(facet, language)
    for suggestion in found.suggestions:
        print()
        print(say(language, "cli.suggestion", {"query": suggestion}))
    if found.next is not None and not options.like:
        command = shlex.join(_again(options, found.next))
        print()
        print(say(language, "cli.next_page", {"command": command}))


def _print_hit(number: int, hit: Hit, language: Language) -> None:
    head = (hit.code or hit.type, local_date(hit.date), hit.issuer)
    about = [part for part in head if part]
    if hit.urgency:
        about.append(hit.urgency)
    if hit.state is not State.ACCEPTED:
        about.append(state_name(language, hit.state))
    print(f"\n{number}. {' · '.join(about)}   [{hit.document_id}]")
    if hit.subject:
        print(f"   {hit.subject}")
    for page in hit.pages:
        place = say(language, "cli.page", {"page": page.page})
        print(f"   {place}: {marked(page.snippet, page.marks)}")
    more = hit.answering_pages - len(hit.pages)
    if more > 0:
        print(f"   {say(language, 'cli.more_pages', {'count': more})}")


def _print_facet(facet: Facet, language: Language) -> None:
    if not facet.values:
        return
    print(f"\n{say(language, f'facet.{facet.name.value}')}:")
    rows = [
        (facet_value(language, facet.name.value, value), _number(count))
        for value, count in facet.values[:_FACET_VALUES]
    ]
    for line in table(rows):
        print(f"  {line}")
    if len(facet.values) > _FACET_VALUES:
        print(f"  {say(language, 'cli.more_values', {'count': len(facet.values) - _FACET_VALUES})}")


def hit_json(hit: Hit, boxes: Boxes) -> dict[str, Any]:
    """One found document."""
    return {
        "document_id": hit.document_id,
        "score": round(hit.score, 4),
        "code": hit.code,
        "date": hit.date,
        "issuer": hit.issuer,
        "subject": hit.subject,
        "type": hit.type,
        "signer": hit.signer,
        "urgency": hit.urgency,
        "unit": hit.unit,
        "state": hit.state.value,
        "form": hit.form.value,
        "signatures": hit.signatures.value,
        "page_count": hit.page_count,
        "answering_pages": hit.answering_pages,
        "pages": [
            {
                "page": page.page,
                "snippet": page.snippet,
                "marks": [list(mark) for mark in page.marks],
                "spans": [list(span) for span in page.spans],
                **boxes.get((hit.document_id, page.page), {}),
            }
            for page in hit.pages
        ],
    }


def summary_json(found: Found) -> dict[str, Any]:
    """What is said of all of them; the last line of --json."""
    return {
        "total": found.total,
        "relaxed": found.relaxed,
        "next": found.next,
        "facets": {facet.name.value: dict(facet.values) for facet in found.facets},
        "suggestions": list(found.suggestions),
        "notes": [{"code": note.code, "text": note.text} for note in found.notes],
    }


def _again(options: argparse.Namespace, cursor: str) -> list[str]:
    """The command that shows what comes next."""
    asked = ["sohoa", "search", "--archive", str(options.archive)]
    for name, option in _OPTIONS.items():
        if value := getattr(options, name):
            asked += [option, str(value)]
    for choice in options.only or ():
        asked += ["--only", choice]
    if options.sort != "relevance":
        asked += ["--sort", options.sort]
    for name, option in _SWITCHES.items():
        asked += [option] * bool(getattr(options, name))
    words = " ".join(options.query)
    return [
        *asked,
        "--limit",
        str(options.limit),
        "--cursor",
        cursor,
        *(["--", words] * bool(words)),
    ]


_SWITCHES = {"facets": "--facets", "boxes": "--boxes"}
_OPTIONS = {
    "pages": "--pages",
    "language": "--lang",
    "type": "--type",
    "issuer": "--issuer",
    "date_from": "--from",
    "date_to": "--to",
    "reader": "--as",
    "settings": "--settings",
}


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
