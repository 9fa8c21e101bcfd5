"""The outbox is emptied: what cannot be delivered is tried again, later and later."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pipeline.errors import ArchiveUnusable, EngineFailed, ScanRejected, SettingsInvalid, SohoaError
from pipeline.exchange.delivery import to_folder, to_http
from pipeline.model.message import MessageState, StoredMessage
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.office.postroom import Postroom
from pipeline.sections.partner import Partner

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a message's delivery ended; `why` it is not there yet, or never will be."""

    message: StoredMessage
    state: MessageState
    why: SohoaError | None = None


def deliver(room: Postroom, environment: Mapping[str, str]) -> Iterator[Delivered]:
    """Every message that is due, each by whoever claims it first; one that fails stops no other.

    A receiver may get a message twice, when we die between its answer and our writing it down;
    receivers know messages by their id.
    """
    for message in room.messages.due(room.registry.now()):
        pause = timedelta(seconds=room.settings.timeout_s * 2 + 60)
        if room.messages.claim(message, room.registry.now() + pause):
            yield _delivered(room, message, environment)


def _delivered(room: Postroom, message: StoredMessage, environment: Mapping[str, str]) -> Delivered:
    try:
        _hand_over(room, message, environment)
    except ScanRejected as error:
        return _failed(room, message, error)
    except (EngineFailed, ArchiveUnusable, SettingsInvalid) as error:
        if message.tries + 1 >= room.settings.tries:
            return _failed(room, message, error)
        return _later(room, message, error)
    room.messages.ended(message, MessageState.SENT, room.registry.now(), room.who)
    return Delivered(message, MessageState.SENT)


def _hand_over(room: Postroom, message: StoredMessage, environment: Mapping[str, str]) -> None:
    data = (room.archive.root / message.stored_path).read_bytes()
    partner = room.partner_of(message.partner)
    if partner.transport == "http":
        to_http(partner.url, _token(partner, environment), data, room.settings.timeout_s)
        return
    if not room.settings.outbox:
        raise SettingsInvalid("exchange_folder", {"what": "outbox"})
    # Named by its sender too: whoever carries it may put it beside those of other offices.
    name = f"{room.settings.organ_id}_{message.id}"
    to_folder(Path(room.settings.outbox), message.partner, name, data)


def _token(partner: Partner, environment: Mapping[str, str]) -> str:
    if not partner.token_env:
        return ""
    token = environment.get(partner.token_env, "")
    if not token:
        params: dict[str, str | int | float] = {
            "variable": partner.token_env,
            "partner": partner.name,
        }
        raise SettingsInvalid("exchange_token", params)
    return token


def _failed(room: Postroom, message: StoredMessage, error: SohoaError) -> Delivered:
    log.warning("message %s is given up: %s", message.id, error)
    told = NewNotice(NoticeKind.MESSAGE_FAILED, {"partner": message.partner})
    room.messages.ended(
        message,
        MessageState.FAILED,
        room.registry.now(),
        room.who,
        reason=str(error),
        notices=(told,),
    )
    return Delivered(message, MessageState.FAILED, error)


def _later(room: Postroom, message: StoredMessage, error: SohoaError) -> Delivered:
    settings = room.settings
    pause = min(settings.retry_s * 2.0 ** min(message.tries, 30), settings.longest_retry_s)
    now = room.registry.now()
    room.messages.ended(
        message,
        MessageState.QUEUED,
        now,
        room.who,
        reason=str(error),
        next_try_at=now + timedelta(seconds=pause),
    )
    return Delivered(message, MessageState.QUEUED, error)
