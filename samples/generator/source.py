"""The texts of the documents and the list of the sample files, read from TOML."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs (ô 7): the lines of the position as printed, the name."""

    position: tuple[str, ...]
    name: str
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the receiving office stamped and wrote."""

    office: str
    number: str
    date: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The block of a copy (NĐ 30/2020, Phụ lục I, phần II)."""

    form: str
    issuer: str
    number: str
    notation: str
    place: str
    date: str
    signer: Signer


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its fields as the truth has them, and its body in the markup of `body`."""

    type: str
    issuer: tuple[str, ...]
    notation: str
    place: str
    date: str
    """ISO, `??` for a part that is left blank."""
    subject: str
    body: str
    signer: Signer
    seal: tuple[str, str, str]
    parent: str | None = None
    number: str | None = None
    number_form: str = "printed"
    date_hand: tuple[str, ...] = ()
    """Which of day and month are written by hand."""
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    left_signer: Signer | None = None
    urgency: str | None = None
    secrecy: str | None = None
    arrival: Arrival | None = None
    copy: Copy | None = None
    seal_shift: tuple[float, float] = (0.0, 0.0)
    """Millimetres right and down from where it hides neither title nor name."""
    points: float = 14.0
    gap_mm: float = 0.0
    """More room above the title, where stamps lie."""
    face: str = "serif"


@dataclass(frozen=True, slots=True)
class Sample:
    """One file: which documents, how they were scanned, how they are stored."""

    name: str
    state: str
    shows: str
    documents: tuple[str, ...] = ()
    container: str = "pdf"
    dpi: int = 200
    colour: str = "rgb"
    skew: tuple[float, ...] = (0.0,)
    paper: str = "white"
    noise: float = 1.6
    blur: float = 0.45
    quality: int = 72
    blank_backs: bool = False
    rotate: tuple[int, ...] = ()
    """Degrees clockwise for each page."""
    edge: tuple[str, ...] = ()
    same_as: str | None = None
    kept_bytes: int | None = None
    """Zeros follow after these: what a copy that broke off leaves on a network drive."""


def samples() -> tuple[Sample, ...]:
    data = tomllib.loads((HERE / "catalogue.toml").read_text(encoding="utf-8"))
    return tuple(Sample(**_tuples(entry)) for entry in data["file"])


def document(name: str) -> Document:
    data = tomllib.loads((HERE / "texts" / f"{name}.toml").read_text(encoding="utf-8"))
    copy = data.pop("copy", None)
    nested: dict[str, Any] = {
        "signer": Signer(**_tuples(data.pop("signer"))),
        "left_signer": _signer(data.pop("left_signer", None)),
        "arrival": Arrival(**data.pop("arrival")) if "arrival" in data else None,
        "copy": copy and Copy(**{**copy, "signer": Signer(**_tuples(copy["signer"]))}),
    }
    return Document(**_tuples(data), **nested)


def _signer(data: dict[str, Any] | None) -> Signer | None:
    return None if data is None else Signer(**_tuples(data))


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in data.items()}
