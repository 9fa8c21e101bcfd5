"""One run: every system reads every page, in turn, and what is measured besides."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ocr_pages import REAL, SKEWS_DEG, Page, skewed_pages, turned_pages
from benchmarks.ocr_peers import SOHOA, TRUEOCR, Answer, Peer
from benchmarks.ocr_scores import PageScore, Tally, normalise, score
from benchmarks.ocr_trust import Judged
from benchmarks.offices import HALVES
from benchmarks.options import NotMeasured

COPIES = 2
"""So often each real page is read where the clock counts, for starts not to weigh too much."""


@dataclass(slots=True)
class Found:
    """What one system made of the pages."""

    how: str
    answers: dict[str, Answer] = field(default_factory=dict)
    """By page, of the first round."""
    scores: dict[str, PageScore] = field(default_factory=dict)
    cpu_s: dict[str, list[float]] = field(default_factory=dict)
    """By page, of every round that read it."""
    start_cpu_s: float = 0.0
    peak_mb: float = 0.0
    pages_a_minute: float | None = None

    def tally(self, pages: Sequence[Page]) -> Tally:
        return sum((self.scores[page.name].tally for page in pages), Tally())

    def cost_s(self, pages: Sequence[Page]) -> float:
        """Processor seconds a page without the start: medians over the rounds."""
        return statistics.mean(statistics.median(self.cpu_s[page.name]) for page in pages)


@dataclass(slots=True)
class Run:
    """Everything that was found, for the report."""

    pages: list[Page]
    found: dict[str, Found]
    turns: dict[str, dict[int, tuple[int, int]]] = field(default_factory=dict)
    """By system and clockwise turn: pages set right, of how many."""
    skews: list[tuple[float, float]] = field(default_factory=list)
    """True angle and found angle, clockwise."""
    notes: list[str] = field(default_factory=list)

    def groups(self) -> dict[str, list[Page]]:
        """Pages by condition, and the real ones by half."""
        groups: dict[str, list[Page]] = {}
        for page in self.pages:
            groups.setdefault(page.condition, []).append(page)
        real = groups.get(REAL, [])
        halves = {f"{REAL}, {half}": [p for p in real if p.half == half] for half in HALVES}
        return groups | {name: part for name, part in halves.items() if part}


def read_rounds(pages: list[Page], systems: Sequence[Peer], rounds: int, again: str) -> Run:
    """All pages in the first round, those of one condition in the others, for their cost.

    The systems take turns page by page, and another one begins each time.
    """
    found = {system.name: Found(system.how) for system in systems}
    started = time.monotonic()
    for number in range(rounds):
        chosen = pages if number == 0 else [page for page in pages if page.condition == again]
        for place, page in enumerate(chosen):
            for turn in range(len(systems)):
                system = systems[(number + place + turn) % len(systems)]
                _keep(found[system.name], page, system.read(page))
            _say(f"round {number + 1}, page {place + 1} of {len(chosen)}: {page.name}", started)
    for system in systems:
        mine = found[system.name]
        mine.start_cpu_s, mine.peak_mb = system.start_cpu_s, system.peak_mb
    return Run(pages, found)


def on_all_cores(run: Run, systems: Sequence[Peer], cores: int) -> None:
    """Real pages a minute; every system has the machine for itself."""
    real = [page for page in run.pages if page.condition == REAL] * COPIES
    started = time.monotonic()
    for system in systems if real else ():
        seconds = system.read_all(real, cores)
        run.found[system.name].pages_a_minute = 60 * len(real) / seconds
        _say(f"{len(real)} pages on {cores} cores: {system.name}", started)


def in_all_turns(run: Run, systems: Sequence[Peer], folder: Path) -> None:
    """How often each real page is set upright, however it lay."""
    real = [page for page in run.pages if page.condition == REAL]
    judges = [system for system in systems if system.name in (SOHOA, TRUEOCR)]
    started = time.monotonic()
    for place, page in enumerate(real):
        for turn, turned in turned_pages(page, folder):
            for system in judges:
                answer = system.read(turned)
                right = answer.data.get("rotation_deg", 0) % 360 == -turn % 360
                counts = run.turns.setdefault(system.name, {})
                good, of = counts.get(turn, (0, 0))
                counts[turn] = (good + right, of + 1)
                if not right:
                    run.notes.append(f"{system.name}: {page.name} turned {turn}° is not set right")
            turned.file.unlink()
        _say(f"four turns of page {place + 1} of {len(real)}", started)


def at_all_angles(run: Run, systems: Sequence[Peer], folder: Path) -> None:
    """The angle that sohoa finds on drawn pages of known skew."""
    started = time.monotonic()
    try:
        pages = skewed_pages(folder, SKEWS_DEG)
    except NotMeasured as reason:
        run.notes.append(f"angles: not measured. {reason}")
        return
    for system in [system for system in systems if system.name == SOHOA]:
        for angle, page in pages:
            run.skews.append((angle, float(system.read(page).data.get("skew_deg", 0.0))))
        _say(f"{len(pages)} angles", started)


def judged_words(found: Found, pages: Sequence[Page]) -> list[Judged]:
    """Confidence and rightness of every word that has a truth to be held against."""
    judged: list[Judged] = []
    for page in pages:
        confidences = [word[5] for word in found.answers[page.name].data.get("words", ())]
        verdicts = found.scores[page.name].words
        if len(confidences) != len(verdicts):
            raise ValueError(f"{page.name}: {len(confidences)} words, {len(verdicts)} in its text")
        judged += [
            (confidence, right)
            for confidence, right in zip(confidences, verdicts, strict=True)
            if right is not None
        ]
    return judged


def reading_of(answer: Answer, start: int, end: int) -> str:
    """A part of what was read, in whole words."""
    text = normalise(answer.text)
    while start > 0 and text[start - 1 : start] not in ("", " "):
        start -= 1
    while end < len(text) and text[end] != " ":
        end += 1
    return text[start:end]


def _keep(found: Found, page: Page, answer: Answer) -> None:
    found.cpu_s.setdefault(page.name, []).append(answer.cpu_s)
    if page.name not in found.answers:
        found.answers[page.name] = answer
        found.scores[page.name] = score(page.lines, answer.text)


def _say(what: str, started: float) -> None:
    print(f"  {time.monotonic() - started:5.0f} s  {what}", flush=True)
