"""Checks an archive against its register: every file re-hashed, the index compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.masters import sha256_of
from pipeline.errors import IndexUnreachable, NotFound, Param, SohoaError
from pipeline.indexing import INDEXED, read_pages
from pipeline.register.entries import StoredFile
from pipeline.register.store import Register
from pipeline.search.opening import open_search
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is off: a message code (`verify.<code>`) with its parameters."""

    code: str
    params: Mapping[str, Param]


def verify_archive(
    archive: ArchiveFolder, register: Register, settings: Settings
) -> tuple[int, tuple[Finding, ...]]:
    """(number of files hashed, everything that is off)."""
    checked = 0
    findings: list[Finding] = []
    for owner, file in _files(register):
        checked += 1
        finding = _check(archive.root, owner, file)
        if finding is not None:
            findings.append(finding)
    findings += _unknown_files(archive, register)
    findings += _missing_readings(archive, register)
    findings += _index_findings(archive, register, settings)
    return checked, tuple(findings)


def _files(register: Register) -> Iterator[tuple[str, StoredFile]]:
    for master in register.masters():
        yield master.source_name, StoredFile(master.stored_path, master.sha256)
    for document in register.documents():
        for file in (document.pdf, document.alto):
            if file is not None:
                yield document.source_name, file


def _check(root: Path, owner: str, file: StoredFile) -> Finding | None:
    params: dict[str, Param] = {"file": file.path, "name": owner}
    try:
        sha256 = sha256_of(root / file.path)
    except FileNotFoundError:
        return Finding("missing", params)
    except OSError as error:
        return Finding("unreadable", {**params, "why": str(error.strerror)})
    return None if sha256 == file.sha256 else Finding("altered", params)


def _unknown_files(archive: ArchiveFolder, register: Register) -> Iterator[Finding]:
    """Files that no register row speaks of: a run was broken off and never taken up again."""
    known = {file.path for _, file in _files(register)}
    folders = (archive.incoming, archive.masters, archive.quarantine, archive.documents)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and archive.relative(path) not in known:
                yield Finding("unknown_file", {"file": archive.relative(path)})


def _missing_readings(archive: ArchiveFolder, register: Register) -> Iterator[Finding]:
    for document in register.documents():
        if document.state in INDEXED:
            try:
                for _ in read_pages(archive, document):
                    continue
            except NotFound as error:
                page = error.params["page"]
                yield Finding("reading_missing", {"id": document.id, "page": page})


def _index_findings(
    archive: ArchiveFolder, register: Register, settings: Settings
) -> Iterator[Finding]:
    wanted = register.document_ids(*INDEXED)
    try:
        index = open_search(archive.index, settings)
    except IndexUnreachable as error:
        yield Finding("index_unreachable", {"url": error.params["url"]})
        return
    except SohoaError:
        if wanted:
            yield Finding("index_unusable", {"index": str(archive.index)})
        return
    try:
        held = index.ids()
    finally:
        index.close()
    for document_id in sorted(wanted - held):
        yield Finding("not_indexed", {"id": document_id})
    for document_id in sorted(held - wanted):
        yield Finding("indexed_unknown", {"id": document_id})
