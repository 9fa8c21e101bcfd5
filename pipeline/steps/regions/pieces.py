"""Connected pieces of ink and groups of near ones, with what tells a pen from print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.geometry import Box, hull
from pipeline.steps.regions.ink import Mask, area, cut, grown


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected piece of ink, pixels of the sheet."""

    box: Box
    ink: int
    """Its pixels."""
    coloured: float = 0.0
    """Share of them that is a pen's colour."""
    printed: float = 0.0
    """Share of them that lies in printed words."""

    @property
    def fill(self) -> float:
        return self.ink / max(area(self.box), 1)


class Pieces:
    """The connected pieces of a mask.

    `colour` tells which of its ink is a pen's colour, `printed` where printed words are.
    """

    def __init__(
        self,
        ink: Mask,
        colour: Mask,
        printed: Mask | None = None,
        offset: tuple[int, int] = (0, 0),
    ) -> None:
        _, self._labels, self._stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        self._colour, self._printed, self._offset = colour, printed, offset

    def larger(self, least: float) -> tuple[Piece, ...]:
        """Those at least `least` pixels wide or tall."""
        coloured, printed = self._marked(self._colour), self._marked(self._printed)
        chosen = [i for i in np.flatnonzero(self._sizes() >= least).tolist() if i]
        dx, dy = self._offset
        return tuple(
            Piece(
                Box(x + dx, y + dy, x + dx + w, y + dy + h),
                n,
                float(coloured[i]) / n,
                float(printed[i]) / n,
            )
            for i in chosen
            for x, y, w, h, n in (self._stats[i].tolist(),)
        )

    def smaller(self, most: float) -> Mask:
        """A mask of those at most `most` pixels wide and tall."""
        small = (self._sizes() <= most).astype(np.uint8) * np.uint8(255)
        return np.asarray(small[self._labels], np.uint8)

    def _marked(self, marks: Mask | None) -> npt.NDArray[np.int64]:
        """How many pixels of each piece are marked."""
        count = len(self._stats)
        if marks is None or not marks.any():
            return np.zeros(count, np.int64)
        return np.bincount(self._labels[marks > 0], minlength=count)

    def _sizes(self) -> npt.NDArray[np.int32]:
        sides = self._stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
        return np.asarray(sides.max(axis=1), np.int32)


def pieces_in(ink: Mask, colour: Mask, box: Box) -> Pieces:
    """The pieces of the part of a mask under a box, their boxes in pixels of the whole."""
    part = np.ascontiguousarray(cut(ink, box))
    return Pieces(part, cut(colour, box), offset=(box.left, box.top))


def grouped(boxes: Sequence[Box], gap: float, size: tuple[int, int]) -> tuple[tuple[int, ...], ...]:
    """Indices of boxes that are within `gap` pixels of each other, directly or by others."""
    wide = [grown(box, gap / 2 + 0.5, size) for box in boxes]
    leader = list(range(len(boxes)))

    def root(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    order = sorted(range(len(boxes)), key=lambda i: wide[i].left)
    open_: list[int] = []
    for i in order:
        open_ = [j for j in open_ if wide[j].right > wide[i].left]
        for j in open_:
            if wide[i].overlaps(wide[j]):
                leader[root(i)] = root(j)
        open_.append(i)
    groups: dict[int, list[int]] = {}
    for i in range(len(boxes)):
        groups.setdefault(root(i), []).append(i)
    return tuple(tuple(group) for group in groups.values())


def joined(boxes: Sequence[Box], gap: float, size: tuple[int, int]) -> tuple[Box, ...]:
    """The hulls of boxes that are within `gap` pixels of each other."""
    return tuple(hull(boxes[i] for i in group) for group in grouped(boxes, gap, size))


def erased(ink: Mask, boxes: Iterable[Box]) -> Mask:
    """The mask without what lies in the boxes."""
    rest = ink.copy()
    for box in boxes:
        rest[box.top : box.bottom, box.left : box.right] = 0
    return rest
