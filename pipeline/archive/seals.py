"""The seals that an archive keeps of its history, in `logs/seals.jsonl`, a line each."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.model.seal import Seal, typed_seal


def seals_of(archive: ArchiveFolder) -> tuple[tuple[Seal, ...], tuple[int, ...]]:
    """(the seals, oldest first; numbers of the lines that are none)."""
    place = _place(archive)
    if not place.exists():
        return (), ()
    with usable(place):
        lines = place.read_text(encoding="utf-8", errors="replace").splitlines()
    seals = [_seal(line) for line in lines]
    unread = tuple(number for number, seal in enumerate(seals, 1) if seal is None)
    return tuple(seal for seal in seals if seal is not None), unread


def keep_seal(archive: ArchiveFolder, seal: Seal) -> None:
    """Adds one behind the others. Raises: ArchiveUnusable."""
    said = {"at": seal.at, "who": seal.who, "events": seal.events, "hash": seal.hash}
    line = json.dumps(said, ensure_ascii=False) + "\n"
    place = _place(archive)
    with usable(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _place(archive: ArchiveFolder) -> Path:
    return archive.log.with_name("seals.jsonl")


def _seal(line: str) -> Seal | None:
    try:
        said: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(said, Mapping):
        return None
    known = typed_seal(f"{said.get('events')}:{said.get('hash')}")
    if known is None:
        return None
    return Seal(known.events, known.hash, str(said.get("at", "")), str(said.get("who", "")))
