"""What of a message of exchange is in quarantine already, when it comes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pipeline.exchange.edxml.model import DocumentMessage
from pipeline.model.message import MessageState
from pipeline.model.record import State
from pipeline.office.exchange_ids import earlier_ids
from pipeline.office.postroom import Postroom


def secrets_in(room: Postroom, message: DocumentMessage) -> tuple[str, ...]:
    """Documents in quarantine that a message brings, or that one of before brought.

    No field of a message says that it is secret: QĐ 28/2018/QĐ-TTg does not apply to secrets.
    """
    register = room.registry.register
    files = dict.fromkeys(hashlib.sha256(one.content).hexdigest() for one in message.attachments)
    brought = [
        document.id
        for one in files
        for document in register.documents_of_master(one)
        if document.state is State.QUARANTINED
    ]
    return tuple(dict.fromkeys((*brought, *secrets_of(room, earlier_ids(room, message)))))


def secrets_of(room: Postroom, message_ids: Iterable[str]) -> tuple[str, ...]:
    """Documents for which messages are in quarantine."""
    register = room.registry.register
    known = [register.exchange.message(one) for one in message_ids]
    locked = {one.id for one in known if one and one.state is MessageState.LOCKED}
    if not locked:
        return ()
    held = [one for one in register.secrets.held() if one.id in locked]
    return tuple(dict.fromkeys(name for one in held for name in one.document_ids))
