"""`sohoa records`, `text` and `show`: what the register and the page ledger hold."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from pipeline import __version__
from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.ledger import Ledger
from pipeline.cli.digitize import who
from pipeline.cli.printing import local_date, local_time
from pipeline.cli.review import review_json, review_line
from pipeline.errors import NotFound
from pipeline.messages import Language, say
from pipeline.messages.records import field_name, holding_text, reason_text, state_name, value_text
from pipeline.model.entry import SignatureState
from pipeline.model.names import printable
from pipeline.model.ocr import OcrPage, numbered
from pipeline.model.record import DETAILS, Record, State, record_to_json
from pipeline.office.people import sees_secrets
from pipeline.register.entries import LOOKS, Document, Event, ObjectKind, What
from pipeline.register.store import Register, open_register
from pipeline.settings import load_settings
from pipeline.steps.alto import alto_document
from pipeline.steps.hocr import hocr_document
from pipeline.steps.layout.running_heads import with_running_heads
from pipeline.steps.mending import mended
from pipeline.steps.page_text import page_text

MOST_CITING = 50


def records(options: argparse.Namespace) -> int:
    """One line, or one JSON object, a document."""
    state = State(options.state) if options.state else None
    with opened(options) as (archive, register):
        asked = (options.batch, state, options.cites)
        for document in register.documents(*asked, secrets=_sees_secrets(options)):
            if options.json:
                print(
                    json.dumps(
                        document_json(document, archive, options.language), ensure_ascii=False
                    )
                )
            else:
                print(document_line(document, options.language))
    return 0


def text(options: argparse.Namespace) -> int:
    """What was read of a document or of one page, in the form asked for."""
    with opened(options) as (archive, register):
        document = register.document(options.document_id, secrets=_sees_secrets(options))
        _refuse_secret(document)
        pages = document_pages(archive, document)
    if options.page is not None:
        if not 1 <= options.page <= len(pages):
            params = {"page": options.page, "pages": len(pages), "id": document.id}
            raise NotFound("page", params)
        pages = pages[options.page - 1 : options.page]
    if options.json:
        for number, page in enumerate(pages, options.page or 1):
            shown = _in_form(options.format, [page], document)
            print(json.dumps({"page": number, "text": shown}, ensure_ascii=False))
    else:
        print(_in_form(options.format, pages, document))
    return 0


def document_pages(archive: ArchiveFolder, document: Document) -> tuple[OcrPage, ...]:
    """The pages of a document, numbered from 1, running heads told.

    Raises:
        NotFound: the ledger lacks one.
    """
    ledger = Ledger(archive, document.sha256, document.settings_digest)
    numbers = range(document.first_page, document.last_page + 1)
    pages = [mended(ledger.read(number), document.fixes) for number in numbers]
    return numbered(with_running_heads(pages))


def show(options: argparse.Namespace) -> int:
    """Fields, reasons, files and history of a document."""
    with opened(options) as (archive, register):
        document = register.document(options.document_id, secrets=_sees_secrets(options))
        history = register.history(ObjectKind.DOCUMENT, document.id, LOOKS)
        if options.json:
            data = document_json(document, archive, options.language) | {
                "history": [
                    {
                        "at": event.at.isoformat(),
                        "who": event.who,
                        "what": event.what.value,
                        "field": event.field,
                        "old": event.old,
                        "new": event.new,
                    }
                    for event in history
                ]
            }
            print(json.dumps(data, ensure_ascii=False))
            return 0
        for line in _sheet(document, archive, register, options.language):
            print(line)
        for event in history:
            what = say(options.language, f"event.{event.what.value}")
            print(
                f"  {local_time(event.at)}  {event.who}  {what}{_change(event, options.language)}"
            )
    return 0


def _change(event: Event, language: Language) -> str:
    """What a declaration or a person's word changed."""
    if event.what in (What.CORRECTED, What.CONFIRMED, What.CORRECTION_UNDONE):
        name = (event.field or "").split("/")[0]
        old, new = (printable(value or "—") for value in (event.old, event.new))
        shown = new if event.what is What.CONFIRMED and old == new else f"{old} → {new}"
        return f" {field_name(language, name)}: {shown}"
    if event.what is not What.DECLARED:
        return ""
    old, new = (
        say(language, f"access.{value}") if event.field == "access" and value else value or "—"
        for value in (event.old, event.new)
    )
    return f": {printable(old)} → {printable(new)}"


def _in_form(form: str, pages: Sequence[OcrPage], document: Document) -> str:
    """The pages in a form of `sohoa text --format`."""
    match form:
        case "lines":
            return "\n\f".join(page.text for page in pages)
        case "hocr":
            return _whole(hocr_document(pages, document.source_name, __version__))
        case "alto":
            name, sha256 = document.source_name, document.sha256
            return _whole(alto_document(pages, name, sha256, __version__))
        case _:
            return "\n\f".join(page_text(page) for page in pages)


