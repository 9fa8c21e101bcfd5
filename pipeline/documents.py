"""From the pages of a file to its documents, each described, written and ready to exist."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.archive.masters import document_id_of
from pipeline.desk import Desk
from pipeline.jobs import info_to_json
from pipeline.model.correction import fixes_to_json, overlay_to_json
from pipeline.model.record import Reason, Record, State, record_from_json, record_to_json
from pipeline.model.scan import Scan, ScanInfo
from pipeline.register.entries import Document, NewDocument, StoredFile, Under, page_facts
from pipeline.steps.documents import Part


def documents_of(scan: Scan, desk: Desk) -> tuple[NewDocument, ...]:
    """Every document of a file whose pages are all in the ledger, its archival files written.

    Raises:
        EngineFailed, ArchiveUnusable: one of them cannot be made.
    """
    parts, batches = _parts(scan, desk)
    return tuple(
        make_document(scan, part, desk, _of_other_batch(part, batches, desk)) for part in parts
    )


def make_document(
    scan: Scan, part: Part, desk: Desk, doubts: tuple[Reason, ...] = ()
) -> NewDocument:
    """Describes the document on some pages of a file and writes its archival files.

    `doubts`: why a person must look at it whatever its pages say.

    The same pages give the same id and the same files, so that a broken run is taken up again.
    """
    document_id = document_id_of(scan.sha256, part.first)
    place = (scan.sha256, document_id, part.first, part.last)
    overlay = desk.register.corrections.overlay(*place)
    arguments = page_arguments(scan, desk) | {
        "source_name": scan.source_name,
        "document_id": document_id,
        "first": part.first,
        "last": part.last,
        "said": overlay_to_json(overlay),
    }
    made = ask(desk, "finish", arguments, pages=part.last - part.first + 1)
    pdf, alto = (_put(made[kind], scan, part, kind, desk) for kind in ("pdf", "alto"))
    reasons = tuple(Reason(code, params) for code, params in made["reasons"])
    of_file = _file_reasons(made) + _doubts(part, document_id) + doubts
    reasons += tuple(reason for reason in of_file if reason.code not in overlay.looked)
    ledger = desk.ledger(scan.sha256)
    numbers = range(part.first, part.last + 1)
    return NewDocument(
        id=document_id,
        sha256=scan.sha256,
        first_page=part.first,
        last_page=part.last,
        state=State.REVIEW if reasons else State(made["state"]),
        reasons=reasons,
        record=record_from_json(made["record"]),
        pages=tuple(page_facts(ledger.read(n), n - part.first + 1) for n in numbers),
        pdf=StoredFile(pdf, made["pdf_sha256"]),
        pdf_conformance=None if made["violations"] else "2u",
        alto=StoredFile(alto, made["alto_sha256"]),
        settings_digest=desk.digest,
        software=__version__,
        fixes=overlay.fixes,
        under=_under(made, of_file),
    )


def _under(made: Mapping[str, Any], of_file: tuple[Reason, ...]) -> Under | None:
    """What was read, where people said something over it."""
    read = made.get("read")
    if read is None:
        return None
    reasons = tuple(Reason(code, params) for code, params in read["reasons"])
    return Under(record_from_json(read["record"]), (*reasons, *of_file))


def remake_pdf(document: Document, record: Record, desk: Desk) -> tuple[StoredFile, str | None]:
    """Writes a document's PDF anew, with what another record says, beside the old one.

    Gives the file and the PDF/A that it conforms to.

    Raises:
        EngineFailed, ArchiveUnusable: it cannot be made.
    """
    scan = scan_of(document, desk)
    described = record_to_json(record, evidence=False)
    known = page_arguments(scan, desk)
    arguments = {name: known[name] for name in known if name != "settings"} | {
        "source_name": scan.source_name,
        "document_id": document.id,
        "first": document.first_page,
        "last": document.last_page,
        "record": described,
        "fixes": fixes_to_json(document.fixes),
    }
    made = ask(desk, "write", arguments, pages=document.page_count)
    name = f"{document.id}-{made['pdf_sha256'][:12]}.pdf"
    place = desk.archive.document(document.id) / name
    desk.archive.put(Path(made["pdf"]), place)
    stored = StoredFile(desk.archive.relative(place), made["pdf_sha256"])
    return stored, None if made["violations"] else "2u"


def scan_of(document: Document, desk: Desk) -> Scan:
    """The file that a document of the register came from. Raises: NotFound."""
    master = desk.register.master(document.sha256)
    info = ScanInfo(master.kind, master.page_count, master.signed)
    return Scan(master.sha256, desk.archive.root / master.stored_path, document.source_name, info)


def ask(desk: Desk, job: str, arguments: Mapping[str, Any], pages: int) -> dict[str, Any]:
    """A job on a whole file, with the time that its pages give it. Raises: as the job."""
    limits = desk.settings.limits
    timeout_s = limits.file_seconds + limits.file_seconds_per_page * pages
    return desk.jobs.submit(job, arguments, timeout_s).result()


def page_arguments(scan: Scan, desk: Desk) -> dict[str, Any]:
    """What every job on the pages of a file is told."""
    return {
        "path": str(scan.path),
        "info": info_to_json(scan.info),
        "settings": desk.settings.as_json(),
        "archive": str(desk.archive.root),
        "sha256": scan.sha256,
        "digest": desk.digest,
    }


def _parts(scan: Scan, desk: Desk) -> tuple[tuple[Part, ...], list[tuple[int, str]]]:
    """The documents of a file, and the batches that sheets between them name, by their pages."""
    if scan.page_count == 1:
        return (Part(1, 1),), []
    known = page_arguments(scan, desk)
    arguments = {name: known[name] for name in ("info", "archive", "sha256", "digest")}
    answer = ask(desk, "split", arguments, pages=scan.page_count)
    parts = tuple(Part(first, last, tuple(unsure)) for first, last, unsure in answer["parts"])
    return parts, [(number, batch) for number, batch in answer["batches"]]


def _of_other_batch(
    part: Part, batches: Sequence[tuple[int, str]], desk: Desk
) -> tuple[Reason, ...]:
    """Whether the last sheet before the document says that it belongs elsewhere.

    It is digitised all the same: a sheet left in the feeder must not keep papers from being read.
    """
    named = next((batch for number, batch in reversed(batches) if number < part.first), "")
    if not named or not desk.batch or _plain(named) == _plain(desk.batch):
        return ()
    return (Reason("sheet_of_other_batch", {"named": named, "batch": desk.batch}),)


def _plain(name: str) -> str:
    """A batch's name as people tell names apart: case, blanks and the way of composing do not."""
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def _put(made: str, scan: Scan, part: Part, kind: str, desk: Desk) -> str:
    """Moves a file to its place, relative to the archive, under a name of its own pages.

    A document whose pages a person changed gets new files beside the old, so that the register
    never speaks of a file that was replaced before it knew.
    """
    document_id = document_id_of(scan.sha256, part.first)
    whole = (part.first, part.last) == (1, scan.page_count)
    name = document_id if whole else f"{document_id}-to-{part.last:04}"
    suffix = {"pdf": ".pdf", "alto": ".alto.xml"}[kind]
    place = desk.archive.document(document_id) / f"{name}{suffix}"
    desk.archive.put(Path(made), place)
    return desk.archive.relative(place)


def _file_reasons(made: Mapping[str, Any]) -> tuple[Reason, ...]:
    reasons = []
    if made["violations"]:
        reasons.append(Reason("pdfa_invalid", {"why": "; ".join(made["violations"])[:300]}))
    if made["unequal_pages"]:
        pages = ", ".join(str(number) for number in made["unequal_pages"])
        reasons.append(Reason("read_back_unequal", {"pages": pages}))
    return tuple(reasons)


def _doubts(part: Part, document_id: str) -> tuple[Reason, ...]:
    """The pages of the document at which another may begin, and what to do about it."""
    if not part.unsure:
        return ()
    pages = ",".join(str(number - part.first + 1) for number in part.unsure)
    return (Reason("documents_unsure", {"pages": pages, "document": document_id}),)
