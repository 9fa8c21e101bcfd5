"""A sender looks up how far what they sent has come; needs no token and tells nothing else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from pipeline.messages import say
from pipeline.web.asking import Room, Spoken, problems
from pipeline.web.problems import TooOften
from pipeline.web.shapes import ReceiptProgress

_LONGEST = 40

router = APIRouter()


@router.get(
    "/receipts/{code}",
    operation_id="receipt",
    summary="How far what one sent has come, by the code of its receipt",
    responses=problems(404, 429, 503),
)
def receipt(
    code: Annotated[str, Path(max_length=_LONGEST, description="The code of a receipt.")],
    request: Request,
    room: Room,
    language: Spoken,
) -> ReceiptProgress:
    """The same answer for whatever is no code; the register never tells what it knows."""
    address = request.client.host if request.client else ""
    if not request.app.state.receipts.allows(address):
        raise TooOften
    found = room.progress(code)
    return ReceiptProgress(
        status=found.status.value,
        words=say(language, f"status.{found.status.value}"),
        arrived_on=found.arrived_on,
        received_on=found.received_on,
        done_on=found.done_on,
    )
