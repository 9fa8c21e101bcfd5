"""The graphics state of a PDF page as far as it decides what shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pikepdf import Name

from pipeline.engines.pdf_geometry import Matrix, Rect

WHITE, BLACK, COLOURED = "white", "black", "coloured"


@dataclass(frozen=True, slots=True)
class State:
    """What `q` keeps and `Q` brings back; `translucent` names the keys that are not opaque."""

    matrix: Matrix
    clip: Rect
    fill: str = BLACK
    fill_components: int = 1
    text_mode: int = 0
    type3_font: bool = False
    translucent: frozenset[str] = frozenset()


def grey(operands: list[Any]) -> str:
    """The kind of colour of grey or RGB numbers."""
    values = {float(o) for o in operands}
    return WHITE if values == {1.0} else BLACK if values == {0.0} else COLOURED


def ink(operands: list[Any]) -> str:
    """The kind of colour of CMYK numbers."""
    *colours, black = (float(o) for o in operands)
    if any(colours):
        return COLOURED
    return WHITE if black == 0 else BLACK if black == 1 else COLOURED


PLAIN: dict[str, Callable[[Any], bool]] = {
    "/ca": lambda value: float(value) >= 1,
    "/BM": lambda value: value in (Name.Normal, Name.Compatible),
    "/SMask": lambda value: value == Name("/None"),
}
"""Key of a graphics state → whether its value leaves images opaque."""
