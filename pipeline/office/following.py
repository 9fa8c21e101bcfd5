"""After a person's word: index and archival files follow what the register says by now."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.archive.folder import usable
from pipeline.desk import Desk
from pipeline.documents import ask, page_arguments, scan_of
from pipeline.errors import EngineFailed, NotFound
from pipeline.indexing import CaughtUp, catch_up
from pipeline.jobs import metadata_of
from pipeline.model.correction import fixes_to_json
from pipeline.register.corrections import Behind
from pipeline.register.entries import Document, StoredFile

log = logging.getLogger(__name__)

_TRIES = 3
_FILES = ("*.pdf", "*.alto.xml")


@dataclass(frozen=True, slots=True)
class Followed:
    """How far index and files came."""

    index: CaughtUp
    written: int
    """Documents whose files say now what the register says."""
    left: tuple[str, ...]
    """Those whose files could not be written; they wait for the next time."""


def follow(desk: Desk, first: Collection[str] = ()) -> Followed:
    """Brings index and archival files up to the register, for as long as anything waits.

    What was broken off anywhere, by whatever, is taken up here; again it does nothing.
    `first`: documents that somebody waits for.

    Raises:
        ArchiveBusy, ArchiveUnusable.
    """
    index = catch_up(desk.archive, desk.register, desk.settings, first)
    written = 0
    left: list[str] = []
    for behind in desk.register.corrections.behind():
        with desk.archive.amending() as folder:
            if _follow(behind, folder, desk):
                written += 1
            else:
                left.append(behind.document_id)
    return Followed(index, written, tuple(left))


def _follow(behind: Behind, folder: Path, desk: Desk) -> bool:
    """Whether the files of a document are what they should be, and no others are there."""
    for _ in range(_TRIES):
        try:
            document: Document | None = desk.register.document(behind.document_id)
        except NotFound:
            document = None
        try:
            done = document is None or _written(document, behind, folder, desk)
        except (EngineFailed, NotFound) as error:
            desk.check_space_after_failure()
            log.warning("the files of %s stay as they were: %s", behind.document_id, error)
            done = False
            break
        if done:
            break
    _tidy(behind.document_id, desk)
    if done:
        desk.register.corrections.files_are_there(behind)
    return done


def _written(document: Document, behind: Behind, folder: Path, desk: Desk) -> bool:
    """False where the document changed meanwhile. Raises: EngineFailed, NotFound."""
    pdf, alto = folder / f"{document.id}.pdf", folder / f"{document.id}.alto.xml"
    metadata = asdict(metadata_of(document.record, document.id, document.source_name))
    if behind.words or document.pdf is None:
        arguments = _of_pages(document, desk) | {"metadata": metadata, "alto": str(alto)}
        made = ask(desk, "rewrite", arguments | {"out": str(pdf)}, pages=document.page_count)
        if made["unequal_pages"]:
            log.warning("%s: pages %s read back otherwise", document.id, made["unequal_pages"])
    else:
        source = str(desk.archive.root / document.pdf.path)
        arguments = {"pdf": source, "metadata": metadata, "out": str(pdf)}
        made = ask(desk, "describe", arguments, pages=document.page_count)
    stored = _put(document, pdf, made["pdf_sha256"], desk)
    stored_alto = _put(document, alto, made["alto_sha256"], desk) if alto.exists() else None
    conformance = None if made["violations"] else "2u"
    known = (stored, conformance, stored_alto, desk.now(), desk.who)
    return desk.register.corrections.files_follow(document, *known)


def _of_pages(document: Document, desk: Desk) -> dict[str, object]:
    scan = scan_of(document, desk)
    known = page_arguments(scan, desk) | {"digest": document.settings_digest}
    return {name: known[name] for name in known if name != "settings"} | {
        "source_name": scan.source_name,
        "first": document.first_page,
        "last": document.last_page,
        "fixes": fixes_to_json(document.fixes),
    }


def _put(document: Document, made: Path, sha256: str, desk: Desk) -> StoredFile:
    """Beside the file that the register speaks of, under a name of its own content."""
    suffix = made.name.removeprefix(document.id)
    place = desk.archive.document(document.id) / f"{document.id}-{sha256[:12]}{suffix}"
    desk.archive.put(made, place)
    return StoredFile(desk.archive.relative(place), sha256)


def _tidy(document_id: str, desk: Desk) -> None:
    """Removes the archival files of a document that the register does not name."""
    try:
        document = desk.register.document(document_id)
        named = {file.path for file in (document.pdf, document.alto) if file is not None}
    except NotFound:
        named = set()
    folder = desk.archive.document(document_id)
    with usable(desk.archive.root):
        for path in [path for one in _FILES for path in folder.glob(one)]:
            if desk.archive.relative(path) not in named:
                path.unlink(missing_ok=True)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
