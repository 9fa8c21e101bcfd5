"""An office that exchanges messages, in a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.masters import document_id_of
from pipeline.model.entry import SignatureState
from pipeline.model.scan import ScanKind
from pipeline.office.postroom import Postroom
from pipeline.office.registry import registry
from pipeline.partner_rules import partner_rules
from pipeline.register.entries import Master, Source, StoredFile
from pipeline.register.store import open_register
from pipeline.settings import Settings, default_settings
from tests.register.test_register import DOCUMENT

BEGUN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that somebody winds."""

    at: datetime = field(default=BEGUN)

    def __call__(self) -> datetime:
        return self.at

    def wind(self, **by: float) -> None:
        self.at += timedelta(**by)


def settings_of(**exchange: Any) -> Settings:
    plain = default_settings().as_json()
    plain["exchange"] |= exchange
    return Settings.model_validate(plain)


@contextmanager
def office(
    folder: Path, clock: Clock, address: str | None = None, **exchange: Any
) -> Iterator[Postroom]:
    settings = settings_of(**{"organ_id": "H53.01", "organ_name": "Văn phòng"} | exchange)
    archive = ArchiveFolder(folder)
    archive.prepare()
    with open_register(folder, address) as register:
        yield Postroom(
            archive,
            registry(register, settings, "văn thư", clock),
            partner_rules(settings),
            lambda _: SignatureState.UNKNOWN_ISSUER,
        )


def registered_pdf(room: Postroom) -> str:
    """The id of a document of one page whose PDF/A is there; the same each time."""
    register, archive = room.registry.register, room.archive
    content = b"%PDF-1.7 made"
    sha256 = hashlib.sha256(content).hexdigest()
    document_id = document_id_of(sha256)
    place = archive.document(document_id) / f"{document_id}.pdf"
    archive.write(place, content)
    batch = register.begin_batch("lô", "digest", new_name="x", now=BEGUN, who="văn thư")
    (entry,) = register.add_inputs(batch, [Source("/scans/a.pdf", "a.pdf")])
    stored = archive.relative(archive.masters / f"{sha256}.pdf")
    register.store_master(
        Master(sha256, len(content), ScanKind.PDF, 1, False, stored, "a.pdf"), BEGUN, "văn thư"
    )
    pdf = StoredFile(archive.relative(place), sha256)
    document = replace(DOCUMENT, id=document_id, sha256=sha256, last_page=1, pdf=pdf)
    register.register_document(document, entry, BEGUN, "văn thư")
    return document_id
