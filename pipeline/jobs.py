"""What runs in a bounded child process: everything that touches the bytes of a scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2

from pipeline import corrected_files, page_pictures
from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.archive.masters import sha256_of
from pipeline.corrected_files import as_corrected, write_alto
from pipeline.engines.child import Job, serve
from pipeline.engines.pdfa_check import check_pdfa
from pipeline.engines.pdfa_writer import write_pdfa
from pipeline.engines.read_back import unequal_pages
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.engines.signature_job import signatures
from pipeline.model.archival import DocumentMetadata
from pipeline.model.correction import fixes_from_json, overlay_from_json
from pipeline.model.digit_head import seen_to_json
from pipeline.model.ocr import FORMAT, OcrPage, numbered
from pipeline.model.record import Record, record_from_json, record_to_json
from pipeline.model.scan import PageOrigin, ScanInfo, ScanKind
from pipeline.read_blanks import look_at_blanks
from pipeline.read_page import engine_of, read_page
from pipeline.read_quality import look_over, mark
from pipeline.read_sheets import sheets
from pipeline.rules import Rules, default_rules, rules_of
from pipeline.settings import Settings, page_digest
from pipeline.steps.documents import sheet_of, split_pages
from pipeline.steps.record import extract_record, judge, said_over
from pipeline.steps.upright import turned_page

Json = dict[str, Any]


def inspect(path: str, settings: Json) -> Json:
    """What a file is. Raises: ScanRejected."""
    info = inspect_scan(Path(path), Settings.model_validate(settings).limits)
    return info_to_json(info)


def read(
    path: str,
    info: Json,
    number: int,
    settings: Json,
    archive: str,
    sha256: str,
    digest: str,
    cleared: bool = False,
) -> Json:
    """Reads a page into the ledger; of a secret that nobody cleared nothing is written.

    Raises:
        ScanRejected, EngineFailed: as `read_page`.
    """
    scan_info = info_from_json(info)
    reading = read_page(Path(path), scan_info, number, Settings.model_validate(settings))
    if reading.secret is not None and not cleared:
        return {"number": number, "secret": reading.secret.value}
    Ledger(ArchiveFolder(Path(archive)), sha256, digest).write(reading.page, reading.rendered)
    return {"number": number, "secret": None}


def split(info: Json, archive: str, sha256: str, digest: str) -> Json:
    """Which pages of a file are a document; a signed file is left whole for a person to split.

    Of the sheets between them is told which batch they name, where they name one.
    """
    scan_info = info_from_json(info)
    ledger = Ledger(ArchiveFolder(Path(archive)), sha256, digest)
    pages = tuple(ledger.read_all(scan_info.page_count))
    found = split_pages(pages, default_rules(), whole=scan_info.signed)
    sheets = ((number, sheet_of(pages[number - 1])) for number in found.separators)
    return {
        "parts": [[part.first, part.last, list(part.unsure)] for part in found.parts],
        "batches": [[number, sheet.batch] for number, sheet in sheets if sheet and sheet.batch],
    }


def finish(
    path: str,
    info: Json,
    settings: Json,
    archive: str,
    sha256: str,
    digest: str,
    source_name: str,
    document_id: str,
    first: int,
    last: int,
    said: Json,
) -> Json:
    """Describes a document from its pages and writes its archival files into `tmp/`.

    `first` and `last` count the file's pages; everything else counts the document's. `said` is
    what people said of it (`Overlay`); what was read is told beside it then.
    """
    folder = ArchiveFolder(Path(archive))
    ledger = Ledger(folder, sha256, digest)
    overlay = overlay_from_json(said)
    of_file = as_corrected(ledger, first, last, overlay.fixes)
    pages = numbered(of_file)
    known = Settings.model_validate(settings)
    rules = rules_of(known.office)
    alone = (first, last) == (1, info["page_count"])
    read = extract_record(pages, rules, known.fields, source_name if alone else "")
    record = said_over(read, overlay.said)
    verdict = judge(record, pages, rules, overlay.looked)
    pdf = folder.temporary / f"{document_id}.pdf"
    metadata = metadata_of(record, document_id, source_name)
    write_pdfa(pdf, Path(path), info_from_json(info), of_file, ledger.rendered, metadata)
    alto = folder.temporary / f"{document_id}.alto.xml"
    write_alto(alto, pages, source_name, sha256)
    return {
        "record": record_to_json(record),
        "read": _under(read, pages, rules) if overlay.of_record else None,
        "state": verdict.state.value,
        "reasons": [[reason.code, dict(reason.params)] for reason in verdict.reasons],
        "pdf": str(pdf),
        "pdf_sha256": sha256_of(pdf),
        "violations": list(check_pdfa(pdf)),
        "unequal_pages": list(unequal_pages(pdf, pages)),
        "alto": str(alto),
        "alto_sha256": sha256_of(alto),
    }


def write(
    path: str,
    info: Json,
    archive: str,
    sha256: str,
    digest: str,
    source_name: str,
    document_id: str,
    first: int,
    last: int,
    record: Json,
    fixes: list[list[Any]],
) -> Json:
    """Writes the PDF of a document into `tmp/` with what this record says of it."""
    folder = ArchiveFolder(Path(archive))
    ledger = Ledger(folder, sha256, digest)
    of_file = as_corrected(ledger, first, last, fixes_from_json(fixes))
    pdf = folder.temporary / f"{document_id}.pdf"
    metadata = metadata_of(record_from_json(record), document_id, source_name)
    write_pdfa(pdf, Path(path), info_from_json(info), of_file, ledger.rendered, metadata)
    return {"pdf": str(pdf), "pdf_sha256": sha256_of(pdf), "violations": list(check_pdfa(pdf))}


def _under(record: Record, pages: Sequence[OcrPage], rules: Rules) -> Json:
    reasons = judge(record, pages, rules).reasons
    return {
        "record": record_to_json(record),
        "reasons": [[reason.code, dict(reason.params)] for reason in reasons],
    }


def blanks(path: str, number: int, settings: Json, archive: str, sha256: str, digest: str) -> Json:
    """What the digit reader sees in the blanks of a page that was read before.

    Raises:
        ScanRejected, EngineFailed: as `inspect_scan` and `load_page`; EngineFailed also from the
            network.
        NotFound: the page was not read.
    """
    page = Ledger(ArchiveFolder(Path(archive)), sha256, digest).read(number)
    known = Settings.model_validate(settings)
    info = inspect_scan(Path(path), known.limits)
    image = load_page(Path(path), info, number, known.limits, known.pages)
    image = turned_page(image, page.rotation_deg - image.rotation_deg)
    found = look_at_blanks(image, page.lines, page.skew_deg)
    return {"blanks": [seen_to_json(seen) for seen in found]}


def reading_digest(settings: Settings) -> str:
    """Names all that a page's reading depends on: the ledger's key.

    Raises:
        ToolMissing: Tesseract is not installed.
        SettingsInvalid: what an office trained cannot be used.
    """
    return page_digest(settings, engine_of(settings), FORMAT)


def info_to_json(info: ScanInfo) -> Json:
    return asdict(info)


def info_from_json(data: Json) -> ScanInfo:
    return ScanInfo(ScanKind(data["kind"]), data["page_count"], data["signed"])


def metadata_of(record: Record, document_id: str, source_name: str) -> DocumentMetadata:
    """What the PDF of a document says of it."""

    def text(value: object) -> str | None:
        return value if isinstance(value, str) else None

    kind, subject = text(record.type.value), text(record.subject.value)
    title = " ".join(part for part in (kind, subject) if part) or source_name
    return DocumentMetadata(
        title=title,
        document_id=document_id,
        code=text(record.code.value),
        date=text(record.date.value),
        issuer=text(record.issuer.value),
        type=kind,
    )


def failed_page(number: int, failure: str) -> OcrPage:
    """An empty A4 sheet in place of a page that could not be opened, with the reason."""
    origin = PageOrigin.MISSING
    return OcrPage(number, (1240, 1754), 150.0, (), "none", origin=origin, failure=failure)


JOBS: dict[str, Job] = {
    "inspect": inspect,
    "read": read,
    "split": split,
    "finish": finish,
    "write": write,
    "crop": page_pictures.crop,
    "blanks": blanks,
    "picture": page_pictures.picture,
    "tiles": page_pictures.tiles,
    "signatures": signatures,
    "sheets": sheets,
    "look_over": look_over,
    "mark": mark,
    "describe": corrected_files.describe,
    "rewrite": corrected_files.rewrite,
}

if __name__ == "__main__":
    # The cores are shared out by page, a worker each.
    cv2.setNumThreads(1)
    serve(JOBS)
