"""What a person says of the documents in a file: split here, join these, this is one."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from pipeline.archive.folder import usable
from pipeline.desk import Desk
from pipeline.documents import make_document, scan_of
from pipeline.errors import NotFound, Param, SettingsInvalid
from pipeline.model.record import State
from pipeline.register.entries import Document, NewDocument, What
from pipeline.steps.documents import Part

log = logging.getLogger(__name__)


def split_document(document: Document, at: Sequence[int], desk: Desk) -> tuple[str, ...]:
    """Makes other documents begin at pages `at` of a document; without any, settles it as one.

    The first keeps its id. Gives the ids of all, in order.

    Raises:
        SettingsInvalid: the document has no such page, or begins there already.
        NotFound: it is quarantined, or its pages have no readings.
    """
    starts = sorted({document.first_page + page - 1 for page in at})
    if any(not document.first_page < start <= document.last_page for start in starts):
        asked = ", ".join(str(page) for page in at)
        params: dict[str, Param] = {"pages": asked, "id": document.id, "last": document.page_count}
        raise SettingsInvalid("split_pages", params)
    firsts = [document.first_page, *starts]
    lasts = [*(start - 1 for start in starts), document.last_page]
    parts = [Part(first, last) for first, last in zip(firsts, lasts, strict=True)]
    return _replace((document,), parts, What.SPLIT if starts else What.SETTLED, desk)


def join_next(document: Document, desk: Desk) -> tuple[str, ...]:
    """Makes one document of this and the next of its file, with a separator between them.

    Raises:
        NotFound: it is the last of its file; and as `split_document`.
    """
    of_file = desk.register.documents_of_master(document.sha256)
    following = [other for other in of_file if other.first_page > document.last_page]
    if not following:
        raise NotFound("last_of_file", {"id": document.id, "name": document.source_name})
    both = (document, following[0])
    return _replace(both, [Part(document.first_page, following[0].last_page)], What.JOINED, desk)


def arrange(document: Document, firsts: Sequence[int], desk: Desk) -> tuple[str, ...]:
    """Makes documents begin at these pages of a file, and nowhere else; `document` is one of it.

    What keeps its pages stays as it is. Gives the ids of all that the file has then.

    Raises:
        SettingsInvalid: the file's documents have no such page.
        NotFound: one is quarantined, or its pages have no readings.
    """
    old = desk.register.documents_of_master(document.sha256)
    starts = sorted({old[0].first_page, *firsts})
    last = old[-1].last_page
    if starts[0] < old[0].first_page or starts[-1] > last:
        asked = ", ".join(str(page) for page in firsts)
        raise SettingsInvalid("split_pages", {"pages": asked, "id": document.id, "last": last})
    parts = [
        Part(first, after - 1) for first, after in zip(starts, [*starts[1:], last + 1], strict=True)
    ]
    wanted = {(part.first, part.last) for part in parts}
    kept = {(one.first_page, one.last_page): one for one in old}
    changed = [one for pages, one in kept.items() if pages not in wanted]
    new = [part for part in parts if (part.first, part.last) not in kept]
    if new:
        what = What.SPLIT if len(new) >= len(changed) else What.JOINED
        _replace(changed, new, what, desk)
    return tuple(one.id for one in desk.register.documents_of_master(document.sha256))


def _replace(
    old: Sequence[Document], parts: Sequence[Part], what: What, desk: Desk
) -> tuple[str, ...]:
    if any(document.state is State.QUARANTINED for document in old):
        raise NotFound("quarantined", {"id": old[0].id})
    scan = scan_of(old[0], desk)
    with desk.archive.amending():
        new = tuple(make_document(scan, part, desk) for part in parts)
        desk.register.regroup(old, new, what, desk.now(), desk.who)
        _remove_files(old, new, desk)
    ids = tuple(document.id for document in new)
    log.info("%s %s → %s", what, ", ".join(d.id for d in old), ", ".join(ids))
    return ids


def _remove_files(old: Sequence[Document], new: Sequence[NewDocument], desk: Desk) -> None:
    """Archival files that no document has any more, after the register has let go of them."""
    kept = {file.path for document in new for file in (document.pdf, document.alto) if file}
    for document in old:
        for file in (document.pdf, document.alto):
            if file is not None and file.path not in kept:
                with usable(desk.archive.root):
                    (desk.archive.root / file.path).unlink(missing_ok=True)
        folder = desk.archive.document(document.id)
        with usable(desk.archive.root):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
