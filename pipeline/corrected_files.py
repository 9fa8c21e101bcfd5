"""Jobs of a bounded child: archival files that follow what people said of a document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.archive.masters import sha256_of
from pipeline.engines.pdfa_check import check_pdfa
from pipeline.engines.pdfa_redescribe import redescribe
from pipeline.engines.pdfa_writer import write_pdfa
from pipeline.engines.read_back import unequal_pages
from pipeline.model.archival import DocumentMetadata
from pipeline.model.correction import WordFix, fixes_from_json
from pipeline.model.ocr import OcrPage, numbered
from pipeline.model.scan import ScanInfo, ScanKind
from pipeline.steps.alto import alto_document
from pipeline.steps.layout.running_heads import with_running_heads
from pipeline.steps.mending import mended

Json = dict[str, Any]


def describe(pdf: str, metadata: Json, out: str) -> Json:
    """Writes the PDF `out`: `pdf` with another description. Raises: EngineFailed."""
    made = Path(out)
    redescribe(Path(pdf), made, DocumentMetadata(**metadata))
    return {"pdf_sha256": sha256_of(made), "violations": list(check_pdfa(made))}


def rewrite(
    path: str,
    info: Json,
    archive: str,
    sha256: str,
    digest: str,
    source_name: str,
    first: int,
    last: int,
    metadata: Json,
    fixes: list[list[Any]],
    out: str,
    alto: str,
) -> Json:
    """Writes the PDF `out` and the ALTO file `alto` of pages as people corrected them.

    Raises: EngineFailed; NotFound: a page was not read under these settings.
    """
    ledger = Ledger(ArchiveFolder(Path(archive)), sha256, digest)
    of_file = as_corrected(ledger, first, last, fixes_from_json(fixes))
    scan = ScanInfo(ScanKind(info["kind"]), info["page_count"], info["signed"])
    described = DocumentMetadata(**metadata)
    write_pdfa(Path(out), Path(path), scan, of_file, ledger.rendered, described)
    pages = numbered(of_file)
    write_alto(Path(alto), pages, source_name, sha256)
    return {
        "pdf_sha256": sha256_of(Path(out)),
        "violations": list(check_pdfa(Path(out))),
        "unequal_pages": list(unequal_pages(Path(out), pages)),
        "alto_sha256": sha256_of(Path(alto)),
    }


def as_corrected(
    ledger: Ledger, first: int, last: int, fixes: Sequence[WordFix]
) -> tuple[OcrPage, ...]:
    """Pages of a file as read, with what people said of their words."""
    pages = [mended(ledger.read(number), fixes) for number in range(first, last + 1)]
    return tuple(with_running_heads(pages))


def write_alto(out: Path, pages: Sequence[OcrPage], source_name: str, sha256: str) -> None:
    corrected = any(word.by_person for page in pages for word in page.words)
    with out.open("wb") as stream:
        for part in alto_document(pages, source_name, sha256, __version__, corrected=corrected):
            stream.write(part)
