"""Shows a running batch: a bar on a terminal, plain lines elsewhere; always on stderr."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.messages import Language, say
from pipeline.messages.records import state_name
from pipeline.model.names import printable
from pipeline.model.record import State

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


_SILENCE_S = 20.0
"""A long document says how far it is after so long, where there is no bar to show it."""


class PlainProgress:
    """One line an input."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.started = time.monotonic()
        self.batch = ""
        self.inputs = self.done = self.pages = 0
        self._said_at = self.started
        self._lock = threading.Lock()

    def begin(self, batch: str, inputs: int) -> None:
        self.batch, self.inputs = batch, inputs
        self._say(say(self.language, "cli.begin", {"batch": batch, "inputs": inputs}))

    def page_done(self) -> None:
        with self._lock:
            self.pages += 1
            if time.monotonic() - self._said_at > _SILENCE_S:
                self._say(self.rate())

    def input_done(self, name: str, state: State) -> None:
        with self._lock:
            self.done += 1
            words = f"{printable(name)}: {state_name(self.language, state)}"
            self._say(f"[{self.done}/{self.inputs}] {words} · {self.rate()}")

    def rate(self) -> str:
        """Pages read, pages a minute, and the time left if the rest is like what was done."""
        seconds = max(time.monotonic() - self.started, 0.1)
        left = seconds / self.done * (self.inputs - self.done) if self.done else 0.0
        params = {
            "pages": self.pages,
            "rate": round(60 * self.pages / seconds),
            "left": f"{int(left) // 60}:{int(left) % 60:02}",
        }
        return say(self.language, "cli.rate", params)

    def _say(self, words: str) -> None:
        self._said_at = time.monotonic()
        print(words, file=sys.stderr, flush=True)


class BarProgress(PlainProgress):
    """A bar that stays at the foot of the terminal."""

    def __init__(self, language: Language, bar: Bar) -> None:
        super().__init__(language)
        self._bar = bar
        self._row = bar.add_task("", total=None)

    def page_done(self) -> None:
        super().page_done()
        self._bar.update(self._row, description=self.rate())

    def input_done(self, name: str, state: State) -> None:
        super().input_done(name, state)
        self._bar.update(self._row, completed=self.done, total=self.inputs)

    def _say(self, words: str) -> None:
        self._said_at = time.monotonic()
        self._bar.console.print(words, markup=False, highlight=False)


@contextmanager
def shown_progress(language: Language) -> Iterator[PlainProgress]:
    if not sys.stderr.isatty():
        yield PlainProgress(language)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield BarProgress(language, bar)
