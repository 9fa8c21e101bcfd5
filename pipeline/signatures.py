"""The digital signatures of a file of the archive: judged once, and kept with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Desk, Jobs
from pipeline.engines.signature_ranges import may_be_signed
from pipeline.errors import EngineFailed
from pipeline.model.entry import SignatureState
from pipeline.model.record import State
from pipeline.model.scan import ScanKind
from pipeline.model.signature import Fit, Signature, signature_from_json, state_of
from pipeline.register.entries import Document, Master
from pipeline.register.store import Register
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Judgement:
    """The signatures of a file, and by which trust anchors they were judged."""

    found: tuple[Signature, ...]
    anchors: str
    """A digest of them; "" where nothing was judged."""


@dataclass(frozen=True, slots=True)
class Again:
    """A document whose file was judged anew."""

    document: Document
    before: SignatureState
    now: SignatureState


def judge(path: Path, settings: Settings, jobs: Jobs, now: datetime) -> Judgement:
    """The signatures of a PDF; where the engine gives up, one that cannot be read stands for all.

    Raises:
        SettingsInvalid: a trust anchor cannot be read.
    """
    if not may_be_signed(path):
        return Judgement((), "")
    arguments = {
        "path": str(path.resolve()),
        "trust": list(settings.signatures.trust),
        "now": now.isoformat(),
    }
    try:
        answer = jobs.submit("signatures", arguments, settings.limits.file_seconds).result()
    except EngineFailed:
        return Judgement((Signature("", Fit.UNREADABLE, why="not_judged"),), "")
    found = tuple(signature_from_json(one) for one in answer["signatures"])
    return Judgement(found, answer["anchors"])


def judge_once(master: Master, desk: Desk) -> None:
    """Judges the signatures of a master that was just stored, and keeps them. Raises: `judge`."""
    if master.kind is ScanKind.PDF:
        place, now = desk.archive.root / master.stored_path, desk.now()
        keep(master, judge(place, desk.settings, desk.jobs, now), desk.register, now, desk.who)


def judge_again(
    archive: ArchiveFolder,
    register: Register,
    settings: Settings,
    jobs: Jobs,
    now: datetime,
    who: str,
) -> Iterator[Again]:
    """Judges every signed file of the archive anew; gives its documents. Raises: as `judge`."""
    for master in register.masters():
        documents = [
            one
            for one in register.documents_of_master(master.sha256)
            if one.state is not State.QUARANTINED
        ]
        if master.kind is not ScanKind.PDF or not documents:
            continue
        judged = judge(archive.root / master.stored_path, settings, jobs, now)
        if not judged.found:
            continue
        before = keep(master, judged, register, now, who)
        for document in documents:
            yield Again(document, before, state_of(judged.found))


def keep(
    master: Master, judged: Judgement, register: Register, now: datetime, who: str
) -> SignatureState:
    """Keeps them with their file; gives what they were worth before."""
    return register.signatures.keep(master.sha256, judged.found, judged.anchors, now, who)
