"""`/intake`: files are handed in, digitised before one's eyes, and each ends in a named state."""

from __future__ import annotations

import time
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse

from pipeline.errors import NotAllowed, NotFound
from pipeline.messages import say
from pipeline.model.access import Access
from pipeline.model.account import Permission
from pipeline.model.entry import HERE
from pipeline.model.record import State
from pipeline.office.handing_in import Upload, handed_in, lying_there, put_away
from pipeline.office.typed import one_line
from pipeline.register.intake_jobs import Job, JobState, NewJob
from pipeline.web.feeder import Feeder
from pipeline.web.workbench.intake_desk import (
    batch_inputs,
    batch_named,
    job_line,
    latest_batches,
    tally_of,
)
from pipeline.web.workbench.numbers import PathId, QueryId
from pipeline.web.workbench.premises import Here, Premises
from pipeline.web.workbench.rendering import in_parts, page
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/intake", include_in_schema=False)
Feeds = Annotated[Visitor, Depends(Needs(Permission.INTAKE))]
Text = Annotated[str, Form(max_length=500)]
_MADE = (State.ACCEPTED, State.REVIEW)
_ACTIVE = (JobState.OPEN, JobState.WAITING, JobState.RUNNING, JobState.FAILED, JobState.STOPPED)


@router.get("")
def intake(request: Request, here: Here, visitor: Feeds) -> Response:
    """Where one drops files, what is being digitised, and the newest batches."""
    desk = here.asker(visitor)
    folder = here.settings.workbench.scan_folder
    context: dict[str, Any] = {
        **_now(here, visitor),
        "batches": latest_batches(here, visitor),
        "books": [book for book in desk.books if not book.secret],
        "access": tuple(Access),
        "unit": visitor.known.unit,
        "folder": folder,
        "lying": lying_there(Path(folder), time.time()) if folder else (),
        "states": tuple(State),
    }
    return page(request, visitor, "intake.html", context, here="intake")


@router.get("/now")
def running(request: Request, here: Here, visitor: Feeds) -> Response:
    """The part of the page that is looked at again each second."""
    context = _now(here, visitor)
    answer = page(request, visitor, "intake_now.html", context)
    if not context["live"]:
        # The list of batches beside it is told to look again.
        answer.headers["HX-Trigger"] = "batch-done"
    return answer


@router.post("/jobs")
def make(
    here: Here,
    visitor: Feeds,
    name: Text = "",
    access: Text = Access.CONDITIONAL.value,
    unit: Text = "",
    book: Text = "",
    folder: Text = "",
    files: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI's own way, never changed
) -> Response:
    """A batch to be: files are handed in next, or taken from the scan folder at once."""
    feeder = _feeder(here)
    if book:
        here.asker(visitor).book(book)
    new = NewJob(
        one_line(name) or f"{here.now().astimezone(HERE):%Y-%m-%d-%H%M%S}",
        visitor.known.name,
        access=Access.OPEN if access == Access.OPEN.value else Access.CONDITIONAL,
        unit=one_line(unit),
        book=book,
    )
    if not folder:
        job = here.register.intake.add(new, here.now())
        return JSONResponse({"job": job.id, "name": job.asked.name})
    scans = Path(here.settings.workbench.scan_folder or "/nonexistent")
    lying = {one: settled for one, _, settled in lying_there(scans, time.time())}
    taken = [one for one in (files or lying) if lying.get(one)]
    if not taken:
        raise NotAllowed("nothing_to_take")
    new = NewJob(new.name, new.who, str(scans), tuple(taken), new.access, new.unit, new.book)
    here.register.intake.add(new, here.now(), JobState.WAITING)
    feeder.wake()
    return RedirectResponse("/intake", HTTPStatus.SEE_OTHER)


@router.put("/files")
async def hand_in(
    request: Request,
    here: Here,
    visitor: Feeds,
    job: QueryId,
    name: Annotated[str, Query(max_length=2_000)],
) -> Response:
    """One file, its bytes as the body. What breaks off on the way leaves nothing."""
    found = await run_in_threadpool(_own, here, visitor, job)
    most = here.settings.limits.max_bytes
    upload = await run_in_threadpool(Upload, here.archive, found, unquote(name), most)
    try:
        async for data in request.stream():
            await run_in_threadpool(upload.write, data)
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) != upload.bytes:
            raise NotAllowed("intake_broken_off", {"name": name})
        kept, sha256 = await run_in_threadpool(upload.keep, partial(_is_open, here, job))
    finally:
        await run_in_threadpool(upload.drop)
    known = await run_in_threadpool(_known, here, visitor, sha256)
    return JSONResponse({"name": kept, "sha256": sha256, "bytes": upload.bytes, "known": known})


