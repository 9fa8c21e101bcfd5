"""What a run found, as tables and as targets that are met or missed."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.ocr_pages import EMPTY, REAL, Page
from benchmarks.ocr_peers import BARE, SOHOA, STRAIGHT
from benchmarks.ocr_run import Found, Run, judged_words
from benchmarks.ocr_scores import Tally, share
from benchmarks.ocr_trust import Trust, trust
from benchmarks.report import ratio, table, target

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the names of the columns and the rows."""

    title: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def lines(self) -> list[str]:
        return ["", self.title, *table(self.header, self.rows)]

    def data(self) -> list[dict[str, Any]]:
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]


RATES: dict[str, Callable[[Tally], float]] = {
    "CER %": lambda t: t.cer,
    "CER without diacritics %": lambda t: share(t.wrong_folded, t.characters),
    "WER %": lambda t: t.wer,
    "WER without diacritics %": lambda t: share(t.words_wrong_folded, t.words),
    "invented characters, % of the page's": lambda t: share(t.invented, t.characters),
}


def tables(run: Run) -> list[Table]:
    """Accuracy by condition, cost, directions, trust."""
    made = [_rates(run, title, rate) for title, rate in RATES.items()]
    made += [_invented(run), _costs(run), _costs_by_condition(run)]
    if run.turns:
        made.append(_turns(run))
    if run.skews:
        off = [abs(found - true) for true, found in run.skews]
        rows = ((len(off), statistics.mean(off), max(off), sum(o <= 0.1 for o in off)),)
        header = ("drawn pages up to ±7°", "mean error °", "largest °", "within 0.1°")
        made.append(Table("sohoa: skew", header, rows))
    if SOHOA in run.found:
        made.append(_trusts(run))
    return made


def trusts(run: Run) -> dict[str, Trust]:
    """sohoa's confidences by condition, over all pages, and over the clean and mild ones."""
    groups = {n: pages for n, pages in run.groups().items() if n != EMPTY}
    easy = [page for page in run.pages if page.condition in ("clean", "mild")]
    groups |= {"clean and mild": easy, "all": run.pages}
    ours = run.found[SOHOA]
    return {name: trust(judged_words(ours, pages)) for name, pages in groups.items() if pages}


def targets(run: Run) -> list[str]:
    """Of the real pages and what goes with them, as far as this run measured it."""
    return list(_targets(run)) if SOHOA in run.found else []


def _targets(run: Run) -> Iterator[str]:
    ours = run.found[SOHOA]
    real = run.groups().get(REAL, [])
    if real:
        yield from _accuracy_targets(run, ours.tally(real), real)
    if real and BARE in run.found:
        yield _line("CPU with start, × bare Tesseract", _times(run, real) or 0.0, 0.9)
    straight = run.found.get(STRAIGHT)
    if straight is not None and (faster := ratio(ours.pages_a_minute, straight.pages_a_minute)):
        yield _line(f"pages a minute, × {STRAIGHT}", faster, 4.0, least=True)
    found = trusts(run)
    judged = REAL if REAL in found else "all"
    if (right := found[judged].sure_right) is not None:
        yield _line(f"right among the sure words, {judged} pages %", 100 * right, 99.5, least=True)
    if "clean and mild" in found:
        sure = 100 * found["clean and mild"].sure
        yield _line("sure words on clean and mild pages %", sure, 80, least=True)
    yield _line(f"calibration error, {judged} pages", found[judged].error, 0.02)
    if SOHOA in run.turns:
        missed = sum(of - good for good, of in run.turns[SOHOA].values())
        yield _line("pages not set right", float(missed), 0)
    if run.skews:
        yield _line("largest error of skew °", max(abs(f - t) for t, f in run.skews), 0.1)


