"""The fields of the index as Elasticsearch keeps them: it only parts our words at blanks."""

from __future__ import annotations

import json
from typing import Any

from pipeline.search.characters import GUESS
from pipeline.search.fields import (
    COUNTED_FIELDS,
    NUMBER_FIELDS,
    RAW_FIELDS,
    SCHEMA_VERSION,
    TEXT_FIELDS,
    Fields,
    Kept,
)

STORED = "entry"
_ANALYZER = "sohoa_words"
_KEPT = {Kept.DOCUMENTS: "docs", Kept.FREQUENCIES: "freqs", Kept.POSITIONS: "positions"}
_LONGEST_WORD = 1024
"""Words joined by `GUESS` count as one here."""
_LONGEST_VALUE = 8191
"""A longer one, which Lucene would refuse with its document, is not compared."""


def index_settings() -> dict[str, Any]:
    """Analysis and similarity of a new index."""
    return {
        "analysis": {
            "tokenizer": {
                "sohoa_blanks": {"type": "whitespace", "max_token_length": _LONGEST_WORD},
            },
            "filter": {
                "sohoa_guesses": {
                    "type": "pattern_capture",
                    "preserve_original": False,
                    "patterns": [f"([^{GUESS}]+)"],
                },
            },
            "analyzer": {
                _ANALYZER: {
                    "type": "custom",
                    "tokenizer": "sohoa_blanks",
                    "filter": ["sohoa_guesses"],
                },
            },
        },
        # Lengths count every word, as Tantivy's do.
        "similarity": {
            "default": {"type": "BM25", "k1": 1.2, "b": 0.75, "discount_overlaps": False}
        },
    }


def index_mapping() -> dict[str, Any]:
    """The fields; what they were made from is kept once, as it is."""
    raw = dict.fromkeys((*RAW_FIELDS, *COUNTED_FIELDS))
    return {
        "dynamic": "strict",
        "_meta": {"schema": SCHEMA_VERSION},
        "_source": {"includes": [STORED]},
        "properties": {
            **{name: _text_field(kept) for name, kept in TEXT_FIELDS.items()},
            **{name: {"type": "keyword", "ignore_above": _LONGEST_VALUE} for name in raw},
            **{name: {"type": "long"} for name in NUMBER_FIELDS},
            STORED: {"type": "object", "enabled": False},
        },
    }


def document_source(fields: Fields) -> bytes:
    """What is sent of a document: JSON on one line. A field without a value is left out."""
    values: dict[str, str | int] = {
        **{name: text for name, text in fields.texts.items() if text},
        **{name: value for name, value in fields.raw.items() if value},
        **fields.numbers,
    }
    listed = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    head = listed.encode("utf-8", "replace")[:-1]
    # JSON already: to read it only to write it again would cost half of all this.
    return b'%s,"%s":%s}' % (head, STORED.encode(), fields.stored)


def _text_field(kept: Kept) -> dict[str, Any]:
    return {
        "type": "text",
        "analyzer": _ANALYZER,
        "index_options": _KEPT[kept],
        "norms": kept is not Kept.DOCUMENTS,
    }
