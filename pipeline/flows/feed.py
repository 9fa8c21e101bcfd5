"""`python -m pipeline.flows.feed`: digitises one batch for the workbench, which reads its progress.

Standard input has one JSON object: `paths`, `archive`, `settings` (as `Settings.as_json`), `batch`,
`who`, `access`, `unit`. Standard output has one a line: `{"begin": inputs}`, `{"page": 1}`,
`{"done": name, "state": state}`, and last `{"ended": states}` or `{"error": code, "params": {…}}`.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.log import log_to
from pipeline.errors import SohoaError
from pipeline.model.access import Access
from pipeline.model.record import State
from pipeline.register.batches import Asked
from pipeline.settings import Settings


class _Told:
    """Progress as lines."""

    def begin(self, batch: str, inputs: int) -> None:
        _say({"begin": inputs, "batch": batch})

    def page_done(self) -> None:
        _say({"page": 1})

    def input_done(self, name: str, state: State) -> None:
        _say({"done": name, "state": state.value})


def main() -> int:
    """Exit 0 when every input ended in a named state; else as the error says."""
    call = json.loads(sys.stdin.readline())
    # Who searches meanwhile does not wait for it.
    os.nice(10)
    # Prefect takes a second to import.
    from pipeline.flows.batch import Call, run_batch

    archive = ArchiveFolder(Path(call["archive"]))
    archive.prepare()
    log_to(archive.log)
    asked = Call(
        tuple(call["paths"]),
        archive.root,
        Settings.model_validate(call["settings"]),
        call["batch"],
        call["who"],
        Asked(Access(call["access"]), call["unit"]),
    )
    try:
        report = run_batch(asked, _Told(), lambda: datetime.now(UTC))
    except SohoaError as error:
        _say({"error": error.code, "params": error.params})
        return error.exit_code
    _say({"ended": {state.value: count for state, count in report.tally.states.items()}})
    return 0


def _say(line: dict[str, Any]) -> None:
    # Whoever asked may have gone down; what was begun is brought to its end all the same.
    with suppress(BrokenPipeError):
        os.write(sys.stdout.fileno(), f"{json.dumps(line, ensure_ascii=False)}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
