"""`/review/crop`, `/review/words`, `/review/word`: a place enlarged, words of a page corrected."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import JSONResponse

from pipeline.archive.ledger import Ledger
from pipeline.errors import NotFound, SettingsInvalid
from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, Word
from pipeline.office.correcting import correct_word, undo
from pipeline.web.documents import sides
from pipeline.web.workbench.numbers import FormId, PathId
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.review_desk import bench_of, rules
from pipeline.web.workbench.review_pages import Corrects, Sees, Text

router = APIRouter(prefix="/review", include_in_schema=False)
_MOST_PIXELS = 12_000_000
_BOX = r"^\d+,\d+,\d+,\d+$"


@router.get("/crop/{document_id}/{number}")
def crop(
    here: Here,
    visitor: Sees,
    document_id: str,
    number: PathId,
    box: Annotated[str, Query(max_length=60, pattern=_BOX)],
) -> Response:
    """A place on a page as JPEG, at full resolution; kept beside the page's reading."""
    document = here.room.document(document_id, visitor.known.rights)
    shown = here.room.page(document, number)
    place = _box(box, shown.size)
    ledger = Ledger(here.archive, document.sha256, document.settings_digest)
    in_file = document.first_page + number - 1
    kept = ledger.crop(in_file, place)
    if not kept.is_file():
        master = here.register.master(document.sha256)
        arguments = {
            "path": str(here.archive.root / master.stored_path),
            "number": in_file,
            "rotation": shown.rotation_deg,
            "boxes": [[place.left, place.top, place.right, place.bottom]],
            "around_mm": 0.0,
            "settings": here.settings.as_json(),
            "archive": str(here.archive.root),
            "sha256": document.sha256,
            "digest": document.settings_digest,
        }
        here.jobs().submit("crop", arguments, here.settings.limits.page_seconds).result()
    headers = {"Cache-Control": "private, max-age=600"}
    return Response(kept.read_bytes(), HTTPStatus.OK, headers, "image/jpeg")


@router.get("/words/{document_id}/{number}")
def words(here: Here, visitor: Corrects, document_id: str, number: PathId) -> Response:
    """The lines of a page, each word with how sure it is and what else it may be."""
    document = here.room.document(document_id, visitor.known.rights)
    shown = here.room.page(document, number)
    told = {"revision": document.revision, "size": shown.size, "lines": _lines(shown)}
    return JSONResponse(told)


@router.post("/word/{document_id}/{number}")
def word(
    here: Here,
    visitor: Corrects,
    document_id: str,
    number: PathId,
    position: FormId,
    revision: FormId,
    text: Text = "",
    key: Text = "",
    seen: Annotated[str, Form(max_length=60, pattern=_BOX)] = "",
) -> Response:
    """Another text for a word of a page; the answer has no page of its own.

    `seen`: where the word stood when it was pointed at.
    """
    done = correct_word(
        bench_of(here, visitor),
        document_id,
        number,
        position,
        text,
        revision=revision,
        key=key or None,
        seen=Box(*map(int, seen.split(","))) if seen else None,
    )
    here.corrected(document_id)
    headers = {"X-Revision": str(done.document.revision), "X-Correction": str(done.correction.id)}
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


@router.post("/word/{document_id}/{number}/undo")
def take_back(
    here: Here,
    visitor: Corrects,
    document_id: str,
    number: PathId,
    correction: FormId,
) -> Response:
    """A word of this page stands again as it stood before; the answer has no page of its own.

    Raises: NotFound: no correction of a word of this page.
    """
    document = here.room.document(document_id, visitor.known.rights)
    known = here.register.corrections.of(document)
    of_page = [one.id for one in known if one.page == document.first_page + number - 1]
    if correction not in of_page:
        raise NotFound("correction", {"id": correction})
    done = undo(bench_of(here, visitor), correction)
    here.corrected(document_id)
    headers = {"X-Revision": str(done.document.revision)}
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


def _lines(page: OcrPage) -> list[list[list[Any]]]:
    return [[_word(word) for word in line.words] for line in page.lines if line.words]


def _word(word: Word) -> list[Any]:
    """Text, sides, whether it is unsure, whether a person said it, what else it may be."""
    unsure = not word.by_person and word.confidence < rules().unsure_word
    return [word.text, *sides(word.box), int(unsure), int(word.by_person), word.alternatives]


def _box(text: str, size: tuple[int, int]) -> Box:
    left, top, right, bottom = (int(side) for side in text.split(","))
    width, height = size
    inside = left < right <= width and top < bottom <= height
    if not inside or (right - left) * (bottom - top) > _MOST_PIXELS:
        raise SettingsInvalid("correct_place", {"page": 1, "width": width, "height": height})
    return Box(left, top, right, bottom)
