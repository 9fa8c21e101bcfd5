"""Messages of document exchange: a document with its files, or a status of one.

Source: REGULATIONS 8 (no official schema was found). Names are those of QCVN 102:2016, in English.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import IntEnum

ORGAN_ID_CHARACTERS = 35
"""Longest OrganId (QĐ 20/2020/QĐ-TTg)."""
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class BusinessType(IntEnum):
    """BussinessDocType: what a message does to a document that was sent before."""

    NEW = 0
    RECALL = 1
    """Thu hồi."""
    UPDATE = 2
    """Cập nhật."""
    REPLACEMENT = 3
    """Thay thế."""


def clean(text: str) -> str:
    """NFC, without blanks around it and without what is no text (control characters)."""
    return unicodedata.normalize("NFC", _NO_TEXT.sub("", text)).strip()


def has_controls(text: str) -> bool:
    return _NO_TEXT.search(text) is not None


class _Checked:
    """Texts are `clean` and not empty, so that what is written is what is read."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            texts = value if isinstance(value, tuple) else (value,)
            for text in texts:
                if isinstance(text, str) and (not text or clean(text) != text):
                    raise ValueError(f"{field.name}: {text!r} is no clean text")


@dataclass(frozen=True, slots=True)
class Organ(_Checked):
    """From, To: a sender or a receiver."""

    organ_id: str
    name: str | None = None
    in_charge: str | None = None
    """OrganizationInCharge: cơ quan chủ quản."""
    address: str | None = None
    email: str | None = None
    telephone: str | None = None
    fax: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentType(_Checked):
    """As it is in the message; what the numbers mean is the partner's (`DocumentTypes`)."""

    type: int
    detail: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Signer(_Checked):
    """SignerInfo."""

    competence: str | None = None
    """TM., KT., TL. …"""
    position: str | None = None
    full_name: str | None = None


@dataclass(frozen=True, slots=True)
class OtherInfo(_Checked):
    priority: int | None = None
    """Độ khẩn by number; what it means is the partner's."""
    sphere: str | None = None
    """SphereOfPromulgation."""
    typer_notation: str | None = None
    """Ký hiệu người soạn thảo."""
    promulgation_amount: int | None = None
    """Số lượng bản."""
    page_amount: int | None = None
    direction: str | None = None
    appendixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseFor(_Checked):
    """The document that this one, or a status, answers."""

    organ_id: str | None = None
    code: str | None = None
    promulgation_date: date | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Header(_Checked):
    """MessageHeader of a document."""

    sender: Organ
    to: tuple[Organ, ...]
    code_number: str | None = None
    code_notation: str | None = None
    place: str | None = None
    promulgation_date: date | None = None
    document_type: DocumentType | None = None
    subject: str | None = None
    content: str | None = None
    signer: Signer | None = None
    due_date: date | None = None
    to_places: tuple[str, ...] = ()
    other: OtherInfo | None = None
    response_for: tuple[ResponseFor, ...] = ()
    steering: int | None = None
    """SteeringType: 1 không chỉ đạo, 2 chỉ đạo, 3 báo cáo chỉ đạo; senders also use 0."""
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Trace(_Checked):
    """TraceHeader: who passed it on, and when; whole seconds."""

    organ_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Staff(_Checked):
    """StaffInfo."""

    department: str | None = None
    staff: str | None = None
    mobile: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiverChange(_Checked):
    """Receiver: 0 it is no longer sent to, 1 it is sent to as well."""

    type: int
    organ_id: str


@dataclass(frozen=True, slots=True)
class Replacement(_Checked):
    """ReplacementInfo: a document that is replaced, for these receivers."""

    document_id: str
    organ_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Business(_Checked):
    """Bussiness (sic): what the message is for."""

    type: BusinessType
    reason: str | None = None
    document_info: int | None = None
    """BussinessDocumentInfo/DocumentInfo: whether the header changed."""
    document_receiver: int | None = None
    """Whether the receivers changed."""
    receivers: tuple[ReceiverChange, ...] = ()
    document_id: str | None = None
    """Of the document that it is about."""
    staff: Staff | None = None
    paper: int | None = None
    """Whether paper follows."""
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment(_Checked):
    """A file of a document; `content` is the file's own bytes, however it travels."""

    name: str
    """Evidence only, never used as a path."""
    content: bytes
    content_type: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentMessage:
    """A document sent, or what is to become of one sent before."""

    header: Header
    traces: tuple[Trace, ...] = ()
    business: Business | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def purpose(self) -> BusinessType:
        return self.business.type if self.business else BusinessType.NEW


@dataclass(frozen=True, slots=True)
class StatusMessage(_Checked):
    """How far the receiver is with a document; codes of QĐ 28/2018/QĐ-TTg."""

    sender: Organ
    response_for: ResponseFor
    code: str
    """Two digits."""
    at: datetime
    """Whole seconds."""
    description: str | None = None
    staff: Staff | None = None


Message = DocumentMessage | StatusMessage


def document_id_of(organ_id: str, on: date, number: str, notation: str) -> str:
    """`{OrganId},{yyyy/MM/dd},{CodeNumber}/{CodeNotation}`."""
    return f"{organ_id},{on:%Y/%m/%d},{number}/{notation}"
