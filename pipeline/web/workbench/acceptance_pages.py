"""`/review/acceptance`: a second person signs a batch off by a sample."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.errors import NotFound
from pipeline.messages import say
from pipeline.messages.records import field_name, value_text
from pipeline.model.account import Permission
from pipeline.model.sample import Sample, SampleState
from pipeline.office.acceptance import (
    TEXT,
    check_document,
    decide_sample,
    draw_sample,
    next_to_check,
)
from pipeline.web.workbench.intake_desk import batch_named
from pipeline.web.workbench.numbers import PathId
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.review_desk import bench_of, shown_value
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/review/acceptance", include_in_schema=False)
Signs = Annotated[Visitor, Depends(Needs(Permission.SEARCH, Permission.SIGN_OFF))]
Text = Annotated[str, Form(max_length=500)]
CHECKED = (
    "type", "number", "notation", "date", "issuer", "subject", "signer_name", "signer_position",
    "urgency",
)  # fmt: skip
"""Fields that are looked at one by one; the text of the pages is another."""
_BATCHES = 50


@router.get("")
def samples(request: Request, here: Here, visitor: Signs) -> Response:
    """The samples that were drawn, and the batches one may draw from."""
    language = visitor.language
    found = [one for one in here.register.samples.samples(None) if _seen(here, visitor, one)]
    rights = visitor.known.rights
    batches = [
        batch.name
        for batch, *_ in here.register.intake.batches(_BATCHES)
        if rights.reach(batch.holding)
    ]
    context = {
        "samples": [_line(one, language) for one in found],
        "batches": batches,
    }
    return page(request, visitor, "acceptance.html", context, here="review")


@router.post("")
def draw(here: Here, visitor: Signs, batch: Text) -> Response:
    """Draws a sample of a batch in which nothing waits for a look any more."""
    batch_named(batch, here, visitor)
    sample = draw_sample(bench_of(here, visitor), batch, secrets.randbelow(1 << 31))
    return RedirectResponse(f"/review/acceptance/{sample.id}", HTTPStatus.SEE_OTHER)


@router.get("/{sample_id:int}")
def sample(request: Request, here: Here, visitor: Signs, sample_id: PathId) -> Response:
    """The document to check now, its fields beside its first page."""
    found = _sample(here, visitor, sample_id)
    bench = bench_of(here, visitor)
    document_id = next_to_check(bench, found) if found.state is SampleState.OPEN else None
    document = None if document_id is None else bench.document(document_id)
    language = visitor.language
    context: dict[str, Any] = {
        "line": _line(found, language),
        "sample": found,
        "document": document,
        "fields": [] if document is None else [
            (name, field_name(language, name),
             shown_value(name, value_text(getattr(document.record, name).value), language))
            for name in CHECKED
        ],
        "text": (TEXT, field_name(language, TEXT)),
        "items": [
            (item, ", ".join(field_name(language, name) for name in item.wrong))
            for item in found.items
        ],
    }  # fmt: skip
    return page(request, visitor, "acceptance_check.html", context, here="review")


@router.post("/{sample_id:int}/check")
def check(
    here: Here,
    visitor: Signs,
    sample_id: PathId,
    document: Text,
    wrong: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI's own way, never changed
) -> Response:
    """What is ticked is wrong; nothing ticked: all of it is right."""
    _sample(here, visitor, sample_id)
    check_document(bench_of(here, visitor), sample_id, document, wrong)
    return RedirectResponse(f"/review/acceptance/{sample_id}", HTTPStatus.SEE_OTHER)


@router.post("/{sample_id:int}/decide")
def decide(here: Here, visitor: Signs, sample_id: PathId) -> Response:
    """Accepts the batch or sends it back, as the plan says."""
    found = _sample(here, visitor, sample_id)
    decide_sample(bench_of(here, visitor), sample_id)
    for item in found.items:
        here.corrected(item.document_id)
    return RedirectResponse(f"/review/acceptance/{sample_id}", HTTPStatus.SEE_OTHER)


def _sample(here: Premises, visitor: Visitor, sample_id: int) -> Sample:
    """Raises: NotFound, also for one of a batch that the visitor may not see."""
    found = here.register.samples.by_id(sample_id)
    if not _seen(here, visitor, found):
        raise NotFound("sample", {"sample": sample_id})
    return found


def _seen(here: Premises, visitor: Visitor, found: Sample) -> bool:
    try:
        batch_named(found.batch, here, visitor)
    except NotFound:
        return False
    return True


def _line(found: Sample, language: Any) -> dict[str, Any]:
    state = found.state if found.state is not SampleState.OPEN else found.verdict
    rate = found.error_rate
    return {
        "sample": found,
        "state": say(language, f"samplestate.{state.value}"),
        "tag": {SampleState.ACCEPTED: "good", SampleState.SENT_BACK: "bad"}.get(state, ""),
        "rate": None if rate is None else round(100 * rate, 1),
        "may_decide": found.state is SampleState.OPEN and found.verdict is not SampleState.OPEN,
    }
