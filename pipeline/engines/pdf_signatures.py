"""The digital signatures of a PDF, each judged: by pyHanko and by a plain reading of the bytes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import ValueErrorWithMessage
from pyhanko.sign.validation.pdf_embedded import extract_contents

from pipeline.engines.library_errors import LIBRARY_ERRORS
from pipeline.engines.signature_after import after_of, certified_for
from pipeline.engines.signature_ranges import (
    Bytes,
    Ranges,
    may_be_signed,
    ranges_of,
    start_of,
    written_ranges,
)
from pipeline.engines.signature_trust import Evidence, evidence_with
from pipeline.engines.signature_value import Judged, judge_pkcs1, judge_value
from pipeline.model.signature import Fit, Signature

SIGNATURE_ERRORS: tuple[type[Exception], ...] = (
    *LIBRARY_ERRORS,
    PdfError,
    ValueErrorWithMessage,
    UnsupportedAlgorithm,
)
"""What pyHanko and the libraries below it are known to raise on damaged input."""
MOST_SIGNATURES = 200
"""Of one file; the rest is counted as one that cannot be read."""
_MOST_COPIED = 300_000_000
"""Bytes of a file with others before its beginning that are still worth a copy without them."""

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class _File:
    """A PDF as its bytes and as pyHanko sees it."""

    data: Bytes
    start: int
    """Where the PDF begins in `data`."""
    reader: PdfFileReader
    anchors: Sequence[bytes]
    now: datetime


def judge_signatures(path: Path, anchors: Sequence[bytes], now: datetime) -> tuple[Signature, ...]:
    """Every signature of a PDF in the order in which they were made; empty when it has none.

    `anchors` are certificates (DER) that are trusted; nothing is asked over a network. What cannot
    be judged is told as unreadable, never left out.
    """
    if not may_be_signed(path):
        return ()
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
        return _judge(data, written_ranges(data), anchors, now)


def _judge(
    data: Bytes, written: frozenset[tuple[int, ...]], anchors: Sequence[bytes], now: datetime
) -> tuple[Signature, ...]:
    opened = _opened(data, written)
    if isinstance(opened, str):
        return (Signature("", Fit.UNREADABLE, why=opened),)
    file = _File(data, max(start_of(data), 0), opened, anchors, now)
    found, why = _fields(opened)
    judged = [_judged(name, value, file) for name, value in found]
    judged.sort(key=lambda one: max(one.ranges, default=0) if len(one.ranges) < 4 else _end(one))
    if why is not None:
        judged.append(Signature("", Fit.UNREADABLE, why=why))
    known = {one.ranges for one in judged}
    lost = sorted(numbers for numbers in written if numbers not in known)
    return (*(Signature("", Fit.UNREADABLE, ranges=one, why="no_field") for one in lost), *judged)


def _end(signature: Signature) -> int:
    return signature.ranges[-2] + signature.ranges[-1]


def _opened(data: Bytes, written: frozenset[tuple[int, ...]]) -> PdfFileReader | str:
    """A reader of the file, or why there is none.

    What was put behind the last signature may hide the end of the file that it signed: then only
    so much is opened, and the rest counts as added after it.
    """
    start = start_of(data)
    if start < 0 or (start > 0 and len(data) > _MOST_COPIED):
        return "no_pdf"
    last = max((start + numbers[2] + numbers[3] for numbers in written), default=0)
    ends = [len(data)] if last >= len(data) or last > _MOST_COPIED else [len(data), last]
    for end in ends:
        whole = start == 0 and end == len(data)
        with suppress(*SIGNATURE_ERRORS):
            return _reader(data if whole else BytesIO(bytes(data[start:end])))
    return "damaged"


def _reader(stream: Any) -> PdfFileReader:
    """Raises: as pyHanko on a damaged file, or one with a password."""
    reader = PdfFileReader(stream, strict=False)
    if reader.encrypted:
        reader.decrypt(b"")
    # Only now it shows whether the empty password opens it.
    reader.root.get("/AcroForm")
    return reader


def _fields(reader: PdfFileReader) -> tuple[list[tuple[str, Any]], str | None]:
    """Signature fields that have a value, by name; and why there may be more."""
    found: list[tuple[str, Any]] = []
    try:
        for name, _, form_field in enumerate_sig_fields(reader, filled_status=True):
            if len(found) == MOST_SIGNATURES:
                return found, "too_many"
            found.append((name, form_field))
    except SIGNATURE_ERRORS:
        return found, "damaged"
    return found, None


def _judged(name: str, form_field: Any, file: _File) -> Signature:
    """One signature; whatever a library finds too strange to go on with makes it unreadable."""
    plain = Signature(str(name), Fit.UNREADABLE, why="damaged")
    with suppress(*SIGNATURE_ERRORS):
        field = form_field.get_object()
        where = field.raw_get("/V")
        value = where.get_object()
        plain = replace(
            plain,
            timestamp=value.get("/Type") == "/DocTimeStamp",
            method=str(value.get("/SubFilter", "")).removeprefix("/"),
            ranges=tuple(int(number) for number in value.raw_get("/ByteRange").get_object()),
        )
        contents = extract_contents(value)
        ranges = ranges_of(file.data, plain.ranges, contents)
        plain = replace(plain, covers=ranges.covers(len(file.data)))
        if not ranges.readable:
            return replace(plain, why=ranges.fault)
        judged = _value(value, contents, ranges, file)
        plain = _with_value(plain, judged, ranges)
        if plain.fit is Fit.CHANGED and file.start:
            plain = replace(plain, leading_bytes=_leading(value, contents, plain.ranges, file))
        return _with_after(plain, field, where, value, ranges, file)
    return plain


def _value(value: Any, contents: bytes, ranges: Ranges, file: _File, start: int = 0) -> Judged:
    digest_of = partial(_digest, file.data, ranges, start)
    claimed = _claimed(value)
    if value.get("/SubFilter") == "/adbe.x509.rsa_sha1":
        return judge_pkcs1(
            _certificate(value), contents, digest_of, claimed, file.anchors, file.now
        )
    evidence = _evidence(file.reader)
    return judge_value(contents, digest_of, claimed, evidence, file.anchors, file.now)


def _digest(data: Bytes, ranges: Ranges, start: int, name: str) -> bytes:
    return ranges.digest(data, name, start)


def _with_value(plain: Signature, judged: Judged, ranges: Ranges) -> Signature:
    """What the signature says of itself; one whose ranges hide something is never intact."""
    fit, why = judged.fit, judged.why
    if fit is Fit.INTACT and ranges.fault is not None:
        fit, why = Fit.UNREADABLE, ranges.fault
    elif ranges.fault is not None:
        why = ranges.fault
    return replace(
        plain,
        fit=fit,
        why=why,
        signer=judged.signer,
        claimed_at=judged.claimed_at,
        stamp=judged.stamp,
        digest=judged.digest,
        algorithm=judged.algorithm,
        trust=judged.chain.trust,
        revocation=judged.chain.revocation,
        anchor=judged.chain.anchor,
        validity=judged.validity,
    )


def _leading(value: Any, contents: bytes, numbers: tuple[int, ...], file: _File) -> int:
    """How many bytes were put before a PDF whose signature is intact without them, else 0."""
    shifted = ranges_of(file.data, numbers, contents, file.start)
    if shifted.fault is not None:
        return 0
    judged = _value(value, contents, shifted, file, file.start)
    return file.start if judged.fit is Fit.INTACT else 0


def _with_after(
    plain: Signature, field: Any, where: Any, value: Any, ranges: Ranges, file: _File
) -> Signature:
    size = len(file.data) - file.start
    with suppress(*SIGNATURE_ERRORS):
        covers, after, permitted = after_of(
            file.reader, where, ranges, size, certified_for(value, field)
        )
        return replace(plain, covers=covers, after=after, permitted=permitted)
    return plain


def _claimed(value: Any) -> datetime | None:
    """The signing time that the signature dictionary tells (/M), when it has its offset."""
    with suppress(*SIGNATURE_ERRORS):
        at: datetime = generic.parse_pdf_date(value["/M"], strict=False)
        return at.astimezone(UTC) if at.tzinfo is not None else None
    return None


def _certificate(value: Any) -> bytes:
    """/Cert: the signer's certificate, or a list of it and those that issued it."""
    found = value["/Cert"]
    first = found[0] if isinstance(found, generic.ArrayObject) else found
    der: bytes = first.original_bytes
    return der


def _evidence(reader: PdfFileReader) -> Evidence:
    """What the document security store (DSS) has (ETSI EN 319 142-1, 5.4.2)."""
    with suppress(*SIGNATURE_ERRORS):
        store = reader.root["/DSS"]
        return evidence_with(
            Evidence(),
            [one.get_object().data for one in store.get("/CRLs", ())],
            [one.get_object().data for one in store.get("/OCSPs", ())],
            [one.get_object().data for one in store.get("/Certs", ())],
        )
    return Evidence()
