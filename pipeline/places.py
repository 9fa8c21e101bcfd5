"""Provinces, districts and communes of Viet Nam, old and new, kept as data in `configs/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import SettingsInvalid
from pipeline.settings import configs_dir


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of local government, by its full name: "Huyện Phụng Hiệp"."""

    name: str
    provinces: tuple[str, ...]
    """Short names of the province that it lies in: the old one, where it was one, and today's."""

    @property
    def short(self) -> str:
        """The name without the word for its level; a number keeps it ("Quận 1")."""
        return short_name(self.name)


LEVELS = ("Thành phố", "Tỉnh", "Quận", "Huyện", "Thị xã", "Thị trấn", "Phường", "Xã", "Đặc khu")


def short_name(name: str) -> str:
    """A place as a dateline names it: the level is left out, but not before a number."""
    level = next((f"{level} " for level in LEVELS if name.startswith(f"{level} ")), "")
    rest = name[len(level) :]
    return name if rest[:1].isdigit() else rest


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
    return tuple(dict.fromkeys(_places(text)))


def _places(text: str) -> Iterator[Place]:
    now = ""
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        province, commune, made_of = line.split("\t")
        if province:
            now = short_name(province)
            yield Place(province, (now,))
        yield Place(commune, (now,))
        for group in made_of.split("; "):
            yield from _old_places(group, now)


def _old_places(group: str, now: str) -> Iterator[Place]:
    """The places of "old province > old district: old commune, old commune"."""
    where, _, communes = group.partition(": ")
    old, _, district = where.partition(" > ")
    provinces = (old,) if old == now else (old, now)
    yield Place(old, provinces)
    yield Place(district, provinces)
    for commune in communes.split(", "):
        if commune:
            yield Place(commune, provinces)
