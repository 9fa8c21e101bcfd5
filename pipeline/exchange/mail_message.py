"""Reads an e-mail as it came: who sent it, and what is attached to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from email.utils import collapse_rfc2231_value, parseaddr, parsedate_to_datetime

from pipeline.errors import ScanRejected
from pipeline.exchange.mail_images import longest_side
from pipeline.exchange.mail_words import make_readable, unlabelled, words
from pipeline.sections.mail import MailLimits

_HEADER_BYTES = 1_000_000
_SHOWN = 500
_NAME_BYTES = 150
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_ID = re.compile(r"<([^<>\s]{1,250})>")
_CID = re.compile(rb"cid:([^\"'\s>)]{1,250})", re.IGNORECASE)
_BODY = ("text/plain", "text/html")
_SIGNATURES = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
)
_CLOSED = (
    "application/ms-tnef",
    "application/pkcs7-mime",
    "application/x-pkcs7-mime",
    "message/partial",
    "message/external-body",
    "application/pgp-encrypted",
)
"""What holds documents and is not opened here: a person must."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message."""

    name: str
    """As it was sent, safe as the name of a file; evidence only."""
    content_type: str
    data: bytes
    left_out: str | None = None
    """Why it is no document: `picture_of_text`, `signature`; None where it may be one."""
    closed: bool = False
    """It holds other things and is not opened (TNEF, encrypted)."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What a message says of itself; none of it is proven."""

    message_id: str | None
    sender: str
    subject: str
    sent_at: datetime | None
    attachments: tuple[Attachment, ...]
    unlabelled: bytes | None = None
    """A subject whose encoding nobody named; `subject` has a character for each byte then."""
    automatic: str | None = None
    """`bounce`, `receipt` or `auto_reply`; None: somebody or something sent a document."""

    @property
    def content(self) -> str:
        """The same for a message that says and brings the same (SHA-256)."""
        parts = [self.sender, self.subject]
        parts += sorted(hashlib.sha256(one.data).hexdigest() for one in self.attachments)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def read_mail(data: bytes, limits: MailLimits) -> Mail:
    """Raises: ScanRejected: too many parts, nested too deep, or headers too long."""
    head = _HEAD_ENDS.split(data, 1)[0]
    if len(head) > _HEADER_BYTES:
        raise ScanRejected("mail_headers", {"bytes": len(head), "limit": _HEADER_BYTES})
    try:
        message = message_from_bytes(data, policy=compat32)
    except (RecursionError, MessageError, ValueError, LookupError) as error:
        raise ScanRejected("mail_unreadable", {"why": type(error).__name__}) from error
    parts = tuple(_parts(message, limits))
    subject = unlabelled(message, "Subject")
    for part in (message, *parts):
        make_readable(part)
    referred = _referred(parts)
    return Mail(
        message_id=_message_id(message),
        sender=parseaddr(_decoded(message, "From"))[1][:_SHOWN],
        subject=_decoded(message, "Subject"),
        sent_at=_date(message),
        attachments=tuple(_attachments(parts, referred, limits)),
        unlabelled=subject,
        automatic=_automatic(message),
    )


def _parts(message: Message, limits: MailLimits) -> Iterator[Message]:
    """Every part that holds no others, in order; those of nested messages too."""
    waiting = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if count > limits.max_parts or depth > limits.max_depth:
            params = {"parts": limits.max_parts, "depth": limits.max_depth}
            raise ScanRejected("mail_parts", {**params})
        inside = part.get_payload()
        if isinstance(inside, list):
            waiting += [(one, depth + 1) for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def _attachments(
    parts: tuple[Message, ...], referred: frozenset[str], limits: MailLimits
) -> Iterator[Attachment]:
    for number, part in enumerate(parts, 1):
        kind = part.get_content_type()
        name = _file_name(part)
        disposition = _token(part, "Content-Disposition")
        if kind in _BODY and name is None and disposition != "attachment":
            continue
        data = _data(part)
        shown = name or f"{number}.{kind.rpartition('/')[2][:20]}"
        yield Attachment(
            _safe(shown, number),
            kind,
            data,
            _left_out(part, kind, data, referred, disposition, limits),
            kind in _CLOSED or shown.casefold() == "winmail.dat",
        )


def _left_out(
    part: Message,
    kind: str,
    data: bytes,
    referred: frozenset[str],
    disposition: str,
    limits: MailLimits,
) -> str | None:
    """A logo or a written name in the text is no document; a picture of unknown size may be one."""
    if kind in _SIGNATURES:
        return "signature"
    inline = disposition == "inline" or str(part.get("Content-ID", "")).strip(" <>") in referred
    side = longest_side(data) if kind.startswith("image/") and inline else None
    return "picture_of_text" if side is not None and side < limits.inline_pixels else None


def _referred(parts: tuple[Message, ...]) -> frozenset[str]:
    """Content-IDs that an HTML text shows in itself."""
    found: set[str] = set()
    for part in parts:
        if part.get_content_type() == "text/html":
            found |= {one.decode("latin-1") for one in _CID.findall(_data(part)[:5_000_000])}
    return frozenset(found)


def _data(part: Message) -> bytes:
    """The bytes of a part; what is broken in its encoding is left as it is."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError):
        data = None
    return data if isinstance(data, bytes) else b""


def _automatic(message: Message) -> str | None:
    """RFC 3464 (bounces), RFC 8098 (receipts), RFC 3834 (answers that nobody wrote)."""
    if message.get_content_type() == "multipart/report":
        return "receipt" if _report_type(message) == "disposition-notification" else "bounce"
    if message.get("X-Failed-Recipients") or message.get("Return-Path", "").strip() == "<>":
        return "bounce"
    # A scanner that mails what it scanned says auto-generated: that is a document.
    answered = _token(message, "Auto-Submitted") == "auto-replied"
    replied = answered or message.get("X-Autoreply") or message.get("X-Autorespond")
    return "auto_reply" if replied else None


def _report_type(message: Message) -> str:
    found = message.get_param("report-type")
    return str(collapse_rfc2231_value(found)).casefold() if found else ""


def _token(part: Message, header: str) -> str:
    return str(part.get(header, "")).split(";")[0].strip().casefold()


def _message_id(message: Message) -> str | None:
    found = _ID.search(str(message.get("Message-ID", ""))[:1000])
    return found[1] if found else None


def _date(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(message.get("Date", ""))[:200])
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo is not None else None


def _file_name(part: Message) -> str | None:
    """By RFC 2231, RFC 2047 or as raw bytes; None where none is given."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    return words(name) if name else None


def _decoded(message: Message, header: str) -> str:
    return words(str(message.get(header, "")))[:_SHOWN]


def _safe(name: str, number: int) -> str:
    """A name from outside that is no path and breaks no line; what it was like stays readable."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(c if c.isprintable() else "_" for c in last).strip().lstrip(".")
    while len(shown.encode("utf-8", "replace")) > _NAME_BYTES:
        stem, dot, suffix = shown.rpartition(".")
        shown = f"{stem[:-1]}{dot}{suffix}" if len(stem) > 1 and len(suffix) < 10 else shown[:-1]
    return shown or f"{number}"
