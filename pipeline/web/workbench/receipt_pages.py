"""`/receipt`: how far what one sent has come. Open to all, and tells nothing else."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from pipeline.errors import NotFound
from pipeline.messages import say_error
from pipeline.model.entry import Status
from pipeline.web.problems import TooOften
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.visiting import Public, Visitor

router = APIRouter(include_in_schema=False)
_LONGEST = 40
WAY = (Status.ARRIVED, Status.RECEIVED, Status.ASSIGNED, Status.IN_WORK, Status.DONE)
"""The ordinary way of a document."""


@router.get("/receipt")
def receipt(
    request: Request,
    here: Here,
    visitor: Annotated[Visitor, Depends(Public())],
    code: Annotated[str, Query(max_length=_LONGEST)] = "",
) -> Response:
    """A box for the code, and what it tells."""
    context: dict[str, Any] = {"code": code, "found": None, "wrong": "", "way": WAY}
    status = HTTPStatus.OK
    if code.strip():
        if not request.app.state.receipts.allows(visitor.address):
            raise TooOften
        try:
            context["found"] = here.room.progress(code)
        except NotFound as error:
            context["wrong"] = say_error(visitor.language, error)
            status = HTTPStatus.NOT_FOUND
    return page(request, visitor, "receipt.html", context, status=status)
