"""Writes edXML as one partner wants it; what a field cannot hold is refused, not cut off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from pipeline.errors import NotAllowed
from pipeline.exchange.edxml.attachments import encoded
from pipeline.exchange.edxml.model import (
    Attachment,
    Business,
    DocumentMessage,
    Header,
    Message,
    Organ,
    ResponseFor,
    Staff,
    StatusMessage,
)
from pipeline.exchange.edxml.parsing import CONTENT
from pipeline.exchange.edxml.reader import NAMESPACE
from pipeline.model.entry import HERE
from pipeline.sections.partner import Partner

Value = str | int | date | datetime | None


def write(message: Message, partner: Partner) -> bytes:
    """UTF-8 with its declaration.

    Raises:
        NotAllowed: a text is longer than the partner takes, or there is no receiver.
    """
    root = etree.Element("edXML", nsmap={"edXML": NAMESPACE})
    pen = _Pen(root, partner)
    head = pen.down("edXMLEnvelope").down("edXMLHeader")
    if isinstance(message, StatusMessage):
        _status(head.down("MessageHeader"), message)
    else:
        if not message.header.to:
            raise NotAllowed("edxml_no_receiver")
        _header(head.down("MessageHeader"), message.header)
        _traces(head, message)
        _files(pen, message.attachments)
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes children of one element."""

    element: etree._Element
    partner: Partner

    def down(self, name: str, *, prefix: bool = True) -> _Pen:
        tag = f"{{{NAMESPACE}}}{name}" if prefix else name
        return _Pen(etree.SubElement(self.element, tag), self.partner)

    def say(self, name: str, value: Value, *, prefix: bool = True) -> None:
        """Nothing is written of what is not known."""
        if value is None:
            return
        text = self._text(value)
        most = self.partner.lengths.get(name)
        if most is not None and len(text) > most:
            raise NotAllowed("edxml_length", {"element": name, "length": len(text), "most": most})
        self.down(name, prefix=prefix).element.text = text

    def say_all(self, name: str, texts: Iterable[str]) -> None:
        for text in texts:
            self.say(name, text)

    def _text(self, value: str | int | date | datetime) -> str:
        mark = "/" if self.partner.dates == "slash" else "-"
        if isinstance(value, datetime):
            local = value.astimezone(HERE).replace(microsecond=0, tzinfo=None)
            return local.isoformat(" ").replace("-", mark)
        if isinstance(value, date):
            return value.isoformat().replace("-", mark)
        return str(value)


def _status(pen: _Pen, message: StatusMessage) -> None:
    _response(pen.down("ResponseFor"), message.response_for)
    _organ(pen.down("From"), message.sender)
    pen.say("StatusCode", message.code)
    pen.say("Description", message.description)
    pen.say("Timestamp", message.at)
    _staff(pen, message.staff)


def _header(pen: _Pen, header: Header) -> None:
    _organ(pen.down("From"), header.sender)
    for organ in header.to:
        _organ(pen.down("To"), organ)
    if header.code_number is not None or header.code_notation is not None:
        code = pen.down("Code")
        code.say("CodeNumber", header.code_number)
        code.say("CodeNotation", header.code_notation)
    if header.place is not None or header.promulgation_date is not None:
        place = pen.down("PromulgationInfo")
        place.say("Place", header.place)
        place.say("PromulgationDate", header.promulgation_date)
    if header.document_type is not None:
        kind = pen.down("DocumentType")
        kind.say("Type", header.document_type.type)
        kind.say("TypeDetail", header.document_type.detail)
        kind.say("TypeName", header.document_type.name)
    pen.say("Subject", header.subject)
    pen.say("Content", header.content)
    if header.signer is not None:
        signer = pen.down("SignerInfo")
        signer.say("Competence", header.signer.competence)
        signer.say("Position", header.signer.position)
        signer.say("FullName", header.signer.full_name)
    pen.say("DueDate", header.due_date)
    if header.to_places:
        pen.down("ToPlaces").say_all("Place", header.to_places)
    _other(pen, header)
    for response in header.response_for:
        _response(pen.down("ResponseFor"), response)
    pen.say("SteeringType", header.steering)
    pen.say("DocumentId", header.document_id)


