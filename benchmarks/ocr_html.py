"""The report as one file: tables, trust as a plot, and the worst lines as pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from html import escape
from itertools import islice

import edlib
from PIL import Image

from benchmarks.ocr_pages import Page
from benchmarks.ocr_peers import SOHOA
from benchmarks.ocr_run import Found, Run, reading_of
from benchmarks.ocr_scores import Fragment
from benchmarks.ocr_tables import Table, tables, targets, trusts
from benchmarks.ocr_trust import SURE, plot
from benchmarks.report import cell

WORST = 5
"""So many lines of each condition are shown."""
_WIDTH, _MARGIN = 900, 12
_NEAR = 4
"""So many lines away may one stand that shows where an unread line is."""
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;
color:#1d2329;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #d5dae0}
.wide{overflow-x:auto}table{border-collapse:collapse;margin:.4rem 0 1rem;font-size:.9rem}
td,th{padding:.25rem .7rem;border-bottom:1px solid #e6e9ed;text-align:right;white-space:nowrap;
font-variant-numeric:tabular-nums}
td:first-child,th:first-child{text-align:left}th{color:#56606b;font-weight:600}
.met{color:#1a7f37}.missed{color:#c0271c;font-weight:600}
figure{margin:1.4rem 0}figure img{max-width:100%;border:1px solid #d5dae0;background:#f6f8fa}
.readings td{text-align:left;white-space:normal;font-size:1rem}mark{background:#ffd7d3}
.frame{fill:none;stroke:#b8c0c9}.even{stroke:#b8c0c9;stroke-dasharray:4}.dot{fill:#2563eb99}
svg text{font-size:11px;fill:#56606b}.note{color:#56606b;font-size:.9rem}
@media(prefers-color-scheme:dark){body{background:#14181d;color:#e4e8ec}th,.note{color:#9aa5b1}
td,th,h2{border-color:#2c343d}mark{background:#7a2b25;color:#fff}.met{color:#5bd078}
.missed{color:#ff8a80}}
"""


def html(run: Run, host: str) -> str:
    """A page that needs nothing from anywhere else."""
    parts = [
        f"<h1>Reading Vietnamese pages</h1><p class=note>{escape(host)}</p>",
        *_target_list(targets(run)),
        *map(_table, tables(run)),
    ]
    if SOHOA in run.found:
        found = trusts(run)["all"]
        parts.append(f"<h2>sohoa: is a word as often right as it says?</h2>{plot(found)}")
        parts.append(
            f"<p class=note>{found.words} words; calibration error {found.error:.4f}. "
            "A dot is as large as its share of the words.</p>"
        )
        parts += _sure_and_wrong(run)
        parts += _worst(run)
    parts.append("<h2>How each was run</h2><ul>")
    parts += [f"<li>{escape(name)}: {escape(f.how)}</li>" for name, f in run.found.items()]
    parts += ["</ul>", *(f"<p class=note>{escape(note)}</p>" for note in run.notes)]
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width'><title>sohoa: reading</title>"
        f"<style>{_STYLE}</style><body>{''.join(parts)}</body></html>\n"
    )


def worst_lines(found: Found, pages: Sequence[Page]) -> list[tuple[Page, Fragment]]:
    """Those with the largest share of wrong characters first, at most two of a page."""
    rows = [
        (page, fragment)
        for page in pages
        for fragment in found.scores[page.name].fragments
        if fragment.wrong
    ]
    rows.sort(key=lambda row: (-row[1].wrong / len(row[1].text), row[0].name, row[1].line))
    seen: dict[str, int] = {}
    chosen = []
    for page, fragment in rows:
        seen[page.name] = seen.get(page.name, 0) + 1
        if seen[page.name] <= 2:
            chosen.append((page, fragment))
    return chosen


def marked(truth: str, read: str) -> str:
    """What was read, with what differs from the truth marked."""
    if not read:
        return "<i>nothing</i>"
    steps = edlib.align(read, truth, mode="NW", task="path")["cigar"]
    out, at, count = [], 0, ""
    for sign in steps:
        if sign.isdigit():
            count += sign
            continue
        length, count = int(count), ""
        if sign == "D":  # only in the truth
            out.append("<mark>‸</mark>")
            continue
        text = escape(read[at : at + length])
        out.append(text if sign == "=" else f"<mark>{text}</mark>")
        at += length
    return "".join(out)


