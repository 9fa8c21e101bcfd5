"""`sohoa digitize`: runs a batch, shows its progress and adds up its report."""

from __future__ import annotations

import argparse
import json
import os
import pwd
import shlex
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.log import log_to
from pipeline.cli.progress import shown_progress
from pipeline.engines.certificates import load_anchors
from pipeline.errors import Interrupted, SettingsInvalid
from pipeline.indexing import CaughtUp
from pipeline.messages import Language, say, say_error
from pipeline.messages.records import reasons_text, state_name
from pipeline.model.names import printable
from pipeline.model.record import State
from pipeline.office.people import asker
from pipeline.register.batches import Asked
from pipeline.settings import Settings, load_settings

if TYPE_CHECKING:
    from pipeline.flows.batch import BatchReport

_ATTENTION = (State.QUARANTINED, State.REFUSED, State.FAILED, State.REVIEW)
_SHOWN = 20


def digitize(options: argparse.Namespace) -> int:
    """Exit 0 when every input ended in a named state."""
    settings = _settings(options)
    if options.register is not None:
        asker(settings, who()).book(options.register)
    # What is wrong with the settings is told now, not once the first signed file is there.
    load_anchors(settings.signatures.trust)
    archive = ArchiveFolder(options.archive)
    archive.prepare()
    log_to(archive.log)
    # Prefect takes a second to import: not before the arguments are known to be good.
    from pipeline.flows.batch import Call, run_batch

    asked = Asked(options.access, options.unit)
    call = Call(tuple(options.paths), options.archive, settings, options.batch, who(), asked)
    with shown_progress(options.language) as progress:
        try:
            report = run_batch(call, progress, lambda: datetime.now(UTC))
        except Interrupted as error:
            raise Interrupted("stopped", {"command": _again(options, progress.batch)}) from error
    if not options.json:
        _print_report(report, options)
    entered = _enter(report, options)
    if report.index.why is not None:
        print(index_behind(report.index, options), file=sys.stderr)
    tally = report.tally
    if options.json:
        summary = {
            "batch": report.batch,
            "inputs": tally.inputs,
            "documents": tally.documents,
            "pages": tally.pages,
            "states": {state.value: tally.states[state] for state in State},
            "seconds": report.seconds,
            "not_indexed": report.index.waiting,
        } | entered
        print(json.dumps(summary, ensure_ascii=False))
    return 0 if tally.pending == 0 else 1


def _enter(report: BatchReport, options: argparse.Namespace) -> dict[str, int]:
    """Enters what was made of the inputs where a register was named; how many were new."""
    if options.register is None:
        return {}
    from pipeline.cli.arriving import enter_inputs

    return {"entered": enter_inputs(report.inputs, options.register, options)}


def _again(options: argparse.Namespace, batch: str) -> str:
    """The command that goes on where this one stopped."""
    words = ["sohoa", "digitize", *options.paths, "--archive", str(options.archive)]
    words += ["--batch", batch] if batch else []
    words += ["--access", options.access.value] if options.access else []
    words += ["--unit", options.unit] if options.unit is not None else []
    words += ["--settings", str(options.settings)] if options.settings else []
    words += ["--register", options.register] if options.register else []
    words += ["--workers", str(options.workers)] if options.workers else []
    words += ["--lang", options.language] if options.language != "vi" else []
    return shlex.join(words)


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
    noted = [entry for state in _ATTENTION for entry in report.inputs if entry.state is state]
    # What has no document can be seen nowhere else: all of it is shown.
    shown = max(_SHOWN, sum(entry.state is not State.REVIEW for entry in noted))
    if noted:
        print("\n" + say(language, "cli.attention"))
    for entry in noted[:shown]:
        assert entry.state is not None
        head = f"{printable(entry.source.name)} · {state_name(language, entry.state)}"
        why = reasons_text(language, entry.reasons).removeprefix(
            f"{printable(entry.source.name)}: "
        )
        print(f"  {head}: {why}")
    if len(noted) > shown:
        print("  " + say(language, "cli.more", {"count": len(noted) - shown}))
    print("\n" + say(language, "cli.next", {"archive": shlex.quote(str(options.archive))}))


def index_behind(caught_up: CaughtUp, options: argparse.Namespace) -> str:
    """That documents are registered and not found yet, why, and what to do."""
    language: Language = options.language
    assert caught_up.why is not None
    params = {"waiting": caught_up.waiting, "archive": shlex.quote(str(options.archive))}
    why = say_error(language, caught_up.why)
    return f"{why}\n{say(language, 'cli.index_behind', params)}"


def _settings(options: argparse.Namespace) -> Settings:
    settings = load_settings(options.settings)
    if options.workers is None:
        return settings
    if not 1 <= options.workers <= 256:
        raise SettingsInvalid("workers", {"workers": options.workers})
    return settings.model_copy(
        update={"run": settings.run.model_copy(update={"workers": options.workers})}
    )


def who() -> str:
    """Whom the history names: the account, which no variable of the environment changes."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
