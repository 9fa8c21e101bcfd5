"""What stands on a sample: fields with the names and meanings of the record, and its lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from samples.generator.source import Document, Sample


def truth(
    sample: Sample,
    file: str,
    data: bytes,
    documents: Sequence[tuple[Document, int, int]],
    text: Sequence[Sequence[str]],
) -> dict[str, Any]:
    """One line of truth.jsonl; `text` is the printed lines of each page, «hw» for handwriting."""
    return {
        "file": file,
        "sha256": sha256(data).hexdigest(),
        "expected_state": sample.state,
        "pages": len(text),
        "documents": [_fields(document, first, last) for document, first, last in documents],
        "text": [[unicodedata.normalize("NFC", line) for line in page] for page in text],
    }


def _fields(document: Document, first: int, last: int) -> dict[str, Any]:
    code = document.number and f"{document.number}/{document.notation}"
    arrival = document.arrival
    return {
        "first_page": first,
        "last_page": last,
        "type": document.type,
        "number": document.number,
        "number_form": document.number_form,
        "notation": document.notation,
        "code": code,
        "date": document.date,
        "date_form": "handwritten" if document.date_hand else "printed",
        "place": document.place,
        "issuer_parent": document.parent,
        "issuer": " ".join(document.issuer),
        "subject": document.subject,
        "to": list(document.to),
        "signer_name": document.signer.name,
        "signer_position": " ".join(document.signer.position),
        "signer_authority": document.signer.authority,
        "urgency": document.urgency,
        "secrecy": document.secrecy,
        "copy": document.copy and document.copy.form,
        "arrival_stamp": arrival and {k: v for k, v in asdict(arrival).items() if k != "office"},
    }
