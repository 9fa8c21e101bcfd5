"""Provinces, districts and communes of Viet Nam, old and new, kept as data in `configs/`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import SettingsInvalid
from pipeline.settings import configs_dir

LEVELS = {
    "Tỉnh": "province",
    "Thành phố": "district",
    "Quận": "district",
    "Huyện": "district",
    "Thị xã": "district",
    "Thị trấn": "commune",
    "Phường": "commune",
    "Xã": "commune",
    "Đặc khu": "commune",
}
"""Words for a unit's level, and its rank; a city may be a province too."""
_NAME = re.compile(rf"(?:({'|'.join(LEVELS)}) )?(.*)")


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of local government: "Huyện", "Phụng Hiệp"; an old province has no level word."""

    level: str
    short: str
    provinces: tuple[str, ...]
    """Short names of the province that it lies in: the old one, where it was one, and today's."""


@cache
def default_places() -> tuple[Place, ...]:
    """The places that come with the program."""
    return load_places(configs_dir() / "places.tsv")


def load_places(path: Path) -> tuple[Place, ...]:
    """Every province, district and commune of a table, each once a province.

    Raises:
        SettingsInvalid: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid("settings_file", {"file": str(path), "why": str(error)}) from error
    return tuple(Place(*_cut(name), provinces) for name, provinces in dict.fromkeys(_named(text)))


def _cut(name: str) -> tuple[str, str]:
    """("Huyện", "Phụng Hiệp") of "Huyện Phụng Hiệp"."""
    found = _NAME.fullmatch(name)
    return (found[1] or "", found[2]) if found else ("", name)


def _named(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    now = ""
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        province, commune, made_of = line.split("\t")
        if province:
            now = _cut(province)[1]
            yield province, (now,)
        yield commune, (now,)
        for group in made_of.split("; "):
            yield from _old_names(group, now)


def _old_names(group: str, now: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The places of "old province > old district: old commune, old commune"."""
    where, _, communes = group.partition(": ")
    old, _, district = where.partition(" > ")
    provinces = (old,) if old == now else (old, now)
    yield old, provinces
    yield district, provinces
    for commune in communes.split(", "):
        if commune:
            yield commune, provinces
