"""`/review`: what the machine was unsure of, a question at a time, answered with a key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from pipeline.errors import ArchiveBusy, NotAllowed, NotFound, SettingsInvalid, SohoaError
from pipeline.messages import say, say_error
from pipeline.messages.records import field_name, value_text
from pipeline.model.account import Permission
from pipeline.model.correction import Correction, CorrectionKind
from pipeline.model.doubt import Doubt
from pipeline.office.correcting import (
    undo,
)
from pipeline.web.workbench.numbers import FormId
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.rendering import in_parts, page
from pipeline.web.workbench.review_desk import (
    bench_of,
    item_of,
    next_doubt,
    rules,
    said,
    shown_value,
    worst_of,
)
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/review", include_in_schema=False)
Sees = Annotated[Visitor, Depends(Needs(Permission.SEARCH, Permission.SEE_REVIEW))]
Corrects = Annotated[Visitor, Depends(Needs(Permission.SEARCH, Permission.REVIEW))]
Text = Annotated[str, Form(max_length=10_000)]
Short = Annotated[str, Query(max_length=400)]


@router.get("")
def overview(
    request: Request, here: Here, visitor: Sees, batch: Short = "", document: Short = ""
) -> Response:
    """How many questions of each kind, worst consequence first; of a document, its worst one."""
    if document and visitor.may(Permission.REVIEW):
        doubt = worst_of(here, visitor, document)
        if doubt is not None:
            return _shown(request, here, visitor, doubt, doubt.question, batch)
    counts = here.register.doubts.counts(visitor.known.rights, rules(), batch=batch or None)
    context = {
        "counts": {name: count for name, count in counts.items() if count},
        "total": sum(counts.values()),
        "batch": batch,
        "may_review": visitor.may(Permission.REVIEW),
    }
    return page(request, visitor, "review.html", context, here="review")


@router.get("/undo")
def last_ones(request: Request, here: Here, visitor: Corrects) -> Response:
    """What the visitor said last, to be taken back."""
    context = {"corrections": _last(here, visitor)}
    return page(request, visitor, "review_last.html", context, here="review")


@router.post("/undo")
def take_back(
    request: Request,
    here: Here,
    visitor: Corrects,
    correction: FormId = 0,
    batch: Text = "",
) -> Response:
    """Takes the last word back, or the one that is named; its question is asked again."""
    known = here.register.corrections.last_of(visitor.known.name, 100)
    wanted = [one for one in known if correction in (0, one.id)]
    if not wanted:
        raise NotAllowed("nothing_to_undo")
    done = undo(bench_of(here, visitor), wanted[0].id)
    here.corrected(done.document.id)
    doubt = _doubt(here, visitor, done.document.id, wanted[0].what)
    told = say(visitor.language, "reviewing.undone", {"field": _named(wanted[0], visitor)})
    if doubt is None:
        return _ask(request, here, visitor, rules().question_of(wanted[0].what), batch, note=told)
    return _shown(request, here, visitor, doubt, doubt.question, batch, note=told)


@router.get("/{question}")
def ask(
    request: Request,
    here: Here,
    visitor: Corrects,
    question: str,
    batch: Short = "",
    after: Short = "",
    skip: Short = "",
) -> Response:
    """The next question of a kind. `skip`: the one that was put off, `document:field`."""
    if question not in rules().names:
        known = ", ".join(rules().names)
        raise NotFound("review_question", {"question": question, "known": known})
    return _ask(request, here, visitor, question, batch, after=after, skip=skip)


@router.post("/{question}")
def answer(
    request: Request,
    here: Here,
    visitor: Corrects,
    question: str,
    document: Text,
    field: Text,
    revision: FormId,
    key: Text,
    how: Text,
    value: Text = "",
    batch: Text = "",
    after: Text = "",
) -> Response:
    """Writes the answer down and asks the next question; a refused one stays, with the reason."""
    try:
        done = said(bench_of(here, visitor), document, field, revision, key, how, value)
    except NotFound as error:
        here.claims.let_go(document, field)
        told = say_error(visitor.language, error)
        return _ask(request, here, visitor, question, batch, after=after, note=told, kind="warn")
    except (SettingsInvalid, NotAllowed, ArchiveBusy) as error:
        return _again(request, here, visitor, document, field, question, batch, value, error)
    here.claims.let_go(document, field)
    here.corrected(done.document.id)
    told = _told(done.correction, visitor)
    return _ask(request, here, visitor, question, batch, after=after, note=told, kind="good")


def _ask(
    request: Request,
    here: Premises,
    visitor: Visitor,
    question: str,
    batch: str,
    *,
    after: str = "",
    skip: str = "",
    note: str = "",
    kind: str = "",
) -> Response:
    """The next question as a page, or as its part."""
    if skip:
        after = _place_of(here, visitor, question, batch, after, skip)
        document, _, field = skip.partition(":")
        here.claims.let_go(document, field)
    asked = (question, batch or None)
    doubt, following = next_doubt(here, visitor, *asked, after or None)
    if doubt is None and after:
        # All that was put off comes again.
        after = ""
        doubt, following = next_doubt(here, visitor, *asked, None)
    return _shown(
        request, here, visitor, doubt, question, batch, after=after, note=note, kind=kind,
        following=following,
    )  # fmt: skip


def _shown(
    request: Request,
    here: Premises,
    visitor: Visitor,
    doubt: Doubt | None,
    question: str,
    batch: str,
    *,
    after: str = "",
    note: str = "",
    kind: str = "",
    following: Doubt | None = None,
    typed: str | None = None,
    wrong: str = "",
) -> Response:
    counts = here.register.doubts.counts(visitor.known.rights, rules(), batch=batch or None)
    context: dict[str, Any] = {
        "question": question,
        "item": None if doubt is None else item_of(doubt, here, visitor, typed),
        "following": None if following is None else item_of(following, here, visitor),
        "left": counts.get(question, 0),
        "others": {name: n for name, n in counts.items() if n and name != question},
        "batch": batch,
        "after": after,
        "note": note,
        "kind": kind,
        "wrong": wrong,
    }
    part = in_parts(request) or (request.method == "POST" and "hx-request" in request.headers)
    template = "review_item.html" if part else "review_work.html"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return page(request, visitor, template, context, here="review", status=status)


def _again(
    request: Request,
    here: Premises,
    visitor: Visitor,
    document: str,
    field: str,
    question: str,
    batch: str,
    typed: str,
    error: SohoaError,
) -> Response:
    """The same question with what is wrong; what was typed stays."""
    doubt = _doubt(here, visitor, document, field)
    wrong = say_error(visitor.language, error)
    if doubt is None:
        return _ask(request, here, visitor, question, batch, note=wrong, kind="warn")
    return _shown(request, here, visitor, doubt, question, batch, typed=typed, wrong=wrong)


def _doubt(here: Premises, visitor: Visitor, document: str, field: str) -> Doubt | None:
    """The question about this field, where it is still one."""
    return here.register.doubts.of(document, field, visitor.known.rights, rules())


def _place_of(
    here: Premises, visitor: Visitor, question: str, batch: str, after: str, skip: str
) -> str:
    """Where the queue goes on behind the question that is put off."""
    document, _, field = skip.partition(":")
    place = after
    while True:
        found = here.register.doubts.queue(
            visitor.known.rights, rules(), question, batch=batch or None, limit=1,
            after=place or None,
        )  # fmt: skip
        if not found.doubts or found.after is None:
            # The last one: what was put off before comes again.
            return ""
        place = found.after
        if (found.doubts[0].document_id, found.doubts[0].field) == (document, field):
            return place


def _last(here: Premises, visitor: Visitor) -> list[tuple[Correction, str, str, str]]:
    language = visitor.language
    return [
        (
            one,
            _named(one, visitor),
            shown_value(one.what, value_text(one.old), language),
            shown_value(one.what, value_text(one.new), language),
        )
        for one in here.register.corrections.last_of(visitor.known.name, 30)
    ]


def _named(correction: Correction, visitor: Visitor) -> str:
    kind = "text" if correction.kind is CorrectionKind.WORD else correction.what
    return field_name(visitor.language, kind)


def _told(correction: Correction, visitor: Visitor) -> str:
    new = shown_value(correction.what, value_text(correction.new), visitor.language)
    return say(
        visitor.language,
        f"reviewing.said_{correction.how.value}",
        {"field": _named(correction, visitor), "value": new},
    )
