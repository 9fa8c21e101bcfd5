"""The blanks of a date: after "ngày", "tháng" and "năm", however the engine cut them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from pipeline.model.blanks import BlankKind
from pipeline.model.geometry import Box
from pipeline.model.ocr import Word
from pipeline.steps.regions.blanks import Blank, baseline_near, plain

AHEAD = {"ngay": 1.98, "thang": 2.24, "nam": 1.7}
"""Width of the printed words in italics, in ems."""
KINDS = {"ngay": BlankKind.DAY, "thang": BlankKind.MONTH, "nam": BlankKind.YEAR}
SLACK = 0.2
WIDE = 0.5
"""By so much wider, in ems, is a box that takes in what is written beside the word."""
LIKE = 0.74
"""Likeness from which a misread word is taken for one of them."""
YEAR_WIDTH = 2.9

_TWO = re.compile(r"(?P<one>ngay|thang)(?P<written>.*?)(?P<other>thang|nam)$")
_YEAR = re.compile(r"^\W?(19|20)\d\d\W?$")
_WRITTEN = re.compile(r"\w|[|!/\\(]")

Parts = list[tuple[str | None, Word]]


def find_date(words: Sequence[Word], em: float) -> tuple[Blank, ...]:
    """The blanks of the first date in a line; none when the line has no date."""
    parts = _parts(words, em)
    marks = _marks(parts)
    if len(marks) < 2:
        return ()
    order = [(name, marks[name]) for name in AHEAD if name in marks]
    found = []
    for (name, at), until in zip(order, [*order[1:], None], strict=True):
        blank = _blank(parts, (name, at), until, em)
        if blank is not None:
            found.append(blank)
    return tuple(found)


def _blank(
    parts: Parts, start: tuple[str, int], until: tuple[str, int] | None, em: float
) -> Blank | None:
    """Between two of the printed words; after the year's word, of the year's width."""
    name, at = start
    word = parts[at][1]
    left = float(word.box.right)
    wide = word.box.width > (AHEAD[name] + WIDE) * em
    if wide and name in plain(word.text) and not _before(word.text, name):
        left = min(left, word.box.left + (AHEAD[name] + SLACK) * em)
    tail = _after(word.text, name)
    taken, texts = ([word], [tail]) if tail else ([], [])
    last = until[1] if until is not None else min(at + 2, len(parts))
    between = [w for _, w in parts[at + 1 : last]]
    taken += between
    texts += [w.text for w in between]
    if until is None:
        if name != "nam":
            return None
        years = [w for w in between if _YEAR.match(w.text)]
        right = min([left + YEAR_WIDTH * em, *(float(w.box.right) for w in years)])
    else:
        end_name, end = until[0], parts[until[1]][1]
        right = float(end.box.left)
        ahead = _before(end.text, end_name)
        wide = end.box.width > (AHEAD[end_name] + WIDE) * em and not between
        if ahead or wide or right < left + 0.5 * em:
            right = max(right, end.box.right - (AHEAD[end_name] + SLACK * (not ahead)) * em)
        if ahead:
            taken.append(end)
            texts.append(ahead)
    base = baseline_near([w for _, w in parts], left, em)
    return Blank(
        left,
        max(left, right),
        base,
        em,
        tuple(taken),
        " ".join(texts),
        KINDS[name],
        until is not None,
    )


def _parts(words: Sequence[Word], em: float) -> Parts:
    """The words with what they are; a word that holds two of the date's is cut."""
    parts: Parts = []
    for word in words:
        two = _TWO.search(plain(word.text))
        if two is None or two.start() > 1:
            parts.append((_name(word.text), word))
            continue
        one, other = two["one"], two["other"]
        box = word.box
        left = min(round(box.left + AHEAD[one] * em), box.right)
        right = max(round(box.right - AHEAD[other] * em), left)
        parts.append((one, replace(word, text=one, box=Box(box.left, box.top, left, box.bottom))))
        if two["written"]:
            middle = Box(left, box.top, right, box.bottom)
            parts.append((None, replace(word, text=two["written"], box=middle)))
        end = Box(right, box.top, box.right, box.bottom)
        parts.append((other, replace(word, text=other, box=end)))
    return parts


def _marks(parts: Parts) -> dict[str, int]:
    """Where the words of the first date are.

    What is written often spoils the printed word that it touches: the one before the year and
    the one after the place are known by where they are, the month's by likeness.
    """
    names = [name for name, _ in parts]
    months = [i for i, name in enumerate(names) if name == "thang"]
    days = [i for i, name in enumerate(names) if name == "ngay"]
    if not months and days:
        months = [i for i in range(days[0] + 1, len(parts)) if _alike(parts[i][1].text, "thang")]
    if not months:
        return {}
    month = next((m for m in months if any(d < m for d in days)), months[0])
    marks = {"thang": month}
    days = [i for i in days if i < month]
    commas = [i + 1 for i in range(month - 1) if parts[i][1].text.endswith(",")]
    alike = [i for i in range(month) if _alike(parts[i][1].text, "ngay")]
    for places in (days, alike, commas):
        if places:
            marks["ngay"] = places[-1]
            break
    years = [i for i in range(month + 1, len(parts)) if names[i] == "nam"]
    before_year = [i - 1 for i in range(month + 2, len(parts)) if _YEAR.match(parts[i][1].text)]
    for places in (years, before_year):
        if places:
            marks["nam"] = places[0]
            break
    return marks


def _alike(text: str, name: str) -> bool:
    letters = re.sub(r"[^a-z]", "", plain(text))
    return len(letters) >= 3 and SequenceMatcher(None, letters, name).ratio() >= LIKE


def _name(text: str) -> str | None:
    letters = re.sub(r"[^a-z]", "", plain(text))
    if re.fullmatch(r"n.?m", letters):
        return "nam"
    for name in AHEAD:
        if letters.startswith(name) or letters.endswith(name):
            return name
    return None


def _after(text: str, name: str) -> str:
    """What is read behind a word of the date, as one with it."""
    at = plain(text).find(name[-2:])
    rest = text[at + 2 :] if at >= 0 else ""
    return rest if _WRITTEN.search(rest) else ""


def _before(text: str, name: str) -> str:
    at = plain(text).find(name[:2])
    rest = text[:at] if at > 0 else ""
    return rest if _WRITTEN.search(rest) else ""