@router.post("/jobs/{job}/start")
def start(here: Here, visitor: Feeds, job: PathId) -> Response:
    """All files are in, or it goes on where it was stopped: it takes its place in the line."""
    found = _own(here, visitor, job)
    if not found.asked.folder and not handed_in(here.archive, found) and _new(here, found):
        raise NotAllowed("nothing_handed_in")
    here.register.intake.wait(job)
    _feeder(here).wake()
    return RedirectResponse("/intake", HTTPStatus.SEE_OTHER)


@router.post("/jobs/{job}/drop")
def drop(here: Here, visitor: Feeds, job: PathId) -> Response:
    """What was handed in and never begun is given up."""
    found = _own(here, visitor, job)
    here.register.intake.drop(job)
    put_away(here.archive, found)
    return RedirectResponse("/intake", HTTPStatus.SEE_OTHER)


@router.post("/jobs/{job}/stop")
def stop(here: Here, visitor: Feeds, job: PathId) -> Response:
    """Stops it; what is finished stays, and it can go on later."""
    _feeder(here).stop(_own(here, visitor, job).id)
    return RedirectResponse("/intake", HTTPStatus.SEE_OTHER)


@router.get("/batches/{name:path}")
def batch(request: Request, here: Here, visitor: Feeds, name: str) -> Response:
    """What became of every file of a batch; it adds up."""
    job = here.register.intake.named(name)
    try:
        found = batch_named(name, here, visitor)
    except NotFound:
        if job is None or job.asked.who != visitor.known.name:
            raise
        return RedirectResponse("/intake", HTTPStatus.SEE_OTHER)
    lines = batch_inputs(found, here, visitor)
    live = job is not None and job.state in (JobState.WAITING, JobState.RUNNING)
    context: dict[str, Any] = {
        "batch": found,
        "lines": lines,
        "tally": tally_of(lines),
        "live": live,
        "line": None if job is None else job_line(job, here, visitor),
        "address": f"/intake/batches/{quote(name)}",
        "documents": sum(len(line.documents) for line in lines if line.state in _MADE),
    }
    part = in_parts(request)
    name = "batch_part.html" if part else "batch.html"
    return page(request, visitor, name, context, here="intake")


def _now(here: Premises, visitor: Visitor) -> dict[str, Any]:
    mine = [
        job_line(job, here, visitor)
        for job in here.register.intake.jobs(*_ACTIVE)
        if job.asked.who == visitor.known.name
        or (job.state in (JobState.WAITING, JobState.RUNNING))
    ]
    return {"jobs": mine, "live": any(not line.job.ended_at for line in mine)}


def _own(here: Premises, visitor: Visitor, job_id: int) -> Job:
    """Raises: NotFound, also for somebody else's."""
    job = here.register.intake.job(job_id)
    if job.asked.who != visitor.known.name:
        raise NotFound("intake_job", {"id": job_id})
    return job


def _is_open(here: Premises, job_id: int) -> bool:
    """Whether it still takes files."""
    try:
        return here.register.intake.job(job_id).state is JobState.OPEN
    except NotFound:
        return False


def _new(here: Premises, job: Job) -> bool:
    """Whether none of it was digitised yet."""
    try:
        here.register.intake.batch(job.asked.name)
    except NotFound:
        return True
    return False


def _known(here: Premises, visitor: Visitor, sha256: str) -> dict[str, str] | None:
    """A document of the same bytes that the visitor may see."""
    for document in here.register.documents_of_master(sha256):
        if document.state is not State.QUARANTINED and visitor.known.rights.reach(document.holding):
            words = say(visitor.language, "intake.known", {"name": document.source_name})
            return {"id": document.id, "words": words}
    return None


def _feeder(here: Premises) -> Feeder:
    if here.feeder is None:
        raise NotAllowed("no_intake_here")
    return here.feeder
