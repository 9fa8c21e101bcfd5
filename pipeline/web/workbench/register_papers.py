"""`/register/…` that is taken away or begins on paper: slips, printed registers, new entries."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.model.access import unit_name
from pipeline.model.account import Permission
from pipeline.model.entry import Channel, Entry
from pipeline.office import refusing
from pipeline.office.arriving import Coming, arrive
from pipeline.office.doubles import doubles
from pipeline.office.printed import register_on_paper
from pipeline.office.refusing import check_document, scan_of
from pipeline.office.return_slip import slip_of
from pipeline.office.typed import fields_of, one_line
from pipeline.office_rules import completeness_rules
from pipeline.papers.content import Paper
from pipeline.papers.writing import paper_bytes
from pipeline.web.workbench.numbers import PathId
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.register_desk import Filters, day_of, entry_of, filters, registry_of
from pipeline.web.workbench.register_pages import Acts, Text
from pipeline.web.workbench.rendering import page
from pipeline.web.workbench.visiting import Needs, Visitor

router = APIRouter(prefix="/register", include_in_schema=False)
Takes = Annotated[Visitor, Depends(Needs(Permission.REGISTER, Permission.DOWNLOAD))]
_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
FIELDS = (
    "code",
    "issued_on",
    "type",
    "issuer",
    "subject",
    "signer_name",
    "urgency",
    "to_places",
    "note",
)
"""What is typed of a document without a scan."""


@router.get("/new")
def new_page(request: Request, here: Here, visitor: Acts, book: str = "") -> Response:
    """A form for what has no scan."""
    desk = registry_of(here, visitor)
    context = {"books": desk.asker.books, "book": book, "fields": FIELDS}
    return page(request, visitor, "entry_new.html", context, here="register")


@router.post("/new")
async def enter(request: Request, here: Here, visitor: Acts, book: Text) -> Response:
    """Enters it; whoever typed looked at what they typed."""
    form = await request.form()
    typed = {name: str(form.get(name, "")) for name in FIELDS}
    desk = registry_of(here, visitor)
    coming = Coming(
        desk.asker.book(book),
        desk.now(),
        Channel.PAPER,
        typed={name: value for name, value in fields_of(typed).items() if value is not None},
        unit=unit_name(str(form.get("unit", ""))),
        due_on=day_of(str(form.get("due", ""))),
        receive="hold" not in form,
    )
    arrival = arrive(desk, coming)
    told = "?double=1" if doubles(desk, arrival.entry) else ""
    return RedirectResponse(f"/register/{arrival.entry.id}{told}", HTTPStatus.SEE_OTHER)


@router.get("/{entry_id:int}/refuse")
def refuse_page(request: Request, here: Here, visitor: Acts, entry_id: PathId) -> Response:
    """What was looked for in its scan; what is surely missing is ticked."""
    desk = registry_of(here, visitor)
    entry = entry_of(desk, entry_id)
    document = scan_of(desk, entry)
    rules = completeness_rules(here.settings)
    checked = None if document is None else check_document(desk, here.archive, document, entry)
    context = {
        "entry": entry,
        "parts": rules.parts,
        "presence": {} if checked is None else {s.part.key: s.presence for s in checked.seen},
        "missing": [] if checked is None else [part.key for part in checked.missing],
        "document": document,
    }
    return page(request, visitor, "entry_refuse.html", context, here="register")


@router.post("/{entry_id:int}/refuse")
def refuse(
    here: Here,
    visitor: Acts,
    entry_id: PathId,
    lacks: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI's own way, never changed
    reason: Text = "",
) -> Response:
    """Refuses it for the parts that are ticked and what is written."""
    desk = registry_of(here, visitor)
    refusing.refuse(desk, entry_of(desk, entry_id), lacks, one_line(reason))
    return RedirectResponse(f"/register/{entry_id}", HTTPStatus.SEE_OTHER)


@router.get("/{entry_id:int}/slip.{kind}")
def slip(here: Here, visitor: Takes, entry_id: PathId, kind: str) -> Response:
    """The return slip (phiếu trả) of a refused entry."""
    desk = registry_of(here, visitor)
    entry = entry_of(desk, entry_id)
    return paper_answer(slip_of(desk, entry), f"phieu-tra-{_plain(entry)}.{kind}")


@router.get("/print")
def printed(
    request: Request,
    here: Here,
    visitor: Takes,
    asked: Annotated[Filters, Depends(filters)],
    kind: str = "",
) -> Response:
    """The register as NĐ 30/2020 has it; without `kind`, what of it one wants."""
    desk = registry_of(here, visitor)
    if kind not in _KINDS:
        context = {"books": desk.asker.books, "asked": asked, "today": desk.today}
        return page(request, visitor, "register_print.html", context, here="register")
    first, last = day_of(asked.first), day_of(asked.last)
    year = int(asked.year) if asked.year.isascii() and asked.year.isdecimal() else None
    if year is None and first is None and last is None:
        year = desk.today.year
    book = desk.asker.book(asked.book)
    return paper_answer(register_on_paper(desk, book, year, first, last), f"so-{book.key}.{kind}")


def paper_answer(paper: Paper, name: str) -> Response:
    """A paper as a file to take away. Raises: SettingsInvalid, ToolMissing."""
    data = paper_bytes(paper, Path(name))
    kind = _KINDS[name.rpartition(".")[2]]
    how = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, HTTPStatus.OK, how, kind)


def _plain(entry: Entry) -> str:
    return entry.key.replace("/", "-").replace("#", "")
