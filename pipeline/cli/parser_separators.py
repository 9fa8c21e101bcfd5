"""What can be typed after `sohoa separators`."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.commands import Commands


def add_separators(commands: Commands) -> None:
    sheets = commands.add("separators", "separators", json=False)
    text = commands.text
    sheets.add_argument(
        "--out", type=Path, metavar="FILE", required=True, help=text("separators_out")
    )
    sheets.add_argument("--count", type=int, default=10, metavar="N", help=text("separators_count"))
    sheets.add_argument("--cover", action="store_true", help=text("separators_cover"))
    for name, shown in (
        ("batch", "NAME"),
        ("unit", "NAME"),
        ("type", "TYPE"),
        ("box", "BOX"),
        ("file", "CODE"),
    ):
        sheets.add_argument(f"--{name}", metavar=shown, help=text(f"separators_{name}"))
