"""What is wrong with a scan that can still be mended at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.model.geometry import Box


class Fault(StrEnum):
    """A kind of fault."""

    RESOLUTION = "resolution"
    """Fewer dots per inch than asked for, whatever the file says of itself."""
    COLOUR = "colour"
    """Fewer colours than asked for."""
    BLUR = "blur"
    FADED = "faded"
    SKEW = "skew"
    CUT_OFF = "cut_off"
    """Writing goes on beyond the picture."""
    FOLDED = "folded"
    SHADOW = "shadow"
    BLANK = "blank"
    TURNED = "turned"
    """It lies upside down or on its side."""
    TWICE = "twice"
    """A sheet that came before."""
    MISSING = "missing"
    """Page numbers leap before this page: one was left out, or two were fed at once."""
    UNREADABLE = "unreadable"
    """The page could not be opened."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one page."""

    fault: Fault
    box: Box
    """Where, in pixels of the page as its viewer shows it."""
    value: float
    """What was measured; of `TWICE` the other page, of `MISSING` the printed number."""
    limit: float
    """What it should have been, at least or at most."""
    sure: float
    """0.0–1.0: how far beyond the limit it is, or how sure the network was."""
    other: int | None = None
    """Page of the same file that it has to do with."""


def finding_to_json(finding: Finding) -> dict[str, Any]:
    box = finding.box
    return {
        "fault": finding.fault.value,
        "box": [box.left, box.top, box.right, box.bottom],
        "value": finding.value,
        "limit": finding.limit,
        "sure": finding.sure,
        "other": finding.other,
    }


def finding_from_json(data: Mapping[str, Any]) -> Finding:
    fault, box = Fault(data["fault"]), Box(*data["box"])
    return Finding(fault, box, data["value"], data["limit"], data["sure"], data["other"])
