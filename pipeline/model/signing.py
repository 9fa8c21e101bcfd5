"""The signing block of a page, read by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.model.geometry import Box
from pipeline.model.text import Line, box_to_json, line_from_json, line_to_json


class Ink(StrEnum):
    """Which inks a picture shows."""

    ALL = "all"
    NOT_RED = "not_red"
    RED = "red"


@dataclass(frozen=True, slots=True)
class BlockReading:
    """The signing block read by itself, in one of its pictures."""

    ink: Ink
    box: Box
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class NameReading:
    """A line that may be a person's name, read syllable by syllable."""

    box: Box
    names: tuple[tuple[str, float], ...]
    """(name, probability among names), best first."""


def block_to_json(block: BlockReading) -> dict[str, Any]:
    """The reading as plain JSON values; `block_from_json` is its inverse."""
    lines = [line_to_json(line) for line in block.lines]
    return {"ink": block.ink.value, "box": box_to_json(block.box), "lines": lines}


def block_from_json(data: dict[str, Any]) -> BlockReading:
    """Raises: KeyError, ValueError or TypeError when the data is no block."""
    lines = tuple(line_from_json(line) for line in data["lines"])
    return BlockReading(Ink(data["ink"]), Box(*data["box"]), lines)


def name_to_json(name: NameReading) -> list[Any]:
    """The box, then each name with its probability."""
    return [box_to_json(name.box), *([text, chance] for text, chance in name.names)]


def name_from_json(data: list[Any]) -> NameReading:
    """Raises: ValueError or TypeError when the data is no name."""
    return NameReading(Box(*data[0]), tuple((text, chance) for text, chance in data[1:]))