def _target_list(lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield "<h2>Targets</h2><ul>"
    for line in lines:
        kind = "missed" if line.endswith("MISSED") else "met"
        yield f"<li class={kind}>{escape(line)}</li>"
    if lines:
        yield "</ul>"


def _table(shown: Table) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in shown.header)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell(value))}</td>' for value in row)}</tr>"
        for row in shown.rows
    )
    title = escape(shown.title)
    return f"<h2>{title}</h2><div class=wide><table><tr>{head}</tr>{rows}</table></div>"


def _sure_and_wrong(run: Run) -> Iterator[str]:
    """Words that no page holds so, and that were given out as sure, by page."""
    ours = run.found[SOHOA]
    yield f"<h2>sohoa: sure (≥ {SURE}) and yet wrong</h2><ul>"
    for page in run.pages:
        words = ours.answers[page.name].data.get("words", ())
        verdicts = ours.scores[page.name].words
        wrong = [
            escape(word[0])
            for word, right in zip(words, verdicts, strict=True)
            if right is False and word[5] >= SURE
        ]
        if wrong:
            yield f"<li>{escape(page.name)}: {' · '.join(wrong)}</li>"
    yield "</ul>"


def _worst(run: Run) -> Iterator[str]:
    ours = run.found[SOHOA]
    for condition in dict.fromkeys(page.condition for page in run.pages):
        pages = [page for page in run.pages if page.condition == condition]
        rows = list(islice(worst_lines(ours, pages), WORST))
        if rows:
            yield f"<h2>Worst lines: {escape(condition)}</h2>"
        for page, fragment in rows:
            yield _line(run, page, fragment)


def _line(run: Run, page: Page, fragment: Fragment) -> str:
    where = next(
        place
        for place, other in enumerate(run.found[SOHOA].scores[page.name].fragments)
        if other is fragment
    )
    rows = [f"<tr><td>truth</td><td>{escape(fragment.text)}</td></tr>"]
    for name, found in run.found.items():
        mine = found.scores[page.name].fragments[where]
        read = reading_of(found.answers[page.name], mine.start, mine.end)
        shown = marked(fragment.text, read if mine.end else "")
        rows.append(f"<tr><td>{escape(name)}</td><td>{shown}</td></tr>")
    picture = _cut(run.found[SOHOA], page, where)
    return (
        f"<figure>{picture}<figcaption class=note>{escape(page.name)}, "
        f"{fragment.wrong} of {len(fragment.text)} wrong; of each what it read most like it"
        "</figcaption>"
        f"<table class=readings>{''.join(rows)}</table></figure>"
    )


def _cut(found: Found, page: Page, where: int) -> str:
    """The line on the page as sohoa found it, or the room between its neighbours."""
    box = line_box(found, page, where)
    data = found.answers[page.name].data
    if box is None:
        return "<p class=note>not found on the page</p>"
    with Image.open(page.picture) as picture:
        upright = picture.convert("RGB").rotate(-data["rotation_deg"], expand=True)
    upright = upright.resize(tuple(data["size"]))
    left, top, right, bottom = box
    cut = upright.crop(
        (
            max(left - _MARGIN, 0),
            max(top - _MARGIN, 0),
            min(right + _MARGIN, upright.width),
            min(bottom + _MARGIN, upright.height),
        )
    )
    cut.thumbnail((_WIDTH, _WIDTH))
    out = io.BytesIO()
    cut.save(out, "JPEG", quality=70)
    coded = base64.b64encode(out.getvalue()).decode()
    return f'<img alt="the line on the page" src="data:image/jpeg;base64,{coded}">'


def line_box(found: Found, page: Page, where: int) -> tuple[int, int, int, int] | None:
    """Around the words that were read for a line; of an unread one, between those beside it."""
    fragments = found.scores[page.name].fragments
    own = _words_box(found, page, fragments[where])
    if own is not None:
        return own
    sides = (range(where - 1, max(where - _NEAR, 0) - 1, -1), range(where + 1, where + _NEAR + 1))
    boxes = []
    for side in sides:
        near = (_words_box(found, page, fragments[at]) for at in side if at < len(fragments))
        boxes += [box for box in near if box is not None][:1]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _words_box(found: Found, page: Page, fragment: Fragment) -> tuple[int, int, int, int] | None:
    if fragment.end == 0 or 3 * fragment.wrong > len(fragment.text):
        return None
    boxes, at = [], 0
    for text, *box, _ in found.answers[page.name].data.get("words", ()):
        if at < fragment.end and at + len(text) > fragment.start:
            boxes.append(box)
        at += len(text) + 1
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