def _other(pen: _Pen, header: Header) -> None:
    other = header.other
    if other is None:
        return
    info = pen.down("OtherInfo")
    info.say("Priority", other.priority)
    info.say("SphereOfPromulgation", other.sphere)
    info.say("TyperNotation", other.typer_notation)
    info.say("PromulgationAmount", other.promulgation_amount)
    info.say("PageAmount", other.page_amount)
    info.say("Direction", other.direction)
    if other.appendixes:
        info.down("Appendixes").say_all("Appendix", other.appendixes)


def _organ(pen: _Pen, organ: Organ) -> None:
    pen.say("OrganId", organ.organ_id)
    pen.say("OrganizationInCharge", organ.in_charge)
    pen.say("OrganName", organ.name)
    pen.say("OrganAdd", organ.address)
    pen.say("Email", organ.email)
    pen.say("Telephone", organ.telephone)
    pen.say("Fax", organ.fax)
    pen.say("Website", organ.website)


def _response(pen: _Pen, response: ResponseFor) -> None:
    pen.say("OrganId", response.organ_id)
    pen.say("Code", response.code)
    pen.say("PromulgationDate", response.promulgation_date)
    pen.say("DocumentId", response.document_id)


def _staff(pen: _Pen, staff: Staff | None) -> None:
    if staff is None:
        return
    info = pen.down("StaffInfo")
    info.say("Department", staff.department)
    info.say("Staff", staff.staff)
    info.say("Mobile", staff.mobile)
    info.say("Email", staff.email)


def _traces(pen: _Pen, message: DocumentMessage) -> None:
    if not message.traces and message.business is None:
        return
    listed = pen.down("TraceHeaderList")
    for trace in message.traces:
        one = listed.down("TraceHeader")
        one.say("OrganId", trace.organ_id)
        one.say("Timestamp", trace.at)
    if message.business is not None:
        _business(listed, message.business)


def _business(pen: _Pen, business: Business) -> None:
    spelt = pen.partner.business
    one = pen.down(spelt)
    one.say(f"{spelt}DocType", business.type.value)
    one.say(f"{spelt}DocReason", business.reason)
    parts = (business.document_info, business.document_receiver, business.receivers or None)
    if any(part is not None for part in parts):
        info = one.down(f"{spelt}DocumentInfo")
        info.say("DocumentInfo", business.document_info)
        info.say("DocumentReceiver", business.document_receiver)
        if business.receivers:
            listed = info.down("ReceiverList")
            for receiver in business.receivers:
                each = listed.down("Receiver")
                each.say("ReceiverType", receiver.type)
                each.say("OrganId", receiver.organ_id)
    one.say("DocumentId", business.document_id)
    _staff(one, business.staff)
    one.say("Paper", business.paper)
    if business.replacements:
        listed = one.down("ReplacementInfoList")
        for replacement in business.replacements:
            each = listed.down("ReplacementInfo")
            each.say("DocumentId", replacement.document_id)
            if replacement.organ_ids:
                each.down("OrganIdList").say_all("OrganId", replacement.organ_ids)


def _files(pen: _Pen, attachments: tuple[Attachment, ...]) -> None:
    envelope = _Pen(pen.element[0], pen.partner)
    manifest = envelope.down("edXMLBody").down("edXMLManifest")
    manifest.element.set("version", "1.0")
    outside = pen.down("AttachmentEncoded", prefix=False) if attachments else None
    for number, one in enumerate(attachments, 1):
        reference = manifest.down("Reference")
        reference.say("ContentId", f"cid:{number}")
        reference.say("ContentType", one.content_type)
        reference.say("Description", one.description)
        reference.say("AttachmentName", one.name)
        assert outside is not None
        file = outside.down("Attachment", prefix=False)
        file.say("ContentType", one.content_type, prefix=False)
        file.say("ContentId", str(number), prefix=False)
        file.say("Description", one.description, prefix=False)
        zipped = pen.partner.attachments == "zip"
        file.say(CONTENT, encoded(one.content, one.name, zipped=zipped), prefix=False)
        file.say("AttachmentName", one.name, prefix=False)
