"""Which characters of an output stand for which truth, and which for none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import edlib

LEAST = 4
"""Shorter pieces stand anywhere in a text: they are not scored, and taken only as whole words."""
FREE, RIGHT, OTHER, EXTRA, BLANK = range(5)
"""What a character of the output is: without truth, right, in place of another, put into a line,
or in a blank that is filled by hand."""
_ROOM, _SIDE = 24, 12
"""Characters that writing by hand may take between two printed parts, and beside one."""
_WORSE = 2
"""A whole line of the output is preferred to a part of one that has so many errors less."""
_TAKEN = "\uffff"
Span = tuple[int, int]
_SILENT = " .…"
"""Blanks, and the dots of leaders and ends, which the scorer leaves out of the truth as well."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed part of a true line, and whether handwriting stands before and after it."""

    line: int
    text: str
    hand_before: bool = False
    hand_after: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """A normalised output, with the mark of each character and its place in the truth."""

    output: str
    truth: str
    """The pieces with a blank before, between and after them."""
    marks: list[int]
    places: list[int]

    def verdicts(self) -> tuple[bool | None, ...]:
        """Of each word: whether it is a true word; None in a blank by hand, or only dots."""
        return tuple(self._verdict(*word.span()) for word in re.finditer(r"\S+", self.output))

    def _verdict(self, start: int, end: int) -> bool | None:
        while end > start and self.output[end - 1] in _SILENT and self.marks[end - 1] == FREE:
            end -= 1
        while start < end and self.output[start] in _SILENT and self.marks[start] == FREE:
            start += 1
        marks = self.marks[start:end]
        if start == end or BLANK in marks:
            return None
        if set(marks) != {RIGHT}:
            return False
        # A true word may lack letters in the output, or two may have run together.
        true = self.truth[self.places[start] - 1 : self.places[end - 1] + 2]
        return true == f" {self.output[start:end]} "

    def invented(self) -> tuple[int, int]:
        """Characters that align with no truth, and words of which most do not."""
        extra = [
            mark in (FREE, EXTRA) and sign not in _SILENT
            for mark, sign in zip(self.marks, self.output, strict=True)
        ]
        words = (word.span() for word in re.finditer(r"\S+", self.output))
        most = sum(2 * sum(extra[start:end]) > end - start for start, end in words)
        return sum(extra), most


def best(piece: str, output: str) -> tuple[int, int, int]:
    """Least edits of the piece anywhere in the output, and where; missing costs its length."""
    if not output or not piece:
        return len(piece), 0, 0
    found = edlib.align(piece, output, mode="HW", task="locations")
    wrong = found["editDistance"]
    if wrong >= len(piece):
        return len(piece), 0, 0
    start, end = found["locations"][0]
    return wrong, start or 0, end + 1


def cover(pieces: Sequence[Piece], output: str, rows: Sequence[Span] = ()) -> Cover:
    """Each character serves one piece at most: the pieces that are read best take theirs first.

    `rows` are the lines of the output. Office papers repeat themselves: whole lines are matched
    first, for else a line would take a like part of another.
    """
    # A rule of a table that ends a line of the truth is no writing.
    pieces = [replace(p, text=text) for p in pieces if (text := p.text.strip(" |"))]
    truth = " " + "".join(f"{piece.text} " for piece in pieces)
    found = Cover(output, truth, [FREE] * len(output), [0] * len(output))
    offsets = [1]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece.text) + 1)
    spans: dict[int, Span] = {}
    for at, row in _whole_lines(pieces, output, rows):
        alone = _TAKEN * row[0] + output[slice(*row)]
        spans[at] = _take(pieces[at].text, alone, offsets[at], found) or row
    left = output
    for span in spans.values():
        left = _without(left, span)
    waiting = [at for at in range(len(pieces)) if at not in spans]
    ways = {at: best(pieces[at].text, left)[0] / len(pieces[at].text) for at in waiting}
    for at in sorted(waiting, key=lambda at: (ways[at], -len(pieces[at].text))):
        taken = _take(pieces[at].text, left, offsets[at], found)
        if taken is not None:
            left = _without(left, taken)
            spans[at] = taken
    for at, span in spans.items():
        _mark_blanks(pieces, at, span, spans.get(at + 1), found)
    return found


def _whole_lines(
    pieces: Sequence[Piece], output: str, rows: Sequence[Span]
) -> list[tuple[int, Span]]:
    """Pieces and the lines of the output that read like them, the most alike first."""
    pairs = []
    for at, piece in enumerate(pieces):
        if len(piece.text) < LEAST:
            continue
        limit = best(piece.text, output)[0] + _WORSE
        for row in rows:
            if abs(row[1] - row[0] - len(piece.text)) <= limit:
                line = output[slice(*row)]
                found = edlib.align(piece.text, line, mode="NW", task="distance", k=limit)
                if 0 <= found["editDistance"] <= len(piece.text) / 2:
                    pairs.append((found["editDistance"] / len(piece.text), at, row))
    chosen: dict[int, Span] = {}
    for _, at, row in sorted(pairs):
        if at not in chosen and row not in chosen.values():
            chosen[at] = row
    return list(chosen.items())


def _without(left: str, span: Span) -> str:
    return left[: span[0]] + _TAKEN * (span[1] - span[0]) + left[span[1] :]


def _take(text: str, left: str, offset: int, found: Cover) -> Span | None:
    """Marks the part of the output that reads like the piece; None where less than half does."""
    alignment = _exact(text, left) if len(text) < LEAST else _nearest(text, left)
    if alignment is None:
        return None
    start, steps = alignment
    at, true = start, offset
    for count, kind in steps:
        if kind == "I":  # edlib: only in the piece
            true += count
            continue
        for _ in range(count):
            found.marks[at] = {"=": RIGHT, "X": OTHER, "D": EXTRA}[kind]
            found.places[at] = true
            true += kind != "D"
            at += 1
    return start, at


def _exact(text: str, left: str) -> tuple[int, list[tuple[int, str]]] | None:
    match = re.search(rf"(?<!\S){re.escape(text)}(?=[.…]*(?:\s|$))", left)
    return None if match is None else (match.start(), [(len(text), "=")])


def _nearest(text: str, left: str) -> tuple[int, list[tuple[int, str]]] | None:
    found = edlib.align(text, left, mode="HW", task="path") if left else None
    if found is None or found["editDistance"] > len(text) / 2:
        return None
    steps = re.findall(r"(\d+)(\D)", found["cigar"])
    return found["locations"][0][0] or 0, [(int(count), kind) for count, kind in steps]


def _mark_blanks(
    pieces: Sequence[Piece],
    at: int,
    span: Span,
    following: Span | None,
    found: Cover,
) -> None:
    """What stands where the page was written on by hand is neither right nor invented."""
    start, end = span
    if pieces[at].hand_after:
        limit = end + _SIDE
        joined = at + 1 < len(pieces) and pieces[at + 1].line == pieces[at].line
        if joined and following is not None and 0 <= following[0] - end <= _ROOM:
            limit = following[0]
        _mark_free(range(end, min(limit, len(found.output))), found)
    if pieces[at].hand_before:
        _mark_free(range(start - 1, max(start - _SIDE, 0) - 1, -1), found)


def _mark_free(places: range, found: Cover) -> None:
    for place in places:
        if found.marks[place] != FREE:
            return
        found.marks[place] = BLANK
