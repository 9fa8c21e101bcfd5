"""What can be typed to take registers over and to say what is one document."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.commands import Commands
from pipeline.model.entry import Channel


def add_matching(commands: Commands) -> None:
    text = commands.text
    taken = commands.add("import-register", "import_register")
    taken.add_argument("file", type=Path, metavar="FILE", help=text("import_file"))
    taken.add_argument("--book", required=True, metavar="BOOK", help=text("import_book"))
    taken.add_argument("--map", type=Path, metavar="MAP.toml", help=text("import_map"))
    channels = tuple(channel.value for channel in Channel)
    taken.add_argument(
        "--channel", choices=channels, metavar="CHANNEL", help=text("import_channel")
    )
    taken.add_argument("--year", type=int, metavar="YEAR", help=text("import_year"))
    taken.add_argument("--dry-run", action="store_true", help=text("import_dry_run"))
    taken.add_argument("--skip-unclear", action="store_true", help=text("import_skip"))
    commands.add_settings(taken)
