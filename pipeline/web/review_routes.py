"""What waits for a person, and what they say of it: the review queue for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as InPath

from pipeline.errors import NotFound
from pipeline.model.account import Permission
from pipeline.model.doubt import Doubt
from pipeline.office import correcting
from pipeline.web import shapes_document, shapes_work
from pipeline.web.asking import problems
from pipeline.web.document_routes import DocumentId, Number
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.review_desk import bench_of, rules, said
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(tags=["review"])
Signed = Annotated[Visitor, Depends(Needs())]
Sees = Annotated[Visitor, Depends(Needs(Permission.SEARCH, Permission.SEE_REVIEW))]
Corrects = Annotated[Visitor, Depends(Needs(Permission.SEARCH, Permission.REVIEW))]
Batch = Annotated[str | None, Query(max_length=200, description="Of this batch alone.")]


@router.get(
    "/session",
    operation_id="session",
    summary="Who is signed in at the workbench, and the token for what they change",
    responses=problems(401, 403, 503),
)
def session(visitor: Signed) -> shapes_work.Session:
    """`POST /sign-in` begins a session, which is a cookie."""
    account = visitor.known
    may = sorted(one.value for one in account.permissions)
    return shapes_work.Session(
        name=account.name, full_name=account.full_name, permissions=may, csrf=visitor.csrf
    )


@router.get(
    "/review",
    operation_id="questions",
    summary="How many questions of each kind wait for a person",
    responses=problems(400, 401, 403, 503),
)
def questions(here: Here, visitor: Sees, batch: Batch = None) -> shapes_work.Questions:
    """About documents that whoever asks may see."""
    counts = here.register.doubts.counts(visitor.known.rights, rules(), batch=batch or None)
    asked = {name: count for name, count in counts.items() if count}
    return shapes_work.Questions(questions=asked, total=sum(asked.values()))


@router.get(
    "/review/{question}",
    operation_id="doubts",
    summary="The questions of a kind, worst consequence first",
    responses=problems(400, 401, 403, 404, 503),
)
def doubts(
    here: Here,
    visitor: Sees,
    question: Annotated[str, InPath(max_length=80, examples=["number"])],
    batch: Batch = None,
    after: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> shapes_work.Doubts:
    """Urgent documents first, then what is least sure."""
    if question not in rules().names:
        known = ", ".join(rules().names)
        raise NotFound("review_question", {"question": question, "known": known})
    found = here.register.doubts.queue(
        visitor.known.rights,
        rules(),
        question,
        batch=batch or None,
        limit=limit,
        after=after or None,
    )
    return shapes_work.Doubts(doubts=[_doubt(one) for one in found.doubts], after=found.after)


@router.post(
    "/documents/{document_id}/corrections",
    operation_id="correct",
    summary="What a person says of a field",
    responses=problems(400, 401, 403, 404, 503),
)
def correct(
    here: Here, visitor: Corrects, document_id: DocumentId, answer: shapes_work.Answer
) -> shapes_work.Corrected:
    """Record, register, index, PDF/A and ALTO follow; no later reading undoes it."""
    done = said(
        bench_of(here, visitor),
        document_id,
        answer.field,
        answer.revision,
        answer.key,
        answer.how,
        answer.value,
    )
    here.claims.let_go(document_id, answer.field)
    return _corrected(here, done)


@router.post(
    "/documents/{document_id}/pages/{number}/words",
    operation_id="correct_word",
    summary="Another text for a word of a page",
    responses=problems(400, 401, 403, 404, 503),
)
def correct_word(
    here: Here,
    visitor: Corrects,
    document_id: DocumentId,
    number: Number,
    answer: shapes_work.WordAnswer,
) -> shapes_work.Corrected:
    """By its position among the words of `GET /documents/{document_id}/pages/{number}`."""
    bench, position, text = bench_of(here, visitor), answer.position, answer.text
    known = {"revision": answer.revision, "key": answer.key}
    done = correcting.correct_word(bench, document_id, number, position, text, **known)  # type: ignore[arg-type]
    return _corrected(here, done)


@router.post(
    "/corrections/{correction}/undo",
    operation_id="undo",
    summary="Takes back what a person said",
    responses=problems(400, 401, 403, 404, 503),
)
def undo(
    here: Here, visitor: Corrects, correction: Annotated[int, InPath(ge=1, le=2**31)]
) -> shapes_work.Corrected:
    """What was said before it, or what was read, stands again."""
    return _corrected(here, correcting.undo(bench_of(here, visitor), correction))


def _corrected(here: Here, done: correcting.Corrected) -> shapes_work.Corrected:
    document = done.document
    here.corrected(document.id)
    return shapes_work.Corrected(
        correction=done.correction.id,
        document_id=document.id,
        revision=document.revision,
        state=document.state.value,
    )


def _doubt(doubt: Doubt) -> shapes_work.Doubt:
    return shapes_work.Doubt(
        document_id=doubt.document_id,
        field=doubt.field,
        question=doubt.question,
        reason=doubt.reason,
        urgent=doubt.urgent,
        revision=doubt.revision,
        batch=doubt.batch,
        value=list(doubt.value) if isinstance(doubt.value, tuple) else doubt.value,
        candidates=[
            shapes_document.Candidate(
                value=one.value, probability=one.probability, why=list(one.why)
            )
            for one in doubt.candidates
        ],
        places=[
            shapes_work.Place(page=page, box=(box.left, box.top, box.right, box.bottom))
            for page, box in doubt.places
        ],
    )
