"""Fonts of print, and fonts that were made of people's handwriting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

PRINT_FONTS = (
    *("croscore/Tinos-Regular.ttf", "croscore/Tinos-Italic.ttf"),
    *("croscore/Tinos-Bold.ttf", "croscore/Tinos-BoldItalic.ttf"),
)
"""Upright, italic, bold, both: what offices write in."""
OTHER_FONTS = (
    *("liberation2/LiberationSans-Regular.ttf", "liberation2/LiberationSans-Bold.ttf"),
    *("liberation2/LiberationMono-Regular.ttf", "liberation2/LiberationMono-Bold.ttf"),
    *("liberation2/LiberationSans-Italic.ttf", "croscore/Arimo-Regular.ttf"),
)
"""Numbers that another machine or a numbering stamp printed."""
_FOLDER = Path("/usr/share/fonts/truetype")
_HANDS = (
    *("annie-use-your-telescope", "architects-daughter", "bad-script", "caveat"),
    *("cedarville-cursive", "covered-by-your-grace", "delicious-handrawn", "delius", "gaegu"),
    *("gloria-hallelujah", "gochi-hand", "handlee", "homemade-apple", "indie-flower", "kalam"),
    *("la-belle-aurore", "liu-jian-mao-cao", "long-cang", "mansalva", "marck-script"),
    *("nanum-pen-script", "neucha", "oooh-baby", "patrick-hand", "playwrite-vn", "poor-story"),
    *("reenie-beanie", "rock-salt", "schoolbell", "shadows-into-light", "short-stack"),
    *("sue-ellen-francisco", "swanky-and-moo-moo", "the-girl-next-door", "twinkle-star"),
    *("vibur", "yomogi", "zen-kurenaido", "zhi-mang-xing"),
)


def packages() -> tuple[str, ...]:
    """The npm packages of the handwriting fonts, all OFL-1.1."""
    return tuple(f"@fontsource/{name}" for name in _HANDS)


def installed(names: Sequence[str], folder: Path = _FOLDER) -> tuple[str, ...]:
    """Paths of those of the fonts of print that are installed."""
    return tuple(str(folder / name) for name in names if (folder / name).exists())


def hand_fonts(folder: Path) -> tuple[str, ...]:
    """Paths of the handwriting fonts below the folder that npm installed into, by name."""
    found = (folder / "node_modules" / package for package in packages())
    files = (path for package in found for path in package.glob("files/*-latin-[0-9]*.woff"))
    return tuple(sorted(str(path) for path in files if "variable" not in path.name))


if __name__ == "__main__":
    print(" ".join(packages()))
