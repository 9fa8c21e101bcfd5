"""Ids of messages of exchange: what was handled once is known by them."""

from __future__ import annotations

from pipeline.exchange.edxml.model import (
    BusinessType,
    DocumentMessage,
    Header,
    document_id_of,
)
from pipeline.office.postroom import Postroom


def outgoing_id(document_id: str, organ_id: str) -> str:
    """The id of a document's message to one receiver."""
    return f"out:{organ_id}:{document_id}"


def message_id_of(room: Postroom, message: DocumentMessage, sha256: str) -> str:
    """A new document has one message; what is done to it later may have several."""
    sender = room.code_of(message.header.sender.organ_id)
    if message.purpose is BusinessType.NEW:
        return incoming_id(sender, id_in(message.header) or sha256)
    return f"in:{sender}:{about(message)}:{message.purpose.value}:{sha256[:16]}"


def incoming_id(sender: str, document_id: str) -> str:
    """The id of a new document's message from one sender."""
    return f"in:{sender}:{document_id}"


def id_in(header: Header) -> str | None:
    """As it is written, else as it is put together."""
    if header.document_id:
        return header.document_id
    if header.promulgation_date and header.code_number and header.code_notation:
        on = header.promulgation_date
        organ = header.sender.organ_id
        return document_id_of(organ, on, header.code_number, header.code_notation)
    return None


def about(message: DocumentMessage) -> str:
    """DocumentId of what the message is about."""
    business = message.business
    named = business.document_id if business else None
    return named or id_in(message.header) or "—"


def earlier_ids(room: Postroom, message: DocumentMessage) -> tuple[str, ...]:
    """Of messages whose documents this one recalls, updates or replaces; of its own sender."""
    if message.purpose is BusinessType.NEW or message.business is None:
        return ()
    names = [one.document_id for one in message.business.replacements]
    sender = room.code_of(message.header.sender.organ_id)
    return tuple(incoming_id(sender, one) for one in dict.fromkeys((*names, about(message))))
