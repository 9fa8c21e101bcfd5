"""Every error that the pipeline raises on purpose, with the exit code it leads to.

    SohoaError                1
    ├── ScanRejected          (this input only; in a batch it becomes the state "refused")
    ├── EngineFailed          (a tool crashed or ran out of time; worth a retry, then "failed")
    ├── SettingsInvalid       2  (also a wrong command line)
    ├── ToolMissing           3
    ├── ArchiveBusy           4
    ├── ArchiveUnusable       5  (no space, no rights, damaged, made by a newer version)
    │   ├── IndexOutdated        (absent, damaged or of another version: rebuilt from the register)
    │   ├── IndexUnreachable     (the search server is away or refuses; the register goes on)
    │   └── IndexIncomplete      (the search server refused some documents, took the others)
    ├── NotFound              6  (no such document, page, input, entry)
    ├── NotAllowed            7  (against a rule, of somebody without the right, or too late)
    └── Interrupted           130

An error carries a message code and its parameters; the words are in `pipeline/messages/`
under `error.<code>` in each language, and are put together at the door.
"""

from __future__ import annotations

from typing import ClassVar

Param = str | int | float


class SohoaError(Exception):
    """Base of all; `code` names the message, `params` fill its blanks."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, params: dict[str, Param] | None = None) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Param] = params or {}

    def __str__(self) -> str:
        blanks = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({blanks})"


class ScanRejected(SohoaError):
    """This input cannot become a document: what is wrong and what to do is in the message."""


class EngineFailed(SohoaError):
    """An engine crashed, ran out of time or memory, or gave nonsense."""


class SettingsInvalid(SohoaError):
    """A setting or an argument is wrong; the message names it."""

    exit_code = 2


class ToolMissing(SohoaError):
    """A program that must be installed is not there."""

    exit_code = 3


class ArchiveBusy(SohoaError):
    """Another process is writing to this archive."""

    exit_code = 4


class ArchiveUnusable(SohoaError):
    """The archive folder cannot be used as it is."""

    exit_code = 5


class IndexOutdated(ArchiveUnusable):
    """The index is absent, damaged or of another version; the register can rebuild it."""


class IndexUnreachable(ArchiveUnusable):
    """The search server gives no answer, or none that can be used; the index catches up later."""


class IndexIncomplete(ArchiveUnusable):
    """The search server took all documents but those that it names in `ids`."""

    @property
    def document_ids(self) -> frozenset[str]:
        return frozenset(str(self.params["ids"]).split())


class NotFound(SohoaError):
    """The named thing is not in the archive."""

    exit_code = 6


class NotAllowed(SohoaError):
    """A rule forbids it, whoever asks may not, or somebody else was first."""

    exit_code = 7


class Interrupted(SohoaError):
    """The person asked to stop; what was finished is kept."""

    exit_code = 130


ERRORS: dict[str, type[SohoaError]] = {
    kind.__name__: kind
    for kind in (
        SohoaError,
        ScanRejected,
        EngineFailed,
        SettingsInvalid,
        ToolMissing,
        ArchiveBusy,
        ArchiveUnusable,
        IndexOutdated,
        IndexUnreachable,
        IndexIncomplete,
        NotFound,
        NotAllowed,
        Interrupted,
    )
}
"""By name, so that an error can cross a process border as plain JSON."""
