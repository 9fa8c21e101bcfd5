"""Checks an archive against its register: every file re-hashed, the index compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.archive.masters import (
    document_id_of,
    quarantine_path,
    sha256_of,
    traces,
    unfinished_path,
)
from pipeline.archive.messages import brought_files, brought_place, mail_folder, open_message
from pipeline.errors import IndexUnreachable, NotFound, Param, SohoaError
from pipeline.indexing import INDEXED, read_pages
from pipeline.model.mail import MailState
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
    archive: ArchiveFolder, register: Register, settings: Settings, *, secrets: bool = False
) -> tuple[int, tuple[Finding, ...]]:
    """(number of files hashed, everything that is off).

    `secrets`: the quarantine too. Without, nothing tells that there is anything in it.
    """
    checked = 0
    findings: list[Finding] = []
    for owner, file in _files(archive, register, secrets=secrets):
        checked += 1
        finding = _check(archive.root, owner, file)
        if finding is not None:
            findings.append(finding)
    findings += _unknown_files(archive, register, secrets=secrets)
    if secrets:
        findings += disagreements(archive, register)
    findings += _missing_readings(archive, register)
    findings += _index_findings(archive, register, settings, secrets=secrets)
    return checked, tuple(findings)


def _files(
    archive: ArchiveFolder, register: Register, *, secrets: bool
) -> Iterator[tuple[str, StoredFile]]:
    quarantine = f"{archive.relative(archive.quarantine)}/"
    for master in register.masters():
        if master.stored_path.startswith(quarantine) and not secrets:
            continue
        yield master.source_name, StoredFile(master.stored_path, master.sha256)
    for document in register.documents():
        for file in (document.pdf, document.alto):
            if file is not None:
                yield document.source_name, file
    for owner, file in _messages(archive, register):
        if secrets or not file.path.startswith(quarantine):
            yield owner, file


def _messages(archive: ArchiveFolder, register: Register) -> Iterator[tuple[str, StoredFile]]:
    """Messages of exchange and e-mails as they came and went, and what waits to be digitised."""
    for one in register.exchange.all(secrets=True):
        yield one.id, StoredFile(one.stored_path, one.sha256)
    for mail in register.mail.all():
        yield mail.id, StoredFile(mail.stored_path, mail.sha256)
    for sha256, waits in register.exchange.brought().items():
        places = brought_files(archive, sha256)
        for place in places:
            yield place.name, StoredFile(archive.relative(place), sha256)
        if waits and not places:
            # Its ending is nowhere known but from the file itself.
            lost = brought_place(archive, sha256, ".*")
            yield lost.name, StoredFile(archive.relative(lost), sha256)


def _check(root: Path, owner: str, file: StoredFile) -> Finding | None:
    params: dict[str, Param] = {"file": file.path, "name": owner}
    try:
        sha256 = sha256_of(root / file.path)
    except FileNotFoundError:
        return Finding("missing", params)
    except OSError as error:
        return Finding("unreadable", {**params, "why": str(error.strerror)})
    return None if sha256 == file.sha256 else Finding("altered", params)


def _unknown_files(
    archive: ArchiveFolder, register: Register, *, secrets: bool
) -> Iterator[Finding]:
    """Files that no register row speaks of: a run was broken off and never taken up again."""
    known = {file.path for _, file in _files(archive, register, secrets=True)}
    # What a run that was broken off left of a secret is told to keepers alone.
    hidden = {one for doc in register.secrets.quarantined() for one in traces(archive, doc.sha256)}
    hidden |= {open_message(archive, one.stored_path) for one in register.secrets.held()}
    folders = (archive.incoming, archive.masters, archive.documents, archive.messages)
    # Laid ready for a batch that has not ended.
    waiting = [mail_folder(archive, one.sha256) for one in register.mail.all((MailState.WAITING,))]
    for folder in (*folders, archive.quarantine) if secrets else folders:
        for path in sorted(folder.rglob("*")):
            relative = archive.relative(path)
            of_secret = any(f"{relative}/".startswith(f"{one}/") for one in hidden)
            ready = any(path.is_relative_to(one) for one in waiting)
            if path.is_file() and relative not in known and not of_secret and not ready:
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
    archive: ArchiveFolder, register: Register, settings: Settings, *, secrets: bool
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
    hidden = secret_ids(register, held - wanted)
    for document_id in sorted(held - wanted - hidden):
        yield Finding("indexed_unknown", {"id": document_id})
    for document_id in sorted(hidden) if secrets else ():
        yield Finding("secret_elsewhere", {"what": f"index: {document_id}"})


def secret_ids(register: Register, ids: frozenset[str]) -> frozenset[str]:
    """Those of documents that were made of what is quarantined now."""
    quarantined = tuple(register.secrets.quarantined()) if ids else ()
    secret = {document_id_of(document.sha256) for document in quarantined}
    secret |= {document.id for document in quarantined}
    return frozenset(one for one in ids if one in secret or one.split("-")[0] in secret)


def disagreements(archive: ArchiveFolder, register: Register) -> Iterator[Finding]:
    """Where quarantine and register do not agree, and where else something of a secret is."""
    for document in register.secrets.quarantined():
        master = register.master(document.sha256)
        place = quarantine_path(archive, master.sha256, master.kind)
        if not place.exists():
            yield Finding("secret_missing", {"what": document.id})
        if unfinished_path(archive, document.sha256).exists():
            yield Finding("secret_unfinished", {"what": document.id})
        for trace in traces(archive, document.sha256):
            yield Finding("secret_elsewhere", {"what": trace})
        if register.entries.of_document(document.id, secrets=True) is None:
            yield Finding("secret_unregistered", {"what": document.id})
        if _in_log(archive, document.id):
            yield Finding("secret_in_log", {"what": document.id})


def _in_log(archive: ArchiveFolder, document_id: str) -> bool:
    with usable(archive.root):
        if not archive.log.exists():
            return False
        with archive.log.open("rb") as lines:
            return any(document_id.encode() in line for line in lines)
