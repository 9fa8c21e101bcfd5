"""The fields of the index as Tantivy keeps them."""

from __future__ import annotations

import tantivy

from pipeline.search.characters import GUESS
from pipeline.search.fields import (
    COUNTED_FIELDS,
    NUMBER_FIELDS,
    RAW_FIELDS,
    TEXT_FIELDS,
    Fields,
    Kept,
)

_TOKENIZER = "sohoa_words"
_KEPT = {Kept.DOCUMENTS: "basic", Kept.FREQUENCIES: "freq", Kept.POSITIONS: "position"}
STORED = "entry"


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name, kept in TEXT_FIELDS.items():
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option=_KEPT[kept])
    for name in dict.fromkeys((*RAW_FIELDS, *COUNTED_FIELDS)):
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=name in COUNTED_FIELDS
        )
    for name in NUMBER_FIELDS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_bytes_field(STORED, stored=True, indexed=False)
    return builder.build()


def register_tokenizers(index: tantivy.Index) -> None:
    """Tantivy forgets them when an index is closed."""
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENIZER, words)


def tantivy_document(fields: Fields) -> tantivy.Document:
    document = tantivy.Document()
    for name, text in fields.texts.items():
        if GUESS in text:
            document.add_pre_tokenized_text(name, _stacked(text))
        elif text:
            document.add_text(name, text)
    for name, value in fields.raw.items():
        if value:
            document.add_text(name, value)
    for name, number in fields.numbers.items():
        document.add_unsigned(name, number)
    document.add_bytes(STORED, fields.stored)
    return document


def _stacked(text: str) -> tantivy.PreTokenizedString:
    """The words, with those that `GUESS` joins in one place."""
    places = [
        tantivy.Token(word, place, 0, 0)
        for place, stack in enumerate(text.split())
        for word in stack.split(GUESS)
    ]
    return tantivy.PreTokenizedString(text, places)
