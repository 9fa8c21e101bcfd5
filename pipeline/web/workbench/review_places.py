"""`/review/crop` and `/review/word`: a place on a page enlarged, and a word of it corrected."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from pipeline.archive.ledger import Ledger
from pipeline.errors import SettingsInvalid
from pipeline.model.geometry import Box
from pipeline.office.correcting import correct_word
from pipeline.web.workbench.premises import Here
from pipeline.web.workbench.review_desk import bench_of
from pipeline.web.workbench.review_pages import Corrects, Sees, Text

router = APIRouter(prefix="/review", include_in_schema=False)
_MOST_PIXELS = 12_000_000


@router.get("/crop/{document_id}/{number}")
def crop(
    here: Here,
    visitor: Sees,
    document_id: str,
    number: int,
    box: Annotated[str, Query(max_length=60, pattern=r"^\d+,\d+,\d+,\d+$")],
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


@router.post("/word/{document_id}/{number}")
def word(
    here: Here,
    visitor: Corrects,
    document_id: str,
    number: int,
    position: Annotated[int, Form()],
    revision: Annotated[int, Form()],
    text: Text = "",
    key: Text = "",
) -> Response:
    """Another text for a word of a page; the answer has no page of its own."""
    done = correct_word(
        bench_of(here, visitor),
        document_id,
        number,
        position,
        text,
        revision=revision,
        key=key or None,
    )
    here.corrected(document_id)
    headers = {"X-Revision": str(done.document.revision)}
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


def _box(text: str, size: tuple[int, int]) -> Box:
    left, top, right, bottom = (int(side) for side in text.split(","))
    width, height = size
    inside = left < right <= width and top < bottom <= height
    if not inside or (right - left) * (bottom - top) > _MOST_PIXELS:
        raise SettingsInvalid("correct_place", {"page": 1, "width": width, "height": height})
    return Box(left, top, right, bottom)
