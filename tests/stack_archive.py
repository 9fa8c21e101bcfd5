"""An archive whose ledger holds a stack, and jobs that need no engine: for split and join."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import jobs
from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.archive.masters import keep_master
from pipeline.desk import Desk
from pipeline.model.ocr import OcrPage, numbered
from pipeline.model.record import Record, record_to_json
from pipeline.model.scan import Scan, ScanInfo, ScanKind
from pipeline.register.entries import Master, Source
from pipeline.register.store import Register
from pipeline.settings import default_settings

NOW = datetime(2026, 3, 4, tzinfo=UTC)
BYTES = b"%PDF a stack"
SHA = hashlib.sha256(BYTES).hexdigest()
DIGEST = "0123456789ab"


class Here:
    """Runs jobs at once, in this process; `finish` and `write` make no real files."""

    def submit(
        self, job: str, arguments: Mapping[str, Any], timeout_s: float
    ) -> Future[dict[str, Any]]:
        done: Future[dict[str, Any]] = Future()
        fakes = {"finish": _finished, "write": _written}
        done.set_result(
            fakes[job](arguments) if job in fakes else jobs.JOBS[job](**dict(arguments))
        )
        return done


def _written(arguments: Mapping[str, Any]) -> dict[str, Any]:
    code = arguments["record"]["code"]["value"]
    made = Path(arguments["archive"]) / "tmp" / f"{arguments['document_id']}.pdf"
    made.write_bytes(f"written anew for {code}".encode())
    sha256 = hashlib.sha256(made.read_bytes()).hexdigest()
    return {"pdf": str(made), "pdf_sha256": sha256, "violations": []}


def _finished(arguments: Mapping[str, Any]) -> dict[str, Any]:
    first, last = arguments["first"], arguments["last"]
    made = Path(arguments["archive"]) / "tmp" / arguments["document_id"]
    made.parent.mkdir(exist_ok=True)
    content = f"pages {first} to {last}".encode()
    for suffix in (".pdf", ".alto"):
        made.with_suffix(suffix).write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    return {
        "record": record_to_json(Record()),
        "read": None,
        "state": "accepted",
        "reasons": [],
        "pdf": str(made.with_suffix(".pdf")),
        "pdf_sha256": sha256,
        "violations": [],
        "unequal_pages": [],
        "alto": str(made.with_suffix(".alto")),
        "alto_sha256": sha256,
    }


def desk_with(folder: Path, register: Register, pages: Sequence[OcrPage]) -> tuple[Desk, Scan]:
    """A desk over an archive that has read these pages of one file, and the file."""
    archive = ArchiveFolder(folder)
    archive.prepare()
    ledger = Ledger(archive, SHA, DIGEST)
    for page in numbered(pages):
        ledger.write(page)
    archive.write(archive.incoming / SHA, BYTES)
    place = keep_master(archive, SHA, ScanKind.PDF)
    master = Master(
        SHA, len(BYTES), ScanKind.PDF, len(pages), False, archive.relative(place), "a.pdf"
    )
    register.store_master(master, NOW, "vanthu")
    desk = Desk(
        archive=archive,
        register=register,
        jobs=Here(),
        settings=default_settings(),
        digest=DIGEST,
        workers=1,
        who="vanthu",
        now=lambda: NOW,
        stop=threading.Event(),
        page_done=lambda: None,
    )
    return desk, Scan(SHA, place, "a.pdf", ScanInfo(ScanKind.PDF, len(pages)))


def hand_in(register: Register) -> Any:
    """The only input of a batch."""
    batch = register.begin_batch("lô", "digest", new_name="x", now=NOW, who="vanthu")
    (entry,) = register.add_inputs(batch, [Source("/scans/a.pdf", "a.pdf")])
    return entry
