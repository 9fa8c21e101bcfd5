"""What can be typed after `sohoa quality`."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.commands import Commands


def add_quality(commands: Commands) -> None:
    quality = commands.add("quality", "quality")
    quality.add_argument("paths", nargs="+", metavar="FILE", help=commands.text("quality_paths"))
    quality.add_argument(
        "--pictures", type=Path, metavar="FOLDER", help=commands.text("quality_pictures")
    )
    commands.add_settings(quality)
