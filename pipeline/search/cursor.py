"""Where a page of results ended, as a word that a person or a program hands back."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace

from pipeline.errors import SettingsInvalid
from pipeline.model.access import Rights
from pipeline.search.engine import Position
from pipeline.search.index import SearchQuery


@dataclass(frozen=True, slots=True)
class Cursor:
    position: Position
    relaxed: bool
    """The results were those with most of the words."""


def write_cursor(cursor: Cursor, query: SearchQuery, rights: Rights) -> str:
    data = [_digest(query, rights), cursor.relaxed, list(cursor.position)]
    return urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def read_cursor(text: str, query: SearchQuery, rights: Rights) -> Cursor:
    """Raises: SettingsInvalid when it is none, or of another question."""
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        digest, relaxed, position = json.loads(urlsafe_b64decode(padded))
        cursor = Cursor(tuple(position), bool(relaxed))
    except (ValueError, TypeError, RecursionError) as error:
        raise SettingsInvalid("search_cursor", {"value": text[:40]}) from error
    if digest != _digest(query, rights):
        raise SettingsInvalid("search_cursor_other", {"value": text[:40]})
    return cursor


def _digest(query: SearchQuery, rights: Rights) -> str:
    asked = replace(query, cursor=None, limit=0, facets=False, pages=0, today=None)
    units = None if rights.units is None else sorted(rights.units)
    whole = f"{asked!r} {sorted(rights.access)!r} {units!r}"
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:12]
