"""Where partners hand in messages of exchange over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from pipeline.errors import NotAllowed, ScanRejected
from pipeline.exchange.edxml.model import StatusMessage
from pipeline.messages import Language, say, say_error
from pipeline.office.exchange_in import Received, opened, take
from pipeline.office.postroom import Postroom
from pipeline.sections.partner import Partner
from pipeline.web.asking import Spoken, problems
from pipeline.web.partner_tokens import PartnerTokens
from pipeline.web.problems import problem

router = APIRouter(prefix="/exchange")


@dataclass(frozen=True, slots=True)
class Counter:
    """Who may hand in messages, and the desk that takes them."""

    tokens: PartnerTokens
    room_of: Callable[[Partner], Postroom]
    most_bytes: int


class Taken(BaseModel):
    """What became of a message."""

    outcome: str
    """registered, duplicate, recall, status, waiting or held."""
    message_id: str
    receipt: str | None
    """What its sender may look the progress up with."""


def _counter(request: Request) -> Counter:
    return cast("Counter", request.app.state.counter)


def _partner(request: Request, counter: Annotated[Counter, Depends(_counter)]) -> Partner:
    return counter.tokens.partner(request.headers.get("authorization"))


@router.post(
    "/messages",
    operation_id="hand_in",
    tags=["exchange"],
    summary="Hands in a message of exchange (edXML); the same one twice is harmless",
    response_model=Taken,
    responses=problems(401, 503),
)
async def hand_in(
    request: Request,
    counter: Annotated[Counter, Depends(_counter)],
    partner: Annotated[Partner, Depends(_partner)],
    language: Spoken,
) -> Response | Taken:
    """All of a message is registered, or nothing of it.

    403: the token's partner does not speak for its sender; 413: too big; 422: it cannot be read,
    is for somebody else, or came before with other content. `detail` says which and what to do.
    """
    data = await _body(request, counter.most_bytes)
    if data is None:
        detail = say(language, "error.edxml_too_big", {"most": counter.most_bytes})
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "edxml_too_big", detail)
    return await run_in_threadpool(_taken, counter.room_of(partner), partner, data, language)


async def _body(request: Request, most_bytes: int) -> bytes | None:
    """None when it is longer than allowed; no more than that is ever held."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most_bytes:
        return None
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            # Half a message is no message; nobody hears what it is answered.
            return b""
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > most_bytes:
            return None
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _taken(room: Postroom, partner: Partner, data: bytes, language: Language) -> Response | Taken:
    try:
        received = _received(room, partner, data)
    except (ScanRejected, NotAllowed) as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if error.code == "exchange_sender":
            status = HTTPStatus.FORBIDDEN
        elif error.code == "entry_moved":
            status = HTTPStatus.SERVICE_UNAVAILABLE
        return problem(status, error.code, say_error(language, error))
    entry = received.entry
    own = entry is not None and received.outcome.value in ("registered", "duplicate")
    receipt = entry.receipt if entry is not None and own else None
    return Taken(outcome=received.outcome.value, message_id=received.message_id, receipt=receipt)


def _received(room: Postroom, partner: Partner, data: bytes) -> Received:
    """Raises: ScanRejected, NotAllowed."""
    found = opened(room, data)
    message = found.message
    sender = message.sender if isinstance(message, StatusMessage) else message.header.sender
    if not partner.axis and room.partner_of(sender.organ_id).key != partner.key:
        params: dict[str, str | int | float] = {
            "partner": partner.name,
            "organ": sender.organ_id[:50],
        }
        raise NotAllowed("exchange_sender", params)
    return take(room, found, data, "http")
