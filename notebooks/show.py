"""Pictures and tables of the notebooks: pages with boxes, crops side by side, plots that read well."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage
from pipeline.model.scan import PageImage, Pixels
from pipeline.settings import default_settings
from pipeline.steps.upright import turned_page

GOOD, FAIR, BAD, QUIET = "#1a7f4b", "#c98a00", "#c0392b", "#5b6b7b"
"""Colours that stay apart in grey print and for most people who see few colours."""
COLOURS = ("#1f6fb2", "#c0392b", "#1a7f4b", "#8e44ad", "#c98a00", "#16808a", "#7f5539", "#5b6b7b")


@dataclass(frozen=True, slots=True)
class Mark:
    """A frame to draw on a page, with what to write beside it."""

    box: Box
    colour: str = COLOURS[0]
    text: str = ""
    filled: bool = False


def plain_plots() -> None:
    """The look of every plot: large enough to read, no frame that says nothing."""
    plt.rcParams.update(
        {
            "figure.dpi": 110,
            "figure.constrained_layout.use": True,
            "font.size": 10,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": "#e3e7eb",
            "axes.titlelocation": "left",
            "axes.titleweight": "bold",
        }
    )


@lru_cache(maxsize=8)
def page_image(path: Path, number: int, rotation_deg: int = 0) -> PageImage:
    """A page of a scan as it is kept; `rotation_deg` is what made it upright (OcrPage)."""
    settings = default_settings()
    info = inspect_scan(path, settings.limits)
    image = load_page(path, info, number, settings.limits, settings.pages)
    return turned_page(image, rotation_deg) if rotation_deg else image


def page_pixels(path: Path, page: OcrPage) -> Pixels:
    """The pixels in which the boxes of a page that was read are."""
    return page_image(path, page.number, page.rotation_deg).pixels


def draw_page(axes: Axes, pixels: Pixels, marks: Iterable[Mark] = (), title: str = "") -> None:
    """A page with frames on it."""
    axes.imshow(pixels, cmap="gray", vmin=0, vmax=255, interpolation="antialiased")
    axes.set_axis_off()
    axes.set_title(title, fontsize=9)
    for mark in marks:
        box = mark.box
        axes.add_patch(
            Rectangle(
                (box.left, box.top),
                box.width,
                box.height,
                fill=mark.filled,
                facecolor=mark.colour if mark.filled else "none",
                alpha=0.35 if mark.filled else 1.0,
                edgecolor=mark.colour,
                linewidth=1.0,
            )
        )
        if mark.text:
            axes.text(
                box.left, box.top, mark.text, fontsize=6, color=mark.colour, va="bottom"
            )


def pages_side_by_side(
    pages: Sequence[tuple[str, Pixels, Sequence[Mark]]], height: float = 6.0
) -> Figure:
    """Pictures in a row: title, pixels, marks."""
    shapes = [pixels.shape[1] / pixels.shape[0] for _, pixels, _ in pages]
    figure, row = plt.subplots(
        1,
        len(pages),
        figsize=(height * sum(shapes) + 0.3, height),
        width_ratios=shapes,
        squeeze=False,
    )
    for axes, (title, pixels, marks) in zip(row[0], pages, strict=True):
        draw_page(axes, pixels, marks, title)
    return figure


def crop(pixels: Pixels, box: Box, margin: float = 0.4) -> Pixels:
    """A box of a page with some of what is around it (`margin` in heights of the box)."""
    edge = round(margin * box.height) + 2
    height, width = pixels.shape[:2]
    top, bottom = max(0, box.top - edge), min(height, box.bottom + edge)
    left, right = max(0, box.left - edge), min(width, box.right + edge)
    found = pixels[top:bottom, left:right]
    return found if found.size else np.full((8, 8), 255, np.uint8)


def montage(crops: Sequence[tuple[str, Pixels]], columns: int = 3, row_height: float = 0.9) -> Figure:
    """Crops in rows, each under its caption. Raises: ValueError when there is none."""
    if not crops:
        raise ValueError("no crop to show")
    columns = min(columns, len(crops))
    rows = -(-len(crops) // columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(11, rows * row_height + 0.2), squeeze=False
    )
    for place in grid.flat:
        place.set_axis_off()
    for place, (caption, pixels) in zip(grid.flat, crops, strict=False):
        place.imshow(pixels, cmap="gray", vmin=0, vmax=255, interpolation="antialiased")
        place.set_anchor("W")
        place.set_title(caption, fontsize=8, fontweight="normal")
    return figure


def png(figure: Figure) -> bytes:
    """A figure as the value of an ipywidgets.Image, which a slider or a list may change.

    Not an Output: who runs a notebook without a browser (nbclient) may sleep through the end of
    a cell that writes into one.
    """
    stream = BytesIO()
    figure.savefig(stream, format="png")
    plt.close(figure)
    return stream.getvalue()


def surety(confidence: float, least: float = 0.85) -> str:
    """The colour of a confidence: sure, less sure than `least`, hardly more than a guess."""
    return GOOD if confidence >= least else FAIR if confidence >= 0.5 else BAD


def bars(
    axes: Axes,
    values: Mapping[str, float],
    colour: str | Sequence[str] = COLOURS[0],
    form: str = "{:.0f}",
) -> None:
    """Horizontal bars, the first on top, each with its value."""
    names = list(values)
    drawn = axes.barh(names, list(values.values()), color=colour, height=0.7)
    axes.bar_label(drawn, fmt=form, padding=3, fontsize=8)
    # As thick for two bars as for ten.
    axes.set_ylim(max(len(names), 8) - 0.5, -0.6)
    axes.grid(axis="y", visible=False)
    axes.margins(x=0.12)


def table(head: Sequence[str], rows: Iterable[Sequence[object]], most: int = 50) -> HTML:
    """A table; a cell that is HTML stays so, everything else is shown as it is written."""
    lines = [_row("th", head)]
    rows = list(rows)
    lines += [_row("td", row) for row in rows[:most]]
    rest = f"<p>… {len(rows) - most}</p>" if len(rows) > most else ""
    return HTML(f"<table>{''.join(lines)}</table>{rest}")


def _row(tag: str, cells: Sequence[object]) -> str:
    style = "text-align:left;vertical-align:top;white-space:pre-wrap"
    shown = (
        cell.data if isinstance(cell, HTML) else html.escape("—" if cell is None else str(cell))
        for cell in cells
    )
    return "<tr>" + "".join(f'<{tag} style="{style}">{cell}</{tag}>' for cell in shown) + "</tr>"
