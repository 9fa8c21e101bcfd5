"""Reads edXML as senders write it: prefixes, order of elements, dates and spellings differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import ScanRejected
from pipeline.exchange.edxml.attachments import decoded
from pipeline.exchange.edxml.header_reader import organ_from, read_header, response_from, staff_from
from pipeline.exchange.edxml.model import (
    Attachment,
    Business,
    BusinessType,
    DocumentMessage,
    Message,
    ReceiverChange,
    Replacement,
    StatusMessage,
    Trace,
)
from pipeline.exchange.edxml.parsing import CONTENT, Element, parse
from pipeline.exchange.edxml.taking import Remarks, Taking
from pipeline.model.entry import Status
from pipeline.model.record import Reason
from pipeline.sections.partner import Partner

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
MOST_ATTACHMENTS = 200
_SIGNATURE = "Signature"


@dataclass(frozen=True, slots=True)
class Read:
    """A message, and what somebody should know of how it was written."""

    message: Message
    remarks: tuple[Reason, ...]


def read(data: bytes, partner_of: Callable[[str], Partner], most_bytes: int) -> Read:
    """The message in `data`; `partner_of` knows how whoever has this OrganId writes it.

    Raises:
        ScanRejected: it is no such message, or what it must have is missing, damaged or too big.
    """
    remarks = Remarks()
    root = parse(data, most_bytes)
    whole = Taking(root, "", remarks)
    envelope = _descendant(whole, "edXMLEnvelope") or whole
    if envelope.element.namespace not in (NAMESPACE, ""):
        remarks.add("edxml_namespace", {"namespace": envelope.element.namespace})
    header = _message_header(whole)
    message: Message
    if any(child.name == "StatusCode" for child in header.element.children):
        message = _status(header)
    else:
        message = _document(whole, header, partner_of, most_bytes)
    _signatures(root, remarks)
    whole.leftovers()
    return Read(message, tuple(remarks.all))


def _message_header(whole: Taking) -> Taking:
    found = _descendant(whole, "MessageHeader") or _descendant(whole, "Status")
    if found is None:
        raise ScanRejected("edxml_missing", {"element": "MessageHeader"})
    return found


def _descendant(whole: Taking, name: str) -> Taking | None:
    """The first element of this name, whatever it stands in."""
    waiting = [(whole.element, whole.path)]
    while waiting:
        element, path = waiting.pop(0)
        if element.name.lower() == name.lower():
            element.taken = True
            return Taking(element, path, whole.remarks)
        waiting += [(child, f"{path}/{child.name}") for child in element.children]
    return None


def _status(header: Taking) -> StatusMessage:
    sender = organ_from(header, "From")
    answered = header.child("ResponseFor")
    if answered is None:
        raise ScanRejected("edxml_missing", {"element": "ResponseFor"})
    code = (header.text("StatusCode") or "").zfill(2)
    if code not in {status.value for status in Status}:
        raise ScanRejected("edxml_status", {"code": code[:20]})
    at = header.moment("Timestamp")
    if at is None:
        raise ScanRejected("edxml_missing", {"element": "Timestamp"})
    staff = header.child("StaffInfo")
    return StatusMessage(
        sender=sender,
        response_for=response_from(answered),
        code=code,
        at=at,
        description=header.text("Description"),
        staff=staff_from(staff) if staff else None,
    )


def _document(
    whole: Taking, header: Taking, partner_of: Callable[[str], Partner], most_bytes: int
) -> DocumentMessage:
    told = read_header(header)
    partner = partner_of(told.sender.organ_id)
    traces = _descendant(whole, "TraceHeaderList")
    business = traces.child("Bussiness", "Business") if traces else None
    business = business or _descendant(whole, "Bussiness") or _descendant(whole, "Business")
    return DocumentMessage(
        header=told,
        traces=tuple(_traces(traces)) if traces else (),
        business=_business(business) if business else None,
        attachments=_attachments(whole, partner, most_bytes),
    )


def _traces(traces: Taking) -> list[Trace]:
    found = []
    for one in traces.children("TraceHeader"):
        organ_id, at = one.text("OrganId"), one.moment("Timestamp")
        if organ_id is None or not isinstance(at, datetime):
            one.remarks.add("edxml_value", {"element": one.path, "value": organ_id or "—"})
            continue
        found.append(Trace(organ_id, at))
    return found


def _business(one: Taking) -> Business:
    number = one.number("BussinessDocType", "BusinessDocType")
    if number is None or number not in set(BusinessType):
        raise ScanRejected("edxml_business", {"code": "—" if number is None else number})
    info = one.child("BussinessDocumentInfo", "BusinessDocumentInfo")
    staff = one.child("StaffInfo")
    receivers = info.child("ReceiverList") if info else None
    replaced = one.child("ReplacementInfoList")
    return Business(
        type=BusinessType(number),
        reason=one.text("BussinessDocReason", "BusinessDocReason"),
        document_info=info.number("DocumentInfo") if info else None,
        document_receiver=info.number("DocumentReceiver") if info else None,
        receivers=tuple(_receivers(receivers)) if receivers else (),
        document_id=one.text("DocumentId"),
        staff=staff_from(staff) if staff else None,
        paper=one.number("Paper"),
        replacements=tuple(_replacements(replaced)) if replaced else (),
    )


def _receivers(listed: Taking) -> list[ReceiverChange]:
    found = []
    for one in listed.children("Receiver"):
        kind, organ_id = one.number("ReceiverType"), one.text("OrganId")
        if kind is None or organ_id is None:
            raise ScanRejected("edxml_missing", {"element": one.path})
        found.append(ReceiverChange(kind, organ_id))
    return found


def _replacements(listed: Taking) -> list[Replacement]:
    found = []
    for one in listed.children("ReplacementInfo"):
        document_id = one.text("DocumentId")
        if document_id is None:
            raise ScanRejected("edxml_missing", {"element": f"{one.path}/DocumentId"})
        organs = one.child("OrganIdList")
        ids = [each.own_text() for each in organs.children("OrganId")] if organs else []
        found.append(Replacement(document_id, tuple(each for each in ids if each)))
    return found


def _attachments(whole: Taking, partner: Partner, most_bytes: int) -> tuple[Attachment, ...]:
    named = _manifest(whole)
    encoded = _descendant(whole, "AttachmentEncoded")
    found: list[Attachment] = []
    left = most_bytes
    for number, one in enumerate(encoded.children("Attachment") if encoded else (), 1):
        if number > MOST_ATTACHMENTS:
            raise ScanRejected("edxml_too_many", {"most": MOST_ATTACHMENTS})
        reference = named.pop(_content_id(one.text("ContentId")), None)
        found.append(_attachment(one, reference, number, partner, left))
        left -= len(found[-1].content)
    if missing := next(iter(named.values()), None):
        name = missing.text("AttachmentName") or missing.path
        raise ScanRejected("edxml_attachment_missing", {"name": name[:200]})
    return tuple(found)


def _manifest(whole: Taking) -> dict[str, Taking]:
    """References of the body by what they point to."""
    manifest = _descendant(whole, "edXMLManifest")
    found = {}
    for one in manifest.children("Reference") if manifest else ():
        if content_id := _content_id(one.text("ContentId")):
            found[content_id] = one
    return found


def _content_id(text: str | None) -> str:
    return (text or "").removeprefix("cid:")


def _attachment(
    one: Taking, reference: Taking | None, number: int, partner: Partner, most_bytes: int
) -> Attachment:
    name = one.text("AttachmentName")
    kind, described = one.text("ContentType"), one.text("Description")
    if reference is not None:
        # Taken in any case: it says the same once more.
        also = [reference.text(each) for each in ("AttachmentName", "ContentType", "Description")]
        name, kind, described = name or also[0], kind or also[1], described or also[2]
    name = name or f"attachment-{number}"
    content = one.child(CONTENT)
    if content is None:
        raise ScanRejected("edxml_attachment_missing", {"name": name[:200]})
    zipped = partner.attachments == "zip"
    raw = content.element.text
    content.element.parts.clear()
    data, was_zipped = decoded(raw, name[:200], most_bytes, zipped=zipped)
    if zipped and not was_zipped:
        one.remarks.add("edxml_raw", {"name": name[:200]})
    return Attachment(name, data, kind, described)


def _signatures(root: Element, remarks: Remarks) -> None:
    """An XML signature is kept with the message and not judged here; that is said."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.name == _SIGNATURE and "xmldsig" in element.namespace:
            remarks.add("edxml_signature", {})
            below = [element]
            while below:
                one = below.pop()
                one.taken = True
                below += one.children
        else:
            waiting += element.children
