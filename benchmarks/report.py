"""The form of a report: plain tables for people, figures for programs."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import __version__


@dataclass(frozen=True, slots=True)
class Part:
    """What one part found: lines to print, and the same as data."""

    title: str
    lines: tuple[str, ...]
    figures: dict[str, Any]


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Columns parted by two blanks, the first to the left, the others to the right."""
    words = [list(header), *([cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in words) for column in range(len(header))]
    return [
        "  ".join(
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in words
    ]


def cell(value: object) -> str:
    """A figure with two decimals, nothing as a dash."""
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def ratio(value: float | None, to: float | None) -> float | None:
    """`value` in multiples of `to`; None where either is unknown or `to` is nothing."""
    if value is None or not to:
        return None
    return value / to


def spread(values: Sequence[float]) -> float:
    """How far measurements of one thing lie apart, as a share of their median."""
    middle = statistics.median(values)
    return (max(values) - min(values)) / middle if middle else 0.0


def deviation(values: Sequence[float]) -> float:
    """The farthest that a value lies from the median, as a share of it."""
    middle = statistics.median(values)
    return max(abs(value - middle) for value in values) / middle if middle else 0.0


def target(met: bool) -> str:
    return "met" if met else "MISSED"


def machine() -> dict[str, Any]:
    """On what this was measured, and how busy it was with other things."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "sohoa": __version__,
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
