"""The folder of incoming messages is emptied: each is registered, waits, or is refused aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import NotAllowed, ScanRejected, SohoaError
from pipeline.exchange.inbox import (
    RECEIVED,
    REFUSED,
    age_s,
    bytes_of,
    files_of,
    put_away,
    remove,
)
from pipeline.messages import Language, say_error
from pipeline.office.exchange_in import Outcome, Received, receive
from pipeline.office.postroom import Postroom


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file of the inbox: what it became, or why it was refused, or that it waits."""

    name: str
    received: Received | None = None
    refused: SohoaError | None = None

    @property
    def waits(self) -> bool:
        """It ends in the middle: perhaps it is still being copied."""
        return self.received is None and self.refused is None


def fetch(room: Postroom, folder: Path, language: Language) -> Iterator[Fetched]:
    """Each file of the folder, the oldest first; `language` is that of the reasons beside them.

    Killed in between, the same file is taken once more and known.

    Raises:
        ArchiveBusy, ArchiveUnusable.
    """
    for path in files_of(folder):
        try:
            received = receive(room, bytes_of(path, room.settings.max_bytes), "folder")
        except (ScanRejected, NotAllowed) as error:
            yield _refused(room, path, error, language)
        else:
            if received.outcome is Outcome.HELD:
                # The quarantine has its bytes; here everybody could read them.
                remove(path)
            else:
                put_away(path, RECEIVED)
            yield Fetched(path.name, received)


def _refused(room: Postroom, path: Path, error: SohoaError, language: Language) -> Fetched:
    if error.code == "entry_moved":
        # Somebody moved the entry meanwhile: the next time it is seen as it is then.
        return Fetched(path.name)
    young = age_s(path, room.registry.now().timestamp()) < room.settings.settle_s
    if error.code == "edxml_malformed" and young:
        return Fetched(path.name)
    put_away(path, REFUSED, say_error(language, error))
    return Fetched(path.name, refused=error)
