"""`sohoa watch`: digitises what network scanners drop into a folder, for good or once."""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.archive.folder import ArchiveFolder
from pipeline.archive.log import log_to
from pipeline.cli.arriving import enter_inputs
from pipeline.cli.digitize import who
from pipeline.errors import SettingsInvalid, SohoaError
from pipeline.messages import say, say_error
from pipeline.messages.records import reasons_text, state_name
from pipeline.model.names import printable
from pipeline.model.record import State
from pipeline.office.handing_in import entering
from pipeline.office.people import asker
from pipeline.office.typed import one_line
from pipeline.office.watch_folder import LOCK, Waits, WatchFolder
from pipeline.office.watch_journal import WatchJournal
from pipeline.office.watching import Orders, Place, Watcher
from pipeline.register.entries import Input
from pipeline.register.intake_jobs import NewJob
from pipeline.register.store import Register, open_register
from pipeline.settings import Settings, load_settings
from pipeline.web.feeder import Feeder

_LONGEST_WAIT_S = 60.0
"""Between looks at a folder that is gone."""


def watch(options: argparse.Namespace) -> int:
    """Exit 0 when it was stopped, or with --once when every file was taken whole and is a document;
    1 when with --once something was not."""
    settings = load_settings(options.settings)
    if options.register is not None:
        asker(settings, who()).book(options.register)
    archive = ArchiveFolder(options.archive.resolve())
    root = _folder(options.folder, archive)
    archive.prepare()
    log_to(archive.log)
    known = settings.watch
    folder = WatchFolder(root, Waits(known.settle_s, known.broken_s))
    journal = WatchJournal(archive, root)
    with (
        journal.held(),
        folder.held(),
        open_register(archive.root, settings.database_url) as register,
        closing(_feeder(archive, register, settings)) as feeder,
        _asked_to_stop() as stop,
    ):
        place = Place(archive, register, folder, journal, _now)
        teller = _Teller(options)
        watcher = Watcher(
            place, _orders(options, settings, root), teller.tell, teller.ended, teller.reason
        )
        watcher.recover()
        feeder.start()
        teller.tell("begun", {"folder": str(root), "archive": str(archive.root)})
        _run(watcher, teller, stop, settings)
    teller.tell("over", {})
    return 1 if options.once and (teller.bad or watcher.waits) else 0


def _feeder(archive: ArchiveFolder, register: Register, settings: Settings) -> Feeder:
    """It also feeds what was handed in at a workbench over this archive, and enters that."""
    return Feeder(archive, register, settings, _now, entering(archive, register, settings, _now))


def _run(watcher: Watcher, teller: _Teller, stop: threading.Event, settings: Settings) -> None:
    look_s, once = settings.watch.look_s, teller.options.once
    # Once: as long as a file that is whole needs to be settled, and what that began.
    until = time.monotonic() + 2 * settings.watch.settle_s + look_s
    pause = look_s
    while not stop.is_set():
        running = True
        try:
            running = watcher.step(time.monotonic())
            teller.well()
            pause = look_s
        except OSError as error:
            what = "not_mounted" if error.filename == LOCK else "gone"
            teller.trouble(what, {"why": error.strerror or str(error), "lock": LOCK})
            pause = min(2 * pause, _LONGEST_WAIT_S)
        except SohoaError as error:
            why = say_error(teller.options.language, error)
            teller.trouble("waits", {"why": why})
            pause = min(2 * pause, _LONGEST_WAIT_S)
        if once and not running and time.monotonic() > until:
            return
        stop.wait(pause)


def _folder(named: Path, archive: ArchiveFolder) -> Path:
    """Raises: SettingsInvalid: it is none, or has to do with the archive."""
    root = named.resolve()
    if not root.is_dir():
        raise SettingsInvalid("watch_no_folder", {"folder": str(named)})
    if root.is_relative_to(archive.root) or archive.root.is_relative_to(root):
        raise SettingsInvalid("watch_archive", {"folder": str(named), "archive": str(archive.root)})
    return root


def _orders(options: argparse.Namespace, settings: Settings, root: Path) -> Orders:
    asked = NewJob(
        one_line(options.name or "") or printable(root.name) or "watch",
        who(),
        access=options.access or settings.intake.access,
        unit=settings.intake.unit if options.unit is None else options.unit,
    )
    moves = (options.originals or settings.watch.originals) == "move"
    return Orders(asked, moves, settings.limits.max_bytes, settings.watch.retry_s)


@dataclass
class _Teller:
    """Says what happens, a line each, to people or to programs."""

    options: argparse.Namespace
    bad: bool = False
    """Something was not digitised."""
    _trouble: str = field(default="", init=False)

    def tell(self, what: str, facts: Mapping[str, Any]) -> None:
        self.bad |= what in ("broken", "failed", "unverified", "stopped")
        if self.options.json:
            shown = {"event": what, **facts}
            print(json.dumps(shown, ensure_ascii=False, default=str), flush=True)
            return
        language = self.options.language
        facts = dict(facts)
        if "states" in facts:
            states = {state: count for state, count in facts["states"].items() if count}
            facts["states"] = ", ".join(
                f"{count} {state_name(language, State(state))}" for state, count in states.items()
            )
        if "problem" in facts:
            code, params = facts["problem"] or ("unexpected_end", {})
            facts["why"] = say_error(language, SohoaError(code, dict(params)))
        for key in ("name", "place", "folder", "batch"):
            if key in facts:
                facts[key] = printable(str(facts[key]))
        day = f"{datetime.now().astimezone():%H:%M:%S}"
        print(f"{day} {say(language, f'watch.{what}', facts)}", flush=True)

    def trouble(self, what: str, facts: Mapping[str, Any]) -> None:
        """Told once, however often it is tried."""
        if self._trouble != what:
            self._trouble = what
            self.tell(what, facts)

    def well(self) -> None:
        if self._trouble:
            self._trouble = ""
            self.tell("back", {})

    def ended(self, inputs: tuple[Input, ...]) -> None:
        """Enters what was made where a register was named."""
        if self.options.register is None or not inputs:
            return
        try:
            enter_inputs(inputs, self.options.register, self.options)
        except SohoaError as error:
            self.bad = True
            self.tell("not_entered", {"why": say_error(self.options.language, error)})

    def reason(self, reasons: tuple[Any, ...]) -> str:
        language = self.options.language
        return reasons_text(language, reasons) or say(language, "watch.no_reason")


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """Set by SIGTERM and Ctrl-C; the second one ends the process at once."""
    stop = threading.Event()

    def halt(_number: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(130)
        stop.set()

    before: dict[int, Callable[[int, Any], Any] | int | None] = {
        number: signal.signal(number, halt) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _now() -> datetime:
    return datetime.now(UTC)
