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
    _match(commands.add_group("match"))


def _match(match: Commands) -> None:
    text = match.text
    listed = match.add("list", "matching")
    listed.add_argument("--all", action="store_true", help=text("match_all"))
    looked = match.add("run", "matching")
    looked.add_argument("--book", metavar="BOOK", help=text("match_book"))
    confirmed, rejected = match.add("confirm", "matching"), match.add("reject", "matching")
    for decided in (confirmed, rejected):
        decided.add_argument("match", type=int, metavar="ID", help=text("match_id"))
    undone = match.add("undo", "matching")
    undone.add_argument("entry", metavar="ENTRY", help=text("entry"))
    undone.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    for command in (listed, looked, confirmed, rejected, undone):
        match.add_settings(command)