def _accuracy_targets(run: Run, ours: Tally, real: Sequence[Page]) -> Iterator[str]:
    yield _line("CER on real pages %", ours.cer, 1.2)
    peers = {n: f.tally(real).cer for n, f in run.found.items() if not n.startswith(SOHOA)}
    if peers:
        best = min(peers, key=lambda name: peers[name])
        yield _line(f"CER, × the best peer ({best})", ratio(ours.cer, peers[best]) or 0.0, 0.5)
    yield _line("CER without diacritics %", share(ours.wrong_folded, ours.characters), 0.6)
    yield _line("invented characters %", share(ours.invented, ours.characters), 0.5)


def _line(what: str, value: float, limit: float, *, least: bool = False) -> str:
    met = value >= limit if least else value <= limit
    return f"{what}: {value:.3f}, {'at least' if least else 'at most'} {limit:g}: {target(met)}"


def _rates(run: Run, title: str, rate: Callable[[Tally], float]) -> Table:
    groups = {name: pages for name, pages in run.groups().items() if name != EMPTY}
    rows = (
        (f"{name} ({len(pages)})", *(rate(f.tally(pages)) for f in run.found.values()))
        for name, pages in groups.items()
    )
    return Table(title, ("condition (pages)", *run.found), tuple(rows))


def _invented(run: Run) -> Table:
    """Words a page, the only figure that a page without text has."""
    rows = (
        (
            f"{name} ({len(pages)})",
            *(f.tally(pages).words_invented / len(pages) for f in run.found.values()),
        )
        for name, pages in run.groups().items()
    )
    return Table("invented words a page", ("condition (pages)", *run.found), tuple(rows))


def _costs(run: Run) -> Table:
    """On the real pages, or on all where there are none."""
    pages = run.groups().get(REAL, run.pages)
    header = (
        "system", "CPU s a page", "× bare", "start CPU s", "with start", "× bare, with start",
        "pages/min, all cores", f"× {STRAIGHT}", "peak MB", "failed",
    )  # fmt: skip
    straight = run.found.get(STRAIGHT)
    bare = run.found.get(BARE)
    bare_s = bare.cost_s(pages) if bare else None
    rows = []
    for name, found in run.found.items():
        cost = found.cost_s(pages)
        whole = cost + found.start_cpu_s / len(pages)
        peer = straight.pages_a_minute if straight else None
        rows.append(
            (
                name, cost, ratio(cost, bare_s), found.start_cpu_s or None, whole,
                ratio(whole, bare_s), found.pages_a_minute, ratio(found.pages_a_minute, peer),
                round(found.peak_mb), sum(bool(a.failed) for a in found.answers.values()),
            )
        )  # fmt: skip
    kind = pages[0].condition if len({page.condition for page in pages}) == 1 else "all"
    title = f"cost on {len(pages)} {kind} pages; the start shared by these pages"
    return Table(title, header, tuple(rows))


def _costs_by_condition(run: Run) -> Table:
    rows = (
        (f"{name} ({len(pages)})", *(f.cost_s(pages) for f in run.found.values()))
        for name, pages in run.groups().items()
    )
    return Table("CPU s a page without start", ("condition (pages)", *run.found), tuple(rows))


def _times(run: Run, pages: Sequence[Page]) -> float | None:
    """sohoa's cost in multiples of bare Tesseract's, its start included."""
    ours: Found = run.found[SOHOA]
    whole = ours.cost_s(pages) + ours.start_cpu_s / len(pages)
    return ratio(whole, run.found[BARE].cost_s(pages))


def _turns(run: Run) -> Table:
    turns = sorted({turn for counts in run.turns.values() for turn in counts})
    rows = (
        (name, *(f"{counts[turn][0]} of {counts[turn][1]}" for turn in turns))
        for name, counts in run.turns.items()
    )
    header = ("set right when turned by", *(f"{turn}°" for turn in turns))
    return Table("directions: real pages", header, tuple(rows))


def _trusts(run: Run) -> Table:
    rows = (
        (
            name, found.words, f"{found.error:.4f}", 100 * found.sure,
            None if found.sure_right is None else 100 * found.sure_right,
        )
        for name, found in trusts(run).items()
    )  # fmt: skip
    header = ("sohoa", "words", "calibration error", "words ≥ 0.98 %", "of them right %")
    return Table("trust in the confidences", header, tuple(rows))
