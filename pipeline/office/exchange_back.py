"""Messages come back from quarantine, when nothing that they hold is secret any more."""

from __future__ import annotations

from dataclasses import replace

from pipeline.archive.messages import unlock_message
from pipeline.desk import Desk
from pipeline.errors import NotFound
from pipeline.exchange.edxml.model import DocumentMessage
from pipeline.model.message import BRINGING
from pipeline.model.record import State
from pipeline.office.exchange_entry import brought
from pipeline.office.exchange_in import opened
from pipeline.office.postroom import Postroom, judged_by
from pipeline.office.registry import registry
from pipeline.partner_rules import partner_rules
from pipeline.register.secret_messages import Held


def bring_back(document_id: str, desk: Desk) -> None:
    """The messages of a document that was let out; what they bring has an entry once more.

    Raises:
        ArchiveUnusable, ScanRejected, SettingsInvalid.
    """
    for held in desk.register.secrets.held(document_id):
        if any(_is_secret(one, desk) for one in held.document_ids):
            continue
        place = unlock_message(desk.archive, held.stored_path)
        if not _entered(held, place, desk):
            desk.register.secrets.give_back(held.id, place, desk.now(), desk.who)


def _is_secret(document_id: str, desk: Desk) -> bool:
    try:
        document = desk.register.document(document_id, secrets=True)
    except NotFound:
        # Its file was split anew since: no document of this name is in quarantine.
        return False
    return document.state is State.QUARANTINED


def _entered(held: Held, place: str, desk: Desk) -> bool:
    """Whether it is a message that brings a document; then that has an entry and a link to the
    one of before."""
    stored = desk.register.exchange.message(held.id)
    if stored is None or stored.outgoing or stored.kind not in BRINGING:
        return False
    room = Postroom(
        desk.archive,
        registry(desk.register, desk.settings, desk.who, desk.now),
        partner_rules(desk.settings),
        judged_by(desk.jobs, desk.settings, desk.now),
    )
    message = opened(room, (desk.archive.root / place).read_bytes()).message
    assert isinstance(message, DocumentMessage)
    made = brought(room, message, held.id)
    new = replace(made.new, earlier_id=stored.entry_id)
    secrets, now = desk.register.secrets, desk.now()
    secrets.enter_again(held.id, place, new, made.more, made.told, now, desk.who)
    return True
