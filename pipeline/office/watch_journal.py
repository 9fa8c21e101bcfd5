"""What a watcher has taken, so that whoever goes on after it takes nothing twice."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.archive.folder import PRIVATE, ArchiveFolder, flush, usable
from pipeline.errors import ArchiveBusy
from pipeline.office.watch_folder import Print


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was copied into the archive for a batch."""

    name: str
    """Below the folder."""
    mark: Print
    sha256: str
    batch: str
    kept: str
    """Its name among the uploads of the batch's job."""
    ended: bool = False
    """It was put away, or stays where it is for good."""


class WatchJournal:
    """Lines of JSON in the archive, one a fact, each on the disk before what follows from it."""

    def __init__(self, archive: ArchiveFolder, folder: Path) -> None:
        self._archive = archive
        key = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
        self._path = archive.root / "watch" / f"{key}.jsonl"
        self.files: dict[str, Taken] = {}
        self.batches: list[str] = []
        """Those that are not over, the oldest first."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Opens it for one watcher. Raises: ArchiveBusy: another one has it; ArchiveUnusable."""
        with usable(self._archive.root):
            self._path.parent.mkdir(exist_ok=True)
            self._path.parent.chmod(PRIVATE)
        try:
            with self._archive.alone(f"watch/{self._path.stem}.lock"):
                self._read()
                yield
        except ArchiveBusy as error:
            raise ArchiveBusy("watched_already", {"folder": str(self._path)}) from error

    def begin(self, batch: str) -> None:
        """Before its job is made."""
        self._note({"begin": batch})

    def take(self, taken: Taken) -> None:
        self._note({"take": asdict(taken)})

    def put_away(self, taken: Taken, *, stays: bool) -> None:
        """`stays`: it lies where it lay, and is not to be taken again."""
        self._note({"away": taken.name, "sha256": taken.sha256, "stays": stays})

    def end(self, batch: str) -> None:
        self._note({"end": batch})

    def of(self, batch: str) -> list[Taken]:
        """Files of the batch that are not put away yet."""
        return [one for one in self.files.values() if one.batch == batch and not one.ended]

    def _note(self, fact: dict[str, Any]) -> None:
        with usable(self._archive.root):
            new = not self._path.exists()
            with self._path.open("a", encoding="ascii") as file:
                # First the end of the line before: a full disk may have kept it from its own.
                file.write("\n" + json.dumps(fact))
                file.flush()
                os.fsync(file.fileno())
            if new:
                flush(self._path.parent)
        self._learn(fact)

    def _learn(self, fact: dict[str, Any]) -> None:
        if "begin" in fact:
            self.batches.append(fact["begin"])
        elif "take" in fact:
            data = fact["take"]
            self.files[data["name"]] = Taken(**{**data, "mark": Print(**data["mark"])})
        elif "away" in fact:
            known = self.files.get(fact["away"])
            if known is None or known.sha256 != fact["sha256"]:
                return
            if fact["stays"]:
                self.files[known.name] = replace(known, ended=True)
            else:
                del self.files[known.name]
        elif "end" in fact and fact["end"] in self.batches:
            self.batches.remove(fact["end"])

    def _read(self) -> None:
        """What is known, and writes the journal anew with only that."""
        self.files, self.batches = {}, []
        if not self._path.exists():
            return
        with usable(self._archive.root):
            lines = self._path.read_text(encoding="ascii").splitlines()
        for line in lines:
            try:
                fact = json.loads(line)
            except ValueError:
                # The machine went down while it was written: what follows from it was not done.
                continue
            self._learn(fact)
        facts: list[dict[str, Any]] = [{"begin": batch} for batch in self.batches]
        facts += [{"take": asdict(one)} for one in self.files.values()]
        with usable(self._archive.root):
            made = self._path.with_suffix(".new")
            with made.open("w", encoding="ascii") as file:
                file.writelines("\n" + json.dumps(fact) for fact in facts)
                file.flush()
                os.fsync(file.fileno())
            os.replace(made, self._path)
            flush(self._path.parent)
