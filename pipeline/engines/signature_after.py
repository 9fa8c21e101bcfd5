"""What was added to a PDF after one of its signatures."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader, process_data_at_eof
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    ModificationLevel,
)
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, enumerate_sig_fields

from pipeline.engines.signature_ranges import Ranges
from pipeline.model.signature import After, Coverage

_LEVELS = {
    ModificationLevel.NONE: After.NOTHING,
    ModificationLevel.LTA_UPDATES: After.SIGNATURES,
    ModificationLevel.FORM_FILLING: After.FORM,
    ModificationLevel.ANNOTATIONS: After.ANNOTATIONS,
    ModificationLevel.OTHER: After.OTHER,
}


def after_of(
    reader: PdfFileReader,
    where: Any,
    ranges: Ranges,
    size: int,
    allowed: tuple[MDPPerm | None, FieldMDPSpec | None],
) -> tuple[Coverage, After, bool]:
    """What a signature covers of a PDF of `size` bytes, what came after, whether it allows that.

    `where` is the reference to the signature. pyHanko compares the revisions, object by object.

    Raises:
        what pyHanko does on a damaged file.
    """
    if ranges.fault is not None:
        return Coverage.PART, After.UNKNOWN, False
    if ranges.end == size:
        return Coverage.FILE, After.NOTHING, True
    revision = reader.xrefs.get_last_change(where.reference)
    if not _whole_revision(reader, revision, ranges.end):
        return Coverage.PART, After.OTHER, False
    if revision == reader.xrefs.total_revisions - 1:
        # Bytes behind the last revision belong to no revision that could be compared.
        return Coverage.REVISION, After.OTHER, False
    level, fields = allowed
    found = DEFAULT_DIFF_POLICY.review_file(reader, revision, fields, level)
    if not isinstance(found, DiffResult):
        return Coverage.REVISION, After.OTHER, False
    after = _LEVELS[found.modification_level]
    if after is After.FORM and found.changed_form_fields <= _signature_fields(reader):
        after = After.SIGNATURES
    permitted = level is None or found.modification_level.value <= level.value
    return Coverage.REVISION, after, permitted


def certified_for(value: Any, field: Any) -> tuple[MDPPerm | None, FieldMDPSpec | None]:
    """Which later changes a signature allows (DocMDP, FieldMDP); None where it does not say.

    Raises:
        ValueError, LookupError: what it says cannot be read.
    """
    level, fields = None, None
    for reference in value.get("/Reference", ()):
        told = reference.get_object()
        if told["/TransformMethod"] == "/DocMDP":
            level = MDPPerm(told["/TransformParams"].raw_get("/P"))
        elif told["/TransformMethod"] == "/FieldMDP":
            fields = FieldMDPSpec.from_pdf_object(told["/TransformParams"])
    if level is None and "/P" in (lock := field.get("/Lock", {})):
        level = MDPPerm(lock["/P"])
    return level, fields


def _whole_revision(reader: PdfFileReader, revision: int, end: int) -> bool:
    """The signed bytes end where the revision of the signature ends (after pyHanko's own check)."""
    stream = reader.stream
    stream.seek(end)
    try:
        startxref = process_data_at_eof(stream)
    except PdfError:
        return False
    xrefs = reader.xrefs
    return bool(startxref == xrefs.get_startxref_for_revision(revision)) and all(
        xrefs.get_xref_container_info(one).end_location <= end for one in range(revision + 1)
    )


def _signature_fields(reader: PdfFileReader) -> set[str]:
    return {name for name, _, _ in enumerate_sig_fields(reader, filled_status=True)}
