"""Signatures are judged once when a file is stored, and what cannot be judged is told so."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Desk, Jobs
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import EngineFailed
from pipeline.model.entry import SignatureState
from pipeline.model.scan import ScanKind
from pipeline.register.entries import Master
from pipeline.register.store import Register, open_register
from pipeline.settings import default_settings
from pipeline.signatures import judge_once
from tests.engines.signing_office import NOW, blank_pdf, signed


class Broken:
    """Jobs whose child died."""

    def submit(self, job: str, _: Mapping[str, Any], timeout_s: float) -> Future[dict[str, Any]]:
        gone: Future[dict[str, Any]] = Future()
        gone.set_exception(EngineFailed("worker_timeout", {"job": job, "seconds": timeout_s}))
        return gone


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveFolder:
    folder = ArchiveFolder(tmp_path / "archive")
    folder.prepare()
    return folder


@pytest.fixture
def register(archive: ArchiveFolder) -> Iterator[Register]:
    with open_register(archive.root) as opened:
        yield opened


def desk(archive: ArchiveFolder, register: Register, jobs: Jobs) -> Desk:
    return Desk(
        archive=archive,
        register=register,
        jobs=jobs,
        settings=default_settings(),
        digest="",
        workers=1,
        who="vanthu",
        now=lambda: NOW,
        stop=threading.Event(),
        page_done=lambda: None,
    )


def stored(archive: ArchiveFolder, register: Register, data: bytes) -> Master:
    sha256 = hashlib.sha256(data).hexdigest()
    (archive.root / "master.pdf").write_bytes(data)
    master = Master(sha256, len(data), ScanKind.PDF, 1, True, "master.pdf", "a.pdf")
    return register.store_master(master, NOW, "vanthu")


def test_a_stored_file_is_judged_in_a_child(archive: ArchiveFolder, register: Register) -> None:
    master = stored(archive, register, signed(blank_pdf()))
    limits = ChildLimits(3_000_000_000, 100_000_000, archive.temporary)
    pool = ChildPool("pipeline.jobs", 1, limits)
    try:
        judge_once(master, desk(archive, register, pool))
    finally:
        pool.close()
    (one,) = register.signatures.of(master.sha256)
    assert (one.field, one.signer.name) == ("Signature1", "Nguyễn Văn A")
    assert register.signatures.state(master.sha256) is SignatureState.UNKNOWN_ISSUER


def test_where_the_engine_gives_up_it_cannot_be_read(
    archive: ArchiveFolder, register: Register
) -> None:
    master = stored(archive, register, signed(blank_pdf()))
    judge_once(master, desk(archive, register, Broken()))
    (one,) = register.signatures.of(master.sha256)
    assert one.why == "not_judged"
    assert register.signatures.state(master.sha256) is SignatureState.UNREADABLE
    plain = stored(archive, register, blank_pdf())
    judge_once(plain, desk(archive, register, Broken()))
    assert register.signatures.state(plain.sha256) is SignatureState.NONE