def _whole(pieces: Iterable[bytes]) -> str:
    return b"".join(pieces).decode("utf-8").removesuffix("\n")


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[tuple[ArchiveFolder, Register]]:
    """The archive and its register. Raises: NotFound when there is no archive."""
    archive = ArchiveFolder(options.archive)
    if not archive.exists():
        raise NotFound("no_archive", {"archive": str(options.archive)})
    url = load_settings(options.settings).database_url
    with open_register(options.archive, url) as register:
        yield archive, register


def begin_archive(options: argparse.Namespace) -> None:
    """An empty archive where there is none yet; one that is there stays as it is.

    Raises: ArchiveUnusable.
    """
    ArchiveFolder(options.archive).prepare()
    open_register(options.archive, load_settings(options.settings).database_url).close()


def document_json(document: Document, archive: ArchiveFolder, language: Language) -> dict[str, Any]:
    """A document as `records --json` and `show --json` give it."""
    quarantined = document.state is State.QUARANTINED
    fields = {} if quarantined else record_to_json(document.record, evidence=False)
    references = fields.pop("references", [])
    for name, field in document.record.items():
        if field.review and name in fields:
            fields[name] |= review_json(field)
    return {
        "document_id": document.id,
        "source_name": document.source_name,
        "source_sha256": document.sha256,
        "batch": document.batch,
        "state": document.state.value,
        "reasons": [
            {"code": reason.code, **reason.params, "text": reason_text(language, reason)}
            for reason in document.reasons
        ],
        "access": document.holding.access.value,
        "unit": document.holding.unit,
        "signatures": document.signatures.value,
        "pages": document.page_count,
        "first_page": document.first_page,
        "fields": fields,
        "references": references,
        "pdf": str((archive.root / document.pdf.path).resolve()) if document.pdf else None,
        "alto": str((archive.root / document.alto.path).resolve()) if document.alto else None,
    }


def document_line(document: Document, language: Language) -> str:
    """A document as `records` gives it to a person."""
    record = document.record
    parts = (
        document.id,
        state_name(language, document.state),
        value_text(record.code.value),
        local_date(value_text(record.date.value)),
        value_text(record.issuer.value),
        value_text(record.subject.value),
        printable(document.source_name),
    )
    return " · ".join(parts)


def _sheet(
    document: Document, archive: ArchiveFolder, register: Register, language: Language
) -> Iterator[str]:
    state = state_name(language, document.state)
    yield f"{document.id} · {printable(document.source_name)} · {state}"
    for reason in document.reasons:
        yield f"  ! {reason_text(language, reason)}"
    if document.state is not State.QUARANTINED:
        yield f"  {say(language, 'cli.holding'):<22} {holding_text(language, document.holding)}"
        if document.signatures is not SignatureState.NONE:
            worth = say(language, f"signature.state.{document.signatures.value}")
            worth += f" (sohoa signatures {document.id})"
            yield f"  {say(language, 'cli.signatures'):<22} {worth}"
        yield ""
        for name, field in document.record.items():
            if name in DETAILS and field.value is None and field.reason is None:
                continue
            value = value_text(field.value)
            mark = f"  ← {say(language, 'cli.look')}" if field.review else ""
            shown = local_date(value) if name.endswith("date") else value
            yield f"  {field_name(language, name):<22} {shown}{mark}"
            if field.review and (line := review_line(name, field, language)):
                yield f"  {'':<22} {line}"
    yield from _references(document.record, language)
    yield from _cited_by(document, register, language)
    yield ""
    master = register.master(document.sha256)
    yield f"  {say(language, 'cli.master'):<22} {archive.root / master.stored_path}"
    for label, file in (("PDF/A", document.pdf), ("ALTO", document.alto)):
        if file is not None:
            yield f"  {label:<22} {archive.root / file.path}"
    yield ""


def _references(record: Record, language: Language) -> Iterator[str]:
    """A line for each document that this one cites."""
    if record.references:
        yield ""
        yield f"  {say(language, 'cli.references')}"
    for reference in record.references:
        relation = say(language, f"relation.{reference.relation.value}")
        date = local_date(reference.date) if reference.date else None
        parts = (reference.clause, reference.name, date, reference.issuer)
        yield f"    {relation:<20} {' · '.join(part for part in parts if part)}"


def _cited_by(document: Document, register: Register, language: Language) -> Iterator[str]:
    """A line for each document of the register that cites this one, by code and year."""
    code, date = document.record.code.value, str(document.record.date.value or "")
    if not isinstance(code, str):
        return
    citing = [
        other
        for other in islice(register.documents(cites=code), MOST_CITING)
        if other.id != document.id
        and any(
            reference.code == code and _same_year(reference.date, date)
            for reference in other.record.references
        )
    ]
    if citing:
        yield ""
        yield f"  {say(language, 'cli.cited_by')}"
    for other in citing:
        yield f"    {document_line(other, language)}"


def _same_year(one: str | None, other: str) -> bool:
    """Whether two dates can be of one year; an unknown one can be of any."""
    return not one or not other or one[:4] == other[:4]


def _sees_secrets(options: argparse.Namespace) -> bool:
    return sees_secrets(load_settings(options.settings), who())


def _refuse_secret(document: Document) -> None:
    if document.state is State.QUARANTINED:
        raise NotFound("quarantined", {"id": document.id})
