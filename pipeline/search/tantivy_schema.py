"""The fields of the Tantivy index, and how an entry fills them."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise

import tantivy

from pipeline.model.archival import IndexEntry
from pipeline.search.analysis import Token, nfc, tokens
from pipeline.search.dates import possible_days

SCHEMA_VERSION = 1
"""Raised with every change to the fields or to what fills them: an older index is rebuilt."""

WORDS_TOKENIZER = "sohoa_words"

_BORDER = "|"
"""Stands between texts so that no phrase runs from one into the next; no word is like it."""

_TEXT_FIELDS = {
    "words": "position",
    "exact": "basic",
    "pairs": "freq",
    "subject": "freq",
    "code": "position",
    "issuer": "basic",
    "issuer_all": "basic",
}
"""Field → what is kept of each word. `words` holds the description and all pages, folded."""

_RAW_FIELDS = ("id", "type", "code_key")
_DATE_FIELDS = ("first_day", "last_day")


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _RAW_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name, kept in _TEXT_FIELDS.items():
        builder.add_text_field(name, tokenizer_name=WORDS_TOKENIZER, index_option=kept)
    for name in _DATE_FIELDS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_bytes_field("entry", stored=True, indexed=False)
    return builder.build()


def register_tokenizers(index: tantivy.Index) -> None:
    """Tantivy forgets them when an index is closed."""
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(WORDS_TOKENIZER, words)


def pair_term(one: str, two: str) -> str:
    return f"{one}_{two}"


def compact_code(parts: tuple[str, ...]) -> str:
    """A code without its separators, as people type it in haste: 12qdubnd."""
    return "".join(parts)


def type_key(text: str) -> str:
    """A type for comparing: "Quyết định" and "QUYET DINH" are the same."""
    return " ".join(token.folded for token in tokens(nfc(text)))


def tantivy_document(entry: IndexEntry) -> tantivy.Document:
    code, issuer, parent, subject = (
        tokens(nfc(text)) for text in (entry.code, entry.issuer, entry.issuer_parent, entry.subject)
    )
    others = [tokens(nfc(text)) for text in (entry.type, entry.date)]
    body = [token for page in entry.pages for token in tokens(nfc(page))]
    texts = [code, issuer, parent, subject, *others, tuple(body)]
    document = tantivy.Document()
    document.add_text("id", entry.document_id)
    document.add_text("type", type_key(entry.type))
    document.add_text("code_key", compact_code(tuple(token.folded for token in code)))
    document.add_text("words", f" {_BORDER} ".join(_folded(text) for text in texts))
    document.add_text("exact", " ".join(dict.fromkeys(t.exact for text in texts for t in text)))
    document.add_text("pairs", " ".join(pair for text in texts for pair in _pairs(text)))
    document.add_text("subject", _folded(subject))
    document.add_text("code", _folded(code))
    document.add_text("issuer", _folded(issuer))
    document.add_text("issuer_all", _folded((*parent, *issuer)))
    first_day, last_day = possible_days(entry.date) or (0, 0)
    document.add_unsigned("first_day", first_day)
    document.add_unsigned("last_day", last_day)
    document.add_bytes("entry", _entry_to_bytes(entry))
    return document


def entry_from_bytes(data: bytes) -> IndexEntry:
    """Raises: ValueError, TypeError or KeyError when it is not an entry."""
    values = json.loads(data)
    return IndexEntry(**{**values, "pages": tuple(values["pages"])})


def _entry_to_bytes(entry: IndexEntry) -> bytes:
    values = {
        name: [nfc(page) for page in value] if name == "pages" else nfc(value)
        for name, value in asdict(entry).items()
    }
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")


def _folded(text: tuple[Token, ...]) -> str:
    return " ".join(token.folded for token in text)


def _pairs(text: tuple[Token, ...]) -> list[str]:
    return [pair_term(one.folded, two.folded) for one, two in pairwise(text)]
