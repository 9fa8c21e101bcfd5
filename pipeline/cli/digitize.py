"""`sohoa digitize`: runs a batch, shows its progress and adds up its report."""

from __future__ import annotations

import argparse
import getpass
import json
import logging
import os
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli.printing import printable, reasons_text, state_name
from pipeline.cli.progress import shown_progress
from pipeline.errors import Interrupted, SettingsInvalid
from pipeline.messages import Language, say
from pipeline.model.record import State
from pipeline.settings import Settings, load_settings

if TYPE_CHECKING:
    from pipeline.flows.batch import BatchReport

_ATTENTION = (State.REVIEW, State.QUARANTINED, State.REFUSED, State.FAILED)
_SHOWN = 20


def digitize(options: argparse.Namespace) -> int:
    """Exit 0 when every input ended in a named state."""
    settings = _settings(options)
    archive = ArchiveFolder(options.archive)
    archive.prepare()
    _log_to(archive.log)
    # Prefect takes a second to import: not before the arguments are known to be good.
    from pipeline.flows.batch import Call, run_batch

    call = Call(tuple(options.paths), options.archive, settings, options.batch, _who())
    with shown_progress(options.language) as progress:
        try:
            report = run_batch(call, progress, lambda: datetime.now(UTC))
        except Interrupted as error:
            words = ["sohoa", "digitize", *options.paths, "--archive", str(options.archive)]
            again = shlex.join([*words, "--batch", progress.batch])
            raise Interrupted("stopped", {"command": again}) from error
    if not options.json:
        _print_report(report, options)
    tally = report.tally
    if options.json:
        summary = {
            "batch": report.batch,
            "inputs": tally.inputs,
            "documents": tally.documents,
            "pages": tally.pages,
            "states": {state.value: tally.states[state] for state in State},
            "seconds": report.seconds,
        }
        print(json.dumps(summary, ensure_ascii=False))
    return 0 if tally.pending == 0 else 1


def _print_report(report: BatchReport, options: argparse.Namespace) -> None:
    language: Language = options.language
    tally = report.tally
    params = {
        "batch": report.batch,
        "inputs": tally.inputs,
        "documents": tally.documents,
        "pages": tally.pages,
        "seconds": report.seconds,
    }
    print(say(language, "cli.report", params))
    for state in State:
        if tally.states[state]:
            print(f"  {tally.states[state]:>5}  {state_name(language, state)}")
    noted = [entry for entry in report.inputs if entry.state in _ATTENTION]
    if noted:
        print("\n" + say(language, "cli.attention"))
    for entry in noted[:_SHOWN]:
        assert entry.state is not None
        head = f"{printable(entry.source.name)} · {state_name(language, entry.state)}"
        why = reasons_text(language, entry.reasons).removeprefix(
            f"{printable(entry.source.name)}: "
        )
        print(f"  {head}: {why}")
    if len(noted) > _SHOWN:
        print("  " + say(language, "cli.more", {"count": len(noted) - _SHOWN}))
    print("\n" + say(language, "cli.next", {"archive": shlex.quote(str(options.archive))}))


def _settings(options: argparse.Namespace) -> Settings:
    settings = load_settings(options.settings)
    if options.workers is None:
        return settings
    if not 1 <= options.workers <= 256:
        raise SettingsInvalid("workers", {"workers": options.workers})
    return settings.model_copy(
        update={"run": settings.run.model_copy(update={"workers": options.workers})}
    )


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _log_to(path: Path) -> None:
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("pipeline")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    logger.propagate = False
