"""Puts another description into a PDF/A that we wrote; pages and pictures stay as they are."""

from __future__ import annotations

from pathlib import Path

from pikepdf import Pdf

from pipeline.engines.pdfa_writer import describe, save, translated
from pipeline.model.archival import DocumentMetadata


def redescribe(source: Path, out: Path, metadata: DocumentMetadata) -> None:
    """Write `out`, which is `source` with another XMP packet.

    Raises:
        EngineFailed: `source` is no PDF any more.
        ArchiveUnusable: it cannot be read, or `out` not written.
    """
    with translated(out), Pdf.open(source) as pdf:
        describe(pdf, metadata)
        save(pdf, out)
